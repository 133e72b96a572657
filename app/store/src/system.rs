//! How far information systems are. The systems themselves are rows of the catalogue: [`crate::record`].

use crate::{Result, Tx, db::on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::system::{Condition, InfoSystem, Stage};
use sqlx::FromRow;
use uuid::Uuid;

#[derive(Clone, Debug, FromRow)]
pub struct Update {
    pub id: Uuid,
    pub system_code: String,
    pub at: DateTime<Utc>,
    /// The day it speaks of.
    pub as_of: NaiveDate,
    pub person_id: Uuid,
    #[sqlx(try_from = "String")]
    pub stage: Stage,
    pub provincial: bool,
    pub nat: bool,
    pub security_level: Option<i32>,
    pub steps_done: i32,
    pub body: String,
    pub evidence: String,
}

/// Where a system stands: its newest update, or what its document says until there is one.
pub fn condition(system: &InfoSystem, newest: Option<&Update>) -> Condition {
    match newest {
        None => Condition { stage: system.stage, provincial: false, national: false, security_level: None, steps_done: 0 },
        Some(u) => Condition {
            stage: u.stage,
            provincial: u.provincial,
            national: u.nat,
            security_level: u.security_level,
            steps_done: usize::try_from(u.steps_done).unwrap_or_default(),
        },
    }
}

/// Every update, by the day it speaks of: the last of a system is where it stands.
pub async fn updates(tx: &mut Tx) -> Result<Vec<Update>> {
    Ok(on!(tx, |c| sqlx::query_as("select * from system_update order by as_of, at, id").fetch_all(c).await)?)
}

pub async fn put_update(tx: &mut Tx, u: &Update) -> Result<()> {
    const SQL: &str = "insert into system_update (id, system_code, at, as_of, person_id, stage, provincial, nat, security_level, steps_done, \
         body, evidence) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(u.id)
        .bind(&u.system_code)
        .bind(u.at)
        .bind(u.as_of)
        .bind(u.person_id)
        .bind(u.stage.code())
        .bind(u.provincial)
        .bind(u.nat)
        .bind(u.security_level)
        .bind(u.steps_done)
        .bind(&u.body)
        .bind(&u.evidence)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
