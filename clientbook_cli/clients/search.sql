-- name: find-clients
-- A number that was merged away still finds its client.
WITH
asked AS (
    SELECT standing AS client FROM client_standing WHERE client = $client
),
bought AS (
    SELECT client, max(day) AS last_purchase FROM sale_now WHERE kind = 'sale' GROUP BY client
)
SELECT client_now.client, name, email, phone, tier, bought.last_purchase
FROM client_now
LEFT JOIN score_on($on_day) AS score USING (client)
LEFT JOIN bought USING (client)
WHERE
    client_now.client IN (SELECT client FROM asked)
    OR email = $email
    OR suffix(phone, $digits)
    OR (
        len($words::VARCHAR[]) > 0
        AND len(list_filter($words::VARCHAR[], lambda word: contains(lower(strip_accents(name)), lower(strip_accents(word)))))
            = len($words::VARCHAR[])
    )
ORDER BY name, client_now.client
LIMIT $limit;
