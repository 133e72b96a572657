//! An `.ods`: its content is patched, its other parts are copied.

mod cells;
mod facts;
mod sheet;
mod styles;

use super::NotMarked;
use super::list;
use super::look::Fills;
use super::plan::{Plan, onto_merged};
use super::xml::{Edits, Node, attributes, escaped, tree};
use super::zipped::Package;
use domain::Finding;
use facts::Facts;
use styles::Styles;

const CONTENT: &str = "content.xml";
const SETTINGS: &str = "settings.xml";

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
    if let Some(settings) = package.text(SETTINGS)?
        && let Some(settings) = frozen(&settings, &name)?
    {
        package.put(SETTINGS, settings);
    }
    package.finish()
}

/// The view settings with the header of the list frozen; nothing when there is no place for it or it is there already.
fn frozen(settings: &str, name: &str) -> Result<Option<String>, NotMarked> {
    fn tables<'n, 'a>(node: &'n Node<'a>) -> Option<&'n Node<'a>> {
        let is_it = node.local() == "config-item-map-named" && node.prefixed("name").as_deref() == Some("Tables");
        if is_it { Some(node) } else { node.children.iter().find_map(tables) }
    }
    let root = tree(settings)?;
    let Some(tables) = tables(&root).filter(|t| !t.children.iter().any(|entry| entry.prefixed("name").as_deref() == Some(name))) else {
        return Ok(None);
    };
    let p = tables.prefix();
    let rows = list::HEAD;
    // Mode 2 is a frozen split, 0 none; range 2 is the lower left part.
    let items = [("HorizontalSplitMode", 0), ("VerticalSplitMode", 2), ("VerticalSplitPosition", rows), ("ActiveSplitRange", 2)];
    let item = |(key, value): (&str, u32)| {
        let kind = if key.ends_with("Mode") || key.ends_with("Range") { "short" } else { "int" };
        format!("<{p}config-item {p}name=\"{key}\" {p}type=\"{kind}\">{value}</{p}config-item>")
    };
    let items: String = items.into_iter().chain([("PositionBottom", rows)]).map(item).collect();
    let entry = format!("<{p}config-item-map-entry {p}name=\"{}\">{items}</{p}config-item-map-entry>", escaped(name));
    let mut edits = Edits::default();
    edits.append(tables, &entry);
    edits.apply(settings).map(Some)
}
