//! Series over reorganisations. Every expected value was worked out by hand.

use crate::board::Board;
use chrono::NaiveDate;
use domain::{
    Period, Quantity,
    aggregate::Point,
    indicator::{Accumulation, Basis, Kind, Mode, Operator, Part, UnitKind},
    period::Frequency,
    succession::{ChangeKind, Lens, SuccessionRow},
};
use std::sync::Arc;
use store::{
    catalogue::{Assignment, Catalogue, Indicator, OrgUnit, Province, Target},
    figure::Figure,
};
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const HOME: u128 = 1;
const TODAY: &str = "2026-06-10";

/// Units by number, with their first and last days.
const UNITS: [(&str, &str, &str); 9] = [
    ("DN", "", ""),
    // A and B become C on 1/3/2026.
    ("A", "", "2026-02-28"),
    ("B", "2025-07-01", "2026-02-28"),
    ("C", "2026-03-01", ""),
    // D becomes E (60 %) and F (40 %) the same day.
    ("D", "", "2026-02-28"),
    ("E", "2026-03-01", ""),
    ("F", "2026-03-01", ""),
    // G gives a quarter to Z on 15/4/2026; Z reports the indicator too.
    ("G", "", ""),
    ("Z", "", ""),
];

fn unit_id(code: &str) -> Uuid {
    id(100 + UNITS.iter().position(|u| u.0 == code).unwrap() as u128)
}

fn change(from: &str, to: &str, kind: ChangeKind, on: &str, share: i64) -> SuccessionRow {
    SuccessionRow {
        province: "dong-nai".into(),
        from: from.into(),
        to: Some(to.into()),
        kind,
        on: day(on),
        share: Quantity::from_scaled(share),
        document: "D1".into(),
        note: String::new(),
    }
}

fn catalogue(kind: Kind, accumulation: Accumulation) -> Arc<Catalogue> {
    let unit = |(n, (code, from, to)): (usize, &(&str, &str, &str))| OrgUnit {
        id: id(100 + n as u128),
        province_id: id(HOME),
        parent_id: (n > 0).then(|| id(100)),
        code: (*code).into(),
        name: format!("Xã {code}"),
        short_name: (*code).into(),
        kind: if n == 0 { UnitKind::Province } else { UnitKind::Commune },
        valid_from: from.parse().ok(),
        valid_to: to.parse().ok(),
        illustrative: false,
        names_source: String::new(),
    };
    let indicator = Indicator {
        id: id(2),
        province_id: id(HOME),
        code: "I".into(),
        pillar: "chinh-quyen-so".into(),
        name: "Hồ sơ trực tuyến".into(),
        name_en: String::new(),
        kind,
        accumulation,
        unit_of_measure: "%".into(),
        numerator: String::new(),
        denominator: String::new(),
        frequency: Frequency::Monthly,
        may_exceed: false,
        mode: Mode::Split,
        reading: String::new(),
        register: String::new(),
        evidence_required: false,
        same_as: String::new(),
        checks: String::new(),
    };
    let target = Target {
        id: id(3),
        indicator_id: id(2),
        unit_id: id(100),
        year: 2026,
        operator: Operator::AtLeast,
        value: 80 * Quantity::SCALE,
        deadline: day("2026-12-31"),
        deadline_written: String::new(),
        deadline_lines: String::new(),
        maintain: false,
        owner_id: Some(unit_id("D")),
        owner_basis: Basis::Inferred,
        owner_lines: String::new(),
        document_id: None,
        source_lines: String::new(),
        number_written: String::new(),
        occurrence: 0,
        words: String::new(),
        restated_in: String::new(),
        decided_at: Default::default(),
    };
    // C, E and F take the assignment over from their first day.
    let assigned = |(n, (_, from, _)): (usize, &(&str, &str, &str))| Assignment {
        id: id(200 + n as u128),
        indicator_id: id(2),
        unit_id: id(100 + n as u128),
        part: Part::Reports,
        basis: Basis::Inferred,
        confirmed: false,
        source_lines: String::new(),
        valid_from: from.parse().ok(),
        valid_to: None,
    };
    let mut c = Catalogue::default();
    c.provinces = vec![Province { id: id(HOME), code: "dong-nai".into(), name: "Tỉnh Đồng Nai".into() }];
    c.units = UNITS.iter().enumerate().map(unit).collect();
    c.indicators = vec![indicator];
    c.targets = vec![target];
    c.assignments = UNITS.iter().enumerate().skip(1).map(assigned).collect();
    c.records.successions = [
        change("A", "C", ChangeKind::Merge, "2026-03-01", 10_000),
        change("B", "C", ChangeKind::Merge, "2026-03-01", 10_000),
        change("D", "E", ChangeKind::Split, "2026-03-01", 6_000),
        change("D", "F", ChangeKind::Split, "2026-03-01", 4_000),
        change("G", "Z", ChangeKind::Transfer, "2026-04-15", 2_500),
        // Not yet.
        change("G", "Z", ChangeKind::Transfer, "2027-01-01", 2_500),
    ]
    .into_iter()
    .collect();
    Arc::new(c.indexed())
}

