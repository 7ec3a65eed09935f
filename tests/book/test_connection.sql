-- name: count-operations
SELECT count(*) FROM operation;

-- name: count-lines
SELECT count(*) FROM read_csv($file);

-- name: read-lent
SELECT a, b FROM lent ORDER BY a;

-- name: find-half
SELECT table_name FROM duckdb_tables() WHERE table_name = 'half';
