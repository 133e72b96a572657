//! The small parts of the package: relations, the list of sheets, styles, shared strings.

use crate::read::{
    Unreadable, format,
    package::{Package, Part},
    sheet::{MAX_COMMENT, MAX_COMMENTS, composed},
    xml::{attribute, is_true},
};
use quick_xml::events::Event;
use smol_str::SmolStr;
use std::collections::HashMap;

/// Most shared strings, and most styles: each takes room although it may be empty.
const MAX_ITEMS: usize = 1_000_000;
const MAX_STYLES: usize = 100_000;
const MAX_SHEETS: usize = 1_000;
/// Letters of an author's name that tell who it is.
const MOST_OF_AUTHOR: usize = 100;

pub(super) struct Relation {
    id: String,
    pub(super) kind: String,
    pub(super) part: String,
}

/// A sheet in the workbook's list.
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) hidden: bool,
    relation: String,
}

#[derive(Default)]
pub(super) struct Book {
    pub(super) sheets: Vec<Listed>,
    pub(super) from_1904: bool,
    pub(super) uncomputed: bool,
}

/// The name of the workbook's part.
pub(super) fn main(package: &mut Package<'_>) -> Result<String, Unreadable> {
    let of_package = relations(package, "")?;
    let named = of_package.into_iter().find(|r| r.kind.ends_with("/officeDocument")).map(|r| r.part);
    Ok(named.unwrap_or_else(|| "xl/workbook.xml".to_owned()))
}

/// What a part refers to inside the package; "" is the package itself. What lies outside is never followed.
pub(super) fn relations(package: &mut Package<'_>, part: &str) -> Result<Vec<Relation>, Unreadable> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let slash = if folder.is_empty() { "" } else { "/" };
    let mut relations = Vec::new();
    let Some(mut xml) = package.xml(&format!("{folder}{slash}_rels/{name}.rels"))? else { return Ok(relations) };
    loop {
        match xml.next()? {
            Event::Start(tag) if tag.local_name().as_ref() == "Relationship" => {
                let get = |name| attribute(&tag, name).unwrap_or_default().into_owned();
                if get("TargetMode") != "External" && relations.len() < 10 * MAX_SHEETS {
                    relations.push(Relation { id: get("Id"), kind: get("Type"), part: resolve(folder, &get("Target")) });
                }
            }
            Event::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// The name of a part from how another part in `folder` refers to it.
fn resolve(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = if target.starts_with('/') { vec![] } else { folder.split('/').filter(|s| !s.is_empty()).collect() };
    for step in target.split(['/', '\\']) {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            _ => path.push(step),
        }
    }
    path.join("/")
}

/// The part of a listed sheet, if it is one of cells and not of a chart.
pub(super) fn worksheet<'r>(sheet: &Listed, relations: &'r [Relation]) -> Option<&'r str> {
    relations.iter().find(|r| r.id == sheet.relation && r.kind.ends_with("/worksheet")).map(|r| r.part.as_str())
}

pub(super) fn workbook(package: &mut Package<'_>, part: &str) -> Result<Book, Unreadable> {
    let mut xml = package.xml(part)?.ok_or(Unreadable::Damaged)?;
    let mut book = Book::default();
    loop {
        match xml.next()? {
            Event::Start(tag) => {
                let get = |name| attribute(&tag, name).unwrap_or_default();
                match tag.local_name().as_ref() {
                    "sheet" => {
                        let hidden = matches!(&*get("state"), "hidden" | "veryHidden");
                        book.sheets.push(Listed { name: get("name").into_owned(), hidden, relation: get("id").into_owned() });
                    }
                    "workbookPr" => book.from_1904 = is_true(&get("date1904")),
                    "calcPr" => book.uncomputed = is_true(&get("fullCalcOnLoad")),
                    _ => {}
                }
            }
            Event::Eof => return Ok(book),
            _ => {}
        }
        if book.sheets.len() > MAX_SHEETS {
            return Err(Unreadable::Suspicious);
        }
    }
}

