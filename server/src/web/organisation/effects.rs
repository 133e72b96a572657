//! What a change touches beyond the catalogue: figures, rounds, reports, people's rights.

use super::change::Plan;
use chrono::NaiveDate;
use domain::{Period, succession::ChangeKind, text::vi_date, workflow::SubmissionState as S};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use store::{
    Tx,
    catalogue::{Catalogue, OrgUnit},
    figure,
    person::{self, Person, RoleGrant},
    round, submission,
};
use uuid::Uuid;

#[derive(Default)]
pub struct Effects {
    /// Accepted figures that will also be read in the successors, by name of unit.
    pub figures: Vec<(String, usize)>,
    /// Reports of units for periods in which they would not exist: name of unit and period.
    orphans: BTreeSet<(String, Period)>,
    pub drafts: Vec<(String, Period)>,
    pub rounds: Vec<Period>,
    pub earlier: Vec<Period>,
    /// Rights in ending units that still hold on the day, with their people.
    pub rights: Vec<(Person, RoleGrant)>,
    pub targets: usize,
    pub named: [usize; 3],
}

/// More are counted instead of named.
const NAMED: usize = 6;

impl Effects {
    pub async fn of(tx: &mut Tx, catalogue: &Catalogue, plan: &Plan, today: NaiveDate) -> store::Result<Self> {
        let mut effects = Self::default();
        let province_id = plan.document.province_id;
        effects.read_figures(tx, plan, province_id).await?;
        effects.read_rounds(tx, plan, province_id, today).await?;
        if plan.kind != ChangeKind::Transfer {
            effects.read_rights(tx, plan).await?;
        }
        let ids: Vec<Uuid> = plan.ends.iter().map(|u| u.id).collect();
        effects.targets = catalogue.targets.iter().filter(|t| ids.contains(&t.unit_id)).count();
        effects.named = named(catalogue, plan);
        Ok(effects)
    }

    /// Why the change cannot be made, as a sentence: reports that would be left without a unit.
    pub fn refusal(&self, plan: &Plan) -> Option<String> {
        let first = self.orphans.iter().next()?;
        let list = self.orphans.iter().take(NAMED).map(|(unit, period)| format!("{unit} ({})", period.label()));
        let more = if self.orphans.len() > NAMED { format!(" và {} báo cáo khác", self.orphans.len() - NAMED) } else { String::new() };
        Some(format!(
            "Đã có báo cáo của đơn vị cũ cho các kỳ kết thúc sau ngày thay đổi {}: {}{more}. Số liệu của {} sẽ không còn đơn vị; chọn ngày sau các kỳ đó.",
            vi_date(plan.on),
            list.collect::<Vec<_>>().join(", "),
            first.0
        ))
    }

    async fn read_figures(&mut self, tx: &mut Tx, plan: &Plan, province_id: Uuid) -> store::Result<()> {
        let name: HashMap<Uuid, &str> = plan.from.iter().map(|u| (u.id, u.name.as_str())).collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for f in figure::of_province(tx, province_id).await? {
            let Some(name) = name.get(&f.unit_id) else { continue };
            let before = f.period.end() < plan.on;
            // Nothing comes after a unit that is abolished, and of a transfer only what was before it.
            if before && plan.kind != ChangeKind::Abolish {
                *counts.entry(name).or_default() += 1;
            }
            if !before && plan.kind != ChangeKind::Transfer {
                self.orphans.insert(((*name).to_owned(), f.period));
            }
        }
        self.figures = counts.into_iter().map(|(name, n)| (name.to_owned(), n)).collect();
        Ok(())
    }

    async fn read_rounds(&mut self, tx: &mut Tx, plan: &Plan, province_id: Uuid, today: NaiveDate) -> store::Result<()> {
        let mut after: HashMap<Uuid, Period> = HashMap::new();
        for round in round::list(tx, province_id).await? {
            let (period, open) = (round.period()?, round.state == "open" && today <= round.closes);
            if plan.on <= period.end() {
                after.insert(round.id, period);
                if open {
                    self.rounds.push(period);
                }
            } else if open {
                self.earlier.push(period);
            }
        }
        for unit in &plan.ends {
            self.read_reports(tx, unit, &after).await?;
        }
        Ok(())
    }

    async fn read_reports(&mut self, tx: &mut Tx, unit: &OrgUnit, after: &HashMap<Uuid, Period>) -> store::Result<()> {
        let mut drafts = BTreeSet::new();
        for s in submission::of_unit(tx, unit.id).await? {
            let Some(period) = after.get(&s.round_id) else { continue };
            match s.state {
                S::Draft => drafts.extend([*period]),
                S::Withdrawn | S::Exempt => {}
                _ => {
                    self.orphans.insert((unit.name.clone(), *period));
                }
            }
        }
        self.drafts.extend(drafts.into_iter().map(|period| (unit.name.clone(), period)));
        Ok(())
    }

    async fn read_rights(&mut self, tx: &mut Tx, plan: &Plan) -> store::Result<()> {
        let ids: Vec<Uuid> = plan.ends.iter().map(|u| u.id).collect();
        let lives = |g: &RoleGrant| g.unit_id.is_some_and(|id| ids.contains(&id)) && g.valid_to.is_none_or(|last| plan.on <= last);
        for grant in person::all_grants(tx).await?.into_iter().filter(lives) {
            if let Some(holder) = person::get(tx, grant.person_id).await?.filter(|p| p.active) {
                self.rights.push((holder, grant));
            }
        }
        Ok(())
    }

    /// Name and roles, each person once.
    pub fn people(&self, english: bool) -> Vec<(String, String)> {
        let mut people: BTreeMap<Uuid, (String, Vec<&'static str>)> = BTreeMap::new();
        for (holder, grant) in &self.rights {
            let label = if english { grant.role.label_en() } else { grant.role.label() };
            let entry = people.entry(holder.id).or_insert_with(|| (holder.full_name.clone(), vec![]));
            if !entry.1.contains(&label) {
                entry.1.push(label);
            }
        }
        people.into_values().map(|(name, roles)| (name, roles.join(", "))).collect()
    }
}

/// Tasks, systems and duties of the day that name one of the ending units.
fn named(catalogue: &Catalogue, plan: &Plan) -> [usize; 3] {
    let gone: HashSet<&str> = plan.ends.iter().map(|u| u.code.as_str()).collect();
    let names = |codes: &[String]| codes.iter().any(|code| gone.contains(code.as_str()));
    let records = &catalogue.records;
    [
        records.tasks.on(plan.on).filter(|t| names(&t.leads) || names(&t.coordinators)).count(),
        records.systems.on(plan.on).filter(|s| gone.contains(s.owner.as_str())).count(),
        records.duties.on(plan.on).filter(|d| names(&d.reporters)).count(),
    ]
}
