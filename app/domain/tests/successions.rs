//! Reorganisations. Every expected value was worked out by hand.

use chrono::NaiveDate;
use domain::{
    Period, Quantity,
    succession::{ChangeKind, Life, Succession, WHOLE, check, divide, today},
};
use proptest::prelude::*;

fn line(from: &str, to: &str, kind: ChangeKind, on: &str, share: i64) -> Succession<String> {
    let to = (!to.is_empty()).then(|| to.to_owned());
    Succession { from: from.into(), to, kind, on: on.parse().unwrap(), share }
}

use ChangeKind::*;

/// A and B become C on 1/7/2025; D becomes E (60 %) and F (40 %) the same day; C gives a quarter to G on 1/1/2026; H ends.
fn story() -> Vec<Succession<String>> {
    vec![
        line("C", "G", Transfer, "2026-01-01", 2500),
        line("A", "C", Merge, "2025-07-01", WHOLE),
        line("B", "C", Merge, "2025-07-01", WHOLE),
        line("D", "E", Split, "2025-07-01", 6000),
        line("D", "F", Split, "2025-07-01", 4000),
        line("H", "", Abolish, "2025-07-01", WHOLE),
    ]
}

fn life(unit: &str) -> Option<Life> {
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    match unit {
        "A" | "B" | "D" | "H" => Some((None, day("2025-06-30"))),
        "C" | "E" | "F" => Some((day("2025-07-01"), None)),
        "G" | "Z" => Some((None, None)),
        _ => None,
    }
}

/// Where a figure of 10 of 20 goes, as "unit=numerator/denominator".
fn goes(unit: &str, period: &str) -> String {
    let held = today(&unit.to_owned(), period.parse::<Period>().unwrap(), &story());
    let parts: Vec<_> = held.iter().map(|(_, part)| *part).collect();
    let shares = divide(Quantity::whole(10).unwrap(), Quantity::whole(20), &parts).unwrap();
    let shown = held.iter().zip(shares).map(|((unit, _), (n, d))| format!("{unit}={}/{}", n.to_plain(), d.unwrap().to_plain()));
    shown.collect::<Vec<_>>().join(" ")
}

#[test]
fn figures_move_to_todays_units() {
    // merged, and then a quarter of the successor moved on: 2,5 → largest remainder, 7,5 and 2,5 tie, the earlier gets it
    assert_eq!(goes("A", "2025-05"), "C=8/16 G=2/4");
    assert_eq!(goes("D", "2025-05"), "E=6/12 F=4/8");
    // the successor's own figures before and after the transfer
    assert_eq!(goes("C", "2025-12"), "C=8/16 G=2/4");
    assert_eq!(goes("C", "2026-01"), "C=10/20");
    // a month in which the transfer happens belongs to the arrangement at its end; so does a year
    assert_eq!(goes("C", "2026"), "C=10/20");
    assert_eq!(goes("C", "2025"), "C=8/16 G=2/4");
    // late figures of a unit that is gone go to its successor too
    assert_eq!(goes("A", "2025-09"), "C=8/16 G=2/4");
    // not touched: one that ended without successor, one that nothing happened to
    assert_eq!(goes("H", "2025-05"), "H=10/20");
    assert_eq!(goes("Z", "2025-05"), "Z=10/20");
}

#[test]
fn the_set_is_checked() {
    assert_eq!(check(&story(), |u| life(u)), Ok(()));
    let with = |extra: Vec<Succession<String>>| {
        let mut all = story();
        all.extend(extra);
        check(&all, |u| life(u)).unwrap_err()
    };
    let only = |lines: Vec<Succession<String>>| check(&lines, |u| life(u)).unwrap_err();
    assert!(with(vec![line("X", "C", Merge, "2025-07-01", WHOLE)]).contains("“X”"), "unknown unit");
    assert!(with(vec![line("Z", "Y", Transfer, "2025-07-01", 100)]).contains("“Y”"), "unknown successor");
    assert!(with(vec![line("Z", "Z", Transfer, "2025-07-01", 100)]).contains("chính mình"));
    assert!(only(vec![line("A", "", Merge, "2025-07-01", WHOLE)]).contains("thiếu đơn vị"));
    assert!(only(vec![line("H", "C", Abolish, "2025-07-01", WHOLE)]).contains("giải thể"));
    assert!(only(vec![line("A", "C", Merge, "2025-06-01", WHOLE)]).contains("không hoạt động"), "the successor has not begun");
    assert!(only(vec![line("Z", "C", Merge, "2025-07-01", WHOLE)]).contains("ngày hoạt động cuối"), "the former unit goes on");
    assert!(only(vec![line("A", "C", Merge, "2025-08-01", WHOLE)]).contains("ngày hoạt động cuối"), "ended at another day");
    assert!(only(vec![line("A", "G", Transfer, "2026-01-01", 100)]).contains("đã ngừng"), "a part of a unit that is gone");
    assert!(only(vec![line("D", "E", Split, "2025-07-01", 6000), line("D", "F", Split, "2025-07-01", 3999)]).contains("cộng lại"));
    assert!(only(vec![line("D", "E", Split, "2025-07-01", WHOLE)]).contains("cộng lại"), "a split into one");
    assert!(only(vec![line("Z", "G", Transfer, "2025-07-01", WHOLE)]).contains("cộng lại"), "all is no part");
    assert!(only(vec![line("A", "C", Merge, "2025-07-01", 0)]).contains("phần chia"));
    assert!(only(vec![line("A", "C", Merge, "2025-07-01", WHOLE), line("A", "E", Rename, "2025-07-01", WHOLE)]).contains("cùng loại"));
    let circle = [
        line("A", "B", Rename, "2025-07-01", WHOLE),
        line("Z", "A", Merge, "2026-07-01", WHOLE),
        line("B", "Z", Rename, "2026-01-01", WHOLE),
    ];
    assert!(check(&circle, |u| life(u)).unwrap_err().contains("quay về chính nó"));
}

proptest! {
    #[test]
    fn nothing_is_lost_and_no_ratio_passes_one(n in 0i64..100_000, more in 0i64..100_000, cut in 1i64..9_999, cut2 in 1i64..9_999, fine in any::<bool>()) {
        let (a, b) = (cut.min(cut2), cut.max(cut2));
        prop_assume!(a < b);
        let lines = [line("D", "E", Split, "2025-07-01", a), line("D", "F", Split, "2025-07-01", b - a), line("D", "G", Split, "2025-07-01", WHOLE - b)];
        let parts: Vec<_> = today(&"D".to_owned(), "2025-01".parse().unwrap(), &lines).into_iter().map(|(_, p)| p).collect();
        let scale = if fine { 7 } else { Quantity::SCALE };
        let (top, bottom) = (Quantity::from_scaled(n * scale), Quantity::from_scaled((n + more) * scale));
        let shares = divide(top, Some(bottom), &parts).unwrap();
        let sum = |pick: fn(&(Quantity, Option<Quantity>)) -> i64| shares.iter().map(pick).sum::<i64>();
        prop_assert_eq!(sum(|s| s.0.scaled()), top.scaled());
        prop_assert_eq!(sum(|s| s.1.unwrap().scaled()), bottom.scaled());
        prop_assert!(shares.iter().all(|(n, d)| *n <= d.unwrap() && !n.is_negative()));
        prop_assert!(fine || shares.iter().all(|(n, _)| n.is_whole()));
    }
}
