-- name: fill-clients
INSERT INTO client (client, name, first_name, first_seen)
SELECT number + 1, 'Client ' || number, 'Client', DATE '2016-01-01'
FROM range($clients) AS counted (number);

-- name: fill-identities
INSERT INTO identity (identity, client, source, name, seen, listed)
SELECT hash(client), client, 'bench', name, first_seen, false FROM client;

-- name: fill-sales
-- Half as many sales as lines, unevenly over the clients (squared draw), over ten years; one in fifty is a return, half
-- of them of a whole sale. Everything follows from the number of the row.
INSERT INTO sale (
    sale, source, transaction_id, standing, day, kind, identity, associate, currency, net, total, batch
)
WITH
drawn AS (
    SELECT
        number,
        CAST(floor($clients * pow((hash(number, 1) % 1000003) / 1000003.0, 2)) AS INTEGER) + 1 AS client,
        DATE '2016-01-01' + CAST(hash(number, 2) % 3652 AS INTEGER) AS day,
        CAST(10 + hash(number, 3) % 90000 / 100.0 AS DECIMAL(18, 4)) AS amount,
        hash(number, 4) % 100 AS luck
    FROM range($lines // 2) AS counted (number)
)
SELECT
    number + 1, 'bench', 'T' || number, true, day,
    if(luck < 2, 'refund', 'sale'), hash(client), 'Maya Ortiz', 'USD',
    if(luck < 2, -amount, amount), if(luck < 2, -amount, amount), 1
FROM drawn;

-- name: fill-lines
INSERT INTO sale_line (sale, line, kind, item, sku, brand, quantity, gross, net)
SELECT
    sale, line, 'merchandise', 'Item ' || (hash(sale, line) % 400), 'S' || (hash(sale, line) % 400),
    'Brand ' || (hash(sale, line) % 12), sign(net), net / 2, net / 2
FROM sale, (VALUES (1), (2)) AS numbered (line);
