//! Whose figures a sheet holds and of when: by the hidden sheet of our own form, else by the lines above the table, else by its name.

use super::table::Table;
use crate::context::Context;
use crate::grid::{Grid, a1, unnumbered};
use crate::names::{Meaning, Names};
use crate::periods;
use crate::read::{Cell, CellValue, Workbook};
use crate::rules::{self, Place};
use crate::words::{Basis, basis, begins, bracketed, is_guessed, is_time, looks_like_measure, scale_of_measure, scale_of_title};
use domain::text::fold;
use domain::{Finding, Period};
use std::collections::BTreeMap;
use std::ops::Range;

/// The hidden sheet by which a form knows whose and when it is.
pub(crate) const META_SHEET: &str = "_tiendo";

/// Something a sheet says of itself, and the cell where it says so; the cell is empty for the hidden sheet and for its name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said<T> {
    pub what: T,
    pub cell: String,
}

/// What our own form says of itself.
#[derive(Default)]
pub(super) struct Meta {
    pub unit: Option<String>,
    pub period: Option<String>,
    pub version: Option<String>,
}

impl Meta {
    pub fn read(book: &Workbook) -> Self {
        let Some(sheet) = book.sheets.iter().find(|s| s.name == META_SHEET) else { return Self::default() };
        let grid = Grid::new(sheet);
        let of =
            |key: &str| grid.rows().find(|row| grid.raw(*row, Some(0)) == key).map(|row| grid.raw(row, Some(1))).filter(|v| !v.is_empty());
        Self { unit: of("unit"), period: of("period"), version: of("version") }
    }
}

/// The period that the lines above a table name; one that says "Kỳ báo cáo" counts most.
pub(super) fn titled_period(grid: &Grid<'_>, above: Range<u32>, year: i32) -> Option<Said<Period>> {
    let said = |(cell, text): (String, String)| Some(Said { what: periods::titled(&text, year)?, cell });
    let labelled = timed(grid, above.clone()).filter(|(_, text)| periods::is_labelled(text)).find_map(said);
    labelled.or_else(|| timed(grid, above).find_map(said))
}

/// The lines above a table as far as they may speak of time: also "Tháng | 9 | Năm | 2026" in cells of their own, and a first or last
/// day of a month as a date.
pub(super) fn timed<'a>(grid: &'a Grid<'_>, above: Range<u32>) -> impl Iterator<Item = (String, String)> + 'a {
    grid.rows_between(above).take(MOST_LINES).flat_map(|row| {
        let cells: Vec<&Cell> = grid.row(row).take(12).collect();
        let texts = cells.iter().filter(|c| matches!(c.value, CellValue::Text(_))).map(|c| (a1(c.row, c.col), line_of(c)));
        let mut lines: Vec<(String, String)> = texts.collect();
        let of_day = lines.iter().any(|(_, text)| fold(text).contains("ngay"));
        let is_day = |c: &&&Cell| periods::is_day(&c.raw()) && periods::whole(&c.raw(), None).is_some();
        let days = cells.iter().filter(is_day).filter(|_| !of_day && cells.len() <= 3);
        lines.extend(days.filter_map(|c| Some((a1(c.row, c.col), format!("tháng {}", c.raw().split_once(['/', '-'])?.1)))));
        let number = |c: &&Cell| c.raw().parse::<u32>().is_ok();
        if cells.len() > 1 && cells.iter().any(number) {
            let joined = cells.iter().map(|c| c.raw()).collect::<Vec<_>>().join(" ");
            lines.push((a1(row, cells[0].col), joined));
        }
        lines
    })
}

/// Lines above a table that are looked at, from the top.
pub(super) const MOST_LINES: usize = 40;

/// The period that the lines above a table name, else the sheet's name.
pub(super) fn period_of(grid: &Grid<'_>, above: Range<u32>, year: i32) -> Option<Said<Period>> {
    titled_period(grid, above, year).or_else(|| Some(Said { what: period_of_tab(grid, year)?, cell: String::new() }))
}

