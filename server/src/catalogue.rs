//! The catalogue's data files into the database, and out again.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Quantity,
    indicator::{Accumulation, Basis, Kind, Mode, Operator, Part, UnitKind},
    period::Frequency,
    score::Framework,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{collections::HashMap, path::Path};
use store::{
    Db,
    catalogue::{self as put, Assignment, Catalogue, Document, Indicator, OrgUnit, Province, Target},
};
use uuid::Uuid;

const UNITS: &str = include_str!("../catalogue/units.csv");
const DOCUMENTS: &str = include_str!("../catalogue/documents.toml");
const INDICATORS: &str = include_str!("../catalogue/indicators.toml");
const TARGETS: &str = include_str!("../catalogue/targets.toml");
const ASSIGNMENTS: &str = include_str!("../catalogue/assignments.toml");
const FRAMEWORK: &str = include_str!("../catalogue/framework.toml");

/// A data file that cannot be loaded: nothing of the catalogue is.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("{0}")]
    File(String),
    #[error(transparent)]
    Store(#[from] store::Error),
}

fn wrong(file: &str, what: impl std::fmt::Display) -> LoadError {
    LoadError::File(format!("{file}: {what}"))
}

#[derive(Deserialize)]
struct UnitRow {
    code: String,
    province: String,
    name: String,
    short_name: String,
    kind: UnitKind,
    parent: Option<String>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    illustrative: bool,
}

#[derive(Deserialize)]
struct DocumentRow {
    code: String,
    province: String,
    #[serde(default)]
    number: String,
    title: String,
    issuer: String,
    issued_on: Option<NaiveDate>,
    #[serde(default)]
    issued_written: String,
    source_file: String,
}

#[derive(Deserialize)]
struct IndicatorRow {
    code: String,
    province: String,
    pillar: String,
    name: String,
    name_en: String,
    kind: Kind,
    accumulation: Accumulation,
    unit_of_measure: String,
    numerator: String,
    #[serde(default)]
    denominator: String,
    frequency: Frequency,
    #[serde(default)]
    may_exceed: bool,
    mode: Mode,
    #[serde(default)]
    reading: String,
}

#[derive(Deserialize)]
struct TargetRow {
    indicator: String,
    province: String,
    operator: Operator,
    value: Quantity,
    year: i32,
    deadline: NaiveDate,
    deadline_written: String,
    #[serde(default)]
    maintain: bool,
    owner: Option<String>,
    owner_basis: Basis,
    document: String,
    source_lines: String,
    #[serde(default)]
    number_written: String,
    #[serde(default)]
    restated_in: String,
}

#[derive(Deserialize)]
struct AssignmentRow {
    indicator: String,
    part: Part,
    units: Vec<String>,
    basis: Basis,
    confirmed: bool,
    #[serde(default)]
    source_lines: String,
}

#[derive(Deserialize)]
struct Files {
    #[serde(default)]
    document: Vec<DocumentRow>,
    #[serde(default)]
    indicator: Vec<IndicatorRow>,
    #[serde(default)]
    target: Vec<TargetRow>,
    #[serde(default)]
    assignment: Vec<AssignmentRow>,
}

fn table(file: &str, text: &str) -> Result<Files, LoadError> {
    toml::from_str(text).map_err(|e| wrong(file, e))
}

const PROVINCES: [(&str, &str); 2] = [("dong-nai", "Tỉnh Đồng Nai"), ("quang-ngai", "Tỉnh Quảng Ngãi")];

