//! Which findings stand where: by cell for the marks, in one order for the list.

use super::list::ADVICE;
use super::look::label;
use crate::grid::a1;
use domain::text::nfc;
use domain::{Finding, Severity};
use std::collections::BTreeMap;

/// Most cells that get a mark and most lines of the list: beyond it nobody works through a file cell by cell.
const MAX_MARKS: usize = 10_000;
/// Longest comment, in characters; programs keep 32,767.
const MAX_COMMENT: usize = 8_000;
/// Most merged areas of a sheet.
pub(super) const MAX_SPANS: usize = 200_000;
/// Most rows and columns of a sheet.
const MAX_ROW: u32 = 1_048_576;
pub(super) const MAX_COLUMN: u32 = 16_384;

/// A place in a sheet, from 0: row, column.
pub(super) type Place = (u32, u32);

/// What is to be said on one cell: worst first.
#[derive(Clone, Debug)]
pub(super) struct Note<'a> {
    findings: Vec<&'a Finding>,
}

impl Note<'_> {
    pub fn worst(&self) -> Severity {
        self.findings.iter().map(|f| f.severity).min().unwrap_or(Severity::Notice)
    }

    /// One paragraph a finding, each beginning with its severity in words.
    pub fn paragraphs(&self) -> Vec<(&'static str, String)> {
        let mut left = MAX_COMMENT;
        let mut out: Vec<(&'static str, String)> = Vec::new();
        for finding in &self.findings {
            let said = (label(finding.severity), finding.message.trim().replace(['\r', '\n'], " ").chars().take(left).collect::<String>());
            left -= said.1.chars().count();
            if left > 0 && !out.contains(&said) {
                out.push(said);
            }
        }
        out
    }

    pub fn text(&self) -> String {
        self.paragraphs().iter().map(|(label, message)| format!("{label}: {message}")).collect::<Vec<_>>().join("\n")
    }
}

pub(super) type Notes<'a> = BTreeMap<Place, Note<'a>>;

/// A line of the list; `sheet` counts the workbook's sheets and is missing when the finding is about none of them.
pub(super) struct Line<'a> {
    pub sheet: Option<usize>,
    pub place: Option<Place>,
    pub finding: &'a Finding,
}

pub(super) struct Plan<'a> {
    /// One for each sheet.
    pub notes: Vec<Notes<'a>>,
    pub lines: Vec<Line<'a>>,
    /// How many findings of each severity there are, listed or not.
    pub counts: [usize; 3],
    /// What to do with the list.
    pub advice: &'static str,
}

impl<'a> Plan<'a> {
    /// `sheets` are the names of the workbook's sheets, in order.
    pub fn new(findings: &'a [Finding], sheets: &[String]) -> Self {
        let index: BTreeMap<String, usize> = sheets.iter().enumerate().rev().map(|(i, name)| (nfc(name), i)).collect();
        let mut lines: Vec<Line<'a>> = findings
            .iter()
            .map(|finding| {
                let sheet = index.get(&nfc(&finding.sheet)).copied();
                Line { sheet, place: sheet.and_then(|_| place(&finding.cell)), finding }
            })
            .collect();
        lines.sort_by_key(|l| (l.finding.severity, l.sheet.unwrap_or(usize::MAX), l.place));
        let counts = [Severity::Blocking, Severity::Justify, Severity::Notice].map(|s| findings.iter().filter(|f| f.severity == s).count());
        let mut notes: Vec<Notes<'a>> = sheets.iter().map(|_| Notes::new()).collect();
        lines.truncate(MAX_MARKS);
        for line in &lines {
            if let (Some(sheet), Some(place)) = (line.sheet, line.place) {
                notes[sheet].entry(place).or_insert_with(|| Note { findings: Vec::new() }).findings.push(line.finding);
            }
        }
        Self { notes, lines, counts, advice: ADVICE }
    }

    /// Findings that are not in the list.
    pub fn unlisted(&self) -> usize {
        self.counts.iter().sum::<usize>() - self.lines.len()
    }
}

/// A rectangle of cells that are merged into its upper left one; both ends inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub first: Place,
    pub last: Place,
}

