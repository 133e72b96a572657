//! The documents with their text, and the index of the catalogue.

mod named;

pub use named::{choices, find, named, new, number_of};

use super::{Answer, Failure, Site, Visit, duty, system};
use crate::catalogue as files;
use app::{
    frame::{Frame, ui_encode},
    pages::{
        document::{self as page, Counts, Covered, Listed, Part, Stand, TextLine, TextPage},
        system::address as system_address,
    },
};
use axum::{
    extract::{Path, State},
    response::{Html, IntoResponse},
};
use chrono::NaiveDate;
use domain::{
    access::Action,
    coverage::{Cover, numbers},
    text::Lang,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use store::catalogue::{self, Catalogue, Document};

pub async fn index(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, &visit).await?;
    let c = site.catalogue(&mut tx).await?;
    let today = site.today();
    let root = c.root(province_id).map(|u| u.id);
    let events = c.records.events.of_province(province_id, today).count();
    let part = |href, name, count, about| Part { href, name, count, about };
    let mut parts = vec![
        part(
            "/van-ban",
            frame.t("Văn bản", "Documents"),
            c.documents.iter().filter(|d| d.province_id == province_id).count(),
            frame.t("Nguyên văn từng dòng và những gì căn cứ vào đó", "Their text line by line, and what stands on it"),
        ),
        part(
            "/he-thong",
            frame.t("Hệ thống", "Systems"),
            system::of_province(&c, province_id, today).count(),
            frame.t("Hệ thống, nền tảng, cơ sở dữ liệu và tình trạng từng hệ thống", "Systems, platforms, databases and how far each is"),
        ),
        part(
            "/che-do-bao-cao",
            frame.t("Chế độ báo cáo", "Reporting duties"),
            duty::of_province(&c, province_id, today).count(),
            frame.t("Ai báo cáo cho ai, bao lâu một lần; các đợt báo cáo", "Who reports to whom, how often; the rounds"),
        ),
        part(
            "/su-kien",
            frame.t("Sự kiện", "Events"),
            events,
            frame.t("Mốc mà thời hạn của nhiệm vụ phụ thuộc vào", "What sets the dates of tasks"),
        ),
        part(
            "/to-chuc",
            frame.t("Đơn vị hành chính", "Organisation"),
            c.members(province_id).count(),
            frame.t("Sở, ban, ngành, xã, phường, đặc khu qua các lần sắp xếp", "Departments and communes through their changes"),
        ),
    ];
    if frame.may(Action::ManageTargets) {
        let own = c.targets.iter().filter(|t| Some(t.unit_id) == root).count();
        parts.push(part(
            "/muc-tieu",
            frame.t("Mục tiêu", "Targets"),
            own,
            frame.t("Mục tiêu đã ban hành theo chỉ tiêu và năm", "Targets in force by indicator and year"),
        ));
    }
    Ok(Html(page::index(&frame, &parts)).into_response())
}

/// Rows of the catalogue with the lines they stand on, in the order in which a line shows them.
struct Rows(Vec<(String, Stand)>);

impl Rows {
    fn new(c: &Catalogue, document: &Document, frame: &Frame, day: NaiveDate) -> Self {
        let mut rows = vec![];
        let english = frame.lang == Lang::En;
        let mut stand = |lines: &str, label: String, name: &str, href: String| {
            rows.push((lines.to_owned(), Stand { label, name: name.to_owned(), href }))
        };
        for t in c.targets.iter().filter(|t| t.document_id == Some(document.id)) {
            let Some(i) = c.indicator(t.indicator_id) else { continue };
            let name = if english { &i.name_en } else { &i.name };
            let href = format!("/chi-tieu/{}?nam={}", ui_encode(&i.code), t.year);
            let label = format!("{} {}, {}", frame.t("Mục tiêu", "Target"), i.code, t.year);
            stand(&t.source_lines, label.clone(), name, href.clone());
            if !t.restated_in.is_empty() {
                stand(&t.restated_in, format!("{label} ({})", frame.t("nhắc lại", "restated")), name, href);
            }
        }
        for t in c.records.tasks.on(day).filter(|t| t.document == document.code) {
            let href = format!("/nhiem-vu/{}", ui_encode(&t.code).replace('/', "%2F"));
            stand(&t.source_lines, format!("{} {}", frame.t("Nhiệm vụ", "Task"), t.code), "", href);
        }
        for d in c.records.duties.on(day).filter(|d| d.document == document.code) {
            let label = format!("{} {}", frame.t("Chế độ báo cáo", "Duty"), d.code);
            stand(&d.source_lines, label, &d.name, format!("/che-do-bao-cao#{}", ui_encode(&d.code)));
        }
        for s in c.records.systems.on(day).filter(|s| s.document == document.code) {
            let kind = frame.t("Hệ thống", "System");
            stand(&s.source_lines, format!("{kind} {}", s.code), &s.name, system_address(&s.code));
            for (n, step) in s.step.iter().enumerate() {
                let label = format!("{kind} {}, {} {}", s.code, frame.t("bước", "step"), n + 1);
                stand(&step.source_lines, label, &step.name, system_address(&s.code));
            }
        }
        Self(rows)
    }

