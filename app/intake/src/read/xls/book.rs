//! The workbook's own records: list of sheets, formats, shared strings.

use super::{
    record::{BOF, EOF, Record, Records},
    strings::{self, Writing},
};
use crate::read::{Unreadable, format};
use smol_str::SmolStr;
use std::collections::HashMap;

/// A sheet in the workbook's list.
pub(super) struct Listed {
    pub(super) name: SmolStr,
    pub(super) hidden: bool,
    /// Where in the stream it begins.
    pub(super) start: usize,
}

pub(super) struct Book {
    pub(super) sheets: Vec<Listed>,
    pub(super) strings: Vec<SmolStr>,
    /// By the number of a cell's style.
    pub(super) kinds: Vec<format::Kind>,
    pub(super) from_1904: bool,
    pub(super) writing: Writing,
    /// Excel vouches for the results of formulas.
    pub(super) computed: bool,
}

pub(super) fn read(stream: &[u8]) -> Result<Book, Unreadable> {
    let mut records = Records::new(stream);
    let first = records.next()?;
    let writing = match (first.kind, first.u16(0)?) {
        (BOF, 0x0600) => Writing::Unicode,
        (BOF, 0x0500) => Writing::Bytes(encoding_rs::WINDOWS_1252),
        (0x0009 | 0x0209 | 0x0409 | BOF, _) => return Err(Unreadable::OtherSpreadsheet),
        _ => return Err(Unreadable::Damaged),
    };
    let mut book =
        Book { sheets: vec![], strings: vec![], kinds: vec![], from_1904: false, writing, computed: !matches!(writing, Writing::Unicode) };
    let (mut styles, mut codes, mut by_calc) = (Vec::new(), HashMap::new(), false);
    // Which fonts strike out, and which strike out or raise.
    let (mut struck, mut aside) = (Vec::new(), Vec::new());
    loop {
        let record = records.next()?;
        match record.kind {
            0x2F => return Err(Unreadable::Encrypted),
            0x22 => book.from_1904 = record.u16(0)? == 1,
            0x42 if matches!(writing, Writing::Bytes(_)) => {
                book.writing = Writing::Bytes(strings::code_page(record.u16(0)?).ok_or(Unreadable::OtherSpreadsheet)?);
            }
            0x041E => {
                let text = record.data.get(2..).ok_or(Unreadable::Damaged)?;
                let code = book.writing.text(&[text], matches!(writing, Writing::Unicode))?;
                codes.insert(record.u16(0)?, format::of_code(&code));
            }
            0x01C1 => book.computed = !by_calc,
            // Excel writes the user's name here.
            0x5C => by_calc = book.writing.text(&[record.data], true).is_ok_and(|name| name == "Calc"),
            0x31 => {
                struck.push(record.u16(2)? & 8 != 0);
                aside.push(record.u16(2)? & 8 != 0 || record.u16(8)? != 0);
            }
            0xE0 => styles.push((record.u16(0)?, record.u16(2)?)),
            0x85 => book.sheets.extend(listed(&record, book.writing)?),
            0xFC => book.strings = strings::shared(&records.pieces(&record), &aside)?,
            EOF => break,
            _ => {}
        }
    }
    let kind = |(font, id): (u16, u16)| match struck.get(usize::from(font - u16::from(font > 4))) {
        Some(true) => format::Kind::Struck,
        _ => codes.get(&id).copied().unwrap_or_else(|| format::builtin(id.into())),
    };
    book.kinds = styles.into_iter().map(kind).collect();
    Ok(book)
}

fn listed(record: &Record<'_>, writing: Writing) -> Result<Option<Listed>, Unreadable> {
    let [state, kind] = record.bytes(4)?;
    match kind {
        0 => {
            let name = writing.text(&[record.data.get(6..).ok_or(Unreadable::Damaged)?], false)?;
            let start = usize::try_from(record.u32(0)?).map_err(|_| Unreadable::Damaged)?;
            Ok(Some(Listed { name, hidden: state & 3 != 0, start }))
        }
        // A sheet of Excel 4 macros, or a module.
        1 | 6 => Err(Unreadable::Macro),
        _ => Ok(None),
    }
}
