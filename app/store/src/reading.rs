//! What a unit's people, or somebody who sends files of many units, confirmed about how such files are read.

use crate::{Result, Tx, audit, db::on};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

/// Key and answer (JSON) of everything confirmed for a unit.
pub async fn of_unit(tx: &mut Tx, unit_id: Uuid) -> Result<Vec<(String, String)>> {
    const SQL: &str = "select key, answer from reading where unit_id = $1 order by key";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(unit_id).fetch_all(c).await)?)
}

/// Key and answer (JSON) of everything that somebody confirmed about files of many units.
pub async fn of_sender(tx: &mut Tx, person_id: Uuid) -> Result<Vec<(String, String)>> {
    const SQL: &str = "select key, answer from sender_reading where person_id = $1 order by key";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(person_id).fetch_all(c).await)?)
}

/// As [`put`], for the files of many units that somebody sends.
pub async fn put_of_sender(tx: &mut Tx, by: Uuid, key: &str, answer: &str, now: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "insert into sender_reading (person_id, key, answer, at) values ($1, $2, $3, $4) \
         on conflict (person_id, key) do update set answer = excluded.answer, at = excluded.at";
    on!(tx, |c| sqlx::query(SQL).bind(by).bind(key).bind(answer).bind(now).execute(c).await.map(drop))?;
    audit::write(tx, now, Some(by), "reading.confirm", "person", by, json!({ "asked": key, "answer": answer })).await
}

/// Remembers an answer, in place of an earlier one to the same question.
pub async fn put(tx: &mut Tx, unit_id: Uuid, key: &str, answer: &str, by: Uuid, now: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "insert into reading (unit_id, key, answer, person_id, at) values ($1, $2, $3, $4, $5) \
         on conflict (unit_id, key) do update set answer = excluded.answer, person_id = excluded.person_id, at = excluded.at";
    on!(tx, |c| sqlx::query(SQL).bind(unit_id).bind(key).bind(answer).bind(by).bind(now).execute(c).await.map(drop))?;
    audit::write(tx, now, Some(by), "reading.confirm", "unit", unit_id, json!({ "asked": key, "answer": answer })).await
}
