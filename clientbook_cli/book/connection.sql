-- name: allow-files
-- Before external access is shut: the only files this connection may read or write.
SET allowed_paths = $files;

-- name: shut-network-and-disk
SET enable_external_access = false;

-- name: no-extensions
SET autoinstall_known_extensions = false;

-- name: no-progress-bar
-- DuckDB prints one on stdout after two seconds, into pipes too.
SET enable_progress_bar = false;

-- name: lock-settings
SET lock_configuration = true;
