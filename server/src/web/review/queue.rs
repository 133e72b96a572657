//! The queue of a round, gathered: what waits, what is done, what is missing.

use super::{item, watch};
use crate::{
    report::{Desk, Lines},
    rounds,
    site::local_date,
    web::{Answer, Failure, Site, Visit, report::collect::is_public},
};
use app::pages::review::{self as page, Queue, Standing, Waiting};
use axum::{
    extract::{Query, State},
    response::{Html, IntoResponse},
};
use chrono::NaiveDate;
use domain::{
    Period,
    access::{Action, Actor, Place, Say, may, say},
    text::vi_date,
    workflow::{ItemState, SubmissionState as S},
};
use serde::Deserialize;
use std::{cmp::Reverse, sync::Arc};
use store::{
    Tx,
    catalogue::{Catalogue, OrgUnit},
    round::{self, Round},
    submission::{self, Submission},
};

#[derive(Deserialize)]
pub struct Which {
    dot: Option<String>,
}

/// The round asked for, else the newest that has begun.
pub async fn queue(State(site): State<Arc<Site>>, visit: Visit, Query(which): Query<Which>) -> Answer {
    let mut tx = site.db.read().await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let province = visit.province.as_deref().and_then(|code| catalogue.province(code)).ok_or_else(Failure::not_found)?;
    let asked = match which.dot.as_deref() {
        Some(code) => Some(code.parse::<Period>().map_err(|_| Failure::not_found())?),
        None => None,
    };
    let rounds = round::list(&mut tx, province.id).await?;
    let today = site.today();
    let chosen = match asked {
        Some(period) => Some(rounds.iter().find(|r| r.period().ok() == Some(period)).ok_or_else(Failure::not_found)?),
        // Before any has begun, the one that begins first.
        None => rounds.iter().find(|r| r.opens <= today).or(rounds.last()),
    };
    let queue = match chosen {
        Some(round) => {
            let queue = collect(&mut tx, &visit, &catalogue, round, today).await?;
            Some((queue, watch::collect(&mut tx, &catalogue, round, today).await?))
        }
        None => None,
    };
    let frame = visit.frame(&site, Some((province.code.clone(), province.name.clone())));
    Ok(Html(page::queue(&frame, queue.as_ref())).into_response())
}

pub async fn collect(tx: &mut Tx, visit: &Visit, catalogue: &Catalogue, round: &Round, today: NaiveDate) -> Result<Queue, Failure> {
    let period = round.period()?;
    let units = rounds::owing(catalogue, round, period);
    let all = submission::in_round(tx, round.id).await?;
    // Rounds may stand there for years ahead.
    let begun = |r: &&Round| r.opens <= today || r.id == round.id;
    let rounds = round::list(tx, round.province_id).await?.iter().filter(begun).filter_map(|r| r.period().ok()).collect();
    let home = visit.viewer.as_ref().and_then(|v| v.actor.home.clone());
    let viewer = visit.person_id;
    let place =
        Place { province: catalogue.provinces.iter().find(|p| p.id == round.province_id).map(|p| p.code.clone()), ..Place::default() };
    let actor = visit.viewer.as_ref().map(|v| v.actor.clone()).unwrap_or_default();
    let can = |action| may(&actor, action, &place, today).is_ok();
    let (approves, reviews) = (can(Action::AcceptReport), can(Action::ReviewReport));
    let judge = Judge { lines: Lines::read(tx, catalogue, today).await?, actor: &actor, place: &place, today };
    let (mut waiting, mut accepted, mut redo, mut missing) = (vec![], vec![], vec![], vec![]);
    for (unit, newest, first) in submission::newest(&units, &all) {
        let stand = |note: String| Standing {
            unit_code: unit.code.clone(),
            unit_name: unit.name.clone(),
            short_name: unit.short_name.clone(),
            note,
        };
        let handed_in = all.iter().any(|s| s.unit_id == unit.id && is_public(s.state));
        match newest {
            Some(s) if matches!(s.state, S::Submitted | S::InReview) => {
                let before =
                    all.iter().filter(|b| b.unit_id == unit.id && b.revision < s.revision && is_public(b.state)).max_by_key(|b| b.revision);
                let Look { unusual, no_evidence, changed, eyes, open, awaited } = look(tx, catalogue, s, before, &judge).await?;
                // To a line agency a report without any item of its own is none.
                if !reviews && open == 0 {
                    continue;
                }
                let late = first.map_or(0, |at| (local_date(at) - round.due).num_days().max(0));
                waiting.push(Waiting {
                    unit_code: unit.code.clone(),
                    unit_name: unit.name.clone(),
                    revision: s.revision,
                    eyes,
                    unusual,
                    no_evidence,
                    changed,
                    in_review: s.state == S::InReview,
                    own: home.as_ref() == Some(&unit.code),
                    mine: viewer.is_some() && s.submitted_by == viewer,
                    open,
                    awaited,
                    late,
                });
            }
            Some(s) if matches!(s.state, S::Accepted | S::Locked) => accepted.push(stand(String::new())),
            Some(s) if s.state == S::Exempt => accepted.push(stand("được miễn báo cáo".into())),
            Some(s) if handed_in => redo.push(stand(match s.due_again.or(before_due(&all, unit)) {
                Some(day) => format!("bị trả lại, hạn nộp lại {}", vi_date(day)),
                None => "được mở lại".into(),
            })),
            _ => missing.push(stand(String::new())),
        }
    }
    waiting.sort_by_key(|w| (w.own, Reverse(w.eyes)));
    Ok(Queue { period, due: round.due, closes: round.closes, rounds, waiting, accepted, redo, missing, approves, reviews })
}

