//! Evidence in and out: attached to a figure of a draft, taken away, opened by whoever may see the report.

use super::{back, collect, desk, disposition, home, incoming::parts, is_own, stale::stale, typed, typed::Taken};
use crate::{
    report::{Desk, ReportError},
    web::{
        Answer, Failure, Site, Visit,
        parts::{TYPED, text},
    },
};
use app::frame::ui_encode;
use axum::{
    body::Bytes,
    extract::{Multipart, Path, Request, State},
    http::{HeaderName, StatusCode, header},
    response::IntoResponse,
};
use domain::{
    access::Action,
    evidence::{self as rules, EvidenceKind},
};
use std::sync::Arc;
use store::{evidence, file};
use uuid::Uuid;

/// Largest body in bytes: two files of 20 MB chosen at once, and the page's form around them.
pub const EVIDENCE_LIMIT: usize = 42 << 20;

const TOO_LARGE: &str = "Các tệp gửi cùng lúc lớn hơn 40 MB. Đính kèm từng tệp một, mỗi tệp không quá 20 MB. Tệp chưa được đính kèm.";
const BROKEN_OFF: &str = "Tệp tải lên chưa trọn vẹn, có thể do đường truyền. Đính kèm lại. Tệp chưa được đính kèm.";
const NOTHING: &str = "Chưa chọn tệp nào. Chọn tệp PDF, ảnh hoặc Office rồi bấm “Đính kèm”.";

/// What the page's form held: fields as typed, and files with the codes of their indicators.
#[derive(Default)]
struct Sent {
    fields: Vec<(String, String)>,
    files: Vec<(String, String, Bytes)>,
}

impl Sent {
    fn page(&self, code: &str) -> Result<Option<i32>, ReportError> {
        let key = format!("trang.{code}");
        let typed = self.fields.iter().find(|(name, _)| *name == key).map_or("", |(_, value)| value.as_str());
        rules::page(typed).map_err(|sentence| ReportError::Refused(sentence.into()))
    }
}

/// The whole form of the report comes with the files, so that nothing typed is lost.
pub async fn attach(State(site): State<Arc<Site>>, visit: Visit, Path((period, unit)): Path<(String, String)>, request: Request) -> Answer {
    let desk = desk(&site, &visit, &period, &unit).await?;
    let refuse = |sentence: &str| back(&visit, &home(&desk), Err(ReportError::Refused(sentence.to_owned())));
    let Some(parts) = parts(&site, &visit, request, EVIDENCE_LIMIT).await? else { return refuse(TOO_LARGE) };
    let sent = match read(parts).await {
        Ok(sent) => sent,
        Err(StatusCode::PAYLOAD_TOO_LARGE) => return refuse(TOO_LARGE),
        Err(_) => return refuse(BROKEN_OFF),
    };
    let mut desk = desk;
    let taken = typed::take(&mut desk, &sent.fields).await;
    if taken.is_err()
        && let Some(page) = stale(&site, &visit, &desk, &sent.fields).await?
    {
        return Ok(page);
    }
    let place = sent.files.first().map_or_else(|| home(&desk), |(code, ..)| row(&desk, code));
    let done = match taken {
        Ok(typed) => {
            // Each file that is attached changes the report; the next goes on from there.
            desk.seen = None;
            keep(&desk, &sent, typed).await
        }
        Err(error) => Err(error),
    };
    back(&visit, &place, done)
}

/// The row of an indicator on the report's page.
fn row(desk: &Desk<'_>, code: &str) -> String {
    format!("{}#r-{}", home(desk), ui_encode(code))
}

async fn read(mut parts: Multipart) -> Result<Sent, StatusCode> {
    let (mut sent, mut typed) = (Sent::default(), 0);
    while let Some(field) = parts.next_field().await.map_err(|e| e.status())? {
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(code) = name.strip_prefix("tep.") {
            let file = field.file_name().unwrap_or_default().to_owned();
            let content = field.bytes().await.map_err(|e| e.status())?;
            if !file.is_empty() {
                sent.files.push((code.to_owned(), file, content));
            }
        } else {
            let value = text(field, TYPED).await?;
            typed += name.len() + value.len();
            if typed > TYPED {
                return Err(StatusCode::PAYLOAD_TOO_LARGE);
            }
            sent.fields.push((name, value));
        }
    }
    Ok(sent)
}

