//! A form that is sent twice is done once: by a double click, over a line that broke, by the back button.
//!
//! Each form carries a key (see [`store::form_key`]). The second sending waits for the first and gets its answer. What was
//! begun is done to its end even when the browser hangs up, because a double click makes it do so. The same key with other
//! content is another form: somebody went back and changed it. A form without a key, as a script sends it, is done as often
//! as it comes.

use super::{Failure, Site, Visit, visit};
use app::{frame::FlashTone, ui::FORM_KEY};
use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, Method, header},
    middleware::Next,
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use std::{hash::BuildHasher, sync::Arc};
use store::form_key::{self, Form, Received};
use tokio::sync::Mutex;
use uuid::Uuid;

/// Largest form that is looked through for a key; more is refused behind it anyway.
const MOST: usize = super::report::evidence::EVIDENCE_LIMIT;

/// Two sendings of one form take the same turn, so the second waits. Others that happen to share it wait too, for as long as
/// it takes to do one form.
static TURNS: [Mutex<()>; 64] = [const { Mutex::const_new(()) }; 64];

/// Answers a request behind its gate; a form that was done before as it was answered then.
pub async fn answer(site: &Arc<Site>, visit: &Visit, request: Request, next: Next) -> Response {
    let Some(person) = visit.person_id.filter(|_| request.method() == Method::POST) else { return next.run(request).await };
    let (request, known) = match keyed(request).await {
        Ok(read) => read,
        Err(failure) => return failure.into_response(),
    };
    let Some((key, digest)) = known else { return next.run(request).await };
    let form = Form::new(key, person, request.uri().path().to_owned(), digest, site.now());
    let (site, visit) = (site.clone(), visit.clone());
    // A task of its own is not given up when the browser hangs up.
    let work = tokio::spawn(async move { once(&site, &visit, form, request, next).await });
    match work.await {
        Ok(Ok(response)) => response,
        Ok(Err(failure)) => failure.into_response(),
        Err(error) => Failure::internal(error).into_response(),
    }
}

async fn once(site: &Site, visit: &Visit, form: Form, request: Request, next: Next) -> Result<Response, Failure> {
    let turn = std::hash::BuildHasherDefault::<std::hash::DefaultHasher>::default().hash_one(form.key);
    let _turn = TURNS[(turn % TURNS.len() as u64) as usize].lock().await;
    let before = form_key::get(&mut site.db.read().await?, form.key).await?;
    match before {
        Some(first) if first.is(&form) => return Ok(repeated(visit, request.headers(), &first)),
        Some(_) => return Ok(next.run(request).await),
        None => {}
    }
    let form = Arc::new(form);
    let response = form_key::answering(form.clone(), next.run(request)).await;
    if form.is_done() && response.status().is_redirection() {
        let location = response.headers().get(header::LOCATION).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let flash = said(response.headers());
        store::in_tx!(site.db, |tx| form_key::answered(tx, form.key, location, flash).await)?;
    }
    Ok(response)
}

/// What the first answer was; where that is not known, back to the page the form came from.
fn repeated(visit: &Visit, headers: &HeaderMap, first: &Received) -> Response {
    if first.location.is_empty() {
        let at = super::report::moment(first.at);
        let sentence = format!("Biểu mẫu này đã được nhận lúc {at}; gửi lại lần nữa không làm gì thêm. Kết quả xem ở trang này.");
        let flash = visit::flash_cookie(FlashTone::Done, &sentence, visit.tls);
        return (AppendHeaders([(header::SET_COOKIE, flash)]), Redirect::to(&origin(headers))).into_response();
    }
    let mut response = Redirect::to(&first.location).into_response();
    if !first.flash.is_empty() {
        response.headers_mut().append(header::SET_COOKIE, visit::set_cookie(visit::FLASH, &first.flash, 30, visit.tls));
    }
    response
}

fn text(headers: &HeaderMap, name: HeaderName) -> &str {
    headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
}

/// The page of ours that a form was on.
pub fn origin(headers: &HeaderMap) -> String {
    let page = text(headers, header::REFERER).split_once("://").and_then(|(_, rest)| rest.strip_prefix(text(headers, header::HOST)));
    page.filter(|p| p.starts_with('/')).unwrap_or("/").to_owned()
}

/// What the flash cookie of an answer holds.
fn said(headers: &HeaderMap) -> &str {
    let cookies = headers.get_all(header::SET_COOKIE).into_iter().filter_map(|v| v.to_str().ok());
    cookies
        .filter_map(|c| c.strip_prefix(visit::FLASH)?.strip_prefix('='))
        .filter_map(|c| c.split(';').next())
        .next_back()
        .unwrap_or_default()
}

