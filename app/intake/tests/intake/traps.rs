//! What a reader of cells gets wrong without noticing: lines of text cut in the wrong place, digits that are marks, cells twice.

use super::common::*;
use super::names::catalogue;
use intake::{Choices, Context, Unreadable};

/// (numerator/denominator, cell) of each figure of a list, and (rule, cell) of what was found.
fn list(text: &str) -> (Vec<String>, Vec<(String, String)>) {
    let book = intake::read(text.as_bytes(), "a.csv").expect("a table");
    let (form, known, choices, mut values) = (intake::Form { asked: vec![], ..form() }, catalogue(), Choices::default(), vec![]);
    let u = intake::understand::read_values(&book, &Context::new(&form, &known, &choices), &mut |v| values.push(v));
    let number = |q: Option<domain::Quantity>| q.map(domain::text::vi_number).unwrap_or_default();
    let values = values.iter().map(|v| format!("{}/{} {}", number(v.numerator), number(v.denominator), v.cell)).collect();
    (values, places(&u.findings).into_iter().map(|(rule, cell)| (rule.to_owned(), cell.to_owned())).collect())
}

const HEADER: &str = "Đơn vị,Mã,Tử số,Mẫu số,Ghi chú\n";

#[test]
fn a_separator_inside_a_number() {
    let told = |cells: &[&str]| cells.iter().map(|cell| ("line-too-wide".to_owned(), (*cell).to_owned())).collect::<Vec<_>>();
    // 1,102 of 2002 became 1 of 102.
    let (values, found) = list(&format!("{HEADER}SYT,HS-01,3,7,\nSKHCN,HS-01,1,102,2002,\n"));
    assert_eq!((values, found), (vec!["3/7 C2".to_owned()], told(&["C3", "D3"])));
    let (values, found) = list(&format!("{HEADER}SYT,HS-01,3,7,,x\nSKHCN,HS-01,5,9,\n"));
    assert_eq!((values, found), (vec!["5/9 C3".to_owned()], told(&["C2", "D2"])));
    let (values, found) = list(&format!("{HEADER}SYT,HS-01,3,7,xong\nSKHCN,HS-01,\"5\",\"9\",,,\n"));
    assert_eq!((values.len(), found), (2, vec![]), "empty ends say nothing");
    assert_eq!(list(&format!("{HEADER}SYT,HS-01,3,7,2026\n")).0, ["3/7 C2"], "a year is a remark");
}

#[test]
fn quotation_marks_that_swallow_lines() {
    let open = "Đơn vị,Mã,Tử số,Mẫu số,Ghi chú\nSYT,HS-01,3,7,\nSKHCN,HS-01,5,9,\"chưa đối chiếu\nX02,HS-01,5,9,\n";
    assert_eq!(refused(open.as_bytes(), "a.csv"), Unreadable::OpenQuote(3));
    let late = "Đơn vị,Mã,Tử số,Mẫu số,Ghi chú\nSYT,HS-01,3,7,\"một\nSKHCN,HS-01,5,9,\nX02,HS-01,5,9,hai\"\nX03,HS-01,5,9,\n";
    assert_eq!(refused(late.as_bytes(), "a.csv"), Unreadable::OpenQuote(2));
    let sound = "Đơn vị,Mã,Tử số,Mẫu số,Ghi chú\nSYT,HS-01,3,7,\"một,\nhai\nba\"\nSKHCN,HS-01,5,9,\n";
    assert_eq!(list(sound).0, ["3/7 C2", "5/9 C3"]);
}

