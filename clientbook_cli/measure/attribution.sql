-- name: list-touches
-- Calls that told the client something, mails that left, and answers to them: a call that nobody answered, a wrong number
-- and a mail that may not have arrived are no touches.
WITH
touched AS (
    SELECT client, day, contacted_at, channel, how, associate, campaign, touch
    FROM contact
    WHERE how NOT IN ('N', 'W', 'unknown')
    UNION ALL
    SELECT
        standing, CAST(coalesce(arrived_at, read_at) AS DATE), coalesce(arrived_at, read_at), 'email', 'replied', NULL,
        campaign.name, NULL
    FROM mail_return JOIN client_standing USING (client) LEFT JOIN campaign USING (campaign)
    WHERE mail_return.kind = 'answer'
)
SELECT
    client, day,
    -- Of two calls of one instant the one that was written down later is the last.
    CAST(row_number() OVER (
        ORDER BY contacted_at, client, channel, coalesce(campaign, ''), touch NULLS FIRST, how
    ) AS INTEGER) AS moment,
    channel, how, associate, campaign
FROM touched
WHERE client IS NOT NULL AND day BETWEEN $since AND least($last, $today)
ORDER BY moment;

-- name: list-sold
-- What touched clients bought in the span, net merchandise in the store's currency; and for those who ever brought
-- anything back, all they bought, since a return comes off the latest sale before it.
WITH
touched AS (
    SELECT DISTINCT client FROM contact WHERE day BETWEEN $since AND least($last, $today)
),
traded_by_them AS (
    SELECT client, sale, kind, day, transaction_id, associate, net
    FROM traded($today, $currency)
    WHERE client IN (SELECT client FROM touched) AND kind NOT IN ('returned', 'return') AND net <> 0
),
returning_client AS (
    SELECT DISTINCT client FROM traded_by_them WHERE net < 0
)
SELECT sale, client, day, net, transaction_id AS transaction, associate
FROM traded_by_them
WHERE day BETWEEN $first AND $last OR client IN (SELECT client FROM returning_client)
ORDER BY day, sale;

-- name: count-alike
-- Clients known before the span, by how lately and how often they had bought then, and what each kind bought in it.
WITH
known AS (
    SELECT
        client,
        CASE WHEN $first - max(day) <= 180 THEN 1 WHEN $first - max(day) <= 365 THEN 2 WHEN $first - max(day) <= 730 THEN 3 ELSE 4 END
            * 10 + CASE WHEN count(*) = 1 THEN 1 WHEN count(*) < 5 THEN 2 ELSE 3 END AS kind
    FROM purchases($today, $currency)
    WHERE day < $first
    GROUP BY client
),
bought AS (
    SELECT client, count(*) FILTER (WHERE is_purchase(kind, net)) AS sales, sum(net) AS net
    FROM traded($today, $currency)
    WHERE day BETWEEN $first AND $last AND kind NOT IN ('returned', 'return')
    GROUP BY client
)
SELECT
    known.kind,
    count(*) AS clients,
    CAST(coalesce(sum(sales), 0) AS INTEGER) AS sales,
    coalesce(sum(net), 0) AS net,
    list(known.client ORDER BY known.client) FILTER (
        WHERE known.client IN (SELECT client FROM contact WHERE day BETWEEN $since AND least($last, $today))
    ) AS touched
FROM known LEFT JOIN bought USING (client)
GROUP BY known.kind
ORDER BY known.kind;
