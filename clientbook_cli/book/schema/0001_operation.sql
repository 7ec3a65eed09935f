-- What was done to the book, by whom it can be taken back: one id an operation.
CREATE TABLE operation (
    operation INTEGER NOT NULL,
    done_at   TIMESTAMP NOT NULL,      -- UTC
    command   VARCHAR NOT NULL,        -- as typed: import, follow-up, mail send
    said      VARCHAR NOT NULL,        -- one line for a person
    undone_at TIMESTAMP
);

-- A book made again from a backup: nothing is sent from it by itself, since what was sent after the backup is not in it.
CREATE TABLE restored (
    restored_at TIMESTAMP NOT NULL,    -- UTC
    file        VARCHAR NOT NULL       -- the backup's name
);
