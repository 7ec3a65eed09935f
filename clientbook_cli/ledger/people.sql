-- Who is who: the particulars of a file, against those the book has.

-- name: make-dialled
-- A number of the store's own country in E.164, when it is plainly one: digits with the usual marks, with or without the
-- trunk prefix or country code, of a length the country has. What is not plain is left to the library. `digits` are those
-- of `t`, which are worked out once.
CREATE OR REPLACE TEMP MACRO dialled(t, digits, country_code, trunk, lengths) AS
CASE
    WHEN NOT regexp_full_match(t, '\+?[0-9() ./\-]+') THEN NULL
    WHEN starts_with(ltrim(t, '( '), '+') THEN
        CASE WHEN starts_with(digits, country_code) AND list_contains(lengths, length(digits) - length(country_code))
            THEN '+' || digits
        END
    WHEN trunk <> '' AND starts_with(digits, trunk) AND list_contains(lengths, length(digits) - length(trunk))
        THEN '+' || country_code || substr(digits, 1 + length(trunk))
    WHEN trunk = '' OR NOT starts_with(digits, trunk) THEN
        CASE WHEN list_contains(lengths, length(digits)) THEN '+' || country_code || digits END
END;

-- name: make-shown
-- A name typed all in capitals or all in small letters, as its owner would write it; a company's keeps its letters.
CREATE OR REPLACE TEMP MACRO shown(t, company) AS
CASE
    WHEN t IN (lower(t), upper(t)) AND t IS DISTINCT FROM company THEN array_to_string(list_transform(
        regexp_extract_all(lower(t), '[\p{L}\p{M}]+|[^\p{L}\p{M}]+'), lambda part: upper(part[1]) || part[2:]
    ), '')
    ELSE t
END;

-- name: make-called
-- The first name in a whole one, where that is plain: not of an initial, a title or a single word.
CREATE OR REPLACE TEMP MACRO called(t) AS
CASE
    WHEN regexp_matches(t, '(?i)^(mr|mrs|ms|miss|mx|dr|prof|sir|the|and)\b|[&+/\d]|\b(inc|llc|ltd|gmbh|co|corp)\b') THEN NULL
    ELSE nullif(regexp_extract(
        trim(if(contains(t, ','), split_part(t, ',', 2), if(contains(t, ' '), t, ''))), '^[\p{L}\p{M}''’-]{2,}(?:\s|$)'
    ), '').trim()
END;

-- name: gather-buyers
-- after: gather-sales, make-dialled
CREATE OR REPLACE TEMP TABLE gathered_identity AS
WITH
seen AS (
    SELECT identity, min(head) AS head, min(first_record) AS first_record, min(day) AS first_seen, max(day) AS seen
    FROM gathered
    WHERE identity IS NOT NULL
    GROUP BY identity
)
SELECT
    seen.*, false AS listed, pos_id, name, first_name, email, phone_text,
    dialled(phone_text, digits, $country_code, $trunk, $lengths::INTEGER[]) AS phone,
    street, city, region, postcode, country, company, NULL::VARCHAR AS partner
FROM seen
JOIN (
    SELECT rowid AS record, unnest(particulars), regexp_replace(particulars.phone_text, '[^0-9]', '', 'g') AS digits
    FROM staged
) AS teller ON teller.record = seen.head;

-- name: gather-listed
-- after: stage-people, make-dialled
CREATE OR REPLACE TEMP TABLE gathered_identity AS
WITH
seen AS (
    SELECT identity, min(rowid) AS head, min(rowid) AS first_record, NULL::DATE AS first_seen, NULL::DATE AS seen
    FROM staged
    WHERE bad IS NULL AND identity IS NOT NULL
    GROUP BY identity
)
SELECT
    seen.*, true AS listed, pos_id, name, first_name, email, phone_text,
    dialled(phone_text, digits, $country_code, $trunk, $lengths::INTEGER[]) AS phone,
    street, city, region, postcode, country, company, partner
