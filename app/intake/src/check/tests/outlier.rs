//! Against the unit's past and against its peers. Every bound is worked out by hand beside the row.

use super::*;
use crate::form::Peers;

type Figure = (i64, Option<i64>);

fn of(pairs: &[Figure]) -> Vec<(Quantity, Option<Quantity>)> {
    pairs.iter().map(|(n, d)| (q(*n), d.map(q))).collect()
}

/// Percentages of a hundred.
fn percents(all: &[i64]) -> Vec<Figure> {
    all.iter().map(|n| (*n, Some(100))).collect()
}

fn numbers(all: &[i64]) -> Vec<Figure> {
    all.iter().map(|n| (*n, None)).collect()
}

fn with(shape: Shape, history: &[Figure]) -> Asked {
    Asked { history: of(history), unit_of_measure: if shape == Shape::Ratio { "%" } else { "lớp" }.into(), ..asked(shape) }
}

/// Is the past called to witness against the figure?
fn stands_out(history: &[Figure], now: Figure) -> bool {
    let shape = if now.1.is_some() { Shape::Ratio } else { Shape::Count };
    let all = found(with(shape, history), value(Some(now.0), now.1));
    assert!(all.iter().all(|f| *f == ("outlier-history".to_owned(), "G9".to_owned())), "{all:?}");
    !all.is_empty()
}

#[test]
fn too_little_past_says_nothing() {
    for short in [&[][..], &[50], &[50, 50], &[50, 50, 50, 50, 50]] {
        assert!(!stands_out(&percents(short), (99, Some(100))), "{short:?}: at most four steps");
        assert!(!stands_out(&numbers(short), (9_000, None)), "{short:?}");
    }
}

#[test]
fn ratios() {
    // (percentages of the periods before, the same from which on it stands out)
    for (past, last_usual, first_odd) in [
        // six equal: median 0, MAD 0, floor 2 points, 6 × 2 = 12: up to 62
        (&[50, 50, 50, 50, 50, 50][..], 62, 63),
        // and down to 38
        (&[50, 50, 50, 50, 50, 50], 38, 37),
        // two more each time: 60 + 2 ± 12; a new maximum is normal
        (&[50, 52, 54, 56, 58, 60], 74, 75),
        (&[50, 52, 54, 56, 58, 60], 50, 49),
        // falls by three each time: 45 − 3 ± 12
        (&[60, 57, 54, 51, 48, 45], 30, 29),
        (&[60, 57, 54, 51, 48, 45], 54, 55),
        // steps 5 −4 6 −5 5: median 5, distances 0 9 1 10 0, MAD 1: 1,4826 is under the floor, so 27 + 5 ± 12
        (&[20, 25, 21, 27, 22, 27], 44, 45),
        // steps 8 −4 10 −6 2: median 2, distances 6 6 8 8 0, MAD 6: 6 × 1,4826 × 6 = 53,3736 over 40 + 2: 95,37
        (&[30, 38, 34, 44, 38, 40], 95, 96),
        // one old leap does not hide the next: steps 0 0 40 0 0, MAD 0
        (&[20, 20, 20, 60, 60, 60], 72, 73),
    ] {
        assert!(!stands_out(&percents(past), (last_usual, Some(100))), "{past:?} {last_usual}");
        assert!(stands_out(&percents(past), (first_odd, Some(100))), "{past:?} {first_odd}");
    }
    // the counts grow while the ratio stays
    let growing: Vec<Figure> = (1..=6).map(|n| (50 * n, Some(100 * n))).collect();
    assert!(!stands_out(&growing, (350, Some(700))));
    assert!(stands_out(&growing, (455, Some(700))), "65 %, where 62 % is the most");
}

#[test]
fn one_more_of_a_few_is_no_slip() {
    let six = |n, d| vec![(n, Some(d)); 6];
    // 60 % six times, then 80 %: twenty points above what is usual, and one thing more.
    assert!(!stands_out(&six(3, 5), (4, Some(5))));
    assert!(!stands_out(&six(3, 5), (3, Some(4))));
    assert!(!stands_out(&six(3, 5), (4, Some(4))));
    assert!(!stands_out(&six(3, 5), (2, Some(5))));
    assert!(stands_out(&six(3, 5), (5, Some(5))), "two more");
    assert!(stands_out(&six(3, 5), (1, Some(5))), "two less");
}

