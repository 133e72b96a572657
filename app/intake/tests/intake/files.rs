//! Workbooks that other programs made (fixtures/make.py); what each cell should give is written here by hand.

use super::common::*;
use intake::number::{PercentScale, Separators};
use intake::{Choices, Context, Role, State, Understanding, column_key, understand};

type Row<'a> = (&'a str, &'a str, Option<&'a str>, Option<&'a str>);

fn rows(u: &Understanding) -> Vec<(&str, &str, Option<domain::Quantity>, Option<domain::Quantity>)> {
    u.values.iter().map(|v| (v.indicator.as_str(), v.cell.as_str(), v.numerator, v.denominator)).collect()
}

fn assert_rows(u: &Understanding, expected: &[Row]) {
    let expected: Vec<_> = expected.iter().map(|(code, cell, n, d)| (*code, *cell, n.map(q), d.map(q))).collect();
    assert_eq!(rows(u), expected);
}

#[test]
fn an_office_s_own_copy_is_understood_without_a_finding() {
    let u = reading(&book("clean.xlsx"), &form());
    assert_eq!(u.findings, []);
    assert_rows(
        &u,
        &[
            ("HS", "F11", Some("412"), Some("515")),
            ("SK", "F12", Some("5700"), Some("6000")),
            ("HV", "F14", Some("240"), None),
            ("CT", "F15", Some("1"), None),
        ],
    );
    let first = &u.values[0];
    assert_eq!((first.sheet.as_str(), first.denominator_cell.as_str(), first.row), ("Biểu 01", "G11", 11));
    assert_eq!((first.raw_numerator.as_str(), first.evidence.as_str(), first.state), ("412", "BC 12/BC-UBND", State::Reported));
    assert_eq!((u.layouts[0].header_row, u.layouts[0].columns[&Role::Numerator].as_str()), (8, "F"));
    let ignored: Vec<u32> = u.layouts[0].ignored.iter().map(|i| i.row).collect();
    assert_eq!(ignored, [9, 10, 13, 16, 18, 19]);
}

#[test]
fn each_planted_fault_is_found_on_its_cell_and_nowhere_else() {
    let u = reading(&book("faults.xlsx"), &longer_form());
    assert_eq!(
        places(&u.findings),
        [
            ("text-not-number", "F9"),
            ("unknown-indicator", "B15"),
            ("not-asked", "B16"),
            ("numerator-above-denominator", "F10"),
            ("negative", "F11"),
            ("not-one-of-the-words", "F12"),
            ("formula-without-value", "F14"),
            ("duplicate-row", "F17"),
            ("only-ratio", "H13"),
        ]
    );
    assert!(u.findings.iter().all(|f| f.severity == domain::Severity::Blocking && f.sheet == "Biểu 01"));
    let text = u.findings.iter().find(|f| f.cell == "F9").expect("found above");
    assert_eq!(text.message, "Ô F9 ghi “khoảng 120”, không phải là số. Ghi một số, hoặc chọn “Chưa có số liệu” và nêu lý do.");
    assert_eq!(text.indicator.as_deref(), Some("HS"));
    // the cell that could not be read is kept as it was written
    assert_eq!((u.values[0].numerator, u.values[0].raw_numerator.as_str()), (None, "khoảng 120"));
}

#[test]
fn text_numbers_percents_dates_and_errors() {
    let form = longer_form();
    let u = reading(&book("formats.xlsx"), &form);
    let cells: Vec<_> = places(&u.findings).into_iter().filter(|(_, cell)| !cell.is_empty()).collect();
    assert_eq!(
        cells,
        [
            ("fractional-count", "C4"),
            ("missing-evidence", "C4"),
            ("date-not-number", "C6"),
            ("error-cell", "C7"),
            ("percent-not-count", "C8"),
        ]
    );
    let reading = |role| u.layouts[0].numbers.iter().find(|n| n.role == role).expect("texts in the column");
    assert_eq!((reading(Role::Numerator).separators, reading(Role::Numerator).needs_confirmation), (Separators::DecimalComma, false));
    assert_eq!(reading(Role::Numerator).examples[0].read, "1.234,5");
    // "2.000" alone may be two; the decimal comma beside it tells.
    assert_eq!((reading(Role::Denominator).separators, reading(Role::Denominator).needs_confirmation), (Separators::DecimalComma, false));
    assert_eq!(reading(Role::Denominator).examples.len(), 2);

    // once confirmed, the same file gives the figures
    let mut choices = Choices::default();
    choices.separators.insert(column_key(&u.layouts[0].sheet, "D"), Separators::DecimalComma);
    let u = understand(&book("formats.xlsx"), &Context::new(&form, &known(), &choices));
    assert!(!u.findings.iter().any(|f| f.rule == "separator-unclear" || f.rule == "typed-percentage-disagrees"));
    assert_eq!(rows(&u)[0], ("HS", "C4", Some(q("1234.5")), Some(q("2000"))));
    assert_eq!(rows(&u)[1], ("SK", "C5", Some(q("600")), Some(q("1200"))));
}

#[test]
fn a_form_of_another_unit_or_period_is_refused() {
    let form = short_form();
    let unit = reading(&book("other_unit.xlsx"), &form);
    assert_eq!(places(&unit.findings), [("other-unit", "A2")]);
    let period = reading(&book("other_period.xlsx"), &form);
    assert_eq!(places(&period.findings), [("other-period", "A5")]);
    assert!(period.findings[0].message.contains("quý III/2026") && period.findings[0].message.contains("tháng 10/2026"));
}

