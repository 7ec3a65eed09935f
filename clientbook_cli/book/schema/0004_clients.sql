-- What the store knows of its clients beyond their purchases. A row that can be closed says when, and by which operation,
-- so that an undo opens it again.

-- Consent is append-only: a stop stands until a newer row names it among those it lifts.
CREATE TABLE consent (
    consent      INTEGER NOT NULL,
    client       INTEGER,           -- none: an address from an opt-out list that nobody in the book has (yet)
    channel      VARCHAR NOT NULL,  -- email, phone, text, post
    address      VARCHAR,           -- the email or E.164 phone it was said of
    state        VARCHAR NOT NULL,  -- subscribed, one-to-one, unknown, stopped
    said_at      TIMESTAMP NOT NULL, -- UTC
    source       VARCHAR NOT NULL,  -- import:shopify, opt-out list, calls log, owner
    reason       VARCHAR,
    operation    INTEGER NOT NULL,
    permitted_on DATE,              -- the day on which the client themself allowed it again, after a stop
    lifts        INTEGER[],         -- the stops that this permission takes back
    undone_at    TIMESTAMP
);

-- What each state allows on each channel: the one place where it is said.
CREATE TABLE consent_rule (
    channel  VARCHAR NOT NULL,
    state    VARCHAR NOT NULL,
    mass     VARCHAR NOT NULL,      -- yes, no, or opt-out: where the settings say that everybody may until they say stop
    personal BOOLEAN NOT NULL
);

INSERT INTO consent_rule (channel, state, mass, personal) VALUES
    ('email', 'subscribed', 'yes', true),
    ('email', 'one-to-one', 'opt-out', true),
    ('email', 'unknown', 'opt-out', true),
    ('email', 'stopped', 'no', false),
    ('phone', 'subscribed', 'no', true),
    ('phone', 'one-to-one', 'no', true),
    ('phone', 'unknown', 'no', true),
    ('phone', 'stopped', 'no', false),
    ('text', 'subscribed', 'yes', true),
    ('text', 'one-to-one', 'no', true),
    ('text', 'unknown', 'no', false),
    ('text', 'stopped', 'no', false),
    ('post', 'subscribed', 'yes', true),
    ('post', 'one-to-one', 'opt-out', true),
    ('post', 'unknown', 'opt-out', true),
    ('post', 'stopped', 'no', false);

