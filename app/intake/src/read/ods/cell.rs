//! One cell: its typed value where it has one, else the paragraphs that one sees.

use crate::read::{
    CellValue, Unreadable, format,
    package::Part,
    sheet::{composed, text},
    xml::{append, attribute, attributes},
};
use quick_xml::{
    XmlVersion,
    events::{BytesStart, Event},
};
use smol_str::SmolStr;
use std::{collections::HashSet, rc::Rc};

/// Most spaces that one tag may stand for.
const MAX_SPACES: usize = 1_000;

/// Kept from cell to cell, so that few cells allocate.
#[derive(Default)]
pub(super) struct Scratch {
    /// Styles of text that is raised or struck out.
    pub(super) aside: Rc<HashSet<String>>,
    shown: String,
    /// Who commented on the cell, and what it says.
    pub(super) comment: Option<(String, String)>,
    piece: String,
    value: String,
}

#[derive(Clone, Copy, PartialEq)]
enum Type {
    None,
    Number,
    Percent,
    Date,
    Bool,
    Text,
    Error,
}

/// What a cell's tag says; the value itself waits in the scratch.
pub(super) struct Head {
    kind: Type,
    formula: bool,
    /// The cell's own style strikes its content out, or raises it.
    /// Its style strikes out.
    pub(super) aside: bool,
}

impl Head {
    pub(super) fn of(tag: &BytesStart<'_>, scratch: &mut Scratch) -> Self {
        let mut head = Self { kind: Type::None, formula: false, aside: false };
        scratch.value.clear();
        let mut truth = None;
        for attribute in attributes(tag) {
            match (attribute.key.local_name().as_ref(), &*attribute.value) {
                ("value-type", "error") => head.kind = Type::Error,
                // LibreOffice says the type a second time, in its own words.
                ("value-type", _) if attribute.key.as_ref().starts_with("calcext:") => {}
                ("value-type", _) if head.kind == Type::Error => {}
                ("value-type", kind) => {
                    head.kind = match kind {
                        "float" | "currency" => Type::Number,
                        "percentage" => Type::Percent,
                        "date" | "time" => Type::Date,
                        "boolean" => Type::Bool,
                        _ => Type::Text,
                    }
                }
                ("value" | "date-value" | "time-value" | "boolean-value" | "string-value", _) => {
                    let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                    scratch.value.push_str(&value.unwrap_or(attribute.value));
                }
                ("style-name", style) => head.aside = scratch.aside.contains(style),
                ("formula", formula) => {
                    head.formula = true;
                    // LibreOffice makes this of a truth value out of other formats, and shows it as a number.
                    truth = ["=TRUE()", "=FALSE()"].iter().position(|end| formula.ends_with(end)).map(|at| at == 0);
                }
                _ => {}
            }
        }
        if let Some(yes) = truth {
            head.kind = Type::Bool;
            scratch.value = yes.to_string();
        }
        head
    }
}

/// The value of the cell whose tag was the last event, and whether a formula makes it.
pub(super) fn read(xml: &mut Part<'_, '_>, head: &Head, scratch: &mut Scratch) -> Result<(CellValue, bool), Unreadable> {
    let seen = paragraphs(xml, scratch)?;
    let Head { kind, formula, aside } = *head;
    let (shown, value) = (scratch.shown.as_str(), scratch.value.trim());
    let value = match kind {
        // Programs that do not mark an error still show it, beside a value of 0.
        Type::Number | Type::Percent if formula && is_error(shown.trim()) => CellValue::Error(SmolStr::new(shown.trim())),
        Type::Number | Type::Percent if !value.is_empty() => number(value, seen.then_some(shown), kind == Type::Percent, aside),
        Type::Date if !value.is_empty() => CellValue::Date(format::iso(value)),
        Type::Bool if !value.is_empty() => CellValue::Bool(value == "true"),
        Type::Error => CellValue::Error(SmolStr::new(shown.trim())),
        _ if formula && is_error(shown.trim()) => CellValue::Error(SmolStr::new(shown.trim())),
        // A formula that gives an empty text has a result, unlike one that was never computed.
        Type::Text if formula => CellValue::Text(composed(if shown.is_empty() { &scratch.value } else { shown })),
        Type::Text if shown.is_empty() => text(&scratch.value),
        _ => text(shown),
    };
    Ok((value, formula))
}

