//! Which row speaks of what, and the rows that speak of nothing.

use super::Reader;
use super::about::{About, Problem, about};
use super::doubts;
use super::groups::{grouped, is_sum_of_group, self_named, under, unit_of_section, whose};
use super::heading::{self, Heading};
use super::kinds::{
    has_figures, is_column_numbers, is_example, is_figure, is_footer, is_level, is_of_unit, is_one_field, is_statistic, is_sum, is_total,
    last_figure, noted_by_number,
};
use super::layout::Layout;
use super::parts;
use super::table::Table;
use crate::grid::{Grid, a1, name_key, unnumbered};
use crate::names::{Meaning, NameKind, canonical, is_document, without_aim};
use crate::read::Cell;
use crate::rules::{self, Place};
use crate::words::{Basis, Role, basis, begins, is_guessed, is_no_result};
use domain::Period;
use domain::text::fold;
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

/// A row that holds figures, and what it is about.
pub(super) struct Line {
    pub row: u32,
    pub about: About,
    /// The words by which it says that it holds no results: "Kế hoạch".
    pub aside: Option<String>,
    /// In a file of text lines: a separator inside a number has made one field more.
    pub too_wide: bool,
    /// The rows of parts that stand below one another.
    pub parts: BTreeMap<Role, u32>,
}

