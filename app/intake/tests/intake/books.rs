//! The mess of whole books that offices mail: several headers, sections with sums, remarks between rows, last month's sheet, another
//! office's annex. Tables and answers by hand.

use super::bases::{check_of, read_of};
use super::common::*;

const HS: &str = "Tỷ lệ hồ sơ trực tuyến";
const VB: &str = "Tỷ lệ văn bản được ký số";

#[test]
fn the_counted_part_in_the_indicators_own_words() {
    let table = |all: &str, part: &str| format!("TT|Đơn vị|{HS}||{VB}|\n||{all}|{part}|Tổng số|Tử số\n1|Sở Y tế|4783|3845|50|40");
    let read = ["SYT HS-01 2026-10 3.845/4.783", "SYT VB-01 2026-10 40/50"];
    for all in ["Tổng số", "Tổng số hồ sơ", "Mẫu số"] {
        for part in ["Trực tuyến", "Hồ sơ trực tuyến", "Số hồ sơ trực tuyến", "Nộp trực tuyến"] {
            check_of("", &table(all, part), &read, &[]);
        }
    }
    // In other words nobody knows what it is.
    for part in ["Đúng hạn", "Trực tiếp", "Đã giải quyết", "Tiếp nhận", "Số hồ sơ", "Hồ sơ được", "Tuyến"] {
        let (values, _) = read_of("", &table("Tổng số", part));
        assert_eq!(values, ["SYT HS-01 2026-10 /4.783", "SYT VB-01 2026-10 40/50"], "{part}");
    }
    // A share is none of the two numbers.
    for part in ["% trực tuyến", "Tỷ lệ trực tuyến"] {
        let (values, _) = read_of("", &table("Tổng số", part));
        assert!(values.iter().all(|v| !v.contains("HS-01 2026-10 3.845")), "{part}: {values:?}");
    }
}

#[test]
fn not_every_word_of_a_name_is_what_it_counts() {
    let numerator = |code: &str, name: &str, part: &str, n: &str| {
        let known =
            intake::KnownIndicator {
                code: code.into(), name: name.into(), denominator: "Tổng số hồ sơ tiếp nhận".into(), ..sample()
            };
        let unit = intake::KnownUnit { code: "X02".into(), name: "Xã Phước An".into(), ..intake::KnownUnit::default() };
        let known = intake::Known::new(vec![unit], vec![known]);
        let text = format!("Đơn vị\t{name}\t\n\tTổng số\t{part}\nX02\t4783\t{n}\n");
        let book = intake::read(text.as_bytes(), "a.csv").expect("a table");
        let form = intake::Form { unit_code: String::new(), asked: vec![], ..form() };
        let (choices, mut values) = (intake::Choices::default(), vec![]);
        intake::understand::read_values(&book, &intake::Context::new(&form, &known, &choices), &mut |v| values.push(v));
        assert!(!values.is_empty(), "{text}");
        values.iter().find_map(|v| v.numerator).map(domain::text::vi_number)
    };
    let online = "Hồ sơ thủ tục hành chính được xử lý trực tuyến";
    for (name, part, read) in [
        (online, "Trực tuyến", true),
        (online, "Xử lý trực tuyến", true),
        (online, "Hồ sơ trực tuyến", true),
        (online, "Nộp trực tuyến", true),
        (online, "Được xử lý", false),
        (online, "Số hồ sơ được xử lý", false),
        (online, "Thủ tục hành chính", false),
        (online, "Số thủ tục", false),
        (online, "Hồ sơ xử lý", false),
        ("Thủ tục cung cấp dịch vụ công trực tuyến toàn trình", "Trực tuyến", false),
        ("Thủ tục cung cấp dịch vụ công trực tuyến toàn trình", "Toàn trình", true),
        ("Hồ sơ đã số hoá cả thành phần và kết quả", "Kết quả", false),
        ("Hồ sơ đã số hoá cả thành phần và kết quả", "Đã số hoá kết quả", false),
        ("Cơ sở dữ liệu đã kết nối, đồng bộ", "Đã đồng bộ", false),
        ("Hồ sơ tiếp nhận", "Tiếp nhận", false),
    ] {
        assert_eq!(numerator("K-01", name, part, "3845"), read.then(|| "3.845".to_owned()), "{part} of {name}");
    }
    // Nothing above a hundred may be percentages.
    assert_eq!(numerator("K-01", online, "Trực tuyến", "81"), None);
    assert_eq!(numerator("K-01", online, "Trực tuyến", "100"), None);
    assert_eq!(numerator("K-01", online, "Trực tuyến", "101"), Some("101".to_owned()));
}

