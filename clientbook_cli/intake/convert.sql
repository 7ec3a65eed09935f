-- Text to values. What is done to every cell stands in the macros; what becomes of a record in the two `stage-` queries,
-- which read the file once. A record that cannot be taken carries the field that is at fault in `bad`.

-- name: make-tidy
-- A cell without the marks a spreadsheet or an export guards it with ('00123, ="00123"), without blanks at its ends;
-- empty is nothing. `odd` says whether the file has such marks at all, so that a clean file does not pay for them.
CREATE OR REPLACE TEMP MACRO tidy(t, odd) AS
CASE
    WHEN odd AND (starts_with(t, '''') OR starts_with(t, '="') OR contains(t, chr(160)) OR contains(t, chr(8239)))
        THEN nullif(trim(regexp_replace(regexp_replace(
            trim(replace(replace(t, chr(160), ' '), chr(8239), ' ')), '^''([=+\-@0-9])', '\1'), '^="(.*)"$', '\1')), '')
    -- Trimming every cell costs as much as reading the file: only those that may need it.
    WHEN t > '!' AND NOT suffix(t, ' ') THEN t
    ELSE nullif(trim(t), '')
END;

-- name: make-word
-- A cell that should name somebody: what tills write for "nobody" is nothing.
CREATE OR REPLACE TEMP MACRO word(t) AS
CASE
    WHEN regexp_full_match(t, '(?i)n/?a|n\.a\.|none|null|nil|unknown|[-.?0]+|guest|cash|cash (customer|sale)|customer'
        '|walk[- ]?in( customer)?|no (name|customer)|anonymous|test|(grand |sub[- ]?)?totals?:?') THEN NULL
    ELSE t
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

-- name: make-amount
-- The plain ways first, which are a tenth of the work: 1300.00, $8.00, -$7.00, $1,234.50.
CREATE OR REPLACE TEMP MACRO amount(t, comma) AS
CASE
    WHEN comma THEN written(t, true)
    WHEN starts_with(t, '$') OR starts_with(t, '-$') THEN coalesce(
        try_cast(replace(t, '$', '') AS DECIMAL(18, 4)),
        CASE WHEN regexp_full_match(t, '-?\$\d{1,3}(?:,\d{3})+(?:\.\d+)?')
            THEN try_cast(replace(replace(t, '$', ''), ',', '') AS DECIMAL(18, 4))
        END,
        written(t, false)
    )
    ELSE coalesce(try_cast(t AS DECIMAL(18, 4)), written(t, false))
END;

-- name: make-moment
-- A date, with its time where it has one. `iso`: year first, by the clock that stands there (an offset is dropped, so
-- that the day stays the day of the shop). Years outside 1900 to 2100 are misreadings.
CREATE OR REPLACE TEMP MACRO moment(t, iso, formats) AS
CASE
    WHEN iso THEN
        CASE
            WHEN length(t) <= 19 OR regexp_full_match(substr(t, 20), '(\.\d+)?\s?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?')
                THEN CASE WHEN substr(t, 1, 4) BETWEEN '1900' AND '2100' THEN try_cast(substr(t, 1, 19) AS TIMESTAMP) END
        END
    ELSE CASE WHEN year(try_strptime(t, formats)) BETWEEN 1900 AND 2100 THEN try_strptime(t, formats) END
END;

-- name: make-clock
CREATE OR REPLACE TEMP MACRO clock(t) AS
coalesce(try_cast(t AS TIME), try_strptime(upper(t), ['%I:%M:%S %p', '%I:%M %p'])::TIME);

-- name: make-address
-- An email in lower case, or nothing when it cannot be one.
CREATE OR REPLACE TEMP MACRO address(t) AS
CASE
    WHEN regexp_full_match(t, '[^\s@<>(),;:"\\]{1,64}@[^\s@<>(),;:"\\]+\.[^\s@<>(),;:"\\.]{2,}') THEN lower(t)
END;

-- name: stage-lines
-- after: make-tidy, make-word, make-written, make-amount, make-moment, make-clock, make-address
-- Every record of a file of sale lines, in its order, which rowid keeps. Words are looked for by
-- patterns, since a list of constants may become a join, and a join loses the order.
CREATE OR REPLACE TEMP TABLE staged AS
WITH
record AS (
    SELECT
        NULL::VARCHAR AS transaction_id, NULL::VARCHAR AS sold_on, NULL::VARCHAR AS sold_time, NULL::VARCHAR AS zone,
        NULL::VARCHAR AS event, NULL::VARCHAR AS status, NULL::VARCHAR AS cancelled, NULL::VARCHAR AS line_type,
        NULL::VARCHAR AS item, NULL::VARCHAR AS variant, NULL::VARCHAR AS sku, NULL::VARCHAR AS category,
        NULL::VARCHAR AS brand, NULL::VARCHAR AS quantity, NULL::VARCHAR AS price, NULL::VARCHAR AS gross,
        NULL::VARCHAR AS discount, NULL::VARCHAR AS net, NULL::VARCHAR AS tax, NULL::VARCHAR AS currency,
        NULL::VARCHAR AS subtotal, NULL::VARCHAR AS order_discount, NULL::VARCHAR AS shipping, NULL::VARCHAR AS taxes,
        NULL::VARCHAR AS tips, NULL::VARCHAR AS total, NULL::VARCHAR AS refunded, NULL::VARCHAR AS pos_id,
        NULL::VARCHAR AS name, NULL::VARCHAR AS first_name, NULL::VARCHAR AS last_name, NULL::VARCHAR AS email,
        NULL::VARCHAR AS phone, NULL::VARCHAR AS phone_2, NULL::VARCHAR AS phone_3, NULL::VARCHAR AS street,
        NULL::VARCHAR AS street_2, NULL::VARCHAR AS city, NULL::VARCHAR AS region, NULL::VARCHAR AS postcode,
        NULL::VARCHAR AS country, NULL::VARCHAR AS company, NULL::VARCHAR AS associate, NULL::VARCHAR AS location,
        NULL::VARCHAR AS set_aside_by
    WHERE false
    UNION ALL BY NAME
    SELECT * FROM read_csv(
        $file, columns = $columns, delim = $delimiter, auto_detect = false, header = $header, quote = '"', escape = '"',
        strict_mode = true, store_rejects = true, compression = 'none'
    )
),
-- Each step names its columns anew: a macro within a macro would be written out many times over, and planning would take
-- longer than reading.
cell AS (
    SELECT
        tidy(transaction_id, $odd) AS transaction_id, tidy(sold_on, $odd) AS sold_on,
        tidy(sold_time, $odd) AS sold_time, tidy(zone, $odd) AS zone, tidy(event, $odd) AS event,
        tidy(status, $odd) AS status, tidy(cancelled, $odd) AS cancelled, tidy(line_type, $odd) AS line_type,
        tidy(item, $odd) AS item, tidy(variant, $odd) AS variant, tidy(sku, $odd) AS sku,
        tidy(category, $odd) AS category, tidy(brand, $odd) AS brand, tidy(quantity, $odd) AS quantity,
        tidy(price, $odd) AS price, tidy(gross, $odd) AS gross, tidy(discount, $odd) AS discount,
        tidy(net, $odd) AS net, tidy(tax, $odd) AS tax, tidy(currency, $odd) AS currency,
        tidy(subtotal, $odd) AS subtotal, tidy(order_discount, $odd) AS order_discount,
        tidy(shipping, $odd) AS shipping, tidy(taxes, $odd) AS taxes, tidy(tips, $odd) AS tips,
        tidy(total, $odd) AS total, tidy(refunded, $odd) AS refunded, tidy(pos_id, $odd) AS pos_id,
        tidy(name, $odd) AS name, tidy(first_name, $odd) AS first_name, tidy(last_name, $odd) AS last_name,
        tidy(email, $odd) AS email, tidy(phone, $odd) AS phone, tidy(phone_2, $odd) AS phone_2,
        tidy(phone_3, $odd) AS phone_3, tidy(street, $odd) AS street, tidy(street_2, $odd) AS street_2,
        tidy(city, $odd) AS city, tidy(region, $odd) AS region, tidy(postcode, $odd) AS postcode,
        tidy(country, $odd) AS country, tidy(company, $odd) AS company, tidy(associate, $odd) AS associate,
        tidy(location, $odd) AS location, tidy(set_aside_by, $odd) AS set_aside_by
    FROM record
),
text AS (
    SELECT
        transaction_id,
        sold_on AS sold_on_text,
        moment(sold_on, $iso, $date_formats::VARCHAR[]) AS sold_on,
        clock(sold_time) AS sold_time,
        list_position($zone_names::VARCHAR[], zone) AS zone,
        lower(event) AS event,
        lower(status) AS status,
        cancelled IS NOT NULL AS is_cancelled,
        lower(line_type) AS line_type,
        item, variant, sku,
        nullif(category, 'None') AS category,
        brand,
        quantity AS quantity_text, amount(quantity, list_contains($commas::VARCHAR[], 'quantity')) AS quantity,
        price AS price_text, amount(price, list_contains($commas::VARCHAR[], 'price')) AS price,
        gross AS gross_text, amount(gross, list_contains($commas::VARCHAR[], 'gross')) AS gross,
        discount AS discount_text, amount(discount, list_contains($commas::VARCHAR[], 'discount')) AS discount,
        net AS net_text, amount(net, list_contains($commas::VARCHAR[], 'net')) AS net,
        tax AS tax_text, amount(tax, list_contains($commas::VARCHAR[], 'tax')) AS tax,
        upper(currency) AS currency,
        subtotal AS subtotal_text, amount(subtotal, list_contains($commas::VARCHAR[], 'subtotal')) AS subtotal,
        order_discount AS order_discount_text,
        amount(order_discount, list_contains($commas::VARCHAR[], 'order_discount')) AS order_discount,
        shipping AS shipping_text, amount(shipping, list_contains($commas::VARCHAR[], 'shipping')) AS shipping,
        taxes AS taxes_text, amount(taxes, list_contains($commas::VARCHAR[], 'taxes')) AS taxes,
        tips AS tips_text, amount(tips, list_contains($commas::VARCHAR[], 'tips')) AS tips,
        total AS total_text, amount(total, list_contains($commas::VARCHAR[], 'total')) AS total,
        refunded AS refunded_text, amount(refunded, list_contains($commas::VARCHAR[], 'refunded')) AS refunded,
        word(pos_id) AS pos_id,
        coalesce(word(name), nullif(concat_ws(' ', word(first_name), word(last_name)), '')) AS name,
        word(first_name) AS first_name,
        address(email) AS email,
        coalesce(word(phone), word(phone_2), word(phone_3)) AS phone_text,
        nullif(concat_ws(', ', street, street_2), '') AS street,
        city, region, postcode, country, company, associate, location,
        try_cast(set_aside_by AS INTEGER) AS mends
    FROM cell
),
typed AS (
    SELECT
        *,
        CASE
            WHEN zone IS NULL THEN sold_on::DATE + coalesce(sold_time, sold_on::TIME)
            ELSE timezone($store_zone, timezone(
                list_extract($zone_ids::VARCHAR[], zone), sold_on::DATE + coalesce(sold_time, sold_on::TIME)
            ))
        END AS sold_at,
        sold_time IS NOT NULL OR length(sold_on_text) > 10 AS has_time,
        coalesce(regexp_full_match(event, $refunds), false) OR coalesce(regexp_full_match(line_type, $refunds), false)
            AS says_refund
    FROM text
)
SELECT
    CASE
        WHEN sold_on IS NULL THEN 'sold_on'
        WHEN quantity IS NULL AND quantity_text IS NOT NULL THEN 'quantity'
        WHEN price IS NULL AND price_text IS NOT NULL THEN 'price'
        WHEN gross IS NULL AND gross_text IS NOT NULL THEN 'gross'
        WHEN discount IS NULL AND discount_text IS NOT NULL THEN 'discount'
        WHEN net IS NULL AND net_text IS NOT NULL THEN 'net'
        WHEN tax IS NULL AND tax_text IS NOT NULL THEN 'tax'
        WHEN subtotal IS NULL AND subtotal_text IS NOT NULL THEN 'subtotal'
        WHEN order_discount IS NULL AND order_discount_text IS NOT NULL THEN 'order_discount'
        WHEN shipping IS NULL AND shipping_text IS NOT NULL THEN 'shipping'
        WHEN taxes IS NULL AND taxes_text IS NOT NULL THEN 'taxes'
        WHEN tips IS NULL AND tips_text IS NOT NULL THEN 'tips'
        WHEN total IS NULL AND total_text IS NOT NULL THEN 'total'
        WHEN refunded IS NULL AND refunded_text IS NOT NULL THEN 'refunded'
    END AS bad,
    CASE
        WHEN sold_on IS NULL THEN sold_on_text
        WHEN quantity IS NULL AND quantity_text IS NOT NULL THEN quantity_text
        WHEN price IS NULL AND price_text IS NOT NULL THEN price_text
        WHEN gross IS NULL AND gross_text IS NOT NULL THEN gross_text
        WHEN discount IS NULL AND discount_text IS NOT NULL THEN discount_text
        WHEN net IS NULL AND net_text IS NOT NULL THEN net_text
        WHEN tax IS NULL AND tax_text IS NOT NULL THEN tax_text
        WHEN subtotal IS NULL AND subtotal_text IS NOT NULL THEN subtotal_text
        WHEN order_discount IS NULL AND order_discount_text IS NOT NULL THEN order_discount_text
        WHEN shipping IS NULL AND shipping_text IS NOT NULL THEN shipping_text
        WHEN taxes IS NULL AND taxes_text IS NOT NULL THEN taxes_text
        WHEN tips IS NULL AND tips_text IS NOT NULL THEN tips_text
        WHEN total IS NULL AND total_text IS NOT NULL THEN total_text
        WHEN refunded IS NULL AND refunded_text IS NOT NULL THEN refunded_text
    END AS bad_text,
    transaction_id IS NULL AS keyless,
    coalesce(transaction_id, concat(
        '~', sold_at::DATE, '|', lower(location), '|', lower(coalesce(pos_id, email, phone_text, name)),
        if(says_refund OR coalesce(net, gross, quantity) < 0, '|refund', '')
    )) AS transaction_id,
    CASE WHEN $values_on_head
        THEN status IS NOT NULL OR total IS NOT NULL OR subtotal IS NOT NULL OR currency IS NOT NULL
        ELSE coalesce(pos_id, email, phone_text, name) IS NOT NULL
    END AS is_head,
    sold_at::DATE AS day,
    if(has_time, sold_at, NULL) AS sold_at,
    says_refund OR coalesce(net, gross, quantity) < 0 AS is_refund,
    is_cancelled OR coalesce(regexp_full_match(status, $cancelled), false) AS is_cancelled,
    CASE
        WHEN regexp_full_match(lower(item), $tips) AND brand IS NULL AND sku IS NULL THEN 'tip'
        WHEN regexp_full_match(line_type, $gift_cards) OR regexp_matches(lower(item), $gift_cards) THEN 'gift card'
        WHEN regexp_full_match(line_type, $services) THEN 'service'
        WHEN regexp_full_match(line_type, $repairs) THEN 'repair'
        ELSE 'merchandise'
    END AS kind,
    item, variant, sku, category, brand,
    -- Some tills write what was returned without a minus and say so in a column of its own.
    if(says_refund AND quantity > 0, -quantity, quantity) AS quantity,
    if(says_refund AND coalesce(gross, quantity * price) > 0, -1, 1) * coalesce(gross, quantity * price)::DECIMAL(18, 4) AS gross,
    $discount_sign * discount AS discount,
    if(says_refund AND net > 0, -net, net) AS net,
    if(says_refund AND tax > 0, -tax, tax) AS tax,
    currency, subtotal, order_discount, shipping, taxes, tips, total, refunded,
    pos_id, name, first_name, email, phone_text, street, city, region, postcode, country, company,
    associate, location, mends, false AS came_before
FROM typed;

-- name: stage-people
-- after: make-tidy, make-word, make-address
-- Every record of a client list, in its order.
CREATE OR REPLACE TEMP TABLE staged AS
WITH
record AS (
    SELECT
        NULL::VARCHAR AS pos_id, NULL::VARCHAR AS name, NULL::VARCHAR AS first_name, NULL::VARCHAR AS last_name,
        NULL::VARCHAR AS email, NULL::VARCHAR AS phone, NULL::VARCHAR AS phone_2, NULL::VARCHAR AS phone_3,
        NULL::VARCHAR AS street, NULL::VARCHAR AS street_2, NULL::VARCHAR AS city, NULL::VARCHAR AS region,
        NULL::VARCHAR AS postcode, NULL::VARCHAR AS country, NULL::VARCHAR AS company, NULL::VARCHAR AS partner,
        NULL::VARCHAR AS birthday, NULL::VARCHAR AS anniversary, NULL::VARCHAR AS associate,
        NULL::VARCHAR AS consent_0, NULL::VARCHAR AS consent_1, NULL::VARCHAR AS consent_2,
        NULL::VARCHAR AS consent_3, NULL::VARCHAR AS set_aside_by
    WHERE false
    UNION ALL BY NAME
    SELECT * FROM read_csv(
        $file, columns = $columns, delim = $delimiter, auto_detect = false, header = $header, quote = '"', escape = '"',
        strict_mode = true, store_rejects = true, compression = 'none'
    )
),
cell AS (
    SELECT
        tidy(pos_id, $odd) AS pos_id, tidy(name, $odd) AS name, tidy(first_name, $odd) AS first_name,
        tidy(last_name, $odd) AS last_name, tidy(email, $odd) AS email, tidy(phone, $odd) AS phone,
        tidy(phone_2, $odd) AS phone_2, tidy(phone_3, $odd) AS phone_3, tidy(street, $odd) AS street,
        tidy(street_2, $odd) AS street_2, tidy(city, $odd) AS city, tidy(region, $odd) AS region,
        tidy(postcode, $odd) AS postcode, tidy(country, $odd) AS country, tidy(company, $odd) AS company,
        tidy(partner, $odd) AS partner, tidy(birthday, $odd) AS birthday, tidy(anniversary, $odd) AS anniversary,
        tidy(associate, $odd) AS associate, tidy(consent_0, $odd) AS consent_0, tidy(consent_1, $odd) AS consent_1,
        tidy(consent_2, $odd) AS consent_2, tidy(consent_3, $odd) AS consent_3,
        tidy(set_aside_by, $odd) AS set_aside_by
    FROM record
),
text AS (
    SELECT
        word(pos_id) AS pos_id,
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
        lower(consent_0) AS consent_0,
        lower(consent_1) AS consent_1,
        lower(consent_2) AS consent_2,
        lower(consent_3) AS consent_3
    FROM cell
)
SELECT
    CASE WHEN coalesce(pos_id, name, email, phone_text, company) IS NULL THEN 'name' END AS bad,
    NULL::VARCHAR AS bad_text,
    text.* REPLACE (coalesce(name, company) AS name),
    md5_number_lower(concat(
        $source, '|', pos_id, '|', coalesce(name, company), '|', first_name, '|', email, '|', phone_text, '|', street,
        '|', city, '|', region, '|', postcode, '|', country, '|', company, '|'
    )) AS identity,
    md5_number_lower(concat(
        partner, '|', birthday, '|', anniversary, '|', associate, '|', consent_0, '|', consent_1, '|', consent_2, '|',
        consent_3
    )) AS content
FROM text;

-- name: stage-stops
-- after: make-tidy, make-address
-- Every record of an opt-out list, in its order.
CREATE OR REPLACE TEMP TABLE staged AS
WITH
record AS (
    SELECT
        NULL::VARCHAR AS email, NULL::VARCHAR AS phone, NULL::VARCHAR AS reason, NULL::VARCHAR AS set_aside_by
    WHERE false
    UNION ALL BY NAME
    SELECT * FROM read_csv(
        $file, columns = $columns, delim = $delimiter, auto_detect = false, header = $header, quote = '"', escape = '"',
        strict_mode = true, store_rejects = true, compression = 'none'
    )
),
cell AS (
    SELECT
        tidy(email, $odd) AS email, tidy(phone, $odd) AS phone, tidy(reason, $odd) AS reason,
        tidy(set_aside_by, $odd) AS set_aside_by
    FROM record
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
    email_text AS bad_text, email, phone_text, NULL::VARCHAR AS phone, reason
FROM text;

-- name: count-staged
-- after: stage-lines
SELECT count(*) FROM staged;

-- name: count-rejected
-- after: stage-lines
SELECT count(*) FROM reject_errors;

-- name: count-bad
-- after: stage-lines
SELECT bad AS field, count(*) AS cells, count(bad_text) AS filled,
    count(*) FILTER (WHERE regexp_matches(bad_text, '\d,\d{1,2}\D*$')) AS with_comma
FROM staged
WHERE bad IS NOT NULL
GROUP BY bad
ORDER BY bad;

-- name: list-date-shapes
-- after: stage-lines
SELECT
    regexp_replace(regexp_replace(bad_text, '\d+', '0', 'g'), '\p{L}+', 'A', 'g') AS shape,
    count(*) FILTER (WHERE try_cast(regexp_extract(bad_text, '\d+') AS INTEGER) > 12) AS high_first,
    count(*) FILTER (WHERE try_cast(regexp_extract(bad_text, '\d+\D+(\d+)', 1) AS INTEGER) > 12) AS high_second,
    max(length(regexp_extract(bad_text, '\d+'))) AS longest_first,
    count(*) AS cells
FROM staged
WHERE bad = 'sold_on' AND bad_text IS NOT NULL
GROUP BY shape
ORDER BY cells DESC, shape
LIMIT 40;

-- name: list-bad
-- after: stage-lines
-- In a transaction rows are numbered from a high number on: the first one is what counts.
SELECT (rowid - (SELECT min(rowid) FROM staged) + 1)::BIGINT AS record, bad AS field, bad_text AS value
FROM staged
WHERE bad IS NOT NULL
ORDER BY rowid;

-- name: list-stop-phones
-- after: stage-stops
SELECT DISTINCT phone_text FROM staged WHERE phone_text IS NOT NULL;

-- name: settle-stop-phones
-- after: stage-stops
UPDATE staged SET phone = settled.phone, bad = if(email IS NULL AND settled.phone IS NULL, 'phone', bad),
    bad_text = if(email IS NULL AND settled.phone IS NULL, staged.phone_text, bad_text)
FROM (SELECT unnest($texts::VARCHAR[]) AS phone_text, unnest($phones::VARCHAR[]) AS phone) AS settled
WHERE settled.phone_text = staged.phone_text;
