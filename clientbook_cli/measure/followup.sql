-- name: count-tasks
-- A client on two sheets of one day is one call. On time: the client was called on the sheet's own day. Logged: the row
-- has an outcome, whenever it was written down. A row that was skipped or put off is not due.
WITH
task AS (
    SELECT
        call_task.associate, call_sheet.day, standing AS client,
        bool_or(touch.touch IS NOT NULL) AS logged
    FROM call_task
    JOIN call_sheet USING (sheet)
    JOIN client_standing USING (client)
    LEFT JOIN touch ON touch.sheet = call_task.sheet AND touch.row = call_task.row AND touch.day <= $today
    WHERE call_sheet.day BETWEEN $first AND $last AND call_sheet.day <= $today AND dropped IS NULL
    GROUP BY call_task.associate, call_sheet.day, standing
),
called AS (
    SELECT DISTINCT standing AS client, day FROM touch JOIN client_standing USING (client) WHERE day <= $today
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

-- name: list-visits
-- Visits that bought nothing, each with the days until somebody was in touch with that client, as known today. The
-- associate is who wrote the visit down.
SELECT
    coalesce(visit_now.associate, '') AS associate,
    visit_now.visit,
    min(contact.day - visit_now.day) AS days
FROM visit_now
LEFT JOIN contact
    ON contact.client = visit_now.client AND contact.day > visit_now.day AND contact.day <= $today
    AND contact.channel <> 'email'
WHERE visit_now.day BETWEEN $first AND $last AND visit_now.day <= $today AND NOT visit_now.bought
GROUP BY ALL
ORDER BY associate, visit;
