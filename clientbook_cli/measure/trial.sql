-- name: compare-sides
-- Each client in their own window, the first and the last day included. What came back is taken off what was spent.
WITH
watched AS (
    SELECT side, client, since
    FROM trial
    WHERE kind = $kind AND name = $name AND since <= $today
),
sold AS (
    SELECT client, bool_or(is_purchase(kind, net)) AS bought, sum(net) AS net
    FROM traded($today, $currency) AS traded
    JOIN watched USING (client)
    WHERE traded.day BETWEEN since AND since + CAST($window_days AS INTEGER)
      AND kind NOT IN ('returned', 'return')  -- what came back whole was not bought
    GROUP BY client
)
SELECT
    side,
    count(*) AS clients,
    count(*) FILTER (WHERE bought) AS buyers,
    coalesce(sum(net), 0) AS spend,
    coalesce(list(net ORDER BY client) FILTER (WHERE net <> 0), []) AS spends,
    min(since) AS since,
    max(since) + CAST($window_days AS INTEGER) AS until
FROM watched LEFT JOIN sold USING (client)
GROUP BY side
ORDER BY side;

-- name: last-sale
SELECT max(day) FROM sale_now WHERE day <= $today;
