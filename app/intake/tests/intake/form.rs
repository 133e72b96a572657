//! The form as we write it, filled by program and by another program (fixtures/filled.xlsx, by openpyxl).

use super::common::*;
use intake::typed::{TypedRow, understand_typed};
use intake::{Filled, Form, State, form};

fn fill(code: &str) -> Option<Filled> {
    let filled = |n: &str, d: &str| Filled { numerator: Some(q(n)), denominator: (!d.is_empty()).then(|| q(d)), ..Filled::default() };
    match code {
        "HS" => Some(Filled { evidence: "=HYPERLINK(\"x\")".into(), ..filled("412.5", "515") }),
        "SK" => Some(Filled { state: State::NoData, note: "Sở Y tế chưa chốt".into(), ..Filled::default() }),
        "HV" => Some(Filled { state: State::NotArising, ..Filled::default() }),
        "CT" => Some(filled("0", "")),
        _ => None,
    }
}

fn read(form: &Form, bytes: &[u8]) -> intake::Understanding {
    reading(&intake::read(bytes, "form.xlsx").expect("readable"), form)
}

#[test]
fn what_is_filled_in_comes_back() {
    let form = form();
    let u = read(&form, &form::write(&form, Some(&fill)).expect("written"));
    assert_eq!(places(&u.findings), [("fractional-count", "G9"), ("no-data", "G10")]);
    let rows: Vec<_> = u.values.iter().map(|v| (v.indicator.as_str(), v.numerator, v.denominator, v.state)).collect();
    assert_eq!(
        rows,
        [
            ("HS", Some(q("412.5")), Some(q("515")), State::Reported),
            ("SK", None, None, State::NoData),
            ("HV", None, None, State::NotArising),
            ("CT", Some(q("0")), None, State::Reported),
        ]
    );
    assert_eq!((u.values[0].cell.as_str(), u.values[0].evidence.as_str()), ("G9", "=HYPERLINK(\"x\")"));
    // 412,5 / 515 = 80,097… and the formula's stored result is two decimals of it
    assert!(u.values[0].typed_percent.is_some_and(|t| (t.points - 80.1).abs() < 1e-9));
}

#[test]
fn an_untouched_form_is_all_missing_and_nothing_else() {
    let mut form = form();
    form.asked[0].locked_denominator = Some(q("515"));
    form.illustrative = true;
    let u = read(&form, &form::write(&form, None).expect("written"));
    assert_eq!(places(&u.findings), [("missing-item", "G9"), ("missing-item", "G10"), ("missing-item", "G11"), ("missing-item", "G12")]);
    assert_eq!(u.values, []);
}

#[test]
fn a_locked_denominator_is_used_and_guarded() {
    let mut form = form();
    form.asked.truncate(1);
    form.asked[0].locked_denominator = Some(q("515"));
    let bytes = form::write(&form, Some(&fill)).expect("written");
    assert_eq!(read(&form, &bytes).values[0].denominator, Some(q("515")));
    form.asked[0].locked_denominator = Some(q("600"));
    assert!(places(&read(&form, &bytes).findings).contains(&("locked-denominator-changed", "H9")));
}

#[test]
fn the_hidden_sheet_tells_whose_form_it_is() {
    let ours = form();
    let findings = |theirs: Form| {
        let bytes = form::write(&theirs, Some(&fill)).expect("written");
        let of_figures = ["no-data", "fractional-count"];
        read(&ours, &bytes).findings.into_iter().map(|f| f.rule).filter(|r| !of_figures.contains(&r.as_str())).collect::<Vec<_>>()
    };
    assert_eq!(findings(form()), Vec::<String>::new());
    assert_eq!(findings(Form { unit_code: "X02".into(), ..form() }), ["other-unit"]);
    assert_eq!(findings(Form { period: "2026-09".parse().expect("a period"), ..form() }), ["other-period"]);
    assert_eq!(findings(Form { version: "2".into(), ..form() }), ["old-form"]);
}

#[test]
fn filled_by_another_program() {
    let u = reading(&book("filled.xlsx"), &form());
    assert_eq!(places(&u.findings), [("text-not-number", "G10")]);
    let rows: Vec<_> = u.values.iter().map(|v| (v.indicator.as_str(), v.numerator, v.denominator, v.note.as_str())).collect();
    assert_eq!(
        rows,
        [
            ("HS", Some(q("430")), Some(q("515")), ""),
            ("SK", None, Some(q("6000")), ""),
            ("HV", Some(q("12")), None, "đợt 1"),
            ("CT", Some(q("1")), None, ""),
        ]
    );
}

#[test]
fn typed_in_the_page() {
    let row = |indicator: &str, n: &str, d: &str| TypedRow {
        indicator: indicator.into(),
        numerator: n.into(),
        denominator: d.into(),
        evidence: "BC 12".into(),
        ..TypedRow::default()
    };
    let rows = [row("HS", "1.234", "1.500"), row("SK", "khoảng 120", "6000"), row("HV", "12.5", ""), row("DN", "1", "2")];
    let u = understand_typed(&rows, &form());
    let found: Vec<_> = u.findings.iter().map(|f| (f.rule.as_str(), f.indicator.as_deref().unwrap_or_default())).collect();
    assert_eq!(found, [("text-not-number", "SK"), ("separator-differs", "HV"), ("missing-item", "CT")]);
    assert_eq!((u.values[0].numerator, u.values[0].denominator), (Some(q("1234")), Some(q("1500"))));
    assert!(u.findings[0].message.starts_with("Chỉ tiêu “Tỷ lệ hồ sơ sức khoẻ” ghi “khoảng 120”"));
}

#[test]
fn formulas_in_text_stay_text() {
    let rows = vec![vec!["=1+1".into(), "+84".into(), intake::consolidated::TableCell::Percent(q("1"), q("3"))]];
    let head = ["Đơn vị".to_owned(), "@a".to_owned(), "Tỷ lệ".to_owned()];
    let bytes = intake::consolidated::write_table("-Tổng hợp", &["Đã báo cáo 1/3 đơn vị".to_owned()], &head, &rows).expect("written");
    let book = intake::read(&bytes, "t.xlsx").expect("readable");
    let texts: Vec<_> = book.sheets[0].cells.iter().filter(|c| !c.formula).map(|c| c.raw()).collect();
    assert_eq!(&texts[..7], ["-Tổng hợp", "Đã báo cáo 1/3 đơn vị", "Đơn vị", "@a", "Tỷ lệ", "=1+1", "+84"]);
    assert!(book.sheets[0].cells.iter().all(|c| !c.formula));
}
