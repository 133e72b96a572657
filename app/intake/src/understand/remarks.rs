//! What is said beside a figure, in the columns for remarks and targets and in comments.

use super::Value;
use super::reader::Reader;
use super::rows::Line;
use super::spot::Spot;
use super::table::Table;
use crate::figure::absent;
use crate::grid::{Grid, a1};
use crate::rules::{self, Place};
use crate::words::{Role, is_other_number, takes_back};
use domain::text::vi_percent;
use domain::{Period, Quantity, indicator::Accumulation};

impl Reader<'_, '_> {
    /// Does the remark beside a figure take it back? "Không phát sinh" does; a mere "x" marks something else.
    pub(super) fn note_objects(&mut self, value: &Value, period: Period, accumulation: Accumulation) -> bool {
        let (Some(figure), note) = (value.numerator, &value.note) else { return false };
        if note.is_empty() {
            return false;
        }
        let denied = note.contains(' ') && absent(note).is_some() && figure != Quantity::ZERO;
        // Remarks repeat from row to row.
        let key = (note.clone(), period, accumulation == Accumulation::Flow);
        denied || *self.remarks.entry(key).or_insert_with(|| takes_back(note, period, accumulation))
    }

    /// What people said in comments on the figure's cells, or on others of its row.
    pub(super) fn comments(&mut self, spot: &Spot<'_, '_>, accumulation: Accumulation) {
        let parts = [Role::Numerator, Role::Denominator].map(|role| (role, spot.at(role)));
        for (row, col, said) in spot.rows().into_iter().flat_map(|row| spot.grid.comments_in(row)) {
            let own = parts.iter().find(|(_, at)| *at == Some((row, col))).map(|(role, _)| *role);
            // Beside others the row is of more than this figure.
            let of_row = !spot.table.groups.iter().any(|g| g.parts.values().any(|c| *c == col)) || spot.at(Role::Ratio) == Some((row, col));
            let objects = takes_back(said, spot.period, accumulation) || own.is_some_and(|role| is_other_number(said, &spot.raw(role)));
            if let Some(role) = own.or(of_row.then_some(Role::Numerator)).filter(|_| objects) {
                self.find(spot, rules::COMMENT_OBJECTS, role, &[said]);
            }
        }
    }

    /// The target printed in the form is not input; say so when somebody changed it.
    pub(super) fn check_target(&mut self, grid: &Grid<'_>, table: &Table, line: &Line) {
        let (Some(subject), Some(col)) = (line.about.indicator, table.labels.get(&Role::Target)) else { return };
        let Some(asked) = self.names.subjects[subject].asked else { return };
        let written = grid.raw(line.row, Some(*col));
        // "≥ 80 %", "80%" and a number cell of 0,8 shown as a percentage say the same.
        let digits = |text: &str| {
            let digits: String = text.chars().filter(|c| c.is_ascii_digit() || ",<>≤≥".contains(*c)).collect();
            if digits.contains(',') { digits.trim_end_matches('0').trim_end_matches(',').to_owned() } else { digits }
        };
        let said = match written.strip_suffix(" (định dạng %)").and_then(|n| n.parse::<f64>().ok()) {
            Some(fraction) => vi_percent(fraction * 100.0, 4),
            None => written.replace('.', ",").replace(">=", "≥").replace("<=", "≤"),
        };
        let (said, ours) = (digits(&said), digits(&asked.target_text));
        let bare = |text: &str| text.trim_start_matches(['≤', '≥', '<', '>']).to_owned();
        let same = said == ours || (said == bare(&said) && said == bare(&ours)) || bare(&said).is_empty();
        if !written.is_empty() && !same {
            let cell = a1(line.row, *col);
            let place = Place { sheet: &grid.sheet.name, cell: &cell, indicator: Some(&asked.code), name: "" };
            self.findings.push(rules::TARGET_CHANGED.at(place, &[&written, &asked.target_text]));
        }
    }
}

/// A remark may stand beside hundreds of figures of its row, and each of them takes it along.
pub(super) fn shortened(mut remark: String) -> String {
    const LONGEST: usize = 2_000;
    if let Some((end, _)) = remark.char_indices().nth(LONGEST) {
        remark.truncate(end);
        remark.push('…');
    }
    remark
}
