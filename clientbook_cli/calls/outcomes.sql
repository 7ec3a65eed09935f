-- name: find-task
-- Rows are numbered through all sheets of a day, so that a row of today is one row.
SELECT
    call_task.sheet, call_sheet.day, call_task.row, client_now.client, client_now.name, client_now.phone,
    call_task.associate, call_task.reasons
FROM call_task
JOIN call_sheet USING (sheet)
JOIN client_standing USING (client)
JOIN client_now ON client_now.client = client_standing.standing
WHERE call_task.row = $row
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
    touch, client, associate, day, called_at, channel, outcome, note, phone, again_on, sheet, row, operation
)
VALUES (
    $touch, $client, $associate, $on_day, $called_at, 'phone', $outcome, $note, $phone, $again_on, $sheet, $row,
    $operation
);

-- name: find-open-calls
-- Only the newest row of a client: an older one was carried over to it.
SELECT
    call_task.sheet, call_task.row, call_sheet.day, client_now.client, client_now.name, client_now.phone,
    call_task.associate, json_extract_string(reasons, '$[0].said') AS why
FROM call_task
JOIN call_sheet USING (sheet)
JOIN client_standing USING (client)
JOIN client_now ON client_now.client = client_standing.standing
LEFT JOIN touch ON touch.sheet = call_task.sheet AND touch.row = call_task.row
WHERE touch.touch IS NULL AND call_sheet.day <= $today AND call_sheet.day > $today - $open_days::INTEGER
QUALIFY row_number() OVER (PARTITION BY client_now.client ORDER BY call_sheet.day DESC, call_task.sheet DESC) = 1
ORDER BY call_sheet.day, call_task.row;

-- name: find-open-promises
SELECT follow_up, client_now.client, client_now.name, due, note, associate
FROM follow_up
JOIN client_standing USING (client)
JOIN client_now ON client_now.client = client_standing.standing
WHERE done_on IS NULL AND due <= $today AND NOT list_contains($clients::INTEGER[], client_now.client)
ORDER BY due, follow_up;
