//! The grid of targets: one cell at a time, or as a spreadsheet; and who answers for each indicator.

mod change;
mod sheet;

use super::{
    Answer, Failure, Site, Visit, document,
    parts::{TOKEN, TYPED, text},
    visit,
};
use app::{
    frame::{FlashTone, Frame, ui_encode},
    pages::target::{self as page, Cell, Edit, PartLine, Past},
};
use axum::{
    Form,
    extract::{Multipart, Query, State, multipart::MultipartError},
    http::{StatusCode, header},
    response::{AppendHeaders, Html, IntoResponse, Redirect, Response},
};
use change::Change;
use chrono::{Datelike, NaiveDate};
use domain::{
    indicator::{Operator, Part, UnitKind},
    text::{Lang, date, number, sort_key, vi_date},
};
use intake::number::{Separators, parse};
use serde::Deserialize;
use std::{collections::BTreeSet, ops::RangeInclusive, sync::Arc};
use store::{
    Tx, audit,
    catalogue::{self, Catalogue, Indicator, OrgUnit, Target},
};
use uuid::Uuid;

pub use sheet::{download, upload};

/// The years of the strategy; other years appear when a target is issued for them.
const YEARS: RangeInclusive<i32> = 2025..=2030;

/// A multipart form, its token already checked.
pub(super) struct Parts {
    fields: Vec<(String, String)>,
    /// Name and content.
    pub file: Option<(String, Vec<u8>)>,
}

impl Parts {
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }
}

/// Reads a multipart form whose first field is the session's token: nothing else is read before it is right.
pub(super) async fn parts(visit: &Visit, mut form: Multipart) -> Result<Parts, Failure> {
    let refused = || Failure::refused("Biểu mẫu gửi lên quá lớn hoặc chưa trọn vẹn, chưa có gì được lưu. Tải lên lại.");
    let broken = |_: MultipartError| refused();
    let first = form.next_field().await.map_err(broken)?.filter(|f| f.name() == Some("csrf")).ok_or_else(Failure::forged)?;
    if !visit::same(&text(first, TOKEN).await.map_err(|_| refused())?, &visit.csrf) {
        return Err(Failure::forged());
    }
    let mut parts = Parts { fields: vec![], file: None };
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(str::to_owned) {
            // A file field that nobody filled comes with an empty name.
            Some(file) if !file.is_empty() => parts.file = Some((file, field.bytes().await.map_err(broken)?.to_vec())),
            Some(_) => {}
            None => parts.fields.push((name, text(field, TYPED).await.map_err(|_| refused())?)),
        }
    }
    Ok(parts)
}

/// Back to a page that says how it ended.
pub(super) fn done(visit: &Visit, tone: FlashTone, text: &str, to: &str) -> Response {
    (AppendHeaders([(header::SET_COOKIE, visit::flash_cookie(tone, text, visit.tls))]), Redirect::to(to)).into_response()
}

/// Code and name of the units below the province that exist on `day`, as a Vietnamese list is sorted.
pub(super) fn unit_choices(catalogue: &Catalogue, province_id: Uuid, day: NaiveDate) -> Vec<(String, String)> {
    let mut units: Vec<_> = catalogue.members_on(province_id, day).map(|u| (u.code.clone(), u.name.clone())).collect();
    units.sort_by_cached_key(|(_, name)| sort_key(name));
    units
}

/// "≥ 80 %": with the unit of measure only where that is the percent sign, since the row says the others.
fn target_text(operator: Operator, value: domain::Quantity, i: &Indicator, lang: Lang) -> String {
    let percent = if i.unit_of_measure == "%" { "\u{a0}%" } else { "" };
    format!("{}\u{a0}{}{percent}", operator.symbol(), number(value, lang))
}

#[derive(Default, Deserialize)]
pub struct GridQuery {
    #[serde(default)]
    nam: String,
    #[serde(default, rename = "don-vi")]
    unit: String,
    #[serde(default)]
    sua: String,
}

