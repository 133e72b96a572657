//! A plotters backend that writes SVG with classes in place of colours, so that one drawing follows light, dark and print.
//!
//! plotters knows whole units only. Here one unit is a tenth of a pixel, so every coordinate has at most one decimal and the
//! bytes are the same on every machine.

use crate::ink::Ink;
use crate::width::width;
use plotters::element::{Drawable, PointCollection};
use plotters_backend::text_anchor::HPos;
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};
use std::convert::Infallible;
use std::fmt::{self, Display, Write};

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// Writes marks to a string; `size` is in tenths of a pixel.
pub struct Svg<'a> {
    out: &'a mut String,
    size: (u32, u32),
}

impl<'a> Svg<'a> {
    pub fn new(out: &'a mut String, size: (u32, u32)) -> Self {
        Self { out, size }
    }

    fn write(&mut self, text: fmt::Arguments<'_>) -> Drawn {
        // A String takes everything it is given.
        let _ = self.out.write_fmt(text);
        Ok(())
    }
}

/// A length in tenths of a pixel, written in pixels.
struct Tenths(i32);

impl Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, magnitude) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        match magnitude % 10 {
            0 => write!(f, "{sign}{}", magnitude / 10),
            tenth => write!(f, "{sign}{}.{tenth}", magnitude / 10),
        }
    }
}

/// Text for an attribute or an element; characters that XML cannot hold are left out.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\t' | '\n' | '\r' => safe.push(' '),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => safe.push(c),
        }
    }
    safe
}

fn classes<S: BackendStyle>(style: &S) -> String {
    Ink::from(style.color()).classes()
}

/// The `d` of a line through `points`.
fn path(points: impl IntoIterator<Item = BackendCoord>) -> String {
    let mut d = String::new();
    for (i, (x, y)) in points.into_iter().enumerate() {
        let _ = write!(d, "{}{} {}", if i == 0 { "M" } else { " " }, Tenths(x), Tenths(y));
    }
    d
}

impl DrawingBackend for Svg<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect((x, y), (x + 1, y + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(&mut self, (x0, y0): BackendCoord, (x1, y1): BackendCoord, style: &S, _fill: bool) -> Drawn {
        let (class, x, y, w, h) = (classes(style), Tenths(x0), Tenths(y0), Tenths(x1 - x0), Tenths(y1 - y0));
        self.write(format_args!(r#"<rect class="{class}" x="{x}" y="{y}" width="{w}" height="{h}"/>"#))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, points: I, style: &S) -> Drawn {
        self.write(format_args!(r#"<path class="{}" d="{}"/>"#, classes(style), path(points)))
    }

    fn draw_circle<S: BackendStyle>(&mut self, (x, y): BackendCoord, radius: u32, style: &S, _fill: bool) -> Drawn {
        let (class, x, y, r) = (classes(style), Tenths(x), Tenths(y), Tenths(radius as i32));
        self.write(format_args!(r#"<circle class="{class}" cx="{x}" cy="{y}" r="{r}"/>"#))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, points: I, style: &S) -> Drawn {
        self.write(format_args!(r#"<path class="{}" d="{}Z"/>"#, classes(style), path(points)))
    }

    /// `position` is on the baseline, at the start, middle or end of the text as its anchor says.
    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, (x, y): BackendCoord) -> Drawn {
        let anchor = match style.anchor().h_pos {
            HPos::Left => "",
            HPos::Center => r#" text-anchor="middle""#,
            HPos::Right => r#" text-anchor="end""#,
        };
        let (class, x, y, text) = (Ink::from(style.color()).classes(), Tenths(x), Tenths(y), escape(text));
        self.write(format_args!(r#"<text class="{class}" x="{x}" y="{y}"{anchor}>{text}</text>"#))
    }

    /// By our own width table: plotters would count bytes on the server and ask the page in the browser.
    fn estimate_text_size<T: BackendTextStyle>(&self, text: &str, style: &T) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let face = Ink::from(style.color()).kind.face();
        Ok(((width(text, face) * 10.0).ceil() as u32, (face.size * 13.0) as u32))
    }
}

/// Markup around marks, drawn in its place among them: the opening or the closing of a link.
pub enum Link<'a> {
    /// `title` is the tooltip; with `mouse_only` the link is left out of the tab order.
    Open {
        href: &'a str,
        title: &'a str,
        mouse_only: bool,
    },
    Close,
}

impl<'a> PointCollection<'a, BackendCoord> for &'a Link<'_> {
    type Point = BackendCoord;
    type IntoIter = std::iter::Empty<BackendCoord>;

    fn point_iter(self) -> Self::IntoIter {
        std::iter::empty()
    }
}

impl Drawable<Svg<'_>> for Link<'_> {
    fn draw<I: Iterator<Item = BackendCoord>>(&self, _: I, svg: &mut Svg<'_>, _: (u32, u32)) -> Drawn {
        match self {
            Self::Open { href, title, mouse_only } => {
                let tab = if *mouse_only { r#" tabindex="-1""# } else { "" };
                svg.write(format_args!(r#"<a href="{}"{tab}>"#, escape(href)))?;
                if title.is_empty() { Ok(()) } else { svg.write(format_args!("<title>{}</title>", escape(title))) }
            }
            Self::Close => svg.write(format_args!("</a>")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenths_are_short_and_never_minus_zero() {
        let cases = [(0, "0"), (5, "0.5"), (-5, "-0.5"), (100, "10"), (-123, "-12.3"), (i32::MIN, "-214748364.8")];
        for (tenths, text) in cases {
            assert_eq!(Tenths(tenths).to_string(), text);
        }
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(escape("Sở KH&CN <\"A\">\u{1}\n"), "Sở KH&amp;CN &lt;&quot;A&quot;&gt; ");
    }
}
