//! Line agencies: who decides which items of a report, beside Sở KH&CN.

use super::Desk;
use chrono::NaiveDate;
use domain::{
    access::{Role, Say, say},
    indicator::Part,
    workflow::ItemState,
};
use std::collections::{HashMap, HashSet};
use store::{
    Tx,
    catalogue::{Catalogue, OrgUnit},
    person,
    submission::Observation,
};
use uuid::Uuid;

/// The agencies that decide items, by indicator: those that the catalogue names as appraising and that have somebody to do it.
/// What an agency without people appraises is left to Sở KH&CN, so that no report waits for nobody.
pub struct Lines<'c> {
    catalogue: &'c Catalogue,
    of: HashMap<Uuid, &'c OrgUnit>,
}

impl<'c> Lines<'c> {
    pub async fn read(tx: &mut Tx, catalogue: &'c Catalogue, today: NaiveDate) -> store::Result<Self> {
        let grants = person::reachable_grants(tx).await?;
        let at_work = grants.iter().filter(|g| g.role == Role::LineReviewer && g.holds(today));
        let manned: HashSet<Uuid> = at_work.filter_map(|g| g.unit_id).collect();
        let mut of = HashMap::new();
        for a in catalogue.assignments.iter().filter(|a| a.part == Part::Appraises && a.holds_on(today) && manned.contains(&a.unit_id)) {
            if let Some(agency) = catalogue.unit(a.unit_id) {
                of.entry(a.indicator_id).or_insert(agency);
            }
        }
        Ok(Self { catalogue, of })
    }

    /// The line agency that decides an item of `unit`; none: Sở KH&CN, which also decides what an agency reports itself.
    pub fn of(&self, indicator_id: Uuid, unit: Uuid) -> Option<&'c OrgUnit> {
        let agency = self.of.get(&indicator_id).copied()?;
        self.catalogue.lineage(unit).iter().all(|u| u.id != agency.id).then_some(agency)
    }
}

impl Desk<'_> {
    pub async fn lines(&self, tx: &mut Tx) -> store::Result<Lines<'_>> {
        Lines::read(tx, &self.catalogue, self.site.today()).await
    }

    /// What whoever acts has to say of an item of this report that `line` decides.
    pub fn say(&self, line: Option<&OrgUnit>) -> Say {
        say(self.actor, line.map(|u| u.code.as_str()), &self.site.place_of(&self.catalogue, self.unit.id), self.site.today())
    }

    /// Does the item wait for whoever acts?
    pub fn waits(&self, lines: &Lines<'_>, o: &Observation) -> bool {
        o.item_state == ItemState::Pending && self.say(lines.of(o.indicator_id, self.unit.id)) == Say::Own
    }
}
