//! A figure of a file that is put right in the page: the cell, its text and the file stay beside it.

use super::answer;
use app::pages::report::says;
use chrono::{DateTime, Utc};
use domain::Quantity;
use intake::State;
use store::submission::Observation;
use uuid::Uuid;

/// What is typed over `o`. A note or evidence takes no figure away from its cell, and neither does another number: then who put it
/// there stands beside what the cell says.
pub fn keep_origin(typed: &mut Observation, o: &Observation, by: Uuid, at: DateTime<Utc>) {
    let same = (o.numerator, o.denominator, &o.answer) == (typed.numerator, typed.denominator, &typed.answer);
    let has_number = o.numerator.is_some() && same;
    if !has_number && o.numerator_cell.is_empty() && o.denominator_cell.is_empty() {
        return;
    }
    if has_number {
        typed.illustrative = o.illustrative;
        (typed.corrected_by, typed.corrected_at) = (o.corrected_by, o.corrected_at);
    } else if !is_as_in_cells(typed, o) {
        (typed.corrected_by, typed.corrected_at) = (Some(by), Some(at));
    }
    typed.upload_id = o.upload_id;
    typed.sheet.clone_from(&o.sheet);
    typed.numerator_cell.clone_from(&o.numerator_cell);
    typed.denominator_cell.clone_from(&o.denominator_cell);
    typed.raw_numerator.clone_from(&o.raw_numerator);
    typed.raw_denominator.clone_from(&o.raw_denominator);
}

/// Typed back to what the file says, or never changed: not a correction.
fn is_as_in_cells(typed: &Observation, o: &Observation) -> bool {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let part = |number: Option<i64>, typed: &str, cell: &str| match number {
        Some(n) => says(cell, Quantity::from_scaled(n)),
        None => one_line(typed) == one_line(cell),
    };
    typed.answer == answer(State::Reported)
        && part(typed.numerator, &typed.raw_numerator, &o.raw_numerator)
        && part(typed.denominator, &typed.raw_denominator, &o.raw_denominator)
}
