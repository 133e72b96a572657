//! One word of a sound table changed: where it changes what the figures mean, they are read so or asked about; where it does not, nothing
//! is. Tables and answers by hand; HS-01 and HS-02 count what happens in a month, DN-01 what there is at its end, VB-01 to date.

use super::bases::{check_of, read_file, read_of};
use super::common::{form, package, sheet};
use intake::{Choices, Context, Known, KnownIndicator, KnownUnit, Shape};

fn check(table: &str, values: &[&str], found: &[(&str, &str)]) {
    check_of("", table, values, found);
}

const LIST: &str = "Đơn vị|Mã|Tử số|Mẫu số\nSYT|HS-01|3|7";
const OWN: &str = "SYT HS-01 2026-10 3/7";
const REFUSED: [(&str, &str); 2] = [("not-a-result", "C3"), ("not-a-result", "D3")];

#[test]
fn the_next_month_is_no_june() {
    let table = "Đơn vị|Mã|Tháng này||Tháng sau|\n||Tử số|Mẫu số|Tử số|Mẫu số\nSYT|HS-01|3|7|4|8";
    check(table, &[OWN], &[]);
    check(&format!("Số liệu tháng Sáu năm 2026\n{LIST}"), &["SYT HS-01 2026-06 3/7"], &[]);
}

#[test]
fn a_month_over_one_of_two_counts() {
    for (header, values) in [
        ("Tử số|Mẫu số T9", vec![]),
        ("Tử số tháng 9|Mẫu số", vec![]),
        ("Tử số tháng 10|Mẫu số", vec![OWN]),
        ("Tử số|Mẫu số T10", vec![OWN]),
    ] {
        let found: &[(&str, &str)] =
            if values.is_empty() { &[("part-of-another-month", "C3"), ("part-of-another-month", "D3")] } else { &[] };
        check(&format!("Báo cáo tháng 10/2026\nĐơn vị|Mã|{header}\nSYT|HS-01|3|7"), &values, found);
    }
}

#[test]
fn a_formula_of_a_percentage_is_no_scale() {
    check(&format!("Tỷ lệ = Tử số / Mẫu số x 100\n{LIST}"), &[OWN], &[]);
    check(&format!("Tỷ lệ = Tử số / Mẫu số x 100%\n{LIST}"), &[OWN], &[]);
}

#[test]
fn titles_of_what_was_not_done() {
    for title in [
        "Ước kết quả thực hiện tháng 10/2026",
        "Dự kiến kết quả tháng 10/2026",
        "Dự báo tháng 10/2026",
        "Kết quả thực hiện tháng 10/2026 (số liệu ước)",
        "Kế hoạch chỉ tiêu tháng 10/2026",
        "Đăng ký chỉ tiêu tháng 10/2026",
        "Bình quân tháng năm 2026",
    ] {
        check(&format!("{title}\n{LIST}"), &[], &REFUSED);
    }
    for title in
        ["Kết quả tháng 10/2026, ước thực hiện năm 2026", "Kết quả thực hiện kế hoạch tháng 10/2026", "Kết quả tháng 10/2026 (đã rà soát)"]
    {
        check(&format!("{title}\n{LIST}"), &[OWN], &[]);
    }
    for title in ["Kỳ báo cáo: tháng 10/2026 (chưa duyệt)", "Báo cáo tháng 10/2026 (bản nháp)"] {
        check(&format!("{title}\n{LIST}"), &[OWN], &[("footnote-objects", "A1")]);
    }
}

