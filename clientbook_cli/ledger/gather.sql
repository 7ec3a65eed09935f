-- One row a transaction of a file: its figures, what they mean, and what it is worth.

-- name: find-span
-- after: stage-lines
-- From where to where the records lie.
SELECT min(rowid) AS first, max(rowid) AS last FROM staged WHERE bad IS NULL;

-- name: find-scattered
-- after: stage-lines
-- Transactions, by a hash of their number, whose records do not all lie in one stretch of the file.
CREATE OR REPLACE TEMP TABLE scattered AS
SELECT hash(transaction_id) AS key
FROM staged
WHERE bad IS NULL AND $last - $first >= $at_once
GROUP BY key
HAVING (min(rowid) - $first) // $at_once <> (max(rowid) - $first) // $at_once;

-- name: count-scattered
-- after: find-scattered
SELECT count(*) FROM scattered;

-- name: sum-lines
-- after: find-scattered
-- What the records of each transaction in one stretch of the file come to, or of each that is scattered.
CREATE OR REPLACE TEMP TABLE body AS
WITH
line AS (
    SELECT
        *, rowid AS record, coalesce(net, gross - coalesce(discount, 0), 0) AS worth
    FROM staged
    WHERE bad IS NULL AND rowid BETWEEN $first AND $last
      AND (hash(transaction_id) IN (SELECT key FROM scattered)) = $scattered
)
SELECT
    transaction_id,
    coalesce(min(record) FILTER (WHERE is_head), min(record)) AS head,
    bool_or(is_head) OR $sums AS has_head,
    (count(*) FILTER (WHERE is_head))::INTEGER AS heads,
    min(record) AS first_record,
    max(record) AS last_record,
    count(*)::INTEGER AS all_rows,
    (count(*) FILTER (WHERE NOT came_before))::INTEGER AS own_rows,
    (count(*) FILTER (WHERE is_line))::INTEGER AS lines,
    (count(*) FILTER (WHERE is_line AND NOT came_before))::INTEGER AS own_lines,
    (count(*) FILTER (WHERE is_record AND NOT came_before))::INTEGER AS own_records,
    coalesce(bool_and(is_refund) FILTER (WHERE is_line), false) AS is_refund,
    bool_or(is_cancelled) OR coalesce(bool_and(kind = 'voided') FILTER (WHERE is_line), false) AS is_cancelled,
    (sum(gross) FILTER (WHERE is_line AND kind NOT IN ('tip', 'voided')))::DECIMAL(18, 4) AS gross,
    (sum(gross) FILTER (WHERE kind = 'tip'))::DECIMAL(18, 4) AS tip_lines,
    (sum(discount) FILTER (WHERE is_line))::DECIMAL(18, 4) AS line_discount,
    (coalesce(sum(worth) FILTER (WHERE is_line AND kind NOT IN ('tip', 'gift card', 'voided')), 0))::DECIMAL(18, 4) AS base,
    (coalesce(sum(worth) FILTER (WHERE is_line AND kind IN ('merchandise', 'whole')), 0))::DECIMAL(18, 4) AS merchandise,
    (sum(net) FILTER (WHERE is_line AND kind <> 'voided'))::DECIMAL(18, 4) AS line_net,
    (sum(tax) FILTER (WHERE is_line AND kind <> 'voided'))::DECIMAL(18, 4) AS line_tax,
    bool_and(abs(gross - coalesce(discount, 0) - net) <= 0.01) FILTER (WHERE is_line) AS lines_close
FROM line
GROUP BY transaction_id;

