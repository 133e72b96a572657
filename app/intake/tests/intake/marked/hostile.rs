//! Originals that attack the marking or only look odd: a marked file or a sentence comes out, never a panic.

use super::package::Parts;
use super::{case, finding, fixture};
use domain::{Finding, Severity};
use intake::{FileFormat, NotMarked, marked};
use proptest::prelude::*;
use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

pub fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("in memory");
    }
    zip.finish().expect("in memory").into_inner()
}

/// The fixture of prefixes with one part replaced.
fn with(name: &str, text: &str) -> Vec<u8> {
    let parts = Parts::of(&fixture("marked/prefixes.xlsx"));
    let mut texts: Vec<(&str, &str)> =
        parts.0.keys().map(|part| (part.as_str(), parts.text(part))).filter(|(part, _)| *part != name).collect();
    texts.push((name, text));
    zipped(&texts)
}

fn sheet(data: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    with("xl/worksheets/sheet.xml", &format!("<worksheet xmlns=\"{main}\">{data}</worksheet>"))
}

fn one() -> [Finding; 1] {
    [finding(Severity::Blocking, "Sheet1", "B2", "Sai.")]
}

fn refused(bytes: &[u8]) -> NotMarked {
    marked(bytes, FileFormat::Xlsx, "a.xlsx", &one()).expect_err("refused")
}

#[test]
fn what_is_no_package_is_refused() {
    assert_eq!(refused(b""), NotMarked::Structure);
    assert_eq!(refused(b"PK\x03\x04"), NotMarked::Structure);
    assert_eq!(marked(b"x", FileFormat::Ods, "a.ods", &one()), Err(NotMarked::Structure));
    assert_eq!(marked(b"\0", FileFormat::Csv, "a.csv", &one()), Err(NotMarked::Unreadable));
    assert_eq!(marked(&vec![b'a'; intake::read::MAX_BYTES + 1], FileFormat::Csv, "a.csv", &one()), Err(NotMarked::TooLarge));
    assert_eq!(refused(&fixture("word.xlsx")), NotMarked::Structure);
}

#[test]
fn xml_that_attacks_is_refused() {
    let laughs = r#"<!DOCTYPE x [<!ENTITY a "ha">]><worksheet><sheetData/></worksheet>"#;
    assert_eq!(refused(&with("xl/worksheets/sheet.xml", laughs)), NotMarked::Structure);
    assert_eq!(refused(&with("xl/worksheets/sheet.xml", "<worksheet><sheetData>")), NotMarked::Structure);
    assert_eq!(refused(&with("xl/styles.xml", &"<a>".repeat(10_000))), NotMarked::TooLarge);
    let wide = format!("<a>{}</a>", "<b/>".repeat(1_000_001));
    assert_eq!(refused(&with("xl/styles.xml", &wide)), NotMarked::TooLarge);
    let bomb = format!("<worksheet>{}</worksheet>", " ".repeat(201 << 20));
    assert_eq!(refused(&with("xl/worksheets/sheet.xml", &bomb)), NotMarked::TooLarge);
    let twice = [("xl/a.xml", "<a/>"), ("xl/A.xml", "<a/>")];
    assert_eq!(refused(&zipped(&twice)), NotMarked::Structure);
}

#[test]
fn odd_sheets_are_marked() {
    for data in [
        "<sheetData/>",
        "<sheetData></sheetData>",
        "<sheetData><row/></sheetData>",
        "<sheetData><row r=\"2\"/></sheetData>",
        "<sheetData><row r=\"2\"></row></sheetData>",
        "<sheetData><row r=\"9\"><c r=\"A9\"/></row></sheetData><tableParts count=\"0\"/>",
        "<sheetData><row r=\"2\"><c r=\"A2\" s=\"999\"/><c r='C2' s='0'><v>1</v></c></row></sheetData><extLst/>",
        "<sheetData><row r=\"2\" spans=\"3:4\"><c r=\"C2\"/></row></sheetData>",
        "<sheetFormatPr zeroHeight=\"1\" defaultRowHeight=\"15\"/><cols><col min=\"2\" max=\"9\" style=\"1\" width=\"1e300\"/></cols><sheetData/>",
    ] {
        let bytes = marked(&sheet(data), FileFormat::Xlsx, "a.xlsx", &one()).unwrap_or_else(|e| panic!("{data}: {e}")).bytes;
        let parts = Parts::of(&bytes);
        assert_eq!(parts.comments().len(), 1, "{data}");
        super::package::assert_order(data, &parts.0["xl/worksheets/sheet.xml"]);
        parts.assert_whole(data);
        assert_eq!(parts.text("xl/worksheets/sheet.xml").matches("B2").count(), 1, "{data}");
    }
}

