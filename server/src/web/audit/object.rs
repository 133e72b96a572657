//! What a line is about: its name, its page, and whose province it is of.

use super::super::Site;
use crate::catalogue::text;
use app::{
    frame::{Frame, ui_encode},
    pages::report,
};
use domain::{
    Period,
    access::{Action, Actor},
    text::Lang,
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use store::{
    Result, Tx,
    audit::Found,
    catalogue::Catalogue,
    person::{self, Person},
    round, submission,
};
use uuid::Uuid;

/// Nouns whose rows are also changed under the names of their data files.
const FILES: [(&str, &[&str]); 8] = [
    ("indicator", &[text::INDICATORS, text::ASSIGNMENTS]),
    ("unit", &[text::UNITS]),
    ("target", &[text::TARGETS]),
    ("task", &[text::TASKS]),
    ("event", &[text::EVENTS]),
    ("system", &[text::SYSTEMS]),
    ("duty", &[text::DUTIES]),
    ("document", &[text::DOCUMENTS]),
];

/// The kinds under which lines about a noun are written.
pub fn kinds(noun: &str) -> Vec<String> {
    let files = FILES.iter().find(|(n, _)| *n == noun).map_or(&[][..], |(_, files)| *files);
    [noun].iter().chain(files).map(|k| (*k).to_owned()).collect()
}

/// An object as the page shows it.
#[derive(Clone, Debug, Default)]
pub struct Named {
    pub name: String,
    /// Its page, where the viewer may see it.
    pub href: Option<String>,
    /// Kind and code to find all lines about it.
    pub same: (String, String),
    /// Name of the indicator that the detail points to.
    pub about: Option<String>,
    /// Its province; none: the line belongs where the person who wrote it does.
    province: Option<Uuid>,
}

/// Names of everything in one province, as one viewer sees them.
pub struct Names<'a> {
    site: &'a Site,
    catalogue: Arc<Catalogue>,
    province: Uuid,
    code: String,
    lang: Lang,
    actor: Option<&'a Actor>,
    people: HashMap<Uuid, Person>,
    /// Who works or holds, or held, a right in the province; and who does so anywhere.
    here: HashSet<Uuid>,
    placed: HashSet<Uuid>,
    reports: HashMap<String, Option<Named>>,
}

impl<'a> Names<'a> {
    pub async fn read(site: &'a Site, tx: &mut Tx, frame: &'a Frame, province: Uuid) -> Result<Self> {
        let catalogue = site.catalogue(tx).await?;
        let people: HashMap<Uuid, Person> = person::list(tx).await?.into_iter().map(|p| (p.id, p)).collect();
        let homes = people.values().filter_map(|p| Some((p.id, catalogue.unit(p.unit_id?)?.province_id)));
        let mut places: Vec<(Uuid, Uuid)> = homes.collect();
        places.extend(person::all_grants(tx).await?.into_iter().map(|g| (g.person_id, g.province_id)));
        let here = places.iter().filter(|p| p.1 == province).map(|p| p.0).collect();
        let placed = places.into_iter().map(|p| p.0).collect();
        let code = frame.province.as_ref().map(|p| p.0.clone()).unwrap_or_default();
        let actor = frame.viewer.as_ref().map(|v| &v.actor);
        Ok(Self { site, catalogue, province, code, lang: frame.lang, actor, people, here, placed, reports: HashMap::new() })
    }

