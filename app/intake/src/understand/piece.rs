//! The rows of a file that are shown beside what was understood of them.

use super::Understanding;
use crate::grid::{Grid, a1, column};
use crate::read::{Cell, CellValue, Workbook};
use domain::text::vi_number;
use domain::{Quantity, Severity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A row's number, then its cells: text, and the worst that was found there.
pub type PieceRow = (u32, Vec<(String, Option<Severity>)>);

/// Some rows of a sheet as they were read, under their column letters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Piece {
    pub sheet: String,
    pub columns: Vec<String>,
    pub rows: Vec<PieceRow>,
}

const ROWS: usize = 12;
const COLUMNS: usize = 24;
const TABLES: usize = 6;

/// Of each table its header and the rows in which something was found, else the first ones.
pub(super) fn pieces(book: &Workbook, u: &Understanding) -> Vec<Piece> {
    u.layouts
        .iter()
        .take(TABLES)
        .filter_map(|layout| {
            let sheet = book.sheets.iter().find(|s| s.name == layout.sheet)?;
            let grid = Grid::new(sheet);
            let figures = layout.figures.iter().flat_map(|f| f.parts.values());
            let letters: BTreeSet<&str> = layout.columns.values().chain(figures).map(String::as_str).collect();
            let on_sheet = || u.findings.iter().filter(|f| f.sheet == layout.sheet && f.severity != Severity::Notice);
            let row_of = |cell: &str| cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse::<u32>().ok();
            let mut rows: BTreeSet<u32> = on_sheet().filter_map(|f| row_of(&f.cell)).take(ROWS).collect();
            if rows.is_empty() {
                rows = u.values.iter().filter(|v| v.sheet == layout.sheet).map(|v| v.row).take(ROWS / 2).collect();
            }
            rows.insert(layout.header_row);
            let used: BTreeSet<u32> = rows.iter().filter(|r| **r > 0).flat_map(|r| grid.row(r - 1)).map(|c| c.col).collect();
            let columns: Vec<u32> = used.into_iter().filter(|c| letters.contains(column(*c).as_str())).take(COLUMNS).collect();
            let rows = rows.into_iter().filter(|r| *r > 0).map(|row| {
                let cells = columns.iter().map(|col| {
                    let address = a1(row - 1, *col);
                    let worst = on_sheet().filter(|f| f.cell == address).map(|f| f.severity).min();
                    (grid.cell(row - 1, *col).map(shown).unwrap_or_default(), worst)
                });
                (row, cells.collect())
            });
            Some(Piece { sheet: layout.sheet.clone(), rows: rows.collect(), columns: columns.iter().map(|c| column(*c)).collect() })
        })
        .collect()
}

/// A number as Excel would show it here; a long text cut.
fn shown(cell: &Cell) -> String {
    const LONG: usize = 60;
    let text = match &cell.value {
        CellValue::Number { text, percent: false } => Quantity::from_plain(text).map_or_else(|| cell.raw(), vi_number),
        _ => cell.raw(),
    };
    if text.chars().count() <= LONG { text } else { text.chars().take(LONG).chain(std::iter::once('…')).collect() }
}
