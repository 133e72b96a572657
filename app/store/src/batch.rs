//! Files with the figures of many units, put aside until whoever sent them has seen how they were understood.

use crate::{Result, Tx, db::on, file};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

/// One file; its bytes are in [`crate::file`].
#[derive(Clone, Debug, FromRow)]
pub struct Batch {
    pub id: Uuid,
    pub person_id: Uuid,
    pub province_id: Uuid,
    pub name: String,
    pub sha256: String,
    pub uploaded_at: DateTime<Utc>,
    /// JSON of what was confirmed for this file alone.
    pub choices: String,
}

/// Puts a file aside in place of the one that the person had put aside before; its hash is that of `content`.
pub async fn put(tx: &mut Tx, b: &Batch, content: &[u8]) -> Result<()> {
    const SQL: &str =
        "insert into batch (id, person_id, province_id, name, sha256, uploaded_at, choices) values ($1, $2, $3, $4, $5, $6, $7)";
    drop_of(tx, b.person_id).await?;
    let sha256 = file::put(tx, content).await?;
    on!(tx, |c| sqlx::query(SQL)
        .bind(b.id)
        .bind(b.person_id)
        .bind(b.province_id)
        .bind(&b.name)
        .bind(&sha256)
        .bind(b.uploaded_at)
        .bind(&b.choices)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The file, if this person put it aside.
pub async fn get(tx: &mut Tx, id: Uuid, person_id: Uuid) -> Result<Option<Batch>> {
    const SQL: &str = "select * from batch where id = $1 and person_id = $2";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(id).bind(person_id).fetch_optional(c).await)?)
}

/// Keeps what was confirmed for this file alone.
pub async fn choose(tx: &mut Tx, id: Uuid, choices: &str) -> Result<()> {
    const SQL: &str = "update batch set choices = $2 where id = $1";
    Ok(on!(tx, |c| sqlx::query(SQL).bind(id).bind(choices).execute(c).await.map(drop))?)
}

/// Forgets what the person has put aside, and the bytes unless something else has the same.
pub async fn drop_of(tx: &mut Tx, person_id: Uuid) -> Result<()> {
    const SQL: &str = "delete from batch where person_id = $1 returning sha256";
    let dropped: Vec<String> = on!(tx, |c| sqlx::query_scalar(SQL).bind(person_id).fetch_all(c).await)?;
    for hash in dropped {
        file::drop_unused(tx, &hash).await?;
    }
    Ok(())
}
