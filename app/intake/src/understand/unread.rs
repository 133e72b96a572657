//! Columns that nothing names and whose cells speak of another month or unit.

use super::header::SAMPLE;
use super::reader::Reader;
use super::rows::Line;
use super::table::Table;
use crate::grid::{Grid, a1};
use crate::names::{Meaning, NameKind};
use crate::periods;
use crate::rules::{self, Place};
use crate::words::is_other_part;
use domain::Period;
use domain::text::fold;

/// Heads of columns whose days and months are none of the figures.
const DEADLINES: [&str; 10] = ["cong bo", "han", "hoan thanh", "cap nhat", "ban hanh", "nop", "ky duyet", "thoi gian", "tao", "bat dau"];

impl Reader<'_, '_> {
    /// Columns whose every cell names a month or a unit, and nothing says that they do: where they say another one than is taken, they
    /// are asked about.
    pub(super) fn unread_columns(&mut self, grid: &Grid<'_>, table: &Table, lines: &[Line], (unit, period): (usize, Period)) {
        let taken: Vec<u32> =
            table.labels.values().chain(table.groups.iter().flat_map(|g| g.parts.values())).chain(&table.other_units).copied().collect();
        let sample: Vec<&Line> = lines.iter().take(SAMPLE).collect();
        let mut columns: Vec<u32> = sample.iter().flat_map(|l| grid.row(l.row)).map(|c| c.col).collect();
        columns.sort_unstable();
        columns.dedup();
        let over = |col: u32| table.header.map(|(_, last)| fold(&grid.raw(last, Some(col)))).unwrap_or_default();
        for col in columns.into_iter().filter(|c| table.across.contains(c) && !taken.contains(c)) {
            let head = over(col);
            let texts: Vec<(&Line, String)> =
                sample.iter().map(|l| (*l, grid.raw(l.row, Some(col)))).filter(|(_, t)| !t.is_empty()).collect();
            let is_deadline = DEADLINES.iter().any(|w| format!(" {head} ").contains(&format!(" {w} ")));
            let of = |text: &str| {
                periods::whole(text, Some(period.year())).filter(|_| text.contains(|c: char| !c.is_ascii_digit()) || text.len() == 6)
            };
            let other = texts.iter().find(|(line, text)| of(text).is_some_and(|p| p != line.about.period.unwrap_or(period)));
            if let Some((line, text)) = other.filter(|_| !is_deadline && texts.iter().all(|(_, t)| of(t).is_some())) {
                let cell = a1(line.row, col);
                let place = Place { sheet: &grid.sheet.name, cell: &cell, ..Place::default() };
                self.findings.push(rules::UNREAD_PERIOD.at(place, &[text, &line.about.period.unwrap_or(period).label()]));
                continue;
            }
            let named = |text: &str| match self.names.unit(text, period) {
                Meaning::Exactly(i) | Meaning::Formerly(i) => Some(i),
                _ => None,
            };
            let helps = is_other_part(&head);
            let other = texts.iter().find(|(line, text)| named(text).is_some_and(|i| i != line.about.unit.unwrap_or(unit)));
            if let Some((line, text)) = other.filter(|_| !helps && texts.iter().all(|(_, t)| named(t).is_some())) {
                let cell = a1(line.row, col);
                let place = Place { sheet: &grid.sheet.name, cell: &cell, ..Place::default() };
                let ours = self.names.name(NameKind::Unit, line.about.unit.unwrap_or(unit));
                self.findings.push(rules::UNREAD_UNIT.at(place, &[text, ours]));
            }
        }
    }
}
