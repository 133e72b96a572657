//! One report on the reviewer's desk: its items, then the decision on the whole.

use super::{
    address,
    closing::{closing, reopen},
    item::{Item, open},
    keys,
    queue::{Queue, list},
};
use crate::{
    frame::{self, Frame},
    pages::report::{self, period_name, state_chip},
};
use chrono::NaiveDate;
use domain::{
    Period,
    access::Say,
    text::{self, Lang},
    workflow::{ItemState, SubmissionState as S},
};
use leptos::prelude::*;

/// `?xem=`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    #[default]
    Eyes,
    Changed,
    All,
}

impl Tab {
    pub const ALL: [Self; 3] = [Self::Eyes, Self::Changed, Self::All];

    pub fn code(self) -> &'static str {
        match self {
            Self::Eyes => "can-xem",
            Self::Changed => "thay-doi",
            Self::All => "tat-ca",
        }
    }

    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|t| t.code() == code).unwrap_or_default()
    }

    fn holds(self, item: &Item) -> bool {
        match self {
            Self::Eyes => item.eyes.any(),
            Self::Changed => item.earlier.is_some() || item.eyes.changed,
            Self::All => true,
        }
    }
}

pub struct Desk {
    pub unit_code: String,
    pub unit_name: String,
    pub period: Period,
    pub revision: i32,
    /// What the page shows, so that nobody concludes on what somebody else changed meanwhile.
    pub version: String,
    /// The revision handed in before this one.
    pub earlier: Option<i32>,
    pub state: S,
    pub submitted: Option<(String, String)>,
    pub due_again: Option<NaiveDate>,
    /// Why the report stands as it does, when it was returned or reopened.
    pub reason: String,
    pub items: Vec<Item>,
    pub tab: Tab,
    /// Code of the item asked for in the address.
    pub chosen: Option<String>,
    /// May accept and reopen.
    pub approves: bool,
    /// May return, and decides what no line agency decides; who may not is of a line agency.
    pub reviews: bool,
    /// The viewer handed this report in.
    pub submitter: bool,
    /// A later revision is with the unit.
    pub with_unit: bool,
    pub queue: Queue,
}

impl Desk {
    fn is_decidable(&self) -> bool {
        matches!(self.state, S::Submitted | S::InReview)
    }

    fn count(&self, tab: Tab) -> usize {
        self.items.iter().filter(|i| tab.holds(i)).count()
    }

    pub(super) fn undecided(&self) -> usize {
        self.items.iter().filter(|i| i.is_open()).count()
    }

    /// How many items somebody else has yet to decide, and who.
    pub(super) fn awaited(&self, frame: &Frame) -> Option<(usize, String)> {
        let left: Vec<String> = self.items.iter().filter(|i| i.is_awaited()).map(|i| i.judge(frame)).collect();
        let mut names = left.clone();
        names.sort();
        names.dedup();
        (!left.is_empty()).then(|| (left.len(), names.join(", ")))
    }
}

pub fn show(frame: &Frame, d: &Desk) -> String {
    let title = format!("{} {} · {}", frame.t("Thẩm định", "Review"), period_name(d.period, frame.lang), d.unit_name);
    let queue_link = format!("/tham-dinh?dot={}", d.period);
    frame::page(frame, &title, || {
        view! {
            <p class="crumb"><a href=queue_link.clone()>{frame.t("Thẩm định đợt ", "Review of ")}{period_name(d.period, frame.lang)}</a></p>
            <h1>{headline(frame, d)}</h1>
            <div class="cols c-4-8 sec review">
                <section class="sec aside">
                    <div class="sec-h"><h2>{frame.t("Hàng chờ", "Queue")}</h2><span class="small muted">{frame.t("mục cần xem", "to look at")}</span></div>
                    {list(frame, &d.queue, &d.unit_code)}
                </section>
                <section class="sec">
                    <div class="sec-h"><h2>{d.unit_name.clone()}</h2><span>{state_chip(frame, d.state)}</span>{origin(frame, d)}</div>
                    {tabs(frame, d)}
                    {items(frame, d)}
                    {d.is_decidable().then(|| closing(frame, d))}
                    {(matches!(d.state, S::Accepted | S::Locked) && d.approves && !d.with_unit).then(|| reopen(frame, d))}
                </section>
            </div>
            <script nonce=frame.nonce.clone() inner_html=keys::SCRIPT></script>
        }
        .into_any()
    })
}

