-- Which tellings of a sale are parts of others, and what they make together.

-- name: compare-tellings
-- after: place-sales, list-retold, make-told
-- Each new telling of this file beside every other of the same sale that it does not contradict: whether it has lines that
-- the other lacks, and the other way round. A clash is a line that both tell, differently: then one is a correction of the
-- other. Where the figures of whole orders agree and neither adds up alone, a different price is no clash, but another line.
-- Two that both add up tell of the same lines; one may lack rows of payments, which no figure shows. Lines that are alike
-- are one line, unless the order is worth both tellings together: then each has its own (`is_apart`).
CREATE OR REPLACE TEMP TABLE alike AS
WITH
version AS (
    SELECT
        sale, transaction_id, day, subtotal, discount, shipping, taxes, total, refunded, coalesce(tender, '') AS tender,
        coalesce(reconciled, false) AS closes, reconciled IS NULL AS untold,
        $on_head AND coalesce(total, subtotal) IS NULL AS is_headless
    FROM sale
    WHERE source = $source AND sale.part = $part AND transaction_id IN (SELECT transaction_id FROM retold)
      AND NOT starts_with(transaction_id, '~')
),
pair AS (
    SELECT
        own.sale, other.sale AS other, own.is_headless, other.is_headless AS other_is_headless, own.closes,
        other.closes AS other_closes,
        $by_rows AND NOT contains(other.tender, own.tender) AS has_more_tenders,
        $by_rows AND NOT contains(own.tender, other.tender) AS lacks_tenders,
        CASE WHEN NOT own.closes AND NOT other.closes THEN coalesce(own.subtotal, other.subtotal) END AS goods,
        coalesce(own.discount, other.discount, 0) AS discount,
        $on_head AND (
            own.is_headless OR other.is_headless OR NOT (own.closes OR other.closes OR own.untold OR other.untold)
        ) AS is_sure
    FROM placed
    JOIN version AS own ON own.sale = placed.sale
    JOIN version AS other ON other.transaction_id = own.transaction_id AND other.sale <> own.sale AND other.day = own.day
    WHERE is_told_anew AND NOT ($on_head AND (
        own.closes AND other.closes AND NOT ($by_rows AND own.tender <> other.tender AND (
            contains(own.tender, other.tender) OR contains(other.tender, own.tender)
        ))
        OR coalesce(own.subtotal <> other.subtotal, false) OR coalesce(own.discount <> other.discount, false)
        OR coalesce(own.shipping <> other.shipping, false) OR coalesce(own.taxes <> other.taxes, false)
        OR coalesce(own.total <> other.total, false) OR coalesce(own.refunded <> other.refunded, false)
    ))
),
line AS (
    SELECT
        sale, item, variant, sku, quantity, gross,
        told(kind, item, variant, sku, category, brand, quantity, gross, discount, told_net, tax) AS told,
        row_number() OVER (PARTITION BY sale, told ORDER BY line) AS occurrence
    FROM sale_line
    WHERE sale IN (SELECT sale FROM pair UNION SELECT other FROM pair)
),
weight AS (SELECT sale, sum(gross) AS gross FROM line GROUP BY sale),
apart AS (
    SELECT pair.sale, other, true AS is_apart
    FROM pair
    JOIN weight AS mine ON mine.sale = pair.sale
    JOIN weight AS theirs ON theirs.sale = pair.other
    -- Some tills tell what the goods are worth before the discount.
    WHERE abs(goods + discount - mine.gross - theirs.gross) <= 0.01 OR abs(goods - mine.gross - theirs.gross) <= 0.01
),
own AS (SELECT pair.sale, other, line.* EXCLUDE (sale) FROM pair JOIN line ON line.sale = pair.sale),
others AS (SELECT pair.sale, other, line.* EXCLUDE (sale) FROM pair JOIN line ON line.sale = pair.other),
extra AS (
    SELECT sale, other, true AS is_own, item, variant, sku, quantity, gross
    FROM own ANTI JOIN others USING (sale, other, told, occurrence)
    UNION ALL
    SELECT sale, other, false, item, variant, sku, quantity, gross
    FROM others ANTI JOIN own USING (sale, other, told, occurrence)
),
clash AS (
    SELECT DISTINCT sale, other
    FROM extra AS mine
    JOIN extra AS theirs USING (sale, other)
    JOIN pair USING (sale, other)
    WHERE mine.is_own AND NOT theirs.is_own AND mine.item IS NOT DISTINCT FROM theirs.item
      AND coalesce(mine.variant = theirs.variant, true)
      AND coalesce(ltrim(mine.sku, '0') = ltrim(theirs.sku, '0'), true)
      AND (NOT is_sure OR mine.quantity = theirs.quantity AND mine.gross = theirs.gross)
),
counted AS (
    SELECT sale, other, count(*) FILTER (WHERE is_own) AS own, count(*) FILTER (WHERE NOT is_own) AS others
    FROM extra
    GROUP BY sale, other
)
SELECT
    pair.sale, pair.other, is_headless,
    coalesce(is_apart, counted.own > 0, false) OR other_is_headless AND NOT is_headless OR has_more_tenders AS has_more,
    coalesce(is_apart, counted.others > 0, false) OR is_headless AND NOT other_is_headless OR lacks_tenders AS lacks_some,
    coalesce(is_apart, false) AS is_apart,
    -- What adds up alone lacks no line.
    $on_head AND other_closes AND NOT closes AND coalesce(counted.own, 0) > 0 AS has_too_many,
    $on_head AND closes AND NOT other_closes AND coalesce(counted.others, 0) > 0 AS lacks_too_many,
    $on_head AND other_closes AND NOT closes AS proves_part,
    (SELECT count(*) FROM line WHERE line.sale = pair.other) AS other_lines
