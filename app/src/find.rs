//! What can be found in a province: an entry for everything of its catalogue that has a page.

use crate::{
    board::{pillar_name, target_text},
    frame::ui_encode,
};
use chrono::NaiveDate;
use domain::{
    indicator::{Mode, Part},
    search::{Entry, EntryKind, Index},
    task::{Task, TimeRule},
    text::{Lang, vi_date},
};
use store::catalogue::{Catalogue, Document, Indicator, OrgUnit};
use uuid::Uuid;

/// The index of one province on `today`; nothing of another is in it.
pub fn index(catalogue: &Catalogue, province_id: Uuid, today: NaiveDate) -> Index {
    let source = Source { catalogue, province_id, today };
    let entries = [source.indicators(), source.tasks(), source.units(), source.documents(), source.systems(), source.duties()];
    Index::new(entries.into_iter().flatten().collect())
}

struct Source<'a> {
    catalogue: &'a Catalogue,
    province_id: Uuid,
    today: NaiveDate,
}

/// Texts that say something, with a dot between them.
fn line<const N: usize>(parts: [String; N]) -> String {
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// What a unit is searched by.
fn names(unit: &OrgUnit) -> String {
    format!("{} {} {}", unit.name, unit.short_name, unit.code)
}

impl Source<'_> {
    fn entry(&self, kind: EntryKind, code: &str, title: &str, detail: String, words: String) -> Entry {
        let encoded = ui_encode(code);
        let href = match kind {
            EntryKind::Indicator => format!("/chi-tieu/{encoded}"),
            EntryKind::Task => format!("/nhiem-vu/{encoded}"),
            EntryKind::Unit => format!("/don-vi/{encoded}"),
            EntryKind::Document => format!("/van-ban/{encoded}"),
            EntryKind::System => format!("/he-thong/{encoded}"),
            EntryKind::Duty => format!("/che-do-bao-cao#{encoded}"),
        };
        Entry { kind, code: code.to_owned(), number: String::new(), title: title.to_owned(), detail, words, href }
    }

    fn document(&self, code: &str) -> Option<&Document> {
        self.catalogue.documents.iter().find(|d| d.code == code && d.province_id == self.province_id)
    }

    /// Its number, or nothing.
    fn number(&self, code: &str) -> String {
        self.document(code).map(|d| d.number.clone()).unwrap_or_default()
    }

    fn unit(&self, code: &str) -> Option<&OrgUnit> {
        self.catalogue.unit_by_code(code).filter(|u| u.province_id == self.province_id)
    }

    /// Units and groups of units, each as `name` says it; a code that nobody has is left out.
    fn units_named(&self, codes: &[String], separator: &str, name: impl Fn(&OrgUnit) -> String) -> String {
        let each = codes.iter().filter_map(|code| match code.as_str() {
            "all_units" => Some("các cơ quan, đơn vị, địa phương".to_owned()),
            "all_communes" => Some("các xã, phường, đặc khu".to_owned()),
            "all_departments" => Some("các sở, ban, ngành".to_owned()),
            code => self.unit(code).map(&name),
        });
        each.collect::<Vec<_>>().join(separator)
    }

    fn short(&self, codes: &[String]) -> String {
        self.units_named(codes, ", ", |u| u.short_name.clone())
    }

    fn searched(&self, codes: &[String]) -> String {
        self.units_named(codes, " ", names)
    }

    /// Those with a target of the province: the others have no page.
    fn indicators(&self) -> Vec<Entry> {
        let c = self.catalogue;
        let root = c.root(self.province_id).map(|u| u.id).unwrap_or_default();
        let own = c.indicators.iter().filter(|i| i.province_id == self.province_id);
        let entry = |i: &Indicator| {
            let targets: Vec<_> = c.targets_of(i.id, root).collect();
            let detail = targets.iter().map(|t| format!("{}: {}", t.year, target_text(t, i))).collect::<Vec<_>>().join("; ");
            let mut words = format!("mục tiêu {} {} {}", i.name_en, pillar_name(&i.pillar, Lang::Vi), pillar_name(&i.pillar, Lang::En));
            let owners = targets.iter().filter_map(|t| c.unit(t.owner_id?));
            let reports = c.assigned(i.id, Part::Reports).filter(|_| i.mode == Mode::Single);
            let answerable = c.assigned(i.id, Part::Owns).chain(reports).map(|(u, _)| u);
            for text in owners.chain(answerable).map(names) {
                words = words + " " + &text;
            }
            for d in targets.iter().filter_map(|t| c.document(t.document_id?)) {
                words = words + " " + &d.number;
            }
            (!targets.is_empty()).then(|| self.entry(EntryKind::Indicator, &i.code, &i.name, detail, words))
        };
        own.filter_map(entry).collect()
    }

    fn tasks(&self) -> Vec<Entry> {
        let shelf = &self.catalogue.records.tasks;
        let own = shelf.of_province(self.province_id, self.today);
        let entry = |t: &Task| {
            let number = self.number(&t.document);
            let leads = line([self.short(&t.leads), t.leads_other.clone()]);
            let detail = line([leads, self.time(t), number.clone()]);
            let units = [self.searched(&t.leads), t.leads_other.clone(), self.searched(&t.coordinators), t.coordinators_other.clone()];
            let words = format!("{} {} {number}", t.group, units.join(" "));
            self.entry(EntryKind::Task, &t.code, &t.title, detail, words)
        };
        own.map(entry).collect()
    }

    /// The task's own time, or that of its group.
    fn time(&self, task: &Task) -> String {
        let event = |code: &str| self.catalogue.records.events.find(code, self.today).map(|e| e.name.clone());
        let own = Some(&task.time).filter(|t| **t != TimeRule::Unstated);
        own.or(task.group_time.as_ref()).map(|t| t.label(event)).unwrap_or_default()
    }

    fn units(&self) -> Vec<Entry> {
        let c = self.catalogue;
        let root = c.root(self.province_id).map(|u| u.name.clone()).unwrap_or_default();
        let entry = |u: &OrgUnit| {
            let other = if u.short_name == u.name { String::new() } else { u.short_name.clone() };
            let ended = u.valid_to.filter(|d| *d < self.today).map(|d| format!("hoạt động đến {}", vi_date(d)));
            let begins = u.valid_from.filter(|d| *d > self.today).map(|d| format!("hoạt động từ {}", vi_date(d)));
            let detail = line([upper_first(u.kind.label()), other, ended.or(begins).unwrap_or_default()]);
            let words = format!("{} {} {root}", u.short_name, u.kind.label_en());
            self.entry(EntryKind::Unit, &u.code, &u.name, detail, words)
        };
        let mut entries: Vec<Entry> = c.members(self.province_id).map(entry).collect();
        // The province as a whole is the overview.
        entries.extend(c.root(self.province_id).map(|u| Entry { href: "/".to_owned(), ..entry(u) }));
        entries
    }

    fn documents(&self) -> Vec<Entry> {
        let own = self.catalogue.documents.iter().filter(|d| d.province_id == self.province_id);
        let entry = |d: &Document| {
            let title = line([d.number.clone(), d.title.clone()]);
            let day = d.issued_on.map_or_else(|| d.issued_written.clone(), vi_date);
            let detail = line([d.issuer.clone(), day.clone()]);
            let words = format!("{} {day}", d.issuer);
            Entry { number: d.number.clone(), ..self.entry(EntryKind::Document, &d.code, &title, detail, words) }
        };
        own.map(entry).collect()
    }

    fn systems(&self) -> Vec<Entry> {
        let shelf = &self.catalogue.records.systems;
        let own = shelf.of_province(self.province_id, self.today);
        let entry = |s: &domain::system::InfoSystem| {
            let owner = self.unit(&s.owner);
            let detail = line([upper_first(s.kind.label()), owner.map(|u| u.short_name.clone()).unwrap_or_default()]);
            let number = self.number(&s.document);
            let owner = owner.map(names).unwrap_or_default();
            let words = format!("{} {} {} {owner} {number}", s.kind.label(), s.kind.label_en(), s.written);
            self.entry(EntryKind::System, &s.code, &s.name, detail, words)
        };
        own.map(entry).collect()
    }

    fn duties(&self) -> Vec<Entry> {
        let shelf = &self.catalogue.records.duties;
        let own = shelf.of_province(self.province_id, self.today);
        let entry = |d: &domain::duty::Duty| {
            let number = self.number(&d.document);
            let who = format!("{} gửi {}", self.short(&d.reporters), d.to);
            let detail = line([upper_first(d.frequency.label()), who, number.clone()]);
            let words = format!("{} {} {} {number}", self.searched(&d.reporters), d.to, d.frequency.label());
            self.entry(EntryKind::Duty, &d.code, &d.name, detail, words)
        };
        own.map(entry).collect()
    }
}
