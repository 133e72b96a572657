//! What is told to whom and when: the answers are by hand.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::{Grant, Place, Role},
    notice::{Dates, Holder, NoticeKind, Owed, RULES, Rules, key, next_try, owed, reminders, told},
    workflow::SubmissionState as S,
};

/// "11-15" of 2026.
fn day(text: &str) -> NaiveDate {
    format!("2026-{text}").parse().unwrap()
}

/// Opens on 1 November, due on the 15th, closes on the 25th.
fn november() -> Dates {
    Dates { opens: day("11-01"), due: day("11-15"), closes: day("11-25") }
}

fn on(owed: Owed, round: Dates, today: &str, rules: Rules) -> String {
    let all = reminders(owed, round, day(today), rules);
    all.iter().map(|r| format!("{} {}", r.kind.code(), r.mark)).collect::<Vec<_>>().join(", ")
}

/// today → what is told of a first report
#[test]
fn a_first_report() {
    #[rustfmt::skip]
    let table = [
        ("10-31", ""),
        ("11-01", "opened 2026-11-15"),
        ("11-11", "opened 2026-11-15"),
        ("11-12", "due_soon 2026-11-15"),
        ("11-14", "due_soon 2026-11-15"),
        ("11-15", "due_today 2026-11-15"),
        ("11-16", "overdue 2026-11-15+0"),
        ("11-19", "overdue 2026-11-15+0"),
        ("11-20", "overdue 2026-11-15+0, escalated 2026-11-15"),
        ("11-22", "overdue 2026-11-15+0, escalated 2026-11-15"),
        ("11-23", "overdue 2026-11-15+1, escalated 2026-11-15"),
        ("11-25", "overdue 2026-11-15+1, escalated 2026-11-15"),
        ("11-26", ""),
    ];
    for (today, expected) in table {
        assert_eq!(on(Owed::First, november(), today, RULES), expected, "{today}");
        assert_eq!(on(Owed::Nothing, november(), today, RULES), "", "{today}: handed in meanwhile");
        assert_eq!(on(Owed::Again { revision: 1, due: None }, november(), today, RULES), "", "{today}: reopened, without a date");
    }
}

/// today → what is told of a report returned with a date of its own, after its round has closed
#[test]
fn a_returned_report_has_its_own_date() {
    let again = Owed::Again { revision: 2, due: Some(day("11-30")) };
    #[rustfmt::skip]
    let table = [
        ("11-15", ""),
        ("11-26", ""),
        ("11-27", "due_soon 2026-11-30.2"),
        ("11-30", "due_today 2026-11-30.2"),
        ("12-01", "overdue 2026-11-30.2+0"),
        ("12-05", "overdue 2026-11-30.2+0, escalated 2026-11-30.2"),
        ("12-08", "overdue 2026-11-30.2+1, escalated 2026-11-30.2"),
    ];
    for (today, expected) in table {
        assert_eq!(on(again, november(), today, RULES), expected, "{today}");
    }
    assert!(reminders(again, november(), day("11-30"), RULES).iter().all(|r| (r.revision, r.due) == (2, day("11-30"))));
    // The same day as the round's: another revision is another duty.
    let same = Owed::Again { revision: 1, due: Some(day("11-15")) };
    assert_ne!(on(same, november(), "11-15", RULES), on(Owed::First, november(), "11-15", RULES));
}

