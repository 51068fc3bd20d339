-- The documents that records were made of, where the records are not their own bytes: what came in XML is kept octet for
-- octet, and anchored by the salted digest in the capture's statement. Stays on the node that captured it, and goes when
-- any record of its capture goes.
create table source (
    issuer     integer not null,
    cti        uuid not null,
    media_type text not null,
    salt       bytea not null,
    document   bytea not null,
    primary key (cti, issuer)
);
-- XML compresses to a tenth.
alter table source alter column document set storage extended;

-- A hash of what a record was made of, where that is not the record itself: the same document read by a later release,
-- which may make other bytes of it, is still the same record. Goes when the bytes go.
alter table record add column origin bytea;
