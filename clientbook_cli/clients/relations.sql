-- name: next-relation
SELECT coalesce(max(relation), 0) + 1 FROM relation;

-- name: add-relation
INSERT INTO relation (relation, client, other, name, kind, giver, note, made_on, source, operation)
VALUES ($relation, $client, $other, $name, $kind, $giver, $note, $made_on, $source, $operation);

-- name: list-relations
SELECT relation, relation_now.client, other, coalesce(client_now.name, relation_now.name) AS name, kind, giver
FROM relation_now
LEFT JOIN client_now ON client_now.client = relation_now.other
WHERE relation_now.client = $client
ORDER BY kind <> 'partner', kind, relation;

-- name: end-relation
UPDATE relation SET ended_on = $ended_on, ended_by = $operation WHERE relation = $relation AND ended_on IS NULL;

-- name: remove-relations
DELETE FROM relation WHERE operation = $operation;

-- name: reopen-relations
UPDATE relation SET ended_on = NULL, ended_by = NULL WHERE ended_by = $operation;
