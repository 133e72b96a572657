//! When reports are due, and the rounds that follow.

use chrono::NaiveDate;
use domain::{
    Period,
    duty::{Calendar, Due, Duty, DutyFrequency, plan},
    indicator::Basis,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn duty(code: &str, frequency: DutyFrequency, due: Due, calendar: Calendar) -> Duty {
    Duty {
        code: code.into(),
        province: "dong-nai".into(),
        document: "000".into(),
        name: code.into(),
        reporters: vec!["SKHCN".into()],
        to: "UBND tỉnh".into(),
        frequency,
        due,
        calendar,
        time_written: String::new(),
        source_lines: "1".into(),
        basis: Basis::Document,
        reading: String::new(),
    }
}

/// calendar · due · period → first and last day of the data, due
#[test]
fn the_report_of_a_period() {
    const CIVIL: Calendar = Calendar::Calendar;
    const DECREE: Calendar = Calendar::Decree09;
    #[rustfmt::skip]
    let table: &[(Calendar, Due, &str, &str, &str, &str)] = &[
        (CIVIL, Due::Unstated, "2026-10", "2026-10-01", "2026-10-31", "2026-11-15"),
        (CIVIL, Due::EndOfPeriod, "2026-10", "2026-10-01", "2026-10-31", "2026-10-31"),
        (CIVIL, Due::BeforeDay(15), "2026-10", "2026-10-01", "2026-10-31", "2026-11-14"),
        (CIVIL, Due::BeforeDay(15), "2026-12", "2026-12-01", "2026-12-31", "2027-01-14"),
        (DECREE, Due::BeforeDay(15), "2026-10", "2026-09-15", "2026-10-14", "2026-10-14"),
        (DECREE, Due::BeforeDay(20), "2026-10", "2026-09-15", "2026-10-14", "2026-10-19"),
        (DECREE, Due::BeforeDay(10), "2026-10", "2026-09-15", "2026-10-14", "2026-11-09"),
        (DECREE, Due::BeforeDay(15), "2027-01", "2026-12-15", "2027-01-14", "2027-01-14"),
        (CIVIL, Due::Unstated, "2028-02", "2028-02-01", "2028-02-29", "2028-03-15"),
        (CIVIL, Due::Unstated, "2026-H1", "2026-01-01", "2026-06-30", "2026-07-15"),
        (DECREE, Due::Unstated, "2026", "2025-12-15", "2026-12-14", "2026-12-29"),
    ];
    for (calendar, due, period, from, to, last) in table {
        let o = duty("d", DutyFrequency::Monthly, *due, *calendar).occasion(period.parse().unwrap());
        assert_eq!((o.from, o.to, o.due), (day(from), day(to), day(last)), "{calendar:?} {due} {period}");
    }
}

#[test]
fn the_next_reports() {
    let next = |frequency, today: &str| -> Vec<String> {
        let d = duty("d", frequency, Due::Unstated, Calendar::Calendar);
        d.next(day(today), 3).into_iter().map(|o| o.period.to_string()).collect()
    };
    // October's is due on the 15th of November, that day included.
    assert_eq!(next(DutyFrequency::Monthly, "2026-11-15"), ["2026-10", "2026-11", "2026-12"]);
    assert_eq!(next(DutyFrequency::Monthly, "2026-11-16"), ["2026-11", "2026-12", "2027-01"]);
    assert_eq!(next(DutyFrequency::HalfYearly, "2026-11-21"), ["2026-H2", "2027-H1", "2027-H2"]);
    assert_eq!(next(DutyFrequency::Yearly, "2026-01-10"), ["2025", "2026", "2027"]);
    assert!(next(DutyFrequency::OnDemand, "2026-11-21").is_empty());
}

type Dates = (String, NaiveDate, NaiveDate, NaiveDate, String);

fn planned(duties: &[Duty], today: &str, until: &str) -> Vec<Dates> {
    let all: Vec<&Duty> = duties.iter().collect();
    plan(&all, day(today), day(until)).into_iter().map(|p| (p.period.to_string(), p.opens, p.due, p.closes, p.duty)).collect()
}

#[test]
fn a_round_for_every_month_where_some_report_is_monthly() {
    let duties = [
        duty("m", DutyFrequency::Monthly, Due::Unstated, Calendar::Calendar),
        duty("y", DutyFrequency::Yearly, Due::EndOfPeriod, Calendar::Calendar),
        duty("o", DutyFrequency::OnDemand, Due::Unstated, Calendar::Calendar),
    ];
    let line = |period: &str, opens: &str, due: &str, closes: &str| (period.to_owned(), day(opens), day(due), day(closes), "m".to_owned());
    // October's closes on the 25th of November, so it still counts on that day, and September's no more.
    let expected = [
        line("2026-10", "2026-11-01", "2026-11-15", "2026-11-25"),
        line("2026-11", "2026-12-01", "2026-12-15", "2026-12-25"),
        line("2026-12", "2027-01-01", "2027-01-15", "2027-01-25"),
    ];
    assert_eq!(planned(&duties, "2026-11-25", "2026-12-31"), expected);
    assert_eq!(planned(&duties, "2026-11-26", "2026-12-30"), expected[1..2], "December's data end after the last day");
    assert_eq!(planned(&duties, "2026-11-21", "2030-12-31").len(), 51); // 3 of 2026, four years
}

#[test]
fn a_report_due_on_the_last_day_of_its_data_can_be_in_time() {
    let duties = [duty("m", DutyFrequency::Monthly, Due::BeforeDay(15), Calendar::Decree09)];
    let expected = ("2026-12".to_owned(), day("2026-12-14"), day("2026-12-14"), day("2026-12-24"), "m".to_owned());
    assert_eq!(planned(&duties, "2026-11-25", "2026-12-31"), [expected]);
    let duties = [duty("m", DutyFrequency::Monthly, Due::BeforeDay(20), Calendar::Decree09)];
    let p = &plan(&[&duties[0]], day("2026-11-25"), day("2026-12-31"))[..];
    let found: Vec<_> = p.iter().map(|p| (p.from, p.to, p.opens, p.calendar)).collect();
    // November's is due on the 19th, closes on the 29th.
    let november = (day("2026-10-15"), day("2026-11-14"), day("2026-11-15"), Calendar::Decree09);
    assert_eq!(found, [november, (day("2026-11-15"), day("2026-12-14"), day("2026-12-15"), Calendar::Decree09)]);
}

#[test]
fn without_a_monthly_duty_only_last_months_of_longer_periods() {
    let duties = [
        duty("y", DutyFrequency::Yearly, Due::EndOfPeriod, Calendar::Calendar),
        duty("h", DutyFrequency::HalfYearly, Due::Unstated, Calendar::Calendar),
    ];
    let found: Vec<_> = planned(&duties, "2026-11-21", "2027-12-31").into_iter().map(|p| (p.0, p.2, p.4)).collect();
    let line = |period: &str, due: &str, code: &str| (period.to_owned(), day(due), code.to_owned());
    // In December both meet: the year's report is due first.
    let expected = [line("2026-12", "2026-12-31", "y"), line("2027-06", "2027-07-15", "h"), line("2027-12", "2027-12-31", "y")];
    assert_eq!(found, expected);
    assert!(planned(&duties, "2026-11-21", "2026-11-30").is_empty());
    assert!(planned(&duties[..0], "2026-11-21", "2030-12-31").is_empty());
    let months: Vec<Period> = plan(&[&duties[0]], day("2026-11-21"), day("2027-12-31")).iter().map(|p| p.period).collect();
    assert!(months.iter().all(|p| p.start().format("%m").to_string() == "12"));
}
