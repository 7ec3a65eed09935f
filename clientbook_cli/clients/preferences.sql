-- name: next-preference
SELECT coalesce(max(preference), 0) + 1 FROM preference;

-- name: add-preference
INSERT INTO preference (preference, client, kind, value, made_on, source, operation)
VALUES ($preference, $client, $kind, $value, $made_on, $source, $operation);

-- name: list-preferences
SELECT preference, client, kind, value, made_on, source
FROM preference_now
WHERE client = $client
ORDER BY kind = 'tag', kind, value;

-- name: end-preference
UPDATE preference SET ended_on = $ended_on, ended_by = $operation WHERE preference = $preference;

-- name: remove-preferences
DELETE FROM preference WHERE operation = $operation;

-- name: reopen-preferences
UPDATE preference SET ended_on = NULL, ended_by = NULL WHERE ended_by = $operation;
