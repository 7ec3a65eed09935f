-- name: count-for-long
-- Two seconds or so: DuckDB hears Ctrl-C at once, or, when it works in the main thread, at its end.
SELECT count(*) FROM range(2000000000) AS number WHERE hash(number.range) = 1;
