//! By hand: figure, what is asked, what must be said and where.

mod outlier;
mod whole;

use super::*;
use crate::form::{Earlier, Shape};
use crate::number::{PercentScale, TypedPercent};
use crate::tuning::Tuning;
use domain::{Severity, text::Lang};

fn q(n: i64) -> Quantity {
    Quantity::whole(n).expect("in range")
}

fn asked(shape: Shape) -> Asked {
    Asked {
        code: "A".into(),
        name: "Hồ sơ trực tuyến".into(),
        unit_of_measure: "%".into(),
        shape,
        numerator_label: String::new(),
        denominator_label: String::new(),
        target_text: String::new(),
        previous: None,
        locked_denominator: None,
        may_exceed: false,
        cumulative: false,
        evidence_required: false,
        register: None,
        history: vec![],
        peers: None,
        tuning: Tuning::default(),
    }
}

fn value(n: Option<i64>, d: Option<i64>) -> Value {
    Value {
        indicator: "A".into(),
        numerator: n.map(q),
        denominator: d.map(q),
        cell: "G9".into(),
        denominator_cell: "H9".into(),
        ratio_cell: "I9".into(),
        ..Value::default()
    }
}

/// Accepted of September.
fn last(n: i64, d: Option<i64>) -> Option<Earlier> {
    Some(Earlier { period: "2026-09".parse().expect("a period"), figure: (q(n), d.map(q)), accepted: true, illustrative: false })
}

fn empty_form() -> Form {
    Form {
        province_name: String::new(),
        unit_code: String::new(),
        unit_name: String::new(),
        period: "2026-10".parse().expect("a period"),
        due: chrono::NaiveDate::default(),
        version: String::new(),
        illustrative: false,
        asked: vec![],
    }
}

/// (rule, cell) of everything found.
fn found(asked: Asked, value: Value) -> Vec<(String, String)> {
    findings(asked, value).into_iter().map(|f| (f.rule, f.cell)).collect()
}

fn findings(asked: Asked, value: Value) -> Vec<Finding> {
    let form = Form { asked: vec![asked], ..empty_form() };
    check_values(&[value], &form)
}

fn ratio(n: Option<i64>, d: Option<i64>) -> Vec<(String, String)> {
    found(asked(Shape::Ratio), value(n, d))
}

fn one(rule: &str, cell: &str) -> Vec<(String, String)> {
    vec![(rule.to_owned(), cell.to_owned())]
}

#[test]
fn counts() {
    assert_eq!(ratio(Some(80), Some(100)), vec![]);
    assert_eq!(ratio(Some(0), Some(100)), vec![]);
    assert_eq!(ratio(Some(100), Some(100)), vec![]);
    assert_eq!(ratio(Some(101), Some(100)), one("numerator-above-denominator", "G9"));
    assert_eq!(ratio(Some(0), Some(0)), one("denominator-zero", "H9"));
    assert_eq!(ratio(Some(5), None), one("denominator-missing", "H9"));
    assert_eq!(ratio(None, Some(5)), one("numerator-missing", "G9"));
    assert_eq!(ratio(Some(-1), Some(5)), one("negative", "G9"));
    assert_eq!(found(asked(Shape::Count), value(Some(5), None)), vec![]);
    let exceeding = Asked { may_exceed: true, ..asked(Shape::Ratio) };
    assert_eq!(found(exceeding, value(Some(101), Some(100))), vec![]);
    let locked = Asked { locked_denominator: Some(q(100)), ..asked(Shape::Ratio) };
    assert_eq!(found(locked.clone(), value(Some(5), Some(100))), vec![]);
    assert_eq!(found(locked, value(Some(5), Some(90))), one("locked-denominator-changed", "H9"));
    // a part that could not be read has its own finding already
    let unread = Value { raw_numerator: "khoảng 120".into(), ..value(None, Some(5)) };
    assert_eq!(found(asked(Shape::Ratio), unread), vec![]);
    // an indicator that the form does not ask
    assert_eq!(found(asked(Shape::Ratio), Value { indicator: "B".into(), ..value(Some(-1), Some(5)) }), one("not-asked", "G9"));
}

#[test]
fn states() {
    let state = |state, note: &str| Value { state, note: note.into(), ..value(None, None) };
    assert_eq!(found(asked(Shape::Ratio), state(State::NotArising, "")), vec![]);
    assert_eq!(found(asked(Shape::Ratio), state(State::NoData, " ")), one("no-reason", "G9"));
    assert_eq!(found(asked(Shape::Ratio), state(State::NoData, "Sở chưa chốt")), one("no-data", "G9"));
    let evidence = Asked { evidence_required: true, ..asked(Shape::Count) };
    assert_eq!(found(evidence.clone(), value(Some(5), None)), one("missing-evidence", "G9"));
    assert_eq!(found(evidence.clone(), Value { evidence: "BC 12".into(), ..value(Some(5), None) }), vec![]);
    assert_eq!(found(evidence, state(State::NotArising, "")), vec![]);
}

