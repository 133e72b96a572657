//! The form typed in the page: the same reading and the same checks as a file.

use crate::check::check_rows;
use crate::figure::{self, Figure};
use crate::form::{Form, Shape, State};
use crate::number::{Convention, Separators};
use crate::read::{Cell, CellValue};
use crate::rules::{self, Place};
use crate::understand::{Understanding, Value};
use serde::{Deserialize, Serialize};

/// One row as typed. The page writes numbers the Vietnamese way and says so, hence a decimal comma.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedRow {
    /// The indicator's code.
    pub indicator: String,
    pub numerator: String,
    pub denominator: String,
    pub state: State,
    pub note: String,
    pub evidence: String,
}

/// Reads the rows typed in the page; a row without a word in it is not yet answered. Rows that the form does not ask are passed over.
pub fn understand_typed(rows: &[TypedRow], form: &Form) -> Understanding {
    let convention = Convention::chosen(Separators::DecimalComma);
    let (mut out, mut noted) = (Understanding::default(), vec![]);
    for asked in &form.asked {
        let place = Place { indicator: Some(&asked.code), name: &asked.name, ..Place::default() };
        let row = rows.iter().find(|r| r.indicator == asked.code);
        let mut part = |text: &str, shape: Shape| {
            let value = CellValue::Text(text.into());
            let figure = figure::read(Some(&Cell { row: 0, col: 0, value, formula: false }), &convention, shape);
            if let Figure::Wrong(rule, particulars) = &figure {
                out.findings.push(rule.at(place, &particulars.iter().map(String::as_str).collect::<Vec<_>>()));
            }
            figure
        };
        let is_answer = |r: &&TypedRow| r.state != State::Reported || [&r.numerator, &r.denominator].iter().any(|t| !t.trim().is_empty());
        let Some(row) = row.filter(is_answer) else {
            out.findings.push(rules::MISSING.at(place, &[&asked.name]));
            // Words without a figure are kept until it comes.
            noted.extend(row.filter(|r| [&r.note, &r.evidence].iter().any(|t| !t.trim().is_empty())).map(|r| Value {
                indicator: asked.code.as_str().into(),
                note: r.note.trim().to_owned(),
                evidence: r.evidence.trim().to_owned(),
                ..Value::default()
            }));
            continue;
        };
        let numerator = part(&row.numerator, asked.shape);
        let denominator = if asked.shape == Shape::Ratio { part(&row.denominator, Shape::Ratio) } else { Figure::Blank };
        let state = match numerator {
            Figure::Absent(said) if row.state == State::Reported => said,
            _ => row.state,
        };
        let reported = state == State::Reported;
        let supplied = asked.locked_denominator.filter(|_| matches!(denominator, Figure::Blank));
        out.values.push(Value {
            indicator: asked.code.as_str().into(),
            numerator: numerator.number().filter(|_| reported),
            denominator: denominator.number().or(supplied).filter(|_| reported),
            state,
            raw_numerator: row.numerator.trim().into(),
            raw_denominator: row.denominator.trim().into(),
            note: row.note.trim().to_owned(),
            evidence: row.evidence.trim().to_owned(),
            ..Value::default()
        });
    }
    out.findings.extend(check_rows(&out.values, form));
    out.values.extend(noted);
    out.findings.sort_by_key(|f| f.severity);
    out
}
