//! Accepted figures: what progress, scores and charts are computed from.

use crate::{Result, Tx, db::on};
use sqlx::FromRow;
use uuid::Uuid;

/// One accepted figure in force. Numbers are ten-thousandths, the reviewer's where adjusted.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    pub observation_id: Uuid,
    pub indicator_id: Uuid,
    pub unit_id: Uuid,
    pub period: domain::Period,
    pub numerator: i64,
    pub denominator: Option<i64>,
    pub illustrative: bool,
    /// Put right in the page: not what the cell of the file says.
    pub corrected: bool,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    indicator_id: Uuid,
    unit_id: Uuid,
    period: String,
    numerator: i64,
    denominator: Option<i64>,
    illustrative: bool,
    corrected: bool,
}

impl TryFrom<Row> for Figure {
    type Error = crate::Error;

    fn try_from(r: Row) -> Result<Self> {
        let period = crate::coded("observation.period", &r.period)?;
        Ok(Self {
            observation_id: r.id,
            indicator_id: r.indicator_id,
            unit_id: r.unit_id,
            period,
            numerator: r.numerator,
            denominator: r.denominator,
            illustrative: r.illustrative,
            corrected: r.corrected,
        })
    }
}

/// All figures of a province in force.
pub async fn of_province(tx: &mut Tx, province_id: Uuid) -> Result<Vec<Figure>> {
    // "Không phát sinh" is an answer: nothing to count, but not a gap.
    const SQL: &str = "select o.id, o.indicator_id, o.unit_id, o.period, coalesce(o.adjusted_numerator, o.numerator, 0) as numerator, \
         coalesce(o.adjusted_denominator, o.denominator, case when o.answer = 'not_arising' and i.kind = 'ratio' then 0 end) as denominator, \
         o.illustrative, o.corrected_at is not null as corrected from observation o join indicator i on i.id = o.indicator_id \
         where i.province_id = $1 and o.in_force and (o.answer = 'not_arising' or coalesce(o.adjusted_numerator, o.numerator) is not null)";
    let rows: Vec<Row> = on!(tx, |c| sqlx::query_as(SQL).bind(province_id).fetch_all(c).await)?;
    rows.into_iter().map(Figure::try_from).collect()
}

/// Accepted figures in force, of all provinces.
pub async fn count(tx: &mut Tx) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar("select count(*) from observation where in_force").fetch_one(c).await)?)
}

/// Where a figure comes from, for a person to check by eye.
#[derive(Clone, Debug, FromRow)]
pub struct Trace {
    pub observation_id: Uuid,
    pub submission_id: Uuid,
    pub indicator: String,
    pub indicator_name: String,
    pub unit: String,
    pub unit_name: String,
    pub unit_id: Uuid,
    pub period: String,
    pub revision: i32,
    pub numerator: Option<i64>,
    pub denominator: Option<i64>,
    pub adjusted_numerator: Option<i64>,
    pub adjusted_denominator: Option<i64>,
    pub item_state: String,
    pub in_force: bool,
    pub illustrative: bool,
    pub upload_id: Option<Uuid>,
    pub file: Option<String>,
    pub sha256: Option<String>,
    pub uploaded_at: Option<chrono::DateTime<chrono::Utc>>,
    pub sheet: String,
    pub numerator_cell: String,
    pub denominator_cell: String,
    pub raw_numerator: String,
    pub raw_denominator: String,
    pub answer: String,
    pub kind: String,
    pub corrected_by: Option<String>,
    pub corrected_at: Option<chrono::DateTime<chrono::Utc>>,
    pub justification: String,
    pub evidence: String,
    pub submitted_by: Option<String>,
    pub submitted_at: Option<chrono::DateTime<chrono::Utc>>,
    pub decided_by: Option<String>,
    pub decided_at: Option<chrono::DateTime<chrono::Utc>>,
}

pub async fn trace(tx: &mut Tx, observation_id: Uuid) -> Result<Option<Trace>> {
    const SQL: &str = "select o.id as observation_id, o.submission_id, i.code as indicator, i.name as indicator_name, u.code as unit, \
         u.name as unit_name, u.id as unit_id, o.period, s.revision, o.numerator, o.denominator, o.adjusted_numerator, \
         o.adjusted_denominator, o.item_state, o.in_force, o.illustrative, o.upload_id, f.name as file, f.sha256, f.uploaded_at, o.sheet, \
         o.numerator_cell, o.denominator_cell, o.raw_numerator, o.raw_denominator, o.answer, i.kind, o.justification, o.evidence, \
         a.full_name as submitted_by, s.submitted_at, b.full_name as decided_by, o.decided_at, \
         c.full_name as corrected_by, o.corrected_at \
         from observation o join indicator i on i.id = o.indicator_id join org_unit u on u.id = o.unit_id \
         join submission s on s.id = o.submission_id left join upload f on f.id = o.upload_id \
         left join person a on a.id = s.submitted_by left join person b on b.id = coalesce(o.decided_by, s.decided_by) \
         left join person c on c.id = o.corrected_by where o.id = $1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(observation_id).fetch_optional(c).await)?)
}

/// A unit's accepted figures of one period, for the column "previous period" of a form: `(indicator, numerator, denominator)`.
pub async fn of_unit(tx: &mut Tx, unit_id: Uuid, period: domain::Period) -> Result<Vec<(Uuid, i64, Option<i64>)>> {
    const SQL: &str = "select indicator_id, coalesce(adjusted_numerator, numerator), coalesce(adjusted_denominator, denominator) \
         from observation where unit_id = $1 and period = $2 and in_force and coalesce(adjusted_numerator, numerator) is not null";
    let period = period.to_string();
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(unit_id).bind(&period).fetch_all(c).await)?)
}

