//! What units say about tasks, and what holds tasks up. The tasks themselves are rows of the catalogue: [`crate::record`].

use crate::{Result, Tx, db::on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::task::TaskState;
use sqlx::FromRow;
use uuid::Uuid;

#[derive(Clone, Debug, FromRow)]
pub struct Update {
    pub id: Uuid,
    pub task_code: String,
    pub at: DateTime<Utc>,
    /// The day it speaks of.
    pub done_on: NaiveDate,
    pub person_id: Uuid,
    pub unit_id: Uuid,
    #[sqlx(try_from = "String")]
    pub state: TaskState,
    pub percent: i32,
    pub body: String,
    pub evidence: String,
}

#[derive(Clone, Debug, FromRow)]
pub struct Difficulty {
    pub id: Uuid,
    pub task_code: String,
    pub raised_at: DateTime<Utc>,
    pub raised_by: Uuid,
    pub unit_id: Uuid,
    /// The unit whose it is to resolve.
    pub resolver_id: Uuid,
    pub body: String,
    pub resolved_at: Option<DateTime<Utc>>,
    pub resolved_by: Option<Uuid>,
    pub answer: String,
}

/// Every update, oldest first: the newest of a task is where it stands.
pub async fn updates(tx: &mut Tx) -> Result<Vec<Update>> {
    Ok(on!(tx, |c| sqlx::query_as("select * from task_update order by at, id").fetch_all(c).await)?)
}

pub async fn updates_of(tx: &mut Tx, code: &str) -> Result<Vec<Update>> {
    const SQL: &str = "select * from task_update where task_code = $1 order by at, id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(code).fetch_all(c).await)?)
}

pub async fn put_update(tx: &mut Tx, u: &Update) -> Result<()> {
    const SQL: &str = "insert into task_update (id, task_code, at, done_on, person_id, unit_id, state, percent, body, evidence) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(u.id)
        .bind(&u.task_code)
        .bind(u.at)
        .bind(u.done_on)
        .bind(u.person_id)
        .bind(u.unit_id)
        .bind(u.state.code())
        .bind(u.percent)
        .bind(&u.body)
        .bind(&u.evidence)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Oldest first.
pub async fn difficulties(tx: &mut Tx) -> Result<Vec<Difficulty>> {
    Ok(on!(tx, |c| sqlx::query_as("select * from difficulty order by raised_at, id").fetch_all(c).await)?)
}

pub async fn difficulties_of(tx: &mut Tx, code: &str) -> Result<Vec<Difficulty>> {
    const SQL: &str = "select * from difficulty where task_code = $1 order by raised_at, id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(code).fetch_all(c).await)?)
}

pub async fn difficulty(tx: &mut Tx, id: Uuid) -> Result<Option<Difficulty>> {
    Ok(on!(tx, |c| sqlx::query_as("select * from difficulty where id = $1").bind(id).fetch_optional(c).await)?)
}

pub async fn raise(tx: &mut Tx, d: &Difficulty) -> Result<()> {
    const SQL: &str = "insert into difficulty (id, task_code, raised_at, raised_by, unit_id, resolver_id, body, answer) \
         values ($1, $2, $3, $4, $5, $6, $7, '')";
    on!(tx, |c| sqlx::query(SQL)
        .bind(d.id)
        .bind(&d.task_code)
        .bind(d.raised_at)
        .bind(d.raised_by)
        .bind(d.unit_id)
        .bind(d.resolver_id)
        .bind(&d.body)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Gives `false` when somebody resolved it before.
pub async fn resolve(tx: &mut Tx, id: Uuid, at: DateTime<Utc>, by: Uuid, answer: &str) -> Result<bool> {
    const SQL: &str = "update difficulty set resolved_at = $1, resolved_by = $2, answer = $3 where id = $4 and resolved_at is null";
    let rows = on!(tx, |c| sqlx::query(SQL).bind(at).bind(by).bind(answer).bind(id).execute(c).await.map(|r| r.rows_affected()))?;
    Ok(rows > 0)
}
