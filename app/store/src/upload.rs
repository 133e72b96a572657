//! Files as they came in; their bytes are in [`crate::file`].

use crate::{
    Result, Tx,
    db::{ROWS, on, places},
    file,
};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

pub use crate::file::{put as put_file, sha256, sha256_of};

/// An uploaded file without its content; see [`content`].
#[derive(Clone, Debug, FromRow)]
pub struct Upload {
    pub id: Uuid,
    pub round_id: Uuid,
    pub unit_id: Uuid,
    pub name: String,
    pub sha256: String,
    /// Of the content, in bytes.
    pub size: i64,
    pub uploaded_by: Uuid,
    pub uploaded_at: DateTime<Utc>,
    pub kept_at: Option<DateTime<Utc>>,
    pub illustrative: bool,
}

const COLUMNS: &str = "select u.id, u.round_id, u.unit_id, u.name, u.sha256, f.size, u.uploaded_by, u.uploaded_at, u.kept_at, \
     u.illustrative from upload u join file f on f.sha256 = u.sha256";

/// Stores a file that was read but not yet taken into a report; its hash and size are those of `content`.
pub async fn add(tx: &mut Tx, u: &Upload, content: &[u8]) -> Result<()> {
    let sha256 = file::put(tx, content).await?;
    add_all(tx, &[&Upload { sha256, ..u.clone() }]).await
}

/// The same for files whose bytes are stored already, under their hash: one file may be of many units.
/// What the person uploaded for the reports before and did not keep is dropped, its bytes too unless something else has the same.
pub async fn add_all(tx: &mut Tx, all: &[&Upload]) -> Result<()> {
    let Some(by) = all.first().map(|u| u.uploaded_by) else { return Ok(()) };
    // A colleague may be looking at another file right now.
    const ASIDE: &str = "select id, round_id, unit_id, sha256 from upload where uploaded_by = $1 and kept_at is null";
    let aside: Vec<(Uuid, Uuid, Uuid, String)> = on!(tx, |c| sqlx::query_as(ASIDE).bind(by).fetch_all(c).await)?;
    let replaced = |round: Uuid, unit: Uuid| all.iter().any(|u| (u.round_id, u.unit_id) == (round, unit));
    let dropped: Vec<_> = aside.into_iter().filter(|(_, round, unit, _)| replaced(*round, *unit)).collect();
    for (id, ..) in &dropped {
        on!(tx, |c| sqlx::query("delete from upload where id = $1").bind(id).execute(c).await.map(drop))?;
    }
    for some in all.chunks(ROWS) {
        let sql = format!(
            "insert into upload (id, round_id, unit_id, name, sha256, uploaded_by, uploaded_at, kept_at, illustrative) values {}",
            places(tx, some.len(), 9)
        );
        on!(tx, |c| {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for u in some {
                query = query
                    .bind(u.id)
                    .bind(u.round_id)
                    .bind(u.unit_id)
                    .bind(&u.name)
                    .bind(&u.sha256)
                    .bind(u.uploaded_by)
                    .bind(u.uploaded_at)
                    .bind(u.kept_at)
                    .bind(u.illustrative);
            }
            query.execute(c).await.map(drop)
        })?;
    }
    for (.., hash) in dropped {
        file::drop_unused(tx, &hash).await?;
    }
    Ok(())
}

/// Marks the file as taken into a report.
pub async fn keep(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    on!(tx, |c| sqlx::query("update upload set kept_at = $1 where id = $2").bind(now).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Upload>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} where u.id = $1"));
    Ok(on!(tx, |c| sqlx::query_as(sql).bind(id).fetch_optional(c).await)?)
}

/// Joins the report whose newest revision took this file last.
const IN_USE: &str = "join submission s on s.upload_id = u.id and not exists \
     (select 1 from submission l where l.round_id = s.round_id and l.unit_id = s.unit_id and l.revision > s.revision)";

/// The file with the same bytes that the unit's report took last.
pub async fn same(tx: &mut Tx, round_id: Uuid, unit_id: Uuid, sha256: &str) -> Result<Option<Upload>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} {IN_USE} where u.round_id = $1 and u.unit_id = $2 and u.sha256 = $3"));
    Ok(on!(tx, |c| sqlx::query_as(sql).bind(round_id).bind(unit_id).bind(sha256).fetch_optional(c).await)?)
}

/// Of the files with these bytes that a report took last the round, the unit and the name.
pub async fn taken(tx: &mut Tx, sha256: &str) -> Result<Vec<(Uuid, Uuid, String)>> {
    let sql = sqlx::AssertSqlSafe(format!("select u.round_id, u.unit_id, u.name from upload u {IN_USE} where u.sha256 = $1"));
    Ok(on!(tx, |c| sqlx::query_as(sql).bind(sha256).fetch_all(c).await)?)
}

/// JSON of what was confirmed for this file alone.
pub async fn choices(tx: &mut Tx, id: Uuid) -> Result<String> {
    let found: Option<String> =
        on!(tx, |c| sqlx::query_scalar("select choices from upload where id = $1").bind(id).fetch_optional(c).await)?;
    Ok(found.unwrap_or_else(|| "{}".to_owned()))
}

pub async fn choose(tx: &mut Tx, id: Uuid, choices: &str) -> Result<()> {
    const SQL: &str = "update upload set choices = $1 where id = $2 and kept_at is null";
    on!(tx, |c| sqlx::query(SQL).bind(choices).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// The file's bytes.
pub async fn content(tx: &mut Tx, id: Uuid) -> Result<Option<Vec<u8>>> {
    const SQL: &str = "select f.content from upload u join file f on f.sha256 = u.sha256 where u.id = $1";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(id).fetch_optional(c).await)?)
}
