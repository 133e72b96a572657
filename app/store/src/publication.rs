//! What is published of a round: figures and scores as they were frozen, each under its number and its hash.

use crate::{Result, Tx, db::on, upload};
use chrono::{DateTime, Utc};
use domain::Period;
use sqlx::FromRow;
use uuid::Uuid;

/// A snapshot without its content.
#[derive(Clone, Debug, FromRow)]
pub struct Publication {
    pub id: Uuid,
    pub round_id: Uuid,
    /// From 1; a later one corrects those before it.
    pub number: i32,
    /// SHA-256 of the content.
    pub content_hash: String,
    pub frozen_by: Uuid,
    pub frozen_at: DateTime<Utc>,
    /// None: frozen and not published.
    pub published_by: Option<Uuid>,
    pub published_at: Option<DateTime<Utc>>,
    pub document: String,
    /// Why it corrects the one before.
    pub notice: String,
}

const COLUMNS: &str =
    "p.id, p.round_id, p.number, p.content_hash, p.frozen_by, p.frozen_at, p.published_by, p.published_at, p.document, p.notice";

/// Of a round, newest first.
pub async fn of_round(tx: &mut Tx, round_id: Uuid) -> Result<Vec<Publication>> {
    let sql = format!("select {COLUMNS} from publication p where p.round_id = $1 order by p.number desc");
    Ok(on!(tx, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(round_id).fetch_all(c).await)?)
}

/// All of a province with the period of their rounds, newest round and number first.
pub async fn of_province(tx: &mut Tx, province_id: Uuid) -> Result<Vec<Publication>> {
    let sql = format!(
        "select {COLUMNS} from publication p join round r on r.id = p.round_id where r.province_id = $1 order by r.due desc, p.number desc"
    );
    Ok(on!(tx, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(province_id).fetch_all(c).await)?)
}

/// The frozen bytes.
pub async fn content(tx: &mut Tx, id: Uuid) -> Result<Option<Vec<u8>>> {
    Ok(on!(tx, |c| sqlx::query_scalar("select content from publication where id = $1").bind(id).fetch_optional(c).await)?)
}

/// Keeps a snapshot under the next number of its round.
pub async fn freeze(tx: &mut Tx, round_id: Uuid, content: &[u8], by: Uuid, now: DateTime<Utc>) -> Result<Publication> {
    let number = of_round(tx, round_id).await?.first().map_or(1, |p| p.number + 1);
    let new = Publication {
        id: Uuid::now_v7(),
        round_id,
        number,
        content_hash: upload::sha256(content),
        frozen_by: by,
        frozen_at: now,
        published_by: None,
        published_at: None,
        document: String::new(),
        notice: String::new(),
    };
    const SQL: &str = "insert into publication (id, round_id, number, content, content_hash, frozen_by, frozen_at, document, notice) \
         values ($1, $2, $3, $4, $5, $6, $7, '', '')";
    on!(tx, |c| sqlx::query(SQL)
        .bind(new.id)
        .bind(round_id)
        .bind(number)
        .bind(content)
        .bind(&new.content_hash)
        .bind(by)
        .bind(now)
        .execute(c)
        .await
        .map(drop))?;
    Ok(new)
}

/// Publishes a snapshot; `notice` says why it corrects the one before.
pub async fn publish(tx: &mut Tx, p: &Publication, document: &str, notice: &str, by: Uuid, now: DateTime<Utc>) -> Result<()> {
    const SQL: &str =
        "update publication set published_by = $1, published_at = $2, document = $3, notice = $4 where id = $5 and published_at is null";
    on!(tx, |c| sqlx::query(SQL).bind(by).bind(now).bind(document).bind(notice).bind(p.id).execute(c).await.map(drop))?;
    Ok(())
}

/// The newest publication of a province with its period, and whether reports of its round were accepted since it was frozen.
pub async fn newest(tx: &mut Tx, province_id: Uuid) -> Result<Option<(Period, i32, bool)>> {
    const SQL: &str = "select r.period, p.number, (select count(*) from submission s where s.round_id = r.id and s.state = 'accepted') \
         from publication p join round r on r.id = p.round_id where r.province_id = $1 and p.published_at is not null \
         order by r.due desc, p.number desc limit 1";
    let row: Option<(String, i32, i64)> = on!(tx, |c| sqlx::query_as(SQL).bind(province_id).fetch_optional(c).await)?;
    row.map(|(period, number, since)| Ok((crate::coded("round.period", &period)?, number, since > 0))).transpose()
}
