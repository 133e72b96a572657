//! What a unit is allowed beyond the dates of a round, and how its explanations end. Every exception lapses by itself.

use crate::coded::coded;
use chrono::NaiveDate;

coded! {
    pub enum ExceptionKind {
        /// The report may come in after the round has closed.
        LateEntry = "late_entry", "cho nộp muộn", "late entry";
        /// Accepted items may be corrected in a next revision.
        Reopening = "reopening", "mở lại", "reopening";
        /// Nothing, or not these indicators, is owed.
        Exemption = "exemption", "miễn báo cáo", "exemption";
    }
}

coded! {
    /// How an explanation ends.
    pub enum Verdict {
        Open = "open", "chờ trả lời", "waiting";
        Upheld = "upheld", "được chấp nhận", "upheld";
        Dismissed = "dismissed", "không được chấp nhận", "dismissed";
    }
}

/// When an exception holds, as days of the province's calendar.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// Its last day.
    pub until: NaiveDate,
    /// The day on which it was taken back; on that day it holds no more.
    pub ended: Option<NaiveDate>,
}

impl Term {
    pub fn holds(self, today: NaiveDate) -> bool {
        today <= self.until && self.ended.is_none_or(|day| today < day)
    }

    /// Does an exemption granted in a round that is due on `granted` cover one that is due on `due`? The round it was granted in
    /// is always covered; those after it as long as they are due within the term.
    pub fn covers(self, granted: NaiveDate, due: NaiveDate) -> bool {
        due == granted || (due > granted && due <= self.until && self.ended.is_none_or(|day| due < day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).unwrap()
    }

    #[test]
    fn an_exception_lapses_by_itself() {
        // until, taken back on, today, holds
        let table = [
            (20, None, 1, true),
            (20, None, 20, true),
            (20, None, 21, false),
            (20, Some(10), 9, true),
            (20, Some(10), 10, false),
            (20, Some(25), 20, true),
            (20, Some(25), 21, false),
        ];
        for (until, ended, today, holds) in table {
            assert_eq!(Term { until: day(until), ended: ended.map(day) }.holds(day(today)), holds, "{until} {ended:?} {today}");
        }
    }

    #[test]
    fn an_exemption_covers_its_round_and_those_due_within_its_term() {
        // until, taken back on, due of the round it was granted in, due, covers
        let table = [
            (1, None, 15, 15, true),
            (15, None, 15, 15, true),
            (28, None, 15, 28, true),
            (28, None, 15, 29, false),
            (28, None, 15, 14, false),
            (28, Some(20), 15, 19, true),
            (28, Some(20), 15, 20, false),
            (28, Some(10), 15, 15, true),
        ];
        for (until, ended, granted, due, covers) in table {
            let term = Term { until: day(until), ended: ended.map(day) };
            assert_eq!(term.covers(day(granted), day(due)), covers, "{until} {ended:?} {granted} {due}");
        }
    }
}
