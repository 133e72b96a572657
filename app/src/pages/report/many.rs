//! One file with the figures of many units: what was understood of it, unit by unit, before anything is stored.

use super::{address, period_name, rows::remark, sending::drop};
use crate::{
    frame::{self, Frame},
    ui::Csrf,
};
use domain::{Finding, Period, text::Lang};
use leptos::prelude::*;
use uuid::Uuid;

/// Address of the page.
pub const MANY: &str = "/bao-cao/nhieu-don-vi";
/// Findings shown; the file is corrected in a spreadsheet program, not here.
const SHOWN: usize = 200;

/// The figures of one unit and period in the file.
pub struct Part {
    pub unit_code: String,
    pub unit_name: String,
    pub period: Period,
    pub values: usize,
    pub blocking: usize,
    pub justify: usize,
    /// Why these cannot come in; none: they can.
    pub obstacle: Option<String>,
}

/// A file as it was understood.
pub struct Many {
    pub id: Uuid,
    pub file: String,
    pub uploaded: String,
    pub parts: Vec<Part>,
    /// Worst first, of all units.
    pub findings: Vec<Finding>,
    /// Why the file as a whole cannot be used.
    pub fault: Option<String>,
}

impl Many {
    fn figures(&self) -> usize {
        self.parts.iter().map(|p| p.values).sum()
    }

    /// A file comes in whole or not at all.
    fn is_usable(&self) -> bool {
        self.fault.is_none() && self.parts.iter().all(|p| p.obstacle.is_none())
    }

    fn headline(&self, lang: Lang) -> String {
        let stopped = self.parts.iter().filter(|p| p.obstacle.is_some()).count();
        let bad: usize = self.parts.iter().map(|p| p.blocking).sum();
        let (n, parts) = (self.figures(), self.parts.len());
        match (self.fault.is_some() || stopped > 0, lang) {
            (true, Lang::Vi) if stopped > 0 => format!("Chưa dùng được tệp này: {stopped}/{parts} báo cáo không nhận số liệu."),
            (true, Lang::En) if stopped > 0 => format!("This file cannot be used yet: {stopped} of {parts} reports take nothing in."),
            (true, Lang::Vi) => "Chưa dùng được tệp này.".to_owned(),
            (true, Lang::En) => "This file cannot be used yet.".to_owned(),
            (_, Lang::Vi) if bad > 0 => format!("Đã đọc được {n} số liệu của {parts} báo cáo; {bad} ô phải sửa trước khi nộp."),
            (_, Lang::En) if bad > 0 => format!("{n} figures of {parts} reports read; {bad} cells to fix before submitting."),
            (_, Lang::Vi) => format!("Đã đọc được {n} số liệu của {parts} báo cáo; không còn ô nào phải sửa."),
            (_, Lang::En) => format!("{n} figures of {parts} reports read; nothing to fix."),
        }
    }
}

/// The page before and after a file was sent; `units`: how many the viewer fills in reports for.
pub fn many(frame: &Frame, units: usize, file: Option<&Many>) -> String {
    let title = frame.t("Tệp của nhiều đơn vị", "A file of many units");
    frame::page(frame, title, || {
        view! {
            <p class="crumb"><a href="/bao-cao">{frame.t("Báo cáo của tôi", "My reports")}</a></p>
            {match file {
                Some(file) => understood(frame, file),
                None => start(frame, units),
            }}
        }
        .into_any()
    })
}

fn start(frame: &Frame, units: usize) -> AnyView {
    let heading = match frame.lang {
        Lang::Vi => format!("Tải lên một tệp có số liệu của nhiều đơn vị ({units} đơn vị được giao)."),
        Lang::En => format!("Upload one file with the figures of many units ({units} are yours)."),
    };
    view! {
        <h1>{heading}</h1>
        <p class="lead">{frame.t(
            "Nhận bảng đơn vị × chỉ tiêu, danh sách dài, hoặc nhiều biểu trong một tệp; một kỳ hay nhiều kỳ. Số liệu vào bản nháp của từng đơn vị sau khi bạn xem và đồng ý; việc nộp vẫn ở từng báo cáo.",
            "A table of units × indicators, a long list, or many forms in one workbook, of one period or several. The figures enter each unit's draft after you have seen them; each report is still submitted on its own.",
        )}</p>
        <section class="sec">{drop(frame, format!("{MANY}/tai-len"), true, frame.t("Tệp .xlsx, .xls, .ods hoặc .csv", "An .xlsx, .xls, .ods or .csv file"))}</section>
    }
    .into_any()
}

