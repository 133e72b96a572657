//! Reporting rounds: one per province and period.

use crate::{Result, Tx, audit, coded, db::on, refuse};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Period,
    duty::Calendar,
    workflow::{RoundAction, RoundState},
};
use sqlx::FromRow;
use uuid::Uuid;

#[derive(Clone, Debug, FromRow)]
pub struct Round {
    pub id: Uuid,
    pub province_id: Uuid,
    pub period: String,
    pub opens: NaiveDate,
    pub due: NaiveDate,
    pub closes: NaiveDate,
    /// "open" as long as its dates say where it stands; see [`Round::standing`].
    pub state: String,
    #[sqlx(try_from = "String")]
    pub calendar: Calendar,
    /// First and last day of its data; none: the period's own.
    pub data_from: Option<NaiveDate>,
    pub data_to: Option<NaiveDate>,
    /// Last day for explanations, once results are notified.
    pub explain_until: Option<NaiveDate>,
}

impl Round {
    pub fn period(&self) -> Result<Period> {
        coded("round.period", &self.period)
    }

    /// The last day that its figures speak of.
    pub fn data_end(&self) -> Result<NaiveDate> {
        Ok(self.data_to.unwrap_or(self.period()?.end()))
    }

    /// Where it stands on `today`: its dates open and close it, whoever appraises moves it on from there.
    pub fn standing(&self, today: NaiveDate) -> Result<RoundState> {
        match self.state.as_str() {
            "open" if today < self.opens => Ok(RoundState::Planned),
            "open" if today > self.closes => Ok(RoundState::Closed),
            state => coded("round.state", state),
        }
    }

    /// Can a unit still send its report on `today`?
    pub fn is_open(&self, today: NaiveDate) -> bool {
        self.state == "open" && (self.opens..=self.closes).contains(&today)
    }
}

/// Adds the round unless the province already has one for its period.
pub async fn put(tx: &mut Tx, r: &Round) -> Result<()> {
    const SQL: &str = "insert into round (id, province_id, period, opens, due, closes, state, calendar, data_from, data_to) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (province_id, period) do nothing";
    on!(tx, |c| sqlx::query(SQL)
        .bind(r.id)
        .bind(r.province_id)
        .bind(&r.period)
        .bind(r.opens)
        .bind(r.due)
        .bind(r.closes)
        .bind(&r.state)
        .bind(r.calendar.code())
        .bind(r.data_from)
        .bind(r.data_to)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Round>> {
    Ok(on!(tx, |c| sqlx::query_as("select * from round where id = $1").bind(id).fetch_optional(c).await)?)
}

pub async fn of_period(tx: &mut Tx, province_id: Uuid, period: Period) -> Result<Option<Round>> {
    const SQL: &str = "select * from round where province_id = $1 and period = $2";
    let period = period.to_string();
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(province_id).bind(&period).fetch_optional(c).await)?)
}

/// Newest first.
pub async fn list(tx: &mut Tx, province_id: Uuid) -> Result<Vec<Round>> {
    const SQL: &str = "select * from round where province_id = $1 order by due desc, period desc";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(province_id).fetch_all(c).await)?)
}

/// Moves the due and closing dates of a round, and opens or closes it.
pub async fn change(tx: &mut Tx, id: Uuid, due: NaiveDate, closes: NaiveDate, state: &str) -> Result<()> {
    const SQL: &str = "update round set due = $1, closes = $2, state = $3 where id = $4";
    on!(tx, |c| sqlx::query(SQL).bind(due).bind(closes).bind(state).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// Lets a round that was to open later take reports from `opens` on.
pub async fn bring_forward(tx: &mut Tx, id: Uuid, opens: NaiveDate) -> Result<()> {
    const SQL: &str = "update round set opens = $1 where id = $2 and opens > $3";
    on!(tx, |c| sqlx::query(SQL).bind(opens).bind(id).bind(opens).execute(c).await.map(drop))?;
    Ok(())
}

/// A step of a round: what is done, where it leads, and until when units can explain, where that is set.
pub struct Move {
    pub action: RoundAction,
    pub to: RoundState,
    pub explain_until: Option<NaiveDate>,
}

/// Moves a round on and writes the audit line; refuses when somebody else moved it first.
pub async fn step(tx: &mut Tx, r: &Round, m: &Move, by: Uuid, now: DateTime<Utc>, detail: serde_json::Value) -> Result<()> {
    const SQL: &str = "update round set state = $1, explain_until = coalesce($2, explain_until) where id = $3 and state = $4";
    let moved = on!(tx, |c| sqlx::query(SQL)
        .bind(m.to.code())
        .bind(m.explain_until)
        .bind(r.id)
        .bind(&r.state)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if moved == 0 {
        return refuse("Đợt báo cáo vừa được người khác chuyển bước. Tải lại trang để xem.");
    }
    audit::write(tx, now, Some(by), &format!("round.{}", m.action.code()), "round", &r.period, detail).await
}
