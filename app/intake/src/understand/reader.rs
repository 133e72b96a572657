//! The way through a file: sheet by sheet, table by table, row by row.

use super::doubts;
use super::layout::{FigureColumns, Layout, NearName, TableShape, UnknownName};
use super::sheet::{self, Meta, Said};
use super::table::{Group, Table};
use super::values::Body;
use super::{Value, columns, header, is_content, is_guide, kinds, rows, sketch_key};
use crate::context::Context;
use crate::grid::{Grid, a1, column};
use crate::memo::Memo;
use crate::names::{NameKind, Names};
use crate::periods;
use crate::read::{Cell, Workbook};
use crate::rules::{self, Place};
use crate::words::{Basis, Role, takes_back};
use domain::text::fold;
use domain::{Finding, Period, Severity, indicator::Accumulation};
use std::collections::{BTreeSet, HashMap};

/// Rows after which the memory of those that are done with is given back.
const LINES_AT_ONCE: usize = 8_192;

/// More unknown names than these are asked about when the file is read again.
const MOST_UNKNOWN: usize = 40;

/// In letters.
const LONGEST_NAME: usize = 300;

/// What is gathered on the way through a file.
pub(super) struct Reader<'c, 's> {
    pub context: &'c Context<'c>,
    pub names: &'c Names<'c>,
    pub sink: &'s mut dyn FnMut(Value),
    pub findings: Vec<Finding>,
    pub layouts: Vec<Layout>,
    pub near: Vec<NearName>,
    pub unknown: Vec<UnknownName>,
    /// Indicators whose row is there and empty.
    pub missing: Vec<usize>,
    /// Sheet, row and figures of each value handed on, by indicator, unit and period.
    pub seen: HashMap<(u32, u32, Period), Seen>,
    pub found: usize,
    /// Those of the values of the table at hand.
    pub periods: BTreeSet<Period>,
    /// Whether a remark takes back a flow of a period, or a figure of another kind.
    pub remarks: HashMap<(String, Period, bool), bool>,
    /// Whether a text is a word for what is no result, beside or behind a name, or takes its row back.
    pub no_result: Memo,
    pub behind: Memo,
    pub objects: Memo,
    pub sheet: usize,
    pub sheet_names: Vec<String>,
    /// The file is lines of text, cut at separators.
    pub is_text: bool,
}

/// Where a value stands, and its numerator and denominator under a hash.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    pub sheet: u32,
    pub row: u32,
    pub figures: u64,
    pub formula: bool,
}

/// A sheet with its tables and what it says of itself.
pub(super) struct Found<'g> {
    place: usize,
    pub grid: Grid<'g>,
    pub tables: Vec<Table>,
    pub unit: Option<Said<String>>,
    pub period: Option<Said<Period>>,
    /// What its title says its figures to be.
    basis: Option<Basis>,
    /// How many its period has.
    months: u32,
}

impl Found<'_> {
    fn basis_of(&self, table: &Table) -> Option<Basis> {
        sheet::basis_of_section(&self.grid, table, self.basis, self.months)
    }
}

