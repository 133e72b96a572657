//! What kind of figure a table says it holds, and of when and whom: a plan, last month's or a sum from January on is never October's
//! figure. Tables and answers by hand; HS-01 and HS-02 count what happens in a month, DN-01 what there is at its end, VB-01 to date.

use super::common::*;
use super::names::catalogue;
use intake::{Choices, Context};

/// Cells divided by `|`, one line a row. Figures as "unit indicator month numerator", and (rule, cell) of what was found but for what
/// is missing.
pub fn read_of(unit_code: &str, table: &str) -> (Vec<String>, Vec<(String, String)>) {
    read_named("Biểu.csv", unit_code, table)
}

pub fn read_named(file: &str, unit_code: &str, table: &str) -> (Vec<String>, Vec<(String, String)>) {
    let text = table.trim().lines().map(|line| line.split('|').map(str::trim).collect::<Vec<_>>().join("\t") + "\n").collect::<String>();
    read_file(file, unit_code, text.as_bytes())
}

pub fn read_file(file: &str, unit_code: &str, bytes: &[u8]) -> (Vec<String>, Vec<(String, String)>) {
    let book = intake::read(bytes, file).expect("a table");
    let (form, known, choices, mut values) =
        (intake::Form { unit_code: unit_code.into(), asked: vec![], ..form() }, catalogue(), Choices::default(), vec![]);
    let u = intake::understand::read_values(&book, &Context::new(&form, &known, &choices), &mut |v| values.push(v));
    let said = |v: &intake::Value| {
        let number = |q: Option<domain::Quantity>| q.map(domain::text::vi_number).unwrap_or_default();
        let period = v.period.map(|p| p.to_string()).unwrap_or_default();
        format!("{} {} {} {}/{}", v.unit, v.indicator, period, number(v.numerator), number(v.denominator))
    };
    // What its title says of itself in plain words is no doubt about it.
    let found = places(&u.findings).into_iter().filter(|(rule, _)| *rule != "table-of-another");
    (values.iter().map(said).collect(), found.map(|(rule, cell)| (rule.to_owned(), cell.to_owned())).collect())
}

fn read(table: &str) -> (Vec<String>, Vec<(String, String)>) {
    read_of("X01", table)
}

fn check(table: &str, values: &[&str], found: &[(&str, &str)]) {
    check_of("X01", table, values, found);
}

pub fn check_of(unit_code: &str, table: &str, values: &[&str], found: &[(&str, &str)]) {
    let (got, places) = read_of(unit_code, table);
    assert_eq!(got, values, "{table}");
    assert_eq!(places.iter().map(|(rule, cell)| (rule.as_str(), cell.as_str())).collect::<Vec<_>>(), found, "{table}");
}

#[test]
fn columns_of_the_month_and_to_date_side_by_side() {
    for header in [
        "Tử số luỹ kế|Mẫu số luỹ kế|Tử số trong tháng|Mẫu số trong tháng",
        "Tử số cộng dồn|Mẫu số cộng dồn|Tử số|Mẫu số",
        "Tử số từ đầu năm|Mẫu số từ đầu năm|Tử số kỳ này|Mẫu số kỳ này",
    ] {
        let table = format!("Đơn vị|Mã|{header}\nSYT|HS-01|90|100|9|10\nSYT|VB-01|80|100|8|10");
        check(&table, &["SYT HS-01 2026-10 9/10", "SYT VB-01 2026-10 80/100"], &[]);
    }
    // Of what there is at a day nobody can tell which of the two it is.
    let table = "Đơn vị|Mã|Tử số luỹ kế|Mẫu số luỹ kế|Tử số trong tháng|Mẫu số trong tháng\nSYT|DN-01|90|100|9|10";
    check(table, &[], &[("period-or-to-date", "E2"), ("period-or-to-date", "F2")]);
    // Over two rows, with the months named.
    let table = "Đơn vị|Mã|Luỹ kế 10 tháng||Riêng tháng 10|\n||Tử số|Mẫu số|Tử số|Mẫu số\nSYT|HS-01|90|100|9|10";
    check(table, &["SYT HS-01 2026-10 9/10"], &[]);
}

