//! Names over columns and beside rows that nobody knows: none is passed over unsaid, each is asked about once, and an answer holds.

use super::common::*;
use super::names::catalogue;
use intake::{Choices, Context, NameKind, SKIP, Understanding};

/// Cells divided by `|`, lines by `/`.
fn book(table: &str) -> intake::Workbook {
    let text = table.split('/').map(|line| line.split('|').map(str::trim).collect::<Vec<_>>().join("\t") + "\n").collect::<String>();
    intake::read(text.as_bytes(), "a.csv").expect("a table")
}

/// Figures as "unit indicator numerator", and what was understood, with the answers "name = code".
fn read(table: &str, answers: &[(NameKind, &str, &str)]) -> (Vec<String>, Understanding) {
    let form = intake::Form { asked: vec![], ..form() };
    let mut choices = Choices::default();
    for (kind, written, code) in answers {
        choices.names.insert(kind.key(written), (*code).to_owned());
    }
    let (known, mut values) = (catalogue(), vec![]);
    let u = intake::understand::read_values(&book(table), &Context::new(&form, &known, &choices), &mut |v| values.push(v));
    let said = |v: &intake::Value| format!("{} {} {}", v.unit, v.indicator, v.numerator.map(domain::text::vi_number).unwrap_or_default());
    (values.iter().map(said).collect(), u)
}

fn found(u: &Understanding) -> Vec<(&str, &str)> {
    places(&u.findings).into_iter().filter(|(rule, _)| *rule != "only-ratio").collect()
}

fn asked(u: &Understanding) -> Vec<(&str, &str, Vec<&str>)> {
    u.unknown.iter().map(|n| (n.cell.as_str(), n.written.as_str(), n.figures.iter().map(String::as_str).collect())).collect()
}

const ONE: &str = "Đơn vị|HS-01 tử số|HS-01 mẫu số|Máy in mua mới/Xã Phước An|3|7|4/Phường Trấn Biên|5|9|6";
const TWO: &str = "Đơn vị|HS-01||Máy in mua mới|/|Tử số|Mẫu số|Tử số|Mẫu số/Xã Phước An|3|7|4|8/Phường Trấn Biên|5|9|6|8";

#[test]
fn a_column_of_figures_under_an_unknown_name_is_asked_about() {
    let (values, u) = read(ONE, &[]);
    assert_eq!(values, ["X02 HS-01 3", "P01 HS-01 5"]);
    assert_eq!(found(&u), [("unknown-column", "D1")]);
    assert_eq!(asked(&u), [("D1", "Máy in mua mới", vec!["4", "6"])]);
    // A name over two columns is one name.
    let (values, u) = read(TWO, &[]);
    assert_eq!(values, ["X02 HS-01 3", "P01 HS-01 5"]);
    assert_eq!(found(&u), [("unknown-column", "D1")]);
    assert_eq!(asked(&u), [("D1", "Máy in mua mới", vec!["4", "8", "6"])]);
    // What begins like the word for a part is more than the word.
    let (values, u) = read(&ONE.replace("Máy in mua mới", "Số lượng máy in mua mới"), &[]);
    assert_eq!((values.len(), found(&u)), (2, vec![("unknown-column", "D1")]));
}

#[test]
fn what_asks_for_nothing() {
    for table in [
        // nothing stands below
        "Đơn vị|HS-01 tử số|HS-01 mẫu số|Máy in mua mới/Xã Phước An|3|7|/Phường Trấn Biên|5|9|",
        // words below
        "Đơn vị|HS-01 tử số|HS-01 mẫu số|Người lập/Xã Phước An|3|7|Lan/Phường Trấn Biên|5|9|Minh",
        // a sum, an order, a remark
        "Đơn vị|HS-01 tử số|HS-01 mẫu số|Tổng cộng/Xã Phước An|3|7|10/Phường Trấn Biên|5|9|14",
        "STT|Đơn vị|HS-01 tử số|HS-01 mẫu số|Ghi chú/1|Xã Phước An|3|7|10 hồ sơ/2|Phường Trấn Biên|5|9|",
    ] {
        let (values, u) = read(table, &[]);
        assert_eq!((values.len(), found(&u), asked(&u)), (2, vec![], vec![]), "{table}");
    }
    // Where the rows name the indicators another column is nobody's figure; that it was not read is told.
    let (values, u) = read("Đơn vị|Chỉ tiêu|Tử số|Mẫu số|Máy in/Xã Phước An|HS-01|3|7|4", &[]);
    assert_eq!((values, found(&u), asked(&u)), (vec!["X02 HS-01 3".to_owned()], vec![], vec![]));
    assert_eq!(u.layouts[0].unread, [("E".to_owned(), "Máy in".to_owned())]);
}

