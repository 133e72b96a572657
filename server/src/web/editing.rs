//! Administration of the catalogue in the browser: one row at a time, or the data files as a whole.

mod fields;
mod files;

use super::{Answer, Failure, Site, Visit, target::done};
use crate::catalogue::{
    edit::{self, Change, Plan},
    export_files,
    rows::{At, Files},
    text,
};
use app::{
    frame::FlashTone,
    pages::editing::{self as page, Decided, Difference},
};
use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use chrono::NaiveDate;
use domain::text::{Lang, date};
use fields::Kind;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};
use store::{
    Tx, audit,
    catalogue::Catalogue,
    figure,
    record::{self, Decision},
    round,
};
use uuid::Uuid;

pub use files::{download, files, upload};

/// The changed rows on their way through the preview: a JSON array for each data file.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Rows {
    texts: BTreeMap<String, String>,
}

impl Rows {
    fn of(files: &Files) -> Result<String, Failure> {
        let texts = text::write(files).map_err(Failure::internal)?;
        let texts = texts.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
        serde_json::to_string(&Self { texts }).map_err(Failure::internal)
    }

    fn read(json: &str) -> Result<Files, Failure> {
        let rows: Self = serde_json::from_str(json).map_err(|_| Failure::forged())?;
        let texts: Vec<_> = text::names().filter_map(|name| Some((name, rows.texts.get(name)?.clone()))).collect();
        text::parse(&texts).map_err(|_| Failure::forged())
    }
}

/// Who decides, from when, why; checked.
fn decide(site: &Site, visit: &Visit, province_id: Uuid, d: &Decided) -> Result<Decision, String> {
    let from: NaiveDate = d.from.trim().parse().map_err(|_| "Chưa chọn ngày áp dụng.".to_owned())?;
    let named = |text: &str, most: usize, missing: &str| match text.trim().chars().count() {
        0 => Err(missing.to_owned()),
        n if n > most => Err(format!("“{}…” dài quá {most} ký tự.", text.trim().chars().take(30).collect::<String>())),
        _ => Ok(text.trim().to_owned()),
    };
    Ok(Decision {
        province_id: Some(province_id),
        valid_from: Some(from),
        document: named(&d.document, 100, "Chưa ghi số, ký hiệu văn bản quyết định thay đổi.")?,
        reason: named(&d.reason, 500, "Chưa ghi lý do thay đổi.")?,
        person_id: Some(visit.person().map_err(|f| f.sentence)?),
        at: site.now(),
    })
}

/// Everything a plan is told from. An indicator counts at once, since its rows stand in one place only.
async fn told(
    tx: &mut Tx,
    catalogue: &Catalogue,
    province_id: Uuid,
    plan: &Plan,
    decision: &Decision,
) -> Result<Result<Vec<String>, String>, Failure> {
    let at_once = [text::INDICATORS, text::ASSIGNMENTS, text::TARGETS, text::UNITS, text::DOCUMENTS];
    let later = decision.valid_from.is_some_and(|day| day > crate::site::local_date(decision.at));
    if later && let Some(change) = plan.changes.iter().find(|c| at_once.contains(&c.file)) {
        return Ok(Err(format!(
            "{} {}: thay đổi này có hiệu lực ngay, chọn ngày áp dụng không muộn hơn hôm nay.",
            change.file, change.code
        )));
    }
    let figures = figure::of_province(tx, province_id).await?;
    let rounds = round::list(tx, province_id).await?;
    Ok(edit::effects(plan, catalogue, &figures, &rounds, decision))
}

/// Plans `new` against what counts today.
async fn planned(site: &Site, tx: &mut Tx, province: &str, new: &Files) -> Result<Result<Plan, Vec<String>>, Failure> {
    let base = export_files(tx, site.today()).await?;
    Ok(edit::plan(base, new, province)
        .map_err(|problems| problems.iter().map(|p| if p.line == 0 { p.sentence.clone() } else { p.to_string() }).collect()))
}

