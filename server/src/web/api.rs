//! The read-only JSON API: enough for an outside program to compute every figure again.

mod progress;
mod register;
pub mod task;

pub use progress::{progress, progress_rows};
pub use register::{duties, systems};

use super::{Answer, Failure, Site, Visit};
use app::board::Board;
use axum::{
    Json,
    extract::{Query, State},
    response::IntoResponse,
};
use chrono::NaiveDate;
use domain::{Period, Quantity, indicator::Part, succession::Lens};
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, sync::Arc};
use store::evidence;
use utoipa::{IntoParams, OpenApi, ToSchema};
use uuid::Uuid;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tiến Độ",
        description = "Data targets of a province: what was promised, reported, accepted and computed. Sign in with the session cookie or a bearer token (`tiendo token add`). Numbers are exact decimals; ratios are percent."
    ),
    paths(
        indicators,
        units,
        targets,
        observations,
        progress::progress,
        task::tasks,
        super::search::find,
        register::systems,
        register::duties
    )
)]
struct Api;

pub async fn openapi() -> Answer {
    Ok(Json(Api::openapi()).into_response())
}

#[derive(Serialize, ToSchema)]
pub struct IndicatorOut {
    code: String,
    province: String,
    pillar: String,
    name: String,
    name_en: String,
    /// ratio, count, yes_no
    kind: &'static str,
    /// stock, flow, cumulative
    accumulation: &'static str,
    unit_of_measure: String,
    numerator: String,
    denominator: String,
    frequency: &'static str,
    /// single or split
    mode: &'static str,
    owners: Vec<String>,
    reporters: Vec<String>,
}

async fn board(site: &Site, visit: &Visit, lens: Lens) -> Result<Arc<Board>, Failure> {
    let mut tx = site.db.read().await?;
    let (province_id, _) = site.province_frame(&mut tx, visit).await?;
    Ok(site.board_as(&mut tx, province_id, lens).await?)
}

/// What outside programs call the two readings of a series.
fn lens_code(lens: Lens) -> &'static str {
    match lens {
        Lens::AsNow => "as_now",
        Lens::AsWas => "as_was",
    }
}

fn lens_of(text: Option<&str>, default: Lens) -> Result<Lens, Failure> {
    let Some(text) = text else { return Ok(default) };
    let known = Lens::ALL.iter().copied().find(|lens| lens_code(*lens) == text);
    known.ok_or_else(|| Failure::refused("Tham số lens chỉ nhận as_was hoặc as_now."))
}

fn province_code(board: &Board) -> String {
    board.catalogue.provinces.iter().find(|p| p.id == board.province_id).map(|p| p.code.clone()).unwrap_or_default()
}

#[utoipa::path(get, path = "/api/v1/indicators", responses((status = 200, body = [IndicatorOut])))]
pub async fn indicators(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    let board = board(&site, &visit, Lens::AsNow).await?;
    let c = &board.catalogue;
    let assigned = |id: Uuid, part: Part| c.assigned_on(id, part, board.stamp.2).map(|(u, _)| u.code.clone()).collect();
    let rows = c.indicators.iter().filter(|i| i.province_id == board.province_id).map(|i| IndicatorOut {
        code: i.code.clone(),
        province: province_code(&board),
        pillar: i.pillar.clone(),
        name: i.name.clone(),
        name_en: i.name_en.clone(),
        kind: i.kind.code(),
        accumulation: i.accumulation.code(),
        unit_of_measure: i.unit_of_measure.clone(),
        numerator: i.numerator.clone(),
        denominator: i.denominator.clone(),
        frequency: i.frequency.code(),
        mode: i.mode.code(),
        owners: assigned(i.id, Part::Owns),
        reporters: assigned(i.id, Part::Reports),
    });
    Ok(Json(rows.collect::<Vec<_>>()).into_response())
}

#[derive(Serialize, ToSchema)]
pub struct UnitOut {
    code: String,
    province: String,
    name: String,
    short_name: String,
    kind: &'static str,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    /// The name itself is a stand-in.
    illustrative: bool,
}

#[utoipa::path(get, path = "/api/v1/units", responses((status = 200, body = [UnitOut])))]
pub async fn units(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    let board = board(&site, &visit, Lens::AsNow).await?;
    let rows = board.catalogue.units.iter().filter(|u| u.province_id == board.province_id).map(|u| UnitOut {
        code: u.code.clone(),
        province: province_code(&board),
        name: u.name.clone(),
        short_name: u.short_name.clone(),
        kind: u.kind.code(),
        valid_from: u.valid_from,
        valid_to: u.valid_to,
        illustrative: u.illustrative,
    });
    Ok(Json(rows.collect::<Vec<_>>()).into_response())
}

#[derive(Deserialize, IntoParams)]
pub struct TargetQuery {
    /// Only targets of this year.
    year: Option<i32>,
}

#[derive(Serialize, ToSchema)]
pub struct TargetOut {
    indicator: String,
    unit: String,
    year: i32,
    /// ≥, ≤ or =
    operator: &'static str,
    #[schema(value_type = f64)]
    value: Quantity,
    deadline: NaiveDate,
    deadline_written: String,
    maintain: bool,
    owner: Option<String>,
    owner_basis: &'static str,
    document: Option<String>,
    source_lines: String,
}