#[test]
fn columns_that_are_alone() {
    let alone = |word: &str, code: &str| format!("Đơn vị|Mã|Tử số {word}|Mẫu số {word}\nSYT|{code}|90|100");
    check(&alone("luỹ kế", "HS-01"), &[], &[("only-to-date", "C2"), ("only-to-date", "D2")]);
    check(&alone("luỹ kế", "DN-01"), &["SYT DN-01 2026-10 90/100"], &[]);
    check(&alone("luỹ kế", "VB-01"), &["SYT VB-01 2026-10 90/100"], &[]);
    for word in ["kế hoạch", "cùng kỳ", "năm trước", "KH", "dự toán"] {
        check(&alone(word, "DN-01"), &[], &[("not-a-result", "C2"), ("not-a-result", "D2")]);
    }
    check(&alone("T9", "HS-01"), &["SYT HS-01 2026-09 90/100"], &[]);
    check(&alone("tháng 10", "HS-01"), &["SYT HS-01 2026-10 90/100"], &[]);
    check(&alone("trong tháng", "HS-01"), &["SYT HS-01 2026-10 90/100"], &[]);
    check(&alone("trong tháng", "VB-01"), &[], &[("only-of-period", "C2"), ("only-of-period", "D2")]);
    // Words that are no such words.
    check(&alone("giao dịch", "HS-01"), &["SYT HS-01 2026-10 90/100"], &[]);
}

#[test]
fn last_month_and_plans_beside_the_figures() {
    for (left, right) in [("tháng 9", "tháng 10"), ("T9", "T10")] {
        let table = format!("Đơn vị|Mã|Tử số {left}|Mẫu số {left}|Tử số {right}|Mẫu số {right}\nSYT|HS-01|3|7|4|8");
        check(&table, &["SYT HS-01 2026-09 3/7", "SYT HS-01 2026-10 4/8"], &[]);
    }
    for (left, right) in [("Giao", "Đạt"), ("Kế hoạch", "Thực hiện"), ("Dự toán", "Thực hiện"), ("Số cũ", "Kỳ này"), ("Cùng kỳ", "Kỳ này")]
    {
        let table = format!("Đơn vị|Mã|{left}||{right}|\n||Tử số|Mẫu số|Tử số|Mẫu số\nSYT|HS-01|3|7|4|8");
        check(&table, &["SYT HS-01 2026-10 4/8"], &[]);
    }
    // Two columns that mean the same: neither is read, and each cell is told.
    let table = "Đơn vị|Mã|Bản 1||Bản 2|\n||Tử số|Mẫu số|Tử số|Mẫu số\nSYT|HS-01|3|7|4|8";
    let cells = ["C3", "D3", "E2", "E3", "F2", "F3"].map(|cell| ("double-column", cell));
    check(table, &[], &cells);
}

#[test]
fn rows_that_say_what_they_are() {
    let rows = "SYT|HS-01|Kế hoạch|5|8\nSYT|HS-01|Thực hiện|3|7\nSYT|HS-01|Luỹ kế|30|70";
    let told = ["D2", "D4", "E2", "E4"].map(|cell| ("row-not-a-result", cell));
    check(&format!("Đơn vị|Mã|Loại số liệu|Tử số|Mẫu số\n{rows}"), &["SYT HS-01 2026-10 3/7"], &told);
    let named = "Đơn vị|Chỉ tiêu|Tử số|Mẫu số\nSYT|Hồ sơ trực tuyến (luỹ kế)|30|70\nSYT|Hồ sơ trực tuyến|3|7";
    check(named, &["SYT HS-01 2026-10 3/7"], &["C2", "D2"].map(|cell| ("row-not-a-result", cell)));
}

