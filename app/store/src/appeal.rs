//! Explanations of units to the results of a round, and how they end.

use crate::{Error, Result, Tx, audit, db::on, refuse, submission::Observation};
use chrono::{DateTime, Utc};
use domain::{
    Quantity,
    exception::Verdict,
    workflow::{self, ItemAction},
};
use serde_json::json;
use sqlx::FromRow;
use uuid::Uuid;

/// Numbers are ten-thousandths.
#[derive(Clone, Debug, FromRow)]
pub struct Appeal {
    pub id: Uuid,
    pub round_id: Uuid,
    pub unit_id: Uuid,
    pub observation_id: Uuid,
    pub reason: String,
    /// What the unit claims; none: words only.
    pub numerator: Option<i64>,
    pub denominator: Option<i64>,
    /// The figure that counted when it came in.
    pub appraised_numerator: Option<i64>,
    pub appraised_denominator: Option<i64>,
    pub filed_by: Uuid,
    pub filed_at: DateTime<Utc>,
    #[sqlx(try_from = "String")]
    pub verdict: Verdict,
    pub answer: String,
    pub final_numerator: Option<i64>,
    pub final_denominator: Option<i64>,
    pub answered_by: Option<Uuid>,
    pub answered_at: Option<DateTime<Utc>>,
}

pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Appeal>> {
    Ok(on!(tx, |c| sqlx::query_as("select * from appeal where id = $1").bind(id).fetch_optional(c).await)?)
}

/// Of a round, those that wait first.
pub async fn in_round(tx: &mut Tx, round_id: Uuid) -> Result<Vec<Appeal>> {
    const SQL: &str = "select * from appeal where round_id = $1 order by case when verdict = 'open' then 0 else 1 end, filed_at, id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(round_id).fetch_all(c).await)?)
}

/// Takes a unit's explanation of one of its figures in.
pub async fn file(
    tx: &mut Tx,
    round_id: Uuid,
    o: &Observation,
    reason: &str,
    claim: Option<(Quantity, Option<Quantity>)>,
    by: Uuid,
    now: DateTime<Utc>,
) -> Result<Uuid> {
    // One question at a time, also where a newer report has put another figure in its place meanwhile.
    const OPEN: &str = "select count(*) from appeal a join observation o on o.id = a.observation_id \
         where a.round_id = $1 and a.unit_id = $2 and o.indicator_id = $3 and a.verdict = 'open'";
    let open: i64 = on!(tx, |c| sqlx::query_scalar(OPEN).bind(round_id).bind(o.unit_id).bind(o.indicator_id).fetch_one(c).await)?;
    if open > 0 {
        return refuse("Mục này đang có giải trình chờ trả lời. Không có gì thay đổi.");
    }
    let id = Uuid::now_v7();
    let (n, d) = o.figure();
    const SQL: &str = "insert into appeal (id, round_id, unit_id, observation_id, reason, numerator, denominator, appraised_numerator, \
         appraised_denominator, filed_by, filed_at, verdict, answer) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open', '')";
    on!(tx, |c| sqlx::query(SQL)
        .bind(id)
        .bind(round_id)
        .bind(o.unit_id)
        .bind(o.id)
        .bind(reason)
        .bind(claim.map(|(n, _)| n.scaled()))
        .bind(claim.and_then(|(_, d)| d).map(Quantity::scaled))
        .bind(n.map(Quantity::scaled))
        .bind(d.map(Quantity::scaled))
        .bind(by)
        .bind(now)
        .execute(c)
        .await
        .map(drop))?;
    audit::write(
        tx,
        now,
        Some(by),
        "appeal.file",
        "submission",
        o.submission_id,
        json!({ "observation": o.id, "reason": reason, "claim": claim }),
    )
    .await?;
    Ok(id)
}

/// Answers an explanation; `upheld` is the figure that stands from now on, none dismisses it.
pub async fn answer(
    tx: &mut Tx,
    a: &Appeal,
    o: &Observation,
    upheld: Option<(Quantity, Option<Quantity>)>,
    answer: &str,
    by: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    let verdict = if upheld.is_some() { Verdict::Upheld } else { Verdict::Dismissed };
    let stands = upheld.or(o.figure().0.map(|n| (n, o.figure().1)));
    const SQL: &str = "update appeal set verdict = $1, answer = $2, final_numerator = $3, final_denominator = $4, answered_by = $5, \
         answered_at = $6 where id = $7 and verdict = 'open'";
    let done = on!(tx, |c| sqlx::query(SQL)
        .bind(verdict.code())
        .bind(answer)
        .bind(stands.map(|(n, _)| n.scaled()))
        .bind(stands.and_then(|(_, d)| d).map(Quantity::scaled))
        .bind(by)
        .bind(now)
        .bind(a.id)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if done == 0 {
        return refuse("Giải trình này vừa được người khác trả lời. Tải lại trang để xem.");
    }
    if let Some((n, d)) = upheld {
        let state = workflow::next_item(o.item_state, ItemAction::Settle).map_err(|e| Error::Refused(e.to_string()))?;
        // A revision that is under way carries the figure: with what it was before, accepting it would undo the answer.
        const FIGURE: &str = "update observation set item_state = $1, adjusted_numerator = $2, adjusted_denominator = $3, reason = $4, \
             decided_by = $5, decided_at = $6 where id = $7 or (indicator_id = $8 and item_state in ('accepted', 'adjusted') \
             and submission_id in (select later.id from submission later join submission this on later.round_id = this.round_id \
             and later.unit_id = this.unit_id and later.revision > this.revision where this.id = $9))";
        on!(tx, |c| sqlx::query(FIGURE)
            .bind(state.code())
            .bind(n.scaled())
            .bind(d.map(Quantity::scaled))
            .bind(answer)
            .bind(by)
            .bind(now)
            .bind(o.id)
            .bind(o.indicator_id)
            .bind(o.submission_id)
            .execute(c)
            .await
            .map(drop))?;
        tx.bump("figures").await?;
    }
    let detail = json!({ "observation": o.id, "verdict": verdict.code(), "reason": answer, "final": stands });
    audit::write(tx, now, Some(by), "appeal.answer", "submission", o.submission_id, detail).await
}
