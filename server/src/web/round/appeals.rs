//! Explanations: filed on the unit's report, answered on the round's page.

use crate::{
    report::{Desk, ReportError},
    web::{
        Answer, Failure, Site, Visit,
        report::{back, collect::name_of, desk, home, moment, quantity},
        review::figure,
    },
};
use app::pages::{
    report::figure_text,
    round::{self as page, AppealLine, Explain},
};
use axum::{
    Form,
    extract::{Path, State},
};
use domain::{
    Quantity,
    access::Action,
    exception::Verdict,
    indicator::Kind,
    text::{Lang, vi_number},
    workflow::RoundState,
};
use serde::Deserialize;
use std::{collections::HashMap, sync::Arc};
use store::{
    Tx, appeal as stored,
    catalogue::Catalogue,
    submission::{self, Observation},
};
use uuid::Uuid;

/// The explanations of a round, or of one unit in it.
pub async fn lines(
    tx: &mut Tx,
    names: &mut HashMap<Uuid, String>,
    catalogue: &Catalogue,
    round_id: Uuid,
    unit_id: Option<Uuid>,
    lang: Lang,
) -> Result<Vec<AppealLine>, Failure> {
    let mut lines = vec![];
    for a in stored::in_round(tx, round_id).await?.into_iter().filter(|a| unit_id.is_none_or(|id| id == a.unit_id)) {
        let Some(o) = submission::observation(tx, a.observation_id).await? else { continue };
        let (Some(i), Some(unit)) = (catalogue.indicator(o.indicator_id), catalogue.unit(a.unit_id)) else { continue };
        let told = |n: Option<i64>, d: Option<i64>| {
            if n.is_none() { String::new() } else { figure_text(i.kind, quantity(n), quantity(d), lang) }
        };
        let input = |q: Option<i64>| quantity(q).map(vi_number).unwrap_or_default();
        let newer = if a.verdict == Verdict::Open { submission::in_force(tx, o.id).await?.filter(|now| now.id != o.id) } else { None };
        let stands = newer.as_ref().map_or((a.appraised_numerator, a.appraised_denominator), |now| {
            let (n, d) = now.figure();
            (n.map(Quantity::scaled), d.map(Quantity::scaled))
        });
        let claim = if a.numerator.is_some() { (a.numerator, a.denominator) } else { stands };
        lines.push(AppealLine {
            id: a.id,
            unit_code: unit.code.clone(),
            unit_name: unit.name.clone(),
            code: i.code.clone(),
            name: i.name.clone(),
            reported: told(o.numerator, o.denominator),
            appraised: told(a.appraised_numerator, a.appraised_denominator),
            claimed: told(a.numerator, a.denominator),
            replaced: if newer.is_some() { told(stands.0, stands.1) } else { String::new() },
            outcome: told(a.final_numerator, a.final_denominator),
            inputs: (input(claim.0), input(claim.1)),
            is_ratio: i.kind == Kind::Ratio,
            reason: a.reason.clone(),
            filed: format!("{}, {}", name_of(tx, names, Some(a.filed_by)).await?, moment(a.filed_at)),
            verdict: a.verdict,
            answer: a.answer.clone(),
            answered: match a.answered_at {
                Some(at) => format!("{}, {}", name_of(tx, names, a.answered_by).await?, moment(at)),
                None => String::new(),
            },
        });
    }
    Ok(lines)
}

/// What the report's page says of results, once they are notified.
pub async fn explain(tx: &mut Tx, desk: &Desk<'_>, lang: Lang) -> Result<Option<Explain>, Failure> {
    let standing = desk.round.standing(desk.site.today())?;
    let Some(until) = desk.round.explain_until.filter(|_| standing >= RoundState::Notified) else { return Ok(None) };
    let lines = lines(tx, &mut HashMap::new(), &desk.catalogue, desk.round.id, Some(desk.unit.id), lang).await?;
    let may = desk.site.may(desk.actor, Action::SubmitReport, &desk.catalogue, desk.unit.id).is_ok();
    let mut items = vec![];
    if may && standing == RoundState::Notified && desk.site.today() <= until {
        for s in submission::revisions(tx, desk.round.id, desk.unit.id).await? {
            for o in submission::observations(tx, s.id).await?.into_iter().filter(|o| o.in_force) {
                let Some(i) = desk.catalogue.indicator(o.indicator_id) else { continue };
                let (n, d) = o.figure();
                items.push((o.id, i.name.clone(), figure_text(i.kind, n, d, lang)));
            }
        }
    }
    Ok(Some(Explain { until, lines, items }))
}

