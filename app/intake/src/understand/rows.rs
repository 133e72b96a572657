//! Which row is which indicator.

use super::IgnoredRow;
use crate::form::{Asked, Form};
use crate::grid::{Grid, Header, Role, a1, name_key};
use crate::rules::{self, Place, Rule};
use domain::Finding;
use domain::text::fold;
use std::collections::HashMap;

/// A row that answers something asked.
pub(super) struct Line<'a> {
    pub row: u32,
    pub asked: &'a Asked,
}

#[derive(Clone, Copy)]
enum Match<'a> {
    Asked(&'a Asked),
    /// It exists, but this unit is not asked it: its name.
    Known(&'a str),
}

/// Codes and names to indicators. A name that two of them share identifies neither.
struct Index<'a> {
    codes: HashMap<String, Match<'a>>,
    names: HashMap<String, Option<Match<'a>>>,
}

impl<'a> Index<'a> {
    fn new(form: &'a Form, known: &'a [(String, String)]) -> Self {
        let mut index = Self { codes: HashMap::new(), names: HashMap::new() };
        for asked in &form.asked {
            index.add(&asked.code, &asked.name, Match::Asked(asked));
        }
        for (code, name) in known.iter().filter(|(code, _)| !form.asked.iter().any(|a| a.code == *code)) {
            index.add(code, name, Match::Known(name));
        }
        index
    }

    fn add(&mut self, code: &str, name: &str, what: Match<'a>) {
        self.codes.insert(code.to_lowercase(), what);
        match self.names.entry(name_key(name)) {
            std::collections::hash_map::Entry::Vacant(free) => drop(free.insert(Some(what))),
            // What is asked of this unit comes before what is not.
            std::collections::hash_map::Entry::Occupied(mut taken) => {
                if !matches!((taken.get(), what), (Some(Match::Asked(_)), Match::Known(_))) {
                    taken.insert(None);
                }
            }
        }
    }
}

/// The rows that answer, and the rows passed over with the reason.
pub(super) fn match_rows<'a>(
    grid: &Grid<'_>,
    header: &Header<Role>,
    form: &'a Form,
    known: &'a [(String, String)],
    findings: &mut Vec<Finding>,
) -> (Vec<Line<'a>>, Vec<IgnoredRow>) {
    let index = Index::new(form, known);
    let column = |role| header.columns.get(&role).copied();
    let (mut lines, mut ignored): (Vec<Line>, Vec<IgnoredRow>) = (Vec::new(), Vec::new());
    let mut in_footer = false;
    for row in grid.rows().into_iter().filter(|row| *row > header.last) {
        let (code, name) = (grid.raw(row, column(Role::Code)), grid.raw(row, column(Role::Name)));
        let label = [&name, &code].into_iter().find(|t| !t.is_empty()).cloned().unwrap_or_else(|| first_text(grid, row));
        let by_code = index.codes.get(&code.to_lowercase()).copied().filter(|_| !code.is_empty());
        let by_name = index.names.get(&name_key(&name)).copied().flatten().filter(|_| !name.is_empty());
        let find = |rule: Rule, role: Role, particulars: &[&str], indicator: Option<&str>, findings: &mut Vec<Finding>| {
            let cell = column(role).filter(|col| grid.cell(row, *col).is_some()).or_else(|| grid.row(row).next().map(|c| c.col));
            let cell = cell.map(|col| a1(row, col)).unwrap_or_default();
            findings.push(rule.at(Place { sheet: &grid.sheet.name, cell: &cell, indicator, name: "" }, particulars));
        };
        let mut skip = |why: &str| ignored.push(IgnoredRow { row: row + 1, text: label.chars().take(80).collect(), why: why.to_owned() });
        in_footer |= is_footer(grid, row);
        match by_code.or(by_name) {
            Some(Match::Asked(asked)) => {
                if let (Some(_), Some(Match::Asked(Asked { name: other, code: c, .. }))) = (by_code, by_name)
                    && *c != asked.code
                {
                    find(rules::CODE_AND_NAME, Role::Code, &[&code, other], Some(&asked.code), findings);
                }
                match lines.iter().find(|line| line.asked.code == asked.code) {
                    None => lines.push(Line { row, asked }),
                    Some(_) if !has_figures(grid, header, row) => skip("dòng lặp lại, không có số"),
                    Some(first) => {
                        find(rules::DUPLICATE, Role::Numerator, &[&asked.name, &(first.row + 1).to_string()], Some(&asked.code), findings);
                    }
                }
            }
            _ if in_footer => skip("phần ký tên"),
            _ if is_total(&label) => skip("dòng tổng"),
            _ if is_column_numbers(grid, row) => skip("dòng đánh số cột"),
            _ if !has_figures(grid, header, row) => skip("không có số liệu"),
            Some(Match::Known(known)) => find(rules::NOT_ASKED, Role::Name, &[known], None, findings),
            None => find(rules::UNKNOWN, Role::Name, &[label.lines().next().unwrap_or_default()], None, findings),
        }
        check_target(grid, header, row, lines.last(), findings);
    }
    (lines, ignored)
}

