//! What `.ods` allows and LibreOffice rarely writes: content by hand.

use super::common::*;
use intake::Unreadable::*;
use intake::read::Area;

fn table(rows: &str) -> String {
    format!(r#"<table:table table:name="S">{rows}</table:table>"#)
}

fn read(rows: &str) -> intake::read::Sheet {
    intake::read(&ods(&table(rows), &[]), "a.ods").expect("readable").sheets.remove(0)
}

#[test]
fn every_kind_of_cell() {
    let sheet = read(
        r#"<table:table-row><table:table-cell office:value-type="float" office:value="412.50"><text:p>412,5</text:p></table:table-cell>
        <table:table-cell office:value-type="percentage" office:value="0.8"/><table:table-cell office:value-type="currency" office:value="5"/>
        <table:table-cell office:value-type="date" office:date-value="2026-10-05T12:00:00"/><table:table-cell office:value-type="time" office:time-value="PT07H30M00S"/>
        <table:table-cell office:value-type="boolean" office:boolean-value="true"/></table:table-row>
        <table:table-row><table:table-cell office:value-type="string"><office:annotation><text:p>đừng đọc</text:p></office:annotation><text:p>một<text:s text:c="2"/>hai
           ba</text:p><text:p>b<text:span>ố</text:span>n<text:line-break/>n&#259;m &amp; <text:a>sáu</text:a><draw:frame xmlns:draw="d"><text:p>hình</text:p></draw:frame></text:p></table:table-cell>
        <table:table-cell office:value-type="string" office:string-value="ẩn &lt; hiện"/>
        <table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
        <table:table-cell table:formula="of:=X()" office:value-type="string"><text:p>Err:508</text:p></table:table-cell>
        <table:table-cell table:formula="of:=[.A1]"/><table:table-cell table:formula="of:=&quot;&quot;" office:value-type="string"/>
        <table:table-cell table:formula="of:=2" office:value-type="float" office:value="2" calcext:value-type="float"/>
        <table:table-cell office:value-type="float" office:value="nghìn"><text:p>1</text:p></table:table-cell></table:table-row>"#,
    );
    let cell = |row, col, raw: &str, formula| (row, col, raw.to_owned(), formula);
    assert_eq!(
        cells(&sheet),
        [
            cell(0, 0, "412.5", false),
            cell(0, 1, "0.8 (định dạng %)", false),
            cell(0, 2, "5", false),
            cell(0, 3, "05/10/2026", false),
            cell(0, 4, "07:30:00", false),
            cell(0, 5, "TRUE", false),
            cell(1, 0, "một  hai ba\nbốn\nnăm & sáu", false),
            cell(1, 1, "ẩn < hiện", false),
            cell(1, 2, "#DIV/0!", true),
            cell(1, 3, "Err:508", true),
            cell(1, 4, "=", true),
            cell(1, 5, "", true),
            cell(1, 6, "2", true),
            cell(1, 7, "nghìn", false),
        ]
    );
}

#[test]
fn repeated_merged_and_hidden() {
    let one = r#"<table:table-cell office:value-type="float" office:value="1"/>"#;
    let sheet = read(&format!(
        r#"<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse" table:number-columns-repeated="1022"/>
        <table:table-header-rows><table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3" office:value-type="float" office:value="1"/></table:table-row></table:table-header-rows>
        <table:table-row table:visibility="filter" table:number-rows-repeated="3"><table:table-cell/>{one}</table:table-row>
        <table:table-row-group table:display="false"><table:table-row>{one}</table:table-row></table:table-row-group>
        <table:table-row><table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="3" office:value-type="string"><text:p>gộp</text:p></table:table-cell>
        <table:covered-table-cell office:value-type="float" office:value="9"/>{one}</table:table-row>
        <table:table-row table:number-rows-repeated="1048566"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#
    ));
    let places: Vec<_> = sheet.cells.iter().map(|c| (c.row, c.col)).collect();
    assert_eq!(places, [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 1), (3, 1), (4, 1), (5, 0), (6, 0), (6, 2)]);
    assert_eq!(sheet.merged, [Area { first_row: 6, first_column: 0, last_row: 8, last_column: 1 }]);
    assert_eq!((&sheet.hidden_rows[..], &sheet.hidden_columns[..]), (&[2, 3, 4, 5][..], &[2][..]));
}

