//! A file in: read, shown, and only then taken into the report.

use super::{
    back,
    collect::{compares_with_illustrative, last_text},
    desk, frame, home,
    incoming::{TOO_LARGE, file, parts},
    moment, reading,
};
use crate::{
    report::{Desk, ReportError, seen::mark},
    web::{Answer, Site, Visit},
};
use app::pages::report::{self as page, Piece, Preview, ValueLine, figure_text};
use axum::{
    extract::{Path, Query, Request, State},
    response::{Html, IntoResponse, Redirect},
};
use domain::{Finding, Severity, text::Lang};
use intake::{Form, State as Said, Understanding, Value};
use serde::Deserialize;
use std::sync::Arc;
use store::{
    submission,
    upload::{self, Upload},
};
use uuid::Uuid;

/// Largest body of an upload in bytes: 20 MB of file and the form around it.
pub const UPLOAD_LIMIT: usize = 21 << 20;

pub async fn upload(State(site): State<Arc<Site>>, visit: Visit, Path((period, unit)): Path<(String, String)>, request: Request) -> Answer {
    let desk = desk(&site, &visit, &period, &unit).await?;
    let refuse = |sentence: &str| back(&visit, &home(&desk), Err(ReportError::Refused(sentence.to_owned())));
    let Some(mut parts) = parts(&site, &visit, request, UPLOAD_LIMIT).await? else { return refuse(TOO_LARGE) };
    let (name, content) = match file(&mut parts).await {
        Ok(file) => file,
        Err(sentence) => return refuse(sentence),
    };
    match desk.upload(&name, &content).await {
        Ok((upload, _)) => Ok(Redirect::to(&format!("{}/xem-truoc?tep={}", home(&desk), upload.id)).into_response()),
        Err(error) => back(&visit, &home(&desk), Err(error)),
    }
}

#[derive(Deserialize)]
pub struct Which {
    tep: Uuid,
}

const GONE: &str = "Tệp xem trước không còn. Tải tệp lên lần nữa.";