fn headline(frame: &Frame, d: &Desk) -> String {
    let (eyes, all, open) = (d.items.iter().filter(|i| i.eyes.any() && i.is_open()).count(), d.items.len(), d.undecided());
    let en = frame.lang == Lang::En;
    let waits = d.awaited(frame);
    match (d.state, en) {
        (S::Submitted | S::InReview, false) if open == 0 && !d.reviews => {
            "Đã quyết định các mục của cơ quan; Sở Khoa học và Công nghệ kết luận cả báo cáo.".to_owned()
        }
        (S::Submitted | S::InReview, true) if open == 0 && !d.reviews => "Your agency's items are decided.".to_owned(),
        (S::Submitted | S::InReview, _) if open == 0 && waits.is_some() => waiting(frame, waits),
        (S::Submitted | S::InReview, false) if open == 0 => format!("Đã quyết định đủ {all} mục; còn kết luận cả báo cáo."),
        (S::Submitted | S::InReview, true) if open == 0 => format!("All {all} items are decided; the report waits for its conclusion."),
        (S::Submitted | S::InReview, false) if eyes == 0 => {
            format!("Không còn mục nào cần xem kỹ; {open} mục bình thường chưa quyết định.")
        }
        (S::Submitted | S::InReview, true) if eyes == 0 => format!("Nothing unusual is left; {open} ordinary items are undecided."),
        (S::Submitted | S::InReview, false) => format!("Còn {eyes} mục cần xem trong {all} mục của báo cáo."),
        (S::Submitted | S::InReview, true) => format!("{eyes} of {all} items need a look."),
        (S::Returned, false) => format!("Đã trả lại đơn vị {} mục.", d.items.iter().filter(|i| i.is_returned()).count()),
        (S::Returned, true) => format!("{} items were returned.", d.items.iter().filter(|i| i.is_returned()).count()),
        (S::Accepted | S::Locked, false) => format!("Báo cáo {} của {} đã được chấp nhận.", d.period.label(), d.unit_name),
        (_, false) => format!("Báo cáo {} của {} {}.", d.period.label(), d.unit_name, d.state.label()),
        (_, true) => format!("{}: {}.", d.unit_name, d.state.code().replace('_', " ")),
    }
}

/// "Còn 4 mục chờ Công an tỉnh thẩm định."; empty when nothing is awaited.
pub(super) fn waiting(frame: &Frame, awaited: Option<(usize, String)>) -> String {
    match (awaited, frame.lang) {
        (None, _) => String::new(),
        (Some((n, who)), Lang::Vi) => format!("Còn {n} mục chờ {who} thẩm định."),
        (Some((n, who)), Lang::En) => format!("{n} items wait for {who}."),
    }
}

fn origin(frame: &Frame, d: &Desk) -> AnyView {
    let again = d
        .due_again
        .filter(|_| d.state == S::Returned)
        .map(|day| format!(" · {} {}", frame.t("hạn nộp lại", "due again"), text::date(day, frame.lang)));
    view! {
        <p>
            {format!("{} {}", frame.t("Lần", "Revision"), d.revision)}
            {d.submitted.clone().map(|(when, who)| format!(" · {} {when}, {who}", frame.t("nộp", "submitted")))}
            {again}
            " · " <a href=format!("{}?ban={}", report::address(d.period, &d.unit_code), d.revision)>{frame.t("xem cả báo cáo", "whole report")}</a>
            {d.with_unit.then(|| frame.t(" · đơn vị đang sửa bản tiếp theo", " · the unit works on the next revision"))}
            {(!d.reason.is_empty()).then(|| view! { <br/> {frame.t("Lý do: ", "Reason: ")} {d.reason.clone()} })}
        </p>
    }
    .into_any()
}

