-- name: count-keys
SELECT count(*) FROM forgetting_key;

-- name: make-key
INSERT INTO forgetting_key (key) VALUES ($key);

-- name: find-key
SELECT any_value(key) FROM forgetting_key;

-- name: list-hashes
SELECT kind, hash, forgotten_on FROM forgotten ORDER BY kind, hash;

-- name: add-known
INSERT INTO forgotten (kind, hash, forgotten_on, operation)
SELECT kind, hash, forgotten_on, $operation
FROM (SELECT unnest($hashes::STRUCT(kind VARCHAR, hash VARCHAR, forgotten_on DATE)[], recursive := true))
WHERE (kind, hash) NOT IN (SELECT (kind, hash) FROM forgotten);

-- name: list-still-there
-- By the rule by which an import leaves them out.
SELECT DISTINCT standing
FROM identity JOIN client_standing USING (client)
WHERE is_erased(source, pos_id, name, email, phone)
ORDER BY standing;

-- name: add-hashes
INSERT INTO forgotten (kind, hash, forgotten_on, operation)
WITH
had AS (
    SELECT * FROM identity WHERE list_contains($clients::INTEGER[], client)
),
others AS (
    SELECT email, phone FROM identity WHERE NOT list_contains($clients::INTEGER[], client)
),
stop AS (
    SELECT DISTINCT stop_now.channel
    FROM stop_now JOIN client_standing ON client_standing.standing = stop_now.client
    WHERE list_contains($clients::INTEGER[], client_standing.client)
),
said (kind, value) AS (
    SELECT 'email', email FROM had WHERE email IS NOT NULL AND email NOT IN (SELECT email FROM others WHERE email IS NOT NULL)
    UNION
    SELECT 'phone', phone FROM had WHERE phone IS NOT NULL AND phone NOT IN (SELECT phone FROM others WHERE phone IS NOT NULL)
    UNION
    SELECT 'till', concat(source, '|', pos_id) FROM had WHERE pos_id IS NOT NULL
    UNION
    SELECT 'named', concat(folded(name), '|', coalesce(email, phone))
    FROM had WHERE name IS NOT NULL AND coalesce(email, phone) IS NOT NULL
    UNION
    SELECT 'named', concat(folded(name), '|', phone) FROM had WHERE name IS NOT NULL AND phone IS NOT NULL
    UNION
    SELECT 'name', concat(source, '|', folded(name)) FROM had WHERE lone_name IS NOT NULL
    UNION
    SELECT 'text', folded(name)
    FROM had
    WHERE name IS NOT NULL
      AND folded(name) NOT IN (
          SELECT folded FROM client WHERE folded IS NOT NULL AND NOT list_contains($clients::INTEGER[], client)
      )
    UNION
    SELECT concat('stopped ', channel), coalesce(if(channel = 'email', email, phone), '')
    FROM stop CROSS JOIN had
    WHERE if(channel = 'email', email, phone) IS NOT NULL
)
SELECT kind, sha256(concat((SELECT key FROM forgetting_key), '|', kind, '|', value)), $today, $operation
FROM said
WHERE value IS NOT NULL AND NOT is_forgotten(kind, value)
ORDER BY kind, 2;

-- name: list-stopped
SELECT channel
FROM (SELECT unnest(['email', 'phone', 'text', 'post']) AS channel)
WHERE is_forgotten(concat('stopped ', channel), $email) OR is_forgotten(concat('stopped ', channel), $phone)
ORDER BY channel;
