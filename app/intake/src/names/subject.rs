//! One indicator as the reader needs it.

use crate::context::{Known, KnownIndicator};
use crate::form::{Asked, Shape};
use domain::{indicator::Accumulation, period::Frequency};

/// One indicator as the reader needs it.
pub(crate) struct Subject<'a> {
    pub code: &'a str,
    pub name: &'a str,
    pub shape: Shape,
    pub numerator: &'a str,
    pub denominator: &'a str,
    /// Unknown of what is asked without standing in the catalogue.
    pub frequency: Option<Frequency>,
    pub accumulation: Accumulation,
    /// Its unit of measure: "%", "nghìn học viên".
    pub measure: &'a str,
    /// Of the unit and period that the file was sent for.
    pub asked: Option<&'a Asked>,
}

impl<'a> Subject<'a> {
    pub fn asked(a: &'a Asked, known: &Known) -> Self {
        let known = known.indicators.iter().find(|i| i.code == a.code);
        let otherwise = if a.cumulative { Accumulation::Cumulative } else { Accumulation::Flow };
        Self {
            frequency: known.map(|i| i.frequency),
            accumulation: known.map_or(otherwise, |i| i.accumulation),
            measure: &a.unit_of_measure,
            code: &a.code,
            name: &a.name,
            shape: a.shape,
            numerator: &a.numerator_label,
            denominator: &a.denominator_label,
            asked: Some(a),
        }
    }

    pub fn known(i: &'a KnownIndicator) -> Self {
        Self {
            code: &i.code,
            name: &i.name,
            shape: i.shape,
            numerator: &i.numerator,
            denominator: &i.denominator,
            frequency: Some(i.frequency),
            accumulation: i.accumulation,
            measure: &i.unit_of_measure,
            asked: None,
        }
    }
}
