//! An `.xlsx` from package to package.

use super::comments;
use super::list::{self, Target};
use super::look::{self, Fills};
use super::opc::{Relations, Types};
use super::plan::{Notes, Plan, onto_merged};
use super::sheet::{Facts, Marks};
use super::styles::Styles;
use super::vml::{self, Drawing, Wanted};
use super::xml::{Edits, Kind, Node, Ns, Scan, escaped, tree};
use super::zipped::Package;
use super::{FINDINGS_MARK, NotMarked};
use domain::Finding;
use std::collections::BTreeSet;

const SHEET_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
const COMMENTS_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const STYLES_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";
const RELATIONS: [&str; 2] =
    ["http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships"];

/// One sheet of the workbook; only a worksheet has cells.
struct Listed {
    name: String,
    part: Option<String>,
}

/// The list of findings that an earlier marking left.
struct Earlier {
    /// Which sheet of the workbook it is.
    sheet: usize,
    fills: Fills,
}

/// What is known while a workbook is being marked.
struct Book<'a> {
    package: Package<'a>,
    types: Types,
    styles: Styles,
    /// The fills that marked cells have had.
    fills: Fills,
    earlier: Option<Earlier>,
    strict: bool,
    /// Shape numbers of the next new drawing.
    block: u32,
}

/// `advice` stands above the list.
pub(super) fn marked(original: &[u8], findings: &[Finding], advice: &'static str) -> Result<Vec<u8>, NotMarked> {
    let mut package = Package::open(original)?;
    let book_part = Relations::of(&mut package, "")?.by_kind("officeDocument").ok_or(NotMarked::Structure)?.to_owned();
    let mut relations = Relations::of(&mut package, &book_part)?;
    let strict = relations.is_strict();
    let book_text = package.part(&book_part)?;
    let root = tree(&book_text)?;
    let sheets = root.child(Ns::Main, "sheets").ok_or(NotMarked::Structure)?;
    let listed: Vec<Listed> = sheets.all(Ns::Main, "sheet").map(|s| listed(s, &relations)).collect();

    let strings = relations.by_kind("sharedStrings").map(str::to_owned);
    let earlier = earlier(&mut package, &listed, strings.as_deref())?;
    let mut types = Types::default();
    let styles_part = match relations.by_kind("styles") {
        Some(part) => part.to_owned(),
        None => {
            // The one name that every program looks for.
            let part = if package.has("xl/styles.xml") { package.free("xl/styles", ".xml") } else { "xl/styles.xml".to_owned() };
            relations.add("styles", &part, strict);
            types.added.push((part.clone(), STYLES_TYPE));
            part
        }
    };
    let styles = Styles::open(package.text(&styles_part)?, strict)?;
    let block = 1 + blocks(&mut package)?;
    let mut book = Book { package, types, styles, fills: Fills::default(), earlier, strict, block };

    let names: Vec<String> = listed.iter().map(|s| s.name.clone()).collect();
    let plan = Plan { advice, ..Plan::new(findings, &names) };
    let own = book.earlier.as_ref().map(|e| e.sheet);
    for (i, sheet) in listed.iter().enumerate().filter(|(i, _)| Some(*i) != own) {
        if let Some(part) = &sheet.part {
            book.mark(part, &plan.notes[i])?;
        }
    }

    let mut edits = Edits::default();
    match own.and_then(|i| listed[i].part.clone()) {
        Some(part) => {
            // What it led to (a printer's settings, say) is not needed by what replaces it.
            if let Some(rels) = part.rsplit_once('/').map(|(folder, file)| format!("{folder}/_rels/{file}.rels")) {
                book.package.remove(&rels);
            }
            let text = list::sheet(&plan, &names, &mut book.styles, &book.fills, strict);
            book.package.put(&part, text);
        }
        None => {
            let part = book.package.free("xl/worksheets/sheet", ".xml");
            let id = relations.add("worksheet", &part, strict);
            book.types.added.push((part.clone(), SHEET_TYPE));
            let text = list::sheet(&plan, &names, &mut book.styles, &book.fills, strict);
            book.package.put(&part, text);
            let number = 1 + sheets.all(Ns::Main, "sheet").filter_map(|s| s.attr("sheetId")?.trim().parse().ok()).max().unwrap_or(0u32);
            let (p, uri, name) = (sheets.prefix(), RELATIONS[usize::from(strict)], escaped(&list::free_name(&names)));
            let entry = format!("<{p}sheet xmlns:r=\"{uri}\" name=\"{name}\" sheetId=\"{number}\" r:id=\"{id}\"/>");
            edits.append(sheets, &entry);
        }
    }
    if !edits.is_empty() {
        book.package.put(&book_part, edits.apply(&book_text)?);
    }
    let styles = book.styles.finish()?;
    book.package.put(&styles_part, styles);
    relations.finish(&mut book.package)?;
    book.types.finish(&mut book.package)?;
    book.package.finish()
}

fn listed(sheet: &Node<'_>, relations: &Relations) -> Listed {
    let id = sheet.prefixed("id").unwrap_or_default();
    let part = relations.by_id(&id).filter(|_| relations.is_worksheet(&id)).map(str::to_owned);
    Listed { name: sheet.attr("name").unwrap_or_default(), part }
}

