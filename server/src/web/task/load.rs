//! What the page of one task shows, read in one transaction.

use super::{Failure, Site, Visit};
use app::{
    frame::Frame,
    pages::task::{self as page, Desk, DifficultyLine, Quote, TaskPage, UpdateForm, UpdateLine, VersionLine},
    tasks::{self, TaskRow, moment},
};
use domain::{
    access::Action,
    task::{Task, TaskState},
    text::sort_key,
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use store::{
    Tx,
    catalogue::{self, Catalogue, Document, OrgUnit},
    person,
    task::{self, Difficulty, Update},
};
use uuid::Uuid;

/// One task with everything its page needs.
pub(super) struct Case {
    pub frame: Frame,
    pub catalogue: Arc<Catalogue>,
    pub page: TaskPage,
}

impl Case {
    pub fn html(&self) -> String {
        page::show(&self.frame, &self.catalogue, &self.page)
    }
}

/// The task of the address; the gate has asked whether the visitor may see it.
pub(super) async fn case(site: &Site, tx: &mut Tx, visit: &Visit, code: &str) -> Result<Case, Failure> {
    let (province_id, frame) = site.province_frame(tx, visit).await?;
    let catalogue = site.catalogue(tx).await?;
    let (said, difficulties) = (task::updates_of(tx, code).await?, task::difficulties_of(tx, code).await?);
    let row = TaskRow::find(&catalogue, province_id, code, &said, &difficulties, site.today()).ok_or_else(Failure::not_found)?;
    let people = people(tx, &catalogue, code, &said, &difficulties).await?;
    let document = tasks::document(&catalogue, &row.task.document).cloned();
    let quotes = match &document {
        Some(document) => quotes(tx, &frame, document, &row.task).await?,
        None => vec![],
    };
    let by_task = |t: &Task| (page::address(&t.code), format!("{} ({})", t.title, t.code));
    let records = &catalogue.records;
    let is_own = |t: &&Task| records.tasks.province_of(&t.code) == Some(province_id);
    let restated_by = records.tasks.on(site.today()).filter(is_own).filter(|t| t.restates == row.task.code).map(by_task).collect();
    let restates = records.tasks.find(&row.task.restates, site.today()).filter(is_own).map(by_task).or_else(|| {
        let i = catalogue.indicator_by_code(&row.task.restates).filter(|i| i.province_id == province_id)?;
        Some((format!("/chi-tieu/{}", i.code), format!("{} ({})", i.name, i.code)))
    });
    let event = row.task.time.event().and_then(|code| tasks::event(&catalogue, code, site.today())).cloned();
    let page = TaskPage {
        document,
        event,
        quotes,
        updates: said.iter().rev().map(|u| update_line(&catalogue, &people, u)).collect(),
        difficulties: difficulty_lines(site, visit, &frame, &catalogue, &people, &difficulties),
        versions: versions(site, &catalogue, &people, code),
        restates,
        restated_by,
        desk: desk(site, visit, &catalogue, province_id, &row),
        row,
    };
    Ok(Case { frame, catalogue, page })
}

type People = HashMap<Uuid, String>;

async fn people(tx: &mut Tx, catalogue: &Catalogue, code: &str, said: &[Update], difficulties: &[Difficulty]) -> Result<People, Failure> {
    let deciders = catalogue.records.tasks.versions(code).iter().filter_map(|v| v.decision.person_id);
    let raisers = difficulties.iter().flat_map(|d| [Some(d.raised_by), d.resolved_by]).flatten();
    let ids: HashSet<Uuid> = said.iter().map(|u| u.person_id).chain(raisers).chain(deciders).collect();
    let mut names = People::new();
    for id in ids {
        let name = person::get(tx, id).await?.map(|p| p.full_name);
        names.insert(id, name.unwrap_or_default());
    }
    Ok(names)
}

fn name_of(people: &People, id: Uuid) -> String {
    people.get(&id).cloned().unwrap_or_default()
}

fn unit_name(catalogue: &Catalogue, id: Uuid) -> String {
    catalogue.unit(id).map(|u| u.name.clone()).unwrap_or_default()
}

fn update_line(catalogue: &Catalogue, people: &People, u: &Update) -> UpdateLine {
    UpdateLine {
        id: u.id,
        person: name_of(people, u.person_id),
        unit: unit_name(catalogue, u.unit_id),
        at: moment(u.at),
        done_on: u.done_on,
        state: u.state,
        percent: u.percent,
        body: u.body.clone(),
        evidence: u.evidence.clone(),
    }
}

/// Newest first.
fn difficulty_lines(
    site: &Site,
    visit: &Visit,
    frame: &Frame,
    catalogue: &Catalogue,
    people: &People,
    difficulties: &[Difficulty],
) -> Vec<DifficultyLine> {
    let line = |d: &Difficulty| DifficultyLine {
        id: d.id,
        body: d.body.clone(),
        raised: format!("{}, {} · {}", name_of(people, d.raised_by), unit_name(catalogue, d.unit_id), moment(d.raised_at)),
        resolver: catalogue.unit(d.resolver_id).map(|u| (u.code.clone(), u.name.clone())).unwrap_or_default(),
        resolved: d.resolved_at.map(|at| format!("{} · {}", d.resolved_by.map(|id| name_of(people, id)).unwrap_or_default(), moment(at))),
        answer: d.answer.clone(),
        may_resolve: may_resolve(site, visit, frame, catalogue, d.resolver_id),
    };
    difficulties.iter().rev().map(line).collect()
}

/// Those who write for the unit whose it is to resolve, and those who keep the targets.
pub(super) fn may_resolve(site: &Site, visit: &Visit, frame: &Frame, catalogue: &Catalogue, resolver_id: Uuid) -> bool {
    let own = visit.viewer.as_ref().is_some_and(|v| site.may(&v.actor, Action::UpdateTask, catalogue, resolver_id).is_ok());
    own || frame.may(Action::ManageTargets)
}

fn versions(site: &Site, catalogue: &Catalogue, people: &People, code: &str) -> Vec<VersionLine> {
    let versions = catalogue.records.tasks.versions(code).iter();
    let line = |v: &store::record::Version<Task>| VersionLine {
        from: v.decision.valid_from,
        title: v.row.as_ref().map_or_else(|| "Hết hiệu lực".to_owned(), |t| t.title.clone()),
        time: v.row.as_ref().map(|t| tasks::rule_label(catalogue, &t.time, site.today())).unwrap_or_default(),
        document: v.decision.document.clone(),
        reason: v.decision.reason.clone(),
        person: v.decision.person_id.map_or_else(|| "Tệp danh mục".to_owned(), |id| name_of(people, id)),
        at: moment(v.decision.at),
    };
    versions.map(line).collect()
}

/// The forms as they are before anybody typed: the update starts from where the task stands.
fn desk(site: &Site, visit: &Visit, catalogue: &Catalogue, province_id: Uuid, row: &TaskRow) -> Desk {
    let named = |u: &OrgUnit| (u.code.clone(), u.name.clone());
    let may = |u: &&OrgUnit| visit.viewer.as_ref().is_some_and(|v| site.may(&v.actor, Action::UpdateTask, catalogue, u.id).is_ok());
    let units: Vec<_> = tasks::concerned(catalogue, province_id, &row.task, site.today()).into_iter().filter(may).map(named).collect();
    let mut others: Vec<&OrgUnit> = catalogue.members(province_id).filter(|u| tasks::exists_on(u, site.today())).collect();
    others.sort_by_cached_key(|u| (u.kind.is_commune(), sort_key(&u.name)));
    let evidence = row.newest.as_ref().filter(|u| u.state == TaskState::Done).map(|u| u.evidence.clone());
    Desk {
        units,
        resolvers: catalogue.root(province_id).into_iter().chain(others).map(named).collect(),
        update: UpdateForm {
            state: row.state().code().to_owned(),
            percent: row.percent().to_string(),
            day: row.done_on().unwrap_or(site.today()).to_string(),
            evidence: evidence.unwrap_or_default(),
            ..UpdateForm::default()
        },
        ..Desk::default()
    }
}

/// "86,88-89" as first and last lines.
fn spans(text: &str) -> Vec<(i32, i32)> {
    let span = |part: &str| {
        let mut ends = part.split('-').map(|n| n.trim().parse().ok());
        let from = ends.next()??;
        Some((from, ends.next().map_or(Some(from), |to| to)?))
    };
    text.split(',').filter_map(span).collect()
}

/// The lines as one text, without markup and with single blanks, as the data files quote them.
async fn text_of(tx: &mut Tx, document: &Document, lines: &str) -> Result<String, Failure> {
    let mut found: Vec<String> = vec![];
    for (from, to) in spans(lines) {
        found.extend(catalogue::lines(tx, document.id, from, to).await?);
    }
    Ok(found.join(" ").replace("**", "").split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The sentences behind the task, its time, its group's deadline and its lead: each lines once.
async fn quotes(tx: &mut Tx, frame: &Frame, document: &Document, t: &Task) -> Result<Vec<Quote>, Failure> {
    let about = [
        (frame.t("Nội dung nhiệm vụ", "The task"), &t.source_lines, &t.time_written),
        (frame.t("Thời gian", "Time"), &t.time_lines, &t.time_written),
        (frame.t("Hạn của nhóm việc", "Deadline of its group"), &t.group_time_lines, &t.group_time_written),
        (frame.t("Cơ quan chủ trì", "Lead"), &t.lead_lines, &t.lead_written),
    ];
    let mut quotes: Vec<Quote> = vec![];
    for (about, lines, mark) in about {
        if !lines.is_empty() && !quotes.iter().any(|q| q.lines == *lines) {
            let text = text_of(tx, document, lines).await?;
            quotes.push(Quote { about, lines: lines.clone(), text, mark: mark.clone() });
        }
    }
    Ok(quotes)
}

#[cfg(test)]
mod tests {
    use super::spans;

    #[test]
    fn lines_are_single_or_from_to_and_may_be_several() {
        assert_eq!(spans("202"), [(202, 202)]);
        assert_eq!(spans("86,88-89"), [(86, 86), (88, 89)]);
        assert_eq!(spans("62-101, 107-113"), [(62, 101), (107, 113)]);
        assert!(spans("").is_empty());
        assert_eq!(spans("x,5-y,7"), [(7, 7)]);
    }
}