impl Reader<'_, '_> {
    pub fn book(&mut self, book: &Workbook) {
        let found = self.sheets(book);
        if found.is_empty() {
            return;
        }
        self.check_origin(book, &found);
        self.check_file_name(book, &found);
        for sheet in &found {
            self.check_tab(sheet);
        }
        let meta = if self.is_anybodys() { Meta::read(book) } else { Meta::default() };
        for sheet in &found {
            self.sheet = sheet.place;
            let (unit, period) = self.defaults(sheet, &meta);
            let first = sheet.tables.first().map_or(0, Table::first_header_row);
            if sheet.tables.iter().any(Table::is_of_titled_period) {
                self.findings.extend(doubts::period_doubts(&sheet.grid, 0..first, period));
            }
            self.findings.extend(doubts::title_objects(&sheet.grid, 0..first));
            self.findings.extend(doubts::unread_title(&sheet.grid, 0..first));
            let form = &*self.context.form;
            let ours = if self.is_anybodys() { format!("tỉnh {}", form.province_name) } else { form.unit_name.clone() };
            self.findings.extend(doubts::of_another(&sheet.grid, 0..first, self.names, period, &ours));
            self.check_stamp(&meta, sheet);
            self.tell_another(sheet);
            // Of the sheet's values.
            let mut read: BTreeSet<Period> = BTreeSet::new();
            let bases: Vec<Option<Basis>> = sheet.tables.iter().map(|table| sheet.basis_of(table)).collect();
            let only_asides = bases.iter().all(|basis| *basis == Some(Basis::Other));
            for (table, basis) in sheet.tables.iter().zip(bases) {
                let (unit, period) = self.of_section(sheet, table, (unit, period));
                if !table.is_complete() {
                    let first = table.groups.iter().flat_map(|g| g.parts.values()).min().copied().unwrap_or_default();
                    let cell = a1(table.header.map_or(0, |(_, last)| last), first);
                    let place = Place { sheet: &sheet.grid.sheet.name, cell: &cell, ..Place::default() };
                    self.findings.push(rules::NO_HEADER.at(place, &[&sheet.grid.sheet.name]));
                    continue;
                }
                let further = (table.above.start > 0 && table.titled.is_some()).then(|| table.above.clone());
                if let Some(said) = further.and_then(|above| doubts::unknown_title(&sheet.grid, above, self.names, period)) {
                    let place = Place { sheet: &sheet.grid.sheet.name, cell: &said.cell, ..Place::default() };
                    self.findings.push(rules::UNKNOWN.at(place, &[&said.what]));
                    continue;
                }
                if basis == Some(Basis::Other) && !only_asides {
                    let cell = a1(table.first_header_row(), table.across.start);
                    let place = Place { sheet: &sheet.grid.sheet.name, cell: &cell, ..Place::default() };
                    self.findings.push(rules::PLAN_TABLE.at(place, &[]));
                    continue;
                }
                self.table(&sheet.grid, table, basis, unit, period);
                let flows = self.has_flows(&sheet.grid, table);
                let of_titled = table.is_of_titled_period().then(|| BTreeSet::from([period]));
                let periods = std::mem::take(&mut self.periods);
                self.findings.extend(doubts::note_doubts(&sheet.grid, table, of_titled.as_ref().unwrap_or(&periods), flows));
                read.extend(periods);
            }
            if !sheet.tables.iter().any(Table::is_of_titled_period) {
                self.findings.extend(doubts::title_contradicted(&sheet.grid, 0..first, &read));
            }
        }
        // A sheet that gave neither a figure nor a word about one.
        if self.found == 0 && self.findings.is_empty() {
            let first = found.iter().find_map(|f| Some((f, kinds::first_of_many_figures(&f.grid)?)));
            if let Some((f, (row, col))) = first {
                let cell = a1(row, col);
                self.findings
                    .push(rules::NO_HEADER.at(Place { sheet: &f.grid.sheet.name, cell: &cell, ..Place::default() }, &[&f.grid.sheet.name]));
            }
        }
        self.gaps(&found);
    }

