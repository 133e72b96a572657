//! Finding one's way in a sheet: cells by address, header rows by their words.

use crate::read::{Cell, Sheet};
use domain::text::fold;
use std::collections::BTreeMap;

/// A sheet's cells by (row, column).
pub(crate) struct Grid<'a> {
    pub sheet: &'a Sheet,
    cells: BTreeMap<(u32, u32), &'a Cell>,
}

impl<'a> Grid<'a> {
    pub fn new(sheet: &'a Sheet) -> Self {
        Self { sheet, cells: sheet.cells.iter().map(|c| ((c.row, c.col), c)).collect() }
    }

    pub fn cell(&self, row: u32, col: u32) -> Option<&'a Cell> {
        self.cells.get(&(row, col)).copied()
    }

    /// Trimmed text of a cell; empty when there is none.
    pub fn raw(&self, row: u32, col: Option<u32>) -> String {
        col.and_then(|col| self.cell(row, col)).map(Cell::raw).unwrap_or_default()
    }

    pub fn row(&self, row: u32) -> impl Iterator<Item = &'a Cell> + '_ {
        self.cells.range((row, 0)..=(row, u32::MAX)).map(|(_, cell)| *cell)
    }

    /// Rows that have cells, in order.
    pub fn rows(&self) -> Vec<u32> {
        let mut rows: Vec<u32> = self.cells.keys().map(|(row, _)| *row).collect();
        rows.dedup();
        rows
    }

    /// The first row among the first hundred that `good` accepts as header, by the words in it; a header of two lines
    /// (`Kết quả` over `Tử số`, `Mẫu số`, merged) is read as one.
    pub fn header<R: Copy + Ord>(&self, words: &[(R, &[&str])], good: impl Fn(&BTreeMap<R, u32>) -> bool) -> Option<Header<R>> {
        let rows: Vec<u32> = self.rows().into_iter().take(100).collect();
        let roles: Vec<(u32, BTreeMap<R, u32>)> = rows.iter().map(|row| (*row, self.roles(*row, words))).collect();
        for (i, (row, upper)) in roles.iter().enumerate().filter(|(_, (_, roles))| roles.len() >= 2) {
            let next = roles
                .get(i + 1)
                .filter(|(next, lower)| *next == row + 1 && lower.len() >= 2 && self.row(*next).all(|c| is_short_word(c, words)));
            if let Some((next, lower)) = next {
                let mut both = lower.clone();
                for (role, col) in upper.iter().filter(|(_, col)| !lower.values().any(|c| c == *col)) {
                    both.entry(*role).or_insert(*col);
                }
                if good(&both) {
                    return Some(Header { first: *row, last: *next, columns: both });
                }
            }
            if good(upper) {
                return Some(Header { first: *row, last: *row, columns: upper.clone() });
            }
        }
        None
    }

    /// Which column of a row plays which role; a cell that is a role's word entire comes before one that begins with it.
    fn roles<R: Copy + Ord>(&self, row: u32, vocabulary: &[(R, &[&str])]) -> BTreeMap<R, u32> {
        let mut found: BTreeMap<R, (usize, u32)> = BTreeMap::new();
        for cell in self.row(row) {
            let Some((role, rest)) = role(&cell.raw(), vocabulary) else { continue };
            let best = found.entry(role).or_insert((rest, cell.col));
            if rest < best.0 {
                *best = (rest, cell.col);
            }
        }
        found.into_iter().map(|(role, (_, col))| (role, col)).collect()
    }
}

pub(crate) struct Header<R> {
    pub first: u32,
    pub last: u32,
    pub columns: BTreeMap<R, u32>,
}

/// Is the whole cell, or nearly, a word of the header?
fn is_short_word<R: Copy>(cell: &Cell, vocabulary: &[(R, &[&str])]) -> bool {
    role(&cell.raw(), vocabulary).is_some_and(|(_, rest)| rest <= 24)
}

/// The role whose words a header cell begins with, the longest such; and how many letters it has beyond them.
fn role<R: Copy>(text: &str, vocabulary: &[(R, &[&str])]) -> Option<(R, usize)> {
    if text.chars().count() > 120 {
        return None;
    }
    let text = fold(text);
    let begins = |word: &str| text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let candidates = vocabulary.iter().flat_map(|(role, list)| list.iter().map(move |word| (*role, *word)));
    candidates.filter(|(_, word)| begins(word)).max_by_key(|(_, word)| word.len()).map(|(role, word)| (role, text.len() - word.len()))
}