/// The rows of a table that answer something, and its sums; the others go to the layout with the reason, or get a finding when they hold
/// figures.
pub(super) fn lines(
    reader: &mut Reader<'_, '_>,
    grid: &Grid<'_>,
    table: &Table,
    period: Period,
    layout: &mut Layout,
) -> (Vec<Line>, Vec<u32>) {
    let (mut lines, mut totals) = (vec![], vec![]);
    let (mut in_footer, mut after_total) = (false, false);
    // "Trong đó: cấp xã", "Còn lại": what the row above them consists of.
    let mut in_detail = false;
    // What the rows before say of those that leave it out: of a group only the first names it, or a line of its own does.
    let (mut before, mut section) = (About::default(), About::default());
    let (mut lost, mut cell) = (false, String::new());
    // What a line inside the table says of those below it.
    let (mut heading, mut numbered): (Option<Heading>, Option<char>) = (None, None);
    // The level ("Cấp xã") that the rows below an indicator's empty row are of.
    let mut level: Option<String> = None;
    let headed = |(first, last)| (first..=last).flat_map(|row| grid.row(row)).map(|c| c.col).max().unwrap_or(u32::MAX);
    let last = table.header.map_or(u32::MAX, headed);
    let too_wide = |row: u32, text: bool| text && (grid.row(row).any(|c| c.col > last) || noted_by_number(grid, table, row));
    let grouped = grouped(grid, table);
    let last_figure = LazyCell::new(|| last_figure(grid, table, period));
    let rows = grid.rows_between(table.body());
    for row in rows {
        let label = label(grid, table, row);
        in_footer |= is_footer(grid, row);
        if is_example(grid, table, row, &label) {
            layout.ignore(row, &label, "dòng ví dụ");
            continue;
        }
        if !too_wide(row, reader.is_text) && parts::add(reader, grid, table, row, &label, period, &mut lines) {
            continue;
        }
        if after_total && parts::is_label(&label) {
            if let Some(level) = level.as_ref().filter(|_| has_figures(grid, table, row)) {
                reader.findings.push(rules::LEVELS.at(place_of(grid, table, row, &mut cell), &[level]));
            }
            layout.ignore(row, &label, "dòng tổng");
            continue;
        }
        let said = about(reader, grid, table, row, (period, before)).map(|about| about.map(|about| under(about, table, section)));
        if said.is_err()
            && !in_footer
            && !has_figures(grid, table, row)
            && let Some(new) = heading::heading(&label, period)
        {
            (heading, numbered) = (Some(new), order_of(grid, table, row, &label));
            layout.ignore(row, &label, "tiêu đề của phần bên dưới");
            continue;
        }
        let said = said.map(|about| {
            about.map(|about| match heading {
                Some(Heading::Of(of)) => About { period: about.period.or(Some(of)), ..about },
                _ => about,
            })
        });
        let said = said.or_else(|problem| unit_of_section(reader, grid, table, row, section, period).map(Some).ok_or(problem));
        // The next heading of the same rank ends what one said.
        if said.is_err() && !has_figures(grid, table, row) && numbered.is_some() && order_of(grid, table, row, &label) == numbered {
            (heading, numbered) = (None, None);
        }
        // A heading that nobody knows ends a unit's group: whose the rows below it are is not sure any more.
        let bare = said.is_err() && !in_footer && !label.is_empty() && !has_figures(grid, table, row);
        // "(Số liệu chốt ngày 31/10/2026)" is a remark, and no heading.
        let unknown = bare && !is_total(&label) && !is_remark(&label);
        let of_unit = unknown && table.is_by_rows() && !table.labels.contains_key(&Role::Unit) && names_unit(reader, &label, period);
        if of_unit {
            let cell = grid.row(row).find(|c| c.raw() == label).map(|c| a1(row, c.col)).unwrap_or_default();
            match reader.names.unit(whose(&label), period) {
                Meaning::Nearly(i, likeness) => reader.near(NameKind::Unit, &grid.sheet.name, &cell, whose(&label), i, likeness),
                _ => {
                    let place = Place { sheet: &grid.sheet.name, cell: &cell, ..Place::default() };
                    reader.findings.push(rules::UNKNOWN_UNIT.at(place, &[&label]));
                    reader.unknown(NameKind::Unit, &grid.sheet.name, &cell, &label, vec![]);
                }
            }
        }
        if bare && !of_unit && !after_total {
            reader.findings.extend(doubts::section_doubts(grid, table, row, &label, reader.names, period));
        }
        // "II. Toàn tỉnh" ends a unit's group, too.
        let of_all = bare && is_total(&label);
        lost = lost || section.unit.is_some() && (unknown || of_all) || of_unit;
        // "II. Văn bản ký số" ends the group of an indicator; "Khối xã" does not.
        if unknown && section.indicator.is_some() && !doubts::is_of_group(&fold(unnumbered(&label))) {
            section = About::default();
        }
        before = said.as_ref().ok().copied().flatten().map(|about| about.of(&grouped)).unwrap_or_default();
        // Behind "Nơi nhận" stand the offices that get the paper.
        if !in_footer && let Some(named) = self_named(reader, grid, table, row, &label, period) {
            (section, lost) = (named, lost && named.unit.is_none());
        }
        let said = match said {
            Ok(Some(about)) if lost && about.unit == section.unit && has_figures(grid, table, row) => {
                Err(Problem { rule: rules::UNIT_MISSING, column: None, written: label.clone(), names: None })
            }
            other => other,
        };
        match said {
            Ok(Some(about)) if is_sum_of_group(reader, grid, table, row, about, period) => {
                after_total = true;
                layout.ignore(row, &label, "dòng tổng");
            }
            Ok(Some(about)) => {
                in_detail = false;
                reader.tell_other_unit(grid, table, row, about, &label);
                let under = || if let Some(Heading::Aside(words)) = &heading { Some(words.clone()) } else { None };
                let (aside, too_wide) = (aside(reader, grid, table, row).or_else(under), too_wide(row, reader.is_text));
                (after_total, level) = (false, None);
                match parts::own(reader, grid, table, (row, about), period, aside.is_some(), &mut lines) {
                    parts::Own::Begins(parts) => lines.push(Line { row, about, aside, too_wide, parts }),
                    parts::Own::Joined => {}
                    parts::Own::Else(col, text) if aside.is_none() => {
                        let cell = a1(row, col);
                        let place = Place { sheet: &grid.sheet.name, cell: &cell, ..Place::default() };
                        reader.findings.push(rules::PART_UNCLEAR.at(place, &[&text]));
                    }
                    parts::Own::Else(..) => lines.push(Line { row, about, aside, too_wide, parts: BTreeMap::new() }),
                }
            }
            Ok(None) => layout.ignore(row, &label, "đã xác nhận không phải số liệu báo cáo"),
            Err(_) if in_footer || has_figures(grid, table, row) && Some(row) > *last_figure => {
                layout.ignore(row, &label, "phần ký tên");
            }
            Err(_) if is_total(&label) && reader.names.wording(&canonical(&label)).is_empty() || reader.names.is_province(&label) => {
                after_total = !is_no_result(&label);
                totals.extend((is_total(&label) && after_total && !is_statistic(&label)).then_some(row));
                let of_empty = level.is_some() || lines.last().is_some_and(|line| is_empty(grid, table, line));
                level = (of_empty && is_level(&label)).then(|| label.clone());
                if level.is_some() && has_figures(grid, table, row) {
                    reader.findings.push(rules::LEVELS.at(place_of(grid, table, row, &mut cell), &[&label]));
                }
                layout.ignore(row, &label, "dòng tổng");
            }
            Err(_) if begins(&name_key(&label), "trong do") || in_detail && name_key(&label) == "con lai" => {
                in_detail = true;
                layout.ignore(row, &label, "dòng chi tiết");
            }
            Err(_) if is_sum_of_list(reader, grid, table, row, &lines) => {
                layout.ignore(row, &label, "dòng tổng");
            }
            Err(_) if is_column_numbers(grid, row) => layout.ignore(row, &label, "dòng đánh số cột"),
            Err(_) if reader.is_text && is_one_field(grid, row) => {
                let cell = a1(row, 0);
                reader.findings.push(rules::ONE_FIELD.at(Place { sheet: &grid.sheet.name, cell: &cell, ..Place::default() }, &[]));
            }
            Err(_) if !has_figures(grid, table, row) => layout.ignore(row, &label, "không có số liệu"),
            Err(problem) => {
                let named = || grid.row(row).find(|c| c.raw() == label).or_else(|| grid.row(row).next()).map(|c| c.col);
                let cell = problem.column.or_else(named).map(|col| a1(row, col)).unwrap_or_default();
                let place = Place { sheet: &grid.sheet.name, cell: &cell, ..Place::default() };
                let empty = "(trống)".to_owned();
                let written = match problem.column {
                    _ if !problem.written.is_empty() => &problem.written,
                    Some(col) if grid.raw(row, Some(col)).is_empty() && problem.rule != rules::UNIT_MISSING => &empty,
                    _ => &label,
                };
                let rule = if problem.rule == rules::UNKNOWN && parts::is_label(written) { rules::PART_UNCLEAR } else { problem.rule };
                reader.findings.push(rule.at(place, &[written.lines().next().unwrap_or_default()]));
                if let Some(kind) = problem.names {
                    reader.unknown(kind, &grid.sheet.name, &cell, written, figures(grid, table, row));
                }
            }
        }
    }
    // Of groups alone there is nothing to sum up.
    if let Some(first) = totals.first().filter(|_| lines.is_empty() && !table.is_by_rows()).filter(|row| has_figures(grid, table, **row)) {
        let label = label(grid, table, *first);
        let col = grid.row(*first).find(|c| c.raw() == label).map_or(0, |c| c.col);
        let cell = a1(*first, col);
        reader.findings.push(rules::UNKNOWN_UNIT.at(Place { sheet: &grid.sheet.name, cell: &cell, ..Place::default() }, &[&label]));
    }
    (lines, totals)
}

