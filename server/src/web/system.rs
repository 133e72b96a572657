//! The register of information systems, and how its owners keep it up to date.

mod update;

pub use update::update;

use super::{
    Answer, Failure, Site, Visit,
    report::{collect::name_of, moment},
};
use app::pages::system::{self as page, Edit, Fed, Filter, Line, Past, Register, SystemPage};
use axum::{
    extract::{Path, Query, State},
    response::{Html, IntoResponse},
};
use chrono::NaiveDate;
use domain::{
    access::{Action, may},
    system::{Condition, InfoSystem},
    task::TimeRule,
    text::{Lang, fold, sort_key},
};
use serde::Deserialize;
use std::{collections::HashMap, sync::Arc};
use store::{
    catalogue::{self, Catalogue},
    system::{self, Update},
};
use uuid::Uuid;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Choice {
    #[serde(rename = "chu-quan")]
    owner: String,
    #[serde(rename = "loai")]
    kind: String,
    #[serde(rename = "giai-doan")]
    stage: String,
    #[serde(rename = "van-ban")]
    document: String,
    #[serde(rename = "tim")]
    words: String,
}

/// The systems of a province that count on `day`.
pub fn of_province(catalogue: &Catalogue, province_id: Uuid, day: NaiveDate) -> impl Iterator<Item = &InfoSystem> {
    let systems = &catalogue.records.systems;
    systems.of_province(province_id, day)
}

fn line(catalogue: &Catalogue, s: &InfoSystem, newest: Option<&Update>) -> Line {
    let owner = catalogue.unit_by_code(&s.owner).map_or_else(|| s.owner.clone(), |u| u.short_name.clone());
    Line {
        code: s.code.clone(),
        name: s.name.clone(),
        kind: s.kind,
        owner: (s.owner.clone(), owner),
        owner_inferred: s.owner_basis == domain::indicator::Basis::Inferred,
        condition: system::condition(s, newest),
        updated: newest.map(|u| u.as_of),
    }
}

pub async fn list(State(site): State<Arc<Site>>, visit: Visit, Query(q): Query<Choice>) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, &visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let newest = system::newest(&mut tx, site.today()).await?;
    let all: Vec<&InfoSystem> = of_province(&catalogue, province_id, site.today()).collect();
    let filter = Filter {
        owner: q.owner,
        kind: q.kind.parse().ok(),
        stage: q.stage.parse().ok(),
        document: q.document,
        words: q.words.trim().chars().take(100).collect(),
    };
    let folded = fold(&filter.words);
    let fits = |s: &&&InfoSystem| {
        (filter.owner.is_empty() || s.owner == filter.owner)
            && filter.kind.is_none_or(|k| s.kind == k)
            && (filter.document.is_empty() || s.document == filter.document)
            && (folded.is_empty() || fold(&format!("{} {} {}", s.code, s.name, s.written)).contains(&folded))
    };
    let mut lines: Vec<Line> = all.iter().filter(fits).map(|s| line(&catalogue, s, newest.get(&s.code))).collect();
    lines.sort_by_cached_key(|l| (sort_key(&l.name), l.code.clone()));
    let mut owners: HashMap<String, String> = HashMap::new();
    for s in &all {
        let name = catalogue.unit_by_code(&s.owner).map_or_else(|| s.owner.clone(), |u| u.name.clone());
        owners.insert(s.owner.clone(), name);
    }
    let mut owners: Vec<(String, String)> = owners.into_iter().collect();
    owners.sort_by_cached_key(|(code, name)| (sort_key(name), code.clone()));
    let named = catalogue.documents.iter().filter(|d| d.province_id == province_id && all.iter().any(|s| s.document == d.code));
    let documents = named.map(|d| (d.code.clone(), format!("{} · {}", app::pages::document::number_of(d), d.title))).collect();
    let register = Register { lines, all: all.len(), filter, owners, documents };
    Ok(Html(page::list(&frame, &register)).into_response())
}

pub async fn show(State(site): State<Arc<Site>>, visit: Visit, Path(code): Path<String>) -> Answer {
    Ok(Html(render(&site, &visit, &code, None).await?).into_response())
}

/// When a step of a move is to be done.
fn time(catalogue: &Catalogue, rule: &TimeRule, day: NaiveDate, lang: Lang) -> String {
    match (rule, lang) {
        (TimeRule::Unstated, Lang::En) => "not stated".to_owned(),
        _ => rule.label(|event| catalogue.records.events.find(event, day).map(|e| e.name.clone())),
    }
}

/// The form as the system stands today.
fn fresh(condition: &Condition, updates: &[Update], today: NaiveDate) -> Edit {
    let flag = |connected: bool| if connected { "1" } else { "0" }.to_owned();
    Edit {
        stage: condition.stage.code().to_owned(),
        provincial: flag(condition.provincial),
        national: flag(condition.national),
        level: condition.security_level.map(|n| n.to_string()).unwrap_or_default(),
        steps: condition.steps_done.to_string(),
        as_of: today.to_string(),
        seen: seen(updates),
        ..Edit::default()
    }
}

fn seen(updates: &[Update]) -> String {
    system::last_in(updates).map(|id| id.to_string()).unwrap_or_default()
}

/// The page of one system; `typed` is a form that was refused.
async fn render(site: &Site, visit: &Visit, code: &str, typed: Option<Edit>) -> Result<String, Failure> {
    let actor = &visit.viewer.as_ref().ok_or_else(Failure::not_signed_in)?.actor;
    let may_update = may(actor, Action::UpdateSystem, &site.place_of_system(code).await?, site.today()).is_ok();
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let today = site.today();
    let found = catalogue.records.systems.find(code, today).ok_or_else(Failure::not_found)?;
    let document = catalogue.documents.iter().find(|d| d.code == found.document && d.province_id == province_id).cloned();
    let lines = match &document {
        Some(d) => catalogue::lines_at(&mut tx, d.id, &found.source_lines).await?,
        None => vec![],
    };
    let updates = system::updates_of(&mut tx, code).await?;
    let mut past = vec![];
    let mut names = HashMap::new();
    for u in updates.iter().rev() {
        past.push(Past {
            as_of: u.as_of,
            condition: system::condition(found, Some(u)),
            body: u.body.clone(),
            evidence: u.evidence.clone(),
            person: name_of(&mut tx, &mut names, Some(u.person_id)).await?,
            at: moment(u.at),
        });
    }
    let condition = system::condition(found, updates.last());
    let owner = catalogue.unit_by_code(&found.owner);
    let feeds = found.feeds.iter().filter_map(|code| catalogue.indicator_by_code(code)).map(|i| Fed {
        code: i.code.clone(),
        name: if frame.lang == Lang::En { i.name_en.clone() } else { i.name.clone() },
        counted: i.counted(),
    });
    let edit = may_update.then(|| match typed {
        // What was typed stays; what it is compared with is what stands now.
        Some(typed) => Edit { seen: seen(&updates), ..typed },
        None => fresh(&condition, &updates, today),
    });
    let data = SystemPage {
        system: found,
        owner: (found.owner.clone(), owner.map_or_else(|| found.owner.clone(), |u| u.name.clone())),
        owner_ended: owner.and_then(|u| u.valid_to).filter(|last| *last < today),
        condition,
        document,
        lines,
        times: found.step.iter().map(|s| time(&catalogue, &s.time, today, frame.lang)).collect(),
        feeds: feeds.collect(),
        past,
        edit,
    };
    Ok(page::show(&frame, &data))
}