fn figure(unit: &str, period: &str, numerator: i64, denominator: Option<i64>) -> Figure {
    Figure {
        observation_id: Uuid::nil(),
        indicator_id: id(2),
        unit_id: unit_id(unit),
        period: period.parse().unwrap(),
        numerator: numerator * Quantity::SCALE,
        denominator: denominator.map(|d| d * Quantity::SCALE),
        illustrative: unit == "B",
        corrected: false,
    }
}

fn boards(kind: Kind, accumulation: Accumulation, figures: &[Figure]) -> [Board; 2] {
    let c = catalogue(kind, accumulation);
    [Lens::AsWas, Lens::AsNow].map(|lens| Board::through(lens, c.clone(), id(HOME), figures.to_vec(), (1, 1, day(TODAY))))
}

/// A unit's series as "period numerator/denominator (reported/expected)".
fn read(board: &Board, unit: &str) -> Vec<String> {
    let list = board.units.get(&unit_id(unit)).map_or(&[][..], Vec::as_slice);
    list.iter().flat_map(|s| s.series.iter().map(said)).collect()
}

fn said(p: &Point) -> String {
    let denominator = p.denominator.map(|d| format!("/{}", d.to_plain())).unwrap_or_default();
    format!("{} {}{denominator} ({}/{})", p.period, p.numerator.to_plain(), p.reported, p.expected)
}

fn year() -> Vec<Figure> {
    let old = |unit, n, d| ["2026-01", "2026-02"].map(|p| figure(unit, p, n, Some(d)));
    let new = |unit, n, d| ["2026-03", "2026-04", "2026-05"].map(|p| figure(unit, p, n, Some(d)));
    let parts = [old("A", 6, 10), old("B", 3, 5), old("D", 5, 10), old("G", 8, 12), old("Z", 1, 4)];
    let later = [new("C", 12, 16), new("E", 4, 6), new("F", 2, 4), new("G", 9, 12), new("Z", 1, 4)];
    parts.into_iter().flatten().chain(later.into_iter().flatten()).collect()
}

#[test]
fn a_merged_unit_takes_its_predecessors_figures_over() {
    let [was, now] = boards(Kind::Ratio, Accumulation::Stock, &year());
    assert_eq!(read(&was, "A"), ["2026-01 6/10 (1/1)", "2026-02 6/10 (1/1)"]);
    assert_eq!(read(&was, "C"), ["2026-03 12/16 (1/1)", "2026-04 12/16 (1/1)", "2026-05 12/16 (1/1)"]);
    assert_eq!(
        read(&now, "C"),
        ["2026-01 9/15 (2/2)", "2026-02 9/15 (2/2)", "2026-03 12/16 (1/1)", "2026-04 12/16 (1/1)", "2026-05 12/16 (1/1)"]
    );
    assert!(read(&now, "A").is_empty() && !now.units.contains_key(&unit_id("B")), "former units have no series of their own");
    // One part was made up for show, so the sum is.
    assert!(now.units[&unit_id("C")][0].illustrative && !now.units[&unit_id("E")][0].illustrative);
}

#[test]
fn a_split_units_figures_are_divided() {
    let [was, now] = boards(Kind::Ratio, Accumulation::Stock, &year());
    assert_eq!(read(&was, "D"), ["2026-01 5/10 (1/1)", "2026-02 5/10 (1/1)"]);
    assert_eq!(read(&now, "E")[..3], ["2026-01 3/6 (1/1)", "2026-02 3/6 (1/1)", "2026-03 4/6 (1/1)"]);
    assert_eq!(read(&now, "F")[..3], ["2026-01 2/4 (1/1)", "2026-02 2/4 (1/1)", "2026-03 2/4 (1/1)"]);
    // The owner named in the target has gone; the larger part stands for it.
    assert_eq!((was.owner_name(&was.standings[0]), now.owner_name(&now.standings[0])), ("D".into(), "E".into()));
}

#[test]
fn a_part_goes_along_for_the_periods_before_it_moved() {
    let [was, now] = boards(Kind::Ratio, Accumulation::Stock, &year());
    // A quarter of 8/12: 2/3, since 4 not done divide as 1 and 3; of 9/12 in March 2,25 → 2, and 3 not done → 1.
    assert_eq!(read(&now, "G")[..4], ["2026-01 6/9 (1/1)", "2026-02 6/9 (1/1)", "2026-03 7/9 (1/1)", "2026-04 9/12 (1/1)"]);
    assert_eq!(read(&now, "Z")[..4], ["2026-01 3/7 (2/2)", "2026-02 3/7 (2/2)", "2026-03 3/7 (2/2)", "2026-04 1/4 (1/1)"]);
    assert_eq!(read(&was, "Z")[..2], ["2026-01 1/4 (1/1)", "2026-02 1/4 (1/1)"]);
}

