//! Lines inside a table, remarks and columns beside the figures that make them other figures. Tables and answers by hand; HS-01 and
//! HS-02 count what happens in a month, DN-01 what there is at its end.

use super::bases::{check_of, read_of};
use super::common::*;
use super::names::catalogue;
use intake::{Choices, Context};

const TITLE: &str = "Báo cáo tháng 10/2026\nĐơn vị báo cáo: Sở Y tế";

fn check(table: &str, values: &[&str], found: &[(&str, &str)]) {
    check_of("", &format!("{TITLE}\n{table}"), values, found);
}

#[test]
fn lines_inside_a_table_speak_of_the_rows_below_them() {
    let table = |line: &str| format!("TT|Chỉ tiêu|Tử số|Mẫu số\n|{line}||\n1|HS-01|9|10\n|II. Kết quả tháng 10||\n2|HS-02|3|7");
    let second = "SYT HS-02 2026-10 3/7";
    for (line, first) in [("I. Số liệu tháng 9/2026", "2026-09"), ("Tháng 9", "2026-09"), ("I. Chính quyền số", "2026-10")] {
        check(&table(line), &[&format!("SYT HS-01 {first} 9/10"), second], &[]);
    }
    for line in ["A. Kế hoạch", "Luỹ kế từ đầu năm", "Cùng kỳ năm 2025", "Ước thực hiện tháng 11"] {
        check(&table(line), &[second], &[("row-not-a-result", "C5"), ("row-not-a-result", "D5")]);
    }
    // Of what there is at the end of the month a sum to date is the same.
    check("TT|Chỉ tiêu|Tử số|Mẫu số\n|Luỹ kế từ đầu năm||\n1|DN-01|9|10", &["SYT DN-01 2026-10 9/10"], &[]);
    // Somebody whom the province does not have, or not by exactly that name.
    for (line, rule) in [("Xã Đoàn Kết", "unknown-unit"), ("Ấp 3", "unknown-unit")] {
        let (_, found) = read_of("", &format!("{TITLE}\n{}", table(line)));
        assert!(found.contains(&(rule.into(), "B4".into())) && found.contains(&("unit-missing".into(), "B5".into())), "{line} {found:?}");
    }
    check(&table("III. Xã hội số"), &["SYT HS-01 2026-10 9/10", second], &[]);
}

#[test]
fn levels_of_an_indicator_whose_own_row_is_empty() {
    let table = |own: &str| format!("TT|Chỉ tiêu|Tử số|Mẫu số\n1|HS-01|{own}\n|- Cấp tỉnh|10|20\n|- Cấp xã|30|40");
    check(&table("|"), &[], &[("levels-only", "C5"), ("levels-only", "C6")]);
    check(&table("40|60"), &["SYT HS-01 2026-10 40/60"], &[]);
    let parts = "TT|Chỉ tiêu|Số liệu\n1|HS-01|\n|a) Cấp xã|\n|Tử số|30\n|Mẫu số|40";
    check(parts, &[], &[("levels-only", "C6"), ("levels-only", "C7")]);
}

#[test]
fn a_cell_of_its_own_says_of_what_part_a_row_is() {
    let table = |rows: &str| format!("TT|Chỉ tiêu|Cơ quan phối hợp|Thành phần|Số liệu\n1|HS-01|{rows}");
    for rows in ["Sở Nội vụ|Tử số|9\n||Sở Nội vụ|Mẫu số|10", "Sở Nội vụ|Tử số (A)|9\n||VNPT|Mẫu số (B)|10", "|Tử số|9\n|||Mẫu số|10"]
    {
        check(&table(rows), &["SYT HS-01 2026-10 9/10"], &[]);
    }
    // A plan beside the parts, not above them.
    let (values, found) = read_of("", &format!("{TITLE}\n{}", table("|Kế hoạch|8\n|||Tử số|9\n|||Mẫu số|10")));
    assert_eq!((values, found), (vec!["SYT HS-01 2026-10 9/10".into()], vec![("row-not-a-result".into(), "E4".into())]));
    for part in ["Tử số tháng trước", "Tử số lũy kế", "Tử số kế hoạch", "Tử số (%)", "Tử số (nghìn hồ sơ)", "Tử số (ước)", "Tử số năm 2025"]
    {
        let (values, found) = read_of("", &format!("{TITLE}\n{}", table(&format!("|{part}|9\n|||Mẫu số|10"))));
        assert!(values.is_empty() && found.contains(&("part-unclear".into(), "D4".into())), "{part}: {values:?} {found:?}");
    }
    // Who does it, and how often, is not whose and of when.
    check("TT|Chỉ tiêu|Kỳ báo cáo|Tử số|Mẫu số\n1|HS-01|Hằng tháng|9|10", &["SYT HS-01 2026-10 9/10"], &[]);
    check("TT|Chỉ tiêu|Đơn vị giao|Tử số|Mẫu số\n1|HS-01|UBND tỉnh|9|10", &["SYT HS-01 2026-10 9/10"], &[]);
}

