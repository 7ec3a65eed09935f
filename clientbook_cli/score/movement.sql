-- name: find-run
SELECT run, as_of FROM score_run WHERE run = $run;

-- name: run-on
-- The newest run as of a day, as known today.
SELECT run, as_of FROM score_run WHERE run = newest_run($on_day, $today);

-- name: oldest-run
SELECT run, as_of FROM score_run WHERE as_of < $before AND made_on <= $today ORDER BY as_of, run LIMIT 1;

-- name: compare-runs
-- Every client of either run: where they were, where they are, what they spent in the 12 months up to the earlier run,
-- and the last contact. Two numbers that have since become one client count as the one who spent more.
WITH
earlier AS (
    SELECT standing AS client, arg_max(tier, monetary) AS tier, arg_max(segment, monetary) AS segment
    FROM score JOIN client_standing USING (client)
    WHERE run = $earlier
    GROUP BY standing
),
later AS (
    SELECT standing AS client, arg_max(tier, monetary) AS tier, arg_max(segment, monetary) AS segment
    FROM score JOIN client_standing USING (client)
    WHERE run = $later
    GROUP BY standing
),
spent AS (
    SELECT client, sum(net) AS net
    FROM traded($earlier_day, $currency)
    WHERE day > $earlier_day - INTERVAL 12 MONTH
    GROUP BY client
),
contacted AS (
    SELECT
        client,
        max(day) AS last_contact,
        arg_max(coalesce(associate, 'mail ' || campaign), contacted_at) AS contacted_by
    FROM contact
    WHERE day <= $today AND how <> 'unknown'
    GROUP BY client
)
SELECT
    client_now.client, name, email,
    earlier.tier AS tier_before, later.tier AS tier_now,
    earlier.segment AS segment_before, later.segment AS segment_now,
    coalesce(spent.net, 0) AS spend, last_contact, contacted_by
FROM earlier
FULL JOIN later USING (client)
JOIN client_now ON client_now.client = coalesce(earlier.client, later.client)
LEFT JOIN spent ON spent.client = client_now.client
LEFT JOIN contacted ON contacted.client = client_now.client
ORDER BY client_now.client;
