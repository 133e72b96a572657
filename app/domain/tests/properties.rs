//! What must hold for any figures.

use chrono::{Days, NaiveDate};
use domain::{
    Period, Quantity, Status,
    aggregate::{Point, Row, Window, series},
    indicator::{Accumulation, Kind, Operator},
    progress::{Target, assess},
    score::{Component, Framework, Input, MainIndex, Rule, next_points, score},
    text::{Lang, fold, nfc, number, sort_key},
};
use proptest::{collection::vec, prelude::*};

fn months() -> Vec<Period> {
    (1..=12).filter_map(|m| Period::month(2026, m)).collect()
}

fn any_period() -> impl Strategy<Value = Period> {
    (1900..2200i32, 0..4, 1..=12u32).prop_map(|(year, length, n)| {
        let code = match length {
            0 => format!("{year}-{n:02}"),
            1 => format!("{year}-Q{}", n.div_ceil(3)),
            2 => format!("{year}-H{}", n.div_ceil(6)),
            _ => year.to_string(),
        };
        code.parse().unwrap()
    })
}

fn whole(n: i64) -> Quantity {
    Quantity::whole(n).unwrap()
}

fn points(figures: &[(i64, i64)]) -> Vec<Point> {
    let point = |(period, &(n, d)): (Period, &(i64, i64))| Point {
        period,
        numerator: Quantity::from_scaled(n),
        denominator: Some(Quantity::from_scaled(d)),
        reported: 1,
        expected: 1,
        stale: false,
    };
    months().into_iter().zip(figures).map(point).collect()
}

fn ratio_target(value: i64) -> Target {
    Target {
        kind: Kind::Ratio,
        accumulation: Accumulation::Stock,
        operator: Operator::AtLeast,
        value: Quantity::from_scaled(value),
        deadline: NaiveDate::from_ymd_opt(2027, 12, 31).unwrap(),
        maintain: false,
        exact: false,
    }
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2027, 1, 15).unwrap()
}

/// Numerator not above denominator, in ten-thousandths.
fn ratio() -> impl Strategy<Value = (i64, i64)> {
    (1..=1_000_000_000_000i64).prop_flat_map(|d| (0..=d, Just(d)))
}

fn input(n: i64, d: i64) -> Input {
    Input { numerator: whole(n), denominator: Some(whole(d)) }
}

fn framework(maxima: &[u32], rule: &Rule) -> Framework {
    let component = |(i, maximum): (usize, &u32)| Component {
        code: format!("C{i}"),
        name: String::new(),
        maximum: *maximum,
        rule: rule.clone(),
        feeds: vec![format!("{i}")],
        source: String::new(),
    };
    let main = MainIndex { code: "M".into(), name: String::new(), components: maxima.iter().enumerate().map(component).collect() };
    Framework { code: "F".into(), version: "1".into(), title: String::new(), proposal: true, mains: vec![main] }
}

