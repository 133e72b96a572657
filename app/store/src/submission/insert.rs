//! Many rows in one statement: a file may bring the figures of a whole province.

use super::Observation;
use crate::{
    Result, Tx,
    db::{ROWS, on, places, rows_beside},
};
use domain::Finding;
use futures_util::future::join;
use std::sync::Arc;
use uuid::Uuid;

/// Texts that come again from row to row, made once: the driver wants arguments of its own.
#[derive(Default)]
struct Texts(Vec<Arc<str>>);

impl Texts {
    fn of(&mut self, text: &str) -> Arc<str> {
        // Few are as different as remarks.
        const MOST: usize = 8;
        if let Some(same) = self.0.iter().find(|known| &***known == text) {
            return same.clone();
        }
        let made: Arc<str> = text.into();
        if self.0.len() < MOST {
            self.0.push(made.clone());
        }
        made
    }
}

/// What the rows of one report have in common, so that a statement says it once.
fn alike(a: &Observation, b: &Observation) -> bool {
    let of = |o: &Observation| (o.submission_id, o.unit_id, o.upload_id, o.item_state, o.in_force, o.illustrative);
    let decided =
        |o: &Observation| (o.adjusted_numerator, o.adjusted_denominator, o.decided_by, o.decided_at, o.corrected_by, o.corrected_at);
    of(a) == of(b) && decided(a) == decided(b) && a.period == b.period && a.sheet == b.sheet && a.reason == b.reason
}

/// The rows of a report, then those of the next, as many in a statement as are alike.
fn statements(reports: impl Iterator<Item = Vec<Observation>>) -> impl Iterator<Item = Vec<Observation>> {
    reports.flat_map(|mut report| {
        let lengths: Vec<usize> = report.chunk_by(alike).flat_map(|rows| rows.chunks(ROWS)).map(<[_]>::len).collect();
        lengths.into_iter().map(move |n| report.drain(..n).collect())
    })
}

/// Reports are made as they are needed: a file may bring a thousand.
pub(super) async fn observations(tx: &mut Tx, reports: impl Iterator<Item = Vec<Observation>> + Send) -> Result<()> {
    let is_lite = tx.is_lite();
    let sql = |rows| {
        format!(
            "insert into observation (submission_id, unit_id, period, upload_id, sheet, item_state, adjusted_numerator, \
             adjusted_denominator, reason, decided_by, decided_at, in_force, illustrative, corrected_by, corrected_at, id, indicator_id, \
             answer, numerator, denominator, numerator_cell, denominator_cell, raw_numerator, raw_denominator, note, evidence, \
             justification) {}",
            rows_beside(is_lite, rows, 15, 12)
        )
    };
    let mut statements = statements(reports);
    on!(tx, |c| {
        let mut bound = || {
            let rows = statements.next()?;
            let (mut texts, o) = (Texts::default(), &rows[0]);
            let query = sqlx::query(sqlx::AssertSqlSafe(sql(rows.len())))
                .bind(o.submission_id)
                .bind(o.unit_id)
                .bind(o.period.clone())
                .bind(o.upload_id)
                .bind(o.sheet.clone())
                .bind(o.item_state.code())
                .bind(o.adjusted_numerator)
                .bind(o.adjusted_denominator)
                .bind(o.reason.clone())
                .bind(o.decided_by)
                .bind(o.decided_at)
                .bind(o.in_force)
                .bind(o.illustrative)
                .bind(o.corrected_by)
                .bind(o.corrected_at);
            let query = rows.into_iter().fold(query, |query, o| {
                query
                    .bind(o.id)
                    .bind(o.indicator_id)
                    .bind(texts.of(&o.answer))
                    .bind(o.numerator)
                    .bind(o.denominator)
                    .bind(o.numerator_cell)
                    .bind(o.denominator_cell)
                    .bind(o.raw_numerator)
                    .bind(o.raw_denominator)
                    .bind(texts.of(&o.note))
                    .bind(texts.of(&o.evidence))
                    .bind(texts.of(&o.justification))
            });
            Some(query)
        };
        let mut next = bound();
        // The next statement is put together while the database is busy with this one.
        while let Some(query) = next {
            let (done, following) = join(query.execute(&mut *c), async { bound() }).await;
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
