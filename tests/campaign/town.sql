-- name: add-clients
INSERT INTO client (client, email, first_seen)
SELECT client, email, DATE '2023-01-01'
FROM (SELECT unnest($rows::STRUCT(client INTEGER, email VARCHAR)[], recursive := true));

-- name: add-identities
INSERT INTO identity (identity, client, source, email, seen, listed)
SELECT client, client, 'test', email, DATE '2023-01-01', false
FROM (SELECT unnest($rows::STRUCT(client INTEGER, email VARCHAR)[], recursive := true));

-- name: add-tags
INSERT INTO preference (preference, client, kind, value, made_on, source, operation)
SELECT row_number() OVER (), client, 'tag', $tag, DATE '2023-01-01', 'owner', 0
FROM (SELECT unnest($rows::STRUCT(client INTEGER)[], recursive := true));

-- name: add-consents
INSERT INTO consent (consent, client, channel, address, state, said_at, source, operation, lifts, undone_at)
SELECT consent, client, 'email', address, state, said_at, 'owner', 0, lifts, CASE WHEN undone THEN $now::TIMESTAMP END
FROM (
    SELECT unnest(
        $rows::STRUCT(
            consent INTEGER, client INTEGER, address VARCHAR, state VARCHAR, lifts INTEGER[], undone BOOLEAN, said_at TIMESTAMP
        )[],
        recursive := true
    )
);

-- name: add-addresses
INSERT INTO address_state (address_state, channel, address, state, until, said_at, source, operation)
SELECT number, 'email', address, state, until, $now::TIMESTAMP - INTERVAL 1 DAY, 'owner', 0
FROM (
    SELECT unnest($rows::STRUCT(number INTEGER, address VARCHAR, state VARCHAR, until DATE)[], recursive := true)
);

-- name: add-touches
INSERT INTO touch (touch, client, day, called_at, channel, outcome, operation)
SELECT row_number() OVER (), client, day, day::TIMESTAMP, 'phone', 'T', 0
FROM (SELECT unnest($rows::STRUCT(client INTEGER, day DATE)[], recursive := true));
