//! The figures of a report: typed and corrected while it is a draft, read once it is handed in.

use super::{
    Row,
    found::{Found, found},
    rows::{attention, fill, table},
    show::{Report, exchange, short},
    submit::{Gaps, submit_box},
};
use crate::{frame::Frame, ui::Csrf};
use domain::{Severity, text::Lang, workflow::SubmissionState as S};
use leptos::prelude::*;

/// The browser asks before what was typed and not saved is lost.
const LEAVING: &str = "{const f=document.getElementById('bao-cao');let typed=false;f.addEventListener('input',()=>typed=true);\
f.addEventListener('submit',()=>typed=false);addEventListener('beforeunload',e=>{if(typed)e.preventDefault()})}";

pub(super) fn working(frame: &Frame, r: &Report, gaps: &Gaps) -> AnyView {
    let open: Vec<&Row> = r.rows.iter().filter(|row| !row.is_settled()).collect();
    let settled: Vec<&Row> = r.rows.iter().filter(|row| row.is_settled()).collect();
    let needs = |row: &&&Row| !row.is_missing() && (row.has(Severity::Blocking) || row.has(Severity::Justify) || row.is_returned());
    let mut eyes: Vec<&Row> = open.iter().filter(needs).copied().collect();
    eyes.sort_by_key(|row| (row.worst().unwrap_or(Severity::Justify), row.code.clone()));
    let (rest, filled): (Vec<&Row>, Vec<&Row>) = open.iter().filter(|row| !needs(row)).copied().partition(|row| row.is_missing());
    let remarks: Vec<Found<'_>> = rest
        .iter()
        .chain(&filled)
        .flat_map(|row| row.findings.iter().map(|f| (f, Some(format!("#r-{}", row.code)))))
        .filter(|(f, _)| f.severity == Severity::Notice)
        .collect();
    let count = eyes.len() + r.general.len();
    let version = r.version();
    let shown: Vec<&str> = open.iter().map(|row| row.mark.as_str()).collect();
    let heading = match (count, frame.lang) {
        (0, Lang::Vi) => format!("{} điều lưu ý, không phải giải trình", remarks.len()),
        (0, Lang::En) => format!("{} notices, no explanation needed", remarks.len()),
        (_, Lang::Vi) => format!("{count} mục cần xem, xếp theo mức độ"),
        (_, Lang::En) => format!("{count} to look at, worst first"),
    };
    let noticed = count + remarks.len() > 0;
    let general: Vec<Found<'_>> = r.general.iter().map(|f| (f, Some("#tep".to_owned()))).collect();
    let save = || view! { <button class="btn">{frame.t("Lưu nháp", "Save draft")}</button> };
    view! {
        {exchange(frame, r)}
        <form id="bao-cao" method="post" action=format!("{}/luu", r.address())>
            <Csrf token=frame.csrf.clone()/>
            <input type="hidden" name="version" value=version/>
            <input type="hidden" name="thay" value=shown.join(" ")/>
            {noticed.then(|| view! {
                <section class="sec">
                    <header><h2>{heading}</h2>{save()}<p>{frame.t(
                        "Sửa ngay tại đây, hoặc sửa trong Excel rồi tải lên lại; phần đã giải trình được giữ nguyên.",
                        "Fix it here, or in Excel and upload again; explanations are kept.",
                    )}</p></header>
                    <ol class="find">
                        {found(frame, &general)}
                        {eyes.iter().map(|row| attention(frame, row, true)).collect_view()}
                        {found(frame, &remarks)}
                    </ol>
                </section>
            })}
            {(!rest.is_empty()).then(|| view! {
                <section class="sec">
                    <header><h2>{format!("{} {}", rest.len(), frame.t("chỉ tiêu chưa có số liệu", "indicators without a figure"))}</h2>{save()}
                    <p>{frame.t(
                        "Gõ số theo cách viết Việt Nam (1.234,5). Dòng để trống chưa được tính là đã báo cáo; không có số thì chọn “Chưa có số liệu” và ghi lý do.",
                        "Write numbers the Vietnamese way (1.234,5). An empty row is not yet an answer.",
                    )}</p></header>
                    <ul class="fill">{rest.iter().map(|row| fill(frame, row)).collect_view()}</ul>
                </section>
            })}
            {(!filled.is_empty()).then(|| view! {
                <details class="rest sec">
                    <summary>{format!("{} {}", filled.len(), frame.t("chỉ tiêu đã có số liệu, không vướng; mở để sửa hoặc đính kèm minh chứng", "figures without trouble; open to change or to attach evidence"))}</summary>
                    // The first button of the form is the one that Enter presses.
                    {(!noticed && rest.is_empty()).then(|| view! { <p class="btns after">{save()}</p> })}
                    <ul class="fill">{filled.iter().map(|row| fill(frame, row)).collect_view()}</ul>
                </details>
            })}
            {submit_box(frame, r, gaps)}
        </form>
        <script nonce=frame.nonce.clone() inner_html=LEAVING></script>
        {(!settled.is_empty()).then(|| view! {
            <details class="rest sec">
                <summary>{format!("{} {}", settled.len(), frame.t("mục đã được chấp nhận, giữ nguyên", "items accepted before, unchanged"))}</summary>
                {table(frame, &settled, false)}
            </details>
        })}
    }
    .into_any()
}

