//! Drawing in pixels on a plotters area.

use crate::ink::{Ink, Kind};
use crate::svg::{Link, Svg, escape};
use domain::status::Tone;
use plotters::coord::Shift;
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{DrawingArea, IntoDrawingArea};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{ShapeStyle, TextStyle};

/// A point in px from the upper left corner.
pub type Point = (f64, f64);

/// Which end of a text its x is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    /// Left edge of a text `width` wide that is anchored at `x`.
    pub fn left(self, x: f64, width: f64) -> f64 {
        match self {
            Self::Start => x,
            Self::Middle => x - width / 2.0,
            Self::End => x - width,
        }
    }
}

/// px to the backend's tenths.
pub fn tenths(px: f64) -> i32 {
    (px * 10.0).round() as i32
}

fn place((x, y): Point) -> (i32, i32) {
    (tenths(x), tenths(y))
}

/// Writing to a string cannot fail, and the area is borrowed by one drawing call at a time.
macro_rules! ink {
    ($pen:expr, $element:expr) => {
        $pen.area.draw(&$element).expect("drawing into memory")
    };
}

pub struct Pen<'a> {
    pub area: DrawingArea<Svg<'a>, Shift>,
}

impl Pen<'_> {
    pub fn line(&self, ink: impl Into<Ink>, points: &[Point]) {
        ink!(self, PathElement::new(points.iter().copied().map(place).collect::<Vec<_>>(), ShapeStyle::from(ink.into())));
    }

    pub fn polygon(&self, ink: impl Into<Ink>, points: &[Point]) {
        ink!(self, Polygon::new(points.iter().copied().map(place).collect::<Vec<_>>(), ShapeStyle::from(ink.into())));
    }

    pub fn rect(&self, ink: impl Into<Ink>, (x, y): Point, width: f64, height: f64) {
        let style = ShapeStyle::from(ink.into()).filled();
        ink!(self, Rectangle::new([place((x, y)), place((x + width, y + height))], style));
    }

    pub fn circle(&self, ink: impl Into<Ink>, centre: Point, radius: f64) {
        ink!(self, Circle::new(place(centre), tenths(radius), ShapeStyle::from(ink.into()).filled()));
    }

    /// `at` is on the baseline.
    pub fn text(&self, ink: impl Into<Ink>, anchor: Anchor, at: Point, text: &str) {
        let h_pos = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let ink = ink.into();
        let code = ink.code();
        let style = TextStyle::from(("", ink.kind.face().size)).color(&code).pos(Pos::new(h_pos, VPos::Top));
        ink!(self, Text::new(text, place(at), style));
    }

    /// What `marks` draws becomes a link, when there is an address.
    pub fn link(&self, href: Option<&str>, title: &str, mouse_only: bool, marks: impl FnOnce()) {
        if let Some(href) = href {
            ink!(self, Link::Open { href, title, mouse_only });
            marks();
            ink!(self, Link::Close);
        } else {
            marks();
        }
    }

    /// The status's shape, 14 × 14 with its upper left corner at `(x, y)`.
    pub fn glyph(&self, tone: Tone, (x, y): Point) {
        let at = |points: &[Point]| points.iter().map(|(dx, dy)| (x + dx, y + dy)).collect::<Vec<_>>();
        let centre = (x + 7.0, y + 7.0);
        let fill = Kind::Fill.of(tone);
        match tone {
            Tone::Met => {
                self.circle(fill, centre, 6.4);
                self.line(Kind::Check, &at(&[(4.0, 7.3), (6.2, 9.5), (10.1, 4.9)]));
            }
            Tone::On => self.circle(fill, centre, 6.4),
            Tone::Risk => self.polygon(fill, &at(&[(7.0, 1.0), (13.4, 12.8), (0.6, 12.8)])),
            Tone::Late => self.polygon(fill, &at(&[(7.0, 0.3), (13.7, 7.0), (7.0, 13.7), (0.3, 7.0)])),
            Tone::Back => {
                let arrow = [(4.7, 0.8), (9.3, 0.8), (9.3, 6.8), (12.8, 6.8), (7.0, 13.4), (1.2, 6.8), (4.7, 6.8)];
                self.polygon(fill, &at(&arrow));
            }
            Tone::None => self.circle(Kind::Ring, centre, 5.6),
        }
    }
}

/// How assistive software meets the drawing: as one picture, or as a group whose links can be reached.
#[derive(Clone, Copy, PartialEq)]
pub enum Role {
    Image,
    Group,
}

/// A complete `<svg>` of `width` × `height` px; `label` is its sentence for those who do not see it.
pub fn canvas(width: f64, height: f64, class: &str, role: Role, label: &str, draw: impl FnOnce(&Pen<'_>)) -> String {
    let (width, height) = (width.ceil() as u32, height.ceil() as u32);
    let mut marks = String::new();
    draw(&Pen { area: Svg::new(&mut marks, (width * 10, height * 10)).into_drawing_area() });
    let role = if role == Role::Image { "img" } else { "group" };
    format!(
        r#"<svg class="ch {class}" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="{role}" aria-label="{}">{marks}</svg>"#,
        escape(label)
    )
}
