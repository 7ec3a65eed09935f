-- name: read-table
FROM query_table($table_name);

-- name: list-columns
SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = $table_name ORDER BY column_index;