pub(super) fn reading(frame: &Frame, r: &Report, gaps: &Gaps, old: bool) -> AnyView {
    let rows: Vec<&Row> = r.rows.iter().collect();
    let accepted = matches!(r.state(), Some(S::Accepted | S::Locked));
    let version = r.version();
    let eyes: Vec<&Row> = rows.iter().filter(|row| row.is_returned()).copied().collect();
    let file = r.file.as_ref().map(|f| {
        view! {
            <p class="small muted after">{frame.t("Tệp gốc: ", "Original file: ")}<a href=format!("/tep/{}", f.id)>{f.name.clone()}</a>
                {frame.t(", tải lên ", ", uploaded ")}{f.uploaded.clone()}{frame.t(", mã tệp ", ", hash ")}<span class="mono">{short(&f.sha256)}</span></p>
        }
    });
    if r.revision().is_none() && rows.is_empty() {
        return view! {
            <div class="empty after"><h3>{frame.t("Kỳ này đơn vị không có chỉ tiêu phải báo cáo", "Nothing is due in this period")}</h3>
            <p>{frame.t("Xem các kỳ khác ở trang Báo cáo của tôi.", "Look at other periods in My reports.")}</p></div>
        }
        .into_any();
    }
    view! {
        {(!eyes.is_empty()).then(|| view! {
            <section class="sec">
                <div class="sec-h"><h2>{format!("{} {}", eyes.len(), frame.t("mục bị trả lại hoặc hỏi lại", "items returned or questioned"))}</h2></div>
                <ol class="find">{eyes.iter().map(|row| attention(frame, row, false)).collect_view()}</ol>
            </section>
        })}
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Số liệu của báo cáo", "Figures")}</h2></div>
            {table(frame, &rows, accepted)}
            {file}
        </section>
        {(r.can_withdraw && !old).then(|| view! {
            <section class="sec submit"><h2>{frame.t("Rút báo cáo", "Withdraw")}</h2>
                <p class="say">{frame.t(
                    "Chưa có ai bắt đầu thẩm định. Rút lại để sửa; sau đó phải nộp lại.",
                    "Nobody has begun to review it. Withdraw to change it, then submit again.",
                )}</p>
                <form class="after" method="post" action=format!("{}/rut", r.address())>
                    <Csrf token=frame.csrf.clone()/>
                    <input type="hidden" name="version" value=r.version()/>
                    <button class="btn">{frame.t("Rút báo cáo", "Withdraw")}</button>
                </form>
            </section>
        })}
        {(r.can_submit && !r.editable && !old).then(|| view! {
            <form method="post" action=format!("{}/nop", r.address())>
                <Csrf token=frame.csrf.clone()/>
                <input type="hidden" name="version" value=version/>
                {submit_box(frame, r, gaps)}
            </form>
        })}
    }
    .into_any()
}
