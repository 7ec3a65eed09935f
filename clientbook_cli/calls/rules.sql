-- name: find-follow-ups
-- after: make-reasons
INSERT INTO call_reason BY NAME
SELECT $kind AS kind, $priority AS priority, client, due AS on_day, note, associate, follow_up, made_on
FROM promise_open($on_day)
WHERE due <= $on_day;

-- name: find-by-hand
-- after: make-reasons
INSERT INTO call_reason BY NAME
SELECT $kind AS kind, $priority AS priority, client, day AS on_day, note, associate, made_on
FROM call_choice_now
WHERE kind = 'add' AND day = $on_day;

-- name: find-carried
-- after: make-reasons, stage-clients
-- A row that nobody called, for a week from the first sheet it stood on; and who was snoozed until now.
INSERT INTO call_reason BY NAME
WITH
newest AS (
    SELECT
        standing AS client,
        arg_max(call_sheet.day, (call_sheet.day, sheet)) AS day,
        arg_max(first_day, (call_sheet.day, sheet)) AS first_day,
        arg_max(dropped, (call_sheet.day, sheet)) AS dropped,
        arg_max(CAST(json_extract(reasons, '$[0].follow_up') AS INTEGER), (call_sheet.day, sheet)) AS follow_up,
        arg_max(
            CASE WHEN json_extract_string(reasons, '$[0].kind') <> 'carried' THEN json_extract_string(reasons, '$[0].private') END,
            (call_sheet.day, sheet)
        ) AS said
    FROM call_task
    JOIN call_sheet USING (sheet)
    JOIN client_standing USING (client)
    WHERE call_sheet.day < $on_day AND call_sheet.day > $on_day - $span::INTEGER
    GROUP BY standing
)
SELECT $kind AS kind, $priority AS priority, client, first_day AS on_day, said AS note
FROM newest JOIN call_client USING (client)
WHERE dropped IS NULL AND day <= $today AND first_day > $on_day - $span::INTEGER
  AND (called_on IS NULL OR called_on < first_day)
  AND (follow_up IS NULL OR follow_up IN (SELECT follow_up FROM promise_open($on_day)))
UNION ALL
SELECT $kind, $priority, client, until, concat_ws(': ', 'put off until now', note)
FROM call_choice_now JOIN call_client USING (client)
WHERE kind = 'snooze' AND until <= $on_day AND until > $on_day - $span::INTEGER
  AND (called_on IS NULL OR called_on < until);

-- name: find-need-by
-- after: make-reasons, stage-clients
INSERT INTO call_reason BY NAME
WITH
needed AS (
    SELECT client, need_by, coalesce(liked, looked_at, category) AS item, for_whom AS about, associate, day AS told_on
    FROM visit_now
    WHERE need_by IS NOT NULL
    UNION ALL
    SELECT client, need_by, item, for_whom, associate, made_on FROM wish_open WHERE need_by IS NOT NULL
)
SELECT
    $kind AS kind, $priority AS priority, client,
    need_by - $span::INTEGER AS opened_on, need_by AS on_day, item, about, associate, told_on AS made_on
FROM needed
WHERE need_by >= $on_day AND need_by - $span::INTEGER <= $on_day AND told_on <= $on_day
  AND NOT EXISTS (FROM call_client WHERE call_client.client = needed.client AND last_purchase >= told_on);

-- name: find-wishes
-- after: make-reasons
INSERT INTO call_reason BY NAME
SELECT
    $kind AS kind, $priority AS priority, wish_in_stock.client,
    greatest(wish_open.made_on, since) AS opened_on, wish_open.made_on,
    wish_in_stock.item, wish_in_stock.brand, wish_open.for_whom AS about, wish_open.associate
FROM wish_in_stock JOIN wish_open USING (wish)
WHERE wish_open.made_on <= $on_day AND since <= $on_day
  AND $on_day - greatest(wish_open.made_on, since) < $open_for::INTEGER
  AND (price IS NULL OR wish_in_stock.most IS NULL OR currency <> $currency OR price <= wish_in_stock.most)
QUALIFY row_number() OVER (PARTITION BY wish_in_stock.client ORDER BY since DESC, product) = 1;

