//! How the numbers of each column are written: decided by all its cells together, never by one.

use super::layout::{ColumnReading, Example, Layout, PercentReading};
use super::table::{Group, Table};
use crate::context::{Choices, column_key};
use crate::figure::{self, Figure, WrittenPercent};
use crate::form::Shape;
use crate::grid::{Grid, a1, column};
use crate::number::{self, Convention, NotANumber, PercentScale, Separators};
use crate::read::{Cell, CellValue};
use crate::words::{Role, without_noun};
use domain::Quantity;
use domain::text::{vi_number, vi_percent};
use std::collections::{HashMap, HashSet};

const NO_CONVENTION: Convention = Convention { separators: number::Separators::Unknown, conflict: false, loose: false };

/// The conventions of a table's figure columns.
pub(super) struct Columns {
    conventions: HashMap<u32, Convention>,
    scales: HashMap<u32, PercentScale>,
    /// Columns with numeric cells of three decimals, unless twice as many have their thousands whole: an English Excel made 5.514 of
    /// 5514 there, and 2 of 2.000.
    swallowed: HashSet<u32>,
    /// Columns of percentages of which most carry the sign.
    signed: HashSet<u32>,
}

impl Columns {
    /// Infers them from the rows that hold figures and notes them in the layout, with examples.
    pub fn read(grid: &Grid<'_>, table: &Table, rows: &[u32], choices: &Choices, layout: &mut Layout) -> Self {
        let mut this = Self { conventions: HashMap::new(), scales: HashMap::new(), swallowed: HashSet::new(), signed: HashSet::new() };
        for (role, col) in table.groups.iter().flat_map(|g| &g.parts) {
            let reading = this.read_column(grid, *role, *col, rows, choices);
            layout.numbers.extend(reading);
        }
        this.settle_by_others(grid, table, rows, layout);
        for group in &table.groups {
            if let Some(col) = group.parts.get(&Role::Ratio) {
                let reading = this.read_percents(grid, group, *col, rows, choices);
                layout.percents.extend(reading);
            }
        }
        this
    }

    pub fn convention(&self, col: u32) -> &Convention {
        self.conventions.get(&col).unwrap_or(&NO_CONVENTION)
    }

    pub fn scale(&self, col: u32) -> PercentScale {
        self.scales.get(&col).copied().unwrap_or(PercentScale::Points)
    }

    pub fn is_signed(&self, col: u32) -> bool {
        self.signed.contains(&col)
    }

