//! The tasks of a province: rows of the catalogue, dates of events and what units said, joined into where each task stands.

use crate::pages::report::first_upper;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    task::{Event, Facts, Standing, Task, TaskState, TimeRule, given},
    text::{self, Lang},
};
use std::{collections::HashMap, sync::Arc};
use store::{
    catalogue::{Catalogue, Document, OrgUnit},
    task::{Difficulty, Update},
};
use uuid::Uuid;

pub struct TaskBoard {
    pub catalogue: Arc<Catalogue>,
    pub province_id: Uuid,
    pub today: NaiveDate,
    /// Those that need eyes first: by standing, then due date, then code.
    pub rows: Vec<TaskRow>,
}

/// One task and where it stands.
#[derive(Clone, Debug)]
pub struct TaskRow {
    pub task: Task,
    pub standing: Standing,
    pub due: Option<NaiveDate>,
    /// When the event happened that its rule waits for.
    pub event_on: Option<NaiveDate>,
    /// From which day it exists: see [`given`].
    pub given: NaiveDate,
    /// Where it stands: its newest update.
    pub newest: Option<Update>,
    /// Difficulties that nobody has resolved yet.
    pub open: usize,
    /// It counts today; otherwise it was ended, or begins later.
    pub in_force: bool,
}

impl TaskRow {
    pub fn state(&self) -> TaskState {
        self.newest.as_ref().map_or(TaskState::NotStarted, |u| u.state)
    }

    pub fn percent(&self) -> i32 {
        self.newest.as_ref().map_or(0, |u| u.percent)
    }

    /// The day on which it was done.
    pub fn done_on(&self) -> Option<NaiveDate> {
        self.newest.as_ref().filter(|u| u.state == TaskState::Done).map(|u| u.done_on)
    }

    /// The last day of the group's heading, where that is a second fact beside the task's own time.
    pub fn group_due(&self) -> Option<NaiveDate> {
        self.task.group_time.as_ref().and_then(TimeRule::last_day)
    }

    /// `said`: the task's updates, oldest first.
    fn new(catalogue: &Catalogue, task: &Task, said: &[Update], open: usize, today: NaiveDate) -> Self {
        let event_on = task.time.event().and_then(|code| event(catalogue, code, today)).and_then(|e| e.happened_on);
        let newest = said.last().cloned();
        let mut row = Self {
            task: task.clone(),
            standing: Standing::NoDate,
            due: None,
            event_on,
            given: given_on(catalogue, task),
            newest,
            open,
            in_force: catalogue.records.tasks.find(&task.code, today).is_some(),
        };
        let facts = Facts {
            rule: &task.time,
            group: row.group_due(),
            event: event_on,
            given: row.given,
            state: row.state(),
            done_on: row.done_on(),
            // A word about an earlier period, said later, does not open the periods after it again.
            last_update: said.iter().map(|u| u.done_on).max(),
        };
        (row.due, row.standing) = (facts.due(), facts.standing(today));
        row
    }

    /// The last day of a task that nobody has said anything of yet, as its page would show it.
    pub fn due(catalogue: &Catalogue, task: &Task, today: NaiveDate) -> Option<NaiveDate> {
        Self::new(catalogue, task, &[], 0, today).due
    }

    /// One task of the province, also one that counts no longer: then as it was last.
    pub fn find(
        catalogue: &Catalogue,
        province_id: Uuid,
        code: &str,
        said: &[Update],
        difficulties: &[Difficulty],
        today: NaiveDate,
    ) -> Option<Self> {
        let tasks = &catalogue.records.tasks;
        tasks.province_of(code).filter(|id| *id == province_id)?;
        let last = || tasks.versions(code).iter().rev().find_map(|v| v.row.as_ref());
        let task = tasks.find(code, today).or_else(last)?;
        let open = difficulties.iter().filter(|d| d.resolved_at.is_none()).count();
        Some(Self::new(catalogue, task, said, open, today))
    }
}

