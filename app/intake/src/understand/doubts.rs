//! What a sheet says of itself by which its figures may be others than they are taken for: titles, footnotes, the names of tables.

use super::heading::refers;
use super::kinds::{has_figures, is_footer, is_of_unit, is_total};
use super::sheet::{MOST_LINES, Said, period_of_tab, timed, title, titled_period, unheaded, unit_in};
use super::table::Table;
use crate::grid::{Grid, a1, unnumbered};
use crate::names::{Meaning, NameKind, Names, kind_of};
use crate::periods;
use crate::read::{ALTERED, Cell, CellValue};
use crate::rules::{self, Place};
use crate::words::{Basis, basis, begins, bracketed, is_guessed, objects, says, scale_of_title, scale_word};
use domain::text::fold;
use domain::{Finding, Period};
use std::collections::BTreeSet;
use std::ops::Range;

/// Where the lines above a table, or the sheet's name, say that the figures are of no whole period, or of two.
pub(super) fn period_doubts(grid: &Grid<'_>, above: Range<u32>, period: Period) -> Vec<Finding> {
    let (sheet, year) = (&grid.sheet.name, period.year());
    let lines = title(grid, above.clone()).chain([(String::new(), grid.sheet.name.clone())]);
    let doubts = lines.filter(|(_, text)| periods::is_of_no_period(text, period));
    let doubts = doubts.map(|(cell, text)| rules::NO_PERIOD.at(Place { sheet, cell: &cell, ..Place::default() }, &[&text]));
    let mut doubts: Vec<Finding> = doubts.take(1).collect();
    // "T9+T10"
    if doubts.is_empty() && periods::months_in(sheet).len() > 1 {
        doubts.push(rules::NO_PERIOD.at(Place { sheet, ..Place::default() }, &[sheet]));
    }
    // Another line that names another period.
    let differs = |of: &Period| *of != period && of.months() == period.months() || !of.overlaps(period);
    let other = |text: &str| periods::titled(text, year).filter(|_| !refers(&fold(text))).filter(differs);
    if let Some((cell, of)) = timed(grid, above.clone()).find_map(|(cell, text)| Some((cell, other(&text)?)))
        && doubts.is_empty()
    {
        let place = Place { sheet, cell: &cell, ..Place::default() };
        doubts.push(rules::PERIODS_DIFFER.at(place, &[&of.label(), &period.label()]));
    }
    // "Báo cáo tháng 10/2026 (số liệu tháng 9/2026)"
    let inside = |text: &str| {
        let (_, inside) = bracketed(text)?;
        periods::of_figures_noted(inside, year).filter(|of| *of != period && of.months() == period.months())
    };
    if let Some((cell, of)) = timed(grid, above.clone()).find_map(|(cell, text)| Some((cell, inside(&text)?)))
        && doubts.is_empty()
    {
        let place = Place { sheet, cell: &cell, ..Place::default() };
        doubts.push(rules::PERIODS_DIFFER.at(place, &[&of.label(), &period.label()]));
    }
    // "Tháng 9 năm 2O26", "Kỳ báo cáo: 09/26", "T9" in lines of their own.
    let unread = |(cell, text): (String, String)| {
        let rule = periods::unread(&text, period)?;
        Some((cell, text, rule))
    };
    if let Some((cell, text, other)) = timed(grid, above.clone()).find_map(unread).filter(|_| doubts.is_empty()) {
        let place = Place { sheet, cell: &cell, ..Place::default() };
        doubts.push(match other {
            Some(of) => rules::PERIODS_DIFFER.at(place, &[&of.label(), &period.label()]),
            None => rules::NO_PERIOD.at(place, &[&text]),
        });
    }
    let tab = periods::whole(sheet, Some(year));
    let differs = |said: &Said<Period>| tab.is_some_and(|tab| !said.what.overlaps(tab));
    if let Some(said) = titled_period(grid, above, year).filter(differs) {
        doubts.push(rules::TAB_PERIOD.at(Place { sheet, cell: &said.cell, ..Place::default() }, &[&said.what.label(), sheet]));
    }
    doubts
}

