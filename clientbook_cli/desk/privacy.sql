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
-- Names, emails, phones and streets of a person; whether somebody else has the same, and whether it is a part of what
-- somebody else has. A phone is the same however it is written.
WITH
known AS (
    SELECT client, name, email, phone, phone_text, street FROM identity
    UNION ALL
    SELECT client, name, email, phone, phone_text, street FROM client
),
said AS (
    SELECT client, unnest([name, email, phone, street]) AS word, unnest([name, email, phone, street]) AS meant FROM known
    UNION ALL
    SELECT client, phone_text, coalesce(phone, phone_text) FROM known
),
theirs AS (
    SELECT DISTINCT trim(word) AS word, lower(trim(meant)) AS meant
    FROM said
    WHERE list_contains($clients::INTEGER[], client) AND trim(word) <> ''
),
others AS (
    SELECT DISTINCT lower(trim(meant)) AS meant FROM said WHERE NOT list_contains($clients::INTEGER[], client)
)
SELECT
    word, bool_or(meant IN (SELECT meant FROM others WHERE meant IS NOT NULL)) AS is_shared,
    bool_or(EXISTS (SELECT 1 FROM others WHERE contains(others.meant, lower(word)))) AS is_part
FROM theirs
GROUP BY word
ORDER BY word;

-- name: list-sheet-days
SELECT DISTINCT day
FROM call_task JOIN call_sheet USING (sheet)
WHERE list_contains($clients::INTEGER[], client)
ORDER BY day;
