-- name: last-change
-- When something was last done to a book that holds sales or clients; none: there is nothing to lose yet.
SELECT max(greatest(done_at, coalesce(undone_at, done_at)))
FROM operation
WHERE EXISTS (SELECT 1 FROM client) OR EXISTS (SELECT 1 FROM sale);
