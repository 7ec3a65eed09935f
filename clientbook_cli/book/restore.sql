-- name: note-restored
INSERT INTO restored (restored_at, file) VALUES ($now, $file);