#[test]
fn counts() {
    for (past, last_usual, first_odd) in [
        // 5 % of 1000 is 50, 6 × 50 = 300
        (&[1000, 1000, 1000, 1000, 1000, 1000][..], 1300, 1301),
        (&[1000, 1000, 1000, 1000, 1000, 1000], 700, 699),
        // 20 more each time: 200 + 20 ± 6 × 10
        (&[100, 120, 140, 160, 180, 200], 280, 281),
        // small numbers of things: a floor of one thing, 4 ± 6
        (&[4, 4, 4, 4, 4, 4], 10, 11),
        (&[0, 0, 0, 0, 0, 0], 6, 7),
    ] {
        assert!(!stands_out(&numbers(past), (last_usual, None)), "{past:?} {last_usual}");
        assert!(stands_out(&numbers(past), (first_odd, None)), "{past:?} {first_odd}");
    }
    // of money there is no smallest amount, so nothing is said after nothing
    let money =
        |past: &[i64], n| found(Asked { unit_of_measure: "tỷ đồng".into(), ..with(Shape::Count, &numbers(past)) }, value(Some(n), None));
    assert_eq!(money(&[0, 0, 0, 0, 0, 0], 7), vec![]);
    // 5 % of 4 is 0,2, 6 × 0,2 = 1,2
    assert_eq!(money(&[4, 4, 4, 4, 4, 4], 5), vec![]);
    assert_eq!(money(&[4, 4, 4, 4, 4, 4], 6), one("outlier-history", "G9"));
}

#[test]
fn words_have_no_outliers() {
    for shape in [Shape::YesNo, Shape::Qualitative] {
        let asked = with(shape, &numbers(&[0, 0, 0, 0, 0, 0, 0, 0]));
        assert_eq!(found(asked, value(Some(1), None)), vec![]);
    }
}

#[test]
fn a_denominator_of_zero_is_no_ratio() {
    let mut past = percents(&[50, 50, 50, 50, 50, 50]);
    past.insert(2, (0, Some(0)));
    assert!(stands_out(&past, (80, Some(100))), "passed over");
    past.push((0, Some(0)));
    assert!(!stands_out(&past, (80, Some(100))), "no last figure to step from");
    assert_eq!(found(with(Shape::Ratio, &percents(&[50; 6])), value(Some(80), Some(0))), one("denominator-zero", "H9"));
    assert_eq!(found(with(Shape::Ratio, &percents(&[50; 6])), value(Some(80), None)), one("denominator-missing", "H9"));
}

#[test]
fn what_is_explained_is_not_said_again() {
    let after = |was: Figure, cumulative| Asked {
        previous: last(was.0, was.1),
        cumulative,
        ..with(if was.1.is_some() { Shape::Ratio } else { Shape::Count }, &[was; 8])
    };
    assert_eq!(found(after((50, Some(100)), false), value(Some(90), Some(100))), one("big-change", "G9"));
    assert_eq!(found(after((50, Some(100)), false), value(Some(5), Some(100))), one("unit-of-measure-down", "G9"));
    assert_eq!(found(after((1000, None), false), value(Some(10_000), None)), one("unit-of-measure", "G9"));
    assert_eq!(found(after((1000, None), true), value(Some(600), None)), one("to-date-falls", "G9"));
    assert_eq!(found(after((50, Some(100)), false), value(Some(50), Some(151))), one("denominator-changed", "H9"));
    assert_eq!(found(after((80, Some(100)), false), value(Some(101), Some(100))), one("numerator-above-denominator", "G9"));
    // a rule that is off explains nothing
    let off = Asked { tuning: "big-change off".parse().expect("a tuning"), ..after((50, Some(100)), false) };
    assert_eq!(found(off, value(Some(90), Some(100))), one("outlier-history", "G9"));
}

#[test]
fn tuned() {
    let set = |text: &str, n| {
        found(Asked { tuning: text.parse().expect("a tuning"), ..with(Shape::Ratio, &percents(&[50; 6])) }, value(Some(n), Some(100)))
    };
    assert_eq!(set("outlier-history off", 79), vec![]);
    // 10 × 2 points
    assert_eq!(set("outlier-history 10", 70), vec![]);
    assert_eq!(set("outlier-history 10", 71), one("outlier-history", "G9"));
    assert_eq!(set("outlier-history 2,5", 56), one("outlier-history", "G9"));
}

fn among(peers: &[i64], n: i64) -> Vec<Finding> {
    let figures = peers.iter().map(|p| (q(*p), q(100))).collect();
    let peers = Some(Peers { period: "2026-09".parse().expect("a period"), figures });
    findings(Asked { peers, ..asked(Shape::Ratio) }, value(Some(n), Some(100)))
}