#[derive(Deserialize)]
pub struct AppealForm {
    muc: Uuid,
    #[serde(rename = "ly-do", default)]
    reason: String,
    #[serde(default)]
    tu: String,
    #[serde(default)]
    mau: String,
}

async fn of_unit(tx: &mut Tx, desk: &Desk<'_>, id: Uuid) -> Result<Observation, Failure> {
    submission::observation(tx, id).await?.filter(|o| o.unit_id == desk.unit.id).ok_or_else(Failure::not_found)
}

/// A figure somebody typed; none when nothing was typed.
async fn typed(desk: &Desk<'_>, o: &Observation, tu: &str, mau: &str) -> Result<Option<(Quantity, Option<Quantity>)>, ReportError> {
    if tu.trim().is_empty() && mau.trim().is_empty() {
        return Ok(None);
    }
    let code = desk.catalogue.indicator(o.indicator_id).map(|i| i.code.clone()).unwrap_or_default();
    figure(desk, &code, tu, mau).await.map(Some)
}

pub async fn appeal(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path((period, unit)): Path<(String, String)>,
    Form(form): Form<AppealForm>,
) -> Answer {
    let desk = desk(&site, &visit, &period, &unit).await?;
    let o = of_unit(&mut site.db.read().await?, &desk, form.muc).await?;
    let done = match typed(&desk, &o, &form.tu, &form.mau).await {
        Ok(claim) => desk.appeal(o.id, &form.reason, claim).await,
        Err(error) => Err(error),
    };
    let done = done.map(|()| "Đã gửi giải trình; Sở Khoa học và Công nghệ trả lời trên trang này.".to_owned());
    back(&visit, &format!("{}#giai-trinh", home(&desk)), done)
}

#[derive(Deserialize)]
pub struct AnswerForm {
    #[serde(rename = "don-vi")]
    unit: String,
    id: Uuid,
    #[serde(rename = "ket-luan")]
    verdict: String,
    #[serde(rename = "tra-loi", default)]
    answer: String,
    #[serde(default)]
    tu: String,
    #[serde(default)]
    mau: String,
}

pub async fn answer(State(site): State<Arc<Site>>, visit: Visit, Path(period): Path<String>, Form(form): Form<AnswerForm>) -> Answer {
    let desk = desk(&site, &visit, &period, &form.unit).await?;
    let done = settle(&desk, &form).await;
    back(&visit, &format!("{}#giai-trinh", page::address(desk.period)), done)
}

async fn settle(desk: &Desk<'_>, form: &AnswerForm) -> Result<String, ReportError> {
    let lost = || ReportError::Refused("Không tìm thấy giải trình này. Tải lại trang.".into());
    let mut tx = desk.site.db.read().await?;
    let a = stored::get(&mut tx, form.id).await?.filter(|a| a.unit_id == desk.unit.id).ok_or_else(lost)?;
    let o = submission::observation(&mut tx, a.observation_id).await?.ok_or_else(lost)?;
    drop(tx);
    let upheld = match form.verdict.parse::<Verdict>() {
        Ok(Verdict::Upheld) => match typed(desk, &o, &form.tu, &form.mau).await? {
            Some(figure) => Some(figure),
            None => return Err(ReportError::Refused("Ghi số kết luận; chưa có gì được lưu.".into())),
        },
        Ok(Verdict::Dismissed) => None,
        _ => return Err(ReportError::Refused("Chọn chấp nhận hoặc không chấp nhận giải trình.".into())),
    };
    desk.answer(form.id, upheld, &form.answer).await?;
    Ok(format!("Đã trả lời giải trình của {}.", desk.unit.name))
}
