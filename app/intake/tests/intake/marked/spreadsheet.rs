//! `.ods` given back marked.

use super::super::common::zipped;
use super::package::{Element, Parts, tree};
use super::{Comments, case, finding, fixture};
use calamine::{Ods, Reader};
use domain::Severity;
use intake::marked::FINDINGS_SHEET;
use intake::{FileFormat, marked};
use std::io::Cursor;

fn ods(name: &str, findings: &[domain::Finding]) -> Vec<u8> {
    marked(&fixture(&format!("marked/{name}")), FileFormat::Ods, name, findings).expect("marked").bytes
}

/// A cell of the written table: its place, how often it stands for itself, its style and its comment.
struct Written {
    sheet: String,
    row: u32,
    column: u32,
    style: String,
    comment: Option<String>,
}

/// Every cell that is written, once.
fn cells(bytes: &[u8]) -> Vec<Written> {
    let root = tree(Parts::of(bytes).text("content.xml"));
    let repeated = |e: &Element, key: &str| e.attributes.get(key).map_or(1, |n| n.parse::<u32>().expect("a number"));
    let mut out = Vec::new();
    for table in root.all("table") {
        let mut row = 0;
        for line in table.all("table-row") {
            let mut column = 0;
            for cell in &line.inside {
                let said =
                    |a: &Element| a.inside.iter().filter(|e| e.name == "text:p").map(|p| p.text.clone()).collect::<Vec<_>>().join("\n");
                out.push(Written {
                    sheet: table.attributes["table:name"].clone(),
                    row,
                    column,
                    style: cell.attributes.get("table:style-name").cloned().unwrap_or_default(),
                    comment: cell.inside.iter().find(|e| e.name == "office:annotation").map(said),
                });
                column += repeated(cell, "table:number-columns-repeated");
            }
            row += repeated(line, "table:number-rows-repeated");
        }
    }
    out
}

fn comments(bytes: &[u8]) -> Comments {
    let said = cells(bytes).into_iter().filter_map(|c| Some(((c.sheet, intake::a1(c.row, c.column)), c.comment?)));
    said.collect()
}

/// The background of a cell as its style names it.
fn background(bytes: &[u8], sheet: &str, row: u32, column: u32) -> Option<String> {
    let style = cells(bytes).into_iter().find(|c| (c.sheet.as_str(), c.row, c.column) == (sheet, row, column)).expect("the cell").style;
    let root = tree(Parts::of(bytes).text("content.xml"));
    let style = root.all("style").find(|s| s.attributes.get("style:name") == Some(&style)).cloned()?;
    style.inside.iter().find_map(|e| e.attributes.get("fo:background-color").cloned())
}

