-- Who may come in, and what they may do.

create table person (
    id uuid primary key,
    username text not null unique,      -- lower case
    full_name text not null,
    unit_id uuid references org_unit (id),
    password_hash text,                 -- argon2id; null until activated
    must_change boolean not null,       -- the first sign-in after a reset asks for a new password
    active boolean not null,
    failures integer not null,          -- in a row; slows the account down after five
    blocked_until timestamptz,
    created_at timestamptz not null
);

-- role × scope × dates. A grant is ended, not deleted.
create table role_grant (
    id uuid primary key,
    person_id uuid not null references person (id),
    role text not null,
    province_id uuid not null references province (id),
    unit_id uuid references org_unit (id), -- null: the whole province
    valid_from date,
    valid_to date,
    document text not null              -- the decision that gives the right; may be empty
);
create index role_grant_person on role_grant (person_id);

-- Only the hash of a token is kept: a stolen backup opens nothing.
create table session (
    token_hash bytea primary key,
    person_id uuid not null references person (id),
    csrf text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index session_person on session (person_id);

create table api_token (
    token_hash bytea primary key,
    person_id uuid not null references person (id),
    name text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
);

-- One-time codes for a first password, printed per unit; no mail needed.
create table activation (
    code_hash bytea primary key,
    person_id uuid not null references person (id),
    expires_at timestamptz not null,
    used_at timestamptz
);

-- For slowing down an address; rows older than the window are removed on the way.
create table sign_in_failure (
    address text not null,
    failed_at timestamptz not null
);
create index sign_in_failure_address on sign_in_failure (address, failed_at);

create table audit (
    id uuid primary key,
    at timestamptz not null,
    person_id uuid references person (id), -- null: the command line's own set-up
    action text not null,
    object_kind text not null,
    object_id text not null,
    detail text not null                -- JSON
);
create index audit_object on audit (object_kind, object_id);
