-- name: touched-sales
-- What mailed clients bought and brought back since their mail, with every touch in the days before. A call that
-- nobody answered and a mail that may not have arrived are no touches.
WITH
mailed AS (
    SELECT standing AS client, min(outbox.day) AS mailed_on
    FROM outbox JOIN client_standing USING (client)
    WHERE outbox.campaign = $campaign AND outbox.state IN ('accepted', 'written')
    GROUP BY standing
),
sold AS (
    SELECT sale, client, day, net, is_purchase(kind, net) AS purchase
    FROM traded($today, $currency) JOIN mailed USING (client)
    WHERE day BETWEEN mailed_on AND mailed_on + CAST($window_days AS INTEGER)
),
touched AS (
    SELECT sold.*, contact.contacted_at, coalesce(contact.campaign = $name, false) AS ours
    FROM sold
    JOIN contact ON contact.client = sold.client
        AND contact.day BETWEEN sold.day - CAST($window_days AS INTEGER) AND sold.day
        AND contact.how NOT IN ('N', 'W', 'unknown')
)
SELECT
    sale, client, net, purchase,
    CAST(count(*) AS INTEGER) AS touches,
    CAST(count(*) FILTER (WHERE ours) AS INTEGER) AS ours,
    arg_max(ours, (contacted_at, ours)) AS ours_last
FROM touched
GROUP BY sale, client, net, purchase
HAVING bool_or(ours)
ORDER BY sale;
