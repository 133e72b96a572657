//! Cell styles of an `.xlsx`: a marked cell gets a copy of its style with another fill, and later the first one back.

mod fill;

use super::NotMarked;
use super::look::{self, Fills};
use super::xml::{Edits, Node, Ns, main, tree, with_attribute, without_attribute};
use domain::Severity;
use std::collections::HashMap;

/// For a workbook without styles.
fn empty(strict: bool) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<styleSheet xmlns=\"{}\"/>", main(strict))
}

/// The lists that grow, each with the elements that may stand before it.
const LISTS: [(&str, &[&str]); 4] = [
    ("fonts", &["numFmts"]),
    ("fills", &["numFmts", "fonts"]),
    ("borders", &["numFmts", "fonts", "fills"]),
    ("cellXfs", &["numFmts", "fonts", "fills", "borders", "cellStyleXfs"]),
];
const FONTS: usize = 0;
const FILLS: usize = 1;
const BORDERS: usize = 2;
const XFS: usize = 3;
/// What a list that is missing must begin with.
const FIRST: [&[&str]; 4] = [
    &["<P:font><P:sz val=\"11\"/><P:name val=\"Calibri\"/></P:font>"],
    &["<P:fill><P:patternFill patternType=\"none\"/></P:fill>", "<P:fill><P:patternFill patternType=\"gray125\"/></P:fill>"],
    &["<P:border/>"],
    &["<P:xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>"],
];

pub(super) struct Styles {
    source: String,
    prefix: String,
    /// Entries of each list, as written, the added ones behind the original ones.
    lists: [Vec<String>; 4],
    original: [usize; 4],
    /// The fill of each style as code.
    codes: Vec<String>,
    /// The number of the earlier fill, for styles that are marks of ours.
    earlier: Vec<Option<usize>>,
    known: HashMap<String, u32>,
    /// Styles that were marks, with what they were before.
    restored: HashMap<u32, u32>,
}

impl Styles {
    pub fn open(source: Option<String>, strict: bool) -> Result<Self, NotMarked> {
        let source = source.unwrap_or_else(|| empty(strict));
        let root = tree(&source)?;
        let prefix = root.prefix().to_owned();
        let entries =
            |(list, _): (&str, &[&str])| -> Vec<Node<'_>> { root.child(Ns::Main, list).map(|l| l.children.clone()).unwrap_or_default() };
        let nodes = LISTS.map(entries);
        let mut lists = nodes.each_ref().map(|list| list.iter().map(|n| n.source().to_owned()).collect::<Vec<_>>());
        let original = lists.each_ref().map(Vec::len);
        for (list, first) in lists.iter_mut().zip(FIRST) {
            if list.is_empty() {
                list.extend(first.iter().map(|e| e.replace("P:", &prefix)));
            }
        }
        let fills: Vec<fill::Fill> = nodes[FILLS].iter().map(fill::read).collect();
        let fill_of = |xf: &Node<'_>| xf.attr("fillId").and_then(|id| id.trim().parse::<usize>().ok()).and_then(|id| fills.get(id));
        let mut codes: Vec<String> =
            nodes[XFS].iter().map(|xf| fill_of(xf).map_or_else(|| look::NONE.to_owned(), |f| f.code.clone())).collect();
        let mut earlier: Vec<Option<usize>> = nodes[XFS].iter().map(|xf| fill_of(xf)?.solid.and_then(look::earlier)).collect();
        codes.resize(lists[XFS].len(), look::NONE.to_owned());
        earlier.resize(lists[XFS].len(), None);
        Ok(Self { prefix, lists, original, codes, earlier, known: HashMap::new(), restored: HashMap::new(), source })
    }

    /// Are there styles that a marking of ours left?
    pub fn has_marks(&self) -> bool {
        self.earlier.iter().any(Option::is_some)
    }

    pub fn is_mark(&self, style: u32) -> bool {
        self.earlier.get(style as usize).is_some_and(Option::is_some)
    }

    /// The style without the mark that an earlier marking left.
    pub fn unmarked(&mut self, style: u32, before: &Fills) -> u32 {
        let Some(number) = self.earlier.get(style as usize).copied().flatten() else { return style };
        if let Some(restored) = self.restored.get(&style) {
            return *restored;
        }
        let code = before.code(number).to_owned();
        // Mostly the style that was marked is still there.
        let said = self.lists[XFS].get(style as usize).map(|xf| without_fill(xf));
        let same = |(i, xf): &(usize, &String)| self.codes[*i] == code && Some(without_fill(xf)) == said;
        let was = self.lists[XFS].iter().enumerate().find(same).map(|(i, _)| i as u32);
        let restored = was.unwrap_or_else(|| self.refilled(style, &code));
        self.restored.insert(style, restored);
        restored
    }

