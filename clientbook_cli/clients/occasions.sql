-- name: find-coming
-- The 29th of February is kept on the 28th in years without one: better a day early than late. Two lists that tell of
-- the same day are one occasion.
WITH
told AS (
    SELECT standing AS client, kind, month, day, max(year) AS year, max(note) AS note
    FROM occasion JOIN client_standing USING (client)
    WHERE kind IN ('birthday', 'anniversary')
    GROUP BY standing, kind, month, day
),
-- A span may reach over several turns of the year.
turn AS (
    SELECT unnest(generate_series(year($today), year($today + CAST($days AS INTEGER)))) AS turn_year
),
kept AS (
    SELECT
        client, kind, year, note,
        make_date(turn_year, month, least(day, day(last_day(make_date(turn_year, month, 1))))) AS keeping
    FROM told CROSS JOIN turn
)
SELECT client, kind, keeping, CAST(year(keeping) - year AS INTEGER) AS years, note
FROM kept
WHERE keeping BETWEEN $today AND $today + CAST($days AS INTEGER) AND (year IS NULL OR year(keeping) >= year)
ORDER BY keeping, client, kind;
