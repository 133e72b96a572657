//! Rows that leave out what a row above says: of a group only the first names it, or a line of its own does.

use super::Reader;
use super::about::About;
use super::kinds::has_figures;
use super::parts;
use super::rows::label;
use super::table::Table;
use crate::grid::{Grid, unnumbered};
use crate::names::Meaning;
use crate::read::Cell;
use crate::words::Role;
use domain::Period;

/// Rows by which a column is judged.
const SAMPLE: usize = 200;

impl About {
    /// What the rows below take over.
    pub fn of(self, grouped: &[Role]) -> Self {
        let names = |roles: &[Role]| roles.iter().any(|role| grouped.contains(role));
        Self {
            indicator: self.indicator.filter(|_| names(&[Role::Name, Role::Code])),
            unit: self.unit.filter(|_| names(&[Role::Unit])),
            period: self.period.filter(|_| names(&[Role::Period])),
        }
    }
}

/// The columns that are written once for a group of rows: no word stands under the same word, and a third of them is empty. One name
/// left out of a column that repeats its names is a slip.
pub(super) fn grouped(grid: &Grid<'_>, table: &Table) -> Vec<Role> {
    let named = [Role::Unit, Role::Period, Role::Name, Role::Code].into_iter().filter(|role| table.labels.contains_key(role));
    let rows: Vec<u32> = grid.rows_between(table.body()).take(SAMPLE).collect();
    let of_group = |role: &Role| {
        let text = |row: &u32| grid.shown(*row, table.labels[role]).map(Cell::raw).unwrap_or_default();
        let texts: Vec<String> = rows.iter().filter(|r| has_figures(grid, table, **r)).map(text).collect();
        let empty = texts.iter().filter(|t| t.is_empty()).count();
        texts.windows(2).all(|pair| pair[0].is_empty() || pair[0] != pair[1]) && 3 * empty >= texts.len()
    };
    named.filter(of_group).collect()
}

/// What a row says, with what the line above its group says where no column does.
pub(super) fn under(about: About, table: &Table, section: About) -> About {
    let by_column = table.labels.contains_key(&Role::Unit);
    About { unit: about.unit.or(section.unit.filter(|_| !by_column)), ..about }
}

/// A row without figures that is the whole name of a unit or an indicator begins a group; an indicator's may hold the group's sum.
pub(super) fn self_named(reader: &Reader<'_, '_>, grid: &Grid<'_>, table: &Table, row: u32, label: &str, period: Period) -> Option<About> {
    if !table.is_by_rows() || table.labels.contains_key(&Role::Unit) {
        return None;
    }
    if let Some(indicator) = reader.names.indicator_exactly(label) {
        return Some(About { indicator: Some(indicator), ..About::default() }).filter(|_| is_unit(reader, grid, table, row + 1, period));
    }
    let unit = reader.names.unit(whose(label), period);
    let begins = !has_figures(grid, table, row) && matches!(unit, Meaning::Exactly(_));
    begins.then(|| About { unit: unit.index(), ..About::default() })
}

/// The unit in "Số liệu của Xã A".
pub(super) fn whose(label: &str) -> &str {
    let plain = unnumbered(label);
    let leads = ["Số liệu của ", "số liệu của ", "Số liệu ", "số liệu ", "Đơn vị: "];
    leads.iter().find_map(|lead| plain.strip_prefix(lead)).unwrap_or(label)
}

/// A unit where an indicator would stand, in the group of one.
pub(super) fn unit_of_section(
    reader: &Reader<'_, '_>,
    grid: &Grid<'_>,
    table: &Table,
    row: u32,
    section: About,
    period: Period,
) -> Option<About> {
    let indicator = section.indicator.filter(|_| is_unit(reader, grid, table, row, period))?;
    let unit = reader.names.unit(&label(grid, table, row), period).index();
    Some(About { indicator: Some(indicator), unit, period: None })
}

/// A row with figures under a unit's name.
fn is_unit(reader: &Reader<'_, '_>, grid: &Grid<'_>, table: &Table, row: u32, period: Period) -> bool {
    let label = label(grid, table, row);
    has_figures(grid, table, row)
        && !parts::is_row(grid, table, row)
        && reader.names.indicator_exactly(&label).is_none()
        && matches!(reader.names.unit(&label, period), Meaning::Exactly(_))
}

/// The figures beside an indicator whose units follow are their sum.
pub(super) fn is_sum_of_group(reader: &Reader<'_, '_>, grid: &Grid<'_>, table: &Table, row: u32, about: About, period: Period) -> bool {
    let by_name = table.is_by_rows() && !table.labels.contains_key(&Role::Unit) && about.unit.is_none();
    by_name && is_unit(reader, grid, table, row + 1, period)
}
