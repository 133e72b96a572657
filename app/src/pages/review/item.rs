//! One figure under review, beside what it was.

use super::{Eyes, address, is_open};
use crate::{
    frame::Frame,
    pages::{
        evidence,
        remark::{self, Said},
        report::{NO_DATA, escaped, item_name, severity},
    },
    ui::{Csrf, Drawing},
};
use domain::{Finding, Period, access::Say, indicator::Kind, workflow::ItemState};
use leptos::prelude::*;
use store::evidence::Evidence;
use uuid::Uuid;

/// A figure in two lines: "62,4 %" over "1.204 / 1.930". Both empty when there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    pub big: String,
    pub small: String,
}

#[derive(Clone)]
pub struct Item {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub kind: Kind,
    /// What the unit reported.
    pub now: Shown,
    /// The figure reported last, and when that was.
    pub before: Option<(String, Shown)>,
    /// The revision before, when this one differs.
    pub earlier: Option<Shown>,
    /// Against the figure reported last.
    pub difference: Option<(String, String)>,
    pub target: String,
    pub findings: Vec<Finding>,
    pub justification: String,
    /// What unit and reviewers said of it, over all revisions handed in.
    pub thread: Vec<Said>,
    pub note: String,
    pub evidence: String,
    /// Files attached to it.
    pub files: Vec<Evidence>,
    pub source: Option<(Uuid, String)>,
    /// "Biểu báo cáo, ô F27 và G27"
    pub cells: String,
    /// What the cells say, where the unit put the figure right in the page.
    pub correction: String,
    pub state: ItemState,
    /// The item as shown, so that nobody decides what somebody else decided meanwhile.
    pub mark: String,
    pub reason: String,
    /// Who decided, and when.
    pub decided: String,
    pub adjusted: String,
    pub eyes: Eyes,
    /// By which right the viewer decides it.
    pub say: Say,
    /// The line agency that decides it; none: Sở KH&CN.
    pub agency: Option<String>,
    /// Accepted in an earlier revision and carried over.
    pub carried: bool,
    /// The last periods as a small drawing.
    pub spark: Option<String>,
    /// The reported figure as typed, to start the reviewer's own from.
    pub numerator: String,
    pub denominator: String,
}

impl Item {
    pub fn is_returned(&self) -> bool {
        matches!(self.state, ItemState::Rejected | ItemState::Clarification)
    }

    /// Waits for a word from the viewer.
    pub fn is_open(&self) -> bool {
        is_open(self.state) && self.say == Say::Own
    }

    /// Waits for a word from somebody else.
    pub fn is_awaited(&self) -> bool {
        is_open(self.state) && self.say != Say::Own
    }

    /// Who decides it.
    pub fn judge(&self, frame: &Frame) -> String {
        self.agency.clone().unwrap_or_else(|| frame.t("Sở Khoa học và Công nghệ", "Sở Khoa học và Công nghệ").to_owned())
    }

    /// In a few words, for the table.
    pub fn why(&self, frame: &Frame) -> String {
        let mut parts = vec![];
        if self.eyes.changed {
            parts.push(frame.t("đơn vị đã sửa", "changed").to_owned());
        }
        if self.eyes.no_evidence {
            parts.push(frame.t("thiếu minh chứng", "no evidence").to_owned());
        }
        if self.eyes.unusual {
            let first = self.findings.iter().find(|f| f.severity == domain::Severity::Justify && f.rule != "missing-evidence");
            parts.push(match first {
                Some(f) if f.rule == NO_DATA => frame.t("báo chưa có số liệu", "says there is no figure").to_owned(),
                Some(f) => f.message.split(". ").next().unwrap_or_default().to_owned(),
                None => String::new(),
            });
        }
        parts.join("; ")
    }
}