-- name: sum-figures
-- after: find-scattered
-- What only some tills need: figures of an order that are the sum over its rows, tenders on rows of their own, lines that
-- came back. Empty for all others, whose files may have millions of orders.
CREATE OR REPLACE TEMP TABLE summed AS
WITH
line AS (
    SELECT
        *, rowid AS record, coalesce(net, gross - coalesce(discount, 0), 0) AS worth
    FROM staged
    WHERE bad IS NULL AND rowid BETWEEN $first AND $last
      AND (hash(transaction_id) IN (SELECT key FROM scattered)) = $scattered
)
SELECT
    coalesce(min(record) FILTER (WHERE is_head), min(record)) AS head, sum(subtotal) AS subtotal,
    sum(order_discount) AS order_discount, sum(shipping) AS shipping,
    sum(taxes) AS taxes, sum(fees) AS fees, sum(gift_cards_sold) AS gift_cards_sold, sum(tips) AS tips,
    sum(total) AS total, sum(refunded) AS refunded, sum(payout) AS payout, sum(payout_costs) AS payout_costs,
    sum(worth) FILTER (WHERE kind = 'returned') AS returned,
    bool_and(abs(reckoned - gross) <= 0.01 OR net = gross) FILTER (WHERE is_line) AS quantities_close,
    nullif(concat_ws(' + ', min(tender), nullif(max(tender), min(tender))), '') AS tender
FROM line
WHERE $sums OR $by_rows
GROUP BY transaction_id;

-- name: make-gathered
-- after: stage-lines
CREATE OR REPLACE TEMP TABLE gathered (
    transaction_id VARCHAR, first_record BIGINT, last_record BIGINT, head BIGINT, has_head BOOLEAN, heads INTEGER,
    all_rows INTEGER, own_rows INTEGER, lines INTEGER, own_lines INTEGER, own_records INTEGER, day DATE, sold_at TIMESTAMP,
    identity UBIGINT, consent_0 VARCHAR, associate VARCHAR, location VARCHAR, tender VARCHAR, kind VARCHAR, currency VARCHAR,
    subtotal DECIMAL(18, 4), discount DECIMAL(18, 4), shipping DECIMAL(18, 4), taxes DECIMAL(18, 4), tips DECIMAL(18, 4),
    total DECIMAL(18, 4), refunded DECIMAL(18, 4), given_back DOUBLE, net DECIMAL(18, 4), reconciled BOOLEAN, spread DOUBLE,
    taxed DOUBLE, is_scattered BOOLEAN
);

