//! Rows by their kind: sums, examples, lines of column numbers, footers, and what could be meant as a figure.

use super::table::Table;
use crate::figure;
use crate::grid::{Grid, name_key, unnumbered};
use crate::memo::Memo;
use crate::names::is_document;
use crate::periods;
use crate::read::{Cell, CellValue};
use crate::words::{Role, begins, doubts, is_no_result};
use domain::Period;
use domain::text::fold;
use std::collections::{BTreeMap, HashSet};

/// Does a name begin as those of communes, their parts and the offices below a department do?
pub(super) fn is_of_unit(name: &str) -> bool {
    const KINDS: [&str; 12] = [
        "xã ",
        "phường ",
        "thị trấn ",
        "đặc khu ",
        "ấp ",
        "thôn ",
        "khu phố ",
        "huyện ",
        "bệnh viện ",
        "chi cục ",
        "trạm y tế",
        "trung tâm y tế",
    ];
    let lower = unnumbered(name).to_lowercase();
    // A name begins with a capital or a number: "Bệnh viện thông minh" is none.
    let named = |kind: &&&str| {
        let behind = unnumbered(name).chars().skip(kind.trim_end().chars().count()).find(|c| !c.is_whitespace());
        behind.is_none_or(|c| c.is_uppercase() || c.is_ascii_digit())
    };
    let kind = KINDS.iter().find(|kind| lower.starts_with(**kind)).filter(named);
    kind.is_some() && !["xã hội", "phường, xã"].iter().any(|w| lower.starts_with(w))
}

/// The units of one kind together.
const GROUPS: [&str; 18] = [
    "cac so",
    "cac so nganh",
    "cac so ban nganh",
    "cac so ban nganh tinh",
    "so nganh",
    "so ban nganh",
    "so ban nganh tinh",
    "cac xa",
    "cac phuong",
    "cac xa phuong",
    "cac xa phuong dac khu",
    "xa phuong",
    "xa phuong dac khu",
    "cap xa",
    "ubnd cap xa",
    "cap tinh",
    "dia phuong",
    "cac dia phuong",
];

/// A part of the whole, and not its sum.
pub(super) fn is_level(label: &str) -> bool {
    let key = name_key(label);
    GROUPS.contains(&key.as_str())
        || ["cap tinh", "cap xa", "cap so", "khoi", "so ban nganh", "cac so", "cac xa", "cac phuong"]
            .iter()
            .any(|level| begins(&key, level))
}

/// A row that shows how to fill in the others.
pub(super) fn is_example(grid: &Grid<'_>, table: &Table, row: u32, label: &str) -> bool {
    let order = table.labels.get(&Role::Order).map(|col| fold(&grid.raw(row, Some(*col)))).unwrap_or_default();
    let says = |label: &str| label.contains("(ví dụ") || label.starts_with("ví dụ");
    matches!(order.as_str(), "vd" | "vi du") || !label.is_ascii() && says(&label.to_lowercase())
}

/// "Tổng cộng", "Cộng các sở", "Toàn tỉnh", "Khối xã, phường". With its marks "cộng" is not the "công" of an office.
pub(super) fn is_total(label: &str) -> bool {
    let label = unnumbered(label).to_lowercase();
    let plain = name_key(&label);
    let first = label.split_whitespace().next().unwrap_or_default();
    if is_statistic(&label) || [" tổng", " cộng"].iter().any(|w| label.ends_with(w)) || is_no_result(&label) {
        return true;
    }
    if GROUPS.contains(&plain.as_str()) || is_sum(&plain) {
        return true;
    }
    if first.is_ascii() {
        return plain.starts_with("khoi ");
    }
    matches!(first.trim_end_matches([':', ',']), "tổng" | "cộng" | "khối" | "toàn" | "σ")
}

/// Of all rows and no sum of them, or the sum of a page: "Bình quân", "Cao nhất", "Cộng trang", "Kế hoạch năm".
pub(super) fn is_statistic(label: &str) -> bool {
    let label = unnumbered(label).to_lowercase();
    ["bình quân", "trung bình", "cao nhất", "thấp nhất", "trang"].iter().any(|w| begins(&label, w)) || label.contains("cộng trang")
}

