-- name: known-days
-- The first and the last day of what counts: nothing is known of the days after the last sale.
SELECT min(day) AS first_day, max(day) AS last_day
FROM scored_sales($as_of, $currency, $since, $floor)
WHERE is_purchase(kind, net);

-- name: gather-histories
-- Each client's days of purchase: receipts of one day are one purchase, since the model knows no two at once.
WITH
trip AS (
    SELECT client, day, sum(net) AS net
    FROM scored_sales($as_of, $currency, $since, $floor)
    WHERE is_purchase(kind, net)
    GROUP BY client, day
)
SELECT
    client,
    CAST(count(*) AS INTEGER) AS trips,
    CAST(max(day) - min(day) AS INTEGER) AS t_x,
    CAST($as_of - min(day) AS INTEGER) AS T,
    CAST(sum(net) AS DOUBLE) AS spent
FROM trip
GROUP BY client
ORDER BY client;

-- name: gather-outcome
-- What each client did in the days after, up to and with another day.
WITH
trip AS (
    SELECT client, day, sum(net) AS net
    FROM scored_sales($until, $currency, $since, $floor)
    WHERE is_purchase(kind, net) AND day > $after
    GROUP BY client, day
)
SELECT client, CAST(count(*) AS INTEGER) AS trips, CAST(sum(net) AS DOUBLE) AS spent
FROM trip
GROUP BY client
ORDER BY client;

-- name: name-clients
SELECT client, name, email FROM client_now WHERE client IN (SELECT unnest($clients::INTEGER[]));
