//! Relationships and content types of an Office package.

use super::NotMarked;
use super::xml::{Edits, Node, Ns, escaped, tree};
use super::zipped::Package;

const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";
const TYPES: &str = "[Content_Types].xml";

/// One relationship to a part inside the package.
struct Relation {
    id: String,
    /// The last word of its type: `worksheet`, `comments`.
    kind: String,
    /// Name of the part it leads to.
    part: String,
}

/// The relationships of one part, with what is added to them.
pub(super) struct Relations {
    /// Name of the part they stand in.
    name: String,
    text: Option<String>,
    ids: Vec<String>,
    inside: Vec<Relation>,
    strict: bool,
    added: String,
    removed: Vec<String>,
}

impl Relations {
    /// Those of `part`; of the whole package when it is empty.
    pub fn of(package: &mut Package<'_>, part: &str) -> Result<Self, NotMarked> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let name = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
        let text = package.text(&name)?;
        let (mut ids, mut inside, mut strict) = (Vec::new(), Vec::new(), false);
        if let Some(text) = &text {
            for relation in tree(text)?.all(Ns::Relations, "Relationship") {
                let get = |key| relation.attr(key).unwrap_or_default();
                let (id, kind, target) = (get("Id"), get("Type"), get("Target"));
                ids.push(id.clone());
                strict |= kind.starts_with(STRICT);
                if get("TargetMode") != "External" {
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    inside.push(Relation { id, kind, part: resolve(folder, &target) });
                }
            }
        }
        Ok(Self { name, text, ids, inside, strict, added: String::new(), removed: Vec::new() })
    }

    pub fn by_id(&self, id: &str) -> Option<&str> {
        self.inside.iter().find(|r| r.id == id).map(|r| r.part.as_str())
    }

    pub fn by_kind(&self, kind: &str) -> Option<&str> {
        self.inside.iter().find(|r| r.kind == kind).map(|r| r.part.as_str())
    }

    pub fn is_worksheet(&self, id: &str) -> bool {
        self.inside.iter().any(|r| r.id == id && r.kind == "worksheet")
    }

    pub fn is_strict(&self) -> bool {
        self.strict
    }

    /// Adds one and returns its id. The target is written from the package's root: every program knows that, and it needs no reckoning.
    pub fn add(&mut self, kind: &str, part: &str, strict: bool) -> String {
        let id = (1..).map(|n| format!("rId{n}")).find(|id| !self.ids.contains(id)).unwrap_or_default();
        let base = if strict { STRICT } else { TRANSITIONAL };
        self.added.push_str(&format!("<P:Relationship Id=\"{id}\" Type=\"{base}/{kind}\" Target=\"/{}\"/>", escaped(part)));
        self.ids.push(id.clone());
        id
    }

    /// Takes away those that lead to a part.
    pub fn remove(&mut self, part: &str) {
        let gone = self.inside.iter().filter(|r| r.part.eq_ignore_ascii_case(part)).map(|r| r.id.clone());
        self.removed.extend(gone);
    }

    pub fn finish(self, package: &mut Package<'_>) -> Result<(), NotMarked> {
        if self.added.is_empty() && self.removed.is_empty() {
            return Ok(());
        }
        let text = self.text.unwrap_or_else(|| {
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
             <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"/>"
                .to_owned()
        });
        let root = tree(&text)?;
        let mut edits = Edits::default();
        for gone in root.all(Ns::Relations, "Relationship").filter(|r| r.attr("Id").is_some_and(|id| self.removed.contains(&id))) {
            edits.replace(gone.range.clone(), "");
        }
        if !self.added.is_empty() {
            edits.append(&root, &self.added.replace("<P:", &format!("<{}", root.prefix())));
        }
        package.put(&self.name, edits.apply(&text)?);
        Ok(())
    }
}

/// The part a target leads to, seen from a folder.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut parts: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.retain(|p| !p.is_empty());
    parts.join("/")
}

/// What changes in the list of content types.
#[derive(Default)]
pub(super) struct Types {
    /// Part and its type.
    pub added: Vec<(String, &'static str)>,
    pub removed: Vec<String>,
    /// Some part ends in `.vml`.
    pub vml: bool,
}

impl Types {
    pub fn finish(self, package: &mut Package<'_>) -> Result<(), NotMarked> {
        let text = package.part(TYPES)?;
        let root = tree(&text)?;
        let p = root.prefix();
        let mut edits = Edits::default();
        let mut names = Vec::new();
        for known in root.all(Ns::Types, "Override") {
            let name = known.attr("PartName").unwrap_or_default().trim_start_matches('/').to_lowercase();
            if self.removed.iter().any(|r| r.to_lowercase() == name) {
                edits.replace(known.range.clone(), "");
            } else {
                names.push(name);
            }
        }
        let mut defaults = String::new();
        // Google Sheets names each part and has no default even for relationships.
        let wanted = [
            ("rels", "application/vnd.openxmlformats-package.relationships+xml", true),
            ("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing", self.vml),
        ];
        for (extension, kind, _) in wanted.iter().filter(|(.., wanted)| *wanted) {
            let known = |d: &Node<'_>| d.attr("Extension").is_some_and(|e| e.eq_ignore_ascii_case(extension));
            if !root.all(Ns::Types, "Default").any(known) {
                defaults.push_str(&format!("<{p}Default Extension=\"{extension}\" ContentType=\"{kind}\"/>"));
            }
        }
        // They stand before the rest, as every program writes them.
        if !defaults.is_empty() {
            edits.insert(root.children.first().map_or(root.inner_end, |c| c.range.start), defaults);
        }
        let mut overrides = String::new();
        for (part, kind) in self.added.iter().filter(|(part, _)| !names.contains(&part.to_lowercase())) {
            overrides.push_str(&format!("<{p}Override PartName=\"/{}\" ContentType=\"{kind}\"/>", escaped(part)));
        }
        if !overrides.is_empty() {
            edits.append(&root, &overrides);
        }
        if !edits.is_empty() {
            package.put(TYPES, edits.apply(&text)?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_lead_to_parts() {
        for (folder, target, expected) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl/worksheets", "../comments1.xml", "xl/comments1.xml"),
            ("xl/worksheets", "..\\drawings\\a.vml", "xl/drawings/a.vml"),
            ("", "./xl/workbook.xml", "xl/workbook.xml"),
            ("xl", "../../../etc/passwd", "etc/passwd"),
        ] {
            assert_eq!(resolve(folder, target), expected);
        }
    }
}
