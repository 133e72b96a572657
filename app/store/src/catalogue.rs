//! Provinces, units, documents, indicators, targets, assignments: read whole, since every page needs them and they rarely change.

use crate::{Error, Result, Tx, db::on, record::Records};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Period, Quantity,
    indicator::{Accumulation, Basis, Kind, Mode, Operator, Part, UnitKind},
    period::Frequency,
    system::Counted,
};
use sqlx::FromRow;
use std::collections::HashMap;
use uuid::Uuid;

#[derive(Clone, Debug, FromRow)]
pub struct Province {
    pub id: Uuid,
    pub code: String,
    pub name: String,
}

#[derive(Clone, Debug, FromRow)]
pub struct OrgUnit {
    pub id: Uuid,
    pub province_id: Uuid,
    pub parent_id: Option<Uuid>,
    pub code: String,
    pub name: String,
    pub short_name: String,
    #[sqlx(try_from = "String")]
    pub kind: UnitKind,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub illustrative: bool,
    /// Who says that this is its name.
    pub names_source: String,
}

impl OrgUnit {
    /// Is the unit one that reports for `period`? A month in which units change belongs to those there are at its end.
    pub fn exists_in(&self, period: Period) -> bool {
        self.exists_on(period.end())
    }

    pub fn exists_on(&self, day: NaiveDate) -> bool {
        lasts(self.valid_from, self.valid_to, day)
    }

