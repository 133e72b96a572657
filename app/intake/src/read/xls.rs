//! `.xls` of Excel 5 to 2003 (BIFF5 and BIFF8): from the OLE container to its sheets.
//!
//! Read record by record; no length that a record declares is trusted, and nothing is reserved by declared dimensions.

mod book;
mod formula;
mod record;
mod sheet;
mod strings;

use super::{FileFormat, MAX_BYTES, Unreadable, Workbook, sheet::Budget};
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

pub(super) fn read(bytes: &[u8]) -> Result<Workbook, Unreadable> {
    let stream = container(bytes)?;
    let book = book::read(&stream)?;
    let mut budget = Budget::default();
    let mut done = Workbook { format: FileFormat::Xls, ..Workbook::default() };
    let mut left = stream.len();
    for listed in &book.sheets {
        let bytes = stream.get(listed.start..).ok_or(Unreadable::Damaged)?;
        let (sheet, length) = sheet::read(bytes, listed, &book, &mut budget)?;
        // Sheets that overlap would be read as often as they are listed.
        left = left.checked_sub(length).ok_or(Unreadable::Suspicious)?;
        done.sheets.push(sheet);
    }
    if done.sheets.iter().all(|s| s.cells.is_empty()) { Err(Unreadable::Empty) } else { Ok(done) }
}

/// What else an OLE container may hold, by the name of a stream or storage.
const OTHERS: [(&str, Unreadable); 4] = [
    ("EncryptedPackage", Unreadable::Encrypted),
    ("WordDocument", Unreadable::Word),
    ("PowerPoint Document", Unreadable::Presentation),
    ("_VBA_PROJECT_CUR", Unreadable::Macro),
];

/// The stream with the workbook's records.
fn container(bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    // A forged directory must not end the process.
    let opened = catch_unwind(AssertUnwindSafe(|| stream(bytes))).unwrap_or(Err(Unreadable::Damaged));
    if opened != Err(Unreadable::Damaged) {
        return opened;
    }
    // A file cut short has lost its directory, but often not the names in it.
    let named = |name: &str| {
        let utf16: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(utf16.len()).any(|w| w == utf16)
    };
    Err(OTHERS.into_iter().find(|(name, _)| named(name)).map_or(Unreadable::Damaged, |(_, why)| why))
}

fn stream(bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    if let Some((_, why)) = OTHERS.into_iter().find(|(name, _)| file.exists(format!("/{name}"))) {
        return Err(why);
    }
    // Files for Excel 5 and 97 at once have both.
    let name = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name)).ok_or(Unreadable::NotASpreadsheet)?;
    let stream = file.open_stream(name).map_err(|_| Unreadable::Damaged)?;
    let mut records = Vec::new();
    stream.take(MAX_BYTES as u64 + 1).read_to_end(&mut records).map_err(|_| Unreadable::Damaged)?;
    // More than the file itself: a chain that bites its tail.
    if records.len() > bytes.len() { Err(Unreadable::Damaged) } else { Ok(records) }
}