#[test]
fn an_answer_about_a_column_holds() {
    let told = |code| [(NameKind::Indicator, "máy in  mua mới", code)];
    let (values, u) = read(TWO, &told("DN-01"));
    assert_eq!(values, ["X02 HS-01 3", "X02 DN-01 4", "P01 HS-01 5", "P01 DN-01 6"]);
    assert_eq!((found(&u), asked(&u)), (vec![], vec![]));
    assert_eq!(u.remembered.iter().map(|n| (n.written.as_str(), n.code.as_str())).collect::<Vec<_>>(), [("Máy in mua mới", "DN-01")]);
    for table in [ONE, TWO] {
        let (values, u) = read(table, &told(SKIP));
        assert_eq!(values, ["X02 HS-01 3", "P01 HS-01 5"]);
        assert_eq!((found(&u), asked(&u)), (vec![], vec![]));
        assert!(u.layouts[0].unread.iter().any(|(col, text)| col == "D" && text == "Máy in mua mới"), "{:?}", u.layouts[0].unread);
        assert_eq!(u.remembered[0].code, SKIP);
    }
    // Of a code that is no longer in the catalogue it is asked again.
    assert_eq!(asked(&read(TWO, &told("DN-99")).1).len(), 1);
}

#[test]
fn a_name_nearly_right_over_a_column_is_read_once_confirmed() {
    let written = "Tỷ lệ doanh nghiệp nhỏ và vừa chuyển đổi sô hoá";
    let table = format!("Đơn vị|HS-01||{written}|/|Tử số|Mẫu số|Tử số|Mẫu số/Xã Phước An|3|7|4|8");
    let (_, u) = read(&table, &[]);
    assert_eq!(u.near.iter().map(|n| (n.cell.as_str(), n.code.as_str())).collect::<Vec<_>>(), [("D1", "DN-01")]);
    let (values, u) = read(&table, &[(NameKind::Indicator, written, "DN-01")]);
    assert_eq!(values, ["X02 HS-01 3", "X02 DN-01 4"]);
    assert_eq!((found(&u), u.near.len()), (vec![], 0));
}

#[test]
fn rows_that_nobody_knows() {
    let table = "Đơn vị|Chỉ tiêu|Tử số|Mẫu số/Xã Phước An|HS-01|3|7/Xã Phước An|Máy in mua mới|4|8/Trường Tiểu học A|HS-01|5|9";
    let (values, u) = read(table, &[]);
    assert_eq!(values, ["X02 HS-01 3"]);
    assert_eq!(found(&u), [("unknown-unit", "A4"), ("unknown-indicator", "B3")]);
    assert_eq!(asked(&u), [("B3", "Máy in mua mới", vec!["4", "8"]), ("A4", "Trường Tiểu học A", vec!["5", "9"])]);
    let (values, u) = read(table, &[(NameKind::Indicator, "Máy in mua mới", "VB-01"), (NameKind::Unit, "Trường Tiểu học A", SKIP)]);
    assert_eq!(values, ["X02 HS-01 3", "X02 VB-01 4"]);
    assert_eq!((found(&u), asked(&u)), (vec![], vec![]));
    assert_eq!(u.layouts[0].ignored.iter().map(|r| r.row).collect::<Vec<_>>(), [4]);
    // The code decides where there is one; an answer about the name beside it changes nothing.
    let coded = "Đơn vị|Mã|Chỉ tiêu|Tử số|Mẫu số/SYT|HS-01|Máy in mua mới|3|7/SYT|XY-77||4|8";
    let (values, u) = read(coded, &[(NameKind::Indicator, "Máy in mua mới", SKIP)]);
    assert_eq!((values.len(), asked(&u)), (1, vec![("B3", "XY-77", vec!["4", "8"])]));
    assert_eq!(read(coded, &[(NameKind::Indicator, "XY-77", "VB-01")]).0.len(), 2);
}

