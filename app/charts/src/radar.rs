//! Radar: one axis for each main index, against the median.

use crate::ink::Kind;
use crate::labels::Rect;
use crate::number::{NBSP, drawable, plain, signed};
use crate::pen::{Anchor, Pen, Point, Role, canvas};
use crate::width::{width, wrap};
use crate::{NO_DATA, Size};
use domain::status::Tone;
use serde::{Deserialize, Serialize};

const LINE: f64 = 16.0;
/// Points under the median from which an axis gets a warm dot.
const WEAK: f64 = 5.0;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Radar {
    /// Whose scores, for the sentence: "Sở Y tế".
    pub name: String,
    pub axes: Vec<Axis>,
}

/// Values in per cent of the axis's maximum, 0 to 100.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    pub name: String,
    pub value: Option<f64>,
    pub median: Option<f64>,
}

impl Axis {
    pub(crate) fn difference(&self) -> Option<f64> {
        Some(self.value.and_then(drawable)? - self.median.and_then(drawable)?)
    }

    fn weak(&self) -> bool {
        self.difference().is_some_and(|difference| difference < -WEAK)
    }

    /// `78,5 (+0,5)`.
    fn figures(&self) -> String {
        let Some(value) = self.value.and_then(drawable) else { return NO_DATA.to_owned() };
        match self.difference() {
            Some(difference) => format!("{} ({})", plain(value), signed(difference)),
            None => plain(value),
        }
    }
}

/// Sine and cosine of `i` of `n` parts of a turn, by their Taylor series: library functions differ between machines in the last
/// bit. Twelve terms leave an error under 1e-13 on half a turn.
fn turn(i: usize, n: usize) -> (f64, f64) {
    let part = i as f64 / n as f64;
    let angle = (if part > 0.5 { part - 1.0 } else { part }) * std::f64::consts::TAU;
    let series = |first: f64, offset: f64| {
        let term = |term: f64, k: usize| -term * angle * angle / ((2.0 * k as f64 + offset) * (2.0 * k as f64 + offset - 1.0));
        (1..=12).fold((first, first), |(sum, last), k| (sum + term(last, k), term(last, k))).0
    };
    (series(angle, 1.0), series(1.0, 0.0))
}

/// Words of one axis: lines, the first one's baseline, and how many lines are name.
struct Label {
    anchor: Anchor,
    x: f64,
    y: f64,
    lines: Vec<String>,
    name_lines: usize,
}

impl Label {
    fn bottom(&self) -> f64 {
        self.y + (self.lines.len() - 1) as f64 * LINE + 4.0
    }

    /// The room the label takes, measured as if bold.
    fn rect(&self) -> Rect {
        let wide = self.lines.iter().map(|line| width(line, Kind::TonedBold.face())).fold(0.0, f64::max);
        let left = self.anchor.left(self.x, wide);
        Rect { left, top: self.y - 13.0, right: left + wide, bottom: self.bottom() }
    }
}

struct Frame {
    width: f64,
    height: f64,
    centre: Point,
    radius: f64,
    labels: Vec<Label>,
}

impl Radar {
    fn frame(&self, size: Size) -> Frame {
        let (width_px, radius) = size.pick((460.0, 128.0), (358.0, 94.0));
        let (cx, n) = (width_px / 2.0, self.axes.len());
        let mut labels = Vec::with_capacity(n);
        for (i, axis) in self.axes.iter().enumerate() {
            let (sin, cos) = turn(i, n);
            let (x, y) = (cx + (radius + 16.0) * sin, -(radius + 16.0) * cos);
            let (anchor, room) = match sin {
                s if s > 0.1 => (Anchor::Start, width_px - x - 2.0),
                s if s < -0.1 => (Anchor::End, x - 2.0),
                _ => (Anchor::Middle, width_px * 0.7),
            };
            let mut lines = wrap(&axis.name, Kind::Label.face(), room);
            let name_lines = lines.len();
            lines.extend(wrap(&axis.figures(), Kind::TonedBold.face(), room));
            let rest = (lines.len() - 1) as f64 * LINE;
            let y = match anchor {
                Anchor::Middle if cos > 0.0 => y + 3.0 - rest,
                Anchor::Middle => y + 10.0,
                _ => y + 4.5 - rest / 2.0,
            };
            labels.push(Label { anchor, x, y, lines, name_lines });
        }
        spread(&mut labels);
        let top = labels.iter().map(|label| label.y - 14.0).fold(-radius - 4.0, f64::min);
        let bottom = labels.iter().map(Label::bottom).fold(radius + 4.0, f64::max);
        labels.iter_mut().for_each(|label| label.y -= top);
        Frame { width: width_px, height: bottom - top + 2.0, centre: (cx, -top), radius, labels }
    }

    fn sentence(&self) -> String {
        let weak: Vec<_> = self.axes.iter().filter(|axis| axis.weak()).map(|axis| axis.name.as_str()).collect();
        let axes = format!("{} chỉ số chính của {} so với trung vị", self.axes.len(), self.name);
        if weak.is_empty() { axes } else { format!("{axes}; thấp hơn trung vị trên 5 điểm %: {}", weak.join(", ")) }
    }

    pub(crate) fn draw(&self, size: Size) -> String {
        let frame = self.frame(size);
        canvas(frame.width, frame.height, size.class(), Role::Image, &self.sentence(), |pen| self.marks(pen, &frame))
    }

