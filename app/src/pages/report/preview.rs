//! What was understood of a file, before anything is stored in the report.

use super::{
    MISSING, address,
    confirm::{Questions, confirm},
    found::found,
    meter, period_name,
    show::short,
};
use crate::{
    frame::{self, Frame},
    ui::{Csrf, Glyph},
};
use chrono::NaiveDate;
use domain::{
    Finding, Period, Severity,
    status::Tone,
    text::{self, Lang},
};
use leptos::prelude::*;
use uuid::Uuid;

/// One value as read.
pub struct ValueLine {
    pub code: String,
    pub name: String,
    pub cell: String,
    /// What stands in the cells.
    pub raw: String,
    /// "412 / 389 = 105,9 %", or the answer in words.
    pub read: String,
    pub previous: String,
    pub worst: Option<Severity>,
}

/// A row's number, then its cells: text, and what was found there.
pub type PieceRow = (u32, Vec<(String, Option<Severity>)>);

/// Some rows of the sheet as they were read, under their column letters.
pub struct Piece {
    pub sheet: String,
    pub columns: Vec<String>,
    pub rows: Vec<PieceRow>,
}

/// Label and sentences of one thing understood.
pub type Reading = (&'static str, Vec<String>);

pub struct Preview {
    pub unit_code: String,
    pub unit_name: String,
    pub period: Period,
    pub due: NaiveDate,
    pub upload: Uuid,
    /// The report into which the file would be taken, as it was when the page was made.
    pub version: String,
    pub file: String,
    pub bytes: i64,
    pub uploaded: String,
    pub sha256: String,
    /// Indicators asked for.
    pub asked: usize,
    /// Sheet and header row of each table.
    pub place: Vec<(String, u32)>,
    /// Separators, percentages, rows passed over.
    pub reading: Vec<Reading>,
    pub questions: Questions,
    pub values: Vec<ValueLine>,
    /// Worst first.
    pub findings: Vec<Finding>,
    pub pieces: Vec<Piece>,
    /// Why the file as a whole cannot be used.
    pub unusable: Option<String>,
}

impl Preview {
    fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity == severity && f.rule != MISSING).count()
    }

    fn missing(&self) -> usize {
        self.findings.iter().filter(|f| f.rule == MISSING).count()
    }

    fn good(&self) -> usize {
        self.values.iter().filter(|v| v.worst != Some(Severity::Blocking)).count()
    }

    fn headline(&self, lang: Lang) -> String {
        let (good, asked, bad, missing) = (self.good(), self.asked, self.count(Severity::Blocking), self.missing());
        match lang {
            // What only waits for an answer is not wrong.
            Lang::Vi if self.unusable.is_some() && self.questions.open() => "Trả lời các câu hỏi dưới đây để đọc tiếp tệp này.".into(),
            Lang::En if self.unusable.is_some() && self.questions.open() => "Answer the questions below to go on reading this file.".into(),
            _ if self.unusable.is_some() => {
                if lang == Lang::En {
                    "No figure could be taken from this file.".into()
                } else {
                    "Tệp này chưa dùng được cho báo cáo.".into()
                }
            }
            Lang::Vi => {
                let rest = match (bad, missing) {
                    (0, 0) => "không còn ô nào phải sửa".to_owned(),
                    (b, 0) => format!("còn {b}\u{a0}ô phải sửa trước khi nộp"),
                    (0, m) => format!("còn {m}\u{a0}chỉ tiêu chưa có số liệu"),
                    (b, m) => format!("còn {b}\u{a0}ô phải sửa và {m}\u{a0}chỉ tiêu chưa có số liệu trước khi nộp"),
                };
                format!("Đã đọc được {good}/{asked} số liệu; {rest}.")
            }
            Lang::En => format!("{good} of {asked} figures read; {bad} to fix, {missing} missing."),
        }
    }
}

pub fn preview(frame: &Frame, p: &Preview) -> String {
    let title = format!("{} {}", frame.t("Xem tệp báo cáo", "Check the file for"), period_name(p.period, frame.lang));
    let home = address(p.period, &p.unit_code);
    let crumb = format!("{} {}", frame.t("Đợt", "Round"), period_name(p.period, frame.lang));
    frame::page(frame, &title, || {
        view! {
            <p class="crumb"><a href="/bao-cao">{frame.t("Báo cáo của tôi", "My reports")}</a> " / " <a href=home.clone()>{crumb}</a></p>
            <h1>{p.headline(frame.lang)}</h1>
            <p class="lead">
                {p.unit_name.clone()} " · " {frame.t("hạn nộp ", "due ")}<b>{text::date(p.due, frame.lang)}</b> ". "
                {frame.t("Chưa có gì được lưu vào báo cáo.", "Nothing is stored in the report yet.")}
            </p>
            <ol class="steps after">
                <li class="done">{frame.t("Tải biểu mẫu", "Get the form")}</li>
                <li class="done">{frame.t("Tải tệp lên", "Upload")}</li>
                <li class="now" aria-current="step">{frame.t("Xem và sửa", "Check and fix")}</li>
                <li>{frame.t("Nộp", "Submit")}</li>
            </ol>
            {confirm(frame, &p.questions, &address(p.period, &p.unit_code), p.upload)}
            {p.unusable.clone().filter(|_| !p.questions.open()).map(|s| view! { <div class="banner bad after" role="alert"><b>{s}</b></div> })}
            {decide(frame, p, &home)}
            <div class="cols c-7-5 sec">{file(frame, p)}{reading(frame, p)}</div>
            {findings(frame, p)}
            {p.pieces.iter().filter(|piece| !piece.rows.is_empty()).map(|piece| sheet(frame, piece)).collect_view()}
            {(!p.values.is_empty()).then(|| values(frame, p))}
        }
        .into_any()
    })
}

