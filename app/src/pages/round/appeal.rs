//! Explanations: what the unit reported, what was appraised, what the unit claims, what stands in the end, side by side.

use crate::{frame::Frame, ui::Csrf};
use chrono::NaiveDate;
use domain::{
    exception::Verdict,
    text::{self, Lang},
};
use leptos::prelude::*;
use uuid::Uuid;

/// One explanation with its four values as texts; empty where there is none.
#[derive(Clone, Debug)]
pub struct AppealLine {
    pub id: Uuid,
    pub unit_code: String,
    pub unit_name: String,
    pub code: String,
    pub name: String,
    pub reported: String,
    pub appraised: String,
    pub claimed: String,
    /// The figure that a newer report has put in its place while it waits for an answer, which is then about that one; else empty.
    pub replaced: String,
    pub outcome: String,
    /// The claim as it would be typed.
    pub inputs: (String, String),
    pub is_ratio: bool,
    pub reason: String,
    /// When, and by whom.
    pub filed: String,
    pub verdict: Verdict,
    pub answer: String,
    pub answered: String,
}

fn or_dash(text: &str) -> String {
    if text.is_empty() { "–".to_owned() } else { text.to_owned() }
}

/// The four values of explanations, with `more` under each.
pub fn values(frame: &Frame, lines: &[AppealLine], with_unit: bool, more: impl Fn(&AppealLine) -> Option<AnyView>) -> AnyView {
    let head = [("Đơn vị báo cáo", "Reported"), ("Thẩm định", "Appraised"), ("Giải trình", "Claimed"), ("Kết luận", "Final")]
        .map(|(vi, en)| frame.t(vi, en));
    let row = |a: &AppealLine| {
        let told = [&a.reported, &a.appraised, &a.claimed, &a.outcome];
        let cells = told.into_iter().zip(head).map(|(text, of)| view! { <td class="n" data-of=of>{or_dash(text)}</td> }).collect_view();
        let verdict = if frame.lang == Lang::En { a.verdict.label_en() } else { a.verdict.label() };
        view! {
            <tr>
                <th scope="row">{a.name.clone()}<span class="sub">{with_unit.then(|| format!("{} · ", a.unit_name))}{verdict}</span></th>{cells}
            </tr>
            <tr class="under"><td colspan="5">
                <p class="small"><span class="muted">{a.filed.clone()}": "</span>{a.reason.clone()}</p>
                {(!a.replaced.is_empty()).then(|| view! {
                    <p class="small"><b>{frame.t("Sau khi gửi giải trình, báo cáo mới đã được chấp nhận với số: ", "A newer report was accepted since, with the figure: ")}{a.replaced.clone()}"."</b>
                    {frame.t(" Trả lời giải trình là trả lời cho số này.", " The answer is about this one.")}</p>
                })}
                {(!a.answer.is_empty()).then(|| view! { <p class="small"><span class="muted">{a.answered.clone()}": "</span>{a.answer.clone()}</p> })}
                {more(a)}
            </td></tr>
        }
    };
    view! {
        <table class="t four listed">
            <thead><tr><th scope="col">{frame.t("Chỉ tiêu", "Indicator")}</th>{head.map(|name| view! { <th scope="col" class="n">{name}</th> }).collect_view()}</tr></thead>
            <tbody>{lines.iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// The unit's side, once results are notified.
#[derive(Clone, Debug)]
pub struct Explain {
    /// Last day.
    pub until: NaiveDate,
    pub lines: Vec<AppealLine>,
    /// Id and name of what may be explained now, with the figure that stands; empty: nothing, or not by this viewer.
    pub items: Vec<(Uuid, String, String)>,
}

/// `home` is the report's address.
pub fn explain(frame: &Frame, e: &Explain, home: &str) -> AnyView {
    let option =
        |(id, name, figure): &(Uuid, String, String)| view! { <option value=id.to_string()>{format!("{name} ({figure})")}</option> };
    let form = (!e.items.is_empty()).then(|| {
        view! {
            <details class="rest after">
                <summary>{frame.t("Gửi giải trình về một mục", "Explain an item")}</summary>
                <form class="stack after" method="post" action=format!("{home}/giai-trinh")>
                    <Csrf token=frame.csrf.clone()/>
                    <div class="field wide"><label for="gt-muc">{frame.t("Mục", "Item")}</label>
                        <select class="in s" id="gt-muc" name="muc">{e.items.iter().map(option).collect_view()}</select></div>
                    <div class="fills">
                        <div class="field"><label for="gt-tu">{frame.t("Số đơn vị cho là đúng (tử số)", "What is right (numerator)")}</label>
                            <input class="in n s" id="gt-tu" name="tu" inputmode="decimal" autocomplete="off"/></div>
                        <div class="field"><label for="gt-mau">{frame.t("Mẫu số, nếu có", "Denominator, if any")}</label>
                            <input class="in n s" id="gt-mau" name="mau" inputmode="decimal" autocomplete="off"/></div>
                    </div>
                    <div class="field wide"><label for="gt-ly-do">{frame.t("Nội dung giải trình, căn cứ", "Explanation and grounds")}</label>
                        <textarea class="in s" id="gt-ly-do" name="ly-do" rows="3" maxlength="2000" required></textarea></div>
                    <div><button class="btn go">{frame.t("Gửi giải trình", "Send")}</button></div>
                </form>
            </details>
        }
    });
    view! {
        <section class="sec" id="giai-trinh">
            <div class="sec-h"><h2>{frame.t("Kết quả và giải trình", "Results and explanations")}</h2>
                <span class="small muted">{frame.t("nhận giải trình đến hết ", "explanations until ")}{text::date(e.until, frame.lang)}</span></div>
            {(!e.lines.is_empty()).then(|| values(frame, &e.lines, false, |_| None))}
            {(e.lines.is_empty() && e.items.is_empty()).then(|| view! { <p class="small muted">{frame.t("Đơn vị không có giải trình nào.", "The unit has explained nothing.")}</p> })}
            {form}
        </section>
    }
    .into_any()
}
