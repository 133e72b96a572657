-- What units report, and what reviewers decide.

create table round (
    id uuid primary key,
    province_id uuid not null references province (id),
    period text not null,
    opens date not null,
    due date not null,
    closes date not null,               -- last day on which a report can still come in
    state text not null,
    unique (province_id, period)
);

-- The original file, kept by hash. Not kept (kept_at null): uploaded and looked at, but not taken into a report.
create table upload (
    id uuid primary key,
    round_id uuid not null references round (id),
    unit_id uuid not null references org_unit (id),
    name text not null,
    sha256 text not null,
    size bigint not null,
    content bytea not null,
    workbook text not null,             -- JSON of intake::Workbook as read, so that a cell can be shown without opening the file again
    uploaded_by uuid not null references person (id),
    uploaded_at timestamptz not null,
    kept_at timestamptz,
    illustrative boolean not null
);
create unique index upload_once on upload (round_id, unit_id, sha256) where kept_at is not null; -- per unit: across units it would reveal another's file

create table submission (
    id uuid primary key,
    round_id uuid not null references round (id),
    unit_id uuid not null references org_unit (id),
    revision integer not null,
    state text not null,
    version integer not null,           -- +1 on every action; an action names the version it saw
    upload_id uuid references upload (id),
    created_at timestamptz not null,
    submitted_by uuid references person (id),
    submitted_at timestamptz,
    snapshot_hash text not null,        -- of the values as submitted; empty for a draft
    decided_by uuid references person (id),
    decided_at timestamptz,
    due_again date,                     -- set on return
    reason text not null,               -- why returned or reopened
    unique (round_id, unit_id, revision)
);

create table observation (
    id uuid primary key,
    submission_id uuid not null references submission (id),
    indicator_id uuid not null references indicator (id),
    unit_id uuid not null references org_unit (id),
    period text not null,
    answer text not null,               -- reported, no_data, not_arising
    numerator bigint,                   -- ten-thousandths
    denominator bigint,
    upload_id uuid references upload (id), -- null: typed in the page
    sheet text not null,
    numerator_cell text not null,
    denominator_cell text not null,
    raw_numerator text not null,        -- the cell's text before anything was understood
    raw_denominator text not null,
    note text not null,
    evidence text not null,
    justification text not null,
    item_state text not null,
    adjusted_numerator bigint,          -- the reviewer's value beside the reporter's, never over it
    adjusted_denominator bigint,
    reason text not null,
    decided_by uuid references person (id),
    decided_at timestamptz,
    in_force boolean not null,          -- the accepted figure that counts; at most one
    illustrative boolean not null,
    unique (submission_id, indicator_id)
);
create unique index observation_in_force on observation (indicator_id, unit_id, period) where in_force;
create index observation_unit on observation (unit_id, period);

create table finding (
    id uuid primary key,
    submission_id uuid not null references submission (id),
    severity text not null,
    rule text not null,
    sheet text not null,
    cell text not null,
    indicator text not null,            -- code; empty when about the file
    message text not null
);
create index finding_submission on finding (submission_id);