/// A line above tables whose rows or columns say their periods, or the sheet's name, that says another one than all of these.
pub(super) fn title_contradicted(grid: &Grid<'_>, above: Range<u32>, read: &BTreeSet<Period>) -> Option<Finding> {
    let (first, last) = (*read.first()?, *read.last()?);
    let sheet = &grid.sheet.name;
    let apart = |of: &Period| !read.iter().any(|p| of.overlaps(*p));
    let titled = |text: &str| periods::titled(text, last.year()).filter(|_| !refers(&fold(text)));
    let line = timed(grid, above.clone()).find_map(|(cell, text)| Some((cell, titled(&text).filter(apart)?)));
    if let Some((cell, of)) = line {
        let place = Place { sheet, cell: &cell, ..Place::default() };
        return Some(rules::PERIODS_DIFFER.at(place, &[&of.label(), &last.label()]));
    }
    if period_of_tab(grid, last.year()).filter(apart).is_some() {
        return Some(rules::TAB_PERIOD.at(Place { sheet, ..Place::default() }, &[&last.label(), sheet]));
    }
    // Above rows of one of them, "tháng 9 và tháng 10" is no doubt.
    let of_none =
        |(_, text): &(String, String)| first == last && periods::is_of_no_period(text, last) && periods::months_in(text).len() <= 1;
    let (cell, text) = title(grid, above).find(of_none)?;
    Some(rules::NO_PERIOD.at(Place { sheet, cell: &cell, ..Place::default() }, &[&text]))
}

/// A footnote by which the figures of a table, which are of `periods`, are of another period, or guessed.
pub(super) fn note_doubts(grid: &Grid<'_>, table: &Table, periods: &BTreeSet<Period>, flows: bool) -> Option<Finding> {
    let last = *periods.last()?;
    let below =
        grid.rows_between(table.body()).rev().take(MOST_LINES).take_while(|row| is_footer(grid, *row) || !has_figures(grid, table, *row));
    let notes = below.filter(|row| grid.row(*row).count() == 1).flat_map(|row| grid.row(row)).map(|c| (a1(c.row, c.col), c.raw()));
    let speaks = |text: &str| {
        let folded = fold(text);
        let of_table = ["so lieu", "bang tren", "bieu tren", "tu so", "so tam tinh"].iter().any(|w| folded.contains(w));
        let elsewhere = ["xem phu luc", "xem bieu", "xem bang", "kem bieu", "kem phu luc"].iter().any(|w| folded.contains(w));
        let plain = || !refers(&folded) && !elsewhere && !is_sentence_of_comparison(text);
        of_table && text.chars().count() <= 160 && (objects(text) || is_example(text) || plain())
    };
    let other = |text: &str| {
        let of_other = |of: Period| periods.iter().all(|p| of != *p && of.months() == p.months() || of.end() < p.start());
        let noted = periods::of_figures_noted(text, last.year()).is_some_and(of_other);
        let folded = fold(text);
        let owned = ["cua thang", "cua quy", "la thang", "la so lieu thang"].iter().any(|w| folded.contains(w));
        noted || owned && periods::within(text, Some(last.year())).is_some_and(of_other)
    };
    let bare = flows && table.groups.iter().all(|g| g.basis != Basis::ToDate);
    let since = |text: &str| periods::is_since_new_year(text) || periods::is_from_new_year(text, last.months());
    let to_date = |text: &str| bare && (basis(text) == Some(Basis::ToDate) || since(text));
    let no_period = |text: &str| periods::is_of_no_period(text, last);
    let doubts = |text: &str| is_guessed(text) || other(text) || objects(text) || is_example(text) || to_date(text) || no_period(text);
    let (cell, text) = notes.into_iter().find(|(_, text)| speaks(text) && doubts(text))?;
    let rule =
        if is_guessed(&text) || objects(&text) || is_example(&text) || to_date(&text) { rules::TABLE_OBJECTS } else { rules::NO_PERIOD };
    Some(rule.at(Place { sheet: &grid.sheet.name, cell: &cell, ..Place::default() }, &[&text]))
}

