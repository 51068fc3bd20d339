-- The events: what records say, in columns, so that questions can be asked of them. Built from the journal's records by
-- EventProjection and by nothing else; the records themselves stay in the journal, found by (index, position).
--
-- Times are kept to the microsecond. Identifiers are kept in their canonical form ('01/09521234543213/21/1234' for every
-- spelling of that GTIN and serial), words of CBV vocabularies bare ('shipping'), a company's own as URIs; all of it is
-- compared byte by byte, so the collation is "C" whatever the database's is.
--
-- Extension, ILMD, sensor, persistent disposition and error declaration fields have their place in one further table,
-- typed and indexed (index, position, scope, namespace, name, text, number, time), not in columns here.

create table event (
    index         bigint not null,
    position      integer not null,
    issuer        integer not null,
    -- The block time. It never falls from one index to the next, so the order of the log is the order of record times.
    record_time   timestamptz not null,
    event_time    timestamptz not null,
    event_id      text collate "C" not null,
    -- One of the standard's five by its bare name, or a URI.
    type          text collate "C" not null,
    -- 0 ADD, 1 OBSERVE, 2 DELETE; null for transformations.
    action        smallint,
    biz_step      text collate "C",
    disposition   text collate "C",
    read_point    text collate "C",
    biz_location  text collate "C",
    -- The declarationTime of its errorDeclaration: this record declares others wrong and tells of no happening itself.
    declared_at   timestamptz,
    -- Its own issuer has declared it wrong. Then, and where declared_at is set, no trace goes through it.
    declared_wrong boolean not null,
    primary key (index, position)
);
-- The order that most people ask for, and the keyset of its pages; also any window of event time.
create index event_time on event (event_time, index, position);
-- Finds the first index of a record time. Rows of one block share it and come at the right end: next to no cost.
create index event_record_time on event (record_time);
-- Equality only, and a name is 45 characters: a hash is a third of a tree.
create index event_id on event using hash (event_id);
-- A value that is in every fifth event is found by walking the order asked for; these are for the rare values. Equal
-- entries are one in the tree, so each costs some bytes a row.
create index event_type on event (type);
create index event_biz_step on event (biz_step);
create index event_disposition on event (disposition);
create index event_read_point on event (read_point);
create index event_biz_location on event (biz_location);
-- Asked for every event that arrives: is there a declaration about it? Nearly always empty.
create index event_declaration on event (event_id) where declared_at is not null;

-- Whatever an event names, once per part that it plays. Traces walk from a key to the rows that name it, from a row to
-- the other rows of its event, and so on; the two indexes are the two steps.
create table event_identifier (
    index      bigint not null,
    position   integer not null,
    -- The part it plays: see EventRole.
    role       smallint not null,
    -- For a child or a parent: what the event changes. 1 packed, 2 unpacked, 3 attached, 4 detached. A parent has it only
    -- where all that is in it leaves.
    move       smallint,
    -- declared_at is set or declared_wrong, of its event.
    void       boolean not null,
    event_time timestamptz not null,
    -- Of a packed or attached child: when it left, as far as is known now; infinity while it is in there.
    until      timestamptz,
    key        text collate "C" not null,
    -- Of a child that moves: where it goes in or comes out.
    parent     text collate "C",
    -- The type of a business transaction, source or destination.
    type       text collate "C",
    quantity   numeric,
    uom        text collate "C"
);
-- A key plays nearly always the same part. Without knowing that, the planner takes key, role and type for three sieves,
-- expects a handful of rows for a party that is in every second event, and sorts them all.
create statistics event_identifier_parts (dependencies, mcv) on key, role, type from event_identifier;
-- From an identifier to the events that name it, within a window of time: a pallet that has been in use for ten years
-- is looked at for the two days that matter.
create index event_identifier_key on event_identifier (key, event_time);
-- From an event to what it names. Always at the right end, equal entries once.
create index event_identifier_address on event_identifier (index, position);
-- What of a class is in which parent: a class has no single place, so its moves are looked at parent by parent. Hashed,
-- since two keys together may be longer than an index entry.
create index event_identifier_class_parent on event_identifier (hashtextextended(key, hashtextextended(parent, 0)))
    where role = 7 and move is not null;
-- When a parent was emptied; few rows.
create index event_identifier_emptied on event_identifier (key, event_time) where role = 1 and move is not null;

-- What was attached to a parent; few rows.
create index event_identifier_attached on event_identifier (parent, event_time) where move = 3;

-- A record that is not here, or that is no valid event: the projection says so and goes on.
create table unreadable_record (
    index       bigint not null,
    position    integer not null,
    record_time timestamptz not null,
    -- withheld, erased, missing, or what is wrong with the bytes.
    reason      text not null,
    primary key (index, position)
);
