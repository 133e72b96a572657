//! Which row speaks of what, and the rows that speak of nothing.

use super::Reader;
use super::groups::{grouped, is_sum_of_group, self_named, under, unit_of_section, whose};
use super::layout::Layout;
use super::parts;
use super::sheet::{self, Heading};
use super::table::Table;
use crate::figure;
use crate::grid::{Grid, a1, name_key, unnumbered};
use crate::names::{Meaning, NameKind};
use crate::periods;
use crate::read::{Cell, CellValue};
use crate::rules::{self, Place, Rule};
use crate::words::{Basis, Role, basis, begins, is_no_result};
use domain::Period;
use domain::text::fold;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What a row's labels say. `None`: they say nothing of it, and something else does.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct About {
    pub indicator: Option<usize>,
    pub unit: Option<usize>,
    pub period: Option<Period>,
}

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

/// The rows of a table that answer something; the others go to the layout with the reason, or get a finding when they hold figures.
pub(super) fn lines(reader: &mut Reader<'_, '_>, grid: &Grid<'_>, table: &Table, period: Period, layout: &mut Layout) -> Vec<Line> {
    let mut lines = vec![];
    let (mut in_footer, mut after_total) = (false, false);
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
            && let Some(new) = sheet::heading(&label, period)
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
        let unknown = said.is_err() && !in_footer && !label.is_empty() && !is_total(&label) && !has_figures(grid, table, row);
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
        lost = lost || section.unit.is_some() && unknown || of_unit;
        before = said.as_ref().ok().copied().flatten().map(|about| about.of(&grouped)).unwrap_or_default();
        if let Some(named) = self_named(reader, grid, table, row, &label, period) {
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
            Err(_) if in_footer => layout.ignore(row, &label, "phần ký tên"),
            Err(_) if is_total(&label) || reader.names.is_province(&label) => {
                after_total = !is_no_result(&label);
                let of_empty = level.is_some() || lines.last().is_some_and(|line| is_empty(grid, table, line));
                level = (of_empty && is_level(&label)).then(|| label.clone());
                if level.is_some() && has_figures(grid, table, row) {
                    reader.findings.push(rules::LEVELS.at(place_of(grid, table, row, &mut cell), &[&label]));
                }
                layout.ignore(row, &label, "dòng tổng");
            }
            Err(_) if begins(&name_key(&label), "trong do") => layout.ignore(row, &label, "dòng chi tiết"),
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
    lines
}

/// How a line is numbered, in the column for it or before its words.
fn order_of(grid: &Grid<'_>, table: &Table, row: u32, label: &str) -> Option<char> {
    let own = table.labels.get(&Role::Order).map(|col| grid.raw(row, Some(*col))).filter(|text| !text.is_empty() && text.len() <= 6);
    sheet::numbering(own.as_deref().unwrap_or(label))
}

/// Of a table with a row for each indicator: is the row of this one empty, and no part of it found?
fn is_empty(grid: &Grid<'_>, table: &Table, line: &Line) -> bool {
    let by_rows = table.labels.contains_key(&Role::Name) || table.labels.contains_key(&Role::Code);
    by_rows && line.parts.is_empty() && !has_figures(grid, table, line.row)
}

/// Does a name begin as those of communes, their parts and the offices below a department do?
pub(super) fn is_of_unit(name: &str) -> bool {
    const KINDS: [&str; 12] = [
        "xã ",
        "phường ",
        "thị trấn ",
        "đặc khu ",
        "ấp ",
        "thôn ",
        "khu phố ",
        "huyện ",
        "bệnh viện ",
        "chi cục ",
        "trạm y tế",
        "trung tâm y tế",
    ];
    let lower = unnumbered(name).to_lowercase();
    // A name begins with a capital or a number: "Bệnh viện thông minh" is none.
    let named = |kind: &&&str| {
        let behind = unnumbered(name).chars().skip(kind.trim_end().chars().count()).find(|c| !c.is_whitespace());
        behind.is_none_or(|c| c.is_uppercase() || c.is_ascii_digit())
    };
    let kind = KINDS.iter().find(|kind| lower.starts_with(**kind)).filter(named);
    kind.is_some() && !["xã hội", "phường, xã"].iter().any(|w| lower.starts_with(w))
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

/// A part of the whole, and not its sum.
fn is_level(label: &str) -> bool {
    ["cap tinh", "cap xa", "cap so", "khoi", "so ban nganh", "cac so", "cac xa"].iter().any(|level| begins(&name_key(label), level))
}

/// The first figure of a row.
fn place_of<'a>(grid: &'a Grid<'_>, table: &Table, row: u32, cell: &'a mut String) -> Place<'a> {
    let columns: Vec<u32> = table.groups.iter().flat_map(|g| g.parts.values()).copied().collect();
    let first = grid.row(row).find(|c| columns.contains(&c.col) && is_figure(c)).map_or(0, |c| c.col);
    *cell = a1(row, first);
    Place { sheet: &grid.sheet.name, cell, ..Place::default() }
}

