//! Reporting in: the unit's side of a report.

pub(super) mod collect;
pub(super) mod evidence;
mod incoming;
mod list;
pub(super) mod many;
mod preview;
mod reading;
mod stale;
pub(super) mod thread;
pub(super) mod typed;

pub use list::list;
pub use preview::{UPLOAD_LIMIT, confirm, keep, marked, preview, upload};
pub use typed::{save, submit};

use super::{Answer, Failure, Site, Visit, visit};
use crate::report::{Desk, ReportError};
use app::{
    frame::{FlashTone, Frame, ui_encode},
    pages::report as page,
};
use axum::{
    Form,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{AppendHeaders, Html, IntoResponse, Redirect},
};
use chrono::{DateTime, Utc};
use domain::{
    Period, Quantity,
    access::{Action, Actor},
    indicator::Kind,
    text::Lang,
};
use intake::Filled;
use serde::Deserialize;
use std::sync::Arc;
use store::{
    Tx,
    catalogue::Catalogue,
    submission::{self, Observation},
    upload,
};
use uuid::Uuid;

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Refused(sentence) => Self::refused(sentence),
            ReportError::Access(refusal) => refusal.into(),
            ReportError::Store(error) => error.into(),
        }
    }
}

/// The desk for the report an address names; an address without a report behind it is not found.
pub(super) async fn desk<'a>(site: &'a Site, visit: &'a Visit, period: &str, unit: &str) -> Result<Desk<'a>, Failure> {
    let period: Period = period.parse().map_err(|_| Failure::not_found())?;
    let viewer = visit.viewer.as_ref().ok_or_else(Failure::not_signed_in)?;
    Desk::open(site, &viewer.actor, visit.person()?, unit, period).await.map_err(|error| match error {
        ReportError::Refused(sentence) => Failure { status: StatusCode::NOT_FOUND, sentence },
        error => error.into(),
    })
}

/// Back to a page of ours, which says how the step ended. A refusal is a sentence there; anything else is a failure.
pub(super) fn back(visit: &Visit, to: &str, outcome: Result<String, ReportError>) -> Answer {
    let (tone, text) = match outcome {
        Ok(done) => (FlashTone::Done, done),
        Err(ReportError::Refused(sentence) | ReportError::Store(store::Error::Refused(sentence))) => (FlashTone::Refused, sentence),
        Err(error) => return Err(error.into()),
    };
    // A cookie holds 4 kB, and a Vietnamese letter takes up to nine bytes of it.
    let text: String = text.chars().take(380).collect();
    Ok((AppendHeaders([(header::SET_COOKIE, visit::flash_cookie(tone, &text, visit.tls))]), Redirect::to(to)).into_response())
}

/// The frame of a page about the desk's unit.
pub(super) fn frame(site: &Site, visit: &Visit, desk: &Desk<'_>, illustrative: bool) -> Frame {
    let province = desk.catalogue.provinces.iter().find(|p| p.id == desk.unit.province_id);
    let mut frame = visit.frame(site, province.map(|p| (p.code.clone(), p.name.clone())));
    frame.illustrative = illustrative;
    frame
}

/// "16:02 ngày 13/11/2026", in Vietnam's time.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    (at + chrono::Duration::hours(7)).format("%H:%M ngày %d/%m/%Y").to_string()
}

/// What the cells of a figure say, where `by` put it right in the page.
pub(super) fn correction(kind: Kind, o: &Observation, by: &str, lang: Lang) -> String {
    let Some(at) = o.corrected_at.map(moment) else { return String::new() };
    let parts = [
        (o.numerator_cell.as_str(), o.raw_numerator.as_str(), quantity(o.numerator)),
        (o.denominator_cell.as_str(), o.raw_denominator.as_str(), quantity(o.denominator)),
    ];
    page::Correction { kind, parts, answer: &o.answer, by, at: &at }.text(lang)
}

pub(super) fn quantity(scaled: Option<i64>) -> Option<Quantity> {
    scaled.map(Quantity::from_scaled)
}

pub(super) fn home(desk: &Desk<'_>) -> String {
    page::address(desk.period, &desk.unit.code)
}

/// Works for the unit, and so sees its drafts; a reviewer sees only what was handed in.
fn is_own(site: &Site, actor: &Actor, catalogue: &Catalogue, unit_id: Uuid) -> bool {
    let may = |action| site.may(actor, action, catalogue, unit_id).is_ok();
    may(Action::EditReport) || may(Action::SubmitReport)
}

