//! One tag or piece of text after the other, each with its place.

use super::super::NotMarked;
use super::{Attr, attribute, attributes, name_of, prefix_of, unescaped};
use quick_xml::NsReader;
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;
use std::ops::Range;

/// The namespaces that a patch looks for, whatever their prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Ns {
    /// SpreadsheetML, in either of its two dialects.
    Main,
    Relations,
    Types,
    Compatibility,
    Vml,
    VmlExcel,
    Office,
    Table,
    Text,
    Style,
    Dc,
    Other,
}

/// The name of [`Ns::Main`] in either dialect.
pub(in super::super) fn main(strict: bool) -> &'static str {
    if strict { "http://purl.oclc.org/ooxml/spreadsheetml/main" } else { "http://schemas.openxmlformats.org/spreadsheetml/2006/main" }
}

impl Ns {
    fn of(uri: &str) -> Self {
        match uri {
            uri if uri == main(false) || uri == main(true) => Self::Main,
            "http://schemas.openxmlformats.org/package/2006/relationships" => Self::Relations,
            "http://schemas.openxmlformats.org/package/2006/content-types" => Self::Types,
            "http://schemas.openxmlformats.org/markup-compatibility/2006" => Self::Compatibility,
            "urn:schemas-microsoft-com:vml" => Self::Vml,
            "urn:schemas-microsoft-com:office:excel" => Self::VmlExcel,
            "urn:oasis:names:tc:opendocument:xmlns:office:1.0" => Self::Office,
            "urn:oasis:names:tc:opendocument:xmlns:table:1.0" => Self::Table,
            "urn:oasis:names:tc:opendocument:xmlns:text:1.0" => Self::Text,
            "urn:oasis:names:tc:opendocument:xmlns:style:1.0" => Self::Style,
            "http://purl.org/dc/elements/1.1/" => Self::Dc,
            _ => Self::Other,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Kind {
    Open,
    Close,
    /// `<c/>`
    Empty,
    /// Text, a reference or a CDATA section.
    Text,
}

pub(in super::super) struct Tag<'a> {
    pub kind: Kind,
    pub ns: Ns,
    pub range: Range<usize>,
    /// Of the element; the root's is 0.
    pub depth: usize,
    pub source: &'a str,
    /// Empty for a text.
    pub name: &'a str,
    /// Length of the name's prefix, with its colon.
    prefix: usize,
}

impl<'a> Tag<'a> {
    pub fn prefix(&self) -> &'a str {
        &self.name[..self.prefix]
    }

    pub fn local(&self) -> &'a str {
        &self.name[self.prefix..]
    }

    /// Begins an element of this name?
    pub fn begins(&self, ns: Ns, local: &str) -> bool {
        matches!(self.kind, Kind::Open | Kind::Empty) && self.ns == ns && self.local() == local
    }

    /// Is it the last tag of an element of this name?
    pub fn ends(&self, ns: Ns, local: &str) -> bool {
        matches!(self.kind, Kind::Close | Kind::Empty) && self.ns == ns && self.local() == local
    }

    pub fn attr(&self, key: &str) -> Option<String> {
        attribute(self.source, key)
    }

    /// The first attribute of this local name that has a prefix (`r:id`, `table:style-name`), whatever the prefix is.
    pub fn prefixed(&self, local: &str) -> Option<Attr<'a>> {
        attributes(self.source).find(|a| a.key.split_once(':').is_some_and(|(prefix, name)| prefix != "xmlns" && name == local))
    }

    /// An attribute as it is written: for values that have nothing to escape.
    pub fn raw(&self, key: &str) -> Option<&'a str> {
        attributes(self.source).find(|a| a.key == key).map(|a| a.raw)
    }

    pub fn number(&self, key: &str) -> Option<u32> {
        self.raw(key)?.trim().parse().ok()
    }

    /// What a text says.
    pub fn text(&self) -> String {
        match self.source.strip_prefix("<![CDATA[").and_then(|rest| rest.strip_suffix("]]>")) {
            Some(inside) => inside.to_owned(),
            None => unescaped(self.source),
        }
    }
}

/// Reads a text from its beginning.
pub(in super::super) struct Scan<'a> {
    source: &'a str,
    reader: NsReader<&'a [u8]>,
    /// Bytes before what the reader sees.
    skipped: usize,
    depth: usize,
    tolerant: bool,
}

impl<'a> Scan<'a> {
    pub fn new(source: &'a str) -> Self {
        let skipped = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut reader = NsReader::from_str(&source[skipped..]);
        reader.config_mut().allow_dangling_amp = true;
        Self { source, reader, skipped, depth: 0, tolerant: false }
    }

    /// For the drawings behind comments, where Excel itself leaves `<br>` open: ends need not match, so depths say nothing.
    pub fn tolerant(source: &'a str) -> Self {
        let mut scan = Self::new(source);
        scan.tolerant = true;
        scan.reader.config_mut().check_end_names = false;
        scan.reader.config_mut().allow_unmatched_ends = true;
        scan
    }

    /// The next tag or text; comments and instructions are passed over. A document type is refused: it brings entities.
    pub fn next(&mut self) -> Result<Option<Tag<'a>>, NotMarked> {
        loop {
            let start = self.position();
            let (resolved, event) = self.reader.read_resolved_event().map_err(|_| NotMarked::Structure)?;
            let kind = match &event {
                Event::Start(_) => Kind::Open,
                Event::End(_) => Kind::Close,
                Event::Empty(_) => Kind::Empty,
                Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => Kind::Text,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
                Event::DocType(_) => return Err(NotMarked::Structure),
                Event::Eof if self.depth == 0 || self.tolerant => return Ok(None),
                Event::Eof => return Err(NotMarked::Structure),
            };
            let ns = if let ResolveResult::Bound(ns) = resolved { Ns::of(ns.0) } else { Ns::Other };
            let range = start..self.position();
            let source = self.source.get(range.clone()).ok_or(NotMarked::Structure)?;
            if kind == Kind::Close {
                let above = self.depth.checked_sub(1).or(self.tolerant.then_some(0));
                self.depth = above.ok_or(NotMarked::Structure)?;
            }
            let depth = self.depth;
            self.depth += usize::from(kind == Kind::Open);
            let name = if kind == Kind::Text { "" } else { name_of(source) };
            return Ok(Some(Tag { kind, ns, range, depth, source, name, prefix: prefix_of(name).len() }));
        }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).saturating_add(self.skipped)
    }
}
