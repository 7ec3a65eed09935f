-- name: next-follow-up
SELECT coalesce(max(follow_up), 0) + 1 FROM follow_up;

-- name: add-follow-up
INSERT INTO follow_up (follow_up, client, due, note, associate, made_on, source, visit, operation)
VALUES ($follow_up, $client, $due, $note, $associate, $made_on, $source, $visit, $operation);

-- name: close-follow-ups
UPDATE follow_up SET done_on = $done_on
WHERE done_on IS NULL AND list_contains($follow_ups::INTEGER[], follow_up);

-- name: reopen-follow-ups
UPDATE follow_up SET done_on = NULL
WHERE done_on = $done_on AND list_contains($follow_ups::INTEGER[], follow_up);

-- name: withdraw-follow-ups
-- A promise that the same operation made and nobody has kept yet.
DELETE FROM follow_up WHERE operation = $operation AND done_on IS NULL;

-- name: remove-follow-ups
DELETE FROM follow_up WHERE operation = $operation;

-- name: list-open
SELECT follow_up, client, due, note, associate, made_on
FROM promise_open($today)
WHERE client = $client
ORDER BY due, follow_up;