fn sample() -> intake::KnownIndicator {
    intake::KnownIndicator {
        code: String::new(),
        name: String::new(),
        shape: intake::Shape::Ratio,
        numerator: String::new(),
        denominator: String::new(),
        frequency: domain::period::Frequency::Monthly,
        unit_of_measure: "%".into(),
        accumulation: domain::indicator::Accumulation::Flow,
    }
}

#[test]
fn what_is_counted_may_be_offices() {
    let table = |measures: &str| {
        format!("TT|Đơn vị|{HS}|||{VB}||\n||Tử số|Mẫu số|Tỷ lệ|Tử số|Mẫu số|Tỷ lệ\n||{measures}\n1|Sở Y tế|3011|4211|71,5|13|18|72,2")
    };
    for measures in ["hồ sơ|hồ sơ|%|cơ quan|cơ quan|%", "cơ quan|cơ quan|%|hồ sơ|hồ sơ|%", "đơn vị|đơn vị|%|xã|xã|%"]
    {
        check_of("", &table(measures), &["SYT HS-01 2026-10 3.011/4.211", "SYT VB-01 2026-10 13/18"], &[]);
        // Beside a name that nobody is sure of.
        let near = table(measures).replace(VB, "Văn bản ký số của cơ quan");
        let (values, found) = read_of("", &near);
        assert!(values.contains(&"SYT HS-01 2026-10 3.011/4.211".to_owned()), "{near}: {values:?}");
        assert!(found.iter().all(|(_, cell)| cell == "F1") && !found.is_empty(), "{near}: {found:?}");
    }
}

#[test]
fn sums_of_groups_in_the_words_of_offices() {
    let read = ["SYT HS-01 2026-10 3/7", "X02 HS-01 2026-10 4/9"];
    for (group, all) in [("Sở, ngành", "Cả tỉnh"), ("Các sở, ban, ngành tỉnh", "T.Cộng"), ("Các sở", "Toàn tỉnh")] {
        for communes in ["Xã, phường", "UBND cấp xã", "Địa phương", "Các xã, phường"] {
            let table = format!(
                "TT|Đơn vị|HS-01 tử số|HS-01 mẫu số\nI|{group}|3|7\n1|Sở Y tế|3|7\nII|{communes}|4|9\n1|Xã Phước An|4|9\n|{all}|7|16"
            );
            check_of("", &table, &read, &[]);
        }
    }
    // In a list the sum names its indicator.
    let list = |sum: &str| format!("Đơn vị|Chỉ tiêu|Tử số|Mẫu số\nSở Y tế|{HS}|3|7\nXã Phước An|{HS}|4|9\n{sum}|{HS}|7|16");
    for sum in ["Tổng cộng", "Cộng", "Toàn tỉnh", "Tổng số"] {
        check_of("", &list(sum), &read, &[]);
    }
    check_of("", &list("Xã Không Có"), &read, &[("unknown-unit", "A4")]);
    // The only figure of an indicator is no sum of others.
    let alone = list("Toàn tỉnh").replace(&format!("Toàn tỉnh|{HS}"), &format!("Toàn tỉnh|{VB}"));
    check_of("", &alone, &read, &[("unknown-unit", "A4")]);
    // Groups without a unit.
    let groups = "TT|Đơn vị|HS-01 tử số|HS-01 mẫu số\nI|Sở, ngành|3|7\nII|Địa phương|4|9\n|Cả tỉnh|7|16";
    check_of("", groups, &[], &[("unknown-unit", "B2")]);
    // Under the empty row of an indicator they are its parts.
    let parts = format!("Đơn vị báo cáo: Sở Y tế\nTT|Chỉ tiêu|Tử số|Mẫu số\n1|{HS}||\n|Địa phương|4|9\n2|{VB}|4|9");
    check_of("", &parts, &["SYT VB-01 2026-10 4/9"], &[("levels-only", "C4")]);
}

