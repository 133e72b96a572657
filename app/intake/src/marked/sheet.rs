//! One worksheet of an `.xlsx`: the styles of marked cells change, cells that are not there yet are put in, all else stays.

mod facts;

pub(super) use facts::Facts;
use facts::yes;

use super::NotMarked;
use super::look::Fills;
use super::plan::{Notes, Place, address, place};
use super::styles::Styles;
use super::xml::{Edits, Kind, Ns, Scan, Tag, with_attribute};
use std::collections::BTreeSet;

/// What a sheet's text is to become.
pub(super) struct Marks<'a> {
    pub facts: &'a Facts,
    pub notes: &'a Notes<'a>,
    /// Cells whose comment an earlier marking wrote.
    pub ours: &'a BTreeSet<Place>,
    /// The fills under earlier marks, when the earlier list of findings is there.
    pub before: Option<&'a Fills>,
    /// The new reference to a legacy drawing; an empty one takes the old one away.
    pub drawing: Option<String>,
}

impl Marks<'_> {
    pub fn apply(&self, text: &str, styles: &mut Styles, fills: &mut Fills) -> Result<String, NotMarked> {
        let mut edits = Edits::default();
        self.refer(&mut edits);
        let mut cells = Cells {
            marks: self,
            styles,
            fills,
            edits: &mut edits,
            left: self.notes.keys().copied().collect(),
            row: None,
            next_row: 0,
            next_column: 0,
        };
        let mut scan = Scan::new(text);
        let mut inside = false;
        while let Some(tag) = scan.next()? {
            if tag.depth == 1 && tag.ns == Ns::Main && tag.local() == "sheetData" {
                inside = tag.kind == Kind::Open;
                cells.data(&tag);
            } else if inside && tag.depth == 2 && tag.ns == Ns::Main && tag.local() == "row" {
                cells.row(&tag);
            } else if inside && tag.depth == 3 && tag.begins(Ns::Main, "c") {
                cells.cell(&tag);
            }
        }
        edits.apply(text)
    }

    fn refer(&self, edits: &mut Edits) {
        let Some(id) = &self.drawing else { return };
        if let Some((_, range)) = &self.facts.drawing {
            edits.replace(range.clone(), "");
        }
        if !id.is_empty() {
            let p = &self.facts.prefix;
            // Declared on the spot: the root may not know the prefix.
            edits.insert(self.facts.drawing_at, format!("<{p}legacyDrawing {id}/>"));
        }
    }
}

/// Walks through the cells in the order of the file.
struct Cells<'a, 'b> {
    marks: &'a Marks<'b>,
    styles: &'a mut Styles,
    fills: &'a mut Fills,
    edits: &'a mut Edits,
    /// Cells that still get their mark.
    left: BTreeSet<Place>,
    row: Option<Row>,
    /// Numbers of a row and a cell that do not say theirs.
    next_row: u32,
    next_column: u32,
}

/// The row whose cells are being passed.
struct Row {
    number: u32,
    style: Option<u32>,
    prefix: String,
}

impl Cells<'_, '_> {
    /// `<sheetData>` and its end: rows behind the last one.
    fn data(&mut self, tag: &Tag<'_>) {
        if tag.kind == Kind::Open {
            return;
        }
        let rows = self.rows_before(u32::MAX, tag.prefix());
        match tag.kind {
            _ if rows.is_empty() => {}
            Kind::Empty => self.edits.replace(tag.range.clone(), format!("{}{rows}</{}>", opened(tag), tag.name)),
            _ => self.edits.insert(tag.range.start, rows),
        }
    }

    fn row(&mut self, tag: &Tag<'_>) {
        if tag.kind == Kind::Close {
            let cells = self.cells_before(u32::MAX);
            self.edits.insert(tag.range.start, cells);
            self.row = None;
            return;
        }
        let number = tag.number("r").map_or(self.next_row, |r| r.saturating_sub(1));
        let rows = self.rows_before(number, tag.prefix());
        self.edits.insert(tag.range.start, rows);
        self.next_row = number.saturating_add(1);
        self.next_column = 0;
        let style = tag.number("s").filter(|_| yes(tag.attr("customFormat")));
        let mut new = self.left.range((number, 0)..=(number, u32::MAX)).map(|at| at.1);
        let wider = new.next().and_then(|first| wider(tag, first, new.next_back().unwrap_or(first)));
        self.row = Some(Row { number, style, prefix: tag.prefix().to_owned() });
        if tag.kind == Kind::Empty {
            let cells = self.cells_before(u32::MAX);
            self.row = None;
            if !cells.is_empty() {
                let open = wider.map_or_else(|| opened(tag), |spans| with_attribute(&opened(tag), "spans", &spans));
                self.edits.replace(tag.range.clone(), format!("{open}{cells}</{}>", tag.name));
            }
        } else if let Some(spans) = wider {
            self.edits.replace(tag.range.clone(), with_attribute(tag.source, "spans", &spans));
        }
    }

