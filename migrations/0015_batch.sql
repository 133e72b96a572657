-- Files with the figures of many units that were read and shown, and are not taken in yet: one a person.

create table batch (
    id uuid primary key,
    person_id uuid not null unique references person (id),
    province_id uuid not null references province (id),
    name text not null,
    sha256 text not null references file (sha256),
    uploaded_at timestamptz not null
);

-- What is put aside and kept of one report: asked for with every file.
create index upload_report on upload (round_id, unit_id);
