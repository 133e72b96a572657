//! One figure of one row: its parts read, its state settled, everything wrong with it found.

use super::columns::Columns;
use super::kinds;
use super::reader::Seen;
use super::remarks::shortened;
use super::rows::Line;
use super::sheet::Scale;
use super::spot::Spot;
use super::table::{Group, Table};
use super::{Reader, Value};
use crate::figure::{self, Figure, WrittenPercent};
use crate::form::{Shape, State};
use crate::grid::{Grid, a1, column};
use crate::number::PercentScale;
use crate::periods;
use crate::read::{Cell, CellValue};
use crate::rules::{self, Place, Rule};
use crate::words::{Basis, Role, basis};
use domain::text::vi_number;
use domain::{Finding, Period, Quantity, indicator::Accumulation};
use smol_str::SmolStr;
use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

/// A table below its header.
pub(super) struct Body<'s, 'g> {
    pub grid: &'s Grid<'g>,
    pub table: &'s Table,
    pub columns: &'s Columns,
    /// What the title says all of it to be.
    pub basis: Option<Basis>,
    /// In what more than ones it counts.
    pub scaled: &'s Scale,
    /// Columns whose meaning is known.
    pub known: &'s HashSet<u32>,
}

/// Is a figure one that is reported?
enum Take {
    Yes,
    /// No: another one of the row is.
    Not,
    Refused(Rule),
}

impl Reader<'_, '_> {
    pub(super) fn find(&mut self, spot: &Spot<'_, '_>, rule: Rule, role: Role, particulars: &[&str]) {
        let subject = &self.names.subjects[spot.subject];
        let role = if spot.at(role).is_some() { role } else { spot.first_part() };
        let cell = spot.address(role);
        let place = Place { sheet: &spot.grid.sheet.name, cell: &cell, indicator: Some(subject.code), name: subject.name };
        self.findings.push(rule.at(place, particulars));
    }

    /// Reads the figures of one row.
    pub(super) fn row(&mut self, body: &Body<'_, '_>, line: &Line, unit: usize, period: Period) {
        let &Body { grid, table, columns, .. } = body;
        let rows = || line.parts.values().copied().chain(line.parts.is_empty().then_some(line.row));
        let hidden = rows().any(|row| grid.sheet.hidden_rows.binary_search(&row).is_ok());
        let mut told = false;
        let taken_back = kinds::taken_back(grid, body.known, rows(), &self.objects);
        for group in &table.groups {
            let Some(subject) = group.indicator.or(line.about.indicator) else { continue };
            let unit = group.unit.or(line.about.unit).unwrap_or(unit);
            let usual = line.about.period.unwrap_or(period);
            let period = group.period.unwrap_or(usual);
            let spot = Spot { grid, table, columns, group, line, subject, unit, period, usual, scaled: body.scaled };
            if line.too_wide {
                self.refuse(&spot, rules::TOO_WIDE, &[]);
                continue;
            }
            let other_year = |of: &str| periods::years_in(of).any(|year| year != period.year());
            let to_date = |of: &str| {
                basis(of) == Some(Basis::ToDate) && !other_year(of) && self.names.subjects[subject].accumulation != Accumulation::Flow
            };
            if let Some(of) = line.aside.as_ref().filter(|of| !to_date(of)) {
                self.refuse(&spot, rules::ASIDE_ROW, &[of]);
                continue;
            }
            match self.take(&spot, body.basis) {
                Take::Yes => {}
                Take::Not => continue,
                Take::Refused(rule) => {
                    let name = self.names.subjects[subject].name.to_owned();
                    self.refuse(&spot, rule, &[&name]);
                    continue;
                }
            }
            if self.is_doubled(&spot) {
                continue;
            }
            if period.start() > self.context.form.period.end() {
                let name = self.names.subjects[subject].name.to_owned();
                self.refuse(&spot, rules::TO_COME, &[&period.label(), &name, &self.context.form.period.label()]);
                continue;
            }
            let read = self.figure(&spot);
            if let Some(said) = taken_back.as_ref().filter(|_| read) {
                self.find(&spot, rules::ROW_OBJECTS, Role::Numerator, &[said]);
            }
            if read && hidden && !told {
                self.find(&spot, rules::HIDDEN_ROW, Role::Numerator, &[]);
                told = true;
            }
        }
        if table.labels.contains_key(&Role::Target) {
            self.check_target(grid, table, line);
        }
    }