-- name: find-liked
-- after: make-reasons, stage-clients
-- Liked on a visit, and something like it came in since: a week after the visit at the earliest.
INSERT INTO call_reason BY NAME
SELECT
    $kind AS kind, $priority AS priority, visit.client,
    greatest(visit.day + 7, product.since) AS opened_on, visit.day AS made_on,
    product.item, product.brand, visit.liked AS note, visit.for_whom AS about, visit.associate
FROM visit_now AS visit
JOIN product_now AS product ON meets(visit.liked, NULL, NULL, product.item, product.brand, product.category)
WHERE visit.liked IS NOT NULL
  AND visit.day <= $on_day AND $on_day - visit.day <= $span::INTEGER
  AND greatest(visit.day + 7, product.since) <= $on_day
  AND $on_day - greatest(visit.day + 7, product.since) < $open_for::INTEGER
  AND NOT EXISTS (FROM call_client WHERE call_client.client = visit.client AND last_purchase >= visit.day)
QUALIFY row_number() OVER (PARTITION BY visit.client ORDER BY visit.day DESC, product.since DESC, product.product) = 1;

-- name: find-occasions
-- after: make-reasons, stage-clients
-- The 29th of February is kept on the 28th in years without one: better a day early than late. Who is reminded of whose
-- day is told by `reminder`.
INSERT INTO call_reason BY NAME
WITH
lead AS (
    SELECT
        reminder.*,
        coalesce(($tier_days::INTEGER[])[list_position($tiers::VARCHAR[], tier)], $occasion_days::INTEGER) AS days
    FROM reminder JOIN call_client USING (client)
    WHERE CASE $kind
        WHEN 'birthday' THEN kind = 'birthday'
        WHEN 'anniversary' THEN kind = 'anniversary'
        ELSE kind NOT IN ('birthday', 'anniversary', 'appointment')
    END
),
-- A span may reach over several turns of the year.
turn AS (
    SELECT unnest(generate_series(year($on_day), year($on_day + greatest($occasion_days::INTEGER, 366)))) AS turn_year
),
kept AS (
    SELECT lead.*, make_date(turn_year, month, least(day, day(last_day(make_date(turn_year, month, 1))))) AS keeping
    FROM lead CROSS JOIN turn
)
SELECT
    $kind AS kind, $priority AS priority, kept.client,
    keeping - days AS opened_on, keeping AS on_day, nullif(year(keeping) - year, 0) AS times,
    coalesce(theirs.first_name, theirs.name, about_name) AS about,
    CASE WHEN $kind = 'occasion' THEN kind END AS note
FROM kept
LEFT JOIN client_now AS theirs ON theirs.client = kept.about AND kept.about <> kept.client
WHERE keeping BETWEEN $on_day AND $on_day + days AND (year IS NULL OR year(keeping) >= year)
QUALIFY row_number() OVER (PARTITION BY occasion ORDER BY keeping) = 1;

-- name: find-top-clients
-- after: make-reasons, stage-clients
-- Who bought these days was spoken to in the store.
INSERT INTO call_reason BY NAME
SELECT $kind AS kind, $priority AS priority, client, spoken_on
FROM call_client
WHERE tier = $top_tier
  AND (spoken_on IS NULL OR spoken_on <= $on_day - $every_days::INTEGER)
  AND (last_purchase IS NULL OR last_purchase <= $on_day - $quiet_days::INTEGER);

-- name: find-purchases
-- after: make-reasons, make-passed, stage-pieces
-- The dearest piece of the newest purchase that is so old: for thanks, for asking how it is, for who else is on the list.
INSERT INTO call_reason BY NAME
SELECT
    $kind AS kind, $priority AS priority, client, max(opened_on) AS opened_on, max(day) AS on_day,
    arg_max(item, (day, net, -line)) AS item, arg_max(brand, (day, net, -line)) AS brand
FROM passed($on_day, $days, $open_for::INTEGER)
GROUP BY client;

-- name: find-pieces
-- after: make-reasons, make-passed, stage-pieces
-- A piece of some sort, known by the words of its category or its name.
INSERT INTO call_reason BY NAME
SELECT
    $kind AS kind, $priority AS priority, client, max(opened_on) AS opened_on, max(day) AS on_day,
    arg_max(step, (opened_on, net, -line)) AS times,
    arg_max(item, (opened_on, net, -line)) AS item, arg_max(brand, (opened_on, net, -line)) AS brand
