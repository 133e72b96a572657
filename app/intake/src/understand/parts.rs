//! Parts of a figure that stand in rows of their own: "Tử số" and "Mẫu số" below the indicator that they are of.
//!
//! A table with a column of denominators has its parts side by side; there a second row for the same figure is a slip.

use super::Reader;
use super::rows::{About, Line};
use super::table::Table;
use crate::form::Shape;
use crate::grid::{Grid, name_key};
use crate::names::{Meaning, canonical};
use crate::periods;
use crate::words::{Basis, Role, basis, begins, looks_like_measure};
use domain::Period;
use std::collections::BTreeMap;

/// Notes a row as a part of the figure that `lines` ended with; false: it is none.
pub(super) fn add(
    reader: &Reader<'_, '_>,
    grid: &Grid<'_>,
    table: &Table,
    row: u32,
    label: &str,
    period: Period,
    lines: &mut [Line],
) -> bool {
    let Some(line) = lines.last_mut().filter(|line| !by_columns(table) && line.aside.is_none()) else { return false };
    let mut subjects = line.about.indicator.into_iter().chain(table.groups.iter().filter_map(|g| g.indicator));
    if subjects.any(|i| reader.names.subjects[i].shape != Shape::Ratio) {
        return false;
    }
    // A heading in between says that what follows is of something less: "Kỳ trước", "Trong đó".
    let end = line.parts.values().copied().chain([line.row]).max().unwrap_or(row);
    if grid.rows_between(end + 1..row).any(|between| !labelled(grid, table, between).is_empty()) {
        return false;
    }
    // Whatever names something else is of something else.
    let other = |role| {
        table.labels.get(&role).map(|col| grid.raw(row, Some(*col))).filter(|text: &String| {
            let own = table.labels.get(&role).map(|col| grid.raw(line.row, Some(*col))).unwrap_or_default();
            !text.is_empty() && text != label && *text != own
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
    let Some(part) = named(reader, label, line.about.indicator, period).filter(|part| !line.parts.contains_key(part)) else { return false };
    line.about.unit = line.about.unit.or(unit.and_then(Meaning::index));
    line.parts.insert(part, row);
    true
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
    let qualified = matches!(basis(label), Some(Basis::Other | Basis::ToDate))
        || periods::within(label, Some(period.year())).is_some()
        || label.contains('%') && part != Role::Ratio
        || reader.names.indicators_in(rest).iter().any(|i| Some(*i) != indicator);
    if qualified {
        return None;
    }
    let bracketed = label.split_once('(').map(|(_, inside)| inside.trim_end().trim_end_matches(')'));
    match label.split_once(':') {
        _ if rest.is_empty() => Some(part),
        Some((before, text)) if word(&name_key(before)).is_some_and(|(_, rest)| rest.is_empty()) => {
            let own = |(i, of): &(usize, Role)| Some(*i) == indicator && *of == part;
            let known = reader.names.wording(&canonical(text));
            (known.is_empty() || known.iter().any(own)).then_some(part)
        }
        _ => bracketed.filter(|inside| looks_like_measure(inside)).map(|_| part),
    }
}

fn labelled(grid: &Grid<'_>, table: &Table, row: u32) -> String {
    super::rows::label(grid, table, row)
}

/// A row that names its figure and, in a cell of its own, the part: it joins the line before when that is of the same figure, and
/// else begins one. Empty: it is a whole figure.
pub(super) fn own(grid: &Grid<'_>, table: &Table, row: u32, about: About, lines: &mut [Line]) -> Option<BTreeMap<Role, u32>> {
    let whole = |text: &str| word(text).filter(|(_, rest)| rest.is_empty()).map(|(part, _)| part);
    let part = if by_columns(table) { None } else { grid.row(row).find_map(|c| whole(&name_key(&c.raw()))) };
    let Some(part) = part else { return Some(BTreeMap::new()) };
    match lines.last_mut() {
        Some(line) if line.about == about && !line.parts.is_empty() && !line.parts.contains_key(&part) => {
            line.parts.insert(part, row);
            None
        }
        _ => Some(BTreeMap::from([(part, row)])),
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
