//! The queue of a round: what needs eyes first.

use super::{Watch, address, keys, watch::watch};
use crate::{
    frame::{self, Frame},
    pages::report::{meter, period_name},
    ui::{Csrf, Glyph},
};
use chrono::NaiveDate;
use domain::{
    Period,
    status::Tone,
    text::{self, Lang},
};
use leptos::prelude::*;

/// One report that waits.
#[derive(Clone)]
pub struct Waiting {
    pub unit_code: String,
    pub unit_name: String,
    pub revision: i32,
    /// Items not decided yet that need eyes, and why.
    pub eyes: usize,
    pub unusual: usize,
    pub no_evidence: usize,
    pub changed: usize,
    /// Somebody has begun.
    pub in_review: bool,
    /// The viewer's own unit: somebody else must do it.
    pub own: bool,
    /// The viewer handed it in.
    pub mine: bool,
    /// Items that the viewer has not decided yet.
    pub open: usize,
    /// Items that somebody else has not decided yet: a line agency, or to it Sở KH&CN.
    pub awaited: usize,
    /// Days after the due date of the first submission; 0 in time.
    pub late: i64,
}

impl Waiting {
    /// Nothing in it asks for eyes, and whoever accepts it waits for nobody: it can be accepted together with others.
    fn is_ordinary(&self, queue: &Queue) -> bool {
        let free = if queue.approves { self.awaited == 0 && !self.in_review } else { self.open > 0 };
        self.eyes == 0 && free && !self.own && !self.mine
    }
}

/// One unit whose report does not wait.
#[derive(Clone)]
pub struct Standing {
    pub unit_code: String,
    pub unit_name: String,
    pub short_name: String,
    /// "trả lại, hạn nộp lại 20/11/2026" and the like.
    pub note: String,
}

#[derive(Clone)]
pub struct Queue {
    pub period: Period,
    pub due: NaiveDate,
    pub closes: NaiveDate,
    /// Newest first.
    pub rounds: Vec<Period>,
    pub waiting: Vec<Waiting>,
    pub accepted: Vec<Standing>,
    /// Returned or reopened: the unit is at work.
    pub redo: Vec<Standing>,
    pub missing: Vec<Standing>,
    /// The viewer may accept reports.
    pub approves: bool,
    /// The viewer decides what no line agency decides; who does not is of a line agency.
    pub reviews: bool,
}

impl Queue {
    fn total(&self) -> usize {
        self.waiting.len() + self.accepted.len() + self.redo.len() + self.missing.len()
    }

    fn headline(&self, lang: Lang) -> String {
        let waiting = self.waiting.len();
        let eyes: usize = self.waiting.iter().map(|w| w.eyes).sum();
        let reports = self.waiting.iter().filter(|w| w.eyes > 0).count();
        match (waiting, eyes, lang) {
            (0, _, Lang::Vi) if !self.reviews => "Không còn mục nào chờ cơ quan quyết định.".into(),
            (0, _, Lang::En) if !self.reviews => "No item waits for your agency.".into(),
            (0, _, Lang::Vi) => {
                format!("Không còn báo cáo nào chờ thẩm định; {}/{} đơn vị đã được chấp nhận.", self.accepted.len(), self.total())
            }
            (0, _, Lang::En) => format!("No report waits; {} of {} units are accepted.", self.accepted.len(), self.total()),
            (w, 0, Lang::Vi) => format!("Còn {w} báo cáo chờ thẩm định; không mục nào khác thường."),
            (w, 0, Lang::En) => format!("{w} reports wait; nothing unusual in them."),
            (w, e, Lang::Vi) => format!("Còn {w} báo cáo chờ thẩm định; {e} mục trong {reports} báo cáo cần xem kỹ."),
            (w, e, Lang::En) => format!("{w} reports wait; {e} items in {reports} of them need a look."),
        }
    }
}

