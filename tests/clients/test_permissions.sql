-- name: add-clients
-- lent: people (client INTEGER, email VARCHAR, phone VARCHAR, street VARCHAR, bought DATE, visited DATE, promised DATE, returned DATE, given_back DOUBLE)
INSERT INTO client (client, email, phone, street) SELECT client, email, phone, street FROM people;

-- name: add-identities
INSERT INTO identity (identity, client, source, listed) SELECT client, client, 'test', false FROM client;

-- name: add-sales
-- lent: people (client INTEGER, email VARCHAR, phone VARCHAR, street VARCHAR, bought DATE, visited DATE, promised DATE, returned DATE, given_back DOUBLE)
INSERT INTO sale (sale, source, transaction_id, standing, day, kind, identity, currency, net, given_back, batch)
SELECT client, 'test', client, true, bought, 'sale', client, 'USD', client, given_back, 1
FROM people WHERE bought IS NOT NULL
UNION ALL
SELECT -client, 'test', -client, true, returned, 'refund', client, 'USD', -client, 0, 1
FROM people WHERE returned IS NOT NULL;

-- name: add-lines
INSERT INTO sale_line (sale, line, kind, item, quantity, net)
SELECT sale, 1, 'merchandise', 'Ring', sign(net), net FROM sale;

-- name: add-visits
-- lent: people (client INTEGER, email VARCHAR, phone VARCHAR, street VARCHAR, bought DATE, visited DATE, promised DATE, returned DATE, given_back DOUBLE)
INSERT INTO visit (visit, client, day, written_at, operation)
SELECT client, client, visited, visited, 0 FROM people WHERE visited IS NOT NULL;

-- name: add-promises
-- lent: people (client INTEGER, email VARCHAR, phone VARCHAR, street VARCHAR, bought DATE, visited DATE, promised DATE, returned DATE, given_back DOUBLE)
INSERT INTO follow_up (follow_up, client, due, made_on, source, operation)
SELECT client, client, promised, promised, 'owner', 0 FROM people WHERE promised IS NOT NULL;

-- name: add-words
-- lent: words (consent INTEGER, client INTEGER, channel VARCHAR, address VARCHAR, state VARCHAR, said_at TIMESTAMP, lifts INTEGER[], undone_at TIMESTAMP)
INSERT INTO consent (consent, client, channel, address, state, said_at, source, operation, lifts, undone_at)
SELECT consent, client, channel, address, state, said_at, 'owner', 0, lifts, undone_at FROM words;

-- name: add-states
-- lent: states (channel VARCHAR, address VARCHAR, state VARCHAR, until DATE, said_at TIMESTAMP)
INSERT INTO address_state (address_state, channel, address, state, until, said_at, source, operation)
SELECT row_number() OVER (), channel, address, state, until, said_at, 'owner', 0 FROM states;

-- name: add-merges
-- lent: ties (client INTEGER, into_client INTEGER)
INSERT INTO merge (merge, client, into_client, because, operation)
SELECT row_number() OVER (), client, into_client, 'owner', 0 FROM ties;

-- name: list-answers
SELECT client, no_mass_mail, no_mail, no_call, no_text, no_post
FROM may_contact($today::DATE, $needs_opt_in::BOOLEAN, $purchase_months::INTEGER, 3)
ORDER BY client;
