-- The salted digest of each record, which stays when salt and bytes go: the tree that a capture's statement signs is made of
-- all of its records' digests, so without it an erased record would take the proofs of those beside it along. Without the
-- salt it says nothing about the record. Null in rows from before; while those have salt and bytes, it is made from them.
alter table record add column digest bytea;