    /// The sheets to be read; what is said of the others is a finding.
    fn sheets<'b>(&mut self, book: &'b Workbook) -> Vec<Found<'b>> {
        let (mut shown, mut hidden, mut planned, mut old) = (vec![], vec![], vec![], vec![]);
        // With the cell of its first figure.
        let mut not_understood: Vec<(&str, String)> = vec![];
        let (guides, sheets): (Vec<_>, Vec<_>) =
            book.sheets.iter().enumerate().filter(|(_, s)| is_content(s)).partition(|(_, s)| is_guide(s));
        for (place, sheet) in if sheets.is_empty() { guides } else { sheets } {
            let Some(found) = self.tables_of(place, Grid::new(sheet)) else {
                let first = if sheet.hidden { None } else { kinds::first_of_many_figures(&Grid::new(sheet)) };
                not_understood.extend(first.map(|(row, col)| (sheet.name.as_str(), a1(row, col))));
                continue;
            };
            match found.basis {
                _ if sheet.hidden => hidden.push(found),
                _ if kinds::is_old(&sheet.name) => old.push(found),
                Some(Basis::Other) if found.tables.iter().all(|table| found.basis_of(table) == found.basis) => planned.push(found),
                _ => shown.push(found),
            }
        }
        // What is set aside is read only when it is all there is; of plans each figure is then told to be none.
        let mut found = shown;
        let only = Some(rules::ONLY_SHEET);
        for (aside, left_out, read) in
            [(old, rules::OLD_SHEET, only), (hidden, rules::HIDDEN_SHEET, only), (planned, rules::PLAN_SHEET, None)]
        {
            let rule = if found.is_empty() { read } else { Some(left_out) };
            let told = |f: &Found| Some(rule?.at(Place { sheet: &f.grid.sheet.name, ..Place::default() }, &[&f.grid.sheet.name]));
            self.findings.extend(aside.iter().filter_map(told));
            if found.is_empty() {
                found = aside;
            }
        }
        let rule = if found.is_empty() { rules::NO_HEADER } else { rules::UNREAD_SHEET };
        let told = |(sheet, cell): &(&str, String)| rule.at(Place { sheet, cell, ..Place::default() }, &[sheet]);
        self.findings.extend(not_understood.iter().map(told));
        if found.is_empty() && not_understood.is_empty() {
            self.findings.push(rules::NO_FIGURES.at(Place::default(), &[]));
        }
        found
    }

    /// A sheet with its tables; `None`: it has none.
    fn tables_of<'g>(&self, place: usize, grid: Grid<'g>) -> Option<Found<'g>> {
        let form = &*self.context.form;
        let period = sheet::period_of(&grid, 0..u32::MAX, form.period.year()).map_or(form.period, |said| said.what);
        let tables = header::find(&grid, self.names, self.context, &sketch_key(&grid), period);
        let first = tables.first()?.header.map_or(0, |(first, _)| first);
        let unit = sheet::unit_of(&grid, 0..first, self.names, form.period);
        let unit = unit.or_else(|| sheet::unit_of_tab(&grid, self.names, form.period));
        let of_tab = |said: &Said<Period>| said.cell.is_empty();
        let period = sheet::period_of(&grid, 0..first, form.period.year()).map(|said| Said {
            what: if of_tab(&said) { periods::not_to_come(said.what, &grid.sheet.name, form.period) } else { said.what },
            ..said
        });
        let months = period.as_ref().map_or(form.period, |said| said.what).months();
        let basis = sheet::basis_of(&grid, 0..first, months);
        Some(Found { place, grid, tables, unit, period, basis, months })
    }

    /// Is there an indicator in a table that counts what happens in a period?
    fn has_flows(&self, grid: &Grid<'_>, table: &Table) -> bool {
        let labels: Vec<u32> = [Role::Code, Role::Name].iter().filter_map(|role| table.labels.get(role)).copied().collect();
        let rows = grid.rows_between(table.body()).take(header::SAMPLE);
        let named = rows
            .flat_map(|row| labels.iter().map(move |col| (row, *col)))
            .filter_map(|(row, col)| self.names.indicator_exactly(&grid.raw(row, Some(col))));
        let over = table.groups.iter().filter_map(|g| g.indicator).chain(table.titled);
        over.chain(named).any(|i| self.names.subjects[i].accumulation == Accumulation::Flow)
    }

    /// Nobody in particular sent the file: whose figures it holds, it has to say itself.
    pub fn is_anybodys(&self) -> bool {
        self.context.form.unit_code.is_empty()
    }

    pub(super) fn unit_of(&self, f: &Found<'_>) -> Option<usize> {
        self.names.unit(&f.unit.as_ref()?.what, self.context.form.period).index()
    }

    /// Whose and of when the figures of a sheet are where neither row nor column says so.
    fn defaults(&self, sheet: &Found<'_>, meta: &Meta) -> (usize, Period) {
        let form = &*self.context.form;
        let period = meta.period.as_ref().and_then(|p| p.parse().ok());
        let period = period.or(sheet.period.as_ref().map(|said| said.what)).unwrap_or(form.period);
        let by_meta = meta.unit.as_ref().and_then(|code| self.names.unit(code, period).index());
        (by_meta.or_else(|| self.unit_of(sheet)).unwrap_or_else(|| self.names.own_unit()), period)
    }

    /// What the lines above a further table say of it; else it is of the same unit and period as the first.
    fn of_section(&self, sheet: &Found<'_>, table: &Table, (unit, period): (usize, Period)) -> (usize, Period) {
        if table.above.start == 0 {
            return (unit, period);
        }
        let above = || table.above.clone();
        let of = sheet::titled_period(&sheet.grid, above(), period.year()).map_or(period, |said| said.what);
        let whose = sheet::unit_of(&sheet.grid, above(), self.names, of).and_then(|said| self.names.unit(&said.what, of).index());
        (whose.unwrap_or(unit), of)
    }

    fn table(&mut self, grid: &Grid<'_>, table: &Table, basis: Option<Basis>, unit: usize, period: Period) {
        let mut layout = Layout::new(&grid.sheet.name, table);
        for near in &table.near {
            self.near(near.kind, &grid.sheet.name, &a1(near.row, near.column), &near.written, near.index, near.likeness);
        }
        for (second, first) in &table.doubled {
            let row = table.header.map_or(0, |(_, last)| last);
            let cell = a1(row, *second);
            let place = Place { sheet: &grid.sheet.name, cell: &cell, ..Place::default() };
            self.findings.push(rules::DOUBLE_COLUMN.at(place, &[&column(*first)]));
        }
        for s in &table.strangers {
            let cell = a1(s.row, s.column);
            let place = Place { sheet: &grid.sheet.name, cell: &cell, ..Place::default() };
            let rule = if s.kind == NameKind::Indicator { rules::UNKNOWN_COLUMN } else { rules::UNKNOWN_UNIT };
            self.findings.push(rule.at(place, &[s.written.lines().next().unwrap_or_default()]));
            let below =
                grid.rows_between(table.body()).flat_map(|r| grid.row(r)).filter(|c| s.columns.contains(&c.col) && kinds::is_figure(c));
            self.unknown(s.kind, &grid.sheet.name, &cell, &s.written, below.take(3).map(Cell::raw).collect());
        }
        // Comments above the rows are of all of them.
        for (row, col, said) in (table.above.start..table.first_body_row()).flat_map(|row| grid.comments_in(row)) {
            if takes_back(said, period, Accumulation::Flow) {
                let cell = a1(row, col);
                let place = Place { sheet: &grid.sheet.name, cell: &cell, ..Place::default() };
                self.findings.push(rules::COMMENT_OBJECTS.at(place, &[said]));
            }
        }
        layout.unread = table.unread.iter().map(|(col, text)| (column(*col), text.clone())).collect();
        let (mut lines, totals) = rows::lines(self, grid, table, period, &mut layout);
        let scaled = sheet::scale_of(grid, table, lines.first().map(|line| line.row));
        let rows: Vec<u32> = lines.iter().flat_map(|l| std::iter::once(l.row).chain(l.parts.values().copied())).collect();
        let columns = columns::Columns::read(grid, table, &rows, &self.context.choices, &mut layout);
        let shown = |g: &Group| FigureColumns {
            indicator: g.indicator.map(|i| self.names.code(NameKind::Indicator, i).to_owned()),
            unit: g.unit.map(|i| self.names.code(NameKind::Unit, i).to_owned()),
            period: g.period,
            parts: g.parts.iter().map(|(role, col)| (*role, column(*col))).collect(),
        };
        let read = table.groups.iter().filter(|g| g.basis != Basis::Other);
        for col in read.flat_map(|g| g.parts.values()).filter(|col| grid.sheet.hidden_columns.contains(col)) {
            let cell = a1(table.header.map_or(0, |(_, last)| last), *col);
            self.findings.push(rules::HIDDEN_COLUMN.at(Place { sheet: &grid.sheet.name, cell: &cell, ..Place::default() }, &[]));
        }
        // Columns of months, and none of them is the one that the file is of: it may be under a header that nobody understands.
        let timed: Vec<Option<Period>> = table.groups.iter().filter(|g| g.basis != Basis::Other).map(|g| g.period).collect();
        if !timed.is_empty() && timed.iter().all(|of| of.is_some_and(|of| of != period)) {
            let odd = table.groups.iter().filter(|g| g.basis == Basis::Other).flat_map(|g| g.parts.values().copied());
            let odd = odd.chain(table.unread.iter().map(|(col, _)| *col)).collect::<Vec<_>>();
            let heads = table.header.map(|(first, last)| first..=last).into_iter().flatten().flat_map(|row| grid.row(row));
            let is_month = |c: &&Cell| !periods::months_in(&c.raw()).is_empty() || fold(&c.raw()).starts_with("thang ");
            for head in heads.filter(|c| odd.contains(&c.col)).filter(is_month) {
                let (cell, written) = (a1(head.row, head.col), head.raw());
                let place = Place { sheet: &grid.sheet.name, cell: &cell, ..Place::default() };
                self.findings.push(rules::UNKNOWN_COLUMN.at(place, &[&written]));
            }
        }
        layout.figures = table.groups.iter().filter(|g| g.basis != Basis::Other).map(shown).collect();
        let aside = table.groups.iter().filter(|g| g.basis == Basis::Other).flat_map(|g| g.parts.values());
        let over = |col: u32| table.header.map(|(first, _)| grid.shown(first, col).map(Cell::raw).unwrap_or_default()).unwrap_or_default();
        layout.unread.extend(aside.map(|col| (column(*col), over(*col))));
        self.unread_columns(grid, table, &lines, (unit, period));
        self.check_totals(grid, table, &columns, &lines, &totals);
        let figures = table.groups.iter().flat_map(|g| g.parts.values());
        let known = table.labels.values().chain(figures).chain(&table.other_units).copied().collect();
        // From the end, so that a long list gives its memory back while whoever takes the values needs more and more.
        lines.reverse();
        while let Some(line) = lines.pop() {
            self.row(&Body { grid, table, columns: &columns, basis, scaled: &scaled, known: &known }, &line, unit, period);
            if lines.len() % LINES_AT_ONCE == 0 {
                lines.shrink_to_fit();
            }
        }
        self.layouts.push(layout);
    }

    pub fn near(&mut self, kind: NameKind, sheet: &str, cell: &str, written: &str, index: usize, likeness: u32) {
        let (code, name) = (self.names.code(kind, index), self.names.name(kind, index));
        let rule = if kind == NameKind::Indicator { rules::NEAR_INDICATOR } else { rules::NEAR_UNIT };
        // Not of the figure: what it is a figure of is not known yet.
        let place = Place { sheet, cell, ..Place::default() };
        self.findings.push(rule.at(place, &[written.lines().next().unwrap_or_default(), name, &likeness.to_string()]));
        self.near.push(NearName {
            kind,
            sheet: sheet.to_owned(),
            cell: cell.to_owned(),
            written: written.to_owned(),
            code: code.to_owned(),
            name: name.to_owned(),
            likeness,
        });
    }

    /// A name that somebody has to explain; each once, and not more of them than a person would answer.
    pub fn unknown(&mut self, kind: NameKind, sheet: &str, cell: &str, written: &str, figures: Vec<String>) {
        let key = kind.key(written);
        // What is longer than any name is no name, and an answer about it could not be kept.
        let is_none = crate::names::canonical(written).is_empty() || written.chars().count() > LONGEST_NAME;
        if is_none || self.unknown.len() >= MOST_UNKNOWN || self.unknown.iter().any(|u| u.kind.key(&u.written) == key) {
            return;
        }
        let (sheet, cell, written) = (sheet.to_owned(), cell.to_owned(), written.to_owned());
        self.unknown.push(UnknownName { kind, sheet, cell, written, figures });
    }

    /// What is asked of the unit in this period and stands nowhere in its file.
    fn gaps(&mut self, found: &[Found<'_>]) {
        let form = &*self.context.form;
        let own = self.names.own_unit() as u32;
        let period = form.period;
        let says_own = self.seen.keys().any(|(_, unit, p)| *unit == own && *p == period);
        let only_lists = found.iter().all(|f| f.tables.iter().all(|t| t.shape() != TableShape::Form));
        let is_others = |f: &Finding| f.rule == rules::OTHER_PERIOD.id || f.rule == rules::OTHER_UNIT.id;
        if !says_own && (only_lists || self.findings.iter().any(is_others)) {
            return;
        }
        let sheet = &found[0].grid.sheet.name;
        for (at, subject) in self.names.subjects.iter().enumerate() {
            let there = self.seen.contains_key(&(at as u32, own, period)) || self.missing.contains(&at);
            if let Some(asked) = subject.asked.filter(|_| !there) {
                // Only a percentage, or a cell that could not be read: told already.
                let tells = |f: &Finding| f.severity != Severity::Notice && !f.cell.is_empty();
                if self.findings.iter().any(|f| f.indicator.as_deref() == Some(&asked.code) && tells(f)) {
                    continue;
                }
                let place = Place { sheet, indicator: Some(&asked.code), ..Place::default() };
                self.findings.push(rules::MISSING.at(place, &[&asked.name]));
            }
        }
    }
}
