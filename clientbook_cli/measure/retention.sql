-- name: list-firsts
-- Each client's first purchase and the first on a later day: two receipts of one day are one visit to the store.
SELECT client, min(day) AS first, min(day) FILTER (WHERE day > first_day) AS second
FROM (
    SELECT client, day, min(day) OVER (PARTITION BY client) AS first_day
    FROM purchases($today, $currency)
)
GROUP BY client
ORDER BY first, client;

-- name: measure-gaps
-- Days between the purchases of those who came back, in quarters and the tenth that waits longest.
WITH
bought AS (
    SELECT DISTINCT client, day FROM purchases($today, $currency)
),
gap AS (
    SELECT day - lag(day) OVER (PARTITION BY client ORDER BY day) AS days FROM bought
)
SELECT
    count(days) AS gaps,
    CAST(quantile_disc(days, 0.25) AS INTEGER) AS quarter,
    CAST(quantile_disc(days, 0.5) AS INTEGER) AS half,
    CAST(quantile_disc(days, 0.75) AS INTEGER) AS three_quarters,
    CAST(quantile_disc(days, 0.9) AS INTEGER) AS nine_tenths
FROM gap;

-- name: list-at-risk
-- Clients who came back before and have now been away for more than twice their own rhythm, but not yet for so long that
-- they are gone. Worth: what they spent in the 12 months up to their last purchase.
WITH
bought AS (
    SELECT DISTINCT client, day FROM purchases($today, $currency)
),
rhythm AS (
    SELECT
        client, max(day) AS last_purchase,
        greatest(CAST(round((max(day) - min(day)) / (count(*) - 1)) AS INTEGER), CAST($shortest AS INTEGER)) AS rhythm_days,
        CAST($today - max(day) AS INTEGER) AS silent_days
    FROM bought
    GROUP BY client
    HAVING count(*) > 1
),
overdue AS (
    SELECT * FROM rhythm WHERE silent_days > 2 * rhythm_days AND silent_days <= CAST($gone AS INTEGER)
),
worth AS (
    SELECT client, sum(net) AS net
    FROM traded($today, $currency) JOIN overdue USING (client)
    WHERE day > last_purchase - INTERVAL 12 MONTH AND day <= $today
    GROUP BY client
),
contacted AS (
    SELECT client, max(day) AS last_contact
    FROM contact
    WHERE day <= $today AND how <> 'unknown'
    GROUP BY client
)
SELECT
    overdue.client, client_now.name, score.tier, overdue.last_purchase, rhythm_days, silent_days,
    coalesce(worth.net, 0) AS worth, last_contact
FROM overdue
JOIN client_now USING (client)
LEFT JOIN worth USING (client)
LEFT JOIN contacted USING (client)
LEFT JOIN score_on($today) AS score USING (client)
ORDER BY worth DESC, overdue.client;