/// The period that a sheet is named after; "2026" is a name for many things.
pub(super) fn period_of_tab(grid: &Grid<'_>, year: i32) -> Option<Period> {
    let name = &grid.sheet.name;
    let of_month = || if let [month] = periods::months_in(name)[..] { Period::month(year, month) } else { None };
    // "9-2026 CT"
    let folded = fold(name);
    let words: Vec<&str> = folded.split(' ').collect();
    let of_numbers =
        || words.windows(2).take(1).find_map(|w| (w[1].len() == 4).then(|| Period::month(w[1].parse().ok()?, w[0].parse().ok()?))?);
    let of = periods::whole(name, Some(year)).or_else(|| periods::within(name, None)).or_else(of_month).or_else(of_numbers)?;
    (of.to_string() != year.to_string()).then_some(of)
}

/// The unit that the lines above a table name: "Đơn vị báo cáo: Xã A", else a line that is a unit's whole name.
pub(super) fn unit_of(grid: &Grid<'_>, above: Range<u32>, names: &Names<'_>, period: Period) -> Option<Said<String>> {
    let labelled = title(grid, above.clone()).find_map(|(cell, text)| Some(Said { what: unit_in(&text)?, cell }));
    let whole = |text: &str| matches!(names.unit(text, period), Meaning::Exactly(_));
    let in_words = || title(grid, above.clone()).find_map(|(cell, text)| Some(Said { what: reporter(&text, whole)?, cell }));
    let line = || title(grid, above.clone()).find(|(_, text)| whole(text)).map(|(cell, what)| Said { what, cell });
    // Above the title stands whoever sends the paper, in the title whose figures it holds.
    labelled.or_else(in_words).or_else(line)
}

/// "Báo cáo kết quả chuyển đổi số của Sở Tư pháp tháng 10", "Sở Tư pháp - Báo cáo tháng 10": the unit in it. Letters and plans are of
/// other offices.
fn reporter(text: &str, is_unit: impl Fn(&str) -> bool) -> Option<String> {
    let starts = |text: &str, leads: &[&str]| leads.iter().any(|lead| fold(text).starts_with(lead));
    let folded = fold(text);
    let other = ["theo ", "gui ", "cong van", "ke hoach", "quyet dinh", "chi dao", "yeu cau", "huong dan", "chi tieu cua"];
    if text.chars().count() > 200 || other.iter().any(|w| folded.contains(w)) {
        return None;
    }
    let pieces: Vec<&str> = text.split([';', '(', ')', '–', '—']).flat_map(|piece| piece.split(" - ")).map(str::trim).collect();
    let reports = |piece: &&str| starts(piece, &["bao cao", "so lieu", "ket qua", "tong hop"]);
    if let (true, Some(unit)) = (pieces.iter().any(reports), pieces.iter().find(|piece| is_unit(piece))) {
        return Some((*unit).to_owned());
    }
    if !starts(text, &["bao cao", "bieu", "so lieu", "ket qua", "tong hop", "phu luc"]) {
        return None;
    }
    let lower = text.to_lowercase();
    let (_, behind) = lower.split_once(" của ")?;
    let words: Vec<&str> = behind.split_whitespace().collect();
    (2..=words.len().min(9)).rev().map(|n| words[..n].join(" ")).find(|name| is_unit(name))
}

/// The unit that a sheet is named after.
pub(super) fn unit_of_tab(grid: &Grid<'_>, names: &Names<'_>, period: Period) -> Option<Said<String>> {
    let name = &grid.sheet.name;
    matches!(names.unit(name, period), Meaning::Exactly(_)).then(|| Said { what: name.clone(), cell: String::new() })
}

/// Does a sheet say, by its name or above its table, that it holds no results, or those from the beginning of the year on?
pub(super) fn basis_of(grid: &Grid<'_>, above: Range<u32>, months: u32) -> Option<Basis> {
    // "9T", "LK T10"
    let name = fold(&grid.sheet.name);
    let counted = |word: &str| word.strip_suffix('t').and_then(|n| n.parse().ok()).is_some_and(|n: u32| (2..=12).contains(&n));
    let to_date = name.split(' ').any(|word| word == "lk" || counted(word));
    let said = basis_in(title(grid, above).map(|(_, text)| text).chain([grid.sheet.name.clone()]), months);
    // "Mục tiêu T10", "CK 2026"
    let untimed = name.split(' ').filter(|word| !is_time(word)).collect::<Vec<_>>().join(" ");
    let planned = matches!(untimed.as_str(), "muc tieu" | "ck" | "bq");
    planned.then_some(Basis::Other).or(said).or(to_date.then_some(Basis::ToDate))
}

