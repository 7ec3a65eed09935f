-- name: find-person
SELECT
    client_now.client, name, first_name, email, phone, phone_text, street, city, region, postcode, country, company, partner,
    first_seen, client_associate.associate,
    client_now.client IN (SELECT standing FROM assignment JOIN client_standing USING (client)) AS said_by_owner
FROM client_now
LEFT JOIN client_associate USING (client)
WHERE client_now.client = $client;

-- name: find-standing
-- The newest run that has the client, and the last run before it in which the tier was another; as `newest_run`, those
-- that were made for a past day afterwards only where none had been made by then.
WITH
known AS (
    SELECT run, as_of
    FROM score_run
    WHERE as_of <= $today
      AND (made_on <= $today OR NOT EXISTS (FROM score_run WHERE as_of <= $today AND made_on <= $today))
),
told AS (
    SELECT known.run, known.as_of, score.* EXCLUDE (run, client)
    FROM score
    JOIN known USING (run)
    JOIN client_standing USING (client)
    WHERE standing = $client
    QUALIFY row_number() OVER (PARTITION BY known.run ORDER BY score.client) = 1
),
newest AS (
    SELECT * FROM told ORDER BY as_of DESC, run DESC LIMIT 1
),
before AS (
    SELECT told.tier, told.as_of, told.run
    FROM told, newest
    WHERE told.tier <> newest.tier
    ORDER BY told.as_of DESC, told.run DESC
    LIMIT 1
)
SELECT
    newest.run, newest.as_of, newest.r, newest.f, newest.m, newest.tier, newest.segment, newest.recency_days,
    newest.frequency, newest.monetary, before.tier AS tier_before,
    (SELECT min(told.as_of) FROM told WHERE (told.as_of, told.run) > (before.as_of, before.run)) AS changed_on
FROM newest
LEFT JOIN before ON true;

-- name: sum-spent
SELECT
    count(*) FILTER (WHERE is_purchase(kind, net)) AS purchases, coalesce(sum(net), 0) AS net,
    min(day) FILTER (WHERE is_purchase(kind, net)) AS first, max(day) FILTER (WHERE is_purchase(kind, net)) AS last
FROM traded($today, $currency)
WHERE client = $client;

-- name: list-bought
WITH
line AS (
    SELECT sale_line.brand, sale_line.category, sale_line.quantity, sale_line.net, sale_now.day
    FROM sale_now JOIN sale_line USING (sale)
    WHERE client = $client AND sale_now.day <= $today AND currency = $currency
      AND sale_now.kind = 'sale' AND sale_line.kind = 'merchandise'
),
told AS (
    SELECT 'brand' AS kind, brand AS name, quantity, net, day FROM line WHERE trim(brand) <> ''
    UNION ALL
    SELECT 'category', category, quantity, net, day FROM line WHERE trim(category) <> ''
)
SELECT
    kind, any_value(name ORDER BY name) AS name, CAST(sum(coalesce(quantity, 1)) AS INTEGER) AS pieces, sum(net) AS net,
    max(day) AS last
FROM told
GROUP BY kind, lower(trim(name))
ORDER BY kind, net DESC, name;

-- name: list-items
SELECT
    sale_now.day, sale_line.item, sale_line.brand, sale_line.net, currency,
    any_value(coalesce(receiver.name, gift.name)) AS given_to
FROM sale_now
JOIN sale_line USING (sale)
LEFT JOIN gift ON gift.sale = sale_line.sale AND gift.line = sale_line.line AND gift.ended_on IS NULL
LEFT JOIN client AS receiver ON receiver.client = gift.other
WHERE sale_now.client = $client AND sale_now.day <= $today
  AND sale_now.kind = 'sale' AND sale_line.kind IN ('merchandise', 'repair', 'service')
GROUP BY sale_now.day, sale_line.sale, sale_line.line, sale_line.item, sale_line.brand, sale_line.net, currency
ORDER BY sale_now.day DESC, sale_line.sale DESC, sale_line.line
LIMIT $limit;

-- name: list-touches
SELECT day, channel, associate, how, note, campaign
FROM (
    SELECT day, called_at AS made_at, channel, associate, outcome AS how, note, NULL AS campaign
    FROM touch JOIN client_standing USING (client)
    WHERE standing = $client
    UNION ALL
    SELECT outbox.day, outbox.changed_at, 'email', NULL, outbox.state, NULL, campaign.name
    FROM outbox JOIN campaign USING (campaign) JOIN client_standing USING (client)
    WHERE standing = $client AND outbox.state IN ('accepted', 'written', 'unknown')
)
WHERE day <= $today
ORDER BY day DESC, made_at DESC
LIMIT $limit;
