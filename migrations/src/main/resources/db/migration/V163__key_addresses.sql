-- From where a key may be used: addresses and networks in their one form (192.0.2.7, 10.1.0.0/16, 2001:db8::/32). None: from
-- everywhere.
alter table api_key add column addresses text[] not null default '{}';
