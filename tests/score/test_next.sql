-- name: add-clients
INSERT INTO client (client, name, first_seen) SELECT DISTINCT client, 'Client ' || client, DATE '2020-01-01' FROM sold;

-- name: add-identities
INSERT INTO identity (identity, client, source, seen, listed) SELECT client, client, 'test', first_seen, false FROM client;

-- name: add-sales
INSERT INTO sale (sale, source, transaction_id, standing, day, kind, identity, currency, net, batch)
SELECT row_number() OVER (), 'test', 'T' || row_number() OVER (), true, day, 'sale', client, 'USD', net, 1 FROM sold;
