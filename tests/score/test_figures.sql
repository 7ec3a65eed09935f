-- name: clear-sales
DELETE FROM sale;

-- name: clear-runs
DELETE FROM score_run;

-- name: clear-scores
DELETE FROM score;
