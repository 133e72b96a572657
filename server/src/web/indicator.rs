//! Indicators, one indicator, and the way from a figure to its cell.

use super::{Answer, Failure, Site, Visit, unit::lens};
use crate::parse;
use app::pages::{
    indicator::{self as page, Source},
    trace::{self as trace_page, TracePage},
};
use axum::{
    extract::{Path, Query, State},
    response::{Html, IntoResponse},
};
use domain::{access::Action, status::Tone, workflow::SubmissionState};
use serde::Deserialize;
use std::sync::Arc;
use store::{catalogue, evidence, figure, submission, upload};
use uuid::Uuid;

#[derive(Deserialize)]
pub struct Choice {
    /// Only this status.
    #[serde(rename = "trang-thai")]
    tone: Option<String>,
    /// Year of the target to show.
    nam: Option<i32>,
    /// "xa": rank the communes.
    nhom: Option<String>,
    /// Words in the name.
    tim: Option<String>,
    /// By which units the series is added up.
    #[serde(rename = "don-vi-tinh")]
    lens: Option<String>,
}

pub async fn list(State(site): State<Arc<Site>>, visit: Visit, Query(q): Query<Choice>) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, mut frame) = site.province_frame(&mut tx, &visit).await?;
    let board = site.board(&mut tx, province_id).await?;
    frame.basis = site.basis(&mut tx, &board).await?;
    let tone = Tone::ALL.into_iter().find(|t| Some(t.class()) == q.tone.as_deref());
    Ok(Html(page::list(&frame, &board, tone, q.tim.as_deref().unwrap_or_default())).into_response())
}

pub async fn show(State(site): State<Arc<Site>>, visit: Visit, Path(code): Path<String>, Query(q): Query<Choice>) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, mut frame) = site.province_frame(&mut tx, &visit).await?;
    let board = site.board_as(&mut tx, province_id, lens(q.lens.as_deref())).await?;
    frame.basis = site.basis(&mut tx, &board).await?;
    let of_code: Vec<_> = board.standings.iter().filter(|s| board.code_of(s) == code).collect();
    let year = site.today().format("%Y").to_string().parse().unwrap_or(0);
    let chosen = q.nam.and_then(|y| of_code.iter().find(|s| s.target.year == y)).or_else(|| of_code.iter().find(|s| s.target.year >= year));
    let Some(standing) = chosen.or(of_code.last()).copied() else { return Err(Failure::not_found()) };
    let source = match standing.target.document_id.and_then(|id| board.catalogue.document(id)) {
        Some(document) => {
            let (from, to) = line_span(&standing.target.source_lines);
            Some(Source { document: document.clone(), lines: catalogue::lines(&mut tx, document.id, from, to).await? })
        }
        None => None,
    };
    Ok(Html(page::show(&frame, &board, standing, &of_code, source, q.nhom.as_deref() == Some("xa"))).into_response())
}

/// "100" or "100-102".
fn line_span(text: &str) -> (i32, i32) {
    let mut ends = text.split('-').map(|n| n.trim().parse().unwrap_or(0));
    let from = ends.next().unwrap_or(0);
    (from, ends.next().unwrap_or(from))
}

pub async fn trace(State(site): State<Arc<Site>>, visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let mut tx = site.db.read().await?;
    let (_, frame) = site.province_frame(&mut tx, &visit).await?;
    let trace = figure::trace(&mut tx, id).await?.ok_or_else(Failure::not_found)?;
    let actor = visit.viewer.as_ref().map(|v| &v.actor).ok_or_else(Failure::not_signed_in)?;
    let catalogue = site.catalogue(&mut tx).await?;
    let may = |action| site.may(actor, action, &catalogue, trace.unit_id).is_ok();
    let state = submission::get(&mut tx, trace.submission_id).await?.map(|s| s.state);
    let is_sent = !matches!(state, Some(SubmissionState::Draft | SubmissionState::Withdrawn) | None);
    let sees_report = may(Action::ViewDraft) || (is_sent && may(Action::ViewReport));
    // What is not accepted is the unit's and the reviewers' business only.
    if !trace.in_force && !sees_report {
        return Err(Failure::not_found());
    }
    let original = match trace.upload_id.filter(|_| !trace.numerator_cell.is_empty()) {
        Some(upload) => upload::content(&mut tx, upload).await?,
        None => None,
    };
    let evidence = evidence::of_observation(&mut tx, id).await?;
    // Reading a file can take its time; the database need not wait for it.
    drop(tx);
    let book = match original {
        Some(content) => parse::read(&content, trace.file.as_deref().unwrap_or_default()).await.ok(),
        None => None,
    };
    let sheet = book.and_then(|b| b.sheets.into_iter().find(|s| s.name == trace.sheet));
    let excerpt = sheet.map(|s| excerpt(&s, &trace.numerator_cell, u32::from(sees_report))).unwrap_or_default();
    Ok(Html(trace_page::trace(&frame, &TracePage { trace, excerpt, may_download: sees_report, evidence })).into_response())
}

/// A cell's row, and as many `around` it as the reader may see, as text: `(row number, [(column letters, text)])`.
fn excerpt(sheet: &intake::read::Sheet, cell: &str, around: u32) -> Vec<(u32, Vec<(String, String)>)> {
    let Some(row) = cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse::<u32>().ok().and_then(|r| r.checked_sub(1)) else {
        return vec![];
    };
    let near = row.saturating_sub(around)..=row + around;
    near.map(|r| {
        let cells = sheet.cells.iter().filter(|c| c.row == r && c.col < 12);
        (r + 1, cells.map(|c| (intake::column(c.col), c.raw())).filter(|(_, text)| !text.is_empty()).collect())
    })
    .collect()
}