#[test]
fn titles() {
    let titled = |title: &str, code: &str| format!("{title}\nĐơn vị|Mã|Tử số|Mẫu số\nSYT|{code}|3|7");
    check(&titled("LUỸ KẾ TỪ ĐẦU NĂM ĐẾN HẾT THÁNG 10", "HS-01"), &[], &[("only-to-date", "C3"), ("only-to-date", "D3")]);
    check(&titled("BÁO CÁO 10 THÁNG ĐẦU NĂM 2026", "HS-01"), &[], &[("only-to-date", "C3"), ("only-to-date", "D3")]);
    check(&titled("BÁO CÁO 10 THÁNG ĐẦU NĂM 2026", "VB-01"), &["SYT VB-01 2026-10 3/7"], &[]);
    check(&titled("KẾ HOẠCH GIAO THÁNG 10/2026", "HS-01"), &[], &[("not-a-result", "C3"), ("not-a-result", "D3")]);
    let both = "LUỸ KẾ ĐẾN THÁNG 10\nĐơn vị|Mã|Tử số trong tháng|Mẫu số trong tháng\nSYT|HS-01|3|7";
    check(both, &["SYT HS-01 2026-10 3/7"], &[]);
    for title in [
        "BÁO CÁO KẾT QUẢ THỰC HIỆN KẾ HOẠCH CHUYỂN ĐỔI SỐ THÁNG 10",
        "(Kèm theo Kế hoạch số 12/KH-UBND)",
        "Tháng 10 và luỹ kế từ đầu năm",
        "Từ ngày 15/9/2026 đến ngày 14/10/2026",
        "Kỳ: 10-2026",
    ] {
        let got = read(&titled(title, "HS-01")).0;
        // Half a month from 15 September to 14 October says nothing sure; October is what was asked.
        assert_eq!(got, ["SYT HS-01 2026-10 3/7"], "{title}");
    }
    assert_eq!(read(&titled("Kỳ: 9-2026", "HS-01")).0, ["SYT HS-01 2026-09 3/7"]);
}

#[test]
fn tables_below_one_another() {
    let table = "HS-01\nĐơn vị|Tử số|Mẫu số\nSYT|3|7\nBảng 2. HS-02|\nĐơn vị|Tử số|Mẫu số\nSYT|4|8";
    check(table, &["SYT HS-01 2026-10 3/7", "SYT HS-02 2026-10 4/8"], &[]);
    let table = "SỞ Y TẾ|\nMã|Tử số|Mẫu số\nHS-01|3|7\nSỞ KHOA HỌC VÀ CÔNG NGHỆ|\nMã|Tử số|Mẫu số\nHS-02|4|8";
    // A form of somebody else's, the first one: told, as ever.
    check(table, &["SYT HS-01 2026-10 3/7", "SKHCN HS-02 2026-10 4/8"], &[("other-unit", "A1")]);
    let table = "Tháng 10/2026|\nĐơn vị|Mã|Tử số|Mẫu số\nSYT|HS-01|3|7\nTháng 9/2026|\nĐơn vị|Mã|Tử số|Mẫu số\nSYT|HS-02|4|8";
    check(table, &["SYT HS-01 2026-10 3/7", "SYT HS-02 2026-09 4/8"], &[]);
    // The same header again, as on the next page: one table.
    let table = "HS-01\nĐơn vị|Tử số|Mẫu số\nSYT|3|7\nĐơn vị|Tử số|Mẫu số\nSKHCN|4|8";
    check_of("", table, &["SYT HS-01 2026-10 3/7", "SKHCN HS-01 2026-10 4/8"], &[]);
}

#[test]
fn tables_side_by_side() {
    let table = "HS-01\nTT|Sở, ngành|Tử số|Mẫu số||TT|Xã, phường|Tử số|Mẫu số\n1|SYT|3|7||1|Xã Phước An|4|8\n2|SKHCN|5|9||||";
    check(table, &["SYT HS-01 2026-10 3/7", "SKHCN HS-01 2026-10 5/9", "X02 HS-01 2026-10 4/8"], &[]);
}

