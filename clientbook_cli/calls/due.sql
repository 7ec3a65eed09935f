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
LEFT JOIN (
    SELECT standing AS client, max(day) AS called_on FROM touch JOIN client_standing USING (client) GROUP BY standing
) AS called ON called.client = client_now.client
-- A call that was carried over lives a week from the first sheet it stood on.
WHERE touch.touch IS NULL AND dropped IS NULL AND first_day > $today - $open_days::INTEGER
  AND call_sheet.day <= $today AND call_sheet.day > $today - $open_days::INTEGER
  AND (called_on IS NULL OR called_on < call_sheet.day)
QUALIFY row_number() OVER (PARTITION BY client_now.client ORDER BY call_sheet.day DESC, call_task.sheet DESC) = 1
ORDER BY call_sheet.day, call_task.row;

-- name: find-open-promises
SELECT follow_up, client, client_now.name, due, note, associate
FROM promise_open($today) JOIN client_now USING (client)
WHERE due <= $today AND NOT list_contains($clients::INTEGER[], client)
ORDER BY due, follow_up;
