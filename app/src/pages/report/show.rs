//! One report: form out, file in, values typed, handed in; read-only once it is under review.

use super::{
    Row, address, period_name,
    sending::file_form,
    sheet::{reading, working},
    state_chip,
    submit::Gaps,
    time_left,
};
use crate::{
    frame::{self, Frame},
    pages::{
        audit,
        round::{Explain, explain},
    },
};
use chrono::NaiveDate;
use domain::{
    Finding, Period,
    access::Action,
    text::{self, Lang},
    workflow::SubmissionState as S,
};
use leptos::prelude::*;
use uuid::Uuid;

/// One revision of the report.
#[derive(Clone, Debug)]
pub struct Revision {
    pub number: i32,
    pub state: S,
    pub version: i32,
    /// "16:02 ngày 13/11/2026" and a name.
    pub submitted: Option<(String, String)>,
    pub decided: Option<(String, String)>,
    pub due_again: Option<NaiveDate>,
    pub reason: String,
}

/// The file the values came from.
pub struct FileLine {
    pub id: Uuid,
    pub name: String,
    pub uploaded: String,
    pub sha256: String,
}

/// One field that was typed by an older page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsaved {
    pub name: String,
    pub field: &'static str,
    pub typed: String,
    pub now: String,
}

pub struct Report {
    pub unit_code: String,
    pub unit_name: String,
    pub period: Period,
    pub due: NaiveDate,
    /// First and last day of the data, where the round says so.
    pub window: Option<(NaiveDate, NaiveDate)>,
    /// Oldest first; those the viewer may see.
    pub revisions: Vec<Revision>,
    /// Index of the one shown.
    pub shown: Option<usize>,
    pub rows: Vec<Row>,
    /// What was noticed about the file as a whole.
    pub general: Vec<Finding>,
    pub file: Option<FileLine>,
    /// The viewer types and uploads here now.
    pub editable: bool,
    /// The viewer hands in what is there.
    pub can_submit: bool,
    pub can_withdraw: bool,
    /// Why nothing can be sent in, when the round says so.
    pub closed: Option<String>,
    /// Results and explanations, once they are notified.
    pub explain: Option<Explain>,
    /// What the viewer typed by an older page and what is there now, where the two differ.
    pub unsaved: Vec<Unsaved>,
}

impl Report {
    pub(super) fn revision(&self) -> Option<&Revision> {
        self.shown.and_then(|i| self.revisions.get(i))
    }

    /// What the page shows, so that nobody writes over what somebody else changed meanwhile.
    pub(super) fn version(&self) -> String {
        self.revision().map(|v| format!("{}.{}", v.number, v.version)).unwrap_or_default()
    }

    pub(super) fn state(&self) -> Option<S> {
        self.revision().map(|r| r.state)
    }

    fn is_newest(&self) -> bool {
        self.shown.is_none_or(|i| i + 1 == self.revisions.len())
    }

    pub(super) fn address(&self) -> String {
        address(self.period, &self.unit_code)
    }

    fn due(&self) -> NaiveDate {
        let again = self.revision().and_then(|r| r.due_again);
        let before = self.revisions.iter().filter(|r| r.state == S::Returned).filter_map(|r| r.due_again).next_back();
        again.or(before).unwrap_or(self.due)
    }
}

