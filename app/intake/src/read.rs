//! Bytes in, cells out: `.xlsx`, `.xls`, `.ods` and `.csv`, decided by content and never by the file's name.
//!
//! Meant to run in a child process with its own memory limit, so what comes out crosses as JSON.

mod encoding;
mod format;
mod ods;
mod package;
mod refusal;
mod sheet;
mod text;
mod xls;
mod xlsx;
mod xml;

pub(crate) use format::ALTERED;
pub use refusal::Unreadable;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Largest upload, in bytes.
pub const MAX_BYTES: usize = 20 << 20;
/// Most rows with content in one file.
pub const MAX_ROWS: usize = 100_000;
/// Most columns with content in one sheet.
pub const MAX_COLUMNS: usize = 500;

/// The cells of a file that have content.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Workbook {
    /// The file's, as it was sent.
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub format: FileFormat,
    pub sheets: Vec<Sheet>,
}

/// What kind of file the cells came from, decided by content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileFormat {
    #[default]
    Xlsx,
    Xls,
    Ods,
    Csv,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    pub name: String,
    pub hidden: bool,
    /// In the order of the file.
    pub cells: Vec<Cell>,
    /// Merged areas, in the order of the file; the upper left cell holds what all of one shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<Area>,
    /// Rows and columns that the spreadsheet program does not show (hidden, collapsed or filtered out), ascending.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden_rows: Vec<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden_columns: Vec<u32>,
    /// Comments that people have put on cells (row, column, text) of .xlsx and .ods files; of a text that is struck out, that it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<(u32, u32, SmolStr)>,
}

/// A rectangle of cells, counted from 0, both ends inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    pub first_row: u32,
    pub first_column: u32,
    pub last_row: u32,
    pub last_column: u32,
}

/// One cell; `row` and `col` count from 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    pub row: u32,
    pub col: u32,
    pub value: CellValue,
    /// The cell holds a formula; with [`CellValue::Empty`] its result was never computed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub formula: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellValue {
    Empty,
    Text(SmolStr),
    /// The shortest decimal text of the stored number; `percent` when the cell is formatted as a percentage (0.8 shown as 80 %).
    Number {
        text: SmolStr,
        percent: bool,
    },
    Bool(bool),
    /// A number formatted as a date, as `31/12/2026`.
    Date(SmolStr),
    /// As the program shows it, e.g. `#DIV/0!`.
    Error(SmolStr),
}

impl Cell {
    /// A formula whose result is not in the file.
    pub fn formula_without_value(&self) -> bool {
        self.formula && self.value == CellValue::Empty
    }

    /// What stands in the cell, trimmed: for matching, for messages and for the record. `=` is a formula without a result.
    pub fn raw(&self) -> String {
        match &self.value {
            CellValue::Empty if self.formula => "=".to_owned(),
            CellValue::Empty => String::new(),
            CellValue::Text(text) | CellValue::Date(text) | CellValue::Error(text) => text.trim().to_owned(),
            CellValue::Number { text, percent: false } => text.to_string(),
            CellValue::Number { text, percent: true } => format!("{text} (định dạng %)"),
            CellValue::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        }
    }
}

/// Reads a file into its cells.
///
/// # Errors
/// [`Unreadable`], which is a sentence for the user, when the file as a whole cannot be taken; a bad cell is never an error.
pub fn read(bytes: &[u8], file_name: &str) -> Result<Workbook, Unreadable> {
    contents(bytes, file_name).map(|book| Workbook { name: file_name.to_owned(), ..book })
}

/// `file_name` only sharpens a refusal.
fn contents(bytes: &[u8], file_name: &str) -> Result<Workbook, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Unreadable::Empty);
    }
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        return match package::Package::open(bytes)? {
            (package, package::Kind::Xlsx) => xlsx::read(package),
            (package, package::Kind::Ods) => ods::read(package),
        };
    }
    if starts(b"\xD0\xCF\x11\xE0") {
        return xls::read(bytes);
    }
    if starts(b"%PDF") {
        return Err(Unreadable::Pdf);
    }
    let riff = starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    if riff || [&b"\x89PNG"[..], b"\xFF\xD8\xFF", b"GIF8", b"BM", b"II*\0", b"MM\0*"].iter().any(|m| starts(m) && bytes.contains(&0)) {
        return Err(Unreadable::Picture);
    }
    if starts(b"{\\rtf") {
        return Err(Unreadable::Word);
    }
    // Excel 2 to 4 wrote its records without a container.
    if [&b"\x09\0\x04\0"[..], b"\x09\x02\x06\0", b"\x09\x04\x06\0"].iter().any(|m| starts(m)) {
        return Err(Unreadable::OtherSpreadsheet);
    }
    let extension = file_name.rsplit_once('.').map(|(_, e)| e.to_lowercase()).unwrap_or_default();
    text::read(bytes, ["xlsx", "xlsm", "xltx", "xls", "ods"].contains(&extension.as_str()))
}
