//! One file with the figures of many units: what was understood of it, unit by unit, before anything is stored.

use super::{Questions, address, confirm::confirm, found::found, list::no_units, period_name, sending::file_form};
use crate::{
    frame::{self, Frame},
    ui::Csrf,
};
use domain::{
    Finding, Period,
    text::{Lang, decimal},
};
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
    /// Those with something to do first.
    pub parts: Vec<Part>,
    /// Worst first, of all units.
    pub findings: Vec<Finding>,
    /// Why the file as a whole cannot be used.
    pub fault: Option<String>,
    pub questions: Questions,
    /// Sheet, column and header of what was not read.
    pub unread: Vec<String>,
}

impl Many {
    fn figures(&self) -> usize {
        self.parts.iter().map(|p| p.values).sum()
    }

    /// A file comes in whole or not at all.
    fn is_usable(&self) -> bool {
        self.fault.is_none() && self.parts.iter().all(|p| p.obstacle.is_none())
    }

    /// The period that all of it is of.
    fn only_period(&self) -> Option<Period> {
        let first = self.parts.first()?.period;
        self.parts.iter().all(|p| p.period == first).then_some(first)
    }

    fn headline(&self, lang: Lang) -> String {
        let stopped = self.parts.iter().filter(|p| p.obstacle.is_some()).count();
        let bad: usize = self.parts.iter().map(|p| p.blocking).sum();
        let count = |n: usize| decimal(n as f64, 0, lang);
        let (n, parts, some) = (count(self.figures()), count(self.parts.len()), count(stopped));
        match (self.fault.is_some() || stopped > 0, lang) {
            (true, Lang::Vi) if self.questions.open() => "Trả lời các câu hỏi dưới đây để đọc tiếp tệp này.".into(),
            (true, Lang::En) if self.questions.open() => "Answer the questions below to go on reading this file.".into(),
            (true, Lang::Vi) if stopped > 0 => format!("Chưa dùng được tệp này: {some}/{parts} báo cáo không nhận số liệu."),
            (true, Lang::En) if stopped > 0 => format!("This file cannot be used yet: {some} of {parts} reports take nothing in."),
            (true, Lang::Vi) => "Chưa dùng được tệp này.".to_owned(),
            (true, Lang::En) => "This file cannot be used yet.".to_owned(),
            (_, Lang::Vi) if bad > 0 => format!("Đã đọc được {n} số liệu của {parts} báo cáo; {} ô phải sửa trước khi nộp.", count(bad)),
            (_, Lang::En) if bad > 0 => format!("{n} figures of {parts} reports read; {} cells to fix before submitting.", count(bad)),
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
                None if units == 0 => view! { <h1>{title}</h1>{no_units(frame)} }.into_any(),
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
        <section class="sec">{file_form(frame, format!("{MANY}/tai-len"), true, frame.t("Tệp .xlsx, .xls, .ods hoặc .csv", "An .xlsx, .xls, .ods or .csv file"))}</section>
    }
    .into_any()
}

fn understood(frame: &Frame, m: &Many) -> AnyView {
    let usable = m.is_usable();
    let drafts = decimal(m.parts.len() as f64, 0, frame.lang);
    let use_it = match frame.lang {
        Lang::Vi => format!("Dùng số liệu này cho {drafts} bản nháp"),
        Lang::En => format!("Use these figures in {drafts} drafts"),
    };
    view! {
        <h1>{m.headline(frame.lang)}</h1>
        <p class="lead">
            <b>{m.file.clone()}</b> {m.only_period().map(|p| format!(" · {}", period_name(p, frame.lang)))}
            " · " {frame.t("tải lên ", "uploaded ")} {m.uploaded.clone()} ". "
            {frame.t("Chưa có gì được lưu vào báo cáo nào.", "Nothing is stored in any report yet.")}
        </p>
        {m.fault.clone().filter(|_| !m.questions.open()).map(|s| view! { <div class="banner bad after" role="alert"><b>{s}</b></div> })}
        <div class="btns after">
            {usable.then(|| view! {
                <form method="post" action=format!("{MANY}/dung-tep")>
                    <Csrf token=frame.csrf.clone()/>
                    <input type="hidden" name="tep" value=m.id.to_string()/>
                    <button class="btn go big">{use_it}</button>
                </form>
            })}
            <a class=if usable || m.questions.open() { "btn" } else { "btn go" } href=MANY>{frame.t("Tải tệp khác", "Upload another file")}</a>
        </div>
        {(!m.unread.is_empty()).then(|| view! {
            <p class="after small muted">{frame.t("Cột không đọc: ", "Columns not read: ")}{m.unread.join("; ")}"."</p>
        })}
        {confirm(frame, &m.questions, MANY, m.id)}
        {(!m.findings.is_empty()).then(|| findings(frame, m))}
        {(!m.parts.is_empty()).then(|| parts(frame, m))}
    }
    .into_any()
}

fn parts(frame: &Frame, m: &Many) -> AnyView {
    let count = |n: usize| (n > 0).then(|| decimal(n as f64, 0, frame.lang));
    let (periods, obstacles) = (m.only_period().is_none(), m.parts.iter().any(|p| p.obstacle.is_some()));
    let row = |p: &Part| {
        view! {
            <tr>
                <th scope="row"><a class="plain" href=address(p.period, &p.unit_code)>{p.unit_name.clone()}</a></th>
                {periods.then(|| view! { <td>{period_name(p.period, frame.lang)}</td> })}
                <td class="n">{count(p.values)}</td><td class="n">{count(p.blocking)}</td><td class="n">{count(p.justify)}</td>
                {obstacles.then(|| view! { <td class="small"><span class="st st-late">{p.obstacle.clone()}</span></td> })}
            </tr>
        }
    };
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Từng báo cáo", "Report by report")}</h2></div>
            <div class="scroll-x"><table class="t">
                <thead><tr>
                    <th>{frame.t("Đơn vị", "Unit")}</th>{periods.then(|| view! { <th>{frame.t("Kỳ", "Period")}</th> })}
                    <th class="n">{frame.t("Số liệu", "Figures")}</th><th class="n">{frame.t("Phải sửa", "To fix")}</th>
                    <th class="n">{frame.t("Giải trình", "To explain")}</th>
                    {obstacles.then(|| view! { <th>{frame.t("Vì sao không nhận", "Why it is not taken in")}</th> })}
                </tr></thead>
                <tbody>{m.parts.iter().map(row).collect_view()}</tbody>
            </table></div>
        </section>
    }
    .into_any()
}

