//! The uploader's own file given back: cells with findings coloured and commented, and a sheet that lists the findings.
//!
//! `.xlsx` and `.ods` are patched: of the package only the parts that must change are written, and of those only the places that must
//! change, so formulas, formats, validations, charts and whatever else a program left there stay as they are. `.csv` and `.xls` cannot
//! carry marks, so their cells go into a new `.xlsx`.
//!
//! The file comes back corrected, saved by some program: our comments are known by their author, our colours by [`look`], our sheet
//! by its first row ([`is_findings_sheet`]), so marking again replaces what was marked before.

mod comments;
mod list;
mod look;
mod ods;
mod opc;
mod plan;
mod rewrite;
mod sheet;
mod styles;
mod vml;
mod xlsx;
mod xml;
mod zipped;

pub(crate) use comments::LINE;
pub(crate) use look::{added, is_ours};

use crate::read::{CellValue, FileFormat, Sheet};
use domain::Finding;
use serde::{Deserialize, Serialize};

/// Author of our comments; who else writes comments is left alone.
pub const AUTHOR: &str = "Tiến Độ";
/// Name of the sheet that lists the findings, unless the workbook has one of that name.
pub const FINDINGS_SHEET: &str = "Phát hiện";
/// What a cell in the first row of that sheet begins with, whatever the sheet is called.
pub const FINDINGS_MARK: &str = "tien-do:phat-hien:1";

/// The file to give back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    pub bytes: Vec<u8>,
    /// `ten_da-danh-dau.xlsx`
    pub file_name: String,
}

/// Why a file cannot be given back marked: one sentence. The findings on the page are all there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NotMarked {
    #[error("Không đánh dấu được vào tệp này vì cấu trúc bên trong tệp khác thường; xem danh sách phát hiện trên trang.")]
    Structure,
    #[error("Không đánh dấu được vào tệp này vì nội dung tệp quá lớn; xem danh sách phát hiện trên trang.")]
    TooLarge,
    #[error("Không đánh dấu được vì không đọc lại được tệp; xem danh sách phát hiện trên trang.")]
    Unreadable,
}

/// Marks a file that was read before. `name` is the upload's own name; `format` what [`crate::read()`] said of it.
///
/// A finding without a cell, or on a cell that the file does not have room for, stands in the list alone.
///
/// # Errors
/// [`NotMarked`], which is a sentence for the user; the original is never half marked.
pub fn marked(original: &[u8], format: FileFormat, name: &str, findings: &[Finding]) -> Result<Marked, NotMarked> {
    if original.len() > crate::read::MAX_BYTES {
        return Err(NotMarked::TooLarge);
    }
    let (bytes, extension) = match format {
        FileFormat::Xlsx => (xlsx::marked(original, findings, list::ADVICE)?, "xlsx"),
        FileFormat::Ods => (ods::marked(original, findings)?, "ods"),
        FileFormat::Xls | FileFormat::Csv => (xlsx::marked(&rewrite::as_xlsx(original, name)?, findings, list::ADVICE_OF_COPY)?, "xlsx"),
    };
    Ok(Marked { bytes, file_name: file_name(name, extension) })
}

/// Is this the list of findings of a file that was given back? A reader passes it over: it is not the unit's data.
pub fn is_findings_sheet(sheet: &Sheet) -> bool {
    let first_row = sheet.cells.iter().take_while(|c| c.row == 0);
    first_row.into_iter().any(|c| matches!(&c.value, CellValue::Text(text) if text.starts_with(FINDINGS_MARK)))
}

/// `Báo cáo.xlsx` becomes `Báo cáo_da-danh-dau.xlsx`, and stays that when it is marked again.
fn file_name(name: &str, extension: &str) -> String {
    const SUFFIX: &str = "_da-danh-dau";
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
    let clean: String = stem.chars().filter(|c| !c.is_control() && !"\"<>:|?*".contains(*c)).take(120).collect();
    let stem = clean.trim().trim_end_matches(SUFFIX);
    format!("{}{SUFFIX}.{extension}", if stem.is_empty() { "tep" } else { stem })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_that_the_file_is_marked() {
        for (name, extension, expected) in [
            ("Báo cáo tháng 10.xlsx", "xlsx", "Báo cáo tháng 10_da-danh-dau.xlsx"),
            ("bc.v2.csv", "xlsx", "bc.v2_da-danh-dau.xlsx"),
            ("bc_da-danh-dau.xlsx", "xlsx", "bc_da-danh-dau.xlsx"),
            ("..\\..\\a\r\n\".ods", "ods", "a_da-danh-dau.ods"),
            ("", "xlsx", "tep_da-danh-dau.xlsx"),
        ] {
            assert_eq!(file_name(name, extension), expected);
        }
    }
}
