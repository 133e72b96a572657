//! A session that ends while somebody fills a form: the form is kept in the sign-in page, and sent on after signing in.
//!
//! Nothing of it is stored here, and nothing is done by it before the person who signed in presses its button: only a form
//! of which the browser says that it was on a page of ours is kept at all.

use super::{
    Answer, Failure, Site, Visit,
    account::own_path,
    parts::{TYPED, text},
    report::evidence::EVIDENCE_LIMIT,
};
use crate::auth;
use app::{pages::account as page, ui::FORM_KEY};
use axum::{
    body::Body,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request},
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use store::person;
use tokio::sync::{Semaphore, SemaphorePermit};

/// A form that was filled before the session ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Where it was sent to, and the page it was on.
    to: String,
    from: String,
    fields: Vec<(String, String)>,
    /// Files came with it, which cannot be kept.
    files: bool,
}

const TO: &str = "giu-den";
const FROM: &str = "giu-tu";
const FILES: &str = "giu-tep";
const FIELD: &str = "giu.";

/// Nothing is kept of a form that holds a password.
pub fn may_keep(path: &str) -> bool {
    !["/dang-nhap", "/kich-hoat", "/dang-xuat", "/tai-khoan"].iter().any(|p| path.starts_with(p))
}

impl Kept {
    pub fn of(path: &str, mut fields: Vec<(String, String)>) -> Self {
        // Token and key were those of the session that ended.
        fields.retain(|(name, _)| name != "csrf" && name != FORM_KEY);
        Self { to: path.to_owned(), fields, ..Self::default() }
    }

    /// The page it was on.
    pub fn on(self, from: String) -> Self {
        Self { from, ..self }
    }

    /// What was typed beside files. The report's form goes on as a draft to be saved.
    pub async fn beside_files(request: Request) -> Self {
        let path = request.uri().path().to_owned();
        let (mut fields, mut size) = (vec![], 0);
        if let Some((_turn, mut parts)) = whole(request).await {
            while let Ok(Some(field)) = parts.next_field().await {
                let name = field.name().unwrap_or_default().to_owned();
                if field.file_name().is_some() {
                    continue;
                }
                let Ok(value) = text(field, TYPED).await else { break };
                size += name.len() + value.len();
                if size > TYPED {
                    break;
                }
                fields.push((name, value));
            }
        }
        let to = path.strip_suffix("/minh-chung/tai-len").map(|report| format!("{report}/luu"));
        let kept = if to.is_some() { fields } else { vec![] };
        Self { files: true, ..Self::of(to.as_deref().unwrap_or(&path), kept) }
    }

    /// As hidden fields of the sign-in form.
    pub fn carry(self) -> Vec<(String, String)> {
        let mut all = vec![(TO.to_owned(), self.to), (FROM.to_owned(), self.from)];
        all.extend(self.files.then(|| (FILES.to_owned(), "1".to_owned())));
        all.extend(self.fields.into_iter().map(|(name, value)| (format!("{FIELD}{name}"), value)));
        all
    }

    /// Out of the sign-in form; `None` when it carries nothing.
    pub fn carried(fields: &[(String, String)]) -> Option<Self> {
        let field = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
        let to = field(TO).map(own_path).filter(|to| *to != "/" && may_keep(to))?;
        let own = fields.iter().filter_map(|(name, value)| Some((name.strip_prefix(FIELD)?.to_owned(), value.clone())));
        let from = own_path(field(FROM).unwrap_or("/")).to_owned();
        Some(Self { from, files: field(FILES).is_some(), ..Self::of(to, own.collect()) })
    }
}

/// The parts of a form of somebody who is not signed in. Few at a time, since anybody may send one; and read as a whole, since a
/// header that comes drop by drop would be searched from its beginning each time.
async fn whole(request: Request) -> Option<(SemaphorePermit<'static>, Multipart)> {
    static TURNS: Semaphore = Semaphore::const_new(4);
    let turn = TURNS.try_acquire().ok()?;
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, EVIDENCE_LIMIT).await.ok()?;
    let mut request = Request::from_parts(parts, Body::from(bytes));
    DefaultBodyLimit::disable().apply(&mut request);
    Some((turn, Multipart::from_request(request, &()).await.ok()?))
}

/// The sign-in page with the form in it; without it where there is nothing to keep.
pub fn ask(site: &Site, visit: &Visit, kept: Kept) -> Response {
    let back = kept.from.clone();
    let carried = if kept.fields.is_empty() { vec![] } else { kept.carry() };
    let html = page::sign_in(&visit.frame(site, None), own_path(&back), "", None, &carried);
    (StatusCode::UNAUTHORIZED, Html(html)).into_response()
}

/// The form once more, for the session that has just begun.
pub async fn resume(site: &Site, visit: &Visit, token: &str, kept: &Kept) -> Answer {
    let mut tx = site.db.read().await?;
    let found = person::by_session(&mut tx, &auth::token_hash(token), site.now()).await?;
    let (person, csrf) = found.ok_or_else(Failure::not_signed_in)?;
    let viewer = site.viewer(&mut tx, &person).await?;
    let visit = Visit { person_id: Some(person.id), viewer: Some(viewer), csrf, ..visit.clone() };
    let html = page::resume(&visit.frame(site, None), &kept.to, &kept.from, &kept.fields, kept.files);
    Ok(Html(html).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn what_was_typed_goes_through_the_sign_in_page() {
        let typed = pairs(&[("csrf", "old"), (FORM_KEY, "old"), ("tu.A", "1"), ("tu.B", "")]);
        let kept = Kept { from: "/bao-cao/2026-10/SYT".into(), ..Kept::of("/bao-cao/2026-10/SYT/luu", typed) };
        assert_eq!(kept.fields, pairs(&[("tu.A", "1"), ("tu.B", "")]));
        assert_eq!(Kept::carried(&kept.clone().carry()), Some(kept));
    }

    #[test]
    fn nothing_leads_away_or_to_a_password() {
        for to in ["//evil.example/x", "https://evil.example", "/tai-khoan/mat-khau", "/dang-nhap", "/", ""] {
            assert_eq!(Kept::carried(&pairs(&[(TO, to), ("giu.a", "1")])), None, "{to}");
        }
        assert_eq!(Kept::carried(&pairs(&[("username", "a")])), None);
    }
}
