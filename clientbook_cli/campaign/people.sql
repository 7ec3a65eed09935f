-- name: describe-clients
WITH
asked AS (
    SELECT client, standing FROM client_standing WHERE list_contains($clients::INTEGER[], client)
),
last_sale AS (
    SELECT sale_now.client, arg_max(sale, (day, sale)) AS sale, max(day) AS day
    FROM sale_now
    WHERE kind = 'sale' AND net > 0 AND day <= $on_day
    GROUP BY sale_now.client
),
-- Of several pieces bought at once, the one that cost most is what they came for.
last_piece AS (
    SELECT sale, arg_max(item, (net, -line)) AS item, arg_max(brand, (net, -line)) AS brand
    FROM sale_line
    WHERE kind = 'merchandise'
    GROUP BY sale
)
SELECT
    asked.client,
    client_now.name,
    client_now.first_name,
    score.tier,
    score.segment,
    last_piece.item AS last_item,
    last_piece.brand AS last_brand,
    last_sale.day AS last_purchase,
    client_associate.associate
FROM asked
JOIN client_now ON client_now.client = asked.standing
LEFT JOIN score_on($on_day) AS score ON score.client = asked.standing
LEFT JOIN client_associate ON client_associate.client = asked.standing
LEFT JOIN last_sale ON last_sale.client = asked.standing
LEFT JOIN last_piece ON last_piece.sale = last_sale.sale
ORDER BY asked.client;
