-- name: list-doubtful
-- Mails that may have arrived: the unknown, and in a book made from a backup those that seem not to have left yet.
SELECT client, address, message_id, state, changed_at
FROM outbox
WHERE campaign = $campaign
  AND (state = 'unknown' OR ($restored AND attempt >= 0 AND state IN ('queued', 'sending', 'later')))
ORDER BY client;

-- name: list-witnesses
-- Mails of which the server said that it has them: does the folder of sent mail hold those?
SELECT message_id FROM outbox WHERE campaign = $campaign AND state = 'accepted' ORDER BY changed_at DESC LIMIT 5;

-- name: settle-rows
-- A mail of unknown fate keeps the day on which it was tried.
UPDATE outbox
SET state = $state, reply = $reply, changed_at = $now, day = if(state = 'unknown', day, $on_day), next_at = NULL
WHERE campaign = $campaign AND list_contains($clients::INTEGER[], client)
  AND state IN ('unknown', 'queued', 'later');