#[test]
fn a_month_over_the_parts_and_not_over_their_percentage() {
    let table = |header: &str| format!("Mã|{header}\nHS-01|9|10|90");
    for header in ["Tử số (tháng 10)|Mẫu số (tháng 10)|Tỷ lệ (%)", "Tử số (tháng 10)|Mẫu số|Tỷ lệ (%)"] {
        check(&table(header), &["SYT HS-01 2026-10 9/10"], &[]);
    }
    // The percentage of another time is nobody's.
    check(&table("Tử số|Mẫu số|Tỷ lệ tháng 9 (%)"), &["SYT HS-01 2026-10 9/10"], &[]);
    // One number beside both parts is no figure of a percentage.
    check("Mã|Tử số|Mẫu số|Luỹ kế từ đầu năm\nHS-01|9|10|87", &["SYT HS-01 2026-10 9/10"], &[]);
    check("Mã|Tử số|Mẫu số|Tháng 9/2026\nHS-01|9|10|87", &["SYT HS-01 2026-10 9/10"], &[]);
    check("Mã|Tử số|Mẫu số|Luỹ kế từ đầu năm\nDN-01|9|10|87", &["SYT DN-01 2026-10 9/10"], &[]);
    check("Mã|Tử số|Mẫu số|So với cùng kỳ\nHS-01|9|10|102,3%", &["SYT HS-01 2026-10 9/10"], &[]);
    let parts = "TT|Chỉ tiêu|Số liệu|So với cùng kỳ\n1|HS-01||\n|Tử số|9|102,3%\n|Mẫu số|10|tăng 3%";
    check(parts, &["SYT HS-01 2026-10 9/10"], &[]);
    // The same under both says which it is.
    check("Mã|Tử số|Mẫu số|Tử số luỹ kế|Mẫu số luỹ kế\nDN-01|9|10|9|10", &["SYT DN-01 2026-10 9/10"], &[]);
}

#[test]
fn remarks_that_object() {
    let table = |note: &str| format!("Mã|Tử số|Mẫu số|Ghi chú\nHS-01|9|10|{note}");
    for note in [
        "Số đúng: 120",
        "Nhập nhầm",
        "Đề nghị sửa thành 150",
        "Lấy số tháng trước",
        "Giữ nguyên số tháng 9",
        "Số liệu đến 30/9/2026",
        "Tính từ 01/01/2026",
        "(nghìn hồ sơ)",
        "x1000",
        "Số ước",
        "Ước tính",
        "Số liệu chưa chính thức",
        "Kế hoạch",
        "?",
    ] {
        check(&table(note), &["SYT HS-01 2026-10 9/10"], &[("note-objects", "B4")]);
    }
    for note in [
        "Không có hồ sơ trễ hạn trong tháng 9",
        "Theo Kế hoạch số 12/KH-UBND",
        "Kế hoạch năm: 90%",
        "Tăng so với tháng trước",
        "Thôn có hương ước, quy ước",
        "Số liệu tháng 10/2026",
        "98% hồ sơ đúng hạn",
        "5 hồ sơ tháng 9 chuyển sang",
        "Hồ sơ sai thành phần giảm",
        "Không có sai sót",
        "Nhằm số hoá hồ sơ",
        "Đạt 80% kế hoạch cả năm",
    ] {
        check(&table(note), &["SYT HS-01 2026-10 9/10"], &[]);
    }
    // Below the table.
    check(&format!("{}\n(*) Số liệu trên là số ước", table("")), &["SYT HS-01 2026-10 9/10"], &[("footnote-objects", "A5")]);
}

