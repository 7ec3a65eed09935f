-- Sales out of staged lines, into the book: each transaction once, in every version an export told of it.

-- name: make-told
-- A hash of all a file says of one line, to be summed. It is made anew whenever two lines are compared, and never kept:
-- another version of the database may hash otherwise. Without the zeros that a spreadsheet takes from the front of a
-- stock number.
CREATE OR REPLACE TEMP MACRO told(kind, item, variant, sku, category, brand, quantity, gross, discount, net, tax) AS
hash(
    kind, item, variant, ltrim(sku, '0'), category, brand, quantity::DECIMAL(18, 4), gross::DECIMAL(18, 4),
    discount::DECIMAL(18, 4), net::DECIMAL(18, 4), tax::DECIMAL(18, 4)
);

-- name: make-content
-- A hash of all that was said of a sale: the same for two files that tell the same. To the minute, since a spreadsheet
-- drops the seconds.
CREATE OR REPLACE TEMP MACRO content_of(
    day, sold_at, kind, identity, associate, location, currency, subtotal, discount, shipping, taxes, tips, total, refunded,
    tender, lines, told
) AS
hash(
    day, date_trunc('minute', sold_at), kind, identity, associate, location, currency, subtotal::DECIMAL(18, 4),
    discount::DECIMAL(18, 4), shipping::DECIMAL(18, 4), taxes::DECIMAL(18, 4), tips::DECIMAL(18, 4),
    total::DECIMAL(18, 4), refunded::DECIMAL(18, 4), tender, lines::BIGINT, told::HUGEINT
);

-- name: count-partial
-- after: stage-lines
-- Records that need what the book has already: a mended copy of set-aside rows, and lines without a transaction.
SELECT count(*) FILTER (WHERE mends IS NOT NULL OR keyless) FROM staged WHERE bad IS NULL;

-- name: find-mended
-- after: stage-lines
-- The last import whose set-aside rows are mended here, and the last day that its export knew of.
SELECT max(batch) AS batch, max(told_on) AS told_on, coalesce(bool_or(undone_at IS NOT NULL), false) AS is_undone
FROM import_batch
WHERE batch IN (SELECT mends FROM staged WHERE mends IS NOT NULL);

-- name: add-known-lines
-- after: make-told, stage-lines
-- Bring in what the book knows of these sales: for a mended copy the lines its own import kept, for sales without a
-- transaction id the lines that stand and that this file does not have.
INSERT INTO staged BY NAME
WITH RECURSIVE
chain (mends, batch, step) AS (
    -- What a mended copy set aside again goes back to the import before it, when that one kept the other lines.
    SELECT batch, batch, 0 FROM import_batch WHERE batch IN (SELECT mends FROM staged)
    UNION ALL
    SELECT chain.mends, import_batch.mends, step + 1
    FROM chain
    JOIN import_batch USING (batch)
    WHERE import_batch.mends IS NOT NULL
),
wanted AS (
    SELECT transaction_id, max(mends) AS mends, bool_or(keyless) AS keyless
    FROM staged
    WHERE bad IS NULL AND (mends IS NOT NULL OR keyless)
    GROUP BY transaction_id
),
kept AS (
    SELECT
        wanted.transaction_id, arg_min(sale.sale, step) AS sale, arg_min(sale_sighting.head, step) AS has_head
    FROM wanted
    JOIN chain USING (mends)
    JOIN sale ON sale.transaction_id = wanted.transaction_id AND sale.source = $source
    JOIN sale_sighting ON sale_sighting.sale = sale.sale AND sale_sighting.batch = chain.batch
    WHERE NOT wanted.keyless
    GROUP BY wanted.transaction_id
),
base AS (
    SELECT sale.*, wanted.keyless, coalesce(kept.has_head, false) AS has_head
    FROM wanted
    JOIN sale ON sale.transaction_id = wanted.transaction_id AND sale.source = $source
    LEFT JOIN kept ON kept.sale = sale.sale
    WHERE if(wanted.keyless, sale.standing, kept.sale IS NOT NULL)
),
here AS (
    SELECT
        transaction_id, told(kind, item, variant, sku, category, brand, quantity, gross, discount, net, tax) AS told,
        row_number() OVER (PARTITION BY transaction_id, told) AS occurrence
    FROM staged
    WHERE bad IS NULL AND keyless
),
known AS (
    SELECT
        base.*, sale_line.line, sale_line.kind AS line_kind, item, variant, sku, category, brand, quantity,
        sale_line.gross, sale_line.discount AS line_discount, told_net, sale_line.tax,
        told(sale_line.kind, item, variant, sku, category, brand, quantity, sale_line.gross, sale_line.discount, told_net,
            sale_line.tax) AS told,
        row_number() OVER (PARTITION BY base.sale, told ORDER BY sale_line.line) AS occurrence,
        row_number() OVER (PARTITION BY base.sale ORDER BY sale_line.line) = 1 AS is_first
    FROM base
    JOIN sale_line USING (sale)
)
SELECT
    known.transaction_id, known.keyless, known.day, known.sold_at, true AS came_before,
    if(known.keyless, true, is_first AND has_head) AS is_head, true AS is_line, true AS is_record,
    coalesce(known.gross, told_net, quantity) < 0 OR known.kind = 'refund' AS is_refund,
    known.kind = 'cancelled' AS is_cancelled,
    line_kind AS kind, item, variant, sku, category, brand, quantity, known.gross, line_discount AS discount,
    told_net AS net, tax,
    if(is_first, known.currency, NULL) AS currency,
    if(is_first AND $with_figures, subtotal, NULL) AS subtotal,
    if(is_first AND $with_figures, known.discount, NULL) AS order_discount,
    if(is_first, shipping, NULL) AS shipping,
    if(is_first AND $with_figures, taxes, NULL) AS taxes,
    if(is_first AND $with_figures, total, NULL) AS total,
    if(is_first, refunded, NULL) AS refunded,
    if(is_first, tender, NULL) AS tender,
    known.identity, struct_pack(
        pos_id, name, first_name, email, phone_text, street, city, region, postcode, country, company
    ) AS particulars,
    associate, location