FROM pair
LEFT JOIN counted USING (sale, other)
LEFT JOIN apart USING (sale, other)
ANTI JOIN clash USING (sale, other);

-- name: count-alike
-- after: compare-tellings
SELECT count(*) FROM alike WHERE has_more <> lacks_some OR has_more;

-- name: find-edges
-- after: place-sales
-- Sales of this file that it may hold in part: the first and the last of it, those whose rows are not together, and all
-- where it is not in the order of its days.
CREATE OR REPLACE TEMP TABLE edge AS
WITH
place AS (
    SELECT
        sale, first_record, last_record, all_rows, day - lag(day) OVER (ORDER BY first_record) AS step
    FROM placed
),
file AS (
    SELECT
        min(first_record) AS first_record, max(last_record) AS last_record, min(step) < 0 AND max(step) > 0 AS is_shuffled
    FROM place
)
SELECT sale
FROM place
CROSS JOIN file
WHERE is_shuffled OR place.first_record = file.first_record OR place.last_record = file.last_record
   OR place.last_record - place.first_record + 1 > all_rows;

-- name: find-parts
-- after: compare-tellings, find-edges
-- One telling has all that another has, and more. A new one that merely has less is a part only where it was cut off: else
-- the sale was corrected.
CREATE OR REPLACE TEMP TABLE part_of AS
SELECT sale, other AS whole
FROM alike
WHERE lacks_some AND NOT has_more AND NOT lacks_too_many AND (is_headless OR proves_part OR sale IN (SELECT sale FROM edge))
UNION ALL
SELECT other, sale
FROM alike
WHERE has_more AND NOT lacks_some AND NOT has_too_many;

-- name: add-parts
-- after: find-parts
INSERT INTO sale_part (sale, whole, made) SELECT sale, whole, false FROM part_of;

-- name: find-pieces
-- after: compare-tellings, find-parts
-- Each has what the other lacks: with which other this file makes a sale whole. What is a part of a telling that the book
-- has adds nothing to a third, nor is a third best added to it.
CREATE OR REPLACE TEMP TABLE piece AS
SELECT
    sale, arg_max(other, (other_lines, other)) AS other, arg_max(is_apart, (other_lines, other)) AS is_apart
FROM alike
WHERE has_more AND lacks_some AND NOT has_too_many AND NOT lacks_too_many AND sale NOT IN (SELECT sale FROM part_of)
  AND other NOT IN (SELECT sale FROM sale_part)
GROUP BY sale;

-- name: leave-pieces
-- after: list-retold, find-pieces
-- What stands of a sale in pieces is chosen once it is whole.
DELETE FROM retold WHERE transaction_id IN (SELECT transaction_id FROM sale JOIN piece USING (sale));

-- name: count-found
-- after: find-parts, find-pieces, place-sales
SELECT
    coalesce(sum(own_records), 0)::BIGINT AS rows, coalesce(sum(lines), 0)::BIGINT AS lines,
    (SELECT count(*) FROM piece) AS pieces
FROM placed
WHERE sale IN (SELECT sale FROM part_of);