#[test]
fn rows_of_a_text_are_counted_as_programs_show_them() {
    for end in ["\n", "\r\n", "\r"] {
        for (text, cells) in [
            ("Đơn vị,Mã,Tử số,Mẫu số|SYT,HS-01,3,7|SKHCN,HS-01,5,9", ["C2", "C3"]),
            ("Đơn vị,Mã,Tử số,Mẫu số|SYT,HS-01,3,7|SKHCN,HS-01,5,9|", ["C2", "C3"]),
            ("|Đơn vị,Mã,Tử số,Mẫu số|SYT,HS-01,3,7|SKHCN,HS-01,5,9|", ["C3", "C4"]),
            ("Đơn vị,Mã,Tử số,Mẫu số|||SYT,HS-01,3,7||SKHCN,HS-01,5,9", ["C4", "C6"]),
        ] {
            let text = text.replace('|', end);
            assert_eq!(list(&text).0, [format!("3/7 {}", cells[0]), format!("5/9 {}", cells[1])], "{text:?}");
        }
    }
}

fn first_cell(cell: &str) -> String {
    let book = intake::read(&package(&[("xl/worksheets/sheet1.xml", &sheet(&format!("<row r='1'>{cell}</row>")))]), "a.xlsx");
    book.expect("a workbook").sheets[0].cells[0].raw()
}

#[test]
fn raised_and_struck_digits_are_none_of_the_number() {
    let inline = |runs: &str| first_cell(&format!("<c r='A1' t='inlineStr'><is>{runs}</is></c>"));
    assert_eq!(inline("<r><t>12</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r>"), "12 (1)");
    assert_eq!(inline("<r><rPr><strike/></rPr><t>11</t></r><r><t>12</t></r>"), "(11) 12");
    assert_eq!(inline("<r><rPr><strike val='0'/></rPr><t>1</t></r><r><t>2</t></r>"), "12");
    assert_eq!(inline("<t>12</t><rPh><t>x</t></rPh>"), "12");
    let shared = b"<sst><si><r><rPr><strike/></rPr><t>11</t></r><r><t>12</t></r></si></sst>";
    let cell = sheet("<row r='1'><c r='A1' t='s'><v>0</v></c></row>");
    let book = intake::read(&package(&[("xl/sharedStrings.xml", shared), ("xl/worksheets/sheet1.xml", &cell)]), "a.xlsx");
    assert_eq!(book.expect("a workbook").sheets[0].cells[0].raw(), "(11) 12");
    let span = "<table:table table:name='S'><table:table-row><table:table-cell office:value-type='string'><text:p>12<text:span text:style-name='up'>1</text:span></text:p></table:table-cell></table:table-row></table:table>";
    let content = format!(
        "<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x' xmlns:style='s'><office:automatic-styles><style:style style:name='up'><style:text-properties style:text-position='super 58%'/></style:style></office:automatic-styles><office:body><office:spreadsheet>{span}</office:spreadsheet></office:body></office:document-content>"
    );
    let book = intake::read(&ods("", &[("content.xml", content.as_bytes())]), "a.ods").expect("a workbook");
    assert_eq!(book.sheets[0].cells[0].raw(), "12 (1)");
}

#[test]
fn a_cell_that_is_there_twice() {
    let of = |cells: &str| intake::read(&package(&[("xl/worksheets/sheet1.xml", &sheet(&format!("<row r='1'>{cells}</row>")))]), "a.xlsx");
    assert_eq!(of("<c r='A1'><v>95</v></c><c r='A1'><v>77</v></c>").map(|_| ()), Err(Unreadable::Damaged));
    assert!(of("<c r='B1'><v>95</v></c><c r='A1'><v>95</v></c>").is_ok(), "out of order is fine");
    // Two parts of one name: the library would show the last.
    let twice = [package(&[("xl/worksheets/sheet1.xml", &sheet("<row r='1'><c r='A1'><v>1</v></c></row>"))])].concat();
    let renamed = package(&[
        ("xl/worksheets/sheet1.xml", &sheet("<row r='1'><c r='A1'><v>1</v></c></row>")[..]),
        ("xl/worksheets/sheet9.xml", &sheet("<row r='1'><c r='A1'><v>2</v></c></row>")[..]),
    ]);
    assert!(intake::read(&twice, "a.xlsx").is_ok());
    let (old, new) = (b"sheet9.xml", b"sheet1.xml");
    let mut bytes = renamed;
    while let Some(at) = bytes.windows(old.len()).position(|w| w == old) {
        bytes[at..at + new.len()].copy_from_slice(new);
    }
    assert_eq!(refused(&bytes, "a.xlsx"), Unreadable::Suspicious);
}