FROM known
LEFT JOIN identity ON identity.identity = known.identity
LEFT JOIN here ON here.transaction_id = known.transaction_id AND here.told = known.told
    AND here.occurrence = known.occurrence AND known.keyless
WHERE here.told IS NULL
ORDER BY known.sale, line;

-- name: find-known
-- after: gather-sales, make-told, make-content
-- Of the gathered transactions that the book knows, each by its first record: how many tellings it has, and which of them
-- is the same.
CREATE OR REPLACE TEMP TABLE known_sale AS
WITH
version AS (
    SELECT sale.* FROM sale SEMI JOIN gathered USING (transaction_id) WHERE source = $source
),
version_line AS (
    SELECT
        sale, count(*) AS lines,
        sum(told(kind, item, variant, sku, category, brand, quantity, gross, discount, told_net, tax)) AS told
    FROM sale_line
    SEMI JOIN version USING (sale)
    GROUP BY sale
),
there AS (
    SELECT
        sale, transaction_id, content_of(
            day, sold_at, kind, identity, associate, location, currency, subtotal, discount, shipping, taxes, tips, total,
            refunded, tender, coalesce(lines, 0), told
        ) AS content
    FROM version
    LEFT JOIN version_line USING (sale)
),
line AS (
    SELECT
        transaction_id,
        sum(told(kind, item, variant, sku, category, brand, quantity, gross, discount, net, tax)) AS told
    FROM staged
    SEMI JOIN version USING (transaction_id)
    WHERE bad IS NULL AND is_line
    GROUP BY transaction_id
),
here AS (
    SELECT
        transaction_id, first_record, content_of(
            day, sold_at, kind, identity, associate, location, currency, subtotal, discount, shipping, taxes, tips, total,
            refunded, tender, lines, told
        ) AS content
    FROM gathered
    SEMI JOIN version USING (transaction_id)
    LEFT JOIN line USING (transaction_id)
)
SELECT
    first_record, max(sale) FILTER (WHERE there.content = here.content) AS same_sale, count(*) AS tellings
FROM there
JOIN here USING (transaction_id)
GROUP BY first_record;

-- name: number-sales
-- after: gather-sales
-- New sales are numbered by the place of their first record in the file, which needs no sorting and leaves gaps.
CREATE OR REPLACE TEMP TABLE numbering AS SELECT $last_sale + 1 - min(first_record) AS shift FROM gathered;

-- name: place-sales
-- after: find-known, number-sales
-- Which sale of the book each gathered transaction is: the same telling, another telling, or none yet.
CREATE OR REPLACE TEMP VIEW placed AS
SELECT
    gathered.*, coalesce(same_sale, first_record + shift)::INTEGER AS sale, same_sale IS NULL AS is_told_anew,
    tellings IS NOT NULL AS is_known, coalesce(tellings, 0) + (same_sale IS NULL)::INTEGER AS versions
