-- name: list-joined
SELECT associate, arg_max(target, operation) AS target
FROM associate
WHERE joined_on <= $on_day
GROUP BY associate
ORDER BY min(operation);

-- name: list-away
SELECT associate, kind, first_day, last_day FROM away WHERE $on_day BETWEEN first_day AND last_day ORDER BY associate;

-- name: add-associate
INSERT INTO associate (associate, joined_on, target, operation) VALUES ($name, $joined_on, $target, $operation);

-- name: add-absence
INSERT INTO absence (absence, associate, kind, first_day, last_day, note, operation)
SELECT coalesce(max(absence), 0) + 1, $name, $kind, $first_day, $last_day, $note, $operation
FROM absence;

-- name: list-owned
-- Those who spent most first, so that dealing them out in turn is fair.
WITH
spent AS (
    SELECT client, sum(net) AS net FROM sale_now WHERE client IS NOT NULL GROUP BY client
)
SELECT client_now.client, client_now.name
FROM client_associate
JOIN client_now USING (client)
LEFT JOIN spent USING (client)
WHERE lower(client_associate.associate) = lower($associate)
ORDER BY coalesce(spent.net, 0) DESC, client_now.client;

-- name: list-promises
SELECT follow_up, client_now.client, client_now.name, client_associate.associate AS owner, due, note
FROM follow_up
JOIN client_standing USING (client)
JOIN client_now ON client_now.client = client_standing.standing
LEFT JOIN client_associate ON client_associate.client = client_now.client
WHERE done_on IS NULL AND lower(follow_up.associate) = lower($associate)
ORDER BY due, follow_up;

-- name: assign-client
INSERT INTO assignment (client, associate, assigned_at, source, operation)
VALUES ($client, $associate, $now, 'owner', $operation);

-- name: find-owner
SELECT associate FROM client_associate WHERE client = $client;

-- name: add-handover
INSERT INTO handover (follow_up, was, becomes, operation) VALUES ($follow_up, $was, $becomes, $operation);

-- name: hand-over
UPDATE follow_up SET associate = handover.becomes
FROM handover
WHERE handover.follow_up = follow_up.follow_up AND handover.operation = $operation;

-- name: hand-back
UPDATE follow_up SET associate = handover.was
FROM handover
WHERE handover.follow_up = follow_up.follow_up AND handover.operation = $operation;

-- name: remove-handovers
DELETE FROM handover WHERE operation = $operation;

-- name: remove-assignments
DELETE FROM assignment WHERE operation = $operation AND source = 'owner';

-- name: remove-absences
DELETE FROM absence WHERE operation = $operation;

-- name: remove-associates
DELETE FROM associate WHERE operation = $operation;
