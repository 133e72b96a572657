//! Bullet: a cell of a table of targets.

use crate::ink::Kind;
use crate::number::{drawable, with_unit};
use crate::pen::{Pen, Role, canvas};
use crate::{Goal, NO_DATA};
use domain::status::Tone;
use serde::{Deserialize, Serialize};

/// Length of the scale in px; the remaining 8 hold the target mark and the path triangle at its end.
const SCALE: f64 = 252.0;

/// Where a target stands. All values in `unit`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bullet {
    pub value: Option<f64>,
    pub goal: Goal,
    /// "%", a noun, or empty.
    pub unit: String,
    pub tone: Tone,
    /// What the path asks for on the day of the data.
    pub path_today: Option<f64>,
    /// Forecast at the deadline.
    pub forecast: Option<f64>,
    /// The value at the end of the scale: 100 for ratios. Longer values end there; the figure beside the bullet tells.
    pub max: f64,
}

impl Bullet {
    /// px from the origin, from 0 to [`SCALE`].
    fn x(&self, value: f64) -> f64 {
        let max = if self.max.is_finite() && self.max > 0.0 { self.max } else { 1.0 };
        (value / max * SCALE).clamp(0.0, SCALE)
    }

    pub(crate) fn draw(&self) -> String {
        canvas(260.0, 24.0, self.tone.class(), Role::Image, &self.sentence(), |pen| self.marks(pen))
    }

    fn sentence(&self) -> String {
        let value = self.value.and_then(drawable).map_or(NO_DATA.to_owned(), |value| with_unit(value, &self.unit));
        let mut sentence = format!("{value}, mục tiêu {}", self.goal.label(&self.unit));
        for (words, value) in [("mốc phải có", self.path_today), ("dự báo đến hạn", self.forecast)] {
            if let Some(value) = value.and_then(drawable) {
                sentence.push_str(&format!(", {words} {}", with_unit(value, &self.unit)));
            }
        }
        sentence
    }

    fn marks(&self, pen: &Pen<'_>) {
        match self.value.and_then(drawable) {
            Some(value) => self.bar(pen, value),
            None => pen.rect(Kind::NoData, (0.5, 7.5), SCALE - 0.5, 9.0),
        }
        pen.line(Kind::Zero, &[(0.5, 4.0), (0.5, 20.0)]);
        if let Some(path) = self.path_today.and_then(drawable) {
            let x = self.x(path).max(4.0);
            pen.polygon(Kind::Ink, &[(x - 4.0, 0.0), (x + 4.0, 0.0), (x, 6.0)]);
        }
        if let Some(target) = drawable(self.goal.value) {
            let x = self.x(target).max(1.0);
            pen.line(Kind::Halo, &[(x, 7.0), (x, 17.0)]);
            pen.line(Kind::Target, &[(x, 2.0), (x, 22.0)]);
        }
    }

    fn bar(&self, pen: &Pen<'_>, value: f64) {
        // Zero is a value: a sliver, so that it never looks like no data.
        let end = self.x(value).max(2.0);
        pen.rect(Kind::Track, (0.0, 7.0), SCALE, 10.0);
        pen.rect(Kind::Fill, (0.0, 7.0), end, 10.0);
        if let Some(forecast) = self.forecast.and_then(drawable) {
            let x = self.x(forecast);
            let whisker = if x < end { Kind::WhiskerInside } else { Kind::Whisker };
            pen.line(whisker, &[(end, 12.0), (x, 12.0)]);
            pen.line(whisker, &[(x, 9.0), (x, 15.0)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bullet(value: Option<f64>) -> Bullet {
        let goal = Goal { operator: "≥".into(), value: 75.0 };
        Bullet { value, goal, unit: "%".into(), tone: Tone::Risk, path_today: Some(60.0), forecast: Some(70.0), max: 100.0 }
    }

    #[test]
    fn marks_stand_where_the_hand_puts_them() {
        // 50 of 100 on 252 px is 126; 75 is 189; 60 is 151,2; 70 is 176,4.
        let svg = bullet(Some(50.0)).draw();
        for mark in [
            r#"<rect class="f-track" x="0" y="7" width="252" height="10"/>"#,
            r#"<rect class="f-c" x="0" y="7" width="126" height="10"/>"#,
            r#"<path class="b-fc" d="M126 12 176.4 12"/>"#,
            r#"<path class="b-fc" d="M176.4 9 176.4 15"/>"#,
            r#"<path class="f-ink" d="M147.2 0 155.2 0 151.2 6Z"/>"#,
            r#"<path class="l-halo" d="M189 7 189 17"/>"#,
            r#"<path class="l-target" d="M189 2 189 22"/>"#,
            r#"aria-label="50 %, mục tiêu ≥ 75 %, mốc phải có 60 %, dự báo đến hạn 70 %""#,
        ] {
            let svg = svg.replace('\u{a0}', " ");
            assert!(svg.contains(mark), "{mark} not in {svg}");
        }
    }

    #[test]
    fn zero_is_a_sliver_and_no_data_is_an_outline() {
        assert!(bullet(Some(0.0)).draw().contains(r#"<rect class="f-c" x="0" y="7" width="2" height="10"/>"#));
        for absent in [None, Some(f64::NAN)] {
            let svg = bullet(absent).draw();
            assert!(svg.contains(r#"<rect class="nodata" x="0.5" y="7.5" width="251.5" height="9"/>"#) && !svg.contains("f-c"), "{svg}");
            assert!(svg.contains("chưa có số liệu, mục tiêu"));
        }
    }

    #[test]
    fn values_stay_on_the_scale() {
        for (value, width) in [(250.0, "252"), (-5.0, "2"), (100.0, "252")] {
            assert!(bullet(Some(value)).draw().contains(&format!(r#"<rect class="f-c" x="0" y="7" width="{width}""#)));
        }
        // A falling forecast lies on the bar: 90 of 100 is 226,8.
        assert!(bullet(Some(90.0)).draw().contains(r#"<path class="b-fc b-in" d="M226.8 12 176.4 12"/>"#));
        assert!(Bullet { max: 0.0, ..bullet(Some(0.0)) }.draw().contains("f-c"));
    }
}
