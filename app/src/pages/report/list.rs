//! "Báo cáo của tôi": what is due, and what was sent.

use super::{address, period_name, state_chip, time_left};
use crate::{
    frame::{self, Frame},
    pages::task::of_units,
    tasks::TaskBoard,
};
use chrono::NaiveDate;
use domain::{
    Period,
    text::{self, Lang},
    workflow::SubmissionState as S,
};
use leptos::prelude::*;
use store::catalogue::OrgUnit;

/// One report of one unit.
#[derive(Clone)]
pub struct Line {
    pub unit_code: String,
    pub unit_name: String,
    pub period: Period,
    /// The round's date, or the later one a returned report was given.
    pub due: NaiveDate,
    /// Something can still be sent in.
    pub open: bool,
    pub state: Option<S>,
    pub revision: i32,
    pub asked: usize,
    /// Day of the first submission.
    pub submitted: Option<NaiveDate>,
}

impl Line {
    fn is_owed(&self) -> bool {
        self.open && matches!(self.state, None | Some(S::Draft | S::Returned | S::Withdrawn))
    }

    /// The one thing to do next.
    fn action(&self, frame: &Frame) -> &'static str {
        match self.state {
            None | Some(S::Withdrawn) if self.open => frame.t("Bắt đầu báo cáo", "Start"),
            Some(S::Draft) if self.open => frame.t("Làm tiếp", "Continue"),
            Some(S::Returned) => frame.t("Sửa mục bị trả lại", "Fix returned items"),
            _ => frame.t("Xem báo cáo", "View"),
        }
    }
}

fn headline(frame: &Frame, lines: &[Line]) -> String {
    let owed: Vec<&Line> = lines.iter().filter(|l| l.is_owed()).collect();
    let en = frame.lang == Lang::En;
    let Some(first) = owed.iter().map(|l| l.due).min() else {
        return frame.t("Không còn báo cáo nào phải nộp lúc này.", "No report is due now.").to_owned();
    };
    let (count, day) = (owed.len(), text::date(first, frame.lang));
    match (first < frame.today, count, en) {
        (false, _, false) => format!("Còn {count} báo cáo phải nộp trước ngày {day}."),
        (false, _, true) => format!("{count} reports to submit by {day}."),
        (true, _, false) => format!("Còn {count} báo cáo phải nộp; hạn sớm nhất {day} đã qua {} ngày.", (frame.today - first).num_days()),
        (true, _, true) => format!("{count} reports to submit; the earliest was due on {day}."),
    }
}

/// `next`: when the next round opens, for the empty state; `has_units`: some unit is entrusted to the viewer; `for_many`: several are,
/// each by itself or below one.
/// `tasks`: what the units have to do besides.
pub fn list(
    frame: &Frame,
    lines: &[Line],
    has_units: bool,
    for_many: bool,
    next: Option<(Period, NaiveDate)>,
    tasks: Option<(&TaskBoard, &[&OrgUnit])>,
) -> String {
    let title = frame.t("Báo cáo của tôi", "My reports");
    frame::page(frame, title, || {
        if !has_units {
            return view! { <h1>{title}</h1>{no_units(frame)} }.into_any();
        }
        if lines.is_empty() && for_many {
            return view! { <h1>{frame.t("Báo cáo của các đơn vị trực thuộc", "Reports of the units below yours")}</h1>{units_below(frame)} }.into_any();
        }
        let (open, past): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|l| l.is_owed() || l.open);
        let many = lines.iter().any(|l| l.unit_code != lines[0].unit_code);
        view! {
            <h1>{headline(frame, lines)}</h1>
            <section class="sec">
                <div class="sec-h"><h2>{frame.t("Đợt đang mở", "Open rounds")}</h2>
                    {for_many.then(|| view! { <a href=super::MANY>{frame.t("Tải một tệp của nhiều đơn vị", "Upload one file of many units")}</a> })}</div>
                {if open.is_empty() { no_round(frame, next) } else { due_list(frame, &open, many) }}
            </section>
            {tasks.and_then(|(board, units)| of_units(frame, board, units))}
            {(!past.is_empty()).then(|| past_table(frame, &past, many))}
        }
        .into_any()
    })
}

fn due_list(frame: &Frame, lines: &[&Line], many: bool) -> AnyView {
    // One main button on the screen: the first report that is owed.
    let first = lines.iter().position(|l| l.is_owed());
    let item = |(i, l): (usize, &&Line)| {
        let late = l.is_owed() && l.due < frame.today;
        let left = l.is_owed().then(|| time_left(l.due, frame.today, frame.lang));
        let period = period_name(l.period, frame.lang);
        let name = if many { format!("{} · {period}", l.unit_name) } else { period };
        let count = match frame.lang {
            Lang::Vi => format!("{} số liệu", l.asked),
            Lang::En => format!("{} figures", l.asked),
        };
        let class = if Some(i) == first { "btn go" } else { "btn" };
        let state = match l.state {
            Some(state) => state_chip(frame, state),
            None => view! { <span class="tag">{frame.t("chưa bắt đầu", "not started")}</span> }.into_any(),
        };
        view! {
            <li>
                <div>
                    <h3>{first_upper(&name)}</h3>
                    <p class="small muted">
                        {count} " · " {frame.t("hạn nộp ", "due ")} {text::date(l.due, frame.lang)}
                        {(l.revision > 1).then(|| format!(" · {} {}", frame.t("lần", "revision"), l.revision))}
                    </p>
                </div>
                <div class="btns">
                    {state}
                    {left.map(|t| view! { <span class=if late { "st st-late" } else { "st" }>{t}</span> })}
                </div>
                <a class=class href=address(l.period, &l.unit_code)>{l.action(frame)}</a>
            </li>
        }
    };
    view! { <ul class="dues">{lines.iter().enumerate().map(item).collect_view()}</ul> }.into_any()
}

