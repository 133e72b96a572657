//! The cells of one sheet, in one pass.

use super::{
    Shared,
    parts::{self, Listed, unescape},
};
use crate::read::{
    Area, CellValue, Sheet, Unreadable, format,
    package::{Package, Part},
    sheet::{Budget, Collector, LAST_COLUMN, LAST_ROW, composed, text},
    xml::{attribute, attributes, is_true},
};
use quick_xml::events::{BytesStart, Event};
use smol_str::SmolStr;

pub(super) fn read(
    package: &mut Package<'_>,
    part: &str,
    listed: &Listed,
    shared: &Shared,
    budget: &mut Budget,
) -> Result<Sheet, Unreadable> {
    let comments = parts::comments(package, part)?;
    let mut xml = package.xml(part)?.ok_or(Unreadable::Damaged)?;
    let mut to = Collector::new(&listed.name, listed.hidden, budget);
    for (row, col, author, text) in comments {
        to.comment(row, col, &author, &text);
    }
    let mut columns = 0;
    // The last row and the next column, for files that leave addresses out.
    let (mut row, mut next, mut rows) = (0, 0, 0u32);
    let mut scratch = Scratch::default();
    loop {
        match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "c" => {
                    let cell = Tag::of(&tag, (row, next))?;
                    (row, next) = (cell.row, cell.col + 1);
                    let (value, formula) = content(&mut xml, &cell, shared, &mut scratch)?;
                    let struck = shared.kinds.get(cell.style) == Some(&format::Kind::Struck);
                    let put = if struck { Collector::crossed_out } else { Collector::cell };
                    put(&mut to, cell.row, cell.col, value, formula)?;
                }
                "row" => {
                    let line = attribute(&tag, "r").and_then(|r| r.parse::<u32>().ok());
                    row = line.map_or(rows, |r| r.saturating_sub(1));
                    (rows, next) = (row.saturating_add(1), 0);
                    let flat = attribute(&tag, "ht").is_some_and(|height| height.parse() == Ok(0.0));
                    if flat || attribute(&tag, "hidden").is_some_and(|h| is_true(&h)) {
                        to.hide_rows(row, row);
                    }
                }
                "col" => {
                    columns += 1;
                    hide(&tag, &mut to);
                }
                "mergeCell" => {
                    if let Some(area) = attribute(&tag, "ref").and_then(|r| area(&r)) {
                        to.merge(area)?;
                    }
                }
                // Not shown in cells, or of no concern.
                "conditionalFormatting" | "dataValidations" | "extLst" | "hyperlinks" | "legacyDrawing" => xml.skip()?,
                _ => {}
            },
            Event::Eof => return to.finish(),
            _ => {}
        }
        if columns > LAST_COLUMN {
            return Err(Unreadable::Suspicious);
        }
    }
}

fn hide(tag: &BytesStart<'_>, to: &mut Collector<'_>) {
    let number = |name| attribute(tag, name).and_then(|n| n.parse::<u32>().ok()).and_then(|n| n.checked_sub(1));
    let narrow = attribute(tag, "width").is_some_and(|width| width.parse() == Ok(0.0));
    if let (Some(first), Some(last)) = (number("min"), number("max"))
        && (narrow || attribute(tag, "hidden").is_some_and(|h| is_true(&h)))
    {
        to.hide_columns(first, last.min(LAST_COLUMN));
    }
}

#[derive(Clone, Copy, Default)]
enum Type {
    #[default]
    Number,
    Shared,
    /// A formula's result, a text in place, an ISO date.
    Text,
    Inline,
    Date,
    Bool,
    Error,
}

/// What a cell's tag says.
struct Tag {
    row: u32,
    col: u32,
    style: usize,
    kind: Type,
}

impl Tag {
    fn of(tag: &BytesStart<'_>, expected: (u32, u32)) -> Result<Self, Unreadable> {
        let mut cell = Self { row: expected.0, col: expected.1, style: 0, kind: Type::Number };
        for attribute in attributes(tag) {
            match attribute.key.as_ref() {
                "r" => (cell.row, cell.col) = address(&attribute.value).ok_or(Unreadable::Damaged)?,
                "s" => cell.style = attribute.value.parse().unwrap_or_default(),
                "t" => {
                    cell.kind = match &*attribute.value {
                        "s" => Type::Shared,
                        "str" => Type::Text,
                        "inlineStr" => Type::Inline,
                        "b" => Type::Bool,
                        "e" => Type::Error,
                        "d" => Type::Date,
                        _ => Type::Number,
                    }
                }
                _ => {}
            }
        }
        Ok(cell)
    }
}

/// Kept from cell to cell, so that no cell allocates.
#[derive(Default)]
struct Scratch {
    value: String,
    inline: String,
}

/// The value of the cell whose tag has just started, and whether a formula makes it.
fn content(xml: &mut Part<'_, '_>, cell: &Tag, shared: &Shared, scratch: &mut Scratch) -> Result<(CellValue, bool), Unreadable> {
    scratch.value.clear();
    scratch.inline.clear();
    let (mut formula, mut valued) = (false, false);
    loop {
        match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "v" => {
                    valued = true;
                    xml.text(&mut scratch.value)?;
                }
                "is" => parts::rich_text(xml, "is", &mut scratch.inline)?,
                "f" => {
                    formula = true;
                    xml.skip()?;
                }
                _ => xml.skip()?,
            },
            Event::End(tag) if tag.local_name().as_ref() == "c" => break,
            Event::Eof => return Err(Unreadable::Damaged),
            _ => {}
        }
    }
    let raw = scratch.value.as_str();
    let value = match cell.kind {
        Type::Inline => text(&unescape(&scratch.inline)),
        Type::Text if formula && valued => CellValue::Text(composed(&unescape(raw))),
        Type::Text => text(&unescape(raw)),
        _ if raw.trim().is_empty() => CellValue::Empty,
        Type::Number if formula && shared.uncomputed && raw == "0" => CellValue::Empty,
        Type::Number => {
            let kind = shared.kinds.get(cell.style).copied().unwrap_or_default();
            format::written(raw, kind, shared.from_1904)
        }
        Type::Shared => match raw.trim().parse().ok().and_then(|i: usize| shared.strings.get(i)) {
            Some(string) if string.trim().is_empty() && !formula => CellValue::Empty,
            Some(string) => CellValue::Text(string.clone()),
            // A text that is not in the file.
            None => return Err(Unreadable::Damaged),
        },
        Type::Date => CellValue::Date(format::iso(raw.trim())),
        Type::Bool => CellValue::Bool(is_true(raw.trim())),
        Type::Error => CellValue::Error(SmolStr::new(raw.trim())),
    };
    Ok((value, formula))
}

/// `B12` as row and column, counted from 0.
pub(super) fn address(text: &str) -> Option<(u32, u32)> {
    let (mut row, mut col) = (0u32, 0u32);
    for b in text.bytes() {
        match b {
            b'A'..=b'Z' | b'a'..=b'z' if row == 0 => col = col * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1,
            b'0'..=b'9' => row = row * 10 + u32::from(b - b'0'),
            b'$' => {}
            _ => return None,
        }
        if row > LAST_ROW + 1 || col > LAST_COLUMN + 1 {
            return None;
        }
    }
    Some((row.checked_sub(1)?, col.checked_sub(1)?))
}

/// `A1:B2`.
fn area(text: &str) -> Option<Area> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let ((first_row, first_column), (last_row, last_column)) = (address(first)?, address(last)?);
    Some(Area { first_row, first_column, last_row, last_column })
}