fn headline(frame: &Frame, r: &Report, gaps: &Gaps) -> String {
    let (total, en) = (r.rows.len(), frame.lang == Lang::En);
    let period = period_name(r.period, frame.lang);
    let due = text::date(r.due(), frame.lang);
    match (r.state(), en) {
        (Some(S::Withdrawn), false) if !r.is_newest() => format!("Báo cáo {period}: lần này đơn vị đã rút."),
        (Some(S::Withdrawn), true) if !r.is_newest() => format!("Report for {period}: this revision was withdrawn."),
        (None | Some(S::Withdrawn), false) => format!("Báo cáo {period}: {total} số liệu phải nộp trước ngày {due}."),
        (None | Some(S::Withdrawn), true) => format!("Report for {period}: {total} figures due on {due}."),
        (Some(S::Draft), _) if gaps.is_empty() => match en {
            false => format!("Đủ {total}/{total} số liệu; báo cáo {period} sẵn sàng để nộp."),
            true => format!("All {total} figures are there; the report for {period} can be submitted."),
        },
        (Some(S::Draft), false) => {
            let broken = gaps.broken.len() + gaps.file;
            let parts = [
                (broken, "mục phải sửa"),
                (gaps.missing.len(), "chỉ tiêu chưa có số liệu"),
                (gaps.unexplained.len(), "mục cần giải trình"),
            ];
            let parts: Vec<String> = parts.iter().filter(|p| p.0 > 0).map(|(n, what)| format!("{n}\u{a0}{what}")).collect();
            format!("Còn {} trước khi nộp.", join_and(&parts, "và"))
        }
        (Some(S::Draft), true) => {
            let broken = gaps.broken.len() + gaps.file;
            let parts = [(broken, "to fix"), (gaps.missing.len(), "missing"), (gaps.unexplained.len(), "to explain")];
            let parts: Vec<String> = parts.iter().filter(|p| p.0 > 0).map(|(n, what)| format!("{n}\u{a0}{what}")).collect();
            format!("Before submitting: {}.", join_and(&parts, "and"))
        }
        (Some(S::Submitted), false) => format!("Đã nộp báo cáo {period}; đang chờ thẩm định."),
        (Some(S::Submitted), true) => format!("The report for {period} is submitted and waits for review."),
        (Some(S::InReview), false) => format!("Báo cáo {period} đang được thẩm định."),
        (Some(S::InReview), true) => format!("The report for {period} is under review."),
        (Some(S::Returned), false) => format!("{} mục bị trả lại; sửa và nộp lại trước ngày {due}.", gaps.returned.len()),
        (Some(S::Returned), true) => format!("{} items returned; submit again by {due}.", gaps.returned.len()),
        (Some(S::Accepted | S::Locked), false) => format!("Báo cáo {period} đã được chấp nhận, gồm {total} số liệu."),
        (Some(S::Accepted | S::Locked), true) => format!("The report for {period} is accepted, with {total} figures."),
        (Some(S::Exempt), false) => format!("Đơn vị được miễn báo cáo {period}."),
        (Some(S::Exempt), true) => format!("The unit is exempt for {period}."),
    }
}

fn join_and(parts: &[String], and: &str) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [head @ .., last] => format!("{} {and} {last}", head.join(", ")),
    }
}

pub fn show(frame: &Frame, r: &Report) -> String {
    let title = format!("{} {}", frame.t("Báo cáo", "Report"), period_name(r.period, frame.lang));
    frame::page(frame, &title, || {
        let gaps = Gaps::of(r);
        let old = !r.is_newest();
        view! {
            <p class="crumb"><a href="/bao-cao">{frame.t("Báo cáo của tôi", "My reports")}</a> " / " {r.unit_name.clone()}
                " · "<a href=crate::pages::steward::address(&r.unit_code)>{frame.t("Người phụ trách", "Stewards")}</a>
                {frame.may(Action::ViewAudit).then(|| view! {
                    " · "<a href=audit::address_of("submission", &format!("{}/{}", r.period, r.unit_code))>{frame.t("Nhật ký", "Audit")}</a>
                })}</p>
            <h1>{headline(frame, r, &gaps)}</h1>
            {lead(frame, r)}
            {revisions(frame, r)}
            {old.then(|| view! {
                <div class="banner warn after">
                    <b>{frame.t("Đây là bản cũ, chỉ để xem.", "An earlier revision, to read only.")}</b> " "
                    <a href=r.address()>{frame.t("Mở bản mới nhất", "Open the newest")}</a>
                </div>
            })}
            {unsaved(frame, r)}
            {r.closed.clone().filter(|_| !old).map(|s| view! { <div class="banner warn after" role="status"><b>{s}</b></div> })}
            {(r.editable && !old).then(|| steps(frame, r, &gaps))}
            {r.explain.as_ref().filter(|_| !old).map(|e| explain(frame, e, &r.address()))}
            {if r.editable && !old { working(frame, r, &gaps) } else { reading(frame, r, &gaps, old) }}
        }
        .into_any()
    })
}

