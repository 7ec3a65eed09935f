-- name: rank-clients
SELECT
    score.client, name, email, score.last_purchase, recency_days, frequency, monetary, r, f, m, tier, segment,
    count(*) OVER () AS matched
FROM score_on($on_day) AS score
JOIN client_now USING (client)
WHERE ($tier::VARCHAR IS NULL OR tier = $tier) AND ($segment::VARCHAR IS NULL OR segment = $segment)
ORDER BY r + f + m DESC, monetary DESC, score.last_purchase DESC, score.client
LIMIT $limit;
