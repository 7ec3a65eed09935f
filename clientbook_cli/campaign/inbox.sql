-- name: list-known
SELECT hash FROM mail_return;

-- name: list-secrets
SELECT campaign, name, secret FROM campaign ORDER BY campaign;

-- name: find-row
SELECT outbox.client, outbox.address, outbox.state, outbox.message_id, client.name
FROM outbox
LEFT JOIN client USING (client)
WHERE campaign = $campaign AND outbox.client = $client;

-- name: find-writer
-- Who writes from this address: of several clients who share it, the first.
SELECT client, name FROM client_now WHERE email = lower($address) ORDER BY client LIMIT 1;

-- name: count-soft
SELECT count(*)
FROM mail_return
WHERE kind = 'soft bounce' AND address = $address AND read_at > $since;

-- name: add-return
INSERT INTO mail_return (mail_return, hash, campaign, client, address, kind, said, arrived_at, read_at, operation)
SELECT
    coalesce(max(mail_return), 0) + 1, $hash, $campaign, $client, $address, $kind, $said, $arrived_at, $now, $operation
FROM mail_return;

-- name: turn-back
UPDATE outbox
SET state = 'refused', reply = $reply, changed_at = $now, day = $on_day
WHERE campaign = $campaign AND client = $client AND state IN ('accepted', 'unknown');

-- name: prove-arrived
-- It was sent on the day on which its fate became unknown, and keeps it: from there on it is measured.
UPDATE outbox
SET state = 'accepted', reply = 'the client answered it', changed_at = $now
WHERE campaign = $campaign AND client = $client AND state = 'unknown';