/// The target printed in the form is not input; say so when somebody changed it.
fn check_target(grid: &Grid<'_>, header: &Header<Role>, row: u32, line: Option<&Line<'_>>, findings: &mut Vec<Finding>) {
    let (Some(line), Some(col)) = (line.filter(|l| l.row == row), header.columns.get(&Role::Target)) else { return };
    let written = grid.raw(row, Some(*col));
    let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    if !written.is_empty() && squeeze(&written) != squeeze(&line.asked.target_text) {
        let cell = a1(row, *col);
        let place = Place { sheet: &grid.sheet.name, cell: &cell, indicator: Some(&line.asked.code), name: "" };
        findings.push(rules::TARGET_CHANGED.at(place, &[&written, &line.asked.target_text]));
    }
}

fn first_text(grid: &Grid<'_>, row: u32) -> String {
    grid.row(row).map(|c| c.raw()).find(|t| t.chars().any(char::is_alphabetic)).unwrap_or_default()
}

/// Is there anything like a figure in the columns for figures?
fn has_figures(grid: &Grid<'_>, header: &Header<Role>, row: u32) -> bool {
    [Role::Numerator, Role::Denominator, Role::Ratio].iter().any(|role| {
        let cell = header.columns.get(role).and_then(|col| grid.cell(row, *col));
        cell.is_some_and(|c| c.formula_without_value() || c.raw().chars().any(|c| c.is_ascii_digit()))
    })
}

fn is_total(label: &str) -> bool {
    matches!(name_key(label).as_str(), "tong" | "cong" | "tong cong" | "tong so" | "toan tinh" | "cong chung" | "cong don")
}

/// A line such as `1 2 3 4 5=3/4` or `(1) (2) (3)` under the header.
fn is_column_numbers(grid: &Grid<'_>, row: u32) -> bool {
    let cells: Vec<String> = grid.row(row).map(|c| c.raw()).collect();
    let is_number = |text: &String| {
        let bare = text.trim_matches(['(', ')', '[', ']']);
        bare.contains('=') || bare.len() == 1 && bare.chars().all(char::is_alphabetic) || bare.parse::<u8>().is_ok_and(|n| n <= 40)
    };
    cells.len() >= 4 && cells.iter().all(is_number)
}

/// Does a signature block begin here?
fn is_footer(grid: &Grid<'_>, row: u32) -> bool {
    let starts = ["nguoi lap", "thu truong", "noi nhan", "ky ten", "ky ghi ro", "lanh dao", "tm uy ban", "giam doc", "chu tich"];
    grid.row(row).any(|cell| {
        let text = fold(&cell.raw());
        let dated = text.contains("ngay") && text.contains("thang") && text.contains("nam") && text.len() < 60;
        dated || (text.len() < 40 && starts.iter().any(|s| text.starts_with(s)))
    })
}
