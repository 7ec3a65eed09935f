-- name: attach-source
ATTACH $file AS source (READ_ONLY);

-- name: attach-fresh
-- Written so that DuckDB 1.5 opens it too.
ATTACH $file AS fresh (STORAGE_VERSION 'v1.5.0');

-- name: copy-schema
COPY FROM DATABASE source TO fresh (SCHEMA);

-- name: list-tables
-- A sale before its lines.
SELECT table_name FROM duckdb_tables() WHERE database_name = $catalog AND NOT internal ORDER BY table_name;

-- name: read-table
SELECT * FROM query_table($table_name);
