//! Charts as SVG text, the same bytes on the server and in the browser.
//!
//! A chart is a plain value; [`draw`] makes one complete `<svg>` of it and [`table`] its twin for reading and copying.
//! Colours, fonts and themes come from style/charts.css; sizes, places and words from here. Every number a caller hands in may
//! be anything: what is not finite counts as no data.

mod bullet;
mod ink;
mod labels;
mod number;
mod outlook;
mod pen;
mod radar;
mod ranking;
mod scale;
mod spark;
mod strip;
mod svg;
mod table;
#[cfg(test)]
mod tests;
mod trend;
mod trend_draw;
mod trend_labels;
mod width;

pub use bullet::Bullet;
pub use radar::{Axis as RadarAxis, Radar};
pub use ranking::{Ranking, Row as RankingRow};
pub use spark::Spark;
pub use strip::{Cell as StripCell, Group as StripGroup, Strip};
pub use table::{Table, table};
pub use trend::{Forecast, Point as TrendPoint, Trend};

use serde::{Deserialize, Serialize};

/// Words for a missing value, everywhere.
pub(crate) const NO_DATA: &str = "chưa có số liệu";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Chart {
    /// Value, target, today's path mark and forecast in one row of a table; 260 × 24.
    Bullet(Bullet),
    /// The last periods, beside their value; 72 × 22.
    Spark(Spark),
    /// Value over time against its path and target.
    Trend(Trend),
    /// Named bars from zero, in the order given.
    Ranking(Ranking),
    /// One axis for each main index, against the median.
    Radar(Radar),
    /// One cell for each target, ordered by status.
    Strip(Strip),
}

/// Which of the two fixed sizes; a page holds both and the style shows one. Bullets and sparks have one size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// 936 px (the radar 460), from 900 px of window.
    Wide,
    /// 358 px.
    Narrow,
}

impl Size {
    /// The class by which the style shows one of the two.
    fn class(self) -> &'static str {
        if self == Self::Wide { "only-wide" } else { "only-narrow" }
    }

    fn pick<T>(self, wide: T, narrow: T) -> T {
        if self == Self::Wide { wide } else { narrow }
    }
}

/// What a target asks for, without its unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// "≥", "≤" or "=".
    pub operator: String,
    pub value: f64,
}

impl Goal {
    /// `≥ 80 %`.
    pub fn label(&self, unit: &str) -> String {
        format!("{}{}{}", self.operator, number::NBSP, number::with_unit(self.value, unit)).trim_start().to_owned()
    }
}

/// One complete `<svg>`, with `role`, `aria-label` and the classes of style/charts.css; no title, which is the page's.
pub fn draw(chart: &Chart, size: Size) -> String {
    match chart {
        Chart::Bullet(bullet) => bullet.draw(),
        Chart::Spark(spark) => spark.draw(),
        Chart::Trend(trend) => trend_draw::draw(trend, size),
        Chart::Ranking(ranking) => ranking.draw(size),
        Chart::Radar(radar) => radar.draw(size),
        Chart::Strip(strip) => strip.draw(size),
    }
}
