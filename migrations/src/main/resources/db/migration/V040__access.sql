-- Who may call this node, and who did what. Neither is on the log; neither can be rebuilt from it.

create table api_key (
    id                  text primary key,
    -- SHA-256 of the bearer token; the token itself is nowhere.
    hash                bytea not null,
    name                text not null,
    roles               text[] not null check (cardinality(roles) > 0),
    requests_per_second integer check (requests_per_second > 0),
    created_at          timestamptz not null,
    -- The key that made it; null for those of the first start and of the command line.
    created_by          text,
    expires_at          timestamptz,
    revoked_at          timestamptz,
    -- To the minute: not every request is worth a write.
    last_used_at        timestamptz,
    -- When anything but last_used_at changed; the node looks for changes by other processes here.
    changed_at          timestamptz not null,
    -- The request that made it, so that the same one again gives the same answer.
    idempotency_key     text,
    idempotency_digest  bytea,
    idempotency_salt    bytea
);
create index api_key_changed on api_key (changed_at);
create unique index api_key_idempotency on api_key (created_by, idempotency_key) where idempotency_key is not null;

-- The audit trail: who captured, read, exported and changed keys; when, what, and how it ended. Rows are added in the
-- order of seq, under an advisory lock, so a reader that pages by seq misses none.
create table audit (
    seq        bigint generated always as identity primary key,
    at         timestamptz not null,
    -- The API key; null where the call had none.
    api_key    text,
    address    text,
    action     text not null,
    target     text,
    -- The HTTP status of the answer.
    status     smallint not null,
    request_id text not null
);
create index audit_key on audit (api_key, seq);
-- Which captures have their line: asked at start, to add those that a kill took.
create index audit_capture on audit (at) where action = 'events.capture';

-- Capture jobs in the order in which they are listed, and found for the audit trail after a crash.
create index submission_created on submission (created_at, cti) where memo is not null;
