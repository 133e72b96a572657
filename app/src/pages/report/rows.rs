//! The rows of a report: to fill in, to explain, to read.

use super::{ANSWERS, MISSING, Row, answer_name, escaped, sentence, severity};
use crate::{
    frame::Frame,
    pages::{evidence, remark::thread},
};
use domain::{Finding, Severity, indicator::Kind, text::Lang, workflow::ItemState};
use leptos::prelude::*;

/// Rule of a figure said to be missing without a word why.
const NO_REASON: &str = "no-reason";

fn labels(frame: &Frame, row: &Row) -> (&'static str, &'static str) {
    match row.kind {
        Some(Kind::Count) => (frame.t("Số lượng", "Count"), ""),
        Some(Kind::YesNo) => (frame.t("Có hay không", "Yes or no"), ""),
        Some(Kind::Qualitative) => (frame.t("Kết quả đến nay", "State"), ""),
        _ => (frame.t("Tử số", "Numerator"), frame.t("Mẫu số", "Denominator")),
    }
}

fn text_field(name: &'static str, label: &'static str, row: &Row, value: &str, max: &'static str) -> AnyView {
    let id = format!("{name}-{}", row.code);
    let wrong = (name == "ghi" && row.findings.iter().any(|f| f.rule == NO_REASON)).then_some("true");
    view! {
        <div class="field wide">
            <label for=id.clone()>{label}</label>
            <input class="in s" id=id name=format!("{name}.{}", row.code) value=value.to_owned() maxlength=max autocomplete="off"
                aria-invalid=wrong/>
        </div>
    }
    .into_any()
}

fn number_field(name: &'static str, label: &'static str, hint: &str, row: &Row, value: &str, locked: bool) -> AnyView {
    let id = format!("{name}-{}", row.code);
    let of_number = |f: &Finding| f.severity == Severity::Blocking && f.rule != MISSING && f.rule != NO_REASON;
    let wrong = row.findings.iter().any(of_number).then_some("true");
    view! {
        <div class="field">
            <label for=id.clone() title=hint.to_owned()>{label}</label>
            <input class="in n s" id=id name=format!("{name}.{}", row.code) value=value.to_owned() inputmode="decimal" maxlength="40"
                autocomplete="off" aria-invalid=wrong readonly=locked/>
        </div>
    }
    .into_any()
}

/// Every input of one row; each exists once in the page.
pub(super) fn inputs(frame: &Frame, row: &Row) -> AnyView {
    let (top, bottom) = labels(frame, row);
    let kind = row.kind.filter(|k| k.top().is_some());
    let numerator = if let Some(kind) = kind {
        let id = format!("tu-{}", row.code);
        let option = |(value, shown): (&'static str, &'static str)| {
            view! { <option value=value selected=row.numerator == value>{shown}</option> }
        };
        let words = kind.words(Lang::Vi).iter().copied().zip(kind.words(frame.lang).iter().copied());
        let options: Vec<_> = std::iter::once(("", "–")).chain(words).collect();
        view! {
            <div class="field">
                <label for=id.clone()>{top}</label>
                <select class="in s" id=id name=format!("tu.{}", row.code)>{options.into_iter().map(option).collect_view()}</select>
            </div>
        }
        .into_any()
    } else {
        number_field("tu", top, &row.numerator_label, row, &row.numerator, false)
    };
    let denominator =
        (!bottom.is_empty()).then(|| number_field("mau", bottom, &row.denominator_label, row, &row.denominator, row.locked_denominator));
    let state = format!("tt-{}", row.code);
    let answer = |(code, vi, en): (&'static str, &'static str, &'static str)| {
        let chosen = row.answer == code || (row.answer.is_empty() && code == "reported");
        view! { <option value=code selected=chosen>{frame.t(vi, en)}</option> }
    };
    let asks_reason = row.has(Severity::Justify) || row.is_returned();
    view! {
        {numerator}
        {denominator}
        <div class="field state">
            <label for=state.clone()>{frame.t("Tình trạng", "State")}</label>
            <select class="in s" id=state name=format!("tt.{}", row.code)>{ANSWERS.map(answer).collect_view()}</select>
        </div>
        {text_field("ghi", frame.t("Ghi chú", "Note"), row, &row.note, "1000")}
        {text_field("mc", frame.t("Minh chứng", "Evidence"), row, &row.evidence, "1000")}
        {asks_reason.then(|| reason_field(frame, row))}
        {(!row.attach_at.is_empty()).then(|| evidence::attach(frame, &row.code, &row.files, &row.attach_at))}
    }
    .into_any()
}