/// Nothing but the word for a sum; "Cộng tác viên số" is a name.
pub(super) fn is_sum(text: &str) -> bool {
    matches!(
        name_key(text).as_str(),
        "tong" | "cong" | "tong cong" | "tong so" | "cong chung" | "cong don" | "total" | "sum" | "toan tinh" | "ca tinh" | "t cong"
    )
}

/// A line such as `1 2 3 4 5=3/4` or `(1) (2) (3)` under the header.
pub(super) fn is_column_numbers(grid: &Grid<'_>, row: u32) -> bool {
    let columns: Vec<u32> = grid.row(row).map(|c| c.col).collect();
    let cells: Vec<String> = grid.row(row).map(|c| c.raw()).collect();
    let is_number = |text: &String| {
        let bare = text.trim_matches(['(', ')', '[', ']']);
        bare.contains('=') || bare.len() == 1 && bare.chars().all(char::is_alphabetic) || bare.parse::<u8>().is_ok_and(|n| n <= 60)
    };
    // Rising by one from cell to cell; forty communes with small figures do not.
    let first = |text: &str| text.split('=').next().unwrap_or_default().trim().trim_matches(['(', ')', '[', ']']).parse::<u8>().ok();
    let numbers: Vec<u8> = cells.iter().filter_map(|t| first(t)).collect();
    // Three may be the order of a row whose name is left out, and its figures.
    let enough = cells.len() >= 4 || numbers == [1, 2, 3] && columns.windows(2).all(|w| w[1] == w[0] + 1);
    enough && cells.iter().all(is_number) && numbers.windows(2).all(|w| w[1] == w[0] + 1)
}

/// Does a signature block or a list of receivers begin here?
pub(super) fn is_footer(grid: &Grid<'_>, row: u32) -> bool {
    let starts = ["nguoi lap", "thu truong", "noi nhan", "ky ten", "ky ghi ro", "lanh dao", "tm uy ban", "giam doc", "chu tich", "ke toan"];
    grid.row(row).filter(|c| matches!(c.value, CellValue::Text(_))).any(|cell| {
        let raw = cell.raw();
        // Most cells of a long list are numbers or codes.
        if !(6..400).contains(&raw.len()) || !raw.contains(char::is_whitespace) {
            return false;
        }
        let text = fold(&raw);
        let dated = text.contains("ngay") && text.contains("thang") && text.contains("nam") && text.len() < 60;
        dated || (text.len() < 40 && starts.iter().any(|s| text.starts_with(s)))
    })
}

/// A day, a place with it, or the number of a letter, under the figures: "Xã A, 05/11/2026", "Số: 215/BC-UBND". A day before the
/// period's end may be a figure that was taken for one.
fn is_of_letter(cell: &Cell, period: Period) -> bool {
    let written_after = |text: &str| periods::days_in(text).iter().any(|day| *day > period.end());
    match &cell.value {
        CellValue::Date(text) => written_after(text),
        CellValue::Text(text) => written_after(text) || begins(&fold(text), "so") && is_document(text),
        _ => false,
    }
}

/// The last row with a figure; below it stands at most the end of the paper, with its day or number.
pub(super) fn last_figure(grid: &Grid<'_>, table: &Table, period: Period) -> Option<u32> {
    let columns: Vec<u32> = table.groups.iter().flat_map(|g| g.parts.values()).copied().collect();
    let holds = |row: &u32| grid.row(*row).any(|c| columns.contains(&c.col) && is_figure(c) && !is_of_letter(c, period));
    grid.rows_between(table.body()).rev().find(holds)
}

/// A line of a text file that another separator or quotation marks hold together.
pub(super) fn is_one_field(grid: &Grid<'_>, row: u32) -> bool {
    let text = grid.raw(row, Some(0));
    let cut = [',', ';', '\t'].iter().any(|mark| text.matches(*mark).count() >= 2);
    grid.row(row).count() == 1 && cut && text.split([',', ';', '\t']).any(|field| field.trim().parse::<f64>().is_ok())
}

/// Is the remark of a row nothing but a number, and could the one before it have been cut in two? Behind a cut stand three digits.
pub(super) fn noted_by_number(grid: &Grid<'_>, table: &Table, row: u32) -> bool {
    let Some(col) = table.labels.get(&Role::Note).copied() else { return false };
    let digits = |text: &str| (1..12).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
    let mut columns: Vec<u32> = table.groups.iter().flat_map(|g| g.parts.values()).copied().chain([col]).collect();
    columns.sort_unstable();
    let texts = columns.iter().skip(1).map(|col| grid.raw(row, Some(*col)));
    digits(&grid.raw(row, Some(col))) && texts.into_iter().any(|text| text.len() == 3 && digits(&text))
}

