-- name: list-coming
SELECT * FROM (
    SELECT
        'follow-up' AS kind, follow_up AS number, client, client_now.name, client_now.phone, due AS day, NULL AS "at",
        note, associate
    FROM promise_open($today) JOIN client_now USING (client)
    UNION ALL
    SELECT
        'appointment', touch, client_now.client, client_now.name, client_now.phone, again_on, again_at, note, associate
    FROM touch
    JOIN client_standing USING (client)
    JOIN client_now ON client_now.client = client_standing.standing
    WHERE outcome = 'A' AND again_on >= $today
)
WHERE $associate::VARCHAR IS NULL OR associate = $associate
ORDER BY day, "at" NULLS FIRST, kind, number;
