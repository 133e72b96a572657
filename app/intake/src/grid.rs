//! Finding one's way in a sheet: cells by address, header rows by their words.

use crate::read::{Area, Cell, Sheet};
use crate::words;
use domain::text::fold;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// More merged areas than this are looked at no further; nobody draws so many by hand.
const MAX_SPREAD: u64 = 200_000;

/// A sheet's cells by (row, column).
pub(crate) struct Grid<'a> {
    pub sheet: &'a Sheet,
    /// In order of row and column.
    cells: Cow<'a, [Cell]>,
    /// Rows that have cells, each with the place of its first one.
    rows: Vec<(u32, usize)>,
    /// Where the cells of merged areas show the content of another.
    spread: HashMap<(u32, u32), (u32, u32)>,
}

impl<'a> Grid<'a> {
    pub fn new(sheet: &'a Sheet) -> Self {
        let mut cells = Cow::Borrowed(&sheet.cells[..]);
        if !cells.is_sorted_by_key(|c| (c.row, c.col)) {
            cells.to_mut().sort_by_key(|c| (c.row, c.col));
        }
        let mut rows: Vec<(u32, usize)> = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            if rows.last().is_none_or(|(row, _)| *row != cell.row) {
                rows.push((cell.row, at));
            }
        }
        let mut spread = HashMap::new();
        let size =
            |a: &Area| u64::from(a.last_row.saturating_sub(a.first_row) + 1) * u64::from(a.last_column.saturating_sub(a.first_column) + 1);
        let mut left = MAX_SPREAD;
        for area in &sheet.merged {
            let Some(rest) = left.checked_sub(size(area)) else { continue };
            left = rest;
            for row in area.first_row..=area.last_row {
                for col in area.first_column..=area.last_column {
                    spread.insert((row, col), (area.first_row, area.first_column));
                }
            }
        }
        Self { sheet, cells, rows, spread }
    }

    /// What people said in comments on the cells of a row.
    pub fn comments_in(&self, row: u32) -> impl Iterator<Item = (u32, u32, &str)> {
        let first = self.sheet.comments.partition_point(|(r, ..)| *r < row);
        let of_row = self.sheet.comments[first..].iter().take_while(move |(r, ..)| *r == row);
        of_row.map(|(row, col, text)| (*row, *col, text.as_str()))
    }

    pub fn cell(&self, row: u32, col: u32) -> Option<&Cell> {
        self.row(row).find(|c| c.col == col)
    }

    /// The last row of a merged area that begins here and goes down.
    pub fn last_merged_row(&self, row: u32, col: u32) -> Option<u32> {
        self.spread.get(&(row + 1, col)).filter(|anchor| **anchor == (row, col))?;
        (row + 1..).take_while(|r| self.spread.get(&(*r, col)) == Some(&(row, col))).last()
    }

    /// What is seen at a place: the cell's own content, or that of the merged area it lies in.
    pub fn shown(&self, row: u32, col: u32) -> Option<&Cell> {
        let (row, col) = self.spread.get(&(row, col)).copied().unwrap_or((row, col));
        self.cell(row, col)
    }

    /// Trimmed text of a cell; empty when there is none.
    pub fn raw(&self, row: u32, col: Option<u32>) -> String {
        col.and_then(|col| self.cell(row, col)).map(Cell::raw).unwrap_or_default()
    }

    pub fn row(&self, row: u32) -> impl Iterator<Item = &Cell> {
        // Most tables have no gaps: then a row lies as far down as its number says.
        let first = self.rows.first().map_or(0, |(first, _)| *first);
        let guess = row.checked_sub(first).map(|at| at as usize).filter(|at| self.rows.get(*at).is_some_and(|(r, _)| *r == row));
        let place = guess.or_else(|| self.rows.binary_search_by_key(&row, |(row, _)| *row).ok());
        let range = place.map_or(0..0, |at| self.rows[at].1..self.rows.get(at + 1).map_or(self.cells.len(), |(_, start)| *start));
        self.cells[range].iter()
    }

    /// Rows of a stretch that have cells, in order.
    pub fn rows_between(&self, stretch: Range<u32>) -> impl DoubleEndedIterator<Item = u32> + Clone {
        let place = |row: u32| self.rows.partition_point(|(r, _)| *r < row);
        let (from, to) = (place(stretch.start), place(stretch.end));
        self.rows[from..to.max(from)].iter().map(|(row, _)| *row)
    }

    /// Rows that have cells, in order.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = u32> + Clone {
        self.rows.iter().map(|(row, _)| *row)
    }

    /// The first row among the first hundred that `good` accepts as header, by the words in it.
    pub fn header<R: Copy + Ord>(
        &self,
        words: &[(R, &[&str])],
        good: impl Fn(&BTreeMap<R, u32>) -> bool,
    ) -> Option<(u32, BTreeMap<R, u32>)> {
        self.rows().take(100).map(|row| (row, self.roles(row, words))).find(|(_, roles)| good(roles))
    }

    /// Which column of a row plays which role; a cell that is a role's word entire comes before one that begins with it.
    fn roles<R: Copy + Ord>(&self, row: u32, vocabulary: &[(R, &[&str])]) -> BTreeMap<R, u32> {
        let mut found: BTreeMap<R, (words::Rank, u32)> = BTreeMap::new();
        for cell in self.row(row) {
            let Some((role, rank)) = words::role(&cell.raw(), vocabulary) else { continue };
            let best = found.entry(role).or_insert((rank, cell.col));
            if rank.0 < best.0.0 {
                *best = (rank, cell.col);
            }
        }
        found.into_iter().map(|(role, (_, col))| (role, col)).collect()
    }
}