/// A number, unless the cell shows another one. Programs that lay out nothing write no paragraph.
fn number(value: &str, shown: Option<&str>, percent: bool, struck: bool) -> CellValue {
    let kind = match (struck, percent) {
        (true, _) => format::Kind::Struck,
        (false, true) => format::Kind::Percent,
        (false, false) => format::Kind::Plain,
    };
    match (value.parse::<f64>(), shown) {
        (Ok(number), Some(shown)) if !struck && number.is_finite() && !format::shows(shown, number, percent) => {
            // A sign that only decorates: 87 is shown as 87 %.
            let sign = !percent && format::shows(shown, number / 100.0, true);
            if sign { format::value(number, format::Kind::PercentSign, false) } else { format::altered(number, shown) }
        }
        _ => format::written(value, kind, false),
    }
}

fn is_error(shown: &str) -> bool {
    let number = shown.strip_prefix("Err:");
    number.is_some_and(|n| n.parse::<u16>().is_ok()) || shown == "#N/A" || (shown.starts_with('#') && shown.ends_with(['!', '?']))
}

/// The text of the cell's own paragraphs, one line each: comments and drawings have paragraphs too, and they are not the cell's.
/// Gives back whether there are any.
fn paragraphs(xml: &mut Part<'_, '_>, scratch: &mut Scratch) -> Result<bool, Unreadable> {
    scratch.shown.clear();
    scratch.comment = None;
    let mut several = false;
    loop {
        match xml.next()? {
            Event::Start(tag) if tag.name().as_ref() == "text:p" || tag.name().as_ref() == "text:h" => {
                if several {
                    scratch.shown.push('\n');
                }
                several = true;
                paragraph(xml, scratch)?;
            }
            Event::Start(tag) if tag.name().as_ref() == "office:annotation" => scratch.comment = Some(annotation(xml)?),
            Event::Start(_) => xml.skip()?,
            Event::End(_) => return Ok(several),
            Event::Eof => return Err(Unreadable::Damaged),
            _ => {}
        }
    }
}

/// Author and text of the comment whose tag has just started.
fn annotation(xml: &mut Part<'_, '_>) -> Result<(String, String), Unreadable> {
    let (mut author, mut text, mut open, mut by) = (String::new(), String::new(), 1, false);
    while open > 0 {
        match xml.next()? {
            Event::Start(tag) => {
                open += 1;
                by |= tag.local_name().as_ref() == "creator";
                match tag.local_name().as_ref() {
                    "p" if !text.is_empty() => text.push('\n'),
                    "date" | "date-string" => {
                        open -= 1;
                        xml.skip()?;
                    }
                    _ => {}
                }
            }
            Event::End(_) => (open, by) = (open - 1, false),
            Event::Eof => return Err(Unreadable::Damaged),
            event => append(&event, if by { &mut author } else { &mut text })?,
        }
        if text.len() > crate::read::xml::MAX_TEXT {
            return Err(Unreadable::Inflates);
        }
    }
    Ok((author, text))
}

fn paragraph(xml: &mut Part<'_, '_>, scratch: &mut Scratch) -> Result<(), Unreadable> {
    // White space in the file's text counts once, and not at the start.
    let (mut open, mut gap) = (1, true);
    // How deep a piece that is raised or struck out began.
    let mut aside = None;
    while open > 0 {
        scratch.piece.clear();
        match xml.next()? {
            Event::Start(tag) => {
                open += 1;
                match tag.local_name().as_ref() {
                    "s" => {
                        let spaces = attribute(&tag, "c").and_then(|n| n.parse().ok()).unwrap_or(1).min(MAX_SPACES);
                        scratch.shown.extend(std::iter::repeat_n(' ', spaces));
                    }
                    // A raised 1 behind 450 is the mark of a footnote, and no digit of 4501; what is struck out no longer counts.
                    "span" if aside.is_none() && attribute(&tag, "style-name").is_some_and(|s| scratch.aside.contains(&*s)) => {
                        aside = Some(open);
                        scratch.shown.push_str(" (");
                    }
                    "tab" => scratch.shown.push('\t'),
                    "line-break" => scratch.shown.push('\n'),
                    "annotation" | "note" | "ruby-text" | "frame" | "custom-shape" => {
                        open -= 1;
                        xml.skip()?;
                    }
                    _ => {}
                }
            }
            Event::End(_) => {
                if aside.take_if(|depth| *depth == open).is_some() {
                    scratch.shown.push_str(") ");
                }
                open -= 1;
            }
            Event::Eof => return Err(Unreadable::Damaged),
            event => append(&event, &mut scratch.piece)?,
        }
        for c in scratch.piece.chars() {
            let space = matches!(c, ' ' | '\t' | '\r' | '\n');
            if !(space && gap) {
                scratch.shown.push(if space { ' ' } else { c });
            }
            gap = space;
        }
        if scratch.shown.len() > crate::read::xml::MAX_TEXT {
            return Err(Unreadable::Inflates);
        }
    }
    Ok(())
}
