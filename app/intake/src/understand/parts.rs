//! Parts of a figure that stand in rows of their own: "Tử số" and "Mẫu số" below the indicator that they are of.
//!
//! A table with a column of denominators has its parts side by side; there a second row for the same figure is a slip.

use super::Reader;
use super::rows::{About, Line};
use super::table::Table;
use crate::form::Shape;
use crate::grid::{Grid, name_key};
use crate::names::canonical;
use crate::words::{Role, begins};
use std::collections::BTreeMap;

/// Notes a row as a part of the figure that `lines` ended with; false: it is none.
pub(super) fn add(reader: &Reader<'_, '_>, grid: &Grid<'_>, table: &Table, row: u32, label: &str, lines: &mut [Line]) -> bool {
    let Some(line) = lines.last_mut().filter(|_| !by_columns(table)) else { return false };
    let mut subjects = line.about.indicator.into_iter().chain(table.groups.iter().filter_map(|g| g.indicator));
    if subjects.any(|i| reader.names.subjects[i].shape != Shape::Ratio) {
        return false;
    }
    // Whatever names something else is of something else.
    let named = [Role::Code, Role::Unit, Role::Period].into_iter().filter_map(|role| table.labels.get(&role)).filter_map(|col| {
        let text = grid.raw(row, Some(*col));
        (!text.is_empty() && text != label && text != grid.raw(line.row, Some(*col))).then_some(text)
    });
    if named.count() > 0 {
        return false;
    }
    let part = match word(&name_key(label)) {
        Some((_, rest)) if reader.names.indicators_in(rest).iter().any(|i| Some(*i) != line.about.indicator) => None,
        Some((part, _)) => Some(part),
        None => line.about.indicator.and_then(|i| by_wording(reader, i, &canonical(label))),
    };
    let Some(part) = part.filter(|part| !line.parts.contains_key(part)) else { return false };
    line.parts.insert(part, row);
    true
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
