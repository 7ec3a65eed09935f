-- name: find-top-clients
-- Spoken to: a call whose outcome says that somebody answered. Who bought these days was spoken to in the store.
WITH
spoken AS (
    SELECT standing AS client, max(day) AS spoken_on
    FROM touch JOIN client_standing USING (client)
    WHERE outcome IN ('T', 'A', 'B', 'S', 'D') AND day <= $on_day
    GROUP BY standing
),
bought AS (
    SELECT client, max(day) AS bought_on FROM purchases($on_day, $currency) GROUP BY client
),
top AS (
    SELECT DISTINCT standing AS client
    FROM score_on($on_day) AS score JOIN client_standing USING (client)
    WHERE tier = $tier
)
SELECT client, spoken_on
FROM top
LEFT JOIN spoken USING (client)
LEFT JOIN bought USING (client)
WHERE (spoken_on IS NULL OR spoken_on <= $on_day - $every_days::INTEGER)
  AND (bought_on IS NULL OR bought_on <= $on_day - $quiet_days::INTEGER)
ORDER BY client;

-- name: find-brand-buyers
-- The dearest piece of the brand that each client bought last.
SELECT
    client,
    arg_max(brand, (day, sale_line.net, line)) AS brand,
    arg_max(item, (day, sale_line.net, line)) AS item
FROM sale_line JOIN sale_now USING (sale)
WHERE client IS NOT NULL
  AND sale_now.kind = 'sale' AND sale_line.kind = 'merchandise' AND sale_line.net > 0
  AND day <= $on_day
  AND lower(trim(brand)) = lower(trim($brand))
GROUP BY client
ORDER BY client;

-- name: list-brands
SELECT any_value(brand ORDER BY brand) AS brand
FROM sale_line JOIN sale_now USING (sale)
WHERE client IS NOT NULL AND trim(brand) <> ''
GROUP BY lower(trim(brand))
ORDER BY count(*) DESC, brand;