#[test]
fn a_header_of_two_lines_on_the_second_sheet() {
    let u = reading(&book("two_lines.xlsx"), &short_form());
    assert_eq!(places(&u.findings), [("hidden-sheet", "")]);
    assert_rows(&u, &[("HS", "C5", Some("412"), Some("515"))]);
    assert_eq!((u.layouts[0].sheet.as_str(), u.layouts[0].header_row), ("Số liệu", 4));
    assert_eq!(u.layouts[0].percents.first().map(|p| p.scale), Some(PercentScale::Points));
}

#[test]
fn csv_in_three_delimiters_and_encodings_is_one_table() {
    let mut form = form();
    form.asked.pop();
    form.asked[0].evidence_required = false;
    for name in ["comma.csv", "semicolon.csv", "tab.csv"] {
        let u = reading(&book(name), &form);
        assert_eq!(u.findings, [], "{name}");
        // the blank third line is a row, and the note with a line break in it is not two
        assert_rows(&u, &[("HS", "C2", Some("412"), Some("515")), ("HV", "C4", Some("1240.5"), None), ("SK", "C5", Some("5"), Some("10"))]);
        assert_eq!((u.values[0].note.as_str(), u.values[0].sheet.as_str()), ("đã rà soát, đủ; đúng", "CSV"));
    }
}

#[test]
fn decomposed_letters_are_the_same_letters() {
    let text = "Ma\u{303},Chi\u{309} tie\u{302}u,Tu\u{31b}\u{309} so\u{302}\u{301},Ma\u{302}\u{303}u so\u{302}\u{301},Ghi chu\u{301}\n\
        ,Ty\u{309} le\u{323}\u{302} ho\u{302}\u{300} so\u{31b} tru\u{31b}\u{323}c tuye\u{302}\u{301}n,412,515,d\u{323}a\u{323}t\n";
    let u = reading(&intake::read(text.as_bytes(), "a.csv").expect("readable"), &short_form());
    assert_eq!(u.findings, []);
    assert_rows(&u, &[("HS", "C2", Some("412"), Some("515"))]);
    assert_eq!(u.values[0].note, "\u{1e0d}\u{1ea1}t");
}

#[test]
fn a_flood_of_findings_is_cut_off() {
    let rows: String = (0..1_500).map(|i| format!("Z{i},lạ {i},1,2\n")).collect();
    let text = format!("Mã,Chỉ tiêu,Tử số,Mẫu số\nHS,,1,2\n{rows}");
    let u = reading(&intake::read(text.as_bytes(), "a.csv").expect("readable"), &short_form());
    assert_eq!(u.findings.len(), 1_001);
    assert!(u.findings[1_000].message.starts_with("Còn 500 phát hiện khác"));
    assert_rows(&u, &[("HS", "C2", Some("1"), Some("2"))]);
}

#[test]
fn a_row_left_out_or_left_blank_is_missing() {
    let mut form = form();
    form.asked.push(asked("KS", "Tỷ lệ văn bản ký số", intake::Shape::Ratio, ""));
    let u = reading(&book("clean.xlsx"), &form);
    assert_eq!(places(&u.findings), [("missing-item", "")]);
    assert_eq!(u.findings[0].indicator.as_deref(), Some("KS"));
}

#[test]
fn a_sheet_without_the_header_is_one_finding() {
    // What its figures are of, no line says; the first of them is named.
    let text = "Một,Hai,Ba\n1,Hồ sơ trực tuyến đợt đầu,120\n2,Văn bản,30\n";
    let u = reading(&intake::read(text.as_bytes(), "a.csv").expect("readable"), &short_form());
    assert_eq!((places(&u.findings), u.sketches.len()), (vec![("header-not-found", "C2")], 1));
    assert_eq!(u.values, []);
    let u = reading(&book("corners.xlsx"), &form());
    assert_eq!((places(&u.findings), u.sketches.len()), (vec![("no-figures", "")], 0));
    assert_eq!(u.values, []);
}

#[test]
fn a_grid_of_targets() {
    let (targets, findings) = intake::targets::read_targets(&book("targets.xlsx"));
    let read: Vec<_> =
        targets.iter().map(|t| (t.unit.as_str(), t.indicator.as_str(), t.year, t.operator.as_str(), t.value, t.cell.as_str())).collect();
    assert_eq!(
        read,
        [("X01", "HS", 2026, "≥", q("80"), "E4"), ("X01", "HS", 2027, "≥", q("82.5"), "E5"), ("X02", "HS", 2026, "≤", q("5"), "E6")]
    );
    assert_eq!(
        places(&findings),
        [("target-field", "C7"), ("target-field", "D8"), ("text-not-number", "E9"), ("target-twice", "E11"), ("target-empty", "F10"),]
    );
    // what is written reads back
    let bytes = intake::targets::write_targets("Mục tiêu", &targets).expect("written");
    let (again, findings) = intake::targets::read_targets(&intake::read(&bytes, "t.xlsx").expect("readable"));
    assert_eq!(findings, []);
    assert_eq!(
        again.iter().map(|t| (&t.unit, t.year, &t.operator, t.value)).collect::<Vec<_>>(),
        targets.iter().map(|t| (&t.unit, t.year, &t.operator, t.value)).collect::<Vec<_>>()
    );
}

#[test]
fn the_workbook_crosses_a_process_boundary() {
    for name in ["clean.xlsx", "formats.xlsx", "comma.csv"] {
        let book = book(name);
        let json = serde_json::to_string(&book).expect("plain data");
        assert_eq!(serde_json::from_str::<intake::Workbook>(&json).expect("the same"), book);
    }
}
