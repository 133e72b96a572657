//! Who did what: the record in sentences, filtered, newest first, with the state of its chain.

mod saying;

pub use saying::{Deed, Said, say};

use crate::{
    frame::{self, Frame, ui_encode},
    ui::{Csrf, Glyph},
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::{
    audit::Group,
    status::Tone,
    text::{self, Lang},
};
use leptos::prelude::*;
use serde::Deserialize;

/// What the address asks for, as it was typed; what is empty does not count.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    #[serde(rename = "loai")]
    pub kind: String,
    #[serde(rename = "ma")]
    pub object: String,
    #[serde(rename = "nguoi")]
    pub person: String,
    #[serde(rename = "nhom")]
    pub group: String,
    #[serde(rename = "tu")]
    pub from: String,
    #[serde(rename = "den")]
    pub until: String,
    /// Lines below this number.
    #[serde(rename = "truoc")]
    pub before: String,
}

impl Filter {
    /// An address with the same conditions; `before` is where it goes on.
    fn address(&self, page: &str, before: Option<i64>) -> String {
        let before = before.map(|n| n.to_string()).unwrap_or_default();
        let pairs = [
            ("loai", &self.kind),
            ("ma", &self.object),
            ("nguoi", &self.person),
            ("nhom", &self.group),
            ("tu", &self.from),
            ("den", &self.until),
            ("truoc", &before),
        ];
        let pairs: Vec<String> = pairs.iter().filter(|p| !p.1.is_empty()).map(|(k, v)| format!("{k}={}", ui_encode(v))).collect();
        if pairs.is_empty() { page.to_owned() } else { format!("{page}?{}", pairs.join("&")) }
    }

    fn is_empty(&self) -> bool {
        [&self.kind, &self.object, &self.person, &self.group, &self.from, &self.until].iter().all(|f| f.trim().is_empty())
    }
}

/// The record of one object, for a link from its own page.
pub fn address_of(kind: &str, object: &str) -> String {
    Filter { kind: kind.into(), object: object.into(), ..Filter::default() }.address("/nhat-ky", None)
}

/// Kinds of objects that can be looked for.
pub const KINDS: [(&str, &str, &str); 9] = [
    ("submission", "Báo cáo", "Report"),
    ("person", "Tài khoản", "Account"),
    ("indicator", "Chỉ tiêu", "Indicator"),
    ("target", "Mục tiêu", "Target"),
    ("unit", "Đơn vị", "Unit"),
    ("task", "Nhiệm vụ", "Task"),
    ("system", "Hệ thống, cơ sở dữ liệu", "System"),
    ("round", "Đợt báo cáo", "Round"),
    ("document", "Văn bản", "Document"),
];

pub struct Line {
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub who: String,
    pub said: Said,
    /// Name of the object, and its page where the viewer may see it.
    pub object: (String, Option<String>),
    /// Kind and what to look for to see all lines about it.
    pub same: (String, String),
    /// The detail as it is stored, key by key.
    pub detail: Vec<(String, String)>,
    pub action: String,
    pub hash: String,
}

/// What the last check of the chain said.
pub struct Verdict {
    pub at: DateTime<Utc>,
    pub lines: i64,
    pub outside: usize,
    /// Empty: sound.
    pub faults: Vec<String>,
}

pub struct AuditPage {
    pub lines: Vec<Line>,
    /// Where older lines go on.
    pub older: Option<i64>,
    pub filter: Filter,
    /// User name and name of the province's people.
    pub people: Vec<(String, String)>,
    pub verdict: Option<Verdict>,
}

fn local(at: DateTime<Utc>) -> DateTime<Utc> {
    at + Duration::hours(7)
}

pub fn show(frame: &Frame, page: &AuditPage) -> String {
    let title = frame.t("Nhật ký", "Audit");
    frame::page(frame, title, || {
        view! {
            <h1>{headline(frame, page)}</h1>
            {verdict(frame, page.verdict.as_ref())}
            {choices(frame, page)}
            {if page.lines.is_empty() { nothing(frame, page) } else { lines(frame, page) }}
        }
        .into_any()
    })
}