pub async fn grid(State(site): State<Arc<Site>>, visit: Visit, Query(q): Query<GridQuery>) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, &visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let year = q.nam.parse().ok();
    let unit = unit_or_root(&catalogue, province_id, &q.unit)?;
    let edit = match (indicator_of(&catalogue, province_id, &q.sua), year) {
        (Some(i), Some(year)) => Some(stored(&mut tx, &catalogue, unit, i, year, frame.lang).await?),
        _ => None,
    };
    Ok(Html(page::grid(&frame, describe(&catalogue, province_id, unit, year, edit, &frame))).into_response())
}

/// The unit with the code, if it is of the province; the province itself without code.
fn unit_or_root<'a>(catalogue: &'a Catalogue, province_id: Uuid, code: &str) -> Result<&'a OrgUnit, Failure> {
    let unit = if code.is_empty() { catalogue.root(province_id) } else { catalogue.unit_by_code(code) };
    unit.filter(|u| u.province_id == province_id).ok_or_else(Failure::not_found)
}

fn indicator_of<'a>(catalogue: &'a Catalogue, province_id: Uuid, code: &str) -> Option<&'a Indicator> {
    catalogue.indicator_by_code(code).filter(|i| i.province_id == province_id)
}

/// The edit form as the target stands now.
async fn stored(tx: &mut Tx, catalogue: &Catalogue, unit: &OrgUnit, i: &Indicator, year: i32, lang: Lang) -> Result<Edit, Failure> {
    let target = catalogue.targets_of(i.id, unit.id).find(|t| t.year == year);
    let near = target.or_else(|| catalogue.target_for(i.id, unit.id, year));
    let deadline = target.map(|t| t.deadline).or_else(|| NaiveDate::from_ymd_opt(year, 12, 31)).unwrap_or_default();
    let document = target.and_then(|t| t.document_id).and_then(|id| catalogue.document(id));
    Ok(Edit {
        indicator: i.code.clone(),
        year,
        operator: near.map_or(Operator::AtLeast, |t| t.operator).symbol().to_owned(),
        value: target.map(|t| number(t.quantity(), lang)).unwrap_or_default(),
        deadline: deadline.to_string(),
        document: document.map(|d| d.code.clone()).unwrap_or_default(),
        past: past(tx, &change::key(&i.code, &unit.code, year), lang).await?,
        ..Edit::default()
    })
}

async fn past(tx: &mut Tx, key: &str, lang: Lang) -> Result<Vec<Past>, Failure> {
    let lines = audit::of(tx, "target", key).await?;
    let read = |line: audit::Line| {
        let detail: serde_json::Value = serde_json::from_str(&line.detail).unwrap_or_default();
        let text = |name: &str| detail[name].as_str().unwrap_or("–").to_owned();
        Past {
            date: date(crate::site::local_date(line.at), lang),
            person: line.person.unwrap_or_default(),
            change: format!("{} → {} ({})", text("before"), text("after"), text("document")),
            reason: text("reason"),
        }
    };
    Ok(lines.into_iter().map(read).collect())
}

fn describe(catalogue: &Catalogue, province_id: Uuid, unit: &OrgUnit, year: Option<i32>, edit: Option<Edit>, frame: &Frame) -> page::Grid {
    let is_province = unit.kind == UnitKind::Province;
    let issued = catalogue.targets.iter().filter(|t| t.unit_id == unit.id).map(|t| t.year);
    let years: Vec<i32> = issued.chain(YEARS).collect::<BTreeSet<_>>().into_iter().collect();
    let concerned = |i: &&Indicator| {
        let reports = || catalogue.assigned_on(i.id, Part::Reports, frame.today).any(|(u, _)| u.id == unit.id);
        let edited = || edit.as_ref().is_some_and(|e| e.indicator == i.code);
        i.province_id == province_id && (is_province || edited() || reports() || catalogue.targets_of(i.id, unit.id).next().is_some())
    };
    let mut indicators: Vec<&Indicator> = catalogue.indicators.iter().filter(concerned).collect();
    indicators.sort_by(|a, b| (&a.pillar, &a.code).cmp(&(&b.pillar, &b.code)));
    let row = |i: &Indicator| page::Row {
        code: i.code.clone(),
        name: if frame.lang == Lang::En { i.name_en.clone() } else { i.name.clone() },
        pillar: i.pillar.clone(),
        measure: i.unit_of_measure.clone(),
        cells: cells(catalogue, i, &catalogue.targets_of(i.id, unit.id).collect::<Vec<_>>(), &years, frame.lang),
        parts: Part::ALL.iter().filter_map(|part| part_line(catalogue, i, *part, frame)).collect(),
    };
    let rows = indicators.into_iter().map(row).collect();
    let root = catalogue.root(province_id).map(|u| (u.code.clone(), u.name.clone()));
    page::Grid {
        unit: (unit.code.clone(), unit.name.clone()),
        units: root.into_iter().chain(unit_choices(catalogue, province_id, frame.today)).collect(),
        documents: document::choices(catalogue, province_id),
        years,
        year,
        rows,
        edit,
    }
}