fn findings(frame: &Frame, m: &Many) -> AnyView {
    let all = decimal(m.findings.len() as f64, 0, frame.lang);
    let heading = match (m.findings.len() > SHOWN, frame.lang) {
        (true, Lang::Vi) => format!("{SHOWN} trong {all} điều tìm thấy, nặng nhất trước"),
        (true, Lang::En) => format!("{SHOWN} of {all} findings, worst first"),
        (false, Lang::Vi) => format!("{all} điều tìm thấy, nặng nhất trước"),
        (false, Lang::En) => format!("{all} findings, worst first"),
    };
    // A cell's address says nothing without its sheet where there are several.
    let mut sheets: Vec<(&str, Vec<&Finding>)> = vec![];
    for f in m.findings.iter().take(SHOWN) {
        match sheets.iter_mut().find(|(sheet, _)| *sheet == f.sheet) {
            Some((_, found)) => found.push(f),
            None => sheets.push((&f.sheet, vec![f])),
        }
    }
    let several = sheets.len() > 1;
    let list = |(sheet, all): &(&str, Vec<&Finding>)| {
        let name = if sheet.is_empty() {
            frame.t("Cả tệp", "The file").to_owned()
        } else {
            format!("{} “{sheet}”", frame.t("Trang tính", "Sheet"))
        };
        view! {
            {several.then(|| view! { <h3 class="after">{name}</h3> })}
            <ol class="find">{found(frame, &all.iter().map(|f| (*f, None)).collect::<Vec<_>>())}</ol>
        }
    };
    view! {
        <section class="sec">
            <header><h2>{heading}</h2></header>
            {sheets.iter().map(list).collect_view()}
        </section>
    }
    .into_any()
}
