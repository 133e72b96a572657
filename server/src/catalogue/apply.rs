//! Data files into the database, and the catalogue in force back into data files.

use super::{
    GROUPS,
    rows::{AssignmentRow, At, DocumentRow, Files, FrameworkRow, IndicatorRow, ProvinceRow, TargetRow, UnitRow},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::indicator::{Mode, Part, UnitKind};
use std::collections::HashMap;
use store::{
    Tx,
    catalogue::{self as put, Assignment, Catalogue, Document, Indicator, OrgUnit, Province, Target},
    record::{self, Decision, Row, Shelf},
};
use uuid::Uuid;

/// What a unit's history is kept under; see [`record::put_body`].
pub const UNIT: &str = "unit";
/// The same of an indicator.
pub const INDICATOR: &str = "indicator";

/// Stores rows that [`super::check`] found nothing wrong with. Data files (a decision of no person) bring a row once: what somebody
/// changed since stays changed.
pub async fn apply(tx: &mut Tx, files: &Files, decision: &Decision) -> store::Result<()> {
    let now = decision.at;
    let kept =
        async |tx: &mut Tx, kind| if decision.person_id.is_some() { Ok(Default::default()) } else { record::changed_here(tx, kind).await };
    for at in &files.provinces {
        put::put_province(tx, &Province { id: Uuid::now_v7(), code: at.row.code.clone(), name: at.row.name.clone() }).await?;
    }
    let present = Catalogue::read(tx).await?;
    let provinces: HashMap<String, Uuid> = present.provinces.into_iter().map(|p| (p.code, p.id)).collect();
    let province = |code: &str| provinces.get(code).copied().ok_or_else(|| unknown("province", code));
    let (kept_units, kept_indicators) = (kept(tx, UNIT).await?, kept(tx, INDICATOR).await?);
    let mut unit_ids: HashMap<String, Uuid> = present.units.into_iter().map(|u| (u.code, u.id)).collect();
    // Parents before their children, whatever the order of the file.
    let mut waiting: Vec<&UnitRow> = files.units.iter().map(|u| &u.row).collect();
    while !waiting.is_empty() {
        let known = |u: &&UnitRow| u.parent.as_deref().is_none_or(|p| p.is_empty() || unit_ids.contains_key(p));
        let (ready, rest): (Vec<&UnitRow>, Vec<&UnitRow>) = waiting.iter().copied().partition(known);
        if ready.is_empty() {
            return Err(unknown("parent of unit", &rest[0].code));
        }
        for u in ready {
            // A unit that was merged, ended or made in the program stays as it was made there.
            if kept_units.contains(&u.code) && unit_ids.contains_key(&u.code) {
                continue;
            }
            let parent_id = u.parent.as_deref().and_then(|p| unit_ids.get(p).copied());
            unit_ids.insert(u.code.clone(), put::put_unit(tx, &unit(u, province(&u.province)?, parent_id)).await?);
        }
        waiting = rest;
    }
    for at in &files.documents {
        put::put_document(tx, &document(&at.row, province(&at.row.province)?)).await?;
    }
    for at in files.indicators.iter().filter(|at| !kept_indicators.contains(&at.row.code)) {
        put::put_indicator(tx, &indicator(&at.row, province(&at.row.province)?)).await?;
    }
    let known = Catalogue::read(tx).await?;
    for at in &files.targets {
        let target = target(&known, &at.row, now)?;
        if decision.person_id.is_some() {
            put::put_target(tx, &target).await?
        } else {
            put::put_loaded_target(tx, &target).await?
        };
    }
    for at in &files.assignments {
        let a = &at.row;
        let i = known.indicator_by_code(&a.indicator).ok_or_else(|| unknown("indicator", &a.indicator))?;
        for unit in known.expand(i.province_id, &a.units) {
            let is_known = || known.assigned(i.id, a.part).any(|(u, _)| u.id == unit.id);
            if kept_units.contains(&unit.code) && is_known() {
                continue;
            }
            let assignment = Assignment {
                id: Uuid::now_v7(),
                indicator_id: i.id,
                unit_id: unit.id,
                part: a.part,
                basis: a.basis,
                confirmed: a.confirmed,
                source_lines: a.source_lines.clone(),
                valid_from: a.valid_from,
                valid_to: a.valid_to,
            };
            // Somebody new reports from the decision on; who did before goes on as before.
            let assignment = match known.assigned(i.id, a.part).find(|(u, _)| u.id == unit.id) {
                None if a.valid_from.is_none() => Assignment { valid_from: decision.valid_from, ..assignment },
                _ => assignment,
            };
            put::put_assignment(tx, &assignment).await?;
        }
    }
    let of_document = |code: &str| known.documents.iter().find(|d| d.code == code).map(|d| d.province_id);
    let decide = |province_id| Decision { province_id, ..decision.clone() };
    for at in &files.events {
        put_row(tx, &at.row, &decide(Some(province(&at.row.province)?))).await?;
    }
    for at in &files.tasks {
        put_row(tx, &at.row, &decide(of_document(&at.row.document))).await?;
    }
    for at in &files.systems {
        put_row(tx, &at.row, &decide(Some(province(&at.row.province)?))).await?;
    }
    for at in &files.duties {
        put_row(tx, &at.row, &decide(Some(province(&at.row.province)?))).await?;
    }
    for at in &files.successions {
        put_row(tx, &at.row, &decide(Some(province(&at.row.province)?))).await?;
    }
    for at in &files.sections {
        put_row(tx, &at.row, &decide(of_document(&at.row.document))).await?;
    }
    for at in &files.claims {
        put_row(tx, &at.row, &decide(of_document(&at.row.document))).await?;
    }
    for at in &files.frameworks {
        let body = serde_json::to_string(&at.row.body).map_err(|e| store::Error::Corrupt(e.to_string()))?;
        put::put_framework(tx, Uuid::now_v7(), province(&at.row.province)?, &at.row.body.code, &at.row.body.version, &body).await?;
    }
    Ok(())
}

async fn put_row<T: Row>(tx: &mut Tx, row: &T, decision: &Decision) -> store::Result<bool> {
    if decision.person_id.is_some() { record::put(tx, row, decision).await } else { record::put_loaded(tx, row, decision).await }
}

fn unknown(what: &str, code: &str) -> store::Error {
    store::Error::Corrupt(format!("catalogue names the {what} {code:?}, which no file has"))
}

fn unit(u: &UnitRow, province_id: Uuid, parent_id: Option<Uuid>) -> OrgUnit {
    OrgUnit {
        id: Uuid::now_v7(),
        province_id,
        parent_id,
        code: u.code.clone(),
        name: u.name.clone(),
        short_name: u.short_name.clone(),
        kind: u.kind,
        valid_from: u.valid_from,
        valid_to: u.valid_to,
        illustrative: u.illustrative,
        names_source: u.names_source.clone(),
    }
}

fn document(d: &DocumentRow, province_id: Uuid) -> Document {
    Document {
        id: Uuid::now_v7(),
        province_id,
        code: d.code.clone(),
        number: d.number.clone(),
        title: d.title.clone(),
        issuer: d.issuer.clone(),
        issued_on: d.issued_on,
        issued_written: d.issued_written.clone(),
        source_file: d.source_file.clone(),
    }
}

fn indicator(i: &IndicatorRow, province_id: Uuid) -> Indicator {
    Indicator {
        id: Uuid::now_v7(),
        province_id,
        code: i.code.clone(),
        pillar: i.pillar.clone(),
        name: i.name.clone(),
        name_en: i.name_en.clone(),
        kind: i.kind,
        accumulation: i.accumulation,
        unit_of_measure: i.unit_of_measure.clone(),
        numerator: i.numerator.clone(),
        denominator: i.denominator.clone(),
        frequency: i.frequency,
        may_exceed: i.may_exceed,
        evidence_required: i.evidence_required,
        mode: i.mode,
        reading: i.reading.clone(),
        same_as: i.same_as.clone(),
        register: i.register.map(|c| c.code().to_owned()).unwrap_or_default(),
        checks: i.checks.clone(),
    }
}

fn target(known: &Catalogue, t: &TargetRow, now: DateTime<Utc>) -> store::Result<Target> {
    let i = known.indicator_by_code(&t.indicator).ok_or_else(|| unknown("indicator", &t.indicator))?;
    let unit = |code: &str| known.unit_by_code(code).map(|u| u.id).ok_or_else(|| unknown("unit", code));
    let root = || known.root(i.province_id).map(|u| u.id).ok_or_else(|| unknown("province unit", &t.province));
    Ok(Target {
        id: Uuid::now_v7(),
        indicator_id: i.id,
        unit_id: t.unit.as_deref().map_or_else(root, unit)?,
        year: t.year,
        operator: t.operator,
        value: t.value.scaled(),
        deadline: t.deadline,
        deadline_written: t.deadline_written.clone(),
        deadline_lines: t.deadline_lines.clone(),
        maintain: t.maintain,
        owner_id: t.owner.as_deref().map(unit).transpose()?,
        owner_basis: t.owner_basis,
        owner_lines: t.owner_lines.clone(),
        document_id: Some(known.documents.iter().find(|d| d.code == t.document).ok_or_else(|| unknown("document", &t.document))?.id),
        source_lines: t.source_lines.clone(),
        number_written: t.number_written.clone(),
        occurrence: t.occurrence,
        words: t.words.clone(),
        restated_in: t.restated_in.clone(),
        decided_at: now,
    })
}

/// The catalogue as it counts on `day`, in the order in which its rows came in.
pub fn files_of(c: &Catalogue, frameworks: Vec<(Uuid, domain::score::Framework)>, day: NaiveDate) -> Files {
    fn by_id<T>(rows: &[T], id: impl Fn(&T) -> Uuid) -> Vec<&T> {
        let mut rows: Vec<&T> = rows.iter().collect();
        rows.sort_by_key(|r| id(r));
        rows
    }
    fn shelf<T: Row>(shelf: &Shelf<T>, day: NaiveDate) -> Vec<At<T>> {
        shelf.on(day).cloned().map(At::nowhere).collect()
    }
    let province = |id: Uuid| c.provinces.iter().find(|p| p.id == id).map(|p| p.code.clone()).unwrap_or_default();
    let code = |id: Uuid| c.unit(id).map(|u| u.code.clone());
    let units = by_id(&c.units, |u| u.id).into_iter().map(|u| unit_row(u, province(u.province_id), u.parent_id.and_then(code)));
    let documents = by_id(&c.documents, |d| d.id).into_iter().map(|d| DocumentRow {
        code: d.code.clone(),
        province: province(d.province_id),
        number: d.number.clone(),
        title: d.title.clone(),
        issuer: d.issuer.clone(),
        issued_on: d.issued_on,
        issued_written: d.issued_written.clone(),
        source_file: d.source_file.clone(),
    });
    let targets = by_id(&c.targets, |t| t.id).into_iter().filter_map(|t| {
        let i = c.indicator(t.indicator_id)?;
        let document = t.document_id.and_then(|id| c.document(id))?;
        Some(TargetRow {
            indicator: i.code.clone(),
            province: province(i.province_id),
            unit: c.unit(t.unit_id).filter(|u| u.kind != UnitKind::Province).map(|u| u.code.clone()),
            operator: t.operator,
            value: t.quantity(),
            year: t.year,
            deadline: t.deadline,
            deadline_written: t.deadline_written.clone(),
            deadline_lines: t.deadline_lines.clone(),
            maintain: t.maintain,
            owner: t.owner_id.and_then(code),
            owner_basis: t.owner_basis,
            owner_lines: t.owner_lines.clone(),
            document: document.code.clone(),
            source_file: document.source_file.clone(),
            source_lines: t.source_lines.clone(),
            number_written: t.number_written.clone(),
            occurrence: t.occurrence,
            words: t.words.clone(),
            restated_in: t.restated_in.clone(),
        })
    });
    let at = |p: &Province| At::nowhere(ProvinceRow { code: p.code.clone(), name: p.name.clone() });
    Files {
        provinces: by_id(&c.provinces, |p| p.id).into_iter().map(at).collect(),
        units: units.map(At::nowhere).collect(),
        documents: documents.map(At::nowhere).collect(),
        indicators: by_id(&c.indicators, |i| i.id).into_iter().map(|i| At::nowhere(indicator_row(i, province(i.province_id)))).collect(),
        targets: targets.map(At::nowhere).collect(),
        assignments: assignments(c).into_iter().map(At::nowhere).collect(),
        tasks: shelf(&c.records.tasks, day),
        events: shelf(&c.records.events, day),
        systems: shelf(&c.records.systems, day),
        duties: shelf(&c.records.duties, day),
        successions: shelf(&c.records.successions, day),
        sections: shelf(&c.records.sections, day),
        claims: shelf(&c.records.claims, day),
        frameworks: frameworks.into_iter().map(|(id, body)| At::nowhere(FrameworkRow { province: province(id), body })).collect(),
    }
}

pub fn unit_row(u: &OrgUnit, province: String, parent: Option<String>) -> UnitRow {
    UnitRow {
        code: u.code.clone(),
        province,
        name: u.name.clone(),
        short_name: u.short_name.clone(),
        kind: u.kind,
        parent,
        valid_from: u.valid_from,
        valid_to: u.valid_to,
        names_source: u.names_source.clone(),
        illustrative: u.illustrative,
    }
}

fn indicator_row(i: &Indicator, province: String) -> IndicatorRow {
    IndicatorRow {
        code: i.code.clone(),
        province,
        pillar: i.pillar.clone(),
        name: i.name.clone(),
        name_en: i.name_en.clone(),
        kind: i.kind,
        accumulation: i.accumulation,
        unit_of_measure: i.unit_of_measure.clone(),
        numerator: i.numerator.clone(),
        denominator: i.denominator.clone(),
        frequency: i.frequency,
        may_exceed: i.may_exceed,
        evidence_required: i.evidence_required,
        mode: i.mode,
        register: i.counted(),
        reading: i.reading.clone(),
        same_as: i.same_as.clone(),
        checks: i.checks.clone(),
    }
}

/// Units that share an indicator, a part and everything else stand in one row, and groups by their names.
fn assignments(c: &Catalogue) -> Vec<AssignmentRow> {
    let mut rows: Vec<(AssignmentRow, Uuid)> = vec![];
    for a in &c.assignments {
        let (Some(i), Some(unit)) = (c.indicator(a.indicator_id), c.unit(a.unit_id)) else { continue };
        let mode: Option<Mode> = (a.part == Part::Reports).then_some(i.mode);
        let new = AssignmentRow {
            indicator: i.code.clone(),
            part: a.part,
            mode,
            basis: a.basis,
            confirmed: a.confirmed,
            source_lines: a.source_lines.clone(),
            valid_from: a.valid_from,
            valid_to: a.valid_to,
            units: vec![],
        };
        let same = rows.iter().position(|(row, _)| AssignmentRow { units: vec![], ..row.clone() } == new);
        let at = same.unwrap_or_else(|| {
            rows.push((new, i.province_id));
            rows.len() - 1
        });
        rows[at].0.units.push(unit.code.clone());
    }
    let grouped = rows.into_iter().map(|(mut row, province_id)| {
        for group in GROUPS {
            let members: Vec<&str> = c.expand(province_id, &[group.to_owned()]).into_iter().map(|u| u.code.as_str()).collect();
            if !members.is_empty() && members.iter().all(|m| row.units.iter().any(|u| u == m)) {
                let first = row.units.iter().position(|u| members.contains(&u.as_str())).unwrap_or_default();
                row.units.retain(|u| !members.contains(&u.as_str()));
                row.units.insert(first.min(row.units.len()), group.to_owned());
            }
        }
        row
    });
    grouped.collect()
}
