//! A second reading of a package, apart from the code under test: parts, elements, comments, styles.

use super::Comments;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// Parts by name.
pub struct Parts(pub BTreeMap<String, Vec<u8>>);

/// An element with what is inside it, flattened.
#[derive(Clone, Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub text: String,
    pub inside: Vec<Element>,
}

impl Element {
    pub fn local(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or_default()
    }

    /// All elements of a local name, at any depth.
    pub fn all<'a>(&'a self, local: &'a str) -> Box<dyn Iterator<Item = &'a Element> + 'a> {
        Box::new(self.inside.iter().flat_map(move |e| std::iter::once(e).filter(move |e| e.local() == local).chain(e.all(local))))
    }

    fn attribute(&self, local: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key.rsplit(':').next() == Some(local));
        found.map(|(_, value)| value.as_str())
    }
}

pub fn tree(text: &str) -> Element {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open = vec![Element::default()];
    loop {
        let event = reader.read_event().expect("well formed");
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                let attributes = start.attributes().map(|a| {
                    let a = a.expect("a sound attribute");
                    let value = quick_xml::escape::unescape(a.value.as_ref()).expect("an escaped value").into_owned();
                    (a.key.0.to_owned(), value)
                });
                open.push(Element { name: start.name().0.to_owned(), attributes: attributes.collect(), ..Element::default() });
            }
            Event::Text(text) => open.last_mut().expect("open").text.push_str(text),
            Event::GeneralRef(reference) => {
                let said = quick_xml::escape::unescape(&format!("&{};", &**reference)).expect("a known reference").into_owned();
                open.last_mut().expect("open").text.push_str(&said);
            }
            _ => {}
        }
        if matches!(event, Event::End(_) | Event::Empty(_)) {
            let done = open.pop().expect("open");
            let parent = open.last_mut().expect("a parent");
            parent.text.push_str(&done.text);
            parent.inside.push(done);
        }
        if matches!(event, Event::Eof) {
            return open.remove(0).inside.remove(0);
        }
    }
}

/// All elements of a local name.
pub fn elements<'a>(text: &str, local: &'a str) -> impl Iterator<Item = Element> + 'a {
    let root = tree(text);
    root.all(local).cloned().collect::<Vec<_>>().into_iter()
}

impl Parts {
    pub fn of(bytes: &[u8]) -> Self {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
        let mut parts = BTreeMap::new();
        for i in 0..zip.len() {
            let mut part = zip.by_index(i).expect("a part");
            let mut content = Vec::new();
            part.read_to_end(&mut content).expect("inflates");
            parts.insert(part.name().expect("a name").to_string(), content);
        }
        Self(parts)
    }

    pub fn text(&self, part: &str) -> &str {
        std::str::from_utf8(self.0.get(part).unwrap_or_else(|| panic!("no part {part}"))).expect("UTF-8")
    }

