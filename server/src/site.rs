//! What every request and command needs: the database, the catalogue in memory, the computed board, the clock.

use crate::{
    config::Config,
    web::{Failure, Visit},
};
use app::{
    board::Board,
    frame::{Assets, Frame, Viewer},
};
use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use domain::access::{Action, Actor, Grant, Place, may};
use std::{
    collections::HashMap,
    sync::{
        Arc, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};
use store::{Db, Tx, catalogue::Catalogue, figure, person, submission, upload};
use uuid::Uuid;

pub struct Site {
    pub config: Config,
    pub db: Db,
    pub assets: Assets,
    ready: AtomicBool,
    catalogue: RwLock<Option<Arc<Catalogue>>>,
    boards: RwLock<HashMap<Uuid, Arc<Board>>>,
}

/// Vietnam has one time zone, without summer time.
const VIETNAM_HOURS: i64 = 7;

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

    /// The computed state of a province; computed again only when a figure was accepted, the catalogue changed, or the day did.
    pub async fn board(&self, tx: &mut Tx, province_id: Uuid) -> Result<Arc<Board>, store::Error> {
        let catalogue = self.catalogue(tx).await?;
        let stamp = (catalogue.version, tx.counter("figures").await?, self.today());
        if let Some(kept) = self.boards.read().ok().and_then(|b| b.get(&province_id).cloned()).filter(|b| b.stamp == stamp) {
            return Ok(kept);
        }
        let figures = figure::of_province(tx, province_id).await?;
        let fresh = Arc::new(Board::new(catalogue, province_id, figures, stamp));
        if let Ok(mut boards) = self.boards.write() {
            boards.insert(province_id, fresh.clone());
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
        let actor = Actor { person: Some(who.username.clone()), home: who.unit_id.and_then(unit), grants: grants.collect() };
        Ok(Viewer { full_name: who.full_name.clone(), place, actor })
    }

    /// The province a page is about, and the page's frame. The gate has already asked whether the visitor may see it.
    pub async fn province_frame(&self, tx: &mut Tx, visit: &Visit) -> Result<(Uuid, Frame), Failure> {
        let catalogue = self.catalogue(tx).await?;
        let code = visit.province.as_deref().unwrap_or_default();
        let province = catalogue.province(code).ok_or_else(Failure::not_found)?;
        Ok((province.id, visit.frame(self, Some((province.code.clone(), province.name.clone())))))
    }

    pub fn place_of(&self, catalogue: &Catalogue, unit_id: Uuid) -> Place {
        let lineage = catalogue.lineage(unit_id);
        let province = lineage.first().and_then(|u| catalogue.provinces.iter().find(|p| p.id == u.province_id));
        Place {
            province: province.map(|p| p.code.clone()),
            unit: lineage.first().map(|u| u.code.clone()),
            above: lineage.iter().skip(1).map(|u| u.code.clone()).collect(),
        }
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

    /// The access function, asked about a unit.
    pub fn may(&self, actor: &Actor, action: Action, catalogue: &Catalogue, unit_id: Uuid) -> Result<(), domain::access::Refusal> {
        may(actor, action, &self.place_of(catalogue, unit_id), self.today())
    }
}

fn nowhere() -> Place {
    Place { province: Some(String::new()), unit: Some(String::new()), above: vec![] }
}

/// The calendar day in Vietnam at an instant.
pub fn local_date(at: DateTime<Utc>) -> NaiveDate {
    (at + chrono::Duration::hours(VIETNAM_HOURS)).date_naive()
}
