//! The edge table of "Status, the first that applies". Every answer was worked out by hand; the arithmetic stands beside it.

use chrono::NaiveDate;
use domain::{
    Period, Quantity,
    Status::{self, *},
    aggregate::Point,
    indicator::{Accumulation, Kind, Operator},
    progress::{Baseline, Figure, Progress, Target, assess},
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn period(code: &str) -> Period {
    code.parse().unwrap()
}

fn q(text: &str) -> Quantity {
    Quantity::from_plain(text).unwrap()
}

/// A fully covered point of a ratio.
fn at(code: &str, numerator: &str, denominator: &str) -> Point {
    Point { period: period(code), numerator: q(numerator), denominator: Some(q(denominator)), reported: 1, expected: 1, stale: false }
}

fn count(code: &str, numerator: &str) -> Point {
    Point { denominator: None, ..at(code, numerator, "1") }
}

fn partly(reported: u32, expected: u32, point: Point) -> Point {
    Point { reported, expected, ..point }
}

fn carried(point: Point) -> Point {
    Point { reported: 0, stale: true, ..point }
}

fn target(operator: Operator, value: &str, deadline: &str) -> Target {
    let (kind, accumulation) = (Kind::Ratio, Accumulation::Stock);
    Target { kind, accumulation, operator, value: q(value), deadline: day(deadline), maintain: false, exact: false }
}

fn at_least(value: &str, deadline: &str) -> Target {
    target(Operator::AtLeast, value, deadline)
}

fn base(percent: &str, on: &str) -> Option<Baseline> {
    Some(Baseline { value: Figure::percent(q(percent)), on: day(on) })
}

#[path = "progress/forecast.rs"]
mod forecast;

/// From the end of January 2026 there are 28 days to the end of February, 150 to that of June, 303 to that of November.
const FROM: &str = "2026-01-31";
const DEADLINE: &str = "2026-11-30";
const BEFORE: &str = "2026-07-10";
const AFTER: &str = "2026-12-01";

type Case = (&'static str, Target, Vec<Point>, Option<Baseline>, &'static str, Status, Option<f64>);

fn cases() -> Vec<Case> {
    let t80 = || at_least("80", DEADLINE);
    let at_most = |v| target(Operator::AtMost, v, DEADLINE);
    let equal = |v| target(Operator::Equal, v, DEADLINE);
    let exact = |v| Target { exact: true, ..equal(v) };
    let keep = |v| Target { maintain: true, ..at_least(v, DEADLINE) };
    let counted = |v| Target { kind: Kind::Count, ..at_least(v, DEADLINE) };
    let yes = || Target { kind: Kind::YesNo, ..at_least("100", DEADLINE) };
    let rising = |last: &str| vec![at("2026-01", "10", "100"), at("2026-06", last, "100")];
    vec![
        // 1. No data.
        ("empty", t80(), vec![], None, BEFORE, NoData, None),
        ("empty after the deadline", t80(), vec![], None, AFTER, NoData, None),
        ("zero denominator is no value", t80(), vec![at("2026-06", "0", "0")], None, BEFORE, NoData, None),
        ("ratio without denominator", t80(), vec![count("2026-06", "5")], None, BEFORE, NoData, None),
        ("baseline alone is not data", t80(), vec![], base("10", FROM), BEFORE, NoData, None),
        // 2. Missed and met late. pace at 2026-06: (60−10)/(80−10) ÷ 150/303 = 0.714285… ÷ 0.495049… = 1.442857
        ("deadline passed, operator false", t80(), rising("60"), None, AFTER, Missed, Some(1.442857)),
        ("on the deadline itself", t80(), rising("60"), None, DEADLINE, OnTrack, Some(1.442857)),
        // December ends after the deadline: (81−10)/70 ÷ 334/303 = 1.014286 ÷ 1.102310 = 0.920146
        ("reached since", t80(), [rising("60"), vec![at("2026-12", "81", "100")]].concat(), None, AFTER, MetLate, Some(0.920146)),
        (
            "reached since, part of the units",
            t80(),
            [rising("60"), vec![partly(1, 2, at("2026-12", "81", "100"))]].concat(),
            None,
            AFTER,
            Missed,
            Some(0.920146),
        ),
        ("first figure came after the deadline, not enough", t80(), vec![at("2026-12", "79", "100")], None, AFTER, Missed, None),
        ("maintain is missed like any other", keep("80"), rising("60"), None, AFTER, Missed, None),
        ("met at the deadline stays met", t80(), rising("80"), None, AFTER, Met, Some(2.02)),
        // 3. Maintain.
        ("baseline satisfied, still so", t80(), rising("85"), base("82", FROM), BEFORE, Kept, None),
        ("baseline satisfied, lost", t80(), rising("79"), base("82", FROM), BEFORE, Broken, None),
        ("text says keep up", keep("80"), rising("85"), base("10", FROM), BEFORE, Kept, None),
        ("text says keep up, below", keep("80"), rising("60"), base("10", FROM), BEFORE, Broken, None),
        ("first figure satisfied", t80(), vec![at("2026-06", "80", "100")], None, BEFORE, Kept, None),
        ("target equals baseline", t80(), rising("79"), base("80", FROM), BEFORE, Broken, None),
        (
            "first figure of part of the units proves nothing",
            t80(),
            vec![partly(1, 95, at("2026-01", "5", "5")), partly(50, 95, at("2026-06", "60", "100"))],
            None,
            BEFORE,
            TooEarly,
            None,
        ),
        // 4. Met, decided exactly. Pace where baseline given: (57−10)/(57−10) ÷ 150/303 = 2.02
        ("57/100 meets 57 %", at_least("57", DEADLINE), rising("57"), None, BEFORE, Met, Some(2.02)),
        // (33.333333 − 11.111111)/(33.3334 − 11.111111) = 0.999997; ÷ 150/303 = 2.019994
        (
            "one third does not meet 33,3334 %",
            at_least("33.3334", DEADLINE),
            vec![at("2026-01", "1", "9"), at("2026-06", "1", "3")],
            None,
            BEFORE,
            OnTrack,
            Some(2.019994),
        ),
        ("≤ met", at_most("5"), vec![at("2026-01", "20", "100"), at("2026-06", "5", "100")], None, BEFORE, Met, Some(2.02)),
        ("= is judged as ≥", equal("50"), rising("60"), None, BEFORE, Met, Some(2.525)),
        ("= exactly, met", exact("50"), rising("50"), None, BEFORE, Met, Some(2.02)),
        // overshoot counts as distance: (60−10)/40 = 1.25 → 0.75; ÷ 150/303 = 1.515
        ("= exactly, overshot", exact("50"), rising("60"), None, BEFORE, OnTrack, Some(1.515)),
        (
            "reached once with part of the units: never met",
            t80(),
            vec![at("2026-01", "10", "100"), partly(1, 2, at("2026-06", "80", "100"))],
            None,
            BEFORE,
            OnTrack,
            Some(2.02),
        ),
        ("met without a second period", t80(), vec![at("2026-06", "80", "100")], base("10", FROM), BEFORE, Met, None),
        // 5. Too early.
        ("one period", t80(), vec![at("2026-06", "60", "100")], None, BEFORE, TooEarly, None),
        ("one period beside a baseline", t80(), vec![at("2026-06", "60", "100")], base("10", FROM), BEFORE, TooEarly, None),
        ("the same period twice is one", t80(), vec![at("2026-06", "50", "100"), at("2026-06", "60", "100")], None, BEFORE, TooEarly, None),
        // 14 of 303 days are 4.6 %: baseline on 14 February, deadline 14 December.
        (
            "under 5 % of the time",
            at_least("80", "2026-12-14"),
            vec![at("2026-01", "10", "100"), at("2026-02", "60", "100")],
            base("10", "2026-02-14"),
            BEFORE,
            TooEarly,
            None,
        ),
        (
            "deadline before the baseline",
            at_least("80", "2026-08-15"),
            vec![at("2026-08", "1", "100"), at("2026-09", "2", "100")],
            None,
            "2026-08-15",
            TooEarly,
            None,
        ),
        // exactly 5 %: 28 February is 28 days on, 560 days end on 2027-08-14. (11−10)/(80−10) ÷ 0.05 = 0.285714
        (
            "exactly 5 % of the time",
            at_least("80", "2027-08-14"),
            vec![at("2026-01", "10", "100"), at("2026-02", "11", "100")],
            None,
            BEFORE,
            FarBehind,
            Some(0.285714),
        ),
        // 6. Pace. Time 150/300 = one half: baseline on 31 January, deadline 27 November.
        // 0,95: v = b + 0.475·(T−b) = 0 + 0.475·80 = 38
        (
            "pace 0,95 is on track",
            at_least("80", "2026-11-27"),
            vec![at("2026-01", "0", "100"), at("2026-06", "38", "100")],
            None,
            BEFORE,
            OnTrack,
            Some(0.95),
        ),
        (
            "just under 0,95",
            at_least("80", "2026-11-27"),
            vec![at("2026-01", "0", "100"), at("2026-06", "37.9999", "100")],
            None,
            BEFORE,
            AtRisk,
            Some(0.949998),
        ),
        // 0,60: v = 0.3·80 = 24
        (
            "pace 0,60 is at risk",
            at_least("80", "2026-11-27"),
            vec![at("2026-01", "0", "100"), at("2026-06", "24", "100")],
            None,
            BEFORE,
            AtRisk,
            Some(0.6),
        ),
        (
            "just under 0,60",
            at_least("80", "2026-11-27"),
            vec![at("2026-01", "0", "100"), at("2026-06", "23.9999", "100")],
            None,
            BEFORE,
            FarBehind,
            Some(0.599998),
        ),
        ("standing still", t80(), rising("10"), None, BEFORE, FarBehind, Some(0.0)),
        // (9−10)/70 ÷ 150/303 = −0.028857
        ("going backwards", t80(), rising("9"), None, BEFORE, Backwards, Some(-0.028857)),
        // ≤: (15−20)/(5−20) ÷ 150/303 = 0.333333 ÷ 0.495050 = 0.673333
        (
            "≤, coming down",
            at_most("5"),
            vec![at("2026-01", "20", "100"), at("2026-06", "15", "100")],
            None,
            BEFORE,
            AtRisk,
            Some(0.673333),
        ),
        (
            "≤, going up",
            at_most("5"),
            vec![at("2026-01", "20", "100"), at("2026-06", "21", "100")],
            None,
            BEFORE,
            Backwards,
            Some(-0.134667),
        ),
        (
            "periods in reverse order",
            t80(),
            vec![at("2026-06", "60", "100"), at("2026-01", "10", "100")],
            None,
            BEFORE,
            OnTrack,
            Some(1.442857),
        ),
        // d is the end of the data's period, not today: the same pace in October.
        ("late: no news since June", t80(), rising("60"), None, "2026-10-30", OnTrack, Some(1.442857)),
        (
            "carried figures are no news",
            t80(),
            [rising("60"), vec![carried(at("2026-09", "60", "100"))]].concat(),
            None,
            "2026-10-30",
            OnTrack,
            Some(1.442857),
        ),
        (
            "later of two of one period",
            t80(),
            [rising("60"), vec![at("2026-06", "9", "100")]].concat(),
            None,
            BEFORE,
            Backwards,
            Some(-0.028857),
        ),
        // Fell after having met: judged on the last figure. (79−10)/70 ÷ 334/303 = 0.985714 ÷ 1.102310 = 0.894226
        (
            "met at the deadline, lost since",
            t80(),
            [rising("80"), vec![at("2026-12", "79", "100")]].concat(),
            None,
            "2027-01-10",
            AtRisk,
            Some(0.894226),
        ),
        // Counts: (600−100)/(1000−100) ÷ 150/303 = 0.555556 ÷ 0.495050 = 1.122222
        ("count", counted("1000"), vec![count("2026-01", "100"), count("2026-06", "600")], None, BEFORE, OnTrack, Some(1.122222)),
        ("yes", yes(), vec![count("2026-01", "0"), count("2026-06", "1")], None, BEFORE, Met, Some(2.02)),
        ("no", yes(), vec![count("2026-01", "0"), count("2026-06", "0")], None, BEFORE, FarBehind, Some(0.0)),
        // 2 of 4 units say yes, all reported: 50 %; 0.5 ÷ 150/303 = 1.01
        (
            "yes from half of the units",
            yes(),
            vec![count("2026-01", "0"), partly(4, 4, count("2026-06", "2"))],
            None,
            BEFORE,
            OnTrack,
            Some(1.01),
        ),
    ]
}

fn close(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-6,
        (a, b) => a == b,
    }
}

