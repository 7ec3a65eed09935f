-- name: next-operation
SELECT coalesce(max(operation), 0) + 1 FROM operation;

-- name: record-operation
INSERT INTO operation (operation, done_at, command, said) VALUES ($operation, $done_at, $command, $said);

-- name: list-operations
SELECT operation, done_at, command, said, undone_at
FROM operation
WHERE undone_at IS NULL
ORDER BY operation DESC
LIMIT $limit;

-- name: find-operation
SELECT operation, done_at, command, said, undone_at FROM operation WHERE operation = $operation;

-- name: mark-undone
UPDATE operation SET undone_at = $now WHERE operation = $operation;
