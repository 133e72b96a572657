//! Where the last periods lead, and what was due by when; by hand.

use super::*;
use domain::progress::{Milestone, Path};

#[test]
fn second_opinion_is_green_where_pace_is_not() {
    // Six years, a third gone (730 of 2191 days): pace = (5−1)/(80−1) ÷ (730/2191) = 0.050633 ÷ 0.333181 = 0.151968.
    // Growth: 5^(365.25/730) − 1 = 1.237220; 80^(365.25/2191) − 1 = 1.076030 (80^(1/5.998631)); ratio about 1.15.
    let target = at_least("80", "2030-12-31");
    let points = [at("2024-12", "1", "100"), at("2026-12", "5", "100")];
    let progress = assess(&target, &points, None, day("2027-01-10"));
    assert_eq!(progress.status, FarBehind);
    assert!(close(progress.pace, Some(0.151968)), "{:?}", progress.pace);
    let second = progress.second_opinion.unwrap();
    assert_eq!(second.status, OnTrack);
    assert!((second.ratio - 1.15).abs() < 0.005, "{}", second.ratio);
    // Base 0 has no growth rate; and where both agree nothing is shown.
    assert_eq!(assess(&target, &[at("2024-12", "0", "100"), points[1]], None, day("2027-01-10")).second_opinion, None);
    assert_eq!(assess(&target, &[points[0], at("2026-12", "60", "100")], None, day("2027-01-10")).second_opinion, None);
}

/// The ends of January and March 2026 are 59 days apart, those of March and May 61: one thousandth a day.
#[test]
fn forecast_of_a_straight_line() {
    let points = [at("2026-01", "0", "1000"), at("2026-03", "59", "1000"), at("2026-05", "120", "1000")];
    // 0.1 % a day; from 31 May to 31 August 92 days: 12 + 9.2 = 21.2
    let progress = assess(&at_least("30", "2026-08-31"), &points, None, day("2026-06-10"));
    let forecast = progress.forecast.unwrap();
    for value in [forecast.low, forecast.mid, forecast.high] {
        assert!((value - 21.2).abs() < 1e-9, "{forecast:?}");
    }
    // 18 points at 0.1 a day: 180 days after 31 May is 27 November.
    assert_eq!(progress.reach, Some(day("2026-11-27")));
    // Reported every second month: one period (July) is left before the deadline, 18 points are needed in it.
    assert!(close(progress.needed_per_period, Some(18.0)), "{:?}", progress.needed_per_period);
}

#[test]
fn forecast_bounds_and_absence() {
    // 0.1 a day for 580 more days from 70 would be 128: a ratio stops at 100.
    let steep = [at("2026-01", "58", "100"), at("2026-03", "63.9", "100"), at("2026-05", "70", "100")];
    let high = assess(&at_least("99", "2028-01-01"), &steep, None, day("2026-06-10"));
    assert_eq!(high.forecast.unwrap().high, 100.0);
    let falling = [count("2026-01", "120"), count("2026-03", "61"), count("2026-05", "0")];
    let low = assess(&Target { kind: Kind::Count, ..at_least("500", DEADLINE) }, &falling, None, day("2026-06-10"));
    assert_eq!((low.forecast.unwrap().low, low.reach), (0.0, None));
    assert_eq!(of(at_least("99", DEADLINE), &steep[..2]).forecast, None);
    assert_eq!(of(at_least("99", "2026-05-31"), &steep).forecast, None);
}

#[test]
fn forecast_percentiles() {
    // Days 0, 59, 120 with values 0, 0, 12.2: slopes 0/59 = 0, 12.2/120 = 0.101667, 12.2/61 = 0.2.
    // 10th percentile at rank 0.2: 0.020333; median 0.101667; 90th at rank 1.8: 0.101667 + 0.8 · 0.098333 = 0.180333. 10 days on from 12.2:
    let points = [at("2026-01", "0", "100"), at("2026-03", "0", "100"), at("2026-05", "12.2", "100")];
    let f = assess(&at_least("90", "2026-06-10"), &points, None, day("2026-06-01")).forecast.unwrap();
    assert!(close(Some(f.low), Some(12.403333)) && close(Some(f.mid), Some(13.216667)) && close(Some(f.high), Some(14.003333)), "{f:?}");
}

