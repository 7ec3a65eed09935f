-- name: list-operations
SELECT said FROM operation ORDER BY operation;
