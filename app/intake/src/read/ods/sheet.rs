//! One table: rows and columns with their repetitions, which are counted and never spelled out.

use super::cell;
use crate::read::{
    Area, CellValue, Sheet, Unreadable,
    package::Part,
    sheet::{Budget, Collector, LAST_COLUMN, LAST_ROW},
    xml::attribute,
};
use quick_xml::events::{BytesStart, Event};
use std::{collections::HashSet, rc::Rc};

/// The table whose tag has just started.
pub(super) fn read(
    xml: &mut Part<'_, '_>,
    name: &str,
    hidden: bool,
    aside: Rc<HashSet<String>>,
    budget: &mut Budget,
) -> Result<Sheet, Unreadable> {
    let mut to = Collector::new(name, hidden, budget);
    let (mut row, mut column) = (0u32, 0u32);
    // Groups that are folded, of rows or columns, as deep as they nest.
    let (mut groups, mut open) = (Vec::new(), 1);
    let mut line = Line::default();
    line.scratch.aside = aside;
    while open > 0 {
        match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "table-row" => {
                    let repeated = repeated(&tag, "number-rows-repeated");
                    let hidden = is_hidden(&tag) || groups.contains(&true);
                    line.read(xml)?;
                    let next = row.saturating_add(repeated);
                    if hidden {
                        to.hide_rows(row, next.saturating_sub(1).min(LAST_ROW));
                    }
                    for row in row..if line.is_empty() { row } else { next } {
                        line.put(row, &mut to)?;
                    }
                    // Content beyond the last row must not get lost; the collector refuses it.
                    row = next.min(LAST_ROW + 1);
                }
                "table-column" => {
                    let next = column.saturating_add(repeated(&tag, "number-columns-repeated"));
                    if is_hidden(&tag) || groups.contains(&true) {
                        to.hide_columns(column, next.saturating_sub(1).min(LAST_COLUMN));
                    }
                    column = next;
                    xml.skip()?;
                }
                "table-row-group"
                | "table-column-group"
                | "table-header-rows"
                | "table-header-columns"
                | "table-rows"
                | "table-columns" => {
                    groups.push(attribute(&tag, "display").as_deref() == Some("false"));
                    open += 1;
                }
                // Drawings, forms, scenarios, the source of a linked table.
                _ => xml.skip()?,
            },
            Event::End(_) => {
                open -= 1;
                groups.pop();
            }
            Event::Eof => return Err(Unreadable::Damaged),
            _ => {}
        }
    }
    to.finish()
}

fn repeated(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|n| n.parse().ok()).unwrap_or(1).max(1)
}

/// By hand, or by a filter.
fn is_hidden(tag: &BytesStart<'_>) -> bool {
    matches!(attribute(tag, "visibility").as_deref(), Some("collapse" | "filter"))
}

/// The cells of a row that have content, kept to be put down as often as the row repeats.
#[derive(Default)]
struct Line {
    /// Column, repetitions, value, formula, struck out.
    cells: Vec<(u32, u32, CellValue, bool, bool)>,
    /// Column, columns, rows.
    spans: Vec<(u32, u32, u32)>,
    /// Column, author, text.
    comments: Vec<(u32, String, String)>,
    scratch: cell::Scratch,
}

impl Line {
    fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.spans.is_empty()
    }

    /// The row whose tag has just started.
    fn read(&mut self, xml: &mut Part<'_, '_>) -> Result<(), Unreadable> {
        self.cells.clear();
        self.spans.clear();
        self.comments.clear();
        let mut col = 0u32;
        loop {
            match xml.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "table-cell" => {
                        let repeated = repeated(&tag, "number-columns-repeated");
                        let (wide, high) = (self::repeated(&tag, "number-columns-spanned"), self::repeated(&tag, "number-rows-spanned"));
                        let head = cell::Head::of(&tag, &mut self.scratch);
                        let (value, formula) = cell::read(xml, &head, &mut self.scratch)?;
                        self.comments.extend(self.scratch.comment.take().map(|(author, text)| (col, author, text)));
                        if wide > 1 || high > 1 {
                            self.spans.push((col, wide, high));
                        }
                        if value != CellValue::Empty || formula {
                            self.cells.push((col, repeated, value, formula, head.aside));
                        }
                        col = col.saturating_add(repeated).min(LAST_COLUMN + 1);
                    }
                    // It lies unseen under a merged area.
                    "covered-table-cell" => {
                        col = col.saturating_add(repeated(&tag, "number-columns-repeated")).min(LAST_COLUMN + 1);
                        xml.skip()?;
                    }
                    _ => xml.skip()?,
                },
                Event::End(_) => return Ok(()),
                Event::Eof => return Err(Unreadable::Damaged),
                _ => {}
            }
        }
    }

    fn put(&self, row: u32, to: &mut Collector<'_>) -> Result<(), Unreadable> {
        for (col, repeated, value, formula, struck) in &self.cells {
            let put = if *struck { Collector::crossed_out } else { Collector::cell };
            for col in *col..col.saturating_add(*repeated) {
                put(to, row, col, value.clone(), *formula)?;
            }
        }
        for (col, author, text) in &self.comments {
            to.comment(row, *col, author, text);
        }
        for (col, wide, high) in &self.spans {
            let (last_row, last_column) = (row.saturating_add(high - 1).min(LAST_ROW), col.saturating_add(wide - 1).min(LAST_COLUMN));
            to.merge(Area { first_row: row, first_column: *col, last_row, last_column })?;
        }
        Ok(())
    }
}
