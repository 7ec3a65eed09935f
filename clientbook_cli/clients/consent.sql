-- name: next-consent
SELECT coalesce(max(consent), 0) + 1 FROM consent;

-- name: add-consent
-- A stop is said of the address as well as of the person: whoever else in the book has it is not written to there.
INSERT INTO consent (consent, client, channel, address, state, said_at, source, reason, operation)
SELECT
    $consent, $client, $channel,
    coalesce($address, (
        SELECT CASE $channel WHEN 'email' THEN email WHEN 'phone' THEN phone WHEN 'text' THEN phone END
        FROM client WHERE client = $client AND $state = 'stopped'
    )),
    $state, $now, $source, $reason, $operation;

-- name: find-state
SELECT channel, state, said_at, source FROM consent_now WHERE client = $client ORDER BY channel;