    /// Targets of a part's relationships: (id, type's last word, part).
    fn relations(&self, part: &str) -> Vec<(String, String, String)> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let Some(text) = self.0.get(&format!("{folder}/_rels/{file}.rels")) else { return Vec::new() };
        let relation = |e: Element| {
            let target = &e.attributes["Target"];
            let mut path: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
            for step in target.split('/').filter(|s| !s.is_empty()) {
                if step == ".." { path.truncate(path.len() - 1) } else { path.push(step) }
            }
            (e.attributes["Id"].clone(), e.attributes["Type"].rsplit('/').next().unwrap_or_default().to_owned(), path.join("/"))
        };
        elements(std::str::from_utf8(text).expect("UTF-8"), "Relationship").map(relation).collect()
    }

    /// Every comment of every sheet.
    pub fn comments(&self) -> Comments {
        let mut comments = Comments::new();
        let leads = self.relations("xl/workbook.xml");
        for sheet in elements(self.text("xl/workbook.xml"), "sheet") {
            let id = sheet.attributes.iter().find(|(key, _)| key.ends_with(":id")).map(|(_, id)| id).expect("an id");
            let part = &leads.iter().find(|(i, ..)| i == id).expect("a sheet's part").2;
            for (_, _, comments_part) in self.relations(part).iter().filter(|(_, kind, _)| kind == "comments") {
                for comment in elements(self.text(comments_part), "comment") {
                    let text: String = comment.all("t").map(|t| t.text.as_str()).collect();
                    let at = (sheet.attributes["name"].clone(), comment.attributes["ref"].clone());
                    assert_eq!(comments.insert(at.clone(), text), None, "two comments on {at:?}");
                }
            }
        }
        comments
    }

    /// (row, column) of every comment's box.
    pub fn boxes(&self) -> Vec<(String, String)> {
        let mut boxes = Vec::new();
        for (part, _) in self.0.iter().filter(|(part, _)| part.ends_with(".vml")) {
            for data in elements(self.text(part), "ClientData").filter(|d| d.attributes["ObjectType"] == "Note") {
                let of = |name: &str| data.all(name).next().expect("a place").text.trim().to_owned();
                boxes.push((of("Row"), of("Column")));
            }
        }
        boxes.sort();
        boxes
    }

    /// Attributes of a cell's style, with those of what is inside it, and its fill as text. The first style for a cell that is not there.
    pub fn style(&self, sheet: &str, cell: &str) -> (BTreeMap<String, String>, String) {
        let number = elements(self.text(sheet), "c").find(|c| c.attributes.get("r").is_some_and(|r| r == cell));
        let number: usize = number.and_then(|c| c.attributes.get("s")?.parse().ok()).unwrap_or(0);
        let root = tree(self.text("xl/styles.xml"));
        let xf = &root.all("cellXfs").next().expect("styles").inside[number];
        let mut said = xf.attributes.clone();
        for inside in &xf.inside {
            said.extend(inside.attributes.iter().map(|(key, value)| (format!("{}/{key}", inside.name), value.clone())));
        }
        let fill = xf.attribute("fillId").and_then(|id| id.parse::<usize>().ok()).unwrap_or(0);
        let fill = &root.all("fills").next().expect("fills").inside[fill];
        let text = fill.inside.iter().chain(fill.all("fgColor")).map(|e| {
            let attributes = e.attributes.iter().map(|(key, value)| format!("{key}=\"{value}\""));
            attributes.collect::<Vec<_>>().join(" ")
        });
        (said, text.collect::<Vec<_>>().join(" "))
    }

    /// Every relationship leads to a part, every part has a type, every comment a box.
    pub fn assert_whole(&self, name: &str) {
        let types = tree(self.text("[Content_Types].xml"));
        let of = |kind: &'static str, key: &str| -> Vec<String> { types.all(kind).map(|e| e.attributes[key].to_lowercase()).collect() };
        let (defaults, overrides) = (of("Default", "Extension"), of("Override", "PartName"));
        for part in self.0.keys().filter(|part| *part != "[Content_Types].xml") {
            let extension = part.rsplit('.').next().unwrap_or_default().to_lowercase();
            assert!(
                defaults.contains(&extension) || overrides.contains(&format!("/{}", part.to_lowercase())),
                "{name}: {part} has no type"
            );
            let mut ids: Vec<_> = self.relations(part).into_iter().map(|(id, _, to)| (id, to)).collect();
            assert!(ids.iter().all(|(_, to)| self.0.contains_key(to)), "{name}: {ids:?}");
            ids.dedup_by(|a, b| a.0 == b.0);
            assert_eq!(ids.len(), self.relations(part).len(), "{name}: {part}");
        }
        for part in overrides {
            assert!(self.0.keys().any(|p| format!("/{}", p.to_lowercase()) == part), "{name}: {part} is gone");
        }
        assert_eq!(self.boxes().len(), self.comments().len(), "{name}");
    }
}

const ORDER: &str = "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios \
    autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks \
    printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing \
    legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst";

/// The parts of a worksheet in the order of its schema, rows and cells ascending.
pub fn assert_order(name: &str, content: &[u8]) {
    let root = tree(std::str::from_utf8(content).expect("UTF-8"));
    let places: Vec<Option<usize>> = root.inside.iter().map(|e| ORDER.split_ascii_whitespace().position(|o| o == e.local())).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{name}: {places:?}");
    let mut last = 0;
    for row in root.all("row") {
        let number = row.attribute("r").map_or(last + 1, |r| r.parse().expect("a number"));
        assert!(number > last, "{name}: row {number} behind {last}");
        last = number;
        let columns: Vec<(usize, &str)> = row.all("c").filter_map(|c| c.attribute("r")).map(|r| (r.len(), r)).collect();
        assert!(columns.is_sorted(), "{name}: {columns:?}");
    }
}
