-- Files of many units are asked about too. How numbers are written holds for the one file; what names and columns mean is remembered
-- for whoever sends such files, since they belong to no one unit.

alter table batch add column choices text not null default '{}'; -- JSON of intake::Choices

create table sender_reading (
    person_id uuid not null references person (id),
    key text not null,                  -- as in reading
    answer text not null,               -- JSON
    at timestamptz not null,
    primary key (person_id, key)
);
