//! Rounds: the board of who sent what and when, and one round with its steps, exceptions and explanations.

mod appeal;
mod board;
mod life;

pub use appeal::{AppealLine, Explain, explain, values};
pub use board::{Board, Cell, Column, Row, board};
pub use life::{ExceptionLine, Life, PublicationLine, life};

use domain::Period;

/// Address of a round.
pub fn address(period: Period) -> String {
    format!("/dot/{period}")
}
