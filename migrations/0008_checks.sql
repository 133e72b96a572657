-- Checks that are set otherwise for one indicator, and figures that were corrected in the page.

alter table indicator add column checks text not null default ''; -- "denominator-changed 30; copy-of-last-period off"; empty: every rule as usual

-- The figure is not what its cell says, since somebody put it right: the cell, its text and the file stay beside it.
alter table observation add column corrected_by uuid references person (id); -- null: as in the file, or typed in the page from the start
alter table observation add column corrected_at timestamptz;
