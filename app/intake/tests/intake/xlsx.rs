//! What `.xlsx` allows and no library at hand writes: packages by hand.

use super::common::*;
use intake::Unreadable::*;
use intake::read::Area;

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn raw(xml: &[u8]) -> Vec<(u32, u32, String, bool)> {
    cells(&intake::read(&package(&[(SHEET, xml)]), "a.xlsx").expect("readable").sheets[0])
}

#[test]
fn every_kind_of_cell() {
    let rows = r#"<row r="2"><c r="A2" t="str"><v>chữ</v></c><c r="B2" t="b"><v>0</v></c><c r="C2" t="e"><v>#N/A</v></c>
        <c r="D2" t="d"><v>2026-10-05T00:00:00</v></c><c r="E2"><v>6.1699999999999998E-1</v></c><c r="F2"><v>năm</v></c><c r="G2" s="1"/></row>
        <row r="3"><c r="A3" t="inlineStr"><is><r><t>a &amp; </t></r><r><rPr><b/></rPr><t xml:space="preserve">b&#7897;</t></r><rPh sb="0" eb="1"><t>đọc</t></rPh></is></c>
        <c r="B3" t="str"><f>""</f><v></v></c><c r="C3"><f t="shared" si="0"/></c><c r="D3" t="str"><v>d&#x1EB;ng_x000D_
hai_x0041_</v></c><c r="E3" t="str"><v>   </v></c><c r="F3" t="n"><f>1</f><v> </v></c></row>"#;
    let cell = |row, col, raw: &str, formula| (row, col, raw.to_owned(), formula);
    assert_eq!(
        raw(&sheet(rows)),
        [
            cell(1, 0, "chữ", false),
            cell(1, 1, "FALSE", false),
            cell(1, 2, "#N/A", false),
            cell(1, 3, "05/10/2026", false),
            cell(1, 4, "0.617", false),
            cell(1, 5, "năm", false),
            cell(2, 0, "a & bộ", false),
            cell(2, 1, "", true),
            cell(2, 2, "=", true),
            cell(2, 3, "dǫng\r\nhai_x0041_", false),
            cell(2, 5, "=", true),
        ]
    );
}

#[test]
fn addresses_may_be_left_out_and_names_prefixed() {
    let xml = br#"<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c/><x:c><x:v>2</x:v></x:c></x:row>
        <x:row r="5"><x:c r="C5"><x:v>3</x:v></x:c><x:c><x:v>4</x:v></x:c></x:row><x:row><x:c><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>"#;
    let places: Vec<_> = raw(xml).into_iter().map(|(r, c, raw, _)| (r, c, raw)).collect();
    let cell = |r, c, raw: &str| (r, c, raw.to_owned());
    assert_eq!(places, [cell(0, 0, "1"), cell(0, 2, "2"), cell(4, 2, "3"), cell(4, 3, "4"), cell(5, 0, "5")]);
}

#[test]
fn merged_and_hidden() {
    let xml = br#"<worksheet><cols><col min="2" max="3" hidden="1"/><col min="5" max="5" width="0"/><col min="9" max="16384" hidden="true"/></cols><sheetData>
        <row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="E1"><v>3</v></c></row>
        <row r="2" hidden="1"><c r="A2"><v>4</v></c></row><row r="3" ht="0"><c r="E3"><v>5</v></c></row><row r="4"/><row r="9" hidden="1"/></sheetData>
        <mergeCells><mergeCell ref="E1:F3"/><mergeCell ref="A1:B2"/><mergeCell ref="A4:A4"/></mergeCells></worksheet>"#;
    let book = intake::read(&package(&[(SHEET, xml)]), "a.xlsx").expect("readable");
    let read = &book.sheets[0];
    // what lies under a merged area is not shown, so that nobody reports it
    assert_eq!(cells(read).into_iter().map(|c| (c.0, c.1)).collect::<Vec<_>>(), [(0, 0), (0, 4)]);
    let area = |first_row, first_column, last_row, last_column| Area { first_row, first_column, last_row, last_column };
    assert_eq!(read.merged, [area(0, 4, 2, 5), area(0, 0, 1, 1)]);
    // as far as there is content
    assert_eq!((&read.hidden_rows[..], &read.hidden_columns[..]), (&[][..], &[1, 2, 4][..]));
}

