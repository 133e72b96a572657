//! The rules that a figure itself can break, whether it came from a cell or was typed in the page.

use crate::figure::absent;
use crate::form::{Asked, Form, Shape, State};
use crate::rules::{self, Place, Rule};
use crate::understand::Value;
use domain::text::{vi_number, vi_percent};
use domain::{Finding, Quantity};

/// Checks values against their form.
pub fn check_values(values: &[Value], form: &Form) -> Vec<Finding> {
    let mut findings = Vec::new();
    for value in values {
        match form.asked.iter().find(|a| a.code == value.indicator) {
            Some(asked) => Check { value, asked, findings: &mut findings }.run(),
            None => {
                let place = Place { sheet: &value.sheet, cell: &value.cell, ..Place::default() };
                findings.push(rules::NOT_ASKED.at(place, &[&value.indicator]));
            }
        }
    }
    findings
}

struct Check<'a> {
    value: &'a Value,
    asked: &'a Asked,
    findings: &'a mut Vec<Finding>,
}

impl Check<'_> {
    fn run(&mut self) {
        match self.value.state {
            State::NotArising => {}
            State::NoData => self.no_data(),
            State::Reported => {
                self.counts();
                self.against_previous();
                self.against_register();
                if self.asked.evidence_required && self.value.evidence.trim().is_empty() {
                    self.find(rules::NO_EVIDENCE, &self.value.cell, &[&self.asked.name]);
                }
            }
        }
    }

    fn find(&mut self, rule: Rule, cell: &str, particulars: &[&str]) {
        let place = Place { sheet: &self.value.sheet, cell, indicator: Some(&self.asked.code), name: &self.asked.name };
        self.findings.push(rule.at(place, particulars));
    }

    fn no_data(&mut self) {
        match self.value.note.trim() {
            "" => self.find(rules::NO_REASON, &self.value.cell, &[&self.asked.name]),
            reason => self.find(rules::NO_DATA, &self.value.cell, &[&self.asked.name, reason]),
        }
    }

    /// The two counts by themselves and together.
    fn counts(&mut self) {
        let Value { numerator, denominator, cell, denominator_cell, .. } = self.value;
        for (part, cell) in [(numerator, cell), (denominator, denominator_cell)] {
            if let Some(q) = part.filter(|q| q.is_negative()) {
                self.find(rules::NEGATIVE, cell, &[&vi_number(q)]);
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
            (Some(n), None) if empty(&self.value.raw_denominator) => self.find(rules::NO_DENOMINATOR, denominator_cell, &[&vi_number(n)]),
            (None, Some(d)) if empty(&self.value.raw_numerator) => self.find(rules::NO_NUMERATOR, cell, &[&vi_number(d)]),
            (Some(_), Some(Quantity::ZERO)) => self.find(rules::ZERO, denominator_cell, &[]),
            (Some(n), Some(d)) => {
                if n > d && !d.is_negative() && !self.asked.may_exceed {
                    self.find(rules::ABOVE, cell, &[&vi_number(n), &vi_number(d)]);
                }
                if let Some(typed) = self.value.typed_percent.filter(|typed| !typed.agrees(n, d)) {
                    let computed = 100.0 * n.as_f64() / d.as_f64();
                    self.find(rules::DISAGREES, &self.value.ratio_cell, &[&vi_percent(typed.points, 1), &vi_percent(computed, 1)]);
                }
            }
            _ => {}
        }
    }

    fn against_previous(&mut self) {
        let (Some((was, was_of)), Some(now)) = (self.asked.previous, self.value.numerator) else { return };
        let now_of = self.value.denominator;
        let Value { cell, denominator_cell, .. } = self.value;
        if !self.asked.shape.words().is_empty() {
            return;
        }
        if now == was && now_of == was_of && now != Quantity::ZERO {
            self.find(rules::COPY, cell, &[&shown(now, now_of)]);
            return;
        }
        if self.asked.cumulative && now < was {
            self.find(rules::FALLS, cell, &[&vi_number(now), &vi_number(was)]);
        }
        // One explanation for one slip: a factor of ten explains the change of ratio and of denominator too.
        let mut scaled = self.scaled(now, was, cell);
        if let (Some(now_of), Some(was_of)) = (now_of, was_of) {
            scaled |= self.scaled(now_of, was_of, denominator_cell);
            if !scaled && is_far(now_of, was_of) {
                self.find(rules::DENOMINATOR_CHANGED, denominator_cell, &[&vi_number(now_of), &vi_number(was_of)]);
            }
        }
        if !scaled && is_big_change((now, now_of), (was, was_of)) {
            self.find(rules::BIG_CHANGE, cell, &[&shown(now, now_of), &shown(was, was_of)]);
        }
    }

    /// The unit's own register of systems counts the same things.
    fn against_register(&mut self) {
        let (Some(tally), Some(n)) = (self.asked.register, self.value.numerator) else { return };
        let unread = self.asked.shape == Shape::Ratio && self.value.denominator.is_none();
        if unread || tally.agrees(self.asked.shape.kind(), n, self.value.denominator) {
            return;
        }
        let word = usize::try_from(n.scaled() / Quantity::SCALE).ok().and_then(|at| self.asked.shape.words().get(at).copied());
        let said = word.map_or_else(|| shown(n, self.value.denominator), |word| format!("“{word}”"));
        self.find(rules::REGISTER, &self.value.cell, &[&said, &format!("{tally} {}", tally.counted.label())]);
    }

    /// Within a tenth of 10, 100 or 1000 times the last figure, or of a tenth, a hundredth, a thousandth of it.
    fn scaled(&mut self, now: Quantity, was: Quantity, cell: &str) -> bool {
        let (n, w) = (i128::from(now.scaled()), i128::from(was.scaled()));
        if n <= 0 || w <= 0 {
            return false;
        }
        for factor in [10_i128, 100, 1000] {
            let near = |large: i128, small: i128| 10 * (large - factor * small).abs() <= factor * small;
            let rule = match () {
                () if near(n, w) => rules::SCALE,
                () if near(w, n) => rules::SCALE_DOWN,
                () => continue,
            };
            self.find(rule, cell, &[&vi_number(now), &vi_number(was), &factor.to_string()]);
            return true;
        }
        false
    }
}

