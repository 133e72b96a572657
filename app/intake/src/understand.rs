//! A workbook against a form and a catalogue: which cells hold which figures, and what is wrong with them.

mod about;
mod beside;
mod columns;
mod doubts;
mod groups;
mod header;
mod heading;
mod kinds;
mod labels;
mod layout;
mod origin;
mod parts;
mod piece;
mod reader;
mod remarks;
mod rows;
mod says;
mod sheet;
mod spot;
mod table;
mod titled;
mod totals;
mod unread;
mod values;

use crate::check::check_values;
use crate::context::{Context, SKIP};
use crate::form::State;
use crate::grid::Grid;
use crate::marked::FINDINGS_MARK;
use crate::memo::Memo;
use crate::names::Names;
use crate::number::TypedPercent;
use crate::read::{Cell, CellValue, FileFormat, Sheet, Workbook};
use crate::rules::{self, Place};
use domain::text::fold;
use domain::{Finding, Period, Quantity};
use reader::Reader;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use layout::{ColumnReading, Example, FigureColumns, IgnoredRow, Layout, NearName, PercentReading, TableShape, UnknownName};
pub use piece::{Piece, PieceRow};
pub(crate) use sheet::META_SHEET;

/// One figure, with the cells it came from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Value {
    /// The unit's code; empty when typed in the page, which is of one unit and period.
    pub unit: SmolStr,
    pub period: Option<Period>,
    /// The indicator's code.
    pub indicator: SmolStr,
    /// `None` when absent or when the cell could not be read (then a finding stands on it and `raw_numerator` is not empty).
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    pub state: State,
    /// Empty when typed in the page; so are the cells.
    pub sheet: SmolStr,
    /// A1 address of the numerator's cell.
    pub cell: SmolStr,
    pub denominator_cell: SmolStr,
    pub ratio_cell: SmolStr,
    pub raw_numerator: SmolStr,
    pub raw_denominator: SmolStr,
    /// The percentage typed beside the counts; compared, never stored.
    pub typed_percent: Option<TypedPercent>,
    pub note: String,
    pub evidence: String,
    /// As the spreadsheet program numbers it, from 1; 0 when typed in the page.
    pub row: u32,
}

impl Value {
    /// As a line of JSON, without its end, for the process that asked for it. It and its counterpart stand here because what a crate
    /// computes is optimised as that crate is.
    ///
    /// # Errors
    /// None that a value can cause.
    pub fn write_line(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(out, self)
    }

    /// What [`Self::write_line`] wrote.
    ///
    /// # Errors
    /// When it is no such line.
    pub fn read_line(line: &[u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(line)
    }

    /// Is it of this unit and period? What was typed in a page is of the page's.
    pub fn is_of(&self, unit: &str, period: Period) -> bool {
        (self.unit.is_empty() || self.unit == unit) && self.period.is_none_or(|p| p == period)
    }
}

/// Nobody reads more, and a file of 100,000 wrong rows must not make a page of them.
const MAX_FINDINGS: usize = 1_000;

/// Everything the unit sees before anything is stored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Understanding {
    /// Of the unit and period that the file was sent for, in its order.
    pub values: Vec<Value>,
    /// How many figures of other units and periods stand beside them.
    pub others: Vec<Others>,
    /// Worst first, then in the order of the rows.
    pub findings: Vec<Finding>,
    /// One for each table.
    pub layouts: Vec<Layout>,
    /// Names to be confirmed.
    pub near: Vec<NearName>,
    /// Names of rows and columns with figures that nobody knows.
    pub unknown: Vec<UnknownName>,
    /// Names that were confirmed before and are used here; the code is [`crate::context::SKIP`] where they are passed over.
    pub remembered: Vec<NearName>,
    /// The sheets to be shown when somebody has to say what their columns hold.
    pub sketches: Vec<Sketch>,
    /// Rows of the tables, with what was found in them.
    pub pieces: Vec<Piece>,
    /// The file says that its figures are made up for show.
    pub illustrative: bool,
}

/// The figures of another unit or period in a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Others {
    pub unit: String,
    pub period: Period,
    pub values: usize,
}

/// The first rows of a sheet as they stand there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sketch {
    pub sheet: String,
    /// What an answer about this sheet's columns is remembered by: sheets with the same first rows of words are the same form.
    pub key: String,
    /// Column letters.
    pub columns: Vec<String>,
    /// Row as the spreadsheet program numbers it, and a text for each column.
    pub rows: Vec<(u32, Vec<String>)>,
}

/// Reads a file for a unit's form and checks the figures of that unit and period. Never fails: whatever is not understood is a finding.
pub fn understand(book: &Workbook, context: &Context<'_>) -> Understanding {
    let form = &*context.form;
    let (mut own, mut others) = (vec![], BTreeMap::new());
    let mut understanding = read_all(book, context, &mut |value| {
        if value.is_of(&form.unit_code, form.period) {
            own.push(value);
        } else {
            *others.entry((value.unit, value.period.unwrap_or(form.period))).or_insert(0) += 1;
        }
    });
    if own.is_empty() {
        let name = |code: &str| context.known.units.iter().find(|u| u.code == code).map_or(code, |u| &u.name).to_owned();
        let others: Vec<(String, Period)> = others.keys().map(|(unit, period)| (name(unit), *period)).collect();
        understanding.findings.extend(rules::not_this_report(form, &others, &understanding.findings));
    }
    understanding.findings.extend(check_values(&own, form));
    rules::drop_echoes(&mut understanding.findings);
    understanding.values = own;
    understanding.others = others.into_iter().map(|((unit, period), values)| Others { unit: unit.into(), period, values }).collect();
    sort(&mut understanding.findings);
    understanding.pieces = piece::pieces(book, &understanding);
    understanding
}

