//! The documents: what each asks, and its text line by line with the rows that stand for it. And the index of the catalogue.

use crate::{
    frame::{self, Frame, ui_encode},
    ui::Glyph,
};
use domain::{
    access::Action,
    coverage::numbers,
    status::Tone,
    text::{self, Lang},
};
use leptos::prelude::*;
use store::catalogue::Document;

/// Address of a document's text.
pub fn address(code: &str) -> String {
    format!("/van-ban/{}", ui_encode(code).replace('/', "%2F"))
}

/// "1766/QĐ-UBND", or the code of a document that came without number.
pub fn number_of(d: &Document) -> &str {
    if d.number.is_empty() { &d.code } else { &d.number }
}

/// "dòng 12-15", leading to the first of them.
pub(super) fn lines_link(frame: &Frame, document: &str, lines: &str) -> Option<AnyView> {
    let first = numbers(lines).and_then(|all| all.first().copied())?;
    let name = format!("{} {}", frame.t("dòng", "line"), lines.replace(',', ", "));
    Some(view! { <a href=format!("{}#d{first}", address(document))>{name}</a> }.into_any())
}

/// The sentence a row stands on, with the words that name it marked; and where it is.
pub(super) fn quote(frame: &Frame, document: Option<&Document>, lines: &[String], at: &str, written: &str) -> AnyView {
    let Some(d) = document else {
        return view! { <p class="muted">{frame.t("Không có văn bản trong danh mục.", "Its document is not in the catalogue.")}</p> }
            .into_any();
    };
    let words = lines.iter().map(|l| l.replace("**", "")).collect::<Vec<_>>().join(" ");
    let text = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let marked = match (written.is_empty(), text.split_once(written)) {
        (false, Some((before, after))) => view! { {before.to_owned()}<mark>{written.to_owned()}</mark>{after.to_owned()} }.into_any(),
        _ => text.clone().into_any(),
    };
    let title = if d.number.is_empty() { d.title.clone() } else { format!("{} ({})", d.number, d.title) };
    view! {
        {(!text.is_empty()).then(|| view! { <blockquote>{marked}</blockquote> })}
        <p class="src"><a href=address(&d.code)>{title}</a>{lines_link(frame, &d.code, at).map(|link| view! { ", "{link} })}". "
            {if text.is_empty() { frame.t("Nguyên văn chưa được nạp vào hệ thống.", "The text itself is not loaded.") } else { frame.t("Nguyên văn bản quét.", "As scanned.") }}</p>
    }
    .into_any()
}

/// How much of a document's text is accounted for.
#[derive(Clone, Copy)]
pub struct Covered {
    /// Lines that are not blank.
    pub lines: usize,
    /// Those that a row stands for, or that are called a heading, a recital and the like.
    pub accounted: usize,
    /// Places where something is wrong with that.
    pub problems: usize,
}

impl Covered {
    fn chip(self, frame: &Frame) -> AnyView {
        let all = self.accounted >= self.lines && self.problems == 0;
        let tone = if all { Tone::Met } else { Tone::Late };
        let word = match (all, frame.lang) {
            (true, Lang::Vi) => format!("{}/{} dòng", self.accounted, self.lines),
            (true, Lang::En) => format!("{}/{} lines", self.accounted, self.lines),
            (false, Lang::Vi) => format!("{}/{} dòng, {} chỗ cần xem", self.accounted, self.lines, self.problems),
            (false, Lang::En) => format!("{}/{} lines, {} to look at", self.accounted, self.lines, self.problems),
        };
        view! { <span class=format!("st st-{}", tone.class())><Glyph tone/>{word}</span> }.into_any()
    }
}

/// Rows of the catalogue that a document gives.
#[derive(Clone, Copy, Default)]
pub struct Counts {
    pub targets: usize,
    pub tasks: usize,
    pub duties: usize,
    pub systems: usize,
}

pub struct Listed {
    pub document: Document,
    pub counts: Counts,
    /// None: its text is not loaded.
    pub covered: Option<Covered>,
}

fn issued(frame: &Frame, d: &Document) -> String {
    d.issued_on.map_or_else(|| d.issued_written.clone(), |day| text::date(day, frame.lang))
}

