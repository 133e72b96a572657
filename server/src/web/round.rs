//! Rounds: the board, one round and its steps, exceptions, answers to explanations.

mod appeals;
mod board;

pub use appeals::{answer, appeal, explain};
pub use board::board;

use super::{
    Answer, Failure, Site, Visit,
    report::{back, collect::name_of, desk, moment},
    review::day,
};
use crate::{
    appraisal::{Given, RoundDesk},
    report::{Grounds, ReportError},
};
use app::pages::round::{self as page, ExceptionLine, Life, PublicationLine};
use axum::{
    Form,
    extract::{Path, State},
    response::{Html, IntoResponse},
};
use domain::{
    Period,
    exception::ExceptionKind,
    workflow::{RoundAction, RoundState},
};
use serde::Deserialize;
use std::{collections::HashMap, sync::Arc};
use store::{
    Tx,
    catalogue::OrgUnit,
    exception,
    publication::{self, Publication},
};
use uuid::Uuid;

/// The round an address names; one that is not there is not found.
async fn round_desk<'a>(site: &'a Site, visit: &'a Visit, period: &str) -> Result<RoundDesk<'a>, Failure> {
    let period: Period = period.parse().map_err(|_| Failure::not_found())?;
    let viewer = visit.viewer.as_ref().ok_or_else(Failure::not_signed_in)?;
    let province = visit.province.as_deref().unwrap_or_default();
    RoundDesk::open(site, &viewer.actor, visit.person()?, province, period).await.map_err(|error| match error {
        ReportError::Refused(_) => Failure::not_found(),
        error => error.into(),
    })
}

pub async fn show(State(site): State<Arc<Site>>, visit: Visit, Path(period): Path<String>) -> Answer {
    let desk = round_desk(&site, &visit, &period).await?;
    let mut tx = site.db.read().await?;
    let (_, frame) = site.province_frame(&mut tx, &visit).await?;
    let standing = desk.round.standing(desk.today)?;
    let progress = desk.progress(&mut tx).await?;
    let facts = desk.facts(&mut tx, &desk.round, standing, &progress, &Given::default()).await?;
    let mut names = HashMap::new();
    let mut exceptions = vec![];
    for e in exception::in_round(&mut tx, desk.round.id).await? {
        let unit = desk.catalogue.unit(e.unit_id);
        exceptions.push(ExceptionLine {
            id: e.id,
            unit_code: unit.map(|u| u.code.clone()).unwrap_or_default(),
            unit_name: unit.map(|u| u.name.clone()).unwrap_or_default(),
            kind: e.kind,
            indicators: e.codes().collect::<Vec<_>>().join(", "),
            granted: format!("{}, {}", name_of(&mut tx, &mut names, Some(e.granted_by)).await?, moment(e.granted_at)),
            holds: e.term().holds(desk.today),
            ended: e.ended_at.is_some(),
            reason: e.reason,
            document: e.document,
            until: e.until,
        });
    }
    let mut publications = vec![];
    for p in publication::of_round(&mut tx, desk.round.id).await? {
        publications.push(line(&mut tx, &mut names, desk.period, p).await?);
    }
    let units = crate::rounds::owing(&desk.catalogue, &desk.round, desk.period);
    let pairs = |units: &[&OrgUnit]| units.iter().map(|u| (u.code.clone(), u.name.clone())).collect::<Vec<_>>();
    let life = Life {
        period: desk.period,
        opens: desk.round.opens,
        due: desk.round.due,
        closes: desk.round.closes,
        standing,
        facts,
        expected: units.len() - progress.exempt.len(),
        silent: pairs(&progress.silent),
        undecided: pairs(&progress.undecided),
        units: pairs(&units),
        exceptions,
        appeals: appeals::lines(&mut tx, &mut names, &desk.catalogue, desk.round.id, None, visit.lang).await?,
        publications,
    };
    Ok(Html(page::life(&frame, &life)).into_response())
}

