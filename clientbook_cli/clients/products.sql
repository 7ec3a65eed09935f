-- name: make-same
-- A product is the same while its number, name, brand and price are; without the zeros that a spreadsheet takes from the
-- front of a number.
CREATE OR REPLACE TEMP MACRO same(listed, known) AS
    (listed.any_sku OR ltrim(listed.sku, '0') IS NOT DISTINCT FROM ltrim(known.sku, '0'))
    AND listed.item = known.item AND listed.brand IS NOT DISTINCT FROM known.brand
    AND listed.price IS NOT DISTINCT FROM known.price;

-- name: gather-products
-- after: a product list
-- Every record; of two of one product the first counts.
CREATE OR REPLACE TEMP TABLE listed_product AS
SELECT
    *, row_number() OVER (
        PARTITION BY ltrim(sku, '0'), folded(item), folded(brand), price ORDER BY since, category, item
    ) = 1 AS is_first
FROM (
    SELECT unnest($products::STRUCT(
        item VARCHAR, sku VARCHAR, brand VARCHAR, category VARCHAR, price DECIMAL(18, 4), since DATE, any_sku BOOLEAN
    )[], recursive := true)
);

-- name: count-there
-- after: gather-products, make-same
SELECT count(*)
FROM listed_product AS listed
WHERE EXISTS (SELECT 1 FROM product_now AS known WHERE known.source = $source AND same(listed, known));

-- name: close-gone
-- after: gather-products, make-same
UPDATE product AS known SET gone_on = $today, gone_by = $batch
WHERE source = $source AND gone_on IS NULL
  AND NOT EXISTS (SELECT 1 FROM listed_product AS listed WHERE same(listed, known));

-- name: add-products
-- after: gather-products, make-same
INSERT INTO product (product, source, sku, item, brand, category, price, currency, since, batch)
SELECT
    row_number() OVER (ORDER BY listed.item, listed.sku, listed.price) + (SELECT coalesce(max(product), 0) FROM product),
    $source, listed.sku, listed.item, listed.brand, listed.category, listed.price, $currency,
    coalesce(listed.since, $today), $batch
FROM listed_product AS listed
WHERE is_first
  AND NOT EXISTS (
      SELECT 1 FROM product AS known WHERE known.gone_on IS NULL AND known.source = $source AND same(listed, known)
  );

-- name: remove-products
DELETE FROM product WHERE batch = $batch;

-- name: reopen-products
UPDATE product SET gone_on = NULL, gone_by = NULL WHERE gone_by = $batch;
