//! One report on the reviewer's desk: its items, then the decision on the whole.

use super::{
    address,
    item::{Item, open},
    queue::{Queue, list},
};
use crate::{
    frame::{self, Frame},
    pages::report::{self, period_name, state_chip},
    ui::Csrf,
};
use chrono::NaiveDate;
use domain::{
    Period,
    text::{self, Lang},
    workflow::SubmissionState as S,
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

    fn undecided(&self) -> usize {
        self.items.iter().filter(|i| i.is_open()).count()
    }
}

/// Keys of the decisions: a press works the button that shows the letter. Without it every button still works.
const KEYS: &str = "addEventListener('keydown',e=>{if(e.ctrlKey||e.metaKey||e.altKey||/^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName))return;\
const k=document.querySelector(`[data-key=\"${CSS.escape(e.key.toLowerCase())}\"]`);if(!k)return;e.preventDefault();\
const r=document.getElementById('ly-do');if(/[th]/i.test(e.key)&&r&&!r.value.trim()){r.focus();return}k.click()})";

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
            <script nonce=frame.nonce.clone() inner_html=KEYS></script>
        }
        .into_any()
    })
}

fn headline(frame: &Frame, d: &Desk) -> String {
    let (eyes, all, open) = (d.items.iter().filter(|i| i.eyes.any() && i.is_open()).count(), d.items.len(), d.undecided());
    let en = frame.lang == Lang::En;
    match (d.state, en) {
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
    let decidable = d.is_decidable() && !item.carried;
    let pages = view! {
        <p class="btns small">
            {(at > 0).then(|| view! { <a data-key="k" href=go(at - 1)>{frame.t("Mục trước", "Previous")}</a> })}
            {(at + 1 < shown.len()).then(|| view! { <a data-key="j" href=go(at + 1)>{frame.t("Mục sau", "Next")}</a> })}
        </p>
    };
    let row = |(i, item): (usize, &&Item)| {
        let shown_state = if item.is_open() { String::new() } else { report::item_name(item.state, frame.lang).to_owned() };
        view! {
            <tr class=(i == at).then_some("me")>
                <td class="mono muted">{item.code.clone()}</td>
                <th scope="row"><a class="plain" href=go(i)>{item.name.clone()}</a></th>
                <td class="n">{item.before.as_ref().map(|s| s.big.clone())}</td>
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
        {decidable.then(|| keys(frame))}
    }
    .into_any()
}

fn keys(frame: &Frame) -> AnyView {
    view! {
        <div class="keys" aria-hidden="true">
            <span><kbd>J</kbd> <kbd>K</kbd> {frame.t(" mục sau, trước", " next, previous")}</span>
            <span><kbd>A</kbd> {frame.t(" chấp nhận", " accept")}</span><span><kbd>T</kbd> {frame.t(" trả lại", " return")}</span>
            <span><kbd>H</kbd> {frame.t(" hỏi lại", " ask")}</span><span><kbd>S</kbd> {frame.t(" số thẩm định", " appraised figure")}</span>
            <span><kbd>O</kbd> {frame.t(" mở tệp gốc", " original file")}</span>
        </div>
    }
    .into_any()
}

/// The decision on the whole report.
fn closing(frame: &Frame, d: &Desk) -> AnyView {
    let returned: Vec<&Item> = d.items.iter().filter(|i| i.is_returned()).collect();
    let home = address(d.period, &d.unit_code);
    if !returned.is_empty() {
        let line = |i: &&Item| view! { <li><b>{i.name.clone()}</b> ": " {i.reason.clone()}</li> };
        let again = frame.today + chrono::Days::new(5);
        let heading = match frame.lang {
            Lang::Vi => format!("Trả lại đơn vị {} mục", returned.len()),
            Lang::En => format!("Return {} items to the unit", returned.len()),
        };
        return view! {
            <section class="sec submit">
                <h2>{heading}</h2>
                <ul class="gaps">{returned.iter().map(line).collect_view()}</ul>
                <p class="say">{frame.t(
                    "Chỉ các mục này mở cho đơn vị sửa; các mục khác được chấp nhận và giữ nguyên. Muốn chấp nhận báo cáo thì quyết định lại các mục này trước.",
                    "Only these items open for the unit; the others are accepted and stay. To accept the report, decide these items again first.",
                )}</p>
                <form class="btns after" method="post" action=format!("{home}/tra-lai")>
                    <Csrf token=frame.csrf.clone()/>
                    <input type="hidden" name="lan" value=d.revision.to_string()/>
                    <input type="hidden" name="version" value=d.version.clone()/>
                    <div class="field"><label for="han">{frame.t("Hạn nộp lại", "Due again")}</label>
                        <input class="in s" id="han" name="han" type="date" value=again.to_string() min=frame.today.to_string() required/></div>
                    <button class="btn stop big">{frame.t("Trả lại đơn vị", "Return to the unit")}</button>
                </form>
            </section>
        }
        .into_any();
    }
    let undecided = d.undecided();
    let eyes = d.items.iter().filter(|i| i.eyes.any() && i.is_open()).count();
    let says = match (undecided, eyes, frame.lang) {
        (0, _, Lang::Vi) => "Mọi mục đã được quyết định. Số liệu có hiệu lực và vào tiến độ ngay khi chấp nhận.".to_owned(),
        (0, _, Lang::En) => "Every item is decided. The figures come into force at once.".to_owned(),
        (n, 0, Lang::Vi) => format!("{n} mục chưa quyết định đều bình thường và được chấp nhận cùng báo cáo. Số liệu có hiệu lực ngay."),
        (n, 0, Lang::En) => format!("{n} ordinary items are accepted with the report. The figures come into force at once."),
        (n, e, Lang::Vi) => {
            format!("Còn {n} mục chưa quyết định, trong đó {e} mục cần xem kỹ. Chấp nhận báo cáo là chấp nhận cả các mục đó.")
        }
        (n, e, Lang::En) => format!("{n} items are undecided, {e} of them unusual. Accepting the report accepts them too."),
    };
    let button = match (undecided, frame.lang) {
        (0, Lang::Vi) => "Chấp nhận báo cáo".to_owned(),
        (0, Lang::En) => "Accept the report".to_owned(),
        (n, Lang::Vi) => format!("Chấp nhận báo cáo cùng {n} mục còn lại"),
        (n, Lang::En) => format!("Accept the report with {n} more items"),
    };
    let who =
        if !d.approves {
            Some(frame.t(
                "Người có quyền chấp nhận của Sở Khoa học và Công nghệ mở trang này để kết luận.",
                "An approver opens this page to conclude.",
            ))
        } else if d.submitter {
            Some(frame.t(
                "Bạn là người nộp báo cáo này nên cần người thứ hai chấp nhận.",
                "You submitted this report: somebody else must accept it.",
            ))
        } else {
            None
        };
    let class = if eyes == 0 { "btn go big" } else { "btn big" };
    view! {
        <section class="sec submit">
            <h2>{frame.t("Chấp nhận báo cáo", "Accept the report")}</h2>
            <p class="say">{says}" "{(eyes > 0).then(|| view! { <a href=format!("{home}?xem=can-xem#muc")>{frame.t("Xem các mục đó trước", "Look at them first")}</a> })}</p>
            {match who {
                Some(sentence) => view! { <p class="say">{sentence}</p> }.into_any(),
                None => view! {
                    <form class="btns after" method="post" action=format!("{home}/chap-nhan")>
                        <Csrf token=frame.csrf.clone()/>
                        <input type="hidden" name="lan" value=d.revision.to_string()/>
                        <input type="hidden" name="version" value=d.version.clone()/>
                        <input type="hidden" name="ca" value={if undecided > 0 { "1" } else { "" }}/>
                        <button class=class>{button}</button>
                    </form>
                }.into_any(),
            }}
        </section>
    }
    .into_any()
}

fn reopen(frame: &Frame, d: &Desk) -> AnyView {
    let check = |i: &Item| {
        view! { <label class="check"><input type="checkbox" name="muc" value=i.code.clone()/><span>{i.name.clone()} " " <span class="muted">{i.now.big.clone()}</span></span></label> }
    };
    view! {
        <details class="rest sec">
            <summary>{frame.t("Mở lại một số mục để đơn vị sửa", "Reopen items for correction")}</summary>
            <form class="stack after" method="post" action=format!("{}/mo-lai", address(d.period, &d.unit_code))>
                <Csrf token=frame.csrf.clone()/>
                <input type="hidden" name="version" value=d.version.clone()/>
                <p class="small muted">{frame.t(
                    "Bản đã chấp nhận vẫn có hiệu lực và vẫn xem được; đơn vị lập bản kế tiếp, chỉ các mục chọn ở đây sửa được.",
                    "The accepted revision stays in force and readable; only these items open in the next one.",
                )}</p>
                <div class="stack-s">{d.items.iter().map(check).collect_view()}</div>
                <div class="field wide"><label for="ly-do-mo">{frame.t("Lý do mở lại", "Reason")}</label>
                    <textarea class="in s" id="ly-do-mo" name="ly-do" rows="2" maxlength="2000" required></textarea></div>
                <div><button class="btn stop">{frame.t("Mở lại các mục đã chọn", "Reopen")}</button></div>
            </form>
        </details>
    }
    .into_any()
}