-- name: gather-sales
-- after: sum-lines, sum-figures, make-gathered
-- The transactions that were summed. Wide columns are fetched for the head record alone; a stretch at a time, since those
-- of a large file would not find room.
--
-- What an order's figures mean is decided by which identity closes, tips aside, to the cent (docs/import-formats.md):
--   goods = subtotal, or subtotal - discount where the till tells it before discounts
--   shipping discount = goods + shipping + fees (+ taxes, where prices are without) - (total - tips)
--   lines - goods = discount - shipping discount, and 0 <= shipping discount <= discount
INSERT INTO gathered BY NAME
WITH
whole AS (
    SELECT
        body.*, staged.day, staged.sold_at, staged.currency, staged.associate, staged.location, staged.consent_0,
        if($sums, summed.subtotal, staged.subtotal) AS subtotal,
        if($sums, summed.order_discount, staged.order_discount) AS order_discount,
        if($sums, summed.shipping, staged.shipping) AS shipping,
        if($sums, summed.taxes, staged.taxes) AS taxes,
        -- Where rows are of several kinds, the total of a line is not the order's.
        CASE WHEN $sums THEN summed.total WHEN NOT ($by_rows AND heads = 0) THEN staged.total END AS total,
        if($sums, coalesce(summed.refunded, summed.returned), staged.refunded) AS refunded,
        coalesce(if($sums, summed.fees, staged.fees), 0) + coalesce(
            if($sums, summed.gift_cards_sold, staged.gift_cards_sold), 0
        ) AS extras,
        coalesce(if($sums, summed.tips, staged.tips), body.tip_lines) AS tips,
        summed.returned, summed.quantities_close, summed.payout, summed.payout_costs,
        if($sums OR $by_rows, summed.tender, staged.tender) AS tender,
        staged.identity
    FROM body
    JOIN staged ON staged.rowid = body.head
    LEFT JOIN summed ON summed.head = body.head
    WHERE staged.rowid BETWEEN $first AND $last
),
-- Discounts that stand between the lines and the goods: none, where the till tells prices after them.
stated AS (
    SELECT
        *,
        if($priced_after, 0, order_discount) AS off,
        total - if($tips_outside, 0, coalesce(tips, 0)) - extras - coalesce(shipping, 0) AS due,
        if($subtotal_before, subtotal - coalesce(order_discount, 0), subtotal) AS goods
    FROM whole
),
-- off_shipping: how much of the discount is on shipping, with the tax on top or in the prices.
closing AS (
    SELECT *, goods + coalesce(taxes, 0) - due AS off_shipping_untaxed, goods - due AS off_shipping_taxed FROM stated
),
closed AS (
    SELECT
        *,
        $closes = 'order' AND abs(gross - goods - off + off_shipping_untaxed) <= 0.01
            AND off_shipping_untaxed BETWEEN -0.01 AND off + 0.01 AS closes_untaxed,
        $closes = 'order' AND abs(gross - goods - off + off_shipping_taxed) <= 0.01
            AND off_shipping_taxed BETWEEN -0.01 AND off + 0.01 AS closes_taxed,
        coalesce(line_net, gross - coalesce(line_discount, 0)) + coalesce(taxes, line_tax, 0) AS told_due,
        -- Refunded units are out of the quantities: the lines are then less than the goods, by no more than was given back.
        $netted AND refunded > 0 AND gross < goods - 0.01 AND abs(goods + coalesce(taxes, 0) - due) <= 0.01
            AND goods - gross <= refunded + 0.01 AS is_netted
    FROM closing
),
meant AS (
    SELECT
        *,
        CASE $closes
            WHEN 'order' THEN coalesce(closes_untaxed OR closes_taxed OR is_netted, lines_close)
            -- A total may stand before or after what was given back by the amount.
            WHEN 'total' THEN abs(told_due - due) <= 0.01 OR coalesce(abs(told_due - due - refunded) <= 0.01, false)
            WHEN 'payout' THEN abs(gross - coalesce(order_discount, 0) + coalesce(shipping, 0) - payout_costs - payout) <= 0.01
            WHEN 'quantity' THEN quantities_close
            WHEN 'lines' THEN lines_close
        END AS reconciled,
        CASE
            WHEN base <= 0 OR $priced_after THEN 0
            WHEN closes_untaxed OR closes_taxed OR order_discount IS NULL
                THEN greatest(least((coalesce(gross - goods, 0) - coalesce(line_discount, 0)) / base::DOUBLE, 1), 0)
            ELSE greatest(least((order_discount - coalesce(line_discount, 0)) / base::DOUBLE, 1), 0)
        END AS spread,
        CASE
            WHEN NOT closes_untaxed AND closes_taxed AND goods + coalesce(shipping, 0) - off_shipping_taxed > 0
                THEN coalesce(taxes, 0) / (goods + coalesce(shipping, 0) - off_shipping_taxed)::DOUBLE
            ELSE 0
        END AS taxed,
        CASE
            -- Lines that came back are out already, as are refunded units.
            WHEN coalesce(refunded, 0) <= 0 OR returned IS NOT NULL OR is_netted THEN 0
            WHEN $closes = 'payout' AND payout > 0 THEN least(refunded / payout::DOUBLE, 1)
            WHEN $closes = 'total' AND abs(told_due - due - refunded) <= 0.01 AND total + refunded > 0
                THEN least(refunded / (total + refunded)::DOUBLE, 1)
            WHEN total > 0 AND $closes <> 'payout' THEN least(refunded / total::DOUBLE, 1)
            WHEN merchandise > 0 THEN least(refunded / merchandise::DOUBLE, 1)
            ELSE 1
        END AS given_back
    FROM closed
),
figured AS (
    SELECT
        transaction_id, first_record, last_record, head, has_head, heads, all_rows, own_rows, lines, own_lines,
        own_records, day, sold_at, identity, associate, location, tender, consent_0,
        CASE WHEN is_cancelled THEN 'cancelled' WHEN is_refund THEN 'refund' ELSE 'sale' END AS kind,
        coalesce(currency, $currency) AS currency,
        -- A till that tells figures by the line only has them summed; one that tells them by the order is taken at its word.
        if($on_head, subtotal, coalesce(subtotal, line_net)) AS subtotal,
        if($on_head, order_discount, coalesce(order_discount, line_discount)) AS discount,
        shipping,
        if($on_head, taxes, coalesce(taxes, line_tax)) AS taxes,
        tips,
        if($on_head, total, coalesce(total, line_net + line_tax)) AS total,
        refunded, given_back,
        -- An amount given back without an item is a sale of its own in some tills, of nothing else.
        (merchandise * (1 - spread) * (1 - taxed) * (1 - given_back))::DECIMAL(18, 4)
            - if($closes = 'total' AND merchandise <= 0, coalesce(refunded, 0), 0) AS net,
        reconciled, spread, taxed, $scattered AS is_scattered
    FROM meant
)
SELECT * FROM figured;

