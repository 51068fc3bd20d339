-- A running node looks for keys that another process made or revoked. A time does not find them all: it is that of the
-- statement, not of the commit, and clocks differ and step. The transaction that changed the row does: what a snapshot
-- does not show has an id at or above the snapshot's xmin.
alter table api_key add column changed_by xid8 not null default pg_current_xact_id();
alter table api_key drop column changed_at;
create index api_key_changed on api_key (changed_by);