/// rules or dates at their edges
#[test]
fn zero_days_and_dates_that_meet() {
    let never_soon = Rules { soon: 0, ..RULES };
    assert_eq!(on(Owed::First, november(), "11-14", never_soon), "opened 2026-11-15");
    assert_eq!(on(Owed::First, november(), "11-15", never_soon), "due_today 2026-11-15");
    let at_once = Rules { escalate: 0, again: 0, ..RULES };
    assert_eq!(on(Owed::First, november(), "11-15", at_once), "due_today 2026-11-15", "the day itself is not overdue");
    assert_eq!(on(Owed::First, november(), "11-16", at_once), "overdue 2026-11-15+0, escalated 2026-11-15");
    assert_eq!(on(Owed::First, november(), "11-18", at_once), "overdue 2026-11-15+2, escalated 2026-11-15", "no division by zero");
    let one_day = Dates { opens: day("11-15"), due: day("11-15"), closes: day("11-15") };
    for (today, expected) in [("11-14", ""), ("11-15", "due_today 2026-11-15"), ("11-16", "")] {
        assert_eq!(on(Owed::First, one_day, today, RULES), expected, "{today}");
    }
    let late_start = Dates { opens: day("11-20"), ..november() };
    assert_eq!(on(Owed::First, late_start, "11-16", RULES), "", "not open yet");
    assert_eq!(on(Owed::First, late_start, "11-20", RULES), "overdue 2026-11-15+0, escalated 2026-11-15");
    let reversed = Dates { opens: day("11-25"), closes: day("11-01"), ..november() };
    assert_eq!(on(Owed::First, reversed, "11-15", RULES), "");
    let moved = Dates { due: day("11-18"), ..november() };
    assert_eq!(on(Owed::First, moved, "11-15", RULES), "due_soon 2026-11-18", "a date that moved is told anew");
}

/// revisions → what is owed
#[test]
fn what_a_unit_owes() {
    let date = Some(day("11-30"));
    type Revisions<'a> = &'a [(i32, S, Option<NaiveDate>)];
    #[rustfmt::skip]
    let table: &[(Revisions, Owed)] = &[
        (&[], Owed::First),
        (&[(1, S::Draft, None)], Owed::First),
        (&[(1, S::Withdrawn, None)], Owed::First),
        (&[(1, S::Withdrawn, None), (2, S::Draft, None)], Owed::First),
        (&[(1, S::Submitted, None)], Owed::Nothing),
        (&[(1, S::InReview, None)], Owed::Nothing),
        (&[(1, S::Accepted, None)], Owed::Nothing),
        (&[(1, S::Locked, None)], Owed::Nothing),
        (&[(1, S::Exempt, None)], Owed::Nothing),
        (&[(1, S::Returned, date)], Owed::Again { revision: 1, due: date }),
        (&[(1, S::Returned, date), (2, S::Draft, None)], Owed::Again { revision: 1, due: date }),
        (&[(1, S::Returned, date), (2, S::Withdrawn, None), (3, S::Draft, None)], Owed::Again { revision: 1, due: date }),
        (&[(1, S::Returned, date), (2, S::Submitted, None)], Owed::Nothing),
        (&[(1, S::Returned, date), (2, S::Returned, None)], Owed::Again { revision: 2, due: None }),
        (&[(1, S::Accepted, None), (2, S::Draft, None)], Owed::Again { revision: 1, due: None }),
        (&[(1, S::Locked, None), (2, S::Draft, None)], Owed::Again { revision: 1, due: None }),
        (&[(1, S::Accepted, None), (2, S::Submitted, None)], Owed::Nothing),
    ];
    for (revisions, expected) in table {
        assert_eq!(owed(revisions), *expected, "{revisions:?}");
    }
}

fn holder(person: u8, role: Role, province: &str, unit: Option<&str>) -> Holder<u8> {
    Holder { person, grant: Grant { role, province: province.into(), unit: unit.map(str::to_owned), from: None, until: None } }
}

fn place(unit: &str, above: &[&str]) -> Place {
    Place { province: Some("dong-nai".into()), unit: Some(unit.into()), above: above.iter().map(|&u| u.to_owned()).collect() }
}

