//! The zip package around a workbook: names and kinds of its parts are judged first, and what is inflated is counted over all of them.

use super::{Unreadable, xml::Xml};
use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Read};
use zip::{ZipArchive, read::ZipFile};

/// Most bytes all parts may inflate to.
const MAX_INFLATED: u64 = 200 << 20;
const MAX_PARTS: usize = 2_000;

pub(super) enum Kind {
    Xlsx,
    Ods,
}

pub(super) struct Package<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// By name in lower case, as spreadsheet programs look parts up.
    parts: HashMap<String, usize>,
    left: u64,
}

pub(super) type Part<'p, 'b> = Xml<'p, ZipFile<'p, Cursor<&'b [u8]>>>;

impl<'b> Package<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<(Self, Kind), Unreadable> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
        if zip.len() > MAX_PARTS {
            return Err(Unreadable::Suspicious);
        }
        // The library keeps the last of two parts of one name.
        if listed(bytes).is_some_and(|count| count != zip.len()) {
            return Err(Unreadable::Suspicious);
        }
        let mut parts = HashMap::with_capacity(zip.len());
        for (i, name) in zip.file_names().enumerate() {
            let name = name.map_err(|_| Unreadable::Suspicious)?.replace('\\', "/").to_lowercase();
            let tricky = name.starts_with('/') || name.contains([':', '\0']) || name.split('/').any(|part| part == "..");
            // Two parts of one name: which of them a program shows is anyone's guess.
            if tricky || parts.insert(name, i).is_some() {
                return Err(Unreadable::Suspicious);
            }
        }
        let kind = kind(&parts)?;
        Ok((Self { zip, parts, left: MAX_INFLATED }, kind))
    }

    pub(super) fn has(&self, test: impl Fn(&str) -> bool) -> bool {
        self.parts.keys().any(|name| test(name))
    }

    /// A part to read as XML; `None` when there is none of that name.
    pub(super) fn xml(&mut self, name: &str) -> Result<Option<Part<'_, 'b>>, Unreadable> {
        let Some(&i) = self.parts.get(&name.to_lowercase()) else { return Ok(None) };
        let part = self.zip.by_index(i).map_err(unopened)?;
        Ok(Some(Xml::new(part, &mut self.left)))
    }

    /// The start of a part as text.
    pub(super) fn head(&mut self, name: &str) -> Result<String, Unreadable> {
        let Some(&i) = self.parts.get(name) else { return Ok(String::new()) };
        let mut head = Vec::new();
        self.zip.by_index(i).map_err(unopened)?.take(4096).read_to_end(&mut head).map_err(|_| Unreadable::Damaged)?;
        Ok(String::from_utf8_lossy(&head).into_owned())
    }

    /// Inflates every part but these without keeping it: nobody here parses them, and yet no bomb gets past.
    pub(super) fn inspect_all_but(&mut self, read: &HashSet<String>) -> Result<(), Unreadable> {
        for (name, &i) in self.parts.iter().filter(|(name, _)| !read.contains(*name)) {
            let part = self.zip.by_index(i).map_err(unopened)?;
            let xml = [".xml", ".rels", ".vml", ".rdf"].iter().any(|e| name.ends_with(e));
            self.left = inspect(part, xml, self.left)?;
        }
        Ok(())
    }
}

/// Only a part that is locked differs in what the user can do about it.
fn unopened(error: zip::result::ZipError) -> Unreadable {
    match error {
        zip::result::ZipError::UnsupportedArchive(_) => Unreadable::Encrypted,
        _ => Unreadable::Damaged,
    }
}

/// How many parts the package's directory lists; `None` where it does not say so at its end.
fn listed(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).rposition(|w| w == b"PK\x05\x06")?;
    let count = bytes.get(end + 10..end + 12)?;
    Some(usize::from(u16::from_le_bytes([count[0], count[1]]))).filter(|count| *count != 0xFFFF)
}

/// Which program's package is it?
fn kind(parts: &HashMap<String, usize>) -> Result<Kind, Unreadable> {
    let has = |test: &dyn Fn(&str) -> bool| parts.keys().any(|name| test(name));
    if has(&|n| n.ends_with("vbaproject.bin") || n.contains("/macrosheets/")) {
        return Err(Unreadable::Macro);
    }
    if has(&|n| n == "[content_types].xml") {
        return match () {
            () if has(&|n| n == "xl/workbook.bin") => Err(Unreadable::OtherSpreadsheet),
            () if has(&|n| n == "workbook.xml" || n.ends_with("/workbook.xml")) || has(&|n| n.starts_with("xl/worksheets/")) => {
                Ok(Kind::Xlsx)
            }
            () if has(&|n| n.starts_with("word/")) => Err(Unreadable::Word),
            () if has(&|n| n.starts_with("ppt/")) => Err(Unreadable::Presentation),
            () => Err(Unreadable::NotASpreadsheet),
        };
    }
    if has(&|n| n == "content.xml") || has(&|n| n == "encrypted-package") { Ok(Kind::Ods) } else { Err(Unreadable::NotASpreadsheet) }
}

/// Inflates one part; returns what is left of `left`. A directory that lies about sizes gains nothing.
fn inspect(mut part: impl Read, xml: bool, mut left: u64) -> Result<u64, Unreadable> {
    const OVERLAP: usize = 8;
    let mut buffer = vec![0; 64 << 10];
    let (mut kept, mut wide) = (0, false);
    loop {
        let n = part.read(&mut buffer[kept..]).map_err(|_| Unreadable::Damaged)?;
        if n == 0 {
            return Ok(left);
        }
        left = left.checked_sub(n as u64).ok_or(Unreadable::Inflates)?;
        let seen = &buffer[..kept + n];
        // A document type brings entities, and entities that double themselves fill the memory of whoever opens the file.
        let declares = |w: &[u8]| matches!(w, b"<!DO" | b"<!EN");
        if xml && seen.windows(4).any(declares) {
            return Err(Unreadable::Suspicious);
        }
        // Queries are kept in UTF-16, either byte first.
        wide |= kept == 0 && (seen.starts_with(b"\xFF\xFE") || seen.starts_with(b"\xFE\xFF"));
        let every_second = |w: &[u8], from: usize| declares(&[w[from], w[from + 2], w[from + 4], w[from + 6]]);
        if xml && wide && seen.windows(8).any(|w| every_second(w, 0) || every_second(w, 1)) {
            return Err(Unreadable::Suspicious);
        }
        let keep = seen.len().min(OVERLAP);
        buffer.copy_within(kept + n - keep..kept + n, 0);
        kept = keep;
    }
}