FROM seen
JOIN (
    SELECT
        rowid AS record, unnest(particulars), regexp_replace(particulars.phone_text, '[^0-9]', '', 'g') AS digits, partner
    FROM staged
) AS teller ON teller.record = seen.head;

-- name: count-forgotten
SELECT count(*) FROM forgotten;

-- name: leave-out-erased
-- after: gather-buyers
DELETE FROM gathered_identity WHERE is_erased($source, pos_id, name, email, phone);

-- name: renounce-sales
-- after: gather-sales
-- Their sales stay, and name nobody.
UPDATE gathered SET identity = NULL WHERE identity NOT IN (SELECT identity FROM gathered_identity);

-- name: renounce-records
-- after: stage-people
UPDATE staged SET identity = NULL WHERE identity NOT IN (SELECT identity FROM gathered_identity);

-- name: list-odd-phones
-- after: gather-buyers
SELECT DISTINCT phone_text FROM gathered_identity WHERE phone IS NULL AND phone_text IS NOT NULL;

-- name: settle-odd-phones
-- after: gather-buyers
UPDATE gathered_identity SET phone = settled.phone
FROM (SELECT unnest($texts::VARCHAR[]) AS phone_text, unnest($phones::VARCHAR[]) AS phone) AS settled
WHERE settled.phone_text = gathered_identity.phone_text AND gathered_identity.phone IS NULL;

-- name: split-new
-- after: gather-buyers
-- Particulars that the book does not have yet.
CREATE OR REPLACE TEMP TABLE reached AS
SELECT
    identity, NULL::INTEGER AS client, $source AS source, pos_id, name, email, phone,
    folded(CASE WHEN pos_id IS NULL AND email IS NULL AND phone IS NULL THEN name END) AS lone_name, first_record,
    0 AS round
FROM gathered_identity
WHERE identity NOT IN (SELECT identity FROM identity WHERE identity IN (SELECT identity FROM gathered_identity));

-- name: renew-known
-- after: gather-buyers
UPDATE identity SET
    seen = greatest(identity.seen, found.seen),
    first_seen = least(identity.first_seen, found.first_seen),
    listed = identity.listed OR found.listed,
    partner = coalesce(found.partner, identity.partner)
FROM gathered_identity AS found
WHERE found.identity = identity.identity
  AND (
      found.seen > identity.seen OR found.first_seen < identity.first_seen OR identity.seen IS NULL
      OR (found.listed AND NOT identity.listed) OR found.partner IS DISTINCT FROM identity.partner
  );

-- name: reach-further
-- after: split-new
-- Everybody in the book who shares a key with somebody reached, or is the same client: asked again until nobody is added.
-- The book is searched once for each key: for those of the last round that no round before it had.
INSERT INTO reached
WITH
further AS (
    SELECT identity
    FROM identity
    WHERE email IN (SELECT email FROM reached GROUP BY email HAVING min(round) = $round)
    UNION
    SELECT identity
    FROM identity
    WHERE phone IN (SELECT phone FROM reached GROUP BY phone HAVING min(round) = $round)
    UNION
    SELECT identity
    FROM identity
    WHERE (source, pos_id) IN (
        SELECT (source, pos_id) FROM reached WHERE pos_id IS NOT NULL GROUP BY source, pos_id HAVING min(round) = $round
    )
    UNION
    SELECT identity
    FROM identity
    WHERE (source, lone_name) IN (
        SELECT (source, lone_name)
        FROM reached
        WHERE lone_name IS NOT NULL
        GROUP BY source, lone_name
        HAVING min(round) = $round
    )
    UNION
    SELECT identity
    FROM identity
    WHERE client IN (SELECT client FROM reached GROUP BY client HAVING min(round) = $round)
)
SELECT identity, client, source, pos_id, name, email, phone, lone_name, NULL, $round + 1
FROM identity
WHERE identity IN (SELECT identity FROM further) AND identity NOT IN (SELECT identity FROM reached);

