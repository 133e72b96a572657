//! Files as they came in.

use crate::{Result, Tx, db::on};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use uuid::Uuid;

/// An uploaded file without its content; see [`content`].
#[derive(Clone, Debug, FromRow)]
pub struct Upload {
    pub id: Uuid,
    pub round_id: Uuid,
    pub unit_id: Uuid,
    pub name: String,
    pub sha256: String,
    pub size: i64,
    pub uploaded_by: Uuid,
    pub uploaded_at: DateTime<Utc>,
    pub kept_at: Option<DateTime<Utc>>,
    pub illustrative: bool,
}

const COLUMNS: &str = "select id, round_id, unit_id, name, sha256, size, uploaded_by, uploaded_at, kept_at, illustrative from upload";

/// Lower-case hex of the file's SHA-256.
pub fn sha256(content: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    Sha256::digest(content).iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}

/// Stores a file that was read but not yet taken into a report, together with `workbook`, the JSON of its cells.
/// What the unit uploaded for the round before and did not keep is dropped.
pub async fn add(tx: &mut Tx, u: &Upload, content: &[u8], workbook: &str) -> Result<()> {
    const DROP: &str = "delete from upload where round_id = $1 and unit_id = $2 and kept_at is null";
    on!(tx, |c| sqlx::query(DROP).bind(u.round_id).bind(u.unit_id).execute(c).await.map(drop))?;
    const SQL: &str = "insert into upload (id, round_id, unit_id, name, sha256, size, content, workbook, uploaded_by, uploaded_at, \
         kept_at, illustrative) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(u.id)
        .bind(u.round_id)
        .bind(u.unit_id)
        .bind(&u.name)
        .bind(&u.sha256)
        .bind(u.size)
        .bind(content)
        .bind(workbook)
        .bind(u.uploaded_by)
        .bind(u.uploaded_at)
        .bind(u.kept_at)
        .bind(u.illustrative)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Marks the file as taken into a report.
pub async fn keep(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    on!(tx, |c| sqlx::query("update upload set kept_at = $1 where id = $2").bind(now).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Upload>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} where id = $1"));
    Ok(on!(tx, |c| sqlx::query_as(sql).bind(id).fetch_optional(c).await)?)
}

/// The kept file with the same bytes, for the same unit and round.
pub async fn same(tx: &mut Tx, round_id: Uuid, unit_id: Uuid, sha256: &str) -> Result<Option<Upload>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} where round_id = $1 and unit_id = $2 and sha256 = $3 and kept_at is not null"));
    Ok(on!(tx, |c| sqlx::query_as(sql).bind(round_id).bind(unit_id).bind(sha256).fetch_optional(c).await)?)
}

/// The file's bytes.
pub async fn content(tx: &mut Tx, id: Uuid) -> Result<Option<Vec<u8>>> {
    Ok(on!(tx, |c| sqlx::query_scalar("select content from upload where id = $1").bind(id).fetch_optional(c).await)?)
}

/// The JSON of the file's cells as they were read.
pub async fn workbook(tx: &mut Tx, id: Uuid) -> Result<Option<String>> {
    Ok(on!(tx, |c| sqlx::query_scalar("select workbook from upload where id = $1").bind(id).fetch_optional(c).await)?)
}