impl TaskBoard {
    /// `updates` oldest first.
    pub fn new(catalogue: Arc<Catalogue>, province_id: Uuid, updates: Vec<Update>, difficulties: &[Difficulty], today: NaiveDate) -> Self {
        let mut said: HashMap<String, Vec<Update>> = HashMap::new();
        for update in updates {
            said.entry(update.task_code.clone()).or_default().push(update);
        }
        let mut open: HashMap<&str, usize> = HashMap::new();
        for d in difficulties.iter().filter(|d| d.resolved_at.is_none()) {
            *open.entry(&d.task_code).or_default() += 1;
        }
        let tasks = &catalogue.records.tasks;
        let own = tasks.of_province(province_id, today);
        let row = |t: &Task| {
            let (said, open) = (said.get(&t.code).map_or(&[][..], Vec::as_slice), open.get(t.code.as_str()).copied());
            TaskRow::new(&catalogue, t, said, open.unwrap_or_default(), today)
        };
        let mut rows: Vec<TaskRow> = own.map(row).collect();
        rows.sort_by_cached_key(|r| (r.standing, r.due.unwrap_or(NaiveDate::MAX), text::sort_key(&r.task.code)));
        Self { catalogue, province_id, today, rows }
    }

    pub fn units(&self, names: &[String]) -> Vec<&OrgUnit> {
        units(&self.catalogue, self.province_id, names, self.today)
    }

    /// The tasks that a unit leads, alone or as one of a group.
    pub fn led_by(&self, unit: &OrgUnit) -> Vec<&TaskRow> {
        self.rows.iter().filter(|r| self.catalogue.expand(self.province_id, &r.task.leads).iter().any(|u| u.id == unit.id)).collect()
    }
}

/// The units behind names of units and of groups. A unit that has ended is in no group any more.
pub fn units<'a>(catalogue: &'a Catalogue, province_id: Uuid, names: &[String], today: NaiveDate) -> Vec<&'a OrgUnit> {
    let mut units = catalogue.expand(province_id, names);
    units.retain(|u| names.contains(&u.code) || exists_on(u, today));
    units
}

/// Those who may say something about a task: its leads, then who helps.
pub fn concerned<'a>(catalogue: &'a Catalogue, province_id: Uuid, task: &Task, today: NaiveDate) -> Vec<&'a OrgUnit> {
    let names: Vec<String> = task.leads.iter().chain(&task.coordinators).cloned().collect();
    units(catalogue, province_id, &names, today)
}

pub fn exists_on(unit: &OrgUnit, day: NaiveDate) -> bool {
    unit.valid_from.is_none_or(|d| d <= day) && unit.valid_to.is_none_or(|d| day <= d)
}

pub fn event<'a>(catalogue: &'a Catalogue, code: &str, day: NaiveDate) -> Option<&'a Event> {
    catalogue.records.events.find(code, day)
}

pub fn document<'a>(catalogue: &'a Catalogue, code: &str) -> Option<&'a Document> {
    catalogue.documents.iter().find(|d| d.code == code)
}

fn given_on(catalogue: &Catalogue, task: &Task) -> NaiveDate {
    let entered = catalogue.records.tasks.versions(&task.code).first().map(|v| v.decision.at).unwrap_or_default();
    let document = document(catalogue, &task.document);
    given(document.and_then(|d| d.issued_on), document.map_or("", |d| &d.issued_written), vietnam(entered).date_naive())
}

/// Vietnam has one time zone, without summer time.
fn vietnam(at: DateTime<Utc>) -> DateTime<Utc> {
    at + chrono::Duration::hours(7)
}

/// "16:02 ngày 13/11/2026", in Vietnam's time.
pub fn moment(at: DateTime<Utc>) -> String {
    vietnam(at).format("%H:%M ngày %d/%m/%Y").to_string()
}

/// Number of a document, or its title while it has none.
pub fn document_name(d: &Document) -> &str {
    if d.number.is_empty() { &d.title } else { &d.number }
}

