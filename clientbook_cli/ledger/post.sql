-- Sales out of staged lines, into the book: each transaction once, in every version an export told of it.

-- name: make-told
-- A stable hash of all a file says of one line, small enough to be summed.
CREATE OR REPLACE TEMP MACRO told(kind, item, variant, sku, category, brand, quantity, gross, discount, net, tax) AS
(md5_number_lower(concat(
    kind, '|', item, '|', variant, '|', sku, '|', category, '|', brand, '|', quantity, '|', gross, '|', discount, '|',
    net, '|', tax
)) >> 8)::BIGINT;

-- name: count-partial
-- after: stage-lines
-- Records that need what the book has already: a mended copy of set-aside rows, and lines without a transaction.
SELECT count(*) FILTER (WHERE mends IS NOT NULL OR keyless) FROM staged WHERE bad IS NULL;

-- name: find-mended
-- after: stage-lines
-- The last import whose set-aside rows are mended here, and the last day that its export knew of.
SELECT max(batch) AS batch, max(told_on) AS told_on
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
    if(known.keyless, true, is_first AND has_head) AS is_head,
    coalesce(known.gross, told_net, quantity) < 0 OR known.kind = 'refund' AS is_refund,
    known.kind = 'cancelled' AS is_cancelled,
    line_kind AS kind, item, variant, sku, category, brand, quantity, known.gross, line_discount AS discount,
    told_net AS net, tax,
    if(is_first, known.currency, NULL) AS currency,
    if(is_first AND $values_on_head, subtotal, NULL) AS subtotal,
    if(is_first AND $values_on_head, known.discount, NULL) AS order_discount,
    if(is_first, shipping, NULL) AS shipping,
    if(is_first AND $values_on_head, taxes, NULL) AS taxes,
    if(is_first AND $values_on_head, total, NULL) AS total,
    if(is_first, refunded, NULL) AS refunded,
    pos_id, name, first_name, email, phone_text, street, city, region, postcode, country, company, associate, location
FROM known
LEFT JOIN identity ON identity.identity = known.identity
LEFT JOIN here ON here.transaction_id = known.transaction_id AND here.told = known.told
    AND here.occurrence = known.occurrence AND known.keyless
WHERE here.told IS NULL
ORDER BY known.sale, line;

