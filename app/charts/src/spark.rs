//! Sparkline: the last periods in a cell.

use crate::NO_DATA;
use crate::ink::Kind;
use crate::number::{drawable, plain};
use crate::pen::{Pen, Point, Role, canvas};
use domain::status::Tone;
use serde::{Deserialize, Serialize};

/// Values of consecutive periods, the last one last; the line breaks where there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spark {
    pub values: Vec<Option<f64>>,
    pub tone: Tone,
}

impl Spark {
    pub(crate) fn draw(&self) -> String {
        canvas(72.0, 22.0, self.tone.class(), Role::Image, &self.sentence(), |pen| self.marks(pen))
    }

    fn known(&self) -> impl DoubleEndedIterator<Item = f64> {
        self.values.iter().filter_map(|value| value.and_then(drawable))
    }

    fn sentence(&self) -> String {
        match (self.known().next(), self.known().next_back()) {
            (Some(first), Some(last)) => format!("{} kỳ, từ {} đến {}", self.values.len(), plain(first), plain(last)),
            _ => NO_DATA.to_owned(),
        }
    }

    fn marks(&self, pen: &Pen<'_>) {
        let (low, high) = self.known().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        let steps = self.values.len().saturating_sub(1).max(1) as f64;
        let place = |(i, value): (usize, &Option<f64>)| -> Option<Point> {
            let value = value.and_then(drawable)?;
            let y = if high > low { 18.0 - (value - low) / (high - low) * 14.0 } else { 11.0 };
            let x = if self.values.len() == 1 { 66.0 } else { 2.0 + i as f64 / steps * 64.0 };
            Some((x, y))
        };
        let points: Vec<_> = self.values.iter().enumerate().map(place).collect();
        for run in points.split(Option::is_none) {
            let run: Vec<_> = run.iter().copied().flatten().collect();
            match run[..] {
                [] => {}
                [(x, y)] => pen.line(Kind::Peer, &[(x - 1.0, y), (x + 1.0, y)]),
                _ => pen.line(Kind::Peer, &run),
            }
        }
        match points.into_iter().flatten().next_back() {
            Some(last) => pen.circle(Kind::Dot, last, 3.4),
            None => pen.line(Kind::NoData, &[(2.0, 11.0), (66.0, 11.0)]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(values: &[Option<f64>]) -> String {
        Spark { values: values.to_vec(), tone: Tone::On }.draw()
    }

    #[test]
    fn the_line_spans_its_own_scale_and_breaks_at_gaps() {
        // Three points at x 2, 34, 66; 0…10 over y 18…4.
        assert!(
            marks(&[Some(0.0), Some(5.0), Some(10.0)])
                .contains(r#"<path class="l-peer" d="M2 18 34 11 66 4"/><circle class="dot" cx="66" cy="4" r="3.4"/>"#)
        );
        // Five points 16 px apart, the middle one missing.
        let broken = marks(&[Some(1.0), Some(2.0), None, Some(2.0), Some(3.0)]);
        assert!(broken.contains(r#"d="M2 18 18 11""#) && broken.contains(r#"d="M50 11 66 4""#), "{broken}");
    }

    #[test]
    fn nothing_one_point_and_equal_values_are_drawn() {
        assert!(marks(&[]).contains("nodata") && marks(&[None, None]).contains(NO_DATA));
        assert!(marks(&[Some(7.0)]).contains(r#"cx="66" cy="11""#));
        assert!(marks(&[Some(7.0), Some(7.0)]).contains(r#"d="M2 11 66 11""#));
        // The end dot stays with the last known value.
        assert!(marks(&[Some(7.0), None]).contains(r#"cx="2" cy="11""#));
    }
}
