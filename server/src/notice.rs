//! Who is told what: decisions in the transaction in which they are taken, duties by the clock, and a mail for those who
//! have an address.

mod letter;

use crate::{
    mail,
    report::Desk,
    site::{Site, VIETNAM_HOURS, local_date},
    steward::{Stewards, able},
};
use app::pages::notice::Line;
use chrono::{DateTime, Duration, NaiveDate, Timelike, Utc};
use domain::{
    Period,
    access::Grant,
    notice::{Dates, Holder, NoticeKind, Owed, RULES, key, owed, reminders, told},
    steward::{Wanted, reminded},
};
use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
    time::Instant,
};
use store::{
    Tx,
    catalogue::{Catalogue, Indicator, OrgUnit},
    notice::{self, Notice},
    person,
    round::{self, Round},
    steward,
    submission::{self, Submission},
};
use uuid::Uuid;

/// What a look at the duties of a day has brought about.
#[derive(Clone, Copy, Debug, Default)]
pub struct Made {
    pub notices: usize,
    pub mails: usize,
}

/// Everybody who can be told something, with their rights.
pub async fn holders(tx: &mut Tx, catalogue: &Catalogue) -> store::Result<Vec<Holder<Uuid>>> {
    let province = |id: Uuid| catalogue.provinces.iter().find(|p| p.id == id).map(|p| p.code.clone()).unwrap_or_default();
    let holder = |g: person::RoleGrant| Holder {
        person: g.person_id,
        grant: Grant {
            role: g.role,
            province: province(g.province_id),
            unit: g.unit_id.and_then(|id| catalogue.unit(id)).map(|u| u.code.clone()),
            from: g.valid_from,
            until: g.valid_to,
        },
    };
    Ok(person::reachable_grants(tx).await?.into_iter().map(holder).collect())
}

/// Tells a unit's people, and whoever handed the report in, what was decided about it. In the transaction of the decision.
pub async fn decided(
    tx: &mut Tx,
    desk: &Desk<'_>,
    kind: NoticeKind,
    s: &Submission,
    due: Option<NaiveDate>,
    note: &str,
) -> store::Result<()> {
    if desk.illustrative {
        return Ok(());
    }
    let (site, catalogue, day) = (desk.site, &desk.catalogue, local_date(desk.at));
    let holders = holders(tx, catalogue).await?;
    let mut people = told(kind, &holders, &site.place_of(catalogue, desk.unit.id), day);
    if let Some(id) = s.submitted_by
        && !people.contains(&id)
        && person::get(tx, id).await?.is_some_and(|p| p.active)
    {
        people.push(id);
    }
    for person_id in people {
        let n = Notice {
            id: Uuid::now_v7(),
            dedupe: key(kind, person_id, s.round_id, s.unit_id, s.revision),
            person_id,
            kind,
            round_id: s.round_id,
            unit_id: s.unit_id,
            revision: s.revision,
            due,
            note: note.to_owned(),
            day,
            created_at: desk.at,
            read_at: None,
            mail_id: None,
        };
        if !notice::put(tx, &n).await? || site.config.mail.is_none() {
            continue;
        }
        let Some(person) = person::get(tx, person_id).await?.filter(|p| !p.email.is_empty()) else { continue };
        let line = line_of(&desk.unit, desk.period, &n);
        let mail = letter::mail(&site.config.url, format!("decision/{}", n.dedupe), &person, &[line], day, desk.at);
        notice::post(tx, &mail, &[n.id]).await?;
    }
    Ok(())
}

/// Tells everybody what their units owe on the day of `at`, and puts one mail for each person and day into the outbox.
/// Doing it again on the same day tells nobody anything twice.
///
/// # Errors
/// When the database does not answer; then nothing was told.
pub async fn remind(site: &Site, at: DateTime<Utc>) -> store::Result<Made> {
    let today = local_date(at);
    store::in_tx!(site.db, |tx| {
        let catalogue = site.catalogue(tx).await?;
        let holders = holders(tx, &catalogue).await?;
        let mut made = Made::default();
        for province in &catalogue.provinces {
            for round in round::list(tx, province.id).await?.iter().filter(|r| r.opens <= today) {
                for mut n in duties(site, tx, &catalogue, &holders, round, today).await? {
                    n.created_at = at;
                    made.notices += usize::from(notice::put(tx, &n).await?);
                }
            }
        }
        if site.config.mail.is_some() {
            made.mails = digests(site, tx, &catalogue, today, at).await?;
        }
        Ok(made)
    })
}

