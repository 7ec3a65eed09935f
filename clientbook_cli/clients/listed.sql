-- name: count-listed
-- after: stage-people
-- Records that say something new, and those that say what a list said before.
SELECT
    count(*) FILTER (WHERE listing.identity IS NULL) AS rows_kept,
    count(*) FILTER (WHERE listing.identity IS NOT NULL) AS rows_already_there
FROM staged
LEFT JOIN (SELECT DISTINCT identity, content FROM listing) AS listing USING (identity, content)
WHERE bad IS NULL;

-- name: add-listing
-- after: stage-people
INSERT INTO listing (batch, identity, content)
SELECT DISTINCT $batch, identity, content FROM staged WHERE bad IS NULL AND identity IS NOT NULL;

-- name: list-day-orders
-- after: stage-people
-- What the numbers of each column of days tell of their order; days that begin with a year need no telling.
WITH
cell AS (
    SELECT 'birthday' AS kind, birthday AS cell FROM staged WHERE bad IS NULL
    UNION ALL
    SELECT 'anniversary', anniversary FROM staged WHERE bad IS NULL
)
SELECT
    kind,
    count(*) FILTER (WHERE try_cast(regexp_extract(cell, '\d+') AS INTEGER) > 12) AS high_first,
    count(*) FILTER (WHERE try_cast(regexp_extract(cell, '\d+\D+(\d+)', 1) AS INTEGER) > 12) AS high_second,
    min(cell) AS cell
FROM cell
WHERE regexp_matches(cell, '^\d{1,2}\D')
GROUP BY kind
ORDER BY kind;

-- name: read-occasions
-- after: stage-people
-- Days of each client: 1978-11-20, 11/20/1978, 11/20/78 and 11/20. A year is kept when it can be one.
CREATE OR REPLACE TEMP TABLE read_occasion AS
WITH
cell AS (
    SELECT identity, rowid AS record, 'birthday' AS kind, birthday AS cell, $birthdays_day_first AS day_first
    FROM staged
    WHERE bad IS NULL AND birthday IS NOT NULL
    UNION ALL
    SELECT identity, rowid, 'anniversary', anniversary, $anniversaries_day_first
    FROM staged
    WHERE bad IS NULL AND anniversary IS NOT NULL
),
number AS (
    SELECT *, list_transform(regexp_extract_all(cell, '\d+'), lambda part: try_cast(part AS INTEGER)) AS part FROM cell
),
said AS (
    SELECT
        *,
        CASE WHEN part[1] > 31 THEN part[1] WHEN part[3] >= 100 THEN part[3]
            WHEN part[3] > $this_year % 100 THEN 1900 + part[3] ELSE 2000 + part[3]
        END AS year,
        CASE WHEN part[1] > 31 THEN part[2] WHEN day_first THEN part[2] ELSE part[1] END AS month,
        CASE WHEN part[1] > 31 THEN part[3] WHEN day_first THEN part[1] ELSE part[2] END AS day
    FROM number
),
good AS (
    SELECT
        identity.client, kind, record, month, day,
        CASE WHEN year BETWEEN 1900 AND $this_year THEN year END AS year
    FROM said
    JOIN identity USING (identity)
    WHERE try_cast(concat('2024-', month, '-', day) AS DATE) IS NOT NULL
)
SELECT
    client, kind, arg_max(month, record) AS month, arg_max(day, record) AS day, arg_max(year, record) AS year
FROM good
GROUP BY client, kind;

-- name: end-occasions
-- after: read-occasions
-- A list that tells another day ends the one that a list told before, so that the earlier one can come back. What the
-- owner wrote by hand stays.
UPDATE occasion SET ended_on = $today, ended_by = $operation
FROM read_occasion AS found
WHERE found.client = occasion.client AND found.kind = occasion.kind AND starts_with(occasion.source, 'import:')
  AND occasion.ended_on IS NULL
  AND (
      found.month <> occasion.month OR found.day <> occasion.day
      OR coalesce(found.year, occasion.year) IS DISTINCT FROM occasion.year
  );

-- name: add-occasions
-- after: read-occasions
INSERT INTO occasion (occasion, client, kind, year, month, day, source, operation)
WITH
ended AS (
    SELECT client, kind, max(year) AS year FROM occasion WHERE ended_by = $operation GROUP BY client, kind
)
SELECT
    row_number() OVER (ORDER BY client, kind) + (SELECT coalesce(max(occasion), 0) FROM occasion),
    client, kind, coalesce(found.year, ended.year), month, day, $source, $operation
FROM read_occasion AS found
LEFT JOIN ended USING (client, kind)
WHERE (client, kind) NOT IN (
    SELECT (client, kind) FROM occasion WHERE ended_by IS DISTINCT FROM $operation
);

