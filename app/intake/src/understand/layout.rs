//! What was understood of the sheet's shape, to be shown and confirmed.

use super::{Choices, Value, form_header, letter};
use crate::figure::WrittenPercent;
use crate::form::Form;
use crate::grid::{Grid, Header, Role, a1};
use crate::number::{self, Convention, PercentScale, Separators, TypedPercent};
use crate::read::{Cell, CellValue, Workbook};
use crate::rules::{self, Place};
use domain::text::{fold, vi_number, vi_percent};
use domain::{Finding, Period};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The hidden sheet by which a form knows whose and when it is.
pub(crate) const META_SHEET: &str = "_tiendo";

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    pub sheet: String,
    /// As the spreadsheet program numbers it, from 1.
    pub header_row: u32,
    /// Column letters.
    pub columns: BTreeMap<Role, String>,
    /// How the numbers of each column were read, where any was typed as text.
    pub numbers: Vec<ColumnReading>,
    pub percent: Option<PercentReading>,
    pub ignored: Vec<IgnoredRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnReading {
    pub role: Role,
    pub column: String,
    pub separators: Separators,
    /// At most two, the most telling ones.
    pub examples: Vec<Example>,
    /// Some number has two readings and the column does not decide.
    pub needs_confirmation: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Example {
    pub cell: String,
    pub raw: String,
    /// As read, in Vietnamese notation.
    pub read: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PercentReading {
    pub scale: PercentScale,
    pub examples: Vec<Example>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IgnoredRow {
    pub row: u32,
    pub text: String,
    pub why: String,
}

/// The sheet with the fullest form header, a visible one before a hidden one; a finding for each other visible sheet that has one.
pub(super) fn find<'a>(book: &'a Workbook, findings: &mut Vec<Finding>) -> Option<(Grid<'a>, Header<Role>)> {
    let sheets = book.sheets.iter().filter(|s| s.name != META_SHEET).map(Grid::new);
    let mut found: Vec<_> = sheets.filter_map(|grid| form_header(&grid).map(|header| (grid, header))).collect();
    found.sort_by_key(|(grid, header)| (grid.sheet.hidden, std::cmp::Reverse(header.columns.len())));
    let mut found = found.into_iter();
    let best = found.next()?;
    for (other, _) in found.filter(|(grid, _)| !grid.sheet.hidden) {
        let place = Place { sheet: &other.sheet.name, ..Place::default() };
        findings.push(rules::OTHER_SHEET.at(place, &[&other.sheet.name, &best.0.sheet.name]));
    }
    Some(best)
}

/// Is this the form of this unit and this period? By the hidden sheet, else by the lines above the header.
pub(super) fn check_origin(book: &Workbook, grid: &Grid<'_>, header: &Header<Role>, form: &Form, findings: &mut Vec<Finding>) {
    let meta = book.sheets.iter().find(|s| s.name == META_SHEET).map(Grid::new);
    let meta_of = |key: &str| {
        let meta = meta.as_ref()?;
        meta.rows().into_iter().find(|row| meta.raw(*row, Some(0)) == key).map(|row| meta.raw(row, Some(1))).filter(|v| !v.is_empty())
    };
    let whole = Place { sheet: &grid.sheet.name, ..Place::default() };
    let ours = format!("{} ({})", form.unit_name, form.unit_code);
    if let Some(unit) = meta_of("unit") {
        if unit != form.unit_code {
            findings.push(rules::OTHER_UNIT.at(whole, &[&unit, &ours]));
        }
    } else if let Some((cell, unit)) = title(grid, header).find_map(|(cell, text)| Some((cell, unit_in(&text)?)))
        && !same_unit(&unit, form)
    {
        findings.push(rules::OTHER_UNIT.at(Place { cell: &cell, ..whole }, &[&unit, &ours]));
    }
    if let Some(period) = meta_of("period") {
        if period.parse() != Ok(form.period) {
            let said = period.parse::<Period>().map_or(period, Period::label);
            findings.push(rules::OTHER_PERIOD.at(whole, &[&said, &form.period.label()]));
        }
    } else if let Some((cell, period)) = title(grid, header).find_map(|(cell, text)| Some((cell, period_in(&text)?)))
        && period != form.period
    {
        findings.push(rules::OTHER_PERIOD.at(Place { cell: &cell, ..whole }, &[&period.label(), &form.period.label()]));
    }
    if let Some(version) = meta_of("version").filter(|v| *v != form.version) {
        findings.push(rules::OLD_FORM.at(whole, &[&version, &form.version]));
    }
}

/// The cells above the header: address and text.
fn title<'a>(grid: &'a Grid<'_>, header: &'a Header<Role>) -> impl Iterator<Item = (String, String)> + 'a {
    let cells = (0..header.first).flat_map(|row| grid.row(row));
    cells.filter(|c| matches!(c.value, CellValue::Text(_))).map(|c| (a1(c.row, c.col), c.raw()))
}

/// "Đơn vị báo cáo: Xã A" names a unit.
fn unit_in(text: &str) -> Option<String> {
    let (label, name) = text.split_once(':')?;
    let named = matches!(fold(label).as_str(), "don vi" | "don vi bao cao" | "ten don vi");
    (named && !name.trim().is_empty()).then(|| name.trim().to_owned())
}

