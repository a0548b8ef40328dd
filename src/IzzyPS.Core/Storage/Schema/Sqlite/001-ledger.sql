-- Enumerations are stored as their names, times as UTC in ISO 8601, prices as exact decimals in PLN, ids as UUIDs.
-- A list of words in CHECK or in an index is written with OR: for "IN" with three words or more, SQLite builds a temporary table in every
-- statement that writes the row, which takes longer than the rest of the statement.
-- Never edit a released script: add the next number.

CREATE TABLE meta (
    id             INTEGER PRIMARY KEY CHECK (id = 1),
    lineage        TEXT    NOT NULL CHECK (length(lineage) = 36),
    account        TEXT    NOT NULL,            -- the account's hash: neither its address nor its client id
    serial         INTEGER NOT NULL CHECK (serial >= 0),
    adopted_serial INTEGER,                     -- the serial at which the ledger was last adopted or repaired
    made_at        TEXT    NOT NULL,
    moved_to       TEXT                         -- where it was moved: from then on it is refused
);

CREATE TABLE lease (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    fence       INTEGER NOT NULL CHECK (fence >= 0),
    holder      TEXT,
    since       TEXT,
    released_at TEXT                            -- null while held, and after a holder was killed
);

CREATE TABLE feed (
    id                 INTEGER PRIMARY KEY,
    name               TEXT    NOT NULL UNIQUE,
    established_serial INTEGER,                 -- the serial at which a run over its stock last ended
    content            TEXT,                    -- the SHA-256 of the files of the last complete stock
    tail               TEXT,                    -- the hashes of the last keys of these files, in their order
    held_base          INTEGER CHECK (held_base >= 0) -- how many were listed when a stock first lacked some and closes were not judged
);

-- A use case that a front end started. A run over a stock has a plan; one that resolves or adopts has none.
CREATE TABLE run (
    id            INTEGER PRIMARY KEY,
    uuid          TEXT    NOT NULL UNIQUE CHECK (length(uuid) = 36),
    kind          TEXT    NOT NULL,
    trigger       TEXT    NOT NULL,
    feed_id       INTEGER NOT NULL REFERENCES feed (id),
    plan          TEXT    CHECK (length(plan) = 36),
    planned_at    TEXT,
    base_serial   INTEGER,
    is_from_stock INTEGER NOT NULL CHECK (is_from_stock IN (0, 1)),
    state         TEXT    NOT NULL CHECK (state = 'Running' OR state = 'Finished' OR state = 'Stopped' OR state = 'Failed'),
    is_shared     INTEGER NOT NULL DEFAULT 0 CHECK (is_shared IN (0, 1)), -- several runners carried it out
    started_at    TEXT    NOT NULL,
    ended_at      TEXT,
    host          TEXT    NOT NULL,
    user          TEXT    NOT NULL,
    command       TEXT    NOT NULL,
    planned       INTEGER NOT NULL DEFAULT 0, -- how many changes it has to carry out
    created       INTEGER NOT NULL DEFAULT 0, -- from here on: how many have ended, and how; while it runs, a second and a commit behind the journal
    updated       INTEGER NOT NULL DEFAULT 0,
    repriced      INTEGER NOT NULL DEFAULT 0,
    closed        INTEGER NOT NULL DEFAULT 0,
    in_doubt      INTEGER NOT NULL DEFAULT 0,
    failed        INTEGER NOT NULL DEFAULT 0,
    CHECK (plan IS NULL OR (planned_at IS NOT NULL AND base_serial IS NOT NULL)),
    CHECK (is_from_stock = 0 OR plan IS NOT NULL)
);
CREATE INDEX run_of_stock ON run (feed_id, planned_at) WHERE is_from_stock = 1;

CREATE TABLE run_file (
    run_id               INTEGER NOT NULL REFERENCES run (id),
    position             INTEGER NOT NULL,
    path                 TEXT    NOT NULL,
    sha256               TEXT,
    rows                 INTEGER NOT NULL,
    rows_rejected        INTEGER NOT NULL,
    has_final_line_break INTEGER NOT NULL CHECK (has_final_line_break IN (0, 1)),
    PRIMARY KEY (run_id, position)
) WITHOUT ROWID;

-- What was noticed about the files and the vehicles of a run: many alike are one row with their number.
CREATE TABLE run_warning (
    run_id   INTEGER NOT NULL REFERENCES run (id),
    position INTEGER NOT NULL,
    code     TEXT    NOT NULL,
    message  TEXT    NOT NULL,
    file     TEXT,
    count    INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (run_id, position)
) WITHOUT ROWID;

-- A car's JSON is written once and shared by its operation and, when acknowledged, its vehicle.
CREATE TABLE payload (
    id   INTEGER PRIMARY KEY,
    hash BLOB NOT NULL CHECK (length(hash) = 16),
    json TEXT NOT NULL
);

