-- Asked by EQ_quantity, GE_quantity and the like: which events name that much of a class. Goods by their serial numbers have
-- no quantity, and no entry.
create index event_identifier_quantity on event_identifier (quantity) where quantity is not null;
