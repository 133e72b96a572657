//! Every line of every document against the catalogue's rows.

use super::rows::Files;
use domain::coverage::{Cover, cover};

/// The rows that stand for lines of a document: code and lines.
fn rows<'a>(f: &'a Files, document: &str) -> Vec<(&'a str, &'a str)> {
    let mut rows: Vec<(&str, &str)> = vec![];
    for t in f.targets.iter().map(|t| &t.row).filter(|t| t.document == document) {
        rows.extend([(t.indicator.as_str(), t.source_lines.as_str()), (&t.indicator, &t.restated_in)]);
    }
    rows.extend(f.tasks.iter().map(|t| &t.row).filter(|t| t.document == document).map(|t| (t.code.as_str(), t.source_lines.as_str())));
    rows.extend(f.duties.iter().map(|d| &d.row).filter(|d| d.document == document).map(|d| (d.code.as_str(), d.source_lines.as_str())));
    for s in f.systems.iter().map(|s| &s.row).filter(|s| s.document == document) {
        rows.extend(s.claims.then_some((s.code.as_str(), s.source_lines.as_str())));
        rows.extend(s.step.iter().map(|step| (s.code.as_str(), step.source_lines.as_str())));
    }
    rows
}

/// How the rows of `files` cover a document's text.
pub fn of_document(files: &Files, document: &str, text: &[String]) -> Cover {
    let sections: Vec<_> = files.sections.iter().map(|s| &s.row).filter(|s| s.document == document).collect();
    let claims: Vec<_> = files.claims.iter().map(|c| &c.row).filter(|c| c.document == document).collect();
    cover(text, &sections, &claims, &rows(files, document))
}
