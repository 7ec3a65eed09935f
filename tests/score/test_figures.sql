-- name: clear-sales
DELETE FROM sale;

-- name: clear-lines
DELETE FROM sale_line;

-- name: clear-runs
DELETE FROM score_run;

-- name: clear-scores
DELETE FROM score;
