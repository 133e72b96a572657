//! Files that attack, or only pretend: each gets its sentence, and none takes the process down.

use super::common::*;
use intake::Unreadable::{self, *};

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
    assert_eq!(refused(b"\xEF\xBB\xBF <HTML><meta charset=windows-1252><td>\xE4\xFF", "a.xls"), Html);
    assert_eq!(refused(b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "a.xls"), Html);
    let utf16: Vec<u8> = "\u{feff}<html><td>1".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(refused(&utf16, "a.xls"), Html);
    let xml_2003 =
        br#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>"#;
    assert_eq!(refused(xml_2003, "a.xls"), OtherSpreadsheet);
    assert_eq!(
        refused(br#"<?xml version="1.0"?><office:document office:mimetype="application/vnd.oasis.opendocument.spreadsheet"/>"#, "a.fods"),
        OtherSpreadsheet
    );
    assert_eq!(refused(b"<?xml version='1.0'?><rss/>", "a.xlsx"), NotASpreadsheet);
    // A table is read whatever its name says.
    assert!(intake::read("Mã,Tử số\n1,2\n".as_bytes(), "a.xlsx").is_ok());
    assert_eq!(refused(b"\x7fELF\0\0\0\x01", "a.csv"), NotASpreadsheet);
    assert_eq!(refused(&fixture("not_utf8.csv"), "a.csv"), NotUtf8);
    let ole = |name: &str| {
        [&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], &[0; 504], &name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat()
    };
    assert_eq!(refused(&ole("EncryptedPackage"), "a.xlsx"), Encrypted);
    assert_eq!(refused(&ole("Workbook"), "a.xls"), Damaged);
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
    // what is announced is not believed
    let announced = br#"<sst count="1" uniqueCount="18446744073709551615"><si><t>a</t></si></sst>"#;
    let one = sheet(r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#);
    let parts = [("xl/sharedStrings.xml", &announced[..]), ("xl/worksheets/sheet1.xml", &one)];
    assert_eq!(intake::read(&package(&parts), "a.xlsx").expect("readable").sheets[0].cells[0].raw(), "a");
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
    for delimiter in [",", ";", "\t"] {
        assert_eq!(refused(format!("a{}", delimiter.repeat(16_384)).as_bytes(), "a.csv"), TooManyColumns("CSV".into()));
    }
    assert!(intake::read(format!("a{}b", ",".repeat(16_383)).as_bytes(), "a.csv").is_ok());
}