/// A code in brackets decides; else the names, of which one may carry more in front ("UBND xã A").
fn same_unit(written: &str, form: &Form) -> bool {
    let (name, code) = match written.trim_end().strip_suffix(')').and_then(|w| w.rsplit_once('(')) {
        Some((name, code)) => (name, Some(code.trim())),
        None => (written, None),
    };
    let (name, ours) = (format!(" {}", fold(name)), format!(" {}", fold(&form.unit_name)));
    code.is_some_and(|code| fold(code) == fold(&form.unit_code)) || name.ends_with(&ours) || ours.ends_with(&name)
}

/// "Kỳ báo cáo: tháng 10 năm 2026" names a period; a date ("ngày 05 tháng 11 năm 2026") does not.
fn period_in(text: &str) -> Option<Period> {
    let text = fold(text);
    if text.contains("ngay") || !(text.starts_with("ky ") || text.contains("ky bao cao") || text.contains("bieu bao cao")) {
        return None;
    }
    let words: Vec<&str> = text.split(' ').filter(|w| *w != "nam" || text.contains("dau nam") || text.contains("cuoi nam")).collect();
    let year = |w: &str| w.parse::<i32>().ok().filter(|y| (1900..=9999).contains(y));
    words.windows(3).find_map(|w| match w {
        ["thang", month, y] => Period::month(year(y)?, month.parse().ok()?),
        ["quy", quarter, y] => {
            let n = ["i", "ii", "iii", "iv"].iter().position(|r| r == quarter).map(|i| i + 1).or(quarter.parse().ok())?;
            format!("{}-Q{n}", year(y)?).parse().ok()
        }
        ["dau", "nam", y] => format!("{}-H1", year(y)?).parse().ok(),
        ["cuoi", "nam", y] => format!("{}-H2", year(y)?).parse().ok(),
        _ => None,
    })
}

impl Layout {
    pub(super) fn new(grid: &Grid<'_>, header: &Header<Role>, ignored: Vec<IgnoredRow>) -> Self {
        let columns = header.columns.iter().map(|(role, col)| (*role, letter(Some(col)))).collect();
        Self { sheet: grid.sheet.name.clone(), header_row: header.last + 1, columns, ignored, ..Self::default() }
    }

    /// Infers one column's convention from its texts and notes it with two examples, if it has numbers typed as text.
    pub(super) fn read_column<'a>(&mut self, role: Role, cells: impl Iterator<Item = &'a Cell>, choices: &Choices) -> Convention {
        let texts: Vec<(&Cell, String)> = cells.filter(|c| matches!(c.value, CellValue::Text(_))).map(|c| (c, c.raw())).collect();
        let convention = match choices.separators.get(&role) {
            Some(chosen) => Convention::chosen(*chosen),
            None => number::infer(texts.iter().map(|(_, text)| text.as_str())),
        };
        let bare = |text: &str| text.trim_end_matches('%').trim_end().to_owned();
        let mut telling: Vec<_> =
            texts.iter().filter(|(_, text)| text.contains(['.', ',', '%']) && text.contains(|c: char| c.is_ascii_digit())).collect();
        telling.sort_by_key(|(_, text)| std::cmp::Reverse(text.matches(['.', ',']).count()));
        let ambiguous = |text: &str| matches!(convention.parse(&bare(text)), Err(number::NotANumber::Ambiguous(..)));
        let needs_confirmation = telling.iter().any(|(_, text)| ambiguous(text));
        let examples: Vec<Example> = telling
            .iter()
            .take(2)
            .map(|(cell, raw)| {
                let read = convention.parse(&bare(raw)).map(vi_number).unwrap_or_default();
                Example { cell: a1(cell.row, cell.col), raw: raw.clone(), read }
            })
            .collect();
        if !examples.is_empty() {
            let column = self.columns.get(&role).cloned().unwrap_or_default();
            self.numbers.push(ColumnReading { role, column, separators: convention.separators, examples, needs_confirmation });
        }
        convention
    }

    /// Decides whether plain numbers in the percentage column are 80 or 0,8, by comparing with the counts, and gives each value its
    /// typed percentage.
    pub(super) fn set_percent(&mut self, values: &mut [Value], written: &[Option<WrittenPercent>], choices: &Choices) {
        let fits = |scale: PercentScale| {
            let rows = values.iter().zip(written).filter_map(|(value, written)| Some((value, written.as_ref()?)));
            let plain = rows.filter(|(_, written)| !written.says_its_scale() && written.written != 0.0);
            plain.filter(|(value, written)| agrees(value, written.typed(scale))).count()
        };
        let fraction = fits(PercentScale::Fraction) > fits(PercentScale::Points);
        let scale = choices.percent.unwrap_or(if fraction { PercentScale::Fraction } else { PercentScale::Points });
        let mut examples = Vec::new();
        for (value, written) in values.iter_mut().zip(written) {
            let Some(written) = written else { continue };
            let typed = written.typed(scale);
            value.typed_percent = Some(typed);
            if examples.len() < 2 {
                let read = vi_percent(typed.points, 1);
                examples.push(Example { cell: value.ratio_cell.clone(), raw: written.written.to_string().replace('.', ","), read });
            }
        }
        self.percent = (!examples.is_empty()).then_some(PercentReading { scale, examples });
    }
}

fn agrees(value: &Value, typed: TypedPercent) -> bool {
    matches!((value.numerator, value.denominator), (Some(n), Some(d)) if typed.agrees(n, d))
}
