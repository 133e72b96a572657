//! What was found, by kind; and what the box in the header suggests.

use crate::frame::{self, Frame, ui_encode};
use domain::{
    search::{Entry, EntryKind, LONGEST, Query},
    text::Lang,
};
use leptos::prelude::*;

/// Of each kind on the page of all kinds, and on the page of one kind.
const FEW: usize = 8;
const MANY: usize = 200;

pub struct SearchPage<'a> {
    pub query: &'a Query,
    /// The best first.
    pub found: &'a [&'a Entry],
    /// Only this kind.
    pub only: Option<EntryKind>,
    /// When nothing was found: a word, the query without it, and how much that finds.
    pub shorter: Vec<(String, String, usize)>,
    /// Queries that find something here.
    pub examples: Vec<&'static str>,
}

impl SearchPage<'_> {
    /// The kinds that were found with what was found of them, in the order of their best.
    fn groups(&self) -> Vec<(EntryKind, Vec<&Entry>)> {
        let mut groups: Vec<(EntryKind, Vec<&Entry>)> = vec![];
        for &entry in self.found {
            match groups.iter_mut().find(|g| g.0 == entry.kind) {
                Some(group) => group.1.push(entry),
                None => groups.push((entry.kind, vec![entry])),
            }
        }
        groups
    }
}

/// The name of a kind as a heading.
fn kind_name(kind: EntryKind, lang: Lang) -> &'static str {
    match (kind, lang) {
        (EntryKind::Indicator, Lang::Vi) => "Chỉ tiêu",
        (EntryKind::Task, Lang::Vi) => "Nhiệm vụ",
        (EntryKind::Unit, Lang::Vi) => "Đơn vị",
        (EntryKind::Document, Lang::Vi) => "Văn bản",
        (EntryKind::System, Lang::Vi) => "Hệ thống",
        (EntryKind::Duty, Lang::Vi) => "Chế độ báo cáo",
        (EntryKind::Indicator, Lang::En) => "Indicators",
        (EntryKind::Task, Lang::En) => "Tasks",
        (EntryKind::Unit, Lang::En) => "Units",
        (EntryKind::Document, Lang::En) => "Documents",
        (EntryKind::System, Lang::En) => "Systems",
        (EntryKind::Duty, Lang::En) => "Reporting duties",
    }
}

fn address(query: &str, kind: Option<EntryKind>) -> String {
    let kind = kind.map(|k| format!("&loai={}", k.code())).unwrap_or_default();
    format!("/tim?q={}{kind}", ui_encode(query))
}

/// A text with what was searched for marked.
fn marked(query: &Query, text: &str) -> AnyView {
    let piece = |(text, hit): (String, bool)| if hit { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() };
    query.marks(text).into_iter().map(piece).collect_view().into_any()
}

pub fn page(frame: &Frame, d: &SearchPage) -> String {
    let title = frame.t("Tìm", "Search");
    frame::page(frame, title, || {
        let typed = d.query.typed.clone();
        view! {
            <h1>{headline(frame, d)}</h1>
            <form class="narrow sec-s" role="search" method="get" action="/tim">
                <div class="field"><label for="tim-trang">{frame.t("Cần tìm", "Search for")}</label>
                    <input class="in" id="tim-trang" name="q" type="search" maxlength=LONGEST.to_string() autocomplete="off" spellcheck="false"
                        value=typed/>
                    <span class="hint">{frame.t("Không cần dấu; gõ được chữ viết tắt, mã, số văn bản hoặc phần đầu của từ.",
                        "Without diacritics, by abbreviation, code, document number or the beginning of words.")}</span></div>
                <button class="btn go">{frame.t("Tìm", "Find")}</button>
            </form>
            {d.query.is_cut.then(|| view! {
                <p class="after small muted">{if frame.lang == Lang::En { format!("Only the first {LONGEST} characters count.") }
                    else { format!("Chỉ tìm theo {LONGEST} ký tự đầu.") }}</p>
            })}
            {if d.found.is_empty() { nothing(frame, d) } else { results(frame, d) }}
        }
        .into_any()
    })
}

