//! The cells of one sheet.

use super::{
    book::{Book, Listed},
    formula,
    record::{BOF, EOF, Record, Records},
    strings,
};
use crate::read::{
    Area, CellValue, Sheet, Unreadable, format,
    sheet::{Budget, Collector},
};
use smol_str::SmolStr;

/// The sheet and how many bytes it takes.
pub(super) fn read(stream: &[u8], listed: &Listed, book: &Book, budget: &mut Budget) -> Result<(Sheet, usize), Unreadable> {
    let mut records = Records::new(stream);
    if records.next()?.kind != BOF {
        return Err(Unreadable::Damaged);
    }
    let mut to = Collector::new(&listed.name, listed.hidden, budget);
    // A formula whose result is a text waits for the record that holds it.
    let mut waiting: Option<(u32, u32)> = None;
    // Charts lie inside as whole streams of their own, with records that look like cells.
    let mut depth = 1;
    while depth > 0 {
        let record = records.next()?;
        match record.kind {
            BOF => depth += 1,
            EOF => depth -= 1,
            _ if depth > 1 => {}
            0x0207 => {
                if let Some((row, col)) = waiting.take() {
                    let text = book.writing.text(&records.pieces(&record), true)?;
                    to.cell(row, col, CellValue::Text(text), true)?;
                }
            }
            0x0208 if record.bytes::<2>(12)?[0] & 0x20 != 0 => {
                let row = record.u16(0)?.into();
                to.hide_rows(row, row);
            }
            0x7D if record.u16(8)? & 1 == 1 || record.u16(4)? == 0 => to.hide_columns(record.u16(0)?.into(), record.u16(2)?.into()),
            0xE5 => merges(&record, &mut to)?,
            0x06 | 0x0203 | 0x0204 | 0x0205 | 0x027E | 0xBD | 0xD6 | 0xFD => {
                if let Some((row, col)) = waiting.take() {
                    to.cell(row, col, CellValue::Empty, true)?;
                }
                waiting = cells(&record, book, &mut to)?;
            }
            _ => {}
        }
    }
    if let Some((row, col)) = waiting {
        to.cell(row, col, CellValue::Empty, true)?;
    }
    Ok((to.finish()?, records.at))
}

/// Puts down the cells of a record; gives back the place of a formula whose text comes in a record of its own.
fn cells(record: &Record<'_>, book: &Book, to: &mut Collector<'_>) -> Result<Option<(u32, u32)>, Unreadable> {
    let (row, col) = (record.u16(0)?.into(), record.u16(2)?.into());
    let number = |value: f64, style: u16| {
        let kind = book.kinds.get(usize::from(style)).copied().unwrap_or_default();
        format::value(value, kind, book.from_1904)
    };
    let value = match record.kind {
        0x0203 => number(f64::from_le_bytes(record.bytes(6)?), record.u16(4)?),
        0x027E => number(packed(record.u32(6)?), record.u16(4)?),
        0xBD => {
            // Style and number of each of several columns, then the last column.
            let several = record.data.get(4..).and_then(|d| d.split_last_chunk::<2>()).ok_or(Unreadable::Damaged)?.0;
            for (col, cell) in (col..).zip(several.chunks_exact(6)) {
                let value = packed(u32::from_le_bytes([cell[2], cell[3], cell[4], cell[5]]));
                to.cell(row, col, number(value, u16::from_le_bytes([cell[0], cell[1]])), false)?;
            }
            return Ok(None);
        }
        0xFD => {
            let text = book.strings.get(record.u32(6)? as usize).ok_or(Unreadable::Damaged)?;
            let struck = book.kinds.get(usize::from(record.u16(4)?)) == Some(&format::Kind::Struck);
            let value = if text.trim().is_empty() { CellValue::Empty } else { CellValue::Text(text.clone()) };
            if struck {
                to.crossed_out(row, col, value, false)?;
                return Ok(None);
            }
            value
        }
        0x0205 => flag(record.bytes(6)?),
        0x06 => {
            let value = match record.bytes::<8>(6)? {
                [0, .., 0xFF, 0xFF] => return Ok(Some((row, col))),
                [1, _, value, .., 0xFF, 0xFF] => flag([value, 0]),
                [2, _, value, .., 0xFF, 0xFF] => flag([value, 1]),
                // A formula that gives an empty text has a result.
                [.., 0xFF, 0xFF] => CellValue::Text(SmolStr::default()),
                bytes
                    if !book.computed
                        && f64::from_le_bytes(bytes) == 0.0
                        && !formula::gives_number(record.data.get(22..).unwrap_or_default()) =>
                {
                    CellValue::Empty
                }
                bytes => number(f64::from_le_bytes(bytes), record.u16(4)?),
            };
            to.cell(row, col, value, true)?;
            return Ok(None);
        }
        // A text of the cell's own.
        _ => {
            let text = strings::label(record, book.writing)?;
            if text.trim().is_empty() { CellValue::Empty } else { CellValue::Text(text) }
        }
    };
    to.cell(row, col, value, false)?;
    Ok(None)
}

/// A number in 30 bits: a whole one or the upper half of a double, perhaps in hundredths.
fn packed(bits: u32) -> f64 {
    let value = if bits & 2 == 0 { f64::from_bits(u64::from(bits & !3) << 32) } else { f64::from(bits as i32 >> 2) };
    if bits & 1 == 0 { value } else { value / 100.0 }
}

/// True or false, or an error.
fn flag([value, is_error]: [u8; 2]) -> CellValue {
    if is_error == 0 {
        return CellValue::Bool(value != 0);
    }
    CellValue::Error(SmolStr::new_static(match value {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    }))
}

fn merges(record: &Record<'_>, to: &mut Collector<'_>) -> Result<(), Unreadable> {
    let areas = record.data.get(2..).ok_or(Unreadable::Damaged)?;
    for a in areas.chunks_exact(8).take(record.u16(0)?.into()) {
        let edge = |i: usize| u32::from(u16::from_le_bytes([a[2 * i], a[2 * i + 1]]));
        to.merge(Area { first_row: edge(0), last_row: edge(1), first_column: edge(2), last_column: edge(3) })?;
    }
    Ok(())
}