#[test]
fn a_zero_that_nobody_computed() {
    let workbook =
        br#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets><calcPr fullCalcOnLoad="1"/></workbook>"#;
    let rows = sheet(r#"<row r="1"><c r="A1"><f>B1</f><v>0</v></c><c r="B1"><f>2</f><v>2</v></c><c r="C1"><v>0</v></c></row>"#);
    let book = intake::read(&package(&[("xl/workbook.xml", workbook), (SHEET, &rows)]), "a.xlsx").expect("readable");
    let raw: Vec<_> = book.sheets[0].cells.iter().map(|c| c.raw()).collect();
    assert_eq!(raw, ["=", "2", "0"]);
    let raw: Vec<_> = raw_of(&rows);
    assert_eq!(raw, ["0", "2", "0"]);
}

fn raw_of(xml: &[u8]) -> Vec<String> {
    raw(xml).into_iter().map(|c| c.2).collect()
}

#[test]
fn parts_are_found_by_relations_and_nothing_outside_is_followed() {
    let strict = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    let root = format!(r#"<Relationships><Relationship Id="a" Type="{strict}/officeDocument" Target="/book/Main.xml"/></Relationships>"#);
    let relations = format!(
        r#"<Relationships><Relationship Id="s" Type="{strict}/worksheet" Target="../xl/worksheets/One.xml"/>
        <Relationship Id="o" Type="{strict}/worksheet" TargetMode="External" Target="http://example.org/sheet.xml"/>
        <Relationship Id="e" Type="{strict}/externalLink" TargetMode="External" Target="file:///etc/passwd"/></Relationships>"#
    );
    let book = br#"<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="Xa" sheetId="2" r:id="o"/><sheet name="G&#7847;n" state="veryHidden" sheetId="1" r:id="s"/></sheets></workbook>"#;
    let styles = br#"<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>"#;
    let rows = sheet(r#"<row><c s="0"><v>1</v></c></row>"#);
    let parts = [
        ("_rels/.rels", root.as_bytes()),
        ("book/main.xml", book),
        ("book/_rels/main.xml.rels", relations.as_bytes()),
        ("xl/styles.xml", styles),
        ("xl/worksheets/one.xml", &rows),
    ];
    let book = intake::read(&package(&parts), "a.xlsx").expect("readable");
    assert_eq!(book.sheets.len(), 1);
    assert_eq!((book.sheets[0].name.as_str(), book.sheets[0].hidden, book.sheets[0].cells[0].raw()), ("Gần", true, "02/01/1904".into()));
}

#[test]
fn macros_by_any_name() {
    let relations = br#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="m" Type="x/vbaProject" Target="harmless.bin"/></Relationships>"#;
    let rows = sheet(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#);
    assert_eq!(refused(&package(&[("xl/_rels/workbook.xml.rels", relations), (SHEET, &rows)]), "a.xlsx"), Macro);
    assert_eq!(refused(&package(&[("xl/macrosheets/sheet1.xml", b"<a/>"), (SHEET, &rows)]), "a.xlsx"), Macro);
    // the name alone is no macro
    assert!(intake::read(&package(&[(SHEET, &rows)]), "a.xlsm").is_ok());
    assert_eq!(refused(&package(&[("xl/workbook.bin", b"x")]), "a.xlsb"), OtherSpreadsheet);
}

#[test]
fn hostile_sheets() {
    let of = |xml: &str| intake::read(&package(&[(SHEET, xml.as_bytes())]), "a.xlsx").map(|_| ());
    let deep = format!("<worksheet><sheetData>{}", "<a>".repeat(1_000));
    assert_eq!(of(&deep), Err(Suspicious));
    assert_eq!(
        of(&format!("<worksheet>{}</worksheet>", "<cols><col min='1' max='16384' hidden='1'/></cols>".repeat(20_000))),
        Err(Suspicious)
    );
    assert_eq!(
        of(&format!("<worksheet><mergeCells>{}</mergeCells></worksheet>", "<mergeCell ref='A1:B2'/>".repeat(500_001))),
        Err(Suspicious)
    );
    assert_eq!(of("<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>7</v></c></row></sheetData></worksheet>"), Err(Damaged));
    assert_eq!(of("<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c></row>"), Err(Damaged));
    assert_eq!(of("<worksheet><sheetData><row r='4294967295'><c><v>1</v></c></row></sheetData></worksheet>"), Err(Damaged));
    assert_eq!(of("<worksheet><sheetData><row r='1'><c r='XFE1'><v>1</v></c></row></sheetData></worksheet>"), Err(Damaged));
    assert_eq!(of("<worksheet><sheetData><row r='1'><c r='A1' t='str'><v>&lol;</v></c></row></sheetData></worksheet>"), Err(Suspicious));
    // one text of 9 MB, and one of all that a cell may hold, which 5,000 cells share
    let long = "a".repeat(9 << 20);
    assert_eq!(
        of(&format!("<worksheet><sheetData><row r='1'><c r='A1' t='str'><v>{long}</v></c></row></sheetData></worksheet>")),
        Err(Inflates)
    );
    let strings = format!("<sst><si><t>{}</t></si></sst>", &long[..1 << 20]);
    let rows = sheet(&"<row><c t='s'><v>0</v></c></row>".repeat(5_000));
    assert_eq!(refused(&package(&[("xl/sharedStrings.xml", strings.as_bytes()), (SHEET, &rows)]), "a.xlsx"), Inflates);
    // two names for one part, in the zip's list and in the workbook's
    assert_eq!(refused(&package(&[(SHEET, &rows), ("xl/worksheets/SHEET1.xml", &rows)]), "a.xlsx"), Suspicious);
    let twice = br#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/><sheet name="T" sheetId="2" r:id="rId1"/></sheets></workbook>"#;
    assert_eq!(refused(&package(&[("xl/workbook.xml", twice), (SHEET, &sheet(""))]), "a.xlsx"), Suspicious);
    // entities in a part that nobody reads; a zip in a zip is just a part
    assert_eq!(
        refused(&package(&[("xl/drawings/d.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"), (SHEET, &sheet(""))]), "a.xlsx"),
        Suspicious
    );
    let wide = |text: &str| "\u{feff}".chars().chain(text.chars()).collect::<String>().encode_utf16().collect::<Vec<_>>();
    let entities = wide("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>");
    for bytes in
        [entities.iter().flat_map(|u| u.to_le_bytes()).collect::<Vec<u8>>(), entities.iter().flat_map(|u| u.to_be_bytes()).collect()]
    {
        assert_eq!(refused(&package(&[("customXml/item1.xml", &bytes), (SHEET, &sheet(""))]), "a.xlsx"), Suspicious);
    }
    // Queries of Excel are kept in UTF-16.
    let query: Vec<u8> = wide("<DataMashup>a</DataMashup>").iter().flat_map(|u| u.to_le_bytes()).collect();
    let one = sheet("<row><c><v>1</v></c></row>");
    assert!(intake::read(&package(&[("customXml/item1.xml", &query), (SHEET, &one)]), "a.xlsx").is_ok());
    assert!(intake::read(&package(&[("xl/embeddings/a.zip", &package(&[])), (SHEET, &one)]), "a.xlsx").is_ok());
}
