-- name: add-clients
INSERT INTO client (client, name, first_seen) SELECT DISTINCT client, 'Client ' || client, DATE '1997-01-01' FROM told;

-- name: add-identities
INSERT INTO identity (identity, client, source, seen, listed) SELECT client, client, 'test', first_seen, false FROM client;

-- name: add-sales
INSERT INTO sale (sale, source, transaction_id, standing, day, kind, identity, currency, net, batch)
SELECT
    row_number() OVER (), 'test', transaction_id, true, max(day), 'sale', client, 'USD',
    CAST(sum(cents) AS DECIMAL(18, 4)) / 100, 1
FROM told
GROUP BY client, transaction_id;

-- name: add-lines
INSERT INTO sale_line (sale, line, kind, item, quantity, net)
SELECT
    sale, row_number() OVER (PARTITION BY sale), 'merchandise', 'Item', 1, CAST(cents AS DECIMAL(18, 4)) / 100
FROM told
JOIN sale ON sale.transaction_id = told.transaction_id AND sale.identity = told.client;