#[test]
fn groups_named_once() {
    let table = "Đơn vị|Mã|Tử số|Mẫu số\nSYT|HS-01|3|7\n|HS-02|4|8\nSKHCN|HS-01|5|9\n|HS-02|6|9";
    check(table, &["SYT HS-01 2026-10 3/7", "SYT HS-02 2026-10 4/8", "SKHCN HS-01 2026-10 5/9", "SKHCN HS-02 2026-10 6/9"], &[]);
    // A sum between the groups ends one.
    let table = "Đơn vị|Mã|Tử số|Mẫu số\nSYT|HS-01|3|7\n|HS-02|4|8\nCộng|||\n|HS-01|5|9";
    check(table, &["SYT HS-01 2026-10 3/7", "SYT HS-02 2026-10 4/8"], &[("unit-missing", "A5")]);
    // One left out where the others are repeated is a slip.
    let table = "Đơn vị|Mã|Tử số|Mẫu số\nSYT|HS-01|3|7\nSYT|HS-02|4|8\nSKHCN|HS-01|5|9\n|HS-02|6|9";
    assert_eq!(read(table).1, [("unit-missing".to_owned(), "A5".to_owned())]);
    let table = "Đơn vị|Mã|Tử số|Mẫu số\nSYT|HS-01|3|7\nSKHCN|HS-01|4|8\nXã Phước An|HS-01|5|9\n|HS-02|6|9";
    assert_eq!(read(table).1, [("unit-missing".to_owned(), "A5".to_owned())], "one in four is no way of writing");
    // A line of its own names the unit, or the indicator, whose sum beside it is no unit's.
    let table = "TT|Chỉ tiêu|Tử số|Mẫu số\nI|Sở Y tế||\n1|HS-01|3|7\nII|Sở Khoa học và Công nghệ||\n1|HS-01|4|8";
    let told = [("other-unit-row", "B3"), ("other-unit-row", "B5")];
    check(table, &["SYT HS-01 2026-10 3/7", "SKHCN HS-01 2026-10 4/8"], &told);
    check_of("", table, &["SYT HS-01 2026-10 3/7", "SKHCN HS-01 2026-10 4/8"], &[]);
    let table = "TT|Nội dung|Tử số|Mẫu số\nA|HS-01|7|15\n1|Sở Y tế|3|7\n2|Sở Khoa học và Công nghệ|4|8";
    check_of("", table, &["SYT HS-01 2026-10 3/7", "SKHCN HS-01 2026-10 4/8"], &[]);
}

#[test]
fn names_with_more_than_a_name() {
    let unit = |name: &str| read(&format!("Đơn vị|Mã|Tử số|Mẫu số\n{name}|HS-01|3|7")).1.first().map(|(rule, _)| rule.clone());
    for name in ["Sở Y tế (SYT)", "[SYT] Sở Y tế", "Sở Y tế tỉnh Đồng Nai", "Sở Y tế Đồng Nai", "Sở Y tế (tỉnh)"]
    {
        assert_eq!(unit(name), None, "{name}");
    }
    for name in ["Sở Y tế tỉnh Bình Phước", "Sở Y tế (Chi cục Dân số)", "Xã Phước An (trừ ấp 3)", "Sở Y tế (cũ)"]
    {
        assert_eq!(unit(name).as_deref(), Some("unit-to-confirm"), "{name}");
    }
    for code in ["HS-01, HS-02", "HS-01/HS-02", "HS-01 + DN-01"] {
        check(&format!("Đơn vị|Mã|Tử số|Mẫu số\nSYT|{code}|3|7"), &[], &[("unknown-indicator", "B2")]);
    }
}

#[test]
fn words_where_a_percentage_would_stand() {
    let table = "Đơn vị|HS-01|HS-02\nSYT|3/7|đạt\nSKHCN|chưa có|-";
    check(table, &[], &[("text-not-number", "B2"), ("text-not-number", "C2")]);
}

#[test]
fn the_forms_own_percentages_say_nothing_until_they_are_computed() {
    // As openpyxl saves a form: the formula of each percentage stays, without a result.
    let text = |cell: &str, text: &str| format!("<c r='{cell}' t='str'><v>{text}</v></c>");
    let header = ["Mã", "Tử số", "Mẫu số", "Tỷ lệ (%)"].iter().zip('A'..).map(|(t, col)| text(&format!("{col}1"), t)).collect::<String>();
    let row = |row: u32, code: &str| format!("<row r='{row}'>{}<c r='D{row}'><f>B{row}</f></c></row>", text(&format!("A{row}"), code));
    let rows = sheet(&format!("<row r='1'>{header}</row>{}{}", row(2, "HS"), row(3, "SK")));
    let book = intake::read(&package(&[("xl/worksheets/sheet1.xml", &rows)]), "a.xlsx").expect("a workbook");
    let u = reading(&book, &form());
    assert!(u.findings.iter().all(|f| f.rule == "missing-item"), "{:?}", u.findings);
}

#[test]
fn columns_that_only_begin_like_a_period() {
    let table = "Đơn vị|Mã|Tử số|Mẫu số|Thời gian xử lý\nSYT|HS-01|3|7|2 ngày";
    check(table, &["SYT HS-01 2026-10 3/7"], &[]);
    let table = "Năm|Tháng|Đơn vị|Mã|Tử số|Mẫu số\n2026|9|SYT|HS-01|3|7\n2026|10|SYT|HS-01|4|8";
    check(table, &["SYT HS-01 2026-09 3/7", "SYT HS-01 2026-10 4/8"], &[]);
}