fn differences(changes: &[Change]) -> Vec<Difference> {
    let shown = |v: Option<&serde_json::Value>| match v {
        None | Some(serde_json::Value::Null) => String::new(),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let mut all = vec![];
    for change in changes {
        let (Some(after), before) = (change.after.as_object(), change.before.as_ref().and_then(|b| b.as_object())) else {
            let (before, after) = (shown(change.before.as_ref()), shown(Some(&change.after)));
            all.push(Difference { row: change.code.clone(), field: change.file.to_owned(), before, after });
            continue;
        };
        let mut names: Vec<&String> = after.keys().collect();
        names.extend(before.into_iter().flat_map(|b| b.keys()).filter(|k| !after.contains_key(*k)));
        for name in names {
            let (was, is) = (before.and_then(|b| b.get(name)), after.get(name));
            if was != is {
                all.push(Difference {
                    row: change.code.clone(),
                    field: fields::label(name).to_owned(),
                    before: shown(was),
                    after: shown(is),
                });
            }
        }
    }
    all
}

async fn show_preview(site: &Site, visit: &Visit, plan: &Plan, effects: Vec<String>, decided: Decided) -> Answer {
    let mut tx = site.db.read().await?;
    let (_, frame) = site.province_frame(&mut tx, visit).await?;
    let new = plan.changes.iter().filter(|c| c.before.is_none()).count();
    let preview = page::Preview {
        changed: plan.changes.len() - new,
        new,
        effects,
        differences: differences(&plan.changes),
        decided,
        rows: Rows::of(&plan.changed)?,
        digest: plan.digest(),
    };
    Ok(Html(page::preview(&frame, &preview)).into_response())
}

/// The form of a row that there is, or of a new one.
pub async fn row(State(site): State<Arc<Site>>, visit: Visit, Path((kind, code)): Path<(String, String)>) -> Answer {
    let kind = Kind::from_slug(&kind).ok_or_else(Failure::not_found)?;
    show_form(&site, &visit, kind, &code, None, vec![], None).await
}

pub async fn add(State(site): State<Arc<Site>>, visit: Visit, Path(kind): Path<String>) -> Answer {
    let kind = Kind::from_slug(&kind).ok_or_else(Failure::not_found)?;
    show_form(&site, &visit, kind, "", None, vec![], None).await
}

type Typed = BTreeMap<String, String>;

async fn show_form(
    site: &Site,
    visit: &Visit,
    kind: Kind,
    code: &str,
    typed: Option<Typed>,
    problems: Vec<String>,
    decided: Option<Decided>,
) -> Answer {
    let mut tx = site.db.read().await?;
    let (_, frame) = site.province_frame(&mut tx, visit).await?;
    let province = visit.province.as_deref().unwrap_or_default();
    let files = export_files(&mut tx, site.today()).await?.of_province(province);
    let stored = kind.values(&files, code);
    if !code.is_empty() && stored.is_none() {
        return Err(Failure::not_found());
    }
    let values = typed.or(stored).unwrap_or_default();
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let versions = record::versions(&mut tx, kind.record(), code).await?;
    let shown = |v: &Decision| {
        let day = v.valid_from.map_or_else(|| frame.t("ban đầu", "at first").to_owned(), |d| date(d, frame.lang));
        (day, v.document.clone(), v.reason.clone())
    };
    let form = page::RowForm {
        kind: (kind.slug(), if frame.lang == Lang::En { kind.name_en() } else { kind.name() }),
        code: code.to_owned(),
        fields: kind.fields(&files, &values, code.is_empty()),
        decided: decided.unwrap_or_else(|| Decided { from: site.today().to_string(), ..Decided::default() }),
        problems,
        versions: versions.iter().rev().map(shown).collect(),
    };
    Ok((status, Html(page::form(&frame, &form))).into_response())
}

/// What a row's form would change. Nothing is stored.
pub async fn preview(State(site): State<Arc<Site>>, visit: Visit, Form(mut typed): Form<Typed>) -> Answer {
    let mut take = |name: &str| typed.remove(name).unwrap_or_default();
    let (slug, code) = (take("loai"), take("ma-cu"));
    let decided = Decided { from: take("tu-ngay"), document: take("van-ban-qd"), reason: take("ly-do") };
    take("csrf");
    take(app::ui::FORM_KEY);
    let kind = Kind::from_slug(&slug).ok_or_else(|| Failure::refused("Không rõ cần thay đổi gì, chưa có gì được lưu. Mở lại biểu mẫu."))?;
    let mut tx = site.db.read().await?;
    let (province_id, _) = site.province_frame(&mut tx, &visit).await?;
    let province = visit.province.clone().unwrap_or_default();
    let own = export_files(&mut tx, site.today()).await?.of_province(&province);
    let refuse =
        async |problems: Vec<String>| show_form(&site, &visit, kind, &code, Some(typed.clone()), problems, Some(decided.clone())).await;
    let decision = match decide(&site, &visit, province_id, &decided) {
        Ok(decision) => decision,
        Err(sentence) => return refuse(vec![sentence]).await,
    };
    let new = match kind.row(&own, &typed, &code, &province) {
        Ok(new) => new,
        Err(problems) => return refuse(problems).await,
    };
    let plan = match planned(&site, &mut tx, &province, &new).await? {
        Ok(plan) if plan.changes.is_empty() => return refuse(vec!["Không có giá trị nào thay đổi.".into()]).await,
        Ok(plan) => plan,
        Err(problems) => return refuse(problems).await,
    };
    let catalogue = site.catalogue(&mut tx).await?;
    match told(&mut tx, &catalogue, province_id, &plan, &decision).await? {
        Ok(effects) => {
            drop(tx);
            show_preview(&site, &visit, &plan, effects, decided).await
        }
        Err(sentence) => refuse(vec![sentence]).await,
    }
}

#[derive(Deserialize)]
pub struct Confirmed {
    dong: String,
    /// [`Plan::digest`] of what the preview showed.
    #[serde(rename = "da-xem")]
    seen: String,
    #[serde(rename = "tu-ngay")]
    from: String,
    #[serde(rename = "van-ban-qd")]
    document: String,
    #[serde(rename = "ly-do")]
    reason: String,
}

/// Stores what a preview showed, if it can still be stored.
pub async fn save(State(site): State<Arc<Site>>, visit: Visit, Form(form): Form<Confirmed>) -> Answer {
    let new = Rows::read(&form.dong)?;
    let mut tx = site.db.read().await?;
    let (province_id, _) = site.province_frame(&mut tx, &visit).await?;
    drop(tx);
    let province = visit.province.clone().unwrap_or_default();
    let decided = Decided { from: form.from, document: form.document, reason: form.reason };
    let decision = decide(&site, &visit, province_id, &decided).map_err(Failure::refused)?;
    let count = store::in_tx!(site.db, |tx| {
        let base = export_files(tx, site.today()).await?;
        let refuse = |sentence: String| store::Error::Refused(sentence);
        let plan = edit::plan(base, &new, &province).map_err(|p| refuse(p.first().map(|p| p.sentence.clone()).unwrap_or_default()))?;
        let catalogue = Catalogue::read(tx).await?;
        // The same form sent twice has nothing left to do; anything else must be what was shown.
        if !plan.changes.is_empty() && plan.digest() != form.seen {
            return Err(refuse(
                "Danh mục vừa được người khác thay đổi nên không còn như bản xem trước. Chưa có gì được lưu. Mở lại biểu mẫu.".into(),
            ));
        }
        told(tx, &catalogue, province_id, &plan, &decision).await.map_err(|f| refuse(f.sentence))?.map_err(refuse)?;
        edit::store(tx, &plan, &catalogue, &decision).await?;
        for change in &plan.changes {
            let detail = serde_json::json!({
                "before": change.before, "after": change.after, "from": decision.valid_from, "document": decision.document, "reason": decision.reason,
            });
            audit::write(tx, decision.at, decision.person_id, "catalogue.change", change.file, &change.code, detail).await?;
        }
        if !plan.changes.is_empty() {
            tx.bump("catalogue").await?;
        }
        Ok(plan.changes.len())
    })?;
    let text = if count == 0 {
        "Thay đổi này đã được áp dụng từ trước.".to_owned()
    } else {
        format!("Đã áp dụng {count} thay đổi.")
    };
    Ok(done(&visit, FlashTone::Done, &text, "/danh-muc"))
}

fn refused(page: String) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response()
}

