-- name: list-standing
SELECT client, channel, address, said_at, source, reason
FROM consent
WHERE consent IN (SELECT consent FROM stop_now)
   OR (state = 'stopped' AND client IS NULL AND (channel, address) IN (SELECT (channel, address) FROM stopped_address))
ORDER BY consent;

-- name: list-clients
SELECT client FROM client;

-- name: count-standing
SELECT count(*)
FROM consent
WHERE state = 'stopped' AND channel = $channel AND client IS NOT DISTINCT FROM $client
  AND address IS NOT DISTINCT FROM $address
  AND (consent IN (SELECT consent FROM stop_now) OR client IS NULL);
