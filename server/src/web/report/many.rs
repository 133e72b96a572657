//! A file with the figures of many units: read, shown unit by unit, then taken into their drafts, whole or not at all.

use super::{
    UPLOAD_LIMIT, back,
    incoming::{TOO_LARGE, file, parts},
    moment, reading,
};
use crate::{
    report::{
        ReportError,
        batch::{self, Sender},
        reading::{confirm_batch, of_batch},
    },
    web::{Answer, Failure, Site, Visit},
};
use app::pages::report::{MANY, Many, Part, many};
use axum::{
    Form,
    extract::{Query, Request, State},
    response::{Html, IntoResponse, Redirect},
};
use domain::{Period, Severity, access::Action, text::decimal};
use serde::Deserialize;
use std::{cmp::Reverse, sync::Arc};
use store::{batch as aside, catalogue::Catalogue, file as bytes, round};
use uuid::Uuid;

#[derive(Deserialize)]
pub struct Which {
    tep: Option<Uuid>,
}

const GONE: &str = "Tệp xem trước không còn. Tải tệp lên lần nữa.";

fn gone() -> ReportError {
    ReportError::Refused(GONE.into())
}

pub async fn show(State(site): State<Arc<Site>>, visit: Visit, Query(which): Query<Which>) -> Answer {
    let viewer = visit.viewer.as_ref().ok_or_else(Failure::not_signed_in)?;
    let mut tx = site.db.read().await?;
    let (_, frame) = site.province_frame(&mut tx, &visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    drop(tx);
    let mine = |id: Uuid| site.may(&viewer.actor, Action::EditReport, &catalogue, id).is_ok();
    let units = catalogue.units.iter().filter(|u| u.exists_on(site.today()) && mine(u.id)).count();
    let Some(id) = which.tep else { return Ok(Html(many(&frame, units, None)).into_response()) };
    let (aside, _, batch) = match read(&site, &visit, id).await {
        Ok(read) => read,
        Err(error) => return back(&visit, MANY, Err(error)),
    };
    let desks = batch::desks(&site, &viewer.actor, visit.person()?, &batch, &aside.sha256, site.now()).await?;
    let mut found = vec![];
    for (group, desk) in batch.groups.iter().zip(desks) {
        let obstacle = match desk {
            Ok(_) => None,
            Err(ReportError::Store(error)) => return Err(error.into()),
            Err(refusal) => Some(refusal.to_string()),
        };
        let count = |severity| group.findings.iter().filter(|f| f.severity == severity && f.rule != "missing-item").count();
        found.push(Part {
            unit_code: group.unit.clone(),
            unit_name: catalogue.unit_by_code(&group.unit).map_or_else(|| group.unit.clone(), |u| u.name.clone()),
            period: group.period,
            values: group.values.len(),
            blocking: count(Severity::Blocking),
            justify: count(Severity::Justify),
            obstacle,
        });
    }
    found.sort_by_key(|p| (p.obstacle.is_none(), Reverse((p.blocking, p.justify))));
    let mut findings: Vec<_> = batch.findings().filter(|f| f.rule != "missing-item").cloned().collect();
    findings.sort_by_key(|f| f.severity);
    let fault = batch.fault().map(|s| format!("{s} Sửa trong tệp rồi tải lên lại."));
    let unread = reading::unread(&batch.understanding);
    let questions = reading::questions(&batch.understanding, named(&site, &catalogue, &aside));
    let data = Many { id, file: aside.name, uploaded: moment(aside.uploaded_at), parts: found, findings, fault, questions, unread };
    Ok(Html(many(&frame, units, Some(&data))).into_response())
}

/// What this person put aside, read again.
async fn read(site: &Site, visit: &Visit, id: Uuid) -> Result<(aside::Batch, Vec<u8>, batch::Batch), ReportError> {
    let person = visit.person_id.ok_or_else(gone)?;
    let mut tx = site.db.read().await?;
    let aside = aside::get(&mut tx, id, person).await?.ok_or_else(gone)?;
    let content = bytes::get(&mut tx, &aside.sha256).await?.ok_or_else(gone)?;
    // A file that does not say of when it is speaks of the newest round.
    let rounds = round::list(&mut tx, aside.province_id).await?;
    let choices = of_batch(&mut tx, &aside).await?;
    drop(tx);
    let newest = rounds.iter().find(|r| r.opens <= site.today()).and_then(|r| r.period().ok());
    let period = newest.unwrap_or_else(|| Period::month_of(site.today()).previous());
    let viewer = visit.viewer.as_ref().map(|viewer| &viewer.actor);
    let sender = Sender { province_id: aside.province_id, unit: None, period, choices, viewer };
    let batch = batch::read(site, &sender, &content, &aside.name).await?;
    Ok((aside, content, batch))
}

pub async fn upload(State(site): State<Arc<Site>>, visit: Visit, request: Request) -> Answer {
    let refuse = |sentence: &str| back(&visit, MANY, Err(ReportError::Refused(sentence.to_owned())));
    let viewer = visit.viewer.as_ref().ok_or_else(Failure::not_signed_in)?;
    let person_id = visit.person()?;
    if !viewer.actor.edits_somewhere(site.today()) {
        return refuse("Tài khoản chưa được giao lập báo cáo cho đơn vị nào. Liên hệ quản trị viên nếu cần.");
    }
    let (province_id, _) = site.province_frame(&mut site.db.read().await?, &visit).await?;
    let Some(mut parts) = parts(&site, &visit, request, UPLOAD_LIMIT).await? else { return refuse(TOO_LARGE) };
    let (name, content) = match file(&mut parts).await {
        Ok(file) => file,
        Err(sentence) => return refuse(sentence),
    };
    let aside = aside::Batch {
        id: Uuid::now_v7(),
        person_id,
        province_id,
        name: crate::report::file_name(&name, &content),
        sha256: bytes::sha256(&content),
        uploaded_at: site.now(),
        choices: "{}".to_owned(),
    };
    store::in_tx!(site.db, |tx| aside::put(tx, &aside, &content).await)?;
    Ok(Redirect::to(&format!("{MANY}?tep={}", aside.id)).into_response())
}

fn named(site: &Site, catalogue: &Catalogue, aside: &aside::Batch) -> reading::Named {
    reading::Named::new(&site.known(catalogue, aside.province_id), None, Period::month_of(site.today()))
}

/// Answers to what the page asked about the file; it is read again with them.
pub async fn confirm(State(site): State<Arc<Site>>, visit: Visit, Form(answers): Form<Vec<(String, String)>>) -> Answer {
    let id = answers.iter().find(|(name, _)| name == "tep").and_then(|(_, id)| id.parse::<Uuid>().ok());
    let page = id.map_or(MANY.to_owned(), |id| format!("{MANY}?tep={id}"));
    back(&visit, &page, answer(&site, &visit, id, &answers).await.map(|()| "Đã đọc lại tệp theo xác nhận của bạn.".to_owned()))
}

async fn answer(site: &Site, visit: &Visit, id: Option<Uuid>, answers: &[(String, String)]) -> Result<(), ReportError> {
    let (Some(id), Some(person)) = (id, visit.person_id) else { return Err(gone()) };
    let mut tx = site.db.read().await?;
    let aside = aside::get(&mut tx, id, person).await?.ok_or_else(gone)?;
    let catalogue = site.catalogue(&mut tx).await?;
    drop(tx);
    let (choices, wrong) = reading::answers(answers, &named(site, &catalogue, &aside));
    confirm_batch(site, &aside, &choices).await?;
    wrong.map_or(Ok(()), |sentence| Err(ReportError::Refused(sentence)))
}

#[derive(Deserialize)]
pub struct Keep {
    tep: Uuid,
}

pub async fn keep(State(site): State<Arc<Site>>, visit: Visit, Form(form): Form<Keep>) -> Answer {
    let again = format!("{MANY}?tep={}", form.tep);
    match take(&site, &visit, form.tep).await {
        Ok(done) => back(&visit, "/bao-cao", Ok(done)),
        Err(error) => back(&visit, &again, Err(error)),
    }
}

async fn take(site: &Site, visit: &Visit, id: Uuid) -> Result<String, ReportError> {
    let (Some(viewer), Some(person)) = (visit.viewer.as_ref(), visit.person_id) else { return Err(gone()) };
    let (aside, content, batch) = read(site, visit, id).await?;
    batch::take(site, &viewer.actor, person, &batch, &aside.name, &content, site.now()).await?;
    store::in_tx!(site.db, |tx| aside::drop_of(tx, person).await)?;
    let count = |n: usize| decimal(n as f64, 0, visit.lang);
    Ok(format!("Đã lưu {} số liệu vào {} bản nháp. Chưa có gì được nộp.", count(batch.values()), count(batch.groups.len())))
}