    fn cell(&mut self, tag: &Tag<'_>) {
        let Some(row) = self.row.as_ref().map(|r| r.number) else { return };
        // An address counts before the place, as it does for the reader.
        let at = tag.raw("r").and_then(place).unwrap_or((row, self.next_column));
        let column = at.1;
        let cells = self.cells_before(column);
        self.edits.insert(tag.range.start, cells);
        self.next_column = column.saturating_add(1);
        let style = tag.number("s").unwrap_or(0);
        let mut wanted = self.unmarked(style, at);
        if self.left.remove(&at)
            && let Some(note) = self.marks.notes.get(&at)
        {
            wanted = self.styles.marked(wanted, note.worst(), self.fills);
        }
        if wanted != style {
            self.edits.replace(tag.range.clone(), with_attribute(tag.source, "s", &wanted.to_string()));
        }
    }

    /// A colour is ours when the list of findings came back with the file, or our comment with the cell.
    fn unmarked(&mut self, style: u32, at: Place) -> u32 {
        if !self.styles.is_mark(style) || (self.marks.before.is_none() && !self.marks.ours.contains(&at)) {
            return style;
        }
        self.styles.unmarked(style, self.marks.before.unwrap_or(&Fills::default()))
    }

    /// New cells of the current row before a column.
    fn cells_before(&mut self, column: u32) -> String {
        let Some(row) = self.row.as_ref().filter(|_| !self.left.is_empty()) else { return String::new() };
        let (number, style, prefix) = (row.number, row.style, row.prefix.clone());
        let new: Vec<Place> = self.left.range((number, 0)..(number, column)).copied().collect();
        new.into_iter().map(|at| self.new_cell(at, style, &prefix)).collect()
    }

    /// New rows before a row.
    fn rows_before(&mut self, row: u32, p: &str) -> String {
        let new: Vec<Place> = self.left.range(..(row, 0)).copied().collect();
        let mut out = String::new();
        let mut last = None;
        for at in new {
            if last != Some(at.0) {
                let end = if last.is_some() { format!("</{p}row>") } else { String::new() };
                let hidden = if self.marks.facts.rows_hidden { " hidden=\"1\"" } else { "" };
                out.push_str(&format!("{end}<{p}row r=\"{}\"{hidden}>", at.0 + 1));
                last = Some(at.0);
            }
            out.push_str(&self.new_cell(at, None, p));
        }
        if last.is_some() {
            out.push_str(&format!("</{p}row>"));
        }
        out
    }

    /// An empty cell that looks like its row or column, marked.
    fn new_cell(&mut self, at: Place, row_style: Option<u32>, p: &str) -> String {
        self.left.remove(&at);
        let Some(note) = self.marks.notes.get(&at) else { return String::new() };
        let style = row_style.or_else(|| self.marks.facts.column(at.1).and_then(|c| c.style)).unwrap_or(0);
        let style = self.styles.marked(style, note.worst(), self.fills);
        format!("<{p}c r=\"{}\" s=\"{style}\"/>", address(at))
    }
}

/// `<row …>` of `<row …/>`.
fn opened(tag: &Tag<'_>) -> String {
    format!("{}>", tag.source.trim_end_matches('>').trim_end_matches('/').trim_end())
}

/// The span of a row that cells would leave, widened.
fn wider(row: &Tag<'_>, first: u32, last: u32) -> Option<String> {
    let spans = row.attr("spans")?;
    let (from, to) = spans.split_once(':')?;
    let (from, to): (u32, u32) = (from.parse().ok()?, to.parse().ok()?);
    (first + 1 < from || to < last + 1).then(|| format!("{}:{}", from.min(first + 1), to.max(last + 1)))
}
