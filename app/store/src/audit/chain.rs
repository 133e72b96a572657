//! A line with its hash, the head of the chain, and the lines from before there was a chain.

use crate::{Db, Result, Tx, db::on, upload::sha256};
use chrono::{DateTime, SecondsFormat, Utc};
use sqlx::FromRow;
use uuid::Uuid;

/// One line, as the chain takes it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Entry {
    pub seq: i64,
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub person_id: Option<Uuid>,
    pub action: String,
    pub object_kind: String,
    pub object_id: String,
    /// JSON, as it is stored.
    pub detail: String,
    pub prev: String,
    pub hash: String,
}

impl Entry {
    /// What the hash should be: SHA-256 of the JSON array `[seq, id, at, person, action, kind, object, detail, prev]` without
    /// spaces, `at` like "2026-11-01T01:00:00Z" with as many decimals as it needs of 0, 3, 6 and 9.
    pub fn digest(&self) -> String {
        self.digest_as(self.seq)
    }

    /// What the hash would be if this were line `seq`.
    pub(super) fn digest_as(&self, seq: i64) -> String {
        let at = self.at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        let fields = (
            seq,
            self.id.to_string(),
            at,
            self.person_id.map(|id| id.to_string()),
            &self.action,
            &self.object_kind,
            &self.object_id,
            &self.detail,
            &self.prev,
        );
        sha256(serde_json::json!(fields).to_string().as_bytes())
    }
}

/// Number and hash of the newest line; 0 and empty before the first.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Head {
    pub seq: i64,
    pub hash: String,
}

/// The head as the database notes it; none when its row is gone.
pub async fn head(tx: &mut Tx) -> Result<Option<Head>> {
    Ok(on!(tx, |c| sqlx::query_as("select seq, hash from audit_head where id = 1").fetch_optional(c).await)?)
}

/// Notes the newest line that this transaction has written, once, before it commits.
pub(crate) async fn put_head(tx: &mut Tx) -> Result<()> {
    if let Some(head) = tx.head.take() {
        const SQL: &str = "update audit_head set seq = $1, hash = $2 where id = 1";
        on!(tx, |c| sqlx::query(SQL).bind(head.seq).bind(&head.hash).execute(c).await.map(drop))?;
    }
    Ok(())
}

/// A line from before there was a chain.
#[derive(FromRow)]
struct Old {
    id: Uuid,
    at: DateTime<Utc>,
    person_id: Option<Uuid>,
    action: String,
    object_kind: String,
    object_id: String,
    detail: String,
}

/// Chains the lines of an installation that is older than the chain, in the order of their ids, which is that of time. Only
/// while nothing is chained: a line that turns up without a hash later was put in by somebody else, and is left to be found.
pub(crate) async fn adopt(db: &Db) -> Result<()> {
    let empty = |head: Option<Head>| head.is_some_and(|h| h.seq == 0);
    if !empty(head(&mut db.read().await?).await?) {
        return Ok(());
    }
    const PAGE: &str = "select id, at, person_id, action, object_kind, object_id, detail from audit where hash is null and id > $1 \
         order by id limit 1000";
    const SQL: &str = "update audit set seq = $1, prev = $2, hash = $3 where id = $4";
    crate::in_tx!(db, |tx| {
        let Some(mut newest) = head(tx).await?.filter(|h| h.seq == 0) else { return Ok(()) };
        let mut after = Uuid::nil();
        loop {
            let page: Vec<Old> = on!(tx, |c| sqlx::query_as(PAGE).bind(after).fetch_all(c).await)?;
            let Some(last) = page.last() else { break };
            after = last.id;
            for old in page {
                let mut e = Entry {
                    seq: newest.seq + 1,
                    id: old.id,
                    at: old.at,
                    person_id: old.person_id,
                    action: old.action,
                    object_kind: old.object_kind,
                    object_id: old.object_id,
                    detail: old.detail,
                    prev: newest.hash,
                    hash: String::new(),
                };
                e.hash = e.digest();
                on!(tx, |c| sqlx::query(SQL).bind(e.seq).bind(&e.prev).bind(&e.hash).bind(e.id).execute(c).await.map(drop))?;
                newest = Head { seq: e.seq, hash: e.hash };
            }
        }
        tx.head = (newest.seq > 0).then_some(newest);
        Ok(())
    })
}
