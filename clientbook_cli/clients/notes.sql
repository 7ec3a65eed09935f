-- name: next-note
SELECT coalesce(max(note), 0) + 1 FROM note;

-- name: add-note
INSERT INTO note (note, client, text, associate, day, written_at, operation)
VALUES ($note, $client, $text, $associate, $on_day, $now, $operation);

-- name: list-notes
SELECT note, standing AS client, text, associate, day
FROM note JOIN client_standing USING (client)
WHERE ended_on IS NULL AND standing = $client
ORDER BY day DESC, note DESC;

-- name: find-note
SELECT note, standing AS client, text, associate, day
FROM note JOIN client_standing USING (client)
WHERE ended_on IS NULL AND note = $note;

-- name: end-note
UPDATE note SET ended_on = $ended_on, ended_by = $operation WHERE note = $note;

-- name: remove-notes
DELETE FROM note WHERE operation = $operation;

-- name: reopen-notes
UPDATE note SET ended_on = NULL, ended_by = NULL WHERE ended_by = $operation;
