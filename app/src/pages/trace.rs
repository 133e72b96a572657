//! One figure down to its cell.

use crate::{
    frame::{self, Frame},
    pages::{audit, evidence::proof, report::Correction},
};
use chrono::{DateTime, Duration, Utc};
use domain::{
    Quantity,
    access::Action,
    indicator::Kind,
    text::{self, Lang},
};
use leptos::prelude::*;
use store::{evidence::Evidence, figure::Trace};

pub struct TracePage {
    pub trace: Trace,
    /// Rows around the cell: `(row number, [(column, text)])`.
    pub excerpt: Vec<(u32, Vec<(String, String)>)>,
    pub may_download: bool,
    pub evidence: Vec<Evidence>,
}

/// "16:02 ngày 13/11/2026", in Vietnam's time.
fn moment(at: DateTime<Utc>) -> String {
    (at + Duration::hours(7)).format("%H:%M ngày %d/%m/%Y").to_string()
}

/// What the cells say, where somebody put the figure right in the page.
fn correction(t: &Trace, lang: Lang) -> Option<String> {
    let (by, at) = (t.corrected_by.as_deref()?, moment(t.corrected_at?));
    let part = |cell, raw, n: Option<i64>| (cell, raw, n.map(Quantity::from_scaled));
    let parts = [
        part(t.numerator_cell.as_str(), t.raw_numerator.as_str(), t.numerator),
        part(t.denominator_cell.as_str(), t.raw_denominator.as_str(), t.denominator),
    ];
    let kind = t.kind.parse().unwrap_or(Kind::Count);
    Some(Correction { kind, parts, answer: &t.answer, by, at: &at }.text(lang))
}

/// One figure: value, report, people, file, sheet and cell.
pub fn trace(frame: &Frame, data: &TracePage) -> String {
    let t = &data.trace;
    let mut frame = frame.clone();
    frame.illustrative = t.illustrative;
    let frame = &frame;
    let title = frame.t("Nguồn gốc số liệu", "Origin of a figure");
    let number = |n: Option<i64>| n.map(|n| text::number(Quantity::from_scaled(n), frame.lang)).unwrap_or_else(|| "–".into());
    let day = |at: Option<chrono::DateTime<chrono::Utc>>| {
        at.map(|a| (a + chrono::Duration::hours(7)).format("%H:%M ngày %-d/%-m/%Y").to_string()).unwrap_or_default()
    };
    frame::page(frame, title, || {
        let value = match t.denominator {
            Some(_) => format!("{} / {}", number(t.numerator), number(t.denominator)),
            None => number(t.numerator),
        };
        let adjusted = t.adjusted_numerator.map(|_| {
            format!(
                "{}{} / {}",
                frame.t("Số thẩm định: ", "Adjusted: "),
                number(t.adjusted_numerator),
                number(t.adjusted_denominator.or(t.denominator))
            )
        });
        let corrected = correction(t, frame.lang);
        let rows = data.excerpt.iter().map(|(row, cells)| {
            let cells = cells.iter().map(|(column, text)| {
                let at = format!("{column}{row}");
                let hit = at == t.numerator_cell || at == t.denominator_cell;
                view! { <td class=hit.then_some("hit")>{text.clone()}</td> }
            });
            view! { <tr><th scope="row">{*row}</th>{cells.collect_view()}</tr> }
        });
        view! {
            <nav class="crumb"><a href=format!("/chi-tieu/{}", t.indicator)>{t.indicator.clone()}</a>" / "<a href=format!("/don-vi/{}", t.unit)>{t.unit_name.clone()}</a>
                {frame.may(Action::ViewAudit).then(|| view! {
                    " · "<a href=audit::address_of("submission", &format!("{}/{}", t.period, t.unit))>{frame.t("Nhật ký", "Audit")}</a>
                })}</nav>
            <h1>{format!("{}: {value}", t.indicator_name)}</h1>
            {t.illustrative.then(|| view! { <p><span class="tag">{frame.t("Số liệu minh hoạ", "Illustrative figure")}</span></p> })}
            <ul class="chain sec">
                <li><div class="k">{t.unit_name.clone()}", "{t.period.clone()}</div><div class="v">{value.clone()}</div>{adjusted.map(|a| view! { <div class="k">{a}</div> })}</li>
                <li><div class="k">{frame.t("Quyết định", "Decision")}</div><div class="v">{day(t.decided_at)}" "{t.decided_by.clone()}</div></li>
                <li><div class="k">{frame.t("Báo cáo lần ", "Report, revision ")}{t.revision}</div><div class="v">{day(t.submitted_at)}" "{t.submitted_by.clone()}</div>
                    {(!t.justification.is_empty()).then(|| view! { <div class="k">{frame.t("Giải trình: ", "Reason: ")}{t.justification.clone()}</div> })}
                    {(!t.evidence.is_empty()).then(|| view! { <div class="k">{frame.t("Minh chứng: ", "Evidence: ")}{t.evidence.clone()}</div> })}
                    {proof(frame, &data.evidence, data.may_download)}</li>
                <li><div class="k">{frame.t("Tệp gốc", "Original file")}</div>
                    {match (&t.file, t.upload_id) {
                        (Some(name), Some(id)) if data.may_download => view! { <div class="v"><a href=format!("/tep/{id}")>{name.clone()}</a></div> }.into_any(),
                        (Some(name), _) => view! { <div class="v">{name.clone()}</div> }.into_any(),
                        (None, _) => view! { <div class="v">{frame.t("Nhập trực tiếp trên trang", "Typed in the page")}</div> }.into_any(),
                    }}
                    {t.sha256.clone().map(|h| view! { <div class="k mono">{format!("SHA-256 {}…{}", &h[..8], &h[56..])}</div> })}</li>
                <li><div class="k">{frame.t("Ô", "Cell")}</div>
                    <div class="v mono">{if t.numerator_cell.is_empty() { "–".to_owned() } else { format!("{}!{} {}", t.sheet, t.numerator_cell, t.denominator_cell) }}</div>
                    <div class="k">{frame.t("Ghi trong tệp: ", "As written: ")}{t.raw_numerator.clone()}{(!t.raw_denominator.is_empty()).then(|| format!(" / {}", t.raw_denominator))}</div>
                    {corrected.map(|c| view! { <div class="k">{c}</div> })}
                    {(!data.excerpt.is_empty()).then(|| view! { <div class="scroll-x" tabindex="0"><table class="sheet"><tbody>{rows.collect_view()}</tbody></table></div> })}</li>
            </ul>
        }
        .into_any()
    })
}
