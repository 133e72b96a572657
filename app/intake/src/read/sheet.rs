//! What every reader collects its cells with: the limits of a file, and what the program that made it would not show.

use super::{Area, Cell, CellValue, MAX_COLUMNS, MAX_ROWS, Sheet, Unreadable};
use crate::marked::{LINE, added, is_ours};
use smol_str::{SmolStr, format_smolstr};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Most cells with content in one file.
const MAX_CELLS: usize = 3_000_000;
/// Most bytes of text in one file, each cell's counted, even where cells share it.
const MAX_TEXT: usize = 128 << 20;
/// Most merged areas of one sheet.
const MAX_MERGED: usize = 500_000;
/// Most characters of one cell.
const MAX_CELL: usize = 32_767;
/// Comments of one sheet beyond these are looked at no more, and so is what one of them says beyond these letters.
pub(super) const MAX_COMMENTS: usize = 10_000;
pub(super) const MAX_COMMENT: usize = 300;
/// No spreadsheet program has more.
pub(super) const LAST_ROW: u32 = (1 << 20) - 1;
pub(super) const LAST_COLUMN: u32 = (1 << 14) - 1;

/// Counts what has been read, over all sheets.
#[derive(Default)]
pub(super) struct Budget {
    rows: usize,
    cells: usize,
    text: usize,
}

impl Budget {
    fn cell(&mut self, new_row: bool, value: &CellValue) -> Result<(), Unreadable> {
        self.cells += 1;
        self.rows += usize::from(new_row);
        if let CellValue::Text(text) = value {
            self.text += text.len();
        }
        // Title, header and signature lines are not data rows.
        if self.rows > MAX_ROWS + 100 || self.cells > MAX_CELLS {
            return Err(Unreadable::TooManyRows);
        }
        if self.text > MAX_TEXT { Err(Unreadable::Inflates) } else { Ok(()) }
    }
}

/// A sheet as it is being read.
pub(super) struct Collector<'b> {
    pub(super) sheet: Sheet,
    budget: &'b mut Budget,
    rows: Ranges,
    columns: Ranges,
    /// One bit a column that has content.
    used: Vec<u64>,
    row: Option<u32>,
    /// The cells came in order.
    sorted: bool,
}

impl<'b> Collector<'b> {
    pub(super) fn new(name: &str, hidden: bool, budget: &'b mut Budget) -> Self {
        let sheet = Sheet { name: domain::text::nfc(name), hidden, ..Sheet::default() };
        let used = vec![0; (LAST_COLUMN as usize + 1) / 64];
        Self { sheet, budget, rows: Ranges::default(), columns: Ranges::default(), used, row: None, sorted: true }
    }

    /// Keeps a cell that has content.
    pub(super) fn cell(&mut self, row: u32, col: u32, value: CellValue, formula: bool) -> Result<(), Unreadable> {
        if value == CellValue::Empty && !formula {
            return Ok(());
        }
        if row > LAST_ROW || col > LAST_COLUMN {
            return Err(Unreadable::Damaged);
        }
        self.budget.cell(self.row.replace(row) != Some(row), &value)?;
        let (word, bit) = (col as usize / 64, 1 << (col % 64));
        if self.used[word] & bit == 0 {
            self.used[word] |= bit;
            if self.used.iter().map(|w| w.count_ones()).sum::<u32>() as usize > MAX_COLUMNS {
                return Err(Unreadable::TooManyColumns(self.sheet.name.clone()));
            }
        }
        self.sorted &= self.sheet.cells.last().is_none_or(|before| (before.row, before.col) < (row, col));
        self.sheet.cells.push(Cell { row, col, value, formula });
        Ok(())
    }

    pub(super) fn merge(&mut self, area: Area) -> Result<(), Unreadable> {
        if area.last_row < area.first_row || area.last_column < area.first_column {
            return Ok(());
        }
        if (area.first_row, area.first_column) != (area.last_row, area.last_column) {
            self.sheet.merged.push(area);
        }
        if self.sheet.merged.len() > MAX_MERGED { Err(Unreadable::Suspicious) } else { Ok(()) }
    }

    /// Keeps what somebody has said of a cell; what we said of it ourselves is nothing new.
    pub(super) fn comment(&mut self, row: u32, col: u32, author: &str, text: &str) {
        if self.sheet.comments.len() >= MAX_COMMENTS {
            return;
        }
        let text = match text.split_once(LINE) {
            _ if is_ours(author, text) => added(text).into(),
            Some((before, ours)) => [before.trim_end(), &added(ours)].join("\n").into(),
            None => Cow::Borrowed(text),
        };
        if !text.is_empty() {
            let text = text.as_ref();
            // A thread begins with an explanation by Excel, a comment often with the author's name.
            let text = text.split_once("870924").and_then(|(_, rest)| rest.split_once(":\n")).map_or(text, |(_, said)| said);
            let named = text.trim_start().strip_prefix(author.trim()).filter(|_| !author.trim().is_empty());
            let text = named.and_then(|rest| rest.strip_prefix(':')).unwrap_or(text);
            let text: String = text.trim().chars().take(MAX_COMMENT).collect();
            self.sheet.comments.push((row, col, composed(&text)));
        }
    }