/// The same of the lines above a further table; none of its own: as the first one.
pub(super) fn basis_of_section(grid: &Grid<'_>, table: &Table, first: Option<Basis>, months: u32) -> Option<Basis> {
    if table.above.start == 0 || title(grid, table.above.clone()).next().is_none() {
        return first;
    }
    basis_in(title(grid, table.above.clone()).map(|(_, text)| text), months)
}

pub(super) fn basis_in(lines: impl Iterator<Item = String>, months: u32) -> Option<Basis> {
    let lines: Vec<String> = lines.collect();
    let reports = |text: &String| ["bao cao", "ket qua", "tinh hinh"].iter().any(|w| fold(text).contains(w));
    let is_plan = |text: &String| {
        let folded = fold(text);
        folded.starts_with("ke hoach thuc hien") && !folded.contains("20")
            || begins(&folded, "vi du")
            || begins(&folded, "dang ky chi tieu")
            || begins(&folded, "binh quan")
            || begins(&folded, "trung binh")
            || folded.contains("so lieu gia dinh")
            || folded.contains("lieu thu nghiem")
            || folded.contains("vi du minh hoa")
    };
    if lines.iter().any(is_plan) && !lines.iter().any(reports) {
        return Some(Basis::Other);
    }
    // "Kết quả thực hiện các chỉ tiêu giao" tells of results.
    let tells_results = |text: &str| {
        let folded = fold(text);
        let guessed = ["uoc thuc hien", "du kien thuc hien"].iter().any(|w| folded.contains(w));
        folded.contains("ket qua") || folded.contains("thuc hien") && !guessed
    };
    // "Kết quả thực hiện (số liệu ước)"
    let planned = |text: &str| {
        let is_plan = |inside: &str| is_guessed(inside) || matches!(fold(inside).as_str(), "du kien" | "ke hoach" | "muc tieu");
        bracketed(text).is_some_and(|(_, inside)| is_plan(inside))
    };
    // "Ước kết quả thực hiện tháng 10"; "Kết quả tháng 9, ước tháng 10" has results.
    let tells_guesses =
        |text: &str| ["uoc ", "du kien ", "du bao "].iter().any(|w| unheaded(text).trim_start_matches("bang ").starts_with(w));
    let said = |text: String| {
        // "Tháng 10/2026 (kỳ trước: tháng 9/2026)"
        let aside = text.split_once('(').filter(|(main, inside)| !main.trim().is_empty() && fold(inside).contains("truoc"));
        let text = aside.map_or(text.as_str(), |(main, _)| main).to_owned();
        basis(&text)
            .or_else(|| (periods::is_from_new_year(&text, months) || periods::is_since_new_year(&text)).then_some(Basis::ToDate))
            .filter(|b| *b == Basis::ToDate || *b == Basis::Other && (!tells_results(&text) || tells_guesses(&text)))
    };
    lines.into_iter().find_map(|text| match () {
        () if planned(&text) => Some(Basis::Other),
        () if speaks_of_figures(&text) => said(text),
        () => None,
    })
}

/// Without "I.", "Phụ lục 1:", "Bảng 2." in front.
pub(super) fn unheaded(text: &str) -> String {
    let mut rest = fold(unnumbered(text));
    for lead in ["phu luc", "bang", "bieu so", "bieu", "phan", "muc"] {
        let number = |word: &&str| word.chars().all(|c| c.is_ascii_digit() || "ivx".contains(c)) && !word.is_empty();
        let behind = rest.strip_prefix(lead).map(str::trim_start);
        if let Some(after) = behind.and_then(|b| b.split_once(' ')).filter(|(n, _)| number(n)).map(|(_, after)| after.to_owned()) {
            rest = after;
        }
    }
    rest
}

