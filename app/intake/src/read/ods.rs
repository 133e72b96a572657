//! `.ods`: from the package to its sheets.

mod cell;
mod sheet;

use super::{
    FileFormat, Unreadable, Workbook,
    package::{Package, Part},
    sheet::Budget,
    xml::attribute,
};
use quick_xml::events::Event;
use std::{collections::HashSet, rc::Rc};

const CONTENT: &str = "content.xml";
/// Most table styles and most sheets.
const MAX_ITEMS: usize = 10_000;

pub(super) fn read(mut package: Package<'_>) -> Result<Workbook, Unreadable> {
    if is_encrypted(&mut package)? {
        return Err(Unreadable::Encrypted);
    }
    let kind = package.head("mimetype")?;
    match kind.trim() {
        kind if kind.ends_with(".text") || kind.ends_with(".text-template") => return Err(Unreadable::Word),
        kind if kind.ends_with(".presentation") => return Err(Unreadable::Presentation),
        kind if kind.is_empty() || kind.contains(".spreadsheet") => {}
        _ => return Err(Unreadable::NotASpreadsheet),
    }
    if package.has(is_macro) {
        return Err(Unreadable::Macro);
    }
    package.inspect_all_but(&HashSet::from([CONTENT.to_owned()]))?;
    let mut xml = package.xml(CONTENT)?.ok_or(Unreadable::Damaged)?;
    let book = content(&mut xml)?;
    if book.sheets.iter().all(|s| s.cells.is_empty()) { Err(Unreadable::Empty) } else { Ok(book) }
}

/// The manifest names the key of each part that is locked.
fn is_encrypted(package: &mut Package<'_>) -> Result<bool, Unreadable> {
    let Some(mut xml) = package.xml("meta-inf/manifest.xml")? else { return Ok(false) };
    loop {
        match xml.next()? {
            Event::Start(tag) if tag.local_name().as_ref() == "encryption-data" => return Ok(true),
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}

/// A module of a library, not the library's mere index.
fn is_macro(part: &str) -> bool {
    let Some((_, name)) = part.rsplit_once('/') else { return false };
    let basic = part.starts_with("basic/") && !matches!(name, "" | "script-lc.xml" | "script-lb.xml" | "dialog-lc.xml" | "dialog-lb.xml");
    basic || (part.starts_with("scripts/") && !name.is_empty())
}

fn content(xml: &mut Part<'_, '_>) -> Result<Workbook, Unreadable> {
    let mut book = Workbook { format: FileFormat::Ods, ..Workbook::default() };
    let mut budget = Budget::default();
    let (mut hidden_styles, mut style) = (HashSet::new(), String::new());
    let (mut styles, mut aside) = (HashSet::new(), None);
    let mut is_spreadsheet = false;
    loop {
        match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "style" => style = attribute(&tag, "name").unwrap_or_default().into_owned(),
                "table-properties" if attribute(&tag, "display").as_deref() == Some("false") => {
                    hidden_styles.insert(std::mem::take(&mut style));
                }
                "text-properties" => {
                    // "super 58%", "33% 58%"; "0% 100%" stands on the line.
                    let place = attribute(&tag, "text-position").unwrap_or_default().into_owned();
                    let raised = place.split(' ').next().is_some_and(|p| !matches!(p, "" | "0%"));
                    let lined = ["text-line-through-style", "text-line-through-type"];
                    let struck = lined.iter().any(|name| attribute(&tag, name).is_some_and(|line| line != "none"));
                    if raised || struck {
                        styles.insert(style.clone());
                    }
                }
                "spreadsheet" => is_spreadsheet = true,
                "text" | "presentation" | "drawing" if !is_spreadsheet && tag.name().as_ref().starts_with("office:") => {
                    return Err(Unreadable::NotASpreadsheet);
                }
                "table" if is_spreadsheet => {
                    let hidden = attribute(&tag, "style-name").is_some_and(|style| hidden_styles.contains(&*style));
                    let name = attribute(&tag, "name").unwrap_or_default().into_owned();
                    let aside = aside.get_or_insert_with(|| Rc::new(std::mem::take(&mut styles))).clone();
                    book.sheets.push(sheet::read(xml, &name, hidden, aside, &mut budget)?);
                }
                // Former states of cells, and tables of other files that this one once looked into.
                "tracked-changes" | "dde-links" | "consolidation" => xml.skip()?,
                _ => {}
            },
            Event::Eof if is_spreadsheet => return Ok(book),
            Event::Eof => return Err(Unreadable::NotASpreadsheet),
            _ => {}
        }
        if hidden_styles.len() > MAX_ITEMS || styles.len() > MAX_ITEMS || book.sheets.len() > MAX_ITEMS {
            return Err(Unreadable::Suspicious);
        }
    }
}
