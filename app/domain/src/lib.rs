//! Nouns and rules of Tiến Độ, with no I/O: what a period is, when a target is met, who may do what.
//!
//! Nothing here knows a database, a clock or a web framework; "today" is always a parameter.

pub mod coded;

/// For data files: a field that says nothing is left out.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

pub mod access;
pub mod aggregate;
pub mod audit;
pub mod coverage;
pub mod duty;
pub mod evidence;
pub mod exception;
pub mod finding;
mod forecast;
mod fraction;
pub mod habit;
pub mod indicator;
pub mod notice;
pub mod period;
pub mod progress;
pub mod publication;
pub mod quantity;
pub mod remark;
pub mod score;
pub mod search;
pub mod status;
pub mod steward;
pub mod succession;
pub mod system;
pub mod task;
pub mod text;
pub mod workflow;

pub use finding::{Finding, Severity};
pub use period::Period;
pub use quantity::Quantity;
pub use status::Status;