fn reason_field(frame: &Frame, row: &Row) -> AnyView {
    let id = format!("gt-{}", row.code);
    let label = if row.is_returned() && !row.has(Severity::Justify) {
        frame.t("Trả lời người thẩm định", "Answer to the reviewer")
    } else {
        frame.t("Giải trình", "Explanation")
    };
    view! {
        <div class="field full">
            <label for=id.clone()>{label}</label>
            <textarea class="in s" id=id name=format!("gt.{}", row.code) rows="2" maxlength="2000" inner_html=escaped(&row.justification)></textarea>
        </div>
    }
    .into_any()
}

/// Target and last figure, for comparing while typing.
fn context(frame: &Frame, row: &Row) -> String {
    let mut parts = vec![];
    if !row.target.is_empty() {
        parts.push(format!("{} {}", frame.t("mục tiêu", "target"), row.target));
    }
    if !row.previous.is_empty() {
        parts.push(format!("{} {}", frame.t("kỳ trước", "last period"), row.previous));
    }
    if row.kind != Some(Kind::Ratio) && !row.measure.is_empty() {
        parts.push(format!("{} {}", frame.t("đơn vị tính", "unit"), row.measure));
    }
    if !row.figure.is_empty() && row.kind == Some(Kind::Ratio) {
        parts.push(format!("{} {}", frame.t("kỳ này", "this period"), row.figure));
    }
    if row.needs_evidence {
        parts.push(frame.t("cần minh chứng", "evidence needed").to_owned());
    }
    if !row.steward.is_empty() {
        let deputy = if row.deputy.is_empty() { String::new() } else { format!(" ({} {})", frame.t("thay:", "deputy"), row.deputy) };
        parts.push(format!("{} {}{deputy}", frame.t("phụ trách", "steward"), row.steward));
    }
    parts.join(" · ")
}

/// What the unit's own register of systems says of the same thing.
fn register(row: &Row) -> Option<AnyView> {
    let link = || view! { <p class="small"><a href=row.register_at.clone()>{row.register.clone()}</a></p> }.into_any();
    (!row.register.is_empty()).then(link)
}

/// The figure beside what its cell says.
fn corrected(row: &Row) -> Option<AnyView> {
    (!row.correction.is_empty()).then(|| view! { <p class="small">{row.correction.clone()}</p> }.into_any())
}

fn counted(frame: &Frame, row: &Row) -> String {
    if row.kind != Some(Kind::Ratio) || row.denominator_label.is_empty() {
        return row.numerator_label.clone();
    }
    format!("{}: {}; {}: {}", frame.t("tử số", "numerator"), row.numerator_label, frame.t("mẫu số", "denominator"), row.denominator_label)
}

fn returned(frame: &Frame, row: &Row) -> AnyView {
    let word = match row.item {
        Some(ItemState::Clarification) => frame.t("Người thẩm định hỏi: ", "The reviewer asks: "),
        _ => frame.t("Lý do trả lại: ", "Returned because: "),
    };
    view! { <p class="said"><b>{word}</b>{row.reason.clone()}</p> }.into_any()
}

/// Everything said of it so far, to be opened.
fn exchange(frame: &Frame, row: &Row) -> Option<AnyView> {
    let label = format!("{} ({})", frame.t("Trao đổi về mục này", "Exchange about this item"), row.thread.len());
    thread(frame, &row.thread).map(|list| view! { <details class="twin"><summary>{label}</summary>{list}</details> }.into_any())
}

/// A row that needs eyes: what is wrong, and its inputs beside it.
pub(super) fn attention(frame: &Frame, row: &Row, editable: bool) -> AnyView {
    let (sheet, place) = match row.cell.rsplit_once('!') {
        Some((sheet, cell)) => (sheet.to_owned(), cell.to_owned()),
        None => (String::new(), row.code.clone()),
    };
    let mark = match row.worst() {
        Some(worst) => severity(frame, worst),
        None => view! { <span class="st st-late">{frame.t("Bị trả lại", "Returned")}</span> }.into_any(),
    };
    let findings = row.findings.iter().map(|f| sentence(&f.message)).collect_view();
    let back = row.is_returned().then(|| returned(frame, row));
    let explained = (!editable && !row.justification.is_empty())
        .then(|| view! { <p class="said"><b>{frame.t("Đơn vị giải trình: ", "Explanation: ")}</b>{row.justification.clone()}</p> });
    view! {
        <li id=format!("r-{}", row.code)>
            <div class="cell"><b>{place}</b>{mark}<p class="small muted">{sheet}</p></div>
            <div>
                {findings}{back}{explained}{exchange(frame, row)}
                {(!editable).then(|| evidence::links(frame, &row.files, None))}
                <p class="small muted">{row.code.clone()} " · " {row.name.clone()}</p>
                <p class="small muted">{context(frame, row)}</p>
                {corrected(row)}
                {register(row)}
            </div>
            {editable.then(|| view! { <div class="fix">{inputs(frame, row)}</div> })}
        </li>
    }
    .into_any()
}

