//! Who in a unit looks after which of its indicators, and handing it over.

use crate::{
    frame::{self, Frame},
    ui::Csrf,
};
use chrono::NaiveDate;
use domain::text::{self, Lang};
use leptos::prelude::*;
use uuid::Uuid;

/// One indicator that the unit reports.
pub struct Line {
    pub code: String,
    pub name: String,
    pub steward: Option<Uuid>,
    pub deputy: Option<Uuid>,
    pub since: Option<NaiveDate>,
}

impl Line {
    /// As the page shows it, so that nobody writes over what somebody else changed meanwhile.
    pub fn mark(&self) -> String {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        format!("{}/{}", id(self.steward), id(self.deputy))
    }
}

pub struct Stewards {
    pub unit_code: String,
    pub unit_name: String,
    pub lines: Vec<Line>,
    /// Those who can look after one: id and name.
    pub people: Vec<(Uuid, String)>,
    /// Those who do and can no longer report for the unit.
    pub former: Vec<(Uuid, String)>,
    /// The viewer says who it is.
    pub editable: bool,
}

/// Address of a unit's page.
pub fn address(unit: &str) -> String {
    format!("/don-vi/{}/phu-trach", frame::ui_encode(unit))
}

impl Stewards {
    fn name(&self, frame: &Frame, id: Option<Uuid>) -> String {
        let Some(id) = id else { return String::new() };
        let of = |list: &[(Uuid, String)]| list.iter().find(|(p, _)| *p == id).map(|(_, name)| name.clone());
        let gone = || of(&self.former).map(|name| format!("{name} ({})", frame.t("không còn quyền lập báo cáo", "can no longer report")));
        of(&self.people).or_else(gone).unwrap_or_default()
    }

    fn headline(&self, lang: Lang) -> String {
        let (all, left) = (self.lines.len(), self.lines.iter().filter(|l| l.steward.is_none()).count());
        match (all, self.former.len(), left, lang) {
            (0, .., Lang::Vi) => "Đơn vị chưa được giao báo cáo chỉ tiêu nào.".into(),
            (0, .., Lang::En) => "The unit reports no indicator.".into(),
            (_, 1.., _, Lang::Vi) => format!("{} người phụ trách không còn quyền lập báo cáo; cần bàn giao.", self.former.len()),
            (_, 1.., _, Lang::En) => format!("{} stewards can no longer report; hand over what they looked after.", self.former.len()),
            (_, _, 0, Lang::Vi) => format!("Cả {all} chỉ tiêu đã có người phụ trách."),
            (_, _, 0, Lang::En) => format!("All {all} indicators have a steward."),
            (.., Lang::Vi) => format!("{left}/{all} chỉ tiêu chưa có người phụ trách."),
            (.., Lang::En) => format!("{left} of {all} indicators have no steward."),
        }
    }
}

pub fn show(frame: &Frame, s: &Stewards) -> String {
    let title = format!("{}: {}", frame.t("Người phụ trách", "Stewards"), s.unit_name);
    frame::page(frame, &title, || {
        let nobody = s.editable && s.people.is_empty() && !s.lines.is_empty();
        view! {
            <p class="crumb"><a href="/don-vi">{frame.t("Đơn vị", "Units")}</a> " / "
                <a href=format!("/don-vi/{}", frame::ui_encode(&s.unit_code))>{s.unit_name.clone()}</a></p>
            <h1>{s.headline(frame.lang)}</h1>
            <p class="lead">{frame.t(
                "Người phụ trách được nhắc khi chỉ tiêu của mình còn thiếu số liệu; người thay được nhắc từ ngày đến hạn, và thay hẳn khi người phụ trách không còn quyền lập báo cáo.",
                "A steward is reminded while a figure of theirs is missing; the deputy from the due day on, and takes over when the steward can no longer report.",
            )}</p>
            {nobody.then(|| view! { <div class="banner warn after" role="status"><b>{frame.t(
                "Chưa có ai có quyền lập báo cáo của đơn vị. Nhờ quản trị viên giao quyền trước.",
                "Nobody may report for the unit yet. Ask an administrator for the right first.",
            )}</b></div> })}
            {(s.editable && !s.people.is_empty() && !s.lines.is_empty()).then(|| hand_over(frame, s))}
            {(!s.lines.is_empty()).then(|| table(frame, s))}
        }
        .into_any()
    })
}

