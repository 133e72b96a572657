//! Many rows in one statement: a file may bring the figures of a whole province.

use super::Observation;
use crate::{
    Result, Tx,
    db::{ROWS, on, places},
};
use domain::Finding;
use futures_util::future::join;
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

/// Texts that come again from row to row, made once: the driver wants arguments of its own.
#[derive(Default)]
struct Texts<'a>(HashMap<&'a str, Arc<str>>);

impl<'a> Texts<'a> {
    fn of(&mut self, text: &'a str) -> Arc<str> {
        self.0.entry(text).or_insert_with(|| text.into()).clone()
    }
}

pub(super) async fn observations(tx: &mut Tx, all: &[Observation]) -> Result<()> {
    let sql = |rows| {
        format!(
            "insert into observation (id, submission_id, indicator_id, unit_id, period, answer, numerator, denominator, upload_id, sheet, \
             numerator_cell, denominator_cell, raw_numerator, raw_denominator, note, evidence, justification, item_state, \
             adjusted_numerator, adjusted_denominator, reason, decided_by, decided_at, in_force, illustrative, corrected_by, corrected_at) \
             values {}",
            places(tx, rows, 27)
        )
    };
    let mut chunks = all.chunks(ROWS).map(|some| (some, sql(some.len()))).collect::<Vec<_>>().into_iter();
    on!(tx, |c| {
        let bound = |(some, sql): (&[Observation], String)| {
            let mut texts = Texts::default();
            some.iter().fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, o| {
                query
                    .bind(o.id)
                    .bind(o.submission_id)
                    .bind(o.indicator_id)
                    .bind(o.unit_id)
                    .bind(texts.of(&o.period))
                    .bind(texts.of(&o.answer))
                    .bind(o.numerator)
                    .bind(o.denominator)
                    .bind(o.upload_id)
                    .bind(texts.of(&o.sheet))
                    .bind(texts.of(&o.numerator_cell))
                    .bind(texts.of(&o.denominator_cell))
                    .bind(texts.of(&o.raw_numerator))
                    .bind(texts.of(&o.raw_denominator))
                    .bind(texts.of(&o.note))
                    .bind(texts.of(&o.evidence))
                    .bind(texts.of(&o.justification))
                    .bind(texts.of(o.item_state.code()))
                    .bind(o.adjusted_numerator)
                    .bind(o.adjusted_denominator)
                    .bind(texts.of(&o.reason))
                    .bind(o.decided_by)
                    .bind(o.decided_at)
                    .bind(o.in_force)
                    .bind(o.illustrative)
                    .bind(o.corrected_by)
                    .bind(o.corrected_at)
            })
        };
        let mut next = chunks.next().map(bound);
        // The next statement is put together while the database is busy with this one.
        while let Some(query) = next {
            let (done, following) = join(query.execute(&mut *c), async { chunks.next().map(bound) }).await;
            done?;
            next = following;
        }
        Ok(())
    })
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