/// The item that is open: everything about it, and the decision.
pub(super) fn open(
    frame: &Frame,
    item: &Item,
    unit: &str,
    periods: (Period, Period),
    tab: &'static str,
    place: String,
    decidable: bool,
) -> AnyView {
    let (now, before) = periods;
    let action = format!("{}/muc", address(now, unit));
    let findings =
        item.findings.iter().map(|f| view! { <p class="noticed">{severity(frame, f.severity)}" "{f.message.clone()}</p> }).collect_view();
    view! {
        <article class="item here" id="muc" tabindex="-1" aria-labelledby="muc-ten">
            <div class="dateline">
                <span class="mono">{item.code.clone()}</span>
                {(!item.cells.is_empty()).then(|| view! { <span>{item.cells.clone()}</span> })}
                <span>{place}</span>
            </div>
            <h3 class="big" id="muc-ten">{item.name.clone()}</h3>
            {compare(frame, item, now, before)}
            {findings}
            <dl class="def">{particulars(frame, item)}</dl>
            {if decidable { decision(frame, item, action, tab) } else { decided(frame, item) }}
        </article>
    }
    .into_any()
}

fn cell(label: String, shown: Option<&Shown>, none: &'static str) -> AnyView {
    let shown = shown.cloned().filter(|s| !s.big.is_empty()).unwrap_or(Shown { big: none.to_owned(), small: String::new() });
    view! { <div><dt>{label}</dt><dd>{shown.big}<small>{shown.small}</small></dd></div> }.into_any()
}

fn compare(frame: &Frame, item: &Item, now: Period, before: Period) -> AnyView {
    let none = frame.t("chưa có", "none");
    let name = |p: Period| crate::pages::report::first_upper(&crate::pages::report::period_name(p, frame.lang));
    let last = match &item.before {
        Some((when, shown)) => cell(crate::pages::report::first_upper(when), Some(shown), none),
        None => cell(name(before), None, none),
    };
    let class = if item.eyes.unusual { "st-late" } else { "" };
    view! {
        <dl class="cmp">
            {last}
            {item.earlier.as_ref().map(|e| cell(frame.t("Lần trước", "Revision before").to_owned(), Some(e), none))}
            {cell(name(now), Some(&item.now), none)}
            {item.difference.clone().map(|(d, unit)| view! {
                <div><dt>{frame.t("Chênh kỳ trước", "Difference")}</dt><dd><span class=class>{d}</span><small>{unit}</small></dd></div>
            })}
            {item.spark.clone().map(|svg| view! {
                <div class="wide"><dt>{frame.t("12 kỳ trước và kỳ này", "12 periods and this one")}</dt><dd><Drawing svg/></dd></div>
            })}
        </dl>
    }
    .into_any()
}

fn particulars(frame: &Frame, item: &Item) -> AnyView {
    let text = |label: &'static str, value: &str| {
        let value = value.to_owned();
        (!value.is_empty()).then(|| view! { <div><dt>{label}</dt><dd>{value}</dd></div> })
    };
    let source = item.source.clone().map(|(id, name)| view! { <a data-key="o" href=format!("/tep/{id}")>{name}</a> ", " });
    view! {
        {text(frame.t("Mục tiêu", "Target"), &item.target)}
        {match remark::thread(frame, &item.thread) {
            Some(thread) => Some(view! { <div><dt>{frame.t("Trao đổi", "Exchange")}</dt><dd>{thread}</dd></div> }.into_any()),
            None => text(frame.t("Đơn vị giải trình", "Explanation"), &item.justification).map(IntoAny::into_any),
        }}
        {text(frame.t("Ghi chú", "Note"), &item.note)}
        {text(frame.t("Minh chứng", "Evidence"), &item.evidence)}
        {evidence::links(frame, &item.files, Some("m")).map(|list| view! { <div><dt>{frame.t("Tệp minh chứng", "Files")}</dt><dd>{list}</dd></div> })}
        <div><dt>{frame.t("Nguồn", "Source")}</dt><dd>
            {source}
            {if item.cells.is_empty() { frame.t("gõ trên trang ", "typed in the page ").to_owned() } else { format!("{} ", item.cells) }}
            <a href=format!("/so-lieu/{}", item.id)>{frame.t("xem nguồn gốc số liệu", "trace this figure")}</a>
        </dd></div>
        {text(frame.t("Sửa tại trang", "Put right in the page"), &item.correction)}
        {text(frame.t("Cơ quan thẩm định", "Decided by"), item.agency.as_deref().unwrap_or_default())}
        {text(frame.t("Thẩm định", "Review"), &state_line(frame, item))}
    }
    .into_any()
}

