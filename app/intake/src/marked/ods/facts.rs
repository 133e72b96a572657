//! What a spreadsheet's content says outside of its cells, and what of its cells must be known before they are marked.

use super::super::look::Fills;
use super::super::plan::{MAX_SPANS, Span};
use super::super::xml::{Kind, Ns, Scan, Tag};
use super::super::{FINDINGS_MARK, NotMarked};
use std::ops::Range;

pub(super) struct Facts {
    /// The first tag of the document.
    pub root: Range<usize>,
    /// Where a new automatic style is put, and whether the element around it must be put too.
    pub styles_at: usize,
    pub styles_missing: bool,
    /// `<office:automatic-styles/>`, which must be opened.
    pub styles_empty: Option<Range<usize>>,
    pub styles: Vec<CellStyle>,
    /// Names of all automatic styles.
    pub names: Vec<String>,
    pub tables: Vec<Table>,
}

/// An automatic style of cells.
pub(super) struct CellStyle {
    pub name: String,
    pub range: Range<usize>,
    pub open: Range<usize>,
    /// The tag with the properties of the cell itself.
    pub properties: Option<Range<usize>>,
    pub background: Option<String>,
}

pub(super) struct Table {
    pub name: String,
    pub range: Range<usize>,
    /// Default style of the columns, each with how many columns it is for.
    pub columns: Vec<(u32, Option<String>)>,
    pub spans: Vec<Span>,
    /// Of a list of findings that an earlier marking left: the fills under its marks.
    pub fills: Option<Fills>,
}

/// How often an element stands for itself.
pub(super) fn repeated(tag: &Tag<'_>, key: &str) -> u32 {
    tag.prefixed(key).and_then(|a| a.value().trim().parse().ok()).filter(|n| *n > 0).unwrap_or(1)
}

impl Facts {
    pub fn read(text: &str) -> Result<Self, NotMarked> {
        let mut scan = Scan::new(text);
        let mut root = None;
        let mut body = None;
        let mut facts = Self {
            root: 0..0,
            styles_at: 0,
            styles_missing: true,
            styles_empty: None,
            styles: Vec::new(),
            names: Vec::new(),
            tables: Vec::new(),
        };
        let (mut in_styles, mut open) = (false, None);
        let mut walk = Walk { look_for_mark: text.contains(FINDINGS_MARK), ..Walk::default() };
        while let Some(tag) = scan.next()? {
            if tag.depth == 0 && root.is_none() && tag.kind != Kind::Text {
                root = Some(tag.range.clone());
            }
            if tag.depth == 1 && tag.ns == Ns::Office && tag.local() == "automatic-styles" {
                in_styles = tag.kind == Kind::Open;
                facts.styles_missing = false;
                facts.styles_at = tag.range.start;
                facts.styles_empty = (tag.kind == Kind::Empty).then(|| tag.range.clone());
            }
            if tag.depth == 1 && tag.begins(Ns::Office, "body") {
                body = Some(tag.range.start);
            }
            if in_styles {
                facts.style(&tag, &mut open);
            } else {
                walk.step(&tag, &mut facts.tables);
                if walk.table.as_ref().is_some_and(|t| t.spans.len() > MAX_SPANS || t.columns.len() > MAX_SPANS) {
                    return Err(NotMarked::TooLarge);
                }
            }
        }
        facts.root = root.ok_or(NotMarked::Structure)?;
        if facts.styles_missing {
            facts.styles_at = body.ok_or(NotMarked::Structure)?;
        }
        if facts.tables.is_empty() {
            return Err(NotMarked::Structure);
        }
        Ok(facts)
    }

    /// A tag among the automatic styles; `open` is the style of cells that it stands in.
    fn style(&mut self, tag: &Tag<'_>, open: &mut Option<CellStyle>) {
        let get = |key: &str| tag.prefixed(key).map(|a| a.value());
        if tag.depth == 2 && tag.begins(Ns::Style, "style") {
            let name = get("name").unwrap_or_default();
            self.names.push(name.clone());
            if get("family").as_deref() == Some("table-cell") {
                let (range, place) = (tag.range.clone(), tag.range.clone());
                *open = Some(CellStyle { name, range, open: place, properties: None, background: None });
            }
        } else if tag.depth == 3
            && tag.begins(Ns::Style, "table-cell-properties")
            && let Some(style) = open
        {
            style.properties = Some(tag.range.clone());
            style.background = get("background-color");
        }
        if tag.depth == 2
            && matches!(tag.kind, Kind::Close | Kind::Empty)
            && let Some(mut style) = open.take()
        {
            style.range.end = tag.range.end;
            self.styles.push(style);
        }
    }
}

/// The tables of the document, one being passed at a time.
#[derive(Default)]
struct Walk {
    look_for_mark: bool,
    table: Option<Table>,
    /// Rows and columns passed in it, how often the current row stands for itself, and what the current cell says.
    row: u32,
    rows: u32,
    column: u32,
    in_row: Option<usize>,
    said: String,
}

/// Depth of a sheet: document, body, spreadsheet, table.
pub(super) const TABLE_DEPTH: usize = 3;

impl Walk {
    fn step(&mut self, tag: &Tag<'_>, tables: &mut Vec<Table>) {
        if tag.depth == TABLE_DEPTH && tag.ns == Ns::Table && tag.local() == "table" {
            return self.at_table(tag, tables);
        }
        let Some(table) = &mut self.table else { return };
        let nested = self.in_row.is_some_and(|depth| tag.depth > depth + 1);
        if nested {
            if self.look_for_mark && self.row == 0 && tag.kind == Kind::Text && self.said.len() < 100_000 {
                self.said.push_str(&tag.text());
            }
        } else if tag.begins(Ns::Table, "table-column") {
            let style = tag.prefixed("default-cell-style-name").map(|a| a.value());
            table.columns.push((repeated(tag, "number-columns-repeated"), style));
        } else if tag.ns == Ns::Table && tag.local() == "table-row" {
            let count = repeated(tag, "number-rows-repeated");
            if tag.kind == Kind::Open {
                self.in_row = Some(tag.depth);
                self.column = 0;
                // Counted at its end, where the number is not written.
                self.rows = count;
            } else {
                self.in_row = None;
                let rows = if tag.kind == Kind::Empty { count } else { self.rows };
                self.row = self.row.saturating_add(rows);
            }
        } else if self.in_row.is_some() && tag.ns == Ns::Table && matches!(tag.local(), "table-cell" | "covered-table-cell") {
            if tag.kind != Kind::Close {
                let columns = repeated(tag, "number-columns-spanned");
                let rows = repeated(tag, "number-rows-spanned");
                if columns > 1 || rows > 1 {
                    let last = (self.row.saturating_add(rows - 1), self.column.saturating_add(columns - 1));
                    table.spans.push(Span { first: (self.row, self.column), last });
                }
                self.column = self.column.saturating_add(repeated(tag, "number-columns-repeated"));
                self.said.clear();
            }
            if self.row == 0 && table.fills.is_none() {
                table.fills = Fills::parse(&self.said);
            }
        }
    }

    fn at_table(&mut self, tag: &Tag<'_>, tables: &mut Vec<Table>) {
        if tag.kind != Kind::Close {
            let name = tag.prefixed("name").map(|a| a.value()).unwrap_or_default();
            let range = tag.range.clone();
            self.table = Some(Table { name, range, columns: Vec::new(), spans: Vec::new(), fills: None });
            (self.row, self.in_row) = (0, None);
        }
        if tag.kind != Kind::Open
            && let Some(mut table) = self.table.take()
        {
            table.range.end = tag.range.end;
            tables.push(table);
        }
    }
}
