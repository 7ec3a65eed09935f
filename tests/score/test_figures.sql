-- name: clear-sales
DELETE FROM sale;

-- name: clear-lines
DELETE FROM sale_line;

-- name: clear-runs
DELETE FROM score_run;

-- name: clear-scores
DELETE FROM score;

-- name: tell-beside
-- As when a till tells one sale in two files: what the other one says stands beside it.
UPDATE sale SET standing = false, beside = $beside WHERE sale = $sale;