-- name: list-sharing
-- after: split-new
-- Those who share a key with somebody they could be; all others are a client of their own. Most who share a phone or a
-- mailbox are strangers. Where everybody has a name, two names of as many whole words are one person's only when they
-- are the same, and any two only when they have a word in common. Letters that this database and Python might fold in
-- two ways may be any word; of a crowd all are told, since its size counts.
WITH
said AS (
    SELECT identity, 'email ' || email AS key, true AS soft FROM reached WHERE email IS NOT NULL
    UNION ALL
    SELECT identity, 'phone ' || phone, true FROM reached WHERE phone IS NOT NULL
    UNION ALL
    SELECT identity, 'till ' || source || ' ' || pos_id, false FROM reached WHERE pos_id IS NOT NULL
    UNION ALL
    SELECT identity, 'name ' || source || ' ' || lone_name, false FROM reached WHERE lone_name IS NOT NULL
    UNION ALL
    SELECT identity, 'client ' || client, false FROM reached WHERE client IS NOT NULL
    UNION ALL
    -- What the owner wrote of a client is theirs whatever it shares with their other particulars.
    SELECT identity, 'hand ' || client, false
    FROM reached
    WHERE client IN (SELECT client FROM reached WHERE source = 'owner')
    UNION ALL
    -- What an import tied is thought over whether its keys still say so or not.
    SELECT identity, 'client tied ' || merge, false
    FROM merge
    JOIN reached ON reached.client IN (merge.client, merge.into_client)
    WHERE because = 'import' AND undone_at IS NULL
),
shared AS (
    SELECT key, any_value(soft) AS soft FROM said GROUP BY key HAVING count(*) > 1
),
holder AS (
    SELECT
        key, identity, soft AND regexp_full_match(name, '[ -~À-ÖØ-öø-ıĴ-ľŁ-ňŊ-ž]*') AS is_plain,
        folded(name) AS folded, string_split(folded(name), ' ') AS words
    FROM shared
    JOIN said USING (key, soft)
    JOIN reached USING (identity)
),
-- Worked out once a crowd: else the planner would do so for each of its people.
crowd AS MATERIALIZED (
    SELECT
        key,
        coalesce(bool_and(is_plain AND words IS NOT NULL), false) AS is_named,
        count(*) <= $most_names AND min(len(words)) = max(len(words))
            AND NOT bool_or(regexp_matches(folded, '(^| ).( |$)')) AS is_whole,
        sum(len(words)) > len(list_distinct(flatten(list(words)))) AS shares_a_word
    FROM holder
    GROUP BY key
),
likely AS (
    SELECT key, identity
    FROM holder
    JOIN crowd USING (key)
    QUALIFY NOT is_named OR (shares_a_word AND NOT is_whole)
        OR (is_whole AND count(*) OVER (PARTITION BY key, folded) > 1)
)
SELECT identity, name, client, keys
FROM (SELECT identity, list(key) AS keys FROM likely GROUP BY identity)
JOIN reached USING (identity)
ORDER BY identity;

-- name: list-standings
-- after: split-new
SELECT client, standing FROM client_standing WHERE client IN (SELECT client FROM reached);

-- name: list-automatic-merges
-- after: split-new
SELECT merge, client, into_client FROM merge
WHERE because = 'import' AND undone_at IS NULL
  AND client IN (SELECT client FROM reached) AND into_client IN (SELECT client FROM reached);

-- name: list-refused-merges
-- after: split-new
-- What the owner took apart stays apart.
SELECT client, into_client FROM merge WHERE undone_at IS NOT NULL AND client IN (SELECT client FROM reached);

-- name: drop-merge
DELETE FROM merge WHERE merge = $merge;

-- name: next-merge
SELECT coalesce(max(merge), 0) + 1 FROM merge;

-- name: add-merge
INSERT INTO merge (merge, client, into_client, because, operation)
VALUES ($merge, $client, $into_client, 'import', $operation);