/// Editors 1 and 2 and approver 3 of A, which is below B; approver 4 of B; editor 5 of C alone; 6 is both in D.
#[test]
fn who_is_told() {
    use Role::{Reviewer, UnitApprover, UnitEditor};
    let here = |person, role, unit| holder(person, role, "dong-nai", Some(unit));
    let mut holders = vec![
        here(2, UnitEditor, "A"),
        here(1, UnitEditor, "A"),
        here(1, UnitEditor, "A"),
        here(3, UnitApprover, "A"),
        here(4, UnitApprover, "B"),
        here(5, UnitEditor, "C"),
        here(6, UnitEditor, "D"),
        here(6, UnitApprover, "D"),
        here(8, Reviewer, "A"),
        holder(7, UnitEditor, "quang-ngai", Some("A")),
        holder(9, UnitEditor, "dong-nai", None),
    ];
    let today = day("11-15");
    let mut ended = here(10, UnitEditor, "A");
    ended.grant.until = today.pred_opt();
    let mut to_come = here(11, UnitEditor, "A");
    to_come.grant.from = today.succ_opt();
    let mut last_day = here(12, UnitApprover, "A");
    last_day.grant.until = Some(today);
    holders.extend([ended, to_come, last_day]);
    type Row<'a> = (&'a str, &'a [&'a str], &'a [u8], &'a [u8]);
    #[rustfmt::skip]
    let table: &[Row] = &[
        // unit, above → duties, escalation
        ("A", &["B"], &[1, 2], &[3, 12]),
        ("B", &[], &[4], &[4]),
        ("C", &[], &[5], &[]),
        ("D", &[], &[6], &[6]),
        ("E", &["B", "A"], &[1, 2], &[4]),
        ("E", &[], &[], &[]),
    ];
    for (unit, above, duties, escalation) in table {
        let place = place(unit, above);
        for &kind in NoticeKind::ALL {
            let expected = if kind == NoticeKind::Escalated { escalation } else { duties };
            assert_eq!(told(kind, &holders, &place, today), *expected, "{unit} {kind:?}");
        }
    }
    assert!(told(NoticeKind::Overdue, &holders, &Place::default(), today).is_empty());
    assert!(told::<u8>(NoticeKind::Overdue, &[], &place("A", &[]), today).is_empty());
}

#[test]
fn a_key_is_of_one_notice() {
    let base = key(NoticeKind::Overdue, 1, 2, 3, "2026-11-15+0");
    assert_eq!(base, "overdue/1/2/3/2026-11-15+0");
    let others = [
        key(NoticeKind::DueToday, 1, 2, 3, "2026-11-15+0"),
        key(NoticeKind::Overdue, 9, 2, 3, "2026-11-15+0"),
        key(NoticeKind::Overdue, 1, 9, 3, "2026-11-15+0"),
        key(NoticeKind::Overdue, 1, 2, 9, "2026-11-15+0"),
        key(NoticeKind::Overdue, 1, 2, 3, "2026-11-15+1"),
    ];
    assert!(others.iter().all(|k| *k != base));
}

/// try → minutes until the next one
#[test]
fn a_mail_is_tried_for_two_days() {
    let made: DateTime<Utc> = "2026-11-12T01:00:00Z".parse().unwrap();
    for (attempts, minutes) in [(0, 1), (1, 1), (2, 5), (3, 30), (4, 120), (5, 360), (6, 360), (100, 360)] {
        assert_eq!(next_try(attempts, made, made), Some(made + chrono::Duration::minutes(minutes)), "{attempts}");
    }
    let hours = |n| made + chrono::Duration::hours(n);
    assert_eq!(next_try(9, made, hours(42)), Some(hours(48)));
    assert_eq!(next_try(9, made, hours(42) + chrono::Duration::seconds(1)), None);
    assert_eq!(next_try(1, made, hours(48)), None);
}

#[test]
fn only_an_acceptance_asks_for_nothing() {
    let quiet: Vec<_> = NoticeKind::ALL.iter().filter(|k| !k.asks()).collect();
    assert_eq!(quiet, [&NoticeKind::Accepted]);
}
