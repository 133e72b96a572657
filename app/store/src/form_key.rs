//! Forms that were received, so that none is done twice.
//!
//! The key of a form is written by the first transaction that commits while the form is answered, in that transaction: it
//! is there exactly when something was done. What the answer was is noted afterwards. When the program is stopped between
//! the two, the form is known without its answer: sent again it does nothing, and the reader is led to the page, which shows
//! what was done. A form that was refused before anything was done leaves no key and may be sent again.

use crate::{Result, Tx, db::on, refuse};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use uuid::Uuid;

/// A form as it came in.
#[derive(Debug)]
pub struct Form {
    pub key: Uuid,
    pub person_id: Uuid,
    pub path: String,
    pub digest: String,
    pub at: DateTime<Utc>,
    done: AtomicBool,
}

impl Form {
    pub fn new(key: Uuid, person_id: Uuid, path: String, digest: String, at: DateTime<Utc>) -> Self {
        Self { key, person_id, path, digest, at, done: AtomicBool::new(false) }
    }

    /// Was anything stored in its name?
    pub fn is_done(&self) -> bool {
        self.done.load(Ordering::Acquire)
    }

    pub(crate) fn set_done(&self) {
        self.done.store(true, Ordering::Release);
    }
}

/// A form that was received before.
#[derive(Clone, Debug, FromRow)]
pub struct Received {
    pub person_id: Uuid,
    pub path: String,
    pub digest: String,
    pub at: DateTime<Utc>,
    pub location: String,
    pub flash: String,
}

impl Received {
    /// The same form from the same person, not only the same key.
    pub fn is(&self, form: &Form) -> bool {
        (self.person_id, &self.path, &self.digest) == (form.person_id, &form.path, &form.digest)
    }
}

tokio::task_local! { static FORM: Arc<Form> }

/// Runs what answers `form`; its first transaction writes the key.
pub async fn answering<F: Future>(form: Arc<Form>, answer: F) -> F::Output {
    FORM.scope(form, answer).await
}

/// Writes the key of the form that is being answered, unless an earlier transaction did.
pub(crate) async fn note(tx: &mut Tx) -> Result<Option<Arc<Form>>> {
    const KEPT: TimeDelta = TimeDelta::days(1);
    let Ok(form) = FORM.try_with(Arc::clone) else { return Ok(None) };
    if form.is_done() {
        return Ok(None);
    }
    let old = form.at - KEPT;
    on!(tx, |c| sqlx::query("delete from form_key where at < $1").bind(old).execute(c).await.map(drop))?;
    const SQL: &str = "insert into form_key (key, person_id, path, digest, at, location, flash) values ($1, $2, $3, $4, $5, '', '') \
         on conflict (key) do nothing";
    let new = on!(tx, |c| sqlx::query(SQL)
        .bind(form.key)
        .bind(form.person_id)
        .bind(&form.path)
        .bind(&form.digest)
        .bind(form.at)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if new == 0 {
        // Another program on the same database was faster.
        return refuse("Biểu mẫu này vừa được nhận một lần rồi; lần này không làm gì thêm. Tải lại trang để xem kết quả.");
    }
    Ok(Some(form))
}

/// How a form was answered, for when it comes again.
pub async fn answered(tx: &mut Tx, key: Uuid, location: &str, flash: &str) -> Result<()> {
    const SQL: &str = "update form_key set location = $1, flash = $2 where key = $3";
    on!(tx, |c| sqlx::query(SQL).bind(location).bind(flash).bind(key).execute(c).await.map(drop))?;
    Ok(())
}

pub async fn get(tx: &mut Tx, key: Uuid) -> Result<Option<Received>> {
    const SQL: &str = "select person_id, path, digest, at, location, flash from form_key where key = $1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(key).fetch_optional(c).await)?)
}
