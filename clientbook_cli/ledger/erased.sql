-- name: list-hashes
SELECT kind, hash FROM forgotten WHERE kind IN ('email', 'phone', 'text');

-- name: find-key
SELECT key FROM forgetting_key;