#[test]
fn peers() {
    let is_odd = |peers: &[i64], n| !among(peers, n).is_empty();
    assert_eq!(found(asked(Shape::Ratio), value(Some(1), Some(100))), vec![], "no peers");
    assert!(!is_odd(&[], 1));
    assert!(!is_odd(&[60; 7], 1), "seven are too few");
    // eight equal: MAD 0, floor 3 points, 8 × 3 = 24
    assert!(!is_odd(&[60; 8], 36));
    assert!(is_odd(&[60; 8], 35));
    assert!(!is_odd(&[60; 8], 84));
    assert!(is_odd(&[60; 8], 85));
    // 40 44 48 52 56 60 64 68: median 54, distances 14 10 6 2 2 6 10 14, MAD 8: 8 × 1,4826 × 8 = 94,9
    assert!(!is_odd(&[40, 44, 48, 52, 56, 60, 64, 68], 0));
    // 50 52 54 56 58 60 62 64: median 57, MAD (3 + 5) / 2 = 4: 8 × 1,4826 × 4 = 47,44: from 9,56 on
    assert!(!is_odd(&[50, 52, 54, 56, 58, 60, 62, 64], 10));
    assert!(is_odd(&[50, 52, 54, 56, 58, 60, 62, 64], 9));
    // two that are far off themselves change nothing
    assert!(is_odd(&[60, 60, 60, 60, 60, 60, 0, 100], 35));
    // peers without a ratio are none
    let mut figures: Vec<_> = [60; 7].map(|p| (q(p), q(100))).into();
    figures.push((q(0), q(0)));
    let peers = Some(Peers { period: "2026-09".parse().expect("a period"), figures });
    assert_eq!(found(Asked { peers: peers.clone(), ..asked(Shape::Ratio) }, value(Some(1), Some(100))), vec![]);
    // a count is not compared: units differ in size
    assert_eq!(found(Asked { peers, ..asked(Shape::Count) }, value(Some(1), None)), vec![]);
    // what the past says already is not said again
    let both = Asked {
        peers: Some(Peers { period: "2026-09".parse().expect("a period"), figures: vec![(q(60), q(100)); 8] }),
        ..with(Shape::Ratio, &percents(&[60; 6]))
    };
    assert_eq!(found(both, value(Some(30), Some(100))), one("outlier-history", "G9"));
}

#[test]
fn said_in_plain_words() {
    let said = |asked, n, d| findings(asked, value(Some(n), d)).pop().map(|f| f.message.replace('\u{a0}', " ")).unwrap_or_default();
    assert_eq!(
        said(with(Shape::Ratio, &percents(&[50, 52, 54, 56, 58, 60])), 80, Some(100)),
        "Ô G9 là 80/100 (80,0 %), tăng 20,0 điểm so với kỳ trước; 5 lần thay đổi trước đó thường tăng 2,0 điểm, quá nửa số lần đúng mức này. \
         Kiểm tra lại; nếu đúng, nêu lý do."
    );
    let pending = Earlier { accepted: false, ..last(60, Some(100)).expect("a figure") };
    assert!(
        said(Asked { previous: Some(pending), ..with(Shape::Ratio, &percents(&[50, 52, 54, 56, 58, 60])) }, 80, Some(100))
            .contains("tăng 20,0 điểm so với kỳ trước (tháng 9/2026, chưa thẩm định); 5 lần thay đổi")
    );
    assert_eq!(
        said(with(Shape::Count, &numbers(&[100, 120, 140, 170, 200, 220])), 110, None),
        "Ô G9 là 110, giảm 110 lớp so với kỳ trước; 5 lần thay đổi trước đó thường tăng 20 lớp, quá nửa số lần đúng mức này. \
         Kiểm tra lại; nếu đúng, nêu lý do."
    );
    // steps 8 −4 10 −6 2: half of them are within 6 of 2
    assert!(
        said(with(Shape::Ratio, &percents(&[30, 38, 34, 44, 38, 40])), 99, Some(100))
            .contains("thường tăng 2,0 điểm, một nửa số lần lệch không quá 6,0 điểm so với mức này")
    );
    let far = among(&[50, 52, 54, 56, 58, 60, 62, 64], 5).pop().expect("a finding");
    assert_eq!(far.severity, Severity::Notice);
    assert_eq!(
        far.message.replace('\u{a0}', " "),
        "Ô G9 là 5/100 (5,0 %), khác xa các đơn vị cùng loại: mức giữa (trung vị) của 8 đơn vị tháng 9/2026 là 57,0 %, một nửa số đơn vị lệch không \
         quá 4,0 điểm so với mức này. Xem lại tử số, mẫu số và cách tính."
    );
}
