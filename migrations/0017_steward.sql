-- Who in a unit looks after which of its indicators. A row is ended, not changed, so that it can be told who it was at any time.

create table steward (
    id uuid primary key,
    unit_id uuid not null references org_unit (id),
    indicator_id uuid not null references indicator (id),
    person_id uuid not null references person (id),
    deputy_id uuid references person (id), -- steps in from the day a report is due, or when the person can no longer report
    since timestamptz not null,
    ended_at timestamptz
);
create unique index steward_now on steward (unit_id, indicator_id) where ended_at is null;
create index steward_person on steward (person_id) where ended_at is null;
create index steward_deputy on steward (deputy_id) where ended_at is null;