#[test]
fn what_nobody_sees_in_a_cell() {
    assert_eq!(first_cell("<c r='A1' t='str'><v>1\u{200b}2\u{feff}</v></c>"), "12");
    assert_eq!(first_cell(&format!("<c r='A1' t='str'><v>{}</v></c>", "ă".repeat(40_000))).chars().count(), 32_767);
    assert_eq!(list("Đơn vị,Mã,Tử số,Mẫu số\nSYT,HS-01,3,7\n\u{1a}").0, ["3/7 C2"]);
}

#[test]
fn what_a_format_shows_beside_the_number() {
    let styles = br##"<styleSheet><numFmts><numFmt numFmtId="170" formatCode='#,##0".000"'/><numFmt numFmtId="171" formatCode='0"%"'/>
        <numFmt numFmtId="172" formatCode='0" h&#7891; s&#417;"'/></numFmts><fonts><font/><font><strike/></font></fonts>
        <cellXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="170" fontId="0"/><xf numFmtId="171" fontId="0"/><xf numFmtId="172" fontId="0"/><xf numFmtId="0" fontId="1"/></cellXfs></styleSheet>"##;
    let shown = |style: u32| {
        let cells = sheet(&format!("<row r='1'><c r='A1' s='{style}'><v>12</v></c></row>"));
        let book =
            intake::read(&package(&[("xl/styles.xml", styles), ("xl/worksheets/sheet1.xml", &cells)]), "a.xlsx").expect("a workbook");
        book.sheets[0].cells[0].raw()
    };
    assert_eq!([0, 1, 2, 3, 4].map(shown), ["12", "12 (ô có định dạng hiện khác đi)", "12%", "12", "12 (bị gạch ngang)"]);
}

#[test]
fn a_figure_merged_over_rows_is_nobodys() {
    let text = |cell: &str, text: &str| format!("<c r='{cell}' t='str'><v>{text}</v></c>");
    let number = |cell: &str, n: u32| format!("<c r='{cell}'><v>{n}</v></c>");
    let header = ["Đơn vị", "Mã", "Tử số", "Mẫu số"].iter().zip('A'..).map(|(t, col)| text(&format!("{col}1"), t)).collect::<String>();
    let line = |row: u32, unit: &str, d: &str| {
        format!(
            "<row r='{row}'>{}{}{}{d}</row>",
            text(&format!("A{row}"), unit),
            text(&format!("B{row}"), "HS-01"),
            number(&format!("C{row}"), 3)
        )
    };
    let of = |second: &str, merged: &str| {
        let rows = format!("<row r='1'>{header}</row>{}{second}", line(2, "SYT", &number("D2", 100)));
        let xml = format!("<worksheet><sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells></worksheet>");
        let book = intake::read(&package(&[("xl/worksheets/sheet1.xml", xml.as_bytes())]), "a.xlsx").expect("a workbook");
        let (form, known, choices) = (intake::Form { asked: vec![], ..form() }, catalogue(), Choices::default());
        let u = intake::understand::read_values(&book, &Context::new(&form, &known, &choices), &mut |_| {});
        places(&u.findings).into_iter().map(|(rule, cell)| format!("{rule} {cell}")).collect::<Vec<_>>()
    };
    assert_eq!(of(&line(3, "SKHCN", ""), "<mergeCell ref='D2:D3'/>"), ["merged-figure D2"]);
    // A row that is two lines high is one row.
    assert_eq!(of("", "<mergeCell ref='A2:A3'/><mergeCell ref='B2:B3'/><mergeCell ref='C2:C3'/><mergeCell ref='D2:D3'/>"), [""; 0]);
}