    fn refilled(&mut self, style: u32, code: &str) -> u32 {
        let id = fill::write(code, &self.prefix).map_or(0, |xml| self.entry(FILLS, xml));
        self.with_fill(style, id, code)
    }

    /// The style with the mark of a severity; what it was filled with goes into `fills`.
    pub fn marked(&mut self, style: u32, severity: Severity, fills: &mut Fills) -> u32 {
        let code = self.codes.get(style as usize).map_or(look::NONE, String::as_str).to_owned();
        let colour = look::colour(severity, fills.number(&code));
        let id = self.solid(colour);
        self.with_fill(style, id, "")
    }

    /// A fill of one colour.
    pub fn solid(&mut self, rgb: u32) -> usize {
        let p = &self.prefix;
        let xml = format!(
            "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"FF{rgb:06X}\"/><{p}bgColor indexed=\"64\"/></{p}patternFill></{p}fill>"
        );
        self.entry(FILLS, xml)
    }

    pub fn font(&mut self, xml: &str) -> usize {
        self.entry(FONTS, xml.replace("P:", &self.prefix))
    }

    pub fn border(&mut self, xml: &str) -> usize {
        self.entry(BORDERS, xml.replace("P:", &self.prefix))
    }

    /// A cell style of our own.
    pub fn style(&mut self, xml: &str) -> u32 {
        let xml = xml.replace("P:", &self.prefix);
        self.add_style(xml, look::NONE)
    }

    fn with_fill(&mut self, style: u32, fill: usize, code: &str) -> u32 {
        let Some(xf) = self.lists[XFS].get(style as usize).or(self.lists[XFS].first()) else { return style };
        let tag_end = xf.find('>').map_or(xf.len(), |end| end + 1);
        let tag = with_attribute(&xf[..tag_end], "fillId", &fill.to_string());
        let tag = with_attribute(&tag, "applyFill", if fill == 0 { "0" } else { "1" });
        let xml = format!("{tag}{}", &xf[tag_end..]);
        self.add_style(xml, code)
    }

    fn add_style(&mut self, xml: String, code: &str) -> u32 {
        let id = self.entry(XFS, xml);
        if id == self.codes.len() {
            self.codes.push(code.to_owned());
            self.earlier.push(None);
        }
        id as u32
    }

    /// The number of an entry, added unless the list has one that is written the same.
    fn entry(&mut self, list: usize, xml: String) -> usize {
        let entries = &mut self.lists[list];
        let key = format!("{list}{xml}");
        if let Some(id) = self.known.get(&key) {
            return *id as usize;
        }
        let id = entries.iter().position(|e| *e == xml).unwrap_or(entries.len());
        if id == entries.len() {
            entries.push(xml);
        }
        self.known.insert(key, id as u32);
        id
    }

    pub fn finish(self) -> Result<String, NotMarked> {
        // More styles than this no program opens.
        if self.lists[XFS].len() > 64_000 {
            return Err(NotMarked::TooLarge);
        }
        let root = tree(&self.source)?;
        let p = &self.prefix;
        let mut edits = Edits::default();
        // A list that is missing goes behind the last of those that stand before it.
        let after = |before: &[&str]| root.children.iter().rfind(|c| c.ns == Ns::Main && before.contains(&c.local())).map(|c| c.range.end);
        let mut missing = String::new();
        for (i, (name, before)) in LISTS.iter().enumerate() {
            let entries = &self.lists[i];
            let Some(list) = root.child(Ns::Main, name) else {
                let whole = format!("<{p}{name} count=\"{}\">{}</{p}{name}>", entries.len(), entries.concat());
                match after(before) {
                    Some(at) => edits.insert(at, whole),
                    None => missing.push_str(&whole),
                }
                continue;
            };
            let added = entries[self.original[i]..].concat();
            if added.is_empty() {
                continue;
            }
            let tag = with_attribute(list.tag(), "count", &entries.len().to_string());
            if list.empty {
                let open = tag.trim_end_matches('>').trim_end_matches('/');
                edits.replace(list.range.clone(), format!("{open}>{added}</{}>", list.name()));
            } else {
                edits.replace(list.open.clone(), tag);
                edits.insert(list.inner_end, added);
            }
        }
        if root.empty {
            edits.append(&root, &missing);
        } else {
            edits.insert(root.children.first().map_or(root.inner_end, |c| c.range.start), missing);
        }
        edits.apply(&self.source)
    }
}

/// A style as written, but for its fill.
fn without_fill(xf: &str) -> String {
    let end = xf.find('>').map_or(xf.len(), |end| end + 1);
    format!("{}{}", without_attribute(&without_attribute(&xf[..end], "fillId"), "applyFill"), &xf[end..])
}
