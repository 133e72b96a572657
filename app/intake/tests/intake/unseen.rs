//! What strangers sent who knew the task and not the program: each was read silently wrong, lost, or objected to without need. Tables
//! and answers by hand; HS-01 and HS-02 count what happens in a month, DN-01 what there is at its end, VB-01 to date.

use super::bases::{check_of, read_file};
use super::common::{package, sheet};

fn check(table: &str, values: &[&str], found: &[(&str, &str)]) {
    check_of("", table, values, found);
}

const FORM: &str = "Báo cáo tháng 10/2026\nĐơn vị báo cáo: Sở Y tế\nTT|Chỉ tiêu|Tử số|Mẫu số";
const LIST: &str = "Đơn vị|Mã|Tử số|Mẫu số\nSYT|HS-01|3|7";
const OWN: &str = "SYT HS-01 2026-10 3/7";

#[test]
fn titles_of_what_was_and_what_will_be() {
    for title in [
        "BÁO CÁO THÁNG 9 VÀ KẾ HOẠCH CÔNG TÁC THÁNG 10 NĂM 2026",
        "Kết quả tháng 9 và nhiệm vụ trọng tâm tháng 10/2026",
        "Báo cáo tháng 9; phương hướng, nhiệm vụ tháng 10/2026",
    ] {
        check(&format!("{title}\n{LIST}"), &["SYT HS-01 2026-09 3/7"], &[]);
    }
    check(&format!("BÁO CÁO THÁNG 10 VÀ KẾ HOẠCH CÔNG TÁC THÁNG 11 NĂM 2026\n{LIST}"), &[OWN], &[]);
    check(&format!("Tổng hợp tháng 10/2026\nHS-01 tháng 10/2025\n{LIST}"), &[OWN], &[("title-periods-differ", "A2")]);
    check(&format!("HS-01 tháng 10/2025\n{LIST}"), &["SYT HS-01 2025-10 3/7"], &[]);
    // Nothing but a time, and not the one that is taken, or none that can be read.
    for (line, rule) in [
        ("T9", "title-periods-differ"),
        ("Kỳ báo cáo: 09/26", "not-a-period"),
        ("Tháng 9/20226", "not-a-period"),
        ("Tháng 9 năm 2O26", "not-a-period"),
        ("Năm 2025", "not-a-period"),
    ] {
        check(&format!("{line}\n{LIST}"), &[OWN], &[(rule, "A1")]);
    }
    for line in ["T10", "Tháng 10", "Năm 2026", "Kỳ báo cáo: 01-31/10/2026"] {
        check(&format!("{line}\n{LIST}"), &[OWN], &[]);
    }
    check(&format!("9T/2026\n{LIST}"), &[], &[("only-to-date", "C3"), ("only-to-date", "D3")]);
}

#[test]
fn lines_that_take_a_table_back() {
    for line in ["Số liệu chưa chốt", "BẢN NHÁP", "(Số liệu chưa đối chiếu)"] {
        check(&format!("{line}\n{LIST}"), &[OWN], &[("footnote-objects", "A1")]);
    }
    check(&format!("(Số liệu kế hoạch)\n{LIST}"), &[], &[("not-a-result", "C3"), ("not-a-result", "D3")]);
    let note = "* Số liệu luỹ kế từ đầu năm đến hết tháng 10.";
    check(&format!("{LIST}\n{note}"), &[OWN], &[("footnote-objects", "A3")]);
    // Of what there is at a day, or counted to date, a sum to date is no other figure.
    check(&format!("Đơn vị|Mã|Tử số|Mẫu số\nSYT|VB-01|3|7\n{note}"), &["SYT VB-01 2026-10 3/7"], &[]);
}

#[test]
fn months_under_headers_that_are_more_than_a_month() {
    let table = |second: &str| format!("HS-01\nĐơn vị|Tháng 9||{second}|\n|Tử số|Mẫu số|Tử số|Mẫu số\nSYT|1|2|3|7");
    let last = "SYT HS-01 2026-09 1/2";
    for header in ["Tháng 10 (1)", "Tháng 10 *", "Tháng 10"] {
        check(&table(header), &[last, OWN], &[]);
    }
    for header in ["Tháng 10 (ước)", "Tháng 20", "Tháng 9 + 10", "Tháng 10 và 11"] {
        check(&table(header), &[last], &[("unknown-column", "D2")]);
    }
    // A sum of months beside the month is no loss.
    let sum = "HS-01\nĐơn vị|Tháng 10||Tháng 9+10|\n|Tử số|Mẫu số|Tử số|Mẫu số\nSYT|3|7|4|9";
    check(sum, &[OWN], &[]);
    for (header, rule) in [("năm 2025", "not-a-result"), ("cần đạt", "not-a-result"), ("10T", "only-to-date")] {
        check(&format!("Đơn vị|Mã|Tử số {header}|Mẫu số {header}\nSYT|HS-01|3|7"), &[], &[(rule, "C2"), (rule, "D2")]);
    }
}