/// The date a unit at work on its next revision was given.
fn before_due(all: &[Submission], unit: &OrgUnit) -> Option<NaiveDate> {
    let own = all.iter().filter(|s| s.unit_id == unit.id && is_public(s.state));
    own.max_by_key(|s| s.revision).filter(|s| s.state == S::Returned).and_then(|s| s.due_again)
}

/// Who looks at the queue: which of the items are theirs to decide.
struct Judge<'a> {
    lines: Lines<'a>,
    actor: &'a Actor,
    place: &'a Place,
    today: NaiveDate,
}

/// How many undecided items are the viewer's, how many of them are unusual, without evidence, changed, any of these; and how many
/// somebody else decides.
#[derive(Default)]
struct Look {
    unusual: usize,
    no_evidence: usize,
    changed: usize,
    eyes: usize,
    open: usize,
    awaited: usize,
}

async fn look(tx: &mut Tx, catalogue: &Catalogue, s: &Submission, before: Option<&Submission>, judge: &Judge<'_>) -> Result<Look, Failure> {
    let observations = submission::observations(tx, s.id).await?;
    let findings = submission::findings(tx, s.id).await?;
    let earlier = match before {
        Some(before) => Some(submission::observations(tx, before.id).await?),
        None => None,
    };
    let mut look = Look::default();
    for o in observations.iter().filter(|o| o.item_state == ItemState::Pending) {
        let line = judge.lines.of(o.indicator_id, o.unit_id).map(|u| u.code.as_str());
        if say(judge.actor, line, judge.place, judge.today) != Say::Own {
            look.awaited += 1;
            continue;
        }
        let code = catalogue.indicator(o.indicator_id).map(|i| i.code.as_str()).unwrap_or_default();
        let eyes = item::eyes(s, o, earlier.as_deref(), code, &findings);
        look.unusual += usize::from(eyes.unusual);
        look.no_evidence += usize::from(eyes.no_evidence);
        look.changed += usize::from(eyes.changed);
        look.eyes += usize::from(eyes.any());
        look.open += 1;
    }
    Ok(look)
}

/// Is there nothing to look at in this revision of a unit's report?
pub async fn is_ordinary(tx: &mut Tx, desk: &Desk<'_>, revision: i32) -> Result<bool, Failure> {
    let all = submission::revisions(tx, desk.round.id, desk.unit.id).await?;
    let Some(s) = all.iter().find(|s| s.revision == revision) else { return Ok(false) };
    let before = all.iter().filter(|b| b.revision < revision && is_public(b.state)).max_by_key(|b| b.revision);
    let today = desk.site.today();
    let (lines, place) = (desk.lines(tx).await?, desk.site.place_of(&desk.catalogue, desk.unit.id));
    let judge = Judge { lines, actor: desk.actor, place: &place, today };
    Ok(look(tx, &desk.catalogue, s, before, &judge).await?.eyes == 0)
}
