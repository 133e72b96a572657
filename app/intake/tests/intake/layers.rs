//! A name and a part in one header cell, what documents write behind a name, and what stands under the figures at the end of a paper.
//! Tables and answers by hand.

use super::bases::{check_of, read_of};
use super::common::timely;

const NAME: &str = "Tỷ lệ hồ sơ trực tuyến";

fn check(table: &str, values: &[&str], found: &[(&str, &str)]) {
    check_of("", table, values, found);
}

#[test]
fn a_name_and_a_part_in_one_cell() {
    let own = ["SYT HS-01 2026-10 3/7"];
    for (numerator, denominator) in [
        ("Tử số (hồ sơ)", "Mẫu số (hồ sơ)"),
        ("Tử số (A)", "Mẫu số (B)"),
        ("Tử số (a)", "Mẫu số (b)"),
        ("Tử số (bắt buộc)", "Mẫu số (bắt buộc)"),
        ("Tử số tháng 10", "Mẫu số tháng 10"),
        ("Tử số T10", "Mẫu số T10"),
        ("Tử số kỳ này", "Mẫu số kỳ này"),
        ("Số thực hiện", "Tổng số"),
        ("Số liệu kỳ báo cáo - Tử số", "Số liệu kỳ báo cáo - Mẫu số"),
    ] {
        for name in ["HS-01", NAME] {
            for between in [" - ", " – ", ": "] {
                check(&format!("Đơn vị|{name}{between}{numerator}|{name}{between}{denominator}\nSYT|3|7"), &own, &[]);
            }
            check(&format!("Đơn vị|{numerator} - {name}|{denominator} - {name}\nSYT|3|7"), &own, &[]);
        }
    }
    // The name of another indicator is no part.
    let (values, found) = read_of("", "Đơn vị|HS-01 - Tử số của HS-02|HS-01 - Mẫu số\nSYT|3|7");
    assert!(!found.is_empty(), "{values:?}");
}

#[test]
fn parts_that_are_less_or_of_another_time() {
    // As in two rows: what is less, or of another time, is no figure of October.
    for other in ["kế hoạch", "(mẫu)", "(lĩnh vực đất đai)", "quá hạn", "luỹ kế"] {
        let table = format!("Đơn vị|HS-01 - Tử số {other}|HS-01 - Mẫu số {other}\nSYT|3|7");
        let rule = if other == "luỹ kế" { "only-to-date" } else { "not-a-result" };
        check(&table, &[], &[(rule, "B2"), (rule, "C2")]);
    }
    check("Đơn vị|HS-01 - Tử số tháng 9|HS-01 - Mẫu số tháng 9\nSYT|3|7", &["SYT HS-01 2026-09 3/7"], &[]);
}

#[test]
fn a_month_over_one_of_two_parts() {
    let half = [("part-of-another-month", "B2"), ("part-of-another-month", "C2")];
    check("Đơn vị|HS-01 - Tử số tháng 9/2026|HS-01 - Mẫu số\nSYT|3|7", &[], &half);
    check("Đơn vị|HS-01|\n|Tử số tháng 9/2026|Mẫu số\nSYT|3|7", &[], &[("part-of-another-month", "B3"), ("part-of-another-month", "C3")]);
}

#[test]
fn a_year_over_the_parts_of_a_month() {
    let table = |code: &str| format!("Đơn vị|Mã|Tử số năm 2026|Mẫu số năm 2026\nSYT|{code}|3|7");
    check(&table("HS-01"), &[], &[("only-to-date", "C2"), ("only-to-date", "D2")]);
    check(&table("VB-01"), &["SYT VB-01 2026-10 3/7"], &[]);
    check(&table("DN-01"), &["SYT DN-01 2026-10 3/7"], &[]);
}

#[test]
fn this_period_is_no_increment() {
    let table = |word: &str| format!("Đơn vị|Mã|Tử số {word}|Mẫu số {word}\nSYT|VB-01|3|7");
    check(&table("kỳ này"), &["SYT VB-01 2026-10 3/7"], &[]);
    check(&table("trong kỳ"), &[], &[("only-of-period", "C2"), ("only-of-period", "D2")]);
}

#[test]
fn what_documents_write_behind_a_name() {
    let own = ["SYT HS-01 2026-10 3/7"];
    let row = |behind: &str| format!("Đơn vị|Chỉ tiêu|Tử số|Mẫu số\nSYT|{NAME} {behind}|3|7");
    let over = |behind: &str| format!("Đơn vị|{NAME} {behind}|\n|Tử số|Mẫu số\nSYT|3|7");
    for behind in [
        "đạt từ 80% trở lên",
        "đạt 80%",
        "đạt tối thiểu 80 %",
        "(mục tiêu 80%)",
        "(KH: 80%)",
        "(chỉ tiêu năm 2026: ≥ 80%)",
        "(dòng 12, Phụ lục I)",
        "(Phụ lục II)",
        "tháng 10/2026",
        "(T10/2026)",
    ] {
        check(&row(behind), &own, &[]);
        check(&over(behind), &own, &[]);
    }
    // Another month, a plan, an aim of something else: never silent.
    for behind in ["đạt loại tốt 80%", "(kế hoạch)", "(luỹ kế 80%)", "tháng 11/2027", "(dòng họ)"] {
        for table in [row(behind), over(behind)] {
            let (values, found) = read_of("", &table);
            assert!(!found.is_empty(), "{table} {values:?}");
        }
    }
}

