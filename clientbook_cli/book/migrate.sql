-- name: make-record
CREATE TABLE IF NOT EXISTS migration (number INTEGER NOT NULL, name VARCHAR NOT NULL);

-- name: last-migration
SELECT coalesce(max(number), 0) FROM migration;

-- name: record-migration
INSERT INTO migration (number, name) VALUES ($number, $name);
