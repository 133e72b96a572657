//! Units and one unit's scorecard.

use super::{Answer, Failure, Site, Visit};
use app::pages::unit as page;
use axum::{
    extract::{Path, Query, State},
    response::{Html, IntoResponse},
};
use domain::{score::Framework, succession::Lens};
use serde::Deserialize;
use std::sync::Arc;
use store::{Tx, catalogue};
use uuid::Uuid;

#[derive(Deserialize)]
pub struct Choice {
    /// "xa": communes; "cu": units that have ended; else departments.
    nhom: Option<String>,
    tim: Option<String>,
    /// By which units series are added up.
    #[serde(rename = "don-vi-tinh")]
    lens: Option<String>,
}

/// The lens a page was asked for: today's units unless it says otherwise.
pub(super) fn lens(asked: Option<&str>) -> Lens {
    asked.and_then(|code| code.parse().ok()).unwrap_or(Lens::AsNow)
}

async fn framework(tx: &mut Tx, province_id: Uuid) -> Result<Option<Framework>, Failure> {
    let body = catalogue::framework(tx, province_id).await?;
    body.map(|json| serde_json::from_str(&json).map_err(Failure::internal)).transpose()
}

pub async fn list(State(site): State<Arc<Site>>, visit: Visit, Query(q): Query<Choice>) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, mut frame) = site.province_frame(&mut tx, &visit).await?;
    let board = site.board(&mut tx, province_id).await?;
    frame.basis = site.basis(&mut tx, &board).await?;
    if q.nhom.as_deref() == Some("cu") {
        return Ok(Html(page::former(&frame, &board, q.tim.as_deref().unwrap_or_default())).into_response());
    }
    let framework = framework(&mut tx, province_id).await?;
    let communes = q.nhom.as_deref() == Some("xa");
    Ok(Html(page::list(&frame, &board, framework.as_ref(), communes, q.tim.as_deref().unwrap_or_default())).into_response())
}

pub async fn show(State(site): State<Arc<Site>>, visit: Visit, Path(code): Path<String>, Query(q): Query<Choice>) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, mut frame) = site.province_frame(&mut tx, &visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    // A unit that has ended has figures only as they were.
    let is_former = catalogue.unit_by_code(&code).is_some_and(|u| u.has_ended(site.today()));
    let lens = if is_former { Lens::AsWas } else { lens(q.lens.as_deref()) };
    let board = site.board_as(&mut tx, province_id, lens).await?;
    frame.basis = site.basis(&mut tx, &board).await?;
    let unit = board.catalogue.unit_by_code(&code).ok_or_else(Failure::not_found)?;
    let framework = framework(&mut tx, province_id).await?;
    let tasks = site.task_board(&mut tx, province_id).await?;
    Ok(Html(page::show(&frame, &board, framework.as_ref(), unit, &tasks)).into_response())
}
