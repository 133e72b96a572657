//! One task: where it stands, where its date comes from, who answers for it, what was said about it.

use super::{
    chip,
    forms::{self, Desk},
    progress_text, standing_label, state_label,
};
use crate::pages::editing::edit_link;
use crate::{
    frame::{self, Frame, ui_encode},
    pages::report::{first_upper, time_left},
    tasks::{self, TaskRow, rule_label},
    ui::Glyph,
};
use chrono::NaiveDate;
use domain::{
    indicator::Basis,
    status::Tone,
    task::{Event, Standing, TaskState, TimeRule},
    text::{self, Lang},
};
use leptos::prelude::*;
use store::catalogue::{Catalogue, Document};
use uuid::Uuid;

/// Lines of the document behind one fact.
pub struct Quote {
    pub about: &'static str,
    /// "64-65".
    pub lines: String,
    /// Empty when the installation has not loaded the text.
    pub text: String,
    /// Phrase to point out.
    pub mark: String,
}

pub struct UpdateLine {
    pub id: Uuid,
    pub person: String,
    pub unit: String,
    /// "16:02 ngày 13/11/2026".
    pub at: String,
    pub done_on: NaiveDate,
    pub state: TaskState,
    pub percent: i32,
    pub body: String,
    pub evidence: String,
}

pub struct DifficultyLine {
    pub id: Uuid,
    pub body: String,
    /// Who raised it, for which unit, when.
    pub raised: String,
    /// Code and name of the unit whose it is to resolve.
    pub resolver: (String, String),
    /// Who resolved it and when; none while it is open.
    pub resolved: Option<String>,
    pub answer: String,
    pub may_resolve: bool,
}

/// A version of the task's row.
pub struct VersionLine {
    pub from: Option<NaiveDate>,
    pub title: String,
    pub time: String,
    pub document: String,
    pub reason: String,
    pub person: String,
    pub at: String,
}

pub struct TaskPage {
    pub row: TaskRow,
    pub document: Option<Document>,
    pub event: Option<Event>,
    pub quotes: Vec<Quote>,
    /// Newest first.
    pub updates: Vec<UpdateLine>,
    /// Newest first.
    pub difficulties: Vec<DifficultyLine>,
    /// Oldest first.
    pub versions: Vec<VersionLine>,
    /// Address and name of what says the same.
    pub restates: Option<(String, String)>,
    pub restated_by: Vec<(String, String)>,
    pub desk: Desk,
}

pub fn show(frame: &Frame, catalogue: &Catalogue, page: &TaskPage) -> String {
    let t = &page.row.task;
    frame::page(frame, &t.title, || {
        let document = page.document.as_ref().map(|d| view! { <span>{tasks::document_name(d).to_owned()}</span> });
        view! {
            <nav class="crumb" aria-label=frame.t("Vị trí", "Place")><a href="/nhiem-vu">{frame.t("Nhiệm vụ", "Tasks")}</a>" / "
                <a href=format!("/nhiem-vu?van-ban={}", ui_encode(&t.document))>{frame.t("Văn bản ", "Document ")}{t.document.clone()}</a>" / "{t.code.clone()}</nav>
            <div class="dateline">{chip(frame, page.row.standing)}<span><b>{t.group.clone()}</b></span>{document}</div>
            <h1>{t.title.clone()}</h1>
            {edit_link(frame, "nhiem-vu", &t.code)}
            <p class="lead">{headline(frame, &page.row)}</p>
            {(!page.row.in_force).then(|| view! {
                <div class="banner warn after"><b>{frame.t("Nhiệm vụ không có hiệu lực hôm nay. Chỉ xem, không cập nhật.", "The task is not in force today. Nothing can be added.")}</b></div>
            })}
            <div class="cols c-8-4 sec">
                <div class="side side1">{when(frame, catalogue, page)}{who(frame, catalogue, page)}</div>
                <div class="mainc">
                    {forms::update(frame, page)}
                    {updates(frame, page)}
                    {difficulties(frame, page)}
                    {forms::raise(frame, page)}
                </div>
            </div>
            {source(frame, page)}
            {(page.versions.len() > 1).then(|| versions(frame, page))}
        }
        .into_any()
    })
}

