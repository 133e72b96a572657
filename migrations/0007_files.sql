-- The bytes of files, each once, under their hash.

create table file (
    sha256 text primary key,            -- lower-case hex, of the content
    size bigint not null,
    content bytea not null
);
insert into file (sha256, size, content) select sha256, size, content from upload where true on conflict (sha256) do nothing;

-- An upload names its file. Two units that upload the same bytes share one row, which neither can see.
-- Cells are read from the original whenever they are shown, so what was read of it is not kept.
alter table upload add column file_sha256 text references file (sha256); -- never null; neither database can say so of an added reference
update upload set file_sha256 = sha256;
drop index upload_once;
alter table upload drop column sha256;
alter table upload drop column size;
alter table upload drop column content;
alter table upload drop column workbook;
alter table upload rename column file_sha256 to sha256;
create unique index upload_once on upload (round_id, unit_id, sha256) where kept_at is not null; -- per unit: across units it would reveal another's file
create index upload_file on upload (sha256); -- is the file still needed?