/// The request as it was, with key and digest if it is a form with a key.
async fn keyed(request: Request) -> Result<(Request, Option<(Uuid, String)>), Failure> {
    let length = text(request.headers(), header::CONTENT_LENGTH).parse::<usize>().ok();
    let kind = text(request.headers(), header::CONTENT_TYPE).to_owned();
    let boundary = kind.split_once("boundary=").map(|(_, b)| b.trim_matches('"').to_owned());
    let is_multipart = kind.starts_with("multipart/form-data");
    // A browser says how long its form is. Of one that is too large the handler reads as much as is good.
    if is_multipart && length.is_none() {
        return Err(Failure::refused("Biểu mẫu gửi lên không cho biết độ dài. Gửi lại từ trang của hệ thống. Chưa có gì được lưu."));
    }
    if is_multipart && (boundary.is_none() || length.is_some_and(|bytes| bytes > MOST)) {
        return Ok((request, None));
    }
    let (parts, body) = request.into_parts();
    let broken = |_| Failure::refused("Biểu mẫu gửi lên chưa trọn vẹn, có thể do đường truyền. Gửi lại. Chưa có gì được lưu.");
    let bytes = axum::body::to_bytes(body, MOST).await.map_err(broken)?;
    let key = if is_multipart { key_of_parts(&bytes) } else { key_of_pairs(&bytes) };
    let known = match key {
        Some(key) => {
            // Forty megabytes take their time, and others wait for the threads that answer.
            let content = bytes.clone();
            let digest = tokio::task::spawn_blocking(move || digest(&content, boundary.as_deref()));
            Some((key, digest.await.map_err(Failure::internal)?))
        }
        None => None,
    };
    Ok((Request::from_parts(parts, Body::from(bytes)), known))
}

fn key_of_pairs(bytes: &Bytes) -> Option<Uuid> {
    let text = std::str::from_utf8(bytes).ok()?;
    let key = text.split('&').find_map(|pair| pair.strip_prefix(FORM_KEY)?.strip_prefix('='))?;
    key.parse().ok()
}

/// The key is the second field, right behind the token.
fn key_of_parts(bytes: &Bytes) -> Option<Uuid> {
    const NEAR: usize = 1024;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(NEAR)]);
    let (_, rest) = head.split_once(&format!("name=\"{FORM_KEY}\"\r\n\r\n"))?;
    rest.split("\r\n").next()?.parse().ok()
}

/// Of the content. The line between two parts is made up anew each time a form is sent, so it does not count.
fn digest(bytes: &Bytes, boundary: Option<&str>) -> String {
    let Some(boundary) = boundary else { return store::upload::sha256(bytes) };
    let line = format!("--{boundary}");
    let is_made_up = |l: &&[u8]| l.starts_with(line.as_bytes());
    // What stands between two such lines goes in as one piece: line by line, a file of nothing but line breaks would take seconds.
    let mut rest = &bytes[..];
    let pieces = std::iter::from_fn(|| {
        let skipped: usize = rest.split_inclusive(|b| *b == b'\n').take_while(is_made_up).map(<[u8]>::len).sum();
        rest = &rest[skipped..];
        let own: usize = rest.split_inclusive(|b| *b == b'\n').take_while(|l| !is_made_up(l)).map(<[u8]>::len).sum();
        let (piece, behind) = rest.split_at(own);
        rest = behind;
        (!piece.is_empty()).then_some(piece)
    });
    store::upload::sha256_of(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "0198c2a4-7d3e-7000-8000-000000000001";

    fn sent(boundary: &str, content: &str) -> Bytes {
        let part = |name: &str, value: &str| format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        Bytes::from(format!("{}{}{}--{boundary}--\r\n", part("csrf", "t"), part(FORM_KEY, KEY), part("tep", content)))
    }

    #[test]
    fn the_key_is_found_in_both_kinds_of_form() {
        let key = Some(KEY.parse().unwrap());
        assert_eq!(key_of_pairs(&Bytes::from(format!("csrf=a&{FORM_KEY}={KEY}&x=1"))), key);
        assert_eq!(key_of_pairs(&Bytes::from(format!("csrf=a&x{FORM_KEY}={KEY}"))), None);
        assert_eq!(key_of_parts(&sent("x", "y")), key);
        for none in ["", "csrf=a", "khoa=1", "khoa="] {
            assert_eq!((key_of_pairs(&Bytes::from(none)), key_of_parts(&Bytes::from(none))), (None, None));
        }
    }

    #[test]
    fn the_same_content_is_the_same_form_however_its_parts_are_divided() {
        let of = |boundary, content| digest(&sent(boundary, content), Some(boundary));
        assert_eq!(of("--a1", "số liệu\r\n--a\n"), of("----b22", "số liệu\r\n--a\n"));
        assert_ne!(of("a", "1"), of("a", "2"));
        assert_ne!(of("a", "1\n"), of("a", "1"));
    }
}
