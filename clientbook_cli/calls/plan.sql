-- name: find-sheet
-- The day's own sheet has no brand.
SELECT
    sheet, brand,
    (SELECT count(*) FROM call_hold_out WHERE call_hold_out.day = call_sheet.day AND (kind = 'brand') = (brand IS NOT NULL))
FROM call_sheet
WHERE day = $on_day AND lower(trim(brand)) IS NOT DISTINCT FROM lower(trim($brand))
ORDER BY sheet DESC
LIMIT 1;

-- name: find-tasks
SELECT row, client, associate, rank, tier, reasons, script, voicemail, first_day
FROM call_task
WHERE sheet = $sheet AND dropped IS NULL
ORDER BY row;

-- name: last-row
SELECT coalesce(max(row), 0)
FROM call_task JOIN call_sheet USING (sheet)
WHERE day = $on_day;

-- name: count-calls
SELECT associate, count(*)
FROM call_task JOIN call_sheet USING (sheet)
WHERE day = $on_day AND dropped IS NULL
GROUP BY associate
ORDER BY associate;

-- name: next-sheet
SELECT coalesce(max(sheet), 0) + 1 FROM call_sheet;

-- name: add-sheet
INSERT INTO call_sheet (sheet, day, brand, made_at) VALUES ($sheet, $on_day, $brand, $made_at);

-- name: add-tasks
INSERT INTO call_task (sheet, row, client, associate, rank, tier, reasons, script, voicemail, first_day)
SELECT
    $sheet, task.row, task.client, task.associate, task.rank, task.tier, task.reasons::JSON,
    task.script, task.voicemail, task.first_day
FROM (
    SELECT unnest($tasks::STRUCT(
        "row" INTEGER, client INTEGER, associate VARCHAR, "rank" INTEGER, tier VARCHAR,
        reasons VARCHAR, script VARCHAR, voicemail VARCHAR, first_day DATE
    )[]) AS task
);

-- name: add-hold-outs
INSERT INTO call_hold_out (day, client, kind, associate, until)
SELECT $on_day, held.client, held.kind, held.associate, $until
FROM (SELECT unnest($held::STRUCT(client INTEGER, kind VARCHAR, associate VARCHAR)[]) AS held);
