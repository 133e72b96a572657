-- Files that show where a figure comes from.

-- What a unit attached to a figure in one revision of its report. The next revision starts with the rows of the one before;
-- of a revision that was handed in no row ever changes.
create table evidence (
    id uuid primary key,
    submission_id uuid not null references submission (id),
    indicator_id uuid not null references indicator (id), -- a figure need not be there yet
    sha256 text not null references file (sha256),
    name text not null,                 -- as the unit called the file, cleaned; the ending is true
    kind text not null,                 -- by content
    page integer check (page > 0),      -- where to look, from 1; null: the whole file
    added_by uuid not null references person (id),
    added_at timestamptz not null
);
create unique index evidence_once on evidence (submission_id, indicator_id, sha256, coalesce(page, 0)); -- a second click attaches nothing
create index evidence_file on evidence (sha256); -- is the file still needed?

alter table indicator add column evidence_required boolean not null default false; -- a figure without evidence must be explained
