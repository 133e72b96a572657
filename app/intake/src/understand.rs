//! A workbook against a form: which cells hold the figures asked for, and what is wrong with them.

mod layout;
mod rows;

use crate::check::check_values;
use crate::figure::{self, Figure, WrittenPercent};
use crate::form::{Asked, Form, Shape, State};
use crate::grid::{FORM_WORDS, Grid, Role, a1, column};
use crate::number::{PercentScale, Separators, TypedPercent};
use crate::read::{Cell, Workbook};
use crate::rules::{self, Place};
use domain::text::vi_number;
use domain::{Finding, Quantity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub(crate) use layout::META_SHEET;
pub use layout::{ColumnReading, Example, IgnoredRow, Layout, PercentReading};

/// One figure of a form, with the cells it came from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// The indicator's code.
    pub indicator: String,
    /// `None` when absent or when the cell could not be read (then a finding stands on it and `raw_numerator` is not empty).
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    pub state: State,
    /// Empty when typed in the page; so are the cells.
    pub sheet: String,
    /// A1 address of the numerator's cell.
    pub cell: String,
    pub denominator_cell: String,
    pub ratio_cell: String,
    pub raw_numerator: String,
    pub raw_denominator: String,
    /// The percentage typed beside the counts; compared, never stored.
    pub typed_percent: Option<TypedPercent>,
    pub note: String,
    pub evidence: String,
    /// As the spreadsheet program numbers it, from 1; 0 when typed in the page.
    pub row: u32,
}

/// Nobody reads more, and a file of 100,000 wrong rows must not make a page of them.
const MAX_FINDINGS: usize = 1_000;

/// What the user confirmed after seeing the layout; empty the first time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Choices {
    pub separators: BTreeMap<Role, Separators>,
    pub percent: Option<PercentScale>,
}

/// Everything the unit sees before anything is stored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Understanding {
    pub values: Vec<Value>,
    /// Worst first, then in the order of the rows.
    pub findings: Vec<Finding>,
    pub layout: Layout,
}

/// Reads a unit's form. `known` are all indicators (code, name), so that one that exists but is not asked of this unit is told
/// from one that does not exist. Never fails: whatever is not understood is a finding.
pub fn understand(book: &Workbook, form: &Form, known: &[(String, String)], choices: &Choices) -> Understanding {
    let mut findings = Vec::new();
    let Some((grid, header)) = layout::find(book, &mut findings) else {
        return Understanding { findings: vec![rules::NO_HEADER.at(Place::default(), &[])], ..Understanding::default() };
    };
    layout::check_origin(book, &grid, &header, form, &mut findings);
    let (lines, ignored) = rows::match_rows(&grid, &header, form, known, &mut findings);
    let mut layout = Layout::new(&grid, &header, ignored);

    let cell = |row: u32, role: Role| header.columns.get(&role).and_then(|col| grid.cell(row, *col));
    let conventions: BTreeMap<Role, _> = [Role::Numerator, Role::Denominator, Role::Ratio]
        .into_iter()
        .map(|role| (role, layout.read_column(role, lines.iter().filter_map(|line| cell(line.row, role)), choices)))
        .collect();
    let mut values = Vec::new();
    let mut percents = Vec::new();
    for line in &lines {
        let place = |role: Role| Where { grid: &grid, asked: line.asked, row: line.row, col: header.columns.get(&role).copied() };
        let parts = [Role::Numerator, Role::Denominator].map(|role| {
            let figure = match (role, line.asked.shape) {
                (Role::Denominator, shape) if shape != Shape::Ratio => Figure::Blank,
                _ => figure::read(cell(line.row, role), &conventions[&role], line.asked.shape),
            };
            place(role).note(&figure, cell(line.row, role), &mut findings);
            figure
        });
        let written = cell(line.row, Role::Ratio).and_then(|c| WrittenPercent::read(c, &conventions[&Role::Ratio]));
        if let Some(value) = value(&parts, &place, &mut findings) {
            percents.push(written);
            values.push(value);
        } else if let (Some(_), Some(ratio @ Cell { formula: false, .. }), Shape::Ratio) =
            (&written, cell(line.row, Role::Ratio), line.asked.shape)
        {
            place(Role::Ratio).find(rules::ONLY_RATIO, &[&ratio.raw()], &mut findings);
        } else {
            place(Role::Numerator).find(rules::MISSING, &[&line.asked.name], &mut findings);
        }
    }
    layout.set_percent(&mut values, &percents, choices);
    for asked in form.asked.iter().filter(|a| !lines.iter().any(|line| line.asked.code == a.code)) {
        let place = Place { sheet: &grid.sheet.name, indicator: Some(&asked.code), ..Place::default() };
        findings.push(rules::MISSING.at(place, &[&asked.name]));
    }
    findings.extend(check_values(&values, form));
    findings.sort_by_key(|f| f.severity);
    if findings.len() > MAX_FINDINGS {
        let more = findings.split_off(MAX_FINDINGS).len();
        findings.push(rules::TRUNCATED.at(Place::default(), &[&more.to_string()]));
    }
    Understanding { values, findings, layout }
}

