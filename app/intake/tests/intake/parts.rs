//! Parts of a figure in rows of their own. Tables and answers by hand; in the catalogue HS-01 counts "Số hồ sơ trực tuyến" of
//! "Tổng số hồ sơ".

use super::common::*;
use super::names::catalogue;
use intake::{Choices, Context};

/// "unit indicator month numerator/denominator percentage cells" of each figure, and (rule, cell) of what was found.
fn check(table: &str, values: &[&str], found: &[(&str, &str)]) {
    let text = table.trim().lines().map(|line| line.split('|').map(str::trim).collect::<Vec<_>>().join("\t") + "\n").collect::<String>();
    let book = intake::read(text.as_bytes(), "Biểu.csv").expect("a table");
    let (form, mut known, choices, mut got) =
        (intake::Form { unit_code: String::new(), asked: vec![], ..form() }, catalogue(), Choices::default(), vec![]);
    for i in known.indicators.iter_mut().filter(|i| i.code == "HS-01") {
        (i.numerator, i.denominator) = ("Số hồ sơ trực tuyến".into(), "Tổng số hồ sơ".into());
    }
    let u = intake::understand::read_values(&book, &Context::new(&form, &known, &choices), &mut |v| got.push(v));
    let said = |v: &intake::Value| {
        let number = |q: Option<domain::Quantity>| q.map(domain::text::vi_number).unwrap_or_default();
        let percent = v.typed_percent.as_ref().map(|p| format!("{} ", p.points)).unwrap_or_default();
        let period = v.period.map(|p| p.to_string()).unwrap_or_default();
        let figure = format!("{}/{}", number(v.numerator), number(v.denominator));
        format!("{} {} {period} {figure} {percent}{} {}", v.unit, v.indicator, v.cell, v.denominator_cell)
    };
    assert_eq!(got.iter().map(said).collect::<Vec<_>>(), values, "{table}");
    assert_eq!(places(&u.findings), found, "{table}");
}

/// The rows of two indicators; the second says that the first one's rows have ended.
fn form_with(rows: &str) -> String {
    format!("Đơn vị báo cáo: Sở Y tế\nTT|Mã|Chỉ tiêu|Số liệu\n1|HS-01||{rows}\n2|HS-02||\n|||\n||Tử số|3\n||Mẫu số|7")
}

#[test]
fn below_their_indicator() {
    const SECOND: &str = "SYT HS-02 2026-10 3/7";
    for (rows, first, cells) in [
        ("\n||Tử số|9\n||Mẫu số|10", "9/10 ", "D4 D5"),
        ("\n||- Tử số: hồ sơ nộp trực tuyến|9\n||- Mẫu số: hồ sơ tiếp nhận|10", "9/10 ", "D4 D5"),
        ("\n||a) Tử số (hồ sơ)|9\n||b) Mẫu số (hồ sơ)|10", "9/10 ", "D4 D5"),
        ("\n||Mẫu số|10\n||Tử số|9", "9/10 ", "D5 D4"),
        ("\n||Số hồ sơ trực tuyến|9\n||Tổng số hồ sơ|10", "9/10 ", "D4 D5"),
        ("\n|HS-01|Tử số|9\n|HS-01|Mẫu số|10", "9/10 ", "D4 D5"),
        ("\n||TS|9\n||MS|10", "9/10 ", "D4 D5"),
        // The indicator's own row holds the percentage, or the part that none below it is.
        ("90%\n||Tử số|9\n||Mẫu số|10", "9/10 90 ", "D4 D5"),
        ("90\n||Tử số|9\n||Mẫu số|10", "9/10 90 ", "D4 D5"),
        ("0,9\n||Tử số|9\n||Mẫu số|10", "9/10 90 ", "D4 D5"),
        ("80\n||Tử số|9\n||Mẫu số|10", "9/10 80 ", "D4 D5"),
        ("\n||Tử số|9\n||Mẫu số|10\n||Tỷ lệ|90", "9/10 90 ", "D4 D5"),
        ("9\n||Mẫu số|10", "9/10 ", "D3 D4"),
        // One is missing.
        ("\n||Tử số|9\n||Mẫu số|", "9/ ", "D4 D5"),
        ("\n||Tử số|9", "9/ ", "D4 "),
    ] {
        let shift = rows.matches('\n').count() + 6;
        let second = format!("{SECOND} D{} D{}", shift, shift + 1);
        check(&form_with(rows), &[&format!("SYT HS-01 2026-10 {first}{cells}"), &second], &[]);
    }
}

