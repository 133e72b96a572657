//! Spreadsheet in, values and findings out: read → match → parse → check.
//!
//! Nothing here fails on a bad cell. [`read::read`] refuses a file as a whole with a sentence for the user;
//! [`understand::understand`] returns what it understood and a finding on every cell it did not.

pub mod check;
pub mod consolidated;
pub mod context;
pub mod evidence;
mod figure;
pub mod form;
mod grid;
pub mod marked;
mod memo;
mod names;
pub mod number;
mod periods;
pub mod read;
pub mod rules;
pub mod targets;
pub mod tuning;
pub mod typed;
pub mod understand;
mod whole_things;
mod words;

pub use check::{all_round, check_rows, check_values};
pub use context::{Choices, ColumnChoice, Context, Known, KnownIndicator, KnownUnit, SKIP, SheetChoice, column_key};
pub use form::{Asked, Filled, Form, NotWritten, Peers, Shape, State};
pub use grid::{a1, column};
pub use marked::{Marked, NotMarked, marked};
pub use names::NameKind;
pub use read::{Area, FileFormat, Unreadable, Workbook, read};
pub use rules::{RULES, Rule};
pub use tuning::{TUNABLE, Tunable, Tuning};
pub use understand::{Understanding, Value, understand};
pub use words::Role;
