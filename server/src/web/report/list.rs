//! The viewer's reports: what is due, what was sent.

use crate::{
    report::Desk,
    site::{local_date, successors},
    web::{Answer, Failure, Site, Visit},
};
use app::pages::report::{self as page, Line};
use axum::{
    extract::State,
    response::{Html, IntoResponse},
};
use chrono::NaiveDate;
use domain::{Period, access::Action, workflow::SubmissionState as S};
use std::{cmp::Reverse, collections::BTreeSet, sync::Arc};
use store::{catalogue::OrgUnit, round, submission};

pub async fn list(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    let viewer = visit.viewer.as_ref().ok_or_else(Failure::not_signed_in)?;
    let today = site.today();
    let mut tx = site.db.read().await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let codes: BTreeSet<&String> =
        viewer.actor.grants.iter().filter(|g| g.role.reports() && g.holds(today)).filter_map(|g| g.unit.as_ref()).collect();
    // The last reports of a unit that has ended are its successor's to finish.
    let is_theirs =
        |u: &&OrgUnit| codes.contains(&u.code) || successors(&catalogue, &u.code, today).iter().any(|after| codes.contains(after));
    let units: Vec<_> = catalogue.units.iter().filter(is_theirs).collect();
    let (mut lines, mut next): (Vec<Line>, Option<(Period, NaiveDate)>) = (vec![], None);
    for unit in &units {
        let reports = submission::of_unit(&mut tx, unit.id).await?;
        for round in round::list(&mut tx, unit.province_id).await? {
            let period = round.period()?;
            let asked = catalogue.asked(unit.id, period).len();
            if asked == 0 || !unit.exists_in(period) {
                continue;
            }
            if round.opens > today {
                next = next.filter(|n| n.1 <= round.opens).or(Some((period, round.opens)));
                continue;
            }
            let own: Vec<_> = reports.iter().filter(|s| s.round_id == round.id).collect();
            let latest = own.iter().max_by_key(|s| s.revision);
            let again = latest.is_some_and(|s| s.state == S::Returned || (s.revision > 1 && s.state == S::Draft));
            let due_again = own.iter().filter(|s| s.state == S::Returned).filter_map(|s| s.due_again).max().filter(|_| again);
            // What the report's own page says; of a report that was handed in nothing is asked.
            let workable = latest.is_none_or(|s| matches!(s.state, S::Draft | S::Returned | S::Withdrawn));
            let open = match round.is_open(today) {
                false if workable => {
                    let (unit, round) = ((*unit).clone(), Some(round.clone()));
                    let desk = Desk::of(&site, &viewer.actor, visit.person()?, catalogue.clone(), unit, round, period)?;
                    desk.closed(&mut tx).await?.is_none()
                }
                open => open,
            };
            lines.push(Line {
                unit_code: unit.code.clone(),
                unit_name: unit.name.clone(),
                period,
                due: due_again.unwrap_or(round.due),
                open,
                state: latest.map(|s| s.state),
                revision: latest.map_or(0, |s| s.revision),
                asked,
                submitted: own.iter().filter_map(|s| s.submitted_at).min().map(local_date),
            });
        }
    }
    lines.sort_by_key(|l| (Reverse(l.period), l.unit_code.clone()));
    let province = units.first().and_then(|u| catalogue.provinces.iter().find(|p| p.id == u.province_id));
    let frame = visit.frame(&site, province.map(|p| (p.code.clone(), p.name.clone())));
    let board = match province {
        Some(p) => Some(site.task_board(&mut tx, p.id).await?),
        None => None,
    };
    let own: Vec<_> = units.iter().copied().filter(|u| province.is_some_and(|p| p.id == u.province_id)).collect();
    let tasks = board.as_ref().map(|board| (board, own.as_slice()));
    let mine = |u: &&OrgUnit| u.exists_on(today) && site.may(&viewer.actor, Action::EditReport, &catalogue, u.id).is_ok();
    let for_many = catalogue.units.iter().filter(mine).nth(1).is_some();
    Ok(Html(page::list(&frame, &lines, !units.is_empty(), for_many, next, tasks)).into_response())
}
