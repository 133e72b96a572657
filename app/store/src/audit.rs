//! Who did what, written in the same transaction as what it records, each line chained to the one before.
//!
//! A chain has no secret: whoever can write the database can add a well-made line at its end, or make the whole end anew.
//! The first is no worse than doing the deed; the second is found by the heads that are kept outside the database.

mod chain;
mod check;
mod list;
pub mod outside;

use crate::{
    Error, Result, Tx,
    db::{ROWS, on, places},
};
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
    write_all(tx, now, person, vec![Deed { action, kind, id: id.to_string(), detail }]).await
}

/// What one line says was done.
pub struct Deed<'a> {
    pub action: &'a str,
    pub kind: &'a str,
    pub id: String,
    pub detail: serde_json::Value,
}

/// Lines one after the other, as [`write`] writes each.
pub async fn write_all(tx: &mut Tx, now: DateTime<Utc>, person: Option<Uuid>, deeds: Vec<Deed<'_>>) -> Result<()> {
    let mut last = match tx.head.clone() {
        Some(head) => head,
        None => head(tx).await?.ok_or_else(|| Error::Corrupt("audit_head has no row".into()))?,
    };
    let mut entries = Vec::with_capacity(deeds.len());
    for deed in deeds {
        let mut e = Entry {
            seq: last.seq + 1,
            id: Uuid::now_v7(),
            // PostgreSQL keeps no more, and what is read back must hash the same.
            at: now.trunc_subsecs(6),
            person_id: person,
            action: deed.action.into(),
            object_kind: deed.kind.into(),
            object_id: deed.id,
            detail: deed.detail.to_string(),
            prev: last.hash,
            hash: String::new(),
        };
        e.hash = e.digest();
        last = Head { seq: e.seq, hash: e.hash.clone() };
        entries.push(e);
    }
    for some in entries.chunks(ROWS) {
        let sql = format!(
            "insert into audit (id, at, person_id, action, object_kind, object_id, detail, seq, prev, hash) values {}",
            places(tx, some.len(), 10)
        );
        on!(tx, |c| {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for e in some {
                query = query
                    .bind(e.id)
                    .bind(e.at)
                    .bind(e.person_id)
                    .bind(&e.action)
                    .bind(&e.object_kind)
                    .bind(&e.object_id)
                    .bind(&e.detail)
                    .bind(e.seq)
                    .bind(&e.prev)
                    .bind(&e.hash);
            }
            query.execute(c).await.map(drop)
        })?;
    }
    tx.head = Some(last);
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
