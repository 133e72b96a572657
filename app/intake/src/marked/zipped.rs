//! A zip package of which a few parts change; the others are copied as they are compressed.

use super::NotMarked;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Most bytes that the parts a marking looks into may inflate to, together; the reader's own limit.
const MAX_INFLATED: u64 = 200 << 20;
const MAX_PARTS: usize = 2_000;

pub(super) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// As the archive spells them; compared without case, as the formats ask.
    names: Vec<String>,
    /// By lower-case name; nothing for a part that goes away.
    changed: BTreeMap<String, (String, Option<String>)>,
    left: u64,
    /// Places of parts that were inflated before and count once.
    seen: BTreeSet<usize>,
}

impl<'a> Package<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, NotMarked> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| NotMarked::Structure)?;
        if zip.len() > MAX_PARTS {
            return Err(NotMarked::TooLarge);
        }
        // Parts that overlap are copied each by itself, and would make more of the file than it is.
        let mut packed = 0;
        for i in 0..zip.len() {
            packed += zip.by_index_raw(i).map_err(|_| NotMarked::Structure)?.compressed_size();
        }
        if packed > bytes.len() as u64 {
            return Err(NotMarked::Structure);
        }
        let mut names = Vec::with_capacity(zip.len());
        for name in zip.file_names() {
            names.push(name.map_err(|_| NotMarked::Structure)?.into_owned());
        }
        // Two parts whose names differ in case alone are one part to some programs and two to others.
        let folded: BTreeSet<String> = names.iter().map(|n| n.to_lowercase()).collect();
        if folded.len() < names.len() {
            return Err(NotMarked::Structure);
        }
        Ok(Self { zip, names, changed: BTreeMap::new(), left: MAX_INFLATED, seen: BTreeSet::new() })
    }

    /// Is there a part of this name, or will there be?
    pub fn has(&self, name: &str) -> bool {
        match self.changed.get(&name.to_lowercase()) {
            Some((_, content)) => content.is_some(),
            None => self.place(name).is_some(),
        }
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    fn place(&self, name: &str) -> Option<usize> {
        let folded = name.to_lowercase();
        self.names.iter().position(|n| n.to_lowercase() == folded)
    }

    /// A part's text as it stands by now; nothing when there is no such part.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, NotMarked> {
        if let Some((_, content)) = self.changed.get(&name.to_lowercase()) {
            return Ok(content.clone());
        }
        let Some(place) = self.place(name) else { return Ok(None) };
        let part = self.zip.by_index(place).map_err(|_| NotMarked::Structure)?;
        let mut text = String::new();
        // A directory that lies about sizes gains nothing; what is not UTF-8 is no text of ours to patch.
        let read = part
            .take(if self.seen.contains(&place) { MAX_INFLATED } else { self.left + 1 })
            .read_to_string(&mut text)
            .map_err(|_| NotMarked::Structure)?;
        let left = self.left.checked_sub(read as u64);
        self.left = if self.seen.insert(place) { left.ok_or(NotMarked::TooLarge)? } else { self.left };
        Ok(Some(text))
    }

    /// A part that must be there.
    pub fn part(&mut self, name: &str) -> Result<String, NotMarked> {
        self.text(name)?.ok_or(NotMarked::Structure)
    }

    pub fn put(&mut self, name: &str, text: String) {
        let spelt = self.place(name).map_or_else(|| name.to_owned(), |i| self.names[i].clone());
        self.changed.insert(name.to_lowercase(), (spelt, Some(text)));
    }

    pub fn remove(&mut self, name: &str) {
        self.changed.insert(name.to_lowercase(), (name.to_owned(), None));
    }

    /// A name that no part has: `before`, the first free number, `after`.
    pub fn free(&self, before: &str, after: &str) -> String {
        let numbers = 1..=self.names.len() + self.changed.len() + 1;
        let candidates = numbers.map(|n| format!("{before}{n}{after}"));
        candidates
            .into_iter()
            .find(|name| !self.has(name) && !self.changed.contains_key(&name.to_lowercase()))
            .unwrap_or_else(|| format!("{before}{after}"))
    }

    /// The archive with its changes: parts in their order, new ones at the end.
    pub fn finish(mut self) -> Result<Vec<u8>, NotMarked> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for (i, name) in self.names.iter().enumerate() {
            match self.changed.remove(&name.to_lowercase()) {
                None => {
                    let part = self.zip.by_index_raw(i).map_err(|_| NotMarked::Structure)?;
                    out.raw_copy_file(part).map_err(|_| NotMarked::Structure)?;
                }
                Some((_, None)) => {}
                Some((name, Some(text))) => write(&mut out, &name, &text)?,
            }
        }
        for (name, text) in std::mem::take(&mut self.changed).into_values() {
            if let Some(text) = text {
                write(&mut out, &name, &text)?;
            }
        }
        Ok(out.finish().map_err(|_| NotMarked::Structure)?.into_inner())
    }
}

fn write(out: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, text: &str) -> Result<(), NotMarked> {
    // The formats know deflate and nothing newer; the date is the format's first, so that the same file gives the same bytes.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(zip::DateTime::default());
    out.start_file(name, options).map_err(|_| NotMarked::Structure)?;
    out.write_all(text.as_bytes()).map_err(|_| NotMarked::Structure)
}
