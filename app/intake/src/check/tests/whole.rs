//! Decimals where things are counted, and numbers that are all round.

use super::*;

fn finding(rule: &rules::Rule, cell: &str) -> domain::Finding {
    rule.at(rules::Place { sheet: "S", cell, ..rules::Place::default() }, &[])
}

fn plain(text: &str) -> Option<Quantity> {
    Some(Quantity::from_plain(text).expect("a plain number"))
}

#[test]
fn things_have_no_decimals() {
    let count = |measure: &str, n| {
        found(Asked { unit_of_measure: measure.into(), ..asked(Shape::Count) }, Value { numerator: plain(n), ..value(None, None) })
    };
    assert_eq!(count("học viên", "12.5"), one("fractional-count", "G9"));
    assert_eq!(count("học viên", "12"), vec![]);
    assert_eq!(count("tỷ đồng", "12.5"), vec![]);
    assert_eq!(count("ha", "0.25"), vec![]);
    assert_eq!(count("nghìn người", "12.5"), vec![]);
    assert_eq!(count("", "12.5"), vec![], "nobody knows what");
    let ratio = |labels: (&str, &str), n, d| {
        let asked = Asked { numerator_label: labels.0.into(), denominator_label: labels.1.into(), ..asked(Shape::Ratio) };
        found(asked, Value { numerator: plain(n), denominator: plain(d), ..value(None, None) })
    };
    assert_eq!(ratio(("Số hồ sơ trực tuyến", "Tổng số hồ sơ"), "12.5", "20"), one("fractional-count", "G9"));
    assert_eq!(ratio(("Số hồ sơ trực tuyến", "Tổng số hồ sơ"), "12", "20.5"), one("fractional-count", "H9"));
    assert_eq!(ratio(("Giá trị kinh tế số (tỷ đồng)", "GRDP (tỷ đồng)"), "12.5", "20.75"), vec![]);
    // In a cell it may be 1234: asked about by the reader, and then not here.
    let mut both = vec![finding(&rules::FRACTION, "G9"), finding(&rules::FRACTION, "H9"), finding(&rules::THOUSAND_OR_DECIMAL, "G9")];
    rules::drop_echoes(&mut both);
    assert_eq!(
        both.iter().map(|f| (f.rule.as_str(), f.cell.as_str())).collect::<Vec<_>>(),
        [("fractional-count", "H9"), ("three-decimals", "G9")]
    );
    // typed in the page there is nothing to misread
    let typed = Value { numerator: plain("1.234"), cell: "".into(), ..value(None, None) };
    assert_eq!(found(Asked { unit_of_measure: "lớp".into(), ..asked(Shape::Count) }, typed), one("fractional-count", ""));
    let tuned = Asked { tuning: "fractional-count off".parse().expect("a tuning"), unit_of_measure: "lớp".into(), ..asked(Shape::Count) };
    assert_eq!(found(tuned, Value { numerator: plain("12.5"), ..value(None, None) }), vec![]);
}

#[test]
fn each_count_with_decimals_is_told() {
    let of = |texts: &[&str]| {
        let code = |at: usize| format!("A{at}");
        let asked = |at| Asked { code: code(at), unit_of_measure: "lớp".into(), ..asked(Shape::Count) };
        let form = Form { asked: (0..texts.len()).map(asked).collect(), ..empty_form() };
        let value = |(at, n): (usize, &&str)| Value {
            indicator: code(at).into(),
            numerator: plain(n),
            cell: format!("G{}", 9 + at).into(),
            ..value(None, None)
        };
        let values: Vec<_> = texts.iter().enumerate().map(value).collect();
        check_values(&values, &form).into_iter().map(|f| f.cell).collect::<Vec<_>>()
    };
    assert_eq!(of(&["12", "13"]), [""; 0]);
    assert_eq!(of(&["12.5", "13.5", "14.5"]), ["G9", "G10", "G11"]);
    assert_eq!(of(&["12", "0.123", "1.111", "15.25"]), ["G10", "G11", "G12"]);
}

/// A form of ratios and a count with these figures, in the order of the sheet.
fn form_of(figures: &[(i64, Option<i64>)], change: impl Fn(usize, Asked) -> Asked) -> Vec<(String, String)> {
    let code = |at: usize| format!("A{at}");
    let of = |(at, (_, d)): (usize, &(i64, Option<i64>))| {
        let shape = if d.is_some() { Shape::Ratio } else { Shape::Count };
        change(at, Asked { code: code(at), unit_of_measure: "lớp".into(), ..asked(shape) })
    };
    let form = Form { asked: figures.iter().enumerate().map(of).collect(), ..empty_form() };
    let value = |(at, (n, d)): (usize, &(i64, Option<i64>))| Value {
        indicator: code(at).into(),
        cell: format!("G{}", 9 + at).into(),
        denominator_cell: format!("H{}", 9 + at).into(),
        ..value(Some(*n), *d)
    };
    let values: Vec<Value> = figures.iter().enumerate().map(value).collect();
    check_values(&values, &form).into_iter().map(|f| (f.rule, f.cell)).collect()
}

