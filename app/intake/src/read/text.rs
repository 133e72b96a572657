//! The cells of a `.csv`: encoding and delimiter are found out.

use super::{Budget, Cell, CellValue, MAX_COLUMNS, Sheet, Unreadable, Workbook};
use crate::words;
use std::collections::BTreeMap;

/// The name under which a `.csv` appears where a sheet's name is asked for.
pub const SHEET: &str = "CSV";

pub(super) fn read(bytes: &[u8]) -> Result<Workbook, Unreadable> {
    let mut text = decode(bytes)?;
    if text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n')) {
        return Err(Unreadable::NotASpreadsheet);
    }
    // Excel's own hint, which is not a row that Excel shows.
    let hint = text.get(..5).filter(|h| h.to_lowercase().starts_with("sep=")).map(|h| h.as_bytes()[4]);
    if hint.is_some() {
        text = text.split_once('\n').map(|(_, rest)| rest.to_owned()).unwrap_or_default();
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let delimiter = hint.unwrap_or_else(|| delimiter(&text));
    let mut budget = Budget::default();
    let mut cells = Vec::new();
    for (row, fields) in Records::new(&text, delimiter) {
        if fields.len() > MAX_COLUMNS && fields.iter().skip(MAX_COLUMNS).any(|f| !f.trim().is_empty()) {
            return Err(Unreadable::TooManyColumns(SHEET.to_owned()));
        }
        let mut new_row = true;
        for (col, field) in fields.iter().enumerate().filter(|(_, f)| !f.trim().is_empty()) {
            budget.cell(new_row)?;
            new_row = false;
            cells.push(Cell { row, col: col as u32, value: CellValue::Text(domain::text::nfc(field)), formula: false });
        }
    }
    if cells.is_empty() {
        return Err(Unreadable::Empty);
    }
    Ok(Workbook { format: super::FileFormat::Csv, sheets: vec![Sheet { name: SHEET.to_owned(), cells, ..Sheet::default() }] })
}

fn decode(bytes: &[u8]) -> Result<String, Unreadable> {
    let units = |pair: fn([u8; 2]) -> u16| bytes[2..].chunks(2).map(move |c| pair([c[0], c.get(1).copied().unwrap_or(0)]));
    let utf16 =
        |units: &mut dyn Iterator<Item = u16>| char::decode_utf16(units).collect::<Result<String, _>>().map_err(|_| Unreadable::NotUtf8);
    match bytes {
        [0xFF, 0xFE, ..] => utf16(&mut units(u16::from_le_bytes)),
        [0xFE, 0xFF, ..] => utf16(&mut units(u16::from_be_bytes)),
        _ => {
            let text = std::str::from_utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes));
            let not_text = if bytes.contains(&0) { Unreadable::NotASpreadsheet } else { Unreadable::NotUtf8 };
            text.map(str::to_owned).map_err(|_| not_text)
        }
    }
}

/// The delimiter under which some line reads most like a header; then the one that cuts most lines into equally many fields.
fn delimiter(text: &str) -> u8 {
    let score = |delimiter: &u8| {
        let records: Vec<Vec<String>> = Records::new(text, *delimiter).take(60).map(|(_, fields)| fields).collect();
        let header = records.iter().map(|r| r.iter().filter(|f| words::is_header_word(f)).count()).max().unwrap_or(0);
        let mut widths = BTreeMap::new();
        for record in records.iter().filter(|r| r.len() > 1) {
            *widths.entry(record.len()).or_insert(0) += 1;
        }
        (header, widths.into_values().max().unwrap_or(0))
    };
    // The last of equals wins.
    [b'\t', b',', b';'].into_iter().max_by_key(score).unwrap_or(b',')
}

/// Records with the row in which a spreadsheet program shows them: a blank line is a row too, though the csv reader skips it.
struct Records<'a> {
    reader: csv::Reader<&'a [u8]>,
    row: u32,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, delimiter: u8) -> Self {
        let reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
        Self { reader, row: 0 }
    }
}

impl Iterator for Records<'_> {
    type Item = (u32, Vec<String>);

    fn next(&mut self) -> Option<Self::Item> {
        let before = self.reader.position().line();
        let mut record = csv::StringRecord::new();
        // The input is valid UTF-8 in memory and widths may differ, so the reader has nothing left to fail on.
        if !self.reader.read_record(&mut record).unwrap_or(false) {
            return None;
        }
        let lines = self.reader.position().line() - before;
        let inside: usize = record.iter().map(|f| f.matches('\n').count()).sum();
        let row = self.row + lines.saturating_sub(1 + inside as u64) as u32;
        self.row = row + 1;
        Some((row, record.iter().map(str::to_owned).collect()))
    }
}
