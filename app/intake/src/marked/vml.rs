//! The boxes behind comments: without one in the sheet's legacy drawing, Excel does not show a comment.

use super::NotMarked;
use super::plan::Place;
use super::xml::{Edits, Kind, Ns, Scan, Tag, attributes, escaped, with_attribute};
use std::collections::BTreeSet;
use std::ops::Range;

const V: &str = "urn:schemas-microsoft-com:vml";
const O: &str = "urn:schemas-microsoft-com:office:office";
const X: &str = "urn:schemas-microsoft-com:office:excel";
/// Width of a box and height of a line, in pixels; letters to a line.
const WIDTH: u32 = 300;
const LINE: u32 = 16;
const LETTERS: usize = 44;

/// A box that a comment needs.
pub(super) struct Wanted {
    pub place: Place,
    pub said: String,
}

/// The legacy drawing of a sheet.
pub(super) struct Drawing {
    text: String,
    /// Prefix of each of the three namespaces, with its colon.
    prefixes: [String; 3],
    root: Range<usize>,
    end: usize,
    boxes: Vec<Shape>,
    others: usize,
    has_type: bool,
    last_id: u32,
}

/// A comment's box.
struct Shape {
    range: Range<usize>,
    place: Place,
    /// Where its eight numbers stand.
    anchor: Option<Range<usize>>,
}

/// A shape while it is being passed.
#[derive(Default)]
struct Passed {
    start: usize,
    is_note: bool,
    row: Option<u32>,
    column: Option<u32>,
    anchor: Option<Range<usize>>,
}

/// A new drawing; `block` keeps the numbers of its shapes apart from those of other sheets.
pub(super) fn new(block: u32) -> String {
    format!(
        "<xml xmlns:v=\"{V}\" xmlns:o=\"{O}\" xmlns:x=\"{X}\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{block}\"/>\
         </o:shapelayout></xml>"
    )
}

/// The highest block of shape numbers that a drawing names.
pub(super) fn block(text: &str) -> u32 {
    let blocks = text.split("idmap").skip(1).filter_map(|rest| {
        let tag = rest.split('>').next()?;
        let data = &tag[tag.find("data=")? + 6..];
        data.split(['"', '\'']).next()?.split(',').filter_map(|n| n.trim().parse::<u32>().ok()).max()
    });
    blocks.max().unwrap_or(0).min(60_000)
}

impl Drawing {
    pub fn read(text: String) -> Result<Self, NotMarked> {
        let mut scan = Scan::tolerant(&text);
        let mut root: Option<Tag<'_>> = None;
        let mut end = None;
        let (mut boxes, mut others, mut has_type, mut last_id) = (Vec::new(), 0, false, 1024 * block(&text).max(1));
        let mut shape: Option<Passed> = None;
        let mut field = None;
        while let Some(tag) = scan.next()? {
            if tag.kind == Kind::Open && root.is_none() {
                root = Some(tag);
                continue;
            }
            if tag.kind == Kind::Close && root.as_ref().is_some_and(|r| r.name == tag.name) {
                end = Some(tag.range.start);
            }
            if tag.begins(Ns::Vml, "shape") {
                shape = Some(Passed { start: tag.range.start, ..Passed::default() });
                let number = tag.attr("id").and_then(|id| id.rsplit('s').next()?.parse::<u32>().ok());
                last_id = last_id.max(number.filter(|n| *n < 100_000_000).unwrap_or(0));
            }
            has_type |= tag.begins(Ns::Vml, "shapetype") && tag.attr("id").as_deref() == Some("_x0000_t202");
            if let Some(passed) = &mut shape {
                passed.is_note |= tag.begins(Ns::VmlExcel, "ClientData") && tag.attr("ObjectType").as_deref() == Some("Note");
                match (tag.kind, field) {
                    (Kind::Open, _) => field = (tag.ns == Ns::VmlExcel).then(|| tag.local()),
                    (Kind::Text, Some("Row")) => passed.row = tag.text().trim().parse().ok(),
                    (Kind::Text, Some("Column")) => passed.column = tag.text().trim().parse().ok(),
                    (Kind::Text, Some("Anchor")) => passed.anchor = Some(tag.range.clone()),
                    _ => field = None,
                }
                if tag.ends(Ns::Vml, "shape") {
                    match (passed.is_note, passed.row, passed.column) {
                        (true, Some(row), Some(column)) => {
                            boxes.push(Shape { range: passed.start..tag.range.end, place: (row, column), anchor: passed.anchor.take() });
                        }
                        _ => others += 1,
                    }
                    shape = None;
                }
            }
        }
        let (root, end) = root.zip(end).ok_or(NotMarked::Structure)?;
        let prefix = |uri: &str, usual: &str| {
            let bound = attributes(root.source).find(|a| a.key.starts_with("xmlns:") && a.value() == uri);
            bound.map_or_else(|| format!("{usual}:"), |a| format!("{}:", &a.key[6..]))
        };
        let prefixes = [prefix(V, "v"), prefix(O, "o"), prefix(X, "x")];
        let root = root.range;
        Ok(Self { text, prefixes, root, end, boxes, others, has_type, last_id })
    }