#[test]
fn against_the_register() {
    let tally = |holds, of, kept| Some(domain::system::Tally { counted: domain::system::Counted::Secured, holds, of, kept });
    let against = |shape, register, n, d| found(Asked { register, ..asked(shape) }, value(Some(n), d));
    let differs = one("register-differs", "G9");
    assert_eq!(against(Shape::Ratio, tally(3, 5, 5), 3, Some(5)), vec![]);
    assert_eq!(against(Shape::Ratio, tally(3, 5, 1), 4, Some(5)), differs);
    assert_eq!(against(Shape::Ratio, tally(3, 5, 5), 3, Some(6)), differs);
    assert_eq!(against(Shape::Ratio, tally(3, 5, 0), 4, Some(6)), vec![], "nobody keeps it");
    assert_eq!(against(Shape::Ratio, None, 4, Some(6)), vec![]);
    assert_eq!(against(Shape::Ratio, tally(3, 5, 5), 3, None), one("denominator-missing", "H9"));
    assert_eq!(against(Shape::Count, tally(3, 5, 5), 3, None), vec![]);
    assert_eq!(against(Shape::Count, tally(3, 5, 5), 5, None), differs);
    // done means all of them
    assert_eq!(against(Shape::Qualitative, tally(5, 5, 5), 3, None), vec![]);
    assert_eq!(against(Shape::Qualitative, tally(4, 5, 5), 3, None), differs);
    assert_eq!(against(Shape::Qualitative, tally(4, 5, 5), 1, None), vec![]);
    assert_eq!(against(Shape::YesNo, tally(5, 5, 5), 0, None), differs);
    let form = |register| Asked { register, ..asked(Shape::Ratio) }.register_text();
    assert_eq!(form(None), None);
    assert_eq!(form(tally(3, 5, 1)).as_deref(), Some("Theo sổ hệ thống: 3/5 đã phê duyệt cấp độ an toàn"));
    assert!(form(tally(3, 5, 0)).is_some_and(|text| text.ends_with("(sổ chưa được cập nhật)")));
}

#[test]
fn more_than_a_province_has_of_anything() {
    let large = |unit: &str, n: i64| {
        let form = Asked { unit_of_measure: unit.into(), ..asked(Shape::Count) };
        found(form, value(Some(n), None)).iter().any(|(rule, ..)| *rule == "very-large")
    };
    assert!(large("hồ sơ", 1_000_000_000) && !large("hồ sơ", 999_999_999) && !large("triệu đồng", 1_000_000_000));
}

#[test]
fn typed_percentage() {
    let with = |points, decimals| {
        let typed = TypedPercent::new(points, decimals, PercentScale::Points);
        found(asked(Shape::Ratio), Value { typed_percent: Some(typed), ..value(Some(22_410), Some(37_860)) })
    };
    // 22410 / 37860 = 59,19…
    assert_eq!(with(59.2, 1), vec![]);
    assert_eq!(with(59.0, 0), vec![]);
    assert_eq!(with(61.0, 1), one("typed-percentage-disagrees", "I9"));
    // As finely as it was typed, so that the two differ where they are read: 193 / 243 = 79,4238…
    let said = |n, d, points, decimals| {
        let typed = Some(TypedPercent::new(points, decimals, PercentScale::Points));
        let found = findings(asked(Shape::Ratio), Value { typed_percent: typed, ..value(Some(n), Some(d)) });
        found[0].message.replace('\u{a0}', " ").split(". ").next().expect("a sentence").to_owned()
    };
    assert_eq!(said(193, 243, 79.39, 2), "Ô I9 ghi tỷ lệ 79,39 %, tính từ tử số và mẫu số là 79,42 %");
    assert_eq!(said(193, 243, 0.72, 2), "Ô I9 ghi tỷ lệ 0,72 %, tính từ tử số và mẫu số là 79,42 %");
    // A hundred times 0,57 lies a hair below 57.
    assert_eq!(said(193, 243, 100.0 * 0.57, 0), "Ô I9 ghi tỷ lệ 57,0 %, tính từ tử số và mẫu số là 79,4 %");
    assert_eq!(said(193, 243, 61.0, 0), "Ô I9 ghi tỷ lệ 61,0 %, tính từ tử số và mẫu số là 79,4 %");
    assert_eq!(said(1, 3, 33.1234567, 7), "Ô I9 ghi tỷ lệ 33,1235 %, tính từ tử số và mẫu số là 33,3333 %");
}

