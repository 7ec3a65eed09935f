-- name: next-operation
SELECT coalesce(max(operation), 0) + 1 FROM operation;

-- name: record-operation
INSERT INTO operation (operation, done_at, command, said) VALUES ($operation, $done_at, $command, $said);
