//! Parts of a figure that stand in rows of their own: "Tử số" and "Mẫu số" below the indicator that they are of.
//!
//! A table with a column of denominators has its parts side by side; there a second row for the same figure is a slip.

use super::Reader;
use super::about::About;
use super::kinds;
use super::rows::{self, Line};
use super::table::Table;
use crate::form::Shape;
use crate::grid::{Grid, name_key};
use crate::names::{Meaning, canonical};
use crate::periods;
use crate::read::{Cell, CellValue};
use crate::words::{Basis, Role, basis, begins, looks_like_measure, scale_word};
use domain::Period;
use std::collections::BTreeMap;

/// What the cell of a part makes of a row that names its figure, too.
pub(super) enum Own {
    /// It is a part of the figure of the line before.
    Joined,
    /// It begins a figure; without parts it is a whole one.
    Begins(BTreeMap<Role, u32>),
    /// The cell, at this column, speaks of a part and of something more: "Tử số tháng trước".
    Else(u32, String),
}

/// Notes a row as a part of the figure that `lines` ended with; false: it is none.
pub(super) fn add(
    reader: &Reader<'_, '_>,
    grid: &Grid<'_>,
    table: &Table,
    row: u32,
    label: &str,
    period: Period,
    lines: &mut Vec<Line>,
) -> bool {
    let Some(line) = lines.last_mut().filter(|_| !by_columns(table)) else { return false };
    let mut subjects = line.about.indicator.into_iter().chain(table.groups.iter().filter_map(|g| g.indicator));
    if subjects.any(|i| reader.names.subjects[i].shape != Shape::Ratio) {
        return false;
    }
    // A row without a name of its own may say of what part it is behind other words, such as an office that helps.
    let cell = cell(grid, table, row).filter(|_| !is_named(grid, table, row));
    let label = cell.map_or_else(|| label.to_owned(), Cell::raw);
    // Whatever names something else is of something else.
    let other = |role| {
        table.labels.get(&role).map(|col| grid.raw(row, Some(*col))).filter(|text: &String| {
            let own = table.labels.get(&role).map(|col| grid.raw(line.row, Some(*col))).unwrap_or_default();
            !text.is_empty() && *text != label && *text != own
        })
    };
    let unit = other(Role::Unit).map(|text| reader.names.unit(&text, period));
    let sound = match unit {
        None => true,
        Some(Meaning::Exactly(unit)) => line.about.unit.is_none_or(|own| own == unit),
        Some(_) => false,
    };
    if !sound || other(Role::Code).is_some() || other(Role::Period).is_some() {
        return false;
    }
    let Some(part) = named(reader, &label, line.about.indicator, period) else { return false };
    // A heading in between says that what follows is of something less: "Kỳ trước", "Trong đó".
    let end = line.parts.values().copied().chain([line.row]).max().unwrap_or(row);
    if grid.rows_between(end + 1..row).any(|between| !rows::label(grid, table, between).is_empty()) {
        return false;
    }
    if line.aside.is_some() {
        // "Kế hoạch" in the column of the parts stands beside them, not above them.
        let beside = cell.is_some_and(|c| grid.raw(line.row, Some(c.col)) == *line.aside.as_deref().unwrap_or_default());
        let next = Line { row, about: line.about, aside: None, too_wide: false, parts: BTreeMap::from([(part, row)]) };
        lines.extend(beside.then_some(next));
        return beside;
    }
    if line.parts.contains_key(&part) || rows::aside(reader, grid, table, row).is_some() {
        return false;
    }
    line.about.unit = line.about.unit.or(unit.and_then(Meaning::index));
    line.parts.insert(part, row);
    true
}

/// Does a row without figures stand above parts of its own?
pub(super) fn follow(grid: &Grid<'_>, table: &Table, row: u32) -> bool {
    let next = grid.rows_between(row + 1..row + 4).next();
    !by_columns(table) && !kinds::has_figures(grid, table, row) && next.is_some_and(|next| is_label(&rows::label(grid, table, next)))
}

/// Has the row a name, code or unit of its own?
fn is_named(grid: &Grid<'_>, table: &Table, row: u32) -> bool {
    [Role::Name, Role::Code, Role::Unit].iter().filter_map(|role| table.labels.get(role)).any(|col| !grid.raw(row, Some(*col)).is_empty())
}

/// The cell by which a row, other than by its name or a remark, says of what part it is.
fn cell<'g>(grid: &'g Grid<'_>, table: &Table, row: u32) -> Option<&'g Cell> {
    let roles = [Role::Name, Role::Code, Role::Unit, Role::Note, Role::Evidence];
    let others: Vec<u32> = roles.iter().filter_map(|role| table.labels.get(role)).copied().collect();
    let of_part = |c: &&Cell| matches!(&c.value, CellValue::Text(text) if text.len() <= 200 && is_label(text));
    grid.row(row).filter(|c| !others.contains(&c.col)).find(of_part)
}