-- The columns that planning reads of every vehicle come first: they are read by the million.
CREATE TABLE vehicle (
    id                   INTEGER PRIMARY KEY,
    key                  TEXT    NOT NULL UNIQUE,
    state                TEXT    NOT NULL CHECK (state = 'Unlisted' OR state = 'Active' OR state = 'Closed' OR state = 'InDoubt'),
    payload_hash         BLOB    CHECK (length(payload_hash) = 16),
    feed_id              INTEGER NOT NULL REFERENCES feed (id),
    is_unconfirmed       INTEGER NOT NULL DEFAULT 0 CHECK (is_unconfirmed IN (0, 1)),
    price_set_by         TEXT    NOT NULL DEFAULT 'Feed' CHECK (price_set_by = 'Feed' OR price_set_by = 'Hand' OR price_set_by = 'Server'),
    payload_id           INTEGER REFERENCES payload (id),
    vin                  TEXT    CHECK (vin = key),
    configuration_number TEXT,
    remote_id            TEXT,
    make                 TEXT,
    model                TEXT,
    list_price           TEXT,
    sales_price          TEXT,
    feed_list_price      TEXT,
    feed_sales_price     TEXT,
    first_listed_at      TEXT,
    last_sent_at         TEXT,
    closed_at            TEXT,
    closed_by            TEXT    CHECK (closed_by = 'Feed' OR closed_by = 'Hand' OR closed_by = 'Server'),
    close_reason         TEXT    CHECK (close_reason IN ('Deleted', 'Sold')),
    is_released          INTEGER NOT NULL DEFAULT 0 CHECK (is_released IN (0, 1)),
    emptied              TEXT,                        -- the fields that the files emptied since the car had a value, by their names in a file
    CHECK (state = 'Unlisted' OR (payload_id IS NOT NULL AND payload_hash IS NOT NULL)),
    CHECK (state <> 'Active' OR remote_id IS NOT NULL),
    CHECK (state <> 'Closed' OR closed_at IS NOT NULL)
);
CREATE UNIQUE INDEX vehicle_remote ON vehicle (remote_id) WHERE remote_id IS NOT NULL;
CREATE INDEX vehicle_active ON vehicle (feed_id) WHERE state = 'Active';
CREATE INDEX vehicle_closed ON vehicle (feed_id, closed_at) WHERE state = 'Closed';
CREATE INDEX vehicle_unbuilt ON vehicle (feed_id) WHERE vin IS NULL;
CREATE INDEX vehicle_emptied ON vehicle (feed_id) WHERE emptied IS NOT NULL;

-- A listing that the stock lacks and whose close a run held back. The row stays until the vehicle is closed or in a file again.
CREATE TABLE held (
    vehicle_id INTEGER PRIMARY KEY REFERENCES vehicle (id),
    run_id     INTEGER NOT NULL REFERENCES run (id), -- the first run that held the close back
    since      TEXT    NOT NULL,
    code       TEXT    NOT NULL CHECK (code = 'CloseLimit' OR code = 'FileTail' OR code = 'NotYetAbsent'),
    base       INTEGER NOT NULL CHECK (base >= 0),   -- how many were listed then: listings made since don't count
    misses     INTEGER NOT NULL CHECK (misses >= 0), -- from how many complete stocks in a row the vehicle is missing
    content    TEXT                                  -- the SHA-256 of the files of the last of them
);

-- A request to the API and what came of it. Its subject is what it is about, a vehicle for example: subject_id is the row in the subject's
-- own table, subject_key the name that people know it by.
CREATE TABLE operation (
    id            INTEGER PRIMARY KEY,
    uuid          TEXT    NOT NULL UNIQUE CHECK (length(uuid) = 36),
    run_id        INTEGER NOT NULL REFERENCES run (id),
    feed_id       INTEGER NOT NULL REFERENCES feed (id),
    subject_kind  TEXT    NOT NULL,
    subject_id    INTEGER NOT NULL,
    subject_key   TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    is_idempotent INTEGER NOT NULL CHECK (is_idempotent IN (0, 1)),
    state         TEXT    NOT NULL
        CHECK (state = 'Planned' OR state = 'Sending' OR state = 'Acked' OR state = 'Rejected' OR state = 'Failed' OR state = 'InDoubt' OR state = 'Resolved' OR state = 'Cancelled'),
    payload_id    INTEGER NOT NULL REFERENCES payload (id),
    fence         INTEGER NOT NULL,             -- who wrote it last
    claim         INTEGER,                      -- the fence number of the runner that has claimed it
    attempts      INTEGER NOT NULL CHECK (attempts >= 0),
    planned_at    TEXT    NOT NULL,
    sent_at       TEXT,
    ended_at      TEXT,
    status        INTEGER,
    error         TEXT,
    remote_id     TEXT
);
-- Promise 1: a subject has at most one operation that is under way or whose outcome nobody knows.
CREATE UNIQUE INDEX operation_open ON operation (subject_id, subject_kind) WHERE state = 'Planned' OR state = 'Sending' OR state = 'InDoubt';
CREATE INDEX operation_closed ON operation (feed_id, ended_at) WHERE kind = 'Close' AND state = 'Acked';

CREATE TABLE price (
    id         INTEGER PRIMARY KEY,
    vehicle_id INTEGER NOT NULL REFERENCES vehicle (id),
    run_id     INTEGER REFERENCES run (id),
    at         TEXT    NOT NULL,
    list       TEXT    NOT NULL,
    sales      TEXT    NOT NULL,
    set_by     TEXT    NOT NULL CHECK (set_by = 'Feed' OR set_by = 'Hand' OR set_by = 'Server')
);
CREATE INDEX price_of_vehicle ON price (vehicle_id);

CREATE TABLE event (
    id         INTEGER PRIMARY KEY,
    vehicle_id INTEGER NOT NULL REFERENCES vehicle (id),
    run_id     INTEGER NOT NULL REFERENCES run (id),
    at         TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    detail     TEXT
);
CREATE INDEX event_of_vehicle ON event (vehicle_id);

-- History stays as it was written; only which row its vehicle has may change, when a VIN arrives.
CREATE TRIGGER event_is_never_changed BEFORE UPDATE OF id, run_id, at, name, detail ON event
BEGIN
    SELECT RAISE(ABORT, 'event is append only');
END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'event is append only');
END;

-- How many listings Izzylease said are gone in the last 24 hours is read from the history, across runs.
CREATE INDEX event_gone ON event (at) WHERE name = 'Gone';