/// How like an indicator its name is with a limit behind it, in percent.
const LIMITED: u32 = 90;

/// Why a row with figures answers nothing.
struct Problem {
    rule: Rule,
    column: Option<u32>,
    written: String,
    /// Set when saying what the name means would mend it.
    names: Option<NameKind>,
}

/// What a row is about; none: somebody said that it is nothing to be reported.
fn about(
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
        let told = || month_of(grid, table, row, &written, sheet_period.year());
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
            (Some(i), Meaning::Nothing | Meaning::Nearly(..)) if crate::names::is_limited(&name) => {
                about.indicator = Some(i);
                near.push((NameKind::Indicator, column, name, i, LIMITED));
            }
            (Some(i), _) | (None, Meaning::Exactly(i)) => about.indicator = Some(i),
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
fn month_of(grid: &Grid<'_>, table: &Table, row: u32, written: &str, year: i32) -> Option<Period> {
    let over = |col: u32| table.header.map(|(_, last)| fold(&grid.raw(last, Some(col)))).unwrap_or_default();
    if !written.parse::<u32>().is_ok_and(|month| month <= 12) || table.labels.get(&Role::Period).is_none_or(|col| over(*col) != "thang") {
        return periods::whole(written, Some(year));
    }
    let beside = grid.row(row).find(|c| over(c.col) == "nam").map(Cell::raw);
    let year = beside.map_or(Some(year), |text| text.parse().ok())?;
    periods::whole(&format!("tháng {written}"), Some(year))
}

/// What a row says to be besides a result: by a word of its own ("Kế hoạch"), or behind its indicator's name ("… (luỹ kế)").
pub(super) fn aside(reader: &Reader<'_, '_>, grid: &Grid<'_>, table: &Table, row: u32) -> Option<String> {
    let name = table.labels.get(&Role::Name).copied();
    let read: Vec<u32> = table.groups.iter().flat_map(|g| g.parts.values()).copied().collect();
    let labels: Vec<u32> = table.labels.values().copied().filter(|col| Some(*col) != name).collect();
    let named = name.and_then(|col| grid.shown(row, col)).map(Cell::raw).filter(|text| text.contains('('));
    let named = named.filter(|text| !reader.names.is_whole_indicator(text));
    let named =
        named.and_then(|text| Some(text.rsplit_once('(')?.1.trim_end_matches(')').to_owned())).filter(|t| !fold(t).contains("muc tieu"));
    let own = grid.row(row).filter(|c| !read.contains(&c.col) && !labels.contains(&c.col) && Some(c.col) != name).map(Cell::raw);
    let short = own.filter(|text| text.chars().count() <= 30);
    let is_aside = |text: &String| matches!(basis(text), Some(Basis::Other | Basis::ToDate));
    named.into_iter().filter(is_aside).chain(short.filter(|text| is_no_result(text))).next()
}

fn tell_code_and_name(reader: &mut Reader<'_, '_>, grid: &Grid<'_>, table: &Table, row: u32, at: (Role, String, usize), coded: usize) {
    let (role, code, named) = at;
    let cell = table.labels.get(&role).map(|col| a1(row, *col)).unwrap_or_default();
    let indicator = reader.names.subjects[coded].code;
    let place = Place { sheet: &grid.sheet.name, cell: &cell, indicator: Some(indicator), name: "" };
    reader.findings.push(rules::CODE_AND_NAME.at(place, &[&code, reader.names.subjects[named].name]));
}

/// Is the remark of a row nothing but a number, and could the one before it have been cut in two? Behind a cut stand three digits.
fn noted_by_number(grid: &Grid<'_>, table: &Table, row: u32) -> bool {
    let Some(col) = table.labels.get(&Role::Note).copied() else { return false };
    let digits = |text: &str| (1..12).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
    let mut columns: Vec<u32> = table.groups.iter().flat_map(|g| g.parts.values()).copied().chain([col]).collect();
    columns.sort_unstable();
    let texts = columns.iter().skip(1).map(|col| grid.raw(row, Some(*col)));
    digits(&grid.raw(row, Some(col))) && texts.into_iter().any(|text| text.len() == 3 && digits(&text))
}

/// A line of a text file that another separator or quotation marks hold together.
fn is_one_field(grid: &Grid<'_>, row: u32) -> bool {
    let text = grid.raw(row, Some(0));
    let cut = [',', ';', '\t'].iter().any(|mark| text.matches(*mark).count() >= 2);
    grid.row(row).count() == 1 && cut && text.split([',', ';', '\t']).any(|field| field.trim().parse::<f64>().is_ok())
}

/// A row that shows how to fill in the others.
fn is_example(grid: &Grid<'_>, table: &Table, row: u32, label: &str) -> bool {
    let order = table.labels.get(&Role::Order).map(|col| fold(&grid.raw(row, Some(*col)))).unwrap_or_default();
    let says = |label: &str| label.contains("(ví dụ") || label.starts_with("ví dụ");
    matches!(order.as_str(), "vd" | "vi du") || !label.is_ascii() && says(&label.to_lowercase())
}

/// What a row is called: its name, code or unit, else its first words.
pub(super) fn label(grid: &Grid<'_>, table: &Table, row: u32) -> String {
    let labels = [Role::Name, Role::Unit, Role::Code].into_iter().filter_map(|role| table.labels.get(&role));
    let texts = labels.map(|col| grid.raw(row, Some(*col)));
    let first = || grid.row(row).map(|c| c.raw()).find(|t| t.chars().any(char::is_alphabetic)).unwrap_or_default();
    texts.into_iter().find(|t| !t.is_empty()).unwrap_or_else(first)
}

/// What a cell of no known meaning says by which the row does not count: "Đã hủy", "Nháp".
pub(super) fn taken_back(grid: &Grid<'_>, known: &HashSet<u32>, rows: impl Iterator<Item = u32>) -> Option<String> {
    const SAYS: [&str; 10] = ["đã hủy", "hủy", "huỷ", "đã huỷ", "nháp", "bản nháp", "đã xóa", "đã xoá", "không sử dụng", "chưa gửi"];
    let cells = rows.flat_map(|row| grid.row(row)).filter(|c| !known.contains(&c.col));
    let texts = cells.filter_map(|c| match &c.value {
        CellValue::Text(text) if text.len() <= 24 => Some(text.trim()),
        _ => None,
    });
    texts.filter(|text| SAYS.contains(&text.to_lowercase().as_str())).map(str::to_owned).next()
}

/// Is there anything like a figure in the columns for figures?
pub(super) fn has_figures(grid: &Grid<'_>, table: &Table, row: u32) -> bool {
    let columns: Vec<u32> = table.groups.iter().flat_map(|g| g.parts.values()).copied().collect();
    grid.row(row).any(|c| columns.contains(&c.col) && is_figure(c))
}

/// A sheet with a table of figures, and not just a number in a text.
pub(super) fn has_many_figures(grid: &Grid<'_>) -> bool {
    let number = |c: &Cell| match &c.value {
        CellValue::Number { .. } => true,
        // A telephone number is none, and neither is a sentence with a number in it.
        CellValue::Text(text) => text.len() <= 12 && text.chars().any(|c| c.is_ascii_digit()) && !text.contains(char::is_alphabetic),
        _ => false,
    };
    let holds = |row: &u32| grid.row(*row).any(|c| matches!(c.value, CellValue::Text(_)));
    let mut columns: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for cell in grid.rows().filter(holds).flat_map(|row| grid.row(row)).filter(|c| number(c)) {
        columns.entry(cell.col).or_default().push(cell.raw());
    }
    // 1, 2, 3 … number the lines.
    let order = |texts: &Vec<String>| texts.iter().enumerate().all(|(at, text)| text.trim_end_matches('.') == (at + 1).to_string());
    columns.values().filter(|texts| !order(texts)).map(Vec::len).sum::<usize>() >= 2
}

/// Could it be meant as a figure?
pub(super) fn is_figure(cell: &Cell) -> bool {
    match &cell.value {
        CellValue::Number { .. } | CellValue::Date(_) | CellValue::Error(_) => true,
        CellValue::Text(text) => text.chars().any(|c| c.is_ascii_digit()) && figure::absent(text.trim()).is_none(),
        CellValue::Bool(_) => true,
        CellValue::Empty => cell.formula,
    }
}

/// The first figures of a row as they stand there.
fn figures(grid: &Grid<'_>, table: &Table, row: u32) -> Vec<String> {
    let columns: BTreeSet<u32> = table.groups.iter().flat_map(|g| g.parts.values()).copied().collect();
    grid.row(row).filter(|c| columns.contains(&c.col) && is_figure(c)).take(3).map(Cell::raw).collect()
}

/// "Tổng cộng", "Cộng các sở", "Toàn tỉnh", "Khối xã, phường". With its marks "cộng" is not the "công" of an office.
fn is_total(label: &str) -> bool {
    let label = unnumbered(label).to_lowercase();
    let plain = name_key(&label);
    let first = label.split_whitespace().next().unwrap_or_default();
    let of_many = ["bình quân", "trung bình", "cao nhất", "thấp nhất", "trang"].iter().any(|w| begins(&label, w));
    if of_many || [" tổng", " cộng"].iter().any(|w| label.ends_with(w)) || is_no_result(&label) {
        return true;
    }
    if first.is_ascii() {
        return is_sum(&plain) || plain.starts_with("khoi ");
    }
    matches!(first.trim_end_matches([':', ',']), "tổng" | "cộng" | "khối" | "toàn" | "σ")
        || matches!(plain.as_str(), "cac so ban nganh" | "cac xa phuong" | "cac xa phuong dac khu" | "cap xa" | "cap tinh" | "so ban nganh")
}

/// Nothing but the word for a sum; "Cộng tác viên số" is a name.
pub(super) fn is_sum(text: &str) -> bool {
    matches!(name_key(text).as_str(), "tong" | "cong" | "tong cong" | "tong so" | "cong chung" | "cong don" | "total" | "sum" | "toan tinh")
}

/// A line such as `1 2 3 4 5=3/4` or `(1) (2) (3)` under the header.
fn is_column_numbers(grid: &Grid<'_>, row: u32) -> bool {
    let cells: Vec<String> = grid.row(row).map(|c| c.raw()).collect();
    let is_number = |text: &String| {
        let bare = text.trim_matches(['(', ')', '[', ']']);
        bare.contains('=') || bare.len() == 1 && bare.chars().all(char::is_alphabetic) || bare.parse::<u8>().is_ok_and(|n| n <= 60)
    };
    // Rising by one from cell to cell; forty communes with small figures do not.
    let first = |text: &str| text.split('=').next().unwrap_or_default().trim().trim_matches(['(', ')', '[', ']']).parse::<u8>().ok();
    let numbers: Vec<u8> = cells.iter().filter_map(|t| first(t)).collect();
    cells.len() >= 4 && cells.iter().all(is_number) && numbers.windows(2).all(|w| w[1] == w[0] + 1)
}

/// Does a signature block or a list of receivers begin here?
pub(super) fn is_footer(grid: &Grid<'_>, row: u32) -> bool {
    let starts = ["nguoi lap", "thu truong", "noi nhan", "ky ten", "ky ghi ro", "lanh dao", "tm uy ban", "giam doc", "chu tich", "ke toan"];
    grid.row(row).filter(|c| matches!(c.value, CellValue::Text(_))).any(|cell| {
        let raw = cell.raw();
        // Most cells of a long list are numbers or codes.
        if !(6..400).contains(&raw.len()) || !raw.contains(char::is_whitespace) {
            return false;
        }
        let text = fold(&raw);
        let dated = text.contains("ngay") && text.contains("thang") && text.contains("nam") && text.len() < 60;
        dated || (text.len() < 40 && starts.iter().any(|s| text.starts_with(s)))
    })
}
