//! Rows of the catalogue's data files that no other table refers to, each with its versions.

use crate::{Error, Result, Tx, db::on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coverage::{Claim, Section},
    duty::Duty,
    succession::{Succession, SuccessionRow},
    system::InfoSystem,
    task::{Event, Task},
};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::FromRow;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A row that is kept as one.
pub trait Row: Serialize + DeserializeOwned + Clone + PartialEq {
    const KIND: &'static str;
    fn code(&self) -> String;
}

macro_rules! rows {
    ($($type:ty, $kind:literal, |$row:ident| $code:expr;)+) => { $(
        impl Row for $type {
            const KIND: &'static str = $kind;
            fn code(&self) -> String {
                let $row = self;
                $code
            }
        }
    )+ };
}
rows! {
    Task, "task", |t| t.code.clone();
    Event, "event", |e| e.code.clone();
    InfoSystem, "system", |s| s.code.clone();
    Duty, "duty", |d| d.code.clone();
    SuccessionRow, "succession", |s| s.code();
    Section, "section", |s| format!("{}:{}", s.document, s.lines);
    Claim, "claim", |c| format!("{}:{}", c.document, c.lines);
}

/// Who decided a version, from when, and why.
#[derive(Clone, Debug, Default)]
pub struct Decision {
    pub province_id: Option<Uuid>,
    pub valid_from: Option<NaiveDate>,
    pub document: String,
    pub reason: String,
    /// None: the data files.
    pub person_id: Option<Uuid>,
    pub at: DateTime<Utc>,
}

#[derive(Clone, Debug, FromRow)]
struct Stored {
    kind: String,
    code: String,
    body: String,
    province_id: Option<Uuid>,
    valid_from: Option<NaiveDate>,
    document: String,
    reason: String,
    person_id: Option<Uuid>,
    decided_at: DateTime<Utc>,
}

impl Stored {
    fn decision(self) -> Decision {
        Decision {
            province_id: self.province_id,
            valid_from: self.valid_from,
            document: self.document,
            reason: self.reason,
            person_id: self.person_id,
            at: self.decided_at,
        }
    }
}

/// One version of a row; `row` is none where it ends.
#[derive(Clone, Debug)]
pub struct Version<T> {
    pub row: Option<T>,
    pub decision: Decision,
}

/// All versions of the rows of one kind, those of a code in the order in which they count.
#[derive(Clone, Debug)]
pub struct Shelf<T> {
    /// In the order in which the codes came in.
    rows: Vec<Vec<Version<T>>>,
    at: HashMap<String, usize>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { rows: vec![], at: HashMap::new() }
    }
}

/// Rows that count from the start, as the data files bring them.
impl<T: Row> FromIterator<T> for Shelf<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        let mut shelf = Self::default();
        for row in rows {
            let code = row.code();
            shelf.push(code, Version { row: Some(row), decision: Decision::default() });
        }
        shelf
    }
}

impl<T: Row> Shelf<T> {
    fn push(&mut self, code: String, version: Version<T>) {
        let at = *self.at.entry(code).or_insert(self.rows.len());
        if at == self.rows.len() {
            self.rows.push(vec![]);
        }
        self.rows[at].push(version);
    }

    /// The rows that count on `day`, in the order in which they came in.
    pub fn on(&self, day: NaiveDate) -> impl Iterator<Item = &T> {
        self.rows.iter().filter_map(move |versions| in_force(versions, day))
    }

    /// Those of one province.
    pub fn of_province(&self, province_id: Uuid, day: NaiveDate) -> impl Iterator<Item = &T> {
        self.on(day).filter(move |row| self.province_of(&row.code()) == Some(province_id))
    }

    pub fn find(&self, code: &str, day: NaiveDate) -> Option<&T> {
        in_force(self.versions(code), day)
    }

    /// Oldest first.
    pub fn versions(&self, code: &str) -> &[Version<T>] {
        self.at.get(code).map_or(&[], |&at| &self.rows[at])
    }

    pub fn province_of(&self, code: &str) -> Option<Uuid> {
        self.versions(code).first()?.decision.province_id
    }

    fn of(stored: &[Stored]) -> Result<Self> {
        let mut shelf = Self::default();
        for s in stored.iter().filter(|s| s.kind == T::KIND) {
            let wrong = |e| Error::Corrupt(format!("{} {}: {e}", s.kind, s.code));
            let row = if s.body.is_empty() { None } else { Some(serde_json::from_str(&s.body).map_err(wrong)?) };
            shelf.push(s.code.clone(), Version { row, decision: s.clone().decision() });
        }
        for versions in &mut shelf.rows {
            versions.sort_by_key(|v| (v.decision.valid_from, v.decision.at));
        }
        Ok(shelf)
    }
}

fn in_force<T>(versions: &[Version<T>], day: NaiveDate) -> Option<&T> {
    versions.iter().rfind(|v| v.decision.valid_from.is_none_or(|from| from <= day))?.row.as_ref()
}

/// Everything that is kept as rows.
#[derive(Clone, Debug, Default)]
pub struct Records {
    pub tasks: Shelf<Task>,
    pub events: Shelf<Event>,
    pub systems: Shelf<InfoSystem>,
    pub duties: Shelf<Duty>,
    pub successions: Shelf<SuccessionRow>,
    pub sections: Shelf<Section>,
    pub claims: Shelf<Claim>,
}