fn decide(frame: &Frame, p: &Preview, home: &str) -> AnyView {
    let usable = p.unusable.is_none();
    // As the file was named when it was given back with marks.
    let was_marked = p.file.rsplit_once('.').is_some_and(|(stem, _)| stem.contains("_da-danh-dau"));
    view! {
        <div class="btns after">
            {usable.then(|| view! {
                <form method="post" action=format!("{home}/dung-tep")>
                    <Csrf token=frame.csrf.clone()/>
                    <input type="hidden" name="tep" value=p.upload.to_string()/>
                    <input type="hidden" name="version" value=p.version.clone()/>
                    <button class="btn go big">{frame.t("Dùng số liệu của tệp này", "Use these figures")}</button>
                </form>
            })}
            {(was_marked || !p.findings.is_empty()).then(|| view! {
                <a class="btn" href=format!("{home}/tep-danh-dau?tep={}", p.upload)>
                    {match p.findings.is_empty() {
                        true => frame.t("Tải tệp đã gỡ dấu", "Get the file without its marks"),
                        false => frame.t("Tải tệp đã đánh dấu ô", "Get the file with its cells marked"),
                    }}
                </a>
            })}
            <a class="btn" href=format!("{home}#tep")>{frame.t("Tải tệp khác", "Upload another file")}</a>
            {usable.then(|| view! {
                <span class="small muted">{frame.t("Dùng rồi vẫn sửa được từng ô, hoặc tải tệp khác thay thế.", "You can still change each figure afterwards.")}</span>
            })}
        </div>
    }
    .into_any()
}

fn file(frame: &Frame, p: &Preview) -> AnyView {
    let (justify, blocking) = (p.count(Severity::Justify), p.count(Severity::Blocking) + p.missing());
    let fine = p.values.iter().filter(|v| v.worst.is_none_or(|w| w == Severity::Notice)).count();
    let kilobytes = (p.bytes as u64).div_ceil(1024);
    let size = if kilobytes > 1024 {
        format!("{} MB", text::decimal(p.bytes as f64 / 1_048_576.0, 1, frame.lang))
    } else {
        format!("{kilobytes} kB")
    };
    let place = match (&p.place[..], frame.lang) {
        ([], _) => None,
        ([(sheet, row)], Lang::Vi) => Some(format!(" · trang “{sheet}”, tiêu đề ở dòng {row}")),
        ([(sheet, row)], Lang::En) => Some(format!(" · sheet “{sheet}”, header in row {row}")),
        (several, Lang::Vi) => Some(format!(" · {} bảng số liệu", several.len())),
        (several, Lang::En) => Some(format!(" · {} tables", several.len())),
    };
    let words = [
        format!("{fine} {}", frame.t("không vướng", "without trouble")),
        format!("{justify} {}", frame.t("cần giải trình", "to explain")),
        format!("{blocking} {}", frame.t("phải sửa", "to fix")),
    ];
    let label = words.join(", ");
    let [fine_words, justify_words, blocking_words] = words;
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Tệp đã tải lên", "The file")}</h2></div>
            <div class="file">
                <svg width="40" height="48" viewBox="0 0 40 48" aria-hidden="true">
                    <path class="f-page" d="M1 1h26l12 12v34H1Z"></path><path class="f-fold" d="M27 1v12h12"></path>
                    <path class="f-lines" d="M8 22h24M8 29h24M8 36h24M16 22v20M24 22v20M8 22v20h24V22"></path>
                </svg>
                <div>
                    <b>{p.file.clone()}</b>
                    <p class="small muted">{size} " · " {frame.t("tải lên ", "uploaded ")}{p.uploaded.clone()}{place}</p>
                    <p class="small muted">{frame.t("Mã tệp ", "Hash ")}<span class="mono">{short(&p.sha256)}</span></p>
                </div>
            </div>
            {meter(&[(fine, "met"), (justify, "risk"), (blocking, "late")], label)}
            <p class="key">
                <span><Glyph tone=Tone::Met/>{fine_words}</span><span><Glyph tone=Tone::Risk/>{justify_words}</span>
                <span><Glyph tone=Tone::Late/>{blocking_words}</span>
            </p>
        </section>
    }
    .into_any()
}

