//! A figure against the one of the period before.

use super::{Check, MILLIONTHS, points, shown, wide};
use crate::rules::{self, Rule};
use crate::tuning;
use crate::understand::Value;
use domain::Quantity;
use domain::text::{Lang, vi_number, vi_percent, vi_ratio};

/// A numerator with its denominator, if it has one.
type Pair = (Quantity, Option<Quantity>);

impl Check<'_> {
    pub(super) fn against_previous(&mut self) {
        let (Some(previous), Some(now)) = (self.asked.previous, self.value.numerator) else { return };
        let ((was, was_of), now_of) = (previous.figure, self.value.denominator);
        let Value { cell, denominator_cell, .. } = self.value;
        // What cannot be has a finding of its own, and no change from anything.
        let impossible = now.is_negative() || now_of.is_some_and(|d| d <= Quantity::ZERO);
        if !self.asked.shape.words().is_empty() || impossible {
            return;
        }
        let then = |figure: &str| format!("{}: {figure}", previous.when(Lang::Vi));
        if now == was && now_of == was_of && now != Quantity::ZERO {
            // What is complete stays so.
            if now_of == Some(now) {
                return;
            }
            self.find(rules::COPY, cell, &[&then(&shown(now, now_of))]);
            return;
        }
        if self.asked.cumulative && now < was {
            self.find(rules::FALLS, cell, &[&vi_number(now), &then(&vi_number(was))]);
        }
        // One explanation for one slip: a factor of ten explains the change of ratio and of denominator too.
        let mut scaled = self.scaled(now, was, &then(&vi_number(was)), cell);
        if let (Some(now_of), Some(was_of)) = (now_of, was_of) {
            scaled |= self.scaled(now_of, was_of, &then(&vi_number(was_of)), denominator_cell);
            let most = self.threshold(rules::DENOMINATOR_CHANGED);
            if !scaled && was_of > Quantity::ZERO && !are_few(now_of, was_of) && is_far(now_of, was_of, most) {
                let particulars = [&vi_number(now_of), &then(&vi_number(was_of)), &vi_number(most), &moved(now_of, was_of)];
                self.find(rules::DENOMINATOR_CHANGED, denominator_cell, &particulars.map(String::as_str));
            }
        }
        let most = self.threshold(rules::BIG_CHANGE);
        let few = are_few(now_of.unwrap_or(now), was_of.unwrap_or(was));
        if !scaled && !few && is_big_change((now, now_of), (was, was_of), most) {
            self.find(rules::BIG_CHANGE, cell, &[&shown(now, now_of), &then(&shown(was, was_of))]);
        }
    }

    /// What the rule allows here.
    pub(super) fn threshold(&self, rule: Rule) -> Quantity {
        self.asked.tuning.threshold(rule).unwrap_or_else(|| tuning::usual(rule, self.asked.shape))
    }

    /// Within a tenth of 10, 100 or 1000 times the last figure, told as `then`, or of a tenth, a hundredth, a thousandth of it.
    fn scaled(&mut self, now: Quantity, was: Quantity, then: &str, cell: &str) -> bool {
        let (n, w) = (wide(now), wide(was));
        if n <= 0 || w <= 0 || are_few(now, was) {
            return false;
        }
        for (factor, told) in [(10_i128, "10"), (100, "100"), (1000, "1.000")] {
            let near = |large: i128, small: i128| 10 * (large - factor * small).abs() <= factor * small;
            let rule = match () {
                () if near(n, w) => rules::SCALE,
                () if near(w, n) => rules::SCALE_DOWN,
                () => continue,
            };
            return self.find(rule, cell, &[&vi_number(now), then, told]);
        }
        false
    }
}

/// "gấp 8,6 lần", "tăng 59,2 %", "giảm 36,3 %", "giảm 2,2 lần"; neither is zero.
fn moved(now: Quantity, was: Quantity) -> String {
    let times = now.as_f64() / was.as_f64();
    match () {
        () if times >= 2.0 => format!("gấp {} lần", vi_ratio(times, 1)),
        () if times <= 0.5 => format!("giảm {} lần", vi_ratio(1.0 / times, 1)),
        () if times < 1.0 => format!("giảm {}", vi_percent(100.0 * (1.0 - times), 1)),
        () => format!("tăng {}", vi_percent(100.0 * (times - 1.0), 1)),
    }
}

/// Below a dozen, one more or less is a large share, and no slip.
fn are_few(now: Quantity, was: Quantity) -> bool {
    let dozen = 12 * i128::from(Quantity::SCALE);
    wide(now) < dozen && wide(was) < dozen
}

/// More than `most` percent of the earlier figure away from it.
fn is_far(now: Quantity, was: Quantity, most: Quantity) -> bool {
    let hundredths = 100 * i128::from(Quantity::SCALE);
    hundredths * (wide(now) - wide(was)).abs() > wide(most) * wide(was).abs()
}

/// A ratio by more than `most` points; a count to more than `most` times, or less than that part of it.
fn is_big_change((n, of): Pair, (was_n, was_of): Pair, most: Quantity) -> bool {
    let scale = i128::from(Quantity::SCALE);
    match (of, was_of) {
        (Some(d), Some(was_d)) => {
            let moved = points(n, d).zip(points(was_n, was_d)).map(|(now, was)| (now - was).abs());
            moved.is_some_and(|moved| moved * scale > wide(most) * MILLIONTHS)
        }
        (None, None) => {
            let (n, was) = (wide(n), wide(was_n));
            was > 0 && scale * n > wide(most) * was || wide(most) * n < scale * was
        }
        _ => false,
    }
}