/// A line above a table that takes it back: "Số liệu chưa chốt", "BẢN NHÁP".
pub(super) fn title_objects(grid: &Grid<'_>, above: Range<u32>) -> Option<Finding> {
    let drafted = |text: &str| matches!(fold(text).as_str(), "ban nhap" | "nhap" | "du thao") || says(text, &["bản nháp"]);
    let objecting = |text: &str| text.chars().count() <= 60 && (objects(text) || drafted(text));
    let inside = |text: &str| bracketed(text).is_some_and(|(_, inside)| objecting(inside));
    let behind = |text: &str| text.rsplit_once(" - ").is_some_and(|(_, tail)| objecting(tail) || is_guessed(tail));
    let (cell, text) = title(grid, above).find(|(_, text)| objecting(text) || inside(text) || behind(text))?;
    Some(rules::TABLE_OBJECTS.at(Place { sheet: &grid.sheet.name, cell: &cell, ..Place::default() }, &[&text]))
}

/// A cell above a table that says nothing anybody could read: an error, a formula without result, a number in an odd format.
pub(super) fn unread_title(grid: &Grid<'_>, above: Range<u32>) -> Option<Finding> {
    let unread = |cell: &Cell| match &cell.value {
        CellValue::Error(error) => Some(error.to_string()),
        CellValue::Text(text) => text.contains(ALTERED).then(|| text.to_string()),
        _ => cell.formula_without_value().then(|| "công thức chưa có kết quả".to_owned()),
    };
    let cells = grid.rows_between(above).take(MOST_LINES).flat_map(|row| grid.row(row));
    let (cell, said) = cells.filter_map(|cell| Some((a1(cell.row, cell.col), unread(cell)?))).next()?;
    Some(rules::UNREAD_TITLE.at(Place { sheet: &grid.sheet.name, cell: &cell, ..Place::default() }, &[&said]))
}

/// The line above a further table that is the name of something nobody knows, where the table needs one: "Biểu 2. Văn bản ký số".
pub(super) fn unknown_title(grid: &Grid<'_>, above: Range<u32>, names: &Names<'_>, period: Period) -> Option<Said<String>> {
    let lines: Vec<(String, String)> = title(grid, above).collect();
    if lines.iter().any(|(_, text)| !names.indicators_in(text).is_empty()) {
        return None;
    }
    let known = |text: &str| {
        let folded = fold(text);
        let words =
            ["don vi", "dvt", "ghi chu", "tiep theo", "ky", "thang", "quy", "nam", "nguon", "ngay", "so lieu", "bao cao", "tong hop"];
        words.iter().any(|w| begins(&folded, w))
            || is_total(text)
            || is_of_group(&folded)
            || names.unit(text, period).index().is_some()
            || text.starts_with(['(', '*'])
    };
    let is_name = |text: &str| {
        let headed = unheaded(text) != fold(unnumbered(text)) || fold(text).starts_with("chi tieu");
        let rest = unheaded(text);
        // "Số: 12/BC-SYT" is the number of a letter.
        (headed || begins(&rest, "ty le") || begins(&rest, "so") && !text.contains([':', '/']))
            && rest.split(' ').count() >= 2
            && !known(unnumbered(text))
            && !is_of_group(&rest)
    };
    lines.into_iter().find(|(_, text)| text.chars().count() <= 200 && is_name(text)).map(|(cell, what)| Said { what, cell })
}