-- name: number-people
-- after: split-new
-- The client of everybody who was reached. Groups without a number get the next ones, in the order of the file.
CREATE OR REPLACE TEMP TABLE numbered AS
WITH
decided AS (
    SELECT
        unnest($identities::UBIGINT[]) AS identity, unnest($anchors::UBIGINT[]) AS anchor,
        unnest($clients::INTEGER[]) AS client
),
grouped AS (
    SELECT
        reached.identity, reached.client AS was, lone_name, first_record,
        coalesce(decided.anchor, reached.identity) AS anchor,
        CASE WHEN decided.identity IS NULL THEN reached.client ELSE decided.client END AS client
    FROM reached
    LEFT JOIN decided USING (identity)
),
fresh AS (
    SELECT anchor, row_number() OVER (ORDER BY min(first_record), anchor) + $last_client AS client
    FROM grouped
    WHERE client IS NULL
    GROUP BY anchor
)
SELECT identity, was, lone_name, coalesce(grouped.client, fresh.client)::INTEGER AS client
FROM grouped
LEFT JOIN fresh USING (anchor);

-- name: last-client
SELECT coalesce(max(client), 0) FROM client;

-- name: add-identities
-- after: number-people
INSERT INTO identity (
    identity, client, source, pos_id, name, first_name, email, phone, phone_text, lone_name, street, city, region,
    postcode, country, company, partner, first_seen, seen, listed, batch
)
SELECT
    found.identity, numbered.client, $source, found.pos_id, found.name, found.first_name, found.email, found.phone,
    found.phone_text, numbered.lone_name, found.street, found.city, found.region, found.postcode, found.country,
    found.company, found.partner, found.first_seen, found.seen, found.listed, $batch
FROM gathered_identity AS found
JOIN numbered USING (identity)
WHERE numbered.was IS NULL;

-- name: move-identities
-- after: number-people
UPDATE identity SET client = numbered.client
FROM numbered
WHERE numbered.identity = identity.identity AND numbered.was <> numbered.client;

-- name: list-touched
-- after: number-people
-- The clients whose particulars may have changed, and all numbers that count for them. Who was seen again under the only
-- particulars that are known of them is the same as before.
CREATE OR REPLACE TEMP TABLE touched AS
WITH
met AS (
    SELECT client, identity.first_seen, identity.partner
    FROM identity
    JOIN gathered_identity USING (identity)
    WHERE $any_renewed
),
of_many AS (
    SELECT client FROM identity WHERE client IN (SELECT client FROM met) GROUP BY client HAVING count(*) > 1
    UNION
    SELECT unnest([client, into_client]) FROM merge
),
moved AS (
    SELECT client FROM numbered WHERE was IS NULL OR was <> client
    UNION
    SELECT was FROM numbered WHERE was <> client
    UNION
    SELECT client
    FROM met
    JOIN client USING (client)
    WHERE client IN (SELECT client FROM of_many)
       OR met.first_seen IS DISTINCT FROM client.first_seen OR met.partner IS NOT NULL
)
SELECT client FROM moved;

-- name: name-touched
-- after: add-identities
CREATE OR REPLACE TEMP TABLE touched AS SELECT unnest($clients::INTEGER[]) AS client;