    /// Keeps a cell that is struck out: no number counts then, and of a text it is as if somebody had said so in a comment.
    pub(super) fn crossed_out(&mut self, row: u32, col: u32, value: CellValue, formula: bool) -> Result<(), Unreadable> {
        let value = super::format::crossed_out(value);
        let is_told = |text: &str| text.ends_with(super::format::STRUCK);
        if matches!(&value, CellValue::Text(text) if !text.trim().is_empty() && !is_told(text)) && self.sheet.comments.len() < MAX_COMMENTS
        {
            self.sheet.comments.push((row, col, format_smolstr!("nội dung ô {} bị gạch ngang", crate::grid::a1(row, col))));
        }
        self.cell(row, col, value, formula)
    }

    pub(super) fn hide_rows(&mut self, first: u32, last: u32) {
        self.rows.push(first, last);
    }

    pub(super) fn hide_columns(&mut self, first: u32, last: u32) {
        self.columns.push(first, last);
    }

    /// The sheet; hidden rows and columns beyond its content are of no interest, and neither is what lies unseen under a merged area.
    ///
    /// # Errors
    /// When one cell is there twice and says different things: which of them a program shows is anyone's guess.
    pub(super) fn finish(self) -> Result<Sheet, Unreadable> {
        let mut sheet = self.sheet;
        if !self.sorted {
            sheet.cells.sort_by_key(|c| (c.row, c.col));
            if sheet.cells.windows(2).any(|c| (c[0].row, c[0].col) == (c[1].row, c[1].col) && c[0].value != c[1].value) {
                return Err(Unreadable::Damaged);
            }
        }
        sheet.comments.sort_by_key(|(row, col, _)| (*row, *col));
        uncover(&mut sheet);
        sheet.cells.shrink_to_fit();
        let last = |of: fn(&Cell) -> u32| sheet.cells.iter().map(of).max();
        sheet.hidden_rows = self.rows.up_to(last(|c| c.row));
        sheet.hidden_columns = self.columns.up_to(last(|c| c.col));
        Ok(sheet)
    }
}

/// Leaves out the cells that lie under the upper left one of a merged area: no program shows them.
fn uncover(sheet: &mut Sheet) {
    if sheet.merged.is_empty() {
        return;
    }
    if !sheet.cells.is_sorted_by_key(|c| (c.row, c.col)) {
        sheet.cells.sort_by_key(|c| (c.row, c.col));
    }
    let mut areas: Vec<Area> = sheet.merged.clone();
    areas.sort_by_key(|a| (a.first_row, a.first_column));
    let mut coming = areas.into_iter().peekable();
    // Those that may reach the current row, by first column; areas of one row never overlap in a file that a program wrote.
    let mut open: BTreeMap<u32, Area> = BTreeMap::new();
    sheet.cells.retain(|cell| {
        while let Some(area) = coming.next_if(|a| a.first_row <= cell.row) {
            open.insert(area.first_column, area);
        }
        while let Some((&key, area)) = open.range(..=cell.col).next_back() {
            if area.last_row < cell.row {
                open.remove(&key);
                continue;
            }
            return area.last_column < cell.col || (area.first_row, area.first_column) == (cell.row, cell.col);
        }
        true
    });
}

/// Rows or columns, as they come, usually ascending.
#[derive(Default)]
struct Ranges(Vec<(u32, u32)>);

impl Ranges {
    fn push(&mut self, first: u32, last: u32) {
        match self.0.last_mut() {
            Some(range) if range.0 <= first && first <= range.1.saturating_add(1) => range.1 = range.1.max(last),
            _ => self.0.push((first, last)),
        }
    }

    /// One by one, up to the last that matters.
    fn up_to(mut self, last: Option<u32>) -> Vec<u32> {
        self.0.sort_unstable();
        let (mut all, mut next) = (Vec::new(), 0);
        for (first, end) in self.0 {
            let Some(end) = last.map(|l| l.min(end)).filter(|end| *end >= next) else { continue };
            all.extend(first.max(next)..=end);
            next = next.max(end + 1);
        }
        all
    }
}

/// Text as a cell keeps it: composed, and blank when there is nothing to see.
pub(super) fn text(text: &str) -> CellValue {
    if text.trim().is_empty() { CellValue::Empty } else { CellValue::Text(composed(text)) }
}

pub(super) fn composed(text: &str) -> SmolStr {
    // No spreadsheet program lets more be typed.
    let text = text.char_indices().nth(MAX_CELL).map_or(text, |(end, _)| &text[..end]);
    if text.is_ascii() {
        return SmolStr::new(text);
    }
    let unseen = |c: char| matches!(c, '\u{200b}' | '\u{ad}' | '\u{feff}' | '\u{2060}');
    if text.contains(unseen) { SmolStr::new(domain::text::nfc(&text.replace(unseen, ""))) } else { SmolStr::new(domain::text::nfc(text)) }
}
