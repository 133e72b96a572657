//! What may be said about a task: how far it is, what holds it up, how that was resolved.

use super::{DifficultyLine, TaskPage, address, state_label};
use crate::{frame::Frame, pages::report::escaped, ui::Csrf};
use domain::task::{BODY_LIMIT, EVIDENCE_LIMIT, TaskState, TimeRule};
use leptos::prelude::*;
use serde::Deserialize;

/// An update as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct UpdateForm {
    /// Code of the unit it is said for.
    #[serde(rename = "don-vi")]
    pub unit: String,
    #[serde(rename = "trang-thai")]
    pub state: String,
    #[serde(rename = "phan-tram")]
    pub percent: String,
    /// ISO date.
    #[serde(rename = "ngay")]
    pub day: String,
    #[serde(rename = "noi-dung")]
    pub body: String,
    #[serde(rename = "minh-chung")]
    pub evidence: String,
    /// Id of the newest update that the page showed; empty when there was none.
    #[serde(rename = "da-xem")]
    pub seen: String,
    #[serde(skip)]
    pub problem: Option<String>,
}

/// A difficulty as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RaiseForm {
    #[serde(rename = "don-vi")]
    pub unit: String,
    /// Code of the unit whose it is to resolve.
    #[serde(rename = "thao-go")]
    pub resolver: String,
    #[serde(rename = "noi-dung")]
    pub body: String,
    #[serde(skip)]
    pub problem: Option<String>,
}

/// How a difficulty was resolved, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ResolveForm {
    pub id: String,
    #[serde(rename = "tra-loi")]
    pub answer: String,
    #[serde(skip)]
    pub problem: Option<String>,
}

/// What the viewer may say, and what they have typed.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// Code and name of the units for which the viewer may speak; empty: there are no forms.
    pub units: Vec<(String, String)>,
    /// Units that could resolve a difficulty.
    pub resolvers: Vec<(String, String)>,
    pub update: UpdateForm,
    pub raise: RaiseForm,
    pub resolve: ResolveForm,
}

fn problem(frame: &Frame, problem: Option<&String>) -> Option<AnyView> {
    let sentence = problem?.clone();
    let nothing = (!sentence.contains("Chưa có gì được lưu")).then(|| frame.t("Chưa có gì được lưu.", "Nothing was stored."));
    Some(view! { <div class="banner bad full" role="alert"><b>{sentence}</b><p>{nothing}</p></div> }.into_any())
}

/// For whom one speaks: nothing to choose for a person of one unit.
fn unit_field(frame: &Frame, id: &'static str, units: &[(String, String)], chosen: &str) -> AnyView {
    if let [(code, _)] = units {
        return view! { <input type="hidden" name="don-vi" value=code.clone()/> }.into_any();
    }
    let options = units.iter().map(|(code, name)| view! { <option value=code.clone() selected=code == chosen>{name.clone()}</option> });
    view! {
        <div class="field"><label for=id>{frame.t("Thay đơn vị", "For the unit")}</label>
            <select class="in" id=id name="don-vi" required>{options.collect_view()}</select></div>
    }
    .into_any()
}

pub(super) fn update(frame: &Frame, page: &TaskPage) -> Option<AnyView> {
    let desk = &page.desk;
    let form = &desk.update;
    if desk.units.is_empty() || !page.row.in_force {
        return None;
    }
    let seen = page.updates.first().map(|u| u.id.to_string()).unwrap_or_default();
    let states = TaskState::ALL.iter().map(|s| {
        view! { <option value=s.code() selected=s.code() == form.state>{state_label(*s, frame.lang)}</option> }
    });
    let recurring = matches!(page.row.task.time, TimeRule::Every(..) | TimeRule::Continuous).then(|| {
        let hint = frame.t(
            "Việc lặp lại hoặc thường xuyên: giữ “đang thực hiện”; chỉ chọn “hoàn thành” khi không còn phải làm nữa.",
            "A recurring task stays in progress; choose “done” only when nothing is left to do.",
        );
        view! { <p class="small muted full">{hint}</p> }
    });
    Some(
        view! {
            <section class="sec no-print" id="bieu-mau">
                <div class="sec-h"><h2>{frame.t("Cập nhật tiến độ", "Say how far it is")}</h2></div>
                <form class="edit-form flow" method="post" action=format!("{}/cap-nhat", address(&page.row.task.code))>
                    <Csrf token=frame.csrf.clone()/><input type="hidden" name="da-xem" value=seen/>
                    {problem(frame, form.problem.as_ref())}
                    {unit_field(frame, "cn-don-vi", &desk.units, &form.unit)}
                    <div class="field"><label for="trang-thai">{frame.t("Trạng thái", "State")}</label>
                        <select class="in" id="trang-thai" name="trang-thai" required>{states.collect_view()}</select></div>
                    <div class="field"><label for="phan-tram">{frame.t("Tỷ lệ hoàn thành (%)", "Done (%)")}</label>
                        <input class="in n" id="phan-tram" name="phan-tram" type="number" min="0" max="100" step="1" required value=form.percent.clone()/></div>
                    <div class="field"><label for="ngay">{frame.t("Tính đến ngày", "As of")}</label>
                        <input class="in" id="ngay" name="ngay" type="date" required min=page.row.given.to_string() max=frame.today.to_string() value=form.day.clone()/></div>
                    <div class="field full"><label for="noi-dung">{frame.t("Việc đã làm, kết quả, lý do chậm", "What was done, or why it is late")}</label>
                        <textarea class="in" id="noi-dung" name="noi-dung" rows="3" required maxlength=BODY_LIMIT.to_string() inner_html=escaped(&form.body)></textarea></div>
                    <div class="field full"><label for="minh-chung">{frame.t("Minh chứng: số, ký hiệu văn bản hoặc địa chỉ", "Evidence: a document's number or an address")}</label>
                        <input class="in" id="minh-chung" name="minh-chung" maxlength=EVIDENCE_LIMIT.to_string() value=form.evidence.clone()/>
                        <span class="hint">{frame.t("Bắt buộc khi hoàn thành hoặc dừng thực hiện.", "Needed when the task is done or dropped.")}</span></div>
                    {recurring}
                    <div class="btns full"><button class="btn go">{frame.t("Lưu cập nhật", "Store the update")}</button></div>
                </form>
            </section>
        }
        .into_any(),
    )
}

