-- A frozen list: who was asked for, who is on it, who is held back and who is left out, and why.
CREATE TABLE audience (
    audience INTEGER NOT NULL,
    made_at  TIMESTAMP NOT NULL,    -- UTC
    as_of    DATE NOT NULL,
    channel  VARCHAR NOT NULL,      -- email
    rule     VARCHAR NOT NULL,      -- what was asked for, in words
    hold_out DECIMAL(6, 4) NOT NULL,
    seed     UBIGINT NOT NULL
);

CREATE TABLE audience_member (
    audience INTEGER NOT NULL,
    client   INTEGER NOT NULL,
    address  VARCHAR,
    tier     VARCHAR,
    place    VARCHAR NOT NULL,      -- chosen, held out, excluded
    reason   VARCHAR                -- why excluded: no address, stopped, address used twice, …
);
