-- name: list-numbers
-- All numbers of these people.
SELECT client FROM client_standing
WHERE standing IN (SELECT standing FROM client_standing WHERE list_contains($clients::INTEGER[], client))
ORDER BY client;

-- name: list-identities
SELECT identity FROM identity WHERE list_contains($clients::INTEGER[], client) ORDER BY identity;

-- name: list-clients-of
SELECT DISTINCT client FROM identity WHERE list_contains($identities::UBIGINT[], identity) ORDER BY client;

-- name: list-words
-- Names, emails, phones and streets of a person, and whether somebody else has the same.
WITH
known AS (
    SELECT client, name, email, phone, phone_text, street FROM identity
    UNION ALL
    SELECT client, name, email, phone, phone_text, street FROM client
),
said AS (
    SELECT client, unnest([name, email, phone, phone_text, street]) AS word FROM known
),
theirs AS (
    SELECT DISTINCT trim(word) AS word FROM said WHERE list_contains($clients::INTEGER[], client) AND trim(word) <> ''
),
others AS (
    SELECT DISTINCT lower(trim(word)) AS word FROM said WHERE NOT list_contains($clients::INTEGER[], client)
)
SELECT word, lower(word) IN (SELECT word FROM others WHERE word IS NOT NULL) AS is_shared
FROM theirs
ORDER BY word;

-- name: list-sheet-days
SELECT DISTINCT day
FROM call_task JOIN call_sheet USING (sheet)
WHERE list_contains($clients::INTEGER[], client)
ORDER BY day;