/// Reads a file and hands each value on as it is understood; nothing is checked against earlier figures.
pub fn read_values(book: &Workbook, context: &Context<'_>, sink: &mut dyn FnMut(Value)) -> Understanding {
    let mut understanding = read_all(book, context, sink);
    sort(&mut understanding.findings);
    understanding
}

fn read_all(book: &Workbook, context: &Context<'_>, sink: &mut dyn FnMut(Value)) -> Understanding {
    let names = Names::new(context);
    let sheet_names: Vec<String> = book.sheets.iter().map(|s| s.name.clone()).collect();
    let mut reader = Reader {
        context,
        names: &names,
        sink,
        findings: vec![],
        layouts: vec![],
        near: vec![],
        unknown: vec![],
        missing: vec![],
        seen: HashMap::new(),
        found: 0,
        periods: BTreeSet::new(),
        remarks: HashMap::new(),
        no_result: Memo::default(),
        behind: Memo::default(),
        objects: Memo::default(),
        sheet: 0,
        sheet_names,
        is_text: book.format == FileFormat::Csv,
    };
    reader.book(book);
    let Reader { findings, layouts, near, unknown, .. } = reader;
    let remembered = names.used().into_iter().map(|(kind, written, index)| NearName {
        kind,
        sheet: String::new(),
        cell: String::new(),
        written,
        code: index.map_or(SKIP, |i| names.code(kind, i)).to_owned(),
        name: index.map_or("", |i| names.name(kind, i)).to_owned(),
        likeness: 100,
    });
    let remembered = remembered.collect();
    // A sheet without a number has nothing to be told about.
    let is_asked = |s: &&Sheet| is_content(s) && s.cells.iter().any(kinds::is_number);
    let sketches = if layouts.is_empty() { book.sheets.iter().filter(is_asked).take(4).map(sketch).collect() } else { vec![] };
    Understanding {
        findings,
        layouts,
        near,
        unknown,
        remembered,
        sketches,
        illustrative: says_illustrative(book),
        ..Understanding::default()
    }
}

/// The mark that the forms of the illustrative year carry.
fn says_illustrative(book: &Workbook) -> bool {
    let first = |s: &'_ Sheet| s.cells.iter().take(200).any(|c| matches!(&c.value, CellValue::Text(t) if t.contains("Số liệu minh hoạ")));
    book.sheets.iter().any(first)
}

fn sort(findings: &mut Vec<Finding>) {
    findings.sort_by_key(|f| f.severity);
    if findings.len() > MAX_FINDINGS {
        let more = findings.split_off(MAX_FINDINGS).len();
        findings.push(rules::TRUNCATED.at(Place::default(), &[&more.to_string()]));
    }
}

/// Not the sheets that we put there ourselves.
fn is_content(sheet: &Sheet) -> bool {
    let is_mark = |c: &Cell| matches!(&c.value, CellValue::Text(text) if text.starts_with(FINDINGS_MARK));
    let ours = sheet.name == META_SHEET || sheet.cells.iter().take_while(|c| c.row == 0).any(is_mark);
    !ours && !sheet.cells.is_empty()
}

/// A sheet that explains how to fill in another.
fn is_guide(sheet: &Sheet) -> bool {
    let first = sheet.cells.iter().take_while(|c| c.row == sheet.cells[0].row).find(|c| matches!(c.value, CellValue::Text(_)));
    let title = first.map(|c| fold(&c.raw())).unwrap_or_default();
    let name = fold(&sheet.name);
    title.starts_with("vi du") || ["huong dan", "vi du", "guide", "readme"].iter().any(|word| name.starts_with(word))
}

const SKETCH_ROWS: usize = 14;
const SKETCH_COLUMNS: usize = 24;

fn sketch(sheet: &Sheet) -> Sketch {
    let grid = Grid::new(sheet);
    let mut columns: Vec<u32> = grid.rows().take(60).flat_map(|row| grid.row(row)).map(|c| c.col).collect();
    columns.sort_unstable();
    columns.dedup();
    columns.truncate(SKETCH_COLUMNS);
    let text = |row: u32, col: u32| grid.raw(row, Some(col)).chars().take(80).collect::<String>();
    let rows = grid.rows().take(SKETCH_ROWS).map(|row| (row + 1, columns.iter().map(|col| text(row, *col)).collect()));
    Sketch {
        sheet: sheet.name.clone(),
        key: sketch_key(&grid),
        columns: columns.iter().map(|c| crate::grid::column(*c)).collect(),
        rows: rows.collect(),
    }
}

/// The words of the first rows, without figures and dates, so that next month's sheet has the same key.
fn sketch_key(grid: &Grid<'_>) -> String {
    let cells = grid.rows().take(12).flat_map(|row| grid.row(row));
    let words = cells.filter(|c| matches!(c.value, CellValue::Text(_))).map(|c| {
        let text: String = fold(&c.raw()).chars().filter(|c| !c.is_ascii_digit()).take(24).collect();
        format!("{}:{}", crate::grid::column(c.col), text.trim())
    });
    let mut key: Vec<String> = words.take(40).collect();
    key.dedup();
    key.join("|")
}