fn understood(frame: &Frame, m: &Many) -> AnyView {
    let usable = m.is_usable();
    let use_it = match frame.lang {
        Lang::Vi => format!("Dùng số liệu này cho {} bản nháp", m.parts.len()),
        Lang::En => format!("Use these figures in {} drafts", m.parts.len()),
    };
    view! {
        <h1>{m.headline(frame.lang)}</h1>
        <p class="lead">
            <b>{m.file.clone()}</b> " · " {frame.t("tải lên ", "uploaded ")} {m.uploaded.clone()} ". "
            {frame.t("Chưa có gì được lưu vào báo cáo nào.", "Nothing is stored in any report yet.")}
        </p>
        {m.fault.clone().map(|s| view! { <div class="banner bad after" role="alert"><b>{s}</b></div> })}
        <div class="btns after">
            {usable.then(|| view! {
                <form method="post" action=format!("{MANY}/dung-tep")>
                    <Csrf token=frame.csrf.clone()/>
                    <input type="hidden" name="tep" value=m.id.to_string()/>
                    <button class="btn go big">{use_it}</button>
                </form>
            })}
            <a class=if usable { "btn" } else { "btn go" } href=MANY>{frame.t("Tải tệp khác", "Upload another file")}</a>
        </div>
        {(!m.parts.is_empty()).then(|| parts(frame, m))}
        {(!m.findings.is_empty()).then(|| findings(frame, m))}
    }
    .into_any()
}

fn parts(frame: &Frame, m: &Many) -> AnyView {
    let count = |n: usize| (n > 0).then_some(n);
    let row = |p: &Part| {
        let state = match &p.obstacle {
            Some(why) => view! { <span class="st st-late">{why.clone()}</span> }.into_any(),
            None => view! { <span class="muted">{frame.t("nhận được", "can come in")}</span> }.into_any(),
        };
        view! {
            <tr>
                <th scope="row"><a class="plain" href=address(p.period, &p.unit_code)>{p.unit_name.clone()}</a></th>
                <td>{period_name(p.period, frame.lang)}</td>
                <td class="n">{p.values}</td><td class="n">{count(p.blocking)}</td><td class="n">{count(p.justify)}</td>
                <td class="small">{state}</td>
            </tr>
        }
    };
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Từng báo cáo", "Report by report")}</h2></div>
            <div class="scroll-x"><table class="t figures">
                <thead><tr>
                    <th>{frame.t("Đơn vị", "Unit")}</th><th>{frame.t("Kỳ", "Period")}</th><th class="n">{frame.t("Số liệu", "Figures")}</th>
                    <th class="n">{frame.t("Phải sửa", "To fix")}</th><th class="n">{frame.t("Giải trình", "To explain")}</th><th></th>
                </tr></thead>
                <tbody>{m.parts.iter().map(row).collect_view()}</tbody>
            </table></div>
        </section>
    }
    .into_any()
}

fn findings(frame: &Frame, m: &Many) -> AnyView {
    let all = m.findings.len();
    let heading = match (all > SHOWN, frame.lang) {
        (true, Lang::Vi) => format!("{SHOWN} trong {all} điều tìm thấy, nặng nhất trước"),
        (true, Lang::En) => format!("{SHOWN} of {all} findings, worst first"),
        (false, Lang::Vi) => format!("{all} điều tìm thấy, nặng nhất trước"),
        (false, Lang::En) => format!("{all} findings, worst first"),
    };
    view! {
        <section class="sec">
            <header><h2>{heading}</h2></header>
            <ol class="find">{m.findings.iter().take(SHOWN).map(|f| remark(frame, f, None)).collect_view()}</ol>
        </section>
    }
    .into_any()
}