/// One figure that later ones are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Past {
    pub indicator_id: Uuid,
    pub unit_id: Uuid,
    pub period: domain::Period,
    pub numerator: i64,
    pub denominator: Option<i64>,
    pub illustrative: bool,
}

type PastRow = (Uuid, Uuid, String, i64, Option<i64>, bool);

/// Years as text, the first and the last: the codes of periods begin with them.
fn years((from, to): (i32, i32)) -> (String, String) {
    (format!("{from:04}"), format!("{to:04}"))
}

fn past(rows: Vec<PastRow>) -> Result<Vec<Past>> {
    let row = |(indicator_id, unit_id, period, numerator, denominator, illustrative): PastRow| {
        Ok(Past { indicator_id, unit_id, period: crate::coded("observation.period", &period)?, numerator, denominator, illustrative })
    };
    rows.into_iter().map(row).collect()
}

/// A unit's accepted figures of all periods from one year to another.
pub async fn past_of_unit(tx: &mut Tx, unit_id: Uuid, span: (i32, i32)) -> Result<Vec<Past>> {
    const SQL: &str = "select indicator_id, unit_id, period, coalesce(adjusted_numerator, numerator), coalesce(adjusted_denominator, denominator), \
         illustrative from observation where unit_id = $1 and in_force and coalesce(adjusted_numerator, numerator) is not null \
         and substr(period, 1, 4) between $2 and $3";
    let (from, to) = years(span);
    past(on!(tx, |c| sqlx::query_as(SQL).bind(unit_id).bind(&from).bind(&to).fetch_all(c).await)?)
}

/// Which indicators of a province.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    All,
    /// The ratios that each unit reports for itself: what units of one kind can be compared by.
    OwnRatios,
}

/// The same of all units of a province.
pub async fn past_of_province(tx: &mut Tx, province_id: Uuid, span: (i32, i32), which: Which) -> Result<Vec<Past>> {
    const SQL: &str = "select o.indicator_id, o.unit_id, o.period, coalesce(o.adjusted_numerator, o.numerator), \
         coalesce(o.adjusted_denominator, o.denominator), o.illustrative from observation o join indicator i on i.id = o.indicator_id \
         where i.province_id = $1 and ($4 or (i.kind = 'ratio' and i.mode = 'split')) and o.in_force \
         and coalesce(o.adjusted_numerator, o.numerator) is not null and substr(o.period, 1, 4) between $2 and $3";
    let (from, to) = years(span);
    let all = which == Which::All;
    past(on!(tx, |c| sqlx::query_as(SQL).bind(province_id).bind(&from).bind(&to).bind(all).fetch_all(c).await)?)
}

/// What was handed in and is not accepted yet, but for what was sent back, of a unit or of all units of a province; a later revision
/// after an earlier one. Once a later one is accepted, those before it are history.
pub async fn awaiting(tx: &mut Tx, unit_or_province: Uuid, span: (i32, i32)) -> Result<Vec<Past>> {
    const SQL: &str = "select o.indicator_id, o.unit_id, o.period, coalesce(o.adjusted_numerator, o.numerator), \
         coalesce(o.adjusted_denominator, o.denominator), o.illustrative \
         from observation o join submission s on s.id = o.submission_id \
         where o.unit_id in (select id from org_unit where $1 in (id, province_id)) \
         and coalesce(o.adjusted_numerator, o.numerator) is not null and substr(o.period, 1, 4) between $2 and $3 \
         and (s.state in ('submitted', 'in_review') and o.item_state in ('pending', 'accepted', 'adjusted') \
         or s.state = 'returned' and o.item_state in ('accepted', 'adjusted')) \
         and not exists (select 1 from submission later where later.round_id = s.round_id and later.unit_id = s.unit_id \
         and later.revision > s.revision and later.state in ('accepted', 'locked', 'exempt')) order by s.revision";
    let (from, to) = years(span);
    past(on!(tx, |c| sqlx::query_as(SQL).bind(unit_or_province).bind(&from).bind(&to).fetch_all(c).await)?)
}

/// A figure as its unit handed it in, whatever was decided about it.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct HandedIn {
    pub unit_id: Uuid,
    pub revision: i32,
    pub indicator_id: Uuid,
    pub numerator: i64,
    pub denominator: Option<i64>,
}

/// Unit and indicator of everything that was answered in a round, by a figure or by saying that none arose; drafts are their unit's own.
pub async fn answered(tx: &mut Tx, round_id: Uuid) -> Result<Vec<(Uuid, Uuid)>> {
    const SQL: &str = "select s.unit_id, o.indicator_id from observation o join submission s on s.id = o.submission_id \
         where s.round_id = $1 and s.state not in ('draft', 'withdrawn') and (o.numerator is not null or o.answer = 'not_arising')";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(round_id).fetch_all(c).await)?)
}

/// Of every revision that was handed in in a round; drafts are their unit's own.
pub async fn handed_in(tx: &mut Tx, round_id: Uuid) -> Result<Vec<HandedIn>> {
    const SQL: &str = "select s.unit_id, s.revision, o.indicator_id, o.numerator, o.denominator from observation o \
         join submission s on s.id = o.submission_id where s.round_id = $1 and s.state not in ('draft', 'withdrawn') \
         and o.answer = 'reported' and o.numerator is not null order by s.unit_id, s.revision, o.indicator_id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(round_id).fetch_all(c).await)?)
}