#[test]
fn edge_table() {
    for (name, target, points, baseline, today, status, pace) in cases() {
        let progress = assess(&target, &points, baseline, day(today));
        assert_eq!(progress.status, status, "{name}: {progress:#?}");
        assert!(close(progress.pace, pace), "{name}: pace {:?}, by hand {pace:?}", progress.pace);
    }
}

fn of(target: Target, points: &[Point]) -> Progress {
    assess(&target, points, None, day(BEFORE))
}

#[test]
fn attainment_only_for_at_least_above_zero() {
    let points = [at("2026-01", "10", "100"), at("2026-06", "60", "100")];
    assert_eq!(of(at_least("80", DEADLINE), &points).attainment, Some(0.75));
    assert_eq!(of(target(Operator::Equal, "80", DEADLINE), &points).attainment, Some(0.75));
    assert_eq!(of(at_least("0", DEADLINE), &points).attainment, None);
    assert_eq!(of(target(Operator::AtMost, "5", DEADLINE), &points).attainment, None);
    assert_eq!(of(Target { exact: true, ..target(Operator::Equal, "80", DEADLINE) }, &points).attainment, None);
}

#[test]
fn path_and_gap_point_behind_as_negative() {
    // 10 + 70 · 150/303 = 44.653465; 40 − 44.653465 = −4.653465
    let behind = of(at_least("80", DEADLINE), &[at("2026-01", "10", "100"), at("2026-06", "40", "100")]);
    assert!(close(behind.path, Some(44.653465)) && close(behind.gap, Some(-4.653465)), "{behind:?}");
    // 20 − 15 · 150/303 = 12.574257; 15 lies 2.425743 above it
    let above = of(target(Operator::AtMost, "5", DEADLINE), &[at("2026-01", "20", "100"), at("2026-06", "15", "100")]);
    assert!(close(above.path, Some(12.574257)) && close(above.gap, Some(-2.425743)), "{above:?}");
}