    /// The thousands that a small whole number may have been.
    pub fn perhaps_thousands(&self, cell: Option<&Cell>, col: u32) -> Option<Quantity> {
        let small = || match cell? {
            Cell { value: CellValue::Number { text, percent: false }, formula: false, .. } => {
                let is_small = (1..=3).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit()) && !text.starts_with('0');
                is_small.then(|| Quantity::from_plain(&format!("{text}000"))).flatten()
            }
            _ => None,
        };
        figure::perhaps_thousands(cell, self.convention(col)).or_else(|| if self.swallowed.contains(&col) { small() } else { None })
    }

    fn read_column(&mut self, grid: &Grid<'_>, role: Role, col: u32, rows: &[u32], choices: &Choices) -> Option<ColumnReading> {
        let decimals =
            |c: &Cell| matches!(c.value, CellValue::Number { .. }) && figure::perhaps_thousands(Some(c), &NO_CONVENTION).is_some();
        let intact =
            |c: &Cell| matches!(&c.value, CellValue::Number { text, .. } if text.len() > 3 && text.bytes().all(|b| b.is_ascii_digit()));
        let count = |of: &dyn Fn(&Cell) -> bool| rows.iter().filter_map(|row| grid.cell(*row, col)).filter(|c| of(c)).count();
        // Who writes thousands without a mark twice as often has not lost one in every small number.
        let swallowed = count(&decimals);
        if swallowed > 0 && count(&intact) < 2 * swallowed {
            self.swallowed.insert(col);
        }
        let texts = || rows.iter().filter_map(|row| grid.cell(*row, col)).filter_map(|c| text(c).map(|t| (c, t)));
        let letters = column(col);
        let convention = match choices.separators.get(&column_key(&grid.sheet.name, &letters)) {
            Some(chosen) => Convention::chosen(*chosen),
            None => number::infer(texts().map(|(_, text)| text)),
        };
        let ambiguous = |text: &str| matches!(convention.parse(bare(text)), Err(NotANumber::Ambiguous(..)));
        let mut needs_confirmation = false;
        // The cells that tell most: those with most marks.
        let mut telling: Vec<(usize, &Cell, &str)> = Vec::new();
        for (cell, text) in texts().filter(|(_, t)| t.contains(['.', ',', '%']) && t.contains(|c: char| c.is_ascii_digit())) {
            needs_confirmation |= ambiguous(text);
            telling.push((text.matches(['.', ',']).count(), cell, text));
            if telling.len() > 64 {
                telling.sort_by_key(|(marks, ..)| std::cmp::Reverse(*marks));
                telling.truncate(2);
            }
        }
        telling.sort_by_key(|(marks, ..)| std::cmp::Reverse(*marks));
        let example = |(_, cell, raw): &(usize, &Cell, &str)| Example {
            cell: a1(cell.row, cell.col),
            raw: (*raw).to_owned(),
            read: convention.parse(bare(raw)).map(vi_number).unwrap_or_default(),
        };
        let examples: Vec<Example> = telling.iter().take(2).map(example).collect();
        let separators = convention.separators;
        self.conventions.insert(col, convention);
        (!examples.is_empty()).then_some(ColumnReading { role, column: letters, separators, examples, needs_confirmation })
    }

    /// Counts such as "5.537", in columns that do not tell what the mark is, where other columns beside them do: "85,3" has a decimal
    /// comma, and 987 are no part of 1,204. Only as thousands, which counts may be.
    fn settle_by_others(&mut self, grid: &Grid<'_>, table: &Table, rows: &[u32], layout: &mut Layout) {
        let parts = || table.groups.iter().flat_map(|g| &g.parts);
        let figures: HashSet<u32> = parts().map(|(_, col)| *col).chain(table.labels.get(&Role::Target).copied()).collect();
        let texts = |col: u32| rows.iter().filter_map(move |row| grid.cell(*row, col)).filter_map(text);
        let all = number::infer(figures.iter().flat_map(|col| texts(*col)));
        // The denominator with a decimal comma, where only without one the numerator beside it is a part of it.
        let parted = |mark: char| {
            let cell = |row: u32, col: Option<&u32>| col.and_then(|col| grid.cell(row, *col));
            let is_part = |row: u32, g: &Group| {
                let numerator = match &cell(row, g.parts.get(&Role::Numerator))?.value {
                    CellValue::Number { text, percent: false } => Quantity::from_plain(text)?,
                    CellValue::Text(text) if text.bytes().all(|b| b.is_ascii_digit()) => Quantity::from_plain(text)?,
                    _ => return None,
                };
                let of = text(cell(row, g.parts.get(&Role::Denominator))?)?;
                match number::parse(of, Separators::Unknown) {
                    Err(NotANumber::Ambiguous(a, b)) => Some(of.contains(mark) && a.min(b) < numerator && numerator <= a.max(b)),
                    _ => None,
                }
            };
            rows.iter().any(|row| table.groups.iter().any(|g| is_part(*row, g) == Some(true)))
        };
        let separators = match (all.conflict, all.separators) {
            (false, Separators::Unknown) if parted('.') && !parted(',') => Separators::DecimalComma,
            (false, Separators::Unknown) if parted(',') && !parted('.') => Separators::DecimalPoint,
            (false, known) => known,
            (true, known) => {
                // Of a column that proves both as often, the others tell which cell is the odd one.
                let torn = |c: &&mut Convention| c.conflict && c.separators == Separators::Unknown;
                self.conventions.values_mut().filter(torn).for_each(|c| c.separators = known);
                return;
            }
        };
        // Beside "6 803" a "6.415" is unlike its column.
        let spaced = |t: &str| t.contains([' ', '\u{a0}', '\u{202f}', '\u{2009}']) && number::parse(bare(t), Separators::Unknown).is_ok();
        let thousands = |col: u32| {
            if texts(col).any(spaced) {
                return false;
            }
            let readings = texts(col).map(|t| (number::parse(bare(t), Separators::Unknown), number::parse(bare(t), separators)));
            readings.into_iter().all(|(unsure, sure)| !matches!(unsure, Err(NotANumber::Ambiguous(a, b)) if sure != Ok(a.max(b))))
        };
        for (_, col) in parts().filter(|(role, _)| **role != Role::Ratio) {
            let unsure = layout.numbers.iter_mut().find(|reading| reading.needs_confirmation && reading.column == column(*col));
            if let Some(reading) = unsure.filter(|_| separators != Separators::Unknown && thousands(*col)) {
                let convention = Convention::chosen(separators);
                for example in &mut reading.examples {
                    example.read = convention.parse(bare(&example.raw)).map(vi_number).unwrap_or_default();
                }
                (reading.separators, reading.needs_confirmation) = (separators, false);
                self.conventions.insert(*col, convention);
            }
        }
    }

    /// Decides whether plain numbers in a column of percentages are 80 or 0,8, by comparing them with the counts beside them.
    fn read_percents(&mut self, grid: &Grid<'_>, group: &Group, col: u32, rows: &[u32], choices: &Choices) -> Option<PercentReading> {
        let convention = self.convention(col);
        let count = |row: u32, role: Role| -> Option<Quantity> {
            let col = *group.parts.get(&role)?;
            match figure::read(grid.cell(row, col), self.convention(col), Shape::Ratio) {
                Figure::Number(q) => Some(q),
                _ => None,
            }
        };
        let (mut points, mut fractions, mut examples) = (0, 0, Vec::new());
        let (mut signed, mut told) = (0, 0);
        for row in rows {
            let Some(cell) = grid.cell(*row, col) else { continue };
            let Some(written) = WrittenPercent::read(cell, convention) else { continue };
            if examples.len() < 2 {
                examples.push((a1(cell.row, cell.col), written.clone()));
            }
            signed += usize::from(written.says_its_scale());
            told += 1;
            if written.says_its_scale() || written.written == 0.0 {
                continue;
            }
            if let (Some(n), Some(d)) = (count(*row, Role::Numerator), count(*row, Role::Denominator)) {
                points += usize::from(written.typed(PercentScale::Points).agrees(n, d));
                fractions += usize::from(written.typed(PercentScale::Fraction).agrees(n, d));
            }
        }
        let letters = column(col);
        let inferred = if fractions > points { PercentScale::Fraction } else { PercentScale::Points };
        let scale = choices.percent.get(&column_key(&grid.sheet.name, &letters)).copied().unwrap_or(inferred);
        self.scales.insert(col, scale);
        if 2 * signed > told {
            self.signed.insert(col);
        }
        let example = |(cell, written): (String, WrittenPercent)| Example {
            cell,
            raw: written.written.to_string().replace('.', ","),
            read: vi_percent(written.typed(scale).points, 1),
        };
        let examples: Vec<Example> = examples.into_iter().map(example).collect();
        (!examples.is_empty()).then_some(PercentReading { column: letters, scale, examples })
    }
}

fn text(cell: &Cell) -> Option<&str> {
    if let CellValue::Text(text) = &cell.value { Some(without_noun(text.trim())) } else { None }
}

fn bare(text: &str) -> &str {
    text.trim_end_matches('%').trim_end()
}
