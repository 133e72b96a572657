//! The overview and the page on how things are computed.

use super::{Answer, Failure, Site, Visit};
use app::{
    frame::Frame,
    pages::{
        method,
        overview::{self as page, Order, Overview, RoundLine},
        process,
        rules::{self, RuleLine},
    },
};
use axum::{
    extract::{Query, State},
    response::{Html, IntoResponse},
};
use domain::{status::Tone, workflow::SubmissionState};
use intake::{RULES, Rule, TUNABLE, tuning::Freedom};
use serde::Deserialize;
use std::sync::Arc;
use store::{Tx, catalogue::Catalogue, round, submission};
use uuid::Uuid;

#[derive(Deserialize)]
pub struct Choice {
    xep: Option<String>,
    #[serde(rename = "trang-thai")]
    tone: Option<String>,
}

pub async fn show(State(site): State<Arc<Site>>, visit: Visit, Query(choice): Query<Choice>) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, mut frame) = site.province_frame(&mut tx, &visit).await?;
    let board = site.board(&mut tx, province_id).await?;
    frame.basis = site.basis(&mut tx, &board).await?;
    let round = newest_round(&mut tx, &board.catalogue, province_id, site.today()).await?;
    let data = Overview {
        board: &board,
        round,
        order: Order::ALL.into_iter().find(|o| Some(o.code()) == choice.xep.as_deref()).unwrap_or_default(),
        tone: Tone::ALL.into_iter().find(|t| Some(t.class()) == choice.tone.as_deref()),
    };
    Ok(Html(page::page(&frame, &data)).into_response())
}

/// How complete the newest round is, counted from each unit's first submission.
async fn newest_round(
    tx: &mut Tx,
    catalogue: &Catalogue,
    province_id: Uuid,
    today: chrono::NaiveDate,
) -> Result<Option<RoundLine>, Failure> {
    let rounds = round::list(tx, province_id).await?;
    let Some(newest) = rounds.into_iter().find(|r| r.opens <= today) else { return Ok(None) };
    let period = newest.period()?;
    let units: Vec<_> =
        catalogue.members(province_id).filter(|u| u.exists_in(period) && !catalogue.asked(u.id, period).is_empty()).collect();
    let all = submission::in_round(tx, newest.id).await?;
    let rows = submission::newest(&units, &all);
    let sent = |first: &Option<chrono::DateTime<chrono::Utc>>| first.is_some();
    let in_time = |first: &Option<chrono::DateTime<chrono::Utc>>| first.is_some_and(|at| crate::site::local_date(at) <= newest.due);
    let accepted =
        |unit: Uuid| all.iter().any(|s| s.unit_id == unit && matches!(s.state, SubmissionState::Accepted | SubmissionState::Locked));
    Ok(Some(RoundLine {
        period,
        due: newest.due,
        expected: units.len(),
        submitted: rows.iter().filter(|r| sent(&r.2)).count(),
        in_time: rows.iter().filter(|r| in_time(&r.2)).count(),
        accepted: units.iter().filter(|u| accepted(u.id)).count(),
        missing: rows.iter().filter(|r| !sent(&r.2)).map(|r| r.0.short_name.clone()).collect(),
    }))
}

pub async fn method(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    Ok(Html(method::page(&open_frame(&site, &visit).await?)).into_response())
}

pub async fn rules(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    let frame = open_frame(&site, &visit).await?;
    let lines: Vec<_> = RULES.iter().map(|rule| rule_line(rule, &frame)).collect();
    Ok(Html(rules::page(&frame, &lines)).into_response())
}

fn rule_line(rule: &Rule, frame: &Frame) -> RuleLine {
    let tunable = TUNABLE.iter().find(|t| t.rule.id == rule.id);
    RuleLine {
        id: rule.id,
        severity: rule.severity,
        sentence: rule.pattern(),
        freedom: tunable.map_or(rules::Freedom::None, |t| match t.freedom {
            Freedom::Any => rules::Freedom::Any,
            Freedom::Stricter => rules::Freedom::Stricter,
        }),
        threshold: tunable.and_then(|t| t.threshold).map(|t| t.shown(frame.lang)).unwrap_or_default(),
    }
}

/// Of a page that needs no sign-in.
async fn open_frame(site: &Site, visit: &Visit) -> Result<Frame, Failure> {
    Ok(match visit.province {
        Some(_) => site.province_frame(&mut site.db.read().await?, visit).await?.1,
        None => visit.frame(site, None),
    })
}

/// The workflow, for everybody as /cach-tinh is.
pub async fn process(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    Ok(Html(process::page(&open_frame(&site, &visit).await?)).into_response())
}