FROM gathered
LEFT JOIN known_sale USING (first_record)
CROSS JOIN numbering;

-- name: last-sale
SELECT coalesce(max(sale), 0) FROM sale;

-- name: add-sales
-- after: place-sales
INSERT INTO sale (
    sale, source, transaction_id, part, standing, day, sold_at, kind, identity, associate, location, tender, currency,
    subtotal, discount, shipping, taxes, tips, total, refunded, given_back, net, reconciled, batch
)
SELECT
    sale, $source, transaction_id, $part, NOT is_known, day, sold_at, kind, identity, associate, location, tender, currency,
    subtotal, discount, shipping, taxes, tips, total, refunded, given_back, net, reconciled, $batch
FROM placed
WHERE is_told_anew;

-- name: add-lines
-- after: place-sales
-- Those of one stretch of the file, or of the sales that are scattered over several.
INSERT INTO sale_line (
    sale, line, kind, item, variant, sku, category, brand, quantity, gross, discount, told_net, net, tax
)
SELECT
    sale,
    (staged.rowid - first_record + 1)::INTEGER,
    kind, item, variant, sku, category, brand, quantity, gross, discount, net,
    (coalesce(net, gross - coalesce(discount, 0), 0) * CASE
        WHEN kind IN ('tip', 'gift card') THEN 1
        WHEN kind IN ('returned', 'voided') THEN 0
        ELSE (1 - spread) * (1 - taxed)
    END)::DECIMAL(18, 4),
    tax
FROM staged
JOIN (
    SELECT transaction_id, sale, first_record, spread, taxed
    FROM placed
    WHERE is_told_anew AND is_scattered = $scattered AND first_record BETWEEN $first AND $last
) AS told_anew USING (transaction_id)
WHERE bad IS NULL AND is_line AND staged.rowid BETWEEN $first AND $last;

-- name: add-sightings
-- after: place-sales
INSERT INTO sale_sighting (sale, batch, head, lines)
SELECT sale, $batch, has_head, NULL FROM placed WHERE lines = own_lines;

-- name: add-partial-sightings
-- after: place-sales, make-told
-- Where the version has more lines than this file had, which ones those were.
INSERT INTO sale_sighting (sale, batch, head, lines)
WITH
own AS (
    SELECT
        sale, told(kind, item, variant, sku, category, brand, quantity, gross, discount, net, tax) AS told,
        row_number() OVER (PARTITION BY sale, told) AS occurrence, is_head
    FROM staged
    JOIN (SELECT transaction_id, sale FROM placed WHERE lines > own_lines) AS in_part USING (transaction_id)
    WHERE bad IS NULL AND NOT came_before
),
known AS (
    SELECT
        sale, line, told(kind, item, variant, sku, category, brand, quantity, gross, discount, told_net, tax) AS told,
        row_number() OVER (PARTITION BY sale, told ORDER BY line) AS occurrence
    FROM sale_line
    WHERE sale IN (SELECT sale FROM own)
)
SELECT sale, $batch, bool_or(is_head), list(line ORDER BY line)
FROM own
JOIN known USING (sale, told, occurrence)
GROUP BY sale
ORDER BY sale;

-- name: list-retold
-- after: place-sales
-- Transactions that this file and an earlier one told.
CREATE OR REPLACE TEMP TABLE retold AS SELECT transaction_id FROM placed WHERE versions > 1;

-- name: count-retold
-- after: list-retold
SELECT count(*) FROM retold;

-- name: list-grown
-- after: place-sales, make-told
-- A sale without a transaction id only ever grows, and has one version with the lines of all files: which line of an
-- earlier version is which of the new one.
CREATE OR REPLACE TEMP TABLE grown AS
WITH
pair AS (
    SELECT sale.sale AS was, placed.sale
    FROM placed
    JOIN sale ON sale.transaction_id = placed.transaction_id AND sale.source = $source AND sale.part = $part
        AND sale.sale <> placed.sale
    WHERE is_told_anew AND is_known AND starts_with(placed.transaction_id, '~')
),
old AS (
    SELECT
        was, pair.sale, line, told(kind, item, variant, sku, category, brand, quantity, gross, discount, told_net, tax) AS told,
        row_number() OVER (PARTITION BY was, told ORDER BY line) AS occurrence
    FROM pair
    JOIN sale_line ON sale_line.sale = was
),
new AS (
    SELECT
        sale, line, told(kind, item, variant, sku, category, brand, quantity, gross, discount, told_net, tax) AS told,
        row_number() OVER (PARTITION BY sale, told ORDER BY line) AS occurrence
    FROM sale_line
    WHERE sale IN (SELECT sale FROM pair)
)
SELECT was, old.line AS was_line, sale, new.line
FROM old
JOIN new USING (sale, told, occurrence);

