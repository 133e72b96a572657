-- What people are told: an inbox for everyone, and mails for those who have an address.

alter table person add column email text not null default ''; -- where reminders go; empty: the inbox alone

create table notice (
    id uuid primary key,
    dedupe text not null unique,        -- kind, person, round, unit, and date or revision: nothing is told twice
    person_id uuid not null references person (id),
    kind text not null,
    round_id uuid not null references round (id),
    unit_id uuid not null references org_unit (id),
    revision integer not null,          -- of the report it is about; 0: a first report that is still owed
    due date,                           -- by when the report is to be handed in; null where nothing is
    note text not null,                 -- why it was returned or reopened
    day date not null,                  -- the day in Vietnam on which it is said
    created_at timestamptz not null,
    read_at timestamptz,                -- by the person, or settled by handing the report in
    mail_id uuid                        -- the mail that told it; null: none did
);
create index notice_person on notice (person_id, created_at);
create index notice_unread on notice (person_id) where read_at is null;

-- The outbox. A row is written in the transaction of what it tells, and sent afterwards as often as it takes.
create table mail (
    id uuid primary key,
    dedupe text not null unique,        -- its Message-ID is made from it, so a mail that comes twice can be told
    person_id uuid not null references person (id),
    recipient text not null,            -- the address when the mail was made
    subject text not null,
    body text not null,
    created_at timestamptz not null,
    attempts integer not null,
    next_attempt_at timestamptz,        -- null: sent, or given up when sent_at is null too
    sent_at timestamptz,
    last_error text not null
);
create index mail_waiting on mail (next_attempt_at) where next_attempt_at is not null;
create index mail_person on mail (person_id, created_at);
