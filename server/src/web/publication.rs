//! What was published: the list, a snapshot as a page, and its bytes.

use super::{Answer, Failure, Site, Visit, round::line};
use app::pages::publication::{self as page, Shown};
use axum::{
    extract::{Path, State},
    http::header,
    response::{Html, IntoResponse},
};
use domain::{Period, access::Action, publication::Snapshot};
use std::{collections::HashMap, sync::Arc};
use store::{
    Tx,
    publication::{self, Publication},
    round,
};
use uuid::Uuid;

pub async fn list(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, &visit).await?;
    let periods: HashMap<Uuid, Period> =
        round::list(&mut tx, province_id).await?.iter().filter_map(|r| Some((r.id, r.period().ok()?))).collect();
    let (mut names, mut lines) = (HashMap::new(), vec![]);
    for p in publication::of_province(&mut tx, province_id).await?.into_iter().filter(|p| p.published_at.is_some()) {
        if let Some(period) = periods.get(&p.round_id) {
            lines.push(line(&mut tx, &mut names, *period, p).await?);
        }
    }
    Ok(Html(page::list(&frame, &lines)).into_response())
}

/// The snapshots of a round, newest first, that the viewer may see: what is only frozen is for reviewers.
async fn of_round(site: &Site, tx: &mut Tx, visit: &Visit, period: &str) -> Result<(Period, Vec<Publication>), Failure> {
    let period: Period = period.parse().map_err(|_| Failure::not_found())?;
    let (province_id, frame) = site.province_frame(tx, visit).await?;
    let round = round::of_period(tx, province_id, period).await?.ok_or_else(Failure::not_found)?;
    let mut all = publication::of_round(tx, round.id).await?;
    if !frame.may(Action::ReviewReport) {
        all.retain(|p| p.published_at.is_some());
    }
    Ok((period, all))
}

async fn snapshot(tx: &mut Tx, p: &Publication) -> Result<Snapshot, Failure> {
    let content = publication::content(tx, p.id).await?.ok_or_else(Failure::not_found)?;
    Snapshot::read(&content).ok_or_else(|| Failure::internal("a publication cannot be read back"))
}

pub async fn show(State(site): State<Arc<Site>>, visit: Visit, Path((period, number)): Path<(String, i32)>) -> Answer {
    let mut tx = site.db.read().await?;
    let (period, all) = of_round(&site, &mut tx, &visit, &period).await?;
    let at = all.iter().position(|p| p.number == number).ok_or_else(Failure::not_found)?;
    let now = snapshot(&mut tx, &all[at]).await?;
    let before = all[at + 1..].iter().find(|p| p.published_at.is_some());
    let corrects = match before {
        Some(before) => {
            let then = snapshot(&mut tx, before).await?;
            Some((before.number, then.changes(&now), then.score_changes(&now)))
        }
        None => None,
    };
    let newest = all.iter().find(|p| p.published_at.is_some()).map_or(number, |p| p.number);
    let mut frame = site.province_frame(&mut tx, &visit).await?.1;
    frame.illustrative = now.figures.iter().any(|f| f.illustrative);
    let shown = Shown { line: line(&mut tx, &mut HashMap::new(), period, all[at].clone()).await?, snapshot: now, corrects, newest };
    Ok(Html(page::show(&frame, &shown)).into_response())
}

/// The frozen bytes, whose SHA-256 the page shows.
pub async fn content(State(site): State<Arc<Site>>, visit: Visit, Path((period, number)): Path<(String, i32)>) -> Answer {
    let mut tx = site.db.read().await?;
    let (period, all) = of_round(&site, &mut tx, &visit, &period).await?;
    let p = all.iter().find(|p| p.number == number).ok_or_else(Failure::not_found)?;
    let content = publication::content(&mut tx, p.id).await?.ok_or_else(Failure::not_found)?;
    let name = format!("attachment; filename=\"so-lieu_{period}_{number}.json\"");
    Ok(([(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)], content).into_response())
}
