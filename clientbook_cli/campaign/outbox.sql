-- name: add-rows
INSERT INTO outbox (campaign, client, address, state, message_id, attempt, changed_at, day)
SELECT $campaign, client, address, 'queued', message_id, 0, $now, $on_day
FROM (
    SELECT unnest($rows::STRUCT(client INTEGER, address VARCHAR, message_id VARCHAR)[], recursive := true)
);

-- name: list-rows
SELECT
    outbox.client, outbox.address, state, message_id, changed_at AS "at", reply, client.name,
    (
        SELECT string_agg(kind || ': ' || said, '; ' ORDER BY mail_return)
        FROM mail_return
        WHERE mail_return.campaign = outbox.campaign AND mail_return.client = outbox.client
    ) AS came_back
FROM outbox
LEFT JOIN client USING (client)
WHERE campaign = $campaign
ORDER BY outbox.client;

-- name: strand-rows
UPDATE outbox
SET state = 'unknown', reply = $reply, changed_at = $now, day = $on_day
WHERE campaign = $campaign AND state = 'sending';

-- name: find-due
-- The next mails that may be tried. A campaign that was cancelled has none.
SELECT outbox.client, address, message_id, attempt
FROM outbox
JOIN campaign USING (campaign)
WHERE campaign = $campaign AND campaign.cancelled_at IS NULL
  AND (state = 'queued' OR (state = 'later' AND next_at <= $now))
ORDER BY attempt, outbox.client
LIMIT $limit;

-- name: find-bars
-- What has come to speak against each mail that has not left, since the list was frozen; and who the person is by now. A
-- mailbox counts as a whole, as it did then.
WITH
bar AS (
    SELECT client, if($personal, one, many) AS reason
    FROM mail_bars($on_day::DATE, $needs_opt_in, $quiet_days, $call_days)
),
stopped AS (
    SELECT address FROM stopped_address WHERE channel = 'email'
),
-- People who were found to be one may have had it already under another number.
served AS (
    SELECT standing
    FROM outbox
    JOIN client_standing USING (client)
    WHERE campaign = $campaign AND state IN ('sending', 'accepted', 'unknown')
)
SELECT
    outbox.client,
    client_standing.standing,
    client_now.email,
    CASE
        WHEN bar.client IS NULL THEN 'no longer in the book'
        WHEN client_standing.standing IN (SELECT standing FROM served) THEN 'the same person had it under another number'
        WHEN outbox.address IN (SELECT address FROM stopped) THEN 'stopped since the list was made'
        WHEN bar.reason = 'not subscribed' THEN 'no longer subscribed'
        WHEN bar.reason IS NOT NULL THEN concat(bar.reason, ' since the list was made')
    END AS against
FROM outbox
LEFT JOIN client_standing USING (client)
LEFT JOIN client_now ON client_now.client = client_standing.standing
LEFT JOIN bar ON bar.client = client_standing.standing
WHERE campaign = $campaign AND state IN ('queued', 'later')
ORDER BY outbox.client;

-- name: claim-rows
UPDATE outbox
SET state = 'sending', attempt = attempt + 1, changed_at = $now, day = $on_day, next_at = NULL,
    first_at = coalesce(first_at, $now)
WHERE campaign = $campaign AND list_contains($clients::INTEGER[], client);

-- name: cancel-rows
UPDATE outbox
SET state = 'cancelled', reply = put_off.reply, changed_at = $now, day = $on_day, next_at = NULL
FROM (SELECT unnest($rows::STRUCT(client INTEGER, reply VARCHAR)[], recursive := true)) AS put_off
WHERE outbox.campaign = $campaign AND outbox.client = put_off.client;

-- name: record-results
UPDATE outbox
SET
    state = CASE WHEN result.state = 'later' AND outbox.first_at < $given_up THEN 'refused' ELSE result.state END,
    attempt = CASE WHEN result.state = 'queued' THEN outbox.attempt - 1 ELSE outbox.attempt END,
    reply = result.reply,
    next_at = result.next_at,
    handed_at = coalesce(result.handed_at, outbox.handed_at),
    changed_at = $now,
    day = $on_day
FROM (
    SELECT unnest(
        $rows::STRUCT(client INTEGER, state VARCHAR, reply VARCHAR, next_at TIMESTAMP, handed_at TIMESTAMP)[],
        recursive := true
    )
) AS result
WHERE outbox.campaign = $campaign AND outbox.client = result.client AND outbox.state = 'sending';

-- name: cancel-waiting
UPDATE outbox
SET state = 'cancelled', reply = 'the campaign was cancelled', changed_at = $now, day = $on_day, next_at = NULL
WHERE campaign = $campaign AND state IN ('queued', 'later');

-- name: list-handed
SELECT handed_at FROM outbox WHERE handed_at > $since ORDER BY handed_at;

-- name: next-due
SELECT min(next_at) FROM outbox WHERE campaign = $campaign AND state = 'later';