    fn marks(&self, pen: &Pen<'_>, frame: &Frame) {
        let n = self.axes.len();
        let at = |i: usize, percent: f64| -> Point {
            let (sin, cos) = turn(i, n);
            let r = frame.radius * percent.clamp(0.0, 100.0) / 100.0;
            (frame.centre.0 + r * sin, frame.centre.1 - r * cos)
        };
        for ring in [25.0, 50.0, 75.0, 100.0] {
            pen.polygon(Kind::Grid, &(0..n).map(|i| at(i, ring)).collect::<Vec<_>>());
        }
        for i in 0..n {
            pen.line(Kind::Grid, &[frame.centre, at(i, 100.0)]);
        }
        let place = |value: fn(&Axis) -> Option<f64>| -> Vec<Option<Point>> {
            self.axes.iter().enumerate().map(|(i, axis)| Some(at(i, value(axis).and_then(drawable)?))).collect()
        };
        outline(pen, &place(|axis| axis.median), Kind::Median, Kind::Median);
        let own = place(|axis| axis.value);
        outline(pen, &own, Kind::Area, Kind::Unit);
        for ring in [50.0, 100.0] {
            let y = frame.centre.1 - frame.radius * ring / 100.0;
            pen.text(
                Kind::Axis.halo(),
                Anchor::Start,
                (frame.centre.0 + 4.0, y + if ring == 50.0 { 4.0 } else { 13.0 }),
                &format!("{ring}{NBSP}%"),
            );
        }
        for (axis, point) in self.axes.iter().zip(&own) {
            match (point, axis.weak()) {
                (Some(point), true) => pen.circle(Kind::Dot.of(Tone::Late), *point, 5.0),
                (Some(point), false) => pen.circle(Kind::Dot, *point, 4.0),
                (None, _) => {}
            }
        }
        for (axis, label) in self.axes.iter().zip(&frame.labels) {
            for (i, line) in label.lines.iter().enumerate() {
                let ink = match (i < label.name_lines, axis.weak()) {
                    (true, _) => Kind::Label.into(),
                    (false, true) => Kind::TonedBold.of(Tone::Late),
                    (false, false) => Kind::Axis.into(),
                };
                pen.text(ink, label.anchor, (label.x, label.y + i as f64 * LINE), line);
            }
        }
    }
}

/// A closed shape when every axis has a value; else the pieces between the gaps.
fn outline(pen: &Pen<'_>, points: &[Option<Point>], closed: Kind, open: Kind) {
    let known: Vec<_> = points.iter().copied().flatten().collect();
    if known.len() == points.len() {
        if known.len() > 2 {
            pen.polygon(closed, &known);
        }
        return;
    }
    // Start behind a gap, so that the piece over the first axis is one line.
    let gap = points.iter().position(Option::is_none).unwrap_or(0);
    let turned: Vec<_> = points[gap..].iter().chain(&points[..gap]).copied().collect();
    for piece in turned.split(Option::is_none).filter(|piece| piece.len() > 1) {
        pen.line(open, &piece.iter().copied().flatten().collect::<Vec<_>>());
    }
}

/// Moves labels away from the equator, `y` 0, until none touches another.
fn spread(labels: &mut [Label]) {
    let (mut upper, mut lower): (Vec<_>, Vec<_>) = labels.iter_mut().partition(|label| label.y + label.bottom() < -20.0);
    upper.sort_by(|a, b| b.y.total_cmp(&a.y));
    lower.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut taken: Vec<Rect> = Vec::new();
    for (label, up) in lower.into_iter().map(|label| (label, false)).chain(upper.into_iter().map(|label| (label, true))) {
        while let Some(other) = taken.iter().find(|other| other.touches(&label.rect())) {
            label.y += if up { other.top - label.rect().bottom - 1.0 } else { other.bottom - label.rect().top + 1.0 };
        }
        taken.push(label.rect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn radar(n: usize) -> Radar {
        let axis = |i| Axis { name: format!("Chỉ số {i}"), value: Some(50.0), median: Some(60.0) };
        Radar { name: "Sở Y tế".into(), axes: (0..n).map(axis).collect() }
    }

    #[test]
    fn turns_are_exact_where_the_hand_knows_them() {
        let half = 0.5_f64.sqrt();
        for (i, n, sin, cos) in
            [(0, 8, 0.0, 1.0), (1, 8, half, half), (2, 8, 1.0, 0.0), (4, 8, 0.0, -1.0), (6, 8, -1.0, 0.0), (1, 12, 0.5, 0.75_f64.sqrt())]
        {
            let (s, c) = turn(i, n);
            assert!((s - sin).abs() < 1e-10 && (c - cos).abs() < 1e-10, "{i}/{n}: {s} {c}");
        }
    }

    #[test]
    fn four_axes_stand_on_the_cross() {
        let svg = radar(4).draw(Size::Wide);
        let chart = radar(4);
        let Frame { centre: (x, y), .. } = chart.frame(Size::Wide);
        // 50 % of 128 is 64 from the centre at 230.
        assert_eq!(x, 230.0);
        for (dx, dy) in [(0.0, -64.0), (64.0, 0.0), (0.0, 64.0), (-64.0, 0.0)] {
            assert!(svg.contains(&format!(r#"<circle class="dot late" cx="{}" cy="{}" r="5"/>"#, x + dx, y + dy)), "{svg}");
        }
        assert!(svg.contains("50 (−10,0)"));
    }

    #[test]
    fn a_missing_value_breaks_the_shape_and_says_so() {
        let mut chart = radar(5);
        chart.axes[2].value = None;
        let svg = chart.draw(Size::Narrow);
        assert!(svg.contains("chưa có") && !svg.contains("f-poly") && svg.contains("l-unit"));
        assert!(!radar(5).draw(Size::Narrow).contains("l-unit"));
        assert!(Radar { name: String::new(), axes: vec![] }.draw(Size::Wide).contains("</svg>"));
    }
}
