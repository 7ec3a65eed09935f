-- name: add-address-state
INSERT INTO address_state (address_state, channel, address, state, until, said_at, reason, source, operation)
SELECT coalesce(max(address_state), 0) + 1, $channel, $address, $state, $until, $now, $reason, $source, $operation
FROM address_state;

-- name: remove-address-states
DELETE FROM address_state WHERE operation = $operation;
