//! What stands beside a figure and takes it back: remarks in columns that nobody named, comments, numbers of the same column that have
//! lost their thousands, another target. Tables and answers by hand.

use super::bases::{check_of, read_file};
use super::common::{package, places, reading, sheet, short_form};

const OWN: &str = "SYT HS-01 2026-10 3/7";

#[test]
fn a_remark_under_no_header_is_one_as_under_a_header() {
    let figures = [OWN, "SYT HS-02 2026-10 4/9"];
    for (remark, told) in [
        ("số ước", true),
        ("ước", true),
        ("số ước thực hiện", true),
        ("ĐVT: nghìn hồ sơ", true),
        ("(Đơn vị: ngàn hồ sơ)", true),
        ("nghìn", true),
        ("tạm tính", true),
        ("sửa 8.901", true),
        ("lấy 11.600", true),
        ("lấy số 11.600", true),
        ("trừ 23 hồ sơ trùng", true),
        ("có 23 hồ sơ trùng", true),
        ("thay bằng 1.890", true),
        ("cần kiểm tra", true),
        ("hỏi lại chị Hoa", true),
        ("thiếu 2 xã chưa báo cáo", true),
        ("(1000)", true),
        ("", false),
        ("Triệu Thị Hoa", false),
        ("12 Bà Triệu", false),
        ("100 % hồ sơ đúng hạn", false),
        ("thêm 2 xã so với tháng trước", false),
        ("thiếu 2 máy tính", false),
        ("sửa 02 đường truyền", false),
        ("lấy 100% từ phần mềm", false),
        ("có 23 hồ sơ trùng, đã loại", false),
        ("có 5 hồ sơ không trùng", false),
        ("sổ giấy đã thay bằng sổ điện tử", false),
        ("không cần kiểm tra", false),
        ("Đã chốt", false),
        ("Nhập: Hoa", false),
        ("Nguồn: Cổng Dịch vụ công quốc gia", false),
        ("có 23 hồ sơ", false),
        ("gồm 2 lĩnh vực", false),
    ] {
        for (header, rule) in [("Ghi chú", "note-objects"), ("", "row-objects")] {
            let table = format!("Đơn vị|Mã|Tử số|Mẫu số|{header}|Minh chứng\nSYT|HS-01|3|7|{remark}|\nSYT|HS-02|4|9||");
            let found = [(rule, "C2")];
            check_of("", &table, &figures, if told { &found } else { &[] });
        }
    }
}

/// A workbook of one figure, 12345 of 13000, with a comment on its numerator.
fn commented(said: &str) -> Vec<u8> {
    let text = |cell: &str, text: &str| format!(r#"<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let header = [("A1", "Đơn vị"), ("B1", "Mã"), ("C1", "Tử số"), ("D1", "Mẫu số")].map(|(cell, word)| text(cell, word)).concat();
    let row = text("A2", "SYT") + &text("B2", "HS-01") + r#"<c r="C2"><v>12345</v></c><c r="D2"><v>13000</v></c>"#;
    let cells = sheet(&format!(r#"<row r="1">{header}</row><row r="2">{row}</row>"#));
    let comments = format!(
        r#"<comments><authors><author>Lan</author></authors><commentList><comment ref="C2" authorId="0"><text><t>{said}</t></text></comment></commentList></comments>"#
    );
    let relations = br#"<Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="../comments1.xml"/></Relationships>"#;
    package(&[
        ("xl/worksheets/sheet1.xml", &cells),
        ("xl/worksheets/_rels/sheet1.xml.rels", relations),
        ("xl/comments1.xml", comments.as_bytes()),
    ])
}

#[test]
fn a_comment_that_gives_another_number() {
    for (said, told) in [
        ("12.354", true),
        ("12354", true),
        ("12.354 hồ sơ", true),
        ("Lan:\n12.354", true),
        ("Hoa:\nsửa 12.354", true),
        // The same number, however it is written, and numbers that count something else.
        ("12.345", false),
        ("Lan:\n12345 hồ sơ", false),
        ("12 đơn vị trực thuộc", false),
        ("31/10/2026", false),
        ("05.11.2026", false),
        ("0912.345.678", false),
        ("0912345678", false),
        ("3.1", false),
        ("12.345,0", false),
        ("12 354", true),
        ("12.354 trường hợp", true),
    ] {
        let (values, found) = read_file("a.xlsx", "", &commented(said));
        assert_eq!(values, ["SYT HS-01 2026-10 12.345/13.000"], "{said}");
        let told = if told { vec![("comment-objects".to_owned(), "C2".to_owned())] } else { vec![] };
        assert_eq!(found, told, "{said}");
    }
}

/// Numerators as number cells beside denominators of a hundred thousand.
fn numerators(numbers: &[&str]) -> Vec<(String, String)> {
    let text = |cell: String, text: &str| format!(r#"<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let header: String = ["Đơn vị", "Mã", "Kỳ", "Tử số", "Mẫu số"].iter().zip('A'..).map(|(word, c)| text(format!("{c}1"), word)).collect();
    let row = |(at, number): (usize, &&str)| {
        let row = at + 2;
        let names =
            text(format!("A{row}"), "SYT") + &text(format!("B{row}"), "HS-01") + &text(format!("C{row}"), &format!("{:02}/2026", at + 1));
        format!(r#"<row r="{row}">{names}<c r="D{row}"><v>{number}</v></c><c r="E{row}"><v>{}</v></c></row>"#, 100_000 + at)
    };
    let rows: String = numbers.iter().enumerate().map(row).collect();
    read_file("a.xlsx", "", &package(&[("xl/worksheets/sheet1.xml", &sheet(&format!(r#"<row r="1">{header}</row>{rows}"#)))])).1
}

#[test]
fn small_numbers_beside_lost_thousands() {
    let told = |rule: &str, cell: &str| (rule.to_owned(), cell.to_owned());
    // All that is large has lost its thousands: 22 may have been 22.000.
    assert_eq!(
        numerators(&["47.768", "22", "8.812"]),
        [told("three-decimals", "D2"), told("thousands-lost", "D3"), told("three-decimals", "D4")]
    );
    // Two that are whole for each that is not: thousands are written without a mark here.
    assert_eq!(numerators(&["47768", "22", "23117", "8.812"]), [told("three-decimals", "D5")]);
    assert_eq!(numerators(&["47768", "22", "8.812"]), [told("thousands-lost", "D3"), told("three-decimals", "D4")]);
}

#[test]
fn a_target_written_another_way_is_the_same() {
    for (target, found) in [("≥ 80 %", false), (">=80%", false), ("80%", false), (">= 85%", true), ("<=80%", true)] {
        let text = format!("Mã\tMục tiêu\tTử số\tMẫu số\nHS\t{target}\t48\t60\n");
        let read = reading(&intake::read(text.as_bytes(), "a.csv").expect("a table"), &short_form());
        let expected: &[(&str, &str)] = if found { &[("target-changed", "B2")] } else { &[] };
        assert_eq!(places(&read.findings), expected, "{target}");
    }
}