/// "(Số liệu chốt ngày 31/10/2026)": of the figures, and no name.
fn is_remark(label: &str) -> bool {
    let inside = label.strip_prefix('(').and_then(|l| l.strip_suffix(')')).map(fold).unwrap_or_default();
    ["so lieu chot", "so lieu den", "so lieu tinh den", "so lieu tu", "don vi tinh", "dvt", "tinh den", "chot"]
        .iter()
        .any(|lead| begins(&inside, lead))
}

/// A sum in the column of units, of an indicator that units above have reported.
fn is_sum_of_list(reader: &Reader<'_, '_>, grid: &Grid<'_>, table: &Table, row: u32, lines: &[Line]) -> bool {
    let summed = table.labels.get(&Role::Unit).is_some_and(|col| is_sum(&grid.raw(row, Some(*col))));
    let indicator = || reader.names.indicator_exactly(&label(grid, table, row));
    summed && indicator().is_some_and(|of| lines.iter().any(|line| line.about.indicator == Some(of)))
}

impl Reader<'_, '_> {
    /// In a form of one unit, whose rows have no column for units, a name that is also a unit's makes the figures those of that unit.
    fn tell_other_unit(&mut self, grid: &Grid<'_>, table: &Table, row: u32, about: About, label: &str) {
        let by_column = table.labels.contains_key(&Role::Unit) || table.groups.iter().any(|g| g.unit.is_some());
        let Some(other) = about.unit.filter(|unit| !self.is_anybodys() && !by_column && *unit != self.names.own_unit()) else { return };
        let col = grid.row(row).find(|c| c.raw() == label).map_or(0, |c| c.col);
        let (cell, name) = (a1(row, col), self.names.name(NameKind::Unit, other).to_owned());
        let place = Place { sheet: &grid.sheet.name, cell: &cell, ..Place::default() };
        self.findings.push(rules::OF_OTHER_UNIT.at(place, &[&name, &self.context.form.unit_name]));
    }
}

/// How a line is numbered, in the column for it or before its words.
fn order_of(grid: &Grid<'_>, table: &Table, row: u32, label: &str) -> Option<char> {
    let own = table.labels.get(&Role::Order).map(|col| grid.raw(row, Some(*col))).filter(|text| !text.is_empty() && text.len() <= 6);
    heading::numbering(own.as_deref().unwrap_or(label))
}

