-- name: list-tiers
SELECT DISTINCT tier FROM score_on($on_day) ORDER BY tier;

-- name: list-segments
SELECT DISTINCT segment FROM score_on($on_day) ORDER BY segment;

-- name: list-brands
SELECT DISTINCT brand FROM sale_line WHERE brand IS NOT NULL ORDER BY brand;

-- name: list-categories
SELECT DISTINCT category FROM sale_line WHERE category IS NOT NULL ORDER BY category;

-- name: list-associates
SELECT DISTINCT associate FROM client_associate WHERE associate IS NOT NULL ORDER BY associate;

-- name: list-postcodes
SELECT DISTINCT upper(postcode) FROM client_now WHERE postcode IS NOT NULL ORDER BY ALL;

-- name: find-everybody
SELECT client FROM client_now ORDER BY client;

-- name: find-tiers
SELECT client FROM score_on($on_day) WHERE list_contains($names::VARCHAR[], tier);

-- name: find-segments
SELECT client FROM score_on($on_day) WHERE list_contains($names::VARCHAR[], segment);

-- name: find-bought
-- A brand that two tills spell with other capitals or accents is one brand.
WITH
wanted AS (
    SELECT lower(strip_accents(unnest($names::VARCHAR[]))) AS name
),
kept AS (
    SELECT DISTINCT sale
    FROM sale_line
    WHERE ($by_brand AND lower(strip_accents(brand)) IN (SELECT name FROM wanted))
       OR ($by_category AND lower(strip_accents(category)) IN (SELECT name FROM wanted))
)
SELECT DISTINCT sale_now.client
FROM sale_now
JOIN kept USING (sale)
WHERE sale_now.client IS NOT NULL AND is_purchase(sale_now.kind, sale_now.net) AND sale_now.day <= $on_day;

-- name: find-associates
SELECT client FROM client_associate WHERE list_contains($names::VARCHAR[], associate);

-- name: find-postcodes
SELECT client
FROM client_now
WHERE len(list_filter($names::VARCHAR[], lambda start: starts_with(upper(postcode), start))) > 0;

-- name: tell-spend
-- What each client spent in the span, returns taken off. Who bought nothing has spent nothing.
SELECT client_now.client, coalesce(sum(traded.net), 0) AS figure
FROM client_now
LEFT JOIN traded($on_day, $currency) AS traded ON traded.client = client_now.client AND traded.day > $since
GROUP BY client_now.client;

-- name: tell-purchases
SELECT client_now.client, count(purchases.sale) AS figure
FROM client_now
LEFT JOIN purchases($on_day, $currency) AS purchases
    ON purchases.client = client_now.client AND purchases.day > $since
GROUP BY client_now.client;

-- name: tell-days-since-purchase
SELECT client, $on_day::DATE - max(day) AS figure FROM purchases($on_day, $currency) GROUP BY client;

-- name: tell-days-since-contact
-- Who never had a contact counts as long ago.
SELECT client_now.client, coalesce($on_day::DATE - max(contact.day), 1000000) AS figure
FROM client_now
LEFT JOIN contact ON contact.client = client_now.client AND contact.day <= $on_day
GROUP BY client_now.client;

-- name: list-tags
SELECT DISTINCT value FROM preference_now WHERE kind = 'tag' ORDER BY value;

-- name: list-liked
SELECT kind, value FROM liking GROUP BY ALL ORDER BY ALL;

-- name: find-tags
SELECT DISTINCT client FROM preference_now WHERE kind = 'tag' AND list_contains($names::VARCHAR[], value);

-- name: find-liked
SELECT DISTINCT client
FROM liking
WHERE (($by_brand AND $by_category) OR ($by_brand AND kind = 'brand') OR ($by_category AND kind = 'category'))
  AND list_contains(list_transform($names::VARCHAR[], lambda name: lower(strip_accents(name))), lower(strip_accents(value)));
