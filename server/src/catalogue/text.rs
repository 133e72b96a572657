//! The data files as text: read with the line of every row, written so that reading and writing again changes no byte.

use super::rows::{At, Files, Problem};
use serde::{Serialize, de::DeserializeOwned};
use std::{collections::BTreeMap, path::Path};
use toml::Spanned;

/// Name and content.
pub type Text = (&'static str, String);

pub const PROVINCES: &str = "provinces.toml";
pub const UNITS: &str = "units.csv";
pub const DOCUMENTS: &str = "documents.toml";
pub const INDICATORS: &str = "indicators.toml";
pub const TARGETS: &str = "targets.toml";
pub const ASSIGNMENTS: &str = "assignments.toml";
pub const TASKS: &str = "tasks.toml";
pub const EVENTS: &str = "events.toml";
pub const SYSTEMS: &str = "systems.toml";
pub const DUTIES: &str = "duties.toml";
pub const SUCCESSIONS: &str = "successions.toml";
pub const COVERAGE: &str = "coverage.toml";
pub const FRAMEWORKS: &str = "framework.toml";

/// Every data file: its name, the table it holds and what a reader should know first.
const HEADS: &[(&str, &str)] = &[
    (PROVINCES, "The provinces of this installation."),
    (UNITS, ""),
    (
        DOCUMENTS,
        "The documents as received. `issued_on` is absent where the text gives no full date; `issued_written` keeps what it gives.",
    ),
    (INDICATORS, "What is measured, in our words; the documents' own sentences are found through targets.toml. Fields: README.md."),
    (TARGETS, "One row per target of a document: what, how much, by when, who answers for it, and where it stands. Fields: README.md."),
    (
        ASSIGNMENTS,
        "Who reports, owns and appraises each indicator; units by code or group. confirmed = false is shown as \"chờ xác nhận\".",
    ),
    (TASKS, "What has to be done, by whom, by when, and where it stands. Fields and time rules: README.md."),
    (EVENTS, "What sets dates once it happens; `happened_on` is entered when known."),
    (SYSTEMS, "Information systems, platforms and databases that the documents name."),
    (DUTIES, "Who has to report to whom, how often, by when."),
    (SUCCESSIONS, "Units that merged, split, were renamed, gave a part away or ended."),
    (COVERAGE, "What every line of a document is that no row stands for. `tiendo catalogue coverage` checks that nothing is left over."),
    (
        FRAMEWORKS,
        "Proposed sets of scores on the pattern of Decision 3136/QĐ-BKHCN (2025): six main indices, 1000 points, 600 of them for activity.",
    ),
];

pub fn names() -> impl Iterator<Item = &'static str> {
    HEADS.iter().map(|(name, _)| *name)
}

pub fn built_in() -> Result<Files, Vec<Problem>> {
    macro_rules! text {
        ($($name:literal)+) => { vec![$(($name, include_str!(concat!("../../catalogue/", $name)).to_owned())),+] };
    }
    parse(&text!(
        "provinces.toml" "units.csv" "documents.toml" "indicators.toml" "targets.toml" "assignments.toml" "tasks.toml" "events.toml"
        "systems.toml" "duties.toml" "successions.toml" "coverage.toml" "framework.toml"
    ))
}

/// Reads the data files of a folder; one that is not there has no rows.
pub fn read_folder(folder: &Path) -> Result<Files, Vec<Problem>> {
    let mut texts = vec![];
    for (file, _) in HEADS {
        match std::fs::read_to_string(folder.join(file)) {
            Ok(text) => texts.push((*file, domain::text::nfc(&text))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(vec![Problem { file, line: 0, sentence: format!("không đọc được tệp: {error}") }]),
        }
    }
    if texts.is_empty() {
        let sentence = format!("không có tệp dữ liệu nào trong {}", folder.display());
        return Err(vec![Problem { file: DOCUMENTS, line: 0, sentence }]);
    }
    parse(&texts)
}

fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or(text).matches('\n').count() + 1
}