/// `years` as the grid shows them, in order: issued, between issued ones (taken together), or nothing.
fn cells(catalogue: &Catalogue, i: &Indicator, targets: &[&Target], years: &[i32], lang: Lang) -> Vec<Cell> {
    let (first, last) = (targets.iter().map(|t| t.year).min(), targets.iter().map(|t| t.year).max());
    let mut cells: Vec<Cell> = vec![];
    for &year in years {
        if let Some(t) = targets.iter().find(|t| t.year == year) {
            let document = t.document_id.and_then(|id| catalogue.document(id)).map(document::number_of).unwrap_or_default();
            let deadline = (Some(t.deadline) != NaiveDate::from_ymd_opt(year, 12, 31)).then(|| date(t.deadline, lang));
            let text = target_text(t.operator, t.quantity(), i, lang);
            cells.push(Cell::Issued { year, text, document: document.to_owned(), deadline });
        } else if first.is_some_and(|first| first < year) && last.is_some_and(|last| year < last) {
            match cells.last_mut() {
                Some(Cell::Between(gap)) => gap.push(year),
                _ => cells.push(Cell::Between(vec![year])),
            }
        } else {
            cells.push(Cell::Empty(year));
        }
    }
    cells
}

/// More names than this are counted instead.
const NAMED: usize = 3;

