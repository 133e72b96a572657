//! Who looks after a unit's indicators: who can, who does, and handing it over.

use crate::{
    notice::holders,
    report::{Result, refuse},
    site::Site,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::{Action, Actor, Grant, Place, may},
    notice::Holder,
    steward::Stewardship,
};
use std::collections::{BTreeMap, HashSet, btree_map::Entry};
use store::{
    Tx,
    catalogue::{Catalogue, OrgUnit},
    person, steward,
};
use uuid::Uuid;

/// Those who may fill in the reports of `place`.
pub fn able(holders: &[Holder<Uuid>], place: &Place, today: NaiveDate) -> HashSet<Uuid> {
    let mut grants: BTreeMap<Uuid, Vec<Grant>> = BTreeMap::new();
    for h in holders {
        grants.entry(h.person).or_default().push(h.grant.clone());
    }
    let edits = |grants: Vec<Grant>| {
        let actor = Actor { person: Some(String::new()), home: None, grants };
        may(&actor, Action::EditReport, place, today).is_ok()
    };
    grants.into_iter().filter_map(|(id, grants)| edits(grants).then_some(id)).collect()
}

/// One indicator of a unit, and who looks after it.
pub struct Line {
    pub indicator: Uuid,
    pub code: String,
    pub name: String,
    pub who: Option<Stewardship<Uuid>>,
    pub since: Option<DateTime<Utc>>,
}

/// A unit's indicators with their stewards, and the people there are.
pub struct Register {
    pub lines: Vec<Line>,
    /// Those who can look after one, by name.
    pub people: Vec<(Uuid, String)>,
    /// Those who do and can no longer.
    pub former: Vec<(Uuid, String)>,
}

impl Register {
    pub async fn read(site: &Site, tx: &mut Tx, catalogue: &Catalogue, unit: &OrgUnit) -> store::Result<Self> {
        let today = site.today();
        let able = able(&holders(tx, catalogue).await?, &site.place_of(catalogue, unit.id), today);
        let known = steward::of_unit(tx, unit.id).await?;
        let asked = catalogue.reported(unit.id, today);
        let line = |i: &store::catalogue::Indicator| {
            let own = known.iter().find(|s| s.indicator_id == i.id);
            Line { indicator: i.id, code: i.code.clone(), name: i.name.clone(), who: own.map(|s| s.who()), since: own.map(|s| s.since) }
        };
        // What the unit no longer reports stands here until somebody ends it.
        let others = known.iter().filter(|s| !asked.iter().any(|i| i.id == s.indicator_id));
        let others: Vec<_> = others.filter_map(|s| catalogue.indicator(s.indicator_id)).collect();
        let lines: Vec<Line> = asked.into_iter().chain(others).map(line).collect();
        let holding: HashSet<Uuid> = lines.iter().filter_map(|l| l.who).flat_map(|w| [Some(w.steward), w.deputy]).flatten().collect();
        let mut people = vec![];
        for id in &able {
            people.extend(person::get(tx, *id).await?.map(|p| (p.id, p.full_name)));
        }
        let mut former = vec![];
        for id in holding.difference(&able) {
            former.extend(person::get(tx, *id).await?.map(|p| (p.id, p.full_name)));
        }
        for list in [&mut people, &mut former] {
            list.sort_by_cached_key(|(id, name)| (domain::text::sort_key(name), *id));
        }
        Ok(Self { lines, people, former })
    }

    pub fn name(&self, id: Uuid) -> &str {
        self.people.iter().chain(&self.former).find(|(p, _)| *p == id).map_or("", |(_, name)| name)
    }

    fn can(&self, id: Uuid) -> bool {
        self.people.iter().any(|(p, _)| *p == id)
    }

    /// "CQS-02: Nguyễn Thị An, thay: Lê Văn Bình".
    fn told(&self, line: &Line, who: Option<Stewardship<Uuid>>) -> String {
        let said = match who {
            None => "không có người".to_owned(),
            Some(Stewardship { steward, deputy: None }) => self.name(steward).to_owned(),
            Some(Stewardship { steward, deputy: Some(d) }) => format!("{}, thay: {}", self.name(steward), self.name(d)),
        };
        format!("{}: {said}", line.code)
    }
}

/// What somebody changed in one line of the page: code, as it was shown, as it is to be.
pub struct Change {
    pub code: String,
    pub shown: Option<Stewardship<Uuid>>,
    pub wanted: Option<Stewardship<Uuid>>,
}

/// Sets what was changed, all of it or nothing. Gives how many lines.
pub async fn set(site: &Site, unit: &OrgUnit, changes: &[Change], by: Uuid) -> Result<usize> {
    let mut tx = site.db.read().await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let register = Register::read(site, &mut tx, &catalogue, unit).await?;
    drop(tx);
    let mut new = vec![];
    for change in changes.iter().filter(|c| c.shown != c.wanted) {
        let Some(line) = register.lines.iter().find(|l| l.code == change.code) else {
            return refuse(format!("Đơn vị không báo cáo chỉ tiêu “{}”. Tải lại trang rồi chọn lại. Chưa có gì được lưu.", change.code));
        };
        if let Some(who) = change.wanted {
            if let Some(id) = [Some(who.steward), who.deputy].into_iter().flatten().find(|id| !register.can(*id)) {
                let name = register.name(id);
                let name = if name.is_empty() { "Người được chọn" } else { name };
                return refuse(format!("{name} không có quyền lập báo cáo của đơn vị. Chọn người khác. Chưa có gì được lưu."));
            }
            if who.deputy == Some(who.steward) {
                return refuse(format!("{}: người phụ trách và người thay phải là hai người. Chưa có gì được lưu.", line.code));
            }
        }
        new.push((line, change));
    }
    keep(site, unit, &register, new.iter().map(|(line, c)| (*line, c.shown, c.wanted)).collect(), by).await
}