#[test]
fn a_name_over_the_second_of_two_columns() {
    let head = "||KỲ||Kỳ này";
    for over in ["Kỳ trước", "Luỹ kế"] {
        let table = format!("{}\nĐơn vị|Tử số|Mẫu số|Tử số|Mẫu số\nSYT|1|2|3|7", head.replace("KỲ", over));
        let (values, found) = super::bases::read_of("", &format!("HS-01\n{table}"));
        // Numerator and denominator that a reader would have made one figure of.
        let torn = |cell: &str| found.contains(&("parts-torn".to_owned(), cell.to_owned()));
        assert!(values.is_empty() && torn("B4") && torn("E4"), "{values:?} {found:?}");
    }
    // Over the first of each.
    let table = "HS-01\n|Kỳ trước||Kỳ này|\nĐơn vị|Tử số|Mẫu số|Tử số|Mẫu số\nSYT|1|2|3|7";
    check(table, &[OWN], &[]);
    // Numerators first, then denominators.
    let table = "Đơn vị|Mã|Tử số T9|Tử số T10|Mẫu số T9|Mẫu số T10\nSYT|HS-01|1|3|2|7";
    check(table, &["SYT HS-01 2026-09 1/2", OWN], &[]);
}

#[test]
fn a_code_beside_words_of_something_else() {
    let table = |name: &str| format!("Đơn vị|Mã|Chỉ tiêu|Tử số|Mẫu số\nSYT|HS-01|{name}|3|7");
    for name in ["Tỷ lệ hồ sơ trực tuyến - tháng 9", "Hồ sơ chưa trực tuyến", "Kế hoạch: hồ sơ trực tuyến"] {
        check(&table(name), &[OWN], &[("name-unlike-code", "C2")]);
    }
    for name in ["Tỷ lệ hồ sơ trực tuyến", "Hồ sơ trực tuyến", "1. TỶ LỆ HỒ SƠ TRỰC TUYẾN", "HS-01", ""] {
        check(&table(name), &[OWN], &[]);
    }
}

#[test]
fn a_code_beside_the_name_of_another_in_a_header() {
    for header in ["HS-01 - Tỷ lệ văn bản được ký số", "Tỷ lệ văn bản được ký số (HS-01)"] {
        let (_, found) = super::bases::read_of("", &format!("Đơn vị|{header}|\n|Tử số|Mẫu số\nSYT|3|7"));
        assert!(found.contains(&("name-to-confirm".into(), "B1".into())), "{header} {found:?}");
    }
    check("Đơn vị|HS-01 - Tỷ lệ hồ sơ trực tuyến|\n|Tử số|Mẫu số\nSYT|3|7", &[OWN], &[]);
}

