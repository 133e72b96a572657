//! Merging, splitting, renaming, transferring, abolishing units: the form, what it would do, and the deed.

mod apply;
mod change;
mod effects;

use super::{Answer, Failure, Site, Visit, document, target};
use app::{
    frame::{FlashTone, Frame},
    pages::organisation::{self as page, Fields, Preview, Typed, kind_of},
};
use apply::{Hand, sentence};
use axum::{
    Form,
    extract::{Query, State},
    http::StatusCode,
    response::{Html, IntoResponse},
};
use domain::text::Lang;
use effects::Effects;
use serde::Deserialize;
use std::sync::Arc;
use store::{
    Tx,
    catalogue::{Catalogue, OrgUnit},
};
use uuid::Uuid;

#[derive(Deserialize)]
pub struct Choice {
    /// Which form to open.
    viec: Option<String>,
}

fn render(frame: &Frame, catalogue: &Catalogue, province_id: Uuid, form: Option<Typed>) -> String {
    let documents = document::choices(catalogue, province_id);
    page::show(frame, &page::Page { catalogue, province_id, documents, form })
}

pub async fn show(State(site): State<Arc<Site>>, visit: Visit, Query(q): Query<Choice>) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, &visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let kind = q.viec.as_deref().and_then(kind_of);
    let form = kind.map(|kind| Typed { kind, fields: Fields::default(), problem: None });
    Ok(Html(render(&frame, &catalogue, province_id, form)).into_response())
}

/// Without control characters, which a database's text cannot hold.
fn clean(fields: Vec<(String, String)>) -> Fields {
    let plain = |text: String| text.chars().filter(|c| !c.is_control()).collect::<String>();
    Fields(fields.into_iter().map(|(name, value)| (name, plain(value))).collect())
}

/// What the change would do, or the form again with what stands against it. Stores nothing.
pub async fn preview(State(site): State<Arc<Site>>, visit: Visit, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    let fields = clean(fields);
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, &visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let checked = work_out(&site, &mut tx, &catalogue, province_id, &fields).await?;
    match checked {
        Ok((plan, effects)) => Ok(Html(page::preview(&frame, describe(&frame, &catalogue, &plan, effects, fields))).into_response()),
        Err(sentence) => {
            let form = kind_of(fields.one("viec")).map(|kind| Typed { kind, fields, problem: Some(sentence.clone()) });
            if form.is_none() {
                return Err(Failure::refused(format!("{sentence} Chưa có gì được lưu.")));
            }
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(render(&frame, &catalogue, province_id, form))).into_response())
        }
    }
}

/// The plan with its effects, or the sentence that stands against it.
async fn work_out(
    site: &Site,
    tx: &mut Tx,
    catalogue: &Catalogue,
    province_id: Uuid,
    fields: &Fields,
) -> Result<Result<(change::Plan, Effects), String>, Failure> {
    let province = catalogue.provinces.iter().find(|p| p.id == province_id).ok_or_else(Failure::not_found)?;
    let plan = match change::plan(catalogue, province, fields) {
        Ok(plan) => plan,
        Err(sentence) => return Ok(Err(sentence)),
    };
    let effects = Effects::of(tx, catalogue, &plan, site.today()).await?;
    Ok(match effects.refusal(&plan) {
        Some(sentence) => Err(sentence),
        None => Ok((plan, effects)),
    })
}

fn describe(frame: &Frame, catalogue: &Catalogue, plan: &change::Plan, effects: Effects, fields: Fields) -> Preview {
    let carried = plan.carried(catalogue);
    let edge = |u: &OrgUnit, day: Option<chrono::NaiveDate>| (u.name.clone(), u.code.clone(), day.unwrap_or(plan.on));
    Preview {
        fields,
        deed: sentence(plan),
        on: plan.on,
        document: document::number_of(&plan.document).to_owned(),
        is_new_document: plan.is_new_document,
        ends: plan.ends.iter().map(|u| edge(u, u.valid_to)).collect(),
        begins: plan.begins.iter().map(|u| edge(u, u.valid_from)).collect(),
        assignments: (carried.ended.len(), carried.begun.len()),
        by_largest: carried.by_largest,
        people: effects.people(frame.lang == Lang::En),
        heir: plan.heir().map(|u| u.name.clone()),
        rounds: if plan.heir().is_some() || !plan.begins.is_empty() { effects.rounds } else { vec![] },
        earlier: if plan.ends.is_empty() { vec![] } else { effects.earlier },
        figures: effects.figures,
        targets: effects.targets,
        named: effects.named,
        drafts: effects.drafts,
    }
}

pub async fn save(State(site): State<Arc<Site>>, visit: Visit, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    let fields = clean(fields);
    let (province_id, _) = site.province_frame(&mut site.db.read().await?, &visit).await?;
    let hand = Hand { by: visit.person()?, now: site.now(), today: site.today() };
    match apply::apply(&site, province_id, &fields, &hand).await {
        Ok(told) => Ok(target::done(&visit, FlashTone::Done, &format!("Đã lưu: {}.", short(&told)), "/to-chuc")),
        Err(store::Error::Refused(sentence)) => {
            let text = format!("{} Chưa có gì được lưu.", short(&sentence));
            Ok(target::done(&visit, FlashTone::Refused, &text, &apply::form_path(&fields)))
        }
        Err(error) => Err(error.into()),
    }
}

/// A cookie holds 4 kB, and a Vietnamese letter takes up to nine bytes of it.
fn short(text: &str) -> String {
    text.chars().take(360).collect()
}