/// Of a table with a row for each indicator: is the row of this one empty, and no part of it found?
fn is_empty(grid: &Grid<'_>, table: &Table, line: &Line) -> bool {
    let by_rows = table.labels.contains_key(&Role::Name) || table.labels.contains_key(&Role::Code);
    by_rows && line.parts.is_empty() && !has_figures(grid, table, line.row)
}

/// Does a heading name a unit, or a part of one, that is not exactly one of the province's?
fn names_unit(reader: &Reader<'_, '_>, label: &str, period: Period) -> bool {
    let label = whose(label);
    let lower = unnumbered(label).to_lowercase();
    let kind = is_of_unit(label);
    match reader.names.unit(label, period) {
        Meaning::Nearly(..) => true,
        Meaning::Nothing => kind && lower.chars().count() <= 40,
        _ => false,
    }
}

/// The first figure of a row.
fn place_of<'a>(grid: &'a Grid<'_>, table: &Table, row: u32, cell: &'a mut String) -> Place<'a> {
    let columns: Vec<u32> = table.groups.iter().flat_map(|g| g.parts.values()).copied().collect();
    let first = grid.row(row).find(|c| columns.contains(&c.col) && is_figure(c)).map_or(0, |c| c.col);
    *cell = a1(row, first);
    Place { sheet: &grid.sheet.name, cell, ..Place::default() }
}

/// What a row says to be besides a result: by a word of its own ("Kế hoạch"), or behind its indicator's name ("… (luỹ kế)").
pub(super) fn aside(reader: &Reader<'_, '_>, grid: &Grid<'_>, table: &Table, row: u32) -> Option<String> {
    let name = table.labels.get(&Role::Name).copied();
    let read: Vec<u32> = table.groups.iter().flat_map(|g| g.parts.values()).copied().collect();
    let labels: Vec<u32> = table.labels.values().copied().filter(|col| Some(*col) != name).collect();
    let coded = table.labels.get(&Role::Code).copied();
    let named = name.into_iter().chain(coded).filter_map(|col| grid.shown(row, col)).map(Cell::raw);
    let named = named.filter(|text| text.contains('(') && !reader.names.is_whole_indicator(text));
    // "(mục tiêu 80 %)" says what is aimed at.
    let aims = |text: &str| fold(text).contains("muc tieu") && text.contains(|c: char| c.is_ascii_digit());
    let named = named
        .filter_map(|text| Some(without_aim(&text).rsplit_once('(')?.1.trim_end_matches(')').to_owned()))
        .filter(|t| !aims(t) && !is_document(t));
    let own = grid.row(row).filter(|c| !read.contains(&c.col) && !labels.contains(&c.col) && Some(c.col) != name);
    let short = own.map(|c| (c.col, c.raw())).filter(|(_, text)| text.chars().count() <= 30);
    // "Ước thực hiện" behind the figures is a remark on them, which are read.
    let remark = |col: u32, text: &str| read.iter().all(|c| *c < col) && is_guessed(text);
    let no_result = short.filter(|(col, text)| reader.no_result.says(text, is_no_result) && !remark(*col, text)).map(|(_, text)| text);
    let is_aside = |text: &String| reader.behind.says(text, |text| matches!(basis(text), Some(Basis::Other | Basis::ToDate)));
    named.filter(is_aside).chain(no_result).next()
}

/// What a row is called: its name, code or unit, else its first words.
pub(super) fn label(grid: &Grid<'_>, table: &Table, row: u32) -> String {
    let labels = [Role::Name, Role::Unit, Role::Code].into_iter().filter_map(|role| table.labels.get(&role));
    let texts = labels.map(|col| grid.raw(row, Some(*col)));
    let first = || grid.row(row).map(|c| c.raw()).find(|t| t.chars().any(char::is_alphabetic)).unwrap_or_default();
    // A star in the column of codes is no name.
    texts.into_iter().find(|t| t.chars().any(char::is_alphanumeric)).unwrap_or_else(first)
}

/// The first figures of a row as they stand there.
fn figures(grid: &Grid<'_>, table: &Table, row: u32) -> Vec<String> {
    let columns: BTreeSet<u32> = table.groups.iter().flat_map(|g| g.parts.values()).copied().collect();
    grid.row(row).filter(|c| columns.contains(&c.col) && is_figure(c)).take(3).map(Cell::raw).collect()
}