/// `round`: the round chosen with what to know of its units, `None` when the province has none yet.
pub fn queue(frame: &Frame, round: Option<&(Queue, Watch)>) -> String {
    let title = frame.t("Thẩm định", "Review");
    let Some((q, known)) = round else {
        return frame::page(frame, title, || {
            view! {
                <h1>{frame.t("Chưa có đợt báo cáo nào.", "There is no round yet.")}</h1>
                <div class="empty after"><h3>{frame.t("Hàng chờ trống", "The queue is empty")}</h3>
                <p>{frame.t("Khi một đợt mở và đơn vị nộp báo cáo, báo cáo hiện ở đây.", "Reports appear here when units submit them.")}</p></div>
            }
            .into_any()
        });
    };
    let name = period_name(q.period, frame.lang);
    frame::page(frame, &format!("{title} {name}"), || {
        view! {
            {dateline(frame, q)}
            <h1>{q.headline(frame.lang)}</h1>
            {counts(frame, q)}
            {picker(frame, q)}
            <div class="cols c-6-6 sec">
                <section class="sec">
                    <div class="sec-h"><h2>{frame.t("Hàng chờ", "Queue")}</h2><span class="small muted">{frame.t("mục cần xem", "items to look at")}</span></div>
                    {list(frame, q, "")}
                    {ordinary(frame, q)}
                    {(!q.waiting.is_empty()).then(|| keys::list(frame, keys::QUEUE))}
                </section>
                <div>
                    {watch(frame, q.period, known)}
                    {standing(frame, frame.t("Chưa nộp", "Not submitted"), &q.missing, true, q)}
                    {standing(frame, frame.t("Đơn vị đang sửa", "Being corrected"), &q.redo, true, q)}
                    {standing(frame, frame.t("Đã chấp nhận", "Accepted"), &q.accepted, false, q)}
                </div>
            </div>
            <script nonce=frame.nonce.clone() inner_html=keys::SCRIPT></script>
        }
        .into_any()
    })
}

/// All reports without anything to look at, accepted in one action; the list comes first, and each can be left out.
fn ordinary(frame: &Frame, q: &Queue) -> Option<AnyView> {
    let all: Vec<&Waiting> = q.waiting.iter().filter(|w| w.is_ordinary(q)).collect();
    if (q.reviews && !q.approves) || all.is_empty() {
        return None;
    }
    let n = all.len();
    let (summary, button) = match (q.reviews, frame.lang) {
        (true, Lang::Vi) => (format!("Chấp nhận {n} báo cáo không có gì phải xem…"), "Chấp nhận các báo cáo đã chọn"),
        (true, Lang::En) => (format!("Accept {n} reports with nothing to look at…"), "Accept the chosen reports"),
        (false, Lang::Vi) => {
            (format!("Chấp nhận mục của cơ quan trong {n} báo cáo không có gì phải xem…"), "Chấp nhận trong các báo cáo đã chọn")
        }
        (false, Lang::En) => {
            (format!("Accept your agency's items in {n} reports with nothing to look at…"), "Accept in the chosen reports")
        }
    };
    let says = if q.reviews {
        frame.t(
            "Các báo cáo này không có mục nào khác thường, thiếu minh chứng hay thay đổi. Số liệu có hiệu lực ngay khi chấp nhận.",
            "Nothing in them is unusual, without evidence or changed. The figures come into force at once.",
        )
    } else {
        frame.t(
            "Các mục này không khác thường, không thiếu minh chứng, không thay đổi. Sở Khoa học và Công nghệ kết luận cả báo cáo.",
            "Nothing in them is unusual, without evidence or changed. Sở KH&CN concludes on the report.",
        )
    };
    let line = |w: &&Waiting| {
        let about = format!("{} {}, {} {}", frame.t("lần", "rev."), w.revision, w.open, frame.t("số liệu", "figures"));
        view! {
            <label class="check"><input type="checkbox" name="bao-cao" value=format!("{}:{}", w.unit_code, w.revision) checked/>
            <span>{w.unit_name.clone()}" "<span class="muted">{about}</span></span></label>
        }
    };
    Some(
        view! {
            <details class="rest">
                <summary data-key="c">{summary}<kbd>"C"</kbd></summary>
                <form class="stack after" method="post" action="/tham-dinh/chap-nhan">
                    <Csrf token=frame.csrf.clone()/>
                    <input type="hidden" name="dot" value=q.period.to_string()/>
                    <div class="stack-s">{all.iter().map(line).collect_view()}</div>
                    <p class="small muted">{says}</p>
                    <div><button class="btn go" data-then>{button}<kbd>"C"</kbd></button></div>
                </form>
            </details>
        }
        .into_any(),
    )
}