#[test]
fn many_findings_are_bounded_and_the_rest_is_told() {
    let findings: Vec<Finding> = (1..=12_000).map(|row| finding(Severity::Notice, "Sheet1", &format!("B{row}"), "Lặp lại.")).collect();
    let bytes = marked(&fixture("marked/prefixes.xlsx"), FileFormat::Xlsx, "a.xlsx", &findings).expect("marked").bytes;
    let parts = Parts::of(&bytes);
    assert_eq!(parts.comments().len(), 10_000);
    assert!(parts.text("xl/worksheets/sheet1.xml").contains("Còn 2000 phát hiện nữa"));
}

#[test]
fn a_button_with_an_open_line_break_in_its_drawing_is_left_alone() {
    let original = fixture("marked/xlsxwriter.xlsx");
    let parts = Parts::of(&original);
    let mut texts: Vec<(String, String)> = parts.0.keys().map(|part| (part.clone(), parts.text(part).to_owned())).collect();
    let drawing = texts.iter_mut().find(|(part, _)| part.ends_with(".vml")).expect("the drawing");
    drawing.1 = drawing.1.replace("Bấm", "Bấm<br>vào đây");
    let texts: Vec<(&str, &str)> = texts.iter().map(|(part, text)| (part.as_str(), text.as_str())).collect();
    let (findings, _) = case("xlsxwriter.xlsx");
    let bytes = marked(&zipped(&texts), FileFormat::Xlsx, "a.xlsx", &findings).expect("marked").bytes;
    let after = Parts::of(&bytes);
    let drawing = after.text("xl/drawings/vmlDrawing1.vml");
    assert!(drawing.contains("Bấm<br>vào đây") && drawing.matches("ObjectType=\"Note\"").count() == 2 + 4, "{drawing}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn a_damaged_original_is_marked_or_refused(
        name in prop::sample::select(vec!["openpyxl.xlsx", "xlsxwriter.xlsx", "prefixes.xlsx", "libreoffice.ods"]),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = fixture(&format!("marked/{name}"));
        for (place, byte) in flips {
            *place.get_mut(&mut bytes) = byte;
        }
        let format = if name.ends_with("ods") { FileFormat::Ods } else { FileFormat::Xlsx };
        let _ = marked(&bytes, format, name, &one());
    }

    /// Damage inside the XML, which a package's checksums would hide from the test above.
    #[test]
    fn damaged_xml_is_marked_or_refused(
        name in prop::sample::select(vec!["openpyxl.xlsx", "xlsxwriter.xlsx", "prefixes.xlsx", "returned.xlsx", "libreoffice.ods", "returned.ods"]),
        part in any::<prop::sample::Index>(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0usize..40, "[<>/\"=a&:x ]{0,3}"), 1..4),
    ) {
        let parts = Parts::of(&fixture(&format!("marked/{name}")));
        let mut texts: Vec<(String, String)> = parts.0.iter().filter_map(|(n, c)| Some((n.clone(), String::from_utf8(c.clone()).ok()?))).collect();
        let chosen = part.index(texts.len());
        let mut chars: Vec<char> = texts[chosen].1.chars().collect();
        for (place, length, new) in cuts {
            let at = place.index(chars.len().max(1)).min(chars.len());
            let end = (at + length).min(chars.len());
            chars.splice(at..end, new.chars());
        }
        texts[chosen].1 = chars.into_iter().collect();
        let texts: Vec<(&str, &str)> = texts.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
        let format = if name.ends_with("ods") { FileFormat::Ods } else { FileFormat::Xlsx };
        let findings = [finding(Severity::Blocking, "Biểu 01", "F5", "Sai."), finding(Severity::Blocking, "Số liệu", "F4", "Sai.")];
        let _ = marked(&zipped(&texts), format, name, &findings);
    }
}