    /// Has its last day passed?
    pub fn has_ended(&self, day: NaiveDate) -> bool {
        self.valid_to.is_some_and(|last| last < day)
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct Document {
    pub id: Uuid,
    pub province_id: Uuid,
    pub code: String,
    pub number: String,
    pub title: String,
    pub issuer: String,
    pub issued_on: Option<NaiveDate>,
    pub issued_written: String,
    pub source_file: String,
}

#[derive(Clone, Debug, FromRow)]
pub struct Indicator {
    pub id: Uuid,
    pub province_id: Uuid,
    pub code: String,
    pub pillar: String,
    pub name: String,
    pub name_en: String,
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    #[sqlx(try_from = "String")]
    pub accumulation: Accumulation,
    pub unit_of_measure: String,
    pub numerator: String,
    pub denominator: String,
    #[sqlx(try_from = "String")]
    pub frequency: Frequency,
    pub may_exceed: bool,
    #[sqlx(try_from = "String")]
    pub mode: Mode,
    pub reading: String,
    /// Code of another province's indicator that measures the same, or the closest to it; empty: none is declared.
    pub same_as: String,
    /// Code of what the register of systems counts for it; empty where it cannot: [`Indicator::counted`].
    pub register: String,
}

impl Indicator {
    pub fn counted(&self) -> Option<Counted> {
        self.register.parse().ok()
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct Target {
    pub id: Uuid,
    pub indicator_id: Uuid,
    pub unit_id: Uuid,
    pub year: i32,
    #[sqlx(try_from = "String")]
    pub operator: Operator,
    /// Ten-thousandths; see [`Target::quantity`].
    pub value: i64,
    pub deadline: NaiveDate,
    pub deadline_written: String,
    pub deadline_lines: String,
    pub maintain: bool,
    pub owner_id: Option<Uuid>,
    #[sqlx(try_from = "String")]
    pub owner_basis: Basis,
    pub owner_lines: String,
    pub document_id: Option<Uuid>,
    pub source_lines: String,
    pub number_written: String,
    /// Which of several equal figures on a line; 0: the only one.
    pub occurrence: i32,
    /// A phrase of its lines, for a target without a figure.
    pub words: String,
    pub restated_in: String,
    pub decided_at: DateTime<Utc>,
}

impl Target {
    pub fn quantity(&self) -> Quantity {
        Quantity::from_scaled(self.value)
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct Assignment {
    pub id: Uuid,
    pub indicator_id: Uuid,
    pub unit_id: Uuid,
    #[sqlx(try_from = "String")]
    pub part: Part,
    #[sqlx(try_from = "String")]
    pub basis: Basis,
    pub confirmed: bool,
    pub source_lines: String,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
}

impl Assignment {
    pub fn holds_in(&self, period: Period) -> bool {
        within(self.valid_from, self.valid_to, period)
    }

    pub fn holds_on(&self, day: NaiveDate) -> bool {
        lasts(self.valid_from, self.valid_to, day)
    }
}

fn lasts(from: Option<NaiveDate>, to: Option<NaiveDate>, day: NaiveDate) -> bool {
    from.is_none_or(|d| d <= day) && to.is_none_or(|d| day <= d)
}

fn within(from: Option<NaiveDate>, to: Option<NaiveDate>, period: Period) -> bool {
    from.is_none_or(|d| d <= period.end()) && to.is_none_or(|d| period.start() <= d)
}

/// Names that stand for several units of a province; `all_departments` are those that are no communes.
pub const GROUPS: [&str; 3] = ["all_units", "all_communes", "all_departments"];

/// Everything above, as it is in force now.
#[derive(Default)]
pub struct Catalogue {
    /// The counter this copy was read at.
    pub version: i64,
    pub provinces: Vec<Province>,
    pub units: Vec<OrgUnit>,
    pub documents: Vec<Document>,
    pub indicators: Vec<Indicator>,
    pub targets: Vec<Target>,
    pub assignments: Vec<Assignment>,
    pub records: Records,
    unit_at: HashMap<Uuid, usize>,
    indicator_at: HashMap<Uuid, usize>,
}

impl Catalogue {
    /// Sorted by code, so that exports and pages keep their order.
    pub async fn read(tx: &mut Tx) -> Result<Self> {
        let version = tx.counter("catalogue").await?;
        let provinces = on!(tx, |c| sqlx::query_as("select * from province order by code").fetch_all(c).await)?;
        let units: Vec<OrgUnit> = on!(tx, |c| sqlx::query_as("select * from org_unit order by code").fetch_all(c).await)?;
        let documents = on!(tx, |c| sqlx::query_as("select * from document order by code").fetch_all(c).await)?;
        let indicators: Vec<Indicator> = on!(tx, |c| sqlx::query_as("select * from indicator order by code").fetch_all(c).await)?;
        let targets = on!(tx, |c| sqlx::query_as("select * from target where replaced_at is null order by year, id").fetch_all(c).await)?;
        let assignments = on!(tx, |c| sqlx::query_as("select * from assignment order by id").fetch_all(c).await)?;
        let records = Records::read(tx).await?;
        let read = Self { version, provinces, units, documents, indicators, targets, assignments, records, ..Self::default() };
        Ok(read.indexed())
    }

    /// Finds units and indicators by id, after their rows were put in.
    pub fn indexed(mut self) -> Self {
        self.unit_at = self.units.iter().enumerate().map(|(i, u)| (u.id, i)).collect();
        self.indicator_at = self.indicators.iter().enumerate().map(|(i, x)| (x.id, i)).collect();
        self
    }

    pub fn province(&self, code: &str) -> Option<&Province> {
        self.provinces.iter().find(|p| p.code == code)
    }

    pub fn unit(&self, id: Uuid) -> Option<&OrgUnit> {
        self.unit_at.get(&id).map(|&i| &self.units[i])
    }

    pub fn unit_by_code(&self, code: &str) -> Option<&OrgUnit> {
        self.units.iter().find(|u| u.code == code)
    }

    pub fn indicator(&self, id: Uuid) -> Option<&Indicator> {
        self.indicator_at.get(&id).map(|&i| &self.indicators[i])
    }

    pub fn indicator_by_code(&self, code: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|i| i.code == code)
    }

    pub fn document(&self, id: Uuid) -> Option<&Document> {
        self.documents.iter().find(|d| d.id == id)
    }

    /// The unit that stands for the province as a whole.
    pub fn root(&self, province_id: Uuid) -> Option<&OrgUnit> {
        self.units.iter().find(|u| u.province_id == province_id && u.kind == UnitKind::Province)
    }

    /// The units of a province below the root, those that have ended or not begun too; see [`Self::members_on`].
    pub fn members(&self, province_id: Uuid) -> impl Iterator<Item = &OrgUnit> {
        self.units.iter().filter(move |u| u.province_id == province_id && u.kind != UnitKind::Province)
    }

    /// The units of a province below the root that exist on `day`.
    pub fn members_on(&self, province_id: Uuid, day: NaiveDate) -> impl Iterator<Item = &OrgUnit> {
        self.members(province_id).filter(move |u| u.exists_on(day))
    }

    /// [`Self::expand`] without units that do not exist on `day`, unless they are named by their own code.
    pub fn expand_on(&self, province_id: Uuid, names: &[String], day: NaiveDate) -> Vec<&OrgUnit> {
        let mut units = self.expand(province_id, names);
        units.retain(|u| u.exists_on(day) || names.contains(&u.code));
        units
    }

    /// The units that codes and names of groups stand for, each once; unknown codes stand for none.
    pub fn expand(&self, province_id: Uuid, names: &[String]) -> Vec<&OrgUnit> {
        let mut units: Vec<&OrgUnit> = vec![];
        for name in names {
            let group: fn(&OrgUnit) -> bool = match name.as_str() {
                "all_units" => |_| true,
                "all_communes" => |u| u.kind.is_commune(),
                "all_departments" => |u| !u.kind.is_commune(),
                code => {
                    units.extend(self.unit_by_code(code).filter(|u| u.province_id == province_id));
                    continue;
                }
            };
            units.extend(self.members(province_id).filter(|u| group(u)));
        }
        let mut seen = std::collections::HashSet::new();
        units.retain(|u| seen.insert(u.id));
        units
    }

    /// The unit and those above it, nearest first.
    pub fn lineage(&self, unit_id: Uuid) -> Vec<&OrgUnit> {
        std::iter::successors(self.unit(unit_id), |u| u.parent_id.and_then(|p| self.unit(p))).take(8).collect()
    }

    /// What a unit's form asks for in a period, in order of code: assigned to it, valid then, and due at that period's end.
    /// Nothing of a unit that does not exist then.
    pub fn asked(&self, unit_id: Uuid, period: Period) -> Vec<&Indicator> {
        if !self.unit(unit_id).is_some_and(|u| u.exists_in(period)) {
            return vec![];
        }
        let mut asked: Vec<_> = self
            .assignments
            .iter()
            .filter(|a| a.unit_id == unit_id && a.part == Part::Reports && a.holds_in(period))
            .filter_map(|a| self.indicator(a.indicator_id))
            .filter(|i| i.frequency.due_in(period))
            .collect();
        asked.sort_by(|a, b| a.code.cmp(&b.code));
        asked
    }

    /// Who plays `part` for an indicator.
    pub fn assigned(&self, indicator_id: Uuid, part: Part) -> impl Iterator<Item = (&OrgUnit, &Assignment)> {
        self.assignments
            .iter()
            .filter(move |a| a.indicator_id == indicator_id && a.part == part)
            .filter_map(|a| self.unit(a.unit_id).map(|u| (u, a)))
    }

    /// [`Self::assigned`] as it is on `day`.
    pub fn assigned_on(&self, indicator_id: Uuid, part: Part, day: NaiveDate) -> impl Iterator<Item = (&OrgUnit, &Assignment)> {
        self.assigned(indicator_id, part).filter(move |(u, a)| u.exists_on(day) && a.holds_on(day))
    }

    /// Targets of an indicator for a unit, by year.
    pub fn targets_of(&self, indicator_id: Uuid, unit_id: Uuid) -> impl Iterator<Item = &Target> {
        self.targets.iter().filter(move |t| t.indicator_id == indicator_id && t.unit_id == unit_id)
    }

    /// The target that binds in `year`: the earliest not before it, else the last one there was.
    pub fn target_for(&self, indicator_id: Uuid, unit_id: Uuid, year: i32) -> Option<&Target> {
        self.targets_of(indicator_id, unit_id).find(|t| t.year >= year).or_else(|| self.targets_of(indicator_id, unit_id).last())
    }
}

pub async fn put_province(tx: &mut Tx, p: &Province) -> Result<()> {
    const SQL: &str = "insert into province (id, code, name) values ($1, $2, $3) on conflict (code) do update set name = excluded.name";
    on!(tx, |c| sqlx::query(SQL).bind(p.id).bind(&p.code).bind(&p.name).execute(c).await.map(drop))?;
    Ok(())
}

/// Adds the unit or brings the one with its code up to date; gives the id in force.
pub async fn put_unit(tx: &mut Tx, u: &OrgUnit) -> Result<Uuid> {
    const SQL: &str = "insert into org_unit (id, province_id, parent_id, code, name, short_name, kind, valid_from, valid_to, illustrative, \
         names_source) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (code) do update set parent_id = excluded.parent_id, \
         name = excluded.name, short_name = excluded.short_name, kind = excluded.kind, valid_from = excluded.valid_from, \
         valid_to = excluded.valid_to, illustrative = excluded.illustrative, names_source = excluded.names_source returning id";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL)
        .bind(u.id)
        .bind(u.province_id)
        .bind(u.parent_id)
        .bind(&u.code)
        .bind(&u.name)
        .bind(&u.short_name)
        .bind(u.kind.code())
        .bind(u.valid_from)
        .bind(u.valid_to)
        .bind(u.illustrative)
        .bind(&u.names_source)
        .fetch_one(c)
        .await)?)
}

pub async fn put_document(tx: &mut Tx, d: &Document) -> Result<()> {
    const SQL: &str = "insert into document (id, province_id, code, number, title, issuer, issued_on, issued_written, source_file) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (code) do update set number = excluded.number, title = excluded.title, \
         issuer = excluded.issuer, issued_on = excluded.issued_on, issued_written = excluded.issued_written, source_file = excluded.source_file";
    on!(tx, |c| sqlx::query(SQL)
        .bind(d.id)
        .bind(d.province_id)
        .bind(&d.code)
        .bind(&d.number)
        .bind(&d.title)
        .bind(&d.issuer)
        .bind(d.issued_on)
        .bind(&d.issued_written)
        .bind(&d.source_file)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Adds the indicator or brings the one with its code up to date; the id of an existing one stays.
pub async fn put_indicator(tx: &mut Tx, i: &Indicator) -> Result<()> {
    const SQL: &str = "insert into indicator (id, province_id, code, pillar, name, name_en, kind, accumulation, unit_of_measure, \
         numerator, denominator, frequency, may_exceed, mode, reading, same_as, register) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) on conflict (code) do update set \
         pillar = excluded.pillar, name = excluded.name, name_en = excluded.name_en, kind = excluded.kind, \
         accumulation = excluded.accumulation, unit_of_measure = excluded.unit_of_measure, numerator = excluded.numerator, \
         denominator = excluded.denominator, frequency = excluded.frequency, may_exceed = excluded.may_exceed, \
         mode = excluded.mode, reading = excluded.reading, same_as = excluded.same_as, register = excluded.register";
    on!(tx, |c| sqlx::query(SQL)
        .bind(i.id)
        .bind(i.province_id)
        .bind(&i.code)
        .bind(&i.pillar)
        .bind(&i.name)
        .bind(&i.name_en)
        .bind(i.kind.code())
        .bind(i.accumulation.code())
        .bind(&i.unit_of_measure)
        .bind(&i.numerator)
        .bind(&i.denominator)
        .bind(i.frequency.code())
        .bind(i.may_exceed)
        .bind(i.mode.code())
        .bind(&i.reading)
        .bind(&i.same_as)
        .bind(&i.register)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Puts a target in force at `t.decided_at`. A different one for the same indicator, unit and year is replaced, never
/// overwritten; the same one changes nothing and gives `false`.
pub async fn put_target(tx: &mut Tx, t: &Target) -> Result<bool> {
    const FIND: &str = "select * from target where indicator_id = $1 and unit_id = $2 and year = $3 and replaced_at is null";
    let old: Option<Target> = on!(tx, |c| sqlx::query_as(FIND).bind(t.indicator_id).bind(t.unit_id).bind(t.year).fetch_optional(c).await)?;
    if let Some(old) = old {
        if same_decision(&old, t) {
            return Ok(false);
        }
        const REPLACE: &str = "update target set replaced_at = $1 where id = $2";
        on!(tx, |c| sqlx::query(REPLACE).bind(t.decided_at).bind(old.id).execute(c).await.map(drop))?;
    }
    const SQL: &str = "insert into target (id, indicator_id, unit_id, year, operator, value, deadline, deadline_written, maintain, owner_id, \
         owner_basis, document_id, source_lines, number_written, restated_in, decided_at, deadline_lines, owner_lines, occurrence, words) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(t.id)
        .bind(t.indicator_id)
        .bind(t.unit_id)
        .bind(t.year)
        .bind(t.operator.code())
        .bind(t.value)
        .bind(t.deadline)
        .bind(&t.deadline_written)
        .bind(t.maintain)
        .bind(t.owner_id)
        .bind(t.owner_basis.code())
        .bind(t.document_id)
        .bind(&t.source_lines)
        .bind(&t.number_written)
        .bind(&t.restated_in)
        .bind(t.decided_at)
        .bind(&t.deadline_lines)
        .bind(&t.owner_lines)
        .bind(t.occurrence)
        .bind(&t.words)
        .execute(c)
        .await
        .map(drop))?;
    Ok(true)
}

fn same_decision(a: &Target, b: &Target) -> bool {
    (a.operator, a.value, a.deadline, a.maintain, a.owner_id, a.owner_basis, a.document_id)
        == (b.operator, b.value, b.deadline, b.maintain, b.owner_id, b.owner_basis, b.document_id)
        && (&a.source_lines, &a.restated_in) == (&b.source_lines, &b.restated_in)
        && (&a.deadline_written, &a.number_written, &a.words) == (&b.deadline_written, &b.number_written, &b.words)
}

/// [`put_target`] for a data file that is loaded again and again: a row it brought before, and that somebody has replaced since,
/// stays replaced.
pub async fn put_loaded_target(tx: &mut Tx, t: &Target) -> Result<bool> {
    const SQL: &str = "select * from target where indicator_id = $1 and unit_id = $2 and year = $3";
    let ever: Vec<Target> = on!(tx, |c| sqlx::query_as(SQL).bind(t.indicator_id).bind(t.unit_id).bind(t.year).fetch_all(c).await)?;
    if ever.iter().any(|old| same_decision(old, t)) { Ok(false) } else { put_target(tx, t).await }
}

/// Adds the assignment; one that exists keeps what Sở KH&CN confirmed.
pub async fn put_assignment(tx: &mut Tx, a: &Assignment) -> Result<()> {
    const SQL: &str = "insert into assignment (id, indicator_id, unit_id, part, basis, confirmed, source_lines, valid_from, valid_to) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (indicator_id, unit_id, part) do update set basis = excluded.basis, \
         source_lines = excluded.source_lines, valid_from = excluded.valid_from, valid_to = excluded.valid_to";
    on!(tx, |c| sqlx::query(SQL)
        .bind(a.id)
        .bind(a.indicator_id)
        .bind(a.unit_id)
        .bind(a.part.code())
        .bind(a.basis.code())
        .bind(a.confirmed)
        .bind(&a.source_lines)
        .bind(a.valid_from)
        .bind(a.valid_to)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Marks every assignment of an indicator as confirmed by Sở KH&CN.
pub async fn confirm_assignments(tx: &mut Tx, indicator_id: Uuid) -> Result<()> {
    const SQL: &str = "update assignment set confirmed = true where indicator_id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(indicator_id).execute(c).await.map(drop))?;
    Ok(())
}

pub async fn put_framework(tx: &mut Tx, id: Uuid, province_id: Uuid, code: &str, version: &str, body: &str) -> Result<()> {
    const SQL: &str = "insert into framework (id, province_id, code, version, body) values ($1, $2, $3, $4, $5) \
         on conflict (province_id, code, version) do update set body = excluded.body";
    on!(tx, |c| sqlx::query(SQL).bind(id).bind(province_id).bind(code).bind(version).bind(body).execute(c).await.map(drop))?;
    Ok(())
}

/// The newest framework of a province.
pub async fn framework(tx: &mut Tx, province_id: Uuid) -> Result<Option<String>> {
    const SQL: &str = "select body from framework where province_id = $1 order by version desc, id desc limit 1";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(province_id).fetch_optional(c).await)?)
}

/// Replaces the stored text of a document.
pub async fn put_lines(tx: &mut Tx, document_id: Uuid, lines: &[&str]) -> Result<()> {
    on!(tx, |c| sqlx::query("delete from document_line where document_id = $1").bind(document_id).execute(c).await.map(drop))?;
    const SQL: &str = "insert into document_line (document_id, line, body) \
         select $1, cast(value->>0 as integer), value->>1 from json_each($2) where true";
    let rows: Vec<_> = lines.iter().enumerate().map(|(i, body)| (i + 1, body)).collect();
    let rows = serde_json::to_string(&rows).map_err(|e| Error::Corrupt(e.to_string()))?;
    on!(tx, |c| sqlx::query(SQL).bind(document_id).bind(&rows).execute(c).await.map(drop))?;
    Ok(())
}

/// The lines `from..=to` of a document, if its text was loaded.
pub async fn lines(tx: &mut Tx, document_id: Uuid, from: i32, to: i32) -> Result<Vec<String>> {
    const SQL: &str = "select body from document_line where document_id = $1 and line between $2 and $3 order by line";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(document_id).bind(from).bind(to).fetch_all(c).await)?)
}

/// The lines that a list such as "12,14-16" names, as far as the document's text was loaded.
pub async fn lines_at(tx: &mut Tx, document_id: Uuid, list: &str) -> Result<Vec<String>> {
    const SQL: &str = "select line, body from document_line where document_id = $1 and line between $2 and $3 order by line";
    let numbers = domain::coverage::numbers(list).unwrap_or_default();
    let (Some(first), Some(last)) = (numbers.first().copied(), numbers.last().copied()) else { return Ok(vec![]) };
    let (first, last) = (i32::try_from(first).unwrap_or(i32::MAX), i32::try_from(last).unwrap_or(i32::MAX));
    let all: Vec<(i32, String)> = on!(tx, |c| sqlx::query_as(SQL).bind(document_id).bind(first).bind(last).fetch_all(c).await)?;
    let named = |n: &i32| u32::try_from(*n).is_ok_and(|n| numbers.contains(&n));
    Ok(all.into_iter().filter(|(n, _)| named(n)).map(|(_, body)| body).collect())
}