-- name: move-sightings
-- after: list-grown
UPDATE sale_sighting SET sale = moved.sale, lines = moved.lines
FROM (
    SELECT sale_sighting.sale AS was, batch, grown.sale, list(grown.line ORDER BY grown.line) AS lines
    FROM sale_sighting
    JOIN grown ON grown.was = sale_sighting.sale
    WHERE lines IS NULL OR list_contains(lines, was_line)
    GROUP BY sale_sighting.sale, batch, grown.sale
) AS moved
WHERE moved.was = sale_sighting.sale AND moved.batch = sale_sighting.batch;

-- name: drop-grown-lines
-- after: list-grown
DELETE FROM sale_line WHERE sale IN (SELECT was FROM grown);

-- name: drop-grown-sales
-- after: list-grown
DELETE FROM sale WHERE sale IN (SELECT was FROM grown);

-- name: count-posted
-- after: place-sales
SELECT
    coalesce(sum(own_records) FILTER (WHERE is_told_anew), 0)::BIGINT AS rows_kept,
    coalesce(sum(own_records) FILTER (WHERE NOT is_told_anew), 0)::BIGINT AS rows_already_there,
    count(*) AS sales,
    count(*) FILTER (WHERE NOT is_known) AS sales_new,
    count(*) FILTER (WHERE identity IS NULL) AS sales_without_client,
    count(*) FILTER (WHERE reconciled) AS sales_reconciled,
    count(*) FILTER (WHERE NOT reconciled) AS sales_flagged
FROM placed;

-- name: sum-import
-- Summed from the book, not from the file, so that it proves the posting. What was seen is joined twice: to keep the sales
-- of a large file takes more memory than all else.
WITH
seen AS NOT MATERIALIZED (
    SELECT sale.*, sale_sighting.head, sale_sighting.lines
    FROM sale_sighting
    JOIN sale USING (sale)
    WHERE sale_sighting.batch = $batch
),
item AS (
    SELECT
        currency,
        count(*) FILTER (WHERE sale_line.kind <> 'whole') AS lines,
        sum(sale_line.gross) AS line_gross,
        sum(sale_line.discount) AS line_discount,
        sum(sale_line.told_net) AS line_net,
        sum(sale_line.tax) AS line_tax
    FROM seen
    JOIN sale_line USING (sale)
    WHERE lines IS NULL OR list_contains(lines, line)
    GROUP BY currency
),
whole AS (
    SELECT
        currency,
        count(*) AS sales,
        sum(net) FILTER (WHERE kind IN ('sale', 'refund')) AS net,
        coalesce(sum(refunded) FILTER (WHERE kind <> 'refund'), 0)
            - coalesce(sum(net) FILTER (WHERE kind = 'refund'), 0) AS refunds,
        sum(subtotal) FILTER (WHERE head) AS subtotal,
        sum(discount) FILTER (WHERE head) AS discount,
        sum(shipping) FILTER (WHERE head) AS shipping,
        sum(taxes) FILTER (WHERE head) AS taxes,
        sum(tips) AS tips,
        sum(total) FILTER (WHERE head) AS total,
        sum(refunded) FILTER (WHERE head) AS refunded
    FROM seen
    GROUP BY currency
)
SELECT
    currency,
    coalesce(net, 0) AS net,
    refunds,
    sales,
    lines,
    coalesce(subtotal, 0) AS subtotal,
    coalesce(discount, 0) AS discount,
    coalesce(shipping, 0) AS shipping,
    coalesce(taxes, 0) AS taxes,
    coalesce(tips, 0) AS tips,
    coalesce(total, 0) AS total,
    coalesce(refunded, 0) AS refunded,
    coalesce(line_gross, 0) AS line_gross,
    coalesce(line_discount, 0) AS line_discount,
    coalesce(line_net, 0) AS line_net,
    coalesce(line_tax, 0) AS line_tax
FROM whole
JOIN item USING (currency)
ORDER BY sales DESC, currency;