FROM passed($on_day, $days, $open_for::INTEGER)
WHERE regexp_matches(lower(concat_ws(' ', category, item)), $pattern)
GROUP BY client;

-- name: find-big-purchases
-- after: make-reasons, make-passed, stage-pieces
INSERT INTO call_reason BY NAME
SELECT
    $kind AS kind, $priority AS priority, client, max(opened_on) AS opened_on, max(day) AS on_day,
    arg_max(step, (opened_on, net, -line)) AS times,
    arg_max(item, (opened_on, net, -line)) AS item, arg_max(brand, (opened_on, net, -line)) AS brand
FROM passed($on_day, $days, $open_for::INTEGER)
WHERE sale_net >= $big_purchase AND currency = $currency
GROUP BY client;

-- name: find-warranties
-- after: make-reasons, stage-pieces
INSERT INTO call_reason BY NAME
WITH
ending AS (
    SELECT *, CAST(day + to_months($warranty_months::INTEGER) AS DATE) AS ends_on
    FROM call_piece
    -- The span of days first, since it leaves little to look at.
    WHERE day BETWEEN $on_day - 31 * $warranty_months::INTEGER AND $on_day - 28 * $warranty_months::INTEGER + $span::INTEGER
      AND regexp_matches(lower(concat_ws(' ', category, item)), $pattern)
)
SELECT
    $kind AS kind, $priority AS priority, client, max(ends_on - $span::INTEGER) AS opened_on, max(ends_on) AS on_day,
    arg_max(item, (ends_on, net, -line)) AS item, arg_max(brand, (ends_on, net, -line)) AS brand
FROM ending
WHERE $on_day BETWEEN ends_on - $span::INTEGER AND ends_on
GROUP BY client;

-- name: find-slipping
-- after: make-reasons, stage-clients
-- Fell from the top tier; or half as late again as their own rhythm, which takes three purchases to know.
INSERT INTO call_reason BY NAME
WITH
fell AS (
    SELECT standing AS client, max(as_of) AS last_top
    FROM score JOIN score_run USING (run) JOIN client_standing USING (client)
    WHERE tier = $top_tier AND as_of <= $on_day AND as_of > $on_day - $span::INTEGER
    GROUP BY standing
),
late AS (
    SELECT
        client, tier, (last_purchase - first_purchase) / (purchases - 1) AS gap, last_purchase,
        last_purchase + CAST(ceil(1.5 * (last_purchase - first_purchase) / (purchases - 1)) AS INTEGER) AS opened_on
    FROM call_client
    WHERE purchases > 2
)
SELECT $kind AS kind, $priority AS priority, client, last_top + 1 AS opened_on, last_top AS on_day, NULL AS times
FROM fell JOIN call_client USING (client)
WHERE tier IS DISTINCT FROM $top_tier
UNION ALL
SELECT $kind, $priority, client, opened_on, last_purchase, CAST(round(gap) AS INTEGER)
FROM late
WHERE $on_day - opened_on >= 0 AND $on_day - opened_on < $open_for::INTEGER AND gap >= $quiet_days::INTEGER
  AND NOT EXISTS (FROM fell WHERE fell.client = late.client AND late.tier IS DISTINCT FROM $top_tier);

-- name: find-last-years-gifts
-- after: make-reasons, stage-pieces
-- A gift of last year whose day comes round: one that was written down, or what was bought in the three weeks before a day
-- they give on.
INSERT INTO call_reason BY NAME
WITH
written AS (
    SELECT
        standing AS client, coalesce(gift.item, sale_line.item) AS item, sale_line.brand, gift.name AS about,
        CAST(until + INTERVAL 1 YEAR AS DATE) AS keeping
    FROM gift
    JOIN client_standing USING (client)
    LEFT JOIN sale_line ON sale_line.sale = gift.sale AND sale_line.line = gift.line
    WHERE ended_on IS NULL
),
coming AS (
    SELECT
        reminder.client, coalesce(about_name, theirs.first_name) AS about,
        make_date(turn_year, month, least(reminder.day, day(last_day(make_date(turn_year, month, 1))))) AS keeping
    FROM reminder
    CROSS JOIN (SELECT unnest([year($on_day), year($on_day) + 1]) AS turn_year)
    LEFT JOIN client_now AS theirs ON theirs.client = reminder.about
    WHERE reminder.kind <> 'appointment' AND (reminder.kind <> 'birthday' OR reminder.about IS DISTINCT FROM reminder.client)
),
bought AS (
    SELECT
        call_piece.client, arg_max(item, (net, -line)) AS item, arg_max(brand, (net, -line)) AS brand,
        any_value(about) AS about, keeping
    FROM call_piece
    JOIN coming
      ON coming.client = call_piece.client
     AND call_piece.day BETWEEN CAST(keeping - INTERVAL 1 YEAR AS DATE) - 21 AND CAST(keeping - INTERVAL 1 YEAR AS DATE)
    WHERE keeping BETWEEN $on_day AND $on_day + $span::INTEGER
    GROUP BY call_piece.client, keeping
)
SELECT
    $kind AS kind, $priority AS priority, client, keeping - $span::INTEGER AS opened_on, keeping AS on_day,
    item, brand, about
