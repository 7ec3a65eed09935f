-- Which of several tellings of a sale counts. Works on the transactions of the temporary table `retold`.

-- name: add-telling
INSERT INTO telling (batch, lacks) VALUES ($batch, $lacks);

-- name: list-tellings
-- after: list-retold
CREATE OR REPLACE TEMP TABLE told_by AS
SELECT
    sale.sale, sale.transaction_id, sale.part, sale.standing AS stood, sale.beside AS was_beside, telling.lacks,
    struct_pack(
        has_figures := coalesce(sale.total, sale.subtotal) IS NOT NULL, told_on := import_batch.told_on,
        batch := import_batch.batch
    ) AS newness,
    import_batch.batch
FROM sale
JOIN (
    SELECT sale, batch FROM sale_sighting
    UNION
    SELECT whole, batch FROM sale_part JOIN sale_sighting USING (sale) WHERE made
) AS sighting USING (sale)
JOIN import_batch ON import_batch.batch = sighting.batch AND import_batch.undone_at IS NULL
LEFT JOIN telling ON telling.batch = sighting.batch
WHERE sale.source = $source AND sale.transaction_id IN (SELECT transaction_id FROM retold);

-- name: find-fuller
-- after: list-tellings, make-told, make-content
-- A telling whose file merely lacked columns says what a fuller version says, as far as it goes.
CREATE OR REPLACE TEMP TABLE fuller AS
WITH
version AS (SELECT DISTINCT sale, transaction_id, part FROM told_by),
pair AS (
    SELECT told_by.sale, told_by.batch, told_by.lacks, version.sale AS full_sale
    FROM told_by
    JOIN version ON version.transaction_id = told_by.transaction_id AND version.part = told_by.part
        AND version.sale <> told_by.sale
    WHERE len(told_by.lacks) > 0
),
-- A file that lacks stock numbers may have some, beside those that a spreadsheet spoiled.
line AS (
    SELECT
        sale, batch, count(*) AS lines,
        sum(told(
            kind, item, variant, if('sku' IN lacks, NULL, sku), category, brand, quantity, gross, discount, told_net, tax
        )) AS told
    FROM sale_line
    JOIN (SELECT DISTINCT sale, batch, lacks FROM pair) USING (sale)
    GROUP BY sale, batch
),
said AS (
    SELECT
        sale.sale, one.batch, content_of(
            day, sold_at, kind, identity, associate, location, currency, subtotal, discount, shipping, taxes, tips, total,
            refunded, tender, coalesce(lines, 0), told
        ) AS content
    FROM sale
    JOIN (SELECT DISTINCT sale, batch FROM pair) AS one ON one.sale = sale.sale
    LEFT JOIN line ON line.sale = one.sale AND line.batch = one.batch
),
item AS (
    SELECT
        pair.sale, pair.batch, full_sale, count(*) AS lines,
        sum(told(
            kind, if('item' IN lacks, NULL, item), if('variant' IN lacks, NULL, variant), if('sku' IN lacks, NULL, sku),
            if('category' IN lacks, NULL, category), if('brand' IN lacks, NULL, brand),
            if('quantity' IN lacks, NULL, quantity), if('gross' IN lacks, NULL, gross),
            if('line discount' IN lacks, NULL, discount), if('told_net' IN lacks, NULL, told_net),
            if('tax' IN lacks, NULL, tax)
        )) AS told
    FROM pair
    JOIN sale_line ON sale_line.sale = full_sale
    GROUP BY pair.sale, pair.batch, full_sale
)
SELECT pair.sale, pair.batch, pair.full_sale
FROM pair
JOIN said USING (sale, batch)
JOIN item USING (sale, batch, full_sale)
JOIN sale ON sale.sale = full_sale
LEFT JOIN identity ON identity.identity = sale.identity
WHERE said.content = content_of(
    sale.day, if('sold_at' IN lacks, NULL, sale.sold_at),
    if('kind' IN lacks AND sale.kind = 'cancelled', 'sale', sale.kind),
    known_by(
        sale.source, if('pos_id' IN lacks, NULL, pos_id), if('name' IN lacks, NULL, identity.name),
        if('first_name' IN lacks, NULL, first_name), if('email' IN lacks, NULL, email),
        if('phone_text' IN lacks, NULL, phone_text), if('street' IN lacks, NULL, street), if('city' IN lacks, NULL, city),
        if('region' IN lacks, NULL, region), if('postcode' IN lacks, NULL, postcode),
        if('country' IN lacks, NULL, country), if('company' IN lacks, NULL, company)
    ),
    if('associate' IN lacks, NULL, sale.associate), if('location' IN lacks, NULL, location), currency,
    if('subtotal' IN lacks, NULL, subtotal), if('discount' IN lacks, NULL, sale.discount),
    if('shipping' IN lacks, NULL, shipping), if('taxes' IN lacks, NULL, taxes), if('tips' IN lacks, NULL, tips),
    if('total' IN lacks, NULL, total), if('refunded' IN lacks, NULL, refunded),
    if('tender' IN lacks, NULL, tender), item.lines, item.told
);

