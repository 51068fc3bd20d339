-- Who added a photo or a paper, by the id of the key or person: a guest names his own, and keeps no heap of unused ones here.
alter table attachment add column added_by text;
drop index attachment_unused;
create index attachment_unused on attachment (added_at, added_by) where used_at is null;
