//! What a row with figures is about: indicator, unit and period.

use super::Reader;
use super::kinds::has_figures;
use super::parts;
use super::table::Table;
use crate::grid::{Grid, a1, unnumbered};
use crate::names::{Meaning, NameKind, canonical};
use crate::periods;
use crate::read::Cell;
use crate::rules::{self, Place, Rule};
use crate::words::Role;
use chrono::Datelike;
use domain::Period;
use domain::text::fold;
use std::collections::HashSet;

/// What a row's labels say. `None`: they say nothing of it, and something else does.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct About {
    pub indicator: Option<usize>,
    pub unit: Option<usize>,
    pub period: Option<Period>,
}

/// Why a row with figures answers nothing.
pub(super) struct Problem {
    pub rule: Rule,
    pub column: Option<u32>,
    pub written: String,
    /// Set when saying what the name means would mend it.
    pub names: Option<NameKind>,
}

/// What a row is about; none: somebody said that it is nothing to be reported.
pub(super) fn about(
    reader: &mut Reader<'_, '_>,
    grid: &Grid<'_>,
    table: &Table,
    row: u32,
    (sheet_period, before): (Period, About),
) -> Result<Option<About>, Problem> {
    let column = |role| table.labels.get(&role).copied();
    let text = |role| column(role).and_then(|col| grid.shown(row, col)).map(|c| c.raw()).unwrap_or_default();
    let mut about = About::default();
    // Something of the row must be its own.
    let named = [Role::Code, Role::Name, Role::Unit].map(|role| !text(role).is_empty());
    let before = if named.contains(&true) { before } else { About::default() };
    if let Some(col) = column(Role::Period) {
        let written = text(Role::Period);
        let told = || month_of(grid, table, row, &written, sheet_period);
        let beside = grid.row(row).any(|c| c.raw().len() == 4 && c.raw().starts_with("20"));
        let sure = |p: Period| if beside { p } else { periods::not_to_come(p, &written, reader.names.own_period()) };
        let named = if written.is_empty() { before.period } else { told().map(sure) };
        if named.is_none() && !written.is_empty() || named.is_none() && has_figures(grid, table, row) {
            return Err(Problem { rule: rules::PERIOD_UNKNOWN, column: Some(col), written, names: None });
        }
        about.period = named;
    }
    let period = about.period.unwrap_or(sheet_period);
    let mut near = vec![];
    if column(Role::Code).is_some() || column(Role::Name).is_some() {
        let (code, name) = (text(Role::Code), text(Role::Name));
        let by_code = reader.names.indicator_exactly(&code).filter(|_| !code.is_empty());
        let by_name = match (name.is_empty(), code.is_empty()) {
            (false, _) => reader.names.indicator(&name),
            (true, false) => reader.names.confirmed(NameKind::Indicator, &code).unwrap_or(Meaning::Nothing),
            (true, true) => Meaning::Nothing,
        };
        let column = column(Role::Name).filter(|_| !name.is_empty()).or(column(Role::Code));
        if by_code.is_none() && !code.is_empty() && reader.names.names_several(&code) {
            return Err(Problem { rule: rules::UNKNOWN, column: table.labels.get(&Role::Code).copied(), written: code, names: None });
        }
        match (by_code, by_name) {
            (None, Meaning::Nothing) if code.is_empty() && name.is_empty() && before.indicator.is_some() => {
                about.indicator = before.indicator;
            }
            (None, Meaning::Skipped) => return Ok(None),
            (Some(code_of), Meaning::Exactly(named)) if code_of != named => {
                // Several indicators of other units may share a name; what the code says is sure only if the name does not object.
                let place = (Role::Code, code.clone(), named);
                about.indicator = Some(code_of);
                tell_code_and_name(reader, grid, table, row, place, code_of);
            }
            (Some(i), Meaning::Nearly(named, likeness)) if named == i && crate::names::limited(&name).is_some() => {
                about.indicator = Some(i);
                near.push((NameKind::Indicator, column, name, i, likeness));
            }
            (Some(i), named) => {
                about.indicator = Some(i);
                if !matches!(named, Meaning::Exactly(_)) && !name.is_empty() && has_figures(grid, table, row) {
                    reader.tell_unlike(grid, row, (column, &name), (&code, i));
                }
            }
            (None, Meaning::Exactly(i)) => {
                about.indicator = Some(i);
                if reader.names.is_unknown_code(&code) && has_figures(grid, table, row) {
                    reader.tell_unknown_code(grid, table, row, &code, i);
                }
            }
            (None, Meaning::Nearly(i, likeness)) => {
                about.indicator = Some(i);
                near.push((NameKind::Indicator, column, name, i, likeness));
            }
            _ => {
                let written = if name.is_empty() { code } else { name };
                let names = (!written.is_empty()).then_some(NameKind::Indicator);
                return Err(Problem { rule: rules::UNKNOWN, column, written, names });
            }
        }
    }
    if let Some(col) = column(Role::Unit) {
        let written = text(Role::Unit);
        if written.is_empty() && before.unit.is_some() {
            about.unit = before.unit;
        } else if written.is_empty() && about.indicator.is_some() && parts::follow(grid, table, row) {
            // Its parts say whose it is.
        } else if written.is_empty() {
            return Err(Problem { rule: rules::UNIT_MISSING, column: Some(col), written, names: None });
        }
        // "I | Trảng Bom" over numbered rows, or a name in a column of districts, is the old district as likely as a commune.
        let roman = |order: String| !order.is_empty() && order.trim_end_matches('.').chars().all(|c| "IVX".contains(c));
        let grouping = (table.of_districts || roman(text(Role::Order))) && crate::names::kind_of(&written).is_none();
        match reader.names.unit(&written, period) {
            _ if written.is_empty() => {}
            Meaning::Exactly(i) if grouping && crate::names::kind_of(reader.names.name(NameKind::Unit, i)).is_some() => {
                about.unit = Some(i);
                near.push((NameKind::Unit, Some(col), written, i, 90));
            }
            Meaning::Exactly(i) => about.unit = Some(i),
            Meaning::Formerly(i) => {
                about.unit = Some(i);
                let cell = a1(row, col);
                let place = Place { sheet: &grid.sheet.name, cell: &cell, ..Place::default() };
                let now = reader.names.name(NameKind::Unit, i);
                reader.findings.push(rules::FORMER_UNIT.at(place, &[&written, now]));
            }
            Meaning::Nearly(i, likeness) => {
                about.unit = Some(i);
                near.push((NameKind::Unit, Some(col), written, i, likeness));
            }
            Meaning::Skipped => return Ok(None),
            Meaning::Nothing => {
                return Err(Problem { rule: rules::UNKNOWN_UNIT, column: Some(col), written, names: Some(NameKind::Unit) });
            }
        }
    }
    // A second column for units that says another one: "MA_DV | TEN_DV".
    for col in &table.other_units {
        let written = grid.shown(row, *col).map(Cell::raw).unwrap_or_default();
        let other = if written.is_empty() { Meaning::Nothing } else { reader.names.unit(&written, period) };
        if matches!(other, Meaning::Exactly(i) if about.unit.is_some_and(|unit| unit != i)) {
            return Err(Problem { rule: rules::UNITS_DIFFER, column: Some(*col), written, names: None });
        }
    }
    if !near.is_empty() && !has_figures(grid, table, row) {
        return Err(Problem { rule: rules::UNKNOWN, column: None, written: String::new(), names: None });
    }
    for (kind, col, written, index, likeness) in near {
        reader.near(kind, &grid.sheet.name, &a1(row, col.unwrap_or_default()), &written, index, likeness);
    }
    Ok(Some(about))
}