/// Every notice about the duties of a round that is called for on `today`, whether it was given before or not.
async fn duties(
    site: &Site,
    tx: &mut Tx,
    catalogue: &Catalogue,
    holders: &[Holder<Uuid>],
    round: &Round,
    today: NaiveDate,
) -> store::Result<Vec<Notice>> {
    let period = round.period()?;
    let all = submission::in_round(tx, round.id).await?;
    let is_open = round.is_open(today);
    let is_asked = |u: &OrgUnit| u.exists_in(period) && !catalogue.asked(u.id, period).is_empty();
    let begun = |u: &OrgUnit| all.iter().any(|s| s.unit_id == u.id);
    let stewards = steward::all(tx).await?;
    let dates = Dates { opens: round.opens, due: round.due, closes: round.closes };
    let mut notices = vec![];
    // Of a round that takes no first reports any more only those are left that were begun.
    for unit in catalogue.members(round.province_id).filter(|u| begun(u) || (is_open && is_asked(u))) {
        let own: Vec<_> = all.iter().filter(|s| s.unit_id == unit.id).map(|s| (s.revision, s.state, s.due_again)).collect();
        let owes = owed(&own);
        if owes == Owed::First && !is_open {
            continue;
        }
        let called = reminders(owes, dates, today, RULES);
        if called.is_empty() {
            continue;
        }
        let place = site.place_of(catalogue, unit.id);
        let wanted = if owes == Owed::First && stewards.iter().any(|s| s.unit_id == unit.id) {
            let own = Stewards::new(&stewards, unit.id, &able(holders, &place, today));
            wanted(tx, catalogue, unit, (round, period), &own, &all).await?
        } else {
            vec![]
        };
        for r in called {
            let asked: Vec<_> = wanted.iter().map(|(_, w)| *w).collect();
            let people = reminded(r.kind, &asked, told(r.kind, holders, &place, today));
            let codes = |places: Vec<usize>| places.into_iter().map(|p| wanted[p].0.as_str()).collect::<Vec<_>>().join(", ");
            let of = |(person_id, places): (Uuid, Vec<usize>)| Notice {
                id: Uuid::now_v7(),
                dedupe: key(r.kind, person_id, round.id, unit.id, &r.mark),
                person_id,
                kind: r.kind,
                round_id: round.id,
                unit_id: unit.id,
                revision: r.revision,
                due: Some(r.due),
                note: codes(places),
                day: today,
                created_at: DateTime::UNIX_EPOCH,
                read_at: None,
                mail_id: None,
            };
            notices.extend(people.into_iter().map(of));
        }
    }
    Ok(notices)
}

/// What a unit is asked in the round, with who looks after it and whether something was said of it in the report under way.
async fn wanted(
    tx: &mut Tx,
    catalogue: &Catalogue,
    unit: &OrgUnit,
    (round, period): (&Round, Period),
    stewards: &Stewards,
    all: &[Submission],
) -> store::Result<Vec<(String, Wanted<Uuid>)>> {
    let newest = all.iter().filter(|s| s.unit_id == unit.id && s.round_id == round.id).max_by_key(|s| s.revision);
    let said = match newest {
        Some(s) => submission::observations(tx, s.id).await?,
        None => vec![],
    };
    // A row that was emptied, or could not be read, says nothing.
    let is_there = |id: Uuid| said.iter().any(|o| o.indicator_id == id && (o.numerator.is_some() || o.answer != "reported"));
    let of = |i: &Indicator| (i.code.clone(), Wanted { is_there: is_there(i.id), by: stewards.of(i.id) });
    Ok(catalogue.asked(unit.id, period).into_iter().map(of).collect())
}

/// One mail for each person who has something new to hear, unless they got today's already: then it waits for tomorrow's.
async fn digests(site: &Site, tx: &mut Tx, catalogue: &Catalogue, today: NaiveDate, at: DateTime<Utc>) -> store::Result<usize> {
    let waiting = notice::unmailed(tx, today - Duration::days(1)).await?;
    let mut made = 0;
    for own in waiting.chunk_by(|a, b| a.person_id == b.person_id) {
        let Some(person) = person::get(tx, own[0].person_id).await? else { continue };
        let lines = lines(tx, catalogue, own).await?;
        if lines.is_empty() {
            continue;
        }
        let dedupe = format!("digest/{}/{today}", person.id);
        let mail = letter::mail(&site.config.url, dedupe, &person, &lines, today, at);
        let told: Vec<Uuid> = lines.iter().map(|l| l.id).collect();
        made += usize::from(notice::post(tx, &mail, &told).await?);
    }
    Ok(made)
}

/// Notices as they are shown, with the names of what they are about.
pub async fn lines(tx: &mut Tx, catalogue: &Catalogue, notices: &[Notice]) -> store::Result<Vec<Line>> {
    let mut periods: HashMap<Uuid, Option<Period>> = HashMap::new();
    let mut lines = vec![];
    for n in notices {
        if let Entry::Vacant(slot) = periods.entry(n.round_id) {
            slot.insert(round::get(tx, n.round_id).await?.map(|r| r.period()).transpose()?);
        }
        if let (Some(unit), Some(Some(period))) = (catalogue.unit(n.unit_id), periods.get(&n.round_id)) {
            lines.push(line_of(unit, *period, n));
        }
    }
    Ok(lines)
}

fn line_of(unit: &OrgUnit, period: Period, n: &Notice) -> Line {
    Line {
        id: n.id,
        kind: n.kind,
        unit_code: unit.code.clone(),
        unit_name: unit.name.clone(),
        period,
        again: n.revision > 0,
        due: n.due,
        note: n.note.clone(),
        day: n.day,
        at: n.created_at,
        is_read: n.read_at.is_some(),
    }
}

/// Nobody wants the day's reminders at midnight: from seven in the morning on, Vietnam's time.
const MORNING: u32 = 7;
const HOUR: std::time::Duration = std::time::Duration::from_secs(3600);
/// How often the outbox is looked at.
const TICK: std::time::Duration = std::time::Duration::from_secs(5);

/// As long as the server runs: duties at the start and once an hour by day, the outbox all the time.
pub async fn watch(site: Arc<Site>) {
    let mut reminded = None::<Instant>;
    loop {
        let now = site.now();
        let by_day = (now + Duration::hours(VIETNAM_HOURS)).hour() >= MORNING;
        if reminded.is_none_or(|at| by_day && at.elapsed() >= HOUR) {
            reminded = Some(Instant::now());
            match remind(&site, now).await {
                Ok(made) if made.notices > 0 => tracing::info!(notices = made.notices, mails = made.mails, "reminded"),
                Ok(_) => {}
                Err(error) => tracing::error!(%error, "nobody could be reminded"),
            }
        }
        if let Err(error) = mail::deliver(&site, now).await {
            tracing::error!(%error, "the outbox could not be sent");
        }
        tokio::time::sleep(TICK).await;
    }
}
