-- Finding identifiers by how they, or their parts, begin. No index of its own and so no cost to capture: from one distinct
-- key to the next is one descent of event_identifier_key, however many events name the key.

-- The distinct keys from low (inclusive) to high (exclusive), at most that many.
create function identifier_keys(low text, high text, most integer)
    returns setof text language plpgsql stable as $$
declare
    found_key text collate "C";
begin
    for i in 1..most loop
        select key into found_key from event_identifier where key >= low and key < high order by key limit 1;
        exit when not found;
        return next found_key;
        low := found_key || chr(1);
    end loop;
end $$;

-- The distinct beginnings, that many characters long, of the keys from low to high: the products among the items, the
-- issuers among the papers.
create function identifier_stems(low text, high text, size integer, most integer)
    returns setof text language plpgsql stable as $$
declare
    stem text collate "C";
begin
    for i in 1..most loop
        select left(key, size) into stem from event_identifier where key >= low and key < high order by key limit 1;
        exit when not found;
        return next stem;
        low := stem || chr(1114111);
    end loop;
end $$;

-- The same for the places of events, which have columns of their own.
create function location_keys(low text, high text, most integer)
    returns setof text language plpgsql stable as $$
declare
    at_location text collate "C";
    at_read_point text collate "C";
begin
    for i in 1..most loop
        select biz_location into at_location from event
            where biz_location >= low and biz_location < high order by biz_location limit 1;
        select read_point into at_read_point from event
            where read_point >= low and read_point < high order by read_point limit 1;
        exit when at_location is null and at_read_point is null;
        low := least(at_location, at_read_point);
        return next low;
        low := low || chr(1);
    end loop;
end $$;
