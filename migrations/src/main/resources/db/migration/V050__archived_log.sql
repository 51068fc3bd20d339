-- Logs that this node signed until a restore had to begin a new one. The tables of each stand in a schema of their own,
-- ledger_archive_NUMBER, and are only read; the key that signed it is gone.
create table archived_log (
    number       integer primary key check (number > 0),
    origin       text not null unique,
    verifier_key text not null,
    -- The newest checkpoint of it that anyone was known to hold: what the genesis of the log after it names.
    checkpoint   text not null,
    archived_at  timestamptz not null
);