/// A row's period; a bare number under "Tháng" is the month of the year beside it, else of the sheet's.
fn month_of(grid: &Grid<'_>, table: &Table, row: u32, written: &str, sheet: Period) -> Option<Period> {
    let year = sheet.year();
    let over = |col: u32| table.header.map(|(_, last)| fold(&grid.raw(last, Some(col)))).unwrap_or_default();
    // Under "Kỳ" it may be a quarter; "Kỳ báo cáo" is of the month that the title names.
    let head = table.labels.get(&Role::Period).map(|col| over(*col)).unwrap_or_default();
    let month = written.parse::<u32>().ok().filter(|month| *month <= 12);
    let is_titled = sheet.months() == 1 && month == Some(sheet.end().month());
    if month.is_none() || head != "thang" && !(is_titled && head.starts_with("ky bao cao")) {
        return periods::whole(written, Some(year));
    }
    let beside = grid.row(row).find(|c| over(c.col) == "nam").map(Cell::raw);
    let year = beside.map_or(Some(year), |text| text.parse().ok())?;
    periods::whole(&format!("tháng {written}"), Some(year))
}

impl Reader<'_, '_> {
    /// A code that nobody knows beside the name of an indicator: of a part of it, of another one, or mistyped.
    fn tell_unknown_code(&mut self, grid: &Grid<'_>, table: &Table, row: u32, code: &str, named: usize) {
        let subject = &self.names.subjects[named];
        let cell = table.labels.get(&Role::Code).map(|col| a1(row, *col)).unwrap_or_default();
        let place = Place { sheet: &grid.sheet.name, cell: &cell, indicator: Some(subject.code), name: subject.name };
        self.findings.push(rules::CODE_UNKNOWN.at(place, &[code, subject.name, subject.code]));
    }