#[test]
fn units_that_are_none_of_the_reports() {
    let sections = format!("{FORM}\nI|Sở Y tế||\n1|HS-01|3|7\nII|SECOND||\n2|HS-02|4|9");
    for second in ["Toàn tỉnh", "Cấp xã", "Sở Giáo dục"] {
        let (values, found) = super::bases::read_of("", &sections.replace("SECOND", second));
        assert_eq!(values, [OWN], "{second}");
        assert!(found.contains(&("unit-missing".into(), "B7".into())), "{second} {found:?}");
    }
    // Who gets the paper.
    check("Báo cáo tháng 10/2026\nĐơn vị báo cáo:|Sở Y tế\nNơi nhận:|Sở KH&CN\nTT|Chỉ tiêu|Tử số|Mẫu số\n1|HS-01|3|7", &[OWN], &[]);
    let second = "Nơi nhận:\n- Sở Khoa học và Công nghệ;\nTT|Chỉ tiêu|Tử số|Mẫu số\n1|HS-02|4|9";
    check(&format!("{FORM}\n1|HS-01|3|7\n{second}"), &[OWN, "SYT HS-02 2026-10 4/9"], &[]);
    // "Sở Giáo" begins like "số giao", and "Sở Kế hoạch" holds the word for a plan.
    let of = |part: &str| format!("{part} kế hoạch (Sở Kế hoạch và Đầu tư)");
    let planned = format!("Đơn vị|Mã|{}|{}\nSYT|HS-01|3|7", of("Tử số"), of("Mẫu số"));
    check(&planned, &[], &[("not-a-result", "C2"), ("not-a-result", "D2")]);
    check("Đơn vị|HS-01 tử số|HS-01 mẫu số\nSYT|3|7\nSở Giáo dục|4|9", &[OWN], &[("unknown-unit", "A3")]);
    let columns = "TT|Chỉ tiêu|Sở Y tế|Sở Kế hoạch và Đầu tư|Xã Phưóc An|UBND xã Lộc\n1|HS-01||||\n|Tử số|3|4|5|6\n|Mẫu số|7|8|9|10";
    check(columns, &[OWN], &[("unknown-unit", "D1"), ("unknown-unit", "E1"), ("unknown-unit", "F1")]);
    // Between the rows of a form with codes.
    let coded = "Mã|TT|Chỉ tiêu|Tử số|Mẫu số\n*|Xã Phước An|||\nHS-01|1|Tỷ lệ hồ sơ trực tuyến|3|7";
    check(coded, &["X02 HS-01 2026-10 3/7"], &[]);
    // In a form sent for one unit a row that is another's by its name alone.
    let (_, found) = super::bases::read_of("X02", "TT|Chỉ tiêu|Tử số|Mẫu số\n|Sở Y tế||\n1|HS-01|3|7");
    assert!(found.contains(&("other-unit-row".into(), "B3".into())), "{found:?}");
}

#[test]
fn titles_and_sections_of_indicators_that_nobody_knows() {
    let two = |between: &str| format!("Biểu 1. HS-01\nĐơn vị|Tử số|Mẫu số\nSYT|3|7\n{between}\nĐơn vị|Tử số|Mẫu số\nX02|1|2");
    check(&two("Biểu 2. Văn bản điện tử được ký"), &[OWN], &[("unknown-indicator", "A4")]);
    check(&two("Biểu 2. HS-02"), &[OWN, "X02 HS-02 2026-10 1/2"], &[]);
    for same in ["Số: 12/BC-SYT", "II. Các xã, phường", "Tháng 10/2026", "Xã Phước An", "ĐVT: hồ sơ"] {
        check(&two(same), &[OWN, "X02 HS-01 2026-10 1/2"], &[]);
    }
    let rows = |second: &str| format!("TT|Chỉ tiêu / Đơn vị|Tử số|Mẫu số\nI|HS-01||\n1|Sở Y tế|3|7\nII|{second}||\n1|Xã Phước An|1|2");
    check(&rows("Văn bản điện tử"), &[OWN], &[("unknown-indicator", "B5")]);
    check(&rows("Khối xã"), &[OWN, "X02 HS-01 2026-10 1/2"], &[]);
}

#[test]
fn tables_side_by_side_under_a_title_each() {
    let rows = "TT|Đơn vị|Tử số|Mẫu số||TT|Đơn vị|Tử số|Mẫu số\n1|SYT|3|7||1|X02|1|2";
    for titles in ["HS-01|||||HS-02", "HS-01||||HS-02"] {
        check(&format!("{titles}\n{rows}"), &[OWN, "X02 HS-02 2026-10 1/2"], &[]);
    }
    // Half of a table in the words of the catalogue, a title each, and one that says nothing of itself.
    let rows = "TT|Đơn vị|Tử số|Mẫu số|TT|Đơn vị|Tử số|Mẫu số\n1|SYT|3|7|1|X02|1|2";
    check(&format!("Biểu 1: HS-01||||Biểu 2: HS-02\n{rows}"), &[OWN, "X02 HS-02 2026-10 1/2"], &[]);
    let (values, found) = super::bases::read_of("", &format!("Biểu 1: HS-01||||Biểu 2: máy in\n{rows}"));
    assert!(!values.iter().any(|v| v.contains("X02")) || !found.is_empty(), "{values:?} {found:?}");
    // One table, with the unit's code behind the figures.
    let export = "KY_BC|TU_SO|TEN_DV|MA_CT|MA_DV|MAU_SO|ID\n09/2026|3|Sở Y tế|HS-01|SYT|7|1009";
    check(export, &["SYT HS-01 2026-09 3/7"], &[]);
    let export = "id|created|denominator|period|unit code|unit|numerator|indicator\n7|x|7|2026-10|SYT|Sở Y tế|3|HS-01";
    check(export, &[OWN], &[]);
}

