//! What a unit's people are told about their reports, when, and who of them.
//!
//! A duty is told once in each phase: when its round opens, some days before it is due, on that day, and while it is overdue
//! once a week; after more days also to those who answer for the unit. The key of a notice says what it is about, so that
//! a second look at the same day tells nobody the same thing twice.

use crate::{
    access::{Grant, Place, Role},
    coded::coded,
    workflow::SubmissionState,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use std::fmt::Display;

coded! {
    pub enum NoticeKind {
        /// A round has opened in which the unit is asked for figures.
        Opened = "opened", "giao báo cáo", "assigned";
        DueSoon = "due_soon", "sắp đến hạn", "due soon";
        DueToday = "due_today", "đến hạn", "due today";
        Overdue = "overdue", "quá hạn", "overdue";
        /// Overdue for so long that those who answer for the unit are told.
        Escalated = "escalated", "quá hạn, báo lãnh đạo đơn vị", "overdue, told to the unit's head";
        Returned = "returned", "bị trả lại", "returned";
        Accepted = "accepted", "được chấp nhận", "accepted";
        Reopened = "reopened", "được mở lại", "reopened";
    }
}

impl NoticeKind {
    /// Does it ask for something that handing the report in does?
    pub fn asks(self) -> bool {
        self != Self::Accepted
    }
}

/// Days that the rules count with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// A report is due soon from so many days before; 0: never.
    pub soon: i64,
    /// What is overdue is told again every so many days.
    pub again: i64,
    /// After so many days overdue those who answer for the unit are told.
    pub escalate: i64,
}

pub const RULES: Rules = Rules { soon: 3, again: 7, escalate: 5 };

/// What a unit still owes in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owed {
    /// Handed in, exempt, or done.
    Nothing,
    /// Its first report, by the round's dates.
    First,
    /// The next revision after `revision`, by a date of its own; a reopened report has none.
    Again { revision: i32, due: Option<NaiveDate> },
}

/// From the revisions of a report, oldest first: number, state, date to hand in again.
pub fn owed(revisions: &[(i32, SubmissionState, Option<NaiveDate>)]) -> Owed {
    use SubmissionState as S;
    let under_way = revisions.iter().rev().take_while(|r| matches!(r.1, S::Draft | S::Withdrawn)).count();
    match revisions[..revisions.len() - under_way].last() {
        None => Owed::First,
        Some(&(revision, S::Returned, due)) => Owed::Again { revision, due },
        Some(&(revision, S::Accepted | S::Locked, _)) if under_way > 0 => Owed::Again { revision, due: None },
        Some(_) => Owed::Nothing,
    }
}

/// First day, due day and last day of a round.
#[derive(Clone, Copy, Debug)]
pub struct Dates {
    pub opens: NaiveDate,
    pub due: NaiveDate,
    pub closes: NaiveDate,
}

/// Something to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    pub kind: NoticeKind,
    pub due: NaiveDate,
    /// The revision to be put right; 0 for a first report.
    pub revision: i32,
    /// What tells it from an earlier one of its kind: the due date, the revision, the week.
    pub mark: String,
}

/// What is to be told on `today` about what a unit owes.
pub fn reminders(owed: Owed, round: Dates, today: NaiveDate, rules: Rules) -> Vec<Reminder> {
    let (due, revision) = match owed {
        Owed::First if (round.opens..=round.closes).contains(&today) => (round.due, 0),
        Owed::Again { revision, due: Some(due) } => (due, revision),
        _ => return vec![],
    };
    let about = if revision == 0 { due.to_string() } else { format!("{due}.{revision}") };
    let told = |kind: NoticeKind, mark: String| Reminder { kind, due, revision, mark };
    let late = (today - due).num_days();
    match late {
        0 => vec![told(NoticeKind::DueToday, about)],
        1.. => {
            let week = (late - 1) / rules.again.max(1);
            let mut all = vec![told(NoticeKind::Overdue, format!("{about}+{week}"))];
            if late >= rules.escalate {
                all.push(told(NoticeKind::Escalated, about));
            }
            all
        }
        _ if -late <= rules.soon => vec![told(NoticeKind::DueSoon, about)],
        // Of a returned report its return was the news.
        _ if revision == 0 => vec![told(NoticeKind::Opened, about)],
        _ => vec![],
    }
}

/// Tells one notice from every other.
pub fn key(kind: NoticeKind, person: impl Display, round: impl Display, unit: impl Display, mark: impl Display) -> String {
    format!("{}/{person}/{round}/{unit}/{mark}", kind.code())
}

/// Somebody with a right.
#[derive(Clone, Debug)]
pub struct Holder<P> {
    pub person: P,
    pub grant: Grant,
}

/// Who of a unit is told: those who fill its reports in, or where there is nobody those who hand them in; what is overdue
/// for long is told to those who hand in, who answer for the unit. People of the nearest unit above where it has none.
/// `place`: the unit with those above it.
pub fn told<P: Copy + Ord>(kind: NoticeKind, holders: &[Holder<P>], place: &Place, today: NaiveDate) -> Vec<P> {
    let editors = || nearest(Role::UnitEditor, holders, place, today);
    let heads = nearest(Role::UnitApprover, holders, place, today);
    match kind {
        NoticeKind::Escalated => heads,
        _ => Some(editors()).filter(|e| !e.is_empty()).unwrap_or(heads),
    }
}

fn nearest<P: Copy + Ord>(role: Role, holders: &[Holder<P>], place: &Place, today: NaiveDate) -> Vec<P> {
    let counts = |g: &Grant| g.role == role && g.holds(today) && Some(&g.province) == place.province.as_ref();
    let at = |unit: &String| {
        let mut people: Vec<P> =
            holders.iter().filter(|h| counts(&h.grant) && h.grant.unit.as_ref() == Some(unit)).map(|h| h.person).collect();
        people.sort();
        people.dedup();
        people
    };
    place.unit.iter().chain(&place.above).map(at).find(|people| !people.is_empty()).unwrap_or_default()
}

/// Waiting times between tries to send a mail, in minutes; the last one repeats.
const WAITS: [i64; 5] = [1, 5, 30, 120, 360];

/// A mail that could not be sent for so many hours is given up.
pub const GIVE_UP_HOURS: i64 = 48;

/// When a mail made at `made` is tried again after its `attempts`-th try at `now`; none: never.
pub fn next_try(attempts: i32, made: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let wait = WAITS[usize::try_from(attempts - 1).unwrap_or(0).min(WAITS.len() - 1)];
    let next = now + Duration::minutes(wait);
    (next - made <= Duration::hours(GIVE_UP_HOURS)).then_some(next)
}
