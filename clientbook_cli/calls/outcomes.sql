-- name: find-task
-- Rows are numbered through all sheets of a day, so that a row of today is one row.
SELECT
    call_task.sheet, call_sheet.day, call_task.row, client_now.client, client_now.name, client_now.phone,
    call_task.associate, call_task.reasons
FROM call_task
JOIN call_sheet USING (sheet)
JOIN client_standing USING (client)
JOIN client_now ON client_now.client = client_standing.standing
WHERE call_task.row = $row AND dropped IS DISTINCT FROM 'taken back'
  AND CASE WHEN $sheet::INTEGER IS NULL THEN call_sheet.day = $today ELSE call_task.sheet = $sheet END;

-- name: list-sheets
SELECT sheet, day, min(call_task.row) AS first_row, max(call_task.row) AS last_row
FROM call_sheet JOIN call_task USING (sheet)
WHERE day > $today - $open_days::INTEGER
GROUP BY sheet, day
ORDER BY day, sheet;

-- name: find-touch
SELECT outcome, day, operation FROM touch WHERE sheet = $sheet AND row = $row;

-- name: remove-touch
DELETE FROM touch WHERE sheet = $sheet AND row = $row;

-- name: next-touch
SELECT coalesce(max(touch), 0) + 1 FROM touch;

-- name: add-touch
INSERT INTO touch (
    touch, client, associate, day, called_at, channel, outcome, note, phone, again_on, again_at, sheet, row, operation
)
VALUES (
    $touch, $client, $associate, $on_day, $called_at, 'phone', $outcome, $note, $phone, $again_on, $again_at, $sheet,
    $row, $operation
);

-- name: find-touch-of-operation
SELECT sheet, row, day, outcome FROM touch WHERE operation = $operation;

-- name: find-reasons
SELECT reasons FROM call_task WHERE sheet = $sheet AND row = $row;

-- name: drop-rows
-- The client was called: the rows to which the call was carried over meanwhile are not to be called any more.
UPDATE call_task SET dropped = 'called'
FROM call_sheet, call_task AS mine, call_sheet AS my_sheet
WHERE call_sheet.sheet = call_task.sheet AND my_sheet.sheet = mine.sheet
  AND mine.sheet = $sheet AND mine.row = $row
  AND call_task.client = mine.client AND call_sheet.day > my_sheet.day AND call_task.dropped IS NULL
  AND NOT EXISTS (FROM touch WHERE touch.sheet = call_task.sheet AND touch.row = call_task.row);

-- name: raise-rows
UPDATE call_task SET dropped = NULL
FROM call_sheet, call_task AS mine, call_sheet AS my_sheet
WHERE call_sheet.sheet = call_task.sheet AND my_sheet.sheet = mine.sheet
  AND mine.sheet = $sheet AND mine.row = $row
  AND call_task.client = mine.client AND call_sheet.day > my_sheet.day AND call_task.dropped = 'called';