/// A name to compare by: its first line, without numbering ("1.", "1.2", "a)", "IV.", "-").
pub(crate) fn name_key(text: &str) -> String {
    fold(unnumbered(text))
}

/// The first line of a name without its numbering.
pub(crate) fn unnumbered(text: &str) -> &str {
    let line = text.trim().lines().next().unwrap_or_default().trim();
    let line = line.trim_start_matches(['-', '–', '+', '*', '•', ' ', '\u{a0}']);
    // "Chỉ tiêu 1: …", "1.Hồ sơ …"
    const LEAD: &str = "chỉ tiêu ";
    if line.get(..LEAD.len()).is_some_and(|lead| lead.to_lowercase() == LEAD)
        && let Some((number, name)) = line[LEAD.len()..].split_once([':', '.'])
        && number.trim().parse::<u8>().is_ok()
        && !name.trim().is_empty()
    {
        return name.trim_start();
    }
    let glued = line.find(|c: char| !c.is_ascii_digit() && c != '.').filter(|at| *at > 1 && line[..*at].ends_with('.'));
    if let Some(name) = glued.map(|at| &line[at..]).filter(|name| name.starts_with(char::is_alphabetic)) {
        return name;
    }
    let Some((first, rest)) = line.split_once(char::is_whitespace) else { return line };
    let mark = first.trim_start_matches('(').trim_end_matches(['.', ')', ':', '/']);
    let dotted_number = !mark.is_empty() && mark.chars().all(|c| c.is_ascii_digit() || c == '.');
    let letter_or_roman = mark.len() < first.len() && (mark.len() == 1 || mark.chars().all(|c| "IVX".contains(c)));
    if !rest.is_empty() && (letter_or_roman || (dotted_number && (first != mark || mark.contains('.')))) {
        return rest.trim_start();
    }
    line
}

/// `F18` for row 17, column 5.
pub fn a1(row: u32, col: u32) -> String {
    format!("{}{}", column(col), u64::from(row) + 1)
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
        for text in [
            "Tỷ lệ hồ sơ",
            "1. Tỷ lệ hồ sơ",
            "1.2. Tỷ lệ hồ sơ",
            "1.2 tỷ lệ  hồ sơ",
            "a) Tỷ lệ hồ sơ",
            "IV. TỶ LỆ HỒ SƠ",
            "- Tỷ lệ hồ sơ;",
            "(2) Tỷ lệ hồ sơ",
            "(a) Tỷ lệ hồ sơ",
        ] {
            assert_eq!(name_key(text), "ty le ho so", "{text}");
        }
        // a number that belongs to the name stays
        assert_eq!(name_key("100 hồ sơ đầu năm"), "100 ho so dau nam");
        assert_eq!(name_key("Tỷ lệ hồ sơ\nTử số: hồ sơ trực tuyến"), "ty le ho so");
    }
}
