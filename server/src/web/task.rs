//! Tasks: the list, the timeline, one task, and what is said about it.

mod change;
mod load;

pub use change::{raise, resolve, update};

use super::{Answer, Failure, Site, Visit};
use app::pages::task::{self as page, Filter};
use axum::{
    extract::{Path, Query, State},
    response::{Html, IntoResponse},
};
use std::sync::Arc;

pub async fn list(State(site): State<Arc<Site>>, visit: Visit, Query(filter): Query<Filter>) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, &visit).await?;
    let board = site.task_board(&mut tx, province_id).await?;
    Ok(Html(page::list(&frame, &board, &filter)).into_response())
}

pub async fn timeline(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, &visit).await?;
    let board = site.task_board(&mut tx, province_id).await?;
    Ok(Html(page::timeline(&frame, &board)).into_response())
}

pub async fn show(State(site): State<Arc<Site>>, visit: Visit, Path(code): Path<String>) -> Answer {
    let mut tx = site.db.read().await?;
    let case = load::case(&site, &mut tx, &visit, &code).await?;
    Ok(Html(case.html()).into_response())
}

/// Typed text as it is stored: composed, without signs that no page shows, line ends of one kind.
pub(super) fn clean(text: &str) -> String {
    let text = domain::text::nfc(&text.replace("\r\n", "\n"));
    let kept: String = text.chars().filter(|c| *c == '\n' || *c == '\t' || !c.is_control()).collect();
    kept.trim().to_owned()
}
