-- name: describe-clients
-- What is told of a client reaches their mailbox: of a mailbox that two clients share, and of what is kept from somebody
-- as a surprise, no piece is named.
WITH
asked AS (
    SELECT client, standing FROM client_standing WHERE list_contains($clients::INTEGER[], client)
),
last_sale AS (
    SELECT sale_now.client, arg_max(sale, (day, sale)) AS sale, max(day) AS day
    FROM sale_now
    WHERE is_purchase(kind, net) AND day <= $on_day
    GROUP BY sale_now.client
),
-- Of several pieces bought at once, the one that cost most is what they came for.
last_piece AS (
    SELECT sale, arg_max(item, (net, -line)) AS item, arg_max(brand, (net, -line)) AS brand
    FROM sale_line
    WHERE kind = 'merchandise'
    GROUP BY sale
),
last_visit AS (
    SELECT client, max(day) AS day, arg_max(liked, (day, visit)) FILTER (WHERE for_client IS NULL AND for_whom IS NULL) AS liked
    FROM visit_now
    WHERE day <= $on_day
    GROUP BY client
),
shared AS (
    SELECT email FROM client_now WHERE email IS NOT NULL GROUP BY email HAVING count(*) > 1
),
secret AS (
    SELECT DISTINCT client, lower(item) AS item FROM surprises($on_day) WHERE channel <> 'phone' AND item IS NOT NULL
)
SELECT
    asked.client,
    client_now.name,
    client_now.first_name,
    score.tier,
    score.segment,
    CASE WHEN shared.email IS NULL AND NOT coalesce(list_contains(secret.items, lower(last_piece.item)), false)
        THEN last_piece.item
    END AS last_item,
    CASE WHEN shared.email IS NULL THEN last_piece.brand END AS last_brand,
    last_sale.day AS last_purchase,
    client_associate.associate,
    CASE WHEN shared.email IS NULL AND NOT coalesce(list_contains(secret.items, lower(last_visit.liked)), false)
        THEN last_visit.liked
    END AS liked,
    last_visit.day AS last_visit
FROM asked
JOIN client_now ON client_now.client = asked.standing
LEFT JOIN score_on($on_day) AS score ON score.client = asked.standing
LEFT JOIN client_associate ON client_associate.client = asked.standing
LEFT JOIN last_sale ON last_sale.client = asked.standing
LEFT JOIN last_piece ON last_piece.sale = last_sale.sale
LEFT JOIN last_visit ON last_visit.client = asked.standing
LEFT JOIN shared ON shared.email = client_now.email
LEFT JOIN (SELECT client, list(item) AS items FROM secret GROUP BY client) AS secret
    ON secret.client = asked.standing
ORDER BY asked.client;