FROM (SELECT client, item, brand, about, keeping FROM written UNION ALL SELECT client, item, brand, about, keeping FROM bought)
WHERE keeping BETWEEN $on_day AND $on_day + $span::INTEGER AND item IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY client ORDER BY keeping, item) = 1;

-- name: find-missing-facts
-- after: make-reasons, stage-clients
-- A regular of whom no day is known that could be a reason later.
INSERT INTO call_reason BY NAME
WITH
kept AS (
    SELECT DISTINCT standing AS client, kind FROM occasion JOIN client_standing USING (client) WHERE ended_on IS NULL
),
blank AS (
    SELECT
        call_client.client,
        list_filter(
            [
                CASE WHEN name IS NULL THEN 'name' END,
                CASE WHEN (call_client.client, 'birthday') NOT IN (FROM kept) THEN 'birthday' END,
                CASE WHEN (call_client.client, 'anniversary') NOT IN (FROM kept) THEN 'anniversary' END,
                CASE
                    WHEN partner IS NULL AND call_client.client NOT IN (SELECT client FROM relation_now WHERE kind = 'partner')
                    THEN 'partner'
                END,
                CASE WHEN email IS NULL THEN 'email' END
            ],
            lambda field: field IS NOT NULL
        ) AS fields
    FROM call_client JOIN client_now USING (client)
    WHERE purchases > 2 AND (spoken_on IS NULL OR spoken_on <= $on_day - $span::INTEGER)
)
SELECT $kind AS kind, $priority AS priority, client, array_to_string(fields, ', ') AS note
FROM blank
WHERE list_has_all(fields, ['birthday', 'anniversary']);

-- name: find-brand-clients
-- after: make-reasons
-- Bought it, the dearest piece of it that they bought last; or wish for a piece of it, or said that they like it.
INSERT INTO call_reason BY NAME
WITH
bought AS (
    SELECT
        client,
        arg_max(brand, (day, sale_line.net, line)) AS brand,
        arg_max(item, (day, sale_line.net, line)) AS item
    FROM sale_line JOIN sale_now USING (sale)
    WHERE client IS NOT NULL
      AND sale_now.kind = 'sale' AND sale_line.kind = 'merchandise' AND sale_line.net > 0
      AND day <= $on_day
      AND lower(trim(brand)) = lower(trim($brand))
    GROUP BY client
),
likes AS (
    SELECT client, any_value(value) AS brand
    FROM preference_now
    WHERE kind = 'brand' AND lower(trim(value)) = lower(trim($brand)) AND made_on <= $on_day
    GROUP BY client
),
wished AS (
    SELECT client, arg_max(brand, wish) AS brand, arg_max(item, wish) AS item, arg_max({whom: for_whom}, wish).whom AS whom
    FROM wish_open
    WHERE lower(trim(brand)) = lower(trim($brand)) AND made_on <= $on_day
    GROUP BY client
)
SELECT
    $kind AS kind, $priority AS priority, client, coalesce(bought.brand, wished.brand, likes.brand) AS brand,
    coalesce(bought.item, wished.item) AS item,
    CASE WHEN bought.item IS NULL AND wished.item IS NOT NULL THEN 'wished for' END AS note,
    CASE WHEN bought.item IS NULL THEN whom END AS about
FROM bought FULL JOIN wished USING (client) FULL JOIN likes USING (client);
