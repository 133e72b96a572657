//! Who is asking: session, language, CSRF token, and the check of every form.

use super::{
    Failure, Site,
    again::{self, Kept},
    once,
};
use crate::auth;
use app::frame::{Flash, FlashTone, Frame, Viewer};
use axum::{
    Form,
    body::Body,
    extract::{FromRequest, FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use domain::text::Lang;
use std::{net::SocketAddr, sync::Arc};
use store::person::{self, Person};
use uuid::Uuid;

/// One request's asker. Every handler gets it; what they may do is asked of the route's gate before the handler runs.
#[derive(Clone)]
pub struct Visit {
    pub person_id: Option<Uuid>,
    pub viewer: Option<Viewer>,
    /// The account must set a new password before anything else.
    pub must_change: bool,
    pub csrf: String,
    pub lang: Lang,
    pub nonce: String,
    pub path: String,
    pub flash: Option<Flash>,
    pub tls: bool,
    pub address: String,
    /// A bearer token was used: no cookie, so no CSRF, and reading only.
    pub by_token: bool,
    /// Code of the province the page is about: `?tinh=` or the first one the visitor has a right in.
    pub province: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        parts.extensions.get::<Visit>().cloned().ok_or_else(|| Failure::internal("a route outside the session layer"))
    }
}

impl Visit {
    /// The frame of a page about the viewer's (or the only) province.
    pub fn frame(&self, site: &Site, province: Option<(String, String)>) -> Frame {
        Frame {
            lang: self.lang,
            path: self.path.clone(),
            nonce: self.nonce.clone(),
            csrf: self.csrf.clone(),
            assets: site.assets.clone(),
            viewer: self.viewer.clone(),
            province,
            today: site.today(),
            flash: self.flash.clone(),
            illustrative: false,
            basis: None,
        }
    }

    /// The signed-in person, for handlers behind a gate that lets nobody else in.
    pub fn person(&self) -> Result<Uuid, Failure> {
        self.person_id.ok_or_else(Failure::not_signed_in)
    }
}

pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|v| v.to_str().ok());
    cookies.flat_map(|line| line.split("; ")).find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// `__Host-` over TLS, where browsers hold it to this host and to TLS; plain on loopback.
pub fn session_cookie(tls: bool) -> &'static str {
    if tls { "__Host-tiendo" } else { "tiendo" }
}

pub fn set_cookie(name: &str, value: &str, seconds: i64, tls: bool) -> HeaderValue {
    let secure = if tls { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

pub const FLASH: &str = "tiendo-bao";
const PRE: &str = "tiendo-phien";
const LANG: &str = "tiendo-ngon-ngu";

/// Lets the next page say how an action ended.
pub fn flash_cookie(tone: FlashTone, text: &str, tls: bool) -> HeaderValue {
    let mark = if tone == FlashTone::Done { '1' } else { '0' };
    set_cookie(FLASH, &format!("{mark}{}", app::frame::ui_encode(text)), 30, tls)
}

pub fn lang_cookie(code: &str, tls: bool) -> HeaderValue {
    set_cookie(LANG, code, 365 * 86_400, tls)
}

fn read_flash(raw: &str) -> Option<Flash> {
    let tone = if raw.starts_with('1') { FlashTone::Done } else { FlashTone::Refused };
    let bytes = raw.get(1..)?.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        match (bytes[i], bytes.get(i + 1..i + 3).and_then(|h| std::str::from_utf8(h).ok())) {
            (b'%', Some(hex)) => {
                out.push(u8::from_str_radix(hex, 16).ok()?);
                i += 3;
            }
            (byte, _) => {
                out.push(byte);
                i += 1;
            }
        }
    }
    Some(Flash { tone, text: String::from_utf8(out).ok()? })
}

/// The person behind a request, if there is one.
#[derive(Default)]
struct Asker {
    who: Option<Person>,
    viewer: Option<Viewer>,
    csrf: String,
    by_token: bool,
}

async fn asker(site: &Site, headers: &HeaderMap, tls: bool, now: DateTime<Utc>) -> store::Result<Asker> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("Bearer "));
    let mut tx = site.db.read().await?;
    let mut asker = Asker { by_token: bearer.is_some(), ..Asker::default() };
    if let Some(token) = bearer {
        asker.who = person::by_token(&mut tx, &auth::token_hash(token), now).await?;
    } else if let Some(token) = cookie(headers, session_cookie(tls))
        && let Some((person, csrf)) = person::by_session(&mut tx, &auth::token_hash(token), now).await?
    {
        (asker.who, asker.csrf) = (Some(person), csrf);
    }
    if let Some(person) = &asker.who {
        asker.viewer = Some(site.viewer(&mut tx, person).await?);
    }
    Ok(asker)
}

