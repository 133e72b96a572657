//! The looks a mark can have, as the classes of style/charts.css.

use crate::width::Face;
use domain::status::Tone;
use plotters::style::{RGBColor, ShapeStyle};
use plotters_backend::BackendColor;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident => $class:literal,)*) => {
        /// What a mark is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind { $($(#[$doc])* $name,)* }

        impl Kind {
            const ALL: &[Self] = &[$(Self::$name,)*];

            fn class(self) -> &'static str {
                match self { $(Self::$name => $class,)* }
            }
        }
    };
}

kinds! {
    // lines
    Grid => "l-grid",
    Zero => "l-zero",
    Tick => "l-tick",
    Target => "l-target",
    /// The target through the rows of a ranking: 1.5 px.
    RowTarget => "l-target l-row",
    /// 5 px of paper, under a target that crosses a bar.
    Halo => "l-halo",
    Path => "l-path",
    Value => "l-val",
    Peer => "l-peer",
    Median => "l-median",
    Forecast => "l-fc",
    Whisker => "b-fc",
    /// A whisker that lies on its own bar.
    WhiskerInside => "b-fc b-in",
    Unit => "l-unit",
    Hatch => "l-hatch",
    Check => "l-check",
    // areas
    Fan => "f-fan",
    InnerFan => "f-fan2",
    Track => "f-track",
    Fill => "f-c",
    Bar => "f-bar",
    Ink => "f-ink",
    Wash => "f-wash",
    Area => "f-poly",
    Hit => "f-hit",
    NoData => "nodata",
    // points
    Dot => "dot",
    Hollow => "hollow",
    Stale => "stale",
    Ring => "ring",
    // text
    Axis => "t-axis",
    Label => "t-lab",
    LabelBold => "t-lab t-b",
    Toned => "t-c",
    TonedBold => "t-c t-b",
    /// 14 px bold beside the last point.
    Figure => "t-c t-big",
    /// 14 px, a name in a row.
    Row => "t-lab t-row",
    RowBold => "t-lab t-row t-b",
    /// 26 px bold, a count.
    Count => "t-lab t-count",
}

impl Kind {
    /// Size and weight of text of this kind.
    pub fn face(self) -> Face {
        let (size, bold) = match self {
            Self::LabelBold | Self::TonedBold => (12.0, true),
            Self::Figure | Self::RowBold => (14.0, true),
            Self::Row => (14.0, false),
            Self::Count => (26.0, true),
            _ => (12.0, false),
        };
        Face { size, bold }
    }

    pub fn of(self, tone: Tone) -> Ink {
        Ink { tone: Some(tone), ..self.into() }
    }

    /// With the paper halo of a label that crosses lines.
    pub fn halo(self) -> Ink {
        Ink { halo: true, ..self.into() }
    }
}

/// A kind, the status it is coloured by when not the chart's own, and whether it has a halo.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ink {
    pub kind: Kind,
    pub tone: Option<Tone>,
    pub halo: bool,
}

impl Ink {
    pub fn classes(self) -> String {
        let mut classes = self.kind.class().to_owned();
        if let Some(tone) = self.tone {
            classes.push(' ');
            classes.push_str(tone.class());
        }
        if self.halo {
            classes.push_str(" halo");
        }
        classes
    }

    /// What plotters carries through as a colour: kind, tone and halo by number.
    pub fn code(self) -> RGBColor {
        let tone = self.tone.map_or(0, |tone| tone as u8 + 1);
        RGBColor(self.kind as u8, tone, u8::from(self.halo))
    }
}

impl From<Kind> for Ink {
    fn from(kind: Kind) -> Self {
        Self { kind, tone: None, halo: false }
    }
}

impl From<Ink> for ShapeStyle {
    fn from(ink: Ink) -> Self {
        ShapeStyle::from(ink.code())
    }
}

/// The reverse of [`Ink::code`]; a colour that is not ours reads as a grid line, never as a literal colour.
impl From<BackendColor> for Ink {
    fn from(color: BackendColor) -> Self {
        let (kind, tone, halo) = color.rgb;
        let kind = Kind::ALL.get(usize::from(kind)).copied().unwrap_or(Kind::Grid);
        let tone = usize::from(tone).checked_sub(1).and_then(|i| Tone::ALL.get(i).copied());
        Self { kind, tone, halo: halo == 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ink_survives_the_way_through_plotters() {
        for &kind in Kind::ALL {
            for tone in std::iter::once(None).chain(Tone::ALL.map(Some)) {
                for halo in [false, true] {
                    let ink = Ink { kind, tone, halo };
                    let RGBColor(r, g, b) = ink.code();
                    assert_eq!(Ink::from(BackendColor { alpha: 1.0, rgb: (r, g, b) }), ink);
                }
            }
        }
        assert_eq!(Kind::Toned.of(Tone::Late).classes(), "t-c late");
        assert_eq!(Kind::Axis.halo().classes(), "t-axis halo");
    }
}