#[test]
fn a_missing_predecessor_is_seen_and_its_last_figure_carried() {
    let some = [figure("A", "2026-01", 6, Some(10)), figure("B", "2026-01", 3, Some(5)), figure("B", "2026-02", 4, Some(5))];
    let [_, now] = boards(Kind::Ratio, Accumulation::Stock, &some);
    assert_eq!(read(&now, "C"), ["2026-01 9/15 (2/2)", "2026-02 10/15 (1/2)"]);
    // A figure without denominator beside one with it would enlarge the ratio: it counts as not reported.
    let [_, now] = boards(Kind::Ratio, Accumulation::Stock, &[figure("A", "2026-01", 6, None), figure("B", "2026-01", 3, Some(5))]);
    assert_eq!(read(&now, "C"), ["2026-01 3/5 (1/2)"]);
    let [_, now] = boards(Kind::Count, Accumulation::Stock, &[figure("A", "2026-01", 6, None), figure("B", "2026-01", 3, None)]);
    assert_eq!(read(&now, "C"), ["2026-01 9 (2/2)"]);
}

#[test]
fn a_state_in_words_is_the_lowest_of_the_predecessors() {
    let some = [
        figure("A", "2026-01", 3, None),
        figure("B", "2026-01", 1, None),
        figure("C", "2026-03", 2, None),
        figure("D", "2026-01", 2, None),
        figure("G", "2026-01", 3, None),
        figure("Z", "2026-01", 0, None),
    ];
    let [_, now] = boards(Kind::Qualitative, Accumulation::Stock, &some);
    assert_eq!(read(&now, "C"), ["2026-01 1 (1/1)", "2026-02 1 (0/1)", "2026-03 2 (1/1)"]);
    // Whole to each part of a split; a transfer moves no state.
    assert_eq!((&read(&now, "E")[0][..], &read(&now, "F")[0][..]), ("2026-01 2 (1/1)", "2026-01 2 (1/1)"));
    assert_eq!((&read(&now, "G")[0][..], &read(&now, "Z")[0][..]), ("2026-01 3 (1/1)", "2026-01 0 (1/1)"));
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

#[test]
fn the_province_is_the_same_through_both_lenses_whatever_is_missing() {
    let mut dice = Dice(7);
    for accumulation in Accumulation::ALL {
        for kind in [Kind::Ratio, Kind::Count] {
            let known = catalogue(kind, *accumulation);
            for _ in 0..60 {
                let mut figures = vec![];
                for (code, ..) in UNITS.iter().skip(1) {
                    for period in (0..7).map(|n| "2025-11".parse::<Period>().unwrap().shift(n)) {
                        let (missing, n, more) = (dice.roll(4) == 0, dice.roll(50) as i64, dice.roll(9) as i64);
                        if known.unit_by_code(code).unwrap().exists_in(period) && !missing {
                            figures.push(figure(code, &period.to_string(), n, (kind == Kind::Ratio).then_some(n + more)));
                        }
                    }
                }
                let [was, now] = boards(kind, *accumulation, &figures);
                assert_eq!(was.standings[0].series, now.standings[0].series);
                assert_eq!(was.standings[0].progress, now.standings[0].progress);
                // Today's units together are the province.
                let ids: Vec<Uuid> = ["C", "E", "F", "G", "Z"].map(unit_id).to_vec();
                assert_eq!(now.series(&now.catalogue.indicators[0], &ids), was.standings[0].series);
            }
        }
    }
}

#[test]
fn todays_units_add_up_to_the_province_period_by_period() {
    let [was, now] = boards(Kind::Ratio, Accumulation::Stock, &year());
    for point in &was.standings[0].series {
        let at = |unit: &str| now.units[&unit_id(unit)][0].series.iter().find(|p| p.period == point.period).copied().unwrap();
        let sum = |pick: fn(Point) -> i64| ["C", "E", "F", "G", "Z"].into_iter().map(|u| pick(at(u))).sum::<i64>();
        assert_eq!(sum(|p| p.numerator.scaled()), point.numerator.scaled(), "{}", point.period);
        assert_eq!(sum(|p| p.denominator.unwrap().scaled()), point.denominator.unwrap().scaled(), "{}", point.period);
    }
    // January by hand: 6 + 3 + 5 + 8 + 1 of 10 + 5 + 10 + 12 + 4; five units of the time.
    assert_eq!(said(&was.standings[0].series[0]), "2026-01 23/41 (5/5)");
    // May: 12 + 4 + 2 + 9 + 1 of 16 + 6 + 4 + 12 + 4.
    assert_eq!(said(was.standings[0].series.last().unwrap()), "2026-05 28/42 (5/5)");
}

#[test]
fn lists_show_units_that_exist() {
    for board in boards(Kind::Ratio, Accumulation::Stock, &year()) {
        let codes = |units: Vec<&OrgUnit>| units.iter().map(|u| u.code.clone()).collect::<Vec<_>>().join(" ");
        assert_eq!(codes(board.reporting_units(true)), "C E F G Z");
        assert_eq!(codes(board.reporters_today(&board.catalogue.indicators[0])).len(), "C E F G Z".len());
    }
}
