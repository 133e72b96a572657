//! The only SQL. One file per noun; one text for SQLite and PostgreSQL.

pub mod appeal;
pub mod audit;
pub mod batch;
pub mod catalogue;
mod db;
pub mod evidence;
pub mod exception;
pub mod figure;
pub mod file;
pub mod form_key;
pub mod notice;
pub mod person;
pub mod publication;
pub mod reading;
pub mod record;
pub mod round;
pub mod steward;
pub mod submission;
pub mod system;
pub mod task;
pub mod upload;

#[doc(hidden)]
pub use db::pause;
pub use db::{Db, Tx};

/// What can go wrong between the program and its database.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("database: {0}")]
    Sql(#[from] sqlx::Error),
    #[error("migration: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A stored value that the domain does not know; names table and column.
    #[error("stored value not understood: {0}")]
    Corrupt(String),
    /// A rule of the workflow refuses; the text is for the user.
    #[error("{0}")]
    Refused(String),
}

pub type Result<T> = std::result::Result<T, Error>;

/// Reads a stored code back into its domain enum.
fn coded<T: std::str::FromStr>(column: &str, text: &str) -> Result<T> {
    text.parse().map_err(|_| Error::Corrupt(format!("{column} = {text:?}")))
}

/// Refuses with a sentence for the user.
fn refuse<T>(sentence: impl Into<String>) -> Result<T> {
    Err(Error::Refused(sentence.into()))
}