/// In bytes; what is longer is a text about something else.
const LONGEST_REMARK: usize = 200;

/// What a cell of no known meaning says by which the row does not count: "Đã hủy", "Nháp", "nhập nhầm cột".
pub(super) fn taken_back(grid: &Grid<'_>, known: &HashSet<u32>, rows: impl Iterator<Item = u32>, said: &Memo) -> Option<String> {
    const SAYS: &[&str] = &[
        "đã hủy",
        "hủy",
        "huỷ",
        "đã huỷ",
        "nháp",
        "bản nháp",
        "đã xóa",
        "đã xoá",
        "không sử dụng",
        "chưa gửi",
        "trả lại",
        "bị trả lại",
        "đã trả lại",
        "từ chối",
        "bị từ chối",
        "chưa duyệt",
        "chờ duyệt",
        "rejected",
        "draft",
        "cancelled",
        "deleted",
    ];
    let cells = rows.flat_map(|row| grid.row(row)).filter(|c| !known.contains(&c.col));
    let texts = cells.filter_map(|c| match &c.value {
        CellValue::Text(text) if text.len() <= LONGEST_REMARK => Some(text.trim()),
        _ => None,
    });
    let takes_back = |text: &str| SAYS.contains(&text.to_lowercase().as_str()) || doubts(text);
    texts.filter(|text| said.says(text, takes_back)).map(str::to_owned).next()
}

/// Is there anything like a figure in the columns for figures?
pub(super) fn has_figures(grid: &Grid<'_>, table: &Table, row: u32) -> bool {
    let columns: Vec<u32> = table.groups.iter().flat_map(|g| g.parts.values()).copied().collect();
    grid.row(row).any(|c| columns.contains(&c.col) && is_figure(c))
}

/// The first figure of a sheet that has a table of them, and not just a number in a text.
pub(super) fn first_of_many_figures(grid: &Grid<'_>) -> Option<(u32, u32)> {
    let holds = |row: &u32| grid.row(*row).any(|c| matches!(c.value, CellValue::Text(_)));
    let mut columns: BTreeMap<u32, Vec<&Cell>> = BTreeMap::new();
    for cell in grid.rows().filter(holds).flat_map(|row| grid.row(row)).filter(|c| is_number(c)) {
        columns.entry(cell.col).or_default().push(cell);
    }
    // 1, 2, 3 … number the lines.
    let order = |cells: &[&Cell]| cells.iter().enumerate().all(|(at, cell)| cell.raw().trim_end_matches('.') == (at + 1).to_string());
    let figures: Vec<(u32, u32)> = columns.values().filter(|cells| !order(cells)).flatten().map(|c| (c.row, c.col)).collect();
    if figures.len() < 2 { None } else { figures.into_iter().min() }
}

/// A number, or a short text that is nothing else: a telephone number is none, and neither is a sentence with a number in it.
pub(super) fn is_number(cell: &Cell) -> bool {
    match &cell.value {
        CellValue::Number { .. } => true,
        CellValue::Text(text) => text.len() <= 12 && text.chars().any(|c| c.is_ascii_digit()) && !text.contains(char::is_alphabetic),
        _ => false,
    }
}

/// Could it be meant as a figure?
pub(super) fn is_figure(cell: &Cell) -> bool {
    match &cell.value {
        CellValue::Number { .. } | CellValue::Date(_) | CellValue::Error(_) => true,
        CellValue::Text(text) => text.chars().any(|c| c.is_ascii_digit()) && figure::absent(text.trim()).is_none(),
        CellValue::Bool(_) => true,
        CellValue::Empty => cell.formula,
    }
}

/// A sheet that is none of the report, by its name: "Nháp", "T10 (cũ)", "Không dùng".
pub(super) fn is_old(name: &str) -> bool {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.contains(&"nháp") || words.last() == Some(&"cũ") || lower.contains("không dùng") || lower.contains("bỏ đi")
}

/// More than a word for "there is none"?
pub(super) fn says_something(cell: &Cell) -> bool {
    let raw = cell.raw();
    is_figure(cell) || !raw.is_empty() && figure::absent(&raw).is_none()
}
