//! The inbox: what the viewer was told, and where mails to them go.

use super::{Answer, Failure, Site, Visit, target::done};
use crate::{mail, notice::lines, site::local_date};
use app::{
    frame::FlashTone,
    pages::notice::{self as page, Inbox, Post},
};
use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{Html, IntoResponse},
};
use domain::access::Action;
use serde::Deserialize;
use std::sync::Arc;
use store::{audit, notice, person};
use uuid::Uuid;

/// Older notices are not listed; unread ones come first. Somebody who answers for all units has as many as there are units, at once.
const MOST: i64 = 500;

const PATH: &str = "/thong-bao";

pub async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    Ok(Html(inbox(&site, &visit, None).await?).into_response())
}

async fn inbox(site: &Site, visit: &Visit, refused: Option<(String, String)>) -> Result<String, Failure> {
    let id = visit.person()?;
    let mut tx = site.db.read().await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let person = person::get(&mut tx, id).await?.ok_or_else(Failure::not_found)?;
    let notices = notice::of_person(&mut tx, id, MOST).await?;
    let lines = lines(&mut tx, &catalogue, &notices).await?;
    let last = notice::last_mail(&mut tx, id).await?.filter(|m| m.is_given_up() && m.recipient == person.email);
    let post = Post { email: person.email, sends: site.config.mail.is_some(), lost: last.map(|m| local_date(m.created_at)), refused };
    let unread = notice::unread(&mut tx, id).await?;
    // The page is about the person: the query names no province for it.
    let theirs = visit.viewer.as_ref().map(|v| v.actor.provinces(Action::ViewProgress, site.today())).unwrap_or_default();
    let province = theirs.first().and_then(|code| catalogue.province(code));
    let frame = visit.frame(site, province.map(|p| (p.code.clone(), p.name.clone())));
    Ok(page::show(&frame, &Inbox { lines, unread, post }))
}

/// One's own notices only: another's id marks nothing. Fields `id`, each a notice, or `tat-ca` for all.
pub async fn read(State(site): State<Arc<Site>>, visit: Visit, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    let (person, now) = (visit.person()?, site.now());
    let all = fields.iter().any(|(name, _)| name == "tat-ca");
    let ids: Vec<Uuid> = fields.iter().filter(|(name, _)| name == "id").filter_map(|(_, id)| id.parse().ok()).collect();
    if ids.is_empty() && !all {
        return Err(Failure::refused("Chưa chọn thông báo. Chọn trong danh sách rồi thử lại."));
    }
    let count = store::in_tx!(site.db, |tx| {
        let mut count = 0;
        for only in if all { vec![None] } else { ids.iter().copied().map(Some).collect() } {
            count += notice::read(tx, person, only, now).await?;
        }
        Ok::<_, store::Error>(count)
    })?;
    let text = match count {
        0 => "Không còn thông báo nào phải đánh dấu.".to_owned(),
        n => format!("Đã đánh dấu {n} thông báo là đã đọc."),
    };
    Ok(done(&visit, FlashTone::Done, &text, PATH))
}

#[derive(Deserialize)]
pub struct Address {
    email: String,
}

/// Where mails to the viewer go from now on; nothing typed ends them.
pub async fn address(State(site): State<Arc<Site>>, visit: Visit, Form(form): Form<Address>) -> Answer {
    let (id, now) = (visit.person()?, site.now());
    let email = match form.email.trim() {
        "" => String::new(),
        typed => match mail::address(typed) {
            Some(email) => email,
            None => {
                let typed: String = typed.chars().take(254).collect();
                let refused = (mail::no_address(&typed), typed);
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(inbox(&site, &visit, Some(refused)).await?)).into_response());
            }
        },
    };
    store::in_tx!(site.db, |tx| {
        person::set_email(tx, id, &email).await?;
        // The record says that it changed, not to what: an address is nobody else's business.
        audit::write(tx, now, Some(id), "person.email", "person", id, serde_json::json!({ "set": !email.is_empty() })).await
    })?;
    let text = if email.is_empty() {
        "Đã bỏ địa chỉ; không gửi thư nữa.".to_owned()
    } else {
        format!("Thư từ nay gửi đến {email}.")
    };
    Ok(done(&visit, FlashTone::Done, &text, PATH))
}