-- name: drop-body
-- after: sum-lines
-- Its room is needed.
DROP TABLE IF EXISTS body;

-- name: drop-summed
-- after: sum-figures
DROP TABLE IF EXISTS summed;

-- name: find-doubled
-- after: gather-sales, make-told
-- The second copy of a block of records that stands in the file twice, as when an export was pasted under itself. Each
-- of its sales has an even number of records, the second half of which repeats the first at the same distance, and the
-- repeated records fill that distance. Two identical lines of one sale are no such block; an order with two heads is.
CREATE OR REPLACE TEMP TABLE doubled AS
WITH
suspect AS (
    SELECT
        transaction_id, last_record - first_record + 1 - own_rows // 2 AS distance, own_rows // 2 AS half,
        $one_head AND heads = 2 AS two_heads,
        if(starts_with(transaction_id, '~'), day::VARCHAR, transaction_id) AS sale
    FROM gathered
    WHERE own_rows % 2 = 0 AND all_rows = own_rows
      AND (last_record - first_record + 1 > own_rows OR $one_head AND heads = 2)
),
likely AS (
    SELECT * FROM suspect
    QUALIFY two_heads
        OR sum(half) OVER (PARTITION BY distance) >= distance
            AND min(sale) OVER (PARTITION BY distance) <> max(sale) OVER (PARTITION BY distance)
),
line AS (
    SELECT
        staged.rowid AS record, is_record, likely.*,
        row_number() OVER (PARTITION BY likely.transaction_id ORDER BY staged.rowid) AS place,
        hash(
            staged.day, sold_at, is_head,
            told(kind, item, variant, sku, category, brand, quantity, gross, discount, net, tax), total, refunded
        ) AS said
    FROM staged
    JOIN likely USING (transaction_id)
    WHERE bad IS NULL
),
twin AS (
    SELECT
        first.transaction_id, first.sale, first.distance, first.half, first.two_heads, second.record, second.is_record,
        first.said = second.said AND (second.record - first.record = first.distance OR first.two_heads) AS same
    FROM line AS first
    JOIN line AS second ON second.transaction_id = first.transaction_id AND second.place = first.place + first.half
    WHERE first.place <= first.half
),
whole AS (
    SELECT transaction_id
    FROM twin
    GROUP BY transaction_id
    HAVING bool_and(same)
),
run AS (
    -- Repeated records that follow each other without a gap.
    SELECT
        twin.record, twin.distance, twin.sale, twin.two_heads, is_record,
        twin.record - row_number() OVER (PARTITION BY twin.distance ORDER BY twin.record) AS island
    FROM twin
    JOIN whole USING (transaction_id)
)
SELECT record, is_record
FROM run
QUALIFY two_heads
    OR count(*) OVER (PARTITION BY distance, island) >= distance
        AND min(sale) OVER (PARTITION BY distance, island) <> max(sale) OVER (PARTITION BY distance, island);

-- name: drop-doubled
-- after: find-doubled
DELETE FROM staged WHERE rowid IN (SELECT record FROM doubled);

-- name: count-doubled
-- after: find-doubled
SELECT count(*) FILTER (WHERE is_record) FROM doubled;

-- name: count-gathered
-- after: gather-sales
SELECT min(day) AS first_day, max(day) AS last_day, count(sold_at) > 0 AS has_times FROM gathered;