#[test]
fn a_flow_forecasts_its_window() {
    // Year to date; every month 100 cases, of which 40 online. The window stays at 40 %.
    let flow = Target { accumulation: Accumulation::Flow, ..at_least("50", "2026-12-31") };
    let even = [at("2026-01", "40", "100"), at("2026-02", "80", "200"), at("2026-03", "120", "300")];
    let f = assess(&flow, &even, None, day("2026-04-10")).forecast.unwrap();
    assert!(close(Some(f.low), Some(40.0)) && close(Some(f.high), Some(40.0)), "{f:?}");
    // Counted: 10 a month so far, 30 in March; nine months to come at 10 each make 120 by December.
    let counted = Target { kind: Kind::Count, ..flow };
    let points = [count("2026-01", "10"), count("2026-02", "20"), count("2026-03", "30")];
    assert!(close(assess(&counted, &points, None, day("2026-04-10")).forecast.map(|f| f.mid), Some(120.0)));
    // Next year's window begins at nothing: twelve months at 10.
    let next_year = Target { deadline: day("2027-12-31"), ..counted };
    assert!(close(assess(&next_year, &points, None, day("2026-04-10")).forecast.map(|f| f.mid), Some(120.0)));
    // 30, 10 and nothing in three months: 40 stay 40, for a month's own count does not go below zero.
    let fading = [count("2026-01", "30"), count("2026-02", "40"), count("2026-03", "40")];
    assert!(close(assess(&counted, &fading, None, day("2026-04-10")).forecast.map(|f| f.low), Some(40.0)));
    // January's sum does not fall from December's: the counted flow begins again, and one period is too early.
    let turn = [count("2025-11", "110"), count("2025-12", "120"), count("2026-01", "10")];
    let progress = assess(&Target { value: q("150"), ..counted }, &turn, None, day("2026-02-10"));
    assert_eq!((progress.status, progress.baseline), (TooEarly, Some(10.0)));
}

#[test]
fn one_odd_figure_does_not_bend_the_line() {
    let months = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"];
    let days = [0, 28, 59, 89, 120, 150];
    let mut points: Vec<Point> = months.iter().zip(days).map(|(m, d)| at(m, &d.to_string(), "1000")).collect();
    points[3] = at("2026-04", "900", "1000");
    let f = assess(&at_least("90", "2026-07-10"), &points, None, day("2026-07-01")).forecast.unwrap();
    // 0.1 a day from 15 %: ten days on 16 %, whatever April said.
    assert!((f.mid - 16.0).abs() < 1e-9 && f.low <= f.mid && f.mid <= f.high, "{f:?}");
}

#[test]
fn path_over_milestones() {
    let to = |on, value, accepted| Milestone { on: day(on), value, accepted };
    // 365 days to the first; it was missed at 40, and from there 60 points in 1826 days.
    let path = Path::new((day("2024-12-31"), 10.0), &[to("2030-12-31", 100.0, None), to("2025-12-31", 60.0, Some(40.0))]);
    let table = [
        ("2024-12-30", None),
        ("2024-12-31", Some(10.0)),
        ("2025-12-31", Some(60.0)),
        ("2026-12-31", Some(40.0 + 60.0 * 365.0 / 1826.0)),
        ("2030-12-31", Some(100.0)),
        ("2031-06-30", Some(100.0)),
    ];
    for (on, value) in table {
        assert!(close(path.path_at(day(on)), value), "{on}: {:?}", path.path_at(day(on)));
    }
    assert_eq!(Path::new((day("2025-12-31"), 10.0), &[to("2025-12-31", 60.0, None)]).path_at(day("2026-01-01")), None);
}