/// A line between rows that names something else than what they are read as: another indicator than the title's, another month, thousands.
pub(super) fn section_doubts(grid: &Grid<'_>, table: &Table, row: u32, label: &str, names: &Names<'_>, period: Period) -> Option<Finding> {
    let line = unnumbered(label);
    let followed = || grid.rows_between(row + 1..table.body().end).take(MOST_LINES).any(|below| has_figures(grid, table, below));
    if grid.row(row).count() > 2 || label.chars().count() > 120 || !followed() || refers(&fold(line)) {
        return None;
    }
    let cell = a1(row, grid.row(row).find(|c| c.raw() == label).map_or(0, |c| c.col));
    let place = Place { sheet: &grid.sheet.name, cell: &cell, ..Place::default() };
    let other = || table.titled.filter(|titled| matches!(names.indicators_in(line)[..], [named] if named != *titled));
    if let Some(titled) = other() {
        return Some(rules::OTHER_INDICATOR.at(place, &[line, names.subjects[titled].name]));
    }
    // "II. Khối xã T9/2026"
    let year = || periods::years_in(line).next();
    let of_month = || if let [month] = periods::months_in(line)[..] { Period::month(year()?, month) } else { None };
    let as_long = |of: &Period| of.months() == period.months();
    // "I. Chính quyền số năm 2025"; "đến năm 2025" is a target.
    let of_year = || {
        let folded = fold(line);
        let (before, year) = folded.rsplit_once(" nam ")?;
        let spaced = format!(" {before} ");
        let leads =
            [" den ", " giai doan ", " tu ", " truoc ", " thang ", " quy ", " so voi ", " de an ", " chi thi ", " chi so ", " dti "]
                .iter()
                .any(|w| spaced.contains(w));
        year.parse::<i32>().ok().filter(|y| *y < period.year() && *y > 2000 && !leads)?.to_string().parse().ok()
    };
    let other_month = |of: &Period| *of != period && as_long(of);
    let of = periods::titled(line, period.year()).filter(as_long).or_else(of_month).filter(other_month).or_else(of_year);
    if let Some(of) = of.filter(|_| table.is_of_titled_period()) {
        return Some(rules::PERIODS_DIFFER.at(place, &[&of.label(), &period.label()]));
    }
    scale_word(line).filter(|_| scale_of_title(line).is_none()).map(|_| rules::TABLE_OBJECTS.at(place, &[line]))
}

/// "Các sở, ban, ngành", "Khối xã", "Cấp xã": a part of the province's units.
pub(super) fn is_of_group(folded: &str) -> bool {
    ["cac ", "khoi ", "cap ", "nhom ", "so ban nganh", "xa phuong"].iter().any(|w| folded.starts_with(w))
}

/// "Số liệu minh hoạ": nobody's.
fn is_example(text: &str) -> bool {
    says(text, &["minh hoạ", "minh họa"])
}

fn is_sentence_of_comparison(text: &str) -> bool {
    ["so voi", "giam", "tang", "cap nhat thang", "cap nhat den", "dieu chinh"].iter().any(|w| fold(text).contains(w))
}

/// "Sở Y tế tỉnh Quảng Ngãi", "UBND huyện Lộc Ninh", "Phường Tân Hưng" above the figures of Xã Tân Hưng in this province.
pub(super) fn of_another(grid: &Grid<'_>, above: Range<u32>, names: &Names<'_>, period: Period, ours: &str) -> Option<Finding> {
    // "Phường Tân Phước" above the figures of Phường Phước Tân, where there is none of that name.
    let commune = if names.is_anybodys() { None } else { kind_of(names.name(NameKind::Unit, names.own_unit())) };
    let unknown = |text: &str| is_of_unit(text) && text.split_whitespace().count() <= 6 && names.unit(text, period) == Meaning::Nothing;
    let other = |text: &str| {
        let labelled = unit_in(text);
        let is_line = labelled.is_none() && commune.is_some() && kind_of(text) == commune;
        // "Đơn vị báo cáo: Công an xã A"
        let beside = labelled.as_deref().map(fold).filter(|of| !of.contains("ubnd") && !of.contains("uy ban"));
        let is_beside = beside.is_some_and(|of| ["cong an ", "dang uy ", "mat tran "].iter().any(|body| of.starts_with(body)));
        is_beside && commune.is_some() || names.is_of_another(labelled.as_deref().unwrap_or(text), period) || is_line && unknown(text)
    };
    let (cell, text) = title(grid, above).find(|(_, text)| other(text))?;
    Some(rules::OTHER_UNIT.at(Place { sheet: &grid.sheet.name, cell: &cell, ..Place::default() }, &[&text, ours]))
}
