//! Files given back marked. Originals were made by other programs (fixtures/make_marked.py); what must stand in them afterwards was
//! written by hand in fixtures/marked/cases.json. `end2end/same_workbook.py` compares the same files with openpyxl.

mod hostile;
mod package;
mod spreadsheet;

use super::common::{book, fixture, zipped};
use domain::{Finding, Severity};
use intake::marked::{AUTHOR, FINDINGS_MARK, FINDINGS_SHEET, is_findings_sheet};
use intake::{FileFormat, NotMarked, Workbook, marked};
use package::{Parts, elements};
use serde_json::Value;
use std::collections::BTreeMap;

/// What stands on each cell: (sheet, cell) to text.
type Comments = BTreeMap<(String, String), String>;

pub fn finding(severity: Severity, sheet: &str, cell: &str, message: &str) -> Finding {
    Finding { severity, rule: "r".into(), sheet: sheet.into(), cell: cell.into(), indicator: None, message: message.into() }
}

/// What must stand on each marked cell; a comment that stays as it was is `None`.
type Expected = BTreeMap<(String, String), Option<String>>;

/// The findings of a case and what must come of them.
fn case(name: &str) -> (Vec<Finding>, Expected) {
    let cases: Value = serde_json::from_slice(&fixture("marked/cases.json")).expect("JSON");
    let findings = cases[name]["findings"].as_array().expect("findings").iter().map(|each| {
        let text = |i: usize| each[i].as_str().unwrap_or_default().to_owned();
        let severity = text(0).parse().expect("a severity");
        Finding { indicator: each[3].as_str().map(str::to_owned), ..finding(severity, &text(1), &text(2), &text(4)) }
    });
    let mut comments = Expected::new();
    for (sheet, cells) in cases[name]["comments"].as_object().expect("sheets") {
        for (cell, text) in cells.as_object().expect("cells") {
            comments.insert((sheet.clone(), cell.clone()), text.as_str().map(str::to_owned));
        }
    }
    (findings.collect(), comments)
}

fn xlsx(name: &str, findings: &[Finding]) -> Vec<u8> {
    marked(&fixture(&format!("marked/{name}")), FileFormat::Xlsx, name, findings).expect("marked").bytes
}

/// The workbook without the list of findings.
fn without_list(bytes: &[u8]) -> Workbook {
    let mut book = intake::read(bytes, "a.xlsx").expect("readable");
    book.sheets.retain(|s| !is_findings_sheet(s));
    book
}

const XLSX: [&str; 5] = ["openpyxl.xlsx", "xlsxwriter.xlsx", "prefixes.xlsx", "threaded.xlsx", "libreoffice.xlsx"];

#[test]
fn each_cell_has_its_comment_and_others_keep_theirs() {
    for name in XLSX {
        let (findings, expected) = case(name);
        let before = Parts::of(&fixture(&format!("marked/{name}"))).comments();
        let after = Parts::of(&xlsx(name, &findings)).comments();
        let mut wanted: Comments = before.clone();
        wanted.extend(expected.into_iter().filter_map(|(at, text)| Some((at, text?))));
        assert_eq!(after, wanted, "{name}");
    }
}

#[test]
fn cells_say_what_they_said_and_other_parts_are_the_same_bytes() {
    for name in XLSX {
        let original = fixture(&format!("marked/{name}"));
        let bytes = xlsx(name, &case(name).0);
        let (mut before, after) = (intake::read(&original, name).expect("readable"), without_list(&bytes));
        (before.format, before.name) = (after.format, after.name.clone());
        assert_eq!(before, after, "{name}");
        let (before, after) = (Parts::of(&original), Parts::of(&bytes));
        for (part, content) in &before.0 {
            let may = ["[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"].contains(&part.as_str())
                || part.starts_with("xl/worksheets/")
                || part.ends_with(".vml")
                || part.starts_with("xl/comments");
            assert!(may || after.0.get(part) == Some(content), "{name}: {part}");
        }
    }
}

