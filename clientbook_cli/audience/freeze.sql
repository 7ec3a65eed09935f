-- name: match-clients
-- Everybody who fits the rule, once, each with the first reason that keeps them out.
WITH
matched AS (
    SELECT client_now.client, client_now.email, score.tier, coalesce(spend.net, 0) AS spent
    FROM client_now
    JOIN (SELECT unnest($clients::INTEGER[]) AS client) AS fitting USING (client)
    LEFT JOIN score_on($on_day) AS score USING (client)
    LEFT JOIN spend($on_day, $currency) AS spend USING (client)
),
bar AS (
    SELECT client, many FROM mail_bars($on_day::DATE, $needs_opt_in, $quiet_days, $call_days)
),
pending_mailbox AS (
    SELECT client_now.email
    FROM client_now JOIN mail_pending USING (client)
    WHERE client_now.email IS NOT NULL
),
reasoned AS (
    SELECT
        matched.*,
        CASE
            WHEN bar.many = 'contacted'
                THEN format('contacted within {} day{}', $quiet_days::INTEGER, if($quiet_days = 1, '', 's'))
            WHEN bar.many IS NOT NULL THEN bar.many
            WHEN matched.client IN (SELECT client FROM mail_pending)
                OR matched.email IN (SELECT email FROM pending_mailbox)
                THEN 'in another campaign'
        END AS early
    FROM matched
    LEFT JOIN bar USING (client)
)
SELECT
    client,
    email,
    tier,
    CASE
        WHEN early IS NOT NULL THEN early
        WHEN row_number() OVER (PARTITION BY email, early IS NULL ORDER BY spent DESC, client) > 1 THEN 'address used twice'
    END AS reason
FROM reasoned
ORDER BY client;

-- name: next-audience
SELECT coalesce(max(audience), 0) + 1 FROM audience;

-- name: add-audience
INSERT INTO audience (audience, made_at, as_of, channel, rule, hold_out, seed)
VALUES ($audience, $made_at, $as_of, 'email', $rule, $hold_out, $seed);

-- name: add-members
INSERT INTO audience_member (audience, client, address, tier, place, reason)
SELECT $audience, client, address, tier, place, reason
FROM (
    SELECT unnest($members::STRUCT(client INTEGER, address VARCHAR, tier VARCHAR, place VARCHAR, reason VARCHAR)[], recursive := true)
);
