CREATE TABLE campaign (
    campaign      INTEGER NOT NULL,
    name          VARCHAR NOT NULL,
    template      VARCHAR NOT NULL,
    template_text VARCHAR NOT NULL,     -- as it was at `new`; locked once the first mail left
    values_set    JSON NOT NULL,        -- --set KEY=VALUE
    audience      INTEGER NOT NULL,
    made_at       TIMESTAMP NOT NULL,   -- UTC
    looked_at     TIMESTAMP NOT NULL,   -- the last time its figures were shown: an approval ages from here
    confirmed_at  TIMESTAMP,
    started_at    TIMESTAMP,            -- the first mail was claimed
    started_on    DATE,                 -- the same in the store's time zone
    cancelled_at  TIMESTAMP,
    folder        VARCHAR               -- --to-folder: .eml files instead of sending, for good
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
    day        DATE NOT NULL,           -- the same in the store's time zone
    first_at   TIMESTAMP,               -- the first attempt: three days after it the mail is given up
    next_at    TIMESTAMP,               -- later: not before this
    handed_at  TIMESTAMP,               -- the real clock, when it last went to a server: its 24-hour limit counts these
    reply      VARCHAR                  -- the server's words
);