#[test]
fn words_beside_a_figure() {
    for remark in [
        "Tăng vì lấy số tháng 9",
        "Tăng do cộng số liệu tháng 9",
        "chưa đối chiếu",
        "1243 mới đúng",
        "số dự kiến",
        "đề nghị không tính",
        "chưa gồm 3 đơn vị",
        "không chắc",
        "chờ xác nhận",
    ] {
        check(&format!("Đơn vị|Mã|Tử số|Mẫu số|Ghi chú\nSYT|HS-01|3|7|{remark}"), &[OWN], &[("note-objects", "C2")]);
    }
    for remark in
        ["5 hồ sơ chưa đúng hạn", "3 hồ sơ chờ xác nhận", "2 tài khoản chưa duyệt", "Tăng 5% so tháng 9", "đã đối chiếu", "đúng số liệu"]
    {
        check(&format!("Đơn vị|Mã|Tử số|Mẫu số|Ghi chú\nSYT|HS-01|3|7|{remark}"), &[OWN], &[]);
    }
    for state in ["Bị trả lại", "rejected", "Chưa duyệt", "nhập nhầm cột"] {
        check(&format!("Đơn vị|Mã|Tử số|Mẫu số|Kết luận\nSYT|HS-01|3|7|{state}"), &[OWN], &[("row-objects", "C2")]);
    }
    check("Đơn vị|Mã|Tử số|Mẫu số|Trạng thái\nSYT|HS-01|3|7|approved", &[OWN], &[]);
    check(&format!("{FORM}\n1|HS-01|3|7\n|Đính chính số liệu tháng 9/2026||\n2|HS-02|1|2"), &[OWN, "SYT HS-02 2026-09 1/2"], &[]);
}

#[test]
fn columns_that_say_the_same_in_other_words() {
    check("Đơn vị|HS-01 (TS)|HS-01 (MS)|TS HS-02|MS HS-02\nSYT|3|7|1|2", &[OWN, "SYT HS-02 2026-10 1/2"], &[]);
    check(
        &format!("{}\n1|HS-01|hồ sơ|3|7\n2|HS-02|CSDL|1|2", FORM.replace("Chỉ tiêu|", "Chỉ tiêu|Đơn vị|")),
        &[OWN, "SYT HS-02 2026-10 1/2"],
        &[],
    );
    check("Đơn vị|Mã|Tử số|Mẫu số|Xếp hạng|Điểm\nSYT|HS-01|3|7|1|10", &[OWN], &[]);
    check("Đơn vị|HS-01 tử số|HS-01 mẫu số|Xếp hạng|Điểm\nSYT|3|7|1|10", &[OWN], &[]);
    let (_, found) = super::bases::read_of("", "Đơn vị|HS-01 tử số|HS-01 mẫu số|Điểm phục vụ\nSYT|3|7|12");
    assert!(found.contains(&("unknown-column".into(), "D1".into())), "{found:?}");
    // A header again in the middle, with a sum to date.
    let again = "TT|Chỉ tiêu|Luỹ kế 9 tháng|Tháng 10\n1|HS-01|3|7";
    let (_, found) = super::bases::read_of("", &format!("{again}\n{}", again.replace("HS-01", "HS-02")));
    assert!(!found.iter().any(|(rule, _)| rule == "text-not-number"), "{found:?}");
    check("Nơi gửi|Mã|Tử số|Mẫu số\nSở Y tế|HS-01|3|7", &[OWN], &[]);
}

#[test]
fn titles_that_count_in_thousands_by_a_sign() {
    for line in ["(x 1.000)", "Số liệu x1000", "(×10³)", "Đơn vị: vạn người", "ĐVT: x 1.000"] {
        check(&format!("{line}\n{LIST}"), &[OWN], &[("counted-in", "C3"), ("counted-in", "D3")]);
    }
    for line in ["Đơn vị: Xã Vạn Xuân", "Vạn sự khởi đầu", "Phụ lục 1x10", "Mẫu 1 x 2"] {
        check(&format!("{line}\n{LIST}"), &[OWN], &[]);
    }
}

#[test]
fn a_day_that_ends_a_month_above_a_table() {
    for day in ["30/9/2026", "30/09/2026", "30-9-2026"] {
        check(&format!("{day}\n{LIST}"), &["SYT HS-01 2026-09 3/7"], &[]);
    }
    // The day of a letter says nothing of its figures.
    for line in ["31/10/2026", "5/11/2026", "Đồng Nai, ngày 30/9/2026", "Số 30/9/2026/BC"] {
        check(&format!("{line}\n{LIST}"), &[OWN], &[]);
    }
}

