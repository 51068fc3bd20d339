-- An auditor asks for one kind of action (the keys that were changed, the evidence that left) or for some days. Lines come in the
-- order of both but for moments, so each is a tree that grows at its right end.
create index audit_action on audit (action, seq);
create index audit_at on audit (at);
