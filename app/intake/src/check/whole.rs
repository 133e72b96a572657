//! Counts of things: they have no decimals, and not all of them end in a zero.

use super::Check;
use crate::form::{Asked, Form, Shape, State};
use crate::rules::{self, Place};
use crate::understand::Value;
use crate::whole_things::{is_amount, is_divisible};
use domain::text::vi_number;
use domain::{Finding, Quantity};

/// As many numbers must be round.
const MANY: usize = 5;

/// Fewer decimals are slips, each for itself.
const SEVERAL: usize = 3;

/// One number of things, its cell, and what it counts.
struct Things<'a> {
    number: Quantity,
    cell: &'a str,
    what: &'a str,
}

/// The numbers of a value that count things, as far as they could be read and are the unit's own.
fn things<'a>(value: &'a Value, asked: &'a Asked) -> Vec<Things<'a>> {
    let part = |number: Option<Quantity>, cell: &'a str, what: &'a str| Some(Things { number: number?, cell, what });
    match asked.shape {
        Shape::Count if is_divisible(&asked.unit_of_measure) => vec![],
        Shape::Count => part(value.numerator, &value.cell, &asked.unit_of_measure).into_iter().collect(),
        Shape::Ratio => {
            let above = part(value.numerator, &value.cell, &asked.numerator_label).filter(|_| !is_amount(&asked.numerator_label));
            let own = asked.locked_denominator.is_none() && !is_amount(&asked.denominator_label);
            let below = part(value.denominator, &value.denominator_cell, &asked.denominator_label).filter(|_| own);
            above.into_iter().chain(below).collect()
        }
        Shape::YesNo | Shape::Qualitative => vec![],
    }
}

impl Things<'_> {
    /// Has decimals, and nobody asked about them yet: in a cell, three of them may be thousands, which has its own finding.
    fn is_fraction(&self) -> bool {
        let three = self.number.scaled() % 10 == 0 && self.number.scaled() % 100 != 0;
        !self.number.is_whole() && (self.cell.is_empty() || !three)
    }

    fn fraction(&self, value: &Value, asked: &Asked) -> Option<Finding> {
        let what = if self.what.is_empty() { "thứ được đếm" } else { self.what };
        let place = Place { sheet: &value.sheet, cell: self.cell, indicator: Some(&asked.code), name: &asked.name };
        Some(asked.tuning.of(rules::FRACTION)?.at(place, &[&vi_number(self.number), what]))
    }
}

impl Check<'_> {
    pub(super) fn fractions(&mut self) {
        let (value, asked) = (self.value, self.asked);
        let found = things(value, asked).into_iter().filter(Things::is_fraction).filter_map(|t| t.fraction(value, asked));
        self.findings.extend(found);
    }
}

/// Every count of things that was reported, with its value and row of the form.
fn all_things<'a>(values: &'a [Value], form: &'a Form) -> impl Iterator<Item = (&'a Value, &'a Asked, Things<'a>)> {
    let asked = |v: &Value| form.asked.iter().find(|a| a.code == v.indicator);
    let reported = values.iter().filter(|v| v.state == State::Reported).filter_map(move |v| Some((v, asked(v)?)));
    reported.flat_map(|(v, a)| things(v, a).into_iter().map(move |t| (v, a, t)))
}

/// Do most of the counts in a form have decimals? Then they are not counted one by one, and one finding says it.
pub(super) fn mostly_fractions(values: &[Value], form: &Form) -> bool {
    let all: Vec<bool> = all_things(values, form).map(|(.., t)| !t.number.is_whole()).collect();
    let fractions = all.iter().filter(|f| **f).count();
    fractions >= SEVERAL && 2 * fractions > all.len()
}

pub(super) fn first_fraction(values: &[Value], form: &Form) -> Option<Finding> {
    all_things(values, form).filter(|(.., t)| t.is_fraction()).find_map(|(v, a, t)| t.fraction(v, a))
}

/// Every count of things in a form is a multiple of ten: said once, on the first of them.
pub fn all_round(values: &[Value], form: &Form) -> Option<Finding> {
    let counts: Vec<_> = all_things(values, form).filter(|(_, a, _)| a.tuning.of(rules::ALL_ROUND).is_some()).collect();
    let numbers: Vec<Quantity> = counts.iter().map(|(_, _, t)| t.number).filter(|n| *n != Quantity::ZERO).collect();
    // Zeros say nothing either way, and few numbers can all be round by chance.
    if numbers.len() < MANY || !numbers.iter().all(|n| n.scaled() % (10 * Quantity::SCALE) == 0) {
        return None;
    }
    let (value, asked, first) = counts.iter().find(|(_, _, t)| t.number != Quantity::ZERO)?;
    let place = Place { sheet: &value.sheet, cell: first.cell, indicator: Some(&asked.code), name: &asked.name };
    Some(asked.tuning.of(rules::ALL_ROUND)?.at(place, &[&numbers.len().to_string()]))
}
