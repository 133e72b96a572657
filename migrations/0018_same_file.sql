-- A file may be taken into a report again after another one: going back to it is a change like any other. What may not happen twice in
-- a row is asked of the report's newest revision.

drop index upload_once;
create index upload_of_report on upload (round_id, unit_id, sha256);