/// What was typed by an older page: nothing of it is lost, and nobody's figure is written over unseen.
fn unsaved(frame: &Frame, r: &Report) -> Option<AnyView> {
    if r.unsaved.is_empty() {
        return None;
    }
    let say = if r.editable {
        frame.t(
            "Những gì bạn gõ chưa được lưu; các ô dưới đây đang giữ số bạn gõ. Lưu nháp lần nữa là dùng số của bạn thay cho bản mới nhất.",
            "What you typed is not saved; the fields below hold it. Saving again puts it in place of what is there now.",
        )
    } else {
        frame.t(
            "Những gì bạn gõ chưa được lưu, vì báo cáo không còn sửa được. Chép lại từ đây nếu cần.",
            "What you typed is not saved, because the report can no longer be changed. Copy it from here if you need it.",
        )
    };
    let line = |u: &Unsaved| {
        let now = if u.now.is_empty() { frame.t("(trống)", "(empty)").to_owned() } else { u.now.clone() };
        let typed = if u.typed.is_empty() { frame.t("(trống)", "(empty)").to_owned() } else { u.typed.clone() };
        view! { <tr><th scope="row">{u.name.clone()}</th><td>{u.field}</td><td>{typed}</td><td>{now}</td></tr> }
    };
    let head =
        [frame.t("Chỉ tiêu", "Indicator"), frame.t("Ô", "Field"), frame.t("Bạn gõ", "You typed"), frame.t("Bản mới nhất", "There now")];
    Some(view! {
        <section class="sec" id="chua-luu">
            <header><h2>{frame.t("Chưa lưu: số bạn gõ khác bản mới nhất", "Not saved: what you typed differs from what is there now")}</h2><p>{say}</p></header>
            <div class="scroll-x"><table class="t">
                <thead><tr>{head.map(|h| view! { <th scope="col">{h}</th> }).collect_view()}</tr></thead>
                <tbody>{r.unsaved.iter().map(line).collect_view()}</tbody>
            </table></div>
        </section>
    }
    .into_any())
}

fn lead(frame: &Frame, r: &Report) -> AnyView {
    let owed = matches!(r.state(), None | Some(S::Draft | S::Returned | S::Withdrawn));
    let due = r.due();
    let reason = r.revision().map(|v| v.reason.clone()).filter(|reason| !reason.is_empty() && r.state() == Some(S::Draft));
    view! {
        <p class="lead">
            {r.unit_name.clone()} " · " {frame.t("hạn nộp ", "due ")} <b>{text::date(due, frame.lang)}</b>
            {owed.then(|| format!(", {}", time_left(due, frame.today, frame.lang)))}
            {r.window.map(|(from, to)| format!(" · {} {} – {}", frame.t("số liệu từ", "data from"), text::date(from, frame.lang), text::date(to, frame.lang)))}
            {r.revision().map(|v| view! { " " {state_chip(frame, v.state)} })}
        </p>
        {r.revision().and_then(|v| v.submitted.clone()).map(|(when, who)| view! {
            <p class="small muted">{frame.t("Nộp lúc ", "Submitted ")}{when}{frame.t(", người nộp ", ", by ")}{who}</p>
        })}
        {r.revision().and_then(|v| v.decided.clone()).map(|(when, who)| view! {
            <p class="small muted">{frame.t("Thẩm định xong lúc ", "Decided ")}{when}{frame.t(", người thẩm định ", ", by ")}{who}</p>
        })}
        {reason.map(|text| view! { <p class="small">{frame.t("Bản này được lập vì: ", "This revision was made because: ")}{text}</p> })}
    }
    .into_any()
}

