//! A table of targets after its upload: what would change, or why it cannot be used.

use crate::{
    frame::{self, Frame},
    ui::Csrf,
};
use domain::{Finding, text::Lang};
use leptos::prelude::*;

/// A target that the table would put in force.
pub struct Change {
    /// Where the table says it, e.g. `E5`.
    pub cell: String,
    pub unit: String,
    /// Code and name.
    pub indicator: (String, String),
    pub year: i32,
    /// "≥ 75 %", or empty where nothing was in force.
    pub before: String,
    pub after: String,
    pub document: String,
}

/// `rows`: the changed rows, as the confirming form sends them back. `same`: rows that say what is in force already.
pub fn preview(frame: &Frame, file: &str, changes: &[Change], same: usize, rows: String) -> String {
    let units = changes.iter().map(|c| &c.unit).collect::<std::collections::BTreeSet<_>>().len();
    let count = changes.len();
    let headline = match frame.lang {
        Lang::En => format!("{count} targets of {units} units would change"),
        Lang::Vi => format!("{count} mục tiêu của {units} đơn vị sẽ thay đổi"),
    };
    let kept = match frame.lang {
        Lang::En => format!("{file}: {same} rows say what is in force already. Nothing is stored yet."),
        Lang::Vi => format!("{file}: {same} dòng giữ nguyên mục tiêu đang có. Chưa có gì được lưu."),
    };
    let line = |c: &Change| {
        view! {
            <tr>
                <td class="mono muted">{c.cell.clone()}</td>
                <td>{c.unit.clone()}</td>
                <th scope="row">{c.indicator.1.clone()}<span class="sub">{c.indicator.0.clone()}</span></th>
                <td>{c.year}</td>
                <td class="n">{if c.before.is_empty() { frame.t("chưa có", "none").to_owned() } else { c.before.clone() }}</td>
                <td class="n"><b>{c.after.clone()}</b></td>
                <td>{c.document.clone()}</td>
            </tr>
        }
    };
    frame::page(frame, &headline, || {
        view! {
            {crumb(frame)}
            <h1>{headline.clone()}</h1>
            <p class="lead">{kept}</p>
            <form class="narrow after" method="post" action="/muc-tieu">
                <Csrf token=frame.csrf.clone()/>
                <input type="hidden" name="dong" value=rows/>
                <div class="field">
                    <label for="ly-do">{frame.t("Lý do thay đổi", "Reason")}</label>
                    <input class="in" id="ly-do" name="ly-do" required maxlength="500"/>
                </div>
                <button class="btn go">{frame.t("Ban hành các mục tiêu này", "Put these in force")}</button>
                <a class="btn" href="/muc-tieu">{frame.t("Không dùng tệp này", "Cancel")}</a>
            </form>
            <section class="sec">
                <div class="scroll-x"><table class="t">
                    <thead><tr>
                        <th scope="col">{frame.t("Ô", "Cell")}</th>
                        <th scope="col">{frame.t("Đơn vị", "Unit")}</th>
                        <th scope="col">{frame.t("Chỉ tiêu", "Indicator")}</th>
                        <th scope="col">{frame.t("Năm", "Year")}</th>
                        <th scope="col" class="n">{frame.t("Đang có", "In force")}</th>
                        <th scope="col" class="n">{frame.t("Sẽ là", "Becomes")}</th>
                        <th scope="col">{frame.t("Văn bản", "Document")}</th>
                    </tr></thead>
                    <tbody>{changes.iter().map(line).collect_view()}</tbody>
                </table></div>
            </section>
        }
        .into_any()
    })
}

/// The table is refused whole, with everything that has to be put right.
pub fn refused(frame: &Frame, file: &str, findings: &[Finding]) -> String {
    let headline = match frame.lang {
        Lang::En => format!("{} things to put right in {file}", findings.len()),
        Lang::Vi => format!("{} chỗ phải sửa trong {file}", findings.len()),
    };
    let lines = findings.iter().map(|f| {
        let place = if f.cell.is_empty() { frame.t("Tệp", "File").to_owned() } else { f.cell.clone() };
        view! { <li><div class="cell"><b>{place}</b></div><div>{f.message.clone()}</div></li> }
    });
    let lines = lines.collect_view();
    frame::page(frame, &headline, || {
        view! {
            {crumb(frame)}
            <h1>{headline.clone()}</h1>
            <div class="banner bad after" role="alert"><b>{frame.t(
                "Chưa có gì được lưu. Sửa trong tệp rồi tải lên lại.",
                "Nothing was stored. Put it right in the file and upload it again.",
            )}</b></div>
            <ol class="find">{lines}</ol>
            <p class="btns"><a class="btn" href="/muc-tieu">{frame.t("Về trang mục tiêu", "Back to the targets")}</a></p>
        }
        .into_any()
    })
}

fn crumb(frame: &Frame) -> AnyView {
    view! { <p class="crumb"><a href="/muc-tieu">{frame.t("Mục tiêu", "Targets")}</a></p> }.into_any()
}
