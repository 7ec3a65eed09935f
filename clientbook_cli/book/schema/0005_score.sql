-- Every run is kept. The same day, settings and sales are the same run.
CREATE TABLE score_run (
    run      INTEGER NOT NULL,
    as_of    DATE NOT NULL,
    settings VARCHAR NOT NULL,      -- hash of the recipe
    recipe   JSON NOT NULL,         -- which sales counted, cuts and tables: all that decides a score beside the sales
    sales    VARCHAR NOT NULL,      -- hash of the purchases that were scored
    made_at  TIMESTAMP NOT NULL,    -- UTC
    made_on  DATE NOT NULL,         -- the same in the store's time zone: what was known on a day is asked by days
    clients  INTEGER NOT NULL,
    cuts     JSON NOT NULL          -- per axis: method and the cut points used
);

CREATE TABLE score (
    run            INTEGER NOT NULL,
    client         INTEGER NOT NULL,
    last_purchase  DATE NOT NULL,
    recency_days   INTEGER NOT NULL,
    frequency      INTEGER NOT NULL,
    monetary       DECIMAL(18, 4) NOT NULL,
    r              TINYINT NOT NULL,
    f              TINYINT NOT NULL,
    m              TINYINT NOT NULL,
    tier           VARCHAR NOT NULL,
    segment        VARCHAR NOT NULL
);