-- name: add-consents
-- after: stage-people
-- What a column says of each client, where it is not what a list said last.
INSERT INTO consent (consent, client, channel, address, state, said_at, source, reason, operation)
WITH
said AS (
    SELECT
        identity.client, standing,
        if($channel = 'email', identity.email, if($channel = 'post', NULL, identity.phone)) AS address,
        CASE
            WHEN regexp_full_match(cell, $stopped) THEN 'stopped'
            WHEN regexp_full_match(cell, $subscribed) THEN 'subscribed'
            ELSE 'unknown'
        END AS state,
        cell
    FROM (
        SELECT identity, list_extract([consent_0, consent_1, consent_2, consent_3], $place) AS cell
        FROM staged
        WHERE bad IS NULL
    )
    JOIN identity USING (identity)
    JOIN client_standing USING (client)
    WHERE cell IS NOT NULL
),
one AS (
    -- Of two records of one person the stricter counts: stopped, then unknown.
    SELECT
        client, any_value(standing) AS standing, arg_min(address, state) AS address,
        CASE WHEN bool_or(state = 'stopped') THEN 'stopped' WHEN bool_or(state = 'unknown') THEN 'unknown' ELSE 'subscribed' END
            AS state,
        min(cell) AS cell
    FROM said
    GROUP BY client
),
before AS (
    SELECT standing, arg_max(state, consent) AS state, max(said_at) AS said_at
    FROM consent JOIN client_standing USING (client)
    WHERE channel = $channel AND source = $source AND undone_at IS NULL
    GROUP BY standing
),
allowed AS (
    -- At a sale of the same till.
    SELECT standing, max(permission.said_at) AS said_at
    FROM permission JOIN identity USING (identity) JOIN client_standing USING (client)
    WHERE channel = $channel AND 'import:' || source = $source
    GROUP BY standing
)
SELECT
    row_number() OVER (ORDER BY one.client) + (SELECT coalesce(max(consent), 0) FROM consent),
    one.client, $channel, one.address, one.state, $now, $source, one.cell, $operation
FROM one
LEFT JOIN before USING (standing)
LEFT JOIN allowed USING (standing)
WHERE before.state IS DISTINCT FROM one.state OR (one.state <> 'subscribed' AND allowed.said_at > before.said_at);

-- name: add-partners
-- after: stage-people
-- A list may say by number who is whose partner: the two are one household, unless they were written down before.
INSERT INTO relation (relation, client, other, kind, made_on, source, operation)
WITH
said AS (
    SELECT DISTINCT least(mine.standing, theirs.standing) AS client, greatest(mine.standing, theirs.standing) AS other
    FROM staged
    JOIN identity AS one USING (identity)
    JOIN identity AS two ON two.source = one.source AND two.pos_id = staged.partner_id
    JOIN client_standing AS mine ON mine.client = one.client
    JOIN client_standing AS theirs ON theirs.client = two.client
    WHERE bad IS NULL AND mine.standing <> theirs.standing
)
SELECT
    row_number() OVER (ORDER BY client, other) + (SELECT coalesce(max(relation), 0) FROM relation),
    client, other, 'partner', $now::DATE, $source, $operation
FROM said
WHERE (client, other) NOT IN (SELECT (client, other) FROM relation WHERE other IS NOT NULL)
  AND (other, client) NOT IN (SELECT (client, other) FROM relation WHERE other IS NOT NULL);

-- name: add-sale-stops
-- after: gather-sales
-- A file of sales may say that a buyer said stop. It is heeded; that others did not is no permission.
INSERT INTO consent (consent, client, channel, address, state, said_at, source, reason, operation)
WITH
said AS (
    SELECT
        identity.client, min(if($channel = 'email', identity.email, identity.phone)) AS address, min(consent_0) AS cell
    FROM gathered
    JOIN identity ON identity.identity = gathered.identity
    WHERE regexp_full_match(consent_0, $stopped)
    GROUP BY identity.client
)
SELECT
    row_number() OVER (ORDER BY client) + (SELECT coalesce(max(consent), 0) FROM consent),
    client, $channel, address, 'stopped', $now, $source, cell, $operation
FROM said
WHERE client NOT IN (
    SELECT client FROM consent WHERE channel = $channel AND state = 'stopped' AND client IS NOT NULL
);

-- name: find-permissions
-- after: gather-sales, gather-buyers
-- What buyers allowed at the sales of a file, each dated of the last one: whoever said otherwise later is not overruled by
-- an old sale, in whatever order the files come. It is the buyer's word for the address that they gave.
CREATE OR REPLACE TEMP TABLE permitted AS
WITH
buyer AS (
    SELECT identity, max(day) AS day, min(consent_0) AS reason
    FROM gathered
    WHERE regexp_full_match(consent_0, $subscribed) AND identity IS NOT NULL
    GROUP BY identity
)
SELECT identity, channel, day, reason
FROM buyer
JOIN gathered_identity USING (identity), (SELECT unnest($channels::VARCHAR[]) AS channel)
WHERE CASE channel WHEN 'email' THEN email WHEN 'post' THEN street ELSE phone END IS NOT NULL;

