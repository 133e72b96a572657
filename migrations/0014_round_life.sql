-- How a round ends: exceptions from it, explanations of units, and what is published.

alter table round add column explain_until date; -- last day for explanations; set when results are notified

create table exception (
    id uuid primary key,
    round_id uuid not null references round (id), -- the round it was granted in
    unit_id uuid not null references org_unit (id),
    kind text not null,                 -- late_entry, reopening, exemption
    indicators text not null,           -- codes, separated by spaces; empty: the whole report
    reason text not null,
    document text not null,             -- the paper that grants it; may be empty for a reopening
    until date not null,                -- last day; it lapses by itself
    granted_by uuid not null references person (id),
    granted_at timestamptz not null,
    ended_at timestamptz                -- taken back before its last day
);
create index exception_unit on exception (unit_id);
create index exception_round on exception (round_id);

-- What a unit answers to the result of one of its figures. The four values: reported (in the observation), appraised, claimed, final.
create table appeal (
    id uuid primary key,
    round_id uuid not null references round (id),
    unit_id uuid not null references org_unit (id),
    observation_id uuid not null references observation (id),
    reason text not null,
    numerator bigint,                   -- claimed, in ten-thousandths like the others; null: words only
    denominator bigint,
    appraised_numerator bigint,         -- as it stood when the explanation came in
    appraised_denominator bigint,
    filed_by uuid not null references person (id),
    filed_at timestamptz not null,
    verdict text not null,              -- open, upheld, dismissed
    answer text not null,
    final_numerator bigint,             -- null while open
    final_denominator bigint,
    answered_by uuid references person (id),
    answered_at timestamptz
);
create index appeal_round on appeal (round_id);
create unique index appeal_open on appeal (observation_id) where verdict = 'open'; -- one question at a time

-- The figures and scores of a round as they were frozen. A row is never changed but by its publishing.
create table publication (
    id uuid primary key,
    round_id uuid not null references round (id),
    number integer not null,            -- 1, 2, …: a later one corrects those before it
    content bytea not null,             -- JSON, byte for byte what the hash is of
    content_hash text not null,         -- SHA-256, hex
    frozen_by uuid not null references person (id),
    frozen_at timestamptz not null,
    published_by uuid references person (id), -- null: frozen and not published
    published_at timestamptz,
    document text not null,             -- the paper that publishes it; empty until then
    notice text not null,               -- why it corrects the one before; empty for a first one
    unique (round_id, number)
);
