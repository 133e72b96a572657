//! What Excel 5 to 2003 wrote and nobody writes any more, and forged records: streams by hand.

use super::common::*;
use intake::Unreadable::{self, *};
use std::io::{Cursor, Write};

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
}

fn shorts(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

fn container(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("in memory");
    for (name, bytes) in parts {
        match name.strip_suffix('/') {
            Some(storage) => file.create_storage(storage).expect("a storage"),
            None => file.create_stream(name).expect("a stream").write_all(bytes).expect("in memory"),
        }
    }
    file.into_inner().into_inner()
}

/// A workbook with one sheet; `version` is 5 or 8.
fn stream(version: u16, globals: &[u8], sheet: &[u8]) -> Vec<u8> {
    let bof = |kind: u16| record(0x0809, &shorts(&[if version == 8 { 0x0600 } else { 0x0500 }, kind, 0, 0]));
    let name = if version == 8 { &b"\x01\0S"[..] } else { b"\x01S" };
    let listed = |start: u32| record(0x85, &[&start.to_le_bytes()[..], &[0, 0], name].concat());
    let start = bof(5).len() + listed(0).len() + globals.len() + 4;
    [bof(5), listed(start as u32), globals.to_vec(), record(0x0A, b""), bof(0x10), sheet.to_vec(), record(0x0A, b"")].concat()
}

fn workbook(version: u16, globals: &[u8], sheet: &[u8]) -> Vec<u8> {
    let name = if version == 8 { "/Workbook" } else { "/Book" };
    container(&[(name, &stream(version, globals, sheet))])
}

fn number(row: u16, col: u16, style: u16, value: f64) -> Vec<u8> {
    record(0x0203, &[shorts(&[row, col, style]), value.to_le_bytes().to_vec()].concat())
}

fn formula(row: u16, col: u16, result: [u8; 8]) -> Vec<u8> {
    record(0x06, &[shorts(&[row, col, 0]), result.to_vec(), vec![0; 8]].concat())
}

fn read(bytes: &[u8]) -> intake::read::Sheet {
    intake::read(bytes, "a.xls").expect("readable").sheets.remove(0)
}

#[test]
fn excel_95_in_the_code_page_of_its_computer() {
    let text = |row: u16, text: &[u8]| record(0x0204, &[shorts(&[row, 0, 0, text.len() as u16]), text.to_vec()].concat());
    let globals = [
        record(0x42, &shorts(&[1258])),
        record(0x041E, b"\xA4\0\x040.0%"),
        record(0xE0, &shorts(&[0, 0])),
        record(0xE0, &shorts(&[0, 0xA4])),
    ];
    let sheet = [text(0, b"Ty\xD2 l\xEA\xF2"), number(1, 0, 1, 0.8), number(1, 1, 0, 1234.5)].concat();
    let sheet = read(&workbook(5, &globals.concat(), &sheet));
    let raw: Vec<_> = sheet.cells.iter().map(|c| c.raw()).collect();
    assert_eq!(raw, ["Tỷ lệ", "0.8 (định dạng %)", "1234.5"]);
    // a code page that nobody here knows
    assert_eq!(refused(&workbook(5, &record(0x42, &shorts(&[12345])), b""), "a.xls"), OtherSpreadsheet);
}

#[test]
fn every_kind_of_cell() {
    let rk = |bits: u32| bits.to_le_bytes().to_vec();
    let half = (0.5f64.to_bits() >> 32) as u32;
    let result = |kind: u8, value: u8| [kind, 0, value, 0, 0, 0, 0xFF, 0xFF];
    let sheet = [
        record(0x027E, &[shorts(&[0, 0, 0]), rk((12_345 << 2) | 3)].concat()),
        record(0xBD, &[shorts(&[0, 1, 0]), rk(half), shorts(&[0]), rk((-7i32 << 2) as u32 | 2), shorts(&[2])].concat()),
        record(0x0205, &[shorts(&[0, 3, 0]), vec![1, 0]].concat()),
        record(0x0205, &[shorts(&[0, 4, 0]), vec![0x2A, 1]].concat()),
        formula(1, 0, 2.5f64.to_le_bytes()),
        formula(1, 1, result(1, 1)),
        formula(1, 2, result(2, 7)),
        formula(1, 3, result(3, 0)),
        // a text in two records, the second of two bytes a letter
        formula(1, 4, result(0, 0)),
        record(0x0207, b"\x04\0\0ab"),
        record(0x3C, &[&[1][..], &shorts(&[0x1EC7, 0x63])].concat()),
        // a text that never comes
        formula(1, 5, result(0, 0)),
        number(2, 0, 0, f64::NAN),
        // a chart inside, with numbers of its own
        record(0x0809, &shorts(&[0x0600, 0x20, 0, 0])),
        number(3, 0, 0, 99.0),
        record(0x0A, b""),
    ];
    let cell = |row, col, raw: &str, formula| (row, col, raw.to_owned(), formula);
    assert_eq!(
        cells(&read(&workbook(8, b"", &sheet.concat()))),
        [
            cell(0, 0, "123.45", false),
            cell(0, 1, "0.5", false),
            cell(0, 2, "-7", false),
            cell(0, 3, "TRUE", false),
            cell(0, 4, "#N/A", false),
            cell(1, 0, "2.5", true),
            cell(1, 1, "TRUE", true),
            cell(1, 2, "#DIV/0!", true),
            cell(1, 3, "", true),
            cell(1, 4, "abệc", true),
            cell(1, 5, "=", true),
            cell(2, 0, "NaN", false),
        ]
    );
}

#[test]
fn containers() {
    let one = stream(8, b"", &number(0, 0, 0, 1.0));
    let with = |parts: &[(&str, &[u8])]| intake::read(&container(parts), "a.xls").map(|_| ());
    assert_eq!(with(&[("/Workbook", &one)]), Ok(()));
    assert_eq!(with(&[("/Workbook", &one), ("/_VBA_PROJECT_CUR/", b"")]), Err(Macro));
    assert_eq!(with(&[("/EncryptionInfo", b"x"), ("/EncryptedPackage", b"x")]), Err(Encrypted));
    assert_eq!(with(&[("/WordDocument", b"x")]), Err(Word));
    assert_eq!(with(&[("/PowerPoint Document", b"x")]), Err(Presentation));
    assert_eq!(with(&[("/Other", b"x")]), Err(NotASpreadsheet));
    assert_eq!(with(&[("/Workbook", b"")]), Err(Damaged));
    assert_eq!(with(&[("/Workbook", &stream(8, &record(0x2F, b"\0\0"), b""))]), Err(Encrypted));
    let macros = record(0x85, b"\0\0\0\0\0\x01\x01\0M");
    assert_eq!(with(&[("/Workbook", &stream(8, &macros, b""))]), Err(Macro));
    assert_eq!(refused(b"\x09\x04\x06\0\0\0\x10\0\0\0", "a.xls"), OtherSpreadsheet);
}

#[test]
fn forged_records() {
    let of = |globals: &[u8], sheet: &[u8]| -> Result<(), Unreadable> { intake::read(&workbook(8, globals, sheet), "a.xls").map(|_| ()) };
    let one = number(0, 0, 0, 1.0);
    // dimensions that would take 4 GB
    let wide = record(0x0200, &[0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 0xFF, 0xFF, 0, 0]);
    assert_eq!(of(b"", &[wide, one.clone()].concat()), Ok(()));
    // a record longer than the file, texts longer than their record, more texts than there are
    assert_eq!(of(b"", b"\x03\x02\xFF\xFF"), Err(Damaged));
    assert_eq!(of(b"", &record(0x0204, b"\0\0\0\0\0\0\xFF\xFF\x01ab")), Err(Damaged));
    assert_eq!(of(&record(0xFC, b"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02\0\0ab"), &one), Ok(()));
    assert_eq!(of(&record(0xFC, b"\x01\0\0\0\x01\0\0\0\xFF\xFF\x01ab"), &one), Err(Damaged));
    // a text whose readings would be as long as 4 GB
    assert_eq!(of(&record(0xFC, b"\x01\0\0\0\x01\0\0\0\x01\0\x04\xFF\xFF\xFF\xFFa"), &one), Err(Damaged));
    // short records, a text that is not there, a column beyond the last, several numbers that are none
    assert_eq!(of(b"", &record(0x0203, b"\0\0")), Err(Damaged));
    assert_eq!(of(b"", &record(0xFD, &shorts(&[0, 0, 0, 5, 0]))), Err(Damaged));
    assert_eq!(of(b"", &number(0, 0xFFFF, 0, 1.0)), Err(Damaged));
    assert_eq!(of(b"", &record(0xBD, &shorts(&[0, 0]))), Err(Damaged));
    assert_eq!(of(b"", &[record(0xBD, &shorts(&[0, 0, 0])), one.clone()].concat()), Ok(()));
    assert_eq!(of(b"", &record(0xE5, &shorts(&[0xFFFF, 5, 2, 1, 0]))), Err(Empty));
    // sheets that lie on top of each other, or nowhere
    let again = |start: u32| record(0x85, &[&start.to_le_bytes()[..], b"\0\0\x01\0T"].concat());
    let twice = |start: u32| [again(start), again(start)].concat();
    // after a BOF record of 12 bytes, a list of 13, these two and an EOF record of 4
    assert_eq!(of(&twice(12 + 13 + 26 + 4), &one), Err(Suspicious));
    assert_eq!(of(&again(u32::MAX), &one), Err(Damaged));
}
