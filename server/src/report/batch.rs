//! A file with the figures of many units and periods: read once, checked against each unit's form, taken in whole or not at all.

use super::{Desk, Forms, Past, ReportError, Result, file_name, form, refuse, usual_due};
use crate::{parse, site::Site};
use chrono::{DateTime, Utc};
use domain::{
    Finding, Period, Severity,
    access::{Action, Actor},
};
use intake::{Choices, Context, Form, Understanding, Value, check_values};
use std::{
    collections::{BTreeMap, HashMap, HashSet, hash_map::Entry},
    sync::Arc,
};
use store::{
    Tx,
    catalogue::{Catalogue, OrgUnit},
    round::{self, Round},
    submission::{self, First},
    upload::{self, Upload},
};
use uuid::Uuid;

/// Whose figures a file is read for, where it does not say so itself.
pub struct Sender<'a> {
    pub province_id: Uuid,
    pub unit: Option<&'a OrgUnit>,
    pub period: Period,
    /// What was confirmed before about such files.
    pub choices: Choices,
    /// Who is told what was found; nobody where it is the operator's own command.
    pub viewer: Option<&'a Actor>,
}

/// The figures of one unit and period, with what was found on them.
pub struct Group {
    pub unit: String,
    pub period: Period,
    pub values: Vec<Value>,
    pub findings: Vec<Finding>,
}

/// A file, understood and checked; nothing of it is stored.
pub struct Batch {
    pub groups: Vec<Group>,
    /// What is wrong outside of any figure; worst first.
    pub general: Vec<Finding>,
    pub understanding: Understanding,
}

impl Batch {
    pub fn values(&self) -> usize {
        self.groups.iter().map(|g| g.values.len()).sum()
    }

    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.general.iter().chain(self.groups.iter().flat_map(|g| &g.findings))
    }

    /// Why the file cannot come in, whoever sends it.
    pub fn fault(&self) -> Option<&str> {
        // What is wrong with a figure can be put right in the draft; what belongs to none, such as one that is not asked, only in the file.
        let of_none = |f: &&Finding| f.indicator.is_none();
        let mut of_file = self.general.iter().chain(self.groups.iter().flat_map(|g| &g.findings).filter(of_none));
        let fault = of_file.find(|f| f.severity == Severity::Blocking && f.rule != "missing-item");
        let empty = self.groups.is_empty().then_some("Tệp chưa có số liệu nào.");
        fault.map(|f| f.message.as_str()).or(empty)
    }

    pub fn blocks(&self) -> bool {
        self.findings().any(|f| f.severity == Severity::Blocking)
    }
}

/// A round that nobody opened: what it would be.
fn unopened(province_id: Uuid, period: Period) -> Round {
    let due = usual_due(period);
    Round {
        id: Uuid::nil(),
        province_id,
        period: period.to_string(),
        opens: period.end(),
        due,
        closes: due,
        state: "planned".into(),
        calendar: domain::duty::Calendar::Calendar,
        data_from: None,
        data_to: None,
        explain_until: None,
    }
}

/// The form of a unit, in a round that there is or would be.
pub async fn form_of(site: &Site, tx: &mut Tx, catalogue: &Catalogue, unit: &OrgUnit, period: Period) -> Result<Form> {
    let round = round::of_period(tx, unit.province_id, period).await?.unwrap_or_else(|| unopened(unit.province_id, period));
    form(site, tx, catalogue, unit, &round, period, false).await
}

/// Who sends a file for a unit must have the right to before anything is read.
pub async fn allowed(site: &Site, actor: &Actor, sender: &Sender<'_>) -> Result<()> {
    let Some(unit) = sender.unit else { return Ok(()) };
    let catalogue = site.catalogue(&mut site.db.read().await?).await?;
    Ok(site.may(actor, Action::EditReport, &catalogue, unit.id)?)
}