/// The groups of units, in lower case as inside a sentence.
pub fn group_name(code: &str, lang: Lang) -> Option<&'static str> {
    Some(match (code, lang) {
        ("all_departments", Lang::Vi) => "các sở, ban, ngành",
        ("all_communes", Lang::Vi) => "các xã, phường, đặc khu",
        ("all_units", Lang::Vi) => "tất cả đơn vị",
        ("all_departments", Lang::En) => "all departments",
        ("all_communes", Lang::En) => "all communes and wards",
        ("all_units", Lang::En) => "all units",
        _ => return None,
    })
}

/// "Các sở, ban, ngành; CA tỉnh": groups by their names, units by their short ones, then who is outside the province's units.
pub fn names(catalogue: &Catalogue, codes: &[String], other: &str, lang: Lang) -> String {
    let name = |code: &String| {
        let short = || catalogue.unit_by_code(code).map_or_else(|| code.clone(), |u| u.short_name.clone());
        group_name(code, lang).map_or_else(short, str::to_owned)
    };
    let all: Vec<String> = codes.iter().map(name).chain((!other.is_empty()).then(|| other.to_owned())).collect();
    first_upper(&all.join("; "))
}

/// The time rule as an official writes it, with the event's name in quotes.
pub fn rule_label(catalogue: &Catalogue, rule: &TimeRule, today: NaiveDate) -> String {
    rule.label(|code| event(catalogue, code, today).map(|e| format!("“{}”", e.name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::indicator::UnitKind;

    fn unit(code: &str, short_name: &str, valid_to: Option<NaiveDate>) -> OrgUnit {
        OrgUnit {
            id: Uuid::now_v7(),
            province_id: Uuid::nil(),
            parent_id: None,
            code: code.to_owned(),
            name: short_name.to_owned(),
            short_name: short_name.to_owned(),
            kind: UnitKind::Department,
            valid_from: None,
            valid_to,
            illustrative: false,
            names_source: String::new(),
        }
    }

    fn house() -> Catalogue {
        let mut catalogue = Catalogue::default();
        catalogue.units = vec![unit("CAT", "CA tỉnh", None), unit("CU", "Sở cũ", NaiveDate::from_ymd_opt(2026, 6, 30))];
        catalogue
    }

    fn codes(codes: &[&str]) -> Vec<String> {
        codes.iter().map(|c| (*c).to_owned()).collect()
    }

    #[test]
    fn leads_are_named_as_the_document_groups_them() {
        let catalogue = house();
        let table: [(&[&str], &str, &str); 6] = [
            (&["all_departments", "CAT", "all_communes"], "", "Các sở, ban, ngành; CA tỉnh; các xã, phường, đặc khu"),
            (&["all_units"], "", "Tất cả đơn vị"),
            (&["CAT"], "các doanh nghiệp", "CA tỉnh; các doanh nghiệp"),
            (&["KHONG-CO"], "", "KHONG-CO"),
            (&[], "các doanh nghiệp", "Các doanh nghiệp"),
            (&[], "", ""),
        ];
        for (leads, other, expected) in table {
            assert_eq!(names(&catalogue, &codes(leads), other, Lang::Vi), expected);
        }
    }

    #[test]
    fn a_unit_that_ended_is_in_no_group_but_keeps_what_it_was_given_by_name() {
        let catalogue = house();
        let found = |names: &[&str], day: (u32, u32)| {
            let day = NaiveDate::from_ymd_opt(2026, day.0, day.1).unwrap();
            units(&catalogue, Uuid::nil(), &codes(names), day).into_iter().map(|u| u.code.clone()).collect::<Vec<_>>()
        };
        assert_eq!(found(&["all_units"], (6, 30)), ["CAT", "CU"]);
        assert_eq!(found(&["all_units"], (7, 1)), ["CAT"]);
        assert_eq!(found(&["CU"], (7, 1)), ["CU"]);
        assert_eq!(found(&["KHONG-CO"], (7, 1)), [""; 0]);
    }
}
