//! What is checked of every figure: the declared rules, how severe each is, and what may be set otherwise for one indicator.

use crate::{
    frame::{self, Frame},
    pages::report::severity,
};
use domain::{
    Quantity, Severity,
    text::{Lang, number},
};
use leptos::prelude::*;

/// Address of the page.
pub const ADDRESS: &str = "/cach-tinh/quy-tac";

/// One rule as the page tells it.
pub struct RuleLine {
    pub id: &'static str,
    pub severity: Severity,
    /// With dots where a finding names cells and figures.
    pub sentence: String,
    pub freedom: Freedom,
    /// "30 điểm phần trăm"; empty where it has none.
    pub threshold: String,
}

/// How far one indicator may have a rule otherwise.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Freedom {
    Any,
    Stricter,
    None,
}

pub fn page(frame: &Frame, all: &[RuleLine]) -> String {
    let title = frame.t("Quy tắc kiểm tra", "Checks");
    let (own, same): (Vec<_>, Vec<_>) = all.iter().partition(|r| r.freedom != Freedom::None);
    frame::page(frame, title, || {
        view! {
            <div class="method">
                <p class="crumb"><a href="/cach-tinh">{frame.t("Cách tính", "How it is computed")}</a></p>
                <h1>{title}</h1>
                <p class="lead">{frame.t(
                    "Mỗi số liệu gửi lên, từ tệp hay gõ trên trang, đều qua các quy tắc này. Phải sửa: chưa nộp được. Cần giải trình: nộp được khi \
                     nêu lý do. Lưu ý: để biết.",
                    "Every figure that comes in passes these rules. Must be fixed: it cannot be handed in. Needs a reason: it can, with one. Note: for information.",
                )}</p>
                <section class="sec">
                    <div class="sec-h"><h2>{frame.t("Chỉnh được theo từng chỉ tiêu", "Can be set for one indicator")}</h2></div>
                    <p>{frame.t(
                        "Quản trị viên ghi ở chỉ tiêu, mục “Kiểm tra riêng”: mã quy tắc, rồi off (tắt), blocking (phải sửa), justify (cần giải trình), \
                         notice (lưu ý) hoặc một ngưỡng; nhiều quy tắc cách nhau bằng dấu chấm phẩy.",
                        "In the indicator's form: the rule's id, then off, blocking, justify, notice or a threshold; several with semicolons.",
                    )}</p>
                    <p class="sum mono">"denominator-changed 30; copy-of-last-period off"</p>
                    {table(frame, &own)}
                </section>
                <section class="sec">
                    <div class="sec-h"><h2>{frame.t("Như nhau với mọi chỉ tiêu", "The same for every indicator")}</h2></div>
                    <p>{frame.t(
                        "Các quy tắc này giữ cho số liệu không bị đọc sai mà không ai biết, hoặc nêu những gì báo cáo nào cũng phải có, nên không tắt được.",
                        "These keep figures from being misread in silence, or ask for what no report can go without.",
                    )}</p>
                    {table(frame, &same)}
                </section>
            </div>
        }
        .into_any()
    })
}

fn table(frame: &Frame, rules: &[&RuleLine]) -> AnyView {
    let row = |rule: &&RuleLine| {
        let limit = rule.threshold.clone();
        let limit = (!limit.is_empty()).then(|| view! { <p class="small">{frame.t("Ngưỡng: ", "Threshold: ")}<b>{limit}</b></p> });
        let firm = rule.freedom == Freedom::Stricter;
        let firm = firm.then(|| view! { <p class="small muted">{frame.t("Chỉ được nâng mức.", "Can only be made stricter.")}</p> });
        view! {
            <tr id=rule.id>
                <th scope="row"><span class="mono">{rule.id}</span><p>{severity(frame, rule.severity)}</p></th>
                <td>{rule.sentence.clone()}{limit}{firm}</td>
            </tr>
        }
    };
    view! {
        <table class="t rules">
            <thead><tr>
                <th scope="col">{frame.t("Mã và mức", "Id and severity")}</th>
                <th scope="col">{frame.t("Câu báo cho đơn vị", "What the unit is told")}</th>
            </tr></thead>
            <tbody>{rules.iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// What is set otherwise for an indicator, with the way to the rules; nothing where all is as usual.
pub fn set_for(frame: &Frame, checks: &str) -> Option<AnyView> {
    let lines: Vec<_> = checks.split(';').filter_map(|part| part.trim().split_once(' ')).collect();
    let line = |(rule, setting): &(&str, &str)| {
        let words: Vec<String> = setting.split_whitespace().map(|word| said(word, frame.lang)).collect();
        view! { <li><a class="mono" href=format!("{ADDRESS}#{rule}")>{(*rule).to_owned()}</a>{format!(": {}", words.join(", "))}</li> }
    };
    let heading = frame.t("Kiểm tra riêng cho chỉ tiêu này:", "Checks set for this indicator:");
    let list = || view! { <p class="small">{heading}</p><ul class="small effects">{lines.iter().map(line).collect_view()}</ul> }.into_any();
    (!lines.is_empty()).then(list)
}

/// "tắt", "cần giải trình", "ngưỡng 12,5"
fn said(word: &str, lang: Lang) -> String {
    let english = lang == Lang::En;
    match (word, word.parse::<Severity>(), Quantity::from_plain(&word.replace(',', "."))) {
        ("off", ..) => if english { "off" } else { "tắt" }.to_owned(),
        (_, Ok(severity), _) => if english { severity.label_en() } else { severity.label() }.to_owned(),
        (.., Some(q)) => format!("{} {}", if english { "threshold" } else { "ngưỡng" }, number(q, lang)),
        _ => word.to_owned(),
    }
}
