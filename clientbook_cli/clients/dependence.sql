-- name: list-dependents
-- Of people who have no particulars but those of this operation.
WITH
made AS (
    SELECT client
    FROM identity
    WHERE client IN (SELECT client FROM identity WHERE source = 'owner' AND operation = $operation)
    GROUP BY client
    HAVING count(*) = 1
),
rest AS (
    SELECT client, 'visit' AS what FROM visit
    UNION ALL
    SELECT for_client, 'visit of somebody for them' FROM visit
    UNION ALL
    SELECT client, 'wish' FROM wish
    UNION ALL
    SELECT for_client, 'wish of somebody for them' FROM wish
    UNION ALL
    SELECT client, 'follow-up' FROM follow_up
    UNION ALL
    SELECT client, 'note' FROM note
    UNION ALL
    SELECT client, 'occasion' FROM occasion
    UNION ALL
    SELECT client, 'preference' FROM preference
    UNION ALL
    SELECT client, 'relation' FROM relation
    UNION ALL
    SELECT other, 'relation' FROM relation
    UNION ALL
    SELECT client, 'gift' FROM gift
    UNION ALL
    SELECT other, 'gift' FROM gift
    UNION ALL
    SELECT client, 'word on consent' FROM consent
    UNION ALL
    SELECT client, 'call' FROM touch
    UNION ALL
    SELECT client, 'place on a call sheet' FROM call_task
    UNION ALL
    SELECT client, 'mail' FROM outbox
    UNION ALL
    SELECT client, 'merge' FROM merge
    UNION ALL
    SELECT into_client, 'merge' FROM merge
    UNION ALL
    SELECT client, 'place on a list of recipients' FROM audience_member
)
SELECT made.client, rest.what
FROM made JOIN rest USING (client)
ORDER BY made.client, rest.what
LIMIT 1;
