//! An illustrative year, so that a first look shows the whole product: made as spreadsheets, once, and sent through intake
//! and review like any other. Every figure carries the mark "Số liệu minh hoạ" for ever.

use crate::{
    appraisal::{Given, RoundDesk},
    auth,
    cli::{Fallible, people::NewPerson, serve},
    report::{Desk, usual_due},
    site::Site,
};
use chrono::{DateTime, Datelike, Days, Utc};
use domain::{
    Period, Quantity,
    access::{Actor, Role},
    indicator::{Accumulation, Kind},
    workflow::RoundAction,
};
use intake::Filled;
use std::{collections::HashMap, os::unix::fs::OpenOptionsExt};
use store::{
    catalogue::{Catalogue, Indicator, OrgUnit},
    person, round, submission,
};
use uuid::Uuid;

/// The demo's focal point keeps the newest round open, so that there is something to do.
const FOCAL_UNIT: &str = "SGDDT";

/// Role as printed, user, full name, roles, unit.
type Account = (&'static str, &'static str, &'static str, &'static [Role], Option<&'static str>);

const ACCOUNTS: [Account; 4] = [
    ("focal_point", "daumoi", "Trần Văn Lộc", &[Role::UnitEditor, Role::UnitApprover], Some(FOCAL_UNIT)),
    ("reviewer", "thamdinh", "Hoàng Thanh Mai", &[Role::Reviewer, Role::Approver], Some("SKHCN")),
    ("leader", "lanhdao", "Đỗ Thị Minh Châu", &[Role::Leader], None),
    ("administrator", "quantri", "Nguyễn Hữu Phước", &[Role::Administrator], None),
];

/// Makes catalogue, accounts and the illustrative year, whatever of it is missing.
pub async fn prepare(site: &Site, months: i32) -> Fallible<()> {
    serve::load_all(site).await?;
    accounts(site).await?;
    let (sender, sender_actor) = robot(site, "minhhoa.nop", "Số liệu minh hoạ (nộp)", &[Role::UnitEditor, Role::UnitApprover]).await?;
    let (decider, decider_actor) = robot(site, "minhhoa.duyet", "Số liệu minh hoạ (duyệt)", &[Role::Reviewer, Role::Approver]).await?;
    let catalogue = site.catalogue(&mut site.db.read().await?).await?;
    let newest = Period::month_of(site.today()).previous();
    for province in &catalogue.provinces {
        for back in (0..months).rev() {
            let period = newest.shift(-back);
            open_round(site, province.id, period).await?;
            let done: Vec<Uuid> = {
                let mut tx = site.db.read().await?;
                let Some(round) = round::of_period(&mut tx, province.id, period).await? else { continue };
                submission::in_round(&mut tx, round.id).await?.into_iter().map(|s| s.unit_id).collect()
            };
            for unit in catalogue.members(province.id) {
                let asked = catalogue.asked(unit.id, period);
                if asked.is_empty() || done.contains(&unit.id) {
                    continue;
                }
                let stage = Stage::of(unit, back);
                if stage == Stage::Nothing {
                    continue;
                }
                let mut desk = Desk::open(site, &sender_actor, sender, &unit.code, period).await?;
                desk.illustrative = true;
                desk.at = moment(unit, period);
                let form = desk.form(&mut site.db.read().await?).await?;
                let fill = |code: &str| asked.iter().find(|i| i.code == code).map(|i| filled(&catalogue, i, unit, period));
                let file = intake::form::write(&form, Some(&fill))?;
                let name = format!("{}_bao-cao_{period}.xlsx", unit.code);
                let (upload, understood) = desk.upload(&name, &file).await?;
                desk.keep(upload.id).await?;
                let needed = understood.findings.iter().filter(|f| f.severity == domain::Severity::Justify);
                let reasons: HashMap<_, _> =
                    needed.filter_map(|f| f.indicator.clone()).map(|code| (code, "Số liệu minh hoạ.".to_owned())).collect();
                if !reasons.is_empty() {
                    desk.save(&intake::Understanding::default(), &reasons).await?;
                }
                desk.submit(None).await?;
                if stage == Stage::Accepted {
                    let mut desk = Desk::open(site, &decider_actor, decider, &unit.code, period).await?;
                    desk.illustrative = true;
                    desk.at = moment(unit, period) + chrono::Duration::days(2);
                    desk.accept(true, None).await?;
                }
            }
        }
        // Two months are published, so that there is something to correct.
        for back in (2..4.min(months)).rev() {
            publish(site, &province.code, newest.shift(-back), decider, &decider_actor).await?;
        }
    }
    Ok(())
}

/// Takes a closed round through its steps, each on a day on which it could have been.
async fn publish(site: &Site, province: &str, period: Period, decider: Uuid, actor: &Actor) -> Fallible<()> {
    let mut desk = RoundDesk::open(site, actor, decider, province, period).await?;
    if desk.round.state != "open" {
        return Ok(());
    }
    let closed = desk.round.closes + Days::new(1);
    let until = closed + Days::new(7);
    let given = Given { silence_noted: true, explain_until: Some(until), document: "Số liệu minh hoạ".into(), notice: String::new() };
    let steps = [
        (RoundAction::Appraise, closed),
        (RoundAction::Notify, closed),
        (RoundAction::Finalise, until + Days::new(1)),
        (RoundAction::Publish, until + Days::new(2)),
    ];
    for (action, day) in steps {
        desk.today = day;
        desk.at = day.and_time(chrono::NaiveTime::MIN).and_utc() + chrono::Duration::hours(2);
        desk.take(action, &given).await?;
    }
    Ok(())
}

/// How far a unit's report of a month is: all of the past is accepted, the newest round is as rounds are in their last week.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Nothing,
    Submitted,
    Accepted,
}