-- name: stage-pieces
-- after: stage-lines, find-pieces, make-told
-- The lines of both, each once where they are not apart, as if one file had them; those of the telling that has the figures of the order first.
CREATE OR REPLACE TEMP TABLE staged AS
WITH
version AS (
    SELECT
        piece.sale AS pair, is_apart, sale.*, coalesce(total, subtotal) IS NOT NULL AS has_head,
        max(subtotal) OVER pieces AS most_subtotal, max(discount) OVER pieces AS most_discount,
        max(shipping) OVER pieces AS most_shipping, max(taxes) OVER pieces AS most_taxes,
        list(tender) OVER pieces AS tenders, max(total) OVER pieces AS most_total, max(refunded) OVER pieces AS most_refunded, max(tips) OVER pieces AS most_tips
    FROM piece
    JOIN sale ON sale.sale IN (piece.sale, piece.other)
    WINDOW pieces AS (PARTITION BY piece.sale)
),
line AS (
    SELECT
        version.*, sale_line.line, sale_line.kind AS line_kind, item, variant, sku, category, brand, quantity,
        sale_line.gross, sale_line.discount AS line_discount, told_net, sale_line.tax,
        told(sale_line.kind, item, variant, sku, category, brand, quantity, sale_line.gross, sale_line.discount, told_net,
            sale_line.tax) AS told,
        row_number() OVER (PARTITION BY version.sale, told ORDER BY sale_line.line) AS occurrence,
        row_number() OVER (PARTITION BY version.sale ORDER BY sale_line.line) = 1 AS is_first,
        coalesce(bool_and(sale_line.kind = 'voided') OVER (PARTITION BY version.sale), false) AS all_voided
    FROM version
    LEFT JOIN sale_line USING (sale)
),
chosen AS (
    SELECT * FROM line
    QUALIFY line IS NULL
        OR row_number() OVER (
            PARTITION BY pair, told, occurrence, if(is_apart, sale, NULL) ORDER BY line IS NULL, has_head DESC, sale
        ) = 1
),
laid AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY pair ORDER BY has_head DESC, sale, line) = 1 AS leads,
        bool_or(line_kind = 'tip') OVER (PARTITION BY pair) AS tips_in_lines
    FROM chosen
)
SELECT * FROM staged WHERE false
UNION ALL BY NAME
(
    SELECT
        laid.transaction_id, false AS keyless, laid.day, laid.sold_at, false AS came_before,
        if($summed, laid.identity IS NOT NULL, is_first AND has_head) AS is_head, line IS NOT NULL AS is_line,
        true AS is_record,
        coalesce(laid.gross, told_net, quantity) < 0 OR laid.kind = 'refund' AS is_refund,
        -- A piece whose lines were all voided says nothing of the others.
        laid.kind = 'cancelled' AND NOT all_voided AS is_cancelled,
        line_kind AS kind, item, variant, sku, category, brand, quantity, laid.gross, line_discount AS discount,
        told_net AS net, laid.tax, laid.currency,
        if($with_figures, if($summed, if(leads, most_subtotal, NULL), laid.subtotal), NULL) AS subtotal,
        if($with_figures, if($summed, if(leads, most_discount, NULL), laid.discount), NULL) AS order_discount,
        if($summed, if(leads, most_shipping, NULL), laid.shipping) AS shipping,
        if($with_figures, if($summed, if(leads, most_taxes, NULL), laid.taxes), NULL) AS taxes,
        if($with_figures, if($summed, if(leads, most_total, NULL), laid.total), NULL) AS total,
        if($summed, if(leads, most_refunded, NULL), laid.refunded) AS refunded,
        if(tips_in_lines, NULL, if($summed, if(leads, most_tips, NULL), laid.tips)) AS tips,
        if($summed OR $by_rows, if(leads, array_to_string(list_sort(list_distinct(flatten(list_transform(
            list_filter(tenders, lambda one: one IS NOT NULL), lambda one: string_split(one, ' + ')
        )))), ' + '), NULL), laid.tender) AS tender,
        laid.associate, laid.location, laid.identity, struct_pack(
            pos_id, name, first_name, email, phone_text, street, city, region, postcode, country, company
        ) AS particulars
    FROM laid
    LEFT JOIN identity USING (identity)
    ORDER BY laid.transaction_id, has_head DESC, sale, line
);

-- name: prove-pieces
-- after: find-pieces, gather-sales
-- Where each line is proved by itself, the whole is when its pieces are.
UPDATE gathered SET reconciled = told.reconciled
FROM (
    SELECT sale.transaction_id, bool_and(other.reconciled) AS reconciled
    FROM piece
    JOIN sale ON sale.sale = piece.sale
    JOIN sale AS other ON other.sale IN (piece.sale, piece.other)
    GROUP BY sale.transaction_id
) AS told
WHERE told.transaction_id = gathered.transaction_id;

-- name: add-made
-- after: find-pieces, place-sales
-- A piece may itself have been put together: its own pieces are then pieces of the new whole too.
INSERT INTO sale_part (sale, whole, made)
WITH
made AS (
    SELECT unnest([piece.sale, piece.other]) AS sale, placed.sale AS whole
    FROM piece
    JOIN sale ON sale.sale = piece.sale
    JOIN placed ON placed.transaction_id = sale.transaction_id
)
SELECT sale, whole, true FROM made
UNION
SELECT sale_part.sale, made.whole, true
FROM made
JOIN sale_part ON sale_part.whole = made.sale AND sale_part.made;

-- name: list-made
-- after: place-sales
CREATE OR REPLACE TEMP TABLE retold AS SELECT transaction_id FROM placed;
