//! Who in a unit looks after which of its indicators.

use super::{Answer, Failure, Site, Visit, report::back};
use crate::steward::{self, Change, Register};
use app::pages::steward::{self as page, Line, Stewards};
use axum::{
    Form,
    extract::{Path, State},
    response::{Html, IntoResponse},
};
use domain::{access::Action, steward::Stewardship};
use serde::Deserialize;
use std::sync::Arc;
use store::catalogue::OrgUnit;
use uuid::Uuid;

async fn unit(site: &Site, code: &str) -> Result<OrgUnit, Failure> {
    let catalogue = site.catalogue(&mut site.db.read().await?).await?;
    catalogue.unit_by_code(code).cloned().ok_or_else(Failure::not_found)
}

pub async fn show(State(site): State<Arc<Site>>, visit: Visit, Path(code): Path<String>) -> Answer {
    let unit = unit(&site, &code).await?;
    let mut tx = site.db.read().await?;
    let (_, frame) = site.province_frame(&mut tx, &visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let register = Register::read(&site, &mut tx, &catalogue, &unit).await?;
    let may = |v: &app::frame::Viewer| site.may(&v.actor, Action::ManageStewards, &catalogue, unit.id).is_ok();
    let line = |l: steward::Line| Line {
        code: l.code,
        name: l.name,
        steward: l.who.map(|w| w.steward),
        deputy: l.who.and_then(|w| w.deputy),
        since: l.since.map(crate::site::local_date),
    };
    let data = Stewards {
        unit_code: unit.code,
        unit_name: unit.name,
        lines: register.lines.into_iter().map(line).collect(),
        people: register.people,
        former: register.former,
        editable: visit.viewer.as_ref().is_some_and(may),
    };
    Ok(Html(page::show(&frame, &data)).into_response())
}

/// Steward and deputy as two fields say; one that is no id counts as nobody.
fn who(steward: &str, deputy: &str) -> Option<Stewardship<Uuid>> {
    Some(Stewardship { steward: steward.parse().ok()?, deputy: deputy.parse().ok() })
}

pub async fn save(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path(code): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer {
    let unit = unit(&site, &code).await?;
    let of = |kind: &str, code: &str| {
        let name = format!("{kind}.{code}");
        fields.iter().find(|(n, _)| *n == name).map_or("", |(_, value)| value.as_str())
    };
    let mut changes = vec![];
    for (code, shown) in fields.iter().filter_map(|(name, value)| Some((name.strip_prefix("cu.")?, value))) {
        let (steward, deputy) = shown.split_once('/').unwrap_or_default();
        let (shown, wanted) = (who(steward, deputy), who(of("pt", code), of("th", code)));
        if wanted.is_none() && !of("th", code).is_empty() {
            let refused = format!("{code}: chọn người phụ trách trước khi chọn người thay. Chưa có gì được lưu.");
            return back(&visit, &page::address(&unit.code), Err(crate::report::ReportError::Refused(refused)));
        }
        changes.push(Change { code: code.to_owned(), shown, wanted });
    }
    let done = steward::set(&site, &unit, &changes, visit.person()?).await;
    let done = done.map(|n| {
        if n == 0 { "Không có gì thay đổi.".to_owned() } else { format!("Đã lưu người phụ trách của {n} chỉ tiêu.") }
    });
    back(&visit, &page::address(&unit.code), done)
}

#[derive(Deserialize)]
pub struct HandOver {
    #[serde(default)]
    tu: String,
    #[serde(default)]
    cho: String,
}

pub async fn hand_over(State(site): State<Arc<Site>>, visit: Visit, Path(code): Path<String>, Form(form): Form<HandOver>) -> Answer {
    let unit = unit(&site, &code).await?;
    let to = page::address(&unit.code);
    let Ok(heir) = form.cho.parse::<Uuid>() else {
        return back(&visit, &to, Err(crate::report::ReportError::Refused("Chưa chọn người nhận. Chưa có gì được lưu.".into())));
    };
    let done = steward::hand_over(&site, &unit, form.tu.parse().ok(), heir, visit.person()?).await;
    back(&visit, &to, done.map(|n| format!("Đã bàn giao {n} chỉ tiêu.")))
}
