-- name: attach-source
ATTACH $file AS source (READ_ONLY);

-- name: attach-new
-- Written so that DuckDB 1.5 opens it too.
ATTACH $file AS copy (STORAGE_VERSION 'v1.5.0');

-- name: copy-all
COPY FROM DATABASE source TO copy;

-- name: detach-copy
DETACH copy;

-- name: attach-copy
ATTACH $file AS copy (READ_ONLY);

-- name: list-tables
SELECT table_name FROM duckdb_tables() WHERE database_name = 'source' AND NOT internal ORDER BY table_name;

-- name: count-rows
-- How many rows a table has and a hash of all that they say, whatever their order.
SELECT count(*) AS rows, sum(hash(t)::HUGEINT) AS content FROM query_table($table_name) AS t;

-- name: look-at-copy
SET schema = 'copy.main';

-- name: count-sales
SELECT count(*) FROM sale WHERE standing AND kind = 'sale';

-- name: count-clients
SELECT count(*) FROM client_now;