/// Hands everything that `from` looks after in the unit over to `to`; `from` none: what nobody looks after. Gives how many indicators.
pub async fn hand_over(site: &Site, unit: &OrgUnit, from: Option<Uuid>, to: Uuid, by: Uuid) -> Result<usize> {
    let mut tx = site.db.read().await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let register = Register::read(site, &mut tx, &catalogue, unit).await?;
    drop(tx);
    if !register.can(to) {
        return refuse("Người nhận không có quyền lập báo cáo của đơn vị. Chọn người khác. Chưa có gì được lưu.");
    }
    let after = |line: &Line| match (from, line.who) {
        (Some(from), Some(who)) => Some(who.handed_over(from, to)),
        (None, None) => Some(Stewardship { steward: to, deputy: None }),
        (_, who) => who,
    };
    let lines: Vec<_> = register.lines.iter().map(|l| (l, l.who, after(l))).filter(|(_, before, after)| before != after).collect();
    if lines.is_empty() {
        return refuse("Không có chỉ tiêu nào để bàn giao. Chưa có gì được lưu.");
    }
    keep(site, unit, &register, lines, by).await
}

/// A line, who it was as it was seen, who it is to be.
type Changed<'a> = (&'a Line, Option<Stewardship<Uuid>>, Option<Stewardship<Uuid>>);

/// Writes lines that are still as they were seen.
async fn keep(site: &Site, unit: &OrgUnit, register: &Register, lines: Vec<Changed<'_>>, by: Uuid) -> Result<usize> {
    let now = site.now();
    store::in_tx!(site.db, |tx| {
        let current = steward::of_unit(tx, unit.id).await?;
        for (line, seen, wanted) in &lines {
            let before = current.iter().find(|s| s.indicator_id == line.indicator);
            if before.map(|s| s.who()) != *seen {
                let said =
                    format!("Người phụ trách của {} vừa được người khác đổi. Xem lại rồi lưu lần nữa. Chưa có gì được lưu.", line.code);
                return Err(store::Error::Refused(said));
            }
            steward::set(tx, (unit.id, line.indicator), before, *wanted, &register.told(line, *wanted), by, now).await?;
        }
        Ok(())
    })?;
    Ok(lines.len())
}

/// What somebody leaves behind whose right ends, in a sentence; empty: nothing.
pub async fn left_behind(tx: &mut Tx, person_id: Uuid) -> store::Result<String> {
    Ok(match steward::load_of(tx, person_id).await? {
        (0, _) => String::new(),
        (n, 1) => format!(" Người này còn phụ trách hoặc thay {n} chỉ tiêu; bàn giao ở trang Người phụ trách của đơn vị."),
        (n, units) => {
            format!(" Người này còn phụ trách hoặc thay {n} chỉ tiêu ở {units} đơn vị; bàn giao ở trang Người phụ trách từng đơn vị.")
        }
    })
}

/// Stewards of one unit's indicators in a period, as far as they can report.
pub struct Stewards(BTreeMap<Uuid, Stewardship<Uuid>>);

impl Stewards {
    pub fn new(known: &[steward::Steward], unit_id: Uuid, able: &HashSet<Uuid>) -> Self {
        let own = known.iter().filter(|s| s.unit_id == unit_id);
        Self(own.filter_map(|s| Some((s.indicator_id, s.who().among(|p| able.contains(&p))?))).collect())
    }

    pub fn of(&self, indicator_id: Uuid) -> Option<Stewardship<Uuid>> {
        self.0.get(&indicator_id).copied()
    }
}

/// The stewards of a unit by indicator code, in words: "Nguyễn Thị An (thay: Lê Văn Bình)".
pub async fn in_words(tx: &mut Tx, catalogue: &Catalogue, unit: &OrgUnit) -> store::Result<BTreeMap<String, (String, String)>> {
    let mut words = BTreeMap::new();
    let mut names: BTreeMap<Uuid, String> = BTreeMap::new();
    for s in steward::of_unit(tx, unit.id).await? {
        for id in [Some(s.person_id), s.deputy_id].into_iter().flatten() {
            if let Entry::Vacant(slot) = names.entry(id) {
                slot.insert(person::get(tx, id).await?.map(|p| p.full_name).unwrap_or_default());
            }
        }
        let name = |id: Option<Uuid>| id.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
        if let Some(i) = catalogue.indicator(s.indicator_id) {
            words.insert(i.code.clone(), (name(Some(s.person_id)), name(s.deputy_id)));
        }
    }
    Ok(words)
}
