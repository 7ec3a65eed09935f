-- name: add-product
INSERT INTO product (product, source, item, price, currency, since, batch)
SELECT coalesce(max(product), 0) + 1, 'test', $item, $price, 'USD', $since, 1 FROM product;

-- name: list-held-out
SELECT client, kind FROM call_hold_out ORDER BY client;