    /// Of figures of the period and figures to date the indicator decides which are reported: a flow is of the period, a cumulative
    /// one to date; of a stock either is, as long as there is only one. What is no result is not missed where there is one beside it.
    fn take(&self, spot: &Spot<'_, '_>, titled: Option<Basis>) -> Take {
        let holds = |g: &Group| Spot { group: g, ..*spot }.holds_figures();
        let of_same = |g: &Group| (g.indicator, g.unit) == (spot.group.indicator, spot.group.unit);
        // One number beside numerator and denominator is no figure of a percentage.
        let counts = |g: &Group| !g.implied && g.parts.contains_key(&Role::Denominator);
        let in_parts = self.names.subjects[spot.subject].shape == Shape::Ratio && spot.table.groups.iter().any(|g| of_same(g) && counts(g));
        let is_figure = |g: &Group| !(g.implied && in_parts);
        if !is_figure(spot.group) {
            return Take::Not;
        }
        // The same number under both says which it is.
        let written = |g: &Group| [Role::Numerator, Role::Denominator].map(|role| Spot { group: g, ..*spot }.raw(role));
        let same = |g: &Group| g.basis == Basis::Other || written(g) == written(spot.group);
        let others = || spot.table.groups.iter().filter(|g| of_same(g) && is_figure(g) && holds(g));
        let beside = |basis: Basis| others().any(|g| g.basis == basis && g.period.unwrap_or(spot.usual) == spot.period);
        let Group { basis: own, expressly, .. } = *spot.group;
        // A numerator that is a plan leaves the denominator beside it without one.
        let has_all = |g: &Group| spot.group.parts.keys().all(|part| *part == Role::Ratio || g.parts.contains_key(part));
        let said = if own == Basis::Period && !expressly && !beside(Basis::ToDate) { titled.unwrap_or(own) } else { own };
        match (said, self.names.subjects[spot.subject].accumulation) {
            (Basis::Other, _) if own == Basis::Other && others().any(|g| g.basis != Basis::Other && has_all(g)) => Take::Not,
            (Basis::Other, _) => Take::Refused(rules::NO_RESULT_OF_PERIOD),
            (Basis::ToDate, Accumulation::Cumulative) => Take::Yes,
            (Basis::ToDate, _) if own == Basis::ToDate && beside(Basis::Period) => Take::Not,
            (Basis::ToDate, Accumulation::Flow) => Take::Refused(rules::TO_DATE),
            (Basis::Period, Accumulation::Cumulative) if beside(Basis::ToDate) => Take::Not,
            (Basis::Period, Accumulation::Cumulative) if expressly => Take::Refused(rules::OF_PERIOD),
            (Basis::Period, Accumulation::Stock) if beside(Basis::ToDate) && others().any(|g| !same(g)) => Take::Refused(rules::TWO_BASES),
            _ => Take::Yes,
        }
    }

    /// Nothing is read where two columns mean the same, or a name stands over parts of two figures: each cell of theirs is told.
    fn is_doubled(&mut self, spot: &Spot<'_, '_>) -> bool {
        let holds = |(left, right, _): &&(u32, u32, Rule)| spot.group.parts.values().any(|col| col == left || col == right);
        if let Some((left, right, rule)) = spot.table.torn.iter().find(holds) {
            self.refuse(spot, *rule, &[&column(*left), &column(*right)]);
            return true;
        }
        let mut doubled = false;
        for (second, first) in spot.table.doubled.iter().filter(|(_, first)| spot.group.parts.values().any(|col| col == first)) {
            doubled = true;
            for (col, other) in [(*first, *second), (*second, *first)] {
                self.tell(spot, (spot.line.row, col), rules::DOUBLE_COLUMN, &[&column(other)]);
            }
        }
        doubled
    }

    /// Tells of each cell of a group that holds a figure why it is not read.
    fn refuse(&mut self, spot: &Spot<'_, '_>, rule: Rule, particulars: &[&str]) {
        for cell in spot.cells() {
            self.tell(spot, cell, rule, particulars);
        }
    }

    fn tell(&mut self, spot: &Spot<'_, '_>, (row, col): (u32, u32), rule: Rule, particulars: &[&str]) {
        if !spot.grid.cell(row, col).is_some_and(kinds::is_figure) {
            return;
        }
        let subject = &self.names.subjects[spot.subject];
        let cell = a1(row, col);
        let place = Place { sheet: &spot.grid.sheet.name, cell: &cell, indicator: Some(subject.code), name: subject.name };
        self.findings.push(rule.at(place, particulars));
    }