/// A snapshot as lists show it.
pub(super) async fn line(
    tx: &mut Tx,
    names: &mut HashMap<Uuid, String>,
    period: Period,
    p: Publication,
) -> Result<PublicationLine, Failure> {
    let published = match p.published_at {
        Some(at) => Some(format!("{}, {}", name_of(tx, names, p.published_by).await?, moment(at))),
        None => None,
    };
    Ok(PublicationLine {
        period,
        number: p.number,
        frozen: format!("{}, {}", name_of(tx, names, Some(p.frozen_by)).await?, moment(p.frozen_at)),
        hash: p.content_hash,
        published,
        document: p.document,
        notice: p.notice,
    })
}

#[derive(Deserialize)]
pub struct StepForm {
    buoc: String,
    #[serde(default)]
    den: String,
    #[serde(rename = "khong-nop", default)]
    silence: String,
    #[serde(rename = "van-ban", default)]
    document: String,
    #[serde(rename = "ly-do", default)]
    notice: String,
}

pub async fn step(State(site): State<Arc<Site>>, visit: Visit, Path(period): Path<String>, Form(form): Form<StepForm>) -> Answer {
    let desk = round_desk(&site, &visit, &period).await?;
    let home = page::address(desk.period);
    let Ok(action) = form.buoc.parse::<RoundAction>() else {
        return back(&visit, &home, Err(ReportError::Refused("Không có bước này. Tải lại trang.".into())));
    };
    let given =
        Given { explain_until: day(&form.den), silence_noted: !form.silence.is_empty(), document: form.document, notice: form.notice };
    let done = desk.take(action, &given).await.map(|to| {
        let name = desk.period.label();
        match to {
            RoundState::InAppraisal => format!("Đã bắt đầu thẩm định đợt {name}."),
            RoundState::Notified => format!("Đã thông báo kết quả đợt {name}; đơn vị có thể gửi giải trình."),
            RoundState::Finalised => format!("Đã chốt đợt {name}: báo cáo được khoá, số liệu và điểm được chụp lại kèm mã băm."),
            RoundState::Published => format!("Đã công bố số liệu {name}."),
            RoundState::Superseded => format!("Đã công bố bản đính chính {name} kèm thông báo."),
            to => format!("Đợt {name} {}.", to.label()),
        }
    });
    back(&visit, &home, done)
}

#[derive(Deserialize)]
pub struct ExceptionForm {
    #[serde(rename = "don-vi")]
    unit: String,
    #[serde(rename = "loai")]
    kind: String,
    #[serde(default)]
    muc: String,
    #[serde(default)]
    den: String,
    #[serde(rename = "ly-do", default)]
    reason: String,
    #[serde(rename = "van-ban", default)]
    document: String,
}

pub async fn grant(State(site): State<Arc<Site>>, visit: Visit, Path(period): Path<String>, Form(form): Form<ExceptionForm>) -> Answer {
    let desk = desk(&site, &visit, &period, &form.unit).await?;
    let home = format!("{}#ngoai-le", page::address(desk.period));
    let (Ok(kind), Some(until)) = (form.kind.parse::<ExceptionKind>(), day(&form.den)) else {
        return back(&visit, &home, Err(ReportError::Refused("Chọn loại ngoại lệ và ngày hết hiệu lực, như 20/11/2026.".into())));
    };
    let codes: Vec<String> = form.muc.split([',', ';', ' ']).map(|c| c.trim().to_uppercase()).filter(|c| !c.is_empty()).collect();
    let codes = if kind == ExceptionKind::Exemption { codes } else { vec![] };
    let done = desk.grant(kind, &codes, &Grounds { reason: form.reason, document: form.document, until }).await;
    let done = done.map(|()| format!("{}: {} đến hết {}.", desk.unit.name, kind.label(), domain::text::vi_date(until)));
    back(&visit, &home, done)
}

#[derive(Deserialize)]
pub struct EndForm {
    #[serde(rename = "don-vi")]
    unit: String,
    id: Uuid,
}

pub async fn end(State(site): State<Arc<Site>>, visit: Visit, Path(period): Path<String>, Form(form): Form<EndForm>) -> Answer {
    let desk = desk(&site, &visit, &period, &form.unit).await?;
    let done = desk.end_exception(form.id).await.map(|()| format!("Đã kết thúc ngoại lệ của {}.", desk.unit.name));
    back(&visit, &format!("{}#ngoai-le", page::address(desk.period)), done)
}