/// Reads a file. The error is a sentence for the user.
pub async fn read(site: &Site, sender: &Sender<'_>, content: &[u8], name: &str) -> Result<Batch> {
    let mut tx = site.db.read().await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let own = match sender.unit {
        Some(unit) => form_of(site, &mut tx, &catalogue, unit, sender.period).await?,
        None => anybodys(catalogue.province_name(sender.province_id), sender.period),
    };
    drop(tx);
    let known = site.known(&catalogue, sender.province_id);
    let context = Context::new(&own, &known, &sender.choices);
    let mut groups: BTreeMap<(_, Period), Vec<Value>> = BTreeMap::new();
    let understanding = parse::values(content, name, &context, |value| {
        groups.entry((value.unit.clone(), value.period.unwrap_or(own.period))).or_default().push(value);
    });
    let mut understanding = understanding.await.map_err(ReportError::Refused)?;
    let mut tx = site.db.read().await?;
    let mut checked = vec![];
    // A file may be of every unit and of many periods: what they are compared with is read once.
    let periods: Vec<Period> = groups.keys().map(|(_, p)| *p).collect();
    let (first, last) = (periods.iter().min().copied().unwrap_or(own.period), periods.iter().max().copied().unwrap_or(own.period));
    let seen = |unit| sender.viewer.is_none_or(|viewer| site.may(viewer, Action::ViewReport, &catalogue, unit).is_ok());
    let past = Past::of_province(&mut tx, &catalogue, sender.province_id, (first, last), seen).await?;
    let mut forms: HashMap<Period, Forms> = HashMap::new();
    for ((code, period), values) in groups {
        let Some(unit) = catalogue.unit_by_code(&code) else {
            understanding.findings.extend(values.iter().map(intake::rules::whose));
            continue;
        };
        let form = if sender.unit.is_some_and(|u| u.id == unit.id) && period == own.period {
            own.clone()
        } else {
            if let Entry::Vacant(slot) = forms.entry(period) {
                let round = round::of_period(&mut tx, sender.province_id, period).await?;
                let round = round.unwrap_or_else(|| unopened(sender.province_id, period));
                let peers = Arc::new(past.peers(&catalogue, period));
                slot.insert(Forms::new(&mut tx, &catalogue, &past, peers, &round, period).await?);
            }
            forms[&period].form(unit, false)
        };
        let findings = check_values(&values, &form);
        checked.push(Group { unit: code.into(), period, values, findings });
    }
    if !checked.iter().any(|g| g.unit == own.unit_code && g.period == own.period) {
        let name = |code: &str| catalogue.unit_by_code(code).map_or_else(|| code.to_owned(), |u| u.name.clone());
        let others: Vec<(String, Period)> = checked.iter().map(|g| (name(&g.unit), g.period)).collect();
        understanding.findings.extend(intake::rules::not_this_report(&own, &others, &understanding.findings));
    }
    let general = divide(std::mem::take(&mut understanding.findings), &mut checked);
    Ok(Batch { groups: checked, general, understanding })
}

/// A form that asks nothing of nobody.
fn anybodys(province_name: String, period: Period) -> Form {
    Form {
        province_name,
        unit_code: String::new(),
        unit_name: String::new(),
        period,
        due: usual_due(period),
        version: String::new(),
        illustrative: false,
        asked: vec![],
    }
}

/// Gives each finding on a cell to the group whose figure stands there; what is left is of the file.
fn divide(findings: Vec<Finding>, groups: &mut [Group]) -> Vec<Finding> {
    if findings.is_empty() {
        return findings;
    }
    let mut of_cell: HashMap<(String, String), usize> = HashMap::new();
    let wanted: HashSet<(String, String)> = findings.iter().map(|f| (f.sheet.clone(), f.cell.clone())).collect();
    for (at, group) in groups.iter().enumerate() {
        for v in &group.values {
            for cell in [&v.cell, &v.denominator_cell, &v.ratio_cell].into_iter().filter(|c| !c.is_empty()) {
                let key = (v.sheet.to_string(), cell.to_string());
                if wanted.contains(&key) {
                    of_cell.insert(key, at);
                }
            }
        }
    }
    let mut general = vec![];
    for finding in findings {
        match of_cell.get(&(finding.sheet.clone(), finding.cell.clone())) {
            Some(at) => groups[*at].findings.push(finding),
            None => general.push(finding),
        }
    }
    for group in groups {
        intake::rules::drop_echoes(&mut group.findings);
        group.findings.sort_by_key(|f| f.severity);
    }
    general
}