fn option(id: Uuid, name: String, chosen: bool) -> AnyView {
    view! { <option value=id.to_string() selected=chosen>{name}</option> }.into_any()
}

fn hand_over(frame: &Frame, s: &Stewards) -> Option<AnyView> {
    let holds = |id: Uuid| s.lines.iter().filter(|l| l.steward == Some(id) || l.deputy == Some(id)).count();
    let left = s.lines.iter().filter(|l| l.steward.is_none()).count();
    // Those who have to hand over first.
    let from: Vec<AnyView> = s
        .former
        .iter()
        .chain(&s.people)
        .map(|(id, _)| (*id, holds(*id)))
        .filter(|(_, n)| *n > 0)
        .map(|(id, n)| option(id, format!("{}: {n} {}", s.name(frame, Some(id)), frame.t("chỉ tiêu", "indicators")), false))
        .collect();
    if from.is_empty() && left == 0 {
        return None;
    }
    let unowned = (left > 0).then(|| {
        view! { <option value="">{format!("{}: {left}", frame.t("Các chỉ tiêu chưa có người phụ trách", "Indicators without a steward"))}</option> }
    });
    let to = s.people.iter().map(|(id, name)| option(*id, name.clone(), false)).collect_view();
    Some(
        view! {
            <section class="sec">
                <div class="sec-h"><h2>{frame.t("Bàn giao một lần", "Hand over at once")}</h2></div>
                <form class="narrow picks" method="post" action=format!("{}/ban-giao", address(&s.unit_code))>
                    <Csrf token=frame.csrf.clone()/>
                    <div class="field wide"><label for="tu-ai">{frame.t("Của", "From")}</label>
                        <select class="in s" id="tu-ai" name="tu">{from}{unowned}</select></div>
                    <div class="field wide"><label for="cho-ai">{frame.t("Cho", "To")}</label>
                        <select class="in s" id="cho-ai" name="cho" required><option value="">{frame.t("chọn người nhận", "choose who")}</option>{to}</select></div>
                    <button class="btn">{frame.t("Bàn giao", "Hand over")}</button>
                </form>
            </section>
        }
        .into_any(),
    )
}

fn table(frame: &Frame, s: &Stewards) -> AnyView {
    let choose = |field: &str, label: &'static str, l: &Line, chosen: Option<Uuid>| {
        if !s.editable {
            return view! { <span>{s.name(frame, chosen)}</span> }.into_any();
        }
        let gone = chosen.filter(|id| s.former.iter().any(|(p, _)| p == id)).map(|id| option(id, s.name(frame, Some(id)), true));
        let people = s.people.iter().map(|(id, name)| option(*id, name.clone(), chosen == Some(*id))).collect_view();
        let none = if field == "pt" { frame.t("chưa có", "nobody") } else { frame.t("không", "none") };
        view! {
            <select class="in s" name=format!("{field}.{}", l.code) aria-label=format!("{label}: {}", l.name)>
                <option value="">{none}</option>{gone}{people}
            </select>
        }
        .into_any()
    };
    let (steward, deputy) = (frame.t("Người phụ trách", "Steward"), frame.t("Người thay", "Deputy"));
    let row = |l: &Line| {
        view! {
            <tr>
                <th scope="row">{l.name.clone()}<span class="sub">{l.code.clone()}{l.since.map(|d| format!(" · {} {}", frame.t("từ", "since"), text::date(d, frame.lang)))}</span>
                    {s.editable.then(|| view! { <input type="hidden" name=format!("cu.{}", l.code) value=l.mark()/> })}</th>
                <td data-of=steward>{choose("pt", steward, l, l.steward)}</td>
                <td data-of=deputy>{choose("th", deputy, l, l.deputy)}</td>
            </tr>
        }
    };
    let body = view! {
        <table class="t listed stewards">
            <thead><tr><th scope="col">{frame.t("Chỉ tiêu", "Indicator")}</th><th scope="col">{steward}</th><th scope="col">{deputy}</th></tr></thead>
            <tbody>{s.lines.iter().map(row).collect_view()}</tbody>
        </table>
    };
    if !s.editable {
        return view! { <section class="sec">{body}</section> }.into_any();
    }
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Từng chỉ tiêu", "Indicator by indicator")}</h2></div>
            <form method="post" action=address(&s.unit_code)>
                <Csrf token=frame.csrf.clone()/>
                {body}
                <div class="btns after"><button class="btn go">{frame.t("Lưu", "Save")}</button></div>
            </form>
        </section>
    }
    .into_any()
}
