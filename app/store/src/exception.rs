//! Exceptions from a round: late entry, reopening, exemption. Rows are ended, never deleted.

use crate::{
    Result, Tx, audit,
    db::on,
    refuse,
    round::{self, Round},
    submission,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    exception::{ExceptionKind, Term},
    workflow::{Action, SubmissionState},
};
use serde_json::json;
use sqlx::FromRow;
use uuid::Uuid;

#[derive(Clone, Debug, FromRow)]
pub struct Exception {
    pub id: Uuid,
    /// The round it was granted in.
    pub round_id: Uuid,
    pub unit_id: Uuid,
    #[sqlx(try_from = "String")]
    pub kind: ExceptionKind,
    /// Codes, separated by spaces; empty: the whole report.
    pub indicators: String,
    pub reason: String,
    pub document: String,
    pub until: NaiveDate,
    pub granted_by: Uuid,
    pub granted_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

impl Exception {
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.indicators.split_whitespace()
    }

    /// Days are those of Vietnam.
    pub fn term(&self) -> Term {
        Term { until: self.until, ended: self.ended_at.map(|at| (at + chrono::Duration::hours(7)).date_naive()) }
    }
}

/// Granted in a round, newest first.
pub async fn in_round(tx: &mut Tx, round_id: Uuid) -> Result<Vec<Exception>> {
    const SQL: &str = "select * from exception where round_id = $1 order by granted_at desc, id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(round_id).fetch_all(c).await)?)
}

/// Of a unit in a round, newest first.
pub async fn of_report(tx: &mut Tx, round_id: Uuid, unit_id: Uuid) -> Result<Vec<Exception>> {
    const SQL: &str = "select * from exception where round_id = $1 and unit_id = $2 order by granted_at desc, id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(round_id).bind(unit_id).fetch_all(c).await)?)
}

pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Exception>> {
    Ok(on!(tx, |c| sqlx::query_as("select * from exception where id = $1").bind(id).fetch_optional(c).await)?)
}

/// What units of a round need not report in it, or not at all (no codes), whichever round granted it.
pub async fn exemptions(tx: &mut Tx, round: &Round) -> Result<Vec<Exception>> {
    const SQL: &str = "select e.* from exception e join round r on r.id = e.round_id \
         where r.province_id = $1 and e.kind = 'exemption' and r.due <= $2 order by e.granted_at, e.id";
    let all: Vec<Exception> = on!(tx, |c| sqlx::query_as(SQL).bind(round.province_id).bind(round.due).fetch_all(c).await)?;
    let mut covering = vec![];
    for e in all {
        let granted = if e.round_id == round.id { Some(round.due) } else { round::get(tx, e.round_id).await?.map(|r| r.due) };
        if e.round_id == round.id || granted.is_some_and(|granted| granted < round.due && e.term().covers(granted, round.due)) {
            covering.push(e);
        }
    }
    Ok(covering)
}

/// Grants an exception and writes the audit line. An exemption from whole reports also moves those of its rounds that can be moved.
pub async fn grant(tx: &mut Tx, e: &Exception) -> Result<()> {
    const SQL: &str = "insert into exception (id, round_id, unit_id, kind, indicators, reason, document, until, granted_by, granted_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(e.id)
        .bind(e.round_id)
        .bind(e.unit_id)
        .bind(e.kind.code())
        .bind(&e.indicators)
        .bind(&e.reason)
        .bind(&e.document)
        .bind(e.until)
        .bind(e.granted_by)
        .bind(e.granted_at)
        .execute(c)
        .await
        .map(drop))?;
    let detail = json!({ "kind": e.kind.code(), "unit": e.unit_id, "round": e.round_id, "until": e.until, "reason": e.reason,
        "document": e.document, "indicators": e.codes().collect::<Vec<_>>() });
    audit::write(tx, e.granted_at, Some(e.granted_by), "exception.grant", "exception", e.id, detail).await?;
    if e.kind != ExceptionKind::Exemption || e.codes().next().is_some() {
        return Ok(());
    }
    let Some(own) = round::get(tx, e.round_id).await? else { return refuse("Không tìm thấy đợt báo cáo.") };
    for r in round::list(tx, own.province_id).await?.iter().filter(|r| r.id == own.id || e.term().covers(own.due, r.due)) {
        excuse(tx, r, e, e.granted_at).await?;
    }
    Ok(())
}

/// Exempts from a round that was just made whoever is exempt on its due day.
pub async fn excuse_all(tx: &mut Tx, round: &Round, now: DateTime<Utc>) -> Result<()> {
    for e in exemptions(tx, round).await?.iter().filter(|e| e.codes().next().is_none()) {
        excuse(tx, round, e, now).await?;
    }
    Ok(())
}

/// A report that somebody has handed in stays as it is.
async fn excuse(tx: &mut Tx, round: &Round, e: &Exception, now: DateTime<Utc>) -> Result<()> {
    let draft = match submission::latest(tx, round.id, e.unit_id).await? {
        None => submission::editable(tx, round.id, e.unit_id, now).await?,
        Some(s) if s.state == SubmissionState::Draft && s.revision == 1 => s,
        Some(s) if round.id == e.round_id && s.state != SubmissionState::Exempt => {
            return refuse(format!("Báo cáo của đơn vị {}, không miễn cả báo cáo được nữa.", s.state.label()));
        }
        Some(_) => return Ok(()),
    };
    submission::step(tx, &draft, Action::Exempt, e.granted_by, now, json!({ "exception": e.id, "document": e.document })).await
}

/// Takes an exception back. What it already brought about stays.
pub async fn end(tx: &mut Tx, e: &Exception, by: Uuid, now: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "update exception set ended_at = $1 where id = $2 and ended_at is null";
    if on!(tx, |c| sqlx::query(SQL).bind(now).bind(e.id).execute(c).await.map(|r| r.rows_affected()))? == 0 {
        return refuse("Ngoại lệ này đã được kết thúc rồi. Không có gì thay đổi.");
    }
    audit::write(
        tx,
        now,
        Some(by),
        "exception.end",
        "exception",
        e.id,
        json!({ "kind": e.kind.code(), "unit": e.unit_id, "round": e.round_id }),
    )
    .await
}