pub fn list(frame: &Frame, documents: &[Listed]) -> String {
    let loaded: Vec<Covered> = documents.iter().filter_map(|d| d.covered).collect();
    let lines: usize = loaded.iter().map(|c| c.lines).sum();
    let accounted: usize = loaded.iter().map(|c| c.accounted).sum();
    let headline = match (frame.lang, documents.len(), loaded.len()) {
        (Lang::Vi, 0, _) => "Danh mục của tỉnh chưa có văn bản nào".to_owned(),
        (Lang::En, 0, _) => "The province's catalogue holds no document yet".to_owned(),
        (Lang::Vi, n, 0) => format!("{n} văn bản, nguyên văn chưa được nạp"),
        (Lang::En, n, 0) => format!("{n} documents, their text not loaded"),
        (Lang::Vi, n, _) => format!("{n} văn bản; {accounted}/{lines} dòng đã có chỗ trong danh mục"),
        (Lang::En, n, _) => format!("{n} documents; {accounted} of {lines} lines have their place in the catalogue"),
    };
    frame::page(frame, frame.t("Văn bản", "Documents"), || {
        let row = |d: &Listed| {
            let c = d.counts;
            let cover = match d.covered {
                Some(covered) => covered.chip(frame),
                None => view! { <span class="muted">{frame.t("nguyên văn chưa được nạp", "text not loaded")}</span> }.into_any(),
            };
            let title = view! { <a href=address(&d.document.code)>{d.document.title.clone()}</a> };
            view! {
                <tr>
                    <th scope="row">{title}<span class="sub">{number_of(&d.document).to_owned()}</span></th>
                    <td>{d.document.issuer.clone()}<span class="sub">{issued(frame, &d.document)}</span></td>
                    <td class="n">{c.targets}</td><td class="n">{c.tasks}</td><td class="n">{c.duties}</td><td class="n">{c.systems}</td>
                    <td>{cover}</td>
                </tr>
            }
        };
        view! {
            <nav class="crumb" aria-label=frame.t("Vị trí", "Place")><a href="/danh-muc">{frame.t("Danh mục", "Catalogue")}</a>" / "{frame.t("Văn bản", "Documents")}</nav>
            <h1>{headline}</h1>
            <section class="sec">
                <div class="sec-h"><h2>{frame.t("Văn bản làm căn cứ", "Documents")}</h2>
                    <p>{frame.t("Số mục tiêu, nhiệm vụ, chế độ báo cáo và hệ thống mà mỗi văn bản nêu", "What each of them asks")}</p></div>
                <div class="scroll-x"><table class="t register">
                    <thead><tr>
                        <th scope="col">{frame.t("Văn bản", "Document")}</th><th scope="col">{frame.t("Nơi ban hành, ngày", "Issuer, date")}</th>
                        <th scope="col" class="n">{frame.t("Mục tiêu", "Targets")}</th><th scope="col" class="n">{frame.t("Nhiệm vụ", "Tasks")}</th>
                        <th scope="col" class="n">{frame.t("Chế độ báo cáo", "Duties")}</th><th scope="col" class="n">{frame.t("Hệ thống", "Systems")}</th>
                        <th scope="col">{frame.t("Dòng đã có chỗ", "Lines accounted for")}</th>
                    </tr></thead>
                    <tbody>{documents.iter().map(row).collect_view()}</tbody>
                </table></div>
            </section>
        }
        .into_any()
    })
}

/// A row of the catalogue that stands on a line.
#[derive(Clone)]
pub struct Stand {
    /// "Mục tiêu DLH-05, 2030".
    pub label: String,
    pub name: String,
    pub href: String,
}

pub struct TextLine {
    pub number: u32,
    pub body: String,
    pub stands: Vec<Stand>,
    /// What the line is when no row stands for it: "đề mục", with a note.
    pub called: String,
    /// The line's place in the catalogue is missing or doubtful.
    pub in_doubt: bool,
}

pub struct TextPage<'a> {
    pub document: &'a Document,
    pub counts: Counts,
    pub covered: Option<Covered>,
    /// The lines of its text that are not blank; without text, those that some row names.
    pub lines: Vec<TextLine>,
}

pub fn show(frame: &Frame, p: &TextPage<'_>) -> String {
    let d = p.document;
    let headline = match (frame.lang, p.covered) {
        (Lang::Vi, Some(c)) => format!("{}: {}/{} dòng đã có chỗ trong danh mục", d.title, c.accounted, c.lines),
        (Lang::En, Some(c)) => format!("{}: {} of {} lines have their place in the catalogue", d.title, c.accounted, c.lines),
        (Lang::Vi, None) => format!("{}: nguyên văn chưa được nạp", d.title),
        (Lang::En, None) => format!("{}: text not loaded", d.title),
    };
    frame::page(frame, &d.title, || {
        let c = p.counts;
        let counted = [
            (c.targets, frame.t("mục tiêu", "targets")),
            (c.tasks, frame.t("nhiệm vụ", "tasks")),
            (c.duties, frame.t("chế độ báo cáo", "duties")),
            (c.systems, frame.t("hệ thống", "systems")),
        ];
        let counted: Vec<String> = counted.iter().filter(|c| c.0 > 0).map(|(n, what)| format!("{n}\u{a0}{what}")).collect();
        let lead = [number_of(d).to_owned(), d.issuer.clone(), issued(frame, d), counted.join(", ")];
        let lead = lead.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · ");
        view! {
            <nav class="crumb" aria-label=frame.t("Vị trí", "Place")><a href="/danh-muc">{frame.t("Danh mục", "Catalogue")}</a>" / "
                <a href="/van-ban">{frame.t("Văn bản", "Documents")}</a>" / "{d.code.clone()}</nav>
            <h1>{headline}</h1>
            <p class="lead">{lead}{p.covered.map(|c| view! { " · "{c.chip(frame)} })}</p>
            <section class="sec">
                <div class="sec-h"><h2>{frame.t("Từng dòng và những gì căn cứ vào đó", "Each line and what stands on it")}</h2>
                    {p.covered.is_none().then(|| view! { <p>{frame.t(
                        "Nguyên văn chưa được nạp vào hệ thống; dưới đây là các dòng mà danh mục nêu.",
                        "The text is not loaded; these are the lines that the catalogue names.",
                    )}</p> })}</div>
                <ol class="doc">{p.lines.iter().map(|l| line(frame, l)).collect_view()}</ol>
            </section>
        }
        .into_any()
    })
}