#[test]
fn coverage_provisional_stale() {
    let full = at("2026-01", "10", "100");
    let part = of(at_least("80", DEADLINE), &[full, partly(3, 4, at("2026-06", "40", "100"))]);
    assert!(part.provisional && !part.stale && (part.coverage.reported, part.coverage.expected) == (3, 4));
    let old = of(at_least("80", DEADLINE), &[full, at("2026-05", "40", "100"), carried(at("2026-06", "40", "100"))]);
    assert!(old.stale && !old.provisional && old.period == Some(period("2026-05")));
    // Nobody reported in the periods given: what was carried is all there is.
    let only = of(at_least("80", DEADLINE), &[carried(at("2026-06", "40", "100"))]);
    assert!(only.stale && only.provisional && only.value == Some(40.0));
}

#[test]
fn a_flow_with_a_month_missing_is_data_but_not_met() {
    // Nobody's year is complete, yet April did bring figures: 90/100 stands, and is no proof.
    let flow = Target { accumulation: Accumulation::Flow, ..at_least("80", DEADLINE) };
    let progress = of(flow, &[at("2026-01", "10", "50"), partly(0, 1, at("2026-04", "90", "100"))]);
    assert_eq!((progress.status, progress.value, progress.provisional), (OnTrack, Some(90.0), true));
}

#[test]
fn baseline_is_the_first_fully_covered_figure() {
    let points = [partly(1, 2, at("2026-01", "5", "10")), at("2026-02", "20", "100"), at("2026-06", "40", "100")];
    let progress = of(at_least("80", DEADLINE), &points);
    assert_eq!((progress.baseline, progress.baseline_on), (Some(20.0), Some(day("2026-02-28"))));
}