fn dateline(frame: &Frame, q: &Queue) -> AnyView {
    let left = (q.closes - frame.today).num_days();
    let closes = match (left >= 0, frame.lang) {
        (true, Lang::Vi) => format!("đóng {}, còn {left} ngày", text::vi_date(q.closes)),
        (true, Lang::En) => format!("closes {}, {left} days left", text::date(q.closes, Lang::En)),
        (false, Lang::Vi) => format!("đã đóng {}", text::vi_date(q.closes)),
        (false, Lang::En) => format!("closed {}", text::date(q.closes, Lang::En)),
    };
    view! {
        <div class="dateline">
            <span><b>{frame.t("Thẩm định đợt ", "Review of ")}{period_name(q.period, frame.lang)}</b></span>
            <span>{frame.t("hạn nộp ", "due ")}{text::date(q.due, frame.lang)}</span><span>{closes}</span>
            {q.reviews.then(|| view! {
                <span><a href=crate::pages::round::address(q.period)>{frame.t("Bước của đợt, ngoại lệ, công bố", "Steps, exceptions, publication")}</a></span>
            })}
        </div>
    }
    .into_any()
}

fn counts(frame: &Frame, q: &Queue) -> AnyView {
    const NAMED: usize = 6;
    let names: Vec<&str> = q.missing.iter().take(NAMED).map(|s| s.short_name.as_str()).collect();
    let more = q.missing.len().saturating_sub(NAMED);
    let names = match (names.is_empty(), more) {
        (true, _) => String::new(),
        (false, 0) => format!(": {}", names.join(", ")),
        (false, n) => format!(": {} {} {n} {}", names.join(", "), frame.t("và", "and"), frame.t("đơn vị khác", "more")),
    };
    let accepted = format!("{} {}", q.accepted.len(), frame.t("đã chấp nhận", "accepted"));
    let waiting = format!("{} {}", q.waiting.len(), frame.t("chờ thẩm định", "waiting"));
    let redo = format!("{} {}", q.redo.len(), frame.t("đang sửa", "being corrected"));
    let missing = format!("{} {}", q.missing.len(), frame.t("chưa nộp", "not submitted"));
    let label = [&accepted, &waiting, &redo, &missing].map(String::as_str).join(", ");
    let parts = [(q.accepted.len(), "met"), (q.waiting.len(), "on"), (q.redo.len(), "risk"), (q.missing.len(), "none")];
    view! {
        {meter(&parts, label)}
        <p class="key">
            <span><Glyph tone=Tone::Met/>{accepted}</span>
            <span><Glyph tone=Tone::On/>{waiting}</span>
            {(!q.redo.is_empty()).then(|| view! { <span><Glyph tone=Tone::Risk/>{redo}</span> })}
            <span><Glyph tone=Tone::None/>{missing}{names}</span>
        </p>
    }
    .into_any()
}

fn picker(frame: &Frame, q: &Queue) -> AnyView {
    let option = |p: &Period| view! { <option value=p.to_string() selected=*p == q.period>{period_name(*p, frame.lang)}</option> };
    view! {
        <div class="btns after">
            <form class="btns" method="get" action="/tham-dinh">
                <label class="lbl" for="dot">{frame.t("Đợt", "Round")}</label>
                <select class="in s short" id="dot" name="dot">{q.rounds.iter().map(option).collect_view()}</select>
                <button class="btn">{frame.t("Xem đợt này", "Show")}</button>
            </form>
            {q.reviews.then(|| view! {
                <a class="btn" href=format!("/dot/{}/tong-hop.xlsx", q.period)>{frame.t("Tải bảng tổng hợp (.xlsx)", "Consolidated table (.xlsx)")}</a>
            })}
        </div>
    }
    .into_any()
}

fn why(frame: &Frame, q: &Queue, w: &Waiting) -> String {
    if w.own {
        return frame.t("đơn vị của bạn, cần người khác thẩm định", "your own unit: somebody else reviews it").to_owned();
    }
    let parts = [
        (w.changed, frame.t("mục đơn vị đã sửa", "changed by the unit")),
        (w.unusual, frame.t("khác thường", "unusual")),
        (w.no_evidence, frame.t("thiếu minh chứng", "without evidence")),
    ];
    let mut parts: Vec<String> = parts.iter().filter(|p| p.0 > 0).map(|(n, what)| format!("{n} {what}")).collect();
    if parts.is_empty() {
        parts.push(frame.t("không có gì lạ", "nothing unusual").to_owned());
    }
    if w.awaited > 0 && q.reviews {
        parts.push(format!("{} {}", w.awaited, frame.t("mục chờ cơ quan chuyên ngành", "wait for a line agency")));
    }
    if w.late > 0 {
        parts.push(format!("{} {} {}", frame.t("nộp muộn", "late by"), w.late, frame.t("ngày", "days")));
    }
    if w.in_review {
        parts.push(frame.t("đang xem", "begun").to_owned());
    }
    parts.join(", ")
}