    /// Without the boxes of `gone`, with those of `wanted`, and with room for comments that grew. Nothing when no shape is left.
    pub fn patched(
        mut self,
        gone: &BTreeSet<Place>,
        wanted: &[Wanted],
        grown: &[Wanted],
        widths: &dyn Fn(u32) -> u32,
    ) -> Result<Option<String>, NotMarked> {
        let mut edits = Edits::default();
        let leaves = |place: &Place| gone.contains(place) || wanted.iter().any(|w| w.place == *place);
        for shape in self.boxes.iter().filter(|s| leaves(&s.place)) {
            edits.replace(shape.range.clone(), "");
        }
        let kept: Vec<&Shape> = self.boxes.iter().filter(|s| !leaves(&s.place)).collect();
        if kept.is_empty() && wanted.is_empty() && self.others == 0 {
            return Ok(None);
        }
        for more in grown {
            let anchor = kept.iter().find(|s| s.place == more.place).and_then(|s| s.anchor.clone());
            if let Some((range, longer)) = anchor.and_then(|range| Some((range.clone(), longer(&self.text[range], &more.said)?))) {
                edits.replace(range, longer);
            }
        }
        let missing: Vec<(&str, &str)> = [("v", V), ("o", O), ("x", X)]
            .into_iter()
            .zip(&self.prefixes)
            .filter(|((usual, uri), prefix)| **prefix == format!("{usual}:") && !self.text[self.root.clone()].contains(*uri))
            .map(|(pair, _)| pair)
            .collect();
        if !missing.is_empty() {
            let declared = |tag: String, (usual, uri): &(&str, &str)| with_attribute(&tag, &format!("xmlns:{usual}"), uri);
            edits.replace(self.root.clone(), missing.iter().fold(self.text[self.root.clone()].to_owned(), declared));
        }
        let mut shapes = String::new();
        if !self.has_type && !wanted.is_empty() {
            let [v, o, _] = &self.prefixes;
            shapes.push_str(&format!(
                "<{v}shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" {o}spt=\"202\" path=\"m,l,21600r21600,l21600,xe\">\
                 <{v}stroke joinstyle=\"miter\"/><{v}path gradientshapeok=\"t\" {o}connecttype=\"rect\"/></{v}shapetype>"
            ));
        }
        for wish in wanted {
            self.last_id += 1;
            shapes.push_str(&self.shape(wish, widths));
        }
        edits.insert(self.end, shapes);
        edits.apply(&self.text).map(Some)
    }

    fn shape(&self, wanted: &Wanted, widths: &dyn Fn(u32) -> u32) -> String {
        let [v, o, x] = &self.prefixes;
        let (row, column) = wanted.place;
        // Beside the cell, or before it where the sheet ends.
        let left = if column + 6 < 16_384 { column + 1 } else { column - 6 };
        let (mut right, mut over) = (left, WIDTH);
        while right < 16_383 && over > widths(right) {
            over -= widths(right);
            right += 1;
        }
        let top = row.saturating_sub(1).min(1_048_575 - 60);
        let bottom = top + height(&wanted.said).div_ceil(20);
        format!(
            "<{v}shape id=\"_x0000_s{}\" type=\"#_x0000_t202\" \
             style=\"position:absolute;margin-left:60pt;margin-top:2pt;width:{}pt;height:{}pt;z-index:{};visibility:hidden\" \
             fillcolor=\"#ffffe1\" {o}insetmode=\"auto\"><{v}fill color2=\"#ffffe1\"/><{v}shadow on=\"t\" color=\"black\" obscured=\"t\"/>\
             <{v}path {o}connecttype=\"none\"/><{v}textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></{v}textbox>\
             <{x}ClientData ObjectType=\"Note\"><{x}MoveWithCells/><{x}SizeWithCells/>\
             <{x}Anchor>{left}, 12, {top}, 4, {right}, {over}, {bottom}, 4</{x}Anchor><{x}AutoFill>False</{x}AutoFill>\
             <{x}Row>{row}</{x}Row><{x}Column>{column}</{x}Column></{x}ClientData></{v}shape>",
            self.last_id,
            WIDTH * 3 / 4,
            height(&wanted.said) * 3 / 4,
            self.last_id % 1024,
        )
    }
}

/// Pixels that a text takes; a box of more than a thousand helps nobody.
fn height(said: &str) -> u32 {
    let lines: usize = said.split('\n').map(|l| l.chars().count().div_ceil(LETTERS).max(1)).sum();
    (lines as u32 * LINE + 24).min(1_000)
}

/// An anchor that reaches down far enough for a text that grew; nothing when it does.
fn longer(anchor: &str, said: &str) -> Option<String> {
    let mut numbers: Vec<u32> = anchor.split(',').map(|n| n.trim().parse().ok()).collect::<Option<_>>()?;
    let (top, bottom) = (*numbers.get(2)?, *numbers.get(6)?);
    let wanted = top.checked_add(height(said).div_ceil(20))?.min(1_048_575);
    if wanted <= bottom {
        return None;
    }
    numbers[6] = wanted;
    Some(escaped(&numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")))
}
