-- name: find-bar
SELECT one FROM mail_bars($on_day::DATE, false, 0, 0) WHERE client = $client;

-- name: count-personal
SELECT count(*) FROM campaign WHERE name = $name OR starts_with(name, $name || ' ');
