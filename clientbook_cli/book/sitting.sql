-- name: keep-log
-- What was written is folded into the book's file at the end, not each time that it is shut.
PRAGMA disable_checkpoint_on_shutdown;

-- name: limit-log
-- And in between when the log has grown: each opening reads it again.
SET checkpoint_threshold = '1MB';

-- name: attach-book
ATTACH $file AS book;

-- name: look-at-book
SET schema = 'book.main';

-- name: look-elsewhere
-- What is looked at cannot be detached.
SET schema = 'memory.main';

-- name: detach-book
DETACH book;

-- name: fold-log
CHECKPOINT;
