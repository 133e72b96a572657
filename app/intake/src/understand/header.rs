//! Where the tables of a sheet begin, and what each of their columns holds.
//!
//! One mechanism serves a unit's form, a table of units × indicators and a long list: every column takes from its header cells
//! whatever they name (a part of a figure, an indicator, a unit, a period), and what no column names stands in the rows.

use super::rows::is_sum;
use super::table::{Group, Near, Stranger, Table};
use crate::context::{ColumnChoice, Context, SheetChoice};
use crate::grid::{Grid, column};
use crate::names::{Meaning, NameKind, Names, canonical, likeness};
use crate::periods;
use crate::read::{Area, CellValue};
use crate::words::{Rank, Role, header_role, looks_like_measure, scale_word, split_part};
use domain::Period;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A header may take as many rows: group, indicator, part.
const DEEPEST: u32 = 3;
/// Rows by which the content of a column is judged.
const SAMPLE: usize = 60;

/// Row, column, meaning.
type Said = (u32, u32, Says);

/// What one header cell says.
#[derive(Clone, Debug, Default)]
struct Says {
    role: Option<(Role, Rank)>,
    indicator: Option<Meaning>,
    unit: Option<usize>,
    period: Option<Period>,
    /// Somebody said that nothing below is reported.
    skip: bool,
}

impl Says {
    fn something(&self) -> bool {
        self.role.is_some() || self.skip || self.names_something()
    }

    /// Neither a name nor just the word for a part; "Số lượng máy in" is more than the word.
    fn is_strange(&self) -> bool {
        !self.skip && !self.names_something() && self.role.is_none_or(|(role, rank)| role.is_part() && rank.0 > 0)
    }

    fn names_something(&self) -> bool {
        self.indicator.is_some() || self.unit.is_some() || self.period.is_some()
    }
}

/// Does a header cell stand over more columns than its own?
fn spreads(grid: &Grid<'_>, row: u32, col: u32) -> bool {
    let over = |a: &Area| a.first_row <= row && row <= a.last_row && a.first_column <= col && col < a.last_column;
    grid.sheet.merged.iter().any(over) || grid.cell(row, col + 1).is_none() && grid.cell(row + 1, col + 1).is_some()
}

/// Finds the tables of one sheet.
pub(super) struct Finder<'a> {
    grid: &'a Grid<'a>,
    names: &'a Names<'a>,
    /// Of the sheet: for names of units and for months without a year.
    period: Period,
    said: HashMap<String, Says>,
    /// What the lines above a row name.
    titles: HashMap<u32, Option<usize>>,
}

impl<'a> Finder<'a> {
    pub fn new(grid: &'a Grid<'a>, names: &'a Names<'a>, period: Period) -> Self {
        Self { grid, names, period, said: HashMap::new(), titles: HashMap::new() }
    }

