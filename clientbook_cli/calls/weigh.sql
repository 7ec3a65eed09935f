-- name: weigh-clients
-- after: make-reasons, stage-clients
-- What decides whether each client with a reason is called on a day, and how early in the list.
CREATE OR REPLACE TEMP TABLE call_weighed AS
WITH
-- Each kind of reason weighs once.
kinds AS (
    SELECT
        client, kind, max(priority) AS priority,
        max(on_day) AS on_day,
        max(associate) AS associate,
        min(on_day) AS first_day,
        bool_or(kind = 'follow-up' AND NOT coalesce(called_on >= on_day AND called_on > made_on, false)) AS untried
    FROM call_reason JOIN call_client USING (client)
    GROUP BY client, kind
),
asked AS (
    SELECT
        client,
        sum(priority) AS reasons,
        bool_or(kind = 'follow-up') AS promised,
        bool_or(untried) AS untried,
        bool_or(kind = 'by-hand') AS by_hand,
        bool_or(kind = 'carried') AS carried,
        bool_or(kind = 'top-client') AS is_due,
        max(associate) FILTER (WHERE kind IN ('by-hand', 'follow-up')) AS associate
    FROM kinds
    GROUP BY client
),
contacted AS (
    SELECT client, max(day) AS last_contact FROM contact WHERE day <= $on_day GROUP BY client
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
lot AS (
    SELECT standing AS client, max(until) AS until, arg_max(kind, until) AS kind
    FROM call_hold_out JOIN client_standing USING (client)
    WHERE day <= $on_day AND until >= $on_day
    GROUP BY standing
),
-- On a sheet of this day, or on one that is still to come and too near to it.
planned AS (
    SELECT standing AS client, arg_min(call_sheet.day, abs(call_sheet.day - $on_day)) AS day
    FROM call_task
    JOIN call_sheet USING (sheet)
    JOIN client_standing USING (client)
    LEFT JOIN touch ON touch.sheet = call_task.sheet AND touch.row = call_task.row
    WHERE dropped IS NULL
      AND (call_sheet.day = $on_day
           OR (call_sheet.day > $today AND touch.touch IS NULL AND abs(call_sheet.day - $on_day) < $quiet_days::INTEGER))
    GROUP BY standing
),
-- Somebody said on the phone: not before that day.
later AS (
    SELECT standing AS client, min(due) AS day
    FROM follow_up JOIN client_standing USING (client)
    WHERE done_on IS NULL AND due > $on_day AND source = 'calls log'
    GROUP BY standing
),
choice AS (
    SELECT client, kind, day, until FROM call_choice_now
),
stood AS (
    SELECT
        asked.*,
        call_client.tier, call_client.calls, call_client.called_on, call_client.spoken_on, call_client.last_purchase,
        call_client.spend,
        last_contact,
        coalesce(asked.associate, client_associate.associate) AS owner,
        no_call,
        planned.day AS planned_for,
        choice.kind = 'skip' AND choice.day = $on_day AS is_skipped,
        CASE WHEN choice.kind = 'snooze' AND choice.until > $on_day THEN choice.until END AS snoozed_until,
        later.day AS promised_for,
        pending.campaign AS mail_pending,
        held.campaign AS held_out,
        lot.until AS held_until,
        lot.kind AS held_for,
        promised AND (untried OR called_on <= $on_day - $again_days::INTEGER) AS keeps_promise,
        $on_day - greatest(last_contact, call_client.last_purchase) AS waiting
    FROM asked
    JOIN call_client USING (client)
    JOIN may_contact($on_day, false, $purchase_months::INTEGER, $inquiry_months::INTEGER) AS may USING (client)
    LEFT JOIN contacted USING (client)
    LEFT JOIN client_associate USING (client)
    LEFT JOIN planned USING (client)
    LEFT JOIN choice USING (client)
    LEFT JOIN later USING (client)
    LEFT JOIN pending USING (client)
    LEFT JOIN held USING (client)
    LEFT JOIN lot USING (client)
)
SELECT
    client, tier, spend, last_contact, last_purchase, owner,
    -- A promise, what was carried over, and who waited long for their own associate, who may be away or have too many.
    promised OR by_hand OR carried
        OR (is_due AND coalesce($on_day - coalesce(spoken_on, last_purchase) >= $every_days::INTEGER + $wait_days::INTEGER, true))
        AS goes_to_anybody,
    CASE WHEN by_hand OR keeps_promise THEN 0 WHEN tier = $top_tier THEN 1 ELSE 2 END AS place,
    -- reasons × worth × waiting: the weight of what there is to say; 1 + log10(1 + spend), so that one big spender does not
    -- hold the list for good; days since the last contact or purchase, 1 to 365, and 365 where none is known.
    reasons * (1 + log10(1 + greatest(CAST(spend AS DOUBLE), 0))) * least(greatest(coalesce(waiting, 365), 1), 365) AS value,
    list_filter(
        [
            CASE WHEN no_call IS NOT NULL THEN 'no call' END,
            CASE WHEN planned_for IS NOT NULL THEN 'planned' END,
            CASE WHEN is_skipped THEN 'skipped' END,
            CASE WHEN snoozed_until IS NOT NULL THEN 'snoozed' END,
            CASE WHEN calls >= $cap::INTEGER AND NOT coalesce(untried, false) THEN 'capped' END,
            CASE WHEN promised_for IS NOT NULL AND NOT (by_hand OR promised) THEN 'promised later' END,
            CASE WHEN promised AND NOT keeps_promise AND NOT by_hand THEN 'tried' END,
            CASE
                WHEN last_contact > $on_day - $quiet_days::INTEGER AND NOT (by_hand OR promised) THEN 'quiet'
            END,
            CASE WHEN mail_pending IS NOT NULL AND NOT (by_hand OR promised) THEN 'mail pending' END,
            CASE WHEN held_out IS NOT NULL AND NOT promised THEN 'held out' END,
            CASE WHEN held_until IS NOT NULL AND NOT promised THEN 'lot' END
        ],
        lambda bar: bar IS NOT NULL
    ) AS bars,
    no_call, planned_for, snoozed_until, calls, promised_for, called_on AS tried_on, mail_pending, held_out, held_until,
    held_for
FROM stood;

-- name: list-candidates
-- after: weigh-clients
-- Who may be called, in the order of the list. More of one associate's clients than there are seats in all cannot be called.
SELECT *
FROM call_weighed
WHERE len(bars) = 0
QUALIFY $seats::INTEGER IS NULL
    OR row_number() OVER (PARTITION BY lower(trim(owner)), goes_to_anybody ORDER BY place, value DESC, client) <= $seats::INTEGER
ORDER BY place, value DESC, client;

-- name: find-weighed
-- after: weigh-clients
SELECT * FROM call_weighed WHERE client = $client;
