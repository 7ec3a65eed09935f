-- name: list-listed-again
-- after: add-listing
-- Who is on another list too that says the very same, and the import of that list.
CREATE OR REPLACE TEMP TABLE listed_again AS
SELECT identity.client, min(import_batch.operation) AS operation
FROM listing AS mine
JOIN listing AS other ON other.identity = mine.identity AND other.content = mine.content AND other.batch <> mine.batch
JOIN import_batch ON import_batch.batch = other.batch AND import_batch.undone_at IS NULL
JOIN identity ON identity.identity = mine.identity
WHERE mine.batch = $batch
GROUP BY identity.client;

-- name: keep-consents
-- after: list-listed-again
UPDATE consent SET operation = listed_again.operation
FROM listed_again
WHERE listed_again.client = consent.client AND consent.operation = $operation;

-- name: keep-occasions
-- after: list-listed-again
UPDATE occasion SET operation = listed_again.operation
FROM listed_again
WHERE listed_again.client = occasion.client AND occasion.operation = $operation;

-- name: keep-assignments
-- after: list-listed-again
UPDATE assignment SET operation = listed_again.operation
FROM listed_again
WHERE listed_again.client = assignment.client AND assignment.operation = $operation;

-- name: drop-listing
DELETE FROM listing WHERE batch = $batch;

-- name: drop-permissions
DELETE FROM permission WHERE batch = $batch;

-- name: undo-consents
-- A stop stays: an undo never makes anybody reachable who asked not to be.
UPDATE consent SET undone_at = $now WHERE operation = $operation AND state <> 'stopped' AND undone_at IS NULL;

-- name: count-stops
SELECT count(*) FROM consent WHERE operation = $operation AND state = 'stopped' AND undone_at IS NULL;

-- name: drop-occasions
DELETE FROM occasion WHERE operation = $operation;

-- name: reopen-occasions
UPDATE occasion SET ended_on = NULL, ended_by = NULL WHERE ended_by = $operation;

-- name: drop-assignments
DELETE FROM assignment WHERE operation = $operation;

-- name: loosen-stops
-- A stop of somebody who is no longer in the book is kept with the address alone.
UPDATE consent SET client = NULL
WHERE operation = $operation AND address IS NOT NULL AND client NOT IN (SELECT client FROM client);