/// The waiting reports, those with most to look at first; `here` is the unit that is open.
pub(super) fn list(frame: &Frame, q: &Queue, here: &str) -> AnyView {
    if q.waiting.is_empty() {
        let (title, next) = if !q.reviews {
            (
                frame.t("Không còn mục nào của cơ quan", "No item of your agency is left"),
                frame.t("Báo cáo mới nộp có mục của cơ quan hiện ở đây.", "Reports with such items appear here when units submit them."),
            )
        } else if q.missing.is_empty() && q.redo.is_empty() {
            (frame.t("Đợt này đã thẩm định xong", "The round is done"), frame.t("Tải bảng tổng hợp ở trên.", "Download the table above."))
        } else {
            (
                frame.t("Chưa có báo cáo nào chờ", "Nothing waits"),
                frame.t("Nhắc các đơn vị chưa nộp; báo cáo mới nộp hiện ở đây.", "Remind the units that have not submitted."),
            )
        };
        return view! { <div class="empty"><h3>{title}</h3><p>{next}</p></div> }.into_any();
    }
    let next = next(q, here);
    let row = |w: &Waiting| {
        let eyes = if w.eyes == 0 { "–".to_owned() } else { w.eyes.to_string() };
        let inside = view! {
            <span>{w.unit_name.clone()}</span><span class="eyes">{eyes}</span>
            <span class="d">{why(frame, q, w)}</span><span class="d">{format!("{} {}", frame.t("lần", "rev."), w.revision)}</span>
        };
        if w.own {
            return view! { <li><div class="row">{inside}</div></li> }.into_any();
        }
        let current = (w.unit_code == here).then_some("true");
        let key = (next == Some(w.unit_code.as_str())).then_some("n");
        view! { <li><a class="row" href=address(q.period, &w.unit_code) aria-current=current data-key=key>{inside}</a></li> }.into_any()
    };
    view! { <ul class="queue">{q.waiting.iter().map(row).collect_view()}</ul> }.into_any()
}

/// The report that the key for the next one opens: the one behind that which is open, from the last the first again.
fn next<'a>(q: &'a Queue, here: &str) -> Option<&'a str> {
    let at = q.waiting.iter().position(|w| w.unit_code == here).map_or(0, |i| i + 1);
    let (before, after) = q.waiting.split_at(at);
    after.iter().chain(before).find(|w| !w.own && w.unit_code != here).map(|w| w.unit_code.as_str())
}

fn standing(frame: &Frame, title: &'static str, list: &[Standing], open: bool, q: &Queue) -> Option<AnyView> {
    (!list.is_empty()).then(|| {
        let row = |s: &Standing| {
            let name = match open && s.note.is_empty() {
                true => s.unit_name.clone().into_any(),
                false => view! { <a href=address(q.period, &s.unit_code)>{s.unit_name.clone()}</a> }.into_any(),
            };
            view! { <li><div class="hd">{name}</div>{(!s.note.is_empty()).then(|| view! { <p class="d">{s.note.clone()}</p> })}</li> }
        };
        let late = (open && q.due < frame.today).then(|| (frame.today - q.due).num_days());
        let heading = format!("{title}: {} {}", list.len(), frame.t("đơn vị", "units"));
        let rows = list.iter().map(row).collect_view();
        view! {
            <details class="rest" open=open && list.len() <= 12>
                <summary>{heading}{late.filter(|_| list.iter().all(|s| s.note.is_empty())).map(|n| match frame.lang {
                    Lang::Vi => format!(", quá hạn {n} ngày"),
                    Lang::En => format!(", {n} days overdue"),
                })}</summary>
                <ul class="list">{rows}</ul>
            </details>
        }
        .into_any()
    })
}
