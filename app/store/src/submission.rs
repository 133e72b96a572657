//! A unit's report in a round: revisions, values, findings, decisions.
//!
//! Once submitted a revision is never changed: a return or a reopening makes the next one, which carries the accepted
//! items over as they are and leaves only the named ones open.

mod first;
mod insert;

pub use first::{First, begin_all};

use crate::{Error, Result, Tx, audit, catalogue::OrgUnit, db::on, evidence, refuse};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Finding, Quantity,
    workflow::{self, Action, ItemAction, ItemState, SubmissionState},
};
use serde_json::json;
use sqlx::FromRow;
use uuid::Uuid;

#[derive(Clone, Debug, FromRow)]
pub struct Submission {
    pub id: Uuid,
    pub round_id: Uuid,
    pub unit_id: Uuid,
    pub revision: i32,
    #[sqlx(try_from = "String")]
    pub state: SubmissionState,
    pub version: i32,
    pub upload_id: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    pub submitted_by: Option<Uuid>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub snapshot_hash: String,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<DateTime<Utc>>,
    pub due_again: Option<NaiveDate>,
    pub reason: String,
}

/// One figure of a report, with the cell it came from and what was decided about it.
#[derive(Clone, Debug, FromRow)]
pub struct Observation {
    pub id: Uuid,
    pub submission_id: Uuid,
    pub indicator_id: Uuid,
    pub unit_id: Uuid,
    pub period: String,
    /// reported, no_data, not_arising
    pub answer: String,
    /// Ten-thousandths, as are the other three.
    pub numerator: Option<i64>,
    pub denominator: Option<i64>,
    pub upload_id: Option<Uuid>,
    pub sheet: String,
    pub numerator_cell: String,
    pub denominator_cell: String,
    pub raw_numerator: String,
    pub raw_denominator: String,
    pub note: String,
    pub evidence: String,
    pub justification: String,
    #[sqlx(try_from = "String")]
    pub item_state: ItemState,
    pub adjusted_numerator: Option<i64>,
    pub adjusted_denominator: Option<i64>,
    pub reason: String,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<DateTime<Utc>>,
    pub in_force: bool,
    pub illustrative: bool,
    /// Who put the figure right in the page, and when: it is not what its cell says. None: it is, or has no cell.
    pub corrected_by: Option<Uuid>,
    pub corrected_at: Option<DateTime<Utc>>,
}

impl Observation {
    /// The figure that counts: the reviewer's where there is one, else the unit's.
    pub fn figure(&self) -> (Option<Quantity>, Option<Quantity>) {
        let of = |adjusted: Option<i64>, own: Option<i64>| adjusted.or(own).map(Quantity::from_scaled);
        (of(self.adjusted_numerator, self.numerator), of(self.adjusted_denominator, self.denominator))
    }

    /// Accepted earlier and carried over: the unit cannot change it.
    pub fn is_settled(&self) -> bool {
        matches!(self.item_state, ItemState::Accepted | ItemState::Adjusted)
    }
}

/// Newest revision of a unit's report in a round.
pub async fn latest(tx: &mut Tx, round_id: Uuid, unit_id: Uuid) -> Result<Option<Submission>> {
    const SQL: &str = "select * from submission where round_id = $1 and unit_id = $2 order by revision desc limit 1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(round_id).bind(unit_id).fetch_optional(c).await)?)
}

pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Submission>> {
    Ok(on!(tx, |c| sqlx::query_as("select * from submission where id = $1").bind(id).fetch_optional(c).await)?)
}

/// Every revision of a unit's report in a round, oldest first.
pub async fn revisions(tx: &mut Tx, round_id: Uuid, unit_id: Uuid) -> Result<Vec<Submission>> {
    const SQL: &str = "select * from submission where round_id = $1 and unit_id = $2 order by revision";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(round_id).bind(unit_id).fetch_all(c).await)?)
}

/// All revisions of all units in a round.
pub async fn in_round(tx: &mut Tx, round_id: Uuid) -> Result<Vec<Submission>> {
    const SQL: &str = "select * from submission where round_id = $1 order by unit_id, revision";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(round_id).fetch_all(c).await)?)
}

/// All reports of a unit, newest first.
pub async fn of_unit(tx: &mut Tx, unit_id: Uuid) -> Result<Vec<Submission>> {
    const SQL: &str = "select * from submission where unit_id = $1 order by created_at desc, revision desc";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(unit_id).fetch_all(c).await)?)
}

pub async fn observations(tx: &mut Tx, submission_id: Uuid) -> Result<Vec<Observation>> {
    const SQL: &str = "select o.* from observation o join indicator i on i.id = o.indicator_id where submission_id = $1 order by i.code";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(submission_id).fetch_all(c).await)?)
}

