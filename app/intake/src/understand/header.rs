//! Where the tables of a sheet begin, and what each of their columns holds.
//!
//! One mechanism serves a unit's form, a table of units × indicators and a long list: every column takes from its header cells
//! whatever they name (a part of a figure, an indicator, a unit, a period), and what no column names stands in the rows.

use super::doubts;
use super::kinds::{has_figures, is_sum};
use super::says::{HeaderCells, Says};
use super::sheet;
use super::table::{Group, Near, Stranger, Table};
use crate::context::{ColumnChoice, Context, SheetChoice};
use crate::grid::{Grid, column};
use crate::names::{Meaning, NameKind, Names};
use crate::read::{Area, Cell, CellValue};
use crate::words::{Rank, Role, basis, begins, header_role, looks_like_measure, scale_of_title, scale_word};
use domain::{Period, text::fold};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

/// A header may take as many rows: group, indicator, part.
const DEEPEST: u32 = 3;
/// Rows by which the content of a column is judged.
pub(super) const SAMPLE: usize = 60;

/// A file that is nothing but headers must not be searched for tables for ever.
const MOST_CANDIDATES: usize = 2_000;
/// More lines than these above a header do not speak of its table.
pub(super) const MOST_LINES: usize = 40;

/// Row, column, meaning.
type Said = (u32, u32, Says);

fn is_part_entire(text: &str) -> bool {
    header_role(text).is_some_and(|(role, rank)| role.is_part() && rank.0 == 0)
}

/// Does a header cell stand over more columns than its own?
fn spreads(grid: &Grid<'_>, row: u32, col: u32) -> bool {
    let over = |a: &Area| a.first_row <= row && row <= a.last_row && a.first_column <= col && col < a.last_column;
    grid.sheet.merged.iter().any(over) || grid.cell(row, col + 1).is_none() && grid.cell(row + 1, col + 1).is_some()
}

/// Finds the tables of one sheet.
pub(super) struct Finder<'a> {
    pub grid: &'a Grid<'a>,
    pub names: &'a Names<'a>,
    pub cells: HeaderCells<'a>,
    pub period: Period,
    /// The lines that speak of the table that may begin next: those behind the last one.
    pub above: Range<u32>,
    /// The indicator that they name, or that the lines above the first table do.
    pub titles: HashMap<u32, Option<usize>>,
    /// What each line above a table names: it may stand above many.
    pub named: RefCell<HashMap<String, Vec<usize>>>,
}

impl<'a> Finder<'a> {
    pub fn new(grid: &'a Grid<'a>, names: &'a Names<'a>, period: Period) -> Self {
        Self { grid, names, cells: HeaderCells::new(names, period), period, above: 0..0, titles: HashMap::new(), named: RefCell::default() }
    }

    /// All tables, from the top. A block that looks like a header but has no row that it could be the header of is none.
    pub fn tables(mut self) -> Vec<Table> {
        let candidates: Vec<u32> = self.grid.rows().filter(|row| self.may_be_header(*row)).take(MOST_CANDIDATES).collect();
        // Tables side by side under the rows of one header.
        let mut blocks: Vec<Vec<Table>> = Vec::new();
        let mut skip_to = 0;
        for row in candidates {
            if row < skip_to || blocks.iter().flatten().next_back().is_some_and(|table| self.is_row_of(table, row)) {
                continue;
            }
            // Right under a header "hồ sơ | cơ quan | %" is what its columns are counted in.
            if blocks.last().is_some_and(|block| block.iter().any(|t| t.first_body_row() == row)) && self.is_of_measures(row) {
                continue;
            }
            self.above = blocks.last().map_or(0, |block| self.end_of(block, row))..row;
            let Some((_, last, columns)) = self.best_at(row) else { continue };
            skip_to = last + 1;
            if let Some(before) = blocks.last_mut() {
                before.iter_mut().for_each(|table| table.until = row);
                if !before.iter().any(|table| self.has_body(table)) {
                    blocks.pop();
                } else if row == last && before.iter().any(|table| self.repeats(table, row)) && !self.names_something_above() {
                    before.iter_mut().for_each(|table| table.until = u32::MAX);
                    continue;
                }
            }
            blocks.push(self.side_by_side(row, last, &columns));
        }
        // One of several side by side that does not say what it is of is told; alone it may be anything.
        let several: Vec<bool> = blocks.iter().flat_map(|block| block.iter().map(|_| block.len() > 1)).collect();
        let mut tables: Vec<Table> = blocks.into_iter().flatten().collect();
        for table in &mut tables {
            table.settle_halves();
            self.settle_labels(table);
            table.settle_strangers(self.grid);
            table.settle_doubled(self.grid);
            // The header's own months are none of the title's.
            let titled = sheet::period_of(self.grid, 0..table.first_header_row(), self.period.year());
            table.settle_times(self.grid, titled.map_or(self.names.own_period(), |said| said.what));
            table.settle_torn(self.grid);
        }
        let kept = tables.into_iter().zip(several).filter(|(table, beside)| table.is_complete() || *beside && self.has_body(table));
        let tables: Vec<Table> = kept.map(|(table, _)| table).collect();
        if tables.iter().any(Table::is_complete) { tables } else { vec![] }
    }