#[test]
fn the_sum_that_differs_is_told_with_the_rows_that_belong_to_it() {
    // Sums above their rows, and the whole at the end.
    let above = "TT|Đơn vị|HS-01 tử số|HS-01 mẫu số\nI|Các sở|4357|\n1|Sở Y tế|3845|4783\n2|Sở Khoa học và Công nghệ|5120|7330\n\
                 II|Xã, phường|636|\n1|Xã Phước An|221|300\n2|Phường Trấn Biên|415|500\n|Toàn tỉnh|4993|";
    sums(above, &[("C2", "4.357", "8.965"), ("C8", "4.993", "9.601")]);
    // The group behind it has left its sum out.
    sums(&above.replace("4357", "8965").replace("636", "").replace("4993", "9601"), &[]);
    let below = "TT|Đơn vị|HS-01 tử số|HS-01 mẫu số\nI|Các sở||\n1|Sở Y tế|3845|4783\n2|Sở Khoa học và Công nghệ|5120|7330\n|Cộng I|4357|\n\
                 II|Xã, phường||\n1|Xã Phước An|221|300\n2|Phường Trấn Biên|415|500\n|Cộng II|636|\n|Toàn tỉnh|4993|";
    sums(below, &[("C5", "4.357", "8.965"), ("C10", "4.993", "9.601")]);
}

/// Cells of totals, what they say and what is told beside it; nothing of any other.
fn sums(table: &str, told: &[(&str, &str, &str)]) {
    let text = table.lines().map(|line| line.split('|').collect::<Vec<_>>().join("\t") + "\n").collect::<String>();
    let book = intake::read(text.as_bytes(), "a.csv").expect("a table");
    let (known, choices) = (super::names::catalogue(), intake::Choices::default());
    let form = intake::Form { unit_code: String::new(), asked: vec![], ..form() };
    let found = intake::understand::read_values(&book, &intake::Context::new(&form, &known, &choices), &mut |_| {}).findings;
    let found: Vec<_> = found.iter().filter(|f| f.rule == "total-differs").collect();
    let sentence =
        |(cell, total, sum): &(&str, &str, &str)| format!("Ô {cell}: dòng tổng ghi {total}, các dòng được đọc cộng lại là {sum}");
    let said: Vec<_> = found.iter().map(|f| f.message.split(". Dòng").next().unwrap_or_default().to_owned()).collect();
    assert_eq!(said, told.iter().map(sentence).collect::<Vec<_>>(), "{table}");
}

#[test]
fn rates_written_in_two_ways() {
    let table = |first: &str, last: &str| {
        format!(
            "Đơn vị báo cáo: Sở Y tế\nTT|Chỉ tiêu|Tử số|Mẫu số|Tỷ lệ\n1|{HS}|3845|4783|{first}\n2|Tỷ lệ hồ sơ trực tuyến toàn trình|3011|4211|0,715\n3|{VB}|4|5|{last}"
        )
    };
    let read = ["SYT HS-01 2026-10 3.845/4.783", "SYT HS-02 2026-10 3.011/4.211", "SYT VB-01 2026-10 4/5"];
    check_of("", &table("0,8039", "0,8"), &read, &[]);
    check_of("", &table("80,39", "0,8"), &read, &[("percentage-unlike-column", "E3")]);
}

#[test]
fn a_remark_in_brackets_ends_no_group() {
    let table = format!("TT|Đơn vị/Chỉ tiêu|Tử số|Mẫu số\nI|Sở Y tế||\n|(Số liệu chốt ngày 31/10/2026)||\n1|{HS}|3|7\n2|{VB}|4|9");
    check_of("", &table, &["SYT HS-01 2026-10 3/7", "SYT VB-01 2026-10 4/9"], &[]);
    for heading in ["Xã Không Có", "(Xã Phước An)", "(Sở Tư pháp)", "(Số liệu của Xã Phước An)", "(Khối doanh nghiệp)"]
    {
        let (values, found) = read_of("", &table.replace("(Số liệu chốt ngày 31/10/2026)", heading));
        assert!(!found.is_empty() || values.iter().all(|v| v.starts_with("X02 ")), "{heading}: {values:?}");
    }
}