fn part_line(catalogue: &Catalogue, i: &Indicator, part: Part, frame: &Frame) -> Option<PartLine> {
    let lang = frame.lang;
    let assigned: Vec<_> = catalogue.assigned_on(i.id, part, frame.today).collect();
    let first = assigned.first()?.1;
    let communes = assigned.iter().filter(|(u, _)| u.kind.is_commune()).count();
    let others: Vec<&str> = assigned.iter().filter(|(u, _)| !u.kind.is_commune()).map(|(u, _)| u.short_name.as_str()).collect();
    let counted = |n: usize, vi: &str, en: &str| (n > 0).then(|| format!("{n} {}", if lang == Lang::En { en } else { vi }));
    let units = match assigned.len() {
        n if n <= NAMED => assigned.iter().map(|(u, _)| u.short_name.clone()).collect::<Vec<_>>().join(", "),
        _ => {
            let named = if others.len() <= NAMED { (!others.is_empty()).then(|| others.join(", ")) } else { None };
            let others = named.or_else(|| counted(others.len(), "sở, ban, ngành", "departments"));
            others.into_iter().chain(counted(communes, "xã, phường, đặc khu", "communes and wards")).collect::<Vec<_>>().join(", ")
        }
    };
    // One inferred or open assignment makes the whole line so.
    let basis = assigned.iter().map(|(_, a)| a.basis).max().unwrap_or(first.basis);
    Some(PartLine { part, units, basis, confirmed: assigned.iter().all(|(_, a)| a.confirmed) })
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TargetForm {
    /// JSON of the rows of an uploaded table; all else but the reason is empty then.
    dong: String,
    #[serde(rename = "don-vi")]
    unit: String,
    #[serde(rename = "chi-tieu")]
    indicator: String,
    nam: i32,
    dau: String,
    #[serde(rename = "gia-tri")]
    value: String,
    han: String,
    #[serde(rename = "van-ban")]
    document: String,
    so: String,
    #[serde(rename = "ly-do")]
    reason: String,
}

impl TargetForm {
    fn change(&self, lang: Lang) -> Result<Change, String> {
        let separators = if lang == Lang::En { Separators::DecimalPoint } else { Separators::DecimalComma };
        let typed = self.value.trim().trim_end_matches('%').trim_end();
        let value = parse(typed, separators);
        let value = value.map_err(|_| format!("Giá trị “{}” không phải một số. Ghi như 80 hoặc 1.234,5.", self.value))?;
        let deadline = self.han.parse().map_err(|_| format!("Hạn “{}” không phải một ngày. Chọn lại ngày.", self.han))?;
        if self.reason.trim().is_empty() {
            return Err("Chưa ghi lý do thay đổi.".into());
        }
        Ok(Change {
            unit: self.unit.clone(),
            indicator: self.indicator.clone(),
            year: self.nam,
            operator: Operator::from_symbol(&self.dau).ok_or("Chọn một trong ba dấu ≥, ≤, =.")?,
            value,
            deadline: Some(deadline),
            document: if self.so.trim().is_empty() { self.document.clone() } else { self.so.clone() },
        })
    }
}

pub async fn save(State(site): State<Arc<Site>>, visit: Visit, Form(form): Form<TargetForm>) -> Answer {
    if !form.dong.is_empty() {
        return sheet::confirm(&site, &visit, &form.dong, &form.reason).await;
    }
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, &visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    drop(tx);
    let unit = unit_or_root(&catalogue, province_id, &form.unit)?;
    let i = indicator_of(&catalogue, province_id, &form.indicator).ok_or_else(Failure::not_found)?;
    let checked = form.change(frame.lang).and_then(|c| change::plan(&catalogue, province_id, &c).map(|_| c));
    match checked {
        Ok(change) => {
            let count = change::apply(&site, visit.person()?, province_id, &[change], form.reason.trim()).await?;
            let text = match count {
                0 => format!("Mục tiêu {} năm {} không thay đổi.", i.code, form.nam),
                _ => format!("Đã ban hành mục tiêu {} năm {}.", i.code, form.nam),
            };
            let to = format!("/muc-tieu?don-vi={}#{}", ui_encode(&unit.code), i.code);
            Ok(done(&visit, FlashTone::Done, &text, &to))
        }
        Err(sentence) => {
            let edit = Edit {
                indicator: form.indicator,
                year: form.nam,
                operator: form.dau,
                value: form.value,
                deadline: form.han,
                document: form.document,
                number: form.so,
                reason: form.reason,
                problem: Some(sentence),
                past: vec![],
            };
            let html = page::grid(&frame, describe(&catalogue, province_id, unit, Some(form.nam), Some(edit), &frame));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response())
        }
    }
}

#[derive(Deserialize)]
pub struct ConfirmForm {
    indicator: String,
    #[serde(default, rename = "don-vi")]
    unit: String,
}

pub async fn confirm(State(site): State<Arc<Site>>, visit: Visit, Form(form): Form<ConfirmForm>) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, _) = site.province_frame(&mut tx, &visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    drop(tx);
    let i = indicator_of(&catalogue, province_id, &form.indicator).ok_or_else(Failure::not_found)?;
    let (now, by) = (site.now(), visit.person()?);
    store::in_tx!(site.db, |tx| {
        catalogue::confirm_assignments(tx, i.id).await?;
        tx.bump("catalogue").await?;
        audit::write(tx, now, Some(by), "assignment.confirm", "indicator", i.id, serde_json::json!({ "indicator": i.code })).await
    })?;
    let to = format!("/muc-tieu?don-vi={}#{}", ui_encode(&form.unit), i.code);
    Ok(done(&visit, FlashTone::Done, &format!("Đã xác nhận phân công của chỉ tiêu {}.", i.code), &to))
}

/// A deadline in the words of a document that only gives the day.
fn written(deadline: NaiveDate) -> String {
    if (deadline.month(), deadline.day()) == (12, 31) { format!("Đến hết năm {}", deadline.year()) } else { vi_date(deadline) }
}