pub async fn preview(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path((period, unit)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Answer {
    let desk = desk(&site, &visit, &period, &unit).await?;
    let mut tx = site.db.read().await?;
    let found = upload::get(&mut tx, which.tep).await?.filter(|u| u.unit_id == desk.unit.id && u.round_id == desk.round.id);
    let Some(upload) = found else { return back(&visit, &home(&desk), Err(ReportError::Refused(GONE.into()))) };
    if upload.kept_at.is_some() {
        return Ok(Redirect::to(&home(&desk)).into_response());
    }
    let form = desk.form(&mut tx).await?;
    let illustrative = upload.illustrative || compares_with_illustrative(&form);
    let version = mark(submission::latest(&mut tx, desk.round.id, desk.unit.id).await?.as_ref());
    drop(tx);
    let understood = desk.understand(&upload).await?;
    let data = Preview { version, ..collect(&desk, &form, &upload, &understood, visit.lang) };
    Ok(Html(page::preview(&frame(&site, &visit, &desk, illustrative), &data)).into_response())
}

/// What can only be put right in the file, or a file without a figure.
fn unusable(u: &Understanding, form: &Form) -> Option<String> {
    let asked = |f: &Finding| form.asked.iter().any(|a| Some(&a.code) == f.indicator.as_ref());
    let whole = u.findings.iter().find(|f| f.severity == Severity::Blocking && !asked(f));
    let whole = whole.map(|f| match f.message.contains("tải lên lại") {
        true => f.message.clone(),
        false => format!("{} Sửa trong tệp rồi tải lên lại.", f.message),
    });
    // A file with figures of something else is not empty.
    let empty = match u.findings.iter().any(|f| f.severity == Severity::Blocking && !f.cell.is_empty()) {
        true => "Không có số liệu nào trong tệp dùng được cho báo cáo này; lý do ghi ở từng ô dưới đây. Sửa trong tệp rồi tải lên lại.",
        false => "Tệp chưa có số liệu nào. Điền số liệu vào biểu mẫu rồi tải lên lại.",
    };
    whole.or_else(|| u.values.is_empty().then(|| empty.to_owned()))
}

/// Answers to what the page asked about the file; it is read again with them.
pub async fn confirm(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path((period, unit)): Path<(String, String)>,
    axum::Form(answers): axum::Form<Vec<(String, String)>>,
) -> Answer {
    let desk = desk(&site, &visit, &period, &unit).await?;
    let Some(id) = answers.iter().find(|(name, _)| name == "tep").and_then(|(_, id)| id.parse::<Uuid>().ok()) else {
        return back(&visit, &home(&desk), Err(ReportError::Refused(GONE.into())));
    };
    let page = format!("{}/xem-truoc?tep={id}", home(&desk));
    let form = desk.form(&mut site.db.read().await?).await?;
    let named = named(&desk, &form);
    let (choices, wrong) = reading::answers(&answers, &named);
    let done = desk.confirm(id, &choices).await.and_then(|()| match wrong {
        None => Ok("Đã đọc lại tệp theo xác nhận của bạn.".to_owned()),
        Some(sentence) => Err(ReportError::Refused(sentence)),
    });
    back(&visit, &page, done)
}

/// The uploader's own workbook with the cells marked.
pub async fn marked(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path((period, unit)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Answer {
    let desk = desk(&site, &visit, &period, &unit).await?;
    let mut tx = site.db.read().await?;
    let found = upload::get(&mut tx, which.tep).await?.filter(|u| u.unit_id == desk.unit.id && u.round_id == desk.round.id);
    let Some(upload) = found else { return back(&visit, &home(&desk), Err(ReportError::Refused(GONE.into()))) };
    drop(tx);
    match desk.marked(&upload).await {
        Ok((name, bytes)) => Ok(super::spreadsheet(&name, bytes)),
        Err(error) => back(&visit, &format!("{}/xem-truoc?tep={}", home(&desk), upload.id), Err(error)),
    }
}

#[derive(Deserialize)]
pub struct Keep {
    tep: Uuid,
    version: Option<String>,
}

pub async fn keep(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path((period, unit)): Path<(String, String)>,
    axum::Form(form): axum::Form<Keep>,
) -> Answer {
    let mut desk = desk(&site, &visit, &period, &unit).await?;
    desk.seen = form.version;
    let done = take(&desk, form.tep).await;
    // A file that was not taken is still there to be taken, beside what came in meanwhile.
    let again = upload::get(&mut site.db.read().await?, form.tep).await?.is_some_and(|u| u.kept_at.is_none());
    let to = if done.is_err() && again { format!("{}/xem-truoc?tep={}", home(&desk), form.tep) } else { home(&desk) };
    back(&visit, &to, done)
}

async fn take(desk: &Desk<'_>, id: Uuid) -> Result<String, ReportError> {
    let mut tx = desk.site.db.read().await?;
    let found = upload::get(&mut tx, id).await?.filter(|u| u.unit_id == desk.unit.id && u.round_id == desk.round.id);
    let Some(upload) = found else { return Err(ReportError::Refused(GONE.into())) };
    let form = desk.form(&mut tx).await?;
    drop(tx);
    let understood = desk.understand(&upload).await?;
    if let Some(sentence) = unusable(&understood, &form) {
        return Err(ReportError::Refused(format!("{sentence} Chưa có gì được lưu.")));
    }
    desk.keep(id).await?;
    Ok(format!("Đã lưu {} số liệu của tệp “{}” vào bản nháp. Chưa có gì được nộp.", understood.values.len(), upload.name))
}

fn collect(desk: &Desk<'_>, form: &Form, upload: &Upload, u: &Understanding, lang: Lang) -> Preview {
    Preview {
        unit_code: desk.unit.code.clone(),
        unit_name: desk.unit.name.clone(),
        period: desk.period,
        due: desk.round.due,
        upload: upload.id,
        version: String::new(),
        file: upload.name.clone(),
        bytes: upload.size,
        uploaded: moment(upload.uploaded_at),
        sha256: upload.sha256.clone(),
        asked: form.asked.len(),
        place: u.layouts.iter().map(|l| (l.sheet.clone(), l.header_row)).collect(),
        reading: reading::told(desk, u, lang),
        questions: reading::questions(u, named(desk, form)),
        values: u.values.iter().map(|v| value(form, v, &u.findings, lang)).collect(),
        findings: u.findings.clone(),
        pieces: u.pieces.iter().map(|p| Piece { sheet: p.sheet.clone(), columns: p.columns.clone(), rows: p.rows.clone() }).collect(),
        unusable: unusable(u, form),
    }
}

fn named(desk: &Desk<'_>, form: &Form) -> reading::Named {
    reading::Named::new(&desk.site.known(&desk.catalogue, desk.unit.province_id), Some(&form.asked), desk.period)
}

fn value(form: &Form, v: &Value, findings: &[Finding], lang: Lang) -> ValueLine {
    let asked = form.asked.iter().find(|a| a.code == v.indicator);
    let kind = asked.map(|a| a.shape.kind());
    let shown = |n, d| kind.map(|k| figure_text(k, n, d, lang)).unwrap_or_default();
    let read = match v.state {
        Said::Reported => shown(v.numerator, v.denominator),
        state => state.label().to_owned(),
    };
    ValueLine {
        code: v.indicator.to_string(),
        name: asked.map(|a| a.name.clone()).unwrap_or_default(),
        cell: v.cell.to_string(),
        raw: [v.raw_numerator.as_str(), v.raw_denominator.as_str()]
            .iter()
            .filter(|r| !r.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" / "),
        read,
        previous: asked.map(|a| last_text(a, form.period, lang)).unwrap_or_default(),
        worst: findings.iter().filter(|f| f.indicator.as_deref() == Some(v.indicator.as_str())).map(|f| f.severity).min(),
    }
}
