//! What a workbook is understood against: whose it is, what the province calls its units and indicators, what was confirmed before.

use crate::form::{Form, Shape};
use crate::names;
use crate::number::{PercentScale, Separators};
use chrono::NaiveDate;
use domain::{Period, indicator::Accumulation, period::Frequency};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Crosses to the process that reads the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Context<'a> {
    /// The form of the unit and period that the file was sent for.
    pub form: Cow<'a, Form>,
    pub known: Cow<'a, Known>,
    pub choices: Cow<'a, Choices>,
}

impl<'a> Context<'a> {
    pub fn new(form: &'a Form, known: &'a Known, choices: &'a Choices) -> Self {
        Self { form: Cow::Borrowed(form), known: Cow::Borrowed(known), choices: Cow::Borrowed(choices) }
    }
}

/// Every unit and indicator of a province, those of earlier years too.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Known {
    pub units: Vec<KnownUnit>,
    pub indicators: Vec<KnownIndicator>,
    /// For each unit and each indicator the ways in which its name is the same name, the canonical one first.
    unit_keys: Vec<Vec<String>>,
    indicator_keys: Vec<Vec<String>>,
}

impl Known {
    /// Works out once what every reading of a file looks names up by.
    pub fn new(units: Vec<KnownUnit>, indicators: Vec<KnownIndicator>) -> Self {
        let unit_keys = units.iter().map(|u| names::keys_of_unit(&u.name, &u.short_name)).collect();
        let indicator_keys = indicators.iter().map(|i| names::keys_of_indicator(&i.name)).collect();
        Self { units, indicators, unit_keys, indicator_keys }
    }

    pub(crate) fn keys_of_unit(&self, index: usize) -> Option<&[String]> {
        self.unit_keys.get(index).map(Vec::as_slice)
    }

    pub(crate) fn keys_of_indicator(&self, code: &str) -> Option<&[String]> {
        let index = self.indicators.iter().position(|i| i.code == code)?;
        self.indicator_keys.get(index).map(Vec::as_slice)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KnownUnit {
    pub code: String,
    pub name: String,
    pub short_name: String,
    /// First and last day of its existence; none: unbounded.
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    /// Codes of the units that took its place when it ended.
    pub successors: Vec<String>,
}

impl KnownUnit {
    /// Does it report for `period`? A month in which units change belongs to those there are at its end.
    pub fn exists_in(&self, period: Period) -> bool {
        let day = period.end();
        self.valid_from.is_none_or(|d| d <= day) && self.valid_to.is_none_or(|d| d >= day)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownIndicator {
    pub code: String,
    pub name: String,
    pub shape: Shape,
    /// What its numerator and denominator count, in words; empty where it has none.
    #[serde(default)]
    pub numerator: String,
    #[serde(default)]
    pub denominator: String,
    pub frequency: Frequency,
    pub accumulation: Accumulation,
    pub unit_of_measure: String,
}

/// In place of a code: whoever sent the file says that a name stands for nothing that is reported, and its row or column is passed over.
pub const SKIP: &str = "-";

/// What the user confirmed after seeing how a file was read; remembered for the unit, or for who sends files of many.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    /// How a column's numbers are written, by [`column_key`].
    pub separators: BTreeMap<String, Separators>,
    pub percent: BTreeMap<String, PercentScale>,
    /// Code of what a written name means, or [`SKIP`], by [`crate::names::NameKind::key`].
    pub names: BTreeMap<String, String>,
    /// What the columns of a sheet mean, by [`crate::understand::Sketch::key`].
    pub sheets: BTreeMap<String, SheetChoice>,
}

/// The columns of a sheet as somebody told them: header row from 1, and what each column holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetChoice {
    /// The last row above the figures, as the spreadsheet program numbers it; 0: there is none.
    pub header_row: u32,
    /// By column letter.
    pub columns: BTreeMap<String, ColumnChoice>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnChoice {
    pub role: crate::words::Role,
    /// Code of the indicator whose figures the column holds, in a table of units × indicators.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indicator: Option<String>,
}

/// `Biểu 01!F`.
pub fn column_key(sheet: &str, column: &str) -> String {
    format!("{sheet}!{column}")
}
