-- name: compare-groups
-- Mailed clients are watched from the day of their own mail, held-out ones from the day the campaign started. Nobody
-- is on both sides, also when two numbers have since become one client.
WITH
mailed AS (
    SELECT standing AS client, min(outbox.day) AS since
    FROM outbox JOIN client_standing USING (client)
    WHERE outbox.campaign = $campaign AND outbox.state IN ('accepted', 'written') AND outbox.day <= $today
    GROUP BY standing
),
kept AS (
    SELECT DISTINCT standing AS client, campaign.started_on AS since
    FROM audience_member
    JOIN campaign USING (audience)
    JOIN client_standing USING (client)
    WHERE campaign.campaign = $campaign AND audience_member.place = 'held out' AND campaign.started_on <= $today
      AND standing NOT IN (SELECT client FROM mailed)
),
watched AS (
    SELECT 'mailed' AS part, client, since FROM mailed
    UNION ALL
    SELECT 'held out', client, since FROM kept
),
sold AS (
    SELECT client, bool_or(is_purchase(kind, net)) AS bought, sum(net) AS net
    FROM traded($today, $currency) AS traded
    JOIN watched USING (client)
    WHERE traded.day BETWEEN since AND since + CAST($window_days AS INTEGER)
    GROUP BY client
)
SELECT
    part,
    count(*) AS clients,
    count(*) FILTER (WHERE bought) AS buyers,
    coalesce(sum(net), 0) AS spend,
    min(since) AS since,
    max(since) + CAST($window_days AS INTEGER) AS until
FROM watched LEFT JOIN sold USING (client)
GROUP BY part
ORDER BY part;

-- name: last-sale
SELECT max(day) FROM sale_now WHERE day <= $today;