/// A list whose title, header and row have one cell with this style and content; styles: 1 struck out, 2 "Tháng "0, 3 `0.000`.
fn check_cell(place: &str, style: u32, cell: &str, values: &[&str], found: &[(&str, &str)]) {
    let styles = r##"<styleSheet><numFmts><numFmt numFmtId="170" formatCode='"Tháng "0'/><numFmt numFmtId="171" formatCode="0.000"/></numFmts>
        <fonts><font/><font><strike/></font></fonts><cellXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="0" fontId="1"/>
        <xf numFmtId="170" fontId="0"/><xf numFmtId="171" fontId="0"/></cellXfs></styleSheet>"##;
    let text = |text: &str| format!(" t='str'><v>{text}</v></c>");
    let rows = [vec!["Báo cáo chuyển đổi số"], vec!["Đơn vị", "Mã", "Tử số", "Mẫu số"], vec!["SYT", "HS-01", "3", "7"]];
    let mut xml = String::new();
    for (row, cells) in rows.iter().enumerate() {
        xml += &format!("<row r='{}'>", row + 1);
        for (col, written) in cells.iter().enumerate() {
            let at = format!("{}{}", char::from(b'A' + col as u8), row + 1);
            let own = if at == place { cell.to_owned() } else { String::new() };
            let content = if own.is_empty() { text(written) } else { own };
            xml += &format!("<c r='{at}' s='{}'{content}", if at == place { style } else { 0 });
        }
        xml += "</row>";
    }
    let bytes = package(&[("xl/styles.xml", styles.as_bytes()), ("xl/worksheets/sheet1.xml", &sheet(&xml))]);
    let (got, places) = read_file("Biểu.xlsx", "", &bytes);
    assert_eq!(got, values, "{place} {cell}");
    assert_eq!(places.iter().map(|(rule, cell)| (rule.as_str(), cell.as_str())).collect::<Vec<_>>(), found, "{place} {cell}");
}

#[test]
fn what_is_struck_out_around_a_figure() {
    for place in ["A3", "B3"] {
        check_cell(place, 1, "", &[OWN], &[("comment-objects", "C3")]);
    }
    for place in ["A1", "C2", "D2"] {
        check_cell(place, 1, "", &[OWN], &[("comment-objects", place)]);
    }
    check_cell("C3", 1, "><v>3</v></c>", &["SYT HS-01 2026-10 /7"], &[("text-not-number", "C3")]);
}

#[test]
fn a_title_by_a_format_or_by_a_formula() {
    check_cell("A1", 2, "><v>10</v></c>", &[OWN], &[]);
    check_cell("A1", 2, "><v>9</v></c>", &["SYT HS-01 2026-09 3/7"], &[]);
    check_cell("A1", 3, "><v>9</v></c>", &[OWN], &[("title-unread", "A1")]);
    check_cell("A1", 0, " t='e'><v>#N/A</v></c>", &[OWN], &[("title-unread", "A1")]);
    check_cell("A1", 0, "><f>\"Tháng \"&amp;9</f></c>", &[OWN], &[("title-unread", "A1")]);
    check_cell("C3", 3, "><v>3</v></c>", &["SYT HS-01 2026-10 /7"], &[("shown-differs", "C3")]);
}

#[test]
fn the_only_sheet_is_hidden_or_an_old_one() {
    for (name, state, found) in
        [("Số liệu", "visible", vec![]), ("Số liệu", "hidden", vec![("only-sheet", "")]), ("Bản cũ", "visible", vec![("only-sheet", "")])]
    {
        let workbook =
            format!(r#"<workbook xmlns:r="r"><sheets><sheet name="{name}" state="{state}" sheetId="1" r:id="rId1"/></sheets></workbook>"#);
        let cells = |row: u32, texts: [&str; 4]| {
            let cell = |(col, text)| format!("<c r='{}{row}' t='str'><v>{text}</v></c>", char::from(b'A' + col as u8));
            format!("<row r='{row}'>{}</row>", texts.iter().enumerate().map(cell).collect::<String>())
        };
        let rows = cells(1, ["Đơn vị", "Mã", "Tử số", "Mẫu số"]) + &cells(2, ["SYT", "HS-01", "3", "7"]);
        let bytes = package(&[("xl/workbook.xml", workbook.as_bytes()), ("xl/worksheets/sheet1.xml", &sheet(&rows))]);
        let (values, places) = read_file("Biểu.xlsx", "", &bytes);
        assert_eq!(values, [OWN]);
        assert_eq!(places.iter().map(|(rule, cell)| (rule.as_str(), cell.as_str())).collect::<Vec<_>>(), found, "{name} {state}");
    }
}
