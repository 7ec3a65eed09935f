CREATE TABLE call_sheet (
    sheet   INTEGER NOT NULL,
    day     DATE NOT NULL,
    brand   VARCHAR,                -- a sheet about one brand, beside the day's own
    made_at TIMESTAMP NOT NULL      -- UTC
);

-- Rows are numbered through all associates and sheets of a day: the number on paper is what is typed in the evening.
CREATE TABLE call_task (
    sheet     INTEGER NOT NULL,
    row       INTEGER NOT NULL,
    client    INTEGER NOT NULL,
    associate VARCHAR NOT NULL,
    rank      INTEGER NOT NULL,     -- within the associate's list, from 1
    tier      VARCHAR,
    reasons   JSON NOT NULL,        -- [{kind, said, follow_up}]
    script    VARCHAR NOT NULL,
    voicemail VARCHAR NOT NULL
);

-- A contact with a client that a person made.
CREATE TABLE touch (
    touch     INTEGER NOT NULL,
    client    INTEGER NOT NULL,
    associate VARCHAR,
    day       DATE NOT NULL,
    called_at TIMESTAMP NOT NULL,   -- UTC
    channel   VARCHAR NOT NULL,     -- phone
    outcome   VARCHAR NOT NULL,     -- T V N A B S D W X, as on the sheet
    note      VARCHAR,
    phone     VARCHAR,              -- the number that was called: wrong (W) until the client has another
    again_on  DATE,                 -- B: when to call back; A: when the appointment is
    sheet     INTEGER,
    row       INTEGER,
    operation INTEGER NOT NULL
);
