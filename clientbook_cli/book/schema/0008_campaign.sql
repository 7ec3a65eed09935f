CREATE TABLE campaign (
    campaign      INTEGER NOT NULL,
    name          VARCHAR NOT NULL,
    kind          VARCHAR NOT NULL,     -- many; personal: one mail that somebody writes to one client
    template      VARCHAR NOT NULL,
    template_text VARCHAR NOT NULL,     -- as it was at `new` or at the last `edit`; locked once the first mail left
    layout_text   VARCHAR NOT NULL,     -- the same of the page round it
    values_set    JSON NOT NULL,        -- --set KEY=VALUE
    secret        BLOB NOT NULL,        -- keys its Message-IDs and unsubscribe tokens: nobody else can make one up
    audience      INTEGER NOT NULL,
    made_at       TIMESTAMP NOT NULL,   -- UTC
    looked_at     TIMESTAMP NOT NULL,   -- the last time its figures were shown: an approval ages from here
    confirmed_at  TIMESTAMP,
    started_at    TIMESTAMP,            -- the first mail was claimed
    started_on    DATE,                 -- the same in the store's time zone
    cancelled_at  TIMESTAMP,
    folder        VARCHAR,              -- --to-folder: .eml files instead of sending, for good
    specimen      BLOB                  -- the plainest client's mail: what the copies are compressed against
);

-- The pictures and attachments that its mails carry, as they were when it was made.
CREATE TABLE campaign_file (
    campaign   INTEGER NOT NULL,
    place      INTEGER NOT NULL,
    reference  VARCHAR NOT NULL,        -- as the template names it
    media_type VARCHAR NOT NULL,
    shown      BOOLEAN NOT NULL,        -- inside the mail; else attached
    content    BLOB NOT NULL
);

-- One row a recipient, in exactly one state.
CREATE TABLE outbox (
    campaign   INTEGER NOT NULL,
    client     INTEGER NOT NULL,
    address    VARCHAR NOT NULL,
    state      VARCHAR NOT NULL,        -- queued, sending, accepted, written, later, refused, unknown, cancelled
    message_id VARCHAR NOT NULL,        -- from campaign and client: the same in every attempt
    attempt    INTEGER NOT NULL,
    changed_at TIMESTAMP NOT NULL,      -- UTC, of the last change of state
    day        DATE NOT NULL,           -- the same in the store's time zone; of one that was unknown, when it was tried
    first_at   TIMESTAMP,               -- the first attempt: three days after it the mail is given up
    next_at    TIMESTAMP,               -- later: not before this
    handed_at  TIMESTAMP,               -- the real clock, when it last went to a server: its 24-hour limit counts these
    reply      VARCHAR                  -- the server's words
);

-- Each mail as it was handed over, without the files that all of its campaign carry.
CREATE TABLE mail_copy (
    campaign INTEGER NOT NULL,
    client   INTEGER NOT NULL,
    content  BLOB NOT NULL              -- raw deflate against the campaign's specimen
);

-- What came back to the mailbox about a mail of ours: answers, bounces, complaints, stops.
CREATE TABLE mail_return (
    mail_return INTEGER NOT NULL,
    hash        VARCHAR NOT NULL,       -- of the message: read again, it counts once
    campaign    INTEGER,                -- none: it names no mail of ours, and somebody decided what it means
    client      INTEGER NOT NULL,
    address     VARCHAR,                -- whose mailbox it is about
    kind        VARCHAR NOT NULL,       -- hard bounce, soft bounce, stop, complaint, answer
    said        VARCHAR NOT NULL,       -- one line for a person
    arrived_at  TIMESTAMP,              -- UTC, as the message tells; none: it does not
    read_at     TIMESTAMP NOT NULL,     -- UTC
    operation   INTEGER NOT NULL
);
