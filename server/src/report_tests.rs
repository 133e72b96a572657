//! The desk: every guard's sentence by hand, and random histories against a reference model.

mod compare;
mod guards;
mod history;
mod invariants;
mod lines;
mod model;
mod notices;
mod round_life;
mod rounds;
mod tally;

use crate::{config::Config, report::Desk, site::Site};
use chrono::Days;
use domain::{
    Period, Quantity,
    access::{Actor, Grant, Role},
    indicator::{Accumulation, Basis, Kind, Mode, Part, UnitKind},
    period::Frequency,
};
use intake::{Filled, Understanding, typed::TypedRow};
use sqlx::{AssertSqlSafe, Connection};
use std::{collections::HashMap, fs, path::PathBuf, sync::Arc};
use store::{
    Db,
    catalogue::{self, Assignment, Indicator, OrgUnit, Province},
    person, round,
    submission::{self, Observation, Submission},
};
use uuid::Uuid;

/// A program without visitors, on a SQLite file of its own.
pub struct Ground {
    pub site: Arc<Site>,
    folder: PathBuf,
}

impl Drop for Ground {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Ground {
    pub async fn new(migrated: bool) -> Self {
        Self::on(None, migrated).await
    }

    /// On the PostgreSQL database of that address, or on a SQLite file of its own.
    pub async fn on(database: Option<String>, migrated: bool) -> Self {
        // In memory where there is such a folder: nothing here is about power cuts, and a disk takes its time for each commit.
        let memory = PathBuf::from("/dev/shm");
        let place = if memory.is_dir() { memory } else { std::env::temp_dir() };
        let folder = place.join(format!("tiendo-{}", Uuid::now_v7().simple()));
        fs::create_dir_all(folder.join("pkg")).unwrap();
        fs::write(folder.join("pkg/a.js"), "export {}").unwrap();
        fs::write(folder.join("assets.json"), r#"{"css":"a.css","js":"a.js","wasm":"a.wasm"}"#).unwrap();
        let db = Db::open(database.as_deref(), &folder).await.unwrap();
        if migrated {
            db.migrate().await.unwrap();
        }
        let addr = "127.0.0.1:3000".parse().unwrap();
        let (url, mail) = ("https://tiendo.test".to_owned(), None);
        let config = Config { addr, data: folder.clone(), database, sources: folder.clone(), site: folder.clone(), url, mail };
        Self { site: Arc::new(Site::new(config, db, true)), folder }
    }

    /// The last whole month, the one reported now.
    pub fn period(&self) -> Period {
        Period::month_of(self.site.today()).previous()
    }

    /// Open from `opens` to `closes` days from today.
    pub async fn open_round(&self, province_id: Uuid, period: Period, opens: i64, closes: i64) {
        let day =
            |n: i64| if n < 0 { self.site.today() - Days::new(n.unsigned_abs()) } else { self.site.today() + Days::new(n.unsigned_abs()) };
        let (period, id) = (period.to_string(), Uuid::now_v7());
        let new = round::Round {
            id,
            province_id,
            period,
            opens: day(opens),
            due: day(closes),
            closes: day(closes),
            state: "open".into(),
            calendar: domain::duty::Calendar::Calendar,
            data_from: None,
            data_to: None,
            explain_until: None,
        };
        store::in_tx!(self.site.db, |tx| round::put(tx, &new).await).unwrap();
    }

    pub async fn person(&self, username: &str) -> Uuid {
        store::in_tx!(self.site.db, |tx| person::put(tx, username, username, None, self.site.now()).await).unwrap()
    }
}

/// A database of its own in the PostgreSQL of the tests.
struct Database {
    url: String,
    name: String,
    admin: sqlx::PgConnection,
}

impl Database {
    async fn new() -> Self {
        let url = std::env::var("TIENDO_TEST_PG").ok().filter(|url| !url.is_empty());
        let url = url.expect("TIENDO_TEST_PG is not set, so PostgreSQL was not tested; run `make test`, which starts one for the tests");
        let mut admin = sqlx::PgConnection::connect(&url).await.unwrap();
        let name = format!("t_{}", Uuid::now_v7().simple());
        sqlx::raw_sql(AssertSqlSafe(format!("create database {name} template template0"))).execute(&mut admin).await.unwrap();
        let (server, options) = url.split_once('?').map_or((url.as_str(), String::new()), |(s, options)| (s, format!("?{options}")));
        let (server, _) = server.rsplit_once('/').expect("an address ends in the database's name");
        Self { url: format!("{server}/{name}{options}"), name, admin }
    }