#[test]
fn the_rest_belongs_to_what_it_is_the_rest_of() {
    let table =
        |first: &str| format!("Đơn vị báo cáo: Sở Y tế\nTT|Chỉ tiêu|Tử số|Mẫu số\n1|{HS}|7|16\n|{first}|3|7\n|- Còn lại|4|9\n2|{VB}|4|9");
    let read = ["SYT HS-01 2026-10 7/16", "SYT VB-01 2026-10 4/9"];
    check_of("", &table("Trong đó: cấp xã"), &read, &[]);
    let (_, found) = read_of("", &table("Chỉ tiêu khác"));
    assert!(found.contains(&("unknown-indicator".to_owned(), "B5".to_owned())), "{found:?}");
}

#[test]
fn a_table_of_another_month_or_office_is_told() {
    let told = |unit: &str, book: &intake::Workbook| {
        let (known, choices) = (super::names::catalogue(), intake::Choices::default());
        let form = intake::Form { unit_code: unit.into(), unit_name: unit.into(), asked: vec![], ..form() };
        let found = intake::understand::read_values(book, &intake::Context::new(&form, &known, &choices), &mut |_| {}).findings;
        let found = found.iter().filter(|f| f.rule == "table-of-another");
        found.map(|f| f.message.split('.').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let csv = |text: &str| intake::read(text.replace('|', "\t").as_bytes(), "a.csv").expect("a table");
    let table = |above: &str| csv(&format!("{above}\n\nĐơn vị|Mã|Tử số|Mẫu số\nSở Y tế|HS-01|3|7\n"));
    let of = |period: &str, cell: &str| {
        [format!("{cell} ghi {period}: số liệu dưới tiêu đề này được đọc là của {period}, không phải của tháng 10/2026")]
    };
    assert_eq!(told("", &table("TỔNG HỢP THÁNG 10/2026")), [""; 0]);
    assert_eq!(told("", &table("TỔNG HỢP THÁNG 9/2026")), of("tháng 9/2026", "Ô A1"));
    assert_eq!(told("", &table("TỔNG HỢP THÁNG 10/2025")), of("tháng 10/2025", "Ô A1"));
    // A doubt that stands there already is enough; where each row says when, nobody is surprised.
    assert_eq!(told("", &table("Số liệu tháng 8 và tháng 9 năm 2026")), [""; 0]);
    assert_eq!(told("", &csv("Đơn vị|Mã|Kỳ|Tử số|Mẫu số\nSở Y tế|HS-01|9/2026|3|7\n")), [""; 0]);

    // An office's own book with the annex of another.
    let sheet = |name: &str, unit: &str| {
        let lines = [vec![unit], vec!["Mã", "Tử số", "Mẫu số"], vec!["HS-01", "3", "7"]];
        let cell = |row: usize, col: usize, text: &str| intake::read::Cell {
            row: row as u32,
            col: col as u32,
            value: intake::read::CellValue::Text(text.into()),
            formula: false,
        };
        let cells = lines.iter().enumerate().flat_map(|(r, line)| line.iter().enumerate().map(move |(c, text)| cell(r, c, text)));
        intake::read::Sheet { name: name.into(), cells: cells.collect(), ..csv("Mã\n").sheets.remove(0) }
    };
    let book =
        intake::Workbook { sheets: vec![sheet("PL1", "Sở Y tế"), sheet("PL2", "Sở Khoa học và Công nghệ")], ..csv("Mã\n") };
    assert_eq!(
        told("SYT", &book),
        ["Ô A1 ghi Sở Khoa học và Công nghệ: số liệu dưới tiêu đề này được đọc là của Sở Khoa học và Công nghệ, không phải của SYT"]
    );
}
