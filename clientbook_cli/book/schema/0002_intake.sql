-- A file that was read, with its receipt, and the records that could not be.
CREATE TABLE import_batch (
    batch              INTEGER NOT NULL,
    operation          INTEGER NOT NULL,
    imported_at        TIMESTAMP NOT NULL,   -- UTC
    file               VARCHAR NOT NULL,     -- its name, without the folder
    sha256             VARCHAR NOT NULL,
    rules              VARCHAR NOT NULL,     -- a hash of the format file and the options it was read with
    format             VARCHAR NOT NULL,     -- the preset's name, or the mapping's
    source             VARCHAR NOT NULL,     -- whose transaction and customer ids these are: shopify, square, …
    kind               VARCHAR NOT NULL,     -- sales, clients, optouts
    rows_read          BIGINT NOT NULL,
    rows_kept          BIGINT NOT NULL,
    rows_already_there BIGINT NOT NULL,
    rows_set_aside     BIGINT NOT NULL,
    first_day          DATE,
    last_day           DATE,
    mends              INTEGER,              -- the import whose set-aside rows this file was a mended copy of
    told_on            DATE,                 -- the last day its export knew of: the newest telling of a sale stands
    shape              VARCHAR NOT NULL,     -- a hash of the format and the set of the file's columns
    receipt            JSON NOT NULL,        -- everything import printed
    undone_at          TIMESTAMP
);

CREATE TABLE set_aside_row (
    batch  INTEGER NOT NULL,
    record BIGINT NOT NULL,      -- data record, the first is 1
    line   BIGINT NOT NULL,      -- physical line of the file, the header is 1
    cause  VARCHAR NOT NULL,     -- unreadable date, unreadable money, …
    field  VARCHAR,              -- the file's own column name
    value  VARCHAR,              -- what stood there
    text   VARCHAR NOT NULL      -- the record as it stood in the file
);
