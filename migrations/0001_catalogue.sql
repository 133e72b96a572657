-- The catalogue: who exists, what is measured, what was promised, who answers for it.
-- One text for SQLite and PostgreSQL. Ids are UUIDv7; enums are the snake_case codes of app/domain.

create table province (
    id uuid primary key,
    code text not null unique,          -- "dong-nai": stable, used in addresses and data files
    name text not null
);

create table org_unit (
    id uuid primary key,
    province_id uuid not null references province (id),
    parent_id uuid references org_unit (id), -- rights on a unit include its subtree
    code text not null unique,          -- written into forms, so unique across provinces
    name text not null,
    short_name text not null,           -- for tables and axes
    kind text not null,
    valid_from date,                    -- null: since before this system
    valid_to date,                      -- last day; units end, their figures stay
    illustrative boolean not null       -- a stand-in name where no public source confirms one
);

create table document (
    id uuid primary key,
    province_id uuid not null references province (id),
    code text not null unique,
    number text not null,               -- empty when the text as received has none
    title text not null,
    issuer text not null,
    issued_on date,
    issued_written text not null,       -- as written, when the day is not known
    source_file text not null
);

-- The documents' own text is an installation's data: `tiendo documents load`.
create table document_line (
    document_id uuid not null references document (id),
    line integer not null,              -- 1-based physical line of the source file
    body text not null,
    primary key (document_id, line)
);

create table indicator (
    id uuid primary key,
    province_id uuid not null references province (id),
    code text not null unique,
    pillar text not null,
    name text not null,
    name_en text not null,
    kind text not null,
    accumulation text not null,
    unit_of_measure text not null,
    numerator text not null,            -- what is counted, in words
    denominator text not null,          -- out of what; empty for a count
    frequency text not null,
    may_exceed boolean not null,        -- numerator may be above denominator
    mode text not null,                 -- single: one unit reports the province's figure; split: Σ ÷ Σ over units
    reading text not null               -- our interpretation where the text is ambiguous
);

create table target (
    id uuid primary key,
    indicator_id uuid not null references indicator (id),
    unit_id uuid not null references org_unit (id), -- the province's own row for a province-wide target
    year integer not null,
    operator text not null,
    value bigint not null,              -- ten-thousandths of a percent point or of the unit of measure
    deadline date not null,
    deadline_written text not null,
    maintain boolean not null,
    owner_id uuid references org_unit (id),
    owner_basis text not null,
    document_id uuid references document (id),
    source_lines text not null,         -- "100" or "100-102"
    number_written text not null,       -- the figure as it stands there
    restated_in text not null,          -- lines that say the same again
    decided_at timestamptz not null,
    replaced_at timestamptz             -- set when a later decision replaced this row; never deleted
);
create unique index target_in_force on target (indicator_id, unit_id, year) where replaced_at is null;

create table assignment (
    id uuid primary key,
    indicator_id uuid not null references indicator (id),
    unit_id uuid not null references org_unit (id),
    part text not null,                 -- reports, owns, appraises
    basis text not null,                -- does a document say so, or do we infer it
    confirmed boolean not null,         -- false: shown as "chờ xác nhận"
    source_lines text not null,
    valid_from date,
    valid_to date,
    unique (indicator_id, unit_id, part)
);
create index assignment_unit on assignment (unit_id, part);

create table framework (
    id uuid primary key,
    province_id uuid not null references province (id),
    code text not null,
    version text not null,
    body text not null,                 -- JSON of domain::score::Framework: a tree read whole or not at all
    unique (province_id, code, version)
);

-- Bumped inside the transaction that changes what it names, so that every process knows when its copy is stale.
create table counter (
    name text primary key,              -- catalogue, figures
    value bigint not null
);
insert into counter (name, value) values ('catalogue', 1), ('figures', 1);
