-- name: sum-sales
-- What was sold in a span, to clients and to those who gave no name; returns of the span come off.
SELECT
    count(*) FILTER (WHERE is_purchase(kind, net)) AS sales,
    coalesce(sum(net), 0) AS net,
    count(*) FILTER (WHERE is_purchase(kind, net) AND client IS NULL) AS nameless,
    count(DISTINCT client) FILTER (WHERE is_purchase(kind, net)) AS buyers,
    count(DISTINCT client) FILTER (
        WHERE is_purchase(kind, net)
          AND client NOT IN (SELECT client FROM purchases($today, $currency) WHERE day < $first)
    ) AS new_buyers
FROM sale_now
WHERE day BETWEEN $first AND $last AND day <= $today AND currency = $currency AND kind IN ('sale', 'refund');

-- name: sum-tiers
-- Each tier's clients as scored, and what they spent in the year up to today.
WITH
spent AS (
    SELECT client, sum(net) AS net
    FROM traded($today, $currency)
    WHERE day > $today - INTERVAL 12 MONTH
    GROUP BY client
)
SELECT tier, count(*) AS clients, coalesce(sum(net), 0) AS spend
FROM score_on($today) AS score LEFT JOIN spent USING (client)
GROUP BY tier;

-- name: list-campaigns
-- Campaigns whose first mail left within a year, the newest first.
SELECT name
FROM campaign
WHERE kind = 'many' AND started_on BETWEEN $today - INTERVAL 12 MONTH AND $today
ORDER BY started_on DESC, name
LIMIT $most;

-- name: list-calls-to-come
-- Rows of sheets from tomorrow on, and what was promised for the days until then, as it stood at the end of today.
WITH
-- Whom somebody called or chose for afterwards: their rows were dropped, or added, after today.
chosen_since AS (
    SELECT client, kind, day FROM call_choice WHERE made_at > $known
    UNION ALL
    SELECT client, 'called', day FROM touch WHERE called_at > $known
),
planned AS (
    SELECT
        call_sheet.day, call_task.associate, standing AS client, call_task.row,
        json_extract_string(reasons, '$[*].said') AS reasons,
        json_extract_string(reasons, '$[*].private') AS private
    FROM call_task
    JOIN call_sheet USING (sheet)
    JOIN client_standing USING (client)
    WHERE call_sheet.day > $today AND call_sheet.day <= $until AND call_sheet.made_at <= $known
      AND (dropped IS NULL OR call_task.client IN (SELECT client FROM chosen_since))
      AND (call_task.client, call_sheet.day) NOT IN (SELECT (client, day) FROM chosen_since WHERE kind = 'add')
),
promised AS (
    SELECT
        follow_up.due AS day, coalesce(follow_up.associate, client_associate.associate, '') AS associate,
        standing AS client, NULL AS row, ['promised' || coalesce(': ' || follow_up.note, '')] AS reasons,
        ['promised'] AS private
    FROM follow_up
    JOIN client_standing USING (client)
    LEFT JOIN client_associate ON client_associate.client = standing
    WHERE coalesce(follow_up.done_on > $today, true) AND follow_up.made_on <= $today
      AND follow_up.due > $today AND follow_up.due <= $until
      AND (standing, follow_up.due) NOT IN (SELECT (client, day) FROM planned)
)
SELECT day, associate, client_now.client, client_now.name, tier, reasons, private
FROM (SELECT * FROM planned UNION ALL SELECT * FROM promised) AS to_come
JOIN client_now USING (client)
LEFT JOIN score_on($today) AS score USING (client)
ORDER BY day, associate, row, client;
