-- name: add-choice
INSERT INTO call_choice (choice, client, kind, day, until, associate, note, made_at, operation)
SELECT coalesce(max(choice), 0) + 1, $client, $kind, $on_day, $until, $associate, $note, $now, $operation
FROM call_choice;

-- name: find-sheet-of-day
SELECT sheet, day FROM call_sheet WHERE day = $on_day AND brand IS NULL;

-- name: drop-open-rows
UPDATE call_task SET dropped = $why
FROM call_sheet, client_standing
WHERE call_sheet.sheet = call_task.sheet AND client_standing.client = call_task.client
  AND standing = $client AND dropped IS NULL AND call_sheet.day BETWEEN $first_day AND $last_day
  AND NOT EXISTS (FROM touch WHERE touch.sheet = call_task.sheet AND touch.row = call_task.row);

-- name: move-row
UPDATE call_task SET associate = $associate
FROM call_sheet, client_standing
WHERE call_sheet.sheet = call_task.sheet AND client_standing.client = call_task.client
  AND standing = $client AND dropped IS NULL AND call_sheet.day = $on_day
  AND NOT EXISTS (FROM touch WHERE touch.sheet = call_task.sheet AND touch.row = call_task.row)
RETURNING call_task.sheet, call_task.row;

-- name: raise-rows
UPDATE call_task SET dropped = NULL
FROM call_sheet, call_choice
WHERE call_sheet.sheet = call_task.sheet AND call_choice.operation = $operation
  AND call_choice.client = call_task.client AND call_sheet.day >= call_choice.day
  AND dropped = CASE call_choice.kind WHEN 'skip' THEN 'skipped' WHEN 'snooze' THEN 'snoozed' END;

-- name: withdraw-row
UPDATE call_task SET dropped = 'taken back'
FROM call_sheet, call_choice
WHERE call_sheet.sheet = call_task.sheet AND call_choice.operation = $operation AND call_choice.kind = 'add'
  AND call_choice.client = call_task.client AND call_sheet.day = call_choice.day AND dropped IS NULL
  AND json_extract_string(reasons, '$[0].kind') = 'by-hand';

-- name: remove-choice
DELETE FROM call_choice WHERE operation = $operation;
