-- Text to values. What is done to every cell stands in the macros; what becomes of a record in the two `stage-` queries,
-- which read the file once. A record that cannot be taken carries the field that is at fault in `bad`; one that is longer
-- than $most_line bytes, line ends within its cells included, is refused.

-- name: make-tidy
-- A cell without blanks at its ends; empty is nothing. Trimming every cell costs half as much as reading the file: only
-- those are that may need it, and what is looked for is found by the order of letters, which takes four bytes of a cell.
CREATE OR REPLACE TEMP MACRO tidy(t) AS
CASE
    WHEN t <= '!' THEN nullif(trim(t), '')
    WHEN suffix(t, ' ') THEN nullif(trim(t), '')
    ELSE t
END;

-- name: make-tidy-guards
-- The same without the mark that an export guards cells with: '00123.
CREATE OR REPLACE TEMP MACRO tidy(t) AS
CASE
    WHEN t < '(' THEN CASE
        WHEN t >= '''' THEN nullif(trim(regexp_replace(trim(t), '^''([=+\-@0-9])', '\1')), '')
        WHEN t > '!' AND NOT suffix(t, ' ') THEN t
        ELSE nullif(trim(t), '')
    END
    WHEN suffix(t, ' ') THEN nullif(trim(t), '')
    ELSE t
END;

-- name: make-tidy-all
-- The same with blanks that are not blanks, and guards as spreadsheets know them: ="00123".
CREATE OR REPLACE TEMP MACRO tidy(t) AS
CASE
    WHEN contains(t, chr(160)) OR contains(t, chr(8239)) OR (t >= '''' AND t < '(') OR (t >= '="' AND t < '=#')
        THEN nullif(trim(regexp_replace(regexp_replace(
            trim(replace(replace(t, chr(160), ' '), chr(8239), ' ')), '^''([=+\-@0-9])', '\1'), '^="(.*)"$', '\1')), '')
    ELSE nullif(trim(t), '')  -- such files are few
END;

-- name: make-word
-- A cell that should name somebody: what tills write for "nobody" is nothing.
CREATE OR REPLACE TEMP MACRO word(t) AS
CASE
    WHEN regexp_full_match(t, '(?i)n/?a|n\.a\.|none|null|nil|unknown|[-.?0]+|guest|cash|cash (customer|sale)|customer'
        '|walk[- ]?in( customer)?|no (name|customer)|anonymous|test|(grand |sub[- ]?)?totals?:?') THEN NULL
    ELSE t
END;

-- name: make-bare
-- A number of a sale or a person without zeros in front: a spreadsheet takes them away, and no till gives both 007 and 7.
CREATE OR REPLACE TEMP MACRO bare(t) AS
CASE
    WHEN t >= '0' AND t < '1'  -- a case within a case, or the pattern is held against every number
        THEN CASE WHEN regexp_full_match(t, '\d+') THEN coalesce(nullif(ltrim(t, '0'), ''), '0') ELSE t END
    ELSE t
END;

-- name: make-numbers
-- The numbers of a day, in no order: 1980-04-05 and 4/5/1980 are the same.
CREATE OR REPLACE TEMP MACRO numbers(t) AS
list_sort(list_transform(regexp_extract_all(t, '\d+'), lambda part: try_cast(part AS INTEGER)))::VARCHAR;

-- name: make-spoiled
-- What a spreadsheet leaves of a long number (2.12556E+09), and of one that it took for a month (3-2044: Mar-44).
CREATE OR REPLACE TEMP MACRO spoiled(t) AS
CASE
    WHEN contains(t, '-') OR contains(t, '+')  -- few have either, and a pattern costs ten times as much
        THEN regexp_full_match(t, '\d(\.\d+)?[eE]\+\d+|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d\d')
    ELSE false
END;

-- name: make-written
-- A number as people and spreadsheets write it: $1,234.50, (45.00), -$7.00, 12 €, and with `comma` as the decimal mark
-- 1.234,50. NULL when it is none: a thousands mark must stand before three digits, and one sign is enough.
CREATE OR REPLACE TEMP MACRO written(t, comma) AS
CASE
    WHEN regexp_full_match(t, '\p{Sc}?\s*-') THEN 0  -- how an accounting format shows nothing
    WHEN regexp_matches(t, '[-(+].*[-(+]') THEN NULL
    WHEN regexp_full_match(t, '[-+(]?\s?(?:[A-Z]{1,3})?\s?\p{Sc}?\s?[-+(]?(?:'
        || if(comma, '(?:\d{1,3}(?:[. '']\d{3})+|\d+)(?:,\d*)?', '(?:\d{1,3}(?:[, '']\d{3})+|\d*)(?:\.\d*)?')
        || ')\s?(?:\p{Sc}|[A-Z]{3})?\s?[-)]?')
        THEN try_cast(
            if(regexp_matches(t, '[-(]'), '-', '')
            || if(comma, replace(regexp_replace(t, '[^0-9,]', '', 'g'), ',', '.'), regexp_replace(t, '[^0-9.]', '', 'g'))
            AS DECIMAL(18, 4)
        )
END;

-- name: make-empty
-- What spreadsheets and databases write where they have no number.
CREATE OR REPLACE TEMP MACRO empty(t) AS
regexp_full_match(t, '(?i)n\.?/?a\.?|#n/a|nan|none|null|nil|undefined|[-–—]+');

-- name: make-amount
-- The plain ways first, which are a tenth of the work: 1300.00, $8.00, -$7.00, $1,234.50.
CREATE OR REPLACE TEMP MACRO amount(t, comma) AS
CASE WHEN t IS NOT NULL THEN coalesce(  -- most cells of most files are nothing, and each of these ways would be tried
    CASE
        WHEN comma THEN NULL
        WHEN starts_with(t, '$') OR starts_with(t, '-$') THEN coalesce(
            try_cast(replace(t, '$', '') AS DECIMAL(18, 4)),
            CASE WHEN regexp_full_match(t, '-?\$\d{1,3}(?:,\d{3})+(?:\.\d+)?')
                THEN try_cast(replace(replace(t, '$', ''), ',', '') AS DECIMAL(18, 4))
            END
        )
        ELSE try_cast(t AS DECIMAL(18, 4))
    END,
    written(t, comma)
) END;

-- name: make-moment
-- A date, with its time where it has one. `iso`: year first, by the clock that stands there (an offset is dropped, so
-- that the day stays the day of the shop).
CREATE OR REPLACE TEMP MACRO moment(t, iso, formats) AS
CASE
    WHEN iso THEN
        CASE
            WHEN strlen(t) <= 19 OR regexp_full_match(substr(t, 20), '(\.\d+)?\s?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?')
                THEN try_cast(substr(t, 1, 19) AS TIMESTAMP)
        END
    ELSE try_strptime(t, formats)
END;

-- name: make-spoken
-- A date or time whose half of the day is written in the way of its country (p. m.), as computers know it; without the
-- short name of a zone, since the day of the shop is what counts.
CREATE OR REPLACE TEMP MACRO spoken(t) AS
regexp_replace(regexp_replace(regexp_replace(
    t, '(?i)(\d)[\s?\x{FFFD}]*a\.?[\s?\x{FFFD}]*m\.?(\s|$)', '\1 AM\2'
), '(?i)(\d)[\s?\x{FFFD}]*p\.?[\s?\x{FFFD}]*m\.?(\s|$)', '\1 PM\2'
), '\s+([A-Z]{2,4}T|UTC|GMT|[+-]\d{2}:?\d{2})$', '');

-- name: make-clock
-- after: make-spoken
CREATE OR REPLACE TEMP MACRO clock(t) AS
coalesce(try_cast(t AS TIME), try_strptime(upper(spoken(t)), ['%I:%M:%S %p', '%I:%M %p'])::TIME);

-- name: make-address
-- An email in lower case, or nothing when it cannot be one.
CREATE OR REPLACE TEMP MACRO address(t) AS
CASE
    -- At most 64 letters before the mark: counting them within the pattern takes three times as long.
    WHEN strpos(t, '@') <= 65 AND regexp_full_match(t, '[^\s@<>(),;:"\\]+@[^\s@<>(),;:"\\]+\.[^\s@<>(),;:"\\.]{2,}') THEN lower(t)
END;

-- name: stage-lines
-- after: make-tidy, make-word, make-bare, make-spoiled, make-empty, make-written, make-amount, make-moment, make-clock
-- after: make-spoken, make-address
-- Every record of a file of sale lines, in its order, which rowid keeps. Words are looked for by
-- patterns, since a list of constants may become a join, and a join loses the order. The database gives each thread that
-- writes room by the number of columns: with more than 44 a file that takes 750 MB is read by one alone, and the
-- particulars are one.
CREATE OR REPLACE TEMP TABLE staged AS
WITH
-- The fields that the file has, each made tidy; a column that nobody asks for has a blank in its name. What it lacks is
-- nothing, and costs nothing.
cell AS (
    SELECT
        NULL::VARCHAR AS transaction_id, NULL::VARCHAR AS sold_on, NULL::VARCHAR AS sold_time, NULL::VARCHAR AS zone,
        NULL::VARCHAR AS event, NULL::VARCHAR AS status, NULL::VARCHAR AS cancelled, NULL::VARCHAR AS line_type,
        NULL::VARCHAR AS item, NULL::VARCHAR AS variant, NULL::VARCHAR AS sku, NULL::VARCHAR AS category,
        NULL::VARCHAR AS brand, NULL::VARCHAR AS quantity, NULL::VARCHAR AS price, NULL::VARCHAR AS gross,
        NULL::VARCHAR AS discount, NULL::VARCHAR AS net, NULL::VARCHAR AS tax, NULL::VARCHAR AS subtotal,
        NULL::VARCHAR AS order_discount, NULL::VARCHAR AS shipping, NULL::VARCHAR AS taxes, NULL::VARCHAR AS fees,
        NULL::VARCHAR AS gift_cards_sold, NULL::VARCHAR AS tips, NULL::VARCHAR AS total, NULL::VARCHAR AS refunded,
        NULL::VARCHAR AS payout, NULL::VARCHAR AS payout_after, NULL::VARCHAR AS payout_costs,
        NULL::VARCHAR AS returned, NULL::VARCHAR AS void, NULL::VARCHAR AS currency, NULL::VARCHAR AS tender,
        NULL::VARCHAR AS paid_card, NULL::VARCHAR AS paid_cash, NULL::VARCHAR AS paid_gift_card,
        NULL::VARCHAR AS paid_otherwise, NULL::VARCHAR AS associate, NULL::VARCHAR AS location, NULL::VARCHAR AS pos_id,
        NULL::VARCHAR AS name, NULL::VARCHAR AS first_name, NULL::VARCHAR AS last_name, NULL::VARCHAR AS email,
        NULL::VARCHAR AS phone, NULL::VARCHAR AS phone_2, NULL::VARCHAR AS phone_3, NULL::VARCHAR AS contacts,
        NULL::VARCHAR AS street, NULL::VARCHAR AS street_2, NULL::VARCHAR AS city, NULL::VARCHAR AS region,
        NULL::VARCHAR AS postcode, NULL::VARCHAR AS country, NULL::VARCHAR AS company, NULL::VARCHAR AS record,
        NULL::VARCHAR AS counted, NULL::VARCHAR AS consent_0, NULL::VARCHAR AS set_aside_by
    WHERE false
    UNION ALL BY NAME
    SELECT tidy(COLUMNS('^[^ ]+$')) FROM read_csv(
        $file, columns = $columns, delim = $delimiter, auto_detect = false, header = $header, quote = '"', escape = '"',
        strict_mode = true, store_rejects = true, compression = 'none', max_line_size = $most_line, buffer_size = $buffer
    )
),
-- Each step names its columns anew: a macro within a macro would be written out many times over, and planning would take
-- longer than reading.
text AS (
    SELECT
        bare(transaction_id) AS transaction_id,
        sold_on AS sold_on_text,
        moment(if($iso, sold_on, spoken(sold_on)), $iso, $date_formats::VARCHAR[]) AS sold_on,
        CASE WHEN strlen(sold_on) > 19 AND (suffix(sold_on, 'Z') OR suffix(sold_on, 'UTC')) THEN 'UTC' ELSE $clock END AS clock,
        clock(sold_time) AS sold_time,
        list_position($zone_names::VARCHAR[], zone) AS zone,
        event, status, cancelled IS NOT NULL AS is_cancelled, line_type, item, variant, sku, category, brand,
        quantity AS quantity_text, amount(quantity, list_contains($commas::VARCHAR[], 'quantity')) AS quantity,
        price AS price_text, amount(price, list_contains($commas::VARCHAR[], 'price')) AS price,
        gross AS gross_text, amount(gross, list_contains($commas::VARCHAR[], 'gross')) AS gross,
        discount AS discount_text, amount(discount, list_contains($commas::VARCHAR[], 'discount')) AS discount,
        net AS net_text, amount(net, list_contains($commas::VARCHAR[], 'net')) AS net,
        tax AS tax_text, amount(tax, list_contains($commas::VARCHAR[], 'tax')) AS tax,
        subtotal AS subtotal_text, amount(subtotal, list_contains($commas::VARCHAR[], 'subtotal')) AS subtotal,
        order_discount AS order_discount_text,
        amount(order_discount, list_contains($commas::VARCHAR[], 'order_discount')) AS order_discount,
        shipping AS shipping_text, amount(shipping, list_contains($commas::VARCHAR[], 'shipping')) AS shipping,
        taxes AS taxes_text, amount(taxes, list_contains($commas::VARCHAR[], 'taxes')) AS taxes,
        fees AS fees_text, amount(fees, list_contains($commas::VARCHAR[], 'fees')) AS fees,
        gift_cards_sold AS gift_cards_sold_text,
        amount(gift_cards_sold, list_contains($commas::VARCHAR[], 'gift_cards_sold')) AS gift_cards_sold,
        tips AS tips_text, amount(tips, list_contains($commas::VARCHAR[], 'tips')) AS tips,
        total AS total_text, amount(total, list_contains($commas::VARCHAR[], 'total')) AS total,
        refunded AS refunded_text, amount(refunded, list_contains($commas::VARCHAR[], 'refunded')) AS refunded,
        payout AS payout_text, amount(payout, list_contains($commas::VARCHAR[], 'payout')) AS payout,
        payout_after AS payout_after_text,
        amount(payout_after, list_contains($commas::VARCHAR[], 'payout_after')) AS payout_after,
        payout_costs AS payout_costs_text,
        amount(payout_costs, list_contains($commas::VARCHAR[], 'payout_costs')) AS payout_costs,
        returned, void,
        CASE WHEN regexp_full_match(currency, '[A-Za-z]{3}') THEN upper(currency) END AS currency,
        coalesce(tender, nullif(concat_ws(
            ' + ',
            if(regexp_matches(paid_card, '[1-9]'), 'card', NULL), if(regexp_matches(paid_cash, '[1-9]'), 'cash', NULL),
            if(regexp_matches(paid_gift_card, '[1-9]'), 'gift card', NULL),
            if(regexp_matches(paid_otherwise, '[1-9]'), 'other', NULL)
        ), '')) AS tender,
        bare(word(if($number_part IS NULL, pos_id, nullif(regexp_extract(pos_id, $number_part, 1), '')))) AS pos_id,
        coalesce(word(name), nullif(concat_ws(' ', word(first_name), word(last_name)), '')) AS name,
        word(first_name) AS first_name,
        coalesce(address(email), address(regexp_extract(contacts, '[^\s,;|/<>()]+@[^\s,;|/<>()]+'))) AS email,
        coalesce(
            word(phone), word(phone_2), word(phone_3),
            nullif(trim(regexp_extract(regexp_replace(contacts, '\S+@\S+', ''), '\+?[\d(][\d ()./\-]{5,}')), '')
        ) AS phone_text,
        nullif(concat_ws(', ', street, street_2), '') AS street,
        city, region, postcode, country, company, associate, location,
        lower(consent_0) AS consent_0,
        try_cast(record AS BIGINT) AS record_number, coalesce(counted, '1') = '1' AS is_record,
        try_cast(set_aside_by AS INTEGER) AS mends
    FROM cell
),
typed AS (
    SELECT
        *,
        CASE
            -- Other years are misreadings.
            WHEN sold_on NOT BETWEEN TIMESTAMP '1900-01-01' AND TIMESTAMP '2100-12-31 23:59:59' THEN NULL
            WHEN zone IS NULL AND clock = '' THEN if(sold_time IS NULL, sold_on, sold_on::DATE + sold_time)
            ELSE timezone($store_zone, timezone(
                coalesce(list_extract($zone_ids::VARCHAR[], zone), clock), sold_on::DATE + coalesce(sold_time, sold_on::TIME)
            ))
        END AS sold_at,
        sold_time IS NOT NULL OR (strlen(sold_on_text) > 10 AND contains(sold_on_text, ':')) AS has_time,
        coalesce(regexp_full_match(event, $refunds), false) OR coalesce(regexp_full_match(line_type, $refunds), false)
            AS says_refund,
        CASE
            WHEN line_type = '~nothing' THEN 'payment'
            WHEN $head_rows = '' OR regexp_full_match(line_type, $line_rows) THEN 'line'
            WHEN regexp_full_match(line_type, $head_rows) THEN 'head'
            ELSE 'payment'
        END AS role,
        CASE $head_by
            WHEN 'figures' THEN status IS NOT NULL OR total IS NOT NULL OR subtotal IS NOT NULL OR currency IS NOT NULL
            WHEN 'rows' THEN regexp_full_match(line_type, $head_rows)
            ELSE coalesce(pos_id, email, phone_text, name) IS NOT NULL
        END AS is_head
    FROM text
),
checked AS (
    SELECT
        *,
        CASE
            -- Two sales may have become one such number, and the same sale another one in another file.
            WHEN spoiled(transaction_id) THEN 'transaction_id'
            -- The second and later rows of an order may leave its day to the first.
            WHEN sold_at IS NULL AND (sold_on_text IS NOT NULL OR is_head OR transaction_id IS NULL OR NOT $day_on_head)
                THEN 'sold_on'
        WHEN quantity IS NULL AND NOT empty(quantity_text) THEN 'quantity'
        WHEN price IS NULL AND NOT empty(price_text) THEN 'price'
        WHEN gross IS NULL AND NOT empty(gross_text) THEN 'gross'
        WHEN discount IS NULL AND NOT empty(discount_text) THEN 'discount'
        WHEN net IS NULL AND NOT empty(net_text) THEN 'net'
        WHEN tax IS NULL AND NOT empty(tax_text) THEN 'tax'
        WHEN subtotal IS NULL AND NOT empty(subtotal_text) THEN 'subtotal'
        WHEN order_discount IS NULL AND NOT empty(order_discount_text) THEN 'order_discount'
        WHEN shipping IS NULL AND NOT empty(shipping_text) THEN 'shipping'
        WHEN taxes IS NULL AND NOT empty(taxes_text) THEN 'taxes'
        WHEN fees IS NULL AND NOT empty(fees_text) THEN 'fees'
        WHEN gift_cards_sold IS NULL AND NOT empty(gift_cards_sold_text) THEN 'gift_cards_sold'
        WHEN tips IS NULL AND NOT empty(tips_text) THEN 'tips'
        WHEN total IS NULL AND NOT empty(total_text) THEN 'total'
        WHEN refunded IS NULL AND NOT empty(refunded_text) THEN 'refunded'
        WHEN payout IS NULL AND NOT empty(payout_text) THEN 'payout'
        WHEN payout_after IS NULL AND NOT empty(payout_after_text) THEN 'payout_after'
        WHEN payout_costs IS NULL AND NOT empty(payout_costs_text) THEN 'payout_costs'
        END AS bad,
        -- A sale whose lines the file does not have is worth what the till says of the whole.
        coalesce(gross, (quantity * price)::DECIMAL(18, 4), if($part = 'lines', NULL, coalesce(
            net, subtotal, total - coalesce(taxes, 0) - coalesce(fees, 0) - coalesce(shipping, 0)
                - coalesce(gift_cards_sold, 0) - if($tips_outside, 0, coalesce(tips, 0))
        ))) AS worth
    FROM typed
)
SELECT
    bad,
    CASE WHEN bad IS NOT NULL THEN CASE bad
        WHEN 'transaction_id' THEN transaction_id
        WHEN 'sold_on' THEN sold_on_text
        WHEN 'quantity' THEN quantity_text
        WHEN 'price' THEN price_text
        WHEN 'gross' THEN gross_text
        WHEN 'discount' THEN discount_text
        WHEN 'net' THEN net_text
        WHEN 'tax' THEN tax_text
        WHEN 'subtotal' THEN subtotal_text
        WHEN 'order_discount' THEN order_discount_text
        WHEN 'shipping' THEN shipping_text
        WHEN 'taxes' THEN taxes_text
        WHEN 'fees' THEN fees_text
        WHEN 'gift_cards_sold' THEN gift_cards_sold_text
        WHEN 'tips' THEN tips_text
        WHEN 'total' THEN total_text
        WHEN 'refunded' THEN refunded_text
        WHEN 'payout' THEN payout_text
        WHEN 'payout_after' THEN payout_after_text
        WHEN 'payout_costs' THEN payout_costs_text
    END END AS bad_text,
    transaction_id IS NULL AS keyless,
    -- Without a number of its own a sale is what somebody bought of somebody, somewhere, in the same minute where the
    -- file has times, else on the same day.
    coalesce(transaction_id, concat(if(regexp_full_match(status, $cancelled), '~cancelled|', ''),
        '~', left(sold_at::VARCHAR, if(has_time, 16, 10)), '|', lower(location), '|',
        substr(md5(lower(concat_ws('/', pos_id, email, phone_text, name))), 1, 16), '|', lower(associate),
        if(says_refund OR coalesce(net, worth, quantity) < 0, '|refund', '')
    )) AS transaction_id,
    coalesce(is_head, false) AS is_head, role = 'line' AS is_line, record_number, is_record,
    sold_at::DATE AS day,
    if(has_time, sold_at, NULL) AS sold_at,
    says_refund OR coalesce(net, worth, quantity) < 0 AS is_refund,
    is_cancelled OR coalesce(regexp_full_match(status, $cancelled), false) AS is_cancelled,
    CASE
        WHEN regexp_full_match(void, $void) THEN 'voided'
        WHEN brand IS NULL AND sku IS NULL AND regexp_full_match(item, $tips) THEN 'tip'
        WHEN regexp_full_match(line_type, $gift_cards) OR regexp_matches(item, $gift_cards) THEN 'gift card'
        WHEN regexp_full_match(item, $others) OR regexp_full_match(line_type, $others)
                OR regexp_full_match(category, $others)
            THEN CASE
                WHEN regexp_full_match(item, $services) OR regexp_full_match(line_type, $services)
                        OR regexp_full_match(category, $services)
                    THEN 'service'
                WHEN regexp_full_match(item, $shipping_words) OR regexp_full_match(line_type, $shipping_words)
                        OR regexp_full_match(category, $shipping_words)
                    THEN 'shipping'
                WHEN regexp_full_match(item, $deposits) OR regexp_full_match(line_type, $deposits)
                        OR regexp_full_match(category, $deposits)
                    THEN 'deposit'
                ELSE 'repair'
            END
        WHEN regexp_full_match(returned, $returned) THEN 'returned'
        WHEN $part <> 'lines' OR line_type = '~whole' THEN 'whole'
        ELSE 'merchandise'
    END AS kind,
    item, variant, sku, nullif(category, 'None') AS category, brand,
    -- Some tills write what was returned without a minus and say so in a column of its own.
    if(says_refund AND quantity > 0, -quantity, coalesce(quantity, if($one_a_row, 1, NULL))) AS quantity,
    if(says_refund AND worth > 0, -1, 1) * worth AS gross,
    $discount_sign * if($discount_per_unit, (discount * quantity)::DECIMAL(18, 4), discount) AS discount,
    if(says_refund AND net > 0, -1, 1) * coalesce(
        -- Some tills write a line's sum after its discount: then it is what closes with the quantity.
        net, if(discount <> 0 AND abs(quantity * price - $discount_sign * discount - gross) <= 0.01, gross, NULL)
    ) AS net,
    if(says_refund AND tax > 0, -1, 1) * if($tax_per_unit, (tax * quantity)::DECIMAL(18, 4), tax) AS tax,
    currency, subtotal,
    -- Where rows are of several kinds, one column is the order's on its row and the line's on others.
    coalesce(order_discount, if(role = 'head', $discount_sign * discount, NULL)) AS order_discount,
    shipping, coalesce(taxes, if(role = 'head', tax, NULL)) AS taxes, fees, gift_cards_sold, tips, total,
    coalesce(abs(refunded), if(payout_after <> 0, payout - payout_after, NULL)) AS refunded,
    payout, payout_costs, if(gross IS NULL, NULL, (quantity * price)::DECIMAL(18, 4)) AS reckoned,
    if(role = 'payment', item, tender) AS tender,
    known_by(
        $source, pos_id, name, first_name, email, phone_text, street, city, region, postcode, country, company
    ) AS identity,
    struct_pack(
        pos_id, name, first_name, email, phone_text, street, city, region, postcode, country, company
    ) AS particulars,
    associate, location, consent_0, mends, false AS came_before
FROM checked;

-- name: stage-people
-- after: make-tidy, make-word, make-bare, make-numbers, make-written, make-amount, make-address
-- Every record of a client list, in its order.
CREATE OR REPLACE TEMP TABLE staged AS
WITH
cell AS (
    SELECT
        NULL::VARCHAR AS pos_id, NULL::VARCHAR AS name, NULL::VARCHAR AS first_name, NULL::VARCHAR AS last_name,
        NULL::VARCHAR AS email, NULL::VARCHAR AS phone, NULL::VARCHAR AS phone_2, NULL::VARCHAR AS phone_3,
        NULL::VARCHAR AS street, NULL::VARCHAR AS street_2, NULL::VARCHAR AS city, NULL::VARCHAR AS region,
        NULL::VARCHAR AS postcode, NULL::VARCHAR AS country, NULL::VARCHAR AS company, NULL::VARCHAR AS partner,
        NULL::VARCHAR AS birthday, NULL::VARCHAR AS anniversary, NULL::VARCHAR AS associate, NULL::VARCHAR AS spent,
        NULL::VARCHAR AS partner_id,
        NULL::VARCHAR AS consent_0, NULL::VARCHAR AS consent_1, NULL::VARCHAR AS consent_2,
        NULL::VARCHAR AS consent_3, NULL::VARCHAR AS set_aside_by
    WHERE false
    UNION ALL BY NAME
    SELECT tidy(COLUMNS('^[^ ]+$')) FROM read_csv(
        $file, columns = $columns, delim = $delimiter, auto_detect = false, header = $header, quote = '"', escape = '"',
        strict_mode = true, store_rejects = true, compression = 'none', max_line_size = $most_line, buffer_size = $buffer
    )
),
text AS (
    SELECT
        bare(word(pos_id)) AS pos_id,
        coalesce(word(name), nullif(concat_ws(' ', word(first_name), word(last_name)), '')) AS name,
        word(first_name) AS first_name,
        address(email) AS email,
        coalesce(word(phone), word(phone_2), word(phone_3)) AS phone_text,
        nullif(concat_ws(', ', street, street_2), '') AS street,
        city, region, postcode, country,
        word(company) AS company,
        word(partner) AS partner,
        birthday, anniversary,
        word(associate) AS associate,
        amount(spent, false) AS spent, bare(word(partner_id)) AS partner_id,
        lower(consent_0) AS consent_0,
        lower(consent_1) AS consent_1,
        lower(consent_2) AS consent_2,
        lower(consent_3) AS consent_3
    FROM cell
)
SELECT
    CASE WHEN coalesce(pos_id, name, email, phone_text, company) IS NULL THEN 'name' END AS bad,
    NULL::VARCHAR AS bad_text,
    struct_pack(
        pos_id, name := coalesce(name, company), first_name, email, phone_text, street, city, region, postcode, country, company
    ) AS particulars,
    partner, partner_id, birthday, anniversary, associate, spent, consent_0, consent_1, consent_2, consent_3,
    known_by(
        $source, pos_id, coalesce(name, company), first_name, email, phone_text, street, city, region, postcode, country,
        company
    ) AS identity,
    (md5_number(concat(
        partner, '|', partner_id, '|', numbers(birthday), '|', numbers(anniversary), '|', associate, '|', consent_0, '|', consent_1, '|', consent_2, '|',
        consent_3
    )) >> 64)::UBIGINT AS content
FROM text;

-- name: stage-stops
-- after: make-tidy, make-address
-- Every record of an opt-out list, in its order.
CREATE OR REPLACE TEMP TABLE staged AS
WITH
cell AS (
    SELECT
        NULL::VARCHAR AS email, NULL::VARCHAR AS phone, NULL::VARCHAR AS reason, NULL::VARCHAR AS set_aside_by
    WHERE false
    UNION ALL BY NAME
    SELECT tidy(COLUMNS('^[^ ]+$')) FROM read_csv(
        $file, columns = $columns, delim = $delimiter, auto_detect = false, header = $header, quote = '"', escape = '"',
        strict_mode = true, store_rejects = true, compression = 'none', max_line_size = $most_line, buffer_size = $buffer
    )
),
text AS (
    SELECT
        email AS email_text, address(email) AS email, phone AS phone_text,
        reason
    FROM cell
)
SELECT
    CASE
        WHEN email_text IS NOT NULL AND email IS NULL THEN 'email'
        WHEN email IS NULL AND phone_text IS NULL THEN 'email'
    END AS bad,
    email_text AS bad_text, email, struct_pack(phone_text) AS particulars, NULL::VARCHAR AS phone, reason
FROM text;

-- name: count-staged
-- after: stage-lines
SELECT count(*) FROM staged;

-- name: find-swapped
-- after: stage-lines
-- A day that a spreadsheet left as text because it has no month of that number, beside others that it took for days: of
-- those it took the day for the month.
SELECT min(bad_text)
FROM staged
WHERE bad = 'sold_on' AND try_cast(regexp_extract(bad_text, '^(\d{1,2})[/.-]\d{1,2}[/.-]\d{2,4}', 1) AS INTEGER) > 12
  AND (SELECT count(day) FROM staged) > 0;

-- name: count-dated
-- after: stage-lines
SELECT count(day) FROM staged;

-- name: count-rejected
-- after: stage-lines
SELECT count(*) AS refused, count(*) FILTER (WHERE error_type::VARCHAR <> 'LINE SIZE OVER MAXIMUM') AS otherwise FROM reject_errors;

-- name: count-bad
-- after: stage-lines
SELECT bad AS field, count(*) AS cells, count(bad_text) AS filled,
    count(*) FILTER (WHERE regexp_matches(bad_text, '\d,\d{1,2}\D*$')) AS with_comma
FROM staged
WHERE bad IS NOT NULL
GROUP BY bad
ORDER BY bad;

-- name: list-date-shapes
-- after: stage-lines, make-spoken
WITH
cell AS (SELECT spoken(bad_text) AS said FROM staged WHERE bad = 'sold_on' AND bad_text IS NOT NULL)
SELECT
    regexp_replace(regexp_replace(said, '\d+', '0', 'g'), '\p{L}+', 'A', 'g') AS shape,
    count(*) FILTER (WHERE try_cast(regexp_extract(said, '\d+') AS INTEGER) > 12) AS high_first,
    count(*) FILTER (WHERE try_cast(regexp_extract(said, '\d+\D+(\d+)', 1) AS INTEGER) > 12) AS high_second,
    max(length(regexp_extract(said, '\d+'))) AS longest_first,
    count(*) AS cells
FROM cell
GROUP BY shape
ORDER BY cells DESC, shape
LIMIT 40;

-- name: count-dayless
-- after: stage-lines
SELECT count(*) FROM staged WHERE bad IS NULL AND day IS NULL;

-- name: recall-days
-- after: stage-lines
-- An order that was cut in two by its file's rows has its first row, with the day, in another file, which the book knows.
UPDATE staged SET day = known.day, sold_at = known.sold_at
FROM (
    SELECT transaction_id, max(day) AS day, max(sold_at) AS sold_at
    FROM sale_now
    WHERE source = $source AND transaction_id IN (
        SELECT transaction_id FROM staged GROUP BY transaction_id HAVING count(day) = 0 AND NOT bool_or(is_head)
    )
    GROUP BY transaction_id
) AS known
WHERE known.transaction_id = staged.transaction_id AND bad IS NULL AND staged.day IS NULL;

-- name: find-dayless
-- after: stage-lines
-- Rows that left their day to the first row of their order, which is not there or was set aside.
UPDATE staged SET bad = 'sold_on'
WHERE bad IS NULL AND day IS NULL
  AND transaction_id NOT IN (SELECT transaction_id FROM staged WHERE bad IS NULL AND is_head AND day IS NOT NULL);

-- name: list-bad
-- after: stage-lines
-- In a transaction rows are numbered from a high number on: the first one is what counts.
SELECT (rowid - (SELECT min(rowid) FROM staged) + 1)::BIGINT AS record, bad AS field, bad_text AS value
FROM staged
WHERE bad IS NOT NULL
ORDER BY rowid;

-- name: spread-bad
-- after: stage-lines
-- A record that was taken apart is set aside as a whole.
UPDATE staged SET bad = 'with another'
WHERE bad IS NULL AND record_number IN (SELECT record_number FROM staged WHERE bad IS NOT NULL);

-- name: list-bad-records
-- after: stage-lines
SELECT record_number AS record, arg_min(bad, rowid) AS field, arg_min(bad_text, rowid) AS value
FROM staged
WHERE bad IS NOT NULL AND bad <> 'with another'
GROUP BY record_number
ORDER BY record_number;

-- name: list-stop-phones
-- after: stage-stops
SELECT DISTINCT particulars.phone_text FROM staged WHERE particulars.phone_text IS NOT NULL;

-- name: settle-stop-phones
-- after: stage-stops
UPDATE staged SET phone = settled.phone, bad = if(email IS NULL AND settled.phone IS NULL, 'phone', bad),
    bad_text = if(email IS NULL AND settled.phone IS NULL, particulars.phone_text, bad_text)
FROM (SELECT unnest($texts::VARCHAR[]) AS phone_text, unnest($phones::VARCHAR[]) AS phone) AS settled
WHERE settled.phone_text = particulars.phone_text;