/// Takes a file into the drafts of all units and periods it speaks of, in one transaction. Refuses it whole, with the first reason,
/// when a row is not understood, a right is missing or a round is not open.
pub async fn take(site: &Site, actor: &Actor, person: Uuid, batch: &Batch, name: &str, content: &[u8], at: DateTime<Utc>) -> Result<()> {
    let sha256 = upload::sha256(content);
    let desks = ready(site, actor, person, batch, &sha256, at).await?;
    store::in_tx!(site.db, |tx| {
        upload::put_file(tx, content).await?;
        let mut begun = HashSet::new();
        for round in desks.iter().map(|d| d.round.id).collect::<HashSet<_>>() {
            begun.extend(submission::in_round(tx, round).await?.iter().map(|s| (s.round_id, s.unit_id)));
        }
        let mut first = vec![];
        for (desk, group) in desks.iter().zip(&batch.groups) {
            let upload = Upload {
                id: Uuid::now_v7(),
                round_id: desk.round.id,
                unit_id: desk.unit.id,
                name: file_name(name, content),
                sha256: sha256.clone(),
                size: content.len() as i64,
                uploaded_by: person,
                uploaded_at: at,
                kept_at: Some(at),
                illustrative: batch.understanding.illustrative,
            };
            if begun.contains(&(desk.round.id, desk.unit.id)) {
                upload::add_all(tx, &[&upload]).await?;
                desk.take_in(tx, &upload, &group.values, &group.findings).await?;
                continue;
            }
            let values = |upload: &Upload| group.values.iter().filter_map(|v| desk.observation(v, Some(upload))).collect();
            first.push(First { upload, count: group.values.len(), values: Box::new(values), findings: &group.findings });
        }
        submission::begin_all(tx, first, person, at).await
    })?;
    Ok(())
}

/// The desks of a file that may come in; else the first reason why it may not, without anything being stored.
pub async fn ready<'a>(
    site: &'a Site,
    actor: &'a Actor,
    person: Uuid,
    batch: &Batch,
    sha256: &str,
    at: DateTime<Utc>,
) -> Result<Vec<Desk<'a>>> {
    if let Some(fault) = batch.fault() {
        return refuse(format!("{fault} Chưa có gì được lưu."));
    }
    let desks = desks(site, actor, person, batch, sha256, at).await?.into_iter().zip(&batch.groups);
    desks.map(|(desk, group)| desk.map_err(|why| whose(why, group))).collect()
}

/// Of many reports a refusal says which one it is about.
fn whose(why: ReportError, group: &Group) -> ReportError {
    match why {
        ReportError::Refused(sentence) | ReportError::Store(store::Error::Refused(sentence)) => {
            ReportError::Refused(format!("{}, {}: {sentence}", group.unit, group.period.label()))
        }
        other => other,
    }
}

/// The desks of all units and periods of a file, or why it may not come in at one. What a round knows of its reports is read once.
pub async fn desks<'a>(
    site: &'a Site,
    actor: &'a Actor,
    person: Uuid,
    batch: &Batch,
    sha256: &str,
    at: DateTime<Utc>,
) -> Result<Vec<Result<Desk<'a>>>> {
    let mut tx = site.db.read().await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let taken = upload::taken(&mut tx, sha256).await?;
    let mut rounds: HashMap<(Uuid, Period), Option<Round>> = HashMap::new();
    let mut desks = vec![];
    for group in &batch.groups {
        let Some(unit) = catalogue.unit_by_code(&group.unit) else {
            desks.push(refuse(format!("Không có đơn vị mã “{}”.", group.unit)));
            continue;
        };
        let key = (unit.province_id, group.period);
        if let Entry::Vacant(slot) = rounds.entry(key) {
            slot.insert(round::of_period(&mut tx, unit.province_id, group.period).await?);
        }
        let desk = Desk::of(site, actor, person, catalogue.clone(), unit.clone(), rounds[&key].clone(), group.period);
        desks.push(match desk {
            Ok(desk) => Desk { at, ..desk }.awaiting(&mut tx, &taken).await,
            Err(why) => Err(why),
        });
    }
    Ok(desks)
}

impl Desk<'_> {
    /// The desk, if a file that is `taken` at those may come in here.
    async fn awaiting(self, tx: &mut Tx, taken: &[(Uuid, Uuid, String)]) -> Result<Self> {
        self.may(Action::EditReport)?;
        self.check_open(tx).await?;
        match taken.iter().find(|(round, of, _)| (*round, *of) == (self.round.id, self.unit.id)) {
            Some((.., name)) => refuse(format!("Tệp này đã được dùng cho đợt này dưới tên “{name}”. Không có gì thay đổi.")),
            None => Ok(self),
        }
    }
}
