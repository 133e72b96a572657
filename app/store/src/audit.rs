//! Who did what, written in the same transaction as what it records, each line chained to the one before.
//!
//! A chain has no secret: whoever can write the database can add a well-made line at its end, or make the whole end anew.
//! The first is no worse than doing the deed; the second is found by the heads that are kept outside the database.

mod chain;
mod check;
mod list;
pub mod outside;

use crate::{Error, Result, Tx, db::on};
pub use chain::{Entry, Head, head};
pub(crate) use chain::{adopt, put_head};
pub use check::{Check, Finding, Report, Witness, verify};
pub use list::{Filter, Found, Way, list};

use chrono::{DateTime, SubsecRound, Utc};
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
    const SQL: &str = "insert into audit (id, at, person_id, action, object_kind, object_id, detail, seq, prev, hash) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let before = match tx.head.clone() {
        Some(head) => head,
        None => head(tx).await?.ok_or_else(|| Error::Corrupt("audit_head has no row".into()))?,
    };
    let mut e = Entry {
        seq: before.seq + 1,
        id: Uuid::now_v7(),
        // PostgreSQL keeps no more, and what is read back must hash the same.
        at: now.trunc_subsecs(6),
        person_id: person,
        action: action.into(),
        object_kind: kind.into(),
        object_id: id.to_string(),
        detail: detail.to_string(),
        prev: before.hash,
        hash: String::new(),
    };
    e.hash = e.digest();
    on!(tx, |c| sqlx::query(SQL)
        .bind(e.id)
        .bind(e.at)
        .bind(e.person_id)
        .bind(&e.action)
        .bind(&e.object_kind)
        .bind(&e.object_id)
        .bind(&e.detail)
        .bind(e.seq)
        .bind(&e.prev)
        .bind(&e.hash)
        .execute(c)
        .await
        .map(drop))?;
    tx.head = Some(Head { seq: e.seq, hash: e.hash });
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
         where a.object_kind = $1 and a.object_id = $2 order by a.seq";
    let id = id.to_string();
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(kind).bind(&id).fetch_all(c).await)?)
}