#[test]
fn tabs_of_what_was_not_done() {
    let texts = |row: u32, all: [&str; 4]| {
        let cell = |(text, col): (&str, &str)| match text.parse::<u32>() {
            Ok(number) => format!("<c r='{col}{row}'><v>{number}</v></c>"),
            Err(_) => format!("<c r='{col}{row}' t='str'><v>{text}</v></c>"),
        };
        format!("<row r='{row}'>{}</row>", all.into_iter().zip(["A", "B", "C", "D"]).map(cell).collect::<String>())
    };
    let rows = sheet(&(texts(2, ["Đơn vị", "Mã", "Tử số", "Mẫu số"]) + &texts(3, ["SYT", "HS-01", "3", "7"])));
    let read = |tab: &str| {
        let workbook = format!(r#"<workbook xmlns:r="r"><sheets><sheet name="{tab}" sheetId="1" r:id="rId1"/></sheets></workbook>"#);
        read_file("Biểu.xlsx", "", &package(&[("xl/workbook.xml", workbook.as_bytes()), ("xl/worksheets/sheet1.xml", &rows)]))
    };
    let refused: Vec<(String, String)> = REFUSED.iter().map(|(rule, cell)| ((*rule).to_owned(), (*cell).to_owned())).collect();
    for tab in ["KH T10", "Kế hoạch T10", "Mục tiêu", "Mục tiêu T10", "CK 2026", "Dự báo"] {
        assert_eq!(read(tab), (vec![], refused.clone()), "{tab}");
    }
    for tab in ["Sở KH&amp;CN", "KHCN", "Thực hiện T10", "Biểu T10"] {
        assert_eq!(read(tab), (vec![OWN.to_owned()], vec![]), "{tab}");
    }
}

#[test]
fn titles_of_days_and_of_two_months() {
    for line in [
        "Số liệu tính đến ngày 14/9/2026",
        "Số liệu chốt đến ngày 14/9/2026",
        "Từ 15/8 đến 14/9/2026",
        "T9, T10/2026",
        "Tháng 9, 10 năm 2026",
    ] {
        check(&format!("{line}\n{LIST}"), &[OWN], &[("not-a-period", "A1")]);
    }
    check(&format!("Báo cáo tháng 10/2026\nTừ 15/8 đến 14/9/2026\n{LIST}"), &[OWN], &[("not-a-period", "A2")]);
    check(&format!("Báo cáo tháng 10/2026 (số liệu tháng 9/2026)\n{LIST}"), &[OWN], &[("title-periods-differ", "A1")]);
    for line in ["Số liệu tính đến ngày 14/10/2026", "Từ 15/9 đến 14/10/2026", "T10/2026", "Báo cáo tháng 10/2026 (số liệu tháng 10)"]
    {
        check(&format!("{line}\n{LIST}"), &[OWN], &[]);
    }
}

#[test]
fn headers_of_what_was_not_done() {
    for word in ["được giao", "(còn lại)", "bình quân", "chưa thực hiện", "(dự báo)", "phải đạt", "quá hạn"] {
        let table = format!("Báo cáo tháng 10/2026\nĐơn vị|Mã|Tử số {word}|Mẫu số {word}\nSYT|HS-01|3|7");
        check(&table, &[], &REFUSED);
    }
    for word in ["(hồ sơ)", "(đã rà soát)", "thực tế", "(không quá hạn)"] {
        let table = format!("Báo cáo tháng 10/2026\nĐơn vị|Mã|Tử số {word}|Mẫu số {word}\nSYT|HS-01|3|7");
        check(&table, &[OWN], &[]);
    }
}

#[test]
fn notes_below_a_table_whose_header_names_the_month() {
    let table = |note: &str| format!("Đơn vị|Mã|Tháng 10/2026|\n||Tử số|Mẫu số\nSYT|HS-01|3|7\n{note}");
    let own = [OWN];
    for note in [
        "Số liệu ước",
        "(*) Số liệu ước",
        "Ghi chú: số liệu là kế hoạch",
        "Số liệu minh hoạ",
        "Số liệu dự kiến",
        "Tử số là số chưa thực hiện",
        "Số liệu luỹ kế từ đầu năm",
        "Số liệu tính từ ngày 01/01/2026 đến 31/10/2026",
    ] {
        check(&table(note), &own, &[("footnote-objects", "A4")]);
    }
    check(&table("Số liệu đến ngày 15/10/2026"), &own, &[("not-a-period", "A4")]);
    for note in ["Ghi chú: số liệu của năm 2025", "Số liệu trên là của quý III/2026"] {
        check(&table(note), &own, &[("not-a-period", "A4")]);
    }
    check(&table("Số liệu theo Kế hoạch số 12 năm 2025"), &own, &[]);
    check(&table("Số liệu do Văn phòng tổng hợp"), &own, &[]);
    // Where each row says its own month, another one below is asked about as well.
    let list = |note: &str| format!("Đơn vị|Mã|Kỳ|Tử số|Mẫu số\nSYT|HS-01|10/2026|3|7\n{note}");
    check(&list("Số liệu ước"), &[OWN], &[("footnote-objects", "A3")]);
    check(&list("Số liệu tháng 9 do Văn phòng gửi"), &[OWN], &[("not-a-period", "A3")]);
    check(&list("Ghi chú: Số liệu tính từ ngày 01/9/2026 đến ngày 30/9/2026"), &[OWN], &[("not-a-period", "A3")]);
    check(&list("Số liệu tính từ ngày 01/10/2026 đến ngày 31/10/2026"), &[OWN], &[]);
    // Of two months in the rows, one may be meant.
    let both = format!("{}\nSYT|HS-01|09/2026|2|7", list("").trim_end());
    check(&format!("{both}\nSố liệu tháng 9 do Văn phòng gửi"), &[OWN, "SYT HS-01 2026-09 2/7"], &[]);
}

#[test]
fn titles_and_tabs_that_contradict_what_rows_say() {
    let list = |title: &str| format!("{title}\nĐơn vị|Mã|Kỳ|Tử số|Mẫu số\nSYT|HS-01|10/2026|3|7");
    for title in ["Kỳ báo cáo: quý III/2026", "Kỳ báo cáo: tháng 9/2026", "Số liệu tháng 10/2027", "Kết quả các chỉ tiêu năm 2025"]
    {
        check(&list(title), &[OWN], &[("title-periods-differ", "A1")]);
    }
    check(&list("Kỳ báo cáo: nửa đầu tháng 10/2026"), &[OWN], &[("not-a-period", "A1")]);
    for title in [
        "Kỳ báo cáo: tháng 10/2026",
        "Kỳ báo cáo: quý IV/2026",
        "Số liệu năm 2026",
        "Số liệu tháng 9 và tháng 10 năm 2026",
        "Kết quả thực hiện Nghị quyết số 57 năm 2024",
        "Biểu mẫu ban hành theo Quyết định năm 2025",
    ] {
        check(&list(title), &[OWN], &[]);
    }
    // A second title that says a quarter or a year apart.
    let two = |title: &str| format!("{title}\nKỳ báo cáo: tháng 10/2026\n{LIST}");
    for title in ["Báo cáo kết quả quý III/2026", "TỔNG HỢP SỐ LIỆU CHUYỂN ĐỔI SỐ năm 2025"] {
        check(&two(title), &[OWN], &[("title-periods-differ", "A1")]);
    }
    check(&two("Báo cáo kết quả quý IV/2026"), &[OWN], &[]);
    check(&two("Kết quả chuyển đổi số - Số liệu chưa chính thức"), &[OWN], &[("footnote-objects", "A1")]);
}

#[test]
fn times_over_parts_that_are_no_results() {
    let table = |over: &str| format!("Đơn vị|Mã|{over}|\n||Tử số|Mẫu số\nSYT|HS-01|3|7");
    for over in
        ["Chênh lệch tháng 10/2026", "Đăng ký tháng 10/2026", "Số phát sinh tăng tháng 10/2026", "Không thực hiện được tháng 10/2026"]
    {
        check(&table(over), &[], &REFUSED);
    }
    check(&table("Đầu năm đến tháng 10/2026"), &[], &[("only-to-date", "C3"), ("only-to-date", "D3")]);
    check(&table("Kết quả thực hiện tháng 10/2026"), &[OWN], &[]);
    for title in ["Kết quả tháng 10/2026 (kế hoạch)", "Kết quả tháng 10/2026 (dự kiến)"] {
        check(&format!("{title}\n{LIST}"), &[], &REFUSED);
    }
}

#[test]
fn names_behind_a_code_over_columns() {
    let table = |name: &str| format!("TT|Đơn vị|{name}|\n||Tử số|Mẫu số\n1|SYT|3|7");
    for name in ["HS-01 Hồ sơ chưa trực tuyến", "HS-01 Hồ sơ trực tuyến quá hạn", "HS-01 Tỷ lệ hồ sơ trực tuyến (cấp xã)"]
    {
        check(&table(name), &[OWN], &[("name-to-confirm", "C1")]);
    }
    for name in [
        "HS-01",
        "HS-01 Tỷ lệ hồ sơ trực tuyến",
        "HS-01. Hồ sơ trực tuyến (%)",
        "HS-01 Tỷ lệ hồ sơ trực tuyến (tháng 10)",
        "HS-01 - HS trực tuyến",
    ] {
        check(&table(name), &[OWN], &[]);
    }
}

#[test]
fn sections_of_another_kind() {
    let table = |line: &str| format!("Đơn vị báo cáo: Sở Y tế\nMã|Tử số|Mẫu số\n{line}\nHS-01|3|7");
    for line in ["II. Kết quả kỳ trước", "I. Chính quyền số (mục tiêu năm)", "I. Chính quyền số (chưa thực hiện)", "I. Hạ tầng số - Số ước"]
    {
        check(&table(line), &[], &[("row-not-a-result", "B4"), ("row-not-a-result", "C4")]);
    }
    check(&table("I. Chính quyền số - Kết quả tháng 9"), &["SYT HS-01 2026-09 3/7"], &[]);
    check(&table("I. Chính quyền số năm 2025"), &[OWN], &[("title-periods-differ", "A3")]);
    for line in ["I. Kết quả thực hiện mục tiêu", "II. Tăng so với năm 2025", "I. Bộ chỉ số DTI năm 2025"] {
        check(&table(line), &[OWN], &[]);
    }
    for line in ["I. Mục tiêu đến năm 2025", "I. Chính quyền số (mục tiêu 80%)", "I. Chính quyền số (02 chỉ tiêu)", "I. Kết quả thực hiện"]
    {
        check(&table(line), &[OWN], &[]);
    }
}

#[test]
fn codes_that_nobody_knows() {
    let row = |code: &str, name: &str| format!("Đơn vị|Mã|Chỉ tiêu|Tử số|Mẫu số\nSYT|{code}|{name}|3|7");
    for code in ["HS-01.1", "HS-01a", "HS-77", "QN-HS-01"] {
        check(&row(code, "Tỷ lệ hồ sơ trực tuyến"), &[OWN], &[("unknown-code", "B2")]);
    }
    for code in ["1", "1.1", "CT01", "", "HS 01"] {
        check(&row(code, "Tỷ lệ hồ sơ trực tuyến"), &[OWN], &[]);
    }
    check(&row("HS-01 (kế hoạch)", "Tỷ lệ hồ sơ trực tuyến"), &[], &[("row-not-a-result", "D2"), ("row-not-a-result", "E2")]);
    check(&row("HS-01", "Tỷ lệ hồ sơ trực tuyến (mục tiêu)"), &[], &[("row-not-a-result", "D2"), ("row-not-a-result", "E2")]);
}

#[test]
fn who_is_within_the_unit_is_not_the_unit() {
    let read = |line: &str| {
        let (_, found) = read_of("X01", &format!("{line}\nMã|Tử số|Mẫu số\nHS-01|3|7"));
        found.into_iter().filter(|(rule, _)| rule != "not-asked").collect::<Vec<_>>()
    };
    for line in [
        "Công đoàn xã An Phước",
        "Đơn vị báo cáo: Trạm Y tế xã An Phước",
        "Đơn vị: Ấp 3, xã An Phước",
        "Tên đơn vị: Xã An Phước, tỉnh Quảng Ngãi",
        "Xã An Phước, TP. Hồ Chí Minh",
        "Các xã trừ xã An Phước",
    ] {
        assert_eq!(read(line), [("other-unit".to_owned(), "A1".to_owned())], "{line}");
    }
    for line in [
        "Xã An Phước",
        "UBND xã An Phước, tỉnh Đồng Nai",
        "HĐND và UBND xã An Phước",
        "Đơn vị: Trung tâm Phục vụ hành chính công xã An Phước",
        "Các chỉ tiêu của xã An Phước",
        "ĐẢNG UỶ XÃ AN PHƯỚC",
        "ĐẢNG UỶ - HĐND - UBND XÃ AN PHƯỚC",
        "Xã An Phước thực hiện chỉ tiêu tỉnh giao tháng 10/2026",
    ] {
        assert_eq!(read(line), [], "{line}");
    }
}

#[test]
fn lines_between_rows() {
    let table = |line: &str| format!("HS-01\nĐơn vị|Tử số|Mẫu số\nSYT|3|7\n{line}\nX02|1|2");
    let both = [OWN, "X02 HS-01 2026-10 1/2"];
    check(&table("B. HS-02"), &both, &[("section-of-another", "A4")]);
    check(&table("II. Khối xã T9/2026"), &both, &[("title-periods-differ", "A4")]);
    check(&table("Các đơn vị nộp muộn (số tháng 9)"), &both, &[("title-periods-differ", "A4")]);
    check(&table("II. Các xã (nghìn hồ sơ)"), &both, &[("footnote-objects", "A4")]);
    for line in ["B. HS-01", "II. Khối xã", "II. Khối xã T10/2026", "II. Các xã (theo Quyết định tháng 9/2026)"] {
        check(&table(line), &both, &[]);
    }
}

#[test]
fn remarks_in_other_words() {
    let table = |note: &str| format!("Đơn vị|Mã|Tử số|Mẫu số|Ghi chú\nSYT|HS-01|3|7|{note}");
    for note in [
        "Lấy theo số kỳ trước",
        "Như tháng trước",
        "Gộp 2 tháng 9 và 10",
        "Gồm cả tháng 9",
        "Sai, sẽ gửi lại",
        "Đúng là 734",
        "Chưa được phê duyệt",
        "Tử số và mẫu số ghi ngược",
        "Thiếu số liệu 2 đơn vị trực thuộc",
        "Chưa rà soát",
        "Số liệu đến ngày 15/10/2026",
        "Chưa loại trùng",
        "Dữ liệu giả định",
        "Chưa tính 3 xã",
    ] {
        check(&table(note), &[OWN], &[("note-objects", "C2")]);
    }
    for note in
        ["3 hồ sơ không đúng hạn", "Tài khoản không sử dụng đã khoá", "Đã rà soát, đúng", "Không thiếu", "Số liệu đến ngày 31/10/2026"]
    {
        check(&table(note), &[OWN], &[]);
    }
}

#[test]
fn names_with_an_i_for_a_y() {
    let table = |name: &str| format!("Đơn vị|Chỉ tiêu|Tử số|Mẫu số\nSYT|{name}|3|7");
    check(&table("Tỉ lệ hồ sơ trực tuyến"), &[OWN], &[]);
    check(&table("Tỷ lệ văn bản được kí số"), &["SYT VB-01 2026-10 3/7"], &[]);
}

#[test]
fn a_sheet_that_fetches_the_figures_of_another() {
    let workbook = br#"<workbook xmlns:r="r"><sheets><sheet name="T" sheetId="1" r:id="rId1"/><sheet name="S" sheetId="2" r:id="rId2"/></sheets></workbook>"#;
    let relations = br#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/worksheet" Target="worksheets/sheet2.xml"/></Relationships>"#;
    let lines = |numerator: &str| {
        let cells = |row: u32, texts: [&str; 2]| {
            texts.iter().zip(["A", "B"]).map(|(text, col)| format!("<c r='{col}{row}' t='str'><v>{text}</v></c>")).collect::<String>()
        };
        let head = cells(1, ["Đơn vị", "Mã"]) + "<c r='C1' t='str'><v>Tử số</v></c><c r='D1' t='str'><v>Mẫu số</v></c>";
        sheet(&format!("<row r='1'>{head}</row><row r='2'>{}{numerator}<c r='D2'><v>7</v></c></row>", cells(2, ["SYT", "HS-01"])))
    };
    let typed = lines("<c r='C2'><v>3</v></c>");
    for (other, rule) in [
        (lines("<c r='C2'><f>T!C2</f><v>3</v></c>"), "same-figure"),
        (lines("<c r='C2'><f>T!C2+1</f><v>4</v></c>"), "duplicate-row"),
        (lines("<c r='C2'><v>3</v></c>"), "duplicate-row"),
    ] {
        for (first, second) in [(&typed, &other), (&other, &typed)] {
            let parts: [(&str, &[u8]); 4] = [
                ("xl/workbook.xml", workbook),
                ("xl/_rels/workbook.xml.rels", relations),
                ("xl/worksheets/sheet1.xml", first),
                ("xl/worksheets/sheet2.xml", second),
            ];
            let (values, places) = read_file("Biểu.xlsx", "", &package(&parts));
            assert_eq!((values.len(), places), (1, vec![(rule.to_owned(), "C2".to_owned())]));
        }
    }
}

#[test]
fn a_title_names_the_indicator_and_a_column_the_percentage() {
    let table = "HS-01\nĐơn vị|Tử số trong kỳ|Mẫu số trong kỳ|Tỷ lệ (%)\nSYT|3|6|50";
    check(table, &["SYT HS-01 2026-10 3/6"], &[]);
    check("HS-01\nĐơn vị|Tử số trong kỳ|Mẫu số trong kỳ|Tỷ lệ (%)\nSYT|||50", &[], &[("only-ratio", "D3")]);
    // The counts in the catalogue's own words.
    let unit = KnownUnit { code: "SYT".into(), name: "Sở Y tế".into(), ..KnownUnit::default() };
    let indicator = KnownIndicator {
        code: "HS-01".into(),
        name: "Hồ sơ được xử lý trực tuyến".into(),
        shape: Shape::Ratio,
        numerator: "Số hồ sơ nộp và xử lý trực tuyến trong kỳ".into(),
        denominator: "Tổng số hồ sơ tiếp nhận trong kỳ, kể cả nộp trực tiếp".into(),
        frequency: domain::period::Frequency::Monthly,
        unit_of_measure: "%".into(),
        accumulation: domain::indicator::Accumulation::Flow,
    };
    let table =
        format!("Hồ sơ được xử lý trực tuyến\nĐơn vị\t{}\t{}\tTỷ lệ (%)\nSở Y tế\t3\t6\t50\n", indicator.numerator, indicator.denominator);
    let (known, choices) = (Known::new(vec![unit], vec![indicator]), Choices::default());
    let (form, mut count) = (intake::Form { unit_code: String::new(), asked: vec![], ..form() }, 0);
    let book = intake::read(table.as_bytes(), "a.csv").expect("a table");
    let u = intake::understand::read_values(&book, &Context::new(&form, &known, &choices), &mut |_| count += 1);
    assert_eq!((count, u.findings), (1, vec![]));
}
