-- name: gather-products
-- after: a product list
-- Two records of one product are one; a product is the same while its number, name, brand and price are.
CREATE OR REPLACE TEMP TABLE listed_product AS
SELECT DISTINCT ON (coalesce(sku, ''), folded(item), coalesce(folded(brand), ''), coalesce(price, -1)) *
FROM (
    SELECT unnest($products::STRUCT(
        item VARCHAR, sku VARCHAR, brand VARCHAR, category VARCHAR, price DECIMAL(18, 4), since DATE
    )[], recursive := true)
);

-- name: count-there
-- after: gather-products
SELECT count(*)
FROM listed_product AS listed
JOIN product_now AS known
    ON known.source = $source AND known.sku IS NOT DISTINCT FROM listed.sku AND known.item = listed.item
    AND known.brand IS NOT DISTINCT FROM listed.brand AND known.price IS NOT DISTINCT FROM listed.price;

-- name: close-gone
-- after: gather-products
UPDATE product SET gone_on = $today, gone_by = $batch
WHERE source = $source AND gone_on IS NULL
  AND NOT EXISTS (
      SELECT 1
      FROM listed_product AS listed
      WHERE listed.sku IS NOT DISTINCT FROM product.sku AND listed.item = product.item
        AND listed.brand IS NOT DISTINCT FROM product.brand AND listed.price IS NOT DISTINCT FROM product.price
  );

-- name: add-products
-- after: gather-products
INSERT INTO product (product, source, sku, item, brand, category, price, currency, since, batch)
SELECT
    row_number() OVER (ORDER BY listed.item, listed.sku, listed.price) + (SELECT coalesce(max(product), 0) FROM product),
    $source, listed.sku, listed.item, listed.brand, listed.category, listed.price, $currency,
    coalesce(listed.since, $today), $batch
FROM listed_product AS listed
WHERE NOT EXISTS (
    SELECT 1
    FROM product AS known
    WHERE known.gone_on IS NULL AND known.source = $source AND known.sku IS NOT DISTINCT FROM listed.sku
      AND known.item = listed.item AND known.brand IS NOT DISTINCT FROM listed.brand
      AND known.price IS NOT DISTINCT FROM listed.price
);

-- name: remove-products
DELETE FROM product WHERE batch = $batch;

-- name: reopen-products
UPDATE product SET gone_on = NULL, gone_by = NULL WHERE gone_by = $batch;