-- name: count-permissions
-- after: find-permissions
-- What no import told before.
SELECT count(*) FROM permitted ANTI JOIN permission USING (identity, channel, day);

-- name: add-permissions
-- after: find-permissions
INSERT INTO permission (batch, identity, channel, day, said_at, reason)
SELECT $batch, identity, channel, day, timezone('UTC', timezone($zone, day::TIMESTAMP)), reason
FROM permitted;

-- name: compare-spent
-- after: stage-people
-- What the till says each buyer has spent, against their sales of that till in the book, less refunds: in the one currency
-- that the till tells it in. Tills differ in whether an order that was never paid is in it: either way is equal.
WITH
said AS (
    SELECT client_standing.standing AS client, sum(spent) AS spent
    FROM staged
    JOIN identity USING (identity)
    JOIN client_standing ON client_standing.client = identity.client
    WHERE bad IS NULL AND spent IS NOT NULL
    GROUP BY client_standing.standing
),
held AS (
    SELECT
        client, sum(total - coalesce(refunded, 0)) AS whole,
        coalesce(sum(total - coalesce(refunded, 0)) FILTER (WHERE kind <> 'cancelled'), 0) AS paid
    FROM sale_now
    WHERE source = $source AND total IS NOT NULL AND client IN (SELECT client FROM said)
    GROUP BY client, currency
)
SELECT
    count(DISTINCT client) AS compared,
    count(DISTINCT client) FILTER (WHERE abs(spent - whole) <= 0.01 OR abs(spent - paid) <= 0.01) AS equal
FROM said
JOIN held USING (client);

-- name: add-assignments
-- after: stage-people
-- A list says who looks after whom, until the owner says it.
INSERT INTO assignment (client, associate, assigned_at, source, operation)
WITH
said AS (
    SELECT identity.client, arg_max(staged.associate, staged.rowid) AS associate
    FROM staged
    JOIN identity USING (identity)
    WHERE bad IS NULL AND staged.associate IS NOT NULL
    GROUP BY identity.client
),
before AS (
    SELECT client, arg_max(associate, assigned_at) AS associate, bool_or(NOT starts_with(source, 'import:')) AS by_owner
    FROM assignment
    GROUP BY client
)
SELECT said.client, said.associate, $now, $source, $operation
FROM said
LEFT JOIN before USING (client)
WHERE before.associate IS DISTINCT FROM said.associate AND NOT coalesce(by_owner, false)
ORDER BY said.client;

-- name: count-stops
-- after: stage-stops
WITH
said AS (
    SELECT
        staged.rowid AS record, email, phone,
        email IS NULL OR is_forgotten('email', email)
            OR email IN (SELECT address FROM stopped_address WHERE channel = 'email') AS email_known,
        phone IS NULL OR is_forgotten('phone', phone)
            OR phone IN (SELECT address FROM stopped_address WHERE channel = 'phone') AS phone_known
    FROM staged
    WHERE bad IS NULL
)
SELECT
    count(*) FILTER (WHERE NOT coalesce(email_known AND phone_known, false)) AS rows_kept,
    count(*) FILTER (WHERE coalesce(email_known AND phone_known, false)) AS rows_already_there
FROM said;

-- name: add-stops
-- after: stage-stops
INSERT INTO consent (consent, client, channel, address, state, said_at, source, reason, operation)
WITH
said AS (
    SELECT 'email' AS channel, email AS address, min(reason) AS reason
    FROM staged
    WHERE bad IS NULL AND email IS NOT NULL
    GROUP BY email
    UNION ALL
    SELECT channel, phone, min(reason)
    FROM staged, (SELECT unnest(['phone', 'text']) AS channel)
    WHERE bad IS NULL AND phone IS NOT NULL
    GROUP BY channel, phone
),
holder AS (
    SELECT address, channel, min(client_now.client) AS client
    FROM said
    JOIN client_now ON address = if(channel = 'email', client_now.email, client_now.phone)
    GROUP BY address, channel
    HAVING count(*) = 1
)
SELECT
    row_number() OVER (ORDER BY said.channel, said.address) + (SELECT coalesce(max(consent), 0) FROM consent),
    holder.client, said.channel, said.address, 'stopped', $now, 'opt-out list', said.reason, $operation
FROM said
LEFT JOIN holder USING (address, channel)
WHERE (said.channel, said.address) NOT IN (
    SELECT (channel, address) FROM stopped_address
)
  AND NOT is_forgotten(if(said.channel = 'email', 'email', 'phone'), said.address);