fn revisions(frame: &Frame, r: &Report) -> Option<AnyView> {
    (r.revisions.len() > 1).then(|| {
        let link = |(i, v): (usize, &Revision)| {
            let state = if frame.lang == Lang::En { v.state.code() } else { v.state.label() };
            let here = (r.shown == Some(i)).then_some("true");
            let name = format!("{} {} ({state})", frame.t("Lần", "Revision"), v.number);
            view! { <a href=format!("{}?ban={}", r.address(), v.number) aria-current=here>{name}</a> }
        };
        let links = r.revisions.iter().enumerate().map(link).collect_view();
        view! { <nav class="tabs after" aria-label=frame.t("Các lần nộp", "Revisions")>{links}</nav> }.into_any()
    })
}

fn steps(frame: &Frame, r: &Report, gaps: &Gaps) -> AnyView {
    let now = match (r.state(), gaps.is_empty()) {
        (Some(S::Draft), true) => 3,
        (Some(S::Draft | S::Returned), _) => 2,
        _ => 0,
    };
    let names = [("Tải biểu mẫu", "Get the form"), ("Tải tệp lên", "Upload"), ("Xem và sửa", "Check and fix"), ("Nộp", "Submit")];
    let step = |(i, (vi, en)): (usize, &(&'static str, &'static str))| {
        let class = if i < now {
            "done"
        } else if i == now {
            "now"
        } else {
            ""
        };
        view! { <li class=class aria-current=(i == now).then_some("step")>{frame.t(vi, en)}</li> }
    };
    view! { <ol class="steps after">{names.iter().enumerate().map(step).collect_view()}</ol> }.into_any()
}

/// Form out, file in.
pub(super) fn exchange(frame: &Frame, r: &Report) -> AnyView {
    let file = r.file.as_ref().map(|f| {
        view! {
            <p class="small muted after">
                {frame.t("Số liệu đang dùng lấy từ tệp ", "The figures come from ")}
                <a href=format!("/tep/{}", f.id)>{f.name.clone()}</a>
                {frame.t(", tải lên ", ", uploaded ")}{f.uploaded.clone()}
                {frame.t(", mã tệp ", ", hash ")}<span class="mono">{short(&f.sha256)}</span>
            </p>
        }
    });
    view! {
        <div class="cols c-6-6 sec" id="tep">
            <section class="sec">
                <div class="sec-h"><h2>{frame.t("Tải biểu mẫu", "Get the form")}</h2></div>
                <p class="small muted">{frame.t(
                    "Biểu .xlsx của đơn vị: chỉ các chỉ tiêu đến kỳ, có sẵn mục tiêu, số kỳ trước và số đã lưu.",
                    "The unit's .xlsx: what is due, with targets, last figures and what is saved.",
                )}</p>
                <p class="btns after"><a class="btn" href=format!("{}/bieu-mau.xlsx", r.address())>{frame.t("Tải biểu mẫu (.xlsx)", "Download the form (.xlsx)")}</a></p>
            </section>
            <section class="sec">
                <div class="sec-h"><h2>{frame.t("Tải tệp lên", "Upload the file")}</h2></div>
                {file_form(frame, format!("{}/tai-len", r.address()), r.revision().is_none(), frame.t(
                    "Tệp .xlsx, .xls, .ods hoặc .csv đã điền", "The filled .xlsx, .xls, .ods or .csv",
                ))}
                {file}
            </section>
        </div>
    }
    .into_any()
}

pub(super) fn short(sha256: &str) -> String {
    match (sha256.get(..4), sha256.get(sha256.len().saturating_sub(4)..)) {
        (Some(head), Some(tail)) => format!("{head}…{tail}"),
        _ => sha256.to_owned(),
    }
}