    /// The row behind the last one before `row` that holds figures of these tables.
    fn end_of(&self, block: &[Table], row: u32) -> u32 {
        let body = block.first().map_or(0, Table::first_body_row);
        let holds = |r: &u32| block.iter().any(|table| has_figures(self.grid, table, *r));
        let near: Vec<u32> = self.grid.rows_between(body..row).rev().take(MOST_LINES).collect();
        near.iter().copied().find(holds).map_or_else(|| near.last().copied().unwrap_or(body), |last| last + 1)
    }

    /// Do the lines above a repeated header say that another table begins?
    fn names_something_above(&self) -> bool {
        let year = self.period.year();
        self.named_above().is_some()
            || doubts::unknown_title(self.grid, self.above.clone(), self.names, self.period).is_some()
            || sheet::unit_of(self.grid, self.above.clone(), self.names, self.period).is_some()
            || sheet::titled_period(self.grid, self.above.clone(), year).is_some()
    }

    /// As [`Self::tables`], for the columns that somebody named.
    pub fn chosen(&self, choice: &SheetChoice, code_of: impl Fn(&str) -> Option<usize>) -> Option<Table> {
        let mut table = Table::new(choice.header_row.checked_sub(1).map(|row| (row, row)));
        let columns: BTreeSet<u32> = self.grid.sheet.cells.iter().map(|c| c.col).collect();
        for col in columns {
            let Some(ColumnChoice { role, indicator }) = choice.columns.get(&column(col)) else { continue };
            let indicator = indicator.as_deref().and_then(&code_of);
            if role.is_part() {
                table.put(col, Group { indicator, ..Group::default() }, *role);
            } else {
                table.labels.entry(*role).or_insert(col);
            }
        }
        table.is_complete().then_some(table)
    }

    /// Cheap: no header has a bare number in it, but for a year or the numbers of columns, which rise by one.
    fn may_be_header(&self, row: u32) -> bool {
        let (mut texts, mut last, mut numbers) = (0, None, 0);
        for cell in self.grid.row(row) {
            let number = match &cell.value {
                CellValue::Number { text, percent: false } if !cell.formula => text.parse::<u32>().ok(),
                CellValue::Text(text) if text.chars().all(|c| c.is_ascii_digit() || " .,%()-\u{a0}".contains(c)) => {
                    let bare = text.trim().trim_matches(['(', ')', '%']);
                    if bare.is_empty() {
                        continue;
                    }
                    bare.parse::<u32>().ok()
                }
                CellValue::Text(_) => {
                    texts += 1;
                    continue;
                }
                CellValue::Empty => continue,
                CellValue::Date(_) => continue,
                _ => None,
            };
            match number {
                Some(n) if (2000..2100).contains(&n) => {}
                Some(n) if n <= 60 && last.is_none_or(|l| n == l + 1) => (last, numbers) = (Some(n), numbers + 1),
                _ => return false,
            }
        }
        // "Tháng | 9 | Năm | 2026"
        texts > 0 && (numbers != 1 || last == Some(1))
    }

    /// A column of nothing above a hundred may be one of percentages.
    fn holds_counts(&self, header: u32, col: u32) -> bool {
        let digits = |row| self.grid.raw(row, Some(col)).chars().filter(char::is_ascii_digit).collect::<String>();
        self.grid.rows_between(header + 1..u32::MAX).take(SAMPLE).any(|row| digits(row).parse::<u64>().is_ok_and(|n| n > 100))
    }