pub async fn observation(tx: &mut Tx, id: Uuid) -> Result<Option<Observation>> {
    Ok(on!(tx, |c| sqlx::query_as("select * from observation where id = $1").bind(id).fetch_optional(c).await)?)
}

/// What counts now in the place of an observation: itself, or what a newer revision of its report says.
pub async fn in_force(tx: &mut Tx, id: Uuid) -> Result<Option<Observation>> {
    const SQL: &str = "select now.* from observation now join observation was on now.indicator_id = was.indicator_id \
         and now.unit_id = was.unit_id and now.period = was.period where was.id = $1 and now.in_force";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(id).fetch_optional(c).await)?)
}

pub async fn findings(tx: &mut Tx, submission_id: Uuid) -> Result<Vec<Finding>> {
    const SQL: &str = "select severity, rule, sheet, cell, indicator, message from finding where submission_id = $1 order by id";
    let rows: Vec<(String, String, String, String, String, String)> =
        on!(tx, |c| sqlx::query_as(SQL).bind(submission_id).fetch_all(c).await)?;
    let findings = rows.into_iter().map(|(severity, rule, sheet, cell, indicator, message)| {
        let severity = crate::coded("finding.severity", &severity)?;
        Ok(Finding { severity, rule, sheet, cell, indicator: (!indicator.is_empty()).then_some(indicator), message })
    });
    let mut findings = findings.collect::<Result<Vec<_>>>()?;
    findings.sort_by_key(|f| f.severity);
    Ok(findings)
}

/// The draft a unit works on: the newest revision while it can be edited, else a first or a next one.
pub async fn editable(tx: &mut Tx, round_id: Uuid, unit_id: Uuid, now: DateTime<Utc>) -> Result<Submission> {
    match latest(tx, round_id, unit_id).await? {
        None => begin(tx, round_id, unit_id, 1, now, "").await,
        Some(s) if s.state == SubmissionState::Draft => Ok(s),
        Some(s) if matches!(s.state, SubmissionState::Returned | SubmissionState::Withdrawn) => {
            let open: Vec<Uuid> = observations(tx, s.id).await?.iter().filter(|o| !o.is_settled()).map(|o| o.indicator_id).collect();
            let reason = s.reason.clone();
            next_revision(tx, &s, &open, now, &reason).await
        }
        Some(s) => refuse(format!("Báo cáo đang ở trạng thái “{}”, không sửa được.", s.state.label())),
    }
}

async fn begin(tx: &mut Tx, round_id: Uuid, unit_id: Uuid, revision: i32, now: DateTime<Utc>, reason: &str) -> Result<Submission> {
    const SQL: &str = "insert into submission (id, round_id, unit_id, revision, state, version, created_at, snapshot_hash, reason) \
         values ($1, $2, $3, $4, $5, 1, $6, '', $7) returning *";
    Ok(on!(tx, |c| sqlx::query_as(SQL)
        .bind(Uuid::now_v7())
        .bind(round_id)
        .bind(unit_id)
        .bind(revision)
        .bind(SubmissionState::Draft.code())
        .bind(now)
        .bind(reason)
        .fetch_one(c)
        .await)?)
}

/// Revision n+1 with the values of n; `open` names the indicators that may be changed.
async fn next_revision(tx: &mut Tx, before: &Submission, open: &[Uuid], now: DateTime<Utc>, reason: &str) -> Result<Submission> {
    let next = begin(tx, before.round_id, before.unit_id, before.revision + 1, now, reason).await?;
    let mut carried = observations(tx, before.id).await?;
    for o in &mut carried {
        if open.contains(&o.indicator_id) {
            if o.item_state != ItemState::Pending {
                let step = if o.is_settled() { ItemAction::Reopen } else { ItemAction::Correct };
                o.item_state = workflow::next_item(o.item_state, step).map_err(|e| Error::Refused(e.to_string()))?;
            }
            (o.adjusted_numerator, o.adjusted_denominator, o.decided_by, o.decided_at) = (None, None, None, None);
        }
        (o.id, o.submission_id, o.in_force) = (Uuid::now_v7(), next.id, false);
    }
    insert::observations(tx, std::iter::once(carried)).await?;
    evidence::carry(tx, before.id, next.id).await?;
    let upload = before.upload_id;
    on!(tx, |c| sqlx::query("update submission set upload_id = $1 where id = $2").bind(upload).bind(next.id).execute(c).await.map(drop))?;
    Ok(next)
}

