//! Events that set dates: when they happened, and what waits for them.

use crate::{
    frame::{self, Frame},
    pages::task::address,
    tasks::{self, TaskBoard},
    ui::{Csrf, Glyph},
};
use chrono::NaiveDate;
use domain::{
    access::Action,
    status::Tone,
    task::{Event, TimeRule},
    text::{self, Lang, sort_key},
};
use leptos::prelude::*;
use serde::Deserialize;

/// The date of an event as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct EventForm {
    #[serde(rename = "su-kien")]
    pub event: String,
    /// ISO date.
    #[serde(rename = "ngay")]
    pub day: String,
    /// Number of the document that shows it.
    #[serde(rename = "van-ban")]
    pub document: String,
    #[serde(rename = "ly-do")]
    pub reason: String,
    /// The date that the page showed: ISO, or empty.
    #[serde(rename = "truoc")]
    pub before: String,
    /// Not empty: the date is to be cleared.
    #[serde(rename = "xoa")]
    pub clear: String,
    #[serde(skip)]
    pub problem: Option<String>,
}

/// One version of an event's date.
pub struct Past {
    pub event: String,
    pub day: Option<NaiveDate>,
    pub document: String,
    pub reason: String,
    pub person: String,
    pub at: String,
}

/// Something that waits for an event.
struct Waiting {
    href: Option<String>,
    name: String,
    rule: TimeRule,
}

/// The province's events: those without a date that something waits for come first.
fn events(board: &TaskBoard) -> Vec<(&Event, Vec<Waiting>)> {
    let records = &board.catalogue.records;
    let own = records.events.of_province(board.province_id, board.today);
    let mut events: Vec<_> = own.map(|e| (e, waiting(board, &e.code))).collect();
    events.sort_by_cached_key(|(e, waiting)| (e.happened_on.is_some(), waiting.is_empty(), sort_key(&e.code)));
    events
}

fn waiting(board: &TaskBoard, event: &str) -> Vec<Waiting> {
    let waits = |rule: &TimeRule| rule.event() == Some(event);
    let tasks = board.rows.iter().filter(|r| waits(&r.task.time)).map(|r| Waiting {
        href: Some(address(&r.task.code)),
        name: format!("{} ({})", r.task.title, r.task.code),
        rule: r.task.time.clone(),
    });
    let mut found: Vec<Waiting> = tasks.collect();
    let systems = &board.catalogue.records.systems;
    for system in systems.of_province(board.province_id, board.today) {
        for step in system.step.iter().filter(|step| waits(&step.time)) {
            found.push(Waiting { href: None, name: format!("{}: {}", system.name, step.name), rule: step.time.clone() });
        }
    }
    found
}

/// `typed`: a form that was not taken.
pub fn list(frame: &Frame, board: &TaskBoard, past: &[Past], typed: Option<&EventForm>) -> String {
    let title = frame.t("Sự kiện làm mốc thời hạn", "Events that set dates");
    let events = events(board);
    let open = events.iter().filter(|(e, _)| e.happened_on.is_none()).count();
    let waits: usize = events.iter().filter(|(e, _)| e.happened_on.is_none()).map(|(_, w)| w.len()).sum();
    let heading = match (events.is_empty(), frame.lang) {
        (true, _) => frame.t("Không có sự kiện nào làm mốc thời hạn.", "No event sets a date.").to_owned(),
        (false, Lang::Vi) if open == 0 => format!("Đã có ngày của cả {}\u{a0}sự kiện làm mốc thời hạn.", events.len()),
        (false, Lang::Vi) => format!("{open}/{} sự kiện chưa có ngày; {waits} việc đang chờ.", events.len()),
        (false, Lang::En) => format!("{open} of {} events have no date yet; {waits} things wait for them.", events.len()),
    };
    let unknown = typed.filter(|f| !events.iter().any(|(e, _)| e.code == f.event)).and_then(|f| f.problem.clone());
    frame::page(frame, title, || {
        view! {
            <nav class="crumb" aria-label=frame.t("Vị trí", "Place")><a href="/nhiem-vu">{frame.t("Nhiệm vụ", "Tasks")}</a>" / "{frame.t("Sự kiện", "Events")}</nav>
            <h1>{heading}</h1>
            <p class="lead">{frame.t(
                "Nhiệm vụ giao “sau khi” một sự kiện chưa có hạn cho đến khi ngày của sự kiện được nhập; nhập xong, hạn tự tính.",
                "A task given “after” an event has no due date until the event's date is entered; then it is computed.",
            )}</p>
            {unknown.map(|s| view! { <div class="banner bad after" role="alert"><b>{s}</b></div> })}
            {events.iter().enumerate().map(|(n, (e, waiting))| {
                let own: Vec<&Past> = past.iter().filter(|p| p.event == e.code).collect();
                event(frame, board, n, e, waiting, &own, typed.filter(|f| f.event == e.code))
            }).collect_view()}
        }
        .into_any()
    })
}

