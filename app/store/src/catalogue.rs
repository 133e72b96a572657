//! Provinces, units, documents, indicators, targets, assignments: read whole, since every page needs them and they rarely change.

mod write;

pub use write::*;

use crate::{Result, Tx, db::on, record::Records};
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
    /// Checks that are set otherwise for it, as `intake::Tuning` writes them.
    pub checks: String,
    /// A figure without evidence, written or attached, must be explained.
    pub evidence_required: bool,
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
    indicator_coded: HashMap<String, usize>,
    /// By indicator and unit, in order of year.
    targets_at: HashMap<(Uuid, Uuid), Vec<usize>>,
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

    /// Finds units by id, indicators by id and code, and targets by what and whose they are, after their rows were put in.
    pub fn indexed(mut self) -> Self {
        self.unit_at = self.units.iter().enumerate().map(|(i, u)| (u.id, i)).collect();
        self.indicator_at = self.indicators.iter().enumerate().map(|(i, x)| (x.id, i)).collect();
        self.indicator_coded = self.indicators.iter().enumerate().map(|(i, x)| (x.code.clone(), i)).collect();
        self.targets_at.clear();
        for (at, t) in self.targets.iter().enumerate() {
            self.targets_at.entry((t.indicator_id, t.unit_id)).or_default().push(at);
        }
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
        self.indicator_coded.get(code).map(|&i| &self.indicators[i])
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

    /// What a unit reports as it is on `day`, in order of code, in whatever month it is due.
    pub fn reported(&self, unit_id: Uuid, day: NaiveDate) -> Vec<&Indicator> {
        let own = self.assignments.iter().filter(|a| a.unit_id == unit_id && a.part == Part::Reports && a.holds_on(day));
        let mut reported: Vec<_> = own.filter_map(|a| self.indicator(a.indicator_id)).collect();
        reported.sort_by(|a, b| a.code.cmp(&b.code));
        reported.dedup_by_key(|i| i.id);
        reported
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
        self.targets_at.get(&(indicator_id, unit_id)).into_iter().flatten().map(|at| &self.targets[*at])
    }

    /// Empty when there is no such province.
    pub fn province_name(&self, id: Uuid) -> String {
        self.provinces.iter().find(|p| p.id == id).map(|p| p.name.clone()).unwrap_or_default()
    }

    /// The target that binds in `year`: the earliest not before it, else the last one there was.
    pub fn target_for(&self, indicator_id: Uuid, unit_id: Uuid, year: i32) -> Option<&Target> {
        self.targets_of(indicator_id, unit_id).find(|t| t.year >= year).or_else(|| self.targets_of(indicator_id, unit_id).last())
    }
}
