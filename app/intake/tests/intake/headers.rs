//! Headers as programs and hurried people write them, and what beside a figure contradicts it. Tables and answers by hand; in October,
//! HS-01 and HS-02 count what happens in a month.

use super::bases::{check_of, read_of};
use super::common::*;
use super::names::catalogue;
use intake::{Choices, Context};

const TITLE: &str = "Báo cáo tháng 10/2026\nĐơn vị báo cáo: Sở Y tế";

/// Of a file that nobody in particular sent.
fn check(table: &str, values: &[&str], found: &[(&str, &str)]) {
    check_of("", table, values, found);
}

#[test]
fn a_title_says_whose_figures_it_holds() {
    let rows = "Mã|Tử số|Mẫu số\nHS-01|9|10";
    for title in [
        "Sở Y tế - Báo cáo tháng 10/2026",
        "Báo cáo tháng 10/2026 – Sở Y tế",
        "BÁO CÁO KẾT QUẢ THÁNG 10/2026 (SỞ Y TẾ)",
        // Above stands whoever sends the paper.
        "SỞ KHOA HỌC VÀ CÔNG NGHỆ\nBÁO CÁO KẾT QUẢ THÁNG 10/2026 - SỞ Y TẾ",
    ] {
        check(&format!("{title}\n{rows}"), &["SYT HS-01 2026-10 9/10"], &[]);
    }
    // A letter goes to somebody.
    let (values, _) = read_of("", &format!("Báo cáo tháng 10/2026 gửi - Sở Y tế\n{rows}"));
    assert!(values.iter().all(|v| !v.starts_with("SYT")), "{values:?}");
    // Sent by another one.
    let (_, found) = read_of("X01", &format!("Sở Y tế - Báo cáo tháng 10/2026\n{rows}"));
    assert_eq!(found, [("other-unit".to_owned(), "A1".to_owned())]);
}

#[test]
fn headers_of_programs() {
    check("maDonVi|maChiTieu|kyBaoCao|tuSo|mauSo\nSYT|HS-01|2026-10|9|10", &["SYT HS-01 2026-10 9/10"], &[]);
    check(
        "ma_don_vi|HS01_numerator|HS01_denominator|HS02_numerator|HS02_denominator\nSYT|9|10|3|7",
        &["SYT HS-01 2026-10 9/10", "SYT HS-02 2026-10 3/7"],
        &[],
    );
    check("Từ ngày|Đến ngày|Đơn vị|Mã|Tử số|Mẫu số\n01/09/2026|30/09/2026|SYT|HS-01|9|10", &["SYT HS-01 2026-09 9/10"], &[]);
    // The fifteenth ends no month.
    check("Từ ngày|Đến ngày|Đơn vị|Mã|Tử số|Mẫu số\n01/09/2026|15/09/2026|SYT|HS-01|9|10", &[], &[("period-unknown", "B2")]);
}

#[test]
fn a_header_that_names_month_and_code() {
    let table =
        "Đơn vị|Tháng 9 - HS-01||Tháng 10 - HS-01||Cả năm (ước) - HS-01|\n|Tử số|Mẫu số|Tử số|Mẫu số|Tử số|Mẫu số\nSYT|1|2|9|10|90|100";
    check(table, &["SYT HS-01 2026-09 1/2", "SYT HS-01 2026-10 9/10"], &[]);
}

#[test]
fn the_catalogue_s_words_for_a_part_as_a_header() {
    let mut known = catalogue();
    let mut indicators = known.indicators.clone();
    indicators[0].numerator = "Số hồ sơ nộp trực tuyến trong kỳ".into();
    indicators[0].denominator = "Tổng số hồ sơ tiếp nhận trong kỳ".into();
    known = intake::Known::new(known.units.clone(), indicators);
    let text = "Đơn vị;Số hồ sơ nộp trực tuyến trong kỳ;Tổng số hồ sơ tiếp nhận trong kỳ\nSở Y tế;9;10\n";
    let (form, choices, mut values) = (intake::Form { asked: vec![], ..form() }, Choices::default(), vec![]);
    let book = intake::read(text.as_bytes(), "a.csv").expect("a table");
    let read = intake::understand::read_values(&book, &Context::new(&form, &known, &choices), &mut |v| values.push(v));
    assert_eq!(places(&read.findings), []);
    let [value] = &values[..] else { panic!("{values:?}") };
    assert_eq!((value.indicator.as_str(), value.cell.as_str(), value.denominator_cell.as_str()), ("HS-01", "B2", "C2"));
}

#[test]
fn percentages_by_formula_in_a_table_without_counts() {
    let text = |at: &str, text: &str| format!("<c r='{at}' t='inlineStr'><is><t>{text}</t></is></c>");
    let formula = "<c r='B2'><f>9/10</f><v>0.9</v></c>";
    let head = [text("A1", "Đơn vị"), text("B1", "HS-01")].concat();
    let rows = format!("<row r='1'>{head}</row><row r='2'>{}{formula}</row>", text("A2", "SYT"));
    let book = intake::read(&package(&[("xl/worksheets/sheet1.xml", &sheet(&rows))]), "a.xlsx").expect("a table");
    let (known, choices, mut values) = (catalogue(), Choices::default(), vec![]);
    let form = intake::Form { asked: vec![], ..form() };
    let read = intake::understand::read_values(&book, &Context::new(&form, &known, &choices), &mut |v| values.push(v));
    assert_eq!((values, places(&read.findings)), (vec![], vec![("only-ratio", "B2")]));
}

