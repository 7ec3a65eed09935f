-- name: count-calls
-- One point a client and day, for the last call of the day and whoever made it.
WITH
ended AS (
    SELECT
        client,
        arg_max(coalesce(associate, ''), (called_at, touch)) AS associate,
        arg_max(outcome, (called_at, touch)) AS outcome
    FROM call_now
    WHERE day = $on_day
    GROUP BY client
)
SELECT associate, outcome, count(*) AS calls
FROM ended
GROUP BY associate, outcome
ORDER BY associate, outcome;

-- name: list-rows
SELECT
    call_task.associate, call_task.row, client_now.client, client_now.name, client_now.phone, call_task.tier,
    json_extract_string(reasons, '$[0].private') AS why, touch.outcome
FROM call_task
JOIN call_sheet USING (sheet)
JOIN client_standing USING (client)
JOIN client_now ON client_now.client = client_standing.standing
LEFT JOIN touch ON touch.sheet = call_task.sheet AND touch.row = call_task.row
WHERE call_sheet.day = $on_day AND dropped IS NULL
ORDER BY call_task.row;

-- name: list-answers
SELECT associate, said FROM huddle_answer WHERE day = $on_day ORDER BY answer;

-- name: add-answer
INSERT INTO huddle_answer (answer, day, associate, said, operation)
SELECT coalesce(max(answer), 0) + 1, $on_day, $associate, $said, $operation FROM huddle_answer;

-- name: remove-answers
DELETE FROM huddle_answer WHERE operation = $operation;