proptest! {
    #[test]
    fn bounds(figures in vec(ratio(), 1..12), value in 1..=1_000_000i64) {
        let p = assess(&ratio_target(value), &points(&figures), None, today());
        prop_assert!((0.0..=100.0).contains(&p.value.unwrap()));
        if let Some(f) = p.forecast {
            prop_assert!(0.0 <= f.low && f.low <= f.mid && f.mid <= f.high && f.high <= 100.0, "{f:?}");
        }
        prop_assert!(p.reach.is_none_or(|day| day > p.period.unwrap().end()));
        prop_assert!(p.second_opinion.is_none_or(|s| s.ratio.is_finite()));
    }

    /// Status is ordered by how good it is, and a better last figure never makes it worse.
    #[test]
    fn monotone_in_the_last_figure(first in 0..800_000i64, a in 0..=1_000_000i64, b in 0..=1_000_000i64) {
        let status = |last: i64| assess(&ratio_target(800_000), &points(&[(first, 1_000_000), (0, 1), (last, 1_000_000)]), None, today()).status;
        prop_assert!(status(a.min(b)) <= status(a.max(b)));
    }

    /// k/n meets exactly k/n percent whenever that is a number of ten-thousandths, and not one ten-thousandth more.
    #[test]
    fn exactness(percent in 1..=1_000_000i64, scale in 1..=1_000_000i64) {
        let figures = [(0, 1), (percent * scale, 1_000_000 * scale)];
        prop_assert_eq!(assess(&ratio_target(percent), &points(&figures), None, today()).status, Status::Met);
        prop_assert_ne!(assess(&ratio_target(percent + 1), &points(&figures), None, today()).status, Status::Met);
    }

    #[test]
    fn below_full_coverage_is_never_met(figures in vec(ratio(), 2..6), value in 1..=1_000_000i64) {
        let mut points = points(&figures);
        let last = points.len() - 1;
        points[last].expected = 2;
        let p = assess(&ratio_target(value), &points, None, today());
        prop_assert!(p.provisional && !matches!(p.status, Status::Met | Status::MetLate));
    }

    #[test]
    fn no_figure_however_large_breaks_it(figures in vec((any::<i64>(), any::<i64>()), 0..8), value in any::<i64>(), ahead in 0..60_000u64) {
        let deadline = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + Days::new(ahead);
        for kind in [Kind::Ratio, Kind::Count, Kind::YesNo, Kind::Qualitative] {
            for accumulation in [Accumulation::Stock, Accumulation::Flow] {
                assess(&Target { kind, accumulation, deadline, ..ratio_target(value) }, &points(&figures), None, today());
            }
        }
    }

    /// What the parts report is what the whole has, each counted once.
    #[test]
    fn sum_of_parts(figures in vec((0..20u32, 0..12usize, 0..1_000_000i64, 0..1_000_000i64), 0..60)) {
        let months = months();
        let rows: Vec<Row> = figures
            .iter()
            .map(|&(unit, m, n, d)| Row { unit, period: months[m], numerator: Quantity::from_scaled(n), denominator: Some(Quantity::from_scaled(d)) })
            .collect();
        for accumulation in [Accumulation::Stock, Accumulation::Flow, Accumulation::Cumulative] {
            let of = |units: std::ops::Range<u32>| series(accumulation, &rows, |_| units.clone().collect(), &months, Window::CalendarYear);
            let (whole, left, right) = (of(0..20), of(0..7), of(7..20));
            for p in &whole {
                // A part of a flow that reports nothing in a month has no point then, yet its year so far is in the whole.
                let stands = |x: &&Point| x.period == p.period || accumulation == Accumulation::Flow && x.period < p.period;
                let part = |points: &[Point]| {
                    let found = points.iter().rfind(stands);
                    found.map_or((0, 0, 0), |x| {
                        (x.numerator.scaled(), x.denominator.unwrap().scaled(), if x.period == p.period { x.reported } else { 0 })
                    })
                };
                let (a, b) = (part(&left), part(&right));
                prop_assert_eq!((p.numerator.scaled(), p.denominator.unwrap().scaled(), p.reported), (a.0 + b.0, a.1 + b.1, a.2 + b.2));
                prop_assert!(p.reported <= p.expected && p.expected == 20);
            }
        }
    }

    #[test]
    fn points_stay_within_the_maximum(shares in vec((0..2_000i64, 1..2_000i64), 1..47)) {
        let maxima: Vec<u32> = (1..=shares.len() as u32).collect();
        for rule in [Rule::Ratio, Rule::MinMax { low: whole(20), high: whole(80) }, Rule::Tiers { full: whole(90), half: whole(50) }] {
            let card = score(&framework(&maxima, &rule), |code| {
                let (n, d) = shares[code.parse::<usize>().unwrap()];
                Some(input(n, d))
            });
            let sum: f64 = card.mains[0].components.iter().map(|c| c.points.unwrap()).sum();
            prop_assert!((card.total.unwrap().as_f64() - sum).abs() <= 0.000_051);
            prop_assert!(card.total.unwrap() >= Quantity::ZERO && card.total.unwrap() <= whole(card.maximum.into()));
            prop_assert!(next_points(&card).windows(2).all(|pair| pair[0].gain >= pair[1].gain));
        }
    }

    #[test]
    fn period_round_trip_and_shift(p in any_period(), n in -40..40i32) {
        prop_assert_eq!(p.to_string().parse::<Period>(), Ok(p));
        prop_assert_eq!(serde_json::from_str::<Period>(&serde_json::to_string(&p).unwrap()).unwrap(), p);
        prop_assert_eq!(p.shift(n).shift(-n), p);
        prop_assert_eq!(p.next().start(), p.end() + Days::new(1));
        prop_assert_eq!(p.previous().end() + Days::new(1), p.start());
        prop_assert_eq!(p.shift(n).cmp(&p), n.cmp(&0));
    }

    #[test]
    fn period_order_is_total(a in any_period(), b in any_period()) {
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert_eq!(a.cmp(&b).is_eq(), a == b);
        prop_assert!(a.end() >= b.end() || a < b);
    }

    #[test]
    fn period_parse_never_panics(text in "\\PC{0,9}") {
        if let Ok(p) = text.parse::<Period>() {
            prop_assert_eq!(p.to_string(), text);
        }
    }

    #[test]
    fn quantity_plain_round_trip(scaled in any::<i64>()) {
        let q = Quantity::from_scaled(scaled);
        prop_assume!(scaled != i64::MIN);
        prop_assert_eq!(Quantity::from_plain(&q.to_plain()), Some(q));
        prop_assert!(!number(q, Lang::Vi).contains('-'));
    }

    /// A JSON number is exact for whole counts, and for others up to the 15 digits of a double.
    #[test]
    fn quantity_json_round_trip(whole in -900_000_000_000_000i64..900_000_000_000_000, scaled in -999_999_999_999_999i64..999_999_999_999_999) {
        for q in [Quantity::whole(whole).unwrap(), Quantity::from_scaled(scaled)] {
            let text = serde_json::to_string(&q).unwrap();
            prop_assert_eq!(serde_json::from_str::<Quantity>(&text).unwrap(), q);
            prop_assert_eq!(text.contains('.'), !q.is_whole());
        }
    }

    #[test]
    fn quantity_from_plain_never_panics(text in "-?[0-9]{0,20}\\.?[0-9]{0,6}") {
        let _ = Quantity::from_plain(&text);
    }

    #[test]
    fn fold_is_idempotent_and_deaf_to_form(text in "\\PC{0,30}") {
        let folded = fold(&text);
        prop_assert_eq!(fold(&folded), folded.clone());
        prop_assert_eq!(fold(&nfc(&text)), folded.clone());
        prop_assert!(!folded.starts_with(' ') && !folded.ends_with(' ') && !folded.contains("  "));
    }

    #[test]
    fn sort_key_is_deaf_to_case_and_form(text in "[a-zA-Zàáảãạâầấơờưừđêếô0-9 ,-]{0,20}") {
        let upper = text.to_uppercase();
        prop_assert_eq!(sort_key(&text), sort_key(&upper));
    }
}
