//! Review: the side of Sở KH&CN.

mod consolidated;
mod item;
mod queue;
mod watch;

pub use consolidated::consolidated;
pub use queue::queue;

use super::{
    Answer, Failure, Site, Visit,
    report::{back, collect, desk, frame, moment},
};
use crate::report::{
    Desk, Grounds, ReportError,
    seen::{item_mark, mark},
};
use app::{
    frame::{Flash, FlashTone, ui_encode},
    pages::review::{self as page, Tab},
};
use axum::{
    Form,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{Html, IntoResponse},
};
use chrono::NaiveDate;
use domain::{Quantity, Severity, access::Action, workflow::ItemState};
use intake::typed::{TypedRow, understand_typed};
use serde::Deserialize;
use std::{collections::HashMap, sync::Arc};
use store::submission::{self, Decision};
use uuid::Uuid;

#[derive(Deserialize)]
pub struct View {
    muc: Option<String>,
    #[serde(default)]
    xem: String,
}

pub async fn show(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path((period, unit)): Path<(String, String)>,
    Query(view): Query<View>,
) -> Answer {
    let desk = desk(&site, &visit, &period, &unit).await?;
    render(&site, &visit, &desk, view, None).await
}

/// The page of one report; `typed` is a decision that was not taken, shown again with what was typed.
async fn render(site: &Site, visit: &Visit, desk: &Desk<'_>, view: View, typed: Option<&Decide>) -> Answer {
    let mut tx = site.db.read().await?;
    let all = submission::revisions(&mut tx, desk.round.id, desk.unit.id).await?;
    // A draft is the unit's own business.
    let Some(at) = all.iter().rposition(|s| collect::is_public(s.state)) else {
        let sentence =
            format!("{} chưa nộp báo cáo {}. Nhắc đơn vị nộp; báo cáo hiện ở hàng chờ khi được nộp.", desk.unit.name, desk.period.label());
        return back(visit, &format!("/tham-dinh?dot={}", desk.period), Err(ReportError::Refused(sentence)));
    };
    let s = &all[at];
    let before: Vec<_> = all[..at].iter().filter(|s| collect::is_public(s.state)).collect();
    let (mut items, illustrative) = item::items(&mut tx, desk, s, &before, visit.lang).await?;
    for (item, typed) in items.iter_mut().filter_map(|i| typed.filter(|t| t.id == i.id).map(|t| (i, t))) {
        item.reason.clone_from(&typed.reason);
        if !typed.tu.is_empty() {
            (item.numerator, item.denominator) = (typed.tu.clone(), typed.mau.clone());
        }
    }
    let mut names = HashMap::new();
    let submitted = match s.submitted_at {
        Some(when) => Some((moment(when), collect::name_of(&mut tx, &mut names, s.submitted_by).await?)),
        None => None,
    };
    let queue = queue::collect(&mut tx, visit, &desk.catalogue, &desk.round, site.today()).await?;
    let data = page::Desk {
        unit_code: desk.unit.code.clone(),
        unit_name: desk.unit.name.clone(),
        period: desk.period,
        revision: s.revision,
        version: mark(Some(s)),
        earlier: before.last().map(|b| b.revision),
        state: s.state,
        submitted,
        due_again: s.due_again,
        reason: s.reason.clone(),
        items,
        tab: Tab::from_code(&view.xem),
        chosen: view.muc,
        approves: site.may(desk.actor, Action::AcceptReport, &desk.catalogue, desk.unit.id).is_ok(),
        reviews: site.may(desk.actor, Action::ReviewReport, &desk.catalogue, desk.unit.id).is_ok(),
        submitter: s.submitted_by == Some(desk.person),
        with_unit: at + 1 < all.len(),
        queue,
    };
    let page = Html(page::show(&frame(site, visit, desk, illustrative), &data));
    let status = if typed.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok((status, page).into_response())
}

#[derive(Deserialize)]
pub struct Decide {
    id: Uuid,
    #[serde(rename = "quyet-dinh")]
    decision: String,
    #[serde(rename = "ly-do", default)]
    reason: String,
    #[serde(default)]
    tu: String,
    #[serde(default)]
    mau: String,
    #[serde(default)]
    xem: String,
    /// The item as the page showed it.
    thay: Option<String>,
}