impl Book<'_> {
    /// Marks one worksheet and takes away what an earlier marking left in it.
    fn mark(&mut self, part: &str, notes: &Notes<'_>) -> Result<(), NotMarked> {
        let mut relations = Relations::of(&mut self.package, part)?;
        let comments_part = relations.by_kind("comments").map(str::to_owned);
        let comments = match &comments_part {
            Some(part) => self.package.text(part)?,
            None => None,
        };
        let ours = comments.as_deref().is_some_and(look::may_hold_ours);
        if notes.is_empty() && !ours && !self.styles.has_marks() {
            return Ok(());
        }
        let text = self.package.part(part)?;
        let facts = Facts::read(&text)?;
        let notes = onto_merged(notes, &facts.spans);
        let mut drawing = None;
        let mut ours_at = BTreeSet::new();
        if !notes.is_empty() || ours {
            let patched = comments::patch(comments, &notes, self.strict)?;
            drawing = self.boxes(&mut relations, &facts, &notes, &patched)?;
            match (comments_part, patched.empty) {
                (Some(name), true) => {
                    relations.remove(&name);
                    self.package.remove(&name);
                    self.types.removed.push(name);
                }
                (Some(name), false) => self.package.put(&name, patched.text),
                (None, true) => {}
                (None, false) => {
                    let name = self.package.free("xl/comments", ".xml");
                    relations.add("comments", &name, self.strict);
                    self.package.put(&name, patched.text);
                    self.types.added.push((name, COMMENTS_TYPE));
                }
            }
            ours_at = patched.ours;
        }
        let before = self.earlier.as_ref().map(|e| &e.fills);
        let marks = Marks { facts: &facts, notes: &notes, ours: &ours_at, before, drawing };
        let done = marks.apply(&text, &mut self.styles, &mut self.fills)?;
        if done != text {
            self.package.put(part, done);
        }
        relations.finish(&mut self.package)
    }

    /// The boxes of a sheet's comments; gives the new reference to the legacy drawing where it changes.
    fn boxes(
        &mut self,
        relations: &mut Relations,
        facts: &Facts,
        notes: &Notes<'_>,
        patched: &comments::Patched,
    ) -> Result<Option<String>, NotMarked> {
        let wanted: Vec<Wanted> = patched.added.iter().map(|at| Wanted { place: *at, said: notes[at].text() }).collect();
        let grown: Vec<Wanted> = patched.grown.iter().map(|(at, said)| Wanted { place: *at, said: said.clone() }).collect();
        let old = facts.drawing.as_ref().and_then(|(id, _)| relations.by_id(id)).map(str::to_owned);
        let gone: BTreeSet<_> = patched.ours.difference(&patched.kept).copied().collect();
        let text = match &old {
            Some(part) => self.package.text(part)?,
            None => None,
        };
        let is_new = text.is_none();
        if is_new && wanted.is_empty() {
            return Ok(None);
        }
        let text = text.unwrap_or_else(|| vml::new(self.block));
        let done = Drawing::read(text)?.patched(&gone, &wanted, &grown, &|column| facts.pixels(column))?;
        self.types.vml = true;
        match (old.filter(|_| !is_new), done) {
            (Some(part), Some(done)) => self.package.put(&part, done),
            (Some(part), None) => {
                relations.remove(&part);
                self.package.remove(&part);
                return Ok(Some(String::new()));
            }
            (None, Some(done)) => {
                self.block += 1;
                let part = self.package.free("xl/drawings/vmlDrawing", ".vml");
                self.package.put(&part, done);
                let id = relations.add("vmlDrawing", &part, self.strict);
                return Ok(Some(format!("xmlns:r=\"{}\" r:id=\"{id}\"", RELATIONS[usize::from(self.strict)])));
            }
            (None, None) => {}
        }
        Ok(None)
    }
}

/// The highest block of shape numbers in use.
fn blocks(package: &mut Package<'_>) -> Result<u32, NotMarked> {
    let drawings: Vec<String> = package.names().filter(|n| n.to_lowercase().ends_with(".vml")).map(str::to_owned).collect();
    let mut highest = 0;
    for name in drawings {
        highest = highest.max(package.text(&name)?.map_or(0, |text| vml::block(&text)));
    }
    Ok(highest)
}

/// Finds the list that an earlier marking left, by the first row of each sheet.
fn earlier(package: &mut Package<'_>, sheets: &[Listed], strings: Option<&str>) -> Result<Option<Earlier>, NotMarked> {
    let strings = match strings {
        Some(part) => package.text(part)?.filter(|text| text.contains(FINDINGS_MARK)),
        None => None,
    };
    for (i, sheet) in sheets.iter().enumerate().rev() {
        let Some(part) = &sheet.part else { continue };
        let text = package.part(part)?;
        if strings.is_none() && !text.contains(FINDINGS_MARK) {
            continue;
        }
        for target in list::first_row(&text)? {
            let said = match target {
                Target::Text(text) => text,
                Target::Shared(index) => shared(strings.as_deref().unwrap_or_default(), index)?,
            };
            if let Some(fills) = Fills::parse(&said) {
                return Ok(Some(Earlier { sheet: i, fills }));
            }
        }
    }
    Ok(None)
}

/// One of the shared strings.
fn shared(text: &str, index: usize) -> Result<String, NotMarked> {
    let mut scan = Scan::new(text);
    let (mut items, mut said) = (0, String::new());
    while let Some(tag) = scan.next()? {
        if tag.kind == Kind::Text && items == index + 1 && tag.depth > 1 {
            said.push_str(&tag.text());
        }
        if tag.begins(Ns::Main, "si") {
            items += 1;
        }
        if items > index + 1 {
            break;
        }
    }
    Ok(said)
}
