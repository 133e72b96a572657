//! A file that nobody can mark in place, as an `.xlsx` with the same cells on sheets of the same names.

use super::NotMarked;
use crate::read::{self, CellValue, Sheet};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// Text as text, numbers as numbers; formulas as what they gave.
pub(super) fn as_xlsx(original: &[u8], name: &str) -> Result<Vec<u8>, NotMarked> {
    let book = read::read(original, name).map_err(|_| NotMarked::Unreadable)?;
    write(&book.sheets).map_err(|_| NotMarked::Structure)
}

fn write(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let look = Look::new();
    for sheet in sheets {
        let out = book.add_worksheet();
        out.set_name(&sheet.name)?.set_hidden(sheet.hidden);
        // Before the cells: a merged area writes its own first cell.
        for area in &sheet.merged {
            let last = column(area.last_column)?;
            if (area.first_row, area.first_column) != (area.last_row, area.last_column) {
                out.merge_range(area.first_row, column(area.first_column)?, area.last_row, last, "", &look.text)?;
            }
        }
        for cell in &sheet.cells {
            put(out, cell.row, column(cell.col)?, &cell.value, &look)?;
        }
        out.set_autofit_max_width(360).autofit();
        for row in &sheet.hidden_rows {
            out.set_row_hidden(*row)?;
        }
        for col in &sheet.hidden_columns {
            out.set_column_hidden(column(*col)?)?;
        }
    }
    // A workbook without a sheet to see does not open.
    if let Some(first) = sheets.iter().position(|s| !s.hidden) {
        book.worksheet_from_index(first)?.set_active(true).set_first_tab(true);
    }
    book.save_to_buffer()
}

fn column(col: u32) -> Result<u16, XlsxError> {
    u16::try_from(col).map_err(|_| XlsxError::RowColumnLimitError)
}

struct Look {
    text: Format,
    quoted: Format,
    percent: Format,
    whole_percent: Format,
    date: Format,
}

impl Look {
    fn new() -> Self {
        let base = Format::new().set_font_name("Times New Roman").set_font_size(12);
        Self {
            quoted: base.clone().set_quote_prefix(),
            percent: base.clone().set_num_format("0.0###%"),
            whole_percent: base.clone().set_num_format("0%"),
            date: base.clone().set_num_format("dd/mm/yyyy"),
            text: base,
        }
    }
}

fn put(out: &mut Worksheet, row: u32, col: u16, value: &CellValue, look: &Look) -> Result<(), XlsxError> {
    match value {
        CellValue::Empty => {}
        CellValue::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => {
            out.write_string_with_format(row, col, clipped(text), &look.quoted)?;
        }
        CellValue::Text(text) | CellValue::Error(text) => {
            out.write_string_with_format(row, col, clipped(text), &look.text)?;
        }
        // A number whose digits a binary fraction does not keep stays the text it is.
        CellValue::Number { text, percent } => match text.parse::<f64>() {
            Ok(number) if number.is_finite() && number.to_string() == *text => {
                // A format with decimals would end a whole percentage in a separator.
                let whole = ((number * 100.0).round() - number * 100.0).abs() < 1e-9;
                let format = if !percent {
                    &look.text
                } else if whole {
                    &look.whole_percent
                } else {
                    &look.percent
                };
                out.write_number_with_format(row, col, number, format)?;
            }
            _ => {
                out.write_string_with_format(row, col, text.as_str(), &look.text)?;
            }
        },
        CellValue::Bool(value) => {
            out.write_boolean_with_format(row, col, *value, &look.text)?;
        }
        CellValue::Date(text) => match date(text) {
            Some(date) => {
                out.write_datetime_with_format(row, col, date, &look.date)?;
            }
            None => {
                out.write_string_with_format(row, col, text.as_str(), &look.text)?;
            }
        },
    }
    Ok(())
}

/// The reader's `31/12/2026`.
fn date(text: &str) -> Option<ExcelDateTime> {
    let mut fields = text.splitn(3, '/');
    let (day, month, year) = (fields.next()?, fields.next()?, fields.next()?);
    ExcelDateTime::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// As much of a text as a cell holds.
fn clipped(text: &str) -> String {
    text.chars().take(32_767).collect()
}
