-- The rest of the catalogue, how it changes over the years, and what is done about it.

alter table target add column deadline_lines text not null default '';  -- where the deadline stands
alter table target add column owner_lines text not null default '';     -- where the owner is named
alter table target add column occurrence integer not null default 0;    -- which of several equal figures on a line; 0: the only one
alter table target add column words text not null default '';           -- a phrase of its lines, for a target without a figure
alter table org_unit add column names_source text not null default '';  -- who says that this is its name

-- A row of a data file as it was decided: tasks, events, systems, duties, successions, coverage; of indicators and units the
-- history. Rows are never changed: a later version counts from its `valid_from`.
create table record (
    id uuid primary key,
    province_id uuid references province (id),
    kind text not null,
    code text not null,                 -- never changes, never used again
    body text not null,                 -- JSON of the row, read whole or not at all; empty: it ends on `valid_from`
    valid_from date,                    -- null: from the start
    document text not null,             -- number of what decided it; empty for the data files, whose rows name theirs
    reason text not null,
    person_id uuid references person (id), -- null: the data files
    decided_at timestamptz not null
);
create index record_code on record (kind, code);

-- What a unit says about a task it leads or helps with.
create table task_update (
    id uuid primary key,
    task_code text not null,
    at timestamptz not null,
    done_on date not null,              -- the day it speaks of
    person_id uuid not null references person (id),
    unit_id uuid not null references org_unit (id),
    state text not null,
    percent integer not null check (percent between 0 and 100),
    body text not null,
    evidence text not null              -- document or address that shows it
);
create index task_update_task on task_update (task_code, at);

-- Something that holds a task up, and whose it is to resolve.
create table difficulty (
    id uuid primary key,
    task_code text not null,
    raised_at timestamptz not null,
    raised_by uuid not null references person (id),
    unit_id uuid not null references org_unit (id),
    resolver_id uuid not null references org_unit (id),
    body text not null,
    resolved_at timestamptz,
    resolved_by uuid references person (id),
    answer text not null
);
create index difficulty_task on difficulty (task_code, raised_at);

-- How far an information system is.
create table system_update (
    id uuid primary key,
    system_code text not null,
    at timestamptz not null,
    as_of date not null,                -- the day it speaks of
    person_id uuid not null references person (id),
    stage text not null,
    provincial boolean not null,        -- connected to the provincial data centre
    nat boolean not null,               -- connected nationally
    security_level integer,             -- approved, 1 to 5
    steps_done integer not null,        -- of its move, in the order of its row
    body text not null,
    evidence text not null
);
create index system_update_system on system_update (system_code, at);