fn headline(frame: &Frame, d: &SearchPage) -> String {
    let (typed, english) = (&d.query.typed, frame.lang == Lang::En);
    if typed.is_empty() {
        return frame.t("Tìm trong toàn bộ dữ liệu của tỉnh", "Search everything of the province").to_owned();
    }
    match (d.found.len(), d.query.is_empty(), english) {
        (_, true, false) => format!("“{typed}” không có chữ hay số nào để tìm."),
        (_, true, true) => format!("“{typed}” holds no letter or digit to search for."),
        (0, _, false) => format!("Không có gì khớp với “{typed}”."),
        (0, _, true) => format!("Nothing matches “{typed}”."),
        (n, _, false) => format!("{n}\u{a0}kết quả cho “{typed}”."),
        (1, _, true) => format!("1\u{a0}result for “{typed}”."),
        (n, _, true) => format!("{n}\u{a0}results for “{typed}”."),
    }
}

/// What to do where there is no result: type something, or less.
fn nothing(frame: &Frame, d: &SearchPage) -> AnyView {
    let is_question = !d.query.is_empty();
    let fewer = d.shorter.iter().map(|(word, rest, count)| {
        let text = if frame.lang == Lang::En {
            format!("without “{word}”: {count}")
        } else {
            format!("bỏ “{word}”: {count} kết quả")
        };
        view! { <a href=address(rest, None)>{text}</a> }
    });
    let fewer = fewer.collect_view();
    let examples = d.examples.iter().map(|e| view! { <a href=address(e, None)>{*e}</a> }).collect_view();
    view! {
        <section class="sec">
            {is_question.then(|| view! {
                <p>{frame.t("Mỗi từ đã gõ phải là phần đầu của một từ trong tên, mã, số văn bản hoặc đơn vị liên quan. Bớt từ hoặc gõ ngắn hơn.",
                    "Every word must be the beginning of a word of the name, code, document number or unit. Use fewer or shorter words.")}</p>
                <p class="try">{fewer}</p>
            })}
            {(!is_question).then(|| view! {
                <p>{frame.t("Tìm được chỉ tiêu và mục tiêu, nhiệm vụ, đơn vị, văn bản, hệ thống và cơ sở dữ liệu, chế độ báo cáo. Gõ ít nhất một chữ hoặc một số.",
                    "Finds indicators and targets, tasks, units, documents, systems and databases, reporting duties. Type at least one letter or digit.")}</p>
            })}
            {(!d.examples.is_empty()).then(|| view! {
                <div class="try"><span class="muted">{frame.t("Ví dụ:", "For example:")}</span>{examples}</div>
            })}
        </section>
    }
    .into_any()
}

fn results(frame: &Frame, d: &SearchPage) -> AnyView {
    let groups = d.groups();
    let typed = &d.query.typed;
    let tab = |(kind, found): &(EntryKind, Vec<&Entry>)| {
        let text = format!("{} ({})", kind_name(*kind, frame.lang), found.len());
        view! { <a href=address(typed, Some(*kind)) aria-current=(d.only == Some(*kind)).then_some("true")>{text}</a> }
    };
    let tabs = groups.iter().map(tab).collect_view();
    let shown = groups.iter().filter(|(kind, _)| d.only.is_none_or(|only| only == *kind));
    let sections = shown.map(|(kind, found)| group(frame, d, *kind, found)).collect_view();
    let missing = d.only.filter(|only| groups.iter().all(|g| g.0 != *only)).map(|only| {
        let name = kind_name(only, frame.lang).to_lowercase();
        let text = if frame.lang == Lang::En { format!("No {name} among the results.") } else { format!("Không có {name} nào khớp.") };
        view! { <p class="sec">{text}</p> }
    });
    view! {
        <nav class="filters sec-s" aria-label=frame.t("Loại kết quả", "Kind")>
            <a href=address(typed, None) aria-current=d.only.is_none().then_some("true")>{format!("{} ({})", frame.t("Tất cả", "All"), d.found.len())}</a>
            {tabs}
        </nav>
        {sections}
        {missing}
    }
    .into_any()
}

