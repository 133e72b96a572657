//! How far information systems are. The systems themselves are rows of the catalogue: [`crate::record`].

use crate::{Result, Tx, catalogue::Catalogue, db::on, refuse};
use chrono::{DateTime, NaiveDate, Utc};
use domain::system::{Condition, InfoSystem, Stage, Tally};
use sqlx::FromRow;
use std::collections::HashMap;
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
    let steps = system.step.len();
    match newest {
        None => Condition { stage: system.stage, provincial: false, national: false, security_level: None, steps_done: 0, steps },
        Some(u) => Condition {
            stage: u.stage,
            provincial: u.provincial,
            national: u.nat,
            security_level: u.security_level,
            steps_done: usize::try_from(u.steps_done).unwrap_or_default(),
            steps,
        },
    }
}

/// Every update, by the day it speaks of: the last of a system is where it stands.
pub async fn updates(tx: &mut Tx) -> Result<Vec<Update>> {
    Ok(on!(tx, |c| sqlx::query_as("select * from system_update order by as_of, at, id").fetch_all(c).await)?)
}

/// The update that counts on `day` for each system that has one, by its code.
pub async fn newest(tx: &mut Tx, day: NaiveDate) -> Result<HashMap<String, Update>> {
    const SQL: &str = "select * from system_update where as_of <= $1 order by as_of, at, id";
    let all: Vec<Update> = on!(tx, |c| sqlx::query_as(SQL).bind(day).fetch_all(c).await)?;
    Ok(all.into_iter().map(|u| (u.system_code.clone(), u)).collect())
}

/// The updates of one system, by the day they speak of.
pub async fn updates_of(tx: &mut Tx, code: &str) -> Result<Vec<Update>> {
    const SQL: &str = "select * from system_update where system_code = $1 order by as_of, at, id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(code).fetch_all(c).await)?)
}

/// The update that came in last, whatever day it speaks of: what somebody who writes the next one must have seen.
pub fn last_in(updates: &[Update]) -> Option<Uuid> {
    updates.iter().max_by_key(|u| (u.at, u.id)).map(|u| u.id)
}

/// What a unit's own systems give on `day` for the indicators that count them, by indicator.
pub fn tallies(catalogue: &Catalogue, unit_id: Uuid, day: NaiveDate, newest: &HashMap<String, Update>) -> HashMap<Uuid, Tally> {
    let Some(unit) = catalogue.unit(unit_id) else { return HashMap::new() };
    let own: Vec<&InfoSystem> = catalogue.records.systems.on(day).filter(|s| s.owner == unit.code).collect();
    let tally = |i: &crate::catalogue::Indicator| {
        let fed = own.iter().filter(|s| s.feeds.contains(&i.code));
        let systems: Vec<_> = fed.map(|s| (condition(s, newest.get(&s.code)), newest.contains_key(&s.code))).collect();
        Some((i.id, Tally::new(i.counted()?, &systems)?))
    };
    catalogue.indicators.iter().filter(|i| i.province_id == unit.province_id).filter_map(tally).collect()
}

/// [`put_update`] by somebody who saw the updates up to `seen`; refuses when another came in since.
pub async fn add(tx: &mut Tx, u: &Update, seen: Option<Uuid>) -> Result<()> {
    if last_in(&updates_of(tx, &u.system_code).await?) != seen {
        return refuse("Hệ thống vừa được cập nhật ở nơi khác. Xem bản mới nhất ở dưới rồi ghi lại.");
    }
    put_update(tx, u).await
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
