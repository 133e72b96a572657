-- What somebody confirmed about how files are read.

alter table upload add column choices text not null default '{}'; -- JSON of intake::Choices, confirmed for this file alone

-- Answers that hold for the unit's next files too.
create table reading (
    unit_id uuid not null references org_unit (id),
    key text not null,                  -- what was asked: a name as written, a sheet by the words of its first rows
    answer text not null,               -- JSON
    person_id uuid not null references person (id),
    at timestamptz not null,
    primary key (unit_id, key)
);