fn past_table(frame: &Frame, lines: &[&Line], many: bool) -> AnyView {
    let row = |l: &&Line| {
        let late = l.submitted.filter(|d| *d > l.due).map(|d| (d - l.due).num_days());
        let state = match l.state {
            Some(state) => state_chip(frame, state),
            None => view! { <span class="st st-late">{frame.t("không nộp", "not submitted")}</span> }.into_any(),
        };
        view! {
            <tr>
                <th scope="row"><a href=address(l.period, &l.unit_code)>{first_upper(&period_name(l.period, frame.lang))}</a></th>
                {many.then(|| view! { <td>{l.unit_name.clone()}</td> })}
                <td>{state}</td>
                <td>
                    {l.submitted.map(|d| text::date(d, frame.lang))}
                    {late.map(|n| view! { " " <span class="tag hot">{format!("{} {n} {}", frame.t("muộn", "late"), frame.t("ngày", "days"))}</span> })}
                </td>
                <td class="n">{l.asked}</td>
                <td class="n">{(l.revision > 0).then_some(l.revision)}</td>
            </tr>
        }
    };
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Các kỳ trước", "Earlier periods")}</h2></div>
            <div class="scroll-x"><table class="t">
                <thead><tr>
                    <th>{frame.t("Kỳ", "Period")}</th>
                    {many.then(|| view! { <th>{frame.t("Đơn vị", "Unit")}</th> })}
                    <th>{frame.t("Trạng thái", "State")}</th>
                    <th>{frame.t("Nộp lần đầu", "First submitted")}</th>
                    <th class="n">{frame.t("Số liệu", "Figures")}</th>
                    <th class="n">{frame.t("Lần", "Revision")}</th>
                </tr></thead>
                <tbody>{lines.iter().map(row).collect_view()}</tbody>
            </table></div>
        </section>
    }
    .into_any()
}

fn no_round(frame: &Frame, next: Option<(Period, NaiveDate)>) -> AnyView {
    let sentence = match (next, frame.lang) {
        (Some((p, day)), Lang::Vi) => format!("Đợt {} mở ngày {}. Khi đó biểu mẫu của đơn vị có ở đây.", p.label(), text::vi_date(day)),
        (Some((p, day)), Lang::En) => format!("The round {} opens on {}.", p.label_en(), text::date(day, Lang::En)),
        (None, _) => {
            frame.t("Sở Khoa học và Công nghệ chưa mở đợt nào. Xem lại các kỳ trước ở dưới.", "No round has been opened yet.").to_owned()
        }
    };
    view! { <div class="empty"><h3>{frame.t("Không có đợt nào đang mở", "No open round")}</h3><p>{sentence}</p></div> }.into_any()
}

/// Whoever answers for units only through one above them.
fn units_below(frame: &Frame) -> AnyView {
    view! {
        <div class="empty after">
            <h3>{frame.t("Đơn vị của bạn không có báo cáo riêng", "Your own unit has no reports")}</h3>
            <p>{frame.t(
                "Tải một tệp có số liệu của nhiều đơn vị, hoặc chọn báo cáo của từng đơn vị trong bảng các đợt.",
                "Upload one file with the figures of many units, or choose a unit's report in the table of rounds.",
            )}</p>
            <div class="btns after">
                <a class="btn go" href=super::MANY>{frame.t("Tải một tệp của nhiều đơn vị", "Upload one file of many units")}</a>
                <a class="btn" href="/dot">{frame.t("Xem các đợt báo cáo", "To the rounds")}</a>
            </div>
        </div>
    }
    .into_any()
}

pub(super) fn no_units(frame: &Frame) -> AnyView {
    view! {
        <div class="empty after">
            <h3>{frame.t("Tài khoản chưa được giao lập báo cáo cho đơn vị nào", "No unit is entrusted to this account")}</h3>
            <p>{frame.t("Liên hệ quản trị viên của Sở Khoa học và Công nghệ để được giao quyền, hoặc xem tiến độ của tỉnh.", "Ask the administrator for a right, or look at the province's progress.")}</p>
            <a class="btn" href="/">{frame.t("Xem Tổng quan", "To the overview")}</a>
        </div>
    }
    .into_any()
}

/// "Tháng 10/2026" at the head of a line.
pub(crate) fn first_upper(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