fn reading(frame: &Frame, p: &Preview) -> AnyView {
    let line = |(label, said): &(&'static str, Vec<String>)| {
        let said = said.iter().map(|s| view! { <p>{s.clone()}</p> }).collect_view();
        view! { <div><dt>{*label}</dt><dd>{said}</dd></div> }
    };
    let span = format!("{}–{}", text::date(p.period.start(), frame.lang), text::date(p.period.end(), frame.lang));
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Tệp được hiểu như sau", "How it was understood")}</h2></div>
            <dl class="def">
                <div><dt>{frame.t("Đơn vị, kỳ", "Unit, period")}</dt>
                    <dd>{p.unit_name.clone()} ", " {period_name(p.period, frame.lang)} " (" {span} ")"</dd></div>
                {p.reading.iter().map(line).collect_view()}
            </dl>
        </section>
    }
    .into_any()
}

fn findings(frame: &Frame, p: &Preview) -> AnyView {
    let count = p.findings.len();
    let heading = match (count, frame.lang) {
        (0, Lang::Vi) => "Không có điều gì phải xem lại".to_owned(),
        (0, Lang::En) => "Nothing to look at".to_owned(),
        (n, Lang::Vi) => format!("{n} điều tìm thấy, xếp theo mức độ"),
        (n, Lang::En) => format!("{n} findings, worst first"),
    };
    let list = found(frame, &p.findings.iter().map(|f| (f, None)).collect::<Vec<_>>());
    view! {
        <section class="sec">
            <header><h2>{heading}</h2>{(count > 0).then(|| view! { <p>{frame.t(
                "Sửa trong Excel rồi tải lên lại, hoặc dùng số liệu của tệp rồi sửa và giải trình từng mục ở trang báo cáo.",
                "Fix it in Excel and upload again, or use the figures and fix them in the report.",
            )}</p> })}</header>
            {(count > 0).then(|| view! { <ol class="find">{list}</ol> })}
        </section>
    }
    .into_any()
}

fn sheet(frame: &Frame, piece: &Piece) -> AnyView {
    let cell = |(value, worst): &(String, Option<Severity>)| {
        let number = value.starts_with(|c: char| c.is_ascii_digit() || c == '−') && value.len() < 20;
        let mark = match worst {
            Some(Severity::Blocking) => "bad",
            Some(Severity::Justify) => "warn",
            _ => "",
        };
        view! { <td class=format!("{} {mark}", if number { "n" } else { "" })>{value.clone()}</td> }
    };
    let row = |(number, cells): &(u32, Vec<(String, Option<Severity>)>)| {
        view! { <tr><th>{*number}</th>{cells.iter().map(cell).collect_view()}</tr> }
    };
    view! {
        <section class="sec">
            <header><h2>{frame.t("Trong tệp của bạn", "In your file")}": "{piece.sheet.clone()}</h2></header>
            <div class="scroll-x"><table class="sheet">
                <thead><tr><th></th>{piece.columns.iter().map(|c| view! { <th>{c.clone()}</th> }).collect_view()}</tr></thead>
                <tbody>{piece.rows.iter().map(row).collect_view()}</tbody>
            </table></div>
        </section>
    }
    .into_any()
}

fn values(frame: &Frame, p: &Preview) -> AnyView {
    let row = |v: &ValueLine| {
        view! {
            <tr>
                <td class="mono muted">{v.code.clone()}</td>
                <th scope="row">{v.name.clone()}</th>
                <td>{v.cell.clone()}</td>
                <td class="n">{v.raw.clone()}</td>
                <td class="n"><b>{v.read.clone()}</b></td>
                <td class="n">{v.previous.clone()}</td>
                <td>{v.worst.map(|w| super::severity(frame, w))}</td>
            </tr>
        }
    };
    view! {
        <section class="sec">
            <header><h2>{frame.t("Số liệu đọc được", "Figures read")}</h2></header>
            <div class="scroll-x"><table class="t figures">
                <thead><tr>
                    <th>{frame.t("Mã", "Code")}</th><th>{frame.t("Chỉ tiêu", "Indicator")}</th><th>{frame.t("Ô", "Cell")}</th>
                    <th class="n">{frame.t("Ghi trong tệp", "In the file")}</th><th class="n">{frame.t("Hiểu là", "Read as")}</th>
                    <th class="n">{frame.t("Kỳ trước", "Last period")}</th><th></th>
                </tr></thead>
                <tbody>{p.values.iter().map(row).collect_view()}</tbody>
            </table></div>
        </section>
    }
    .into_any()
}
