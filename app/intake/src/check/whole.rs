//! Counts of things: they have no decimals, and not all of them end in a zero.

use super::Check;
use crate::form::{Asked, Form, Shape, State};
use crate::rules::{self, Place};
use crate::understand::Value;
use crate::whole_things::{is_amount, is_divisible};
use domain::text::vi_number;
use domain::{Finding, Quantity};
use std::collections::HashMap;

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

impl Things<'_> {
    fn fraction(&self, value: &Value, asked: &Asked) -> Option<Finding> {
        let what = if self.what.is_empty() { "thứ được đếm" } else { self.what };
        let place = Place { sheet: &value.sheet, cell: self.cell, indicator: Some(&asked.code), name: &asked.name };
        Some(asked.tuning.of(rules::FRACTION)?.at(place, &[&vi_number(self.number), what]))
    }
}

impl Check<'_> {
    pub(super) fn fractions(&mut self) {
        let (value, asked) = (self.value, self.asked);
        if !has_decimals(value) {
            return;
        }
        let found = things(value, asked).into_iter().filter(|t| !t.number.is_whole()).filter_map(|t| t.fraction(value, asked));
        self.findings.extend(found);
    }
}

/// Every count of things that was reported, with its value and row of the form.
fn all_things<'a>(values: &'a [Value], form: &'a Form) -> impl Iterator<Item = (&'a Value, &'a Asked, Things<'a>)> {
    let asked = |v: &Value| form.asked.iter().find(|a| a.code == v.indicator);
    let reported = values.iter().filter(|v| v.state == State::Reported).filter_map(move |v| Some((v, asked(v)?)));
    reported.flat_map(|(v, a)| things(v, a).into_iter().map(move |t| (v, a, t)))
}

/// What its parts count is looked into only where one has decimals: that takes longer than all other checks together.
fn has_decimals(value: &Value) -> bool {
    [value.numerator, value.denominator].iter().flatten().any(|q| !q.is_whole())
}

/// Every count of things in a form is a multiple of ten: said once, on the first of them.
pub fn all_round(values: &[Value], form: &Form) -> Option<Finding> {
    let (mut round, mut first) = (0, None);
    for (value, asked, thing) in all_things(values, form) {
        // Zeros say nothing either way.
        let Some(rule) = asked.tuning.of(rules::ALL_ROUND).filter(|_| thing.number != Quantity::ZERO) else { continue };
        if thing.number.scaled() % (10 * Quantity::SCALE) != 0 {
            return None;
        }
        round += 1;
        first.get_or_insert((rule, value, asked, thing));
    }
    // Few numbers can all be round by chance.
    let (rule, value, asked, thing) = first.filter(|_| round >= MANY)?;
    let place = Place { sheet: &value.sheet, cell: thing.cell, indicator: Some(&asked.code), name: &asked.name };
    Some(rule.at(place, &[&round.to_string()]))
}

/// What is said of a numerator that is a percentage, and needs no reason of its own then.
pub(super) const EXPLAINED: [&str; 3] = [rules::BIG_CHANGE.id, rules::OUTLIER_HISTORY.id, rules::OUTLIER_PEERS.id];

/// Percentages where counts belong: no numerator is above a hundred, and beside denominators of thousands most are fifty and more.
/// One is a small count, several are a column filled in the wrong way; each is told, unless it was as small when it was accepted last,
/// or is a slip of its own.
pub(super) fn percentages(values: &[Value], asked: &HashMap<&str, &Asked>, told: &[Finding]) -> Vec<Finding> {
    const HUNDRED: Quantity = Quantity::from_scaled(100 * Quantity::SCALE);
    const FIFTY: Quantity = Quantity::from_scaled(50 * Quantity::SCALE);
    const THOUSAND: Quantity = Quantity::from_scaled(1_000 * Quantity::SCALE);
    let slips = [rules::NEGATIVE, rules::FRACTION, rules::ABOVE, rules::SCALE_DOWN].map(|rule| rule.id);
    let of_things = |a: &Asked| a.shape == Shape::Ratio && !is_amount(&a.numerator_label) && !is_amount(&a.denominator_label);
    let parts = |v: &'_ Value| {
        let asked = *asked.get(v.indicator.as_str())?;
        let usual = asked.previous.is_some_and(|p| p.figure.0 <= HUNDRED);
        let (n, d) = (v.numerator?, v.denominator?);
        (v.state == State::Reported && of_things(asked) && !usual).then_some((asked, n, d))
    };
    let (mut of_thousands, mut from_fifty) = (0, 0);
    for (_, n, d) in values.iter().filter_map(parts) {
        if n > HUNDRED {
            return vec![];
        }
        of_thousands += usize::from(d >= THOUSAND);
        from_fifty += usize::from(d >= THOUSAND && n >= FIFTY);
    }
    if of_thousands < 2 || from_fifty * 2 <= of_thousands {
        return vec![];
    }
    let finding = |v: &Value| {
        let (asked, n, d) = parts(v).filter(|(_, n, d)| *n > Quantity::ZERO && *d > HUNDRED)?;
        if told.iter().any(|f| f.indicator.as_deref() == Some(&asked.code) && slips.contains(&f.rule.as_str())) {
            return None;
        }
        let place = Place { sheet: &v.sheet, cell: &v.cell, indicator: Some(&asked.code), name: &asked.name };
        Some(asked.tuning.of(rules::PERCENT_AS_COUNT)?.at(place, &[&vi_number(n), &vi_number(d)]))
    };
    values.iter().filter_map(finding).collect()
}
