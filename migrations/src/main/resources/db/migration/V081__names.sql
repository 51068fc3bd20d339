-- What the people of this company call places and products. Their own memory: neither on the log nor from it, so in every
-- backup, and to be changed and forgotten at will.

create table place (
    gln  text collate "C" primary key,
    name text not null,
    -- One of this company's own.
    own  boolean not null
);

create table product (
    gtin text collate "C" primary key,
    name text not null
);