async fn keep(desk: &Desk<'_>, sent: &Sent, typed: Taken) -> Result<String, ReportError> {
    let also = if typed != Taken::Nothing { " Những gì vừa gõ đã được lưu nháp." } else { "" };
    let mut done = vec![];
    for (code, name, content) in &sent.files {
        let attached = match sent.page(code) {
            Ok(page) => desk.attach(code, name, content, page).await,
            Err(error) => Err(error),
        };
        match attached {
            Ok(e) => done.push(format!("“{}”", e.name)),
            Err(ReportError::Refused(sentence) | ReportError::Store(store::Error::Refused(sentence))) => {
                let before = if done.is_empty() { String::new() } else { format!("Đã đính kèm {}. ", done.join(", ")) };
                return Err(ReportError::Refused(format!("{before}“{}”: {sentence}{also}", short(name))));
            }
            Err(error) => return Err(error),
        }
    }
    if done.is_empty() {
        return Err(ReportError::Refused(format!("{NOTHING}{also}")));
    }
    Ok(format!("Đã đính kèm {}.{also}", done.join(", ")))
}

/// A name that fits a sentence.
fn short(name: &str) -> String {
    const LONG: usize = 40;
    if name.chars().count() <= LONG { name.to_owned() } else { name.chars().take(LONG).chain(std::iter::once('…')).collect() }
}

/// Takes a file away from the draft, and keeps what was typed besides.
pub async fn detach(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path((period, unit)): Path<(String, String)>,
    axum::Form(fields): axum::Form<Vec<(String, String)>>,
) -> Answer {
    let desk = desk(&site, &visit, &period, &unit).await?;
    let id = fields.iter().find(|(name, _)| name == "bo").and_then(|(_, id)| id.parse::<Uuid>().ok());
    // It belongs to this report, whatever the form says.
    let mut tx = site.db.read().await?;
    let found = match id {
        Some(id) => evidence::get(&mut tx, id).await?,
        None => None,
    };
    drop(tx);
    let Some(found) = found else { return back(&visit, &home(&desk), Err(ReportError::Refused(GONE.into()))) };
    let code = desk.catalogue.indicator(found.indicator_id).map(|i| i.code.clone()).unwrap_or_default();
    // What was typed may begin the next revision, in which the file has an id of its own.
    let mut desk = desk;
    let taken = typed::take(&mut desk, &fields).await;
    if taken.is_err()
        && let Some(page) = stale(&site, &visit, &desk, &fields).await?
    {
        return Ok(page);
    }
    let done = match taken {
        Ok(_) => desk.detach(&found).await.map(|gone| format!("Đã bỏ “{}” khỏi minh chứng.", gone.name)),
        Err(error) => Err(error),
    };
    back(&visit, &row(&desk, &code), done)
}

const GONE: &str = "Minh chứng này không còn ở bản nháp. Tải lại trang để xem bản mới nhất.";

/// The file, as its content is and nothing else. Somebody outside the unit gets it only once the report was handed in.
pub async fn open(State(site): State<Arc<Site>>, visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let mut tx = site.db.read().await?;
    let e = evidence::get(&mut tx, id).await?.ok_or_else(Failure::not_found)?;
    let s = evidence::report_of(&mut tx, id).await?.ok_or_else(Failure::not_found)?;
    let catalogue = site.catalogue(&mut tx).await?;
    let actor = &visit.viewer.as_ref().ok_or_else(Failure::not_signed_in)?.actor;
    site.may(actor, Action::ViewReport, &catalogue, s.unit_id)?;
    if !is_own(&site, actor, &catalogue, s.unit_id) && !collect::is_public(s.state) {
        return Err(Failure::not_found());
    }
    let content = file::get(&mut tx, &e.sha256).await?.ok_or_else(Failure::not_found)?;
    let (how, policy) = match e.kind {
        EvidenceKind::Pdf => ("inline", PDF_POLICY),
        kind if kind.is_picture() => ("inline", SANDBOX),
        _ => ("attachment", SANDBOX),
    };
    let headers = [
        (header::CONTENT_TYPE, e.kind.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, disposition(how, &e.name)),
        (header::CONTENT_SECURITY_POLICY, policy.to_owned()),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin".to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, content).into_response())
}

/// What a browser shows by itself may do nothing: no script, no form, no origin.
const SANDBOX: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";
/// The same without the sandbox, in which the PDF viewers of many browsers refuse to start; they run apart from our pages anyway.
const PDF_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; object-src 'self'; frame-ancestors 'none'";