#[test]
fn what_cannot_be_is_no_change_of_anything() {
    let against = |n, d| found(Asked { previous: last(157, Some(261)), ..asked(Shape::Ratio) }, value(Some(n), Some(d)));
    assert_eq!(against(-135, 219), one("negative", "G9"));
    assert_eq!(against(135, 0), one("denominator-zero", "H9"));
    assert_eq!(against(0, 0), one("denominator-zero", "H9"));
}

#[test]
fn against_the_last_period() {
    let against = |was: (i64, Option<i64>), now: (i64, Option<i64>), cumulative| {
        let shape = if now.1.is_some() { Shape::Ratio } else { Shape::Count };
        let asked = Asked { previous: last(was.0, was.1), cumulative, ..asked(shape) };
        found(asked, value(Some(now.0), now.1))
    };
    assert_eq!(against((50, Some(100)), (60, Some(105)), false), vec![]);
    assert_eq!(against((50, Some(100)), (50, Some(100)), false), one("copy-of-last-period", "G9"));
    assert_eq!(against((0, Some(100)), (0, Some(100)), false), vec![]);
    assert_eq!(against((50, None), (49, None), true), one("to-date-falls", "G9"));
    assert_eq!(against((50, None), (49, None), false), vec![]);
    // 50 % to 80 % is thirty points, to 81 % more
    assert_eq!(against((50, Some(100)), (80, Some(100)), false), vec![]);
    assert_eq!(against((50, Some(100)), (81, Some(100)), false), one("big-change", "G9"));
    assert_eq!(against((50, None), (150, None), false), vec![]);
    assert_eq!(against((50, None), (151, None), false), one("big-change", "G9"));
    assert_eq!(against((150, None), (50, None), false), vec![]);
    assert_eq!(against((150, None), (49, None), false), one("big-change", "G9"));
    assert_eq!(against((0, None), (500, None), false), vec![]);
    assert_eq!(against((50, Some(100)), (75, Some(150)), false), vec![]);
    assert_eq!(against((50, Some(100)), (76, Some(151)), false), one("denominator-changed", "H9"));
    // a factor explains the rest
    assert_eq!(against((50, Some(100)), (50, Some(1000)), false), one("unit-of-measure", "H9"));
    assert_eq!(against((1500, None), (2, None), false), one("big-change", "G9"));
    assert_eq!(against((1500, None), (15, None), false), one("unit-of-measure-down", "G9"));
}

#[test]
fn the_period_compared_with_is_named() {
    let said = |period: &str, accepted, was: (i64, Option<i64>), now: (i64, Option<i64>)| {
        let previous = Earlier { period: period.parse().expect("a period"), accepted, ..last(was.0, was.1).expect("a figure") };
        let shape = if now.1.is_some() { Shape::Ratio } else { Shape::Count };
        let asked = Asked { previous: Some(previous), cumulative: shape == Shape::Count, ..asked(shape) };
        let found = findings(asked, value(Some(now.0), now.1)).into_iter().map(|f| f.message.replace('\u{a0}', " "));
        let what = |m: String| m.split(". ").next().unwrap_or_default().to_owned();
        found.map(what).collect::<Vec<_>>()
    };
    let one = |text: &str| vec![text.to_owned()];
    assert_eq!(
        said("2026-09", true, (157, Some(261)), (157, Some(2_610))),
        one("Ô H9 là 2.610, gấp khoảng 10 lần kỳ gần nhất (tháng 9/2026: 261)")
    );
    assert_eq!(
        said("2026-09", false, (157, Some(261)), (16, Some(261))),
        one("Ô G9 là 16, chỉ bằng khoảng 1/10 kỳ gần nhất (tháng 9/2026, chưa thẩm định: 157)")
    );
    assert_eq!(
        said("2026-07", true, (157, Some(261)), (157, Some(261))),
        one("Ô G9: số liệu giống hệt kỳ gần nhất – tháng 7/2026: 157/261 (60,2 %)")
    );
    // 70 of 261 is 26,8 %: 33 points less
    assert_eq!(
        said("2026-09", true, (157, Some(261)), (70, Some(261))),
        one("Ô G9 là 70/261 (26,8 %), thay đổi lớn so với kỳ gần nhất – tháng 9/2026: 157/261 (60,2 %)")
    );
    assert_eq!(
        said("2026-09", true, (157, None), (150, None)),
        one("Ô G9 là 150, thấp hơn kỳ gần nhất (tháng 9/2026: 157) dù là số luỹ kế")
    );
    // 1.345 is 8,57 times 157, 250 is 1,592, 100 is 0,637 and too near, 70 is one part in 2,24
    let denominator = |now| said("2026-09", true, (100, Some(157)), (now * 100 / 157, Some(now)));
    let of_157 = |text: &str| one(&format!("Ô H9: mẫu số {text} so với kỳ gần nhất (tháng 9/2026: 157), quá mức 50 %"));
    assert_eq!(denominator(1_345), of_157("1.345 gấp 8,6 lần"));
    assert_eq!(denominator(314), of_157("314 gấp 2,0 lần"));
    assert_eq!(denominator(250), of_157("250 tăng 59,2 %"));
    assert_eq!(denominator(70), of_157("70 giảm 2,2 lần"));
    assert_eq!(denominator(100), Vec::<String>::new());
    // of nothing there is no part
    assert_eq!(said("2026-09", true, (0, Some(0)), (20, Some(40))), Vec::<String>::new());
}

