-- Photos and papers that events name: beside the log, where they can be erased. The event has the digest alone, salted as a
-- record's is, so that it says nothing about what is gone.

create table attachment (
    -- SHA-256(0x00 || salt || content)
    digest     bytea primary key,
    -- These are null once it is erased.
    salt       bytea,
    content    bytea,
    media_type text,
    -- As whoever added it called the file; only shown.
    name       text,
    added_at   timestamptz not null,
    -- When a form first named it. One that none names within a day was left behind by a clerk who thought better of it.
    used_at    timestamptz,
    erased_at  timestamptz,
    check ((content is null) = (erased_at is not null))
);
create index attachment_unused on attachment (added_at) where used_at is null;
-- Photos do not get smaller.
alter table attachment alter column content set storage external;