#[test]
fn counted_in_thousands() {
    let told = |row: u32| [("counted-in", "C"), ("counted-in", "D")].map(|(rule, col)| (rule.to_owned(), format!("{col}{row}")));
    for (table, row) in [
        ("ĐVT: 1.000 hồ sơ\nĐơn vị|Mã|Tử số|Mẫu số\nSYT|HS-01|3|7", 3),
        ("(Đơn vị tính: nghìn lượt)\nĐơn vị|Mã|Tử số|Mẫu số\nSYT|HS-01|3|7", 3),
        ("Số liệu tính bằng triệu\nĐơn vị|Mã|Tử số|Mẫu số\nSYT|HS-01|3|7", 3),
        ("Đơn vị|Mã|Tử số (1.000 hồ sơ)|Mẫu số (x1000)\nSYT|HS-01|3|7", 2),
        ("Đơn vị|Mã|Tử số (trăm)|Mẫu số (chục)\nSYT|HS-01|3|7", 2),
        ("Đơn vị|Mã|Tử số|Mẫu số\n||(nghìn)|(nghìn)\nSYT|HS-01|3|7", 3),
        ("Đơn vị|Mã|Tử số|Mẫu số|ĐVT\nSYT|HS-01|3|7|nghìn hồ sơ", 2),
        ("Đơn vị|Chỉ tiêu|Tử số|Mẫu số\nSYT|Hồ sơ trực tuyến (nghìn hồ sơ)|3|7", 2),
    ] {
        assert_eq!(read(table).1, told(row), "{table}");
    }
    for table in [
        "ĐVT: hồ sơ\nĐơn vị|Mã|Tử số|Mẫu số\nSYT|HS-01|3|7",
        "Đơn vị tính: %\nĐơn vị|Mã|Tử số|Mẫu số|Tỷ lệ phần trăm\nSYT|HS-01|3|7|",
        "Báo cáo 1.000 ngày\nĐơn vị|Mã|Tử số|Mẫu số|ĐVT\nSYT|HS-01|3|7|Hồ sơ",
    ] {
        assert_eq!(read(table).1, [], "{table}");
    }
}

#[test]
fn words_that_are_something_else() {
    // A heading that nobody knows ends a unit's group.
    let table = "TT|Chỉ tiêu|Tử số|Mẫu số\nI|Sở Y tế||\n1|HS-01|3|7\nII|Sở Giáo dục và Đào tạ||\n1|HS-02|4|8";
    check_of("", table, &["SYT HS-01 2026-10 3/7"], &[("unit-missing", "B5")]);
    let cell = |word: &str| format!("Đơn vị|Mã|Phòng phụ trách|Tử số|Mẫu số\nSYT|HS-01|{word}|3|7");
    for word in ["Phòng Kế hoạch - Tài chính", "Vượt kế hoạch", "Tăng so với tháng trước"] {
        check(&cell(word), &["SYT HS-01 2026-10 3/7"], &[]);
    }
    check("Đơn vị|Chỉ tiêu|Tử số|Mẫu số\nSYT|Văn bản được ký số (luỹ kế)|3|7", &["SYT VB-01 2026-10 3/7"], &[]);
    check("Đơn vị|Chỉ tiêu|Tử số|Mẫu số\nSYT|Hồ sơ trực tuyến (mục tiêu ≥ 80%)|3|7", &["SYT HS-01 2026-10 3/7"], &[]);
    assert_eq!(read("Đơn vị|Chỉ tiêu|Tử số|Mẫu số\nSYT|Nhiệm vụ hoàn thành so với kế hoạch|3|7").1.len(), 1);
    for title in ["KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU GIAO NĂM 2026", "(không ghi số luỹ kế)", "Đơn vị: Phường Tân Triệu"]
    {
        assert_eq!(read(&format!("{title}\nĐơn vị|Mã|Tử số|Mẫu số\nSYT|HS-01|3|7")).0, ["SYT HS-01 2026-10 3/7"], "{title}");
    }
    check("Đơn vị|Mã|Tử số (không luỹ kế)|Mẫu số\nSYT|HS-01|3|7", &["SYT HS-01 2026-10 3/7"], &[]);
    check("Đơn vị|Mã|Tử số|Mẫu số\nTổng số||100|1000\nSYT|HS-01|3|7", &["SYT HS-01 2026-10 3/7"], &[]);
}
