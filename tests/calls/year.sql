-- name: list-held
SELECT DISTINCT client FROM call_hold_out WHERE day <= $on_day AND until >= $on_day ORDER BY client;

-- name: add-clients
INSERT INTO client (client, name, folded, first_name, phone, first_seen)
SELECT person.number, 'Client ' || person.number, 'client ' || person.number, 'Client', person.phone, DATE '2023-01-01'
FROM (SELECT unnest($people::STRUCT(number INTEGER, phone VARCHAR)[]) AS person);

-- name: add-identities
INSERT INTO identity (identity, client, source, name, phone, seen, listed)
SELECT client, client, 'test', name, phone, DATE '2023-01-01', false FROM client;

-- name: add-sales
INSERT INTO sale (sale, source, transaction_id, standing, day, kind, identity, associate, currency, net, total, batch)
SELECT
    bought.sale, 'test', 'T' || bought.sale, true, bought.day, 'sale', bought.client, bought.associate, 'USD',
    bought.net, bought.net, 1
FROM (
    SELECT unnest($sales::STRUCT(sale INTEGER, client INTEGER, day DATE, net DECIMAL(18,4), associate VARCHAR)[]) AS bought
);

-- name: add-lines
INSERT INTO sale_line (sale, line, kind, item, quantity, net, gross)
SELECT sale, 1, 'merchandise', 'Ring', 1, net, net FROM sale WHERE sale >= $first;

-- name: add-birthdays
INSERT INTO occasion (occasion, client, kind, month, day, source, operation)
SELECT born.client, born.client, 'birthday', born.month, born.day, 'test', 0
FROM (SELECT unnest($birthdays::STRUCT(client INTEGER, "month" INTEGER, "day" INTEGER)[]) AS born);

-- name: deliver-mail
UPDATE outbox SET state = 'accepted', day = $on_day, changed_at = CAST($on_day AS TIMESTAMP)
WHERE client = $client AND state = 'queued';
