-- The audit's lines are chained: a line that is altered, removed, swapped or put in is found. Lines written before this
-- migration are chained by the program at its next start, because SQL cannot hash.

alter table audit add column seq bigint; -- 1, 2, 3 … without gap; null only until an old line is chained
alter table audit add column prev text;  -- hash of the line before; empty for the first
alter table audit add column hash text;  -- SHA-256 of the whole line with prev, in hexadecimal
create unique index audit_seq on audit (seq);
create index audit_person on audit (person_id, seq); -- what one person did, newest first

-- The newest line, brought up to date in the transaction that writes the line: it tells when lines at the end are gone, and
-- lets one writer at a time go on with the chain.
create table audit_head (
    id integer primary key check (id = 1), -- there is one
    seq bigint not null,                   -- 0: nothing is chained yet
    hash text not null                     -- empty with 0
);
insert into audit_head (id, seq, hash) values (1, 0, '');
