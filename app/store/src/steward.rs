//! Who in a unit looks after which of its indicators.

use crate::{Result, Tx, audit, db::on};
use chrono::{DateTime, Utc};
use domain::steward::Stewardship;
use serde_json::json;
use sqlx::FromRow;
use uuid::Uuid;

#[derive(Clone, Debug, FromRow)]
pub struct Steward {
    pub id: Uuid,
    pub unit_id: Uuid,
    pub indicator_id: Uuid,
    pub person_id: Uuid,
    pub deputy_id: Option<Uuid>,
    pub since: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

impl Steward {
    pub fn who(&self) -> Stewardship<Uuid> {
        Stewardship { steward: self.person_id, deputy: self.deputy_id }
    }
}

/// Those of a unit as it is now.
pub async fn of_unit(tx: &mut Tx, unit_id: Uuid) -> Result<Vec<Steward>> {
    const SQL: &str = "select * from steward where unit_id = $1 and ended_at is null";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(unit_id).fetch_all(c).await)?)
}

/// Those of all units as it is now.
pub async fn all(tx: &mut Tx) -> Result<Vec<Steward>> {
    Ok(on!(tx, |c| sqlx::query_as("select * from steward where ended_at is null").fetch_all(c).await)?)
}

/// How many indicators somebody looks after, as steward or deputy, and in how many units.
pub async fn load_of(tx: &mut Tx, person_id: Uuid) -> Result<(i64, i64)> {
    const SQL: &str = "select count(*), count(distinct unit_id) from steward where (person_id = $1 or deputy_id = $1) and ended_at is null";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(person_id).fetch_one(c).await)?)
}

/// Says who looks after an indicator from `now` on; nobody: none. `before` is who it is until then, which stays on record; `told` is the
/// record's sentence.
pub async fn set(
    tx: &mut Tx,
    (unit_id, indicator_id): (Uuid, Uuid),
    before: Option<&Steward>,
    who: Option<Stewardship<Uuid>>,
    told: &str,
    by: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    // Another deputy does not begin the steward's time anew.
    let since = before.filter(|b| who.is_some_and(|w| w.steward == b.person_id)).map_or(now, |b| b.since);
    const END: &str = "update steward set ended_at = $3 where unit_id = $1 and indicator_id = $2 and ended_at is null";
    on!(tx, |c| sqlx::query(END).bind(unit_id).bind(indicator_id).bind(now).execute(c).await.map(drop))?;
    if let Some(who) = who {
        const SQL: &str = "insert into steward (id, unit_id, indicator_id, person_id, deputy_id, since) values ($1, $2, $3, $4, $5, $6)";
        on!(tx, |c| sqlx::query(SQL)
            .bind(Uuid::now_v7())
            .bind(unit_id)
            .bind(indicator_id)
            .bind(who.steward)
            .bind(who.deputy)
            .bind(since)
            .execute(c)
            .await
            .map(drop))?;
    }
    let detail = json!({ "told": told, "indicator": indicator_id, "person": who.map(|w| w.steward), "deputy": who.and_then(|w| w.deputy) });
    audit::write(tx, now, Some(by), "steward.set", "unit", unit_id, detail).await
}