#[test]
fn units_in_lines_of_their_own_above_their_indicators() {
    let table = "TT|Đơn vị/Chỉ tiêu|Tử số|Mẫu số\nI|Sở Y tế||\n1|HS-01|9|10\nII|Xã Phước An||\n1|HS-01|3|7";
    check(table, &["SYT HS-01 2026-10 9/10", "X02 HS-01 2026-10 3/7"], &[]);
}

#[test]
fn columns_that_say_nothing_beside_a_percentage() {
    let table = format!("{TITLE}\nMã|Chỉ tiêu|Cột A|Cột B|Tỷ lệ (%)\nHS-01||9|10|90");
    let (values, found) = read_of("", &table);
    assert_eq!(values, [] as [String; 0]);
    for cell in ["C3", "D3"] {
        assert!(found.contains(&("unknown-column".into(), cell.into())), "{found:?}");
    }
}

#[test]
fn what_a_part_counts_in_words_is_no_second_column_of_it() {
    let words = "Số hồ sơ nộp trực tuyến trong kỳ của 15 cơ quan|9|Tổng số hồ sơ tiếp nhận trong kỳ của cơ quan|10";
    let table = |cells: &str| format!("{TITLE}\nMã|Nội dung tử số|Tử số|Nội dung mẫu số|Mẫu số\nHS-01|{cells}");
    check(&table(words), &["SYT HS-01 2026-10 9/10"], &[]);
    // Figures with their noun are figures.
    let (values, found) = read_of("", &format!("{TITLE}\nMã|Tử số|Tử số|Mẫu số\nHS-01|8 hồ sơ|9 hồ sơ|10 hồ sơ"));
    assert!(values.is_empty() && found.contains(&("double-column".into(), "C3".into())), "{values:?} {found:?}");
}

#[test]
fn percentages_beside_the_counts() {
    let form = short_form();
    for (rows, found) in [
        // As a fraction 1 is 100 %; 0,9 may be 89 % rounded.
        ("HS|48|60|1", &[("typed-percentage-disagrees", "D2")][..]),
        ("HS|89|100|0,9", &[]),
        // No percentage is written in thousands.
        ("HS|48|60|1.234", &[("typed-percentage-disagrees", "D2")]),
        ("HS|48|60|Đạt 80%", &[]),
        ("HS|48|60|đạt 80,0 %", &[]),
        ("HS|48|60|Đạt 82%", &[("typed-percentage-disagrees", "D2")]),
        ("HS|48|60|Đạt", &[("ratio-unread", "D2")]),
    ] {
        let text = format!("Mã|Tử số|Mẫu số|Tỷ lệ\n{rows}\n").replace('|', "\t");
        let read = reading(&intake::read(text.as_bytes(), "a.csv").expect("a table"), &form);
        assert_eq!(places(&read.findings), found, "{rows}");
    }
    let beside = |written: &str| format!("{TITLE}\nMã|Tử số|Mẫu số|Tỷ lệ\nHS-01|48|60|{written}\nHS-02|9|10|90%\nVB-01|3|4|75%");
    let values = ["SYT HS-01 2026-10 48/60", "SYT HS-02 2026-10 9/10", "SYT VB-01 2026-10 3/4"];
    check(&beside("0,8"), &values, &[("percentage-unlike-column", "D4")]);
    check(&beside("80"), &values, &[]);
}

#[test]
fn a_remark_that_there_is_nothing_beside_a_figure() {
    let table = |figure: &str, note: &str| format!("{TITLE}\nMã|Tử số|Mẫu số|Ghi chú\nHS-01|{figure}|10|{note}");
    check(&table("9", "Không phát sinh"), &["SYT HS-01 2026-10 9/10"], &[("note-objects", "B4")]);
    check(&table("9", "x"), &["SYT HS-01 2026-10 9/10"], &[]);
    check(&table("0", "Không phát sinh"), &["SYT HS-01 2026-10 0/10"], &[]);
}

#[test]
fn figures_of_months_to_come() {
    let table = |period: &str| format!("Đơn vị|Mã|Kỳ|Tử số|Mẫu số\nSYT|HS-01|{period}|9|10");
    for period in ["11/2026", "12/2026", "10/2062"] {
        check(&table(period), &[], &[("period-to-come", "D2"), ("period-to-come", "E2")]);
    }
}

#[test]
fn a_bare_number_of_a_month() {
    let table = |head: &str, month: &str| format!("Báo cáo tháng 10/2026\nĐơn vị|Mã|{head}|Tử số|Mẫu số\nSYT|HS-01|{month}|9|10");
    check(&table("Kỳ báo cáo", "10"), &["SYT HS-01 2026-10 9/10"], &[]);
    // It may be the third quarter.
    check(&table("Kỳ báo cáo", "3"), &[], &[("period-unknown", "C3")]);
}
