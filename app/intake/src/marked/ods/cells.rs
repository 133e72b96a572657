//! The rows of an `.ods`, where one element may stand for a million rows: split where a cell of them is marked.

mod row;

use super::super::look::Fills;
use super::super::plan::{MAX_COLUMN, Notes};
use super::super::xml::{Edits, Kind, Ns, Scan, Tag};
use super::super::{NotMarked, comments};
use super::facts::{TABLE_DEPTH, Table, repeated};
use super::styles::Styles;
use row::{Annotation, Cell, Row};

/// In bytes, of a comment that is looked through: as long as programs keep.
const LONGEST: usize = 100_000;

/// What is to be said in one table.
pub(super) struct Marks<'a> {
    pub table: &'a Table,
    pub notes: Notes<'a>,
    /// The fills under earlier marks, when the earlier list of findings is there.
    pub before: Option<&'a Fills>,
}

/// Patches all tables in one pass; the table of an earlier list has no marks and is passed over.
pub(super) fn patch(
    text: &str,
    tables: &[Option<Marks<'_>>],
    declared: &str,
    styles: &mut Styles<'_>,
    fills: &mut Fills,
    edits: &mut Edits,
) -> Result<(), NotMarked> {
    let mut scan = Scan::new(text);
    let (mut next, mut number) = (0, 0);
    let mut row: Option<Row<'_>> = None;
    while let Some(tag) = scan.next()? {
        if tag.depth == TABLE_DEPTH && tag.ns == Ns::Table && tag.local() == "table" {
            if tag.kind == Kind::Close
                && let Some(Some(marks)) = tables.get(next - 1)
            {
                let mut pen = row::Pen { text, marks, declared, styles, fills };
                edits.insert(tag.range.start, pen.rows_behind(number, tag.prefix()));
            }
            (next, number) = (next + usize::from(tag.kind != Kind::Close), 0);
            continue;
        }
        let Some(Some(marks)) = next.checked_sub(1).and_then(|i| tables.get(i)) else { continue };
        match &mut row {
            None if tag.begins(Ns::Table, "table-row") => {
                let new = Row::new(&tag, number);
                if tag.kind == Kind::Open {
                    row = Some(new);
                    continue;
                }
                row = Some(new);
            }
            // No program writes more cells of a row than a sheet has columns.
            Some(open) if open.cells.len() > MAX_COLUMN as usize => return Err(NotMarked::TooLarge),
            Some(open) => open.step(&tag),
            None => continue,
        }
        if let Some(done) = row.take_if(|open| open.end.is_some()) {
            number = number.saturating_add(done.count);
            let mut pen = row::Pen { text, marks, declared, styles, fills };
            if let Some((range, changed)) = pen.row(&done) {
                edits.replace(range, changed);
            }
        }
    }
    Ok(())
}

impl<'a> Row<'a> {
    fn new(tag: &Tag<'a>, number: u32) -> Self {
        Self {
            tag: tag.source,
            prefix: tag.prefix(),
            start: tag.range.start,
            end: (tag.kind == Kind::Empty).then_some(tag.range.end),
            depth: tag.depth,
            first: number,
            count: repeated(tag, "number-rows-repeated"),
            style: tag.prefixed("default-cell-style-name").map(|a| a.value()),
            cells: Vec::new(),
            columns: 0,
        }
    }

    /// A tag inside the row, or its end.
    fn step(&mut self, tag: &Tag<'a>) {
        if tag.depth == self.depth && tag.kind == Kind::Close {
            self.end = Some(tag.range.end);
            return;
        }
        let is_cell = tag.ns == Ns::Table && matches!(tag.local(), "table-cell" | "covered-table-cell");
        if tag.depth == self.depth + 1 && is_cell {
            if tag.kind != Kind::Close {
                let count = repeated(tag, "number-columns-repeated");
                let (tag, range) = (tag.source, tag.range.clone());
                let style = self.style_of(tag);
                let first = self.columns;
                self.columns = first.saturating_add(count);
                self.cells.push(Cell { tag, open: range.clone(), range, first, count, style, annotation: None });
            } else if let Some(cell) = self.cells.last_mut() {
                cell.range.end = tag.range.end;
            }
            return;
        }
        let depth = self.depth;
        let Some(cell) = self.cells.last_mut() else { return };
        if tag.depth == depth + 2 && tag.ns == Ns::Office && tag.local() == "annotation" {
            if tag.kind != Kind::Close {
                cell.annotation = Some(Annotation { range: tag.range.clone(), inner_end: tag.range.end, ..Annotation::default() });
            } else if let Some(annotation) = &mut cell.annotation {
                annotation.inner_end = tag.range.start;
                annotation.range.end = tag.range.end;
            }
        } else if let Some(annotation) = cell.annotation.as_mut().filter(|a| a.inner_end == a.open_end()) {
            annotation.step(tag, depth + 3);
        }
    }

    fn style_of(&self, tag: &str) -> Option<String> {
        let named = super::super::xml::attributes(tag).find(|a| a.key.ends_with(":style-name"));
        named.map(|a| a.value())
    }
}

impl Annotation {
    fn step(&mut self, tag: &Tag<'_>, depth: usize) {
        if tag.depth == depth && tag.kind != Kind::Text {
            let open = tag.kind == Kind::Open;
            self.in_creator = open && tag.ns == Ns::Dc && tag.local() == "creator";
            self.in_paragraph = open && tag.ns == Ns::Text && tag.local() == "p";
            if tag.begins(Ns::Text, "p") {
                self.paragraph = tag.range.start;
                self.said.push_str(if self.said.is_empty() { "" } else { "\n" });
            }
        }
        if tag.kind == Kind::Text && self.in_creator {
            self.author.push_str(&tag.text());
        } else if tag.kind == Kind::Text && self.in_paragraph {
            let text = tag.text();
            if self.cut.is_none() && text.contains(comments::LINE) {
                self.cut = Some(self.paragraph);
            }
            if self.said.len() < LONGEST {
                self.said.push_str(&text);
            }
        }
    }
}