#[test]
fn what_a_form_says_of_the_last_figure() {
    let aside = |period: &str, accepted, lang| {
        let earlier = Earlier { period: period.parse().expect("a period"), accepted, ..last(1, None).expect("a figure") };
        earlier.aside("2026-10".parse().expect("a period"), lang)
    };
    assert_eq!(aside("2026-09", true, Lang::Vi), "");
    assert_eq!(aside("2026-09", false, Lang::Vi), " (chưa thẩm định)");
    assert_eq!(aside("2026-08", true, Lang::Vi), " (tháng 8/2026)");
    assert_eq!(aside("2026-08", false, Lang::En), " (August 2026, not yet reviewed)");
}

#[test]
fn tuned() {
    let set = |was: (i64, Option<i64>), text: &str| {
        let shape = if was.1.is_some() { Shape::Ratio } else { Shape::Count };
        Asked { previous: last(was.0, was.1), tuning: text.parse().expect("a tuning"), ..asked(shape) }
    };
    let severity = |asked: Asked, n, d| findings(asked, value(Some(n), d)).into_iter().map(|f| (f.rule, f.severity)).collect::<Vec<_>>();
    let said = |rule: &str, severity| vec![(rule.to_owned(), severity)];
    // 100 to 131: 31 % more
    assert_eq!(severity(set((50, Some(100)), "denominator-changed 30"), 60, Some(131)), said("denominator-changed", Severity::Justify));
    assert_eq!(severity(set((50, Some(100)), "denominator-changed 31"), 60, Some(131)), vec![]);
    assert_eq!(
        severity(set((50, Some(100)), "denominator-changed 30 notice"), 60, Some(131)),
        said("denominator-changed", Severity::Notice)
    );
    assert_eq!(severity(set((50, Some(100)), "denominator-changed off"), 60, Some(190)), vec![]);
    // from 50 % to 90 %
    assert_eq!(severity(set((50, Some(100)), "big-change 39,9"), 90, Some(100)), said("big-change", Severity::Justify));
    assert_eq!(severity(set((50, Some(100)), "big-change 40"), 90, Some(100)), vec![]);
    assert_eq!(severity(set((50, None), "big-change 5"), 250, None), vec![]);
    assert_eq!(severity(set((50, None), "big-change 5 blocking"), 251, None), said("big-change", Severity::Blocking));
    assert_eq!(severity(set((50, Some(100)), "copy-of-last-period off"), 50, Some(100)), vec![]);
    assert_eq!(
        severity(set((50, Some(100)), "copy-of-last-period justify"), 50, Some(100)),
        said("copy-of-last-period", Severity::Justify)
    );
    let above = |text: &str| severity(Asked { previous: None, ..set((1, Some(1)), text) }, 101, Some(100));
    assert_eq!(above("numerator-above-denominator justify"), said("numerator-above-denominator", Severity::Justify));
    assert_eq!(above("numerator-above-denominator off"), vec![]);
    assert_eq!(above("big-change off"), said("numerator-above-denominator", Severity::Blocking));
    // the threshold is told, and 69 is 31 % below 100
    let fewer = findings(set((50, Some(100)), "denominator-changed 30,5"), value(Some(34), Some(69)));
    assert!(fewer[0].message.replace('\u{a0}', " ").contains("69 giảm 31,0 % so với"), "{}", fewer[0].message);
    let told = findings(set((50, Some(100)), "denominator-changed 30,5"), value(Some(60), Some(131)));
    assert!(told[0].message.contains("quá mức 30,5 %"), "{}", told[0].message);
}