/// The rows of one table of a file.
fn table<T: DeserializeOwned>(text: &str, file: &'static str, name: &str, problems: &mut Vec<Problem>) -> Vec<At<T>> {
    let shape: BTreeMap<String, Vec<Spanned<toml::Value>>> = match toml::from_str(text) {
        Ok(shape) => shape,
        Err(error) => {
            let line = error.span().map_or(0, |span| line_of(text, span.start));
            problems.push(Problem { file, line, sentence: error.message().replace('\n', " ") });
            return vec![];
        }
    };
    let mut rows = vec![];
    for found in shape.into_iter().filter(|(table, _)| table == name).flat_map(|(_, rows)| rows) {
        let line = line_of(text, found.span().start);
        match T::deserialize(found.into_inner()) {
            Ok(row) => rows.push(At { line, row }),
            Err(error) => problems.push(Problem { file, line, sentence: error.to_string().trim().replace('\n', " ") }),
        }
    }
    rows
}

/// Reads texts; every fault of every file is told.
pub fn parse(texts: &[Text]) -> Result<Files, Vec<Problem>> {
    let mut problems = vec![];
    let mut files = Files::default();
    for (file, text) in texts {
        let (file, p) = (*file, &mut problems);
        match file {
            PROVINCES => files.provinces = table(text, file, "province", p),
            UNITS => {
                let mut reader = csv::Reader::from_reader(text.as_bytes());
                for (n, row) in reader.deserialize().enumerate() {
                    match row {
                        Ok(row) => files.units.push(At { line: n + 2, row }),
                        Err(error) => p.push(Problem { file, line: n + 2, sentence: error.to_string() }),
                    }
                }
            }
            DOCUMENTS => files.documents = table(text, file, "document", p),
            INDICATORS => files.indicators = table(text, file, "indicator", p),
            TARGETS => files.targets = table(text, file, "target", p),
            ASSIGNMENTS => files.assignments = table(text, file, "assignment", p),
            TASKS => files.tasks = table(text, file, "task", p),
            EVENTS => files.events = table(text, file, "event", p),
            SYSTEMS => files.systems = table(text, file, "system", p),
            DUTIES => files.duties = table(text, file, "duty", p),
            SUCCESSIONS => files.successions = table(text, file, "succession", p),
            COVERAGE => {
                files.sections = table(text, file, "section", p);
                if p.is_empty() {
                    files.claims = table(text, file, "claim", p);
                }
            }
            FRAMEWORKS => files.frameworks = table(text, file, "framework", p),
            _ => p.push(Problem { file, line: 0, sentence: "không phải một tệp dữ liệu của danh mục".into() }),
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

/// The files in the one form that [`parse`] reads back to the same rows.
///
/// # Errors
/// A row that TOML or CSV cannot hold, which no row of ours is.
pub fn write(files: &Files) -> Result<Vec<Text>, String> {
    let mut texts = vec![];
    for (file, head) in HEADS {
        let body = match *file {
            PROVINCES => tables("province", &files.provinces)?,
            UNITS => {
                let mut writer = csv::Writer::from_writer(vec![]);
                files.units.iter().try_for_each(|u| writer.serialize(&u.row)).map_err(|e| e.to_string())?;
                String::from_utf8(writer.into_inner().map_err(|e| e.to_string())?).map_err(|e| e.to_string())?
            }
            DOCUMENTS => tables("document", &files.documents)?,
            INDICATORS => tables("indicator", &files.indicators)?,
            TARGETS => tables("target", &files.targets)?,
            ASSIGNMENTS => tables("assignment", &files.assignments)?,
            TASKS => tables("task", &files.tasks)?,
            EVENTS => tables("event", &files.events)?,
            SYSTEMS => tables("system", &files.systems)?,
            DUTIES => tables("duty", &files.duties)?,
            SUCCESSIONS => tables("succession", &files.successions)?,
            COVERAGE => format!("{}{}", tables("section", &files.sections)?, tables("claim", &files.claims)?),
            _ => tables("framework", &files.frameworks)?,
        };
        texts.push((*file, if head.is_empty() { body } else { format!("# {head}\n{body}") }));
    }
    Ok(texts)
}

fn tables<T: Serialize>(name: &str, rows: &[At<T>]) -> Result<String, String> {
    let mut text = String::new();
    for at in rows {
        let one = BTreeMap::from([(name, [&at.row])]);
        text.push('\n');
        text.push_str(&toml::to_string(&one).map_err(|e| e.to_string())?);
    }
    Ok(text)
}
