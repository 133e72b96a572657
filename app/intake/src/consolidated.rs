//! Tables going out as `.xlsx`: a round's units × indicators with coverage, and whatever else is a head and rows.

use crate::form::NotWritten;
use domain::Quantity;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet};

/// One cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum TableCell {
    Blank,
    Text(String),
    Number(Quantity),
    /// A ratio of two counts, shown in percent with one decimal; blank when the second is zero.
    Percent(Quantity, Quantity),
}

impl From<&str> for TableCell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A table with a title, lines under it (coverage, date, "Số liệu minh hoạ"), a frozen head and rows.
///
/// # Errors
/// [`NotWritten`] when it exceeds what a spreadsheet holds.
pub fn write_table(title: &str, lines: &[String], head: &[String], rows: &[Vec<TableCell>]) -> Result<Vec<u8>, NotWritten> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Tong hop")?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    let base = Format::new().set_font_name("Times New Roman").set_font_size(12);
    sheet.write_string_with_format(0, 0, title, &base.clone().set_bold().set_font_size(14))?;
    for (i, line) in lines.iter().enumerate() {
        put_text(sheet, i as u32 + 1, 0, line, &base.clone().set_italic())?;
    }
    let top = lines.len() as u32 + 2;
    let bordered = base.set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
    let head_format = bordered.clone().set_bold().set_text_wrap().set_align(FormatAlign::Center).set_background_color(0xE8EBF4);
    let text = bordered.clone().set_text_wrap();
    let number = bordered.clone().set_num_format("#,##0.0###").set_align(FormatAlign::Right);
    let whole = bordered.clone().set_num_format("#,##0").set_align(FormatAlign::Right);
    let percent = bordered.set_num_format("0.0%").set_align(FormatAlign::Right);
    for (col, name) in head.iter().enumerate() {
        put_text(sheet, top, col as u16, name, &head_format)?;
        sheet.set_column_width(col as u16, if col == 0 { 34 } else { 16 })?;
    }
    for (i, cells) in rows.iter().enumerate() {
        let row = top + 1 + i as u32;
        for (col, cell) in cells.iter().enumerate() {
            let col = col as u16;
            match cell {
                TableCell::Text(value) => put_text(sheet, row, col, value, &text)?,
                TableCell::Number(q) => {
                    sheet.write_number_with_format(row, col, q.as_f64(), if q.is_whole() { &whole } else { &number })?;
                }
                TableCell::Percent(n, d) if *d != Quantity::ZERO => {
                    sheet.write_number_with_format(row, col, n.as_f64() / d.as_f64(), &percent)?;
                }
                TableCell::Blank | TableCell::Percent(..) => {
                    sheet.write_blank(row, col, &text)?;
                }
            }
        }
    }
    sheet.set_freeze_panes(top + 1, 1)?.set_repeat_rows(top, top)?;
    Ok(book.save_to_buffer()?)
}

/// Writes text as text. One that a program could take for a formula is marked as quoted too, so that it stays text when the
/// table is edited or saved as `.csv` by the program that opened it.
pub(crate) fn put_text(sheet: &mut Worksheet, row: u32, col: u16, text: &str, format: &Format) -> Result<(), NotWritten> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        sheet.write_string_with_format(row, col, text, &format.clone().set_quote_prefix())?;
    } else {
        sheet.write_string_with_format(row, col, text, format)?;
    }
    Ok(())
}
