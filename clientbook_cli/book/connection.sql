-- name: allow-files
-- Before external access is shut: the only files this connection may read or write.
SET allowed_paths = $files;

-- name: shut-network-and-disk
SET enable_external_access = false;

-- name: no-extensions
SET autoinstall_known_extensions = false;

-- name: know-progress
-- So that whoever waits can be told how far a query is.
SET enable_progress_bar = true;

-- name: print-no-progress
-- DuckDB prints one on stdout after two seconds, into pipes too.
SET enable_progress_bar_print = false;

-- name: lock-settings
SET lock_configuration = true;
