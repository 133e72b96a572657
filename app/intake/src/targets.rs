//! The year × unit target grid, in and out: one row is one target, with the document that sets it.

use crate::consolidated::{TableCell, write_table};
use crate::figure::{self, Figure};
use crate::form::{NotWritten, Shape};
use crate::grid::{Grid, a1};
use crate::number;
use crate::read::{CellValue, Workbook};
use crate::rules::{self, Place, Rule};
use domain::{Finding, Quantity};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// One target as the grid says it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetRow {
    pub unit: String,
    pub indicator: String,
    pub year: i32,
    /// "≥", "≤" or "=".
    pub operator: String,
    pub value: Quantity,
    /// Number and date of the document that sets it.
    pub document: String,
    pub sheet: String,
    /// A1 address of the value.
    pub cell: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Unit,
    Indicator,
    Year,
    Operator,
    Value,
    Document,
}

const COLUMNS: [(Column, &str); 6] = [
    (Column::Unit, "Mã đơn vị"),
    (Column::Indicator, "Mã chỉ tiêu"),
    (Column::Year, "Năm"),
    (Column::Operator, "Dấu"),
    (Column::Value, "Giá trị"),
    (Column::Document, "Văn bản"),
];

const WORDS: &[(Column, &[&str])] = &[
    (Column::Unit, &["ma don vi", "don vi"]),
    (Column::Indicator, &["ma chi tieu", "chi tieu"]),
    (Column::Year, &["nam"]),
    (Column::Operator, &["dau", "toan tu"]),
    (Column::Value, &["gia tri", "muc tieu"]),
    (Column::Document, &["van ban", "can cu"]),
];

/// Reads the first sheet that has the six columns. A row with a finding is left out of the targets; whether codes exist is for
/// the caller to check.
pub fn read_targets(book: &Workbook) -> (Vec<TargetRow>, Vec<Finding>) {
    let grids: Vec<Grid> = book.sheets.iter().filter(|s| !s.hidden).map(Grid::new).collect();
    let found = grids.iter().find_map(|grid| Some((grid, grid.header(WORDS, |c| c.len() == COLUMNS.len())?)));
    let Some((grid, (header_row, header))) = found else { return (vec![], vec![rules::TARGET_HEADER.at(Place::default(), &[])]) };
    let sheet = grid.sheet.name.as_str();
    let rows: Vec<u32> = grid.rows().filter(|row| *row > header_row).collect();
    let value_cells = rows.iter().filter_map(|row| grid.cell(*row, header[&Column::Value]));
    let texts: Vec<String> = value_cells.filter(|c| matches!(c.value, CellValue::Text(_))).map(|c| c.raw()).collect();
    let convention = number::infer(texts.iter().map(String::as_str));
    let (mut targets, mut findings, mut seen) = (Vec::new(), Vec::new(), HashMap::new());
    for row in rows {
        let raw = |column: Column| grid.raw(row, Some(header[&column]));
        if COLUMNS.iter().all(|(column, _)| raw(*column).is_empty()) {
            continue;
        }
        let before = findings.len();
        let mut find = |rule: Rule, column: Column, particulars: &[&str]| {
            let cell = a1(row, header[&column]);
            findings.push(rule.at(Place { sheet, cell: &cell, ..Place::default() }, particulars));
        };
        for (column, name) in COLUMNS.iter().filter(|(column, _)| raw(*column).is_empty()) {
            find(rules::TARGET_EMPTY, *column, &[&name.to_lowercase()]);
        }
        let year = raw(Column::Year).parse().ok().filter(|y| (2000..=2100).contains(y));
        if year.is_none() && !raw(Column::Year).is_empty() {
            find(rules::TARGET_FIELD, Column::Year, &[&raw(Column::Year), "một năm có bốn chữ số"]);
        }
        let operator = match raw(Column::Operator).as_str() {
            "≥" | ">=" | "=>" => "≥",
            "≤" | "<=" | "=<" => "≤",
            "=" => "=",
            "" => "",
            other => {
                find(rules::TARGET_FIELD, Column::Operator, &[other, "một trong ba dấu ≥, ≤, ="]);
                ""
            }
        };
        let value = match figure::read(grid.cell(row, header[&Column::Value]), &convention, Shape::Count) {
            Figure::Number(q) => Some(q),
            Figure::Blank => None,
            Figure::Absent(_) => {
                find(rules::TARGET_FIELD, Column::Value, &[&raw(Column::Value), "một số"]);
                None
            }
            Figure::Wrong(rule, particulars) => {
                find(rule, Column::Value, &particulars.iter().map(String::as_str).collect::<Vec<_>>());
                None
            }
        };
        let key = (raw(Column::Unit).to_lowercase(), raw(Column::Indicator).to_lowercase(), year);
        if let Some(first) = seen.insert(key, row + 1) {
            find(rules::TARGET_TWICE, Column::Value, &[&first.to_string()]);
        }
        if let (true, Some(year), Some(value)) = (findings.len() == before, year, value) {
            targets.push(TargetRow {
                unit: raw(Column::Unit),
                indicator: raw(Column::Indicator),
                year,
                operator: operator.to_owned(),
                value,
                document: raw(Column::Document),
                sheet: sheet.to_owned(),
                cell: a1(row, header[&Column::Value]),
            });
        }
    }
    (targets, findings)
}

/// Writes the grid in the shape that [`read_targets`] reads.
///
/// # Errors
/// [`NotWritten`] when it exceeds what a spreadsheet holds.
pub fn write_targets(title: &str, targets: &[TargetRow]) -> Result<Vec<u8>, NotWritten> {
    let head: Vec<String> = COLUMNS.iter().map(|(_, name)| (*name).to_owned()).collect();
    let rows: Vec<Vec<TableCell>> = targets
        .iter()
        .map(|t| {
            let year = TableCell::Text(t.year.to_string());
            let value = TableCell::Number(t.value);
            vec![t.unit.as_str().into(), t.indicator.as_str().into(), year, t.operator.as_str().into(), value, t.document.as_str().into()]
        })
        .collect();
    write_table(title, &[], &head, &rows)
}
