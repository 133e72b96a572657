//! Tasks for machines.

use super::super::{Answer, Site, Visit};
use axum::{Json, extract::State, response::IntoResponse};
use chrono::NaiveDate;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
pub struct TaskOut {
    code: String,
    title: String,
    /// Code of the document; see `lines`.
    document: String,
    document_number: String,
    lines: String,
    group: String,
    /// Unit codes; groups of units are taken apart.
    leads: Vec<String>,
    /// Somebody outside the province's units.
    leads_other: String,
    /// document or inferred
    lead_basis: &'static str,
    coordinators: Vec<String>,
    coordinators_other: String,
    /// `date 2025-12-31`, `month 2026-03`, `quarter 2025-Q4`, `year 2025`, `range 2026 2030`, `monthly`, `quarterly`, `half_yearly`,
    /// `yearly`, `continuous`, `after EVENT 15 days`, `after EVENT 6 months`, `unstated`
    time: String,
    time_written: String,
    /// When the event of an `after` rule happened.
    event_on: Option<NaiveDate>,
    /// The last day, where there is one.
    due: Option<NaiveDate>,
    /// The last day of the group's heading: a second fact, which holds where `time` is unstated.
    group_due: Option<NaiveDate>,
    /// overdue, due_soon, on_time, waiting, continuous, no_date, done_late, done, dropped
    standing: &'static str,
    /// not_started, in_progress, under_review, done, dropped
    state: &'static str,
    /// 0 to 100.
    percent: i32,
    /// The day that the newest update speaks of.
    as_of: Option<NaiveDate>,
    open_difficulties: usize,
}

#[utoipa::path(get, path = "/api/v1/tasks", responses((status = 200, body = [TaskOut])))]
pub async fn tasks(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, _) = site.province_frame(&mut tx, &visit).await?;
    let board = site.task_board(&mut tx, province_id).await?;
    let codes = |names: &[String]| board.units(names).into_iter().map(|u| u.code.clone()).collect::<Vec<_>>();
    let rows = board.rows.iter().map(|r| TaskOut {
        code: r.task.code.clone(),
        title: r.task.title.clone(),
        document: r.task.document.clone(),
        document_number: app::tasks::document(&board.catalogue, &r.task.document).map(|d| d.number.clone()).unwrap_or_default(),
        lines: r.task.source_lines.clone(),
        group: r.task.group.clone(),
        leads: codes(&r.task.leads),
        leads_other: r.task.leads_other.clone(),
        lead_basis: r.task.lead_basis.code(),
        coordinators: codes(&r.task.coordinators),
        coordinators_other: r.task.coordinators_other.clone(),
        time: r.task.time.to_string(),
        time_written: r.task.time_written.clone(),
        event_on: r.event_on,
        due: r.due,
        group_due: r.group_due(),
        standing: r.standing.code(),
        state: r.state().code(),
        percent: r.percent(),
        as_of: r.newest.as_ref().map(|u| u.done_on),
        open_difficulties: r.open,
    });
    Ok(Json(rows.collect::<Vec<_>>()).into_response())
}