#[test]
fn hidden_sheets_and_what_is_no_sheet() {
    let row = r#"<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>"#;
    let tables = format!(
        r#"<table:tracked-changes><table:table table:name="cũ">{row}</table:table></table:tracked-changes>
        <table:table table:name="Một" table:style-name="seen"><table:shapes><text:p>hình</text:p></table:shapes>{row}</table:table>
        <table:table table:name="Hai" table:style-name="unseen">{row}</table:table>"#
    );
    let book = intake::read(&ods(&tables, &[]), "a.ods").expect("readable");
    let sheets: Vec<_> = book.sheets.iter().map(|s| (s.name.as_str(), s.hidden, s.cells.len())).collect();
    assert_eq!(sheets, [("Một", false, 1), ("Hai", true, 1)]);
}

#[test]
fn packages() {
    let row = table(r#"<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>"#);
    let with = |name: &str, bytes: &[u8]| intake::read(&ods(&row, &[(name, bytes)]), "a.ods").map(|_| ());
    assert_eq!(
        with("META-INF/manifest.xml", b"<m:manifest xmlns:m='m'><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"),
        Err(Encrypted)
    );
    assert_eq!(with("Basic/Standard/Module1.xml", b"<a/>"), Err(Macro));
    assert_eq!(with("Scripts/python/a.py", b"x"), Err(Macro));
    // the index of an empty library is no macro
    assert_eq!(with("Basic/Standard/script-lb.xml", b"<a/>"), Ok(()));
    assert_eq!(with("styles.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"), Err(Suspicious));
    assert_eq!(with("../styles.xml", b"<a/>"), Err(Suspicious));
    assert_eq!(with("Pictures/a.png", &vec![0; 201 << 20]), Err(Inflates));
    assert_eq!(with("mimetype", b"application/vnd.oasis.opendocument.text"), Err(Word));
    assert_eq!(with("mimetype", b"application/vnd.oasis.opendocument.presentation"), Err(Presentation));
    assert_eq!(with("content.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"), Err(Suspicious));
    assert_eq!(
        with("content.xml", b"<office:document-content xmlns:office='o'><office:body/></office:document-content>"),
        Err(NotASpreadsheet)
    );
    assert_eq!(with("content.xml", b"<office:document-content xmlns:office='o'><office:body>"), Err(Damaged));
}

#[test]
fn absurd_counts() {
    let of = |rows: &str| intake::read(&ods(&table(rows), &[]), "a.ods").map(|_| ());
    let row = |rows: &str, columns: &str| {
        format!(
            r#"<table:table-row table:number-rows-repeated="{rows}"><table:table-cell table:number-columns-repeated="{columns}" office:value-type="float" office:value="1"/></table:table-row>"#
        )
    };
    assert_eq!(of(&row("1048576", "1")), Err(TooManyRows));
    assert_eq!(of(&row("1", "1000000000")), Err(TooManyColumns("S".into())));
    assert_eq!(of(&row("100000", "500")), Err(TooManyRows));
    let nothing = r#"<table:table-row table:number-rows-repeated="4294967295" table:visibility="collapse"><table:table-cell table:number-columns-repeated="4294967295"/></table:table-row>"#;
    assert_eq!(of(&nothing.repeat(3)), Err(Empty));
    assert_eq!(of(&format!("{nothing}{}", row("1", "1"))), Err(Damaged));
    // a number beyond all numbers counts as one, as in the programs
    assert_eq!(read(&row("99999999999999999999", "1")).cells.len(), 1);
    let spaces = r#"<table:table-row><table:table-cell office:value-type="string"><text:p>a<text:s text:c="999999999"/>b</text:p></table:table-cell></table:table-row>"#;
    assert_eq!(read(spaces).cells[0].raw().len(), 1_002);
    let span = r#"<table:table-row><table:table-cell table:number-columns-spanned="4294967295" table:number-rows-spanned="4294967295" office:value-type="float" office:value="1"/></table:table-row>"#;
    assert_eq!(read(span).merged, [Area { first_row: 0, first_column: 0, last_row: 1_048_575, last_column: 16_383 }]);
    assert_eq!(of(&"<table:table-row-group>".repeat(500)), Err(Suspicious));
}