#[test]
fn words_that_only_look_alike_without_their_marks() {
    for title in ["Báo cáo tiếp nhận hồ sơ bổ sung", "Thống kê dân số tạm trú", "Báo cáo ẞẞẞ của xã ȺȺȺ", "Thành phố thông minh"]
    {
        let table = format!("{title}\n{TITLE}\nTT|Chỉ tiêu|Tử số|Mẫu số\n|II. Bệnh viện thông minh||\n1|HS-01|9|10");
        assert_eq!(read_of("", &table), (vec!["SYT HS-01 2026-10 9/10".to_owned()], vec![]), "{title}");
    }
    // "Tháng" holds "hạn" without its marks, and is no deadline.
    let (_, found) = read_of("", &format!("{TITLE}\nMã|Tháng phát sinh|Tử số|Mẫu số\nHS-01|09/2026|9|10"));
    assert_eq!(found, [("period-unread".to_owned(), "B4".to_owned())]);
    // A planned part is none of the result's.
    let (values, found) = read_of("", &format!("{TITLE}\nMã|Thành phần|Loại|Số liệu\nHS-01|Tử số|Thực hiện|9\nHS-01|Mẫu số|Kế hoạch|10"));
    assert_eq!(values, ["SYT HS-01 2026-10 9/"]);
    assert_eq!(found, [("row-not-a-result".to_owned(), "D5".to_owned())]);
    // Below the table, behind the signature.
    let foot = "Ghi chú: số liệu tính đến 30/9/2026||||\n||||Đồng Nai, ngày 05 tháng 11 năm 2026";
    let (_, found) = read_of("", &format!("{TITLE}\nMã|Tử số|Mẫu số|Tỷ lệ|Ghi chú\nHS-01|9|10||\n{foot}"));
    assert_eq!(found, [("not-a-period".to_owned(), "A5".to_owned())]);
}

#[test]
fn titles_that_disagree() {
    for (lines, month, rules) in [
        ("Tháng 10 năm 2026\nKỳ báo cáo: tháng 10/2026", 10, &[][..]),
        ("Tháng 9 năm 2026\nKỳ báo cáo: tháng 10/2026", 10, &["title-periods-differ"]),
        ("Số liệu phục vụ giao ban tháng 11\nKỳ báo cáo: tháng 10/2026", 10, &[]),
        ("Báo cáo tháng 10/2026\nSố liệu tính đến ngày 30/9/2026", 10, &["title-periods-differ"]),
        ("Báo cáo tháng 10/2026\nSố liệu tính đến ngày 31/10/2026", 10, &[]),
        ("Tháng 10/2026 (kỳ trước: tháng 9/2026)", 10, &[]),
        ("Tháng|9|Năm|2026", 9, &[]),
        ("Tháng IX/2026", 9, &[]),
        ("09/2026", 9, &[]),
        ("Kỳ báo cáo: 9/2026. Hạn nộp: 15/10/2026", 9, &[]),
        ("Kỳ báo cáo: 01-15/10/2026", 10, &["not-a-period"]),
        ("Kỳ báo cáo: 01-31/10/2026", 10, &[]),
        ("Số liệu từ tháng 8 đến tháng 10/2026", 10, &["not-a-period"]),
        ("Báo cáo tháng 10/2026\nUBND HUYỆN LỘC NINH", 10, &["other-unit"]),
        ("(nghìn hồ sơ)", 10, &["counted-in", "counted-in"]),
        ("Số liệu tính theo nghìn", 10, &["counted-in", "counted-in"]),
        ("ĐVT: nghin ho so", 10, &["counted-in", "counted-in"]),
    ] {
        let (values, found) = read_of("", &format!("{lines}\nĐơn vị: Sở Y tế\nMã|Tử số|Mẫu số\nHS-01|9|10"));
        assert_eq!(values, [format!("SYT HS-01 2026-{month:02} 9/10")], "{lines} {found:?}");
        assert_eq!(found.iter().map(|(rule, _)| rule.as_str()).collect::<Vec<_>>(), rules, "{lines}");
    }
    for (title, unit) in [
        ("Báo cáo kết quả chuyển đổi số của Sở Khoa học và Công nghệ tháng 10/2026", "SKHCN"),
        ("Báo cáo theo Công văn của Sở Khoa học và Công nghệ", ""),
    ] {
        let (values, _) = read_of("", &format!("{title}\nMã|Tử số|Mẫu số\nHS-01|9|10"));
        assert_eq!(values, [format!("{unit} HS-01 2026-10 9/10")], "{title}");
    }
}

#[test]
fn comments_that_object() {
    let rows = "<row r='1'><c r='A1' t='str'><v>Mã</v></c><c r='B1' t='str'><v>Tử số</v></c><c r='C1' t='str'><v>Mẫu số</v></c></row>\
        <row r='2'><c r='A2' t='str'><v>HS-01</v></c><c r='B2'><v>9</v></c><c r='C2'><v>10</v></c></row>";
    let said = |author: &str, text: &str| {
        let comments = format!(
            "<comments><authors><author>Văn thư</author><author>{author}</author></authors><commentList>\
             <comment ref='C2' authorId='1'><text><r><t>{text}</t></r></text></comment></commentList></comments>"
        );
        let relation =
            "<Relationships><Relationship Id='r1' Type='http://x/relationships/comments' Target='../comments1.xml'/></Relationships>";
        let parts: [(&str, &[u8]); 3] = [
            ("xl/worksheets/sheet1.xml", &sheet(rows)),
            ("xl/worksheets/_rels/sheet1.xml.rels", relation.as_bytes()),
            ("xl/comments1.xml", comments.as_bytes()),
        ];
        let book = intake::read(&package(&parts), "a.xlsx").expect("a workbook");
        let (form, known, choices) = (intake::Form { unit_code: String::new(), asked: vec![], ..form() }, catalogue(), Choices::default());
        let u = intake::understand::read_values(&book, &Context::new(&form, &known, &choices), &mut |_| {});
        u.findings.into_iter().map(|f| (f.rule, f.cell)).collect::<Vec<_>>()
    };
    assert_eq!(said("Kế toán", "Số này sai, số đúng 99"), [("comment-objects".to_owned(), "C2".to_owned())]);
    assert_eq!(said("Kế toán", "Nguồn: cổng dịch vụ công"), []);
    // What an earlier marking said.
    assert_eq!(said("Tiến Độ", "PHẢI SỬA: số này sai"), []);
}

