-- DID logs as the ledger registered them: a projection, rebuilt from the journal at any time.

-- One row for each entry of a did:webvh log. Lines of one scid in the order of their numbers are its did.jsonl.
create table did_entry (
    -- Who it is, whatever name it has now: a move changes the did, never the scid.
    scid    text collate "C" not null,
    version integer not null,
    did     text not null,
    line    bytea not null,
    -- The log entry that carries it; several lines where a whole history came in one statement.
    index   bigint not null,
    -- That entry's block time: the ledger's own witness of when, beside the controller's versionTime in the line.
    time    timestamptz not null,
    primary key (scid, version)
);
create index did_entry_did on did_entry (did);