#[test]
fn units_over_columns() {
    let table = "Chỉ tiêu|Xã Phước An|Phường Trấn Biên|Trường Tiểu học A/Tỷ lệ văn bản được ký số|3|5|6";
    let (_, u) = read(table, &[]);
    assert!(found(&u).contains(&("unknown-unit", "D1")), "{:?}", found(&u));
    assert_eq!((u.unknown[0].kind, asked(&u)), (NameKind::Unit, vec![("D1", "Trường Tiểu học A", vec!["6"])]));
    let (values, u) = read(table, &[(NameKind::Unit, "Trường Tiểu học A", "SYT")]);
    assert_eq!((values.iter().filter(|v| v.starts_with("SYT")).count(), asked(&u)), (1, vec![]));
}

#[test]
fn an_answer_changes_nothing_that_is_exact() {
    // Without its marks it may be Lộc Thành or Lộc Thạnh; somebody said which. With them it is the one that is written.
    let table = "Đơn vị|Chỉ tiêu|Tử số|Mẫu số/Xã Lộc Thanh|HS-01|3|7/Xã Lộc Thành|VB-01|5|9";
    assert_eq!(asked(&read(table, &[]).1), [("A2", "Xã Lộc Thanh", vec!["3", "7"])]);
    let (values, u) = read(table, &[(NameKind::Unit, "Xã Lộc Thanh", "X04")]);
    assert_eq!((values, found(&u)), (vec!["X04 HS-01 3".to_owned(), "X03 VB-01 5".to_owned()], vec![]));
    let over = "Chỉ tiêu|Xã Lộc Thành|Phường Trấn Biên/Số máy|3|5";
    let (_, u) = read(over, &[(NameKind::Unit, "Xã Lộc Thành", "X04"), (NameKind::Indicator, "Xã Lộc Thành", SKIP)]);
    assert!(u.layouts.iter().all(|l| l.unread.is_empty() && l.figures.iter().all(|f| f.unit.as_deref() != Some("X04"))));
    let (values, _) = read(&ONE.replace("HS-01 tử số", "HS-01"), &[(NameKind::Indicator, "HS-01", SKIP)]);
    assert_eq!(values.len(), 2, "nor a code");
}

#[test]
fn what_was_taken_back_is_asked_again_also_where_nobody_in_particular_sent_the_file() {
    let table = "Đơn vị|Chỉ tiêu|Tử số|Mẫu số/Trường Tiểu học A|HS-01|5|9";
    let mut choices = Choices::default();
    choices.names.insert(NameKind::Unit.key("Trường Tiểu học A"), String::new());
    let (known, form) = (catalogue(), intake::Form { asked: vec![], unit_code: String::new(), unit_name: String::new(), ..form() });
    let mut values = 0;
    let u = intake::understand::read_values(&book(table), &Context::new(&form, &known, &choices), &mut |_| values += 1);
    assert_eq!((values, asked(&u).len(), u.remembered.len()), (0, 1, 0));
}

#[test]
fn columns_at_the_edge_of_a_word() {
    // A sum is only the word for it.
    let (_, u) = read(&ONE.replace("Máy in mua mới", "Cộng tác viên số"), &[]);
    assert_eq!(found(&u), [("unknown-column", "D1")]);
    // An empty column of that kind takes nothing from the table.
    let (values, u) = read("Đơn vị|HS-01 tử số|HS-01 mẫu số|Số lượng máy in/Xã Phước An|3|7|", &[]);
    assert_eq!((values.len(), found(&u), asked(&u)), (1, vec![], vec![]));
    // A row without a name asks for none: the finding says what is missing.
    let (_, u) = read("Đơn vị|Chỉ tiêu|Tử số|Mẫu số/Xã Phước An||3|7", &[]);
    assert_eq!((u.findings.len(), asked(&u)), (1, vec![]));
    let long = "a".repeat(301);
    let (_, u) = read(&format!("Đơn vị|Chỉ tiêu|Tử số|Mẫu số/Xã Phước An|{long}|3|7"), &[]);
    assert_eq!((u.findings.len(), asked(&u)), (1, vec![]));
}
