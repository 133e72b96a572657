//! Progress as pages show it: standings of the province or of one unit.

use super::{Answer, Failure, Site, Visit, board, lens_code, lens_of};
use app::board::{Board, Standing};
use axum::{
    Json,
    extract::{Query, State},
    response::IntoResponse,
};
use chrono::NaiveDate;
use domain::{Period, Quantity, succession::Lens};
use serde::{Deserialize, Serialize};
use std::{collections::HashSet, sync::Arc};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
pub struct ProgressQuery {
    /// Only targets of this year.
    year: Option<i32>,
    /// A unit's own progress; the province's when absent.
    unit: Option<String>,
    indicator: Option<String>,
    /// `as_now` (default): figures of former units count for their successors; `as_was`: for the units of the time.
    lens: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct ForecastOut {
    low: f64,
    mid: f64,
    high: f64,
}

#[derive(Serialize, ToSchema)]
pub struct CoverageOut {
    reported: u32,
    expected: u32,
}

#[derive(Serialize, ToSchema)]
pub struct ProgressOut {
    unit: String,
    indicator: String,
    name: String,
    /// Value, operator and deadline of the target.
    target: TargetPart,
    /// Period of the newest figure.
    #[schema(value_type = Option<String>)]
    period: Option<Period>,
    #[schema(value_type = Option<f64>)]
    numerator: Option<Quantity>,
    #[schema(value_type = Option<f64>)]
    denominator: Option<Quantity>,
    /// Percent for a ratio, else the count.
    value: Option<f64>,
    baseline: Option<f64>,
    baseline_on: Option<NaiveDate>,
    attainment: Option<f64>,
    pace: Option<f64>,
    /// Value the path asks for at the end of `period`.
    path: Option<f64>,
    status: &'static str,
    forecast: Option<ForecastOut>,
    needed_per_period: Option<f64>,
    coverage: CoverageOut,
    provisional: bool,
    stale: bool,
    illustrative: bool,
    /// as_now or as_was.
    lens: &'static str,
    /// Ids of the figures of `period` that went in, wholly or in part; see /api/v1/observations.
    observations: Vec<Uuid>,
}

#[derive(Serialize, ToSchema)]
pub struct TargetPart {
    operator: &'static str,
    #[schema(value_type = f64)]
    value: Quantity,
    year: i32,
    deadline: NaiveDate,
}

impl ProgressOut {
    fn new(board: &Board, s: &Standing, unit: &str, units: &[Uuid]) -> Self {
        let p = &s.progress;
        let units: HashSet<Uuid> = units.iter().copied().collect();
        let own = |f: &&store::figure::Figure| Some(f.period) == p.period && board.concerns(f, &units);
        Self {
            unit: unit.to_owned(),
            indicator: board.code_of(s).to_owned(),
            name: board.indicator(s).map(|i| i.name.clone()).unwrap_or_default(),
            target: TargetPart {
                operator: s.target.operator.symbol(),
                value: s.target.quantity(),
                year: s.target.year,
                deadline: s.target.deadline,
            },
            period: p.period,
            numerator: p.numerator,
            denominator: p.denominator,
            value: p.value,
            baseline: p.baseline,
            baseline_on: p.baseline_on,
            attainment: p.attainment,
            pace: p.pace,
            path: p.path,
            status: p.status.code(),
            forecast: p.forecast.map(|f| ForecastOut { low: f.low, mid: f.mid, high: f.high }),
            needed_per_period: p.needed_per_period,
            coverage: CoverageOut { reported: p.coverage.reported, expected: p.coverage.expected },
            provisional: true,
            stale: p.stale,
            illustrative: s.illustrative,
            lens: lens_code(board.lens),
            observations: board.figures_of(s.indicator_id).iter().filter(own).map(|f| f.observation_id).collect(),
        }
    }

    /// One line for the command line.
    pub fn line(&self) -> String {
        let value = self.value.map_or("-".to_owned(), |v| format!("{v:.2}"));
        format!(
            "{:10} {:8} {:4} {:>10} {} {:>9}  {}",
            self.indicator,
            self.unit,
            self.target.year,
            value,
            self.target.operator,
            self.target.value.to_plain(),
            self.status
        )
    }
}

/// Standings of the province, or of one unit.
pub fn progress_rows(board: &Board, unit: Option<&str>, indicator: Option<&str>, year: Option<i32>) -> Vec<ProgressOut> {
    let wanted = |s: &&Standing| indicator.is_none_or(|code| board.code_of(s) == code) && year.is_none_or(|y| s.target.year == y);
    match unit
        .and_then(|code| board.catalogue.unit_by_code(code))
        .filter(|u| Some(u.id) != board.catalogue.root(board.province_id).map(|r| r.id))
    {
        Some(unit) if unit.province_id == board.province_id => {
            let own = board.units.get(&unit.id).map_or(&[][..], Vec::as_slice);
            own.iter().filter(wanted).map(|s| ProgressOut::new(board, s, &unit.code, &[unit.id])).collect()
        }
        Some(_) => vec![],
        None => {
            let root = board.catalogue.root(board.province_id).map(|u| u.code.clone()).unwrap_or_default();
            let reporters =
                |s: &Standing| board.indicator(s).map_or_else(Vec::new, |i| board.reporters(i).iter().map(|u| u.id).collect::<Vec<_>>());
            board.standings.iter().filter(wanted).map(|s| ProgressOut::new(board, s, &root, &reporters(s))).collect()
        }
    }
}

#[utoipa::path(get, path = "/api/v1/progress", params(ProgressQuery), responses((status = 200, body = [ProgressOut])))]
pub async fn progress(State(site): State<Arc<Site>>, visit: Visit, Query(q): Query<ProgressQuery>) -> Answer {
    let board = board(&site, &visit, lens_of(q.lens.as_deref(), Lens::AsNow)?).await?;
    if let Some(code) = q.unit.as_deref()
        && board.catalogue.unit_by_code(code).is_none_or(|u| u.province_id != board.province_id)
    {
        return Err(Failure::not_found());
    }
    Ok(Json(progress_rows(&board, q.unit.as_deref(), q.indicator.as_deref(), q.year)).into_response())
}