/// Finds out who asks and puts a [`Visit`] into the request; refuses a form without the session's token.
pub async fn identify(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    // Only a proxy on this machine is believed; everybody else sees the program's own address.
    let peer = request.extensions().get::<axum::extract::ConnectInfo<SocketAddr>>().map(|c| c.0);
    let trusted = peer.is_none_or(|p| p.ip().is_loopback());
    let forwarded = |name: &str| headers.get(name).filter(|_| trusted).and_then(|v| v.to_str().ok());
    let tls = forwarded("x-forwarded-proto") == Some("https") || !site.config.addr.ip().is_loopback();
    let address = forwarded("x-forwarded-for").and_then(|v| v.rsplit(',').next()).map(|v| v.trim().to_owned());
    let address = address.or(peer.map(|p| p.ip().to_string())).unwrap_or_default();

    let now = site.now();
    // Nobody is let in when the database does not answer; the page that says so is a page like others.
    let (Asker { who, viewer, mut csrf, by_token }, broken) = match asker(&site, headers, tls, now).await {
        Ok(asker) => (asker, None),
        Err(error) => (Asker::default(), Some(Failure::from(error))),
    };
    // Before sign-in the token lives in a cookie of its own, so that the sign-in form is protected too.
    let mut new_pre = None;
    if who.is_none() && !by_token {
        match cookie(headers, PRE).filter(|v| v.len() == 43) {
            Some(pre) => csrf = pre.to_owned(),
            None => {
                csrf = auth::random_token();
                new_pre = Some(csrf.clone());
            }
        }
    }
    let flash = cookie(headers, FLASH).and_then(read_flash);
    let had_flash = flash.is_some();
    let mut visit = Visit {
        person_id: who.as_ref().map(|p| p.id),
        must_change: who.as_ref().is_some_and(|p| p.must_change),
        viewer,
        csrf,
        lang: if cookie(headers, LANG) == Some("en") { Lang::En } else { Lang::Vi },
        nonce: auth::random_token(),
        path: request.uri().path_and_query().map_or_else(|| "/".into(), |p| p.as_str().to_owned()),
        flash,
        tls,
        address,
        by_token,
        province: None,
    };
    let asked = request.uri().query().unwrap_or_default().split('&').find_map(|p| p.strip_prefix("tinh="));
    let today = site.today();
    let own = visit.viewer.as_ref().and_then(|v| v.actor.grants.iter().find(|g| g.holds(today))).map(|g| g.province.clone());
    visit.province = asked.map(str::to_owned).or(own);
    let is_get = request.method() == Method::GET;
    let by_script = headers.contains_key("x-tien-do");
    let from = once::origin(request.headers());
    let checked = match broken {
        Some(failure) => Err(Unfit::Refused(failure)),
        None if request.method() == Method::POST => check_form(&visit, request).await,
        None => Ok(request),
    };
    let mut response = match checked {
        Ok(mut request) => {
            request.extensions_mut().insert(visit.clone());
            next.run(request).await
        }
        Err(Unfit::Refused(failure)) => failure.into_response(),
        Err(Unfit::SessionOver(kept)) => again::ask(&site, &visit, kept.on(from)),
    };
    // Whoever comes back to the address of an upload, as after signing in again, is led to the page that it was on.
    if is_get
        && response.status() == StatusCode::METHOD_NOT_ALLOWED
        && let Some(page) = visit.path.strip_suffix("/tai-len")
    {
        response = Redirect::to(page.strip_suffix("/minh-chung").unwrap_or(page)).into_response();
    }
    let failure = response.extensions_mut().remove::<Failure>();
    if let Some(failure) = failure.or_else(|| Failure::unread(&response)) {
        response = super::explain(&site, &visit, &failure);
    }
    // A script would follow a redirect itself and use up the message for the page after it: it is told where to go instead.
    if by_script
        && response.status().is_redirection()
        && let Some(to) = response.headers_mut().remove(header::LOCATION)
    {
        response.headers_mut().insert("x-location", to);
        *response.status_mut() = StatusCode::OK;
    }
    super::security_headers(response.headers_mut(), &visit.nonce);
    let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"text/html"));
    if had_flash && is_get && is_page {
        response.headers_mut().append(header::SET_COOKIE, set_cookie(FLASH, "", 0, tls));
    }
    if let Some(pre) = new_pre.filter(|_| is_page) {
        response.headers_mut().append(header::SET_COOKIE, set_cookie(PRE, &pre, 86_400, tls));
    }
    response
}