#[test]
fn a_sheet_keeps_the_order_that_excel_asks_for() {
    for name in XLSX {
        let parts = Parts::of(&xlsx(name, &case(name).0));
        for (part, content) in parts.0.iter().filter(|(part, _)| part.starts_with("xl/worksheets/sheet")) {
            package::assert_order(&format!("{name} {part}"), content);
        }
        parts.assert_whole(name);
    }
}

#[test]
fn the_colour_is_the_severity_and_the_rest_of_the_style_stays() {
    let (findings, _) = case("openpyxl.xlsx");
    let (before, after) = (Parts::of(&fixture("marked/openpyxl.xlsx")), Parts::of(&xlsx("openpyxl.xlsx", &findings)));
    let sheet = "xl/worksheets/sheet1.xml";
    for (cell, base) in [("F5", 0xF8_C8_C8), ("F6", 0xF8_C8_C8), ("G5", 0xF8_E0_98), ("F4", 0xC8_E0_F8), ("A10", 0xC8_E0_F8)] {
        let ((old, _), (new, fill)) = (before.style(sheet, cell), after.style(sheet, cell));
        let rgb = u32::from_str_radix(fill.split("rgb=\"FF").nth(1).and_then(|f| f.get(..6)).expect("a colour"), 16).expect("hex");
        assert_eq!(rgb & 0xF8_F8_F8, base, "{cell}");
        let strip = |mut xf: BTreeMap<String, String>| {
            xf.retain(|key, _| !key.ends_with("fillId") && !key.ends_with("applyFill"));
            xf
        };
        assert_eq!(strip(old), strip(new), "{cell}");
    }
    assert_eq!(before.style(sheet, "G4"), after.style(sheet, "G4"), "a cell without a finding");
}

#[test]
fn marking_again_replaces_and_gives_the_old_look_back() {
    let original = Parts::of(&fixture("marked/openpyxl.xlsx"));
    let (findings, _) = case("openpyxl.xlsx");
    let first = xlsx("openpyxl.xlsx", &findings);
    let again = |bytes: &[u8], findings: &[Finding]| marked(bytes, FileFormat::Xlsx, "a.xlsx", findings).expect("marked").bytes;
    let less = [finding(Severity::Notice, "Biểu 01", "F5", "Khác trước.")];
    let second = Parts::of(&again(&first, &less));
    let mut wanted = original.comments();
    wanted.insert(("Biểu 01".into(), "F5".into()), "LƯU Ý: Khác trước.".into());
    assert_eq!(second.comments(), wanted);

    let clean = again(&first, &[]);
    let parts = Parts::of(&clean);
    assert_eq!(parts.comments(), original.comments());
    for cell in ["F4", "F5", "F6", "F7", "G5", "A10", "K12", "I9"] {
        assert_eq!(parts.style("xl/worksheets/sheet1.xml", cell).1, original.style("xl/worksheets/sheet1.xml", cell).1, "{cell}");
    }
    // The list is one, the boxes are as many as the comments, and sheets that had none have no drawing left.
    assert_eq!(intake::read(&clean, "a.xlsx").expect("readable").sheets.iter().filter(|s| is_findings_sheet(s)).count(), 1);
    assert_eq!(parts.0.keys().filter(|part| part.ends_with(".vml")).count(), 1);
    assert_eq!(parts.boxes(), original.boxes());
    parts.assert_whole("clean");
    // Marking the same again changes nothing but the order of what was added.
    let many = again(&again(&first, &findings), &findings);
    assert_eq!(Parts::of(&many).comments(), Parts::of(&first).comments());
    assert_eq!(Parts::of(&many).text("xl/styles.xml"), Parts::of(&first).text("xl/styles.xml"));
}

