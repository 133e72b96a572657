//! The two counts by themselves and together, and beside the unit's register.

use super::{Check, shown};
use crate::figure::absent;
use crate::form::Shape;
use crate::rules;
use crate::understand::Value;
use domain::Quantity;
use domain::text::{vi_number, vi_percent};

impl Check<'_> {
    pub(super) fn counts(&mut self) {
        let Value { numerator, denominator, cell, denominator_cell, .. } = self.value;
        for (part, cell) in [(numerator, cell), (denominator, denominator_cell)] {
            if let Some(q) = part.filter(|q| q.is_negative()) {
                self.find(rules::NEGATIVE, cell, &[&vi_number(q)]);
            }
            // No province has a thousand million of anything but money.
            let money = self.asked.unit_of_measure.to_lowercase().contains("đồng");
            if let Some(q) = part.filter(|q| q.as_f64() >= 1e9 && !money) {
                self.find(rules::VERY_LARGE, cell, &[&vi_number(q)]);
            }
        }
        if self.asked.shape != Shape::Ratio {
            return;
        }
        if let (Some(ours), Some(theirs)) = (self.asked.locked_denominator, *denominator)
            && ours != theirs
        {
            self.find(rules::LOCKED, denominator_cell, &[&vi_number(theirs), &vi_number(ours)]);
        }
        // A part that was typed but could not be read has its own finding.
        let empty = |raw: &str| raw.trim().is_empty() || absent(raw.trim()).is_some();
        match (*numerator, *denominator) {
            (Some(n), None) if empty(&self.value.raw_denominator) => {
                // Where there is no column for it, the figure that lacks it is shown.
                let at = if denominator_cell.is_empty() { cell } else { denominator_cell };
                self.find(rules::NO_DENOMINATOR, at, &[&vi_number(n)]);
            }
            (None, Some(d)) if empty(&self.value.raw_numerator) => {
                self.find(rules::NO_NUMERATOR, cell, &[&vi_number(d)]);
            }
            (Some(_), Some(Quantity::ZERO)) => {
                self.find(rules::ZERO, denominator_cell, &[]);
            }
            (Some(n), Some(d)) => {
                if n > d && !d.is_negative() && !self.asked.may_exceed {
                    self.find(rules::ABOVE, cell, &[&vi_number(n), &vi_number(d)]);
                }
                if let Some(typed) = self.value.typed_percent.filter(|typed| !typed.agrees(n, d)) {
                    let computed = 100.0 * n.as_f64() / d.as_f64();
                    // As finely as it was typed: "79,4 %" beside "79,4 %" explains nothing.
                    let is_exact = |decimals: &usize| {
                        let shifted = typed.points * 10_f64.powi(*decimals as i32);
                        (shifted - shifted.round()).abs() < 1e-6
                    };
                    let decimals = (1..4).find(is_exact).unwrap_or(4);
                    let both = [typed.points, computed].map(|points| vi_percent(points, decimals));
                    self.find(rules::DISAGREES, &self.value.ratio_cell, &both.each_ref().map(String::as_str));
                }
            }
            _ => {}
        }
    }

    /// The unit's own register of systems counts the same things.
    pub(super) fn against_register(&mut self) {
        let (Some(tally), Some(n)) = (self.asked.register, self.value.numerator) else { return };
        let unread = self.asked.shape == Shape::Ratio && self.value.denominator.is_none();
        if unread || tally.agrees(self.asked.shape.kind(), n, self.value.denominator) {
            return;
        }
        let word = usize::try_from(n.scaled() / Quantity::SCALE).ok().and_then(|at| self.asked.shape.words().get(at).copied());
        let said = word.map_or_else(|| shown(n, self.value.denominator), |word| format!("“{word}”"));
        self.find(rules::REGISTER, &self.value.cell, &[&said, &format!("{tally} {}", tally.counted.label())]);
    }
}