/// What each style makes of a number.
pub(super) fn styles(package: &mut Package<'_>, part: &str) -> Result<Vec<format::Kind>, Unreadable> {
    let Some(mut xml) = package.xml(part)? else { return Ok(vec![]) };
    let (mut codes, mut ids, mut in_cells) = (HashMap::new(), Vec::new(), false);
    // Which fonts strike their text out.
    let (mut struck, mut in_fonts) = (Vec::new(), false);
    loop {
        match xml.next()? {
            Event::Start(tag) => {
                let id = |name| attribute(&tag, name).and_then(|id| id.parse::<u32>().ok()).unwrap_or_default();
                match tag.local_name().as_ref() {
                    "numFmt" => drop(codes.insert(id("numFmtId"), format::of_code(&attribute(&tag, "formatCode").unwrap_or_default()))),
                    "fonts" => in_fonts = true,
                    "font" if in_fonts => struck.push(false),
                    "strike" if in_fonts => {
                        if let Some(last) = struck.last_mut() {
                            *last = attribute(&tag, "val").is_none_or(|v| is_true(&v));
                        }
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells => ids.push((id("numFmtId"), id("fontId") as usize)),
                    // A conditional format's own number format.
                    "dxfs" => xml.skip()?,
                    _ => {}
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => in_cells = false,
            Event::End(tag) if tag.local_name().as_ref() == "fonts" => in_fonts = false,
            Event::Eof => break,
            _ => {}
        }
        if ids.len() > MAX_STYLES || struck.len() > MAX_STYLES || codes.len() > MAX_STYLES {
            return Err(Unreadable::Inflates);
        }
    }
    let kind = |(id, font): (u32, usize)| match struck.get(font) {
        Some(true) => format::Kind::Struck,
        _ => codes.get(&id).copied().unwrap_or_else(|| format::builtin(id)),
    };
    Ok(ids.into_iter().map(kind).collect())
}

/// The texts that cells refer to by number.
pub(super) fn strings(package: &mut Package<'_>, part: &str) -> Result<Vec<SmolStr>, Unreadable> {
    let Some(mut xml) = package.xml(part)? else { return Ok(vec![]) };
    let (mut strings, mut text) = (Vec::new(), String::new());
    loop {
        match xml.next()? {
            Event::Start(tag) if tag.local_name().as_ref() == "si" => {
                text.clear();
                rich_text(&mut xml, "si", &mut text)?;
                strings.push(composed(&unescape(&text)));
            }
            Event::Eof => return Ok(strings),
            _ => {}
        }
        if strings.len() > MAX_ITEMS {
            return Err(Unreadable::Inflates);
        }
    }
}

/// The comments of a sheet: row, column, author, text. One that belongs to a thread says so in its first words.
pub(super) fn comments(package: &mut Package<'_>, sheet: &str) -> Result<Vec<(u32, u32, String, String)>, Unreadable> {
    let named = relations(package, sheet)?.into_iter().find(|r| r.kind.ends_with("/comments"));
    let (mut authors, mut comments) = (Vec::new(), Vec::new());
    let Some(mut xml) = named.map(|r| package.xml(&r.part)).transpose()?.flatten() else { return Ok(comments) };
    loop {
        match xml.next()? {
            Event::Start(tag) if tag.local_name().as_ref() == "author" => {
                let mut author = String::new();
                xml.text(&mut author)?;
                authors.push(author.chars().take(MOST_OF_AUTHOR).collect::<String>());
            }
            Event::Start(tag) if tag.local_name().as_ref() == "comment" => {
                let at = attribute(&tag, "ref").and_then(|cell| super::sheet::address(&cell));
                let author = attribute(&tag, "authorId").and_then(|id| authors.get(id.parse::<usize>().ok()?).cloned());
                let mut text = String::new();
                rich_text(&mut xml, "comment", &mut text)?;
                let text = text.chars().take(10 * MAX_COMMENT).collect();
                comments.extend(at.map(|(row, col)| (row, col, author.unwrap_or_default(), text)));
            }
            Event::Eof => return Ok(comments),
            _ => {}
        }
        if comments.len() >= MAX_COMMENTS {
            return Ok(comments);
        }
        if authors.len() > MAX_STYLES {
            return Err(Unreadable::Suspicious);
        }
    }
}

/// Appends the text of the element that has just started, in which pieces may look different.
pub(super) fn rich_text(xml: &mut Part<'_, '_>, element: &str, into: &mut String) -> Result<(), Unreadable> {
    let mut aside = false;
    loop {
        match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "r" => aside = false,
                "vertAlign" => aside |= attribute(&tag, "val").is_some_and(|v| v != "baseline"),
                "strike" | "dstrike" => aside |= attribute(&tag, "val").is_none_or(|v| is_true(&v)),
                // A raised 1 behind 450 is the mark of a footnote, and no digit of 4501; what is struck out no longer counts.
                "t" if aside => {
                    into.push_str(" (");
                    xml.text(into)?;
                    into.push_str(") ");
                }
                "t" => xml.text(into)?,
                // How a word is pronounced is not part of it.
                "rPh" => xml.skip()?,
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == element => return Ok(()),
            Event::Eof => return Err(Unreadable::Damaged),
            _ => {}
        }
    }
}

/// `_x000D_` is how the format writes a character that XML cannot hold.
pub(super) fn unescape(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains("_x") {
        return text.into();
    }
    let (mut plain, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let c = code.and_then(|hex| u32::from_str_radix(hex, 16).ok()).filter(|c| *c < 32 || *c == 95).and_then(char::from_u32);
        plain.push_str(&rest[..at]);
        match c {
            Some(c) => plain.push(c),
            None => plain.push_str("_x"),
        }
        rest = &rest[at + if c.is_some() { 7 } else { 2 }..];
    }
    plain.push_str(rest);
    plain.into()
}
