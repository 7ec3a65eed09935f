-- name: count-book
-- Several small questions, not one large one: planning it took DuckDB longer than answering all of these.
SELECT count(*) AS sales, max(day) AS last_sale, (SELECT count(*) FROM client_now) AS clients
FROM sale
WHERE standing AND kind = 'sale';

-- name: find-run
SELECT run, as_of, made_at FROM score_run WHERE run = newest_run($today, $today);

-- name: last-change-of-sales
SELECT max(greatest(imported_at, coalesce(undone_at, imported_at)))
FROM import_batch
WHERE kind = 'sales' AND rows_kept > 0;

-- name: next-sheet
SELECT min(day) FROM call_sheet WHERE day > $today;

-- name: list-tiers
SELECT tier, count(*) AS clients FROM score WHERE run = $run GROUP BY tier ORDER BY tier;

-- name: list-imports
-- The newest import of each kind of file: what it set aside is trouble until a newer one has come.
SELECT batch, imported_at, file, format, kind, rows_kept, rows_already_there, rows_set_aside, first_day, last_day
FROM import_batch
WHERE undone_at IS NULL
QUALIFY row_number() OVER (PARTITION BY format, kind ORDER BY batch DESC) = 1
ORDER BY batch DESC;

-- name: list-campaigns
-- What waits for somebody: a draft, mails that have not left, mails of which nobody knows whether they arrived. The
-- states are those of `mail status`.
WITH
counted AS (
    SELECT
        campaign,
        count(*) FILTER (WHERE state IN ('queued', 'sending', 'later')) AS left,
        count(*) FILTER (WHERE state = 'unknown') AS unknown
    FROM outbox
    GROUP BY campaign
)
SELECT
    name AS campaign,
    CASE
        WHEN started_at IS NULL THEN CASE WHEN confirmed_at IS NULL THEN 'draft' ELSE 'confirmed' END
        WHEN coalesce(counted.left, 0) > 0 THEN 'sending'
        ELSE 'done'
    END AS state,
    coalesce(counted.left, 0) AS left,
    coalesce(counted.unknown, 0) AS unknown
FROM campaign
LEFT JOIN counted ON counted.campaign = campaign.campaign
WHERE cancelled_at IS NULL AND (started_at IS NULL OR counted.left > 0 OR counted.unknown > 0)
ORDER BY campaign.campaign;