#[test]
fn what_people_write_into_a_comment_of_ours_stays() {
    let first = xlsx("openpyxl.xlsx", &[finding(Severity::Justify, "Biểu 01", "F5", "Số này cao.")]);
    let mut parts = Parts::of(&first);
    let comments = parts.0.iter_mut().find(|(part, text)| part.starts_with("xl/comments") && has(text, "Số này cao.")).expect("ours").1;
    *comments = String::from_utf8_lossy(comments).replace(" Số này cao.", " Số này cao.\nLan: theo báo cáo của Bộ").into_bytes();
    let edited = zipped(parts.0.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
    let on = |bytes: &[u8]| Parts::of(bytes).comments()[&("Biểu 01".to_owned(), "F5".to_owned())].clone();
    assert_eq!(on(&edited), "CẦN GIẢI TRÌNH: Số này cao.\nLan: theo báo cáo của Bộ");
    let said = intake::read(&edited, "a.xlsx").expect("readable").sheets[0].comments.clone();
    assert!(said.iter().any(|(.., text)| text == "Lan: theo báo cáo của Bộ"), "{said:?}");

    let again = |bytes: &[u8], findings: &[Finding]| marked(bytes, FileFormat::Xlsx, "a.xlsx", findings).expect("marked").bytes;
    let still = again(&edited, &[finding(Severity::Blocking, "Biểu 01", "F5", "Khác trước.")]);
    assert_eq!(on(&still), "Lan: theo báo cáo của Bộ\n──── Tiến Độ ────\nPHẢI SỬA: Khác trước.");
    assert_eq!(on(&again(&still, &[])), "Lan: theo báo cáo của Bộ");
    // Below ours, in a comment of theirs, they stay as well, and once.
    let mut parts = Parts::of(&still);
    let comments = parts.0.iter_mut().find(|(part, text)| part.starts_with("xl/comments") && has(text, "Khác trước.")).expect("ours").1;
    *comments = String::from_utf8_lossy(comments).replace(" Khác trước.", " Khác trước.\nLan: đã gọi điện").into_bytes();
    let below = again(&again(&zipped(parts.0.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))), &[]), &[]);
    assert_eq!(on(&below), "Lan: theo báo cáo của Bộ\nLan: đã gọi điện");
    Parts::of(&still).assert_whole("still");
}

fn has(bytes: &[u8], text: &str) -> bool {
    String::from_utf8_lossy(bytes).contains(text)
}

#[test]
fn a_file_that_libreoffice_saved_is_known_again() {
    let bytes = xlsx("returned.xlsx", &[]);
    let parts = Parts::of(&bytes);
    let said: Vec<_> = parts.comments().into_values().collect();
    assert_eq!(said, ["Đã đối chiếu với sổ tiếp nhận", "Theo báo cáo của trạm y tế"]);
    for cell in ["F4", "F5", "G5"] {
        assert!(parts.style("xl/worksheets/sheet1.xml", cell).1.contains("FFF8DC"), "{cell}");
    }
    for cell in ["A10", "K12", "I9"] {
        let fill = parts.style("xl/worksheets/sheet1.xml", cell).1;
        assert!(fill.contains("\"none\""), "{cell}: {fill}");
    }
    assert_eq!(intake::read(&bytes, "a.xlsx").expect("readable").sheets.iter().filter(|s| is_findings_sheet(s)).count(), 1);
}

#[test]
fn the_list_names_everything_and_leads_to_the_cells() {
    let bytes = xlsx("openpyxl.xlsx", &case("openpyxl.xlsx").0);
    let book = intake::read(&bytes, "a.xlsx").expect("readable");
    let list = book.sheets.last().expect("the list");
    assert!(is_findings_sheet(list) && list.name == FINDINGS_SHEET);
    let row = |row: u32| list.cells.iter().filter(|c| c.row == row).map(|c| c.raw()).collect::<Vec<_>>();
    assert_eq!(row(0)[0], "Phát hiện khi đọc tệp: 4 phải sửa, 3 cần giải trình, 6 lưu ý");
    assert!(row(0)[1].starts_with(FINDINGS_MARK));
    assert_eq!(row(2), ["Trang tính", "Ô", "Mức", "Nội dung", "Chỉ tiêu"]);
    assert_eq!(row(3), ["Biểu 01", "F5", "PHẢI SỬA", "Tử số ở ô F5 là 6.100, lớn hơn mẫu số 6.000. Sửa một trong hai số.", "SK"]);
    assert_eq!(row(6), ["Cả tệp", "PHẢI SỬA", "Thiếu chỉ tiêu có mã CT."]);
    assert_eq!(list.cells.iter().map(|c| c.row).max(), Some(2 + 13));
    assert!(list.cells.iter().all(|c| !c.formula));
    let parts = Parts::of(&bytes);
    let links: Vec<String> =
        elements(parts.text("xl/worksheets/sheet4.xml"), "hyperlink").map(|e| e.attributes["location"].clone()).collect();
    // Eleven findings stand on cells of sheets that are there.
    assert_eq!(links.len(), 11);
    assert!(links.contains(&"'Biểu ''phụ'' 2'!B3".to_owned()), "{links:?}");
    assert!(parts.text("xl/worksheets/sheet4.xml").contains("state=\"frozen\""));
}