#[derive(Deserialize)]
pub struct Which {
    /// Revision number.
    ban: Option<i32>,
}

pub async fn show(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path((period, unit)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Answer {
    let desk = desk(&site, &visit, &period, &unit).await?;
    let mut tx = site.db.read().await?;
    let (report, illustrative) = collect::report(&mut tx, &desk, which.ban, visit.lang).await?;
    Ok(Html(page::show(&frame(&site, &visit, &desk, illustrative), &report)).into_response())
}

/// The unit's form, with what its draft holds already.
pub async fn form(State(site): State<Arc<Site>>, visit: Visit, Path((period, unit)): Path<(String, String)>) -> Answer {
    let desk = desk(&site, &visit, &period, &unit).await?;
    let mut tx = site.db.read().await?;
    let form = desk.form(&mut tx).await?;
    let kept: Vec<Observation> = match submission::latest(&mut tx, desk.round.id, desk.unit.id).await? {
        Some(latest) => submission::observations(&mut tx, latest.id).await?,
        None => vec![],
    };
    drop(tx);
    let fill = |code: &str| {
        let o = kept.iter().find(|o| desk.catalogue.indicator(o.indicator_id).is_some_and(|i| i.code == code))?;
        Some(Filled {
            numerator: quantity(o.numerator),
            denominator: quantity(o.denominator),
            state: typed::said(&o.answer),
            note: o.note.clone(),
            evidence: o.evidence.clone(),
        })
    };
    let fill: Option<intake::form::Fill> = if kept.is_empty() { None } else { Some(&fill) };
    let bytes = intake::form::write(&form, fill).map_err(Failure::internal)?;
    Ok(spreadsheet(&format!("bieu-mau_{}_{}.xlsx", desk.unit.code, desk.period), bytes))
}

/// A spreadsheet to keep.
pub(super) fn spreadsheet(name: &str, bytes: Vec<u8>) -> axum::response::Response {
    attachment(name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes)
}

/// A file to keep, never to show.
pub(super) fn attachment(name: &str, kind: &'static str, bytes: Vec<u8>) -> axum::response::Response {
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition("attachment", name))], bytes).into_response()
}

/// The name in plain ASCII for old browsers and in full for the others.
fn disposition(how: &str, name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    let encoded = ui_encode(name).replace('/', "%2F");
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[derive(Deserialize)]
pub struct Withdraw {
    version: Option<String>,
}

pub async fn withdraw(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path((period, unit)): Path<(String, String)>,
    Form(form): Form<Withdraw>,
) -> Answer {
    let mut desk = desk(&site, &visit, &period, &unit).await?;
    desk.seen = form.version;
    let done = desk.withdraw().await.map(|()| "Đã rút báo cáo. Sửa rồi nộp lại trước hạn.".to_owned());
    back(&visit, &home(&desk), done)
}

/// The file as it came in. Somebody outside the unit gets it only once a report that uses it was handed in.
pub async fn download(State(site): State<Arc<Site>>, visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let mut tx = site.db.read().await?;
    let upload = upload::get(&mut tx, id).await?.ok_or_else(Failure::not_found)?;
    let catalogue = site.catalogue(&mut tx).await?;
    let actor = &visit.viewer.as_ref().ok_or_else(Failure::not_signed_in)?.actor;
    site.may(actor, Action::ViewReport, &catalogue, upload.unit_id)?;
    if !is_own(&site, actor, &catalogue, upload.unit_id) && !was_handed_in(&mut tx, &upload).await? {
        return Err(Failure::not_found());
    }
    let bytes = upload::content(&mut tx, id).await?.ok_or_else(Failure::not_found)?;
    Ok(attachment(&upload.name, "application/octet-stream", bytes))
}

async fn was_handed_in(tx: &mut Tx, upload: &upload::Upload) -> Result<bool, Failure> {
    for s in submission::revisions(tx, upload.round_id, upload.unit_id).await? {
        if collect::is_public(s.state)
            && (s.upload_id == Some(upload.id) || submission::observations(tx, s.id).await?.iter().any(|o| o.upload_id == Some(upload.id)))
        {
            return Ok(true);
        }
    }
    Ok(false)
}