/// What a column of a unit's form holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Code,
    Order,
    Name,
    Measure,
    Target,
    Previous,
    Numerator,
    Denominator,
    Ratio,
    State,
    Note,
    Evidence,
}

/// The words of a unit form's header, folded.
pub(crate) const FORM_WORDS: &[(Role, &[&str])] = &[
    (Role::Code, &["ma", "ma so", "ma code", "ma chi tieu"]),
    (Role::Order, &["stt", "tt", "so tt", "so thu tu"]),
    (Role::Name, &["chi tieu", "ten chi tieu", "noi dung", "noi dung chi tieu", "ten"]),
    (Role::Measure, &["don vi tinh", "dvt", "don vi do"]),
    (Role::Target, &["muc tieu", "chi tieu giao", "chi tieu duoc giao", "ke hoach", "ke hoach giao"]),
    (Role::Previous, &["ky truoc", "thang truoc", "ky bao cao truoc", "so ky truoc"]),
    (Role::Numerator, &["tu so", "so thuc hien", "thuc hien", "ket qua thuc hien", "so luong", "gia tri"]),
    (Role::Denominator, &["mau so", "tong so"]),
    (Role::Ratio, &["ty le", "ti le", "dat ty le"]),
    (Role::State, &["tinh trang", "trang thai", "tinh trang so lieu"]),
    (Role::Note, &["ghi chu", "giai trinh", "ly do"]),
    (Role::Evidence, &["minh chung", "tai lieu minh chung", "van ban minh chung", "nguon"]),
];

pub(crate) fn is_header_word(text: &str) -> bool {
    role(text, FORM_WORDS).is_some()
}

/// A name to compare by: its first line, without numbering ("1.", "1.2", "a)", "IV.", "-").
pub(crate) fn name_key(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default().trim();
    let line = line.trim_start_matches(['-', '–', '+', '*', '•', ' ']);
    let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let mark = first.trim_end_matches(['.', ')', ':', '/']);
    let dotted_number = !mark.is_empty() && mark.chars().all(|c| c.is_ascii_digit() || c == '.');
    let letter_or_roman = mark.len() < first.len() && (mark.len() == 1 || mark.chars().all(|c| "IVX".contains(c)));
    if !rest.is_empty() && (letter_or_roman || (dotted_number && mark.len() <= first.len() && (first != mark || mark.contains('.')))) {
        return fold(rest);
    }
    fold(line)
}

/// `F18` for row 17, column 5.
pub fn a1(row: u32, col: u32) -> String {
    format!("{}{}", column(col), row + 1)
}

/// `F` for column 5.
pub fn column(col: u32) -> String {
    let mut letters = String::new();
    let mut n = col + 1;
    while n > 0 {
        letters.insert(0, char::from(b'A' + ((n - 1) % 26) as u8));
        n = (n - 1) / 26;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (row, col, expected) in [(0, 0, "A1"), (17, 5, "F18"), (0, 25, "Z1"), (0, 26, "AA1"), (1_048_575, 16_383, "XFD1048576")] {
            assert_eq!(a1(row, col), expected);
        }
    }

    #[test]
    fn names_lose_their_numbering() {
        for text in
            ["Tỷ lệ hồ sơ", "1. Tỷ lệ hồ sơ", "1.2. Tỷ lệ hồ sơ", "1.2 tỷ lệ  hồ sơ", "a) Tỷ lệ hồ sơ", "IV. TỶ LỆ HỒ SƠ", "- Tỷ lệ hồ sơ;"]
        {
            assert_eq!(name_key(text), "ty le ho so", "{text}");
        }
        // a number that belongs to the name stays
        assert_eq!(name_key("100 hồ sơ đầu năm"), "100 ho so dau nam");
        assert_eq!(name_key("Tỷ lệ hồ sơ\nTử số: hồ sơ trực tuyến"), "ty le ho so");
    }

    #[test]
    fn the_longest_header_word_wins() {
        assert_eq!(role("Chỉ tiêu giao năm 2026", FORM_WORDS).map(|r| r.0), Some(Role::Target));
        assert_eq!(role("Tỷ lệ (%)", FORM_WORDS).map(|r| r.0), Some(Role::Ratio));
        assert_eq!(role("Tử số\n(người)", FORM_WORDS).map(|r| r.0), Some(Role::Numerator));
        assert_eq!(role("Matxcơva", FORM_WORDS).map(|r| r.0), None);
    }
}
