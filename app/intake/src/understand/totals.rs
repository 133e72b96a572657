//! Sums that a table gives itself. They are no figures of anybody; one that the rows do not add up to tells of a slip in a row.

use super::Reader;
use super::columns::Columns;
use super::kinds::{is_column_numbers, is_number};
use super::rows::Line;
use super::table::{Group, Table};
use crate::figure::{self, Figure};
use crate::form::Shape;
use crate::grid::{Grid, a1};
use crate::rules::{self, Place};
use crate::words::{Basis, Role};
use domain::Quantity;
use domain::text::vi_number;
use std::collections::BTreeMap;

/// Tables with more sums than this are not recalculated: each is compared with every other.
const MOST: usize = 100;

/// What a column holds in the order of its rows.
enum Entry {
    Count(i64),
    Total(u32, Quantity),
    /// A group whose sum is left out.
    Break,
}

impl Reader<'_, '_> {
    /// Compares the sums of a table whose rows name units with the rows. One fits when the rows from it to another sum, or to an end
    /// of the table, add up to it; of a column with anything that was not read as a count nothing is said.
    pub(super) fn check_totals(&mut self, grid: &Grid<'_>, table: &Table, columns: &Columns, lines: &[Line], totals: &[u32]) {
        let is_sound = |line: &Line| line.aside.is_none() && !line.too_wide && line.parts.is_empty();
        // The sum under the second of two tables may be that of both.
        let is_only = table.above.start == 0 && table.until == u32::MAX && table.across == (0..u32::MAX);
        if table.is_by_rows() || !is_only || lines.is_empty() || totals.is_empty() || totals.len() > MOST || !lines.iter().all(is_sound) {
            return;
        }
        let is_count = |g: &&Group| g.basis != Basis::Other && g.indicator.is_some_and(|i| self.counts(i));
        let columns_of =
            |g: &Group| [Role::Numerator, Role::Denominator].into_iter().filter_map(|role| g.parts.get(&role).copied()).collect::<Vec<_>>();
        let of_title = table.titled.is_some_and(|i| self.counts(i));
        let counted: Vec<u32> =
            table.groups.iter().filter(|g| is_count(g) || g.indicator.is_none() && of_title).flat_map(columns_of).collect();
        for col in counted {
            let Some(entries) = entries(grid, table, columns, lines, totals, col) else { continue };
            for (at, entry) in entries.iter().enumerate() {
                let Entry::Total(row, total) = entry else { continue };
                if !is_sum(&entries, at, total.scaled()) {
                    let cell = a1(*row, col);
                    let place = Place { sheet: &grid.sheet.name, cell: &cell, ..Place::default() };
                    let sum = Quantity::from_scaled(meant(&entries, at, total.scaled()));
                    self.findings.push(rules::TOTAL_DIFFERS.at(place, &[&vi_number(*total), &vi_number(sum)]));
                }
            }
        }
    }

    /// Do units' figures of an indicator add up?
    fn counts(&self, indicator: usize) -> bool {
        matches!(self.names.subjects[indicator].shape, Shape::Ratio | Shape::Count)
    }
}

/// `None`: something in the column was not read.
fn entries(grid: &Grid<'_>, table: &Table, columns: &Columns, lines: &[Line], totals: &[u32], col: u32) -> Option<Vec<Entry>> {
    let read: BTreeMap<u32, bool> = lines.iter().map(|l| (l.row, false)).chain(totals.iter().map(|row| (*row, true))).collect();
    let mut entries = vec![];
    for row in grid.rows_between(table.body()) {
        let cell = grid.cell(row, col);
        match (read.get(&row), figure::read(cell, columns.convention(col), Shape::Count)) {
            (Some(true), Figure::Number(q)) => entries.push(Entry::Total(row, q)),
            (Some(true), _) => entries.push(Entry::Break),
            (Some(false), Figure::Number(q)) => entries.push(Entry::Count(q.scaled())),
            (Some(false), Figure::Blank | Figure::Absent(_)) => {}
            (Some(false), Figure::Wrong(..)) => return None,
            (None, _) if cell.is_some_and(is_number) && !is_column_numbers(grid, row) => return None,
            (None, _) => {}
        }
    }
    Some(entries)
}

/// Is the total any of the sums that could be meant? In ten-thousandths; less than one is rounding.
fn is_sum(entries: &[Entry], at: usize, total: i64) -> bool {
    let mut sums = vec![];
    let mut from = |entries: &mut dyn Iterator<Item = &Entry>| {
        let (mut sum, mut any) = (0i64, false);
        for entry in entries {
            match entry {
                Entry::Count(n) => (sum, any) = (sum.saturating_add(*n), true),
                Entry::Total(..) | Entry::Break if any => sums.push(sum),
                Entry::Total(..) | Entry::Break => {}
            }
        }
        if any {
            sums.push(sum);
        }
    };
    from(&mut entries[..at].iter().rev());
    from(&mut entries[at + 1..].iter());
    sums.push(of_all(entries));
    sums.iter().any(|sum| sum.abs_diff(total) < Quantity::SCALE as u64)
}

fn of_all(entries: &[Entry]) -> i64 {
    entries.iter().map(|entry| if let Entry::Count(n) = entry { *n } else { 0 }).fold(0, i64::saturating_add)
}

fn counts<'a>(entries: impl Iterator<Item = &'a Entry>) -> impl Iterator<Item = i64> {
    entries.map_while(|entry| if let Entry::Count(n) = entry { Some(*n) } else { None })
}

/// The sum that a reader expects: of the rows right above the total; where none are, or where the first row is a total already, of those
/// right below it or of all, whichever is nearer.
fn meant(entries: &[Entry], at: usize, total: i64) -> i64 {
    let sum = |all: Vec<i64>| (!all.is_empty()).then(|| all.into_iter().fold(0, i64::saturating_add));
    let leads = matches!(entries.first(), Some(Entry::Total(..)));
    let above = sum(counts(entries[..at].iter().rev()).collect()).filter(|_| !leads);
    let below = || sum(counts(entries[at + 1..].iter()).collect());
    above.unwrap_or_else(|| {
        let all = of_all(entries);
        below().into_iter().chain([all]).min_by_key(|sum| sum.abs_diff(total)).unwrap_or(all)
    })
}
