//! Events that set dates: when they happened.

use super::{Answer, Site, Visit, target::done, task::clean};
use app::{
    frame::{FlashTone, ui_encode},
    pages::event::{self as page, EventForm, Past},
    tasks::{TaskBoard, moment},
};
use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{Html, IntoResponse},
};
use chrono::NaiveDate;
use domain::{task::Event, text::vi_date};
use serde_json::json;
use std::sync::Arc;
use store::{
    Tx, audit, person,
    record::{self, Decision, Records},
};
use uuid::Uuid;

pub async fn list(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    shown(&site, &visit, None).await
}

async fn shown(site: &Site, visit: &Visit, typed: Option<&EventForm>) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, visit).await?;
    let board = site.task_board(&mut tx, province_id).await?;
    let past = past(&mut tx, &board).await?;
    let status = if typed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, Html(page::list(&frame, &board, &past, typed))).into_response())
}

/// Every version of the province's events, oldest first.
async fn past(tx: &mut Tx, board: &TaskBoard) -> store::Result<Vec<Past>> {
    let events = &board.catalogue.records.events;
    let mut past = vec![];
    for event in events.of_province(board.province_id, board.today) {
        for version in events.versions(&event.code) {
            let d = &version.decision;
            let person = match d.person_id {
                Some(id) => person::get(tx, id).await?.map(|p| p.full_name),
                None => Some("tệp danh mục".to_owned()),
            };
            past.push(Past {
                event: event.code.clone(),
                day: version.row.as_ref().and_then(|e| e.happened_on),
                document: d.document.clone(),
                reason: d.reason.clone(),
                person: person.unwrap_or_default(),
                at: moment(d.at),
            });
        }
    }
    Ok(past)
}

/// A date that can be stored.
struct Change {
    day: Option<NaiveDate>,
    document: String,
    reason: String,
}

/// Nothing that sets dates here happened before.
const FIRST_YEAR: i32 = 2000;

/// The error is a sentence for the user.
fn checked(form: &EventForm, today: NaiveDate) -> Result<Change, String> {
    let (document, reason) = (clean(&form.document).replace('\n', " "), clean(&form.reason).replace('\n', " "));
    let day = if form.clear.is_empty() {
        let typed: String = form.day.trim().chars().take(20).collect();
        let day: NaiveDate = typed.parse().map_err(|_| format!("Ngày “{typed}” không phải một ngày. Chọn lại ngày."))?;
        if day > today {
            return Err(format!("Ngày {} chưa đến. Chỉ nhập khi sự kiện đã xảy ra.", vi_date(day)));
        }
        if day < NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap_or_default() {
            return Err(format!("Ngày {} trước năm {FIRST_YEAR}. Kiểm tra lại năm.", vi_date(day)));
        }
        if document.is_empty() {
            return Err("Chưa ghi văn bản cho biết ngày của sự kiện. Ghi số, ký hiệu văn bản.".into());
        }
        Some(day)
    } else {
        None
    };
    if reason.is_empty() {
        return Err("Chưa ghi lý do. Ghi vì sao nhập, sửa hoặc xoá ngày.".into());
    }
    if document.chars().count() > 100 {
        return Err("Số, ký hiệu văn bản dài quá 100 ký tự. Chỉ ghi số, ký hiệu, ví dụ 123/QĐ-UBND.".into());
    }
    if reason.chars().count() > 500 {
        return Err("Lý do dài quá 500 ký tự. Rút gọn.".into());
    }
    Ok(Change { day, document, reason })
}

/// What became of a change.
enum Kept {
    Stored,
    Same,
    Gone,
    Overtaken,
}

pub async fn save(State(site): State<Arc<Site>>, visit: Visit, Form(form): Form<EventForm>) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, _) = site.province_frame(&mut tx, &visit).await?;
    drop(tx);
    let change = match checked(&form, site.today()) {
        Ok(change) => change,
        Err(sentence) => return shown(&site, &visit, Some(&EventForm { problem: Some(sentence), ..form })).await,
    };
    let refused = match put(&site, visit.person()?, province_id, &form, &change).await? {
        kept @ (Kept::Stored | Kept::Same) => {
            let text = match (kept, change.day) {
                (Kept::Stored, Some(day)) => format!("Ngày của sự kiện là {}; hạn của các việc chờ đã được tính lại.", vi_date(day)),
                (Kept::Stored, None) => "Đã xoá ngày của sự kiện; các việc chờ không còn hạn.".to_owned(),
                (_, Some(day)) => format!("Ngày của sự kiện đã là {}, không có gì thay đổi.", vi_date(day)),
                (_, None) => "Sự kiện đang không có ngày, không có gì thay đổi.".to_owned(),
            };
            return Ok(done(&visit, FlashTone::Done, &text, &format!("/su-kien#{}", ui_encode(&form.event))));
        }
        Kept::Gone => "Không có sự kiện này trong tỉnh. Chưa có gì được lưu. Tải lại trang rồi thử lại.",
        Kept::Overtaken => "Ngày của sự kiện vừa được người khác thay đổi. Xem ngày hiện nay, rồi gửi lại nếu vẫn cần.",
    };
    shown(&site, &visit, Some(&EventForm { problem: Some(refused.to_owned()), ..form })).await
}

/// Stores a new version of the event, counting from today, unless its date is no longer the one that the page showed.
async fn put(site: &Site, by: Uuid, province_id: Uuid, form: &EventForm, change: &Change) -> store::Result<Kept> {
    let (now, today) = (site.now(), site.today());
    store::in_tx!(site.db, |tx| {
        let events = Records::read(tx).await?.events;
        let own = events.province_of(&form.event) == Some(province_id);
        let Some(event) = events.find(&form.event, today).filter(|_| own) else { return Ok(Kept::Gone) };
        if event.happened_on == change.day {
            return Ok(Kept::Same);
        }
        if event.happened_on.map(|d| d.to_string()).unwrap_or_default() != form.before {
            return Ok(Kept::Overtaken);
        }
        let fresh = Event { happened_on: change.day, ..event.clone() };
        let decision = Decision {
            province_id: Some(province_id),
            valid_from: Some(today),
            document: change.document.clone(),
            reason: change.reason.clone(),
            person_id: Some(by),
            at: now,
        };
        record::put(tx, &fresh, &decision).await?;
        tx.bump("catalogue").await?;
        let detail = json!({ "before": event.happened_on, "after": change.day, "document": &change.document, "reason": &change.reason });
        audit::write(tx, now, Some(by), "event.date", "event", &form.event, detail).await?;
        Ok(Kept::Stored)
    })
}