/// Loads the built-in catalogue in one transaction. Loading it again changes only what the files changed.
pub async fn load(db: &Db, now: DateTime<Utc>) -> Result<(), LoadError> {
    let units: Vec<UnitRow> =
        csv::Reader::from_reader(UNITS.as_bytes()).deserialize().collect::<Result<_, _>>().map_err(|e| wrong("units.csv", e))?;
    let documents = table("documents.toml", DOCUMENTS)?.document;
    let indicators = table("indicators.toml", INDICATORS)?.indicator;
    let targets = table("targets.toml", TARGETS)?.target;
    let assignments = table("assignments.toml", ASSIGNMENTS)?.assignment;
    let framework: Framework = toml::from_str(FRAMEWORK).map_err(|e| wrong("framework.toml", e))?;
    let framework_json = serde_json::to_string(&framework).map_err(|e| wrong("framework.toml", e))?;

    store::in_tx!(db, |tx| {
        for (code, name) in PROVINCES {
            put::put_province(tx, &Province { id: Uuid::now_v7(), code: code.into(), name: name.into() }).await?;
        }
        let provinces: HashMap<String, Uuid> = Catalogue::read(tx).await?.provinces.into_iter().map(|p| (p.code, p.id)).collect();
        let province = |code: &str| provinces.get(code).copied().ok_or_else(|| unknown("province", code));
        // Parents come first in the file, so that each finds its own.
        let mut unit_ids: HashMap<&str, Uuid> = HashMap::new();
        for u in &units {
            let parent = u.parent.as_deref().filter(|p| !p.is_empty());
            let parent_id = parent.map(|code| unit_ids.get(code).copied().ok_or_else(|| unknown("unit", code))).transpose()?;
            let unit = OrgUnit {
                id: Uuid::now_v7(),
                province_id: province(&u.province)?,
                parent_id,
                code: u.code.clone(),
                name: u.name.clone(),
                short_name: u.short_name.clone(),
                kind: u.kind,
                valid_from: u.valid_from,
                valid_to: u.valid_to,
                illustrative: u.illustrative,
            };
            unit_ids.insert(&u.code, put::put_unit(tx, &unit).await?);
        }
        for d in &documents {
            let document = Document {
                id: Uuid::now_v7(),
                province_id: province(&d.province)?,
                code: d.code.clone(),
                number: d.number.clone(),
                title: d.title.clone(),
                issuer: d.issuer.clone(),
                issued_on: d.issued_on,
                issued_written: d.issued_written.clone(),
                source_file: d.source_file.clone(),
            };
            put::put_document(tx, &document).await?;
        }
        for i in &indicators {
            let indicator = Indicator {
                id: Uuid::now_v7(),
                province_id: province(&i.province)?,
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
                mode: i.mode,
                reading: i.reading.clone(),
            };
            put::put_indicator(tx, &indicator).await?;
        }
        let known = Catalogue::read(tx).await?;
        let unit = |code: &str| known.unit_by_code(code).ok_or_else(|| unknown("unit", code));
        let indicator = |code: &str| known.indicator_by_code(code).ok_or_else(|| unknown("indicator", code));
        for t in &targets {
            let document = known.documents.iter().find(|d| d.code == t.document).ok_or_else(|| unknown("document", &t.document))?;
            let root = known.root(province(&t.province)?).ok_or_else(|| unknown("province unit", &t.province))?;
            let target = Target {
                id: Uuid::now_v7(),
                indicator_id: indicator(&t.indicator)?.id,
                unit_id: root.id,
                year: t.year,
                operator: t.operator,
                value: t.value.scaled(),
                deadline: t.deadline,
                deadline_written: t.deadline_written.clone(),
                maintain: t.maintain,
                owner_id: t.owner.as_deref().map(unit).transpose()?.map(|u| u.id),
                owner_basis: t.owner_basis,
                document_id: Some(document.id),
                source_lines: t.source_lines.clone(),
                number_written: t.number_written.clone(),
                restated_in: t.restated_in.clone(),
                decided_at: now,
            };
            put::put_loaded_target(tx, &target).await?;
        }
        for a in &assignments {
            let indicator = indicator(&a.indicator)?;
            for unit_id in members(&known, indicator.province_id, &a.units)? {
                let assignment = Assignment {
                    id: Uuid::now_v7(),
                    indicator_id: indicator.id,
                    unit_id,
                    part: a.part,
                    basis: a.basis,
                    confirmed: a.confirmed,
                    source_lines: a.source_lines.clone(),
                    valid_from: None,
                    valid_to: None,
                };
                put::put_assignment(tx, &assignment).await?;
            }
        }
        let home = province("dong-nai")?;
        put::put_framework(tx, Uuid::now_v7(), home, &framework.code, &framework.version, &framework_json).await?;
        tx.bump("catalogue").await?;
        store::audit::write(tx, now, None, "catalogue.load", "catalogue", "built-in", json!({ "targets": targets.len() })).await
    })?;
    Ok(())
}

fn unknown(what: &str, code: &str) -> store::Error {
    store::Error::Corrupt(format!("catalogue names the {what} {code:?}, which no file has"))
}

/// Unit codes and group names to unit ids.
fn members(known: &Catalogue, province_id: Uuid, names: &[String]) -> Result<Vec<Uuid>, store::Error> {
    let mut ids = vec![];
    for name in names {
        let is_commune = |u: &&OrgUnit| u.kind.is_commune();
        match name.as_str() {
            "all_units" => ids.extend(known.members(province_id).map(|u| u.id)),
            "all_communes" => ids.extend(known.members(province_id).filter(is_commune).map(|u| u.id)),
            "all_departments" => ids.extend(known.members(province_id).filter(|u| !is_commune(u)).map(|u| u.id)),
            code => ids.push(known.unit_by_code(code).ok_or_else(|| unknown("unit", code))?.id),
        }
    }
    Ok(ids)
}

/// Loads the documents' own text from `folder`; gives the codes of those found.
pub async fn load_documents(db: &Db, folder: &Path, now: DateTime<Utc>) -> Result<Vec<String>, LoadError> {
    let catalogue = Catalogue::read(&mut db.read().await?).await?;
    let mut texts = vec![];
    for document in catalogue.documents {
        // A file name from a data file, never a path.
        let name = Path::new(&document.source_file).file_name().unwrap_or_default();
        if let Ok(text) = std::fs::read_to_string(folder.join(name)) {
            texts.push((document, domain::text::nfc(&text)));
        }
    }
    store::in_tx!(db, |tx| {
        for (document, text) in &texts {
            put::put_lines(tx, document.id, &text.lines().collect::<Vec<_>>()).await?;
            store::audit::write(tx, now, None, "document.load", "document", &document.code, json!({ "lines": text.lines().count() }))
                .await?;
        }
        tx.bump("catalogue").await
    })?;
    Ok(texts.into_iter().map(|(d, _)| d.code).collect())
}

#[derive(Serialize)]
pub struct Export {
    pub targets: Vec<TargetOut>,
    pub units: Vec<UnitOut>,
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
pub fn export(c: &Catalogue) -> Export {
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
    Export { targets, units: c.units.iter().map(unit).collect() }
}
