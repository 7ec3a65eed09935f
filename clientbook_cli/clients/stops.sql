-- name: list-standing
WITH
had AS (
    SELECT
        standing AS client,
        list(DISTINCT email) FILTER (WHERE email IS NOT NULL) AS emails,
        list(DISTINCT phone) FILTER (WHERE phone IS NOT NULL) AS phones
    FROM identity JOIN client_standing USING (client)
    GROUP BY standing
)
SELECT
    consent, consent.client, channel, address,
    coalesce(CASE channel WHEN 'email' THEN emails WHEN 'post' THEN NULL ELSE phones END, []) AS addresses,
    said_at, source, reason
FROM consent
LEFT JOIN client_standing ON client_standing.client = consent.client
LEFT JOIN had ON had.client = client_standing.standing
WHERE state = 'stopped'
  AND (
      consent IN (SELECT consent FROM stop_now)
      OR (consent.client IS NULL AND (channel, address) IN (SELECT (channel, address) FROM stopped_address))
  )
ORDER BY consent;

-- name: add-lost
-- A row that both books have stays as it is here, whoever lifted it.
INSERT INTO consent (consent, client, channel, address, state, said_at, source, reason, operation)
WITH
told AS (
    SELECT unnest($stops::STRUCT(
        consent INTEGER, client INTEGER, channel VARCHAR, address VARCHAR, addresses VARCHAR[], said_at TIMESTAMP,
        source VARCHAR, reason VARCHAR
    )[], max_depth := 2)
),
news AS (
    SELECT *
    FROM told
    WHERE (consent, channel, said_at) NOT IN (SELECT (consent, channel, said_at) FROM consent WHERE state = 'stopped')
),
said AS (
    SELECT client, channel, address, said_at, source, reason
    FROM news
    WHERE client IS NULL OR client IN (SELECT client FROM client)
    UNION
    SELECT NULL, channel, unnest(list_distinct(list_append(addresses, address))), said_at, source, reason
    FROM news
    WHERE client NOT IN (SELECT client FROM client)
)
SELECT
    row_number() OVER (ORDER BY said_at, client, channel, address) + (SELECT coalesce(max(consent), 0) FROM consent),
    client, channel, address, 'stopped', said_at, source, reason, $operation
FROM said
WHERE client IS NOT NULL OR address IS NOT NULL;
