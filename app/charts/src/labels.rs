//! Places labels so that none is cut, none lies on another, and as few as possible lie on lines.

use crate::ink::Ink;
use crate::pen::{Anchor, Pen, Point};
use crate::width::width;

/// Height of one line of a label in px; the first line's ascent holds two stacked marks.
const LINE: f64 = 16.0;
const ASCENT: f64 = 1.0;
const DESCENT: f64 = 0.26;

/// A rectangle in px.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Rect {
    pub fn around((x, y): Point, reach: f64) -> Self {
        Self { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach }
    }

    fn holds(&self, (x, y): Point) -> bool {
        x > self.left && x < self.right && y > self.top && y < self.bottom
    }

    fn inside(&self, outer: &Self) -> bool {
        self.left >= outer.left && self.top >= outer.top && self.right <= outer.right && self.bottom <= outer.bottom
    }

    pub fn touches(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}

/// Lines of text that stay together.
pub struct Label {
    pub lines: Vec<(Ink, String)>,
}

impl Label {
    pub fn one(ink: impl Into<Ink>, text: impl Into<String>) -> Self {
        Self { lines: vec![(ink.into(), text.into())] }
    }

    /// The room the label takes with its first baseline at `(x, y)`.
    pub fn rect(&self, anchor: Anchor, (x, y): Point) -> Rect {
        let wide = self.lines.iter().map(|(ink, text)| width(text, ink.kind.face())).fold(0.0, f64::max);
        let size = self.lines.first().map_or(12.0, |(ink, _)| ink.kind.face().size);
        let left = anchor.left(x, wide);
        let last = y + (self.lines.len().max(1) - 1) as f64 * LINE;
        Rect { left, top: y - size * ASCENT, right: left + wide, bottom: last + size * DESCENT }
    }
}

/// Where a label may stand: anchor and first baseline.
pub type Spot = (Anchor, Point);

/// What has been placed so far on one chart.
pub struct Labels {
    bounds: Rect,
    taken: Vec<Rect>,
    strokes: Vec<Point>,
}

impl Labels {
    /// Labels stay within `bounds`.
    pub fn new(bounds: Rect) -> Self {
        Self { bounds, taken: Vec::new(), strokes: Vec::new() }
    }

    /// No label may lie here.
    pub fn block(&mut self, rect: Rect) {
        self.taken.push(rect);
    }

    /// Labels avoid this line when they can.
    pub fn avoid(&mut self, line: &[Point]) {
        for pair in line.windows(2) {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            let steps = ((x1 - x0).abs().max((y1 - y0).abs()) / 3.0).ceil().clamp(1.0, 400.0) as usize;
            self.strokes.extend((0..=steps).map(|i| {
                let share = i as f64 / steps as f64;
                (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share)
            }));
        }
    }

    fn free(&self, rect: &Rect) -> bool {
        rect.inside(&self.bounds) && !self.taken.iter().any(|taken| taken.touches(rect))
    }

    fn crossings(&self, rect: &Rect) -> f64 {
        self.strokes.iter().filter(|point| rect.holds(**point)).count() as f64
    }

    /// The best free spot of those wished for, earlier ones preferred.
    fn wished(&self, label: &Label, spots: &[Spot]) -> Option<Spot> {
        let cost = |(i, &(anchor, at)): (usize, &Spot)| {
            let rect = label.rect(anchor, at);
            self.free(&rect).then(|| (self.crossings(&rect) + i as f64 * 0.2, (anchor, at)))
        };
        let costs = spots.iter().enumerate().filter_map(cost);
        costs.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, spot)| spot)
    }

    /// Any free spot, near the first wish and with few crossings.
    fn anywhere(&self, label: &Label, &(anchor, (x, y)): &Spot) -> Option<Spot> {
        let wish = label.rect(anchor, (x, y));
        let (wide, high) = (self.bounds.right - self.bounds.left, self.bounds.bottom - self.bounds.top);
        let grid = (0..(high / 8.0) as usize).flat_map(|row| (0..(wide / 12.0) as usize).map(move |column| (column, row)));
        let spots = grid.map(|(column, row)| (self.bounds.left + column as f64 * 12.0, self.bounds.top + 14.0 + row as f64 * 8.0));
        let cost = |at: Point| {
            let rect = label.rect(Anchor::Start, at);
            let away = (rect.left - wish.left).abs() + (rect.top - wish.top).abs();
            self.free(&rect).then(|| (self.crossings(&rect) + away / 6.0, (Anchor::Start, at)))
        };
        spots.filter_map(cost).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, spot)| spot)
    }

    /// Draws `label` at the best of `spots`; when all are taken, anywhere free if `needed`, else not at all.
    pub fn place(&mut self, pen: &Pen<'_>, label: &Label, spots: &[Spot], needed: bool) -> bool {
        let spot = self.wished(label, spots).or_else(|| self.anywhere(label, spots.first().filter(|_| needed)?));
        if let Some((anchor, (x, y))) = spot {
            self.taken.push(label.rect(anchor, (x, y)));
            for (i, (ink, text)) in label.lines.iter().enumerate() {
                pen.text(*ink, anchor, (x, y + i as f64 * LINE), text);
            }
        }
        spot.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ink::Kind;
    use crate::pen::{Role, canvas};

    const FRAME: Rect = Rect { left: 0.0, top: 0.0, right: 200.0, bottom: 100.0 };

    /// Where "số" lands when it wishes for the two spots.
    fn placed(prepare: impl FnOnce(&mut Labels), needed: bool) -> String {
        let mut labels = Labels::new(FRAME);
        prepare(&mut labels);
        canvas(200.0, 100.0, "", Role::Image, "", |pen| {
            let spots = [(Anchor::Start, (50.0, 50.0)), (Anchor::Start, (50.0, 80.0))];
            labels.place(pen, &Label::one(Kind::Axis, "số"), &spots, needed);
        })
    }

    #[test]
    fn the_first_free_wish_wins() {
        assert!(placed(|_| {}, false).contains(r#"x="50" y="50""#));
        let first_taken = |labels: &mut Labels| labels.block(Rect::around((55.0, 48.0), 5.0));
        assert!(placed(first_taken, false).contains(r#"x="50" y="80""#));
        let crossed = |labels: &mut Labels| labels.avoid(&[(0.0, 46.0), (200.0, 46.0)]);
        assert!(placed(crossed, false).contains(r#"x="50" y="80""#));
    }

    #[test]
    fn only_a_needed_label_looks_elsewhere() {
        let both_taken = |labels: &mut Labels| labels.block(Rect { left: 40.0, top: 20.0, right: 90.0, bottom: 100.0 });
        assert!(!placed(both_taken, false).contains("<text"));
        assert!(placed(both_taken, true).contains("<text"));
        assert!(!placed(|labels| labels.block(FRAME), true).contains("<text"));
    }
}
