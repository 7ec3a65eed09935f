-- name: find-coming
-- The 29th of February is kept on the 28th in years without one: better a day early than late. Who is reminded, and that
-- two lists that tell of the same day are one occasion, is said in the view.
WITH
-- A span may reach over several turns of the year.
turn AS (
    SELECT unnest(generate_series(year($today), year($today + CAST($days AS INTEGER)))) AS turn_year
),
kept AS (
    SELECT
        client, kind, year, note, about, about_name,
        make_date(turn_year, month, least(day, day(last_day(make_date(turn_year, month, 1))))) AS keeping
    FROM reminder CROSS JOIN turn
)
SELECT
    kept.client, kind, keeping, CAST(year(keeping) - year AS INTEGER) AS years, note, about,
    coalesce(client_now.name, about_name) AS about_name
FROM kept
LEFT JOIN client_now ON client_now.client = kept.about
WHERE keeping BETWEEN $today AND $today + CAST($days AS INTEGER) AND (year IS NULL OR year(keeping) >= year)
ORDER BY keeping, kept.client, kind;

-- name: list-occasions
SELECT occasion, standing AS client, kind, month, day, year, about, note
FROM occasion JOIN client_standing USING (client)
WHERE standing = $client AND ended_on IS NULL
ORDER BY month, day, kind, occasion;

-- name: next-occasion
SELECT coalesce(max(occasion), 0) + 1 FROM occasion;

-- name: add-occasion
INSERT INTO occasion (occasion, client, kind, year, month, day, about, note, source, operation)
VALUES ($occasion, $client, $kind, $year, $month, $day, $about, $note, 'owner', $operation);

-- name: add-appointment
INSERT INTO occasion (occasion, client, kind, year, month, day, note, source, operation)
VALUES ($occasion, $client, 'appointment', $year, $month, $day, $note, $source, $operation);

-- name: end-occasion
UPDATE occasion SET ended_on = $ended_on, ended_by = $operation WHERE occasion = $occasion AND ended_on IS NULL;

-- name: remove-occasions
DELETE FROM occasion WHERE operation = $operation AND source IN ('owner', 'calls log');

-- name: reopen-occasions
UPDATE occasion SET ended_on = NULL, ended_by = NULL WHERE ended_by = $operation;
