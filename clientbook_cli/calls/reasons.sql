-- name: stage-purchases
-- after: open-book
CREATE OR REPLACE TEMP TABLE call_sale AS
SELECT client, sale, day, kind, net, currency, is_purchase(kind, net) AS is_bought
FROM sale_now
WHERE client IS NOT NULL AND kind IN ('sale', 'refund') AND day <= $on_day;

-- name: stage-pieces
-- after: stage-purchases
-- What was bought, as far back as a reason looks.
CREATE OR REPLACE TEMP TABLE call_piece AS
SELECT
    bought.client, bought.sale, bought.day, line, item, brand, category, sale_line.net,
    bought.net AS sale_net, bought.currency
FROM call_sale AS bought JOIN sale_line USING (sale)
WHERE is_bought AND bought.day > $on_day - $horizon::INTEGER AND sale_line.kind = 'merchandise' AND sale_line.net > 0;

-- name: stage-clients
-- after: stage-purchases
-- Spoken to: a call whose outcome says that somebody answered.
CREATE OR REPLACE TEMP TABLE call_client AS
WITH
called AS (
    SELECT
        standing AS client,
        max(day) AS called_on,
        max(day) FILTER (WHERE outcome IN ('T', 'A', 'B', 'S', 'D')) AS spoken_on,
        count(*) FILTER (WHERE day > $on_day - $cap_days::INTEGER) AS calls
    FROM touch JOIN client_standing USING (client)
    WHERE day <= $on_day
    GROUP BY standing
),
bought AS (
    SELECT
        client,
        min(day) FILTER (WHERE is_bought) AS first_purchase,
        max(day) FILTER (WHERE is_bought) AS last_purchase,
        count(*) FILTER (WHERE is_bought) AS purchases,
        -- Net spend of three years, returns included, in the store's currency.
        sum(net) FILTER (WHERE currency = $currency AND day > CAST($on_day - INTERVAL 3 YEAR AS DATE)) AS spend
    FROM call_sale
    GROUP BY client
),
tiers AS (
    SELECT standing AS client, arg_max(tier, score.client) AS tier
    FROM score_on($on_day) AS score JOIN client_standing USING (client)
    GROUP BY standing
)
SELECT
    client, tier, called_on, spoken_on, coalesce(calls, 0) AS calls, first_purchase, last_purchase,
    coalesce(purchases, 0) AS purchases, coalesce(spend, 0) AS spend
FROM client_now
LEFT JOIN called USING (client)
LEFT JOIN bought USING (client)
LEFT JOIN tiers USING (client);

-- name: make-reasons
-- after: open-book
-- `opened_on`: since when it is a reason; who was spoken to since then was told. None: it is settled in its own way.
CREATE OR REPLACE TEMP TABLE call_reason (
    kind      VARCHAR NOT NULL,
    priority  INTEGER NOT NULL,
    client    INTEGER NOT NULL,
    opened_on DATE,
    on_day    DATE,
    times     INTEGER,
    spoken_on DATE,
    brand     VARCHAR,
    item      VARCHAR,
    about     VARCHAR,
    note      VARCHAR,
    associate VARCHAR,
    follow_up INTEGER,
    made_on   DATE
);

-- name: make-passed
-- Pieces of which one of the `days` since the purchase is over, for less than `open_for`.
CREATE OR REPLACE TEMP MACRO passed(on_day, days, open_for) AS TABLE
SELECT call_piece.*, step, day + step AS opened_on
FROM call_piece CROSS JOIN (SELECT unnest(days::INTEGER[]) AS step)
WHERE on_day - day >= step AND on_day - day < step + open_for;

-- name: drop-told
-- after: make-reasons, stage-clients
-- Who was spoken to since a reason opened was told of it then.
DELETE FROM call_reason
USING call_client
WHERE call_reason.client = call_client.client AND opened_on IS NOT NULL AND call_client.spoken_on >= opened_on;

-- name: list-reasons
-- after: make-reasons
-- The weightiest first; where several weigh the same, what comes first. That it was carried over is said last.
SELECT
    kind, priority, client, opened_on, on_day AS "on", times, spoken_on, brand, item, about, note, associate, follow_up,
    made_on
FROM call_reason
WHERE list_contains($clients::INTEGER[], client)
ORDER BY client, kind = 'carried', priority DESC, kind, on_day, follow_up;

-- name: list-brands
-- Every brand that anybody bought, likes or wishes for, and those that are or were in stock: what is written most often first.
SELECT brand
FROM (
    SELECT brand FROM sale_line JOIN sale_now USING (sale) WHERE client IS NOT NULL
    UNION ALL
    SELECT value FROM preference_now WHERE kind = 'brand'
    UNION ALL
    SELECT brand FROM wish_open
    UNION ALL
    SELECT brand FROM product
)
WHERE trim(brand) <> ''
GROUP BY brand
ORDER BY count(*) DESC, brand;

-- name: list-filled
-- Which of the tables that rules look into hold anything: to plan a question costs more than to find nothing.
SELECT name
FROM (
    SELECT 'call_choice' AS name, EXISTS (FROM call_choice) AS is_filled
    UNION ALL SELECT 'call_task', EXISTS (FROM call_task)
    UNION ALL SELECT 'follow_up', EXISTS (FROM follow_up)
    UNION ALL SELECT 'gift', EXISTS (FROM gift)
    UNION ALL SELECT 'occasion', EXISTS (FROM occasion)
    UNION ALL SELECT 'product', EXISTS (FROM product)
    UNION ALL SELECT 'visit', EXISTS (FROM visit)
    UNION ALL SELECT 'wish', EXISTS (FROM wish)
)
WHERE is_filled
ORDER BY name;