/// Titles name plans and what is reported beside the month, too: "… thực hiện Kế hoạch số 12", "tháng 10 và luỹ kế".
fn speaks_of_figures(text: &str) -> bool {
    let folded = unheaded(text);
    let planned = folded.contains("ke hoach");
    let gives = [
        "ke hoach so lieu",
        "ke hoach chi tieu",
        "so lieu ke hoach",
        "ke hoach giao",
        "giao ke hoach",
        "so ke hoach",
        "chi tieu ke hoach",
        "bao cao ke hoach thang",
    ]
    .iter()
    .any(|w| folded.contains(w));
    // "Kế hoạch tháng 10", "KH 2026"; "Kế hoạch 12/KH-UBND" is a document.
    let of = ["ke hoach", "kh"].iter().find_map(|word| folded.strip_prefix(word)).map(str::trim_start);
    let is_tab = of.is_some_and(|rest| rest.is_empty() || rest.split(' ').next().is_some_and(is_time));
    let aims = folded.contains("muc tieu") && !folded.starts_with("muc tieu phan dau");
    // "Ngày nhận báo cáo: ngày 05 tháng sau", "Kỳ báo cáo liền trước: tháng 9/2026"
    let of_paper = ["ngay ", "thoi han ", "han ", "ky bao cao lien truoc "].iter().any(|w| folded.starts_with(w));
    let beside = of_paper || [" va ", " so sanh", " so voi", "kem theo", "can cu"].iter().any(|w| folded.contains(w)) || aims;
    !beside && (!planned || gives || is_tab)
}

/// In what more than ones the figures of a table are counted, as the lines between its title and its first figure say.
#[derive(Default)]
pub(super) struct Scale {
    pub all: Option<&'static str>,
    /// "(nghìn)" in a row of its own below the header.
    pub columns: BTreeMap<u32, &'static str>,
}

pub(super) fn scale_of(grid: &Grid<'_>, table: &Table, first: Option<u32>) -> Scale {
    let above = title(grid, table.above.clone()).map(|(_, text)| text);
    // A footnote stands alone in its row.
    let notes =
        grid.rows_between(table.body()).rev().take(MOST_LINES).filter(|row| grid.row(*row).count() == 1).flat_map(|row| grid.row(row));
    let all = above.chain(notes.map(Cell::raw)).find_map(|text| scale_of_title(&text));
    let below = grid.rows_between(table.first_body_row()..first.unwrap_or_default()).take(3).flat_map(|row| grid.row(row));
    let columns = below
        .filter(|c| c.raw().chars().any(char::is_alphabetic))
        .filter_map(|c| Some((c.col, scale_of_measure(c.raw().trim_matches(['(', ')']))?)))
        .collect();
    Scale { all, columns }
}

/// Is this a form of this unit and this period? Tells when it is not; a table of many units or periods is nobody's form.
pub(super) fn check_origin(
    meta: &Meta,
    unit: Option<&Said<String>>,
    period: Option<&Said<Period>>,
    context: &Context<'_>,
    names: &Names<'_>,
    sheet: &str,
) -> Vec<Finding> {
    let form = &*context.form;
    let whole = Place { sheet, ..Place::default() };
    let ours = format!("{} ({})", form.unit_name, form.unit_code);
    let mut findings = vec![];
    // Where the form itself says that it is ours, only another unit's whole name above it objects.
    let objects = |said: &Said<String>| meta.unit.is_none() || matches!(names.unit(&said.what, form.period), Meaning::Exactly(_));
    if let Some(theirs) = meta.unit.as_ref().filter(|theirs| **theirs != form.unit_code) {
        findings.push(rules::OTHER_UNIT.at(whole, &[theirs, &ours]));
    } else if let Some(said) = unit.filter(|said| objects(said) && !is_own(&said.what, context, names)) {
        findings.push(rules::OTHER_UNIT.at(Place { cell: &said.cell, ..whole }, &[&said.what, &ours]));
    }
    if let Some(theirs) = meta.period.as_ref().filter(|theirs| theirs.parse() != Ok(form.period)) {
        let said = theirs.parse::<Period>().map_or(theirs.clone(), Period::label);
        findings.push(rules::OTHER_PERIOD.at(whole, &[&said, &form.period.label()]));
    } else if let Some(said) = period.filter(|said| said.what != form.period) {
        findings.push(rules::OTHER_PERIOD.at(Place { cell: &said.cell, ..whole }, &[&said.what.label(), &form.period.label()]));
    }
    if let Some(version) = meta.version.as_ref().filter(|v| **v != form.version) {
        findings.push(rules::OLD_FORM.at(whole, &[version, &form.version]));
    }
    findings
}

