//! One row, rewritten where something of it changes.

use super::super::super::AUTHOR;
use super::super::super::comments::LINE;
use super::super::super::look::{self, Fills};
use super::super::super::plan::Note;
use super::super::super::xml::{attributes, with_attribute};
use super::super::sheet::paragraphs;
use super::super::styles::Styles;
use super::Marks;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A `<table:table-row>` that stands for `count` rows from `first`.
pub(super) struct Row<'a> {
    pub tag: &'a str,
    pub prefix: &'a str,
    pub start: usize,
    pub end: Option<usize>,
    pub depth: usize,
    pub first: u32,
    pub count: u32,
    /// Default style of its cells.
    pub style: Option<String>,
    pub cells: Vec<Cell<'a>>,
    pub columns: u32,
}

/// A cell that stands for `count` cells from column `first`.
pub(super) struct Cell<'a> {
    pub tag: &'a str,
    pub open: Range<usize>,
    pub range: Range<usize>,
    pub first: u32,
    pub count: u32,
    pub style: Option<String>,
    pub annotation: Option<Annotation>,
}

/// The comment of a cell.
#[derive(Default)]
pub(super) struct Annotation {
    pub range: Range<usize>,
    pub inner_end: usize,
    pub author: String,
    /// Its paragraphs in lines.
    pub said: String,
    /// Where what an earlier marking added to it begins.
    pub cut: Option<usize>,
    /// While it is being read: where the current paragraph begins, and what is being passed.
    pub paragraph: usize,
    pub in_creator: bool,
    pub in_paragraph: bool,
}

impl Annotation {
    pub fn is_ours(&self) -> bool {
        look::is_ours(&self.author, &self.said)
    }

    /// While it is open, its end is that of its first tag.
    pub fn open_end(&self) -> usize {
        self.range.end
    }
}

/// Writes the rows of one table.
pub(super) struct Pen<'a, 'b> {
    pub text: &'a str,
    pub marks: &'a Marks<'a>,
    pub declared: &'a str,
    pub styles: &'a mut Styles<'b>,
    pub fills: &'a mut Fills,
}

type RowNotes<'a> = BTreeMap<u32, &'a Note<'a>>;

