-- People who sign in by a name and a password, and the one-time links that let them choose both. Neither on the log nor
-- from it, so in every backup.

create table person (
    -- 'person-' and ten letters drawn at random: what the audit trail, sessions and jobs name a person by. It says nothing
    -- about anybody, and stays when the rest of the row is erased.
    id              text primary key,
    -- What the administrator calls them; null once erased.
    name            text,
    -- What they sign in with; null until they chose it, and once erased.
    login           text collate "C" unique,
    -- The PHC string of their password's Argon2id; null until they chose it, and once erased.
    password        text,
    password_set_at timestamptz,
    roles           text[] not null check (cardinality(roles) > 0),
    -- Of a guest: the places and companies whose shipments he sees. Of nobody else.
    glns            text[] not null,
    created_at      timestamptz not null,
    -- The key or person that invited them.
    created_by      text not null,
    expires_at      timestamptz,
    suspended_at    timestamptz,
    erased_at       timestamptz,
    last_signed_in_at timestamptz,
    -- SHA-256 of the token in their one-time link, while there is one that was not used; the token itself is nowhere.
    link_hash       bytea unique,
    link_expires_at timestamptz,
    -- The request that invited them, so that the same one again invites nobody else.
    idempotency_key    text,
    idempotency_digest bytea,
    -- As for api_key: what a running node looks for.
    changed_by      xid8 not null default pg_current_xact_id(),
    check ((login is null) = (password is null) and (password is null) = (password_set_at is null)),
    check ((link_hash is null) = (link_expires_at is null)),
    check (erased_at is null or (name is null and login is null and link_hash is null and glns = '{}'))
);
create index person_changed on person (changed_by);
create unique index person_idempotency on person (created_by, idempotency_key) where idempotency_key is not null;

-- A session is of a key or of a person.
alter table session rename column api_key to holder;
alter index session_api_key rename to session_holder;

-- Keys that end soon are asked for on each visit of a page.
create index api_key_expires on api_key (expires_at) where expires_at is not null and revoked_at is null;