-- name: gather-sales
-- after: stage-lines, make-told
-- One row a transaction of the file. Wide columns are fetched for its head record alone.
--
-- What an order's figures mean is decided by which identity closes, tips aside, to the cent (docs/import-formats.md):
--   shipping discount = subtotal + shipping (+ taxes, where prices are without) - (total - tips)
--   lines - subtotal = discount - shipping discount, and 0 <= shipping discount <= discount
CREATE OR REPLACE TEMP TABLE gathered AS
WITH
line AS (
    SELECT
        *, rowid AS record, coalesce(net, gross - coalesce(discount, 0), 0) AS worth,
        told(kind, item, variant, sku, category, brand, quantity, gross, discount, net, tax) AS told
    FROM staged
    WHERE bad IS NULL
),
body AS (
    SELECT
        transaction_id,
        coalesce(min(record) FILTER (WHERE is_head), min(record)) AS head,
        bool_or(is_head) AS has_head,
        min(record) AS first_record,
        count(*) AS lines,
        count(*) FILTER (WHERE NOT came_before) AS own_lines,
        bool_and(is_refund) AS is_refund,
        bool_or(is_cancelled) AS is_cancelled,
        sum(gross) FILTER (WHERE kind <> 'tip') AS gross,
        sum(gross) FILTER (WHERE kind = 'tip') AS tip_lines,
        sum(discount) AS line_discount,
        coalesce(sum(worth) FILTER (WHERE kind NOT IN ('tip', 'gift card')), 0) AS base,
        coalesce(sum(worth) FILTER (WHERE kind = 'merchandise'), 0) AS merchandise,
        sum(net) AS line_net,
        sum(tax) AS line_tax,
        bool_and(abs(gross - discount - net) <= 0.01) AS lines_close,
        sum(told) AS told
    FROM line
    GROUP BY transaction_id
),
whole AS (
    SELECT
        body.*, staged.day, staged.sold_at, staged.currency, staged.subtotal, staged.order_discount,
        staged.shipping, staged.taxes, staged.total, staged.refunded, staged.associate, staged.location,
        coalesce(staged.tips, body.tip_lines) AS tips,
        CASE WHEN coalesce(staged.pos_id, staged.name, staged.email, staged.phone_text) IS NOT NULL
            THEN md5_number_lower(concat(
                $source, '|', staged.pos_id, '|', staged.name, '|', staged.first_name, '|', staged.email, '|',
                staged.phone_text, '|', staged.street, '|', staged.city, '|', staged.region, '|', staged.postcode, '|',
                staged.country, '|', staged.company, '|'
            ))
        END AS identity
    FROM body
    JOIN staged ON staged.rowid = body.head
),
closing AS (
    SELECT
        *,
        subtotal + coalesce(shipping, 0) + coalesce(taxes, 0) - (total - coalesce(tips, 0)) AS off_shipping_untaxed,
        subtotal + coalesce(shipping, 0) - (total - coalesce(tips, 0)) AS off_shipping_taxed
    FROM whole
),
closed AS (
    SELECT
        *,
        abs(gross - subtotal - order_discount + off_shipping_untaxed) <= 0.01
            AND off_shipping_untaxed BETWEEN -0.01 AND order_discount + 0.01 AS closes_untaxed,
        abs(gross - subtotal - order_discount + off_shipping_taxed) <= 0.01
            AND off_shipping_taxed BETWEEN -0.01 AND order_discount + 0.01 AS closes_taxed
    FROM closing
),
meant AS (
    SELECT
        *,
        coalesce(closes_untaxed OR closes_taxed, lines_close) AS reconciled,
        CASE
            WHEN base <= 0 THEN 0
            WHEN closes_untaxed OR closes_taxed OR order_discount IS NULL
                THEN greatest(least((coalesce(gross - subtotal, 0) - coalesce(line_discount, 0)) / base::DOUBLE, 1), 0)
            ELSE greatest(least((order_discount - coalesce(line_discount, 0)) / base::DOUBLE, 1), 0)
        END AS spread,
        CASE
            WHEN NOT closes_untaxed AND closes_taxed AND subtotal + coalesce(shipping, 0) - off_shipping_taxed > 0
                THEN coalesce(taxes, 0) / (subtotal + coalesce(shipping, 0) - off_shipping_taxed)::DOUBLE
            ELSE 0
        END AS taxed,
        CASE
            WHEN coalesce(refunded, 0) <= 0 THEN 0
            WHEN total > 0 THEN least(refunded / total::DOUBLE, 1)
            WHEN merchandise > 0 THEN least(refunded / merchandise::DOUBLE, 1)
            ELSE 1
        END AS given_back
    FROM closed
)
SELECT
    transaction_id, first_record, head, has_head, lines, own_lines, day, sold_at, identity, associate, location,
    CASE WHEN is_cancelled THEN 'cancelled' WHEN is_refund THEN 'refund' ELSE 'sale' END AS kind,
    coalesce(currency, $currency) AS currency,
    -- A till that tells figures by the line only has them summed; one that tells them by the order is taken at its word.
    if($values_on_head, subtotal, coalesce(subtotal, line_net)) AS subtotal,
    if($values_on_head, order_discount, coalesce(order_discount, line_discount)) AS discount,
    shipping,
    if($values_on_head, taxes, coalesce(taxes, line_tax)) AS taxes,
    tips,
    if($values_on_head, total, coalesce(total, line_net + line_tax)) AS total,
    refunded,
    (merchandise * (1 - spread) * (1 - taxed) * (1 - given_back))::DECIMAL(18, 4) AS net,
    reconciled, spread, taxed,
    md5_number_lower(concat(
        day, '|', sold_at, '|', is_cancelled, '|', is_refund, '|', identity, '|', associate, '|', location, '|', currency,
        '|', subtotal, '|', order_discount, '|', shipping, '|', taxes, '|', total, '|', refunded, '|', tips, '|', lines,
        '|', told
    )) AS content
FROM meant;

-- name: place-sales
-- after: gather-sales
-- Which sale of the book each gathered transaction is: the same telling, another telling, or none yet.
CREATE OR REPLACE TEMP TABLE placed AS
WITH
known AS (
    SELECT sale.transaction_id, max(sale.sale) FILTER (WHERE sale.content = gathered.content) AS same_sale
    FROM sale
    JOIN gathered USING (transaction_id)
    WHERE sale.source = $source
    GROUP BY sale.transaction_id
),
met AS (
    SELECT
        gathered.transaction_id, first_record, known.same_sale, known.transaction_id IS NOT NULL AS is_known
    FROM gathered
    LEFT JOIN known USING (transaction_id)
)
SELECT
    transaction_id,
    same_sale IS NULL AS is_told_anew,
    is_known,
    coalesce(
        same_sale, $last_sale + row_number() OVER (PARTITION BY same_sale IS NULL ORDER BY first_record)
    )::INTEGER AS sale
FROM met;

-- name: last-sale
SELECT coalesce(max(sale), 0) FROM sale;

