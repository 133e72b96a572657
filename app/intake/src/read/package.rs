//! Looks into a zip package before anything parses it: sizes as they really inflate, parts, names, and XML that attacks its parser.

use super::Unreadable;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Most bytes all parts may inflate to.
const MAX_INFLATED: u64 = 200 << 20;
/// Most bytes, and most items, of the shared strings, which the reader holds in memory.
const MAX_STRINGS: u64 = 64 << 20;
const MAX_ITEMS: u64 = 1_000_000;
const MAX_PARTS: usize = 2_000;

pub(super) fn inspect(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    if zip.len() > MAX_PARTS {
        return Err(Unreadable::Suspicious);
    }
    let mut names = Vec::with_capacity(zip.len());
    for name in zip.file_names() {
        let name = name.map_err(|_| Unreadable::Suspicious)?.replace('\\', "/").to_lowercase();
        if name.starts_with('/') || name.contains(':') || name.contains('\0') || name.split('/').any(|part| part == "..") {
            return Err(Unreadable::Suspicious);
        }
        names.push(name);
    }
    kind(&names)?;
    let mut left = MAX_INFLATED;
    for (i, name) in names.iter().enumerate() {
        let part = zip.by_index(i).map_err(|e| match e {
            zip::result::ZipError::UnsupportedArchive(_) => Unreadable::Encrypted,
            _ => Unreadable::Damaged,
        })?;
        left = scan(part, name, left)?;
    }
    Ok(())
}

/// Which program's package is it?
fn kind(names: &[String]) -> Result<(), Unreadable> {
    let has = |test: &dyn Fn(&str) -> bool| names.iter().any(|n| test(n));
    if has(&|n| n.ends_with("vbaproject.bin") || n.contains("/macrosheets/")) {
        return Err(Unreadable::Macro);
    }
    if has(&|n| n == "xl/workbook.xml") && has(&|n| n == "[content_types].xml") {
        return Ok(());
    }
    Err(match () {
        () if has(&|n| n.starts_with("word/")) => Unreadable::Word,
        () if has(&|n| n.starts_with("ppt/")) => Unreadable::Presentation,
        () if has(&|n| n == "xl/workbook.bin" || n == "content.xml") => Unreadable::OtherSpreadsheet,
        () => Unreadable::NotASpreadsheet,
    })
}

/// Inflates one part without keeping it; returns what is left of `left`. A directory that lies about sizes gains nothing.
fn scan(mut part: impl Read, name: &str, mut left: u64) -> Result<u64, Unreadable> {
    let xml = [".xml", ".rels", ".vml"].iter().any(|e| name.ends_with(e));
    let strings = name.ends_with("sharedstrings.xml");
    let mut limit = if strings { MAX_STRINGS } else { u64::MAX };
    let mut tags = Tags::default();
    let mut buffer = [0; 64 << 10];
    loop {
        let n = part.read(&mut buffer).map_err(|_| Unreadable::Damaged)?;
        if n == 0 {
            return Ok(left);
        }
        left = left.checked_sub(n as u64).ok_or(Unreadable::Inflates)?;
        limit = limit.checked_sub(n as u64).ok_or(Unreadable::Inflates)?;
        if xml {
            tags.feed(&buffer[..n])?;
        }
    }
}

/// Watches the tags of an XML part go by.
#[derive(Default)]
struct Tags {
    inside: bool,
    /// The start of the current tag, without `<`.
    tag: Vec<u8>,
    items: u64,
}

impl Tags {
    fn feed(&mut self, bytes: &[u8]) -> Result<(), Unreadable> {
        for &b in bytes {
            match b {
                b'<' => {
                    self.inside = true;
                    self.tag.clear();
                }
                b'>' if self.inside => {
                    self.inside = false;
                    self.judge()?;
                }
                _ if self.inside && self.tag.len() < 512 => self.tag.push(b),
                _ => {}
            }
        }
        Ok(())
    }

    fn judge(&mut self) -> Result<(), Unreadable> {
        // A document type brings entities, and entities that double themselves fill any memory.
        if self.tag.starts_with(b"!DOCTYPE") || self.tag.starts_with(b"!ENTITY") {
            return Err(Unreadable::Suspicious);
        }
        let end = self.tag.iter().position(|b| b.is_ascii_whitespace() || *b == b'/').unwrap_or(self.tag.len());
        let local = self.tag[..end].rsplit(|b| *b == b':').next().unwrap_or_default();
        match local {
            b"si" => self.items += 1,
            // The reader reserves room for as many strings as are announced.
            b"sst" => self.items = self.items.max(announced(&self.tag)),
            _ => {}
        }
        if self.items > MAX_ITEMS { Err(Unreadable::Inflates) } else { Ok(()) }
    }
}

/// The number in `uniqueCount="…"`; 0 when there is none.
fn announced(tag: &[u8]) -> u64 {
    let tag = String::from_utf8_lossy(tag);
    let Some((_, rest)) = tag.split_once("uniqueCount") else { return 0 };
    let digits: String = rest.trim_start_matches(['=', '"', '\'', ' ']).chars().take_while(char::is_ascii_digit).collect();
    if digits.is_empty() { 0 } else { digits.parse().unwrap_or(u64::MAX) }
}
