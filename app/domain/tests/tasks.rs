//! Tasks: time rules and standing. Every expected value was worked out by hand.

use chrono::NaiveDate;
use domain::{
    status::Tone,
    task::{BODY_LIMIT, EVIDENCE_LIMIT, Facts, Saying, Standing, TaskState, TimeRule, given},
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn rules_are_read_and_written_back() {
    let good = [
        "date 2025-12-31",
        "month 2026-03",
        "quarter 2025-Q4",
        "year 2025",
        "range 2026 2030",
        "range 2026-Q1 2026-Q2",
        "monthly",
        "quarterly",
        "half_yearly",
        "yearly",
        "yearly from 2026",
        "monthly from 2026-03",
        "continuous",
        "after 002-to-chuc-lai 15 days",
        "after luat 6 months",
        "after x 0 days",
        "unstated",
    ];
    for text in good {
        assert_eq!(text.parse::<TimeRule>().unwrap().to_string(), text);
    }
    let bad = [
        "",
        "date",
        "date 2025-13-01",
        "date 31/12/2025",
        "month 2026-13",
        "month 2026-Q1",
        "month 2026-H1",
        "quarter 2026-05",
        "quarter 2026",
        "year 2025-01",
        "range 2030 2026",
        "range 2026",
        "weekly",
        "yearly from 2026-03",
        "monthly from 2026",
        "yearly from",
        "after x",
        "after x -1 days",
        "after x 5 weeks",
        "after  5 days",
        "Continuous",
    ];
    for text in bad {
        assert!(text.parse::<TimeRule>().is_err(), "{text:?}");
    }
}

/// rule · group's deadline · event · done on · last update · today → due, standing
#[test]
fn due_and_standing() {
    use Standing::*;
    use TaskState as S;
    type Case = (&'static str, &'static str, &'static str, S, &'static str, &'static str, &'static str, &'static str, Standing);
    #[rustfmt::skip]
    let table: &[Case] = &[
        // a date: before, 30 days before, on, after
        ("date 2025-12-31", "", "", S::InProgress, "", "", "2025-11-30", "2025-12-31", OnTime),
        ("date 2025-12-31", "", "", S::InProgress, "", "", "2025-12-01", "2025-12-31", DueSoon),
        ("date 2025-12-31", "", "", S::InProgress, "", "", "2025-12-31", "2025-12-31", DueSoon),
        ("date 2025-12-31", "", "", S::InProgress, "", "", "2026-01-01", "2025-12-31", Overdue),
        ("date 2025-12-31", "", "", S::UnderReview, "", "", "2026-01-01", "2025-12-31", Overdue),
        ("date 2025-12-31", "", "", S::Done, "2025-12-31", "", "2026-03-01", "2025-12-31", Done),
        ("date 2025-12-31", "", "", S::Done, "2026-01-01", "", "2026-03-01", "2025-12-31", DoneLate),
        ("date 2025-12-31", "", "", S::Done, "", "", "2026-03-01", "2025-12-31", Done), // the day is not known
        ("date 2025-12-31", "", "", S::Dropped, "", "", "2026-03-01", "2025-12-31", Dropped),
        // periods end on their last day, a leap February too
        ("month 2028-02", "", "", S::NotStarted, "", "", "2028-02-29", "2028-02-29", DueSoon),
        ("quarter 2025-Q4", "", "", S::NotStarted, "", "", "2025-10-01", "2025-12-31", OnTime),
        ("year 2025", "", "", S::NotStarted, "", "", "2026-01-01", "2025-12-31", Overdue),
        ("range 2026 2030", "2025-12-31", "", S::NotStarted, "", "", "2026-11-21", "2030-12-31", OnTime),
        ("range 2026-Q1 2026-Q2", "", "", S::NotStarted, "", "", "2026-07-01", "2026-06-30", Overdue),
        // recurring, given 20/10/2025: the first period without an update is owed
        ("monthly", "", "", S::InProgress, "", "", "2025-10-31", "2025-10-31", DueSoon),
        ("monthly", "", "", S::InProgress, "", "", "2025-11-01", "2025-10-31", Overdue),
        ("monthly", "", "", S::InProgress, "", "2026-10-05", "2026-11-21", "2026-11-30", DueSoon),
        ("monthly", "", "", S::InProgress, "", "2026-12-31", "2026-12-31", "2027-01-31", OnTime),
        ("quarterly", "", "", S::InProgress, "", "2026-09-30", "2026-11-30", "2026-12-31", OnTime),
        ("half_yearly", "", "", S::InProgress, "", "", "2026-01-01", "2025-12-31", Overdue),
        ("half_yearly", "", "", S::InProgress, "", "2026-01-01", "2026-11-21", "2026-12-31", OnTime),
        ("yearly", "", "", S::InProgress, "", "2024-05-01", "2025-11-21", "2025-12-31", OnTime), // an update from before it was given
        // from a named first period, also with an update from before it
        ("yearly from 2026", "2030-12-31", "", S::NotStarted, "", "", "2026-11-21", "2026-12-31", OnTime),
        ("yearly from 2026", "", "", S::InProgress, "", "2025-12-01", "2027-01-01", "2026-12-31", Overdue),
        ("yearly from 2026", "", "", S::InProgress, "", "2026-02-01", "2027-01-01", "2027-12-31", OnTime),
        // an event: unknown, known, 0 days, end of month
        ("after e 15 days", "2025-12-31", "", S::NotStarted, "", "", "2026-11-21", "", Waiting),
        ("after e 15 days", "", "2025-07-01", S::NotStarted, "", "", "2025-07-10", "2025-07-16", DueSoon),
        ("after e 15 days", "", "2025-07-01", S::NotStarted, "", "", "2025-07-17", "2025-07-16", Overdue),
        ("after e 6 months", "", "2025-08-31", S::NotStarted, "", "", "2025-10-01", "2026-02-28", OnTime),
        ("after e 0 days", "", "2026-01-05", S::NotStarted, "", "", "2026-01-05", "2026-01-05", DueSoon),
        // without a date of its own: the heading's holds only where nothing is stated
        ("unstated", "", "", S::NotStarted, "", "", "2026-11-21", "", NoDate),
        ("unstated", "2025-12-31", "", S::NotStarted, "", "", "2026-11-21", "2025-12-31", Overdue),
        ("continuous", "2025-12-31", "", S::InProgress, "", "", "2026-11-21", "", Continuous),
        ("continuous", "", "", S::Done, "2026-01-01", "", "2026-11-21", "", Done),
    ];
    let maybe = |text: &str| (!text.is_empty()).then(|| day(text));
    for (rule, group, event, state, done_on, last_update, today, due, standing) in table {
        let rule: TimeRule = rule.parse().unwrap();
        let facts = Facts {
            rule: &rule,
            group: maybe(group),
            event: maybe(event),
            given: day("2025-10-20"),
            state: *state,
            done_on: maybe(done_on),
            last_update: maybe(last_update),
        };
        assert_eq!((facts.due(), facts.standing(day(today))), (maybe(due), *standing), "{rule} on {today}");
    }
}

#[test]
fn an_event_gives_the_last_day() {
    let after = |rule: &str, event: &str| rule.parse::<TimeRule>().unwrap().last_day_after(day(event));
    assert_eq!(after("after e 15 days", "2025-07-01"), Some(day("2025-07-16")));
    assert_eq!(after("after e 6 months", "2025-08-31"), Some(day("2026-02-28")));
    assert_eq!(after("after e 0 days", "2026-01-05"), Some(day("2026-01-05")));
    assert_eq!(after("yearly", "2026-01-05"), None);
    assert_eq!(after("date 2025-12-31", "2026-01-05"), None);
}

#[test]
fn a_task_is_given_on_the_day_of_its_document_or_in_its_year() {
    let entered = day("2026-11-21");
    for (issued_on, written, expected) in [
        (Some("2025-10-20"), "năm 2024", "2025-10-20"),
        (None, "tháng 02 năm 2026", "2026-01-01"),
        (None, "năm 2025", "2025-01-01"),
        (None, "số 1234/KH-UBND năm 2025", "2025-01-01"),
        (None, "không ghi ngày", "2026-01-01"),
        (None, "số 9999", "2026-01-01"),
        (None, "số 20255", "2026-01-01"),
        (None, "", "2026-01-01"),
    ] {
        assert_eq!(given(issued_on.map(day), written, entered), day(expected), "{written}");
    }
}

#[test]
fn what_needs_eyes_is_warm_and_what_is_over_is_neither() {
    for standing in Standing::ALL {
        assert_eq!(standing.needs_eyes(), matches!(standing.tone(), Tone::Late | Tone::Risk), "{standing:?}");
        assert!(!(standing.needs_eyes() && standing.is_over()), "{standing:?}");
    }
}

/// state · percent · day · body · evidence → a part of the sentence it is refused with, none when it is taken
#[test]
fn an_update_is_checked_before_it_is_taken() {
    use TaskState as S;
    let long = "ă".repeat(BODY_LIMIT + 1);
    let address = "x".repeat(EVIDENCE_LIMIT + 1);
    #[rustfmt::skip]
    type Case<'a> = (S, i32, &'a str, &'a str, &'a str, Option<&'a str>);
    let table: &[Case] = &[
        (S::InProgress, 40, "2026-11-21", "Đã khảo sát", "", None), // today
        (S::InProgress, 40, "2025-10-20", "Đã khảo sát", "", None), // the day it was given
        (S::InProgress, 0, "2026-11-01", "Đã giao người làm", "", None),
        (S::InProgress, 99, "2026-11-01", "Còn nghiệm thu", "", None),
        (S::NotStarted, 0, "2026-11-01", "Chờ kinh phí", "", None),
        (S::UnderReview, 100, "2026-11-01", "Đã trình", "", None),
        (S::Done, 100, "2026-11-01", "Đã xong", "12/BC-SYT", None),
        (S::Dropped, 30, "2026-11-01", "Dừng", "99/QĐ-UBND", None),
        (S::InProgress, 101, "2026-11-01", "x", "", Some("ngoài khoảng 0 đến 100")),
        (S::InProgress, -1, "2026-11-01", "x", "", Some("ngoài khoảng 0 đến 100")),
        (S::InProgress, 40, "2026-11-22", "x", "", Some("Ngày 22/11/2026 chưa đến")),
        (S::InProgress, 40, "2025-10-19", "x", "", Some("trước ngày giao nhiệm vụ 20/10/2025")),
        (S::NotStarted, 1, "2026-11-01", "x", "", Some("chưa bắt đầu nhưng tỷ lệ là 1 %")),
        (S::InProgress, 100, "2026-11-01", "x", "12/BC", Some("Chọn “hoàn thành”")),
        (S::Done, 99, "2026-11-01", "x", "12/BC", Some("hoàn thành nhưng tỷ lệ là 99 %")),
        (S::Done, 100, "2026-11-01", "x", "  ", Some("Chưa có minh chứng")),
        (S::Dropped, 30, "2026-11-01", "x", "", Some("văn bản cho dừng")),
        (S::InProgress, 40, "2026-11-01", " \n ", "", Some("Chưa ghi nội dung")),
        (S::InProgress, 40, "2026-11-01", &long, "", Some("quá 4000")),
        (S::InProgress, 40, "2026-11-01", "x", &address, Some("quá 500")),
    ];
    for (state, percent, on, body, evidence, refused) in table {
        let saying = Saying { state: *state, percent: *percent, day: day(on), body, evidence };
        let outcome = saying.check(day("2025-10-20"), day("2026-11-21"));
        match (outcome, refused) {
            (Ok(()), None) => {}
            (Err(sentence), Some(part)) => assert!(sentence.contains(part) && sentence.ends_with('.'), "{sentence}"),
            (outcome, _) => panic!("{saying:?}: {outcome:?}"),
        }
    }
}
