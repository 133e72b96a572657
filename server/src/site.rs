//! What every request and command needs: the database, the catalogue in memory, the computed board, the clock.

use crate::{
    config::Config,
    report::{PeerFigures, known},
    web::{Failure, Visit},
};
use app::{
    board::Board,
    frame::{Assets, Basis, Frame, Viewer},
    tasks::{TaskBoard, concerned},
};
use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use domain::{
    Period,
    access::{Action, Actor, Grant, Place, may},
    search::Index,
    succession::{self, ChangeKind, Lens},
};
use intake::Known;
use std::{
    collections::HashMap,
    sync::{
        Arc, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};
use store::{Db, Tx, catalogue::Catalogue, evidence, figure, notice, person, submission, task, upload};
use uuid::Uuid;

pub struct Site {
    pub config: Config,
    pub db: Db,
    pub assets: Assets,
    ready: AtomicBool,
    catalogue: RwLock<Option<Arc<Catalogue>>>,
    boards: RwLock<HashMap<(Uuid, Lens), Arc<Board>>>,
    indexes: RwLock<HashMap<Uuid, (IndexStamp, Arc<Index>)>>,
    peers: RwLock<HashMap<(Uuid, Period), KeptPeers>>,
    /// By province, with the counter of the catalogue.
    known: RwLock<HashMap<Uuid, (i64, Arc<Known>)>>,
}

/// Counters of the catalogue and of the accepted figures.
type PeerStamp = (i64, i64);

/// Figures of all units in a period, and what they were read from.
type KeptPeers = (PeerStamp, Arc<PeerFigures>);

/// Rounds whose figures are kept for comparing; about as many are open at a time.
const MOST_ROUNDS: usize = 12;

/// Counter of the catalogue, and the day: what an index of a province is made from.
type IndexStamp = (i64, NaiveDate);

/// Vietnam has one time zone, without summer time.
pub const VIETNAM_HOURS: i64 = 7;

impl Site {
    pub fn new(config: Config, db: Db, ready: bool) -> Self {
        let assets = std::fs::read_to_string(config.site.join("assets.json")).ok().and_then(|t| serde_json::from_str(&t).ok());
        Self {
            config,
            db,
            assets: assets.unwrap_or_default(),
            ready: AtomicBool::new(ready),
            catalogue: RwLock::default(),
            boards: RwLock::default(),
            indexes: RwLock::default(),
            peers: RwLock::default(),
            known: RwLock::default(),
        }
    }

    pub fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(3)
    }

    /// Today in Vietnam.
    pub fn today(&self) -> NaiveDate {
        local_date(self.now())
    }

    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Acquire)
    }

    pub fn set_ready(&self) {
        self.ready.store(true, Ordering::Release);
    }

    /// The catalogue as of `tx`; read again only when its counter moved.
    pub async fn catalogue(&self, tx: &mut Tx) -> Result<Arc<Catalogue>, store::Error> {
        let version = tx.counter("catalogue").await?;
        if let Some(kept) = self.catalogue.read().ok().and_then(|c| c.clone()).filter(|c| c.version == version) {
            return Ok(kept);
        }
        let fresh = Arc::new(Catalogue::read(tx).await?);
        if let Ok(mut slot) = self.catalogue.write() {
            *slot = Some(fresh.clone());
        }
        Ok(fresh)
    }

    /// The computed state of a province, by today's units.
    pub async fn board(&self, tx: &mut Tx, province_id: Uuid) -> Result<Arc<Board>, store::Error> {
        self.board_as(tx, province_id, Lens::AsNow).await
    }

    /// The computed state of a province; computed again only when a figure was accepted, the catalogue changed, or the day did.
    pub async fn board_as(&self, tx: &mut Tx, province_id: Uuid, lens: Lens) -> Result<Arc<Board>, store::Error> {
        let catalogue = self.catalogue(tx).await?;
        let stamp = (catalogue.version, tx.counter("figures").await?, self.today());
        let key = (province_id, lens);
        if let Some(kept) = self.boards.read().ok().and_then(|b| b.get(&key).cloned()).filter(|b| b.stamp == stamp) {
            return Ok(kept);
        }
        let figures = figure::of_province(tx, province_id).await?;
        let fresh = Arc::new(Board::through(lens, catalogue, province_id, figures, stamp));
        if let Ok(mut boards) = self.boards.write() {
            boards.insert(key, fresh.clone());
        }
        Ok(fresh)
    }

    /// The tasks of a province as they stand today.
    pub async fn task_board(&self, tx: &mut Tx, province_id: Uuid) -> Result<TaskBoard, store::Error> {
        let catalogue = self.catalogue(tx).await?;
        let (updates, difficulties) = (task::updates(tx).await?, task::difficulties(tx).await?);
        Ok(TaskBoard::new(catalogue, province_id, updates, &difficulties, self.today()))
    }

    /// What can be found in a province; made again only when the catalogue changed, or the day did.
    pub async fn index(&self, tx: &mut Tx, province_id: Uuid) -> Result<Arc<Index>, store::Error> {
        let catalogue = self.catalogue(tx).await?;
        let stamp = (catalogue.version, self.today());
        let kept = self.indexes.read().ok().and_then(|all| all.get(&province_id).cloned());
        if let Some((_, index)) = kept.filter(|(at, _)| *at == stamp) {
            return Ok(index);
        }
        let fresh = Arc::new(app::find::index(&catalogue, province_id, stamp.1));
        if let Ok(mut all) = self.indexes.write() {
            all.insert(province_id, (stamp, fresh.clone()));
        }
        Ok(fresh)
    }

    /// What a province calls its units and indicators; worked out again only when the catalogue changed.
    pub fn known(&self, c: &Catalogue, province_id: Uuid) -> Arc<Known> {
        let kept = self.known.read().ok().and_then(|all| all.get(&province_id).cloned());
        if let Some((_, known)) = kept.filter(|(version, _)| *version == c.version) {
            return known;
        }
        let fresh = Arc::new(known(c, province_id));
        if let Ok(mut all) = self.known.write() {
            all.insert(province_id, (c.version, fresh.clone()));
        }
        fresh
    }

    /// What units can be compared by in a period; read again only when a figure was accepted, or the catalogue changed.
    pub async fn peers(&self, tx: &mut Tx, c: &Catalogue, province_id: Uuid, period: Period) -> Result<Arc<PeerFigures>, store::Error> {
        let (key, stamp) = ((province_id, period), (c.version, tx.counter("figures").await?));
        let kept = self.peers.read().ok().and_then(|all| all.get(&key).cloned());
        if let Some((_, figures)) = kept.filter(|(at, _)| *at == stamp) {
            return Ok(figures);
        }
        let fresh = Arc::new(PeerFigures::read(tx, c, province_id, period).await?);
        if let Ok(mut all) = self.peers.write() {
            if all.len() >= MOST_ROUNDS {
                all.clear();
            }
            all.insert(key, (stamp, fresh.clone()));
        }
        Ok(fresh)
    }

    /// The person's rights, as the access function reads them.
    pub async fn viewer(&self, tx: &mut Tx, who: &person::Person) -> Result<Viewer, store::Error> {
        let catalogue = self.catalogue(tx).await?;
        let grants = person::grants(tx, who.id).await?;
        let province = |id: Uuid| catalogue.provinces.iter().find(|p| p.id == id).map(|p| p.code.clone()).unwrap_or_default();
        let unit = |id: Uuid| catalogue.unit(id).map(|u| u.code.clone());
        let place = who.unit_id.and_then(|id| catalogue.unit(id)).map(|u| u.name.clone());
        let place = place.or_else(|| grants.first().map(|g| g.role.label().to_owned())).unwrap_or_default();
        let grants = grants.into_iter().map(|g| Grant {
            role: g.role,
            province: province(g.province_id),
            unit: g.unit_id.and_then(unit),
            from: g.valid_from,
            until: g.valid_to,
        });
        let grants: Vec<Grant> = grants.collect();
        let home = who.unit_id.and_then(unit).map(|code| {
            // Whoever works in a unit that has ended works in what came after it.
            let after = successors(&catalogue, &code, self.today());
            let held = after.iter().find(|code| grants.iter().any(|g| g.unit.as_ref() == Some(*code)));
            held.or(after.first()).cloned().unwrap_or(code)
        });
        let actor = Actor { person: Some(who.username.clone()), home, grants };
        let unread = notice::unread(tx, who.id).await?;
        Ok(Viewer { full_name: who.full_name.clone(), place, actor, unread })
    }

    /// What the pages computed from `board` show: see [`Basis`].
    pub async fn basis(&self, tx: &mut Tx, board: &Board) -> Result<Option<Basis>, store::Error> {
        let newest = store::publication::newest(tx, board.province_id).await?;
        let is_published = newest.is_some_and(|(period, _, since)| Some(period) == board.latest && !since);
        Ok(Some(Basis { published: newest.map(|(period, number, _)| (period, number)), is_published }))
    }

    /// The province a page is about, and the page's frame. The gate has already asked whether the visitor may see it.
    pub async fn province_frame(&self, tx: &mut Tx, visit: &Visit) -> Result<(Uuid, Frame), Failure> {
        let catalogue = self.catalogue(tx).await?;
        let code = visit.province.as_deref().unwrap_or_default();
        let province = catalogue.province(code).ok_or_else(Failure::not_found)?;
        Ok((province.id, visit.frame(self, Some((province.code.clone(), province.name.clone())))))
    }

    /// A unit that has ended is within what came after it: whoever answers for the successor finishes its last reports, and
    /// nobody there appraises them.
    pub fn place_of(&self, catalogue: &Catalogue, unit_id: Uuid) -> Place {
        let lineage = catalogue.lineage(unit_id);
        let province = lineage.first().and_then(|u| catalogue.provinces.iter().find(|p| p.id == u.province_id));
        let unit = lineage.first().map(|u| u.code.clone());
        let after = unit.as_deref().map(|code| successors(catalogue, code, self.today())).unwrap_or_default();
        let above = lineage.iter().skip(1).map(|u| u.code.clone()).chain(after).collect();
        Place { province: province.map(|p| p.code.clone()), unit, above }
    }

    /// Unknown codes give a place nobody has a right to, so that they read like those of another province.
    pub async fn place_of_code(&self, code: &str) -> Result<Place, store::Error> {
        let catalogue = self.catalogue(&mut self.db.read().await?).await?;
        Ok(catalogue.unit_by_code(code).map_or_else(nowhere, |u| self.place_of(&catalogue, u.id)))
    }

    pub async fn place_of_system(&self, code: &str) -> Result<Place, store::Error> {
        let catalogue = self.catalogue(&mut self.db.read().await?).await?;
        let records = &catalogue.records.systems;
        let (Some(system), Some(province)) = (records.find(code, self.today()), records.province_of(code)) else { return Ok(nowhere()) };
        let owner = catalogue.unit_by_code(&system.owner).filter(|u| u.province_id == province);
        let province = catalogue.provinces.iter().find(|p| p.id == province).map(|p| p.code.clone());
        Ok(owner.map_or_else(|| Place { province, ..Place::default() }, |u| self.place_of(&catalogue, u.id)))
    }

    pub async fn place_of_observation(&self, id: Option<Uuid>) -> Result<Place, store::Error> {
        let mut tx = self.db.read().await?;
        let catalogue = self.catalogue(&mut tx).await?;
        let found = match id {
            Some(id) => submission::observation(&mut tx, id).await?,
            None => None,
        };
        Ok(found.map_or_else(nowhere, |o| self.place_of(&catalogue, o.unit_id)))
    }

    pub async fn place_of_upload(&self, id: Option<Uuid>) -> Result<Place, store::Error> {
        let mut tx = self.db.read().await?;
        let catalogue = self.catalogue(&mut tx).await?;
        let found = match id {
            Some(id) => upload::get(&mut tx, id).await?,
            None => None,
        };
        Ok(found.map_or_else(nowhere, |u| self.place_of(&catalogue, u.unit_id)))
    }

    pub async fn place_of_evidence(&self, id: Option<Uuid>) -> Result<Place, store::Error> {
        let mut tx = self.db.read().await?;
        let catalogue = self.catalogue(&mut tx).await?;
        let report = match id {
            Some(id) => evidence::report_of(&mut tx, id).await?,
            None => None,
        };
        Ok(report.map_or_else(nowhere, |s| self.place_of(&catalogue, s.unit_id)))
    }

    /// A task's province; and, where `actor` has the right in a unit that leads the task or helps with it, that unit.
    pub async fn place_of_task(&self, code: &str, action: Action, actor: Option<&Actor>) -> Result<Place, store::Error> {
        let catalogue = self.catalogue(&mut self.db.read().await?).await?;
        let tasks = &catalogue.records.tasks;
        let province = tasks.province_of(code).and_then(|id| catalogue.provinces.iter().find(|p| p.id == id));
        let Some(province) = province else { return Ok(nowhere()) };
        let units = tasks.find(code, self.today()).map(|t| concerned(&catalogue, province.id, t, self.today())).unwrap_or_default();
        let held = |place: &Place| actor.is_some_and(|a| may(a, action, place, self.today()).is_ok());
        let place = units.into_iter().map(|u| self.place_of(&catalogue, u.id)).find(held);
        Ok(place.unwrap_or_else(|| Place { province: Some(province.code.clone()), ..Place::default() }))
    }

    /// The access function, asked about a unit.
    pub fn may(&self, actor: &Actor, action: Action, catalogue: &Catalogue, unit_id: Uuid) -> Result<(), domain::access::Refusal> {
        may(actor, action, &self.place_of(catalogue, unit_id), self.today())
    }
}

/// The units that came after one that ended by `day`; none while it goes on.
pub fn successors(catalogue: &Catalogue, code: &str, day: NaiveDate) -> Vec<String> {
    if !catalogue.unit_by_code(code).is_some_and(|u| u.has_ended(day)) {
        return vec![];
    }
    let mut moves = catalogue.records.reorganisations(day);
    moves.retain(|s| s.kind != ChangeKind::Transfer);
    let after = succession::today(&code.to_owned(), Period::month_of(day), &moves);
    after.into_iter().map(|(unit, _)| unit).filter(|unit| unit != code).collect()
}

fn nowhere() -> Place {
    Place { province: Some(String::new()), unit: Some(String::new()), above: vec![] }
}

/// The calendar day in Vietnam at an instant.
pub fn local_date(at: DateTime<Utc>) -> NaiveDate {
    (at + chrono::Duration::hours(VIETNAM_HOURS)).date_naive()
}
