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