/// One item; then the next one that waits.
pub async fn decide(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path((period, unit)): Path<(String, String)>,
    Form(form): Form<Decide>,
) -> Answer {
    let mut desk = desk(&site, &visit, &period, &unit).await?;
    desk.seen.clone_from(&form.thay);
    let home = page::address(desk.period, &desk.unit.code);
    let mut tx = site.db.read().await?;
    let item = submission::observation(&mut tx, form.id).await?.filter(|o| o.unit_id == desk.unit.id).ok_or_else(Failure::not_found)?;
    drop(tx);
    let code = desk.catalogue.indicator(item.indicator_id).map(|i| i.code.clone()).unwrap_or_default();
    let tab = Tab::from_code(&form.xem).code();
    let done = judge(&desk, &code, &form).await;
    if done.is_ok() {
        return back(&visit, &format!("{home}?xem={tab}#muc"), done);
    }
    // Somebody else decided it: the page as it is now, with what was typed.
    let mut tx = site.db.read().await?;
    let now = submission::observation(&mut tx, form.id).await?;
    if let Some(o) = now.filter(|o| form.thay.as_ref().is_some_and(|seen| *seen != item_mark(o))) {
        let text = desk.decided_meanwhile(&mut tx, &o).await?;
        drop(tx);
        let visit = Visit { flash: Some(Flash { tone: FlashTone::Refused, text }), ..visit.clone() };
        // What the other decided may have left the list this reviewer was going through.
        let view = View { muc: Some(code), xem: Tab::All.code().to_owned() };
        return render(&site, &visit, &desk, view, Some(&form)).await;
    }
    drop(tx);
    back(&visit, &format!("{home}?xem={tab}&muc={code}#muc"), done)
}

async fn judge(desk: &Desk<'_>, code: &str, form: &Decide) -> Result<String, ReportError> {
    let state: ItemState = form.decision.parse().unwrap_or(ItemState::Pending);
    if state == ItemState::Pending {
        return Err(ReportError::Refused("Chọn một trong bốn: chấp nhận, trả lại, hỏi lại, ghi số thẩm định.".into()));
    }
    let adjusted = if state == ItemState::Adjusted { Some(figure(desk, code, &form.tu, &form.mau).await?) } else { None };
    desk.decide(form.id, &Decision { state, reason: form.reason.trim().to_owned(), adjusted }).await?;
    Ok(format!("{code}: {}.", state.label()))
}

/// A figure that is typed in place of the unit's goes through the checks that a unit's does.
pub(super) async fn figure(
    desk: &Desk<'_>,
    code: &str,
    numerator: &str,
    denominator: &str,
) -> Result<(Quantity, Option<Quantity>), ReportError> {
    let asked = desk.form(&mut desk.site.db.read().await?).await?;
    let row = TypedRow { indicator: code.to_owned(), numerator: numerator.into(), denominator: denominator.into(), ..TypedRow::default() };
    let understood = understand_typed(&[row], &asked);
    let wrong = understood.findings.iter().find(|f| f.severity == Severity::Blocking && f.indicator.as_deref() == Some(code));
    if let Some(finding) = wrong {
        return Err(ReportError::Refused(format!("{} Chưa có gì được lưu.", finding.message)));
    }
    let value = understood.values.into_iter().find(|v| v.indicator == code);
    match value.and_then(|v| Some((v.numerator?, v.denominator))) {
        Some(figure) => Ok(figure),
        None => Err(ReportError::Refused("Số thẩm định phải là một số. Chưa có gì được lưu.".into())),
    }
}

#[derive(Deserialize)]
pub struct GiveBack {
    /// The revision the page showed, and its version.
    lan: Option<i32>,
    version: Option<String>,
    han: String,
}

pub async fn give_back(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path((period, unit)): Path<(String, String)>,
    Form(form): Form<GiveBack>,
) -> Answer {
    let mut desk = desk(&site, &visit, &period, &unit).await?;
    desk.seen = form.version;
    let home = page::address(desk.period, &desk.unit.code);
    let Some(day) = day(&form.han) else {
        return back(&visit, &home, Err(ReportError::Refused("Hạn nộp lại phải là một ngày, như 20/11/2026.".into())));
    };
    let done = desk.give_back(day, form.lan).await;
    let done = done.map(|()| format!("Đã trả lại {}; hạn nộp lại {}.", desk.unit.name, domain::text::vi_date(day)));
    back(&visit, &home, done)
}

#[derive(Deserialize)]
pub struct Accept {
    /// The revision the page showed, and its version.
    lan: Option<i32>,
    version: Option<String>,
    /// Not empty: with the items nobody decided.
    #[serde(default)]
    ca: String,
}

/// Accepts whole reports; who does not, accepts the items of a line agency.
fn accepts(desk: &Desk<'_>) -> bool {
    desk.site.may(desk.actor, Action::AcceptReport, &desk.catalogue, desk.unit.id).is_ok()
}

