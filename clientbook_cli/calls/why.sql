-- name: find-row
SELECT sheet, row, associate, reasons
FROM call_task
JOIN call_sheet USING (sheet)
JOIN client_standing USING (client)
WHERE standing = $client AND call_sheet.day = $on_day AND dropped IS NULL
ORDER BY sheet, row
LIMIT 1;

-- name: count-sheets
SELECT count(*) FROM call_sheet WHERE day = $on_day AND brand IS NULL;
