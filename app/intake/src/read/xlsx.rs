//! The cells of an inspected `.xlsx`.

use super::{Budget, Cell, CellValue, MAX_COLUMNS, Sheet, Unreadable, Workbook};
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use std::collections::HashSet;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub(super) fn read(bytes: &[u8]) -> Result<Workbook, Unreadable> {
    // The reader's arithmetic on cell addresses can overflow on a forged one, and that must not end the process.
    catch_unwind(AssertUnwindSafe(|| read_sheets(bytes))).unwrap_or(Err(Unreadable::Damaged))
}

fn read_sheets(bytes: &[u8]) -> Result<Workbook, Unreadable> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let listed = book.sheets_metadata().to_vec();
    let mut budget = Budget::default();
    let mut sheets = Vec::new();
    for sheet in listed.into_iter().filter(|s| s.typ == SheetType::WorkSheet) {
        let cells = read_cells(&mut book, &sheet.name, &mut budget)?;
        sheets.push(Sheet {
            name: domain::text::nfc(&sheet.name),
            hidden: sheet.visible != SheetVisible::Visible,
            cells,
            ..Sheet::default()
        });
    }
    if sheets.iter().all(|s| s.cells.is_empty()) {
        return Err(Unreadable::Empty);
    }
    Ok(Workbook { format: super::FileFormat::Xlsx, sheets })
}

fn damaged(error: calamine::XlsxError) -> Unreadable {
    match error {
        calamine::XlsxError::Password => Unreadable::Encrypted,
        _ => Unreadable::Damaged,
    }
}

/// Cell by cell: a range would allocate the declared extent, which two cells in opposite corners make 550 GB.
fn read_cells(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str, budget: &mut Budget) -> Result<Vec<Cell>, Unreadable> {
    let percents = percent_cells(book, sheet)?;
    let mut reader = book.worksheet_cells_reader(sheet).map_err(damaged)?;
    let (mut cells, mut columns, mut last_row) = (Vec::new(), HashSet::new(), None);
    while let Some(record) = reader.next_cell_with_formula_metadata().map_err(damaged)? {
        let (row, col) = record.pos;
        let formula = record.formula.is_some();
        let value = value(record.value, percents.contains(&(row, col)), formula);
        if value == CellValue::Empty && !formula {
            continue;
        }
        budget.cell(last_row != Some(row))?;
        last_row = Some(row);
        columns.insert(col);
        if columns.len() > MAX_COLUMNS {
            return Err(Unreadable::TooManyColumns(sheet.to_owned()));
        }
        cells.push(Cell { row, col, value, formula });
    }
    Ok(cells)
}

/// Where a number is shown as a percentage: only the style tells 80 % from 0,8.
fn percent_cells(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Result<HashSet<(u32, u32)>, Unreadable> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(damaged)?;
    let percent: Vec<bool> =
        reader.styles().iter().map(|s| s.number_format.as_ref().is_some_and(|f| f.format_code.contains('%'))).collect();
    let mut cells = HashSet::new();
    if percent.contains(&true) {
        while let Some((row, col, style)) = reader.next_style_id().map_err(damaged)? {
            if percent.get(style) == Some(&true) && cells.len() < super::MAX_CELLS {
                cells.insert((row, col));
            }
        }
    }
    Ok(cells)
}

fn value(value: DataRef<'_>, percent: bool, formula: bool) -> CellValue {
    // A formula that gives an empty text has a result, unlike one that was never computed.
    let text = |s: &str| if s.trim().is_empty() && !formula { CellValue::Empty } else { CellValue::Text(domain::text::nfc(s)) };
    match value {
        DataRef::Empty => CellValue::Empty,
        DataRef::Int(n) => CellValue::Number { text: n.to_string(), percent },
        DataRef::Float(n) if n.is_finite() => CellValue::Number { text: n.to_string(), percent },
        DataRef::Float(n) => CellValue::Error(n.to_string()),
        DataRef::String(s) => text(&s),
        DataRef::SharedString(s) => text(s),
        DataRef::Bool(b) => CellValue::Bool(b),
        DataRef::DateTime(d) => CellValue::Date(date(&d)),
        DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => CellValue::Date(s),
        DataRef::Error(e) => CellValue::Error(e.to_string()),
    }
}

fn date(value: &ExcelDateTime) -> String {
    if !value.is_datetime() {
        return value.as_f64().to_string();
    }
    let (year, month, day, ..) = value.to_ymd_hms_milli();
    format!("{day:02}/{month:02}/{year}")
}
