-- name: tell-beside
-- As when a till tells one sale in two files: what the other one says stands beside it.
UPDATE sale SET standing = false, beside = $beside WHERE sale = $sale;