-- What is known of an address itself, whoever has it; the newest row of each counts.
CREATE TABLE address_state (
    address_state INTEGER NOT NULL,
    channel       VARCHAR NOT NULL,     -- email, phone
    address       VARCHAR NOT NULL,     -- normalised, as in client
    state         VARCHAR NOT NULL,     -- good, paused (until a day), retired (mail bounces for good), wrong (somebody else's)
    until         DATE,                 -- paused: the last day
    said_at       TIMESTAMP NOT NULL,   -- UTC
    reason        VARCHAR,
    source        VARCHAR NOT NULL,     -- mail inbox, mail send, owner
    operation     INTEGER NOT NULL
);

-- People who were erased on their own wish: keyed hashes of what would bring them back, and the channels they had stopped.
CREATE TABLE forgotten (
    kind         VARCHAR NOT NULL,      -- email, phone, till, name
    hash         VARCHAR NOT NULL,
    forgotten_on DATE NOT NULL,
    operation    INTEGER NOT NULL
);

CREATE TABLE forgetting_key (
    key VARCHAR NOT NULL
);

-- What a client list said of whom: a record that says the same again is there already.
CREATE TABLE listing (
    batch    INTEGER NOT NULL,
    identity UBIGINT NOT NULL,
    content  UBIGINT NOT NULL       -- a stable hash of what it says beyond the particulars
);

-- What buyers allowed at a sale, as each import's file tells it: the last day of each set of particulars.
CREATE TABLE permission (
    batch    INTEGER NOT NULL,
    identity UBIGINT NOT NULL,
    channel  VARCHAR NOT NULL,
    day      DATE NOT NULL,         -- of the sale, in the store
    said_at  TIMESTAMP NOT NULL,    -- the beginning of that day, UTC
    reason   VARCHAR NOT NULL       -- what stood in the file
);

CREATE TABLE occasion (
    occasion  INTEGER NOT NULL,
    client    INTEGER NOT NULL,     -- whose day it is, or who told of it
    kind      VARCHAR NOT NULL,     -- birthday, anniversary, graduation, …; appointment does not come round
    year      INTEGER,
    month     INTEGER NOT NULL,
    day       INTEGER NOT NULL,
    note      VARCHAR,
    about     VARCHAR,              -- whose day it is, when that is no client: "daughter Mia"
    source    VARCHAR NOT NULL,
    operation INTEGER NOT NULL,
    ended_on  DATE,
    ended_by  INTEGER
);

-- Two people who belong together. Partners are one household: each with a consent of their own, one shared anniversary.
CREATE TABLE relation (
    relation  INTEGER NOT NULL,
    client    INTEGER NOT NULL,
    other     INTEGER,              -- a client too; none: only a name is known
    name      VARCHAR,
    kind      VARCHAR NOT NULL,     -- what the other is to the client: partner, child, parent, sibling, friend, …
    giver     INTEGER,              -- partners: who is reminded of their shared days; none: who bought most
    note      VARCHAR,
    made_on   DATE NOT NULL,
    source    VARCHAR NOT NULL,
    operation INTEGER NOT NULL,
    ended_on  DATE,
    ended_by  INTEGER
);

-- What a client bought, or is about to buy, for somebody else. Until that day it is kept from them.
CREATE TABLE gift (
    gift      INTEGER NOT NULL,
    client    INTEGER NOT NULL,     -- who gives
    other     INTEGER,              -- for which client; none: only a name is known
    name      VARCHAR,
    sale      INTEGER,
    line      INTEGER,
    item      VARCHAR,
    until     DATE NOT NULL,        -- the day it is given
    note      VARCHAR,
    made_on   DATE NOT NULL,
    operation INTEGER NOT NULL,
    ended_on  DATE,
    ended_by  INTEGER
);

-- What a client likes, and what fits: (brand, Solenne), (size ring, 6.5), (tag, vip).
CREATE TABLE preference (
    preference INTEGER NOT NULL,
    client     INTEGER NOT NULL,
    kind       VARCHAR NOT NULL,    -- brand, category, style, metal, stone, size ring, dislike, tag, …
    value      VARCHAR NOT NULL,
    made_on    DATE NOT NULL,
    source     VARCHAR NOT NULL,    -- owner, visit
    operation  INTEGER NOT NULL,
    ended_on   DATE,
    ended_by   INTEGER
);

CREATE TABLE note (
    note       INTEGER NOT NULL,
    client     INTEGER NOT NULL,
    text       VARCHAR NOT NULL,
    associate  VARCHAR,
    day        DATE NOT NULL,
    written_at TIMESTAMP NOT NULL,  -- UTC
    operation  INTEGER NOT NULL,
    ended_on   DATE,
    ended_by   INTEGER
);

-- Somebody was in the store. Whether they bought is told by the sales of that day.
CREATE TABLE visit (
    visit      INTEGER NOT NULL,
    client     INTEGER NOT NULL,
    day        DATE NOT NULL,
    written_at TIMESTAMP NOT NULL,  -- UTC
    associate  VARCHAR,
    looked_at  VARCHAR,
    liked      VARCHAR,
    category   VARCHAR,
    for_client INTEGER,             -- for which other client; for_whom in words
    for_whom   VARCHAR,
    need_by    DATE,
    budget     DECIMAL(18, 4),
    note       VARCHAR,
    operation  INTEGER NOT NULL
);

CREATE TABLE wish (
    wish       INTEGER NOT NULL,
    client     INTEGER NOT NULL,
    item       VARCHAR NOT NULL,    -- in the client's words, or the till's
    brand      VARCHAR,
    category   VARCHAR,
    most       DECIMAL(18, 4),      -- the highest price that will do
    for_client INTEGER,
    for_whom   VARCHAR,
    need_by    DATE,
    note       VARCHAR,
    associate  VARCHAR,
    made_on    DATE NOT NULL,
    source     VARCHAR NOT NULL,    -- owner, visit, import:…
    content    UBIGINT,             -- of an imported one: a stable hash, so that the same list says nothing twice
    operation  INTEGER NOT NULL,
    done_on    DATE,                -- bought, or wished no more
    done_why   VARCHAR,
    done_sale  INTEGER,             -- the sale that fulfilled it
    done_by    INTEGER
);

-- What the store has to sell, as its last product list said.
CREATE TABLE product (
    product  INTEGER NOT NULL,
    source   VARCHAR NOT NULL,
    sku      VARCHAR,
    item     VARCHAR NOT NULL,
    brand    VARCHAR,
    category VARCHAR,
    price    DECIMAL(18, 4),
    currency VARCHAR NOT NULL,
    since    DATE NOT NULL,         -- in stock since
    batch    INTEGER NOT NULL,
    gone_on  DATE,                  -- a newer list of the same source no longer had it
    gone_by  INTEGER                -- that import
);

CREATE TABLE follow_up (
    follow_up INTEGER NOT NULL,
    client    INTEGER NOT NULL,
    due       DATE NOT NULL,
    note      VARCHAR,
    associate VARCHAR,
    made_on   DATE NOT NULL,
    source    VARCHAR NOT NULL,     -- owner, calls log, visit
    visit     INTEGER,              -- the visit it follows
    done_on   DATE,
    operation INTEGER NOT NULL
);

-- A promise that went from one associate to another, and who had given it.
CREATE TABLE handover (
    follow_up INTEGER NOT NULL,
    was       VARCHAR,
    becomes   VARCHAR,
    operation INTEGER NOT NULL
);

-- Who looks after whom, as the owner said it; the newest row counts. Without one: who sold the client most.
CREATE TABLE assignment (
    client      INTEGER NOT NULL,
    associate   VARCHAR,
    assigned_at TIMESTAMP NOT NULL,  -- UTC
    source      VARCHAR NOT NULL,
    operation   INTEGER NOT NULL
);

-- Associates beside those of clientbook.toml, and when any of them is away or has left.
CREATE TABLE associate (
    associate VARCHAR NOT NULL,
    joined_on DATE NOT NULL,
    target    INTEGER,
    operation INTEGER NOT NULL
);

CREATE TABLE absence (
    absence   INTEGER NOT NULL,
    associate VARCHAR NOT NULL,
    kind      VARCHAR NOT NULL,      -- off, left
    first_day DATE NOT NULL,
    last_day  DATE,                  -- none: for good
    note      VARCHAR,
    operation INTEGER NOT NULL
);