fn event(frame: &Frame, board: &TaskBoard, n: usize, e: &Event, waiting: &[Waiting], past: &[&Past], typed: Option<&EventForm>) -> AnyView {
    let document = tasks::document(&board.catalogue, &e.document).map(|d| tasks::document_name(d).to_owned()).unwrap_or_default();
    let state = match e.happened_on {
        Some(day) => view! { <span class="st st-met"><Glyph tone=Tone::Met/>{frame.t("ngày ", "on ")}{text::date(day, frame.lang)}</span> }
            .into_any(),
        None => view! { <span class="st st-none"><Glyph tone=Tone::None/>{frame.t("chưa biết", "not known")}</span> }.into_any(),
    };
    let line = |w: &Waiting| {
        let due = e.happened_on.and_then(|day| w.rule.last_day_after(day)).map(|d| text::date(d, frame.lang));
        let name = match &w.href {
            Some(href) => view! { <a href=href.clone()>{w.name.clone()}</a> }.into_any(),
            None => w.name.clone().into_any(),
        };
        let rule = match &w.rule {
            TimeRule::After { days: 0, months: 0, .. } => frame.t("ngay khi có sự kiện", "at once").to_owned(),
            TimeRule::After { months: 0, days, .. } if frame.lang == Lang::En => format!("{days} days after"),
            TimeRule::After { months: 0, days, .. } => format!("{days} ngày sau"),
            TimeRule::After { months, .. } if frame.lang == Lang::En => format!("{months} months after"),
            TimeRule::After { months, .. } => format!("{months} tháng sau"),
            _ => String::new(),
        };
        view! { <tr><th scope="row">{name}</th><td>{rule}</td><td class="nb">{due.unwrap_or_else(|| "–".to_owned())}</td></tr> }
    };
    let table = (!waiting.is_empty()).then(|| {
        view! {
            <div class="scroll-x"><table class="t">
                <thead><tr><th scope="col">{frame.t("Việc chờ sự kiện", "What waits")}</th><th scope="col">{frame.t("Thời gian", "Time")}</th><th scope="col">{frame.t("Hạn", "Due")}</th></tr></thead>
                <tbody>{waiting.iter().map(line).collect_view()}</tbody>
            </table></div>
        }
    });
    view! {
        <section class="sec" id=e.code.clone()>
            <div class="sec-h"><h2>{e.name.clone()}</h2>{state}
                <p>{format!("{} · {document}, {} {}", e.code, frame.t("dòng", "lines"), e.source_lines)}</p></div>
            {table}
            {waiting.is_empty().then(|| view! { <p class="muted">{frame.t("Không có việc nào chờ sự kiện này.", "Nothing waits for it.")}</p> })}
            {frame.may(Action::ManageTargets).then(|| form(frame, n, e, typed))}
            {(past.len() > 1).then(|| history(frame, past))}
        </section>
    }
    .into_any()
}

fn form(frame: &Frame, n: usize, e: &Event, typed: Option<&EventForm>) -> AnyView {
    let known = e.happened_on.map(|d| d.to_string()).unwrap_or_default();
    let (day, document, reason) = match typed {
        Some(f) => (f.day.clone(), f.document.clone(), f.reason.clone()),
        None => (known.clone(), String::new(), String::new()),
    };
    let problem = typed.and_then(|f| f.problem.clone());
    let is_refused = problem.is_some();
    let label = if known.is_empty() {
        frame.t("Nhập ngày", "Enter the date")
    } else {
        frame.t("Sửa hoặc xoá ngày", "Change or clear the date")
    };
    let id = |name: &str| format!("{name}-{n}");
    let clear = (!known.is_empty()).then(|| {
        // Clearing asks for a reason only.
        view! { <button class="btn stop" name="xoa" value="1" formnovalidate>{frame.t("Xoá ngày", "Clear the date")}</button> }
    });
    view! {
        <details class="rest no-print" open=is_refused>
            <summary>{label}</summary>
            <form class="edit-form flow after" method="post" action="/su-kien">
                <Csrf token=frame.csrf.clone()/>
                <input type="hidden" name="su-kien" value=e.code.clone()/><input type="hidden" name="truoc" value=known/>
                {problem.map(|s| view! { <div class="banner bad full" role="alert"><b>{s}</b><p>{frame.t("Chưa có gì được lưu.", "Nothing was stored.")}</p></div> })}
                <div class="field"><label for=id("ngay")>{frame.t("Ngày của sự kiện", "Date of the event")}</label>
                    <input class="in" id=id("ngay") name="ngay" type="date" required max=frame.today.to_string() value=day/></div>
                <div class="field"><label for=id("van-ban")>{frame.t("Số, ký hiệu văn bản", "Number of the document")}</label>
                    <input class="in" id=id("van-ban") name="van-ban" required maxlength="100" placeholder="123/QĐ-UBND" value=document/></div>
                <div class="field"><label for=id("ly-do")>{frame.t("Lý do, ghi chú", "Reason, note")}</label>
                    <input class="in" id=id("ly-do") name="ly-do" required maxlength="500" value=reason/></div>
                <div class="btns full"><button class="btn">{frame.t("Lưu ngày", "Store the date")}</button>{clear}</div>
            </form>
        </details>
    }
    .into_any()
}

fn history(frame: &Frame, past: &[&Past]) -> AnyView {
    let line = |p: &&Past| {
        let day = p.day.map_or_else(|| frame.t("chưa biết", "not known").to_owned(), |d| text::date(d, frame.lang));
        let why: Vec<&str> = [p.document.as_str(), &p.reason, &p.person, &p.at].into_iter().filter(|s| !s.is_empty()).collect();
        view! { <li><b>{day}</b>{format!(" · {}", why.join(" · "))}</li> }
    };
    view! {
        <details class="rest"><summary>{frame.t("Các lần nhập", "Earlier entries")}" ("{past.len()}")"</summary>
            <ul class="history-list">{past.iter().map(line).collect_view()}</ul></details>
    }
    .into_any()
}
