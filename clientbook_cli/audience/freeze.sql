-- name: match-clients
-- Everybody who fits the rule, once, each with the first reason that keeps them out. A mailbox counts as a whole: a
-- stop or a mail that concerns one of two clients who share it concerns the other.
WITH
matched AS (
    SELECT client_now.client, client_now.email, score.tier, coalesce(spend.net, 0) AS spent
    FROM client_now
    JOIN (SELECT unnest($clients::INTEGER[]) AS client) AS fitting USING (client)
    LEFT JOIN score_on($on_day) AS score USING (client)
    LEFT JOIN spend($on_day, $currency) AS spend USING (client)
),
word AS (
    SELECT client, no_mail, no_mass_mail FROM may_contact($on_day::DATE, $needs_opt_in)
),
stopped_mailbox AS (
    SELECT client_now.email
    FROM client_now JOIN word USING (client)
    WHERE client_now.email IS NOT NULL AND word.no_mail = 'stopped'
),
recent AS (
    SELECT DISTINCT client, channel
    FROM contact
    WHERE $quiet_days > 0 AND day >= $on_day::DATE - $quiet_days::INTEGER
),
recent_mailbox AS (
    SELECT client_now.email
    FROM client_now JOIN recent USING (client)
    WHERE client_now.email IS NOT NULL AND recent.channel = 'email'
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
            WHEN matched.email IS NULL THEN 'no address'
            WHEN word.no_mail IS NOT NULL THEN word.no_mail
            WHEN matched.email IN (SELECT email FROM stopped_mailbox) THEN 'stopped'
            WHEN word.no_mass_mail IS NOT NULL THEN word.no_mass_mail
            WHEN matched.client IN (SELECT client FROM recent) OR matched.email IN (SELECT email FROM recent_mailbox)
                THEN format('contacted within {} day{}', $quiet_days::INTEGER, CASE WHEN $quiet_days = 1 THEN '' ELSE 's' END)
            WHEN matched.client IN (SELECT client FROM mail_pending)
                OR matched.email IN (SELECT email FROM pending_mailbox)
                THEN 'in another campaign'
        END AS early
    FROM matched
    LEFT JOIN word USING (client)
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
