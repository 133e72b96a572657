//! The catalogue's data files into the database, and out again.

mod apply;
pub mod check;
pub mod coverage;
pub mod edit;
mod json;
pub mod rows;
pub mod text;

#[cfg(test)]
mod tests;

use apply::apply;
pub use apply::{UNIT, files_of, unit_row};
pub use json::export;
pub use store::catalogue::GROUPS;

use chrono::{DateTime, NaiveDate, Utc};
use rows::{Files, Problem};
use serde_json::json;
use std::path::Path;
use store::{
    Db, Tx,
    catalogue::{self as put, Catalogue, Document},
    record::Decision,
};

/// Data files that cannot be loaded: nothing of them is.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Files(Vec<Problem>),
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<Vec<Problem>> for LoadError {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Files(problems)
    }
}

/// Loads the built-in catalogue in one transaction. Loading it again changes only what the files changed.
pub async fn load(db: &Db, now: DateTime<Utc>) -> Result<(), LoadError> {
    load_files(db, &text::built_in()?, now).await
}

/// Checks and loads data files: all of them or none.
pub async fn load_files(db: &Db, files: &Files, now: DateTime<Utc>) -> Result<(), LoadError> {
    let problems = check::check(files);
    if !problems.is_empty() {
        return Err(problems.into());
    }
    store::in_tx!(db, |tx| {
        apply(tx, files, &Decision { at: now, ..Decision::default() }).await?;
        tx.bump("catalogue").await?;
        let counts = json!({ "targets": files.targets.len(), "tasks": files.tasks.len() });
        store::audit::write(tx, now, None, "catalogue.load", "catalogue", "files", counts).await
    })?;
    Ok(())
}

/// The catalogue that counts on `day` as data files.
pub async fn export_files(tx: &mut Tx, day: NaiveDate) -> store::Result<Files> {
    let catalogue = Catalogue::read(tx).await?;
    let mut frameworks = vec![];
    for p in &catalogue.provinces {
        if let Some(body) = put::framework(tx, p.id).await? {
            frameworks.push((p.id, serde_json::from_str(&body).map_err(|e| store::Error::Corrupt(e.to_string()))?));
        }
    }
    Ok(files_of(&catalogue, frameworks, day))
}

/// Loads the documents' own text from `folder`; gives the codes of those found.
pub async fn load_documents(db: &Db, folder: &Path, now: DateTime<Utc>) -> Result<Vec<String>, LoadError> {
    let catalogue = Catalogue::read(&mut db.read().await?).await?;
    let mut texts: Vec<(Document, String)> = vec![];
    for document in catalogue.documents.into_iter().filter(|d| !d.source_file.is_empty()) {
        // A file name from a data file, never a path.
        let name = Path::new(&document.source_file).file_name().unwrap_or_default();
        if let Ok(text) = std::fs::read_to_string(folder.join(name)) {
            texts.push((document, domain::text::nfc(&text)));
        }
    }
    store::in_tx!(db, |tx| {
        for (document, text) in &texts {
            put::put_lines(tx, document.id, &text.lines().collect::<Vec<_>>()).await?;
            store::audit::write(tx, now, None, "document.load", "document", &document.code, json!({ "lines": text.lines().count() }))
                .await?;
        }
        tx.bump("catalogue").await
    })?;
    Ok(texts.into_iter().map(|(d, _)| d.code).collect())
}