    /// A name beside a code that says something that the code's does not: a month, a plan, the contrary.
    fn tell_unlike(&mut self, grid: &Grid<'_>, row: u32, (column, name): (Option<u32>, &str), (code, coded): (&str, usize)) {
        let subject = &self.names.subjects[coded];
        let known = |wordings: &[&str]| canonical(&wordings.join(" ")).split(' ').map(str::to_owned).collect::<HashSet<_>>();
        let (counted, of_all) = (known(&[subject.name, subject.numerator, code]), known(&[subject.denominator]));
        let written = canonical(unnumbered(name.lines().next().unwrap_or_default()));
        // Behind "trên", "trong" stands of what it is a part.
        let at = [" tren ", " trong ", " so voi "].iter().filter_map(|of| written.find(of)).min().unwrap_or(written.len());
        let (part, whole) = written.split_at(at);
        if part.split(' ').all(|word| counted.contains(word))
            && whole.split(' ').all(|w| OF.contains(&w) || counted.contains(w) || of_all.contains(w))
        {
            return;
        }
        let cell = column.map(|col| a1(row, col)).unwrap_or_default();
        let place = Place { sheet: &grid.sheet.name, cell: &cell, indicator: Some(subject.code), name: subject.name };
        self.findings.push(rules::NAME_UNLIKE.at(place, &[name.lines().next().unwrap_or_default(), code, subject.name]));
    }
}

/// Words between a part and the whole that it is of; "… trong tháng" says nothing more.
const OF: [&str; 8] = ["", "tren", "trong", "so", "voi", "tong", "thang", "ky"];

fn tell_code_and_name(reader: &mut Reader<'_, '_>, grid: &Grid<'_>, table: &Table, row: u32, at: (Role, String, usize), coded: usize) {
    let (role, code, named) = at;
    let cell = table.labels.get(&role).map(|col| a1(row, *col)).unwrap_or_default();
    let indicator = reader.names.subjects[coded].code;
    let place = Place { sheet: &grid.sheet.name, cell: &cell, indicator: Some(indicator), name: "" };
    reader.findings.push(rules::CODE_AND_NAME.at(place, &[&code, reader.names.subjects[named].name]));
}
