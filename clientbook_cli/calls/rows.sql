-- name: find-task
-- Rows are numbered through all sheets of a day, so that a row of today is one row.
SELECT
    call_task.sheet, call_sheet.day, call_task.row, client_now.client, call_task.client AS printed, client_now.name, client_now.phone,
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