impl Stage {
    fn of(unit: &OrgUnit, months_back: i32) -> Self {
        if months_back > 0 {
            return Self::Accepted;
        }
        match mix(&[&unit.code, "stage"]) % 20 {
            _ if unit.code == FOCAL_UNIT => Self::Nothing,
            0 => Self::Nothing,
            1..=4 => Self::Submitted,
            _ => Self::Accepted,
        }
    }
}

/// When a unit sends its report of a month: most in the week before the 15th, a few late.
fn moment(unit: &OrgUnit, period: Period) -> DateTime<Utc> {
    let month = period.to_string();
    let days = 6 + mix(&[&unit.code, &month, "day"]) % 10 + if mix(&[&unit.code, &month, "late"]).is_multiple_of(12) { 3 } else { 0 };
    let minutes = 90 + (mix(&[&unit.code, &month, "minute"]) % 420) as i64;
    (period.end() + Days::new(days)).and_time(chrono::NaiveTime::MIN).and_utc() + chrono::Duration::minutes(minutes)
}

async fn open_round(site: &Site, province_id: Uuid, period: Period) -> Fallible<()> {
    let due = usual_due(period);
    // The newest round stays open long enough to be tried on any day of the month.
    let closes = if period.next() == Period::month_of(site.today()) { period.next().end() } else { due + Days::new(10) };
    let new = round::Round {
        id: Uuid::now_v7(),
        province_id,
        period: period.to_string(),
        opens: period.end(),
        due,
        closes,
        state: "open".into(),
        calendar: domain::duty::Calendar::Calendar,
        data_from: None,
        data_to: None,
        explain_until: None,
    };
    store::in_tx!(site.db, |tx| round::put(tx, &new).await)?;
    Ok(())
}

/// The name behind the illustrative reports; it has no password and can never sign in.
async fn robot(site: &Site, username: &str, name: &str, roles: &[Role]) -> Fallible<(Uuid, Actor)> {
    let mut id = Uuid::nil();
    let catalogue = site.catalogue(&mut site.db.read().await?).await?;
    for province in &catalogue.provinces {
        let root = catalogue.root(province.id).map(|u| u.code.clone()).unwrap_or_default();
        for role in roles {
            let unit = if role.needs_unit() { root.clone() } else { String::new() };
            id = grant(site, username, name, *role, &province.code, &unit, None).await?;
        }
    }
    let mut tx = site.db.read().await?;
    let person = person::get(&mut tx, id).await?.ok_or("the illustrative reporter was not made")?;
    Ok((id, site.viewer(&mut tx, &person).await?.actor))
}

