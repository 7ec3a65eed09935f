-- name: collect-particulars
-- after: add-identities
-- Everything that each client ever had, by the number that counts.
CREATE OR REPLACE TEMP TABLE had AS
SELECT
    standing AS client, identity.name, identity.first_name, email, phone, street, city,
    left(lower(regexp_replace(postcode, '\s', '', 'g')), 5) AS postcode
FROM identity
JOIN client_standing USING (client);

-- name: collect-pairs
-- after: collect-particulars
-- Two clients who share one thing that few have. Of names those of one postcode, and whole names, are compared.
CREATE OR REPLACE TEMP TABLE likely AS
WITH
word AS (
    SELECT DISTINCT client, postcode, unnest(string_split(folded(name), ' ')) AS word
    FROM had
    WHERE name IS NOT NULL AND postcode IS NOT NULL
),
thing AS (
    SELECT client, 'email ' || email AS thing FROM had WHERE email IS NOT NULL
    UNION
    SELECT client, 'phone ' || phone FROM had WHERE phone IS NOT NULL
    UNION
    SELECT client, 'mailbox ' || split_part(email, '@', 1) FROM had WHERE length(split_part(email, '@', 1)) >= 5
    UNION
    SELECT client, 'name ' || folded(name) FROM had WHERE contains(folded(name), ' ')
    UNION
    SELECT client, 'house ' || postcode || ' ' || regexp_extract(street, '\d+') FROM had
    WHERE postcode IS NOT NULL AND regexp_extract(street, '\d+') <> ''
    UNION
    SELECT client, 'word ' || postcode || ' ' || word FROM word WHERE length(word) > 2
),
few AS (
    SELECT thing FROM thing GROUP BY thing HAVING count(*) BETWEEN 2 AND $most::INTEGER
)
SELECT DISTINCT one.client AS a, other.client AS b
FROM thing AS one
JOIN few USING (thing)
JOIN thing AS other USING (thing)
WHERE one.client < other.client
  AND (one.client, other.client) NOT IN (
      SELECT (least(mine.standing, theirs.standing), greatest(mine.standing, theirs.standing))
      FROM merge
      JOIN client_standing AS mine ON mine.client = merge.client
      JOIN client_standing AS theirs ON theirs.client = merge.into_client
      WHERE merge.undone_at IS NOT NULL
  );

-- name: list-pairs
-- after: collect-pairs
SELECT a, b FROM likely ORDER BY a, b;

-- name: list-people
-- after: collect-pairs
WITH
asked AS (
    SELECT a AS client FROM likely
    UNION
    SELECT b FROM likely
),
contact AS (
    SELECT client, list(DISTINCT email) FILTER (WHERE email IS NOT NULL) AS emails, list(DISTINCT phone) FILTER (WHERE phone IS NOT NULL) AS phones
    FROM had
    WHERE client IN (SELECT client FROM asked)
    GROUP BY client
),
born AS (
    SELECT standing AS client, min(make_date(2000, month, day)) AS birthday
    FROM occasion JOIN client_standing USING (client)
    WHERE kind = 'birthday' AND about IS NULL AND ended_on IS NULL
    GROUP BY standing
)
SELECT client_now.client, name, first_name, emails, phones, street, postcode, city, birthday
FROM client_now
JOIN contact USING (client)
LEFT JOIN born USING (client)
ORDER BY client_now.client;

-- name: keep-apart
INSERT INTO merge (merge, client, into_client, because, operation, undone_at, undone_by)
SELECT coalesce(max(merge), 0) + 1, $one, $other, 'two', $operation, $now, $operation FROM merge;

-- name: forget-parting
DELETE FROM merge WHERE operation = $operation AND because = 'two';
