//! The cells of a `.csv`: encoding and delimiter are found out.

use super::{FileFormat, Unreadable, Workbook, encoding, sheet};
use crate::words;
use std::collections::BTreeMap;

/// The name under which a `.csv` appears where a sheet's name is asked for.
pub const SHEET: &str = "CSV";
const DELIMITERS: [u8; 4] = [b'|', b'\t', b',', b';'];
/// No line of a table is as long, in bytes.
const MAX_LINE: usize = 1 << 20;

/// `claims_more` when the file's name claims to be a workbook.
pub(super) fn read(bytes: &[u8], claims_more: bool) -> Result<Workbook, Unreadable> {
    // Before the encoding is asked for: a page may be in any.
    markup(&String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]))?;
    let Some(mut text) = encoding::decode(bytes).or_else(|why| if claims_more { Ok(None) } else { Err(why) })? else {
        return Err(Unreadable::NotASpreadsheet);
    };
    markup(&text)?;
    let text_end = text.trim_end_matches(['\0', '\u{1a}']).len();
    text.truncate(text_end);
    if text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n')) {
        return Err(Unreadable::NotASpreadsheet);
    }
    // Excel's own hint, which is not a row that Excel shows.
    let hint = text.get(..5).filter(|h| h.to_lowercase().starts_with("sep=")).map(|h| h.as_bytes()[4]);
    if text.lines().any(|line| line.len() > MAX_LINE) {
        return Err(Unreadable::NotASpreadsheet);
    }
    if hint.is_some() {
        text = text.split_once('\n').map(|(_, rest)| rest.to_owned()).unwrap_or_default();
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    // The csv reader notes where each field ends, and a file can be nothing but ends.
    let delimiters = hint.as_ref().map_or(&DELIMITERS[..], std::slice::from_ref);
    if text.lines().any(|line| delimiters.iter().any(|d| line.bytes().filter(|b| b == d).count() > sheet::LAST_COLUMN as usize)) {
        return Err(Unreadable::TooManyColumns(SHEET.to_owned()));
    }
    let delimiter = hint.unwrap_or_else(|| delimiter(&text));
    let mut budget = sheet::Budget::default();
    let mut to = sheet::Collector::new(SHEET, false, &mut budget);
    let mut records = Records::new(&text, delimiter);
    let mut widths = BTreeMap::new();
    while let Some(row) = records.next() {
        *widths.entry(records.record.len()).or_insert(0) += 1;
        let usual = widths.iter().max_by_key(|(_, count)| **count).map_or(1, |(width, _)| *width);
        if records.swallows(usual) {
            return Err(Unreadable::OpenQuote(row + 1));
        }
        for (col, field) in (0u32..).zip(records.record.iter()) {
            to.cell(row, col, sheet::text(kept_as_text(field)), false)?;
        }
    }
    let sheet = to.finish()?;
    if sheet.cells.is_empty() {
        Err(Unreadable::Empty)
    } else {
        Ok(Workbook { format: FileFormat::Csv, sheets: vec![sheet], ..Workbook::default() })
    }
}

/// `="0123"`: how programs keep Excel from taking digits for a number.
fn kept_as_text(field: &str) -> &str {
    let inner = field.trim().strip_prefix("=\"").and_then(|f| f.strip_suffix('"'));
    inner.filter(|inner| !inner.contains('"')).unwrap_or(field)
}

/// Refuses what is text only because markup is: pages saved under a spreadsheet's name, and spreadsheets written as one XML file.
fn markup(text: &str) -> Result<(), Unreadable> {
    let head: String = text.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']).chars().take(1024).collect();
    let head = head.to_lowercase();
    let starts = |tags: &[&str]| tags.iter().any(|tag| head.starts_with(tag));
    if starts(&["<!doctype html", "<html", "<head", "<meta", "<style", "<table", "mime-version:"]) {
        return Err(Unreadable::Html);
    }
    if !starts(&["<?xml", "<workbook", "<ss:workbook", "<office:document", "<!doctype"]) {
        return Ok(());
    }
    Err(match () {
        () if head.contains("<html") => Unreadable::Html,
        () if head.contains("spreadsheet") => Unreadable::OtherSpreadsheet,
        () => Unreadable::NotASpreadsheet,
    })
}

/// The delimiter under which some line reads most like a header; then the one that cuts most lines into equally many fields.
fn delimiter(text: &str) -> u8 {
    let score = |delimiter: &u8| {
        let (mut header, mut widths) = (0, BTreeMap::new());
        let mut records = Records::new(text, *delimiter);
        for _ in 0..60 {
            if records.next().is_none() {
                break;
            }
            header = header.max(records.record.iter().filter(|f| words::is_header_word(f)).count());
            if records.record.len() > 1 {
                *widths.entry(records.record.len()).or_insert(0) += 1;
            }
        }
        (header, widths.into_values().max().unwrap_or(0))
    };
    // The last of equals wins.
    DELIMITERS.into_iter().max_by_key(score).unwrap_or(b',')
}

/// Records with the row in which a spreadsheet program shows them: a blank line is a row too, though the csv reader skips it.
struct Records<'a> {
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    record: csv::StringRecord,
    /// Of `text`, what the last record took.
    taken: std::ops::Range<usize>,
    row: u32,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, delimiter: u8) -> Self {
        let reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
        Self { text, reader, record: csv::StringRecord::new(), taken: 0..0, row: 0 }
    }

    /// Reads on; gives the row of the record that is there now.
    fn next(&mut self) -> Option<u32> {
        let before = self.taken.end;
        // The input is valid UTF-8 in memory and widths may differ, so the reader has nothing left to fail on.
        if !self.reader.read_record(&mut self.record).unwrap_or(false) {
            return None;
        }
        self.taken = before..usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX).min(self.text.len());
        let mut rest = self.text[self.taken.clone()].as_bytes();
        // The reader leaves the second half of a line's end to the record behind it.
        if before > 0 && self.text.as_bytes()[before - 1] == b'\r' {
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        let mut blank = 0;
        while let Some(next) = [&b"\r\n"[..], b"\n", b"\r"].iter().find_map(|end| rest.strip_prefix(*end)) {
            (rest, blank) = (next, blank + 1);
        }
        let row = self.row.saturating_add(blank);
        self.row = row.saturating_add(1);
        Some(row)
    }

    /// Has a quotation mark that nobody closed, or closed too late, made one field of several lines? Such a field goes on to the
    /// end of the file, or holds lines that are records themselves.
    fn swallows(&self, usual: usize) -> bool {
        let Some(long) = self.record.iter().find(|field| field.contains('\n')) else { return false };
        let raw = &self.text[self.taken.clone()];
        let open = self.taken.end == self.text.len() && raw.matches('"').count() % 2 == 1;
        let delimiters = |line: &str| DELIMITERS.iter().map(|d| line.bytes().filter(|b| b == d).count()).max().unwrap_or(0);
        let inner: Vec<&str> = long.lines().collect();
        open || usual > 2 && inner[1..inner.len().saturating_sub(1).max(1)].iter().any(|line| delimiters(line) + 1 == usual)
    }
}
