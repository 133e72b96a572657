//! Tables side by side under one header.

use super::header::Finder;
use super::says::Says;
use super::table::Table;
use crate::read::Cell;
use crate::words::{Role, header_role};
use std::collections::BTreeSet;

impl Finder<'_> {
    /// The tables under one header: where the word for a row's name comes again behind figures, another table stands beside the first.
    pub(super) fn side_by_side(&mut self, first: u32, last: u32, columns: &BTreeSet<u32>) -> Vec<Table> {
        let mut parts: Vec<BTreeSet<u32>> = vec![BTreeSet::new()];
        let mut seen: BTreeSet<Role> = BTreeSet::new();
        let mut figures = false;
        // Columns with nothing below a title, which may be the one of the next table.
        let mut blank: Vec<u32> = vec![];
        // The words for a row's names in each.
        let mut of_parts: Vec<BTreeSet<Role>> = vec![BTreeSet::new()];
        for &col in columns {
            let texts = (first..=last).filter_map(|row| self.grid.shown(row, col)).map(|c| c.raw());
            let said: Vec<Says> = texts.map(|text| self.cells.says(&text)).collect();
            // Under a title over the whole table the words for its columns are words still.
            let lowest = self.grid.shown(last, col).map(Cell::raw).unwrap_or_default();
            if lowest.is_empty() {
                blank.push(col);
                continue;
            }
            let is_label = matches!(header_role(&lowest), Some((Role::Order | Role::Code | Role::Name | Role::Unit, (0, _))));
            let of_figures = !is_label && said.iter().any(|s| s.names_something() || s.role.is_some_and(|(role, _)| role.is_part()));
            let label = said.iter().filter_map(|s| s.role).map(|(role, _)| role);
            let label = label.rev().find(|role| matches!(role, Role::Order | Role::Code | Role::Name | Role::Unit)).filter(|_| !of_figures);
            if label.is_some_and(|role| figures && seen.contains(&role)) {
                seen.clear();
                figures = false;
                parts.push(blank.drain(..).collect());
                of_parts.push(BTreeSet::new());
            }
            seen.extend(label);
            of_parts.last_mut().expect("there is a first").extend(label.filter(|role| *role != Role::Order));
            figures |= of_figures;
            let part = parts.last_mut().expect("there is a first");
            part.extend(blank.drain(..).chain([col]));
        }
        parts.last_mut().expect("there is a first").extend(blank);
        // An export may have the unit's code behind figures, and all else once.
        let begins_anew = |labels: &BTreeSet<Role>| *labels == of_parts[0];
        if !of_parts.iter().all(begins_anew) {
            parts.truncate(1);
            parts[0].clone_from(columns);
        }
        let mut tables: Vec<Table> = vec![];
        if parts.len() > 1 {
            tables.extend(parts.iter().filter_map(|part| self.columns_of(first, last, part)).map(|(table, _)| table));
            tables.retain(|table| !table.groups.is_empty());
        }
        if tables.len() < parts.len() {
            parts.truncate(1);
            tables = self.columns_of(first, last, columns).map(|(table, _)| table).into_iter().collect();
        }
        let starts: Vec<u32> = parts.iter().map(|part| part.first().copied().unwrap_or_default()).collect();
        for (at, table) in tables.iter_mut().enumerate() {
            table.above = self.above.clone();
            let from = if at == 0 { 0 } else { starts[at] };
            table.across = from..starts.get(at + 1).copied().unwrap_or(u32::MAX);
            if parts.len() > 1 {
                table.titled = self.titled_within(&table.across, table.titled);
            }
        }
        tables
    }
}