fn headline(frame: &Frame, page: &AuditPage) -> String {
    let newest = page.lines.first();
    match (newest, page.filter.is_empty() && page.filter.before.is_empty()) {
        (None, _) => frame.t("Không có dòng nhật ký nào khớp điều kiện lọc", "No line matches the filter").to_owned(),
        (Some(l), true) => {
            let when = format!("{} {}", local(l.at).format("%H:%M"), text::date(local(l.at).date_naive(), frame.lang));
            match frame.lang {
                Lang::Vi => format!("Ai làm gì, khi nào: việc mới nhất lúc {when}"),
                Lang::En => format!("Who did what, and when: the newest at {when}"),
            }
        }
        (Some(_), false) => {
            frame.t("Ai làm gì, khi nào: các dòng khớp điều kiện lọc", "Who did what, and when: lines that match").to_owned()
        }
    }
}

/// Is the chain whole? Said before any line of it is read.
fn verdict(frame: &Frame, verdict: Option<&Verdict>) -> AnyView {
    let (class, tone, heading, body) = match verdict {
        None => (
            "banner warn after",
            Tone::Risk,
            frame.t("Chuỗi nhật ký chưa được kiểm tra lần nào.", "The chain has not been checked yet.").to_owned(),
            String::new(),
        ),
        Some(v) => {
            let when = format!("{} {}", local(v.at).format("%H:%M"), text::date(local(v.at).date_naive(), frame.lang));
            let n = text::number(domain::Quantity::from_scaled(v.lines.saturating_mul(10_000)), frame.lang);
            let checked = match frame.lang {
                Lang::Vi => format!("Kiểm tra lúc {when}: {n} dòng, đối chiếu {} số đầu chuỗi ghi ngoài cơ sở dữ liệu.", v.outside),
                Lang::En => format!("Checked at {when}: {n} lines, against {} heads kept outside the database.", v.outside),
            };
            if v.faults.is_empty() {
                ("banner ok after", Tone::Met, frame.t("Nhật ký nguyên vẹn.", "The record is whole.").to_owned(), checked)
            } else {
                let heading =
                    format!("{} {}.", frame.t("Nhật ký không còn nguyên vẹn:", "The record was tampered with:"), v.faults.join("; "));
                let advice = frame.t(
                    " Sao chép cơ sở dữ liệu và tệp audit.head trước khi làm gì khác, rồi báo người phụ trách an toàn thông tin.",
                    " Copy the database and the file audit.head before anything else, then call whoever answers for security.",
                );
                ("banner bad after", Tone::Late, heading, checked + advice)
            }
        }
    };
    let bad = verdict.is_some_and(|v| !v.faults.is_empty());
    view! {
        <div class=class role=if bad { "alert" } else { "status" }>
            <b><Glyph tone/>" "{heading}</b>
            {(!body.is_empty()).then(|| view! { <p>{body}</p> })}
            <form class="again" method="post" action="/nhat-ky/kiem-tra">
                <Csrf token=frame.csrf.clone()/>
                <button class="btn s">{frame.t("Kiểm tra ngay", "Check now")}</button>
            </form>
        </div>
    }
    .into_any()
}

fn option(value: &str, name: String, chosen: &str) -> AnyView {
    view! { <option value=value.to_owned() selected=value == chosen>{name}</option> }.into_any()
}

fn choices(frame: &Frame, page: &AuditPage) -> AnyView {
    let f = &page.filter;
    let all = || frame.t("Tất cả", "All");
    let groups = Group::ALL.iter().map(|g| option(g.code(), frame.t(g.label(), g.label_en()).to_owned(), &f.group)).collect_view();
    let kinds = KINDS.iter().map(|(code, vi, en)| option(code, frame.t(vi, en).to_owned(), &f.kind)).collect_view();
    let people = page.people.iter().map(|(user, name)| option(user, format!("{name} ({user})"), &f.person)).collect_view();
    view! {
        <form class="narrow sec-s picks" method="get" action="/nhat-ky" role="search">
            <div class="field"><label for="nguoi">{frame.t("Người", "Person")}</label>
                <select class="in s" id="nguoi" name="nguoi"><option value="">{all()}</option>{people}</select></div>
            <div class="field"><label for="nhom">{frame.t("Loại việc", "Kind of deed")}</label>
                <select class="in s" id="nhom" name="nhom"><option value="">{all()}</option>{groups}</select></div>
            <div class="field"><label for="tu">{frame.t("Từ ngày", "From")}</label>
                <input class="in s" id="tu" name="tu" type="date" value=f.from.clone()/></div>
            <div class="field"><label for="den">{frame.t("Đến ngày", "Until")}</label>
                <input class="in s" id="den" name="den" type="date" value=f.until.clone()/></div>
            <div class="field"><label for="loai">{frame.t("Đối tượng", "Object")}</label>
                <select class="in s" id="loai" name="loai"><option value="">{all()}</option>{kinds}</select></div>
            <div class="field"><label for="ma">{frame.t("Mã đối tượng", "Its code")}</label>
                <input class="in s" id="ma" name="ma" maxlength="120" value=f.object.clone() placeholder="2026-10/SYT"/></div>
            <div class="btns"><button class="btn">{frame.t("Lọc", "Filter")}</button>
                {(!f.is_empty()).then(|| view! { <a class="btn quiet" href="/nhat-ky">{frame.t("Bỏ lọc", "Clear")}</a> })}
                <a class="btn quiet" href=f.address("/nhat-ky.csv", None)>{frame.t("Tải về .csv", "Download .csv")}</a></div>
        </form>
    }
    .into_any()
}

