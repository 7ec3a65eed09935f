-- People and sales as the tills tell them.
--
-- identity: one distinct set of particulars under which a till knows somebody. client: a person; several identities may
-- be one client. The columns of client are the best of its identities (lists before sales, then the newest), kept for
-- quick reading.
CREATE TABLE client (
    client     INTEGER NOT NULL,     -- shown as C102
    name       VARCHAR,
    folded     VARCHAR,              -- the name without case, accents and order of words, to find it by
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
    identity   UBIGINT NOT NULL,     -- a stable hash of source and particulars as they were told
    client     INTEGER NOT NULL,
    source     VARCHAR NOT NULL,     -- shopify, square, …, or 'owner' for what was entered by hand
    pos_id     VARCHAR,
    name       VARCHAR,
    first_name VARCHAR,
    email      VARCHAR,
    phone      VARCHAR,
    phone_text VARCHAR,
    lone_name  VARCHAR,              -- the folded name, where a name is all that is known
    street     VARCHAR,
    city       VARCHAR,
    region     VARCHAR,
    postcode   VARCHAR,
    country    VARCHAR,
    company    VARCHAR,
    partner    VARCHAR,
    first_seen DATE,                 -- the first and the last day a sale showed these particulars
    seen       DATE,
    listed     BOOLEAN NOT NULL,     -- from a client list, which outranks what stands on a sale
    batch      INTEGER,
    operation  INTEGER               -- that wrote it by hand: the owner's word outranks lists and sales
);

-- Two client numbers that are one person. The lowest of all numbers that are tied is the one that counts.
CREATE TABLE merge (
    merge       INTEGER NOT NULL,
    client      INTEGER NOT NULL,
    into_client INTEGER NOT NULL,
    because     VARCHAR NOT NULL,    -- 'import': new particulars tied them; a later import may take that back
    operation   INTEGER NOT NULL,
    undone_at   TIMESTAMP,           -- the owner took them apart: no import ties them again
    undone_by   INTEGER              -- the operation that did
);

-- One row a transaction and version of it: a newer export that tells it differently adds a row and takes `standing`
-- from the older one; of two files of one sale the one with its lines stands, and the other stays beside it. Money is as
-- the file has it, in `currency`; net is merchandise after discounts and refunds, without tax where the file lets it be
-- told.
CREATE TABLE sale (
    sale           INTEGER NOT NULL,
    source         VARCHAR NOT NULL,
    transaction_id VARCHAR NOT NULL,    -- '~minute or day|place|buyer|associate' where the file has none
    part           VARCHAR NOT NULL DEFAULT 'lines', -- what the file told of it: its lines, or the whole only (orders, payments)
    standing       BOOLEAN NOT NULL,
    beside         INTEGER,             -- the standing sale, told by another file, that this telling adds to
    day            DATE NOT NULL,       -- the store's local day
    sold_at        TIMESTAMP,           -- the store's local time, where the file has one
    kind           VARCHAR NOT NULL,    -- sale, refund, cancelled
    identity       UBIGINT,             -- none: the sale names nobody
    associate      VARCHAR,
    location       VARCHAR,
    tender         VARCHAR,             -- how it was paid, in the till's words
    currency       VARCHAR NOT NULL,
    subtotal       DECIMAL(18, 4),
    discount       DECIMAL(18, 4),
    shipping       DECIMAL(18, 4),
    taxes          DECIMAL(18, 4),
    tips           DECIMAL(18, 4),
    total          DECIMAL(18, 4),
    refunded       DECIMAL(18, 4),      -- given back, where the file has no day for it
    given_back     DOUBLE NOT NULL DEFAULT 0, -- which share of the merchandise that was, from 0 to 1
    net            DECIMAL(18, 4) NOT NULL,
    reconciled     BOOLEAN,             -- whether the sale's own figures add up; none: the file cannot tell
    batch          INTEGER NOT NULL     -- the import that first said so
);

CREATE TABLE sale_line (
    sale     INTEGER NOT NULL,
    line     INTEGER NOT NULL,          -- in the order of the file, from 1
    kind     VARCHAR NOT NULL,          -- merchandise; whole: all of a sale whose lines the file does not have; and outside
                                        -- net: tip, gift card, service, shipping, deposit, repair, returned, voided
    item     VARCHAR,
    variant  VARCHAR,
    sku      VARCHAR,
    category VARCHAR,
    brand    VARCHAR,
    quantity DECIMAL(18, 4),
    gross    DECIMAL(18, 4),            -- before discounts, as the file has it
    discount DECIMAL(18, 4),            -- the line's own, positive
    told_net DECIMAL(18, 4),            -- the file's own net of the line, where it has one
    net      DECIMAL(18, 4) NOT NULL,   -- after its share of all discounts, before an undated refund of the whole order
    tax      DECIMAL(18, 4)
);

-- What an import's file could not tell of any sale, since it has no such column: a later export that only lacks columns
-- tells nothing new.
CREATE TABLE telling (
    batch INTEGER NOT NULL,
    lacks VARCHAR[] NOT NULL            -- names of columns of sale, sale_line and identity
);

-- Which imports contained which version of a sale: a sale leaves the book with the last of them.
CREATE TABLE sale_sighting (
    sale  INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    head  BOOLEAN NOT NULL,             -- the file had the figures of the whole order
    lines INTEGER[]                     -- the lines the file had, where the version has more; none: all
);

-- Tellings that have a part of a sale only, because an export was cut, each with a telling that has all of it. `made`: no
-- file has the whole; it was put together of its parts, and stays while all of them do.
CREATE TABLE sale_part (
    sale  INTEGER NOT NULL,
    whole INTEGER NOT NULL,
    made  BOOLEAN NOT NULL
);

-- A stable hash of the particulars somebody is known by, and nothing where they name nobody. A spreadsheet takes the plus
-- and the zeros from the front of a phone number and of a postcode. Half of an MD5: DuckDB's md5_number_lower is the same
-- number, by way of its bits as text, in three times the time.
CREATE MACRO known_by(
    source, pos_id, name, first_name, email, phone_text, street, city, region, postcode, country, company
) AS
CASE WHEN coalesce(pos_id, name, email, phone_text) IS NOT NULL THEN (md5_number(concat(
    source, '|', pos_id, '|', name, '|', first_name, '|', email, '|', ltrim(phone_text, '+0'), '|', street, '|', city, '|',
    region, '|', ltrim(postcode, '0'), '|', country, '|', company, '|'
)) >> 64)::UBIGINT END;