/// Where it stands, in a sentence.
fn headline(frame: &Frame, row: &TaskRow) -> String {
    let due = row.due.map(|d| (text::date(d, frame.lang), time_left(d, frame.today, frame.lang)));
    let said = progress_text(frame, row);
    let done = row.done_on().map(|d| text::date(d, frame.lang)).unwrap_or_default();
    match (row.standing, due, frame.lang) {
        (Standing::Done | Standing::DoneLate, Some((due, _)), Lang::Vi) => format!("Hoàn thành ngày {done}; hạn {due}."),
        (Standing::Done | Standing::DoneLate, Some((due, _)), Lang::En) => format!("Done on {done}; due {due}."),
        (Standing::Done | Standing::DoneLate, None, _) => format!("{} {done}.", frame.t("Hoàn thành ngày", "Done on")),
        (Standing::Dropped, _, _) => frame.t("Đã dừng thực hiện.", "Dropped.").to_owned(),
        (_, Some((due, left)), Lang::Vi) => format!("Hạn {due}, {left}; {said}."),
        (_, Some((due, left)), Lang::En) => format!("Due {due}, {left}; {said}."),
        (standing, None, _) => format!("{}; {said}.", first_upper(standing_label(standing, frame.lang))),
    }
}

/// How the due date was found.
fn found(frame: &Frame, page: &TaskPage) -> AnyView {
    let row = &page.row;
    let end = || frame.t("Ngày cuối của thời gian ghi trong văn bản.", "The last day of the time that the document gives.");
    let text = match &row.task.time {
        TimeRule::Date(_) => frame.t("Văn bản ghi rõ ngày.", "The document gives the day."),
        TimeRule::Within(_) | TimeRule::Range(..) => end(),
        TimeRule::Every(..) => frame.t(
            "Ngày cuối của kỳ đầu tiên chưa có cập nhật; mỗi cập nhật tính cho kỳ chứa ngày mà cập nhật nói đến.",
            "The last day of the first period without an update; an update counts for the period of the day it speaks of.",
        ),
        TimeRule::Continuous => frame.t("Việc làm thường xuyên, không có hạn cuối.", "Goes on without an end."),
        TimeRule::Unstated if row.group_due().is_some() => frame
            .t("Văn bản không ghi thời gian của việc này; lấy hạn của nhóm việc.", "No time is given; the deadline of its group holds."),
        TimeRule::Unstated => frame.t("Văn bản không ghi thời gian.", "No time is given."),
        TimeRule::After { event, .. } => {
            let day = row.event_on.map(|d| text::date(d, frame.lang));
            let name = page.event.as_ref().map_or_else(|| event.clone(), |e| e.name.clone());
            let to = format!("/su-kien#{}", ui_encode(event));
            let link = match (day, frame.may(domain::access::Action::ManageTargets)) {
                (Some(day), _) => view! { <a href=to>{day}</a> }.into_any(),
                (None, true) => {
                    view! { <a href=to>{frame.t("chưa có ngày – nhập khi biết", "no date yet – enter it once known")}</a> }.into_any()
                }
                (None, false) => view! { <a href=to>{frame.t("chưa có ngày", "no date yet")}</a> }.into_any(),
            };
            return view! { <p class="small">{frame.t("Tính từ ngày của sự kiện “", "Counted from the event “")}{name}"”: "{link}"."</p> }
                .into_any();
        }
    };
    view! { <p class="small muted">{text}</p> }.into_any()
}

fn when(frame: &Frame, catalogue: &Catalogue, page: &TaskPage) -> AnyView {
    let (row, t) = (&page.row, &page.row.task);
    let written = |text: &str| (!text.is_empty()).then(|| view! { <small>"“"{text.to_owned()}"”"</small> }.into_any());
    let fact =
        |term: &'static str, value: String, note: Option<AnyView>| view! { <div><dt>{term}</dt><dd>{value}{note}</dd></div> }.into_any();
    let due = row.due.map(|d| fact(frame.t("Hạn", "Due"), text::date(d, frame.lang), None));
    let rule = fact(
        frame.t("Thời gian theo văn bản", "Time as the document gives it"),
        rule_label(catalogue, &t.time, frame.today),
        written(&t.time_written),
    );
    let group = t.group_time.as_ref().map(|rule| {
        let label = rule_label(catalogue, rule, frame.today);
        fact(frame.t("Hạn của nhóm việc", "Deadline of its group"), label, written(&t.group_time_written))
    });
    let issued = page.document.as_ref().filter(|d| d.issued_on.is_none()).map(|d| {
        let day = text::date(row.given, frame.lang);
        match (d.issued_written.is_empty(), frame.lang) {
            (false, Lang::Vi) => format!("Văn bản không có ngày đầy đủ (“{}”); nhiệm vụ được tính từ {day}.", d.issued_written),
            (true, Lang::Vi) => format!("Văn bản không ghi ngày; nhiệm vụ được tính từ {day}."),
            (_, Lang::En) => format!("The document has no full date; the task counts from {day}."),
        }
    });
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Thời hạn", "Time")}</h2></div>
            <dl class="facts one">{due}{rule}{group}</dl>
            {found(frame, page)}
            {issued.map(|text| view! { <p class="small muted">{text}</p> })}
        </section>
    }
    .into_any()
}

