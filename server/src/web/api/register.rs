//! The register of systems and the reporting duties.

use crate::web::{Answer, Site, Visit, duty, system as register};
use axum::{Json, extract::State, response::IntoResponse};
use chrono::NaiveDate;
use serde::Serialize;
use std::sync::Arc;
use store::system;
use utoipa::ToSchema;

/// How many of the next reports of a duty are given.
const NEXT: usize = 3;

#[derive(Serialize, ToSchema)]
pub struct SystemOut {
    code: String,
    name: String,
    /// system, platform, database
    kind: &'static str,
    /// Unit code.
    owner: String,
    /// document or inferred
    owner_basis: &'static str,
    /// to_build, building, built, running
    stage: &'static str,
    /// Connected to the provincial data centre.
    provincial: bool,
    /// Connected to the national data centre or its platform.
    national: bool,
    /// Approved, 1 to 5.
    security_level: Option<i32>,
    steps_done: usize,
    /// Steps of its move; 0 when it is not to be moved.
    steps: usize,
    /// The day that all this speaks of; none: as its document says.
    as_of: Option<NaiveDate>,
    document: String,
    source_lines: String,
    /// Indicators that count it.
    feeds: Vec<String>,
}

#[utoipa::path(get, path = "/api/v1/systems", responses((status = 200, body = [SystemOut])))]
pub async fn systems(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, _) = site.province_frame(&mut tx, &visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let newest = system::newest(&mut tx, site.today()).await?;
    let row = |s: &domain::system::InfoSystem| {
        let update = newest.get(&s.code);
        let c = system::condition(s, update);
        SystemOut {
            code: s.code.clone(),
            name: s.name.clone(),
            kind: s.kind.code(),
            owner: s.owner.clone(),
            owner_basis: s.owner_basis.code(),
            stage: c.stage.code(),
            provincial: c.provincial,
            national: c.national,
            security_level: c.security_level,
            steps_done: c.steps_done,
            steps: c.steps,
            as_of: update.map(|u| u.as_of),
            document: s.document.clone(),
            source_lines: s.source_lines.clone(),
            feeds: s.feeds.clone(),
        }
    };
    let mut rows: Vec<_> = register::of_province(&catalogue, province_id, site.today()).map(row).collect();
    rows.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(Json(rows).into_response())
}

#[derive(Serialize, ToSchema)]
pub struct OccasionOut {
    /// 2026-10, 2026-Q3, 2026-H1, 2026
    period: String,
    /// First and last day of its data.
    from: NaiveDate,
    to: NaiveDate,
    due: NaiveDate,
}

#[derive(Serialize, ToSchema)]
pub struct DutyOut {
    code: String,
    name: String,
    document: String,
    source_lines: String,
    /// Unit codes or groups: all_units, all_departments, all_communes.
    reporters: Vec<String>,
    to: String,
    /// monthly, quarterly, half_yearly, yearly, on_demand
    frequency: &'static str,
    /// `before_day 15`, `end_of_period`, `unstated`
    due: String,
    /// calendar or decree09 (from the 15th to the 14th)
    calendar: &'static str,
    /// Does the document say so, or do we infer it?
    basis: &'static str,
    /// Its next reports; empty when it is due on demand.
    next: Vec<OccasionOut>,
}

#[utoipa::path(get, path = "/api/v1/duties", responses((status = 200, body = [DutyOut])))]
pub async fn duties(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, _) = site.province_frame(&mut tx, &visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let row = |d: &domain::duty::Duty| DutyOut {
        code: d.code.clone(),
        name: d.name.clone(),
        document: d.document.clone(),
        source_lines: d.source_lines.clone(),
        reporters: d.reporters.clone(),
        to: d.to.clone(),
        frequency: d.frequency.code(),
        due: d.due.to_string(),
        calendar: d.calendar.code(),
        basis: d.basis.code(),
        next: d
            .next(site.today(), NEXT)
            .into_iter()
            .map(|o| OccasionOut { period: o.period.to_string(), from: o.from, to: o.to, due: o.due })
            .collect(),
    };
    let mut rows: Vec<_> = duty::of_province(&catalogue, province_id, site.today()).map(row).collect();
    rows.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(Json(rows).into_response())
}
