//! Ranking: named bars from zero with one target line through all rows.

use crate::ink::Kind;
use crate::number::{drawable, fixed, with_unit};
use crate::pen::{Anchor, Pen, Role, canvas};
use crate::width::{width, wrap};
use crate::{Goal, NO_DATA, Size};
use domain::Status;
use domain::status::Tone;
use serde::{Deserialize, Serialize};

const HEAD: f64 = 28.0;
const ROW: f64 = 34.0;
const LINE: f64 = 18.0;
const BAR: f64 = 12.0;

/// Rows are drawn in the order given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranking {
    /// What is ranked, for the sentence and the table: "Đơn vị".
    pub of: String,
    pub rows: Vec<Row>,
    pub goal: Option<Goal>,
    /// Value at the right end of the scale; a longer bar stretches it.
    pub max: f64,
    /// "%", a noun, or empty; it stands once, above the values.
    pub unit: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub name: String,
    pub value: Option<f64>,
    /// `None` for bars that carry no status, as points do not.
    pub status: Option<Status>,
    /// The reader's own row.
    pub highlight: bool,
    pub href: Option<String>,
}

impl Row {
    pub(crate) fn known(&self) -> Option<f64> {
        self.value.and_then(drawable)
    }

    fn kind(&self) -> Kind {
        if self.highlight { Kind::RowBold } else { Kind::Row }
    }
}

/// Columns in px.
struct Columns {
    glyph: bool,
    name: f64,
    name_width: f64,
    /// Origin and length of the bars.
    origin: f64,
    length: f64,
    /// Right edge of the values.
    right: f64,
}

impl Ranking {
    /// A value as it stands in the column: every value with a decimal as soon as one has, but zero plainly.
    pub(crate) fn written(&self, value: f64) -> String {
        let decimals = usize::from(self.rows.iter().filter_map(Row::known).any(|v| fixed(v, 1) != fixed(v, 0) + ",0"));
        if value == 0.0 { "0".into() } else { fixed(value, decimals) }
    }

    fn target(&self) -> Option<f64> {
        self.goal.as_ref().and_then(|goal| drawable(goal.value))
    }

    /// The value at the end of the scale.
    fn top(&self) -> f64 {
        let values = self.rows.iter().filter_map(Row::known).chain(self.target()).chain(drawable(self.max));
        let top = values.fold(0.0, f64::max);
        if top > 0.0 { top } else { 1.0 }
    }

    fn target_x(&self, columns: &Columns) -> Option<f64> {
        self.target().map(|target| columns.origin + (target / self.top() * columns.length).clamp(0.0, columns.length))
    }

    fn columns(&self, size: Size) -> Columns {
        let right = size.pick(936.0, 358.0) - 4.0;
        let glyph = self.rows.iter().any(|row| row.status.is_some());
        let name = if glyph { 24.0 } else { 4.0 };
        let widest = self.rows.iter().map(|row| width(&row.name, row.kind().face())).fold(60.0, f64::max);
        let name_width = widest.min(size.pick(300.0, 122.0)).ceil();
        let values = self.rows.iter().filter_map(Row::known).map(|value| width(&self.written(value), Kind::RowBold.face()));
        let values = values.fold(width(&self.unit, Kind::Axis.face()), f64::max).ceil();
        let origin = name + name_width + 14.0;
        Columns { glyph, name, name_width, origin, length: (right - values - 12.0 - origin).max(24.0), right }
    }

    fn sentence(&self) -> String {
        let known = || self.rows.iter().filter_map(|row| Some((row, row.known()?)));
        let mut parts = vec![format!("{} hàng", self.rows.len())];
        if let (Some((first, high)), Some((last, low))) = (known().next(), known().next_back()) {
            parts.push(format!("từ {} {} đến {} {}", first.name, with_unit(high, &self.unit), last.name, with_unit(low, &self.unit)));
        }
        parts.extend(self.goal.as_ref().map(|goal| format!("mục tiêu {}", goal.label(&self.unit))));
        format!("{}: {}", self.of, parts.join(", "))
    }

    pub(crate) fn draw(&self, size: Size) -> String {
        let columns = self.columns(size);
        let names: Vec<_> = self.rows.iter().map(|row| wrap(&row.name, row.kind().face(), columns.name_width)).collect();
        let heights: Vec<_> = names.iter().map(|lines| ROW.max(lines.len() as f64 * LINE + 10.0)).collect();
        let bottom = HEAD + heights.iter().sum::<f64>();
        let role = if self.rows.iter().any(|row| row.href.is_some()) { Role::Group } else { Role::Image };
        canvas(size.pick(936.0, 358.0), bottom + 1.0, size.class(), role, &self.sentence(), |pen| {
            let mut y = HEAD;
            for (row, height) in self.rows.iter().zip(&heights) {
                self.ground(pen, &columns, row, y, *height);
                y += height;
            }
            self.rules(pen, &columns, bottom);
            let mut y = HEAD;
            for ((row, lines), height) in self.rows.iter().zip(&names).zip(&heights) {
                self.words(pen, &columns, row, lines, y + height / 2.0);
                y += height;
            }
        })
    }