fn state_line(frame: &Frame, item: &Item) -> String {
    if is_open(item.state) {
        return String::new();
    }
    let mut line = item_name(item.state, frame.lang).to_owned();
    for part in [&item.adjusted, &item.reason, &item.decided] {
        if !part.is_empty() {
            line = format!("{line}; {part}");
        }
    }
    line
}

fn decided(frame: &Frame, item: &Item) -> AnyView {
    let sentence = if item.carried {
        frame.t("Mục này đã được chấp nhận ở lần trước, không phải xem lại.", "Accepted in an earlier revision.").to_owned()
    } else if item.say == Say::None {
        format!("{} {}.", frame.t("Mục này do cơ quan khác quyết định:", "Somebody else decides this item:"), item.judge(frame))
    } else {
        frame.t("Báo cáo không ở bước thẩm định nên không quyết định mục được.", "The report is not under review.").to_owned()
    };
    view! { <p class="small muted after">{sentence}</p> }.into_any()
}

fn decision(frame: &Frame, item: &Item, action: String, tab: &'static str) -> AnyView {
    let hidden = || {
        view! {
            <Csrf token=frame.csrf.clone()/>
            <input type="hidden" name="id" value=item.id.to_string()/>
            <input type="hidden" name="xem" value=tab/>
            <input type="hidden" name="thay" value=item.mark.clone()/>
        }
    };
    let key = |letter: &'static str| view! { <kbd>{letter}</kbd> };
    let in_place = item.say == Say::InPlace;
    let reason = match &item.agency {
        Some(agency) if in_place => format!("{} {agency}", frame.t("Lý do quyết định thay", "Reason for deciding in place of")),
        _ => frame.t("Lý do (bắt buộc khi trả lại hoặc hỏi lại)", "Reason (needed to return or ask)").to_owned(),
    };
    view! {
        <form class="decide" method="post" action=action.clone()>
            {hidden()}
            <div class="field wide">
                <label for="ly-do">{reason}</label>
                <textarea class="in s" id="ly-do" name="ly-do" rows="2" maxlength="2000" required=in_place inner_html=escaped(&item.reason)></textarea>
            </div>
            <div class="btns">
                <button class="btn go" name="quyet-dinh" value="accepted" data-key="a">{frame.t("Chấp nhận", "Accept")}{key("A")}</button>
                <button class="btn stop" name="quyet-dinh" value="rejected" data-key="t">{frame.t("Trả lại mục này", "Return")}{key("T")}</button>
                <button class="btn" name="quyet-dinh" value="clarification" data-key="h">{frame.t("Hỏi lại", "Ask")}{key("H")}</button>
            </div>
        </form>
        <details class="twin" open=item.state == ItemState::Adjusted>
            <summary data-key="s">{frame.t("Ghi số thẩm định", "Enter an appraised figure")}{key("S")}</summary>
            <form class="decide" method="post" action=action>
                {hidden()}
                <div class="btns">
                    <div class="field"><label for="tu">{if item.kind == Kind::Ratio { frame.t("Tử số", "Numerator") } else { frame.t("Số thẩm định", "Figure") }}</label>
                        <input class="in n s" id="tu" name="tu" inputmode="decimal" maxlength="40" autocomplete="off" value=item.numerator.clone() required/></div>
                    {(item.kind == Kind::Ratio).then(|| view! {
                        <div class="field"><label for="mau">{frame.t("Mẫu số", "Denominator")}</label>
                        <input class="in n s" id="mau" name="mau" inputmode="decimal" maxlength="40" autocomplete="off" value=item.denominator.clone() required/></div>
                    })}
                </div>
                <div class="field wide"><label for="ly-do-so">{frame.t("Lý do", "Reason")}</label>
                    <textarea class="in s" id="ly-do-so" name="ly-do" rows="2" maxlength="2000" required inner_html=escaped(&item.reason)></textarea></div>
                <p class="small muted">{frame.t("Số của đơn vị vẫn được giữ bên cạnh số thẩm định.", "The unit's figure is kept beside it.")}</p>
                <div><button class="btn" name="quyet-dinh" value="adjusted">{frame.t("Ghi số thẩm định", "Use this figure")}</button></div>
            </form>
        </details>
    }
    .into_any()
}
