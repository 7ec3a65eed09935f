-- name: next-batch
SELECT coalesce(max(batch), 0) + 1 FROM import_batch;

-- name: find-same-file
SELECT receipt
FROM import_batch
WHERE sha256 = $sha256 AND rules = $rules AND undone_at IS NULL
ORDER BY batch DESC
LIMIT 1;

-- name: add-batch
INSERT INTO import_batch (
    batch, operation, imported_at, file, sha256, rules, format, source, kind, rows_read, rows_kept, rows_already_there,
    rows_set_aside, mends, told_on, receipt
)
VALUES ($batch, $operation, $now, $file, $sha256, $rules, $format, $source, $kind, 0, 0, 0, 0, $mends, $told_on, '{}');

-- name: finish-batch
UPDATE import_batch SET
    rows_read = $rows_read, rows_kept = $rows_kept, rows_already_there = $rows_already_there,
    rows_set_aside = $rows_set_aside, first_day = $first_day, last_day = $last_day, receipt = $receipt
WHERE batch = $batch;

-- name: add-set-aside
INSERT INTO set_aside_row (batch, record, line, cause, field, value, text)
SELECT
    $batch, unnest($records::BIGINT[]), unnest($lines::BIGINT[]), unnest($causes::VARCHAR[]),
    unnest($fields::VARCHAR[]), unnest($cells::VARCHAR[]), unnest($texts::VARCHAR[]);

-- name: list-batches
SELECT
    batch, imported_at, file, format, kind, rows_read, rows_kept, rows_already_there, rows_set_aside, first_day, last_day
FROM import_batch
WHERE undone_at IS NULL
ORDER BY batch DESC;

-- name: find-receipt
SELECT receipt FROM import_batch WHERE batch = $batch;

-- name: list-set-aside
SELECT line, cause, field, value FROM set_aside_row WHERE batch = $batch ORDER BY line, record;