async fn grant(site: &Site, username: &str, name: &str, role: Role, province: &str, unit: &str, home: Option<&str>) -> Fallible<Uuid> {
    let new = NewPerson {
        username: username.into(),
        name: name.into(),
        role,
        province: province.into(),
        unit: if role.needs_unit() { unit.into() } else { home.unwrap_or_default().into() },
        email: String::new(),
    };
    Ok(crate::cli::people::add_person(site, &new, None).await?.0)
}

/// The demo accounts with their passwords, which are made once and kept in the data folder for the owner's eyes.
pub async fn accounts(site: &Site) -> Fallible<Vec<(&'static str, &'static str, String)>> {
    let file = site.config.data.join("demo-passwords.json");
    let kept: Option<HashMap<String, String>> = std::fs::read_to_string(&file).ok().and_then(|t| serde_json::from_str(&t).ok());
    let mut passwords = kept.unwrap_or_default();
    let mut list = vec![];
    for (role, user, name, roles, unit) in ACCOUNTS {
        let known = store::person::by_username(&mut site.db.read().await?, user).await?.is_some_and(|p| p.password_hash.is_some());
        let password = passwords.entry(user.to_owned()).or_insert_with(|| auth::random_code().to_lowercase()).clone();
        if !known {
            let mut id = Uuid::nil();
            for r in roles {
                id = grant(site, user, name, *r, "dong-nai", unit.unwrap_or_default(), unit).await?;
            }
            let hash = auth::hash(password.clone()).await?;
            store::in_tx!(site.db, |tx| person::set_password(tx, id, &hash, false).await)?;
        }
        list.push((role, user, password));
    }
    let text = serde_json::to_string_pretty(&passwords)?;
    let mut options = std::fs::OpenOptions::new();
    let mut out = options.write(true).create(true).truncate(true).mode(0o600).open(&file)?;
    std::io::Write::write_all(&mut out, text.as_bytes())?;
    Ok(list)
}

/// A number from words, the same on every machine and in every run.
fn mix(words: &[&str]) -> u64 {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    for byte in words.join("|").bytes() {
        h = (h ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    h ^= h >> 33;
    h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
    h ^ (h >> 33)
}

/// Between `low` and `high`, from words.
fn between(low: f64, high: f64, words: &[&str]) -> f64 {
    low + (high - low) * (mix(words) % 10_007) as f64 / 10_006.0
}

/// A made-up figure: an S-shaped climb towards (or short of) the target, at the pace and size of its unit.
fn filled(catalogue: &Catalogue, i: &Indicator, unit: &OrgUnit, period: Period) -> Filled {
    let month = period.to_string();
    let root = catalogue.root(i.province_id).map(|u| u.id).unwrap_or_default();
    let target = catalogue.target_for(i.id, root, period.year());
    let goal = target.map_or(100.0, |t| t.quantity().as_f64());
    let age = f64::from(period.end().year() * 12 + period.end().month() as i32 - 2025 * 12 - 10);
    let whole = |n: f64| Quantity::whole(n.round() as i64);
    let start = between(0.35, 0.86, &[&i.code, "start"]) + between(-0.12, 0.1, &[&i.code, &unit.code, "start"]);
    let speed = between(0.004, 0.03, &[&i.code, "speed"]) + between(-0.004, 0.006, &[&i.code, &unit.code, "speed"]);
    let wobble = between(-0.008, 0.008, &[&i.code, &unit.code, &month]);
    let share = (start + speed * age + wobble).clamp(0.02, 1.02);
    if let Some(top) = i.kind.top() {
        let step = ((top as f64 + 1.0) * share * share).floor() as i64;
        return Filled { numerator: Quantity::whole(step.min(top)), ..Filled::default() };
    }
    if i.kind == Kind::Count {
        return Filled { numerator: whole(goal * share.min(1.0)), denominator: None, ..Filled::default() };
    }
    let size = between(0.5, 2.4, &[&unit.code, "size"]);
    let denominator = match i.accumulation {
        Accumulation::Flow => between(320.0, 900.0, &[&i.code]) * size * between(0.92, 1.08, &[&i.code, &unit.code, &month, "d"]),
        _ => between(40.0, 400.0, &[&i.code]) * size,
    };
    let denominator = denominator.round().max(8.0);
    let numerator = (denominator * (goal / 100.0 * share).clamp(0.0, 1.0)).round();
    Filled { numerator: whole(numerator), denominator: whole(denominator), ..Filled::default() }
}
