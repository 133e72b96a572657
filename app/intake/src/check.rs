//! The rules that a figure itself can break, whether it came from a cell or was typed in the page.

mod counts;
mod outlier;
mod previous;
#[cfg(test)]
mod tests;
mod whole;

use crate::form::{Asked, Form, State};
use crate::rules::{self, Place, Rule};
use crate::understand::Value;
use domain::text::{vi_number, vi_percent};
use domain::{Finding, Quantity};
use std::collections::HashMap;

pub use whole::all_round;

/// Checks all values of a form, each by itself and all together.
pub fn check_values(values: &[Value], form: &Form) -> Vec<Finding> {
    let mut findings = check_rows(values, form);
    findings.extend(whole::all_round(values, form));
    findings
}

/// Checks some values of a form, each by itself.
pub fn check_rows(values: &[Value], form: &Form) -> Vec<Finding> {
    let mut findings = Vec::new();
    let asked: HashMap<&str, &Asked> = form.asked.iter().map(|a| (a.code.as_str(), a)).collect();
    for value in values {
        match asked.get(value.indicator.as_str()).copied() {
            Some(asked) => Check { value, asked, findings: &mut findings }.run(),
            None => {
                let place = Place { sheet: &value.sheet, cell: &value.cell, ..Place::default() };
                findings.push(rules::NOT_ASKED.at(place, &[&value.indicator]));
            }
        }
    }
    let percentages = whole::percentages(values, &asked, &findings);
    // One explanation for one slip: a percentage among counts is far from all that was reported before.
    let is_explained = |f: &Finding| whole::EXPLAINED.contains(&f.rule.as_str()) && percentages.iter().any(|p| p.indicator == f.indicator);
    findings.retain(|f| !is_explained(f));
    findings.extend(percentages);
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
                let before = self.findings.len();
                self.counts();
                self.fractions();
                self.against_previous();
                // One explanation for one slip: whatever is said already explains that the figure stands out, too.
                if self.findings.len() == before && !self.against_history() {
                    self.against_peers();
                }
                self.against_register();
                if self.asked.evidence_required && self.value.evidence.trim().is_empty() {
                    self.find(rules::NO_EVIDENCE, &self.value.cell, &[&self.asked.name]);
                }
            }
        }
    }

    /// Says it as the rule is tuned for the indicator; `false` when it is off there.
    fn find(&mut self, rule: Rule, cell: &str, particulars: &[&str]) -> bool {
        let Some(rule) = self.asked.tuning.of(rule) else { return false };
        let place = Place { sheet: &self.value.sheet, cell, indicator: Some(&self.asked.code), name: &self.asked.name };
        self.findings.push(rule.at(place, particulars));
        true
    }

    fn no_data(&mut self) {
        match self.value.note.trim() {
            "" => self.find(rules::NO_REASON, &self.value.cell, &[&self.asked.name]),
            reason => self.find(rules::NO_DATA, &self.value.cell, &[&self.asked.name, reason]),
        };
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

fn wide(q: Quantity) -> i128 {
    i128::from(q.scaled())
}

/// A ratio in millionths of a percent point, where it has one.
fn points(n: Quantity, of: Quantity) -> Option<i128> {
    (wide(of) > 0).then(|| (wide(n) * 100 * MILLIONTHS).div_euclid(wide(of)))
}

const MILLIONTHS: i128 = 1_000_000;
