-- name: next-merge
SELECT coalesce(max(merge), 0) + 1 FROM merge;

-- name: add-merge
INSERT INTO merge (merge, client, into_client, because, operation)
VALUES ($merge, $client, $into_client, 'owner', $operation);

-- name: find-merge
SELECT merge, merge.client, into_client, because, standing AS stands
FROM merge JOIN client_standing USING (client)
WHERE merge = $merge AND undone_at IS NULL;

-- name: list-merges
SELECT merge, merge.client, into_client, because, standing AS stands
FROM merge JOIN client_standing USING (client)
WHERE standing = $client AND undone_at IS NULL
ORDER BY merge;

-- name: part-merge
UPDATE merge SET undone_at = $now, undone_by = $operation WHERE merge = $merge;

-- name: list-clients-of-operation
SELECT merge.client, into_client, standing
FROM merge JOIN client_standing USING (client)
WHERE (operation = $operation AND because = 'owner') OR undone_by = $operation;

-- name: remove-merges
DELETE FROM merge WHERE operation = $operation AND because = 'owner';

-- name: reopen-merges
UPDATE merge SET undone_at = NULL, undone_by = NULL WHERE undone_by = $operation;
