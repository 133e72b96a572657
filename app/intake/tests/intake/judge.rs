//! What an outside judge's files showed: sound tables that were refused, and restrictions that were passed over. Tables and answers by
//! hand.

use super::bases::{check_of, read_file};
use super::common::{package, sheet};

fn check(table: &str, values: &[&str], found: &[(&str, &str)]) {
    check_of("", table, values, found);
}

const OWN: &str = "SYT HS-01 2026-10 3/7";
const NAME: &str = "Tỷ lệ hồ sơ trực tuyến";

#[test]
fn a_units_short_name_with_other_marks() {
    let row = |unit: &str| format!("Đơn vị|Mã|Tử số|Mẫu số\n{unit}|HS-01|3|7");
    for unit in ["Xuân Đồng", "X. Xuân Đồng", "XUÂN ĐỘNG", "Xã Xuân Đồng"] {
        check(&row(unit), &["X05 HS-01 2026-10 3/7"], &[("unit-to-confirm", "A2")]);
    }
    for unit in ["Xuân Đông", "X. Xuân Đông", "XUÂN ĐÔNG", "xuan dong"] {
        check(&row(unit), &["X05 HS-01 2026-10 3/7"], &[]);
    }
}

#[test]
fn words_in_brackets_make_less_of_an_indicator() {
    let row = |inside: &str| format!("Đơn vị|Chỉ tiêu|Tử số|Mẫu số\nSYT|{NAME} ({inside})|3|7");
    for inside in ["khối THPT", "mầm non", "ngoài công lập", "thí điểm", "ấp 3"] {
        check(&row(inside), &[OWN], &[("name-to-confirm", "B2")]);
    }
    for inside in ["%", "hồ sơ", "người", "HSTT", "nếu có", "1", "ĐVT: hồ sơ", "đơn vị: %", "số người", "lượt người"]
    {
        check(&row(inside), &[OWN], &[]);
    }
}

#[test]
fn percentages_that_are_none() {
    let row = |ratio: &str| format!("Đơn vị|Mã|Tử số|Mẫu số|Tỷ lệ (%)\nSYT|HS-01|3|7|{ratio}\nX02|HS-01|1|2|50.0%\nX03|HS-01|1|4|25.0%");
    let found = |ratio: &str| super::bases::read_of("", &row(ratio)).1;
    assert_eq!(found("đạt"), [("ratio-unread".to_owned(), "E2".to_owned())]);
    for none in ["", "-", "x", "42.9%", "42,9%"] {
        assert_eq!(found(none), [], "{none}");
    }
}

#[test]
fn dots_that_other_columns_explain() {
    let table = |counts: &str| format!("Đơn vị|Mã|Tử số|Mẫu số|Tỷ lệ (%)\n{counts}");
    // A decimal comma in the next column; 987 is no part of 1,204.
    check(&table("SYT|HS-01|5.537|6.493|85,3"), &["SYT HS-01 2026-10 5.537/6.493"], &[]);
    check(&table("SYT|HS-01|5,537|6,493|85.3"), &["SYT HS-01 2026-10 5.537/6.493"], &[]);
    let parted = "SYT|HS-01|987|1.204|\nX02|HS-01|5.537|6.493|";
    check(&table(parted), &["SYT HS-01 2026-10 987/1.204", "X02 HS-01 2026-10 5.537/6.493"], &[]);
    // Nothing tells, or one mark would be both: asked.
    let spaced = "SYT|HS-01|6 803|7 100|95,8\nX02|HS-01|6.415|7 200|89,1";
    check(&table(spaced), &["SYT HS-01 2026-10 6.803/7.100", "X02 HS-01 2026-10 /7.200"], &[("separator-unclear", "C3")]);
    // As many proofs of either in one column: the others tell which is the odd one.
    let torn = "SYT|HS-01|1.571.522|1.805.752|87,0\nX02|HS-01|1,236,903|1.884.163|65,6";
    let values = ["SYT HS-01 2026-10 1.571.522/1.805.752", "X02 HS-01 2026-10 /1.884.163"];
    check(&table(torn), &values, &[("separator-differs", "C3")]);
    for unclear in ["SYT|HS-01|5.537|6.493|", "SYT|HS-01|5.537|6.493|85", "SYT|HS-01|5.537|6.493|85.3"] {
        check(&table(unclear), &["SYT HS-01 2026-10 /"], &[("separator-unclear", "C2"), ("separator-unclear", "D2")]);
    }
}

#[test]
fn totals_of_something_else() {
    let table = |of: &str| format!("Đơn vị|Mã|Thực hiện|{of}\nSYT|HS-01|3|7");
    for of in ["Tổng số hồ sơ trực tiếp", "Tổng số hồ sơ chưa giải quyết", "Tổng số hồ sơ trả lại"] {
        let (values, found) = super::bases::read_of("", &table(of));
        assert!(values.is_empty() || !found.is_empty(), "{of}: {values:?} {found:?}");
    }
    for of in ["Tổng số hồ sơ tiếp nhận", "Tổng số hồ sơ (trực tiếp, qua mạng, bưu chính)", "Tổng số", "Mẫu số (không tính hồ sơ trả lại)"]
    {
        check(&table(of), &[OWN], &[]);
    }
}

