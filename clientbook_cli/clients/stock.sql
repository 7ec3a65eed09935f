-- name: match-wishes
SELECT wish, product, item, brand, category, price, currency, since
FROM wish_in_stock
WHERE price IS NULL OR most IS NULL OR currency <> $currency OR price <= most
ORDER BY wish, since DESC, product;
