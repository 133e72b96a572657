//! Sign in, sign out, first password, language.

use super::{
    Answer, Failure, Site, Visit,
    again::{self, Kept},
    visit,
};
use crate::auth::{self, SignInError};
use app::{frame::FlashTone, pages::account as page};
use axum::{
    Form,
    extract::{Path, Query, State},
    http::{HeaderMap, header},
    response::{AppendHeaders, Html, IntoResponse, Redirect},
};
use serde::Deserialize;
use std::sync::Arc;
use store::{audit, person};

/// Only a path of our own: an address given from outside must not lead away.
pub(super) fn own_path(path: &str) -> &str {
    if path.starts_with('/') && !path.starts_with("//") && !path.contains(|c: char| c == '\\' || c.is_control()) { path } else { "/" }
}

#[derive(Deserialize)]
pub struct Back {
    ve: Option<String>,
}

pub async fn sign_in_page(State(site): State<Arc<Site>>, visit: Visit, Query(q): Query<Back>) -> Answer {
    let back = q.ve.unwrap_or_default();
    if visit.viewer.is_some() {
        return Ok(Redirect::to(own_path(&back)).into_response());
    }
    Ok(Html(page::sign_in(&visit.frame(&site, None), own_path(&back), "", None, &[])).into_response())
}

fn session_headers(visit: &Visit, token: &str, seconds: i64) -> AppendHeaders<[(header::HeaderName, axum::http::HeaderValue); 1]> {
    AppendHeaders([(header::SET_COOKIE, visit::set_cookie(visit::session_cookie(visit.tls), token, seconds, visit.tls))])
}

pub async fn sign_in(State(site): State<Arc<Site>>, visit: Visit, headers: HeaderMap, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    let field = |name: &str| fields.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str());
    if !["username", "password"].iter().all(|name| fields.iter().any(|(n, _)| n == name)) {
        return Err(Failure::refused("Biểu mẫu đăng nhập thiếu tên hoặc mật khẩu. Tải lại trang rồi đăng nhập."));
    }
    let (username, kept) = (field("username"), Kept::carried(&fields));
    // An earlier session of this browser ends, so that a planted one cannot live on.
    if let Some(old) = visit::cookie(&headers, visit::session_cookie(visit.tls)) {
        let hash = auth::token_hash(old);
        store::in_tx!(site.db, |tx| person::end_session(tx, &hash).await)?;
    }
    match auth::sign_in(&site.db, username, field("password").to_owned(), &visit.address, site.now()).await {
        Ok(done) => {
            if let Some(kept) = kept.filter(|_| !done.must_change) {
                let page = again::resume(&site, &visit, &done.token, &kept).await?;
                return Ok((session_headers(&visit, &done.token, done.seconds), page).into_response());
            }
            let to = if done.must_change { "/tai-khoan" } else { own_path(field("ve")) };
            Ok((session_headers(&visit, &done.token, done.seconds), Redirect::to(to)).into_response())
        }
        Err(SignInError::Refused(sentence)) => {
            let (frame, kept) = (visit.frame(&site, None), kept.map(Kept::carry).unwrap_or_default());
            let html = page::sign_in(&frame, own_path(field("ve")), username, Some(sentence), &kept);
            Ok((axum::http::StatusCode::UNAUTHORIZED, Html(html)).into_response())
        }
        Err(SignInError::Broken(error)) => Err(Failure::internal(error)),
    }
}

pub async fn sign_out(State(site): State<Arc<Site>>, visit: Visit, headers: HeaderMap) -> Answer {
    if let Some(token) = visit::cookie(&headers, visit::session_cookie(visit.tls)) {
        let hash = auth::token_hash(token);
        store::in_tx!(site.db, |tx| person::end_session(tx, &hash).await)?;
    }
    Ok((session_headers(&visit, "", 0), Redirect::to("/dang-nhap")).into_response())
}

pub async fn activate_page(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    Ok(Html(page::activate(&visit.frame(&site, None), None)).into_response())
}

#[derive(Deserialize)]
pub struct Activate {
    code: String,
    password: String,
    again: String,
}