#[utoipa::path(get, path = "/api/v1/targets", params(TargetQuery), responses((status = 200, body = [TargetOut])))]
pub async fn targets(State(site): State<Arc<Site>>, visit: Visit, Query(q): Query<TargetQuery>) -> Answer {
    let board = board(&site, &visit, Lens::AsNow).await?;
    let c = &board.catalogue;
    let code_of = |id: Uuid| c.unit(id).map(|u| u.code.clone());
    let rows = c.targets.iter().filter(|t| q.year.is_none_or(|y| t.year == y)).filter_map(|t| {
        let i = c.indicator(t.indicator_id).filter(|i| i.province_id == board.province_id)?;
        Some(TargetOut {
            indicator: i.code.clone(),
            unit: code_of(t.unit_id)?,
            year: t.year,
            operator: t.operator.symbol(),
            value: t.quantity(),
            deadline: t.deadline,
            deadline_written: t.deadline_written.clone(),
            maintain: t.maintain,
            owner: t.owner_id.and_then(code_of),
            owner_basis: t.owner_basis.code(),
            document: t.document_id.and_then(|id| c.document(id)).map(|d| d.number.clone()),
            source_lines: t.source_lines.clone(),
        })
    });
    Ok(Json(rows.collect::<Vec<_>>()).into_response())
}

#[derive(Deserialize, IntoParams)]
pub struct ObservationQuery {
    unit: Option<String>,
    indicator: Option<String>,
    /// First period, e.g. 2026-01.
    from: Option<String>,
    /// Last period.
    to: Option<String>,
    /// Only `as_was`: figures are always of the units that reported them.
    lens: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct ObservationOut {
    id: Uuid,
    unit: String,
    indicator: String,
    #[schema(value_type = String)]
    period: Period,
    #[schema(value_type = f64)]
    numerator: Quantity,
    #[schema(value_type = Option<f64>)]
    denominator: Option<Quantity>,
    /// Made up for show ("Số liệu minh hoạ").
    illustrative: bool,
    /// Put right in the page after it was read from a file; `tiendo trace` says who and when.
    corrected: bool,
    /// Files that show where it comes from.
    evidence: Vec<EvidenceOut>,
    /// as_was: of the unit that reported it, whatever became of it.
    lens: &'static str,
}

#[derive(Clone, Serialize, ToSchema)]
pub struct EvidenceOut {
    name: String,
    sha256: String,
    /// Where to look, from 1; null for the whole file.
    page: Option<i32>,
}

/// By the figure they stand behind.
async fn evidence_of(site: &Site, province_id: Uuid) -> Result<HashMap<Uuid, Vec<EvidenceOut>>, Failure> {
    let mut by_figure: HashMap<Uuid, Vec<EvidenceOut>> = HashMap::new();
    for e in evidence::in_force(&mut site.db.read().await?, province_id).await? {
        by_figure.entry(e.observation_id).or_default().push(EvidenceOut { name: e.name, sha256: e.sha256, page: e.page });
    }
    Ok(by_figure)
}

#[utoipa::path(get, path = "/api/v1/observations", params(ObservationQuery), responses((status = 200, body = [ObservationOut])))]
pub async fn observations(State(site): State<Arc<Site>>, visit: Visit, Query(q): Query<ObservationQuery>) -> Answer {
    if lens_of(q.lens.as_deref(), Lens::AsWas)? != Lens::AsWas {
        return Err(Failure::refused("Số liệu đã báo cáo luôn theo đơn vị lúc báo cáo. Bỏ tham số lens, hoặc dùng lens=as_was."));
    }
    let board = board(&site, &visit, Lens::AsNow).await?;
    let c = &board.catalogue;
    let period = |text: Option<String>| text.map(|t| t.parse::<Period>().map_err(|e| Failure::refused(e.to_string()))).transpose();
    let (from, to) = (period(q.from)?, period(q.to)?);
    let mut evidence = evidence_of(&site, board.province_id).await?;
    let indicators = c.indicators.iter().filter(|i| q.indicator.as_ref().is_none_or(|code| i.code == *code));
    let mut rows: Vec<_> = indicators
        .flat_map(|i| board.figures_of(i.id).iter().map(move |f| (i, f)))
        .filter(|(_, f)| from.is_none_or(|p| p <= f.period) && to.is_none_or(|p| f.period <= p))
        .filter_map(|(i, f)| {
            let unit = c.unit(f.unit_id).filter(|u| q.unit.as_ref().is_none_or(|code| u.code == *code))?;
            Some(ObservationOut {
                id: f.observation_id,
                unit: unit.code.clone(),
                indicator: i.code.clone(),
                period: f.period,
                numerator: Quantity::from_scaled(f.numerator),
                denominator: f.denominator.map(Quantity::from_scaled),
                illustrative: f.illustrative,
                corrected: f.corrected,
                evidence: evidence.remove(&f.observation_id).unwrap_or_default(),
                lens: lens_code(Lens::AsWas),
            })
        })
        .collect();
    rows.sort_by(|a, b| (&a.indicator, &a.unit, a.period).cmp(&(&b.indicator, &b.unit, b.period)));
    Ok(Json(rows).into_response())
}