/// Characters of a difficulty or an answer, at most.
pub const TEXT_LIMIT: usize = 2000;

pub(super) fn raise(frame: &Frame, page: &TaskPage) -> Option<AnyView> {
    let desk = &page.desk;
    let form = &desk.raise;
    if desk.units.is_empty() || !page.row.in_force {
        return None;
    }
    let options = desk.resolvers.iter().map(|(code, name)| {
        view! { <option value=code.clone() selected=*code == form.resolver>{name.clone()}</option> }
    });
    Some(
        view! {
            <details class="rest no-print" open=form.problem.is_some()>
                <summary>{frame.t("Nêu khó khăn, vướng mắc", "Raise a difficulty")}</summary>
                <form class="edit-form flow after" method="post" action=format!("{}/kho-khan", address(&page.row.task.code))>
                    <Csrf token=frame.csrf.clone()/>
                    {problem(frame, form.problem.as_ref())}
                    {unit_field(frame, "kk-don-vi", &desk.units, &form.unit)}
                    <div class="field full"><label for="kk-noi-dung">{frame.t("Khó khăn và điều cần được tháo gỡ", "What holds it up, and what is needed")}</label>
                        <textarea class="in" id="kk-noi-dung" name="noi-dung" rows="3" required maxlength=TEXT_LIMIT.to_string() inner_html=escaped(&form.body)></textarea></div>
                    <div class="field"><label for="kk-thao-go">{frame.t("Đơn vị cần tháo gỡ", "Whose it is to resolve")}</label>
                        <select class="in" id="kk-thao-go" name="thao-go" required><option value="">{frame.t("Chọn đơn vị", "Choose a unit")}</option>{options.collect_view()}</select></div>
                    <div class="btns full"><button class="btn">{frame.t("Ghi khó khăn", "Store the difficulty")}</button></div>
                </form>
            </details>
        }
        .into_any(),
    )
}

pub(super) fn resolve(frame: &Frame, page: &TaskPage, d: &DifficultyLine) -> Option<AnyView> {
    if !d.may_resolve || d.resolved.is_some() {
        return None;
    }
    let typed = Some(&page.desk.resolve).filter(|f| f.id == d.id.to_string());
    let (answer, refused) = typed.map_or((String::new(), None), |f| (f.answer.clone(), problem(frame, f.problem.as_ref())));
    let is_refused = refused.is_some();
    let field = format!("tl-{}", d.id);
    let label = frame.t("Đã tháo gỡ thế nào", "How it was resolved");
    Some(
        view! {
            <details class="rest no-print" open=is_refused>
                <summary>{frame.t("Ghi kết quả tháo gỡ", "Say how it was resolved")}</summary>
                <form class="edit-form flow after" method="post" action=format!("{}/thao-go", address(&page.row.task.code))>
                    <Csrf token=frame.csrf.clone()/><input type="hidden" name="id" value=d.id.to_string()/>
                    {refused}
                    <div class="field full"><label for=field.clone()>{label}</label>
                        <textarea class="in" id=field name="tra-loi" rows="2" required maxlength=TEXT_LIMIT.to_string() inner_html=escaped(&answer)></textarea></div>
                    <div class="btns full"><button class="btn">{frame.t("Ghi là đã tháo gỡ", "Mark as resolved")}</button></div>
                </form>
            </details>
        }
        .into_any(),
    )
}