/// "Nơi nhận: | Sở KH&CN", "- Sở Nội vụ;": who gets the paper, or helped with it.
fn is_of_recipients(grid: &Grid<'_>, row: u32) -> bool {
    let first = grid.row(row).next().map(Cell::raw).unwrap_or_default();
    let folded = fold(&first);
    let lead = ["noi nhan", "kinh gui", "don vi phoi hop", "nguoi lap", "luu"].iter().any(|w| begins(&folded, w));
    lead || first.starts_with(['-', '–', '+'])
}

/// The cells above a table: address and text.
pub(super) fn title<'a>(grid: &'a Grid<'_>, above: Range<u32>) -> impl Iterator<Item = (String, String)> + 'a {
    let rows = grid.rows_between(above).take(MOST_LINES).filter(|row| !is_of_recipients(grid, *row));
    let cells = rows.flat_map(|row| grid.row(row));
    cells.filter(|c| matches!(c.value, CellValue::Text(_))).map(|c| (a1(c.row, c.col), line_of(c)))
}

/// What a cell above a table says; "(Kèm theo Báo cáo tháng 9/2026)" as much as that report's title.
fn line_of(cell: &Cell) -> String {
    let text = cell.raw();
    let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(&text);
    let folded = fold(inner);
    let words: Vec<&str> = folded.split(' ').collect();
    let numbered = words.windows(2).any(|w| w[0] == "so" && w[1].starts_with(|c: char| c.is_ascii_digit()));
    let is_letter = numbered || words.contains(&"ngay") || text.contains("/BC");
    let report = inner.char_indices().nth("Kèm theo ".chars().count()).map(|(at, _)| inner[at..].to_owned());
    report.filter(|_| folded.starts_with("kem theo bao cao ") && !is_letter).unwrap_or(text)
}

/// "Đơn vị báo cáo: Xã A"
pub(super) fn unit_in(text: &str) -> Option<String> {
    let (label, name) = text.split_once(':')?;
    // "Đơn vị: Xã A   Mã đơn vị: …", "Nơi gửi: Xã A. Nơi nhận: …"
    let end = [";", "  ", ". Nơi nhận", ", Mã đơn vị", " Mã đơn vị"].iter().filter_map(|mark| name.trim_start().find(mark)).min();
    let name = end.map_or(name, |end| &name.trim_start()[..end]);
    let named = matches!(
        fold(label).as_str(),
        "don vi"
            | "don vi bao cao"
            | "ten don vi"
            | "co quan bao cao"
            | "don vi lap bieu"
            | "don vi lap"
            | "don vi thuc hien"
            | "noi gui"
            | "don vi gui"
            | "xa phuong"
            | "ten co quan"
            | "co quan"
    );
    // "Đơn vị: %", "Đơn vị tính: hồ sơ" speak of the measure.
    let counts = looks_like_measure(name.trim()) || scale_of_measure(name).is_some();
    (named && !counts && name.trim().chars().count() > 2).then(|| name.trim().to_owned())
}

/// A code in brackets decides; else the names, of which one may carry more in front ("UBND xã A").
fn is_own(written: &str, context: &Context<'_>, names: &Names<'_>) -> bool {
    let form = &*context.form;
    if let Some(i) = names.unit(written, form.period).index().filter(|_| !matches!(names.unit(written, form.period), Meaning::Nearly(..))) {
        return i == names.own_unit();
    }
    let (name, code) = match bracketed(written) {
        Some((name, code)) => (fold(name), Some(code)),
        None => (fold(written), None),
    };
    let ours = fold(&form.unit_name);
    code.is_some_and(|code| fold(code) == fold(&form.unit_code)) || name.ends_with(&ours) || ours.ends_with(&name)
}
