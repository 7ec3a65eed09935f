-- name: list-names
SELECT name FROM client WHERE name IS NOT NULL ORDER BY name;
