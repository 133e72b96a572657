//! Office files: zip packages with the right parts and nothing in them that runs.

use super::Unfit;
use domain::evidence::EvidenceKind;
use std::{
    collections::HashMap,
    io::{Cursor, Read},
};
use zip::{ZipArchive, result::ZipError};

const MAX_PARTS: usize = 5_000;
/// Most bytes all parts may inflate to.
const MAX_INFLATED: u64 = 200 << 20;
/// Most bytes of a part that is read to see what the package is.
const MAX_READ: u64 = 1 << 20;

type Zip<'b> = ZipArchive<Cursor<&'b [u8]>>;
type Names = HashMap<String, usize>;

pub(super) fn examine(bytes: &[u8]) -> Result<EvidenceKind, Unfit> {
    // Counted before the reader takes memory for each.
    if bytes.windows(4).filter(|w| w == b"PK\x01\x02").count() > 4 * MAX_PARTS {
        return Err(Unfit::Suspicious);
    }
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unfit::Damaged)?;
    let names = names(&zip)?;
    let kind = if names.contains_key("[content_types].xml") {
        microsoft(&mut zip, &names)?
    } else if names.contains_key("mimetype") && names.contains_key("content.xml") {
        open_document(&mut zip, &names)?
    } else if names.contains_key("encrypted-package") {
        return Err(Unfit::Encrypted);
    } else {
        return Err(Unfit::Archive);
    };
    inflate(&mut zip)?;
    Ok(kind)
}

/// Of all parts, in lower case, as Office programs look them up; and the place of each.
fn names(zip: &Zip<'_>) -> Result<Names, Unfit> {
    if zip.len() > MAX_PARTS {
        return Err(Unfit::Suspicious);
    }
    let mut names = HashMap::with_capacity(zip.len());
    for (i, name) in zip.file_names().enumerate() {
        let name = name.map_err(|_| Unfit::Suspicious)?.replace('\\', "/").to_lowercase();
        let tricky = name.starts_with('/') || name.contains([':', '\0']) || name.split('/').any(|part| part == "..");
        // Two parts of one name: which of them a program shows is anyone's guess.
        if tricky || names.insert(name, i).is_some() {
            return Err(Unfit::Suspicious);
        }
    }
    Ok(names)
}

fn opened(error: ZipError) -> Unfit {
    match error {
        ZipError::UnsupportedArchive(_) => Unfit::Encrypted,
        _ => Unfit::Damaged,
    }
}

/// The start of a small part as text, in lower case.
fn text(zip: &mut Zip<'_>, names: &Names, name: &str) -> Result<String, Unfit> {
    let index = *names.get(name).ok_or(Unfit::Damaged)?;
    let part = zip.by_index(index).map_err(opened)?;
    let mut bytes = Vec::new();
    part.take(MAX_READ).read_to_end(&mut bytes).map_err(|_| Unfit::Damaged)?;
    Ok(String::from_utf8_lossy(&bytes).to_lowercase())
}

/// The list of content types says what the package is, and whether a part of it is code, whatever the part is called.
fn microsoft(zip: &mut Zip<'_>, names: &Names) -> Result<EvidenceKind, Unfit> {
    let types = text(zip, names, "[content_types].xml")?;
    let runs = |n: &String| n.ends_with("vbaproject.bin") || n.contains("/macrosheets/");
    if names.keys().any(runs) || ["macroenabled", "vbaproject", "macrosheet"].iter().any(|word| types.contains(word)) {
        return Err(Unfit::Macro);
    }
    let has = |folder: &str, main: &str| names.keys().any(|n| n.starts_with(folder)) && types.contains(main);
    match () {
        () if has("word/", "wordprocessingml.document.main+xml") => Ok(EvidenceKind::Docx),
        () if has("xl/", "spreadsheetml.sheet.main+xml") => Ok(EvidenceKind::Xlsx),
        () if has("ppt/", "presentationml.presentation.main+xml") => Ok(EvidenceKind::Pptx),
        () => Err(Unfit::Unknown),
    }
}

fn open_document(zip: &mut Zip<'_>, names: &Names) -> Result<EvidenceKind, Unfit> {
    let manifest = text(zip, names, "meta-inf/manifest.xml")?;
    if manifest.contains("encryption-data") {
        return Err(Unfit::Encrypted);
    }
    // An empty library is listed in every file of some programs; a module in it is code.
    let lists = ["script-lb.xml", "script-lc.xml", "dialog-lb.xml", "dialog-lc.xml"];
    let is_list = |n: &str| lists.iter().any(|list| n.ends_with(list));
    let runs = |n: &String| !n.ends_with('/') && (n.starts_with("basic/") && !is_list(n) || n.starts_with("scripts/"));
    if names.keys().any(runs) {
        return Err(Unfit::Macro);
    }
    match text(zip, names, "mimetype")?.trim() {
        "application/vnd.oasis.opendocument.text" => Ok(EvidenceKind::Odt),
        "application/vnd.oasis.opendocument.spreadsheet" => Ok(EvidenceKind::Ods),
        "application/vnd.oasis.opendocument.presentation" => Ok(EvidenceKind::Odp),
        _ => Err(Unfit::Unknown),
    }
}

/// Every part to its end without keeping it: whole, and no bomb for who opens it.
fn inflate(zip: &mut Zip<'_>) -> Result<(), Unfit> {
    let mut left = MAX_INFLATED;
    let mut buffer = [0; 64 << 10];
    for i in 0..zip.len() {
        let mut part = zip.by_index(i).map_err(opened)?;
        loop {
            let n = part.read(&mut buffer).map_err(|_| Unfit::Damaged)?;
            if n == 0 {
                break;
            }
            left = left.checked_sub(n as u64).ok_or(Unfit::Suspicious)?;
        }
    }
    Ok(())
}