/// Does a row name a part, and neither figure nor unit? Then it is of the table above it and no header.
pub(super) fn is_row(grid: &Grid<'_>, table: &Table, row: u32) -> bool {
    !by_columns(table) && !is_named(grid, table, row) && cell(grid, table, row).is_some()
}

/// Could it be the label of a part?
pub(super) fn is_label(label: &str) -> bool {
    word(&name_key(label)).is_some()
}

/// The part that a label names, if it says nothing that makes it another figure: "Tử số luỹ kế", "Mẫu số (Phường Biên Hòa)".
fn named(reader: &Reader<'_, '_>, label: &str, indicator: Option<usize>, period: Period) -> Option<Role> {
    let folded = name_key(label);
    let Some((part, rest)) = word(&folded) else {
        return indicator.and_then(|i| by_wording(reader, i, &canonical(label)));
    };
    let described = label.split_once(':').filter(|(before, _)| word(&name_key(before)).is_some_and(|(_, rest)| rest.is_empty()));
    let known = described.map_or(&[][..], |(_, text)| reader.names.wording(&canonical(text)));
    if rest.is_empty() || known.iter().any(|(i, of)| Some(*i) == indicator && *of == part) {
        return (part == Role::Ratio || !label.contains('%')).then_some(part);
    }
    let qualified = matches!(basis(label), Some(Basis::Other | Basis::ToDate))
        || scale_word(label).is_some()
        || periods::within(label, Some(period.year())).is_some()
        || periods::years_in(label).any(|year| year != period.year())
        || label.contains('%') && part != Role::Ratio
        || reader.names.indicators_in(rest).iter().any(|i| Some(*i) != indicator);
    let bracketed = label.split_once('(').map(|(_, inside)| inside.trim_end().trim_end_matches(')'));
    // "(A)", "(1)": a letter to refer to it by.
    let harmless = |inside: &str| looks_like_measure(inside) || inside.chars().count() == 1;
    let sound = described.is_some() && known.is_empty() || described.is_none() && bracketed.is_some_and(harmless);
    (sound && !qualified).then_some(part)
}

/// A row that names its figure and, in a cell of its own, the part: it joins the line before when that is of the same figure, and
/// else begins one.
pub(super) fn own(
    reader: &Reader<'_, '_>,
    grid: &Grid<'_>,
    table: &Table,
    (row, about): (u32, About),
    period: Period,
    is_aside: bool,
    lines: &mut [Line],
) -> Own {
    // A plan is no part of a result.
    if is_aside {
        return Own::Begins(BTreeMap::new());
    }
    let cell = if by_columns(table) { None } else { cell(grid, table, row) };
    let Some(cell) = cell else { return Own::Begins(BTreeMap::new()) };
    let text = cell.raw();
    let Some(part) = named(reader, &text, about.indicator, about.period.unwrap_or(period)) else { return Own::Else(cell.col, text) };
    match lines.last_mut() {
        Some(line) if line.about == about && line.aside.is_none() && !line.parts.is_empty() && !line.parts.contains_key(&part) => {
            line.parts.insert(part, row);
            Own::Joined
        }
        _ => Own::Begins(BTreeMap::from([(part, row)])),
    }
}

/// Do the columns tell numerators from denominators?
fn by_columns(table: &Table) -> bool {
    table.groups.iter().any(|g| g.parts.contains_key(&Role::Denominator))
}

/// The part that a text begins by naming, and the rest of it. Names of indicators begin with "Tỷ lệ", too.
fn word(folded: &str) -> Option<(Role, &str)> {
    const RATIO: [&str; 4] = ["ty le", "ti le", "ty le phan tram", "ty le dat"];
    match folded {
        "ts" => return Some((Role::Numerator, "")),
        "ms" => return Some((Role::Denominator, "")),
        ratio if RATIO.contains(&ratio) => return Some((Role::Ratio, "")),
        _ => {}
    }
    let parts = [(Role::Numerator, "tu so"), (Role::Denominator, "mau so")];
    parts.into_iter().find(|(_, word)| begins(folded, word)).map(|(part, word)| (part, folded[word.len()..].trim_start()))
}

/// The part whose words in the catalogue these are.
fn by_wording(reader: &Reader<'_, '_>, indicator: usize, label: &str) -> Option<Role> {
    let subject = &reader.names.subjects[indicator];
    let wordings = [(Role::Numerator, subject.numerator), (Role::Denominator, subject.denominator)];
    wordings.into_iter().find(|(_, wording)| !label.is_empty() && canonical(wording) == *label).map(|(part, _)| part)
}
