//! Automatic styles of an `.ods`: copies of a cell's style with another background.

use super::super::look::{self, Fills, NONE};
use super::super::xml::{Edits, attributes, escaped, with_attribute, without_attribute};
use super::FO;
use super::facts::{CellStyle, Facts};
use domain::Severity;
use std::collections::{HashMap, HashSet};

const PREFIX: &str = "TienDo";

pub(super) struct Styles<'a> {
    text: &'a str,
    facts: &'a Facts,
    declared: &'a str,
    by_name: HashMap<&'a str, &'a CellStyle>,
    names: HashSet<&'a str>,
    /// What `fo:` is called here.
    fo: String,
    /// New styles, without their names; the first new name's number belongs to the first.
    added: Vec<String>,
    /// Name of each style by what it says, without its name.
    known: HashMap<String, String>,
    number: usize,
}

impl<'a> Styles<'a> {
    pub fn new(text: &'a str, facts: &'a Facts, declared: &'a str) -> Self {
        let fo = attributes(&text[facts.root.clone()]).find(|a| a.key.starts_with("xmlns:") && a.value() == FO);
        let fo = fo.map_or_else(|| "fo".to_owned(), |a| a.key[6..].to_owned());
        let mut styles = Self {
            text,
            facts,
            declared,
            by_name: facts.styles.iter().map(|s| (s.name.as_str(), s)).collect(),
            names: facts.names.iter().map(String::as_str).collect(),
            fo,
            added: Vec::new(),
            known: HashMap::new(),
            number: 0,
        };
        for style in &facts.styles {
            let said = styles.copy(style, style.background.as_deref());
            styles.known.entry(said).or_insert_with(|| style.name.clone());
        }
        styles
    }

    /// The number of the earlier fill when a style is a mark of ours.
    pub fn earlier(&self, name: &str) -> Option<usize> {
        let colour = self.by_name.get(name)?.background.as_deref()?.strip_prefix('#')?;
        look::earlier(u32::from_str_radix(colour, 16).ok().filter(|_| colour.len() == 6)?)
    }

    /// The style without the mark that an earlier marking left.
    pub fn unmarked(&mut self, name: &str, before: &Fills) -> String {
        let Some((number, style)) = self.earlier(name).zip(self.by_name.get(name).copied()) else { return name.to_owned() };
        let background = colour_of(before.code(number));
        let said = self.copy(style, background.as_deref());
        self.name_of(said)
    }

    /// The style with the mark of a severity; `before` is what the cell's fill was before an earlier marking, where there was one.
    pub fn marked(&mut self, name: Option<&str>, severity: Severity, before: &Fills, fills: &mut Fills) -> String {
        let style = name.and_then(|n| self.by_name.get(n).copied());
        let code = match (name.and_then(|n| self.earlier(n)), style) {
            (Some(number), _) => before.code(number).to_owned(),
            (None, Some(style)) => style.background.clone().unwrap_or_else(|| NONE.to_owned()),
            (None, None) => NONE.to_owned(),
        };
        let colour = format!("#{:06x}", look::colour(severity, fills.number(&code)));
        let said = match style {
            Some(style) => self.copy(style, Some(&colour)),
            None => {
                let parent = escaped(name.unwrap_or("Default"));
                format!(
                    "<style:style{} style:name=\"\" style:family=\"table-cell\" style:parent-style-name=\"{parent}\">\
                     <style:table-cell-properties fo:background-color=\"{colour}\"/></style:style>",
                    self.declared
                )
            }
        };
        self.name_of(said)
    }

    /// A style of our own, written without a name; gives its name.
    pub fn own(&mut self, family: &str, inside: &str) -> String {
        let declared = self.declared;
        let parent = if family == "table-cell" { " style:parent-style-name=\"Default\"" } else { "" };
        self.name_of(format!("<style:style{declared} style:name=\"\" style:family=\"{family}\"{parent}>{inside}</style:style>"))
    }

    /// The text of a style without its name and with another background, or none.
    fn copy(&self, style: &CellStyle, background: Option<&str>) -> String {
        let open = &self.text[style.open.clone()];
        let name = attributes(open).find(|a| a.key.ends_with(":name")).map_or("style:name", |a| a.key);
        let element = open[1..].split(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').next().unwrap_or_default();
        let prefix = element.find(':').map_or("", |colon| &element[..=colon]);
        let tag = with_attribute(open, name, "");
        let key = format!("{}:background-color", self.fo);
        let set = |properties: &str| match background {
            Some(colour) => with_attribute(properties, &key, colour),
            None => without_attribute(properties, &key),
        };
        if style.range == style.open {
            let open = tag.trim_end_matches('>').trim_end_matches('/');
            let properties = background.map(|_| set(&format!("<{prefix}table-cell-properties/>"))).unwrap_or_default();
            return format!("{open}>{properties}</{element}>");
        }
        match &style.properties {
            Some(place) => {
                let (before, after) = (&self.text[style.open.end..place.start], &self.text[place.end..style.range.end]);
                format!("{tag}{before}{}{after}", set(&self.text[place.clone()]))
            }
            None => {
                let properties = background.map(|_| set(&format!("<{prefix}table-cell-properties/>"))).unwrap_or_default();
                format!("{tag}{properties}{}", &self.text[style.open.end..style.range.end])
            }
        }
    }

    fn name_of(&mut self, said: String) -> String {
        if let Some(name) = self.known.get(&said) {
            return name.clone();
        }
        let name = loop {
            self.number += 1;
            let name = format!("{PREFIX}{}", self.number);
            if !self.names.contains(name.as_str()) {
                break name;
            }
        };
        // The empty name is the first thing that a copied or new style says of itself.
        self.added.push(said.replacen("name=\"\"", &format!("name=\"{name}\""), 1));
        self.known.insert(said, name.clone());
        name
    }

    pub fn finish(self, edits: &mut Edits) {
        let added = self.added.concat();
        if added.is_empty() {
            return;
        }
        if self.facts.styles_missing {
            let declared = self.declared;
            edits.insert(self.facts.styles_at, format!("<office:automatic-styles{declared}>{added}</office:automatic-styles>"));
        } else if let Some(empty) = &self.facts.styles_empty {
            let open = self.text[empty.clone()].trim_end_matches('>').trim_end_matches('/').trim_end();
            let name = open[1..].split_ascii_whitespace().next().unwrap_or_default();
            edits.replace(empty.clone(), format!("{open}>{added}</{name}>"));
        } else {
            edits.insert(self.facts.styles_at, added);
        }
    }
}

/// The background of a code; the other format's solid colour will do. Nothing for a code that is not ours.
fn colour_of(code: &str) -> Option<String> {
    let hex = match code.strip_prefix("solid;rgb:") {
        Some(rest) => rest.split(';').next().filter(|argb| argb.len() == 8).and_then(|argb| argb.get(2..))?,
        None if code == "transparent" => return Some(code.to_owned()),
        None => code.strip_prefix('#')?,
    };
    (hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit())).then(|| format!("#{}", hex.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_formats_give_a_colour() {
        for (code, expected) in [
            ("#FFF8DC", Some("#fff8dc")),
            ("solid;rgb:FFFFF8DC;indexed:64", Some("#fff8dc")),
            ("transparent", Some("transparent")),
            ("none", None),
            ("solid;theme:4;", None),
            ("#\"/><x", None),
        ] {
            assert_eq!(colour_of(code).as_deref(), expected, "{code}");
        }
    }
}
