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

impl Check<'_> {
    pub(super) fn fractions(&mut self) {
        let (value, asked) = (self.value, self.asked);
        for Things { number, cell, what } in things(value, asked).into_iter().filter(|t| !t.number.is_whole()) {
            // In a cell, three decimals are asked about already: they may be thousands.
            if !cell.is_empty() && number.scaled() % 10 == 0 && number.scaled() % 100 != 0 {
                continue;
            }
            let what = if what.is_empty() { "thứ được đếm" } else { what };
            self.find(rules::FRACTION, cell, &[&vi_number(number), what]);
        }
    }
}

/// Every count of things in a form is a multiple of ten: said once, on the first of them.
pub fn all_round(values: &[Value], form: &Form) -> Option<Finding> {
    let asked = |v: &&Value| form.asked.iter().find(|a| a.code == v.indicator && a.tuning.of(rules::ALL_ROUND).is_some());
    let reported = values.iter().filter(|v| v.state == State::Reported).filter_map(|v| Some((v, asked(&v)?)));
    let counts: Vec<_> = reported.flat_map(|(v, a)| things(v, a).into_iter().map(move |t| (v, a, t))).collect();
    let numbers: Vec<Quantity> = counts.iter().map(|(_, _, t)| t.number).filter(|n| *n != Quantity::ZERO).collect();
    // Zeros say nothing either way, and few numbers can all be round by chance.
    if numbers.len() < MANY || !numbers.iter().all(|n| n.scaled() % (10 * Quantity::SCALE) == 0) {
        return None;
    }
    let (value, asked, first) = counts.iter().find(|(_, _, t)| t.number != Quantity::ZERO)?;
    let place = Place { sheet: &value.sheet, cell: first.cell, indicator: Some(&asked.code), name: &asked.name };
    Some(asked.tuning.of(rules::ALL_ROUND)?.at(place, &[&numbers.len().to_string()]))
}