-- name: choose-standing
-- after: find-fuller
-- Of several tellings of a transaction stands one that has its lines, if there is one; the best of each other part
-- (orders, payments) stays beside it. The best is the newest: of a file with the figures of whole sales before one
-- without, then by the last day its export knew of, then the later import; or, where fuller versions say the same, the
-- fullest of them. A part of a sale never stands beside the whole.
CREATE OR REPLACE TEMP TABLE chosen AS
WITH
newest AS (
    SELECT transaction_id, part, arg_max(sale, newness) AS sale, arg_max(batch, newness) AS batch
    FROM told_by
    WHERE sale NOT IN (SELECT sale FROM sale_part)
    GROUP BY transaction_id, part
),
rank AS (
    SELECT sale, max((-len(coalesce(lacks, [])), newness)) AS fullness FROM told_by GROUP BY sale
),
best AS (
    SELECT
        newest.transaction_id, newest.part,
        coalesce(arg_max(fuller.full_sale, rank.fullness), any_value(newest.sale)) AS sale
    FROM newest
    LEFT JOIN fuller ON fuller.sale = newest.sale AND fuller.batch = newest.batch
    LEFT JOIN rank ON rank.sale = fuller.full_sale
    GROUP BY newest.transaction_id, newest.part
),
standing AS (
    -- In the order of what they have: lines, orders, payments.
    SELECT transaction_id, arg_min(sale, part) AS sale FROM best GROUP BY transaction_id
)
SELECT DISTINCT
    told_by.sale, stood, was_beside, told_by.sale = standing.sale AS stands,
    if(best.sale = told_by.sale AND told_by.sale <> standing.sale, standing.sale, NULL) AS beside
FROM told_by
JOIN best ON best.transaction_id = told_by.transaction_id AND best.part = told_by.part
JOIN standing ON standing.transaction_id = told_by.transaction_id;

-- name: count-renewed
-- after: choose-standing
-- Tellings that a newer one of their own part replaces, and those that now stand beside another file's.
SELECT
    count(*) FILTER (WHERE (stood OR was_beside IS NOT NULL) AND NOT stands AND beside IS NULL) AS changed,
    count(*) FILTER (WHERE was_beside IS NULL AND beside IS NOT NULL)
        - count(*) FILTER (WHERE was_beside IS NOT NULL AND beside IS NULL) AS joined
FROM chosen;

-- name: count-risen
-- after: choose-standing
SELECT count(*) FROM chosen WHERE stands AND NOT stood;

-- name: renew-standing
-- after: choose-standing
UPDATE sale SET standing = chosen.stands, beside = chosen.beside
FROM chosen
WHERE chosen.sale = sale.sale AND (chosen.stands <> sale.standing OR chosen.beside IS DISTINCT FROM sale.beside);

-- name: count-covered
-- after: find-fuller, place-sales
-- Rows of this file that say in fewer columns what the book knew.
SELECT coalesce(sum(own_records), 0)::BIGINT
FROM placed
WHERE is_told_anew AND sale IN (SELECT sale FROM fuller WHERE batch = $batch);