#[test]
fn a_changed_word_behind_a_code_in_a_header() {
    let over = |name: &str| format!("Đơn vị|HS-01 {name}|\n|Tử số|Mẫu số\nSYT|3|7");
    let own = ["SYT HS-01 2026-10 3/7"];
    for same in [NAME, "Hồ sơ trực tuyến", "hồ sơ trực tuyếnn"] {
        check(&over(same), &own, &[]);
    }
    check(&over("Tỷ lệ phí sơ trực tuyến"), &own, &[("name-to-confirm", "B1")]);
}

#[test]
fn the_end_of_the_paper_under_the_figures() {
    let own = ["SYT HS-01 2026-10 3/7"];
    let table = |below: &str| format!("Đơn vị|Mã|Tử số|Mẫu số\nSYT|HS-01|3|7\n{below}");
    for below in [
        "|||Đồng Nai, 05/11/2026",
        "|||Ký số: 05/11/2026 14:22",
        "||05/11/2026|",
        "|||Số: 215/BC-UBND",
        "Xác nhận của lãnh đạo|||05/11/2026\nNgười lập|||Giám đốc",
    ] {
        check(&table(below), &own, &[]);
    }
    // A day of the period may be a figure that a program took for one; and below a figure no paper has ended.
    for below in ["||03/10/2026|", "|||05/11/2026\nSYT||4|9"] {
        let (values, found) = read_of("", &table(below));
        assert!(!found.is_empty(), "{below} {values:?}");
    }
}

#[test]
fn nouns_behind_numbers() {
    let row = |noun: &str| format!("Đơn vị|Mã|Tử số|Mẫu số\nSYT|HS-01|3 {noun}|7 {noun}");
    for noun in ["hồ sơ", "cơ quan", "bản ghi", "CSDL", "doanh nghiệp", "trường hợp"] {
        check(&row(noun), &["SYT HS-01 2026-10 3/7"], &[]);
    }
    for noun in ["nghìn", "tỷ lệ", "tháng", "đồng chí ước"] {
        let (values, found) = read_of("", &row(noun));
        assert!(values.iter().all(|v| !v.contains("3/7")) && !found.is_empty(), "{noun} {values:?}");
    }
}

#[test]
fn lines_about_whose_a_paper_is() {
    let form = |line: &str| format!("{line}\nMã|Chỉ tiêu|Tử số|Mẫu số\nHS-01|{NAME}|3|7");
    let own = ["X02 HS-01 2026-10 3/7"];
    for line in [
        "Đơn vị: UBND xã Phước An   Mã đơn vị: X02",
        "Nơi gửi: UBND xã Phước An. Nơi nhận: Sở Khoa học và Công nghệ",
        "Xã/phường: Phước An",
        "U.B.N.D XÃ PHƯỚC AN",
        "VĂN PHÒNG HĐND VÀ UBND XÃ PHƯỚC AN",
    ] {
        check(&form(line), &own, &[]);
    }
    // A commune of a name that nobody knows is another one.
    let (_, found) = read_of("X01", &form("Xã Phước Lạ"));
    assert!(found.contains(&("other-unit".to_owned(), "A1".to_owned())), "{found:?}");
    let (_, found) = read_of("X01", &form("Đơn vị báo cáo: Công an xã An Phước"));
    assert!(found.contains(&("other-unit".to_owned(), "A1".to_owned())), "{found:?}");
    for heading in ["Xã hội số", "XÃ HỘI SỐ", "Xã, phường, đặc khu"] {
        let (_, found) = read_of("X01", &form(heading));
        assert!(found.iter().all(|(rule, _)| rule != "other-unit"), "{heading} {found:?}");
    }
    let row = |unit: &str| format!("Đơn vị|Mã|Tử số|Mẫu số\n{unit}|HS-01|3|7");
    check(&row("Trung tâm Phục vụ hành chính công xã Phước An"), &own, &[("unit-to-confirm", "A2")]);
    let (_, found) = read_of("", &row("Trung tâm Phục vụ hành chính công tỉnh"));
    assert_eq!(found, [("unknown-unit".to_owned(), "A2".to_owned())]);
}

#[test]
fn the_report_that_a_table_is_attached_to() {
    let form = |line: &str| format!("{line}\nĐơn vị|Mã|Tử số|Mẫu số\nSYT|HS-01|3|7");
    check(&form("(Kèm theo Báo cáo tháng 10/2026)"), &["SYT HS-01 2026-10 3/7"], &[]);
    check(&form("(Kèm theo Báo cáo số 215/BC-UBND ngày 05/11/2026)"), &["SYT HS-01 2026-10 3/7"], &[]);
    check(&form("(Kèm theo Báo cáo tháng 9/2026)"), &["SYT HS-01 2026-09 3/7"], &[]);
    for doubtful in ["(Kèm theo Báo cáo nửa đầu tháng 10/2026)", "(Kèm theo Báo cáo kế hoạch tháng 10/2026)"] {
        let (values, found) = read_of("", &form(doubtful));
        assert!(!found.is_empty(), "{doubtful} {values:?}");
    }
}

#[test]
fn much_of_what_is_looked_at_twice() {
    let table = |rows: String| format!("Đơn vị|Mã|Tử số|Mẫu số\n{rows}SYT|HS-01|3|7");
    for hostile in [
        table("|||05/11/2026\n".repeat(30_000)),
        table((0..2_000).map(|n| format!("|HS-01 {}{n}|3|7\n", "(T10/2026) ".repeat(150))).collect()),
        (0..4).map(|row| (0..150).map(|n| format!("|{}{row} {n}", "HS-01 - ".repeat(200))).collect::<String>() + "\n").collect(),
    ] {
        timely(hostile.as_bytes(), || read_of("", &hostile));
    }
}