    async fn remove(mut self) {
        let drop = format!("drop database {} with (force)", self.name);
        sqlx::raw_sql(AssertSqlSafe(drop)).execute(&mut self.admin).await.unwrap();
    }
}

const CODES: [&str; 3] = ["A", "B", "C"];

/// Two provinces; the first has Sở KH&CN and `units` units that each report A, B and C.
async fn build(units: usize) -> Ground {
    build_on(None, units).await
}

async fn build_on(database: Option<String>, units: usize) -> Ground {
    let ground = Ground::on(database, true).await;
    let provinces = ["dong-nai", "quang-ngai"].map(|code| Province { id: Uuid::now_v7(), code: code.into(), name: code.into() });
    let home = provinces[0].id;
    let unit = |province_id, parent_id, code: &str, kind| OrgUnit {
        id: Uuid::now_v7(),
        province_id,
        parent_id,
        code: code.into(),
        name: format!("Đơn vị {code}"),
        short_name: code.into(),
        kind,
        valid_from: None,
        valid_to: None,
        illustrative: false,
        names_source: String::new(),
    };
    let roots = [unit(home, None, "DN", UnitKind::Province), unit(provinces[1].id, None, "QN", UnitKind::Province)];
    let mut below = vec![
        unit(home, Some(roots[0].id), "SKHCN", UnitKind::Department),
        unit(roots[1].province_id, Some(roots[1].id), "QN-1", UnitKind::Ward),
    ];
    below.extend((1..=units).map(|n| unit(home, Some(roots[0].id), &format!("U{n}"), UnitKind::Department)));
    let indicators = CODES.map(|code| Indicator {
        id: Uuid::now_v7(),
        province_id: home,
        code: code.into(),
        pillar: "Chính quyền số".into(),
        name: format!("Tỷ lệ {code}"),
        name_en: String::new(),
        kind: Kind::Ratio,
        accumulation: Accumulation::Flow,
        unit_of_measure: "%".into(),
        numerator: "hồ sơ trực tuyến".into(),
        denominator: "hồ sơ".into(),
        frequency: Frequency::Monthly,
        may_exceed: false,
        mode: Mode::Split,
        reading: String::new(),
        same_as: String::new(),
        checks: String::new(),
        register: String::new(),
        evidence_required: false,
    });
    store::in_tx!(ground.site.db, |tx| {
        for p in &provinces {
            catalogue::put_province(tx, p).await?;
        }
        for u in roots.iter().chain(&below) {
            catalogue::put_unit(tx, u).await?;
        }
        for i in &indicators {
            catalogue::put_indicator(tx, i).await?;
            for u in &below[2..] {
                let assignment = Assignment {
                    id: Uuid::now_v7(),
                    indicator_id: i.id,
                    unit_id: u.id,
                    part: Part::Reports,
                    basis: Basis::Document,
                    confirmed: true,
                    source_lines: String::new(),
                    valid_from: None,
                    valid_to: None,
                };
                catalogue::put_assignment(tx, &assignment).await?;
            }
        }
        tx.bump("catalogue").await
    })
    .unwrap();
    ground.open_round(home, ground.period(), -20, 20).await;
    ground
}

pub fn actor(name: &str, home: Option<&str>, grants: &[(Role, &str, Option<&str>)]) -> Actor {
    let grant = |(role, province, unit): &(Role, &str, Option<&str>)| Grant {
        role: *role,
        province: (*province).into(),
        unit: unit.map(str::to_owned),
        from: None,
        until: None,
    };
    Actor { person: Some(name.into()), home: home.map(str::to_owned), grants: grants.iter().map(grant).collect() }
}

/// The unit's form as a file, filled with numerators out of a million.
async fn file(desk: &Desk<'_>, numbers: [Option<i64>; 3]) -> Vec<u8> {
    let mut tx = desk.site.db.read().await.unwrap();
    let form = crate::report::form(desk.site, &mut tx, &desk.catalogue, &desk.unit, &desk.round, desk.period, false).await.unwrap();
    let fill = |code: &str| {
        let n = numbers[CODES.iter().position(|c| *c == code)?]?;
        Some(Filled { numerator: Quantity::whole(n), denominator: Quantity::whole(1_000_000), ..Filled::default() })
    };
    intake::form::write(&form, Some(&fill)).unwrap()
}

/// One row typed in the page; of the others nothing is said.
async fn typed(desk: &Desk<'_>, code: &str, numerator: &str, denominator: &str) -> Understanding {
    let mut tx = desk.site.db.read().await.unwrap();
    let form = crate::report::form(desk.site, &mut tx, &desk.catalogue, &desk.unit, &desk.round, desk.period, false).await.unwrap();
    let row = TypedRow { indicator: code.into(), numerator: numerator.into(), denominator: denominator.into(), ..TypedRow::default() };
    let mut understood = intake::typed::understand_typed(&[row], &form);
    understood.findings.retain(|f| f.indicator.as_deref() == Some(code));
    understood
}

async fn revisions(desk: &Desk<'_>) -> Vec<(Submission, Vec<Observation>)> {
    let mut tx = desk.site.db.read().await.unwrap();
    let mut all = vec![];
    for s in submission::revisions(&mut tx, desk.round.id, desk.unit.id).await.unwrap() {
        let items = submission::observations(&mut tx, s.id).await.unwrap();
        all.push((s, items));
    }
    all
}

fn no_reasons() -> HashMap<String, String> {
    HashMap::new()
}

/// Lasting grounds for an exception.
fn grounds(desk: &Desk<'_>, reason: &str) -> crate::report::Grounds {
    crate::report::Grounds { reason: reason.into(), document: "12/SKHCN".into(), until: desk.site.today() + Days::new(30) }
}
