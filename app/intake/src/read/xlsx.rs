//! `.xlsx` and its macro-free kin, transitional and strict: from the package to its sheets.

mod parts;
mod sheet;

use super::{FileFormat, Unreadable, Workbook, package::Package, sheet::Budget};
use parts::Listed;
use smol_str::SmolStr;
use std::collections::HashSet;

/// What the cells of every sheet refer to.
struct Shared {
    strings: Vec<SmolStr>,
    /// By the number of a cell's style.
    kinds: Vec<super::format::Kind>,
    from_1904: bool,
    /// The program that wrote the file leaves computing to the one that opens it, so that a 0 says nothing.
    uncomputed: bool,
}

pub(super) fn read(mut package: Package<'_>) -> Result<Workbook, Unreadable> {
    let main = parts::main(&mut package)?;
    let relations = parts::relations(&mut package, &main)?;
    if relations.iter().any(|r| r.kind.ends_with("vbaProject") || r.kind.to_lowercase().ends_with("macrosheet")) {
        return Err(Unreadable::Macro);
    }
    let book = parts::workbook(&mut package, &main)?;
    // Where no relation leads, the usual place may still hold it.
    let sole = |kind: &str| {
        let named = relations.iter().find(|r| r.kind.ends_with(kind));
        named.map_or_else(|| format!("xl{kind}.xml"), |r| r.part.clone())
    };
    let (strings, styles) = (sole("/sharedStrings"), sole("/styles"));
    let sheets: Vec<(&Listed, &str)> = book.sheets.iter().filter_map(|s| Some((s, parts::worksheet(s, &relations)?))).collect();
    let mut read: HashSet<String> = sheets.iter().map(|(_, part)| part.to_lowercase()).collect();
    read.extend([strings.to_lowercase(), styles.to_lowercase()]);
    package.inspect_all_but(&read)?;

    let shared = Shared {
        strings: parts::strings(&mut package, &strings)?,
        kinds: parts::styles(&mut package, &styles)?,
        from_1904: book.from_1904,
        uncomputed: book.uncomputed,
    };
    let mut budget = Budget::default();
    let mut done = Workbook { format: FileFormat::Xlsx, ..Workbook::default() };
    let mut seen = HashSet::new();
    for (listed, part) in sheets {
        // Many names for one part would read it as often.
        if !seen.insert(part) {
            return Err(Unreadable::Suspicious);
        }
        done.sheets.push(sheet::read(&mut package, part, listed, &shared, &mut budget)?);
    }
    if done.sheets.iter().all(|s| s.cells.is_empty()) { Err(Unreadable::Empty) } else { Ok(done) }
}