#[test]
fn what_people_write_into_a_comment_of_ours_stays() {
    let (sheet, cell) = ("Biểu 01".to_owned(), "F5".to_owned());
    let one = |message: &str| [finding(Severity::Justify, &sheet, &cell, message)];
    let again = |bytes: &[u8], findings: &[domain::Finding]| marked(bytes, FileFormat::Ods, "a.ods", findings).expect("marked").bytes;
    let mut parts = Parts::of(&ods("libreoffice.ods", &one("Số này cao.")));
    let content = parts.0.get_mut("content.xml").expect("content");
    let ours = "CẦN GIẢI TRÌNH: Số này cao.</text:p>";
    let text = String::from_utf8_lossy(content).replace(ours, &format!("{ours}<text:p>Lan: theo báo cáo của Bộ</text:p>"));
    *content = text.into_bytes();
    let edited = zipped(parts.0.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
    let on = |bytes: &[u8]| comments(bytes)[&(sheet.clone(), cell.clone())].clone();
    let still = again(&edited, &one("Khác trước."));
    assert_eq!(on(&still), "Lan: theo báo cáo của Bộ\n──── Tiến Độ ────\nCẦN GIẢI TRÌNH: Khác trước.");
    assert_eq!(on(&again(&still, &[])), "Lan: theo báo cáo của Bộ");
}

#[test]
fn each_cell_has_its_comment_and_nothing_else_changes() {
    // LibreOffice made them of the workbooks of the same names.
    for (name, like) in [("libreoffice.ods", "openpyxl.xlsx"), ("xlsxwriter.ods", "xlsxwriter.xlsx")] {
        let original = fixture(&format!("marked/{name}"));
        let (findings, expected) = case(like);
        let bytes = ods(name, &findings);
        let mut wanted = comments(&original);
        wanted.extend(expected.into_iter().filter_map(|(at, text)| Some((at, text?))));
        if name == "xlsxwriter.ods" {
            // Here a chart's sheet has cells.
            wanted.insert(("Biểu đồ".into(), "A1".into()), "LƯU Ý: Trang biểu đồ không có ô.".into());
        }
        assert_eq!(comments(&bytes), wanted, "{name}");
        let (before, after) = (Parts::of(&original), Parts::of(&bytes));
        assert!(
            before
                .0
                .iter()
                .all(|(part, content)| { ["content.xml", "settings.xml"].contains(&part.as_str()) || after.0.get(part) == Some(content) })
        );
        let open = |bytes: &[u8]| Ods::new(Cursor::new(bytes.to_vec())).expect("readable");
        let (mut before, mut after) = (open(&original), open(&bytes));
        for sheet in before.sheet_names() {
            assert_eq!(before.worksheet_formula(&sheet).expect("formulas"), after.worksheet_formula(&sheet).expect("formulas"));
            let values = |range: calamine::Range<calamine::Data>| {
                let cells: Vec<_> = range.used_cells().map(|(r, c, v)| (r, c, v.clone())).collect();
                (range.start(), cells)
            };
            let (before, after) = (before.worksheet_range(&sheet).expect("cells"), after.worksheet_range(&sheet).expect("cells"));
            assert_eq!(values(before), values(after), "{name} {sheet}");
        }
        assert_eq!(after.sheet_names().len(), before.sheet_names().len() + 1);
    }
}

#[test]
fn the_list_is_the_last_table_and_its_header_is_frozen() {
    let bytes = ods("xlsxwriter.ods", &case("xlsxwriter.xlsx").0);
    let names = Ods::new(Cursor::new(bytes.clone())).expect("readable").sheet_names();
    // The workbook has a sheet of its own by that name, in capitals.
    assert_eq!(names.last().map(String::as_str), Some("Phát hiện (2)"));
    let settings = Parts::of(&bytes);
    let entry = tree(settings.text("settings.xml"));
    let entry = entry.all("config-item-map-entry").find(|e| e.attributes.get("config:name").is_some_and(|n| n == "Phát hiện (2)")).cloned();
    assert!(entry.is_some_and(|e| e.inside.iter().any(|i| i.attributes["config:name"] == "VerticalSplitPosition" && i.text == "3")));
}

#[test]
fn marking_again_replaces_and_gives_the_old_look_back() {
    let original = fixture("marked/libreoffice.ods");
    let first = ods("libreoffice.ods", &case("openpyxl.xlsx").0);
    assert_eq!(background(&first, "Biểu 01", 4, 5).as_deref(), Some("#f9c8c8"), "red, over the second fill");
    let clean = marked(&first, FileFormat::Ods, "a.ods", &[]).expect("marked").bytes;
    assert_eq!(comments(&clean), comments(&original));
    for (row, column) in [(3, 5), (4, 5), (5, 5), (6, 5), (4, 6), (9, 0)] {
        assert_eq!(background(&clean, "Biểu 01", row, column), background(&original, "Biểu 01", row, column), "{row} {column}");
    }
    let names = Ods::new(Cursor::new(clean)).expect("readable").sheet_names();
    assert_eq!(names.iter().filter(|n| n.starts_with(FINDINGS_SHEET)).count(), 1);
}

#[test]
fn a_file_that_libreoffice_saved_is_known_again() {
    let bytes = ods("returned.ods", &[]);
    let said: Vec<_> = comments(&bytes).into_values().collect();
    assert_eq!(said, ["Đã đối chiếu với sổ tiếp nhận", "Theo báo cáo của trạm y tế"]);
    assert_eq!(background(&bytes, "Biểu 01", 4, 5).as_deref(), Some("#fff8dc"));
    assert_eq!(background(&bytes, "Biểu 01", 9, 0), None);
}

#[test]
fn repeated_rows_and_cells_are_split_where_they_are_marked() {
    let content = r#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:automatic-styles/><office:body><office:spreadsheet><table:table table:name="A"><table:table-column table:number-columns-repeated="16384"/><table:table-row table:number-rows-repeated="4"><table:table-cell table:number-columns-repeated="3" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="1048572"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;
    let original = super::hostile::zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)]);
    let places = ["B2", "C2", "D3", "XFD1048576", "A1000"];
    let findings: Vec<_> = places.iter().map(|cell| finding(Severity::Notice, "A", cell, cell)).collect();
    let bytes = marked(&original, FileFormat::Ods, "a.ods", &findings).expect("marked").bytes;
    let said: Vec<_> = comments(&bytes).into_iter().map(|((_, cell), text)| (cell, text)).collect();
    let wanted = ["A1000", "B2", "C2", "D3", "XFD1048576"].map(|cell| (cell.to_owned(), format!("LƯU Ý: {cell}")));
    assert_eq!(said, wanted);
    let xs = cells(&bytes).iter().filter(|c| c.sheet == "A" && c.row < 4).map(|c| (c.row, c.column)).collect::<Vec<_>>();
    assert_eq!(xs, [(0, 0), (1, 0), (1, 1), (1, 2), (2, 0), (2, 3), (3, 0)]);
}
