//! What a worksheet says outside of its cells.

use super::super::NotMarked;
use super::super::plan::{MAX_SPANS, Span, span};
use super::super::xml::{Kind, Ns, Scan, Tag};
use std::ops::Range;

/// What must stand behind the reference to the legacy drawing.
const AFTER_DRAWING: [&str; 8] =
    ["legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"];

/// What a sheet says outside of its cells.
pub(in super::super) struct Facts {
    pub spans: Vec<Span>,
    /// The reference to the legacy drawing: its id and where it stands.
    pub drawing: Option<(String, Range<usize>)>,
    /// Where such a reference belongs.
    pub(super) drawing_at: usize,
    pub(super) prefix: String,
    columns: Vec<Columns>,
    default_width: f64,
    /// Rows that are not written are hidden.
    pub(super) rows_hidden: bool,
}

/// Neighbouring columns that look the same, counted from 0.
pub(super) struct Columns {
    first: u32,
    last: u32,
    pub(super) style: Option<u32>,
    width: Option<f64>,
    hidden: bool,
}

impl Facts {
    pub fn read(text: &str) -> Result<Self, NotMarked> {
        let mut scan = Scan::new(text);
        let mut facts = Self {
            spans: Vec::new(),
            drawing: None,
            drawing_at: 0,
            prefix: String::new(),
            columns: Vec::new(),
            default_width: 8.43,
            rows_hidden: false,
        };
        let (mut before, mut end, mut choice) = (None, None, None);
        while let Some(tag) = scan.next()? {
            if tag.depth == 0 && tag.begins(Ns::Main, "worksheet") {
                facts.prefix = tag.prefix().to_owned();
            }
            if tag.depth == 0 && tag.kind == Kind::Close {
                end = Some(tag.range.start);
            }
            // Controls stand in a choice that old programs pass over.
            if tag.depth == 1 && tag.kind == Kind::Open {
                choice = (tag.ns == Ns::Compatibility).then_some(tag.range.start);
            }
            let outer = if tag.depth == 1 { Some(tag.range.start) } else { choice };
            if let Some(outer) = outer.filter(|_| before.is_none() && tag.kind != Kind::Close && tag.ns == Ns::Main) {
                before = AFTER_DRAWING.contains(&tag.local()).then_some(outer);
            }
            facts.note(&tag);
            if facts.spans.len() > MAX_SPANS || facts.columns.len() > MAX_SPANS {
                return Err(NotMarked::TooLarge);
            }
        }
        facts.drawing_at = before.or(end).ok_or(NotMarked::Structure)?;
        Ok(facts)
    }

    fn note(&mut self, tag: &Tag<'_>) {
        // Cells say nothing here, and there are millions of them.
        if tag.depth > 2 || tag.kind == Kind::Text {
            return;
        }
        if tag.begins(Ns::Main, "mergeCell") {
            self.spans.extend(tag.attr("ref").and_then(|area| span(&area)));
        } else if tag.begins(Ns::Main, "legacyDrawing") {
            self.drawing = tag.prefixed("id").map(|id| (id.value(), tag.range.clone()));
        } else if tag.begins(Ns::Main, "sheetFormatPr") {
            let width = tag.attr("defaultColWidth").or(tag.attr("baseColWidth")).and_then(|w| w.parse().ok());
            self.default_width = width.unwrap_or(self.default_width);
            self.rows_hidden = yes(tag.attr("zeroHeight"));
        } else if tag.begins(Ns::Main, "col")
            && let (Some(first), Some(last)) = (tag.number("min"), tag.number("max"))
        {
            self.columns.push(Columns {
                first: first.saturating_sub(1),
                last: last.saturating_sub(1),
                style: tag.number("style"),
                width: tag.attr("width").and_then(|w| w.parse().ok()),
                hidden: yes(tag.attr("hidden")),
            });
        }
    }

    pub(super) fn column(&self, column: u32) -> Option<&Columns> {
        self.columns.iter().find(|c| (c.first..=c.last).contains(&column))
    }

    /// Width of a column in pixels.
    pub fn pixels(&self, column: u32) -> u32 {
        match self.column(column) {
            Some(c) if c.hidden => 0,
            c => (c.and_then(|c| c.width).unwrap_or(self.default_width).clamp(0.0, 255.0) * 7.0 + 5.0) as u32,
        }
    }
}

pub(super) fn yes(value: Option<String>) -> bool {
    matches!(value.as_deref(), Some("1" | "true"))
}
