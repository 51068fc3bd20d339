-- The journal: what the log is made of, and what its entries commit to. Everything else can be rebuilt from it.

-- One row: how far this ledger is. Each block moves it by compare-and-set, so two writers can never both succeed.
create table chain (
    only_row   boolean primary key default true check (only_row),
    origin     text not null,
    height     bigint not null,
    size       bigint not null,
    root       bytea not null,
    state_root bytea not null,
    time       timestamptz not null,
    -- Why nothing may be signed any more; set by `check` when it finds a difference. Null: all is well.
    halted     text
);

create table block (
    height     bigint primary key,
    time       timestamptz not null,
    size       bigint not null,
    root       bytea not null,
    state_root bytea not null,
    -- SHA-256 over the seal before, this row and its refusals: what no checkpoint covers (time, refusals) is tied too.
    seal       bytea not null
);

-- The signed note at each size that a block ended with; evidence carries the proof at its own block's checkpoint. Signed
-- only once the block is durable, so a note is stored by the next block, or at the next start.
create table checkpoint (
    size bigint primary key,
    note text not null
);

-- Issuers by a small number: a DID is 90 characters, and stands on every entry and record. What stands here is what stays
-- of the DID when it moves to another domain.
create table issuer (
    id  integer generated always as identity primary key,
    did text not null unique
);

-- The log's entries: a signed statement each, its bytes as ordered.
create table entry (
    index        bigint primary key,
    height       bigint not null,
    issuer       integer not null,
    cti          uuid not null,
    content_type text not null,
    statement_id bytea not null,
    statement    bytea not null
);
-- Both deduplication rules through one index: two statements of one id share their whole header, so their cti too.
create unique index entry_job on entry (cti, issuer);
create index entry_height on entry (height);

-- Statements that a block held and the policy refused; the same on every member.
create table refusal (
    height       bigint not null,
    position     integer not null,
    statement_id bytea,
    code         smallint not null,
    detail       text not null,
    primary key (height, position)
);

-- C2SP tlog-tiles. One row a tile; a partial tile is the prefix of the full one, so the row only grows.
create table tile (
    level    smallint not null,
    tile     bigint not null,
    hashes   bytea not null,
    primary key (level, tile)
);
-- A growing tile is rewritten by each block; leave room on the page so that the update stays there.
alter table tile set (fillfactor = 50);
alter table tile alter column hashes set storage external;

-- The state rows that the state root covers.
create table state (
    key   text collate "C" primary key,
    value bytea not null
);

-- The outbox, and the job that a caller can ask for. A waiting row has its statement; a decided one has its outcome.
create table submission (
    cti              uuid primary key,
    created_at       timestamptz not null,
    decided_at       timestamptz,
    -- 0 waiting, 1 registered, 2 refused, 3 nothing new (all its records were registered before)
    state            smallint not null,
    content_type     text not null,
    statement        bytea,
    -- False: its issuer signed it elsewhere, so this node cannot sign it again.
    signed_here      boolean not null,
    records          integer not null,
    index            bigint,
    refusal_code     smallint,
    refusal_detail   text,
    -- Where records that were registered before stand: parallel to the submitted list, null entries are this statement's own.
    known_index      bigint[],
    known_position   integer[],
    -- What the submitter wants to remember of its job, opaque here.
    memo             text,
    idempotency_scope  text,
    idempotency_key    text,
    idempotency_digest bytea
);
create unique index submission_idempotency on submission (idempotency_scope, idempotency_key)
    where idempotency_key is not null;
create index submission_waiting on submission (created_at) where state = 0;

-- The records that captures commit to: bytes and salt, or why they are not here. Written once: outbox, journal and
-- answers share the row. Found from an entry by (issuer, cti), which is known before the index is.
create table record (
    issuer      integer not null,
    cti         uuid not null,
    position    integer not null,
    salt        bytea,
    bytes       bytea,
    -- The record's name among its issuer's records (an eventID), not unique.
    name        text,
    -- SHA-256 of the bytes; tells the same record submitted again, found by its name. Goes when the bytes go.
    fingerprint bytea,
    -- Null where bytes and salt are here; else withheld, erased, or not yet received.
    absence     text,
    primary key (cti, issuer, position)
);
alter table record alter column bytes set storage external;
create index record_name on record using hash (name);

-- How far each read model has read: the number of entries it has applied.
create table projection (
    name     text primary key,
    position bigint not null
);