impl<'a> Pen<'a, '_> {
    /// What stands in place of a row; nothing when it stays.
    pub fn row(&mut self, row: &Row<'_>) -> Option<(Range<usize>, String)> {
        let end = row.end?;
        let past = row.first.saturating_add(row.count);
        let numbers: BTreeSet<u32> = self.marks.notes.range((row.first, 0)..(past, 0)).map(|(at, _)| at.0).collect();
        let cleans = row.cells.iter().any(|cell| self.cleans(cell));
        if numbers.is_empty() && !cleans {
            return None;
        }
        let mut out = String::new();
        let mut at = row.first;
        for number in numbers {
            out.push_str(&self.rows(row, number - at, &RowNotes::new()));
            let notes = self.notes(number);
            out.push_str(&self.rows(row, 1, &notes));
            at = number + 1;
        }
        out.push_str(&self.rows(row, past - at, &RowNotes::new()));
        Some((row.start..end, out))
    }

    fn notes(&self, number: u32) -> RowNotes<'a> {
        self.marks.notes.range((number, 0)..=(number, u32::MAX)).map(|(at, note)| (at.1, note)).collect()
    }

    /// Rows behind the last one that the table has.
    pub fn rows_behind(&mut self, mut next: u32, p: &str) -> String {
        let numbers: BTreeSet<u32> = self.marks.notes.range((next, 0)..).map(|(at, _)| at.0).collect();
        let mut out = String::new();
        for number in numbers {
            if number > next {
                out.push_str(&format!("<{p}table-row {p}number-rows-repeated=\"{}\"><{p}table-cell/></{p}table-row>", number - next));
            }
            let cells = self.cells_behind(0, &self.notes(number), None, p);
            out.push_str(&format!("<{p}table-row>{cells}</{p}table-row>"));
            next = number + 1;
        }
        out
    }

    /// The row as it stands for `count` rows, with marks.
    fn rows(&mut self, row: &Row<'_>, count: u32, notes: &RowNotes<'_>) -> String {
        if count == 0 {
            return String::new();
        }
        let p = row.prefix;
        let tag = with_count(row.tag, "number-rows-repeated", p, count);
        let open = format!("{}>", tag.trim_end_matches('>').trim_end_matches('/').trim_end());
        let mut cells = String::new();
        for cell in &row.cells {
            let past = cell.first.saturating_add(cell.count);
            let mut at = cell.first;
            for (column, note) in notes.range(cell.first..past) {
                cells.push_str(&self.cell(cell, row, column - at, None));
                cells.push_str(&self.cell(cell, row, 1, Some((*column, note))));
                at = column + 1;
            }
            cells.push_str(&self.cell(cell, row, past - at, None));
        }
        cells.push_str(&self.cells_behind(row.columns, notes, row.style.as_deref(), p));
        format!("{open}{cells}</{p}table-row>")
    }

    /// Cells behind the last one that a row has.
    fn cells_behind(&mut self, mut next: u32, notes: &RowNotes<'_>, style: Option<&str>, p: &str) -> String {
        let mut out = String::new();
        for (column, note) in notes.range(next..) {
            if *column > next {
                out.push_str(&format!("<{p}table-cell {p}number-columns-repeated=\"{}\"/>", column - next));
            }
            let style = style.map(str::to_owned).or_else(|| self.column_style(*column));
            let before = self.marks.before.cloned().unwrap_or_default();
            let marked = self.styles.marked(style.as_deref(), note.worst(), &before, self.fills);
            let annotation = self.annotation(note);
            out.push_str(&format!("<{p}table-cell {p}style-name=\"{marked}\">{annotation}</{p}table-cell>"));
            next = column + 1;
        }
        out
    }

    /// The cell as it stands for `count` cells, marked when there is something to say.
    fn cell(&mut self, cell: &Cell<'_>, row: &Row<'_>, count: u32, note: Option<(u32, &Note<'_>)>) -> String {
        if count == 0 {
            return String::new();
        }
        let name = &cell.tag[1..cell.tag.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').unwrap_or(1)];
        let p = name.find(':').map_or("", |colon| &name[..=colon]);
        let mut tag = with_count(cell.tag, "number-columns-repeated", p, count);
        let before = self.marks.before.cloned().unwrap_or_default();
        let style = match note {
            Some((column, note)) => {
                let now = cell.style.clone().or_else(|| row.style.clone()).or_else(|| self.column_style(column));
                Some(self.styles.marked(now.as_deref(), note.worst(), &before, self.fills))
            }
            None => cell.style.as_deref().filter(|_| self.is_marked(cell)).map(|name| self.styles.unmarked(name, &before)),
        };
        if let Some(style) = style {
            tag = with_attribute(&tag, &format!("{p}style-name"), &style);
        }
        let (annotation, rest) = self.content(cell, note.map(|(_, note)| note));
        if annotation.is_empty() && rest.is_empty() {
            return format!("{}/>", tag.trim_end_matches('>').trim_end_matches('/').trim_end());
        }
        format!("{}>{annotation}{rest}</{name}>", tag.trim_end_matches('>').trim_end_matches('/').trim_end())
    }

    /// The comment and the rest of a cell's content.
    fn content(&self, cell: &Cell<'_>, note: Option<&Note<'_>>) -> (String, String) {
        if cell.range == cell.open {
            return (note.map(|n| self.annotation(n)).unwrap_or_default(), String::new());
        }
        let end = self.text[..cell.range.end].rfind("</").unwrap_or(cell.range.end);
        let Some(old) = &cell.annotation else {
            return (note.map(|n| self.annotation(n)).unwrap_or_default(), self.text[cell.open.end..end].to_owned());
        };
        let rest = format!("{}{}", &self.text[cell.open.end..old.range.start], &self.text[old.range.end..end]);
        if old.is_ours() || old.inner_end == old.range.end {
            // What people wrote into ours stays.
            let words = look::added(&old.said);
            let said = match (note, words.is_empty()) {
                (note, true) => note.map(Note::text),
                (None, false) => Some(words),
                (Some(note), false) => Some(format!("{words}\n{LINE}\n{}", note.text())),
            };
            return (said.map(|said| self.annotation_of(&said)).unwrap_or_default(), rest);
        }
        let theirs = &self.text[old.range.start..old.cut.unwrap_or(old.inner_end)];
        // What they wrote below the line comes above it.
        let below = old.said.split_once(LINE).map(|(_, ours)| look::added(ours)).filter(|words| !words.is_empty());
        let below = below.map(|words| self.paragraphs(&words)).unwrap_or_default();
        let added = note.map(|n| format!("{}{}", self.paragraphs(LINE), self.paragraphs(&n.text()))).unwrap_or_default();
        (format!("{theirs}{below}{added}{}", &self.text[old.inner_end..old.range.end]), rest)
    }

    fn annotation(&self, note: &Note<'_>) -> String {
        self.annotation_of(&note.text())
    }

    fn annotation_of(&self, said: &str) -> String {
        let lines: usize = said.split('\n').map(|l| l.chars().count().div_ceil(44).max(1)).sum();
        // A box as wide as in the other format; no date, as the same file is to give the same bytes.
        let height = (lines as f64 * 0.45 + 0.5).min(20.0);
        format!(
            "<office:annotation{} office:display=\"false\" svg:width=\"8cm\" svg:height=\"{height:.2}cm\"><dc:creator>{AUTHOR}</dc:creator>{}\
             </office:annotation>",
            self.declared,
            paragraphs(said)
        )
    }

    /// Paragraphs that stand in an element of the file.
    fn paragraphs(&self, text: &str) -> String {
        paragraphs(text).replace("<text:p>", &format!("<text:p{}>", self.declared))
    }

    /// A colour is ours when the list of findings came back with the file, or our comment with the cell.
    fn is_marked(&self, cell: &Cell<'_>) -> bool {
        let ours = self.marks.before.is_some() || cell.annotation.as_ref().is_some_and(|a| a.is_ours() || a.cut.is_some());
        ours && cell.style.as_deref().is_some_and(|name| self.styles.earlier(name).is_some())
    }

    fn cleans(&self, cell: &Cell<'_>) -> bool {
        self.is_marked(cell) || cell.annotation.as_ref().is_some_and(|a| a.is_ours() || a.cut.is_some())
    }

    fn column_style(&self, column: u32) -> Option<String> {
        let mut past = 0u32;
        let of = |(count, _): &&(u32, Option<String>)| {
            past = past.saturating_add(*count);
            column < past
        };
        self.marks.table.columns.iter().find(of).and_then(|(_, style)| style.clone())
    }
}

/// The tag standing for `count` of its kind.
fn with_count(tag: &str, key: &str, p: &str, count: u32) -> String {
    let key = format!("{p}{key}");
    let has = attributes(tag).any(|a| a.key == key);
    if has || count > 1 { with_attribute(tag, &key, &count.to_string()) } else { tag.to_owned() }
}
