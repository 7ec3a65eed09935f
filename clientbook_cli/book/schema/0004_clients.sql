-- What the store knows of its clients beyond their purchases. Consent is append-only.
CREATE TABLE consent (
    consent   INTEGER NOT NULL,
    client    INTEGER,              -- none: an address from an opt-out list that nobody in the book has (yet)
    channel   VARCHAR NOT NULL,     -- email, phone, text, post
    address   VARCHAR,              -- the email or E.164 phone it was said of
    state     VARCHAR NOT NULL,     -- subscribed, one-to-one, unknown, stopped
    said_at   TIMESTAMP NOT NULL,   -- UTC
    source    VARCHAR NOT NULL,     -- import:shopify, opt-out list, calls log, owner
    reason    VARCHAR,
    operation INTEGER NOT NULL
);

-- What a client list said of whom: a record that says the same again is there already.
CREATE TABLE listing (
    batch    INTEGER NOT NULL,
    identity UBIGINT NOT NULL,
    content  UBIGINT NOT NULL       -- a stable hash of what it says beyond the particulars
);

CREATE TABLE occasion (
    occasion INTEGER NOT NULL,
    client   INTEGER NOT NULL,
    kind     VARCHAR NOT NULL,      -- birthday, anniversary, appointment
    year     INTEGER,
    month    INTEGER NOT NULL,
    day      INTEGER NOT NULL,
    note     VARCHAR,
    source   VARCHAR NOT NULL,
    operation INTEGER NOT NULL
);

CREATE TABLE follow_up (
    follow_up INTEGER NOT NULL,
    client    INTEGER NOT NULL,
    due       DATE NOT NULL,
    note      VARCHAR,
    associate VARCHAR,
    made_on   DATE NOT NULL,
    source    VARCHAR NOT NULL,     -- owner, calls log
    done_on   DATE,
    operation INTEGER NOT NULL
);

-- Who looks after whom, as the owner said it; the newest row counts. Without one: who sold the client most.
CREATE TABLE assignment (
    client      INTEGER NOT NULL,
    associate   VARCHAR,
    assigned_at TIMESTAMP NOT NULL,  -- UTC
    source    VARCHAR NOT NULL,
    operation INTEGER NOT NULL
);
