-- People and sales as the tills tell them.
--
-- identity: one distinct set of particulars under which a till knows somebody. client: a person; several identities may
-- be one client. The columns of client are the best of its identities (newest particulars first), kept for quick reading.
CREATE TABLE client (
    client     INTEGER NOT NULL,     -- shown as C102
    name       VARCHAR,
    first_name VARCHAR,
    email      VARCHAR,              -- normalised, lower case
    phone      VARCHAR,              -- E.164
    phone_text VARCHAR,              -- as it was written
    street     VARCHAR,
    city       VARCHAR,
    region     VARCHAR,
    postcode   VARCHAR,
    country    VARCHAR,
    company    VARCHAR,
    partner    VARCHAR,              -- a spouse's or partner's name, where a client list gives one
    first_seen DATE,
    batch      INTEGER               -- the import that brought the person first; none: entered by hand
);

CREATE TABLE identity (
    identity   UBIGINT NOT NULL,     -- a stable hash of the particulars below
    client     INTEGER NOT NULL,
    source     VARCHAR NOT NULL,     -- shopify, square, …, or 'owner' for what was entered by hand
    pos_id     VARCHAR,
    name       VARCHAR,
    first_name VARCHAR,
    email      VARCHAR,
    phone      VARCHAR,
    phone_text VARCHAR,
    street     VARCHAR,
    city       VARCHAR,
    region     VARCHAR,
    postcode   VARCHAR,
    country    VARCHAR,
    company    VARCHAR,
    partner    VARCHAR,
    seen       DATE,                 -- the last day a file showed these particulars
    listed     BOOLEAN NOT NULL,     -- from a client list, which outranks what stands on a sale
    batch      INTEGER
);

-- What finds a client: 'pos:square' + id, 'email' + address, 'phone' + E.164.
CREATE TABLE client_key (
    kind   VARCHAR NOT NULL,
    value  VARCHAR NOT NULL,
    client INTEGER NOT NULL
);

-- Two client numbers that are one person: everything of `client` counts for `into_client`.
CREATE TABLE merge (
    merge       INTEGER NOT NULL,
    client      INTEGER NOT NULL,
    into_client INTEGER NOT NULL,
    because     VARCHAR NOT NULL,
    operation   INTEGER NOT NULL,
    undone_at   TIMESTAMP
);

-- One row a transaction and version of it: a newer export that tells it differently adds a row and takes `standing`
-- from the older one. Money is as the file has it, in `currency`; net is merchandise after discounts and refunds.
CREATE TABLE sale (
    sale           INTEGER NOT NULL,
    source         VARCHAR NOT NULL,
    transaction_id VARCHAR NOT NULL,
    standing       BOOLEAN NOT NULL,
    day            DATE NOT NULL,       -- the store's local day
    sold_at        TIMESTAMP,           -- the store's local time, where the file has one
    kind           VARCHAR NOT NULL,    -- sale, refund, cancelled
    identity       UBIGINT,             -- none: the sale names nobody
    associate      VARCHAR,
    location       VARCHAR,
    currency       VARCHAR NOT NULL,
    subtotal       DECIMAL(18, 4),
    discount       DECIMAL(18, 4),
    shipping       DECIMAL(18, 4),
    taxes          DECIMAL(18, 4),
    tips           DECIMAL(18, 4),
    total          DECIMAL(18, 4),
    refunded       DECIMAL(18, 4),
    net            DECIMAL(18, 4) NOT NULL,
    reconciled     BOOLEAN,             -- whether the order's own figures add up; none: the file cannot tell
    content        UBIGINT NOT NULL,    -- a stable hash of all the file says of the sale
    batch          INTEGER NOT NULL     -- the import that first said so
);

CREATE TABLE sale_line (
    sale     INTEGER NOT NULL,
    line     INTEGER NOT NULL,          -- from 1, in the order of the file
    kind     VARCHAR NOT NULL,          -- merchandise, tip, gift card, shipping, service, repair
    item     VARCHAR,
    variant  VARCHAR,
    sku      VARCHAR,
    category VARCHAR,
    brand    VARCHAR,
    quantity DECIMAL(18, 4),
    gross    DECIMAL(18, 4),            -- before discounts, as the file has it
    discount DECIMAL(18, 4),            -- positive
    net      DECIMAL(18, 4) NOT NULL,   -- after discounts, before an undated refund of the whole order
    tax      DECIMAL(18, 4)
);

-- Which imports contained which version of a sale: a sale leaves the book with the last of them.
CREATE TABLE sale_sighting (
    sale  INTEGER NOT NULL,
    batch INTEGER NOT NULL
);