pub async fn activate(State(site): State<Arc<Site>>, visit: Visit, Form(form): Form<Activate>) -> Answer {
    let refuse = |sentence: &str| {
        let html = page::activate(&visit.frame(&site, None), Some(sentence.to_owned()));
        Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response())
    };
    if form.password != form.again {
        return refuse("Hai lần nhập mật khẩu không giống nhau.");
    }
    if let Err(sentence) = auth::check_password(&form.password, "\u{0}") {
        return refuse(sentence);
    }
    // A wrong code counts against the address as a wrong password does.
    let now = site.now();
    let tries = person::failures_from(&mut site.db.read().await?, &visit.address, now).await?;
    if tries >= 100 {
        return refuse("Mạng này đã nhập sai quá nhiều lần. Thử lại sau mười phút.");
    }
    let code = auth::token_hash(&auth::normal_code(&form.code));
    let hash = auth::hash(form.password).await.map_err(Failure::internal)?;
    let found = store::in_tx!(site.db, |tx| {
        let Some(id) = person::use_activation(tx, &code, now).await? else {
            person::failed(tx, None, None, &visit.address, now).await?;
            return Ok(None);
        };
        person::set_password(tx, id, &hash, false).await?;
        person::end_sessions(tx, id).await?;
        audit::write(tx, now, Some(id), "person.activate", "person", id, serde_json::json!({})).await?;
        Ok(Some(id))
    })?;
    let Some(id) = found else {
        return refuse("Mã không đúng, đã dùng hoặc đã hết hạn. Xin mã mới từ quản trị viên.");
    };
    let token = auth::start_session(&site.db, id, now).await?;
    Ok((session_headers(&visit, &token, 12 * 3600), Redirect::to("/")).into_response())
}

async fn account(site: &Site, visit: &Visit, error: Option<String>) -> Answer {
    let mut tx = site.db.read().await?;
    let person = person::get(&mut tx, visit.person()?).await?.ok_or_else(Failure::not_found)?;
    let catalogue = site.catalogue(&mut tx).await?;
    let line = |g: person::RoleGrant| page::GrantLine {
        role: g.role.label().to_owned(),
        place: match g.unit_id.and_then(|u| catalogue.unit(u)) {
            Some(unit) => unit.name.clone(),
            None => catalogue.provinces.iter().find(|p| p.id == g.province_id).map(|p| p.name.clone()).unwrap_or_default(),
        },
        until: g.valid_to.map(domain::text::vi_date).unwrap_or_default(),
    };
    let grants = person::grants(&mut tx, person.id).await?.into_iter().map(line).collect();
    let frame = visit.frame(site, None);
    Ok(Html(page::show(&frame, &person.username, grants, person.must_change, error)).into_response())
}

pub async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    account(&site, &visit, None).await
}

#[derive(Deserialize)]
pub struct ChangePassword {
    current: String,
    password: String,
    again: String,
}

pub async fn change_password(State(site): State<Arc<Site>>, visit: Visit, Form(form): Form<ChangePassword>) -> Answer {
    let id = visit.person()?;
    let person = person::get(&mut site.db.read().await?, id).await?.ok_or_else(Failure::not_found)?;
    if form.password != form.again {
        return account(&site, &visit, Some("Hai lần nhập mật khẩu không giống nhau.".into())).await;
    }
    if let Err(sentence) = auth::check_password(&form.password, &person.username) {
        return account(&site, &visit, Some(sentence.into())).await;
    }
    let now = site.now();
    match auth::sign_in(&site.db, &person.username, form.current, &visit.address, now).await {
        Ok(_) => {}
        Err(SignInError::Refused(_)) => return account(&site, &visit, Some("Mật khẩu hiện nay không đúng.".into())).await,
        Err(SignInError::Broken(error)) => return Err(Failure::internal(error)),
    }
    let hash = auth::hash(form.password).await.map_err(Failure::internal)?;
    store::in_tx!(site.db, |tx| {
        person::set_password(tx, id, &hash, false).await?;
        person::end_sessions(tx, id).await?;
        audit::write(tx, now, Some(id), "person.password", "person", id, serde_json::json!({})).await
    })?;
    let token = auth::start_session(&site.db, id, now).await?;
    let flash = AppendHeaders([(
        header::SET_COOKIE,
        visit::flash_cookie(FlashTone::Done, "Đã đổi mật khẩu; các phiên khác đã kết thúc.", visit.tls),
    )]);
    Ok((session_headers(&visit, &token, 12 * 3600), flash, Redirect::to("/tai-khoan")).into_response())
}

pub async fn language(Path(code): Path<String>, visit: Visit, Query(q): Query<Back>) -> Answer {
    let code = if code == "en" { "en" } else { "vi" };
    let back = q.ve.unwrap_or_default();
    Ok((AppendHeaders([(header::SET_COOKIE, visit::lang_cookie(code, visit.tls))]), Redirect::to(own_path(&back))).into_response())
}