/// More than half of the earlier figure away from it.
fn is_far(now: Quantity, was: Quantity) -> bool {
    let (n, w) = (i128::from(now.scaled()), i128::from(was.scaled()));
    2 * (n - w).abs() > w.abs()
}

/// A ratio by more than 30 points; a count to more than three times, or less than a third.
fn is_big_change((n, of): (Quantity, Option<Quantity>), (was_n, was_of): (Quantity, Option<Quantity>)) -> bool {
    let wide = |q: Quantity| i128::from(q.scaled());
    match (of, was_of) {
        (Some(d), Some(was_d)) if wide(d) > 0 && wide(was_d) > 0 => {
            10 * (wide(n) * wide(was_d) - wide(was_n) * wide(d)).abs() > 3 * wide(d) * wide(was_d)
        }
        (None, None) => wide(n) > 3 * wide(was_n).max(0) && wide(was_n) > 0 || 3 * wide(n) < wide(was_n),
        _ => false,
    }
}

/// "30/120 (25,0 %)", or the bare number of a count.
pub(crate) fn shown(n: Quantity, of: Option<Quantity>) -> String {
    match of {
        Some(d) if d != Quantity::ZERO => {
            format!("{}/{} ({})", vi_number(n), vi_number(d), vi_percent(100.0 * n.as_f64() / d.as_f64(), 1))
        }
        _ => vi_number(n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{PercentScale, TypedPercent};

    fn q(n: i64) -> Quantity {
        Quantity::whole(n).expect("in range")
    }

    fn asked(shape: Shape) -> Asked {
        Asked {
            code: "A".into(),
            name: "Hồ sơ trực tuyến".into(),
            unit_of_measure: "%".into(),
            shape,
            numerator_label: String::new(),
            denominator_label: String::new(),
            target_text: String::new(),
            previous: None,
            locked_denominator: None,
            may_exceed: false,
            cumulative: false,
            evidence_required: false,
            register: None,
        }
    }

    fn value(n: Option<i64>, d: Option<i64>) -> Value {
        Value {
            indicator: "A".into(),
            numerator: n.map(q),
            denominator: d.map(q),
            cell: "G9".into(),
            denominator_cell: "H9".into(),
            ratio_cell: "I9".into(),
            ..Value::default()
        }
    }

    /// (rule, cell) of everything found.
    fn found(asked: Asked, value: Value) -> Vec<(String, String)> {
        let form = Form {
            province_name: String::new(),
            unit_code: String::new(),
            unit_name: String::new(),
            period: "2026-10".parse().expect("a period"),
            due: chrono::NaiveDate::default(),
            version: String::new(),
            illustrative: false,
            asked: vec![asked],
        };
        check_values(&[value], &form).into_iter().map(|f| (f.rule, f.cell)).collect()
    }

    fn ratio(n: Option<i64>, d: Option<i64>) -> Vec<(String, String)> {
        found(asked(Shape::Ratio), value(n, d))
    }

    fn one(rule: &str, cell: &str) -> Vec<(String, String)> {
        vec![(rule.to_owned(), cell.to_owned())]
    }

    #[test]
    fn counts() {
        assert_eq!(ratio(Some(80), Some(100)), vec![]);
        assert_eq!(ratio(Some(0), Some(100)), vec![]);
        assert_eq!(ratio(Some(100), Some(100)), vec![]);
        assert_eq!(ratio(Some(101), Some(100)), one("numerator-above-denominator", "G9"));
        assert_eq!(ratio(Some(0), Some(0)), one("denominator-zero", "H9"));
        assert_eq!(ratio(Some(5), None), one("denominator-missing", "H9"));
        assert_eq!(ratio(None, Some(5)), one("numerator-missing", "G9"));
        assert_eq!(ratio(Some(-1), Some(5)), one("negative", "G9"));
        assert_eq!(found(asked(Shape::Count), value(Some(5), None)), vec![]);
        let exceeding = Asked { may_exceed: true, ..asked(Shape::Ratio) };
        assert_eq!(found(exceeding, value(Some(101), Some(100))), vec![]);
        let locked = Asked { locked_denominator: Some(q(100)), ..asked(Shape::Ratio) };
        assert_eq!(found(locked.clone(), value(Some(5), Some(100))), vec![]);
        assert_eq!(found(locked, value(Some(5), Some(90))), one("locked-denominator-changed", "H9"));
        // a part that could not be read has its own finding already
        let unread = Value { raw_numerator: "khoảng 120".into(), ..value(None, Some(5)) };
        assert_eq!(found(asked(Shape::Ratio), unread), vec![]);
        // an indicator that the form does not ask
        assert_eq!(found(asked(Shape::Ratio), Value { indicator: "B".into(), ..value(Some(-1), Some(5)) }), one("not-asked", "G9"));
    }

    #[test]
    fn states() {
        let state = |state, note: &str| Value { state, note: note.into(), ..value(None, None) };
        assert_eq!(found(asked(Shape::Ratio), state(State::NotArising, "")), vec![]);
        assert_eq!(found(asked(Shape::Ratio), state(State::NoData, " ")), one("no-reason", "G9"));
        assert_eq!(found(asked(Shape::Ratio), state(State::NoData, "Sở chưa chốt")), one("no-data", "G9"));
        let evidence = Asked { evidence_required: true, ..asked(Shape::Count) };
        assert_eq!(found(evidence.clone(), value(Some(5), None)), one("missing-evidence", "G9"));
        assert_eq!(found(evidence.clone(), Value { evidence: "BC 12".into(), ..value(Some(5), None) }), vec![]);
        assert_eq!(found(evidence, state(State::NotArising, "")), vec![]);
    }

    #[test]
    fn against_the_register() {
        let tally = |holds, of, kept| Some(domain::system::Tally { counted: domain::system::Counted::Secured, holds, of, kept });
        let against = |shape, register, n, d| found(Asked { register, ..asked(shape) }, value(Some(n), d));
        let differs = one("register-differs", "G9");
        assert_eq!(against(Shape::Ratio, tally(3, 5, 5), 3, Some(5)), vec![]);
        assert_eq!(against(Shape::Ratio, tally(3, 5, 1), 4, Some(5)), differs);
        assert_eq!(against(Shape::Ratio, tally(3, 5, 5), 3, Some(6)), differs);
        assert_eq!(against(Shape::Ratio, tally(3, 5, 0), 4, Some(6)), vec![], "nobody keeps it");
        assert_eq!(against(Shape::Ratio, None, 4, Some(6)), vec![]);
        assert_eq!(against(Shape::Ratio, tally(3, 5, 5), 3, None), one("denominator-missing", "H9"));
        assert_eq!(against(Shape::Count, tally(3, 5, 5), 3, None), vec![]);
        assert_eq!(against(Shape::Count, tally(3, 5, 5), 5, None), differs);
        // done means all of them
        assert_eq!(against(Shape::Qualitative, tally(5, 5, 5), 3, None), vec![]);
        assert_eq!(against(Shape::Qualitative, tally(4, 5, 5), 3, None), differs);
        assert_eq!(against(Shape::Qualitative, tally(4, 5, 5), 1, None), vec![]);
        assert_eq!(against(Shape::YesNo, tally(5, 5, 5), 0, None), differs);
        let form = |register| Asked { register, ..asked(Shape::Ratio) }.register_text();
        assert_eq!(form(None), None);
        assert_eq!(form(tally(3, 5, 1)).as_deref(), Some("Theo sổ hệ thống: 3/5 đã phê duyệt cấp độ an toàn"));
        assert!(form(tally(3, 5, 0)).is_some_and(|text| text.ends_with("(sổ chưa được cập nhật)")));
    }

    #[test]
    fn typed_percentage() {
        let with = |points, decimals| {
            let typed = TypedPercent::new(points, decimals, PercentScale::Points);
            found(asked(Shape::Ratio), Value { typed_percent: Some(typed), ..value(Some(22_410), Some(37_860)) })
        };
        // 22410 / 37860 = 59,19…
        assert_eq!(with(59.2, 1), vec![]);
        assert_eq!(with(59.0, 0), vec![]);
        assert_eq!(with(61.0, 1), one("typed-percentage-disagrees", "I9"));
    }

    #[test]
    fn against_the_last_period() {
        let against = |was: (i64, Option<i64>), now: (i64, Option<i64>), cumulative| {
            let shape = if now.1.is_some() { Shape::Ratio } else { Shape::Count };
            let asked = Asked { previous: Some((q(was.0), was.1.map(q))), cumulative, ..asked(shape) };
            found(asked, value(Some(now.0), now.1))
        };
        assert_eq!(against((50, Some(100)), (60, Some(105)), false), vec![]);
        assert_eq!(against((50, Some(100)), (50, Some(100)), false), one("copy-of-last-period", "G9"));
        assert_eq!(against((0, Some(100)), (0, Some(100)), false), vec![]);
        assert_eq!(against((50, None), (49, None), true), one("to-date-falls", "G9"));
        assert_eq!(against((50, None), (49, None), false), vec![]);
        // 50 % to 80 % is thirty points, to 81 % more
        assert_eq!(against((50, Some(100)), (80, Some(100)), false), vec![]);
        assert_eq!(against((50, Some(100)), (81, Some(100)), false), one("big-change", "G9"));
        assert_eq!(against((50, None), (150, None), false), vec![]);
        assert_eq!(against((50, None), (151, None), false), one("big-change", "G9"));
        assert_eq!(against((150, None), (50, None), false), vec![]);
        assert_eq!(against((150, None), (49, None), false), one("big-change", "G9"));
        assert_eq!(against((0, None), (500, None), false), vec![]);
        assert_eq!(against((50, Some(100)), (75, Some(150)), false), vec![]);
        assert_eq!(against((50, Some(100)), (76, Some(151)), false), one("denominator-changed", "H9"));
        // a factor explains the rest
        assert_eq!(against((50, Some(100)), (50, Some(1000)), false), one("unit-of-measure", "H9"));
        assert_eq!(against((1500, None), (2, None), false), one("big-change", "G9"));
        assert_eq!(against((1500, None), (15, None), false), one("unit-of-measure-down", "G9"));
    }
}
