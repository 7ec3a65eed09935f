-- name: find-restored
SELECT restored_at, file FROM restored;

-- name: count-operations
SELECT count(*) FROM operation;