fn group(frame: &Frame, d: &SearchPage, kind: EntryKind, found: &[&Entry]) -> AnyView {
    let most = if d.only.is_some() { MANY } else { FEW };
    let name = kind_name(kind, frame.lang);
    let items = found.iter().take(most).map(|e| item(d.query, e)).collect_view();
    let all = (found.len() > most && d.only.is_none()).then(|| {
        let text = if frame.lang == Lang::En { format!("All {}", found.len()) } else { format!("Xem cả {}", found.len()) };
        view! { <a class="more" href=address(&d.query.typed, Some(kind))>{text}<span class="vh">" "{name.to_lowercase()}</span></a> }
    });
    let rest = (found.len() > most && d.only.is_some()).then(|| {
        let left = found.len() - most;
        let text = if frame.lang == Lang::En {
            format!("{left} more. Add a word to narrow it down.")
        } else {
            format!("Còn {left} kết quả nữa. Thêm từ để thu hẹp.")
        };
        view! { <p class="after muted">{text}</p> }
    });
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{format!("{name} ({})", found.len())}</h2>{all}</div>
            <ul class="finds">{items}</ul>
            {rest}
        </section>
    }
    .into_any()
}

fn item(query: &Query, e: &Entry) -> AnyView {
    // Codes of units and documents are for addresses only.
    let has_code = !matches!(e.kind, EntryKind::Unit | EntryKind::Document);
    view! {
        <li>
            <a href=e.href.clone()>{marked(query, &e.title)}</a>
            {has_code.then(|| view! { <span class="mono">{marked(query, &e.code)}</span> })}
            {(!e.detail.is_empty()).then(|| view! { <div class="d">{marked(query, &e.detail)}</div> })}
        </li>
    }
    .into_any()
}

/// The options of the box in the header: the first of what was found, and the way to the rest. Empty when there is nothing.
pub fn suggestions(lang: Lang, query: &Query, found: &[&Entry], total: usize) -> String {
    let option = |e: &&Entry| {
        view! {
            <a role="option" aria-selected="false" tabindex="-1" href=e.href.clone()>
                <span class="k">{kind_name(e.kind, lang)}</span>
                <span>{marked(query, &e.title)}</span>
                {(!e.detail.is_empty()).then(|| view! { <span class="d">{marked(query, &e.detail)}</span> })}
            </a>
        }
    };
    frame::fragment(|| {
        let text = if lang == Lang::En { format!("All {total} results") } else { format!("Xem cả {total} kết quả") };
        let all = (total > found.len()).then(|| {
            view! { <a class="all" role="option" aria-selected="false" tabindex="-1" href=address(&query.typed, None)>{text}</a> }
        });
        view! { {found.iter().map(option).collect_view()}{all} }.into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(title: &str) -> Entry {
        let text = str::to_owned;
        let (code, number, detail, words) = (text("a"), text(""), text("Sở <Y>"), text(""));
        Entry { kind: EntryKind::Task, code, number, title: text(title), detail, words, href: text("/nhiem-vu/a") }
    }

    #[test]
    fn what_stands_in_data_cannot_become_markup() {
        let (one, query) = (entry("Sở <script>"), Query::new("\"><b>so"));
        let html = suggestions(Lang::Vi, &query, &[&one], 2);
        assert!(html.contains("<mark>Sở</mark>") && html.contains("&lt;script&gt;") && html.contains("&lt;Y&gt;"), "{html}");
        assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
        assert!(html.contains("href=\"/tim?q=%22%3E%3Cb%3Eso\"") && html.contains("Xem cả 2 kết quả"), "{html}");
    }

    #[test]
    fn nothing_found_suggests_nothing() {
        let html = suggestions(Lang::Vi, &Query::new("xyz"), &[], 0);
        assert!(!html.contains("<a"), "{html}");
    }
}