    /// Is there a figure? Everything found goes to the findings, the value to the sink.
    fn figure(&mut self, spot: &Spot<'_, '_>) -> bool {
        let shape = self.names.subjects[spot.subject].shape;
        let is_own = !self.is_anybodys() && spot.unit == self.names.own_unit() && spot.period == self.context.form.period;
        let asked = self.names.subjects[spot.subject].asked.is_some();
        if is_own && !asked {
            // A form may carry lines that are none of this unit's business, as long as they are left empty.
            if kinds::has_figures(spot.grid, spot.table, spot.line.row) || spot.holds_figures() {
                let role = if spot.group.indicator.is_some() { spot.first_part() } else { Role::Name };
                let name = self.names.subjects[spot.subject].name;
                let cell = spot.at(role).or(spot.at(Role::Code)).map(|(row, col)| a1(row, col)).unwrap_or_default();
                if role == Role::Name || spot.cells().into_iter().any(|(row, col)| spot.grid.cell(row, col).is_some()) {
                    let place = Place { sheet: &spot.grid.sheet.name, cell: &cell, ..Place::default() };
                    self.findings.push(rules::NOT_ASKED.at(place, &[name]));
                }
            }
            return false;
        }
        let frequency = self.names.subjects[spot.subject].frequency;
        if let Some(frequency) = frequency.filter(|f| spot.period.months() > f.months()) {
            if kinds::has_figures(spot.grid, spot.table, spot.line.row) || spot.holds_figures() {
                let name = self.names.subjects[spot.subject].name.to_owned();
                self.find(spot, rules::PERIOD_LENGTH, Role::Numerator, &[&name, frequency.label(), &spot.period.label()]);
            }
            return false;
        }
        let before = self.findings.len();
        let parts = [Role::Numerator, Role::Denominator].map(|role| {
            let figure = match (role, shape) {
                (Role::Denominator, shape) if shape != Shape::Ratio => Figure::Blank,
                _ => match spot.at(role) {
                    Some((_, col)) => figure::read(spot.cell(role), spot.columns.convention(col), shape),
                    None => Figure::Blank,
                },
            };
            self.note(spot, role, &figure);
            figure
        });
        if let Some(written) = spot.cell(Role::Denominator).filter(|cell| shape != Shape::Ratio && kinds::is_figure(cell)).map(Cell::raw) {
            let name = self.names.subjects[spot.subject].name.to_owned();
            self.find(spot, rules::NO_SUCH_PART, Role::Denominator, &[&written, &name]);
        }
        let percent = spot.at(Role::Ratio).and_then(|(_, col)| {
            let written = WrittenPercent::read(spot.cell(Role::Ratio)?, spot.columns.convention(col))?;
            // In a column of counts no other percentage tells whether 0,8 are 80 %.
            let is = |scale| matches!(&parts, [Figure::Number(n), Figure::Number(d)] if written.typed(scale).agrees(*n, *d));
            let fraction = !spot.line.parts.is_empty() && is(PercentScale::Fraction);
            let scale = if fraction { PercentScale::Fraction } else { spot.columns.scale(col) };
            let other = if scale == PercentScale::Points { PercentScale::Fraction } else { PercentScale::Points };
            // "0,8" among "80": the ratio after all, written otherwise than the other cells.
            if !written.says_its_scale() && !is(scale) && is(other) {
                return Some((written.typed(other), true));
            }
            let is_unlike = !written.says_its_scale() && scale == PercentScale::Fraction && spot.columns.is_signed(col);
            Some((written.typed(scale), is_unlike))
        });
        let (percent, is_unlike) = (percent.map(|(percent, _)| percent), percent.is_some_and(|(_, is_unlike)| is_unlike));
        let Some(mut value) = self.value(spot, shape, &parts) else {
            self.findings.truncate(before);
            self.nothing(spot, shape, percent.is_some(), is_own);
            return false;
        };
        value.typed_percent = percent;
        let unread = |cell: &Cell| !cell.formula && kinds::says_something(cell) && figure::absent(&cell.raw()).is_none();
        if percent.is_none() && spot.cell(Role::Ratio).is_some_and(unread) {
            let name = self.names.subjects[spot.subject].name;
            self.find(spot, rules::RATIO_UNREAD, Role::Ratio, &[&spot.raw(Role::Ratio), name]);
        }
        if is_unlike {
            self.find(spot, rules::PERCENT_UNLIKE, Role::Ratio, &[&spot.raw(Role::Ratio)]);
        }
        let accumulation = self.names.subjects[spot.subject].accumulation;
        let agreed = percent.zip(value.numerator.zip(value.denominator)).is_some_and(|(p, (n, d))| p.agrees(n, d));
        let lost = |f: &&Finding| f.rule == rules::THOUSANDS_LOST.id;
        // Thousands lost in one of two parts would not leave them the percentage that was written.
        if agreed && self.findings[before..].iter().filter(lost).count() == 1 {
            let at = self.findings[before..].iter().position(|f| lost(&f)).unwrap_or_default();
            self.findings.remove(before + at);
        }
        if self.note_objects(&value, spot.period, accumulation) {
            self.find(spot, rules::NOTE_OBJECTS, Role::Numerator, &[&value.note]);
        }
        if !spot.grid.sheet.comments.is_empty() {
            self.comments(spot, accumulation);
        }
        self.emit(spot, value);
        true
    }

