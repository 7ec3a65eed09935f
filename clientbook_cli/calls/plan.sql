-- name: find-sheet
-- The day's own sheet has no brand.
SELECT sheet, brand FROM call_sheet
WHERE day = $on_day AND lower(trim(brand)) IS NOT DISTINCT FROM lower(trim($brand))
ORDER BY sheet DESC
LIMIT 1;

-- name: find-tasks
SELECT row, client, associate, rank, tier, reasons, script, voicemail
FROM call_task
WHERE sheet = $sheet
ORDER BY row;

-- name: last-row
SELECT coalesce(max(row), 0)
FROM call_task JOIN call_sheet USING (sheet)
WHERE day = $on_day;

-- name: next-sheet
SELECT coalesce(max(sheet), 0) + 1 FROM call_sheet;

-- name: add-sheet
INSERT INTO call_sheet (sheet, day, brand, made_at) VALUES ($sheet, $on_day, $brand, $made_at);

-- name: add-tasks
INSERT INTO call_task (sheet, row, client, associate, rank, tier, reasons, script, voicemail)
SELECT $sheet, task.row, task.client, task.associate, task.rank, task.tier, task.reasons::JSON, task.script, task.voicemail
FROM (
    SELECT unnest($tasks::STRUCT(
        "row" INTEGER, client INTEGER, associate VARCHAR, "rank" INTEGER, tier VARCHAR,
        reasons VARCHAR, script VARCHAR, voicemail VARCHAR
    )[]) AS task
);

-- name: weigh-clients
-- What decides whether each of these clients is called on a day, and how early in the list.
WITH
asked AS (
    SELECT unnest($clients::INTEGER[]) AS client
),
contacted AS (
    SELECT client, max(day) AS last_contact FROM contact WHERE day <= $on_day GROUP BY client
),
bought AS (
    SELECT client, max(day) AS last_purchase FROM purchases($on_day, $currency) GROUP BY client
),
-- Net spend of three years is what was known on the day less what was known three years before.
spent AS (
    SELECT client, sum(net) AS net
    FROM (
        SELECT client, net FROM spend($on_day, $currency)
        UNION ALL
        SELECT client, -net FROM spend($on_day - INTERVAL 3 YEAR, $currency)
    )
    GROUP BY client
),
tiers AS (
    SELECT standing AS client, arg_max(tier, score.client) AS tier
    FROM score_on($on_day) AS score JOIN client_standing USING (client)
    GROUP BY standing
),
-- The number was wrong, and the client has no other yet.
wrong AS (
    SELECT DISTINCT standing AS client
    FROM touch
    JOIN client_standing USING (client)
    JOIN client_now ON client_now.client = client_standing.standing
    WHERE outcome = 'W' AND day <= $on_day AND touch.phone IS NOT DISTINCT FROM client_now.phone
),
pending AS (
    SELECT client, min(campaign) AS campaign FROM mail_pending GROUP BY client
),
held AS (
    SELECT client, min(campaign) AS campaign
    FROM held_out
    WHERE since <= $on_day AND since + $window_days::INTEGER >= $on_day
    GROUP BY client
),
-- On a sheet of this day, or on one that is still to be called and too near to it.
planned AS (
    SELECT standing AS client, arg_min(call_sheet.day, abs(call_sheet.day - $on_day)) AS planned_for
    FROM call_task
    JOIN call_sheet USING (sheet)
    JOIN client_standing USING (client)
    LEFT JOIN touch ON touch.sheet = call_task.sheet AND touch.row = call_task.row
    WHERE call_sheet.day = $on_day
       OR (call_sheet.day >= $today AND touch.touch IS NULL AND abs(call_sheet.day - $on_day) < $quiet_days::INTEGER)
    GROUP BY standing
),
-- Somebody said on the phone: not before that day.
later AS (
    SELECT standing AS client, min(due) AS promised_for
    FROM follow_up JOIN client_standing USING (client)
    WHERE done_on IS NULL AND due > $on_day AND source = 'calls log'
    GROUP BY standing
)
SELECT
    asked.client,
    tiers.tier,
    coalesce(spent.net, 0) AS spend,
    last_contact,
    last_purchase,
    client_associate.associate AS owner,
    no_call,
    wrong.client IS NOT NULL AS wrong_number,
    last_contact > $on_day - $quiet_days::INTEGER AS is_quiet,
    planned_for,
    promised_for,
    pending.campaign AS mail_pending,
    held.campaign AS held_out
FROM asked
JOIN may_contact($on_day, false, $purchase_months::INTEGER, $inquiry_months::INTEGER) AS may USING (client)
LEFT JOIN contacted USING (client)
LEFT JOIN bought USING (client)
LEFT JOIN spent USING (client)
LEFT JOIN tiers USING (client)
LEFT JOIN client_associate USING (client)
LEFT JOIN wrong USING (client)
LEFT JOIN planned USING (client)
LEFT JOIN later USING (client)
LEFT JOIN pending USING (client)
LEFT JOIN held USING (client)
ORDER BY asked.client;
