-- name: find-number
-- A number that was merged away still finds its client.
SELECT standing FROM client_standing WHERE client = $client;

-- name: find-email
-- Whole, or a part of it; also one that they had before.
SELECT standing
FROM identity JOIN client_standing USING (client)
WHERE contains(email, $email)
GROUP BY standing
ORDER BY max(email = $email) DESC, standing;

-- name: find-phone
SELECT standing
FROM identity JOIN client_standing USING (client)
WHERE suffix(phone, $digits) OR suffix(regexp_replace(phone_text, '[^0-9]', '', 'g'), $digits)
GROUP BY standing
ORDER BY standing;

-- name: find-names
-- Every word in the name, or all of them in the mailbox. Numbers that were merged away keep their name, so that a maiden
-- name finds its client.
WITH
said AS (
    SELECT
        standing, folded = $whole AS is_whole,
        len(list_filter($words::VARCHAR[], lambda word: contains(folded, word))) = len($words::VARCHAR[]) AS in_name,
        len(list_filter($words::VARCHAR[], lambda word: contains(' ' || folded, ' ' || word))) AS begun,
        len(list_filter($words::VARCHAR[], lambda word: contains(split_part(email, '@', 1), word))) = len($words::VARCHAR[])
            AS in_email
    FROM client JOIN client_standing USING (client)
)
SELECT standing, NOT coalesce(bool_or(in_name), false) AS in_email
FROM said
WHERE in_name OR in_email
GROUP BY standing
ORDER BY bool_or(is_whole) DESC NULLS LAST, max(begun) DESC NULLS LAST, standing;

-- name: list-words
-- Every word of every name, once: a directory has far fewer of them than names.
SELECT DISTINCT unnest(string_split(folded, ' ')) FROM client;

-- name: find-holders
SELECT standing, word
FROM (SELECT client, unnest(string_split(folded, ' ')) AS word FROM client)
JOIN client_standing USING (client)
WHERE list_contains($words::VARCHAR[], word);

-- name: list-everybody
WITH
bought AS (
    SELECT client, max(day) AS last_purchase FROM sale_now WHERE kind = 'sale' AND client IS NOT NULL GROUP BY client
)
SELECT client_now.client, name, email, phone, tier, bought.last_purchase
FROM client_now
LEFT JOIN score_on($on_day) AS score USING (client)
LEFT JOIN bought USING (client)
LEFT JOIN spend($on_day, $currency) AS spend USING (client)
WHERE $every OR list_contains($clients::INTEGER[], client_now.client)
ORDER BY spend.net DESC NULLS LAST, client_now.client;

-- name: list-names-of
SELECT client, name FROM client_now WHERE list_contains($clients::INTEGER[], client);

-- name: find-mentions
-- All words in one note, visit, wish or liking, or in one thing that was bought; what was written by hand before what the
-- till says.
WITH
written AS (
    SELECT 'note' AS because, client, text FROM note WHERE ended_on IS NULL
    UNION ALL
    SELECT 'visit', client, concat_ws(' ', looked_at, liked, for_whom, category, note) FROM visit
    UNION ALL
    SELECT 'wish', client, concat_ws(' ', item, brand, category, for_whom, note) FROM wish WHERE done_on IS NULL
    UNION ALL
    SELECT 'likes', client, concat_ws(' ', kind, value) FROM preference WHERE ended_on IS NULL
),
named AS (
    SELECT because, standing AS client, NULL::DATE AS day
    FROM written JOIN client_standing USING (client)
    WHERE len(list_filter($words::VARCHAR[], lambda word: contains(lower(strip_accents(text)), word))) = len($words::VARCHAR[])
),
-- A store sells a thing many times: each is read once.
thing AS (
    SELECT hash(brand, item, variant, category) AS thing, any_value(concat_ws(' ', brand, item, variant, category)) AS text
    FROM sale_line
    GROUP BY thing
),
meant AS (
    SELECT thing
    FROM thing
    WHERE len(list_filter($words::VARCHAR[], lambda word: contains(lower(strip_accents(text)), word))) = len($words::VARCHAR[])
),
line AS (
    SELECT DISTINCT sale FROM sale_line WHERE hash(brand, item, variant, category) IN (SELECT thing FROM meant)
),
bought AS (
    SELECT 'bought' AS because, client, max(day) AS day
    FROM sale_now
    WHERE sale IN (SELECT sale FROM line) AND client IS NOT NULL AND kind = 'sale'
    GROUP BY client
)
SELECT because, client
FROM (SELECT * FROM named UNION ALL SELECT * FROM bought)
ORDER BY because = 'bought', because, day DESC, client;

-- name: list-cards
-- In the order in which they were found.
WITH
asked AS (
    SELECT unnest($clients::INTEGER[]) AS client, unnest($reasons::VARCHAR[]) AS because, generate_subscripts($clients, 1) AS place
),
bought AS (
    SELECT client, max(day) AS last_purchase
    FROM sale_now
    WHERE kind = 'sale' AND client IN (SELECT client FROM asked)
    GROUP BY client
)
SELECT client_now.client, name, email, phone, tier, bought.last_purchase, because
FROM asked
JOIN client_now USING (client)
LEFT JOIN score_on($on_day) AS score USING (client)
LEFT JOIN bought USING (client)
ORDER BY place;
