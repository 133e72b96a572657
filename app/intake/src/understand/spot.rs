//! The cells of one figure.

use super::columns::Columns;
use super::kinds;
use super::rows::Line;
use super::sheet::Scale;
use super::table::{Group, Table};
use crate::grid::{Grid, a1};
use crate::read::Cell;
use crate::words::{Role, scale_of_measure, scale_word};
use domain::Period;

/// Where a figure stands and what it is of.
pub(super) struct Spot<'s, 'g> {
    pub grid: &'s Grid<'g>,
    pub table: &'s Table,
    pub columns: &'s Columns,
    pub group: &'s Group,
    pub line: &'s Line,
    pub subject: usize,
    pub unit: usize,
    pub period: Period,
    /// The period where no header names one.
    pub usual: Period,
    pub scaled: &'s Scale,
}

impl Spot<'_, '_> {
    /// The row and column of what is said in this role.
    pub fn at(&self, role: Role) -> Option<(u32, u32)> {
        let Line { row, parts, .. } = self.line;
        let own = if role.is_part() { self.group.parts.get(&role) } else { self.table.labels.get(&role) };
        if parts.is_empty() || !role.is_part() {
            return own.map(|col| (*row, *col));
        }
        let one = self.group.parts.get(&Role::Numerator).or(self.group.parts.get(&Role::Ratio))?;
        let is_part = parts.values().any(|part| part == row);
        match (parts.get(&role), role) {
            (Some(part), _) => Some((*part, *one)),
            // The line with the name holds the percentage, or the numerator where no row below it does, unless it is a part itself.
            (None, Role::Ratio) if !parts.contains_key(&Role::Numerator) => None,
            (None, Role::Ratio) => own.filter(|col| *col != one || !is_part).or(Some(one).filter(|_| !is_part)).map(|col| (*row, *col)),
            (None, Role::Numerator) if !is_part => Some((*row, *one)),
            _ => None,
        }
    }

    pub fn cell(&self, role: Role) -> Option<&Cell> {
        self.at(role).and_then(|(row, col)| self.grid.cell(row, col))
    }

    /// A remark merged over several rows is one on each.
    pub fn raw(&self, role: Role) -> String {
        let cell = |(row, col)| if role.is_part() { self.grid.cell(row, col) } else { self.grid.shown(row, col) };
        self.at(role).and_then(cell).map(Cell::raw).unwrap_or_default()
    }

    pub fn rows(&self) -> Vec<u32> {
        std::iter::once(self.line.row).chain(self.line.parts.values().copied().filter(|row| *row != self.line.row)).collect()
    }

    /// Every cell that may hold one of its parts.
    pub fn cells(&self) -> Vec<(u32, u32)> {
        self.rows().into_iter().flat_map(|row| self.group.parts.values().map(move |col| (row, *col))).collect()
    }

    pub fn holds_figures(&self) -> bool {
        self.cells().into_iter().any(|(row, col)| self.grid.cell(row, col).is_some_and(kinds::is_figure))
    }

    /// The part that stands for a figure: its numerator, else what there is.
    pub fn first_part(&self) -> Role {
        [Role::Numerator, Role::Denominator, Role::Ratio].into_iter().find(|r| self.at(*r).is_some()).unwrap_or(Role::Numerator)
    }

    /// The word by which the header, a line above, the row's unit of measure or its name counts in more than ones.
    pub fn scale(&self, (row, col): (u32, u32)) -> Option<&'static str> {
        let label = |role| self.table.labels.get(&role).and_then(|col| self.grid.shown(row, *col)).map(Cell::raw);
        let by_column = self.table.scaled.get(&col).or(self.scaled.columns.get(&col)).copied().or(self.scaled.all);
        let by_measure = || label(Role::Measure).and_then(|text| scale_of_measure(&text));
        by_column
            .or_else(by_measure)
            .or_else(|| label(Role::Name).filter(|t| t.contains('(')).and_then(|text| scale_word(&bracketed(&text))))
    }

    /// Is the cell merged with cells of further rows that have names of their own?
    pub fn is_merged_down(&self, (row, col): (u32, u32)) -> bool {
        let Some(last) = self.grid.last_merged_row(row, col) else { return false };
        let labels = [Role::Code, Role::Name, Role::Unit].into_iter().filter_map(|role| self.table.labels.get(&role));
        (row + 1..=last).any(|row| labels.clone().any(|col| self.grid.cell(row, *col).is_some()))
    }

    /// A1 address, of the cell that would hold it when it is empty.
    pub fn address(&self, role: Role) -> String {
        self.at(role).map(|(row, col)| a1(row, col)).unwrap_or_default()
    }
}

/// The last words in brackets.
fn bracketed(text: &str) -> String {
    text.rsplit_once('(').map(|(_, inside)| format!("({inside}")).unwrap_or_default()
}