-- name: choose-particulars
-- after: list-touched, make-shown, make-called
-- The best of all particulars of each touched client: the owner's word, then a list, then a sale, then the newest; an
-- address stays together. A number that has no client yet counts for itself.
CREATE OR REPLACE TEMP TABLE best AS
WITH
-- Few numbers are tied to others; all the rest are looked up without going through every client.
tied AS (
    SELECT client, standing FROM client_standing WHERE client IN (SELECT unnest([client, into_client]) FROM merge)
),
standing AS (
    SELECT client, standing FROM tied WHERE standing IN (SELECT standing FROM tied JOIN touched USING (client))
    UNION ALL
    SELECT client, client FROM touched WHERE client NOT IN (SELECT client FROM tied)
),
said AS MATERIALIZED (
    SELECT
        standing.standing, source, identity, operation, listed, seen, first_seen, shown(name, company) AS name,
        shown(first_name, NULL) AS first_name, email, phone, if(phone IS NULL, NULL, phone_text) AS phone_text,
        CASE WHEN coalesce(street, city, postcode) IS NOT NULL THEN struct_pack(street, city, region, postcode, country) END
            AS home,
        company, shown(partner, NULL) AS partner
    FROM identity
    JOIN standing USING (client)
),
-- What one set of particulars says needs no ranking; most clients have no more.
of_many AS (
    SELECT standing FROM said GROUP BY standing HAVING count(*) > 1
),
ranked AS (
    SELECT
        *,
        ((source = 'owner')::INTEGER * 1000000 + listed::INTEGER * 100000 + coalesce(seen - DATE '1900-01-01', 0))::HUGEINT
            * 36893488147419103232::HUGEINT + if(source = 'owner', operation::HUGEINT, identity::HUGEINT) AS rank
    FROM said
    WHERE standing IN (SELECT standing FROM of_many)
),
chosen AS (
    SELECT
        standing AS client, name, first_name, email, phone, phone_text, home, company, partner, first_seen
    FROM said
    WHERE standing NOT IN (SELECT standing FROM of_many)
    UNION ALL
    SELECT
        standing,
        arg_max(name, rank),
        arg_max(first_name, rank),
        arg_max(email, rank),
        arg_max(phone, rank),
        arg_max(phone_text, rank),
        arg_max(home, rank),
        arg_max(company, rank),
        arg_max(partner, rank),
        min(first_seen)
    FROM ranked
    GROUP BY standing
)
SELECT
    client, name, folded(name) AS folded, coalesce(first_name, called(name)) AS first_name, email, phone, phone_text,
    home.street, home.city, home.region, home.postcode, home.country, company, partner, first_seen
FROM chosen;

-- name: add-clients
-- after: choose-particulars
INSERT INTO client BY NAME
SELECT
    touched.client, best.* EXCLUDE (client),
    coalesce(
        $batch, (SELECT min(batch) FROM identity WHERE $batch IS NULL AND identity.client = touched.client)
    ) AS batch
FROM touched
LEFT JOIN best USING (client)
WHERE touched.client NOT IN (SELECT client FROM client WHERE client IN (SELECT client FROM touched));

-- name: list-renewed
-- after: choose-particulars
-- The clients in the book whose best particulars are others than before; most keep what they had.
CREATE OR REPLACE TEMP TABLE renewed AS
SELECT best.*, client.batch
FROM best
JOIN client USING (client)
WHERE (
    best.name, best.folded, best.first_name, best.email, best.phone, best.phone_text, best.street, best.city,
    best.region, best.postcode, best.country, best.company, best.partner, best.first_seen
) IS DISTINCT FROM (
    client.name, client.folded, client.first_name, client.email, client.phone, client.phone_text, client.street,
    client.city, client.region, client.postcode, client.country, client.company, client.partner, client.first_seen
);

-- name: drop-renewed
-- after: list-renewed
-- To change a text in place is to write its column anew, for all clients.
DELETE FROM client WHERE client IN (SELECT client FROM renewed);

-- name: add-renewed
-- after: list-renewed
INSERT INTO client BY NAME SELECT * FROM renewed;

-- name: drop-best
-- after: choose-particulars
-- Its room is needed.
DROP TABLE IF EXISTS best;

-- name: reach-concerned
-- after: list-concerned
CREATE OR REPLACE TEMP TABLE reached AS
SELECT identity, client, source, pos_id, name, email, phone, lone_name, NULL::BIGINT AS first_record, 0 AS round
FROM identity
WHERE client IN (SELECT client FROM concerned);

-- name: list-regrouped
-- after: number-people
CREATE OR REPLACE TEMP TABLE touched AS
SELECT client FROM numbered
UNION
SELECT was FROM numbered WHERE was IS NOT NULL
UNION
SELECT client FROM concerned WHERE client IN (SELECT client FROM identity);

-- name: drop-clients
-- after: list-concerned
DELETE FROM client
WHERE client IN (SELECT client FROM concerned) AND client NOT IN (SELECT client FROM identity)
  AND client NOT IN (SELECT client FROM client_written);

-- name: drop-loose-merges
DELETE FROM merge
WHERE because = 'import'
  AND (client NOT IN (SELECT client FROM client) OR into_client NOT IN (SELECT client FROM client));