fn line(frame: &Frame, l: &TextLine) -> AnyView {
    let stand =
        |s: &Stand| view! { <li><a href=s.href.clone()>{s.label.clone()}</a>{(!s.name.is_empty()).then(|| format!(" {}", s.name))}</li> };
    let stands = (!l.stands.is_empty()).then(|| view! { <ul>{l.stands.iter().map(stand).collect_view()}</ul> });
    let doubt = l.in_doubt.then(|| {
        let tone = Tone::Late;
        view! { <span class="st st-late"><Glyph tone/>{frame.t("chưa có chỗ trong danh mục, hoặc cần xem lại", "no place in the catalogue, or in doubt")}</span> }
    });
    view! {
        <li id=format!("d{}", l.number)>
            <a class="ln" href=format!("#d{}", l.number)><span class="vh">{frame.t("Dòng ", "Line ")}</span>{l.number.to_string()}</a>
            <div><p>{l.body.replace("**", "")}</p>
                {stands}{(!l.called.is_empty()).then(|| view! { <span class="tag">{l.called.clone()}</span> })}{doubt}</div>
        </li>
    }
    .into_any()
}

/// One part of the catalogue in the index.
pub struct Part {
    pub href: &'static str,
    pub name: &'static str,
    pub count: usize,
    pub about: &'static str,
}

/// What those who keep the catalogue do here. A row that there is carries its own link to its form.
fn keeping(frame: &Frame) -> AnyView {
    let add = [
        ("chi-tieu", "chỉ tiêu", "indicator"),
        ("nhiem-vu", "nhiệm vụ", "task"),
        ("che-do-bao-cao", "chế độ báo cáo", "reporting duty"),
        ("he-thong", "hệ thống", "system"),
    ];
    let links = add.map(|(slug, vi, en)| {
        view! { <a class="btn" href=format!("/danh-muc/them/{slug}")>{format!("{} {}", frame.t("Thêm", "New"), frame.t(vi, en))}</a> }
    });
    view! {
        <section class="sec no-print">
            <div class="sec-h">
                <h2>{frame.t("Quản trị danh mục", "Keeping the catalogue")}</h2>
                <p>{frame.t("Mỗi thay đổi là một bản mới có ngày và văn bản, được xem trước khi áp dụng.", "Every change is a new version with its day and document, shown before it counts.")}</p>
            </div>
            <div class="btns">{links.collect_view()}<a class="btn" href="/danh-muc/tep">{frame.t("Tệp dữ liệu: tải ra, tải lên", "Data files: out and in")}</a></div>
        </section>
    }
    .into_any()
}

pub fn index(frame: &Frame, parts: &[Part]) -> String {
    let title = frame.t("Danh mục", "Catalogue");
    frame::page(frame, title, || {
        let part = |p: &Part| {
            view! { <li><a href=p.href>{p.name}</a>" "<b>{p.count.to_string()}</b><span class="sub">{p.about}</span></li> }
        };
        let three: Vec<String> = parts.iter().take(3).map(|p| format!("{}\u{a0}{}", p.count, p.name.to_lowercase())).collect();
        let place = frame.province.as_ref().map(|p| p.1.clone()).unwrap_or_default();
        view! {
            <h1>{format!("{place}: {}", three.join(", "))}</h1>
            <section class="sec">
                <div class="sec-h"><h2>{frame.t("Những gì hệ thống đang theo dõi", "What is kept here")}</h2></div>
                <ul class="links big">{parts.iter().map(part).collect_view()}</ul>
            </section>
            {frame.may(Action::ManageTargets).then(|| keeping(frame))}
        }
        .into_any()
    })
}
