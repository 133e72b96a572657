//! What an administrator does to accounts that there are: one-time codes, deactivation, rights that end.

use super::{Answer, Everyone, Failure, FilterQuery, Reach, Site, Visit, print, reach, target, within_reach};
use crate::{auth, cli::people::CODE_DAYS, steward::left_behind};
use app::frame::FlashTone;
use axum::{
    Form,
    extract::State,
    http::HeaderMap,
    response::{Html, IntoResponse},
};
use chrono::Duration;
use domain::access::Role;
use serde::Deserialize;
use std::sync::Arc;
use store::{
    audit,
    person::{self, Person},
};
use uuid::Uuid;

#[derive(Deserialize)]
pub struct Deed {
    /// The person a new code is for.
    nguoi: Option<Uuid>,
    /// Everyone of the filtered list who has no password yet.
    #[serde(rename = "tat-ca")]
    all: Option<String>,
    ngung: Option<Uuid>,
    mo: Option<Uuid>,
    /// The grant that ends.
    quyen: Option<Uuid>,
    #[serde(default)]
    tim: String,
    #[serde(default, rename = "don-vi")]
    unit: String,
}

pub async fn issue_code(State(site): State<Arc<Site>>, visit: Visit, headers: HeaderMap, Form(deed): Form<Deed>) -> Answer {
    let filter = FilterQuery { tim: deed.tim, unit: deed.unit };
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, &visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let ids: Vec<Uuid> = if deed.all.is_some() {
        let everyone = Everyone::read(&mut tx).await?;
        let waits = |p: &&Person| {
            let grants = everyone.grants(p.id);
            let ours = reach(&catalogue, province_id, site.today(), p, grants) == Reach::Wholly;
            ours && p.active && p.password_hash.is_none() && filter.takes(&catalogue, p, grants)
        };
        everyone.people.iter().filter(waits).map(|p| p.id).collect()
    } else {
        deed.nguoi.into_iter().collect()
    };
    drop(tx);
    if ids.is_empty() {
        return Err(Failure::refused("Chưa chọn người nhận mã. Chọn trong danh sách rồi thử lại."));
    }
    let codes: Vec<(Uuid, String, Vec<u8>)> = ids
        .into_iter()
        .map(|id| {
            let code = auth::random_code();
            let hash = auth::token_hash(&code);
            (id, code, hash)
        })
        .collect();
    let (now, by) = (site.now(), visit.person()?);
    let people = store::in_tx!(site.db, |tx| {
        let mut people = vec![];
        for (id, _, hash) in &codes {
            let found = within_reach(&site, tx, province_id, *id).await?;
            if !found.active {
                let sentence = format!("Tài khoản “{}” đã ngừng. Mở lại tài khoản trước khi cấp mã.", found.username);
                return Err(store::Error::Refused(sentence));
            }
            person::add_activation(tx, hash, *id, now + Duration::days(CODE_DAYS)).await?;
            audit::write(tx, now, Some(by), "person.code", "person", id, serde_json::json!({ "username": found.username })).await?;
            people.push(found);
        }
        Ok(people)
    })?;
    let unit = |p: &Person| p.unit_id.and_then(|id| catalogue.unit(id)).map(|u| u.name.clone()).unwrap_or_default();
    let lines = people.into_iter().zip(codes).map(|(p, (_, code, _))| (unit(&p), p.full_name, p.username, code)).collect();
    Ok(Html(print(&site, &visit, &frame, &headers, lines)).into_response())
}

pub async fn deactivate(State(site): State<Arc<Site>>, visit: Visit, Form(deed): Form<Deed>) -> Answer {
    let (id, active) = match (deed.ngung, deed.mo) {
        (Some(id), _) => (id, false),
        (None, Some(id)) => (id, true),
        (None, None) => return Err(Failure::refused("Chưa chọn tài khoản. Chọn trong danh sách rồi thử lại.")),
    };
    let (now, by) = (site.now(), visit.person()?);
    if id == by && !active {
        return Err(Failure::refused("Không tự ngừng được tài khoản của chính mình. Nhờ một quản trị viên khác."));
    }
    let province_id = site.province_frame(&mut site.db.read().await?, &visit).await?.0;
    let (found, left) = store::in_tx!(site.db, |tx| {
        let found = within_reach(&site, tx, province_id, id).await?;
        person::set_active(tx, id, active).await?;
        let action = if active { "person.reactivate" } else { "person.deactivate" };
        audit::write(tx, now, Some(by), action, "person", id, serde_json::json!({ "username": found.username })).await?;
        Ok((found, left_behind(tx, id).await?))
    })?;
    let text = match active {
        true => format!("Đã mở lại tài khoản của {}.", found.full_name),
        false => format!("Đã ngừng tài khoản của {}; mọi phiên làm việc đã kết thúc.{left}", found.full_name),
    };
    let to = FilterQuery { tim: deed.tim, unit: deed.unit }.path();
    Ok(target::done(&visit, FlashTone::Done, &text, &to))
}

/// Ends one right from today on; what was done with it stays.
pub async fn end_right(State(site): State<Arc<Site>>, visit: Visit, Form(deed): Form<Deed>) -> Answer {
    let Some(id) = deed.quyen else { return Err(Failure::refused("Chưa chọn quyền. Chọn trong danh sách rồi thử lại.")) };
    let (now, by) = (site.now(), visit.person()?);
    let province_id = site.province_frame(&mut site.db.read().await?, &visit).await?.0;
    let last = site.today() - Duration::days(1);
    let (found, role, left) = store::in_tx!(site.db, |tx| {
        let grant = person::all_grants(tx).await?.into_iter().find(|g| g.id == id && g.province_id == province_id);
        let grant = grant.ok_or_else(|| {
            store::Error::Refused("Không có quyền này trong tỉnh. Tải lại danh sách rồi chọn lại. Chưa có gì được lưu.".into())
        })?;
        let found = within_reach(&site, tx, province_id, grant.person_id).await?;
        if found.id == by {
            return Err(store::Error::Refused("Không tự kết thúc được quyền của chính mình. Nhờ một quản trị viên khác.".into()));
        }
        if grant.valid_to.is_none_or(|until| until > last) {
            person::end_grant(tx, id, last).await?;
            let detail = serde_json::json!({ "username": found.username, "role": grant.role.code(), "last": last });
            audit::write(tx, now, Some(by), "grant.end", "person", found.id, detail).await?;
        }
        let left = if grant.role == Role::UnitEditor { left_behind(tx, found.id).await? } else { String::new() };
        Ok((found, grant.role, left))
    })?;
    let text = format!("Đã kết thúc quyền {} của {}.{left}", role.label(), found.full_name);
    Ok(target::done(&visit, FlashTone::Done, &text, &FilterQuery { tim: deed.tim, unit: deed.unit }.path()))
}
