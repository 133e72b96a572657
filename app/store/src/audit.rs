//! Who did what, written in the same transaction as what it records.

use crate::{Result, Tx, db::on};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// One line: `action` on the object `kind` `id`; `person` is none for the set-up commands.
pub async fn write(
    tx: &mut Tx,
    now: DateTime<Utc>,
    person: Option<Uuid>,
    action: &str,
    kind: &str,
    id: impl ToString,
    detail: serde_json::Value,
) -> Result<()> {
    const SQL: &str = "insert into audit (id, at, person_id, action, object_kind, object_id, detail) values ($1, $2, $3, $4, $5, $6, $7)";
    let (id, detail) = (id.to_string(), detail.to_string());
    on!(tx, |c| sqlx::query(SQL)
        .bind(Uuid::now_v7())
        .bind(now)
        .bind(person)
        .bind(action)
        .bind(kind)
        .bind(&id)
        .bind(&detail)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// One line of the record, newest first when listed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    pub at: DateTime<Utc>,
    pub person: Option<String>,
    pub action: String,
    pub detail: String,
}

/// What happened to one object, oldest first.
pub async fn of(tx: &mut Tx, kind: &str, id: impl ToString) -> Result<Vec<Line>> {
    const SQL: &str = "select a.at, p.full_name as person, a.action, a.detail from audit a left join person p on p.id = a.person_id \
         where a.object_kind = $1 and a.object_id = $2 order by a.id";
    let id = id.to_string();
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(kind).bind(&id).fetch_all(c).await)?)
}