#[test]
fn a_taken_name_is_left_to_its_sheet() {
    let book = intake::read(&xlsx("xlsxwriter.xlsx", &case("xlsxwriter.xlsx").0), "a.xlsx").expect("readable");
    let names: Vec<_> = book.sheets.iter().map(|s| (s.name.as_str(), is_findings_sheet(s))).collect();
    assert_eq!(names, [("Số liệu", false), ("PHÁT HIỆN", false), ("Phát hiện (2)", true)]);
}

#[test]
fn the_strict_dialect_stays_strict() {
    let bytes = xlsx("strict.xlsx", &[finding(Severity::Blocking, "Biểu", "F3", "Số âm.")]);
    let parts = Parts::of(&bytes);
    for (part, content) in &parts.0 {
        let text = String::from_utf8_lossy(content);
        assert!(!text.contains("schemas.openxmlformats.org/spreadsheetml"), "{part}");
        assert!(part == "_rels/.rels" || !text.contains("openxmlformats.org/officeDocument/2006/relationships/comments"), "{part}");
    }
    assert_eq!(parts.comments().into_values().collect::<Vec<_>>(), ["PHẢI SỬA: Số âm."]);
    assert!(parts.text("xl/comments1.xml").contains(AUTHOR));
}

#[test]
fn a_csv_comes_back_as_a_workbook() {
    let findings = [finding(Severity::Blocking, "CSV", "C2", "Sai."), finding(Severity::Notice, "CSV", "D9", "Ngoài bảng.")];
    let done = marked(&fixture("semicolon.csv"), FileFormat::Csv, "số liệu.csv", &findings).expect("marked");
    assert_eq!(done.file_name, "số liệu_da-danh-dau.xlsx");
    let after = without_list(&done.bytes);
    assert_eq!(after.sheets[0].cells, book("semicolon.csv").sheets[0].cells);
    let list = intake::read(&done.bytes, "a.xlsx").expect("readable").sheets.pop().expect("the list");
    assert!(list.cells.iter().any(|c| c.raw().contains("sửa trong tệp gốc")), "a copy says that it is one");
    let comments: Vec<_> = Parts::of(&done.bytes).comments().into_iter().map(|((_, cell), text)| (cell, text)).collect();
    assert_eq!(comments, [("C2".to_owned(), "PHẢI SỬA: Sai.".to_owned()), ("D9".to_owned(), "LƯU Ý: Ngoài bảng.".to_owned())]);
}

#[test]
fn the_units_own_form_comes_back() {
    let findings = [finding(Severity::Blocking, "Biểu báo cáo", "G10", "“khoảng 120” không phải là số.")];
    let bytes = marked(&fixture("filled.xlsx"), FileFormat::Xlsx, "filled.xlsx", &findings).expect("marked").bytes;
    assert_eq!(without_list(&bytes).sheets, book("filled.xlsx").sheets);
}

#[test]
fn every_refusal_is_one_sentence() {
    for refusal in [NotMarked::Structure, NotMarked::TooLarge, NotMarked::Unreadable] {
        let sentence = refusal.to_string();
        assert!(sentence.starts_with("Không đánh dấu được") && sentence.ends_with("xem danh sách phát hiện trên trang."), "{sentence}");
        assert_eq!(sentence.matches('.').count(), 1);
    }
}
