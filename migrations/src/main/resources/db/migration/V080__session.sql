-- People who are signed in at a browser. A row ends with its person's signing out, or with its time; none is in a backup,
-- so a restore revives no session.

create table session (
    -- SHA-256 of the token in the browser's cookie; the token itself is nowhere.
    hash         bytea primary key,
    -- Who it is: the key that was shown to begin the session. No foreign key: a restore puts other keys in place of all,
    -- and the session of a key that is not there is nobody's.
    api_key      text not null,
    created_at   timestamptz not null,
    -- To the minute, as for api_key.
    last_seen_at timestamptz not null,
    expires_at   timestamptz not null
);
create index session_api_key on session (api_key);
create index session_expires on session (expires_at);
