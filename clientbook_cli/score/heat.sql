-- name: count-cells
SELECT r, f, CAST(count(*) AS INTEGER) AS clients, sum(monetary) AS spend
FROM score
WHERE run = $run AND ($tier::VARCHAR IS NULL OR tier = $tier) AND ($segment::VARCHAR IS NULL OR segment = $segment)
GROUP BY r, f
ORDER BY r DESC, f;