#[test]
fn numbers_that_are_all_round() {
    let as_is = |_, asked| asked;
    assert_eq!(form_of(&[(80, Some(100)), (30, Some(50)), (20, None)], as_is), one("all-round", "G9"));
    assert_eq!(form_of(&[(80, Some(100)), (30, Some(50)), (21, None)], as_is), vec![]);
    assert_eq!(form_of(&[(80, Some(100)), (30, Some(50))], as_is), vec![], "four can be chance");
    assert_eq!(form_of(&[(0, Some(100)), (30, Some(50)), (20, None)], as_is), vec![], "four and a nought");
    assert_eq!(form_of(&[(0, Some(100)), (30, Some(50)), (20, None), (10, None)], as_is), one("all-round", "H9"));
    assert_eq!(form_of(&[(0, None); 6], as_is), vec![]);
    // what the province supplies is not the unit's
    let locked = |at, asked| if at == 0 { Asked { locked_denominator: Some(q(100)), ..asked } } else { asked };
    assert_eq!(form_of(&[(80, Some(100)), (30, Some(50)), (20, None)], locked), vec![]);
    // money is often round
    let money = |_, asked| Asked { unit_of_measure: "tỷ đồng".into(), ..asked };
    assert_eq!(form_of(&[(10, None), (20, None), (30, None), (40, None), (50, None)], money), vec![]);
    // an indicator whose figures are always round is left out
    let off = |at, asked| if at == 0 { Asked { tuning: "all-round off".parse().expect("a tuning"), ..asked } } else { asked };
    assert_eq!(form_of(&[(80, Some(100)), (30, Some(50)), (20, None)], off), vec![]);
    assert_eq!(form_of(&[(81, Some(100)), (30, Some(50)), (20, None), (40, Some(70))], off), one("all-round", "G10"));
}

#[test]
fn a_row_alone_is_not_a_form() {
    let form = Form { asked: vec![asked(Shape::Ratio)], ..empty_form() };
    let values = [value(Some(10), Some(20))];
    assert_eq!(check_rows(&values, &form), vec![]);
}

#[test]
fn percentages_in_the_place_of_counts() {
    let of = |rows: &[(&str, i64)]| {
        let code = |at: usize| format!("A{at}");
        let form = Form { asked: (0..rows.len()).map(|at| Asked { code: code(at), ..asked(Shape::Ratio) }).collect(), ..empty_form() };
        let value = |(at, (n, d)): (usize, &(&str, i64))| Value {
            indicator: code(at).into(),
            numerator: plain(n),
            denominator: Some(q(*d)),
            cell: format!("G{}", 9 + at).into(),
            ..value(None, None)
        };
        let values: Vec<_> = rows.iter().enumerate().map(value).collect();
        check_values(&values, &form).into_iter().map(|f| (f.rule, f.cell)).collect::<Vec<_>>()
    };
    let told = |cells: &[&str]| cells.iter().map(|cell| ("percent-as-count".to_owned(), (*cell).to_owned())).collect::<Vec<_>>();
    assert_eq!(of(&[("72", 46_396), ("84", 35_725), ("91", 22_813), ("68", 162)]), told(&["G9", "G10", "G11", "G12"]));
    assert_eq!(of(&[("72", 46_396), ("100", 1_000)]), told(&["G9", "G10"]));
    // One is a small count; so are several that lie anywhere between nought and a hundred.
    assert_eq!(of(&[("72", 46_396), ("68", 162)]), vec![]);
    assert_eq!(of(&[("72", 46_396), ("84", 999)]), vec![]);
    assert_eq!(of(&[("72", 46_396), ("12", 35_725)]), vec![]);
    assert_eq!(of(&[("72", 46_396), ("51", 35_725), ("49", 35_725)]), told(&["G9", "G10", "G11"]));
    assert_eq!(of(&[("0", 46_396), ("0", 35_725)]), vec![]);
    // A numerator above a hundred is no percentage, and then the others are none either.
    assert_eq!(of(&[("72", 46_396), ("84", 35_725), ("101", 22_813)]), vec![]);
    assert_eq!(of(&[("72", 46_396), ("84", 35_725), ("300", 900)]), vec![]);
    // Beside small denominators counts are small; what is not whole is told already.
    assert_eq!(of(&[("72", 46_396), ("84", 35_725), ("68", 100)]), told(&["G9", "G10"]));
    let found = of(&[("72.4", 46_396), ("90", 35_725)]);
    assert_eq!(found, [("fractional-count".to_owned(), "G9".to_owned()), ("percent-as-count".to_owned(), "G10".to_owned())]);
}

#[test]
fn small_counts_that_are_usual_or_of_money_are_no_percentages() {
    let of = |change: fn(Asked) -> Asked, cell: &str| {
        let code = |at: usize| format!("A{at}");
        let form = Form { asked: (0..2).map(|at| change(Asked { code: code(at), ..asked(Shape::Ratio) })).collect(), ..empty_form() };
        let value = |at| Value { indicator: code(at).into(), cell: cell.into(), ..value(Some(72), Some(46_396)) };
        let found = check_values(&[value(0), value(1)], &form);
        assert!(found.iter().all(|f| !["big-change", "outlier-history", "outlier-peers"].contains(&f.rule.as_str())), "{found:?}");
        found.iter().filter(|f| f.rule == "percent-as-count").count()
    };
    assert_eq!(of(|a| a, "G9"), 2);
    // Typed in the page no value has a cell, and what is said of one is not said of all.
    assert_eq!(of(|a| Asked { evidence_required: a.code == "A0", ..a }, ""), 2);
    assert_eq!(of(|a| Asked { previous: last(70, Some(46_000)), ..a }, "G9"), 0);
    // Far from the last count besides: said once.
    assert_eq!(of(|a| Asked { previous: last(40_000, Some(46_396)), ..a }, "G9"), 2);
    assert_eq!(of(|a| Asked { numerator_label: "Giá trị (tỷ đồng)".into(), ..a }, "G9"), 0);
    assert_eq!(of(|a| Asked { tuning: "percent-as-count off".parse().expect("a tuning"), ..a }, "G9"), 0);
}