/// Saves values and findings into a draft. Settled items are left as they are, whatever `values` says of them; an
/// observation for an indicator that is there already replaces it and keeps its justification.
pub async fn save(
    tx: &mut Tx,
    draft: &Submission,
    values: &[Observation],
    findings: &[Finding],
    upload_id: Option<Uuid>,
    by: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    let before = observations(tx, draft.id).await?;
    let mut new = Vec::with_capacity(values.len());
    for value in values {
        let old = before.iter().find(|o| o.indicator_id == value.indicator_id);
        if old.is_some_and(Observation::is_settled) {
            continue;
        }
        if let Some(old) = old {
            on!(tx, |c| sqlx::query("delete from observation where id = $1").bind(old.id).execute(c).await.map(drop))?;
        }
        let mut value = value.clone();
        value.submission_id = draft.id;
        if let Some(old) = old {
            value.reason = old.reason.clone();
            // A reason given for one number does not explain another.
            let same = (old.numerator, old.denominator, &old.answer) == (value.numerator, value.denominator, &value.answer);
            if value.justification.is_empty() && same {
                value.justification = old.justification.clone();
            }
        }
        new.push(value);
    }
    insert::observations(tx, std::iter::once(new)).await?;
    put_findings(tx, draft.id, findings).await?;
    const SQL: &str = "update submission set upload_id = coalesce($1, upload_id), version = version + 1 where id = $2 and version = $3";
    changed(on!(tx, |c| sqlx::query(SQL).bind(upload_id).bind(draft.id).bind(draft.version).execute(c).await.map(|r| r.rows_affected()))?)?;
    audit::write(tx, now, Some(by), SAVED, "submission", draft.id, saved(values.len(), findings.len(), upload_id)).await
}

const SAVED: &str = "report.save";

/// What the record says of a draft that was saved.
fn saved(values: usize, findings: usize, upload_id: Option<Uuid>) -> serde_json::Value {
    json!({ "values": values, "findings": findings, "upload": upload_id })
}

/// Replaces what is noticed in a draft.
pub async fn put_findings(tx: &mut Tx, submission_id: Uuid, findings: &[Finding]) -> Result<()> {
    on!(tx, |c| sqlx::query("delete from finding where submission_id = $1").bind(submission_id).execute(c).await.map(drop))?;
    insert::findings(tx, &findings.iter().map(|f| (submission_id, f)).collect::<Vec<_>>()).await
}

/// Counts a change that is none of the report's own fields; refuses when somebody else changed it first.
pub async fn touch(tx: &mut Tx, draft: &Submission) -> Result<()> {
    const SQL: &str = "update submission set version = version + 1 where id = $1 and version = $2";
    changed(on!(tx, |c| sqlx::query(SQL).bind(draft.id).bind(draft.version).execute(c).await.map(|r| r.rows_affected()))?)
}

/// The unit's reason for what a rule noticed about one figure.
pub async fn justify(tx: &mut Tx, submission_id: Uuid, indicator_id: Uuid, text: &str) -> Result<()> {
    const SQL: &str = "update observation set justification = $1 where submission_id = $2 and indicator_id = $3";
    on!(tx, |c| sqlx::query(SQL).bind(text).bind(submission_id).bind(indicator_id).execute(c).await.map(drop))?;
    Ok(())
}

/// Moves a report along the transition table and writes the audit line; refuses when somebody else moved it first.
pub async fn step(tx: &mut Tx, s: &Submission, action: Action, by: Uuid, now: DateTime<Utc>, detail: serde_json::Value) -> Result<()> {
    let state = workflow::next(s.state, action).map_err(|e| Error::Refused(e.to_string()))?;
    const SQL: &str = "update submission set state = $1, version = version + 1 where id = $2 and version = $3";
    changed(on!(tx, |c| sqlx::query(SQL).bind(state.code()).bind(s.id).bind(s.version).execute(c).await.map(|r| r.rows_affected()))?)?;
    audit::write(tx, now, Some(by), &format!("report.{}", action.code()), "submission", s.id, detail).await
}

fn changed(rows: u64) -> Result<()> {
    if rows == 1 {
        Ok(())
    } else {
        refuse("Báo cáo vừa được người khác thay đổi. Tải lại trang để xem bản mới nhất.")
    }
}

/// Hands the draft in; `snapshot_hash` is of its values.
pub async fn submit(tx: &mut Tx, s: &Submission, snapshot_hash: &str, by: Uuid, now: DateTime<Utc>) -> Result<()> {
    step(tx, s, Action::Submit, by, now, json!({ "snapshot": snapshot_hash })).await?;
    const SQL: &str = "update submission set submitted_by = $1, submitted_at = $2, snapshot_hash = $3 where id = $4";
    on!(tx, |c| sqlx::query(SQL).bind(by).bind(now).bind(snapshot_hash).bind(s.id).execute(c).await.map(drop))?;
    Ok(())
}

/// What a reviewer says of one item.
#[derive(Clone, Debug)]
pub struct Decision {
    pub state: ItemState,
    pub reason: String,
    /// The reviewer's own figure, when `state` is adjusted.
    pub adjusted: Option<(Quantity, Option<Quantity>)>,
}

