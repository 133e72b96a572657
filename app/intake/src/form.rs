//! A unit's form: what is asked of one unit in one period.

mod sheet;

use crate::tuning::Tuning;
use chrono::NaiveDate;
use domain::{Period, Quantity, indicator::Kind, system::Tally, text::Lang};
use serde::{Deserialize, Serialize};

pub use sheet::{Fill, write};

/// What one unit is asked in one period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Form {
    pub province_name: String,
    pub unit_code: String,
    pub unit_name: String,
    pub period: Period,
    pub due: NaiveDate,
    /// Changes whenever what is asked changes.
    pub version: String,
    /// Made for demonstration: says so on the sheet.
    pub illustrative: bool,
    pub asked: Vec<Asked>,
}

/// One row of the form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    pub code: String,
    pub name: String,
    /// "%", "học viên", …
    pub unit_of_measure: String,
    pub shape: Shape,
    /// What the numerator counts; for a count, what is counted.
    pub numerator_label: String,
    pub denominator_label: String,
    /// As shown: "≥ 80 %".
    pub target_text: String,
    /// What the unit reported last.
    pub previous: Option<Earlier>,
    /// Supplied by the province; the unit may not change it.
    pub locked_denominator: Option<Quantity>,
    /// The numerator may exceed the denominator.
    pub may_exceed: bool,
    /// Reported to date: never falls.
    pub cumulative: bool,
    pub evidence_required: bool,
    /// What the unit's own register of systems gives, where it counts the same.
    #[serde(default)]
    pub register: Option<Tally>,
    /// The unit's figures of the periods before in which it was asked, oldest first, at most [`PAST`] of them. Empty where the last of
    /// them has none.
    #[serde(default)]
    pub history: Vec<(Quantity, Option<Quantity>)>,
    /// What other units of its kind reported; none where too few did.
    #[serde(default)]
    pub peers: Option<Peers>,
    /// Rules that are set otherwise for this indicator.
    #[serde(default)]
    pub tuning: Tuning,
}

/// What a unit reported of an earlier period: numerator and denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    pub period: Period,
    pub figure: (Quantity, Option<Quantity>),
    /// Else it is handed in and not decided.
    pub accepted: bool,
    /// Made up for show.
    pub illustrative: bool,
}

impl Earlier {
    /// "tháng 9/2026", "tháng 9/2026, chưa thẩm định"
    pub fn when(&self, lang: Lang) -> String {
        let when = if lang == Lang::En { self.period.label_en() } else { self.period.label() };
        if self.accepted { when } else { format!("{when}, {}", awaiting(lang)) }
    }

    /// What a form of `now` has to say beside the figure: " (tháng 8/2026)", " (chưa thẩm định)"; nothing of an accepted one of the period
    /// before.
    pub fn aside(&self, now: Period, lang: Lang) -> String {
        match (self.period == now.previous(), self.accepted) {
            (true, true) => String::new(),
            (true, false) => format!(" ({})", awaiting(lang)),
            (false, _) => format!(" ({})", self.when(lang)),
        }
    }
}

fn awaiting(lang: Lang) -> &'static str {
    if lang == Lang::En { "not yet reviewed" } else { "chưa thẩm định" }
}

/// Times back, of those when a figure was asked, that the one reported last may lie.
pub const REACH: usize = 3;

/// Periods back that a figure is compared with.
pub const PAST: usize = 12;

/// Units that show what is usual; fewer show nothing.
pub const PEERS: usize = 8;

/// The newest figures of enough units of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Peers {
    pub period: Period,
    /// Numerator and denominator of each unit but this one.
    pub figures: Vec<(Quantity, Quantity)>,
}

impl Asked {
    /// "Theo sổ hệ thống: 3/5 đã phê duyệt cấp độ an toàn"; says so when the register has never been updated.
    pub fn register_text(&self) -> Option<String> {
        let tally = self.register?;
        let silent = if tally.kept == 0 { " (sổ chưa được cập nhật)" } else { "" };
        Some(format!("Theo sổ hệ thống: {tally} {}{silent}", tally.counted.label()))
    }
}

/// What a figure is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Numerator and denominator.
    Ratio,
    /// One number.
    Count,
    /// 1 or 0, written "Có" or "Không".
    YesNo,
    /// 0 to 3, written "Chưa bắt đầu" to "Hoàn thành".
    Qualitative,
}

impl Shape {
    pub fn kind(self) -> Kind {
        match self {
            Self::Ratio => Kind::Ratio,
            Self::Count => Kind::Count,
            Self::YesNo => Kind::YesNo,
            Self::Qualitative => Kind::Qualitative,
        }
    }

    /// What its values are called where they are words: value 0 first. Empty for numbers.
    pub fn words(self) -> &'static [&'static str] {
        self.kind().words(Lang::Vi)
    }
}

impl From<Kind> for Shape {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Ratio => Self::Ratio,
            Kind::Count => Self::Count,
            Kind::YesNo => Self::YesNo,
            Kind::Qualitative => Self::Qualitative,
        }
    }
}

/// What a unit says about a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    #[default]
    Reported,
    NoData,
    NotArising,
}

impl State {
    pub const ALL: [Self; 3] = [Self::Reported, Self::NoData, Self::NotArising];

    pub fn label(self) -> &'static str {
        match self {
            Self::Reported => "Có số liệu",
            Self::NoData => "Chưa có số liệu",
            Self::NotArising => "Không phát sinh",
        }
    }
}

/// What to write into a row's input cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filled {
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    pub state: State,
    pub note: String,
    pub evidence: String,
}

/// The spreadsheet could not be written.
#[derive(Debug, thiserror::Error)]
#[error("không tạo được tệp .xlsx")]
pub struct NotWritten(#[from] rust_xlsxwriter::XlsxError);