impl Records {
    pub async fn read(tx: &mut Tx) -> Result<Self> {
        const SQL: &str =
            "select kind, code, body, province_id, valid_from, document, reason, person_id, decided_at from record order by id";
        let all: Vec<Stored> = on!(tx, |c| sqlx::query_as(SQL).fetch_all(c).await)?;
        Ok(Self {
            tasks: Shelf::of(&all)?,
            events: Shelf::of(&all)?,
            systems: Shelf::of(&all)?,
            duties: Shelf::of(&all)?,
            successions: Shelf::of(&all)?,
            sections: Shelf::of(&all)?,
            claims: Shelf::of(&all)?,
        })
    }

    /// The reorganisations that have happened by `day`, by unit code.
    pub fn reorganisations(&self, day: NaiveDate) -> Vec<Succession<String>> {
        self.successions.on(day).filter(|s| s.on <= day).map(SuccessionRow::line).collect()
    }

    /// The reorganisations decided so far, those to come too.
    pub fn decided_reorganisations(&self) -> impl Iterator<Item = &SuccessionRow> {
        self.successions.on(NaiveDate::MAX)
    }
}

/// Adds a version; the same row again from the same day on changes nothing and gives `false`.
pub async fn put<T: Row>(tx: &mut Tx, row: &T, decision: &Decision) -> Result<bool> {
    let body = serde_json::to_string(row).map_err(|e| Error::Corrupt(e.to_string()))?;
    put_body(tx, T::KIND, &row.code(), &body, decision).await
}

/// [`put`] for data files that are loaded again and again: a row they brought before, and that somebody has changed since, stays
/// changed.
pub async fn put_loaded<T: Row>(tx: &mut Tx, row: &T, decision: &Decision) -> Result<bool> {
    const SQL: &str = "select count(*) from record where kind = $1 and code = $2 and body = $3 and person_id is null";
    let body = serde_json::to_string(row).map_err(|e| Error::Corrupt(e.to_string()))?;
    let (code, kind) = (row.code(), T::KIND);
    let known: i64 = on!(tx, |c| sqlx::query_scalar(SQL).bind(kind).bind(&code).bind(&body).fetch_one(c).await)?;
    if known > 0 { Ok(false) } else { put_body(tx, kind, &code, &body, decision).await }
}

/// Codes of a kind that somebody changed in the program: what data files say of them no longer counts.
pub async fn changed_here(tx: &mut Tx, kind: &str) -> Result<HashSet<String>> {
    const SQL: &str = "select distinct code from record where kind = $1 and person_id is not null";
    let codes: Vec<String> = on!(tx, |c| sqlx::query_scalar(SQL).bind(kind).fetch_all(c).await)?;
    Ok(codes.into_iter().collect())
}

/// The row counts no longer from `decision.valid_from` on.
pub async fn end<T: Row>(tx: &mut Tx, code: &str, decision: &Decision) -> Result<bool> {
    put_body(tx, T::KIND, code, "", decision).await
}

/// Who decided the versions of a code of any kind, oldest first.
pub async fn versions(tx: &mut Tx, kind: &str, code: &str) -> Result<Vec<Decision>> {
    const SQL: &str = "select kind, code, body, province_id, valid_from, document, reason, person_id, decided_at from record \
         where kind = $1 and code = $2 order by id";
    let mut all: Vec<Stored> = on!(tx, |c| sqlx::query_as(SQL).bind(kind).bind(code).fetch_all(c).await)?;
    all.sort_by_key(|s| (s.valid_from, s.decided_at));
    Ok(all.into_iter().map(Stored::decision).collect())
}

/// [`put_body`] only where the code has no version yet.
pub async fn put_first(tx: &mut Tx, kind: &str, code: &str, body: &str, d: &Decision) -> Result<()> {
    const SQL: &str = "select count(*) from record where kind = $1 and code = $2";
    let known: i64 = on!(tx, |c| sqlx::query_scalar(SQL).bind(kind).bind(code).fetch_one(c).await)?;
    if known == 0 {
        put_body(tx, kind, code, body, d).await?;
    }
    Ok(())
}

/// A version of any kind: of indicators and units, whose rows stand in tables of their own, this is the history.
pub async fn put_body(tx: &mut Tx, kind: &str, code: &str, body: &str, d: &Decision) -> Result<bool> {
    const LAST: &str = "select body from record where kind = $1 and code = $2 and (valid_from is null or valid_from <= $3) \
         order by valid_from is not null desc, valid_from desc, decided_at desc, id desc limit 1";
    // Without a day it competes with the versions that have none.
    let day = d.valid_from.or_else(|| NaiveDate::from_ymd_opt(1, 1, 1)).unwrap_or_default();
    let last: Option<String> = on!(tx, |c| sqlx::query_scalar(LAST).bind(kind).bind(code).bind(day).fetch_optional(c).await)?;
    if last.as_deref() == Some(body) {
        return Ok(false);
    }
    const SQL: &str = "insert into record (id, province_id, kind, code, body, valid_from, document, reason, person_id, decided_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(Uuid::now_v7())
        .bind(d.province_id)
        .bind(kind)
        .bind(code)
        .bind(body)
        .bind(d.valid_from)
        .bind(&d.document)
        .bind(&d.reason)
        .bind(d.person_id)
        .bind(d.at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(true)
}