/// Decides an item along the transition table and writes the audit line.
pub async fn decide(tx: &mut Tx, o: &Observation, d: &Decision, by: Uuid, now: DateTime<Utc>) -> Result<()> {
    let Some(step) = ItemAction::deciding(d.state) else {
        return refuse("Chọn một quyết định cho mục này; chưa có gì được lưu.");
    };
    let state = workflow::next_item(o.item_state, step).map_err(|e| Error::Refused(e.to_string()))?;
    const SQL: &str = "update observation set item_state = $1, reason = $2, adjusted_numerator = $3, adjusted_denominator = $4, \
         decided_by = $5, decided_at = $6 where id = $7";
    let numerator = d.adjusted.map(|(n, _)| n.scaled());
    let denominator = d.adjusted.and_then(|(_, d)| d).map(Quantity::scaled);
    on!(tx, |c| sqlx::query(SQL)
        .bind(state.code())
        .bind(&d.reason)
        .bind(numerator)
        .bind(denominator)
        .bind(by)
        .bind(now)
        .bind(o.id)
        .execute(c)
        .await
        .map(drop))?;
    let detail = json!({ "observation": o.id, "state": state.code(), "reason": d.reason, "adjusted": d.adjusted });
    audit::write(tx, now, Some(by), "report.decide", "submission", o.submission_id, detail).await
}

/// Returns the report: the items not accepted are unlocked for the next revision.
pub async fn give_back(tx: &mut Tx, s: &Submission, reason: &str, due_again: NaiveDate, by: Uuid, now: DateTime<Utc>) -> Result<()> {
    const ITEMS: &str = "select count(*) from observation where submission_id = $1 and item_state in ('rejected', 'clarification')";
    let items: i64 = on!(tx, |c| sqlx::query_scalar(ITEMS).bind(s.id).fetch_one(c).await)?;
    step(tx, s, Action::Return, by, now, json!({ "reason": reason, "due": due_again, "items": items })).await?;
    const SQL: &str = "update submission set reason = $1, due_again = $2, decided_by = $3, decided_at = $4 where id = $5";
    on!(tx, |c| sqlx::query(SQL).bind(reason).bind(due_again).bind(by).bind(now).bind(s.id).execute(c).await.map(drop))?;
    Ok(())
}

/// Accepts the report: its figures come into force, those of an earlier revision step back.
pub async fn accept(tx: &mut Tx, s: &Submission, by: Uuid, now: DateTime<Utc>) -> Result<()> {
    step(tx, s, Action::Accept, by, now, json!({})).await?;
    const DECIDED: &str = "update submission set decided_by = $1, decided_at = $2 where id = $3";
    on!(tx, |c| sqlx::query(DECIDED).bind(by).bind(now).bind(s.id).execute(c).await.map(drop))?;
    const OLD: &str = "update observation set in_force = false where in_force and submission_id in \
         (select id from submission where round_id = $1 and unit_id = $2 and id <> $3)";
    on!(tx, |c| sqlx::query(OLD).bind(s.round_id).bind(s.unit_id).bind(s.id).execute(c).await.map(drop))?;
    const NEW: &str = "update observation set in_force = true where submission_id = $1";
    on!(tx, |c| sqlx::query(NEW).bind(s.id).execute(c).await.map(drop))?;
    tx.bump("figures").await
}

/// Reopens named items of an accepted report as its next revision; the accepted one stays in force until that is accepted.
pub async fn reopen(tx: &mut Tx, s: &Submission, open: &[Uuid], reason: &str, by: Uuid, now: DateTime<Utc>) -> Result<Submission> {
    workflow::next(s.state, Action::Reopen).map_err(|e| Error::Refused(e.to_string()))?;
    if latest(tx, s.round_id, s.unit_id).await?.is_some_and(|l| l.id != s.id) {
        return refuse("Báo cáo đã có bản mới hơn. Mở bản mới nhất để xem.");
    }
    let next = next_revision(tx, s, open, now, reason).await?;
    audit::write(tx, now, Some(by), "report.reopen", "submission", next.id, json!({ "reason": reason, "items": open, "from": s.id }))
        .await?;
    Ok(next)
}

/// A unit, its newest revision in a round, and when it first handed one in.
pub type UnitReport<'a> = (&'a OrgUnit, Option<&'a Submission>, Option<DateTime<Utc>>);

/// How far each unit is in a round of which `all` are the revisions.
pub fn newest<'a>(units: &'a [&'a OrgUnit], all: &'a [Submission]) -> Vec<UnitReport<'a>> {
    let row = |unit: &&'a OrgUnit| {
        let own = || all.iter().filter(|s| s.unit_id == unit.id);
        (*unit, own().max_by_key(|s| s.revision), own().filter_map(|s| s.submitted_at).min())
    };
    units.iter().map(row).collect()
}
