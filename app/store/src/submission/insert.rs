//! Many rows in one statement: a file may bring the figures of a whole province.

use super::Observation;
use crate::{
    Result, Tx,
    db::{ROWS, on, places},
};
use domain::Finding;
use uuid::Uuid;

pub(super) async fn observations(tx: &mut Tx, all: &[Observation]) -> Result<()> {
    for some in all.chunks(ROWS) {
        let sql = format!(
            "insert into observation (id, submission_id, indicator_id, unit_id, period, answer, numerator, denominator, upload_id, sheet, \
             numerator_cell, denominator_cell, raw_numerator, raw_denominator, note, evidence, justification, item_state, \
             adjusted_numerator, adjusted_denominator, reason, decided_by, decided_at, in_force, illustrative, corrected_by, corrected_at) \
             values {}",
            places(tx, some.len(), 27)
        );
        on!(tx, |c| {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for o in some {
                query = query
                    .bind(o.id)
                    .bind(o.submission_id)
                    .bind(o.indicator_id)
                    .bind(o.unit_id)
                    .bind(&o.period)
                    .bind(&o.answer)
                    .bind(o.numerator)
                    .bind(o.denominator)
                    .bind(o.upload_id)
                    .bind(&o.sheet)
                    .bind(&o.numerator_cell)
                    .bind(&o.denominator_cell)
                    .bind(&o.raw_numerator)
                    .bind(&o.raw_denominator)
                    .bind(&o.note)
                    .bind(&o.evidence)
                    .bind(&o.justification)
                    .bind(o.item_state.code())
                    .bind(o.adjusted_numerator)
                    .bind(o.adjusted_denominator)
                    .bind(&o.reason)
                    .bind(o.decided_by)
                    .bind(o.decided_at)
                    .bind(o.in_force)
                    .bind(o.illustrative)
                    .bind(o.corrected_by)
                    .bind(o.corrected_at);
            }
            query.execute(c).await.map(drop)
        })?;
    }
    Ok(())
}

/// What was found, each with the submission it is of.
pub(super) async fn findings(tx: &mut Tx, all: &[(Uuid, &Finding)]) -> Result<()> {
    for some in all.chunks(ROWS) {
        let sql = format!(
            "insert into finding (id, submission_id, severity, rule, sheet, cell, indicator, message) values {}",
            places(tx, some.len(), 8)
        );
        on!(tx, |c| {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for (submission_id, f) in some {
                query = query
                    .bind(Uuid::now_v7())
                    .bind(submission_id)
                    .bind(f.severity.code())
                    .bind(&f.rule)
                    .bind(&f.sheet)
                    .bind(&f.cell)
                    .bind(f.indicator.as_deref().unwrap_or_default())
                    .bind(&f.message);
            }
            query.execute(c).await.map(drop)
        })?;
    }
    Ok(())
}