    fn is_of_measures(&self, row: u32) -> bool {
        self.grid.row(row).filter(|c| !c.raw().is_empty()).count() > 1 && self.grid.row(row).all(|c| looks_like_measure(&c.raw()))
    }

    /// A row that names an indicator or a unit where the table above has its names belongs to that table.
    fn is_row_of(&self, table: &Table, row: u32) -> bool {
        let labels = [Role::Code, Role::Name, Role::Unit].into_iter().filter_map(|role| table.labels.get(&role));
        let texts = labels.map(|col| self.grid.raw(row, Some(*col))).filter(|t| !t.is_empty());
        let mut texts = texts.peekable();
        let figures = table.groups.iter().flat_map(|g| g.parts.values()).filter_map(|col| self.grid.cell(row, *col));
        let counts = |c: &Cell| {
            let raw = c.raw();
            raw.contains(|d: char| d.is_ascii_digit()) && basis(&raw).is_none() && !self.cells.peek(&raw).something()
        };
        if figures.into_iter().any(counts) {
            return true;
        }
        let is_part = texts.peek().is_some_and(|text| super::parts::is_label(text)) || super::parts::is_row(self.grid, table, row);
        is_part || texts.any(|text| self.names.indicator_exactly(&text).is_some() || self.cells.unit_exactly(&text).index().is_some())
    }

    /// How much the best header that begins in a row says, its last row and its columns.
    fn best_at(&mut self, row: u32) -> Option<(usize, u32, BTreeSet<u32>)> {
        let mut best: Option<(usize, u32, BTreeSet<u32>)> = None;
        for last in row..row + DEEPEST {
            let Some((score, columns)) = self.block(row, last) else { continue };
            if best.as_ref().is_none_or(|(most, ..)| score > *most) {
                best = Some((score, last, columns));
            }
        }
        best
    }

    /// How many of the columns under the header rows `first..=last` say something, and which columns there are.
    fn block(&mut self, first: u32, last: u32) -> Option<(usize, BTreeSet<u32>)> {
        let mut columns: BTreeSet<u32> = BTreeSet::new();
        for row in first..=last {
            let own: Vec<u32> = self.grid.row(row).map(|c| c.col).collect();
            // "Đơn vị: | Sở Tư pháp" speaks of the table below it.
            let is_label = |text: &str| text.ends_with(':') && self.names.indicator_exactly(text).is_none();
            let labelled = row < last && self.grid.row(row).any(|c| is_label(&c.raw()));
            if own.is_empty() || labelled || (row > first && !self.may_be_header(row)) {
                return None;
            }
            columns.extend(own);
        }
        let merged = self.grid.sheet.merged.iter().filter(|a| (first..=last).contains(&a.first_row));
        columns.extend(merged.flat_map(|a| a.first_column..=a.last_column.min(a.first_column + 600)));
        let (table, said) = self.columns_of(first, last, &columns)?;
        // The upper row of a header names several things; a title above it names one.
        let own = |row: u32| said.iter().filter(move |(r, ..)| *r == row);
        if own(first).filter(|(_, _, says)| says.something()).count() < 2 {
            return None;
        }
        for row in first + 1..=last {
            let (all, telling) = (own(row).count(), own(row).filter(|(_, _, says)| says.something()).count());
            if telling == 0 || 2 * telling < all {
                return None;
            }
            // A unit or an indicator below the word for it is a row of the table, unless the word stands over several columns.
            let word = |says: &Says| says.role.is_some_and(|(role, _)| matches!(role, Role::Code | Role::Name | Role::Unit));
            let under_word = |col: u32| said.iter().any(|(r, c, says)| *r < row && *c == col && word(says) && !spreads(self.grid, *r, col));
            if own(row).any(|(_, col, says)| says.names_something() && under_word(*col)) {
                return None;
            }
        }
        let figures: usize = table.groups.iter().map(|g| g.parts.len()).sum();
        let has_labels = |roles: &[Role]| roles.iter().any(|role| table.labels.contains_key(role));
        let by_rows = has_labels(&[Role::Code, Role::Name]) && figures > 0;
        let by_columns = table.groups.iter().any(|g| g.indicator.is_some() || g.unit.is_some());
        let by_title = has_labels(&[Role::Unit]) && table.titled.is_some() && figures > 0;
        (by_rows || by_columns || by_title).then_some((2 * figures + table.labels.len(), columns))
    }

