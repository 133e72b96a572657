//! The first drafts of many reports at once, from one file: what [`super::editable`] and [`super::save`] do one by one takes a dozen
//! statements for each, and waiting for them took half the time of a file of a whole province.

use super::{Observation, SAVED, insert, saved};
use crate::{
    Result, Tx,
    audit::{self, Deed},
    db::{ROWS, on, places},
    upload::{self, Upload},
};
use chrono::{DateTime, Utc};
use domain::{Finding, workflow::SubmissionState};
use uuid::Uuid;

/// Makes the figures of a report from the file that they came in.
pub type Figures<'a> = Box<dyn FnOnce(&Upload) -> Vec<Observation> + Send + Sync + 'a>;

/// A report that has no revision yet, and what the file says of it; the bytes are stored already.
pub struct First<'a> {
    pub upload: Upload,
    /// How many figures `values` makes.
    pub count: usize,
    /// Makes its figures, when their turn has come: those of a whole province need not be in memory twice.
    pub values: Figures<'a>,
    pub findings: &'a [Finding],
}

/// Begins the drafts, all of them or none: the database refuses a second first revision of one report.
pub async fn begin_all(tx: &mut Tx, all: Vec<First<'_>>, by: Uuid, now: DateTime<Utc>) -> Result<()> {
    let uploads: Vec<&Upload> = all.iter().map(|f| &f.upload).collect();
    upload::add_all(tx, &uploads).await?;
    let ids: Vec<Uuid> = all.iter().map(|_| Uuid::now_v7()).collect();
    for (some, ids) in all.chunks(ROWS).zip(ids.chunks(ROWS)) {
        let sql = format!(
            "insert into submission (id, round_id, unit_id, revision, state, version, upload_id, created_at, snapshot_hash, reason) values {}",
            places(tx, some.len(), 10)
        );
        on!(tx, |c| {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for (first, id) in some.iter().zip(ids) {
                let (u, draft) = (&first.upload, SubmissionState::Draft.code());
                // Begun and saved once.
                query = query.bind(id).bind(u.round_id).bind(u.unit_id).bind(1).bind(draft).bind(2).bind(u.id).bind(now).bind("").bind("");
            }
            query.execute(c).await.map(drop)
        })?;
    }
    let deeds = all.iter().zip(&ids).map(|(first, id)| Deed {
        action: SAVED,
        kind: "submission",
        id: id.to_string(),
        detail: saved(first.count, first.findings.len(), Some(first.upload.id)),
    });
    let deeds = deeds.collect();
    let findings: Vec<(Uuid, &Finding)> = all.iter().zip(&ids).flat_map(|(first, id)| first.findings.iter().map(|f| (*id, f))).collect();
    let reports = all.into_iter().zip(ids).map(|(first, id)| {
        let values = (first.values)(&first.upload);
        values.into_iter().map(|v| Observation { submission_id: id, ..v }).collect()
    });
    insert::observations(tx, reports).await?;
    insert::findings(tx, &findings).await?;
    audit::write_all(tx, now, Some(by), deeds).await
}
