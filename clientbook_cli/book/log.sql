-- name: attach-source
ATTACH $file AS source;

-- name: fold-log
CHECKPOINT source;

-- name: detach-source
DETACH source;
