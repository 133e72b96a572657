//! Is every line of a document accounted for: by rows of the catalogue, or as a heading or stated boilerplate?

use crate::{coded::coded, is_default};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

coded! {
    /// What a stretch of a document is about. In targets, tasks and duties nothing numbered can pass as boilerplate.
    pub enum SectionKind {
        Targets = "targets", "mục tiêu", "targets";
        Tasks = "tasks", "nhiệm vụ", "tasks";
        Duties = "duties", "chế độ báo cáo", "duties";
        Other = "other", "phần khác", "other";
    }
}

coded! {
    /// What a line is that no row stands for.
    pub enum ClaimKind {
        Heading = "heading", "đề mục", "heading";
        Letterhead = "letterhead", "quốc hiệu, tiêu đề", "letterhead";
        Recital = "recital", "căn cứ", "recital";
        Aim = "aim", "quan điểm, mục đích chung", "aim";
        Requirement = "requirement", "yêu cầu", "requirement";
        Funding = "funding", "kinh phí", "funding";
        Closing = "closing", "điều khoản thi hành", "closing";
        Recipients = "recipients", "nơi nhận", "recipients";
        Signature = "signature", "ký tên", "signature";
        PageNumber = "page_number", "số trang, vết quét", "page number";
        TableHeader = "table_header", "tiêu đề bảng", "table header";
        /// Says again what the row named in `row` says.
        Restates = "restates", "nhắc lại", "restates";
    }
}

/// A row of `coverage.toml`. Lines are physical, 1-based: "12", "12-15", "12,14-16".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub document: String,
    pub lines: String,
    pub kind: SectionKind,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    pub document: String,
    pub lines: String,
    #[serde(rename = "as")]
    pub kind: ClaimKind,
    #[serde(default, skip_serializing_if = "is_default")]
    pub note: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub row: String,
}

/// The numbers a list of lines stands for; none when it is not such a list.
pub fn numbers(lines: &str) -> Option<BTreeSet<u32>> {
    let mut all = BTreeSet::new();
    for part in lines.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (from, to) = (from.trim().parse::<u32>().ok()?, to.trim().parse::<u32>().ok()?);
        if from == 0 || from > to || to > 1_000_000 {
            return None;
        }
        all.extend(from..=to);
    }
    Some(all)
}

/// How a document is covered. The counts add up to `lines` exactly when `problems` is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cover {
    /// Lines that are not blank.
    pub lines: usize,
    /// Those that a row stands for.
    pub rows: usize,
    /// The others, by what they are.
    pub rest: BTreeMap<&'static str, usize>,
    /// Line (0: the document) and what is wrong there.
    pub problems: Vec<(u32, String)>,
}

/// A heading longer than this says more than a heading.
const HEADING_CHARS: usize = 160;

/// Compares a document's lines with what is claimed of them. `rows`: code and lines of each row of the catalogue.
pub fn cover(text: &[String], sections: &[&Section], claims: &[&Claim], rows: &[(&str, &str)]) -> Cover {
    let mut cover = Cover::default();
    let mut problem = |line: u32, what: String| cover.problems.push((line, what));
    let is_blank = |n: &u32| text.get(*n as usize - 1).is_none_or(|l| l.trim().is_empty());
    let read = |what: &str, lines: &str, problem: &mut dyn FnMut(u32, String)| {
        let all = numbers(lines).filter(|all| all.last().is_none_or(|last| *last as usize <= text.len()));
        all.unwrap_or_else(|| {
            problem(0, format!("{what}: “{lines}” is no list of lines of this document"));
            BTreeSet::new()
        })
    };
    let mut section_of: BTreeMap<u32, SectionKind> = BTreeMap::new();
    for s in sections {
        for n in read("section", &s.lines, &mut problem).into_iter().filter(|n| !is_blank(n)) {
            if section_of.insert(n, s.kind).is_some() {
                problem(n, "in two sections".into());
            }
        }
    }
    let mut row_of: BTreeMap<u32, &str> = BTreeMap::new();
    for (code, lines) in rows {
        row_of.extend(read(code, lines, &mut problem).into_iter().filter(|n| !is_blank(n)).map(|n| (n, *code)));
    }
    let mut claim_of: BTreeMap<u32, ClaimKind> = BTreeMap::new();
    for c in claims {
        for n in read(c.kind.code(), &c.lines, &mut problem).into_iter().filter(|n| !is_blank(n)) {
            if claim_of.insert(n, c.kind).is_some() {
                problem(n, "claimed twice".into());
            }
        }
    }
    for (n, line) in text.iter().enumerate().map(|(n, line)| (n as u32 + 1, line.trim_end())).filter(|(_, l)| !l.trim().is_empty()) {
        cover.lines += 1;
        let Some(section) = section_of.get(&n) else {
            problem(n, "in no section".into());
            continue;
        };
        match (row_of.get(&n), claim_of.get(&n)) {
            (None, None) => problem(n, "nothing stands for this line".into()),
            (Some(code), Some(kind)) if *kind != ClaimKind::Restates => {
                problem(n, format!("stands for {code} and is called {}", kind.code()))
            }
            (Some(_), _) => cover.rows += 1,
            (None, Some(kind)) => {
                *cover.rest.entry(kind.code()).or_default() += 1;
                if let Some(what) = misfit(*section, *kind, line) {
                    problem(n, what);
                } else if *section != SectionKind::Other && *kind == ClaimKind::Heading {
                    let skipped =
                        |k: Option<&ClaimKind>| matches!(k, Some(ClaimKind::Heading | ClaimKind::PageNumber | ClaimKind::TableHeader));
                    let below = (n + 1..=text.len() as u32).find(|m| !is_blank(m) && !skipped(claim_of.get(m)));
                    if below.is_none_or(|m| !row_of.contains_key(&m)) {
                        problem(n, "a heading above nothing".into());
                    }
                }
            }
        }
    }
    cover
}

/// What cannot be called so in a section of targets, tasks or duties.
fn misfit(section: SectionKind, kind: ClaimKind, line: &str) -> Option<String> {
    use ClaimKind::*;
    if section == SectionKind::Other || kind == Restates {
        return None;
    }
    let start = line.trim_start();
    let is_bullet = ["- ", "+ ", "• "].iter().any(|mark| start.starts_with(mark));
    let is_table_row = line.split_once('\t').is_some_and(|(number, _)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    match kind {
        _ if is_bullet || is_table_row => Some(format!("a numbered row or bullet cannot be called {}", kind.code())),
        Heading if start.chars().count() > HEADING_CHARS => Some("too long for a heading".into()),
        Heading | Closing | PageNumber | TableHeader => None,
        _ => Some(format!("{} in a section of {}", kind.code(), section.code())),
    }
}
