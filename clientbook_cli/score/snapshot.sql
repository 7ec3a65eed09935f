-- name: gather-figures
-- One pass over the sales. A client is scored from the first purchase on; dated returns come off what they spent, and
-- may leave less than nothing. The mark is of the figures alone: put together, the marks tell whether any has changed.
SELECT
    client, last_purchase, CAST($as_of - last_purchase AS INTEGER) AS recency_days, frequency, monetary,
    hash(client, last_purchase, frequency, monetary) AS mark
FROM score_figures($as_of, $currency, $since, $floor);

-- name: gather-figures-by-day
-- The same, with several receipts on one day as one purchase: a query of its own, since counting distinct days would
-- make the other one half as slow again.
WITH
trip AS (
    SELECT client, CAST(count(DISTINCT day) AS INTEGER) AS days
    FROM scored_sales($as_of, $currency, $since, $floor)
    WHERE is_purchase(kind, net)
    GROUP BY client
)
SELECT
    client, last_purchase, CAST($as_of - last_purchase AS INTEGER) AS recency_days, days AS frequency, monetary,
    hash(client, last_purchase, days, monetary) AS mark
FROM score_figures($as_of, $currency, $since, $floor)
JOIN trip USING (client);

-- name: find-run
SELECT run FROM score_run WHERE as_of = $as_of AND settings = $settings AND sales = $sales ORDER BY run DESC LIMIT 1;

-- name: add-run
INSERT INTO score_run (run, as_of, settings, recipe, sales, made_at, made_on, clients, cuts)
SELECT coalesce(max(run), 0) + 1, $as_of, $settings, $recipe, $sales, $now, $today, $clients, $cuts FROM score_run
RETURNING run;

-- name: add-scores
-- lent: scored(client INTEGER, last_purchase DATE, recency_days INTEGER, frequency INTEGER, monetary DECIMAL(18, 4), r TINYINT, f TINYINT, m TINYINT, tier VARCHAR, segment VARCHAR)
INSERT INTO score (run, client, last_purchase, recency_days, frequency, monetary, r, f, m, tier, segment)
SELECT $run, client, last_purchase, recency_days, frequency, monetary, r, f, m, tier, segment
FROM scored;

-- name: newest-run
SELECT newest_run($on_day, $on_day);

-- name: describe-run
SELECT run, as_of, clients, cuts, recipe FROM score_run WHERE run = $run;

-- name: count-tiers
SELECT tier AS name, count(*) AS clients FROM score WHERE run = $run GROUP BY tier ORDER BY tier;

-- name: count-segments
SELECT segment AS name, count(*) AS clients FROM score WHERE run = $run GROUP BY segment ORDER BY segment;

-- name: other-currencies
SELECT currency, count(*) AS sales, sum(net) AS net
FROM sale_now
WHERE kind = 'sale' AND day <= $as_of AND currency <> $currency
GROUP BY currency
ORDER BY currency;

-- name: sales-left-out
-- What the settings leave out of the score, beside what is no purchase.
SELECT count(*) FROM traded($as_of, $currency)
WHERE is_purchase(kind, net) AND (day < $since OR net < $floor);

-- name: nameless-sales
SELECT count(*) FROM sale
WHERE standing AND identity IS NULL AND is_purchase(kind, net) AND day <= $as_of AND currency = $currency;
