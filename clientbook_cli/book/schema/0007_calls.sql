CREATE TABLE call_sheet (
    sheet   INTEGER NOT NULL,
    day     DATE NOT NULL,
    brand   VARCHAR,                -- a sheet about one brand, beside the day's own
    made_at TIMESTAMP NOT NULL      -- UTC
);

-- Rows are numbered through all associates and sheets of a day: the number on paper is what is typed in the evening.
-- A row keeps its number for good; one that is not to be called any more says so.
CREATE TABLE call_task (
    sheet     INTEGER NOT NULL,
    row       INTEGER NOT NULL,
    client    INTEGER NOT NULL,
    associate VARCHAR NOT NULL,
    rank      INTEGER NOT NULL,     -- within the associate's list, from 1
    tier      VARCHAR,
    reasons   JSON NOT NULL,        -- [{kind, said, private, follow_up}]; private: the same without amounts
    script    VARCHAR NOT NULL,
    voicemail VARCHAR NOT NULL,
    first_day DATE NOT NULL,        -- the day of the first sheet it stood on: a call is carried over for a week from then on
    dropped   VARCHAR               -- skipped, snoozed; none: to be called
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
    again_at  VARCHAR,              -- the hour of that day, store time: 11:00
    sheet     INTEGER,
    row       INTEGER,
    operation INTEGER NOT NULL
);

-- What somebody decided by hand about calling a client. The newest word on a day counts.
CREATE TABLE call_choice (
    choice    INTEGER NOT NULL,
    client    INTEGER NOT NULL,
    kind      VARCHAR NOT NULL,     -- add: call on `day`; skip: not on `day`; snooze: not before `until`
    day       DATE NOT NULL,
    until     DATE,
    associate VARCHAR,              -- add: who is to call
    note      VARCHAR,
    made_at   TIMESTAMP NOT NULL,   -- UTC
    operation INTEGER NOT NULL
);

-- A call that would have been made and was not, so that the calls for the same reason can be measured against it.
CREATE TABLE call_hold_out (
    day       DATE NOT NULL,
    client    INTEGER NOT NULL,
    kind      VARCHAR NOT NULL,     -- the reason that drew the lot
    associate VARCHAR NOT NULL,     -- who would have called
    until     DATE NOT NULL         -- the last day on which nobody calls them
);

-- What got in the way, asked once of each associate who missed the day's target.
CREATE TABLE huddle_answer (
    answer    INTEGER NOT NULL,
    day       DATE NOT NULL,
    associate VARCHAR NOT NULL,
    said      VARCHAR NOT NULL,
    operation INTEGER NOT NULL
);
