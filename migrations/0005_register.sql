-- The register of systems beside the figures, and rounds that follow from reporting duties.

alter table indicator add column register text not null default ''; -- what the register counts for it; empty where it cannot

-- From when to when the data of a round run: by the calendar, or from the 15th to the 14th.
alter table round add column calendar text not null default 'calendar';
alter table round add column data_from date; -- null: the period itself
alter table round add column data_to date;