    /// A row without counts: only a percentage, or nothing at all.
    fn nothing(&mut self, spot: &Spot<'_, '_>, shape: Shape, has_percent: bool, is_own: bool) {
        let name = self.names.subjects[spot.subject].name.to_owned();
        // "Số hồ sơ … trong kỳ | Tổng số … trong kỳ | Tỷ lệ (%)": the counts are a group of their own.
        let of_same = |g: &&Group| (g.indicator, g.unit) == (spot.group.indicator, spot.group.unit) && g.basis != Basis::Other;
        let timely = |g: &&Group| g.period.unwrap_or(spot.usual) == spot.period && g.parts.contains_key(&Role::Denominator);
        let apart = !spot.group.parts.contains_key(&Role::Denominator);
        let has_counts =
            apart && spot.table.groups.iter().filter(of_same).filter(timely).any(|g| Spot { group: g, ..*spot }.holds_figures());
        let only_ratios = spot.table.groups.iter().all(|g| g.parts.keys().all(|part| *part == Role::Ratio));
        match spot.cell(Role::Ratio) {
            // A formula beside empty counts is the form's own; without columns for them it was somebody's.
            Some(ratio) if has_percent && shape == Shape::Ratio && (!ratio.formula || only_ratios) && !has_counts => {
                self.find(spot, rules::ONLY_RATIO, Role::Ratio, &[&ratio.raw()]);
            }
            // What stands there is no percentage either.
            Some(other @ Cell { formula: false, .. }) if !has_percent && kinds::says_something(other) => {
                self.find(spot, rules::TEXT, Role::Ratio, &[&other.raw()]);
            }
            _ if is_own && spot.group.indicator.is_none() => {
                self.missing.push(spot.subject);
                self.find(spot, rules::MISSING, Role::Numerator, &[&name]);
            }
            _ => {}
        }
    }

    /// What is wrong with a cell by itself.
    fn note(&mut self, spot: &Spot<'_, '_>, role: Role, figure: &Figure) {
        match figure {
            Figure::Wrong(rule, particulars) => {
                self.find(spot, *rule, role, &particulars.iter().map(String::as_str).collect::<Vec<_>>());
            }
            Figure::Number(read) => {
                let Some(at) = spot.at(role) else { return };
                let measure = self.names.subjects[spot.subject].measure;
                if let Some(word) = spot.scale(at).filter(|word| !measure.to_lowercase().split(' ').any(|w| w == *word)) {
                    self.find(spot, rules::COUNTED_IN, role, &[word]);
                }
                if spot.is_merged_down(at) {
                    self.find(spot, rules::MERGED, role, &[&vi_number(*read)]);
                }
                if let Some(thousands) = spot.columns.perhaps_thousands(spot.cell(role), at.1) {
                    let is_whole = matches!(spot.cell(role), Some(Cell { value: CellValue::Number { .. }, .. })) && read.is_whole();
                    let rule = if is_whole { rules::THOUSANDS_LOST } else { rules::THOUSAND_OR_DECIMAL };
                    self.find(spot, rule, role, &[&vi_number(*read), &vi_number(thousands)]);
                }
            }
            Figure::Blank | Figure::Absent(_) => {}
        }
    }