    /// What the columns mean, and what each header cell said.
    pub(super) fn columns_of(&mut self, first: u32, last: u32, columns: &BTreeSet<u32>) -> Option<(Table, Vec<Said>)> {
        let mut table = Table { titled: self.titled(first), ..Table::new(Some((first, last))) };
        let mut ranks: BTreeMap<Role, Rank> = BTreeMap::new();
        let mut part_ranks: HashMap<u32, Rank> = HashMap::new();
        let mut said = vec![];
        // A name over several columns is written once, over the first of them.
        let depth = (last - first + 1) as usize;
        let mut carried: Vec<Option<Says>> = vec![None; depth];
        let mut carried_strange: Vec<Option<(u32, u32, String)>> = vec![None; depth];
        for &col in columns {
            let mut levels: Vec<Says> = vec![];
            // The uppermost name that nobody knows.
            let mut strange: Option<(u32, u32, String)> = None;
            for (at, row) in (first..=last).enumerate() {
                let text = self.grid.shown(row, col).map(|c| c.raw()).unwrap_or_default();
                let lower = (row + 1..=last).any(|r| self.grid.shown(r, col).is_some());
                if text.is_empty() {
                    levels.extend(carried[at].clone().filter(|_| lower));
                    strange = strange.or_else(|| carried_strange[at].clone().filter(|_| lower));
                    continue;
                }
                if let Some(word) = scale_word(&text).or_else(|| scale_of_title(&text)) {
                    table.scaled.insert(col, word);
                }
                let mut says = self.cells.says(&text);
                let of = levels.iter().rev().find_map(|s| s.indicator?.index()).or(table.titled).filter(|_| !says.names_something());
                if let Some(part) = of.and_then(|i| self.cells.part_by_wording(i, &text)) {
                    says.role = Some((part, (0, 0)));
                }
                says.role = says.role.filter(|(role, _)| !role.is_part() || !of.is_some_and(|i| self.cells.is_limb(i, &text)));
                // "Chỉ tiêu 1" over "Tử số" is a name over figures, not the word for a column of names.
                let over_part = (row + 1..=last).filter_map(|r| self.grid.cell(r, col)).any(|c| is_part_entire(&c.raw()));
                says.role = says.role.filter(|(role, rank)| !over_part || role.is_part() || role.is_printed() || rank.0 == 0);
                // "cơ quan" below "Tử số" is what is counted, and heads no column of offices.
                let under_part = levels.iter().any(|s| s.role.is_some_and(|(role, rank)| role.is_part() && rank.0 == 0));
                says.role = says.role.filter(|(role, _)| !under_part || *role != Role::Unit || !looks_like_measure(&text));
                // A name merged over several columns is one name.
                let (at_row, at_col) = self.grid.shown(row, col).map_or((row, col), |c| (c.row, c.col));
                let here = says.is_strange().then(|| (at_row, at_col, text.clone()));
                carried_strange[at] = here.clone();
                strange = strange.or(here);
                let spans =
                    says.names_something() || says.skip || says.basis.is_some() || says.role.is_some_and(|(role, _)| role.is_printed());
                carried[at] = (spans && row < last).then(|| says.clone());
                if self.grid.cell(row, col).is_some() {
                    said.push((row, col, says.clone()));
                }
                if let Some(Meaning::Nearly(index, likeness)) = says.indicator
                    && self.grid.cell(row, col).is_some()
                {
                    table.near.push(Near { row, column: col, written: text, kind: NameKind::Indicator, index, likeness });
                }
                levels.push(says);
            }
            let roles = || levels.iter().filter_map(|s| s.role);
            let printed = roles().find(|(role, _)| role.is_printed());
            let label = roles().find(|(role, _)| !role.is_printed() && !role.is_part());
            // Under a title that stands over all of a table, the words for its columns are no less words.
            let is_word = label.is_some_and(|(role, rank)| rank.0 == 0 && matches!(role, Role::Code | Role::Name | Role::Unit));
            let own = said.iter().any(|(_, c, says): &Said| *c == col && says.names_something());
            let names = levels.iter().any(Says::names_something) && (own || !is_word);
            let basis = levels.iter().rev().find_map(|s| s.basis);
            if levels.iter().any(|s| s.skip) {
                let over = (first..=last).filter_map(|row| self.grid.shown(row, col)).map(|c| c.raw()).find(|t| !t.is_empty());
                table.unread.extend(over.map(|text| (col, text)));
                continue;
            }
            match (printed, label) {
                (Some((role, rank)), _) | (None, Some((role, rank))) if printed.is_some() || !names => {
                    if ranks.get(&role).is_none_or(|best| rank.0 < best.0) {
                        ranks.insert(role, rank);
                        table.labels.insert(role, col);
                    }
                }
                _ => {
                    let part = roles().rfind(|(role, _)| role.is_part());
                    if let Some((_, _, sum)) = strange.as_ref().filter(|(.., written)| !names && is_sum(written)) {
                        table.unread.push((col, sum.clone()));
                        continue;
                    }
                    if let Some((row, column, written)) = strange.filter(|_| !names) {
                        match table.strangers.iter_mut().find(|s| (s.row, s.column) == (row, column)) {
                            Some(known) => known.columns.push(col),
                            None => {
                                table.strangers.push(Stranger { row, column, written, kind: NameKind::Indicator, columns: vec![col] });
                            }
                        }
                    }
                    if part.is_none() && !names && basis.is_none() {
                        continue;
                    }
                    let last_of = |f: &dyn Fn(&Says) -> Option<usize>| levels.iter().rev().find_map(f);
                    let group = Group {
                        indicator: last_of(&|s| s.indicator.and_then(Meaning::index)),
                        unit: last_of(&|s| s.unit),
                        period: levels.iter().rev().find_map(|s| s.period),
                        basis: basis.unwrap_or_default(),
                        expressly: levels.iter().rev().find(|s| s.basis.is_some()).is_some_and(|s| s.expressly),
                        implied: part.is_none(),
                        parts: BTreeMap::new(),
                    };
                    // "Số hồ sơ trực tuyến" under the indicator's name.
                    let counted = |i: usize| {
                        let lowest = self.grid.shown(last, col).filter(|cell| cell.row > first).map(Cell::raw).unwrap_or_default();
                        self.cells.is_count_of(i, &lowest) && (begins(&fold(&lowest), "so") || self.holds_counts(last, col))
                    };
                    // A period alone is a column of figures only where the rows name everything else.
                    let part = match (part, group.indicator) {
                        (Some((role, _)), _) => role,
                        (None, Some(i)) if counted(i) => Role::Numerator,
                        (None, Some(i)) if self.names.subjects[i].shape == crate::form::Shape::Ratio => Role::Ratio,
                        (None, _) => Role::Numerator,
                    };
                    part_ranks.insert(
                        col,
                        levels.iter().filter_map(|s| s.role).filter(|(r, _)| *r == part).map(|(_, rank)| rank).min().unwrap_or((0, 0)),
                    );
                    table.put_ranked(col, group, part, &part_ranks);
                }
            }
        }
        Some((table, said))
    }

    /// Does some row below name what the table needs?
    fn has_body(&self, table: &Table) -> bool {
        let columns: Vec<u32> = table.groups.iter().flat_map(|g| g.parts.values()).copied().collect();
        let rows = self.grid.rows_between(table.body());
        rows.take(SAMPLE).any(|row| columns.iter().any(|col| self.grid.cell(row, *col).is_some()))
    }

    /// The same header again, as on the next printed page.
    fn repeats(&self, table: &Table, row: u32) -> bool {
        let Some((_, last)) = table.header else { return false };
        let texts = |r: u32| self.grid.row(r).map(|c| (c.col, c.raw())).collect::<Vec<_>>();
        texts(last) == texts(row)
    }
}

/// Is the row before the header one whose columns somebody chose? Kept here because both ways end in a [`Table`].
pub(super) fn find<'a>(grid: &'a Grid<'a>, names: &'a Names<'a>, context: &Context<'_>, key: &str, period: Period) -> Vec<Table> {
    let finder = Finder::new(grid, names, period);
    match context.choices.sheets.get(key) {
        Some(choice) => finder.chosen(choice, |code| names.subjects.iter().position(|s| s.code == code)).into_iter().collect(),
        None => finder.tables(),
    }
}