#[test]
fn that_are_none() {
    // Twice, before any indicator, of another one.
    let table = "Đơn vị báo cáo: Sở Y tế\nMã|Chỉ tiêu|Số liệu\nHS-01||\n|Tử số|9\n|Mẫu số|10\n|Tử số|8";
    check(table, &["SYT HS-01 2026-10 9/10 C4 C5"], &[("part-unclear", "B6")]);
    let table = "Đơn vị báo cáo: Sở Y tế\nMã|Chỉ tiêu|Số liệu\n|Tử số|9\n|Mẫu số|10\nHS-01||";
    check(table, &[], &[("part-unclear", "B3"), ("part-unclear", "B4")]);
    let table = "Đơn vị báo cáo: Sở Y tế\nMã|Chỉ tiêu|Số liệu\nHS-01||9\n|Mẫu số HS-02|10";
    check(table, &["SYT HS-01 2026-10 9/ C3 "], &[("part-unclear", "B4")]);
    // Side by side already.
    let table = "Đơn vị báo cáo: Sở Y tế\nMã|Chỉ tiêu|Tử số|Mẫu số\nHS-01||9|10\n|Mẫu số|11|";
    check(table, &["SYT HS-01 2026-10 9/10 C3 D3"], &[("part-unclear", "B4")]);
}

#[test]
fn named_in_a_column() {
    let table = "Đơn vị|Mã|Thành phần|Số liệu\nSYT|HS-01|Tử số|9\nSYT|HS-01|Mẫu số|10\nSKHCN|HS-01|Mẫu số|20\nSKHCN|HS-01|Tử số|19";
    check(table, &["SYT HS-01 2026-10 9/10 D2 D3", "SKHCN HS-01 2026-10 19/20 D5 D4"], &[]);
    // A part that is left out is not the next one's.
    let table = "Đơn vị|Mã|Thành phần|Số liệu\nSYT|HS-01|Tử số|9\nSKHCN|HS-01|Mẫu số|20\nSKHCN|HS-01|Tử số|19";
    check(table, &["SYT HS-01 2026-10 9/ D2 ", "SKHCN HS-01 2026-10 19/20 D4 D3"], &[]);
    let table = "Đơn vị|Mã|Thành phần|Số liệu\nSYT|HS-01|Tử số|9\nSYT|HS-01|Tử số|8\nSYT|HS-01|Mẫu số|10";
    check(table, &["SYT HS-01 2026-10 9/ D2 "], &[("duplicate-row", "D3")]);
    let table = "Đơn vị|Mã|Thành phần|Số liệu\nSYT|HS-01|Tỷ lệ|90\nSYT|HS-01|Tử số|9\nSYT|HS-01|Mẫu số|10";
    check(table, &["SYT HS-01 2026-10 9/10 90 D3 D4"], &[]);
}

#[test]
fn under_units_and_over_months() {
    let table = "Đơn vị|HS-01|HS-02\nSở Y tế||\nTử số|9|3\nMẫu số|10|7\nSở Khoa học và Công nghệ||\nTử số|5|1\nMẫu số|6|2";
    let answer =
        ["SYT HS-01 2026-10 9/10 B3 B4", "SYT HS-02 2026-10 3/7 C3 C4", "SKHCN HS-01 2026-10 5/6 B6 B7", "SKHCN HS-02 2026-10 1/2 C6 C7"];
    check(table, &answer, &[]);
    let table = "Đơn vị báo cáo: Sở Y tế\nChỉ tiêu|Tháng 9/2026|Tháng 10/2026\nHS-01||\nTử số|9|3\nMẫu số|10|7";
    check(table, &["SYT HS-01 2026-09 9/10 B4 B5", "SYT HS-01 2026-10 3/7 C4 C5"], &[]);
}

#[test]
fn whose_words_say_something_else() {
    // Each row in front of the true parts is asked about, and none of them is taken for one.
    for row in
        ["Tử số kỳ trước", "Tử số luỹ kế", "Tử số tháng 9", "Tử số (kế hoạch)", "Tử số (%)", "Tử số của Sở Y tế", "Tử số: Tổng số hồ sơ"]
    {
        let table = format!("Đơn vị báo cáo: Sở Y tế\nMã|Chỉ tiêu|Số liệu\nHS-01||\n|{row}|8\n|Tử số|9\n|Mẫu số|10");
        check(&table, &[], &[("part-unclear", "B4"), ("part-unclear", "B5"), ("part-unclear", "B6")]);
    }
    // A heading in between is of something less.
    for (heading, column) in [("Kỳ trước", "B"), ("Trong đó:", "B"), ("Luỹ kế từ đầu năm", "B")] {
        let table = format!("Đơn vị báo cáo: Sở Y tế\nMã|Chỉ tiêu|Số liệu\nHS-01||\n|{heading}|\n|Tử số|9\n|Mẫu số|10");
        check(&table, &[], &[("part-unclear", &format!("{column}5")), ("part-unclear", &format!("{column}6"))]);
    }
    // The words of the other part, and of the same one.
    let table = "Đơn vị báo cáo: Sở Y tế\nMã|Chỉ tiêu|Số liệu\nHS-01||\n|Tử số: Số hồ sơ trực tuyến|9\n|Mẫu số: Tổng số hồ sơ|10";
    check(table, &["SYT HS-01 2026-10 9/10 C4 C5"], &[]);
}

#[test]
fn below_a_total() {
    let table = "Đơn vị|HS-01|HS-02\nSở Y tế||\nTử số|9|3\nMẫu số|10|7\nTổng cộng||\nTử số|9|3\nMẫu số|10|7";
    check(table, &["SYT HS-01 2026-10 9/10 B3 B4", "SYT HS-02 2026-10 3/7 C3 C4"], &[]);
}