    /// The row's value; `None` when it says nothing at all.
    fn value(&mut self, spot: &Spot<'_, '_>, shape: Shape, [numerator, denominator]: &[Figure; 2]) -> Option<Value> {
        let said = match (numerator, denominator) {
            (Figure::Absent(state), _) | (Figure::Blank, Figure::Absent(state)) => Some(*state),
            _ => None,
        };
        // A row of many figures has no state of its own.
        let raw = if spot.group.indicator.is_some() { String::new() } else { spot.raw(Role::State) };
        let chosen = if raw.is_empty() { None } else { figure::state(&raw) };
        if chosen.is_none() && !raw.is_empty() {
            self.find(spot, rules::STATE_UNKNOWN, Role::State, &[&raw]);
        }
        let locked = self.names.subjects[spot.subject].asked.and_then(|a| a.locked_denominator).filter(|_| shape == Shape::Ratio);
        // A locked denominator stands in the form before anyone fills it, and the drop-down may be preset: neither is an answer.
        let silent = matches!(numerator, Figure::Blank) && (matches!(denominator, Figure::Blank) || locked.is_some());
        let state = match (chosen, said, silent) {
            (None | Some(State::Reported), None, true) => return None,
            (None | Some(State::Reported), said, _) => said.unwrap_or_default(),
            (Some(state), _, _) => state,
        };
        if let (Some(number), true) = (numerator.number(), state != State::Reported) {
            let nothing = number == Quantity::ZERO && state == State::NotArising;
            if !nothing {
                self.find(spot, rules::STATE_CONTRADICTS, Role::Numerator, &[&vi_number(number), state.label()]);
            }
        }
        // "Chưa có" over a denominator that is there: the figure counts as not there, and the denominator must not vanish unseen.
        if let (Some(number), Some(_), None) = (denominator.number(), said, chosen) {
            self.find(spot, rules::STATE_CONTRADICTS, Role::Denominator, &[&vi_number(number), state.label()]);
        }
        let reported = state == State::Reported;
        Some(Value {
            unit: self.names.units[spot.unit].0.into(),
            period: Some(spot.period),
            indicator: self.names.subjects[spot.subject].code.into(),
            numerator: numerator.number().filter(|_| reported),
            denominator: denominator.number().or(locked.filter(|_| matches!(denominator, Figure::Blank))).filter(|_| reported),
            state,
            sheet: spot.grid.sheet.name.as_str().into(),
            cell: spot.address(spot.first_part()).into(),
            denominator_cell: if shape == Shape::Ratio { spot.address(Role::Denominator).into() } else { SmolStr::default() },
            ratio_cell: spot.address(Role::Ratio).into(),
            raw_numerator: spot.raw(Role::Numerator).into(),
            raw_denominator: spot.raw(Role::Denominator).into(),
            typed_percent: None,
            note: shortened(spot.raw(Role::Note)),
            evidence: shortened(spot.raw(Role::Evidence)),
            row: spot.line.row + 1,
        })
    }

    /// Hands a value on, unless the same figure stands somewhere else already.
    fn emit(&mut self, spot: &Spot<'_, '_>, value: Value) {
        let key = (spot.subject as u32, spot.unit as u32, spot.period);
        let figures = BuildHasherDefault::<DefaultHasher>::default().hash_one((value.numerator, value.denominator));
        let formula = spot.cell(Role::Numerator).is_some_and(|cell| cell.formula);
        match self.seen.get(&key).copied() {
            None => {
                self.seen.insert(key, Seen { sheet: self.sheet as u32, row: spot.line.row, figures, formula });
                self.found += 1;
                self.periods.insert(spot.period);
                (self.sink)(value);
            }
            Some(seen) => {
                let beside = seen.sheet as usize == self.sheet;
                let sheet =
                    if beside { String::new() } else { format!(" của trang tính “{}”", self.sheet_names[seen.sheet as usize]) };
                let first = format!("dòng {}{sheet}", seen.row + 1);
                let name = self.names.subjects[spot.subject].name.to_owned();
                // A sheet that sums up the others fetches their figures by formulas.
                let fetched = !beside && seen.figures == figures && (formula || seen.formula);
                self.find(spot, if fetched { rules::FETCHED } else { rules::DUPLICATE }, Role::Numerator, &[&name, &first]);
            }
        }
    }
}
