-- name: next-follow-up
SELECT coalesce(max(follow_up), 0) + 1 FROM follow_up;

-- name: add-follow-up
INSERT INTO follow_up (follow_up, client, due, note, associate, made_on, source, operation)
VALUES ($follow_up, $client, $due, $note, $associate, $made_on, $source, $operation);