fn who(frame: &Frame, catalogue: &Catalogue, page: &TaskPage) -> AnyView {
    let t = &page.row.task;
    let full = |codes: &[String], other: &str| -> Vec<AnyView> {
        let one = |code: &String| match (tasks::group_name(code, frame.lang), catalogue.unit_by_code(code)) {
            (Some(name), _) => view! { <li><a href=format!("/nhiem-vu?chu-tri={code}")>{first_upper(name)}</a></li> }.into_any(),
            (None, Some(unit)) => view! { <li><a href=format!("/don-vi/{}", ui_encode(code))>{unit.name.clone()}</a></li> }.into_any(),
            (None, None) => view! { <li>{code.clone()}</li> }.into_any(),
        };
        let other = (!other.is_empty()).then(|| view! { <li>{first_upper(other)}</li> }.into_any());
        codes.iter().map(one).chain(other).collect()
    };
    let (leads, helpers) = (full(&t.leads, &t.leads_other), full(&t.coordinators, &t.coordinators_other));
    let basis = match t.lead_basis {
        Basis::Document => frame.t("văn bản giao", "by document"),
        Basis::Inferred => frame.t("văn bản không nêu, suy ra", "inferred"),
    };
    let written = (!t.lead_written.is_empty())
        .then(|| view! { <p class="small muted">{frame.t("Văn bản ghi: “", "As written: “")}{t.lead_written.clone()}"”"</p> });
    let none = leads.is_empty().then(|| view! { <p class="muted">{frame.t("Chưa giao đơn vị nào.", "Nobody is named.")}</p> });
    let reading = (!t.reading.is_empty()).then(|| {
        view! { <p class="small after"><span class="tag">{frame.t("cách hiểu của cơ quan tổng hợp", "our reading")}</span>" "{t.reading.clone()}</p> }
    });
    let link = |(href, name): (String, String)| view! { <li><a href=href>{name}</a></li> };
    let restates = page.restates.clone().map(|to| view! { <h3 class="after">{frame.t("Nhắc lại", "Restates")}</h3><ul>{link(to)}</ul> });
    let again = (!page.restated_by.is_empty()).then(|| {
        view! { <h3 class="after">{frame.t("Được nhắc lại ở", "Restated by")}</h3><ul>{page.restated_by.iter().cloned().map(link).collect_view()}</ul> }
    });
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Ai làm", "Who")}</h2></div>
            <h3>{frame.t("Chủ trì ", "Lead ")}<span class="tag">{basis}</span></h3>
            {none}<ul>{leads}</ul>{written}
            {(!helpers.is_empty()).then(|| view! { <h3 class="after">{frame.t("Phối hợp", "With")}</h3><ul>{helpers}</ul> })}
            {reading}{restates}{again}
        </section>
    }
    .into_any()
}

/// A link where it is an address, else the words.
fn evidence(text: &str) -> AnyView {
    if text.starts_with("https://") || text.starts_with("http://") {
        return view! { <a href=text.to_owned() rel="noopener noreferrer nofollow">{text.to_owned()}</a> }.into_any();
    }
    text.to_owned().into_any()
}

fn updates(frame: &Frame, page: &TaskPage) -> AnyView {
    let item = |u: &UpdateLine| {
        let tone = match u.state {
            TaskState::Done => Tone::Met,
            TaskState::InProgress | TaskState::UnderReview => Tone::On,
            TaskState::NotStarted | TaskState::Dropped => Tone::None,
        };
        view! {
            <li id=format!("cn-{}", u.id)>
                <p class="dateline"><span class=format!("st st-{}", tone.class())><Glyph tone/>{state_label(u.state, frame.lang)}", "{u.percent}"\u{a0}%"</span>
                    <span>{frame.t("đến ngày ", "as of ")}<b>{text::date(u.done_on, frame.lang)}</b></span></p>
                <p class="body">{u.body.clone()}</p>
                {(!u.evidence.is_empty()).then(|| view! { <p class="small">{frame.t("Minh chứng: ", "Evidence: ")}{evidence(&u.evidence)}</p> })}
                <p class="small muted">{format!("{}, {} · {}", u.person, u.unit, u.at)}</p>
            </li>
        }
    };
    let (first, rest) = page.updates.split_at(page.updates.len().min(5));
    view! {
        <section class="sec" id="cap-nhat">
            <div class="sec-h"><h2>{frame.t("Các lần cập nhật", "Updates")}" ("{page.updates.len()}")"</h2></div>
            {page.updates.is_empty().then(|| view! { <p class="muted">{frame.t("Chưa có cập nhật nào của đơn vị chủ trì hoặc phối hợp.", "No unit has said anything yet.")}</p> })}
            <ul class="said-list">{first.iter().map(item).collect_view()}</ul>
            {(!rest.is_empty()).then(|| view! {
                <details class="rest"><summary>{rest.len()}{frame.t(" lần cập nhật trước đó", " earlier updates")}</summary><ul class="said-list">{rest.iter().map(item).collect_view()}</ul></details>
            })}
        </section>
    }
    .into_any()
}

