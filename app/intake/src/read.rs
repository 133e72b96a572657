//! Bytes in, cells out: `.xlsx` and `.csv`, decided by content and never by the file's name.
//!
//! Meant to run in a child process with its own memory limit, so what comes out crosses as JSON.

mod package;
mod text;
mod xlsx;

use serde::{Deserialize, Serialize};

/// Largest upload, in bytes.
pub const MAX_BYTES: usize = 20 << 20;
/// Most rows with content in one file.
pub const MAX_ROWS: usize = 100_000;
/// Most columns with content in one sheet.
pub const MAX_COLUMNS: usize = 500;
/// Most cells with content in one file.
const MAX_CELLS: usize = 5_000_000;

/// The cells of a file that have content.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Workbook {
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
    Text(String),
    /// The shortest decimal text of the stored number; `percent` when the cell is formatted as a percentage (0.8 shown as 80 %).
    Number {
        text: String,
        percent: bool,
    },
    Bool(bool),
    /// A number formatted as a date, as `31/12/2026`.
    Date(String),
    /// As the program shows it, e.g. `#DIV/0!`.
    Error(String),
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
            CellValue::Number { text, percent: false } => text.clone(),
            CellValue::Number { text, percent: true } => format!("{text} (định dạng %)"),
            CellValue::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        }
    }
}

/// Why a file cannot be read: one sentence on what is wrong and one on what to do. Nothing was stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    #[error("Tệp không có nội dung. Kiểm tra lại tệp rồi tải lên lại. Chưa có gì được lưu.")]
    Empty,
    #[error("Tệp lớn hơn 20 MB. Xoá ảnh và trang tính không dùng đến rồi tải lên lại. Chưa có gì được lưu.")]
    TooLarge,
    #[error("Tệp không phải bảng tính .xlsx hoặc .csv. Tải biểu mẫu của đơn vị, điền rồi tải lên lại. Chưa có gì được lưu.")]
    NotASpreadsheet,
    #[error("Tệp là văn bản Word, không phải bảng tính, dù tên có đuôi khác. Chuyển số liệu vào biểu mẫu .xlsx. Chưa có gì được lưu.")]
    Word,
    #[error("Tệp là bản trình chiếu, không phải bảng tính. Chuyển số liệu vào biểu mẫu .xlsx. Chưa có gì được lưu.")]
    Presentation,
    #[error("Tệp là PDF, không phải bảng tính. Tải lên tệp .xlsx gốc; PDF chỉ dùng làm minh chứng. Chưa có gì được lưu.")]
    Pdf,
    #[error("Tệp là ảnh, không phải bảng tính. Nhập số liệu vào biểu mẫu .xlsx; ảnh chỉ dùng làm minh chứng. Chưa có gì được lưu.")]
    Picture,
    #[error("Tệp là trang web (HTML) mang đuôi bảng tính. Mở bằng Excel, hãy lưu lại dưới dạng .xlsx. Chưa có gì được lưu.")]
    Html,
    #[error("Tệp có mật khẩu nên không đọc được. Bỏ mật khẩu trong Excel, hãy lưu lại dưới dạng .xlsx. Chưa có gì được lưu.")]
    Encrypted,
    #[error("Tệp theo định dạng Excel cũ hoặc định dạng chưa hỗ trợ. Mở tệp, hãy lưu lại dưới dạng .xlsx. Chưa có gì được lưu.")]
    OtherSpreadsheet,
    #[error("Tệp có chứa macro nên không được nhận. Hãy lưu lại dưới dạng .xlsx không có macro. Chưa có gì được lưu.")]
    Macro,
    #[error("Tệp bị hỏng hoặc tải lên chưa trọn vẹn. Mở lại bằng Excel, lưu lại dưới dạng .xlsx rồi tải lên lại. Chưa có gì được lưu.")]
    Damaged,
    #[error("Tệp giải nén ra quá lớn so với một bảng tính thông thường. Xoá phần không dùng rồi tải lên lại. Chưa có gì được lưu.")]
    Inflates,
    #[error("Tệp có cấu trúc bên trong bất thường nên không được nhận. Chép số liệu sang biểu mẫu mới tải về. Chưa có gì được lưu.")]
    Suspicious,
    #[error("Tệp có hơn 100.000 dòng số liệu. Chia thành nhiều tệp rồi tải lên lại. Chưa có gì được lưu.")]
    TooManyRows,
    #[error("Trang tính “{0}” dùng hơn 500 cột. Xoá các cột không phải số liệu rồi tải lên lại. Chưa có gì được lưu.")]
    TooManyColumns(String),
    #[error(
        "Tệp .csv không theo mã UTF-8 nên không đọc được dấu tiếng Việt. Trong Excel, lưu lại với kiểu “CSV UTF-8”. Chưa có gì được lưu."
    )]
    NotUtf8,
}

/// Reads a file into its cells. `file_name` only names the sheet of a `.csv` and sharpens a refusal.
///
/// # Errors
/// [`Unreadable`], which is a sentence for the user, when the file as a whole cannot be taken; a bad cell is never an error.
pub fn read(bytes: &[u8], file_name: &str) -> Result<Workbook, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Unreadable::Empty);
    }
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    let contains = |name: &str| {
        let utf16: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(utf16.len()).any(|w| w == utf16)
    };
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        package::inspect(bytes)?;
        return xlsx::read(bytes);
    }
    if starts(b"\xD0\xCF\x11\xE0") {
        // An OLE container: a locked .xlsx, an old Word file, else an old Excel file.
        return Err(match () {
            () if contains("EncryptedPackage") => Unreadable::Encrypted,
            () if contains("WordDocument") => Unreadable::Word,
            () => Unreadable::OtherSpreadsheet,
        });
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
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).to_lowercase();
    if ["<!doctype html", "<html", "<table", "<?xml"]
        .iter()
        .any(|tag| head.trim_start_matches(['\u{feff}', ' ', '\r', '\n']).starts_with(tag))
    {
        return Err(Unreadable::Html);
    }
    let extension = file_name.rsplit_once('.').map(|(_, e)| e.to_lowercase()).unwrap_or_default();
    if ["xlsx", "xlsm", "xls", "ods"].contains(&extension.as_str()) {
        return Err(Unreadable::NotASpreadsheet);
    }
    text::read(bytes)
}

/// Counts what has been read, over all sheets.
#[derive(Default)]
struct Budget {
    rows: usize,
    cells: usize,
}

impl Budget {
    fn cell(&mut self, new_row: bool) -> Result<(), Unreadable> {
        self.cells += 1;
        self.rows += usize::from(new_row);
        // Title, header and signature lines are not data rows.
        if self.rows > MAX_ROWS + 100 || self.cells > MAX_CELLS {
            return Err(Unreadable::TooManyRows);
        }
        Ok(())
    }
}