    /// What lies under the target line: wash, rule and bar of the row between `y` and `y + height`.
    fn ground(&self, pen: &Pen<'_>, columns: &Columns, row: &Row, y: f64, height: f64) {
        if row.highlight {
            pen.rect(Kind::Wash, (0.0, y), columns.right + 4.0, height);
        }
        pen.line(Kind::Grid, &[(0.0, y + height), (columns.right + 4.0, y + height)]);
        let top = y + (height - BAR) / 2.0;
        match (row.known(), row.status.map(Status::tone)) {
            (Some(value), tone) => {
                let length = (value / self.top() * columns.length).clamp(2.0, columns.length);
                let ink = tone.map_or(Kind::Bar.into(), |tone| Kind::Fill.of(tone));
                pen.rect(ink, (columns.origin, top), length, BAR);
                if let Some(x) = self.target_x(columns).filter(|x| *x <= columns.origin + length) {
                    pen.line(Kind::Halo, &[(x, top), (x, top + BAR)]);
                }
            }
            (None, _) => {
                let room = columns.right - width(NO_DATA, Kind::Axis.face()) - 8.0 - columns.origin;
                pen.rect(Kind::NoData, (columns.origin + 0.5, top + 0.5), room.max(12.0), BAR - 1.0);
            }
        }
    }

    /// Zero line, target line and the words above them.
    fn rules(&self, pen: &Pen<'_>, columns: &Columns, bottom: f64) {
        pen.line(Kind::Zero, &[(columns.origin - 0.5, HEAD), (columns.origin - 0.5, bottom)]);
        let axis = Kind::Axis.face();
        let unit = columns.right - width(&self.unit, axis);
        pen.text(Kind::Axis, Anchor::End, (columns.right, 18.0), &self.unit);
        let mut free = unit - 10.0;
        if let (Some(x), Some(goal)) = (self.target_x(columns), &self.goal) {
            pen.line(Kind::RowTarget, &[(x, HEAD - 6.0), (x, bottom)]);
            let words = format!("mục tiêu {}", goal.label(&self.unit));
            let long = width(&words, Kind::LabelBold.face());
            let left = (x - long / 2.0).min(free - long).max(columns.name);
            pen.text(Kind::LabelBold, Anchor::Start, (left, 18.0), &words);
            free = left - 6.0;
        }
        if columns.origin + width("0", axis) <= free {
            pen.text(Kind::Axis, Anchor::Middle, (columns.origin, 18.0), "0");
        }
    }

    fn words(&self, pen: &Pen<'_>, columns: &Columns, row: &Row, lines: &[String], middle: f64) {
        if columns.glyph {
            pen.glyph(row.status.map_or(Tone::None, Status::tone), (4.0, middle - 7.0));
        }
        pen.link(row.href.as_deref(), "", false, || {
            for (i, line) in lines.iter().enumerate() {
                let y = middle + 5.0 + (i as f64 - (lines.len() - 1) as f64 / 2.0) * LINE;
                pen.text(row.kind(), Anchor::Start, (columns.name, y), line);
            }
        });
        match row.known() {
            Some(value) => pen.text(Kind::RowBold, Anchor::End, (columns.right, middle + 5.0), &self.written(value)),
            None => pen.text(Kind::Axis.halo(), Anchor::End, (columns.right, middle + 4.0), NO_DATA),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, value: Option<f64>, status: Option<Status>) -> Row {
        Row { name: name.into(), value, status, highlight: false, href: None }
    }

    fn ranking(rows: Vec<Row>) -> Ranking {
        let goal = Some(Goal { operator: "≥".into(), value: 80.0 });
        Ranking { of: "Đơn vị".into(), rows, goal, max: 100.0, unit: "%".into() }
    }

    #[test]
    fn bars_start_at_zero_and_end_at_their_share() {
        let chart =
            ranking(vec![row("A", Some(50.0), Some(Status::Met)), row("B", Some(0.0), Some(Status::FarBehind)), row("C", None, None)]);
        let columns = chart.columns(Size::Wide);
        // Name column 24 + 60 + 14; "50" is 2 × 6,67 × 1,4 = 18,7, rounded up 19; 936 − 4 − 19 − 12 − 98.
        assert_eq!((columns.origin, columns.length), (98.0, 803.0));
        let svg = chart.draw(Size::Wide);
        // Rows start at 28; the bar of the first at 28 + 11; half of 803 is 401,5.
        assert!(svg.contains(r#"<rect class="f-c met" x="98" y="39" width="401.5" height="12"/>"#), "{svg}");
        assert!(svg.contains(r#"<rect class="f-c late" x="98" y="73" width="2" height="12"/>"#));
        // 80 % of 803 is 642,4; one line through all rows.
        assert!(svg.contains(r#"<path class="l-target l-row" d="M740.4 22 740.4 130"/>"#));
        assert!(svg.contains(NO_DATA) && svg.contains(r#"<rect class="nodata""#));
    }

    #[test]
    fn long_names_grow_the_row_and_are_never_cut() {
        let long = "Ban Quản lý các khu công nghiệp, khu kinh tế tỉnh Đồng Nai";
        let svg = ranking(vec![row(long, Some(12.5), Some(Status::AtRisk))]).draw(Size::Narrow);
        let words: Vec<_> = svg.split("t-lab t-row\"").skip(1).filter_map(|part| part.split(['>', '<']).nth(1)).collect();
        assert!(words.len() >= 2);
        assert_eq!(words.join(" "), long);
    }

    #[test]
    fn one_decimal_for_all_or_for_none() {
        let chart = ranking(vec![row("A", Some(91.6), None), row("B", Some(60.0), None), row("C", Some(0.0), None)]);
        assert_eq!([91.6, 60.0, 0.0].map(|v| chart.written(v)), ["91,6", "60,0", "0"]);
        assert_eq!(ranking(vec![row("A", Some(1234.0), None)]).written(1234.0), "1.234");
    }
}
