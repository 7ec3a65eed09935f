-- Take what one import told of sales and people out of the book again; what others told stands as if it never was.

-- name: list-told
-- after: add-sightings
-- The transactions it told of.
CREATE OR REPLACE TEMP TABLE retold AS
SELECT DISTINCT transaction_id FROM sale JOIN sale_sighting USING (sale) WHERE sale_sighting.batch = $batch;

-- name: list-taken
-- after: add-sightings
-- The particulars it told.
CREATE OR REPLACE TEMP TABLE taken AS
SELECT identity FROM sale JOIN sale_sighting USING (sale)
WHERE sale_sighting.batch = $batch AND identity IS NOT NULL
UNION
SELECT identity FROM listing WHERE batch = $batch
UNION
SELECT identity FROM identity WHERE batch = $batch;

-- name: drop-sightings
DELETE FROM sale_sighting WHERE batch = $batch;

-- name: drop-telling
DELETE FROM telling WHERE batch = $batch;

-- name: list-untold
-- after: list-told
-- Versions that no import tells any more; and those put together of parts, one of which is gone.
CREATE OR REPLACE TEMP TABLE untold AS
WITH
silent AS (
    SELECT sale
    FROM sale
    WHERE source = $source AND transaction_id IN (SELECT transaction_id FROM retold)
      AND sale NOT IN (SELECT sale FROM sale_sighting)
)
SELECT sale FROM silent WHERE sale NOT IN (SELECT whole FROM sale_part WHERE made)
UNION
SELECT whole
FROM silent
JOIN sale_part USING (sale)
WHERE made AND sale NOT IN (SELECT whole FROM sale_part WHERE made) AND whole IN (SELECT sale FROM silent);

-- name: drop-parts
-- after: list-untold
DELETE FROM sale_part WHERE sale IN (SELECT sale FROM untold) OR whole IN (SELECT sale FROM untold);

-- name: count-untold
-- after: list-untold
-- Sales that leave the book: no version of them is told any more.
SELECT count(*)
FROM (
    SELECT transaction_id
    FROM sale
    WHERE source = $source AND transaction_id IN (SELECT transaction_id FROM retold)
    GROUP BY transaction_id
    HAVING bool_and(sale IN (SELECT sale FROM untold))
);

-- name: drop-lines
-- after: list-untold
DELETE FROM sale_line WHERE sale IN (SELECT sale FROM untold);

-- name: drop-sales
-- after: list-untold
DELETE FROM sale WHERE sale IN (SELECT sale FROM untold);

-- name: list-cut
-- after: list-told
-- A sale without a transaction id holds the lines of all files that told of it: those of which none has all.
CREATE OR REPLACE TEMP TABLE cut AS
SELECT sale
FROM sale
JOIN sale_sighting USING (sale)
WHERE source = $source AND starts_with(transaction_id, '~') AND transaction_id IN (SELECT transaction_id FROM retold)
GROUP BY sale
HAVING bool_and(lines IS NOT NULL);

-- name: drop-cut-lines
-- after: list-cut
DELETE FROM sale_line
WHERE sale IN (SELECT sale FROM cut)
  AND NOT EXISTS (
      SELECT 1 FROM sale_sighting AS other WHERE other.sale = sale_line.sale AND list_contains(other.lines, sale_line.line)
  );

-- name: sum-cut
-- after: list-cut
-- Its figures are the sums over its lines.
UPDATE sale SET
    subtotal = rest.line_net, discount = rest.line_discount, taxes = rest.line_tax, tips = rest.tips,
    total = rest.line_net + rest.line_tax, net = (rest.merchandise * (1 - sale.given_back))::DECIMAL(18, 4),
    reconciled = rest.lines_close
FROM (
    SELECT
        sale, sum(told_net) AS line_net, sum(discount) AS line_discount, sum(tax) AS line_tax,
        sum(gross) FILTER (WHERE kind = 'tip') AS tips,
        coalesce(sum(net) FILTER (WHERE kind IN ('merchandise', 'whole')), 0) AS merchandise,
        bool_and(abs(gross - coalesce(discount, 0) - told_net) <= 0.01) AS lines_close
    FROM sale_line
    WHERE sale IN (SELECT sale FROM cut)
    GROUP BY sale
) AS rest
WHERE rest.sale = sale.sale;

-- name: renew-first-told
-- after: list-told
UPDATE sale SET batch = first.batch
FROM (SELECT sale, min(batch) AS batch FROM sale_sighting GROUP BY sale) AS first
WHERE first.sale = sale.sale AND sale.batch = $batch;

-- name: list-concerned
-- after: list-taken
-- The client numbers of everybody it told of and of whoever shares a mailbox or a phone with them, and those that count for
-- the same people: who could be either of two may be one of them again.
CREATE OR REPLACE TEMP TABLE concerned AS
WITH
told AS (
    SELECT client, email, phone FROM identity WHERE identity IN (SELECT identity FROM taken)
),
near AS (
    SELECT client FROM told
    UNION
    SELECT client FROM identity WHERE email IN (SELECT email FROM told WHERE email IS NOT NULL)
    UNION
    SELECT client FROM identity WHERE phone IN (SELECT phone FROM told WHERE phone IS NOT NULL)
)
SELECT client
FROM client_standing
WHERE standing IN (SELECT standing FROM client_standing WHERE client IN (SELECT client FROM near));

-- name: list-gone
-- after: list-taken
-- Particulars that nothing tells any more. Somebody of whom something was written down keeps them where they are known by
-- nothing else.
CREATE OR REPLACE TEMP TABLE gone AS
WITH
untold AS (
    SELECT identity, client
    FROM identity
    WHERE identity IN (SELECT identity FROM taken) AND source <> 'owner'
      AND identity NOT IN (SELECT identity FROM sale WHERE identity IS NOT NULL)
      AND identity NOT IN (SELECT identity FROM listing)
)
SELECT
    identity, client,
    client IN (SELECT client FROM client_written)
    AND client NOT IN (
        SELECT client
        FROM identity
        WHERE identity NOT IN (SELECT identity FROM untold)
          AND (source <> 'owner' OR (name IS NOT NULL AND coalesce(email, phone) IS NOT NULL))
    ) AS stays
FROM untold;

-- name: count-kept
-- after: list-gone
SELECT count(DISTINCT client) FROM gone WHERE stays;

-- name: drop-identities
-- after: list-gone
DELETE FROM identity WHERE identity IN (SELECT identity FROM gone WHERE NOT stays);

-- name: renew-seen
-- after: list-taken
UPDATE identity SET
    first_seen = told.first_seen, seen = told.seen, listed = told.listed,
    partner = if(told.listed, identity.partner, NULL), batch = told.batch
FROM (
    WITH
    sold AS (
        SELECT sale.identity, min(day) AS first_seen, max(day) AS seen, min(sale_sighting.batch) AS batch
        FROM sale
        JOIN sale_sighting USING (sale)
        WHERE sale.identity IN (SELECT identity FROM taken)
        GROUP BY sale.identity
    ),
    listed AS (
        SELECT identity, min(batch) AS batch FROM listing WHERE identity IN (SELECT identity FROM taken) GROUP BY identity
    )
    SELECT
        identity, first_seen, seen, listed.identity IS NOT NULL AS listed, least(sold.batch, listed.batch) AS batch
    FROM taken
    LEFT JOIN sold USING (identity)
    LEFT JOIN listed USING (identity)
) AS told
WHERE told.identity = identity.identity AND identity.source <> 'owner';
