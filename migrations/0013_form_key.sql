-- Forms that were received. Every form carries a key of its own; a form that is sent again (a double click, a line that
-- broke, the back button) is answered as the first time, and nothing is done twice.

create table form_key (
    key uuid primary key,               -- made anew with every form shown
    person_id uuid not null references person (id),
    path text not null,                 -- where the form was sent to
    digest text not null,               -- SHA-256 of what was sent: other content under the same key is another form
    at timestamptz not null,            -- a row is kept for a day
    location text not null,             -- where the answer led; empty: not answered, the program was stopped meanwhile or showed a page
    flash text not null                 -- what the answer said, as its cookie holds it; empty: nothing
);
create index form_key_at on form_key (at); -- which are a day old