pub async fn accept(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path((period, unit)): Path<(String, String)>,
    Form(form): Form<Accept>,
) -> Answer {
    let mut desk = desk(&site, &visit, &period, &unit).await?;
    desk.seen = form.version;
    if !accepts(&desk) {
        let done = desk.accept_own(form.lan).await;
        let done = done.map(|()| format!("Đã chấp nhận các mục của cơ quan trong báo cáo {} của {}.", desk.period.label(), desk.unit.name));
        return back(&visit, &format!("/tham-dinh?dot={}", desk.period), done);
    }
    match desk.accept(!form.ca.is_empty(), form.lan).await {
        Ok(()) => {
            let done = format!("Đã chấp nhận báo cáo {} của {}. Số liệu đã có hiệu lực.", desk.period.label(), desk.unit.name);
            back(&visit, &format!("/tham-dinh?dot={}", desk.period), Ok(done))
        }
        Err(error) => back(&visit, &page::address(desk.period, &desk.unit.code), Err(error)),
    }
}

/// The chosen ones of the reports without anything to look at. What changed since the list was shown is left where it is.
pub async fn accept_ordinary(State(site): State<Arc<Site>>, visit: Visit, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    let period = fields.iter().find(|(name, _)| name == "dot").map_or("", |(_, period)| period.as_str());
    let (mut accepted, mut whole, mut left) = (0, true, vec![]);
    for (_, report) in fields.iter().filter(|(name, _)| name == "bao-cao") {
        let (unit, revision) = report.rsplit_once(':').ok_or_else(Failure::not_found)?;
        let revision = revision.parse().map_err(|_| Failure::not_found())?;
        let desk = desk(&site, &visit, period, unit).await?;
        whole = accepts(&desk);
        let ordinary = queue::is_ordinary(&mut site.db.read().await?, &desk, revision).await?;
        let outcome = match ordinary {
            true if accepts(&desk) => desk.accept(true, Some(revision)).await,
            true => desk.accept_own(Some(revision)).await,
            false => Err(ReportError::Refused("có mục cần xem".into())),
        };
        match outcome {
            Ok(()) => accepted += 1,
            Err(ReportError::Refused(why) | ReportError::Store(store::Error::Refused(why))) => {
                left.push(format!("{}: {why}", desk.unit.name))
            }
            Err(error) => return Err(error.into()),
        }
    }
    let home = format!("/tham-dinh?dot={}", ui_encode(period));
    let done = match (accepted, left.len()) {
        (0, 0) => Err(ReportError::Refused("Chưa chọn báo cáo nào. Không có gì thay đổi.".into())),
        (0, _) => Err(ReportError::Refused(format!("Không chấp nhận được báo cáo nào. {}", left.join("; ")))),
        (n, 0) if whole => Ok(format!("Đã chấp nhận {n} báo cáo. Số liệu đã có hiệu lực.")),
        (n, 0) => Ok(format!("Đã chấp nhận các mục của cơ quan trong {n} báo cáo.")),
        (n, m) => Ok(format!("Đã chấp nhận {n} báo cáo; {m} báo cáo không chấp nhận được. {}", left.join("; "))),
    };
    back(&visit, &home, done)
}

pub async fn reopen(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path((period, unit)): Path<(String, String)>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer {
    let mut desk = desk(&site, &visit, &period, &unit).await?;
    desk.seen = fields.iter().find(|(name, _)| name == "version").map(|(_, v)| v.clone());
    let codes = fields.iter().filter(|(name, _)| name == "muc").map(|(_, code)| code);
    let items: Vec<Uuid> = codes.filter_map(|code| desk.catalogue.indicator_by_code(code)).map(|i| i.id).collect();
    let text = |field: &str| fields.iter().find(|(name, _)| name == field).map_or("", |(_, text)| text.trim()).to_owned();
    let home = page::address(desk.period, &desk.unit.code);
    let Some(until) = day(&text("den")) else {
        return back(&visit, &home, Err(ReportError::Refused("Thời hạn mở lại phải là một ngày, như 20/11/2026.".into())));
    };
    let done = desk.reopen(&items, &Grounds { reason: text("ly-do"), document: text("van-ban"), until }).await;
    let done = done.map(|()| {
        format!("Đã mở lại {} mục cho {}. Bản cũ vẫn có hiệu lực cho đến khi bản mới được chấp nhận.", items.len(), desk.unit.name)
    });
    back(&visit, &home, done)
}

/// A date field's value; a browser without such a field sends what was typed.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%d/%m/%Y")).ok()
}