    /// All tables, from the top. A block that looks like a header but has no row that it could be the header of is none.
    pub fn tables(mut self) -> Vec<Table> {
        let candidates: Vec<u32> = self.grid.rows().filter(|row| self.may_be_header(*row)).collect();
        let mut tables: Vec<Table> = Vec::new();
        let mut skip_to = 0;
        for row in candidates {
            if row < skip_to || tables.last().is_some_and(|table| self.is_row_of(table, row)) {
                continue;
            }
            let Some((_, mut table)) = self.best_at(row) else { continue };
            table.until = u32::MAX;
            skip_to = table.first_body_row();
            if let Some(before) = tables.last_mut() {
                before.until = row;
                if !self.has_body(before) {
                    tables.pop();
                } else if table.header.is_some_and(|(first, last)| first == last) && self.repeats(before, row) {
                    before.until = u32::MAX;
                    continue;
                }
            }
            tables.push(table);
        }
        for table in &mut tables {
            self.settle_labels(table);
            table.settle_strangers(self.grid);
        }
        tables.retain(Table::is_complete);
        tables
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
        let (mut texts, mut last) = (0, None);
        for cell in self.grid.row(row) {
            let number = match &cell.value {
                CellValue::Number { text, percent: false } if !cell.formula => text.parse::<u32>().ok(),
                CellValue::Text(text) if text.chars().all(|c| c.is_ascii_digit() || " .,%()-\u{a0}".contains(c)) => {
                    let bare = text.trim().trim_matches(['(', ')']);
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
                Some(n) if n <= 60 && last.is_none_or(|l| n == l + 1) => last = Some(n),
                _ => return false,
            }
        }
        texts > 0
    }

    /// A row that names an indicator or a unit where the table above has its names belongs to that table.
    fn is_row_of(&self, table: &Table, row: u32) -> bool {
        let labels = [Role::Code, Role::Name, Role::Unit].into_iter().filter_map(|role| table.labels.get(&role));
        labels
            .map(|col| self.grid.raw(row, Some(*col)))
            .filter(|t| !t.is_empty())
            .any(|text| self.names.indicator_exactly(&text).is_some() || self.unit_exactly(&text).index().is_some())
    }

    fn best_at(&mut self, row: u32) -> Option<(usize, Table)> {
        let mut best: Option<(usize, Table)> = None;
        for depth in 1..=DEEPEST {
            let Some(found) = self.block(row, row + depth - 1) else { continue };
            if best.as_ref().is_none_or(|(score, _)| found.0 > *score) {
                best = Some(found);
            }
        }
        best
    }

    /// The table under the header rows `first..=last`, with the number of columns that say something.
    fn block(&mut self, first: u32, last: u32) -> Option<(usize, Table)> {
        let mut columns: BTreeSet<u32> = BTreeSet::new();
        for row in first..=last {
            let own: Vec<u32> = self.grid.row(row).map(|c| c.col).collect();
            if own.is_empty() || (row > first && !self.may_be_header(row)) {
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
        (by_rows || by_columns || by_title).then_some((2 * figures + table.labels.len(), table))
    }

    /// What the columns mean, and what each header cell said.
    fn columns_of(&mut self, first: u32, last: u32, columns: &BTreeSet<u32>) -> Option<(Table, Vec<Said>)> {
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
                if let Some(word) = scale_word(&text) {
                    table.scaled.insert(col, word);
                }
                let mut says = self.says(&text);
                if let Some(part) = table.titled.filter(|_| !says.names_something()).and_then(|i| self.part_by_wording(i, &text)) {
                    says.role = Some((part, (0, 0)));
                }
                let here = says.is_strange().then(|| (row, col, text.clone()));
                carried_strange[at] = here.clone();
                strange = strange.or(here);
                let spans = says.names_something() || says.skip || says.role.is_some_and(|(role, _)| role.is_printed());
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
            let names = levels.iter().any(Says::names_something);
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
                    if let Some((row, column, written)) = strange.filter(|(.., written)| !names && !is_sum(written)) {
                        match table.strangers.iter_mut().find(|s| (s.row, s.column) == (row, column)) {
                            Some(known) => known.columns.push(col),
                            None => {
                                table.strangers.push(Stranger { row, column, written, kind: NameKind::Indicator, columns: vec![col] });
                            }
                        }
                    }
                    if part.is_none() && !names {
                        continue;
                    }
                    let last_of = |f: &dyn Fn(&Says) -> Option<usize>| levels.iter().rev().find_map(f);
                    let group = Group {
                        indicator: last_of(&|s| s.indicator.and_then(Meaning::index)),
                        unit: last_of(&|s| s.unit),
                        period: levels.iter().rev().find_map(|s| s.period),
                        parts: BTreeMap::new(),
                    };
                    // A period alone is a column of figures only where the rows name everything else.
                    let part = match (part, group.indicator) {
                        (Some((role, _)), _) => role,
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

    /// The one indicator that the sheet's name or the lines above a row speak of.
    fn titled(&mut self, first: u32) -> Option<usize> {
        if let Some(named) = self.titles.get(&first) {
            return *named;
        }
        let named = self.named_above(first);
        self.titles.insert(first, named);
        named
    }

    fn named_above(&self, first: u32) -> Option<usize> {
        let above = self.grid.rows().take_while(|row| *row < first).take(20).flat_map(|row| self.grid.row(row)).map(|c| c.raw());
        let mut named: Vec<usize> = above.chain([self.grid.sheet.name.clone()]).flat_map(|text| self.names.indicators_in(&text)).collect();
        named.sort_unstable();
        named.dedup();
        if let [one] = named[..] { Some(one) } else { None }
    }

    /// "Số người sử dụng", "Dân số": the words by which the catalogue says what the parts of an indicator count, or their beginning.
    fn part_by_wording(&self, indicator: usize, text: &str) -> Option<Role> {
        let text = canonical(text);
        let is = |wording: &str| {
            let wording = canonical(wording);
            let begins = text.contains(' ') && wording.strip_prefix(&text).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
            !text.is_empty() && (begins || likeness(&text, &wording) >= 80)
        };
        let subject = &self.names.subjects[indicator];
        match (is(subject.numerator), is(subject.denominator)) {
            (true, false) => Some(Role::Numerator),
            (false, true) => Some(Role::Denominator),
            _ => None,
        }
    }

    fn says(&mut self, text: &str) -> Says {
        if let Some(says) = self.said.get(text) {
            return says.clone();
        }
        let says = self.read_header_cell(text);
        self.said.insert(text.to_owned(), says.clone());
        says
    }

    fn read_header_cell(&self, text: &str) -> Says {
        let role = header_role(text).filter(|(_, rank)| rank.0 <= 60);
        if let Some(i) = self.names.indicator_exactly(text) {
            // A name may begin with "Tỷ lệ": whole, it is the indicator. Behind a code there may stand the part.
            let part = split_part(&canonical(text)).map(|(part, _)| part).filter(|_| !self.is_whole_name(i, text));
            return Says { indicator: Some(Meaning::Exactly(i)), role: part.map(|p| (p, (0, 0))), ..Says::default() };
        }
        let period = periods::whole(text, Some(self.period.year()));
        if period.is_some() {
            return Says { period, ..Says::default() };
        }
        if let Some((part, rest)) = split_part(&canonical(text))
            && let Some(i) = self.names.indicator_exactly(&rest)
        {
            return Says { indicator: Some(Meaning::Exactly(i)), role: Some((part, (0, 0))), ..Says::default() };
        }
        match self.unit_exactly(text) {
            Meaning::Exactly(unit) => return Says { unit: Some(unit), role: None, ..Says::default() },
            Meaning::Skipped => return Says { skip: true, ..Says::default() },
            _ => {}
        }
        match self.names.confirmed(NameKind::Indicator, text) {
            Some(Meaning::Exactly(i)) => {
                return Says { indicator: Some(Meaning::Exactly(i)), role: self.part_of(i, text), ..Says::default() };
            }
            Some(_) => return Says { skip: true, ..Says::default() },
            None => {}
        }
        if let Some((role, rank)) = role.filter(|(_, rank)| rank.0 <= 24) {
            let period = if role.is_part() { periods::within(text) } else { None };
            return Says { role: Some((role, rank)), period, ..Says::default() };
        }
        if text.chars().count() >= 12
            && let near @ Meaning::Nearly(..) = self.names.indicator(text)
        {
            return Says { indicator: Some(near), ..Says::default() };
        }
        Says { role, ..Says::default() }
    }

    /// The part that a header names beside a name of its own for the indicator: "… tử số". "Tổng số …" may begin the name itself.
    fn part_of(&self, indicator: usize, text: &str) -> Option<(Role, Rank)> {
        let text = canonical(text);
        let beside = ["tu so", "mau so"].iter().any(|w| text.starts_with(&format!("{w} ")) || text.ends_with(&format!(" {w}")));
        let is_ratio = self.names.subjects[indicator].shape == crate::form::Shape::Ratio;
        split_part(&text).filter(|_| beside && is_ratio).map(|(part, _)| (part, (0, 0)))
    }

    fn is_whole_name(&self, indicator: usize, text: &str) -> bool {
        canonical(self.names.subjects[indicator].name) == canonical(text)
    }

    /// "Đơn vị" and "Xã" are words of a header before they are anybody's name.
    fn unit_exactly(&self, text: &str) -> Meaning {
        if header_role(text).is_some_and(|(_, rank)| rank.0 == 0) {
            return Meaning::Nothing;
        }
        match self.names.unit(text, self.period) {
            Meaning::Formerly(i) => Meaning::Exactly(i),
            other => other,
        }
    }

    /// Does some row below name what the table needs?
    fn has_body(&self, table: &Table) -> bool {
        let columns: Vec<u32> = table.groups.iter().flat_map(|g| g.parts.values()).copied().collect();
        let rows = self.grid.rows().filter(|r| *r >= table.first_body_row() && *r < table.until);
        rows.take(SAMPLE).any(|row| columns.iter().any(|col| self.grid.cell(row, *col).is_some()))
    }

    /// The same header again, as on the next printed page.
    fn repeats(&self, table: &Table, row: u32) -> bool {
        let Some((_, last)) = table.header else { return false };
        let texts = |r: u32| self.grid.row(r).map(|c| (c.col, c.raw())).collect::<Vec<_>>();
        texts(last) == texts(row)
    }

    /// Decides by their content what columns of names hold: "Đơn vị" may be the unit of measure, "Tên" the name of a commune.
    fn settle_labels(&self, table: &mut Table) {
        let rows: Vec<u32> = self.grid.rows().filter(|r| *r >= table.first_body_row() && *r < table.until).take(SAMPLE).collect();
        let texts = |col: u32| rows.iter().map(|row| self.grid.raw(*row, Some(col))).filter(|t| !t.is_empty()).collect::<Vec<_>>();
        let units = |col: u32| texts(col).iter().filter(|t| self.unit_exactly(t).index().is_some()).count();
        let indicators = |col: u32| texts(col).iter().filter(|t| self.names.indicator_exactly(t).is_some()).count();
        let by_columns = table.groups.iter().any(|g| g.indicator.is_some());
        for role in [Role::Name, Role::Code] {
            if let Some(col) = table.labels.get(&role).copied()
                && indicators(col) == 0
                && (units(col) > 0 || by_columns)
            {
                table.labels.remove(&role);
                // Beside the names of units their codes say nothing more.
                table.labels.entry(Role::Unit).or_insert(col);
            }
        }
        if let Some(col) = table.labels.get(&Role::Unit).copied()
            && units(col) == 0
        {
            let named = table.labels.contains_key(&Role::Name) || table.labels.contains_key(&Role::Code);
            if !named && indicators(col) > 0 {
                table.labels.remove(&Role::Unit);
                table.labels.insert(Role::Name, col);
            } else if named && texts(col).iter().all(|t| looks_like_measure(t)) {
                table.labels.remove(&Role::Unit);
                table.labels.insert(Role::Measure, col);
            }
        }
        // Where every row is a unit the column of their names may have any word over it, or none.
        let named = [Role::Unit, Role::Name, Role::Code].iter().any(|r| table.labels.contains_key(r));
        if !named {
            let taken: BTreeSet<u32> = table.labels.values().chain(table.groups.iter().flat_map(|g| g.parts.values())).copied().collect();
            let free: BTreeSet<u32> = rows.iter().flat_map(|r| self.grid.row(*r)).map(|c| c.col).filter(|c| !taken.contains(c)).collect();
            let best = |count: &dyn Fn(u32) -> usize| free.iter().copied().max_by_key(|c| count(*c)).filter(|c| count(*c) > 0);
            if by_columns {
                if let Some(col) = best(&units) {
                    table.labels.insert(Role::Unit, col);
                }
            } else if let Some(col) = best(&indicators) {
                table.labels.insert(Role::Name, col);
            }
        }
        // Rows that name the indicator leave nothing for the columns to name, and neither leaves anything for the title.
        if table.labels.contains_key(&Role::Name) || table.labels.contains_key(&Role::Code) {
            table.groups.retain(|g| g.indicator.is_none());
            table.titled = None;
        } else {
            for group in table.groups.iter_mut().filter(|g| g.indicator.is_none()) {
                group.indicator = table.titled;
            }
        }
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