impl Files {
    /// The rows of one province alone.
    fn of_province(self, province: &str) -> Self {
        let documents: Vec<String> = self.documents.iter().filter(|d| d.row.province == province).map(|d| d.row.code.clone()).collect();
        let indicators: Vec<String> = self.indicators.iter().filter(|i| i.row.province == province).map(|i| i.row.code.clone()).collect();
        fn keep<T>(rows: Vec<At<T>>, own: impl Fn(&T) -> bool) -> Vec<At<T>> {
            rows.into_iter().filter(|at| own(&at.row)).collect()
        }
        Self {
            provinces: keep(self.provinces, |r| r.code == province),
            units: keep(self.units, |r| r.province == province),
            targets: keep(self.targets, |r| r.province == province),
            assignments: keep(self.assignments, |r| indicators.contains(&r.indicator)),
            tasks: keep(self.tasks, |r| documents.contains(&r.document)),
            events: keep(self.events, |r| r.province == province),
            systems: keep(self.systems, |r| r.province == province),
            duties: keep(self.duties, |r| r.province == province),
            successions: keep(self.successions, |r| r.province == province),
            sections: keep(self.sections, |r| documents.contains(&r.document)),
            claims: keep(self.claims, |r| documents.contains(&r.document)),
            frameworks: keep(self.frameworks, |r| r.province == province),
            documents: keep(self.documents, |r| r.province == province),
            indicators: keep(self.indicators, |r| r.province == province),
        }
    }
}
