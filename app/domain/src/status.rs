//! Where a target stands.

use serde::{Deserialize, Serialize};

/// The outcome of `progress::assess`; the order is the order of bad news.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Missed,
    Backwards,
    Broken,
    FarBehind,
    AtRisk,
    NoData,
    TooEarly,
    OnTrack,
    Kept,
    MetLate,
    Met,
}

/// What a status looks like: six shapes and colours, see style/tokens.css.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    Met,
    On,
    Risk,
    Late,
    Back,
    None,
}

impl Status {
    pub const ALL: [Self; 11] = [
        Self::Missed,
        Self::Backwards,
        Self::Broken,
        Self::FarBehind,
        Self::AtRisk,
        Self::NoData,
        Self::TooEarly,
        Self::OnTrack,
        Self::Kept,
        Self::MetLate,
        Self::Met,
    ];

    pub fn tone(self) -> Tone {
        match self {
            Self::Met | Self::MetLate | Self::Kept => Tone::Met,
            Self::OnTrack => Tone::On,
            Self::AtRisk => Tone::Risk,
            Self::FarBehind | Self::Missed => Tone::Late,
            Self::Backwards | Self::Broken => Tone::Back,
            Self::NoData | Self::TooEarly => Tone::None,
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Missed => "không đạt",
            Self::Backwards => "thụt lùi",
            Self::Broken => "không duy trì được",
            Self::FarBehind => "rất chậm",
            Self::AtRisk => "chậm",
            Self::NoData => "chưa có số liệu",
            Self::TooEarly => "chưa đủ cơ sở",
            Self::OnTrack => "đúng tiến độ",
            Self::Kept => "đang duy trì",
            Self::MetLate => "đạt muộn",
            Self::Met => "đạt",
        }
    }

    pub fn label_en(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::Backwards => "going backwards",
            Self::Broken => "not maintained",
            Self::FarBehind => "far behind",
            Self::AtRisk => "at risk",
            Self::NoData => "no data",
            Self::TooEarly => "too early",
            Self::OnTrack => "on track",
            Self::Kept => "maintained",
            Self::MetLate => "met late",
            Self::Met => "met",
        }
    }

    /// The snake_case code used in JSON and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::Backwards => "backwards",
            Self::Broken => "broken",
            Self::FarBehind => "far_behind",
            Self::AtRisk => "at_risk",
            Self::NoData => "no_data",
            Self::TooEarly => "too_early",
            Self::OnTrack => "on_track",
            Self::Kept => "kept",
            Self::MetLate => "met_late",
            Self::Met => "met",
        }
    }
}

impl Tone {
    pub const ALL: [Self; 6] = [Self::Met, Self::On, Self::Risk, Self::Late, Self::Back, Self::None];

    /// The class name in style/ (`.met`, `.st-met`, `#g-met`).
    pub fn class(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::On => "on",
            Self::Risk => "risk",
            Self::Late => "late",
            Self::Back => "back",
            Self::None => "none",
        }
    }
}