#[test]
fn counts_in_their_own_words_under_a_name() {
    let table = |of: &str, count: &str| format!("TT|Đơn vị|{NAME}||\n||{of}|{count}|Tỷ lệ (%)\n1|SYT|7|3|42,9");
    check(&table("Tổng số hồ sơ tiếp nhận", "Số hồ sơ trực tuyến"), &[OWN], &[]);
    for other in ["Số hồ sơ quá hạn", "Số hồ sơ trực tiếp"] {
        let (values, found) = super::bases::read_of("", &table("Tổng số hồ sơ", other));
        assert!(values.is_empty() && !found.is_empty(), "{other}: {values:?}");
    }
}

#[test]
fn denominators_before_their_numerators() {
    let table = "TT|Đơn vị|HS-01||HS-02|\n||Mẫu số|Tử số|Mẫu số|Tử số\n1|SYT|7|3|9|4";
    check(table, &[OWN, "SYT HS-02 2026-10 4/9"], &[]);
    // A percentage behind two months is of either.
    let table = "TT|Mã|Đơn vị|Tháng 9||Tháng 10||Tỷ lệ (%)\n|||Tử số|Mẫu số|Tử số|Mẫu số|\n1|HS-01|SYT|2|5|3|7|42,9";
    check(table, &["SYT HS-01 2026-09 2/5", OWN], &[]);
}

#[test]
fn headers_of_one_row() {
    let table = |name: &str| format!("TT|Đơn vị|{name} - Tử số|{name} - Mẫu số\n1|SYT|3|7");
    check(&table(&format!("{NAME} (1)")), &[OWN], &[]);
    let three = format!("TT|Đơn vị|{NAME} (1) - tử số|{NAME} (1) - mẫu số|{NAME} (1) - tỷ lệ %\n1|SYT|3|7|42,9%");
    check(&three, &[OWN], &[]);
    check(&table("Tỷ lệ hồ sơ trực tuyếnn"), &[OWN], &[("name-to-confirm", "C1"), ("name-to-confirm", "D1")]);
    check(&format!("TT|Đơn vị|{NAME}:|\n||Tử số|Mẫu số\n1|SYT|3|7"), &[OWN], &[]);
    let text = |col: &str, row: u32, text: &str| format!("<c r='{col}{row}' t='inlineStr'><is><t>{text}</t></is></c>");
    let number = |col: &str, number: u32| format!("<c r='{col}2'><v>{number}</v></c>");
    let head = text("A", 1, "Đơn vị") + &text("B", 1, &format!("{NAME}&#10;Tử số")) + &text("C", 1, &format!("{NAME}&#10;Mẫu số"));
    let row = text("A", 2, "SYT") + &number("B", 3) + &number("C", 7);
    let rows = sheet(&format!("<row r='1'>{head}</row><row r='2'>{row}</row>"));
    let workbook = r#"<workbook xmlns:r="r"><sheets><sheet name="Biểu" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let file = package(&[("xl/workbook.xml", workbook.as_bytes()), ("xl/worksheets/sheet1.xml", &rows)]);
    assert_eq!(read_file("Biểu.xlsx", "", &file), (vec![OWN.to_owned()], vec![]));
}

#[test]
fn codes_without_their_zeros() {
    check(&format!("Đơn vị|Mã|Chỉ tiêu|Tử số|Mẫu số\nSYT|HS-1|{NAME}|3|7"), &[OWN], &[]);
}

#[test]
fn lines_and_brackets_about_papers() {
    let list = |line: &str| format!("Kỳ báo cáo: tháng 10/2026\n{line}\nĐơn vị|Mã|Tử số|Mẫu số\nSYT|HS-01|3|7");
    for line in
        ["Ngày nhận báo cáo: ngày 05 tháng sau", "Thời hạn gửi báo cáo: trước ngày 05 tháng sau", "Kỳ báo cáo liền trước: tháng 9/2026"]
    {
        let (values, found) = super::bases::read_of("", &list(line));
        assert_eq!((values, found.iter().any(|(rule, _)| rule == "not-a-result")), (vec![OWN.to_owned()], false), "{line}");
    }
    let row = |code: &str, behind: &str| format!("Đơn vị|Mã|Chỉ tiêu|Tử số|Mẫu số\nSYT|{code}|{NAME} {behind}|3|7");
    for behind in ["(theo Nghị quyết 57-NQ/TW năm 2024)", "(Kế hoạch 123/KH-UBND)", "(Quyết định số 1234/QĐ-UBND)"] {
        check(&row("", behind), &[OWN], &[]);
        check(&row("HS-01", behind), &[OWN], &[]);
    }
    check(&row("HS-01", "trong tháng"), &[OWN], &[]);
    check(&row("HS-01", "trong tháng 9"), &[OWN], &[("name-unlike-code", "C2")]);
}

#[test]
fn a_units_name_with_its_short_one_is_its_own() {
    let (_, found) = super::bases::read_of("X01", "Đơn vị báo cáo: Xã An Phước (AP)\nMã|Tử số|Mẫu số\nHS-01|3|7");
    assert!(found.iter().all(|(rule, _)| rule == "not-asked"), "{found:?}");
}