/// One role's cell in one row.
struct Where<'a> {
    grid: &'a Grid<'a>,
    asked: &'a Asked,
    row: u32,
    col: Option<u32>,
}

impl Where<'_> {
    fn cell(&self) -> String {
        self.col.map(|col| a1(self.row, col)).unwrap_or_default()
    }

    fn raw(&self) -> String {
        self.grid.raw(self.row, self.col)
    }

    fn find(&self, rule: rules::Rule, particulars: &[&str], findings: &mut Vec<Finding>) {
        let cell = self.cell();
        let place = Place { sheet: &self.grid.sheet.name, cell: &cell, indicator: Some(&self.asked.code), name: &self.asked.name };
        findings.push(rule.at(place, particulars));
    }

    /// What is wrong with the cell by itself.
    fn note(&self, figure: &Figure, cell: Option<&Cell>, findings: &mut Vec<Finding>) {
        match figure {
            Figure::Wrong(rule, particulars) => {
                self.find(*rule, &particulars.iter().map(String::as_str).collect::<Vec<_>>(), findings);
            }
            Figure::Number(read) => {
                if let Some(thousands) = figure::perhaps_thousands(cell) {
                    self.find(rules::THOUSAND_OR_DECIMAL, &[&vi_number(*read), &vi_number(thousands)], findings);
                }
            }
            Figure::Blank | Figure::Absent(_) => {}
        }
    }
}

/// A row's value; `None` when the row says nothing at all.
fn value<'a>(parts: &[Figure; 2], place: &impl Fn(Role) -> Where<'a>, findings: &mut Vec<Finding>) -> Option<Value> {
    let [numerator, denominator] = parts;
    let (top, bottom, state_cell) = (place(Role::Numerator), place(Role::Denominator), place(Role::State));
    let said = match (numerator, denominator) {
        (Figure::Absent(state), _) | (Figure::Blank, Figure::Absent(state)) => Some(*state),
        _ => None,
    };
    let chosen = match state_cell.raw() {
        raw if raw.is_empty() => None,
        raw => {
            let state = figure::state(&raw);
            if state.is_none() {
                state_cell.find(rules::STATE_UNKNOWN, &[&raw], findings);
            }
            state
        }
    };
    // A locked denominator stands in the form before anyone fills it, and the drop-down may be preset: neither is an answer.
    let silent = matches!(numerator, Figure::Blank) && (matches!(denominator, Figure::Blank) || top.asked.locked_denominator.is_some());
    let state = match (chosen, said, silent) {
        (None | Some(State::Reported), None, true) => return None,
        (None | Some(State::Reported), said, _) => said.unwrap_or_default(),
        (Some(state), _, _) => state,
    };
    if let (Some(number), true) = (numerator.number(), state != State::Reported) {
        let nothing = number == Quantity::ZERO && state == State::NotArising;
        if !nothing {
            top.find(rules::STATE_CONTRADICTS, &[&vi_number(number), state.label()], findings);
        }
    }
    let reported = state == State::Reported;
    Some(Value {
        indicator: top.asked.code.clone(),
        numerator: numerator.number().filter(|_| reported),
        denominator: denominator
            .number()
            .or(top.asked.locked_denominator.filter(|_| matches!(denominator, Figure::Blank)))
            .filter(|_| reported),
        state,
        sheet: top.grid.sheet.name.clone(),
        cell: top.cell(),
        denominator_cell: bottom.cell(),
        ratio_cell: place(Role::Ratio).cell(),
        raw_numerator: top.raw(),
        raw_denominator: bottom.raw(),
        typed_percent: None,
        note: place(Role::Note).raw(),
        evidence: place(Role::Evidence).raw(),
        row: top.row + 1,
    })
}

/// The vocabulary and the test by which a row is a unit form's header.
fn is_form_header(columns: &BTreeMap<Role, u32>) -> bool {
    let has = |role| columns.contains_key(&role);
    (has(Role::Code) || has(Role::Name)) && (has(Role::Numerator) || has(Role::Ratio))
}

fn form_header(grid: &Grid<'_>) -> Option<crate::grid::Header<Role>> {
    grid.header(FORM_WORDS, is_form_header)
}

fn letter(col: Option<&u32>) -> String {
    col.map(|col| column(*col)).unwrap_or_default()
}
