-- name: count-tasks
-- A client on two sheets of one day is one call. On time: the client was called on the sheet's own day. Logged: the row
-- has an outcome, whenever it was written down.
WITH
task AS (
    SELECT
        call_task.associate, call_sheet.day, standing AS client,
        bool_or(touch.touch IS NOT NULL) AS logged
    FROM call_task
    JOIN call_sheet USING (sheet)
    JOIN client_standing USING (client)
    LEFT JOIN touch ON touch.sheet = call_task.sheet AND touch.row = call_task.row AND touch.day <= $today
    WHERE call_sheet.day BETWEEN $first AND $last AND call_sheet.day <= $today
    GROUP BY call_task.associate, call_sheet.day, standing
),
called AS (
    SELECT DISTINCT standing AS client, day FROM touch JOIN client_standing USING (client)
)
SELECT
    associate,
    count(*) AS due,
    count(*) FILTER (WHERE called.client IS NOT NULL) AS on_time,
    count(*) FILTER (WHERE logged OR called.client IS NOT NULL) AS logged
FROM task LEFT JOIN called USING (client, day)
GROUP BY associate
ORDER BY associate;

-- name: count-outcomes
-- One point per client per day, for the last call of that day and whoever made it.
WITH
called AS (
    SELECT
        standing AS client, day,
        arg_max(coalesce(associate, ''), (called_at, touch)) AS associate,
        arg_max(outcome, (called_at, touch)) AS outcome
    FROM touch JOIN client_standing USING (client)
    WHERE day BETWEEN $first AND $last AND day <= $today
    GROUP BY standing, day
)
SELECT associate, outcome, count(*) AS calls
FROM called
GROUP BY associate, outcome
ORDER BY associate, outcome;
