//! The rows of the data files that tables of their own hold. The others are nouns of `domain` as they are.

use chrono::NaiveDate;
use domain::{
    Quantity,
    coverage::{Claim, Section},
    duty::Duty,
    indicator::{Accumulation, Basis, Kind, Mode, Operator, Part, UnitKind},
    period::Frequency,
    succession::SuccessionRow,
    system::{Counted, InfoSystem},
    task::{Event, Task},
};
use serde::{Deserialize, Serialize};

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvinceRow {
    pub code: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitRow {
    pub code: String,
    pub province: String,
    pub name: String,
    pub short_name: String,
    pub kind: UnitKind,
    /// Empty for the province itself.
    pub parent: Option<String>,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub names_source: String,
    pub illustrative: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentRow {
    pub code: String,
    pub province: String,
    #[serde(default)]
    pub number: String,
    pub title: String,
    pub issuer: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub issued_written: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub source_file: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorRow {
    pub code: String,
    pub province: String,
    pub pillar: String,
    pub name: String,
    pub name_en: String,
    pub kind: Kind,
    pub accumulation: Accumulation,
    pub unit_of_measure: String,
    pub numerator: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub denominator: String,
    pub frequency: Frequency,
    #[serde(default, skip_serializing_if = "is_default")]
    pub may_exceed: bool,
    /// A figure without evidence, written or attached, must be explained.
    #[serde(default, skip_serializing_if = "is_default")]
    pub evidence_required: bool,
    pub mode: Mode,
    /// What the register of systems counts for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub register: Option<Counted>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub reading: String,
    /// Code of another province's indicator that measures the same, or the closest to it; `reading` says what differs.
    #[serde(default, skip_serializing_if = "is_default")]
    pub same_as: String,
    /// Checks that are set otherwise for it: "denominator-changed 30; copy-of-last-period off".
    #[serde(default, skip_serializing_if = "is_default")]
    pub checks: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetRow {
    pub indicator: String,
    pub province: String,
    /// Code of the unit whose target it is; left out for the province as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    pub operator: Operator,
    pub value: Quantity,
    pub year: i32,
    pub deadline: NaiveDate,
    #[serde(default, skip_serializing_if = "is_default")]
    pub deadline_written: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub deadline_lines: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub maintain: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    pub owner_basis: Basis,
    #[serde(default, skip_serializing_if = "is_default")]
    pub owner_lines: String,
    pub document: String,
    /// The document's, repeated here for whoever reads the row alone.
    #[serde(default, skip_serializing_if = "is_default")]
    pub source_file: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub source_lines: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub number_written: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub occurrence: i32,
    #[serde(default, skip_serializing_if = "is_default")]
    pub words: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub restated_in: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssignmentRow {
    pub indicator: String,
    pub part: Part,
    /// The indicator's, for `reports`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    pub basis: Basis,
    pub confirmed: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub source_lines: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
    pub units: Vec<String>,
}

/// A row and the line of its file on which it begins (0: it comes from no file).
#[derive(Clone, Debug, PartialEq)]
pub struct At<T> {
    pub line: usize,
    pub row: T,
}

impl<T> At<T> {
    pub fn nowhere(row: T) -> Self {
        Self { line: 0, row }
    }
}

/// The whole catalogue as data files hold it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Files {
    pub provinces: Vec<At<ProvinceRow>>,
    pub units: Vec<At<UnitRow>>,
    pub documents: Vec<At<DocumentRow>>,
    pub indicators: Vec<At<IndicatorRow>>,
    pub targets: Vec<At<TargetRow>>,
    pub assignments: Vec<At<AssignmentRow>>,
    pub tasks: Vec<At<Task>>,
    pub events: Vec<At<Event>>,
    pub systems: Vec<At<InfoSystem>>,
    pub duties: Vec<At<Duty>>,
    pub successions: Vec<At<SuccessionRow>>,
    pub sections: Vec<At<Section>>,
    pub claims: Vec<At<Claim>>,
    /// Score frameworks with the province each is of.
    pub frameworks: Vec<At<FrameworkRow>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameworkRow {
    pub province: String,
    #[serde(flatten)]
    pub body: domain::score::Framework,
}

/// What is wrong with a row, for whoever keeps the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub file: &'static str,
    /// 0: the file as a whole.
    pub line: usize,
    pub sentence: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.sentence),
            line => write!(f, "{}:{line}: {}", self.file, self.sentence),
        }
    }
}