fn nothing(frame: &Frame, page: &AuditPage) -> AnyView {
    let sentence = if page.filter.is_empty() {
        frame.t("Việc được ghi ngay khi làm; hãy quay lại sau.", "Deeds are written as they are done; come back later.")
    } else {
        frame.t(
            "Bỏ bớt điều kiện lọc. Mã báo cáo gồm kỳ và đơn vị, như 2026-10/SYT; mã tài khoản là tên đăng nhập.",
            "Remove a condition. A report's code is its period and unit, like 2026-10/SYT; an account's is its user name.",
        )
    };
    view! {
        <div class="empty after"><h3>{frame.t("Không có dòng nào", "No lines")}</h3><p>{sentence}</p>
            <a class="btn" href="/nhat-ky">{frame.t("Xem tất cả", "See all")}</a></div>
    }
    .into_any()
}

/// The lines day by day.
fn lines(frame: &Frame, page: &AuditPage) -> AnyView {
    let mut days: Vec<(NaiveDate, Vec<&Line>)> = vec![];
    for line in &page.lines {
        let day = local(line.at).date_naive();
        match days.last_mut() {
            Some((last, of_day)) if *last == day => of_day.push(line),
            _ => days.push((day, vec![line])),
        }
    }
    let days = days.into_iter().map(|(day, of_day)| {
        let items = of_day.into_iter().map(|l| line(frame, l)).collect_view();
        view! {
            <section class="sec"><div class="sec-h"><h2>{text::date(day, frame.lang)}</h2></div><ol class="log">{items}</ol></section>
        }
    });
    let newest = (!page.filter.before.is_empty())
        .then(|| view! { <a class="btn" href=page.filter.address("/nhat-ky", None)>{frame.t("Về mới nhất", "To the newest")}</a> });
    let older = page
        .older
        .map(|n| view! { <a class="btn" rel="next" href=page.filter.address("/nhat-ky", Some(n))>{frame.t("Cũ hơn", "Older")}</a> });
    view! { {days.collect_view()}<p class="btns after">{newest}{older}</p> }.into_any()
}

fn line(frame: &Frame, l: &Line) -> AnyView {
    let object = l.said.object.then(|| {
        let (name, href) = l.object.clone();
        match href {
            Some(href) => view! { " "<a href=href>{name}</a> }.into_any(),
            None => view! { " "{name} }.into_any(),
        }
    });
    let rows = l.detail.iter().map(|(key, value)| view! { <tr><th scope="row">{key.clone()}</th><td>{value.clone()}</td></tr> });
    let short = l.hash.get(..8).unwrap_or_default().to_owned();
    let (kind, code) = &l.same;
    view! {
        <li id=format!("d-{}", l.seq)>
            <time datetime=l.at.to_rfc3339()>{local(l.at).format("%H:%M:%S").to_string()}</time>
            <div class="what">
                <p><b>{l.who.clone()}</b>" "{l.said.verb.clone()}{object}{l.said.tail.clone()}</p>
                <details><summary>{frame.t("Chi tiết", "Details")}</summary>
                    <div class="scroll-x"><table class="defs small"><tbody>
                        <tr><th scope="row">{frame.t("Việc", "Action")}</th><td class="mono">{l.action.clone()}</td></tr>
                        {rows.collect_view()}
                        <tr><th scope="row">{frame.t("Mã băm", "Hash")}</th><td class="mono hash">{l.hash.clone()}</td></tr>
                    </tbody></table></div>
                    <p class="small"><a href=address_of(kind, code)>{frame.t("Mọi dòng về đối tượng này", "All lines about this object")}</a></p>
                </details>
            </div>
            <span class="no">{format!("{} {}", frame.t("dòng", "line"), l.seq)}<span class="mono">{short}</span></span>
        </li>
    }
    .into_any()
}
