//! Spreadsheet in, values and findings out: read → parse → match → check.
//!
//! Nothing here fails on a bad cell. [`read::read`] refuses a file as a whole with a sentence for the user;
//! [`understand::understand`] returns what it understood and a finding on every cell it did not.

pub mod check;
pub mod consolidated;
mod figure;
pub mod form;
mod grid;
pub mod marked;
pub mod number;
pub mod read;
pub mod rules;
pub mod targets;
pub mod typed;
pub mod understand;

pub use check::check_values;
pub use form::{Asked, Filled, Form, NotWritten, Shape, State};
pub use grid::{Role, a1, column};
pub use marked::{Marked, NotMarked, marked};
pub use read::{Area, FileFormat, Unreadable, Workbook, read};
pub use rules::{RULES, Rule};
pub use understand::{Choices, Understanding, Value, understand};