-- name: add-sales
-- after: place-sales
INSERT INTO sale (
    sale, source, transaction_id, standing, day, sold_at, kind, identity, associate, location, currency, subtotal,
    discount, shipping, taxes, tips, total, refunded, net, reconciled, content, batch
)
SELECT
    sale, $source, transaction_id, NOT is_known, day, sold_at, kind, identity, associate, location, currency, subtotal,
    discount, shipping, taxes, tips, total, refunded, net, reconciled, content, $batch
FROM gathered
JOIN placed USING (transaction_id)
WHERE is_told_anew;

-- name: add-lines
-- after: place-sales
INSERT INTO sale_line (
    sale, line, kind, item, variant, sku, category, brand, quantity, gross, discount, told_net, net, tax
)
SELECT
    placed.sale,
    (staged.rowid - gathered.first_record + 1)::INTEGER,
    staged.kind, item, variant, sku, category, brand, quantity, staged.gross, staged.discount, staged.net,
    (coalesce(staged.net, staged.gross - coalesce(staged.discount, 0), 0)
        * CASE WHEN staged.kind IN ('tip', 'gift card') THEN 1 ELSE (1 - spread) * (1 - taxed) END)::DECIMAL(18, 4),
    tax
FROM staged
JOIN gathered USING (transaction_id)
JOIN placed USING (transaction_id)
WHERE bad IS NULL AND is_told_anew;

-- name: add-sightings
-- after: place-sales
INSERT INTO sale_sighting (sale, batch, head, lines)
SELECT sale, $batch, has_head, NULL
FROM gathered
JOIN placed USING (transaction_id)
WHERE lines = own_lines;

-- name: add-partial-sightings
-- after: place-sales, make-told
-- Where the version has more lines than this file had, which ones those were.
INSERT INTO sale_sighting (sale, batch, head, lines)
WITH
own AS (
    SELECT
        placed.sale, told(kind, item, variant, sku, category, brand, quantity, gross, discount, net, tax) AS told,
        row_number() OVER (PARTITION BY placed.sale, told) AS occurrence, is_head
    FROM staged
    JOIN placed USING (transaction_id)
    WHERE bad IS NULL AND NOT came_before
      AND transaction_id IN (SELECT transaction_id FROM gathered WHERE lines > own_lines)
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

-- name: renew-standing
-- after: place-sales
-- Of several tellings of a transaction stands the one of the newest export: its last day, then the later import.
UPDATE sale SET standing = chosen.stands
FROM (
    WITH
    told AS (
        SELECT sale.sale, sale.transaction_id, max((import_batch.told_on, import_batch.batch)) AS newest
        FROM sale
        JOIN sale_sighting USING (sale)
        JOIN import_batch ON import_batch.batch = sale_sighting.batch AND import_batch.undone_at IS NULL
        WHERE sale.source = $source
          AND sale.transaction_id IN (SELECT transaction_id FROM placed WHERE is_known)
        GROUP BY sale.sale, sale.transaction_id
    )
    -- A sale without a transaction id only ever grows: its last version has all lines.
    SELECT
        sale,
        CASE WHEN starts_with(transaction_id, '~') THEN sale = max(sale) OVER (PARTITION BY transaction_id)
            ELSE newest = max(newest) OVER (PARTITION BY transaction_id)
        END AS stands
    FROM told
) AS chosen
WHERE chosen.sale = sale.sale AND chosen.stands <> sale.standing;

-- name: count-gathered
-- after: gather-sales
SELECT min(day) AS first_day, max(day) AS last_day FROM gathered;

-- name: count-posted
-- after: place-sales
SELECT
    coalesce(sum(own_lines) FILTER (WHERE is_told_anew), 0)::BIGINT AS rows_kept,
    coalesce(sum(own_lines) FILTER (WHERE NOT is_told_anew), 0)::BIGINT AS rows_already_there,
    count(*) AS sales,
    count(*) FILTER (WHERE NOT is_known) AS sales_new,
    count(*) FILTER (WHERE identity IS NULL) AS sales_without_client,
    count(*) FILTER (WHERE reconciled) AS sales_reconciled,
    count(*) FILTER (WHERE NOT reconciled) AS sales_flagged
FROM gathered
JOIN placed USING (transaction_id);

-- name: sum-import
-- Summed from the book, not from the file, so that it proves the posting.
WITH
seen AS (
    SELECT sale.*, sale_sighting.head, sale_sighting.lines
    FROM sale_sighting
    JOIN sale USING (sale)
    WHERE sale_sighting.batch = $batch
),
item AS (
    SELECT
        currency,
        count(*) AS lines,
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
        coalesce(sum(refunded), 0) - coalesce(sum(net) FILTER (WHERE kind = 'refund'), 0) AS refunds,
        sum(subtotal) FILTER (WHERE head) AS subtotal,
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
