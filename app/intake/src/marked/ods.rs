//! An `.ods`: its content is patched, its other parts are copied.

mod cells;
mod facts;
mod sheet;
mod styles;

use super::NotMarked;
use super::list;
use super::look::Fills;
use super::plan::{Plan, onto_merged};
use super::xml::{Edits, attributes};
use super::zipped::Package;
use domain::Finding;
use facts::Facts;
use styles::Styles;

const CONTENT: &str = "content.xml";

/// The namespaces of what is put in, by the prefix that every program gives them.
const NAMESPACES: [(&str, &str); 8] = [
    ("office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"),
    ("style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0"),
    ("text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"),
    ("table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"),
    ("fo", FO),
    ("svg", "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"),
    ("xlink", "http://www.w3.org/1999/xlink"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
];
const FO: &str = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0";

/// Declarations that a new element needs because the root gives these prefixes another meaning or none.
fn declarations(root: &str) -> String {
    let known = |prefix: &str, uri: &str| attributes(root).any(|a| a.key.strip_prefix("xmlns:") == Some(prefix) && a.value() == uri);
    let missing = NAMESPACES.iter().filter(|(prefix, uri)| !known(prefix, uri));
    missing.map(|(prefix, uri)| format!(" xmlns:{prefix}=\"{uri}\"")).collect()
}

pub(super) fn marked(original: &[u8], findings: &[Finding]) -> Result<Vec<u8>, NotMarked> {
    let mut package = Package::open(original)?;
    let text = package.part(CONTENT)?;
    let facts = Facts::read(&text)?;
    let declared = declarations(&text[facts.root.clone()]);
    let names: Vec<String> = facts.tables.iter().map(|t| t.name.clone()).collect();
    let plan = Plan::new(findings, &names);
    let earlier = facts.tables.iter().position(|t| t.fills.is_some());
    let before = earlier.and_then(|i| facts.tables[i].fills.as_ref());
    let mut styles = Styles::new(&text, &facts, &declared);
    let mut fills = Fills::default();
    let mut edits = Edits::default();
    let tables = facts.tables.iter().enumerate().map(|(i, table)| {
        let notes = (Some(i) != earlier).then(|| onto_merged(&plan.notes[i], &table.spans));
        notes.map(|notes| cells::Marks { table, notes, before })
    });
    let tables: Vec<Option<cells::Marks<'_>>> = tables.collect();
    cells::patch(&text, &tables, &declared, &mut styles, &mut fills, &mut edits)?;
    let name = earlier.map_or_else(|| list::free_name(&names), |i| names[i].clone());
    let table = sheet::table(&plan, &names, &name, &fills, &declared, &mut styles);
    match earlier {
        Some(i) => edits.replace(facts.tables[i].range.clone(), table),
        None => edits.insert(facts.tables.last().ok_or(NotMarked::Structure)?.range.end, table),
    }
    styles.finish(&mut edits);
    package.put(CONTENT, edits.apply(&text)?);
    package.finish()
}
