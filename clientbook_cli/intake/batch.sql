-- name: next-batch
SELECT coalesce(max(batch), 0) + 1 FROM import_batch;

-- name: find-same-file
-- Only the newest reading of these bytes counts: they may have been read by other rules since.
SELECT receipt
FROM (
    SELECT receipt, rules
    FROM import_batch
    WHERE sha256 = $sha256 AND undone_at IS NULL
    QUALIFY row_number() OVER (PARTITION BY format, source ORDER BY batch DESC) = 1
)
WHERE rules = $rules;

-- name: count-shape
-- Imports that stand of files with these columns, read by this format.
SELECT count(*) FROM import_batch WHERE shape = $shape AND undone_at IS NULL;

-- name: list-same-bytes
SELECT format, rules, receipt
FROM import_batch
WHERE sha256 = $sha256 AND undone_at IS NULL
QUALIFY row_number() OVER (PARTITION BY format, source ORDER BY batch DESC) = 1
ORDER BY batch DESC;

-- name: add-batch
INSERT INTO import_batch (
    batch, operation, imported_at, file, sha256, rules, format, source, kind, rows_read, rows_kept, rows_already_there,
    rows_set_aside, mends, told_on, shape, receipt
)
VALUES (
    $batch, $operation, $now, $file, $sha256, $rules, $format, $source, $kind, 0, 0, 0, 0, $mends, $told_on, $shape, '{}'
);

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

-- name: list-flagged
SELECT transaction_id, day, total, currency
FROM sale
JOIN sale_sighting USING (sale)
WHERE sale_sighting.batch = $batch AND NOT reconciled
ORDER BY day DESC, transaction_id;

-- name: find-batch
SELECT batch, operation, file, source, undone_at FROM import_batch WHERE batch = $batch;

-- name: find-of-operation
SELECT batch FROM import_batch WHERE operation = $operation;

-- name: list-mended-copies
WITH RECURSIVE copy (batch) AS (
    SELECT batch FROM import_batch WHERE mends = $batch AND undone_at IS NULL
    UNION
    SELECT import_batch.batch FROM import_batch JOIN copy ON import_batch.mends = copy.batch WHERE undone_at IS NULL
)
SELECT batch, operation, file, source, undone_at FROM import_batch JOIN copy USING (batch) ORDER BY batch DESC;

-- name: mark-batch-undone
UPDATE import_batch SET undone_at = $now WHERE batch = $batch;
