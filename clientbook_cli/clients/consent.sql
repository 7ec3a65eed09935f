-- name: next-consent
SELECT coalesce(max(consent), 0) + 1 FROM consent;

-- name: add-consent
-- A stop is said of the address as well as of the person: whoever else in the book has it is not written to there.
INSERT INTO consent (
    consent, client, channel, address, state, said_at, source, reason, operation, permitted_on, lifts
)
SELECT
    $consent, $client, $channel,
    coalesce($address, (
        SELECT CASE $channel WHEN 'email' THEN email WHEN 'phone' THEN phone WHEN 'text' THEN phone END
        FROM client WHERE client = $client AND $state = 'stopped'
    )),
    $state, $now, $source, $reason, $operation, $permitted_on, $lifts::INTEGER[];

-- name: find-state
SELECT channel, state, said_at, source FROM consent_now WHERE client = $client ORDER BY channel;

-- name: list-stops
-- What a client is under on a channel; `name`: of whoever else said it of a shared address.
SELECT stop_now.consent, consent.said_at, sayer, client_now.name
FROM stop_now
JOIN consent USING (consent)
LEFT JOIN client_now ON client_now.client = stop_now.sayer
WHERE stop_now.client = $client AND stop_now.channel = $channel
ORDER BY stop_now.consent;

-- name: list-history
-- Everything ever said by the client or of their addresses, the newest first.
WITH
mine AS (
    SELECT consent FROM consent JOIN client_standing USING (client) WHERE standing = $client
    UNION
    SELECT consent
    FROM consent JOIN client_now ON client_now.email = consent.address
    WHERE client_now.client = $client AND channel = 'email' AND (state = 'stopped' OR consent.client IS NULL)
    UNION
    SELECT consent
    FROM consent JOIN client_now ON client_now.phone = consent.address
    WHERE client_now.client = $client AND channel IN ('phone', 'text') AND (state = 'stopped' OR consent.client IS NULL)
)
SELECT
    consent, client_standing.standing AS client, channel, address, state, said_at, source, reason, permitted_on,
    state = 'stopped' AND consent NOT IN (SELECT consent FROM stop_now WHERE client = $client) AS lifted,
    undone_at IS NOT NULL AS undone
FROM consent
JOIN mine USING (consent)
LEFT JOIN client_standing ON client_standing.client = consent.client
UNION ALL
-- Of what was allowed at sales the last.
SELECT
    0, $client, channel, arg_max(CASE channel WHEN 'email' THEN email WHEN 'post' THEN NULL ELSE phone END, said_at),
    'subscribed', max(said_at), 'import:' || source, arg_max(reason, said_at), max(day), false, false
FROM permission
JOIN identity USING (identity)
JOIN client_standing USING (client)
WHERE standing = $client
GROUP BY channel, source
ORDER BY said_at DESC, consent DESC;

-- name: count-stops-of-operation
SELECT count(*) FROM consent WHERE operation = $operation AND state = 'stopped' AND undone_at IS NULL;

-- name: withdraw-words
UPDATE consent SET undone_at = $now WHERE operation = $operation AND state <> 'stopped' AND undone_at IS NULL;

-- name: find-permissions
SELECT
    client, no_mass_mail, no_mail, no_call, no_text, no_post, email_state, phone_state, text_state, post_state
FROM may_contact($today::DATE, $needs_opt_in::BOOLEAN, $purchase_months::INTEGER, $inquiry_months::INTEGER)
WHERE client = $client;
