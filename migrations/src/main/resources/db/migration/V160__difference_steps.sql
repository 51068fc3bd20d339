-- What was said of goods that are not as they were announced: who opened it, what was answered, what closed it. Built by
-- EventProjection beside the events, and a function of each record alone: whether it counts (it is no declaration, and its
-- issuer has not declared it wrong) and whether a case is closed is asked of these rows and `event`.
create table difference_step (
    index      bigint not null,
    position   integer not null,
    event_time timestamptz not null,
    -- 0 opens, 1 answers, 2 closes.
    kind       smallint not null,
    -- The eventID as a key.
    name       text collate "C" not null,
    -- Of 0 the despatch advice or shipping event that announced the goods; of the others the name of the event that opened it.
    about      text collate "C" not null,
    primary key (index, position)
);
-- The latest first, for Today and its pages.
create index difference_step_opened on difference_step (event_time, index, position) where kind = 0;
-- Equality only: what was said of a case, and the cases of a shipment.
create index difference_step_about on difference_step using hash (about);