    /// The province's people.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values().filter(|p| self.here.contains(&p.id))
    }

    fn t(&self, vi: &str, en: &str) -> String {
        if self.lang == Lang::En { en.to_owned() } else { vi.to_owned() }
    }

    /// The ids under which lines about the object are written: of a report those of all its revisions.
    pub async fn objects(&self, tx: &mut Tx, kind: &str, code: &str) -> Result<Vec<String>> {
        let mut ids = vec![code.to_owned()];
        match kind {
            "submission" => {
                let parts = code.split_once('/').and_then(|(p, u)| Some((p.parse::<Period>().ok()?, self.catalogue.unit_by_code(u)?)));
                let Some((period, unit)) = parts.filter(|(_, u)| u.province_id == self.province) else { return Ok(ids) };
                if let Some(round) = round::of_period(tx, self.province, period).await? {
                    ids.extend(submission::revisions(tx, round.id, unit.id).await?.into_iter().map(|s| s.id.to_string()));
                }
            }
            "person" => ids.extend(self.people().find(|p| p.username == code).map(|p| p.id.to_string())),
            "indicator" => ids.extend(self.catalogue.indicator_by_code(code).map(|i| i.id.to_string())),
            _ => {}
        }
        Ok(ids)
    }

    /// What the line is about; none when that is another province's.
    pub async fn of(&mut self, tx: &mut Tx, line: &Found) -> Result<Option<Named>> {
        let mut named = match line.object_kind.as_str() {
            "submission" => self.report(tx, &line.object_id).await?,
            "person" => self.person(&line.object_id),
            kind => self.row(kind, &line.object_id),
        };
        let detail: serde_json::Value = serde_json::from_str(&line.detail).unwrap_or_default();
        if line.action == "report.decide"
            && let Some(id) = detail["observation"].as_str().and_then(|id| id.parse().ok())
            && let Some(item) = submission::observation(tx, id).await?
        {
            named.about = self.catalogue.indicator(item.indicator_id).map(|i| i.name.clone());
        }
        let of_unit = detail["unit"].as_str().and_then(|code| self.catalogue.unit_by_code(code)).map(|u| u.province_id);
        let elsewhere = detail["province"].as_str().is_some_and(|code| !code.is_empty() && code != self.code)
            || of_unit.is_some_and(|p| p != self.province);
        let by_one_of_us = line.person_id.is_none_or(|id| self.here.contains(&id) || !self.placed.contains(&id));
        let ours = named.province.map_or(by_one_of_us, |p| p == self.province);
        Ok((ours && !elsewhere).then_some(named))
    }

    async fn report(&mut self, tx: &mut Tx, id: &str) -> Result<Named> {
        if let Some(known) = self.reports.get(id) {
            return Ok(known.clone().unwrap_or_else(|| self.bare("submission", id)));
        }
        let found = match id.parse() {
            Ok(id) => submission::get(tx, id).await?,
            Err(_) => None,
        };
        let named = match found {
            Some(s) => round::get(tx, s.round_id).await?.and_then(|r| self.named_report(&s, &r)),
            None => None,
        };
        self.reports.insert(id.to_owned(), named.clone());
        Ok(named.unwrap_or_else(|| self.bare("submission", id)))
    }

    fn named_report(&self, s: &submission::Submission, r: &round::Round) -> Option<Named> {
        let (period, unit) = (r.period().ok()?, self.catalogue.unit(s.unit_id)?);
        let when = report::period_name(period, self.lang);
        let mut name = match self.lang {
            Lang::Vi => format!("báo cáo {when} của {}", unit.name),
            Lang::En => format!("the report of {} for {when}", unit.name),
        };
        if s.revision > 1 {
            name += &format!("{} {}", self.t(", lần", ", revision"), s.revision);
        }
        let may = self.actor.is_some_and(|a| self.site.may(a, Action::ViewReport, &self.catalogue, unit.id).is_ok());
        let address = report::address(period, &unit.code);
        Some(Named {
            name,
            href: may.then(|| format!("{address}?ban={}", s.revision)),
            same: ("submission".into(), format!("{period}/{}", unit.code)),
            about: None,
            province: Some(unit.province_id),
        })
    }

    fn person(&self, id: &str) -> Named {
        let Some(found) = id.parse().ok().and_then(|id: Uuid| self.people.get(&id)) else { return self.bare("person", id) };
        let here = self.here.contains(&found.id);
        Named {
            name: format!("{} ({})", found.full_name, found.username),
            href: None,
            same: ("person".into(), found.username.clone()),
            about: None,
            // Nobody's person is the installation's own.
            province: if here { Some(self.province) } else { self.placed.contains(&found.id).then(Uuid::nil) },
        }
    }

    /// A row of the catalogue; the kind is a noun, or the data file it stands in.
    fn row(&self, kind: &str, id: &str) -> Named {
        let c = &self.catalogue;
        let noun = FILES.iter().find(|(_, files)| files.contains(&kind)).map_or(kind, |(noun, _)| *noun);
        let code = ui_encode(id);
        let mut same = id.to_owned();
        let (word, name, href, province) = match noun {
            "indicator" => {
                let found = id.parse().ok().and_then(|id| c.indicator(id)).or_else(|| c.indicator_by_code(id));
                let href = found.map(|i| format!("/chi-tieu/{}", ui_encode(&i.code)));
                same = found.map_or(same, |i| i.code.clone());
                (self.t("chỉ tiêu", "the indicator"), found.map(|i| i.name.clone()), href, found.map(|i| i.province_id))
            }
            "target" => {
                let mut parts = id.split('/');
                let found = parts.next().and_then(|code| c.indicator_by_code(code));
                let rest = [parts.next().and_then(|u| c.unit_by_code(u)).map(|u| u.name.clone()), parts.next().map(str::to_owned)];
                let rest = rest.into_iter().flatten().collect::<Vec<_>>().join(", ");
                let name = found.map(|i| if rest.is_empty() { i.name.clone() } else { format!("{} ({rest})", i.name) });
                let href = found.map(|i| format!("/chi-tieu/{}", ui_encode(&i.code)));
                (self.t("mục tiêu", "the target of"), name, href, found.map(|i| i.province_id))
            }
            "unit" => {
                let found = c.unit_by_code(id);
                (String::new(), found.map(|u| u.name.clone()), Some(format!("/don-vi/{code}")), found.map(|u| u.province_id))
            }
            "task" => {
                let title = c.records.tasks.versions(id).iter().rev().find_map(|v| v.row.as_ref()).map(|t| t.title.clone());
                (self.t("nhiệm vụ", "the task"), title, Some(format!("/nhiem-vu/{code}")), c.records.tasks.province_of(id))
            }
            "event" => {
                let name = c.records.events.versions(id).iter().rev().find_map(|v| v.row.as_ref()).map(|e| e.name.clone());
                (self.t("sự kiện", "the event"), name, Some("/su-kien".into()), c.records.events.province_of(id))
            }
            "system" => {
                let name = c.records.systems.versions(id).iter().rev().find_map(|v| v.row.as_ref()).map(|s| s.name.clone());
                (self.t("hệ thống", "the system"), name, Some(format!("/he-thong/{code}")), c.records.systems.province_of(id))
            }
            "duty" => (self.t("chế độ báo cáo", "the duty"), None, Some("/che-do-bao-cao".into()), c.records.duties.province_of(id)),
            "document" => {
                let found = c.documents.iter().find(|d| d.code == id);
                let name = found.map(|d| format!("{} {}", d.number, d.title).trim().to_owned());
                (self.t("văn bản", "the document"), name, Some(format!("/van-ban/{code}")), found.map(|d| d.province_id))
            }
            "round" => {
                let name = id.parse::<Period>().ok().map(|p| report::period_name(p, self.lang));
                (self.t("đợt báo cáo", "the round of"), name, None, None)
            }
            "catalogue" => return Named { name: self.t("danh mục", "the catalogue"), ..self.bare(kind, id) },
            _ => return self.bare(kind, id),
        };
        let known = name.is_some();
        let shown = name.unwrap_or_else(|| id.to_owned());
        // The sentence stays short: the detail and the object's own page have the whole name.
        let cut: String = if shown.chars().count() > 110 { shown.chars().take(109).collect::<String>() + "…" } else { shown };
        let quoted = if matches!(noun, "unit" | "round" | "duty") { cut } else { format!("“{cut}”") };
        let name = format!("{word} {quoted}").trim().to_owned();
        Named { name, href: href.filter(|_| known || noun == "duty"), same: (noun.into(), same), about: None, province }
    }

    /// Something that has no name here, or none any more.
    fn bare(&self, kind: &str, id: &str) -> Named {
        let word = match kind {
            "submission" => self.t("báo cáo", "the report"),
            "person" => self.t("tài khoản", "the account"),
            kind => kind.to_owned(),
        };
        Named { name: format!("{word} {id}").trim().to_owned(), same: (kind.into(), id.into()), ..Named::default() }
    }
}
