-- name: add-product
INSERT INTO product (product, source, item, brand, currency, since, batch)
VALUES (1, 'test', 'Halo ring', $brand, 'USD', DATE '2026-11-10', 1);