fn difficulties(frame: &Frame, page: &TaskPage) -> AnyView {
    let item = |d: &DifficultyLine| {
        let (tone, word) = if d.resolved.is_some() {
            (Tone::Met, frame.t("đã tháo gỡ", "resolved"))
        } else {
            (Tone::Late, frame.t("chưa tháo gỡ", "open"))
        };
        view! {
            <li id=format!("kk-{}", d.id)>
                <p class="dateline"><span class=format!("st st-{}", tone.class())><Glyph tone/>{word}</span>
                    <span>{frame.t("Tháo gỡ: ", "To be resolved by: ")}<b>{d.resolver.1.clone()}</b></span></p>
                <p class="body">{d.body.clone()}</p>
                <p class="small muted">{d.raised.clone()}</p>
                {d.resolved.clone().map(|who| view! { <p class="said body">{d.answer.clone()}</p><p class="small muted">{who}</p> })}
                {forms::resolve(frame, page, d)}
            </li>
        }
    };
    let (open, over): (Vec<_>, Vec<_>) = page.difficulties.iter().partition(|d| d.resolved.is_none());
    view! {
        <section class="sec" id="kho-khan">
            <div class="sec-h"><h2>{frame.t("Khó khăn, vướng mắc", "Difficulties")}" ("{open.len()}")"</h2></div>
            {open.is_empty().then(|| view! { <p class="muted">{frame.t("Không có khó khăn nào chưa được tháo gỡ.", "No difficulty is open.")}</p> })}
            <ul class="said-list">{open.into_iter().map(item).collect_view()}</ul>
            {(!over.is_empty()).then(|| view! {
                <details class="rest"><summary>{over.len()}{frame.t(" khó khăn đã tháo gỡ", " resolved")}</summary><ul class="said-list">{over.into_iter().map(item).collect_view()}</ul></details>
            })}
        </section>
    }
    .into_any()
}

fn source(frame: &Frame, page: &TaskPage) -> AnyView {
    let loaded = page.quotes.iter().any(|q| !q.text.is_empty());
    let quote = |q: &Quote| {
        let marked = match (q.mark.is_empty(), q.text.split_once(&q.mark)) {
            (false, Some((a, b))) => view! { {a.to_owned()}<mark>{q.mark.clone()}</mark>{b.to_owned()} }.into_any(),
            _ => q.text.clone().into_any(),
        };
        view! {
            <h3 class="after">{q.about}</h3>
            {(!q.text.is_empty()).then(|| view! { <blockquote>{marked}</blockquote> })}
            <p class="src">{frame.t("dòng ", "lines ")}{q.lines.clone()}</p>
        }
    };
    let title = page.document.as_ref().map(|d| if d.number.is_empty() { d.title.clone() } else { format!("{} ({})", d.number, d.title) });
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Căn cứ", "Source")}</h2><p>{title}</p></div>
            {page.quotes.iter().map(quote).collect_view()}
            <p class="src">{if loaded { frame.t("Nguyên văn bản quét.", "As scanned.") } else { frame.t("Nguyên văn chưa được nạp vào hệ thống.", "The text itself is not loaded.") }}</p>
        </section>
    }
    .into_any()
}

fn versions(frame: &Frame, page: &TaskPage) -> AnyView {
    let row = |v: &VersionLine| {
        let from = v.from.map_or_else(|| frame.t("từ đầu", "from the start").to_owned(), |d| text::date(d, frame.lang));
        view! {
            <tr><th scope="row">{from}</th><td>{v.title.clone()}<span class="sub">{v.time.clone()}</span></td><td>{v.document.clone()}</td>
                <td>{v.reason.clone()}</td><td>{v.person.clone()}<span class="sub">{v.at.clone()}</span></td></tr>
        }
    };
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Các lần thay đổi nhiệm vụ", "Versions of the task")}</h2></div>
            <div class="scroll-x"><table class="t">
                <thead><tr><th scope="col">{frame.t("Hiệu lực từ", "In force from")}</th><th scope="col">{frame.t("Nội dung", "Content")}</th><th scope="col">{frame.t("Văn bản", "Document")}</th>
                    <th scope="col">{frame.t("Lý do", "Reason")}</th><th scope="col">{frame.t("Người ghi", "Entered by")}</th></tr></thead>
                <tbody>{page.versions.iter().map(row).collect_view()}</tbody>
            </table></div>
        </section>
    }
    .into_any()
}
