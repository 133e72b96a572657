-- Indicators of two provinces beside each other.
alter table indicator add column same_as text not null default ''; -- code of another province's indicator that measures the same, or the closest to it