    fn by_line(&self) -> BTreeMap<u32, Vec<Stand>> {
        let mut by_line: BTreeMap<u32, Vec<Stand>> = BTreeMap::new();
        for (lines, stand) in &self.0 {
            for n in numbers(lines).unwrap_or_default() {
                by_line.entry(n).or_default().push(stand.clone());
            }
        }
        by_line
    }
}

fn counts(c: &Catalogue, document: &Document, day: NaiveDate) -> Counts {
    Counts {
        targets: c.targets.iter().filter(|t| t.document_id == Some(document.id)).count(),
        tasks: c.records.tasks.on(day).filter(|t| t.document == document.code).count(),
        duties: c.records.duties.on(day).filter(|d| d.document == document.code).count(),
        systems: c.records.systems.on(day).filter(|s| s.document == document.code).count(),
    }
}

/// None for a document whose text is not loaded.
fn cover(rows: &files::rows::Files, document: &Document, text: &[String]) -> Option<Cover> {
    (!text.is_empty()).then(|| files::coverage::of_document(rows, &document.code, text))
}

fn covered(cover: &Cover) -> Covered {
    let accounted = cover.rows + cover.rest.values().sum::<usize>();
    Covered { lines: cover.lines, accounted, problems: cover.problems.len() }
}

pub async fn list(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, &visit).await?;
    let c = site.catalogue(&mut tx).await?;
    let rows = files::files_of(&c, vec![], site.today());
    let mut listed = vec![];
    for document in c.documents.iter().filter(|d| d.province_id == province_id) {
        let text = catalogue::lines(&mut tx, document.id, 1, i32::MAX).await?;
        listed.push(Listed {
            counts: counts(&c, document, site.today()),
            covered: cover(&rows, document, &text).as_ref().map(covered),
            document: document.clone(),
        });
    }
    Ok(Html(page::list(&frame, &listed)).into_response())
}

pub async fn show(State(site): State<Arc<Site>>, visit: Visit, Path(code): Path<String>) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, &visit).await?;
    let c = site.catalogue(&mut tx).await?;
    let today = site.today();
    let document = c.documents.iter().find(|d| d.code == code && d.province_id == province_id).ok_or_else(Failure::not_found)?;
    let text = catalogue::lines(&mut tx, document.id, 1, i32::MAX).await?;
    let cover = cover(&files::files_of(&c, vec![], today), document, &text);
    let doubts: BTreeSet<u32> = cover.iter().flat_map(|c| &c.problems).map(|p| p.0).collect();
    let mut stands = Rows::new(&c, document, &frame, today).by_line();
    let mut called: BTreeMap<u32, String> = BTreeMap::new();
    for claim in c.records.claims.on(today).filter(|claim| claim.document == code) {
        let label = if frame.lang == Lang::En { claim.kind.label_en() } else { claim.kind.label() };
        let whole = [label, claim.row.as_str(), claim.note.as_str()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · ");
        for n in numbers(&claim.lines).unwrap_or_default() {
            called.insert(n, whole.clone());
        }
    }
    let numbers: Vec<u32> = match text.is_empty() {
        true => stands.keys().copied().collect(),
        false => (1..).zip(&text).filter(|(_, body)| !body.trim().is_empty()).map(|(n, _)| n).collect(),
    };
    let lines = numbers.into_iter().map(|number| TextLine {
        number,
        body: text.get(number as usize - 1).cloned().unwrap_or_default(),
        stands: stands.remove(&number).unwrap_or_default(),
        called: called.remove(&number).unwrap_or_default(),
        in_doubt: doubts.contains(&number),
    });
    let counts = counts(&c, document, today);
    let data = TextPage { document, counts, covered: cover.as_ref().map(covered), lines: lines.collect() };
    Ok(Html(page::show(&frame, &data)).into_response())
}
