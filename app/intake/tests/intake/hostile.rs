//! Files that attack, or only pretend: each gets its sentence, and none takes the process down.

use super::common::*;
use intake::Unreadable::{self, *};
use proptest::prelude::*;
use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

fn refused(bytes: &[u8], name: &str) -> Unreadable {
    intake::read(bytes, name).expect_err("refused")
}

/// A workbook whose parts are given; the ones every workbook needs are added.
fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let workbook: &[u8] = br#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let relations: &[u8] = br#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let root: &[u8] = br#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let base = [
        ("[Content_Types].xml", &b"<Types/>"[..]),
        ("_rels/.rels", root),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", relations),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in base.iter().filter(|(name, _)| !parts.iter().any(|(n, _)| n == name)).chain(parts) {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(bytes).expect("in memory");
    }
    zip.finish().expect("in memory").into_inner()
}

fn sheet(rows: &str) -> Vec<u8> {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").into_bytes()
}

#[test]
fn the_package_of_these_tests_is_sound() {
    let cells =
        sheet(r#"<row r="1"><c r="A1"><v>12.5</v></c><c r="B1" t="inlineStr"><is><t>hai</t></is></c><c r="C1"><f>A1</f></c></row>"#);
    let book = intake::read(&package(&[("xl/worksheets/sheet1.xml", &cells)]), "a.xlsx").expect("readable");
    let raw: Vec<_> = book.sheets[0].cells.iter().map(|c| (c.raw(), c.formula_without_value())).collect();
    assert_eq!(raw, [("12.5".into(), false), ("hai".into(), false), ("=".into(), true)]);
}

#[test]
fn not_a_spreadsheet() {
    assert_eq!(refused(b"", "a.xlsx"), Empty);
    assert_eq!(refused(b" \r\n", "a.csv"), Empty);
    assert_eq!(refused(&vec![b'a'; intake::read::MAX_BYTES + 1], "a.csv"), TooLarge);
    assert_eq!(refused(&fixture("word.xlsx"), "word.xlsx"), Word);
    assert_eq!(refused(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "anh.xlsx"), Picture);
    assert_eq!(refused(b"%PDF-1.7 ...", "a.xlsx"), Pdf);
    assert_eq!(refused(b"<html><table><tr><td>1</td></tr></table>", "a.xls"), Html);
    assert_eq!(refused("Mã,Tử số\n1,2\n".as_bytes(), "a.xlsx"), NotASpreadsheet);
    assert_eq!(refused(b"\x7fELF\0\0\0\x01", "a.csv"), NotASpreadsheet);
    assert_eq!(refused(&fixture("not_utf8.csv"), "a.csv"), NotUtf8);
    let ole = |name: &str| {
        [&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], &[0; 504], &name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat()
    };
    assert_eq!(refused(&ole("EncryptedPackage"), "a.xlsx"), Encrypted);
    assert_eq!(refused(&ole("Workbook"), "a.xls"), OtherSpreadsheet);
    assert_eq!(refused(&ole("WordDocument"), "a.xls"), Word);
    assert_eq!(refused(&package(&[("xl/vbaProject.bin", b"x")]), "a.xlsm"), Macro);
}

#[test]
fn every_refusal_says_what_to_do_and_that_nothing_was_stored() {
    for refusal in [
        Empty,
        TooLarge,
        NotASpreadsheet,
        Word,
        Presentation,
        Pdf,
        Picture,
        Html,
        Encrypted,
        OtherSpreadsheet,
        Macro,
        Damaged,
        Inflates,
        Suspicious,
        TooManyRows,
        TooManyColumns("S".into()),
        NotUtf8,
    ] {
        let sentence = refusal.to_string();
        assert!(
            sentence.ends_with(" Chưa có gì được lưu.") && sentence.matches(". ").count() >= 2 && !sentence.contains('!'),
            "{sentence}"
        );
        let json = serde_json::to_string(&refusal).expect("plain data");
        assert_eq!(serde_json::from_str::<Unreadable>(&json).expect("the same"), refusal);
    }
}

#[test]
fn opposite_corners_are_two_cells() {
    let cells = book("corners.xlsx").sheets.remove(0).cells;
    assert_eq!(
        cells.iter().map(|c| (c.row, c.col, c.raw())).collect::<Vec<_>>(),
        [(0, 0, "một".into()), (1_048_575, 16_383, "hai".into())]
    );
}

#[test]
fn truncated_at_any_place() {
    let whole = fixture("clean.xlsx");
    for length in [4, 30, 100, whole.len() / 2, whole.len() - 30, whole.len() - 1] {
        assert_eq!(refused(&whole[..length], "a.xlsx"), Damaged, "{length}");
    }
}

#[test]
fn bombs() {
    let zeros = vec![b' '; 201 << 20];
    assert_eq!(refused(&package(&[("xl/worksheets/sheet1.xml", &zeros)]), "a.xlsx"), Inflates);
    // a part that nobody asks for counts too
    assert_eq!(refused(&package(&[("xl/media/image1.png", &zeros)]), "a.xlsx"), Inflates);
    assert_eq!(refused(&package(&[("xl/sharedStrings.xml", &zeros[..65 << 20])]), "a.xlsx"), Inflates);
    let items = format!("<sst>{}</sst>", "<si/>".repeat(1_000_001));
    assert_eq!(refused(&package(&[("xl/sharedStrings.xml", items.as_bytes())]), "a.xlsx"), Inflates);
    let announced = br#"<sst count="1" uniqueCount="18446744073709551615"><si><t>a</t></si></sst>"#;
    assert_eq!(refused(&package(&[("xl/sharedStrings.xml", announced)]), "a.xlsx"), Inflates);
    let laughs = br#"<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData/></worksheet>"#;
    assert_eq!(refused(&package(&[("xl/worksheets/sheet1.xml", laughs)]), "a.xlsx"), Suspicious);
}

#[test]
fn odd_packages() {
    assert_eq!(refused(&package(&[("../../etc/passwd", b"x")]), "a.xlsx"), Suspicious);
    assert_eq!(refused(&package(&[("/xl/a.xml", b"x")]), "a.xlsx"), Suspicious);
    let names: Vec<String> = (0..2_001).map(|i| format!("xl/p{i}.xml")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b"<a/>"[..])).collect();
    assert_eq!(refused(&package(&parts), "a.xlsx"), Suspicious);
    let forged = sheet(r#"<row r="1"><c r="A99999999999999999999"><v>1</v></c></row>"#);
    assert!(intake::read(&package(&[("xl/worksheets/sheet1.xml", &forged)]), "a.xlsx").is_err());
    assert_eq!(refused(&package(&[]), "a.xlsx"), Damaged);
    assert_eq!(refused(&package(&[("xl/worksheets/sheet1.xml", &sheet(""))]), "a.xlsx"), Empty);
}

#[test]
fn rows_and_columns_are_capped() {
    let wide: String = (0..501).map(|i| format!("<c r=\"{}1\"><v>1</v></c>", intake::column(i))).collect();
    let wide = sheet(&format!("<row r=\"1\">{wide}</row>"));
    assert_eq!(refused(&package(&[("xl/worksheets/sheet1.xml", &wide)]), "a.xlsx"), TooManyColumns("S".into()));
    let long: String = (1..=100_200).map(|r| format!("<row r=\"{r}\"><c r=\"A{r}\"><v>1</v></c></row>")).collect();
    assert_eq!(refused(&package(&[("xl/worksheets/sheet1.xml", &sheet(&long))]), "a.xlsx"), TooManyRows);
    assert_eq!(refused("a,b\n".repeat(100_200).as_bytes(), "a.csv"), TooManyRows);
    assert!(intake::read("a,b\n".repeat(100_000).as_bytes(), "a.csv").is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn a_damaged_workbook_is_read_or_refused(flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = fixture("clean.xlsx");
        for (place, byte) in flips {
            *place.get_mut(&mut bytes) = byte;
        }
        if let Ok(book) = intake::read(&bytes, "a.xlsx") {
            reading(&book, &form());
        }
    }

    #[test]
    fn any_bytes_and_any_table(bytes in prop::collection::vec(any::<u8>(), 0..200), rows in prop::collection::vec(prop::collection::vec("[-0-9.,% xTửsốmẪ]{0,8}", 0..6), 0..12)) {
        let _ = intake::read(&bytes, "a.csv");
        let table = rows.iter().map(|r| r.join(";")).collect::<Vec<_>>().join("\n");
        let text = format!("Mã;Chỉ tiêu;Tử số;Mẫu số;Tỷ lệ;Tình trạng\n{table}");
        let book = intake::read(text.as_bytes(), "a.csv").expect("a header is a table");
        reading(&book, &form());
    }
}