/// A row without trouble, to fill in.
pub(super) fn fill(frame: &Frame, row: &Row) -> AnyView {
    let wrong = row.findings.iter().filter(|f| f.severity != Severity::Notice && f.rule != MISSING);
    let wrong = wrong.map(|f| view! { <p class="say">{f.message.clone()}</p> }).collect_view();
    view! {
        <li id=format!("r-{}", row.code)>
            <div>
                <h3>{row.name.clone()}</h3>
                <p class="small muted"><span class="mono">{row.code.clone()}</span> " · " {context(frame, row)}</p>
                <p class="small muted">{counted(frame, row)}</p>
                {corrected(row)}
                {register(row)}
                {wrong}
            </div>
            <div class="fills">{inputs(frame, row)}</div>
        </li>
    }
    .into_any()
}

/// The rows to read; figures lead on to their trace once they are accepted.
pub(super) fn table(frame: &Frame, rows: &[&Row], traced: bool) -> AnyView {
    let line = |row: &&Row| {
        let shown = match (row.answer.as_str(), row.figure.is_empty()) {
            ("", _) => "–".to_owned(),
            ("reported", false) => row.figure.clone(),
            ("reported", true) => format!("{} {}", row.numerator, row.denominator),
            (code, _) => answer_name(code, frame.lang).to_owned(),
        };
        let figure = match row.observation.filter(|_| traced) {
            Some(id) => view! { <a href=format!("/so-lieu/{id}")>{shown}</a> }.into_any(),
            None => shown.into_any(),
        };
        let decision = row.item.filter(|i| *i != ItemState::Pending).map(|i| item_name(i, frame.lang));
        let remarks =
            row.findings.iter().filter(|f| f.severity != Severity::Notice).map(|f| view! { <p>{f.message.clone()}</p> }).collect_view();
        view! {
            <tr id=format!("r-{}", row.code)>
                <td class="mono muted">{row.code.clone()}</td>
                <th scope="row">{row.name.clone()}<p class="small muted">{row.cell.clone()}</p>{corrected(row)}</th>
                <td class="n"><b>{figure}</b>{(!row.adjusted.is_empty()).then(|| view! {
                    <p class="small">{frame.t("số thẩm định ", "appraised ")}<b>{row.adjusted.clone()}</b></p>
                })}</td>
                <td class="n">{row.previous.clone()}</td>
                <td>{decision}
                    {(!row.reason.is_empty()).then(|| view! { <p class="small">{row.reason.clone()}</p> })}
                </td>
                <td class="small">{remarks}
                    {(!row.justification.is_empty()).then(|| view! { <p><b>{frame.t("Giải trình: ", "Explanation: ")}</b>{row.justification.clone()}</p> })}
                    {(!row.note.is_empty()).then(|| view! { <p>{frame.t("Ghi chú: ", "Note: ")}{row.note.clone()}</p> })}
                    {(!row.evidence.is_empty()).then(|| view! { <p>{frame.t("Minh chứng: ", "Evidence: ")}{row.evidence.clone()}</p> })}
                    {evidence::links(frame, &row.files, None)}
                    {exchange(frame, row)}
                </td>
            </tr>
        }
    };
    view! {
        <div class="scroll-x"><table class="t figures">
            <thead><tr>
                <th>{frame.t("Mã", "Code")}</th>
                <th>{frame.t("Chỉ tiêu", "Indicator")}</th>
                <th class="n">{frame.t("Kỳ này", "This period")}</th>
                <th class="n">{frame.t("Kỳ trước", "Last period")}</th>
                <th>{frame.t("Thẩm định", "Review")}</th>
                <th>{frame.t("Ghi nhận", "Remarks")}</th>
            </tr></thead>
            <tbody>{rows.iter().map(line).collect_view()}</tbody>
        </table></div>
    }
    .into_any()
}

pub(crate) fn item_name(state: ItemState, lang: Lang) -> &'static str {
    if lang == Lang::Vi {
        return state.label();
    }
    match state {
        ItemState::Pending => "undecided",
        ItemState::Accepted => "accepted",
        ItemState::Adjusted => "appraised figure used",
        ItemState::Clarification => "question",
        ItemState::Rejected => "returned",
    }
}
