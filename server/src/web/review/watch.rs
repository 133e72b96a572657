//! What a reviewer should know of units over several rounds.

use crate::rounds::owing;
use crate::site::local_date;
use crate::web::{Failure, report::collect::is_public};
use app::pages::review::{Copied, Idle, Silent, Watch};
use chrono::NaiveDate;
use domain::{
    Quantity,
    habit::{self, SILENT, is_copy},
    text::sort_key,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{
    Tx,
    catalogue::Catalogue,
    figure::{self, HandedIn},
    person,
    round::{self, Round},
    steward, submission,
};
use uuid::Uuid;

/// Rounds that are looked back at.
const BACK: usize = 6;

/// Units whose reports have not come for some rounds, and those whose report in `round` says what the last one said.
pub async fn collect(tx: &mut Tx, catalogue: &Catalogue, round: &Round, today: NaiveDate) -> Result<Watch, Failure> {
    let rounds = round::list(tx, round.province_id).await?;
    let mut came: HashMap<Uuid, Vec<bool>> = HashMap::new();
    let stewards = steward::all(tx).await?;
    // Of each steward in each unit: was there a figure of theirs in the rounds in which their unit reported?
    let mut reported: BTreeMap<(Uuid, Uuid), Vec<bool>> = BTreeMap::new();
    let mut theirs: BTreeMap<(Uuid, Uuid), BTreeSet<Uuid>> = BTreeMap::new();
    for past in rounds.iter().filter(|r| r.due < today && r.opens <= today).take(BACK) {
        let all = submission::in_round(tx, past.id).await?;
        for unit in owing(catalogue, past, past.period()?) {
            let own = all.iter().any(|s| s.unit_id == unit.id && is_public(s.state));
            came.entry(unit.id).or_default().push(own);
        }
        if stewards.is_empty() {
            continue;
        }
        let answered: BTreeSet<(Uuid, Uuid)> = figure::answered(tx, past.id).await?.into_iter().collect();
        let period = past.period()?;
        let mut asked: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
        let mut of_round: BTreeMap<(Uuid, Uuid), bool> = BTreeMap::new();
        for s in stewards.iter().filter(|s| local_date(s.since) <= past.due) {
            let reports = all.iter().any(|r| r.unit_id == s.unit_id && is_public(r.state));
            let asked = asked.entry(s.unit_id).or_insert_with(|| catalogue.asked(s.unit_id, period).iter().map(|i| i.id).collect());
            if reports && asked.contains(&s.indicator_id) {
                *of_round.entry((s.unit_id, s.person_id)).or_default() |= answered.contains(&(s.unit_id, s.indicator_id));
                theirs.entry((s.unit_id, s.person_id)).or_default().insert(s.indicator_id);
            }
        }
        for (who, there) in of_round {
            reported.entry(who).or_default().push(there);
        }
    }
    let mut idle = vec![];
    for ((unit, person), came) in reported {
        let rounds = habit::silence(&came);
        let (Some(unit), true) = (catalogue.unit(unit).filter(|u| !u.has_ended(today)), rounds >= SILENT) else { continue };
        // Whoever has left is told on the unit's own page; the deputy is no idler for that.
        let Some(who) = person::get(tx, person).await?.filter(|p| p.active) else { continue };
        let indicators = theirs.get(&(unit.id, person)).map_or(0, BTreeSet::len);
        idle.push(Idle { unit_code: unit.code.clone(), unit_name: unit.name.clone(), person: who.full_name, indicators, rounds });
    }
    idle.sort_by_cached_key(|i| (std::cmp::Reverse(i.rounds), sort_key(&i.person)));
    let lasts = |id: &Uuid| catalogue.unit(*id).filter(|u| !u.has_ended(today));
    let mut silent: Vec<Silent> = came
        .iter()
        .map(|(id, came)| (id, habit::silence(came)))
        .filter(|(_, rounds)| *rounds >= SILENT)
        .filter_map(|(id, rounds)| lasts(id).map(|u| Silent { unit_name: u.name.clone(), rounds, at_least: rounds == BACK }))
        .collect();
    silent.sort_by_cached_key(|s| (std::cmp::Reverse(s.rounds), sort_key(&s.unit_name)));

    let before = round.period()?.previous();
    let mut copied = vec![];
    if let Some(last) = rounds.iter().find(|r| r.period().ok() == Some(before)) {
        let (now, then) = (figures(figure::handed_in(tx, round.id).await?), figures(figure::handed_in(tx, last.id).await?));
        let same = now.iter().filter(|(unit, own)| then.get(unit).is_some_and(|last| is_copy(own, last)));
        let named = same.filter_map(|(unit, own)| catalogue.unit(*unit).map(|u| (u, own.len())));
        copied = named.map(|(u, figures)| Copied { unit_code: u.code.clone(), unit_name: u.name.clone(), figures }).collect();
        copied.sort_by_cached_key(|c: &Copied| sort_key(&c.unit_name));
    }
    Ok(Watch { silent, idle, copied, before })
}

/// Each unit's figures in its newest revision.
fn figures(all: Vec<HandedIn>) -> BTreeMap<Uuid, Vec<habit::Figure<Uuid>>> {
    let mut newest: BTreeMap<Uuid, (i32, Vec<habit::Figure<Uuid>>)> = BTreeMap::new();
    for f in all {
        let (revision, figures) = newest.entry(f.unit_id).or_default();
        if f.revision > *revision {
            (*revision, *figures) = (f.revision, vec![]);
        }
        figures.push((f.indicator_id, Quantity::from_scaled(f.numerator), f.denominator.map(Quantity::from_scaled)));
    }
    newest.into_iter().map(|(unit, (_, figures))| (unit, figures)).collect()
}