#[test]
fn what_names_a_month_or_a_unit_and_is_not_used_is_asked_about() {
    let read = |table: &str| read_of("", &format!("{TITLE}\n{table}"));
    // A column of months under a word that nobody knows; of deadlines there may be any.
    let months = |head: &str, month: &str| format!("Mã|{head}|Tử số|Mẫu số\nHS-01|{month}|9|10");
    for (head, month) in [("Đợt chốt", "09/2026"), ("Mốc", "30/09/2026"), ("", "2026-09")] {
        let (_, found) = read(&months(head, month));
        assert_eq!(found, [("period-unread".to_owned(), "B4".to_owned())], "{head}");
    }
    for (head, month) in [("Hạn hoàn thành", "31/12/2026"), ("Đợt chốt", "10/2026"), ("Ngày cập nhật", "30/09/2026")] {
        assert_eq!(read(&months(head, month)).1, [], "{head}");
    }
    let differ = vec![("title-periods-differ".to_owned(), "A1".to_owned())];
    assert_eq!(read(&months("Kì", "09/2026")), (vec!["SYT HS-01 2026-09 9/10".to_owned()], differ));
    // So with units, beside those that only help.
    let units = |head: &str, unit: &str| format!("Mã|{head}|Tử số|Mẫu số\nHS-01|{unit}|9|10");
    assert_eq!(read(&units("Chỗ gửi", "Sở Khoa học và Công nghệ")).1, [("unit-unread".to_owned(), "B4".to_owned())]);
    assert_eq!(read(&units("Cơ quan phối hợp", "Sở Khoa học và Công nghệ")).1, []);
    // Code and name of two units in one row.
    let (values, found) = read_of("", "Báo cáo tháng 10/2026\nMA_DV|TEN_DV|Mã|Tử số|Mẫu số\nSYT|Sở Khoa học và Công nghệ|HS-01|9|10");
    assert_eq!((values.len(), found), (0, vec![("units-differ".to_owned(), "B3".to_owned())]));
    // Rows that somebody took back.
    let (_, found) = read("Mã|Tử số|Mẫu số|Duyệt\nHS-01|9|10|Đã hủy\nHS-02|3|7|Đã duyệt");
    assert_eq!(found, [("row-objects".to_owned(), "B4".to_owned())]);
}

#[test]
fn months_with_something_behind_them() {
    let group = |month: &str| format!("{TITLE}\nMã|{month}|\n|Tử số|Mẫu số\nHS-01|9|10");
    for month in ["Tháng 9 (chính thức)", "Tháng 9/26", "Sep-26", "Tháng 09 năm nay", "Tháng 9 điều chỉnh", "Th9"] {
        let differ = vec![("title-periods-differ".to_owned(), "A1".to_owned())];
        assert_eq!(read_of("", &group(month)), (vec!["SYT HS-01 2026-09 9/10".to_owned()], differ), "{month}");
    }
    for month in
        ["Tháng 9+10", "Tháng 9, 10", "Tháng liền trước", "Giữa tháng 10", "01/10-15/10/2026", "Từ 01/10 đến 15/10", "Từ 16/10 đến 31/10"]
    {
        let (values, found) = read_of("", &group(month));
        assert!(values.is_empty() && found.iter().all(|(rule, _)| rule == "not-a-result"), "{month}: {values:?} {found:?}");
    }
    // Under an indicator's title, words that nobody knows over the parts are something else.
    let titled = |over: &str| format!("Báo cáo tháng 10/2026: HS-01\nTT|Đơn vị|{over}|\n||Tử số|Mẫu số\n1|SYT|9|10");
    assert_eq!(read_of("", &titled("Tháng 10")), (vec!["SYT HS-01 2026-10 9/10".to_owned()], vec![]));
    assert_eq!(read_of("", &titled("Quá hạn")), (vec![], vec![("unknown-column".to_owned(), "C2".to_owned())]));
}