fn tabs(frame: &Frame, d: &Desk) -> AnyView {
    let link = |tab: Tab| {
        let count = d.count(tab);
        let name = match tab {
            Tab::Eyes => frame.t("Cần xem", "To look at").to_owned(),
            Tab::Changed => format!("{} {}", frame.t("Thay đổi so với lần", "Changed since revision"), d.earlier.unwrap_or_default()),
            Tab::All => frame.t("Tất cả", "All").to_owned(),
        };
        let href = format!("{}?xem={}", address(d.period, &d.unit_code), tab.code());
        view! { <a href=href aria-current=(d.tab == tab).then_some("true")>{format!("{name} ({count})")}</a> }
    };
    let shown = Tab::ALL.into_iter().filter(|t| *t != Tab::Changed || d.earlier.is_some());
    let file = d.items.iter().find_map(|i| i.source.clone());
    view! {
        <nav class="tabs" aria-label=frame.t("Phần của báo cáo", "Parts of the report")>
            {shown.map(link).collect_view()}
            {file.map(|(id, _)| view! { <a href=format!("/tep/{id}")>{frame.t("Tệp gốc", "Original file")}</a> })}
        </nav>
    }
    .into_any()
}

fn items(frame: &Frame, d: &Desk) -> AnyView {
    let shown: Vec<&Item> = d.items.iter().filter(|i| d.tab.holds(i)).collect();
    let asked = d.chosen.as_ref().and_then(|code| shown.iter().position(|i| i.code == *code));
    let at = asked.or_else(|| shown.iter().position(|i| i.is_open())).or((!shown.is_empty()).then_some(0));
    let Some(at) = at else {
        let sentence = match d.tab {
            Tab::Eyes => frame.t(
                "Không có mục nào khác thường. Xem tất cả, hoặc chấp nhận báo cáo ở dưới.",
                "Nothing unusual. Look at all, or accept below.",
            ),
            Tab::Changed => frame.t("Không có mục nào thay đổi so với lần trước.", "Nothing changed since the revision before."),
            Tab::All => frame.t("Báo cáo không có mục nào.", "The report has no items."),
        };
        return view! { <div class="empty after"><p>{sentence}</p></div> }.into_any();
    };
    let item = shown[at];
    let place = match frame.lang {
        Lang::Vi => format!("mục {}/{}", at + 1, shown.len()),
        Lang::En => format!("item {} of {}", at + 1, shown.len()),
    };
    let go = |i: usize| format!("{}?xem={}&muc={}#muc", address(d.period, &d.unit_code), d.tab.code(), shown[i].code);
    let decidable = d.is_decidable() && !item.carried && item.say != Say::None;
    let pages = view! {
        <p class="btns small">
            {(at > 0).then(|| view! { <a data-key="k" href=go(at - 1)>{frame.t("Mục trước", "Previous")}</a> })}
            {(at + 1 < shown.len()).then(|| view! { <a data-key="j" href=go(at + 1)>{frame.t("Mục sau", "Next")}</a> })}
        </p>
    };
    let row = |(i, item): (usize, &&Item)| {
        let shown_state = match item.state {
            ItemState::Pending if item.is_awaited() => format!("{} {}", frame.t("chờ", "waits for"), item.judge(frame)),
            ItemState::Pending => String::new(),
            state => report::item_name(state, frame.lang).to_owned(),
        };
        view! {
            <tr class=(i == at).then_some("me")>
                <td class="mono muted">{item.code.clone()}</td>
                <th scope="row"><a class="plain" href=go(i)>{item.name.clone()}</a></th>
                <td class="n">{item.before.as_ref().map(|(_, s)| s.big.clone())}</td>
                <td class="n"><b>{item.now.big.clone()}</b></td>
                <td class="n">{item.difference.clone().map(|d| d.0)}</td>
                <td class="small">{item.why(frame)}</td>
                <td>{shown_state}</td>
            </tr>
        }
    };
    view! {
        {open(frame, item, &d.unit_code, (d.period, d.period.previous()), d.tab.code(), place, decidable)}
        {pages}
        <div class="scroll-x"><table class="t figures">
            <thead><tr>
                <th>{frame.t("Mã", "Code")}</th><th>{frame.t("Chỉ tiêu", "Indicator")}</th>
                <th class="n">{frame.t("Kỳ trước", "Last period")}</th><th class="n">{frame.t("Kỳ này", "This period")}</th>
                <th class="n">{frame.t("Chênh", "Difference")}</th><th>{frame.t("Vì sao cần xem", "Why look")}</th>
                <th>{frame.t("Quyết định", "Decision")}</th>
            </tr></thead>
            <tbody>{shown.iter().enumerate().map(row).collect_view()}</tbody>
        </table></div>
        {keys::list(frame, if decidable { keys::ITEM } else { keys::READING })}
    }
    .into_any()
}
