//! The catalogue in force as JSON, for review and for other programs.

use chrono::NaiveDate;
use domain::{Quantity, task::Task};
use serde::Serialize;
use store::catalogue::{Catalogue, OrgUnit};
use uuid::Uuid;

#[derive(Serialize)]
pub struct Export {
    pub targets: Vec<TargetOut>,
    pub units: Vec<UnitOut>,
    pub tasks: Vec<TaskOut>,
    pub systems: Vec<domain::system::InfoSystem>,
    pub duties: Vec<domain::duty::Duty>,
}

/// A task with codes of units in place of groups.
#[derive(Serialize)]
pub struct TaskOut {
    province: String,
    /// The first leading unit, or whoever leads from outside the province's units.
    lead: String,
    lead_units: Vec<String>,
    coordinator_units: Vec<String>,
    source_file: String,
    #[serde(flatten)]
    task: Task,
}

#[derive(Serialize)]
pub struct TargetOut {
    code: String,
    province: String,
    name: String,
    unit: String,
    value: Quantity,
    operator: &'static str,
    year: i32,
    deadline: NaiveDate,
    deadline_written: String,
    maintain: bool,
    numerator: String,
    denominator: String,
    unit_of_measure: String,
    kind: &'static str,
    accumulation: &'static str,
    owner: Option<String>,
    owner_basis: &'static str,
    document: Option<String>,
    source_file: Option<String>,
    source_lines: String,
    restated_in: String,
    number_written: String,
    reading: String,
}

#[derive(Serialize)]
pub struct UnitOut {
    code: String,
    province: String,
    name: String,
    short_name: String,
    kind: &'static str,
    parent: Option<String>,
    illustrative: bool,
}

/// The catalogue in force, for review and for other programs.
pub fn export(c: &Catalogue, day: NaiveDate) -> Export {
    let province = |id: Uuid| c.provinces.iter().find(|p| p.id == id).map(|p| p.code.clone()).unwrap_or_default();
    let code_of = |id: Uuid| c.unit(id).map(|u| u.code.clone());
    let mut targets: Vec<TargetOut> = c
        .targets
        .iter()
        .filter_map(|t| {
            let i = c.indicator(t.indicator_id)?;
            let document = t.document_id.and_then(|id| c.document(id));
            Some(TargetOut {
                code: i.code.clone(),
                province: province(i.province_id),
                name: i.name.clone(),
                unit: code_of(t.unit_id)?,
                value: t.quantity(),
                operator: t.operator.symbol(),
                year: t.year,
                deadline: t.deadline,
                deadline_written: t.deadline_written.clone(),
                maintain: t.maintain,
                numerator: i.numerator.clone(),
                denominator: i.denominator.clone(),
                unit_of_measure: i.unit_of_measure.clone(),
                kind: i.kind.code(),
                accumulation: i.accumulation.code(),
                owner: t.owner_id.and_then(code_of),
                owner_basis: t.owner_basis.code(),
                document: document.map(|d| d.code.clone()),
                source_file: document.map(|d| d.source_file.clone()),
                source_lines: t.source_lines.clone(),
                restated_in: t.restated_in.clone(),
                number_written: t.number_written.clone(),
                reading: i.reading.clone(),
            })
        })
        .collect();
    targets.sort_by(|a, b| (&a.code, &a.unit, a.year).cmp(&(&b.code, &b.unit, b.year)));
    let unit = |u: &OrgUnit| UnitOut {
        code: u.code.clone(),
        province: province(u.province_id),
        name: u.name.clone(),
        short_name: u.short_name.clone(),
        kind: u.kind.code(),
        parent: u.parent_id.and_then(code_of),
        illustrative: u.illustrative,
    };
    let tasks = c.records.tasks.on(day).filter_map(|t| {
        let document = c.documents.iter().find(|d| d.code == t.document)?;
        let codes = |names: &[String]| c.expand_on(document.province_id, names, day).iter().map(|u| u.code.clone()).collect::<Vec<_>>();
        Some(TaskOut {
            province: province(document.province_id),
            lead: t.leads.first().cloned().unwrap_or_else(|| t.leads_other.clone()),
            lead_units: codes(&t.leads),
            coordinator_units: codes(&t.coordinators),
            source_file: document.source_file.clone(),
            task: t.clone(),
        })
    });
    Export {
        targets,
        units: c.units.iter().map(unit).collect(),
        tasks: tasks.collect(),
        systems: c.records.systems.on(day).cloned().collect(),
        duties: c.records.duties.on(day).cloned().collect(),
    }
}