/// Notes inside a merged area belong to its upper left cell, the only one that is seen.
pub(super) fn onto_merged<'a>(notes: &Notes<'a>, spans: &[Span]) -> Notes<'a> {
    let mut out = Notes::new();
    for (place, note) in notes {
        let inside = |s: &&Span| (s.first.0..=s.last.0).contains(&place.0) && (s.first.1..=s.last.1).contains(&place.1);
        let to = spans.iter().find(inside).map_or(*place, |s| s.first);
        let all = &mut out.entry(to).or_insert_with(|| Note { findings: Vec::new() }).findings;
        all.extend(&note.findings);
        all.sort_by_key(|f| f.severity);
    }
    out
}

/// The place of an address like `F18` or `$F$18`; nothing for what no sheet has.
pub(super) fn place(address: &str) -> Option<Place> {
    let plain = address.trim();
    let plain = plain.strip_prefix('$').unwrap_or(plain);
    let digits = plain.bytes().position(|b| !b.is_ascii_alphabetic())?;
    let (letters, digits) = plain.split_at(digits);
    let digits = digits.strip_prefix('$').unwrap_or(digits);
    if letters.is_empty() || letters.len() > 3 || digits.len() > 7 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let column = letters.bytes().fold(0, |column, c| column * 26 + u32::from(c.to_ascii_uppercase() - b'A' + 1));
    let row: u32 = digits.parse().ok()?;
    ((1..=MAX_ROW).contains(&row) && (1..=MAX_COLUMN).contains(&column)).then(|| (row - 1, column - 1))
}

/// The area of `B2:D9` or of a single `B2`.
pub(super) fn span(area: &str) -> Option<Span> {
    let (first, last) = area.split_once(':').unwrap_or((area, area));
    let (a, b) = (place(first)?, place(last)?);
    Some(Span { first: (a.0.min(b.0), a.1.min(b.1)), last: (a.0.max(b.0), a.1.max(b.1)) })
}

/// `F18` for a place.
pub(super) fn address(place: Place) -> String {
    a1(place.0, place.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(severity: Severity, sheet: &str, cell: &str, message: &str) -> Finding {
        Finding { severity, rule: "r".into(), sheet: sheet.into(), cell: cell.into(), indicator: None, message: message.into() }
    }

    #[test]
    fn addresses_become_places() {
        for (text, expected) in [("A1", Some((0, 0))), ("$f$18", Some((17, 5))), ("XFD1048576", Some((1_048_575, 16_383)))] {
            assert_eq!(place(text), expected, "{text}");
        }
        for text in ["", "A0", "XFE1", "A1048577", "1A", "A", "A1B", "ÂA1", "A-1", "A99999999999"] {
            assert_eq!(place(text), None, "{text}");
        }
    }

    #[test]
    fn several_findings_of_a_cell_are_one_note_worst_first() {
        use Severity::{Blocking, Notice};
        let findings = [
            finding(Notice, "Biểu", "B2", "thấp"),
            finding(Blocking, "Biểu", "B2", "sai"),
            finding(Blocking, "Biểu", "C3", "gộp"),
            finding(Notice, "", "", "cả tệp"),
            finding(Notice, "Không có", "B2", "ở đâu"),
        ];
        // The sheet's name as a Mac writes it.
        let plan = Plan::new(&findings, &["Biê\u{309}u".to_owned()]);
        assert_eq!(plan.counts, [2, 0, 3]);
        assert_eq!(plan.notes[0][&(1, 1)].text(), "PHẢI SỬA: sai\nLƯU Ý: thấp");
        assert_eq!(plan.lines.iter().map(|l| l.finding.message.as_str()).collect::<Vec<_>>(), ["sai", "gộp", "thấp", "cả tệp", "ở đâu"]);
        let merged = onto_merged(&plan.notes[0], &[span("B2:C3").expect("an area")]);
        assert_eq!(merged.len(), 1);
        assert_eq!(merged[&(1, 1)].text(), "PHẢI SỬA: sai\nPHẢI SỬA: gộp\nLƯU Ý: thấp");
    }
}
