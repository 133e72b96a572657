//! What a reviewer should know of units over several rounds.

use crate::rounds::owing;
use crate::web::{Failure, report::collect::is_public};
use app::pages::review::{Copied, Silent, Watch};
use chrono::NaiveDate;
use domain::{
    Quantity,
    habit::{self, SILENT, is_copy},
    text::sort_key,
};
use std::collections::{BTreeMap, HashMap};
use store::{
    Tx,
    catalogue::Catalogue,
    figure::{self, HandedIn},
    round::{self, Round},
    submission,
};
use uuid::Uuid;

/// Rounds that are looked back at.
const BACK: usize = 6;

/// Units whose reports have not come for some rounds, and those whose report in `round` says what the last one said.
pub async fn collect(tx: &mut Tx, catalogue: &Catalogue, round: &Round, today: NaiveDate) -> Result<Watch, Failure> {
    let rounds = round::list(tx, round.province_id).await?;
    let mut came: HashMap<Uuid, Vec<bool>> = HashMap::new();
    for past in rounds.iter().filter(|r| r.due < today && r.opens <= today).take(BACK) {
        let all = submission::in_round(tx, past.id).await?;
        for unit in owing(catalogue, past, past.period()?) {
            let own = all.iter().any(|s| s.unit_id == unit.id && is_public(s.state));
            came.entry(unit.id).or_default().push(own);
        }
    }
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
    Ok(Watch { silent, copied, before })
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