const FORM_LIMIT: usize = 1 << 20;
/// A report of 200 indicators has some twelve for each.
const MOST_FIELDS: usize = 10_000;

/// Why a form goes no further.
enum Unfit {
    Refused(Failure),
    /// It was filled before the session ended: signing in again sends it on.
    SessionOver(Kept),
}

impl From<Failure> for Unfit {
    fn from(failure: Failure) -> Self {
        Self::Refused(failure)
    }
}

/// A POST comes from our own page and carries the session's token. A multipart form is checked by its reader, which
/// takes the token as its first field.
async fn check_form(visit: &Visit, request: Request) -> Result<Request, Unfit> {
    let headers = request.headers();
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if let Some(origin) = headers.get(header::ORIGIN).and_then(|v| v.to_str().ok())
        && origin.split_once("://").is_none_or(|(_, rest)| rest != host)
    {
        return Err(Failure::forged().into());
    }
    if visit.by_token {
        return Err(Failure::refused("Mã truy cập API chỉ dùng để đọc.").into());
    }
    // The browser itself says that the form was on a page of ours: only then is anything kept of it.
    let over = visit.person_id.is_none() && headers.contains_key(header::ORIGIN) && again::may_keep(request.uri().path());
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let path = request.uri().path();
    if kind.starts_with("multipart/form-data") && (path.ends_with("/tai-len") || path == "/nguoi-dung/nhap") {
        return if over { Err(Unfit::SessionOver(Kept::beside_files(request).await)) } else { Ok(request) };
    }
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, FORM_LIMIT).await.map_err(|_| Failure::refused("Biểu mẫu gửi lên quá lớn."))?;
    if bytes.iter().filter(|b| **b == b'&').count() > MOST_FIELDS {
        return Err(Failure::refused("Biểu mẫu gửi lên có quá nhiều ô. Tải lại trang rồi gửi lại. Chưa có gì được lưu.").into());
    }
    let copy = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
    let fields = Form::<Vec<(String, String)>>::from_request(copy, &()).await.map(|f| f.0).unwrap_or_default();
    let sent = fields.iter().find(|(name, _)| name == "csrf").map_or("", |(_, value)| value.as_str());
    if !same(sent, &visit.csrf) {
        return Err(if over { Unfit::SessionOver(Kept::of(parts.uri.path(), fields)) } else { Failure::forged().into() });
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// Equal, in a time that does not tell how much of it was.
pub fn same(a: &str, b: &str) -> bool {
    !b.is_empty() && a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |acc, (x, y)| acc | (x ^ y)) == 0
}
