//! Reporting duties as the documents set them, the rounds there are, and the rounds that would follow.

use crate::pages::editing::edit_link;
use crate::{
    frame::{self, Frame},
    pages::{
        document::{self, number_of},
        report::{first_upper, period_name},
    },
    ui::{Csrf, Glyph},
};
use chrono::{Datelike, NaiveDate};
use domain::{
    Period,
    duty::{Calendar, Duty, Occasion, Planned},
    indicator::Basis,
    status::Tone,
    text::{self, Lang},
};
use leptos::prelude::*;
use store::catalogue::{Catalogue, Document};

/// One duty with what follows from it.
pub struct Line {
    pub duty: Duty,
    pub reporters: String,
    /// Its next reports; none for one that is due on demand.
    pub next: Vec<Occasion>,
    /// Its lines of the document; empty when the text is not loaded.
    pub source: Vec<String>,
}

/// The duties of one document, the one that is due next first.
pub struct Group {
    pub document: Document,
    pub lines: Vec<Line>,
}

/// A round there is.
pub struct RoundLine {
    pub period: Period,
    pub opens: NaiveDate,
    pub due: NaiveDate,
    pub closes: NaiveDate,
    pub calendar: Calendar,
    /// First and last day of the data; none: the period's own.
    pub window: Option<(NaiveDate, NaiveDate)>,
    /// Reports can come in today.
    pub open: bool,
}

pub struct Duties {
    pub groups: Vec<Group>,
    /// In order of time.
    pub rounds: Vec<RoundLine>,
    /// The day that is proposed for making rounds up to; none: the viewer makes none.
    pub until: Option<NaiveDate>,
}

/// Who reports, groups by their names: "Mọi sở, ban, ngành, Sở Y tế".
pub fn reporters(catalogue: &Catalogue, names: &[String], lang: Lang) -> String {
    let name = |code: &String| match (code.as_str(), lang) {
        ("all_units", Lang::Vi) => "mọi cơ quan, đơn vị, xã, phường".to_owned(),
        ("all_departments", Lang::Vi) => "mọi sở, ban, ngành".to_owned(),
        ("all_communes", Lang::Vi) => "mọi xã, phường, đặc khu".to_owned(),
        ("all_units", Lang::En) => "every unit".to_owned(),
        ("all_departments", Lang::En) => "every department".to_owned(),
        ("all_communes", Lang::En) => "every commune and ward".to_owned(),
        (code, _) => catalogue.unit_by_code(code).map_or_else(|| code.to_owned(), |u| u.short_name.clone()),
    };
    first_upper(&names.iter().map(name).collect::<Vec<_>>().join(", "))
}

fn window(from: NaiveDate, to: NaiveDate, lang: Lang) -> String {
    format!("{} – {}", text::date(from, lang), text::date(to, lang))
}

fn calendar_name(calendar: Calendar, lang: Lang) -> &'static str {
    if lang == Lang::En { calendar.label_en() } else { calendar.label() }
}

fn headline(frame: &Frame, d: &Duties) -> String {
    let lines = || d.groups.iter().flat_map(|g| &g.lines);
    let next = lines().filter_map(|l| Some((l.next.first()?.due, l))).min_by_key(|(due, l)| (*due, l.duty.code.clone()));
    match (next, frame.lang) {
        (Some((due, l)), Lang::Vi) => format!("Báo cáo kế tiếp phải gửi ngày {}: {}", text::vi_date(due), l.duty.name),
        (Some((due, l)), Lang::En) => format!("The next report is due on {}: {}", text::date(due, Lang::En), l.duty.name),
        (None, Lang::Vi) if lines().next().is_none() => "Danh mục của tỉnh chưa có chế độ báo cáo nào".to_owned(),
        (None, Lang::En) if lines().next().is_none() => "The province's catalogue holds no reporting duty yet".to_owned(),
        (None, Lang::Vi) => format!("Không có báo cáo định kỳ; {} báo cáo gửi khi có yêu cầu", lines().count()),
        (None, Lang::En) => format!("No recurring report; {} are sent on demand", lines().count()),
    }
}

pub fn list(frame: &Frame, d: &Duties) -> String {
    frame::page(frame, frame.t("Chế độ báo cáo", "Reporting duties"), || {
        view! {
            <nav class="crumb" aria-label=frame.t("Vị trí", "Place")><a href="/danh-muc">{frame.t("Danh mục", "Catalogue")}</a>" / "{frame.t("Chế độ báo cáo", "Reporting duties")}</nav>
            <h1>{headline(frame, d)}</h1>
            {d.groups.iter().map(|g| group(frame, g)).collect_view()}
            {rounds(frame, d)}
        }
        .into_any()
    })
}

fn group(frame: &Frame, g: &Group) -> AnyView {
    let number = number_of(&g.document).to_owned();
    view! {
        <section class="sec">
            <div class="sec-h"><h2><a class="plain" href=document::address(&g.document.code)>{g.document.title.clone()}</a></h2><p>{number}" · "{g.document.issuer.clone()}</p></div>
            <ul class="duties">{g.lines.iter().map(|l| duty(frame, &g.document, l)).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn duty(frame: &Frame, document: &Document, l: &Line) -> AnyView {
    let d = &l.duty;
    let (frequency, due) =
        if frame.lang == Lang::En { (d.frequency.label_en(), d.due.label_en()) } else { (d.frequency.label(), d.due.label()) };
    let line =
        |term: &'static str, value: String| (!value.is_empty()).then(|| view! { <tr><th scope="row">{term}</th><td>{value}</td></tr> });
    let recurs = !l.next.is_empty();
    let inferred =
        (d.basis == Basis::Inferred).then(|| view! { " "<span class="tag">{frame.t("văn bản không nêu, suy ra", "inferred")}</span> });
    view! {
        <li id=d.code.clone()>
            <h3>{d.name.clone()}{inferred}</h3>{edit_link(frame, "che-do-bao-cao", &d.code)}
            <div class="cols c-6-6">
                <div>
                    <table class="t defs"><tbody>
                        {line(frame.t("Mã", "Code"), d.code.clone())}
                        {line(frame.t("Người báo cáo", "Who reports"), l.reporters.clone())}
                        {line(frame.t("Nơi nhận", "To whom"), d.to.clone())}
                        {line(frame.t("Kỳ báo cáo", "How often"), frequency.to_owned())}
                        {line(frame.t("Hạn gửi", "Due"), if recurs { due } else { String::new() })}
                        {line(frame.t("Kỳ số liệu", "Data window"), if recurs { calendar_name(d.calendar, frame.lang).to_owned() } else { String::new() })}
                        {line(frame.t("Văn bản ghi", "As written"), if d.time_written.is_empty() { String::new() } else { format!("“{}”", d.time_written) })}
                    </tbody></table>
                    {occasions(frame, &l.next)}
                </div>
                <div>
                    {document::quote(frame, Some(document), &l.source, &d.source_lines, &d.time_written)}
                    {(!d.reading.is_empty()).then(|| view! {
                        <p class="small after"><span class="tag">{frame.t("cách hiểu của cơ quan tổng hợp", "our reading")}</span>" "{d.reading.clone()}</p>
                    })}
                </div>
            </div>
        </li>
    }
    .into_any()
}

fn occasions(frame: &Frame, next: &[Occasion]) -> Option<AnyView> {
    let row = |o: &Occasion| {
        view! {
            <tr><th scope="row">{first_upper(&period_name(o.period, frame.lang))}</th><td>{window(o.from, o.to, frame.lang)}</td><td>{text::date(o.due, frame.lang)}</td></tr>
        }
    };
    (!next.is_empty()).then(|| {
        view! {
            <div class="scroll-x after"><table class="t">
                <thead><tr><th>{frame.t("Kỳ tới", "Coming")}</th><th>{frame.t("Số liệu từ – đến", "Data from – to")}</th><th>{frame.t("Gửi chậm nhất", "Due")}</th></tr></thead>
                <tbody>{next.iter().map(row).collect_view()}</tbody>
            </table></div>
        }
        .into_any()
    })
}

fn rounds(frame: &Frame, d: &Duties) -> AnyView {
    let open = d.rounds.iter().filter(|r| r.open).count();
    let title = match (frame.lang, d.rounds.len()) {
        (Lang::Vi, 0) => "Chưa có đợt báo cáo nào".to_owned(),
        (Lang::En, 0) => "No round yet".to_owned(),
        (Lang::Vi, n) => format!("{n} đợt báo cáo, {open} đợt đang mở"),
        (Lang::En, n) => format!("{n} rounds, {open} open"),
    };
    let this_year = frame.today.year();
    let years = d.rounds.chunk_by(|a, b| a.period.year() == b.period.year()).map(|chunk| {
        let year = chunk[0].period.year();
        let name = format!("{} {year}: {} {}", frame.t("Năm", "Year"), chunk.len(), frame.t("đợt", "rounds"));
        view! {
            <details class="rest" open=year == this_year>
                <summary>{name}</summary>
                <div class="scroll-x" tabindex="0"><table class="t">{round_head(frame)}<tbody>{chunk.iter().map(|r| round_row(frame, r)).collect_view()}</tbody></table></div>
            </details>
        }
    });
    view! {
        <section class="sec" id="dot">
            <div class="sec-h"><h2>{title}</h2></div>
            {d.until.map(|until| view! {
                <form class="narrow" method="get" action="/che-do-bao-cao/dot">
                    <div class="field">
                        <label for="den">{frame.t("Lập các đợt đến ngày", "Make the rounds up to")}</label>
                        <input class="in" id="den" name="den" type="date" required value=until.to_string()/>
                    </div>
                    <button class="btn">{frame.t("Xem trước các đợt", "Preview")}</button>
                </form>
            })}
            <div class="after">{years.collect_view()}</div>
        </section>
    }
    .into_any()
}

fn round_head(frame: &Frame) -> AnyView {
    view! {
        <thead><tr>
            <th scope="col">{frame.t("Kỳ", "Period")}</th><th scope="col">{frame.t("Số liệu", "Data")}</th><th scope="col">{frame.t("Mở", "Opens")}</th>
            <th scope="col">{frame.t("Hạn", "Due")}</th><th scope="col">{frame.t("Đóng", "Closes")}</th><th scope="col">{frame.t("Tình trạng", "State")}</th>
        </tr></thead>
    }
    .into_any()
}

fn round_row(frame: &Frame, r: &RoundLine) -> AnyView {
    let (tone, word) = match () {
        () if r.open => (Tone::On, frame.t("đang mở", "open")),
        () if frame.today < r.opens => (Tone::None, frame.t("chưa mở", "not yet open")),
        () => (Tone::Met, frame.t("đã đóng", "closed")),
    };
    let data = r.window.unwrap_or_else(|| r.calendar.window(r.period));
    view! {
        <tr>
            <th scope="row">{first_upper(&period_name(r.period, frame.lang))}</th>
            <td>{window(data.0, data.1, frame.lang)}<span class="sub">{calendar_name(r.calendar, frame.lang)}</span></td>
            <td>{text::date(r.opens, frame.lang)}</td>
            <td>{text::date(r.due, frame.lang)}</td>
            <td>{text::date(r.closes, frame.lang)}</td>
            <td><span class=format!("st st-{}", tone.class())><Glyph tone/>{word}</span></td>
        </tr>
    }
    .into_any()
}

/// What would be made.
pub struct Preview {
    pub until: NaiveDate,
    pub planned: Vec<Planned>,
    /// Tells this list from another, so that what is confirmed is what was seen.
    pub mark: String,
    /// Some duty of the province recurs.
    pub recurs: bool,
}

pub fn preview(frame: &Frame, p: &Preview) -> String {
    let until = text::date(p.until, frame.lang);
    let headline = match (p.planned.as_slice(), frame.lang) {
        ([], Lang::Vi) => format!("Đến ngày {until} không có đợt nào phải lập thêm"),
        ([], Lang::En) => format!("No round is missing up to {until}"),
        ([only], Lang::Vi) => format!("1 đợt sẽ được lập: {}", only.period.label()),
        ([only], Lang::En) => format!("1 round would be made: {}", only.period.label_en()),
        ([first, .., last], Lang::Vi) => {
            format!("{} đợt sẽ được lập, từ {} đến {}", p.planned.len(), first.period.label(), last.period.label())
        }
        ([first, .., last], Lang::En) => {
            format!("{} rounds would be made, from {} to {}", p.planned.len(), first.period.label_en(), last.period.label_en())
        }
    };
    frame::page(frame, frame.t("Lập các đợt báo cáo", "Make rounds"), || {
        view! {
            <nav class="crumb" aria-label=frame.t("Vị trí", "Place")><a href="/che-do-bao-cao">{frame.t("Chế độ báo cáo", "Reporting duties")}</a>" / "{frame.t("Lập các đợt", "Make rounds")}</nav>
            <h1>{headline}</h1>
            <p class="lead">{frame.t(
                "Chưa có gì được lưu. Đợt đã có được giữ nguyên; đợt mới chỉ nhận báo cáo từ ngày mở.",
                "Nothing is stored yet. Rounds that are there stay as they are; a new one takes reports from the day it opens.",
            )}</p>
            {if p.planned.is_empty() { nothing(frame, p.recurs) } else { planned(frame, p) }}
        }
        .into_any()
    })
}

fn nothing(frame: &Frame, recurs: bool) -> AnyView {
    let why = if recurs {
        frame.t("Mọi đợt theo chế độ báo cáo đến ngày này đã có.", "Every round that the duties ask for is there.")
    } else {
        frame.t("Tỉnh không có chế độ báo cáo định kỳ nào để lập đợt theo.", "The province has no recurring duty to make rounds from.")
    };
    view! { <div class="empty after"><p>{why}</p><a class="btn" href="/che-do-bao-cao">{frame.t("Về Chế độ báo cáo", "Back to the duties")}</a></div> }.into_any()
}

fn planned(frame: &Frame, p: &Preview) -> AnyView {
    let row = |r: &Planned| {
        view! {
            <tr>
                <th scope="row">{first_upper(&period_name(r.period, frame.lang))}</th>
                <td>{window(r.from, r.to, frame.lang)}<span class="sub">{calendar_name(r.calendar, frame.lang)}</span></td>
                <td>{text::date(r.opens, frame.lang)}</td><td>{text::date(r.due, frame.lang)}</td><td>{text::date(r.closes, frame.lang)}</td>
                <td><a href=format!("/che-do-bao-cao#{}", r.duty)>{r.duty.clone()}</a></td>
            </tr>
        }
    };
    let years = p.planned.chunk_by(|a, b| a.period.year() == b.period.year()).map(|chunk| {
        let name = format!("{} {}: {} {}", frame.t("Năm", "Year"), chunk[0].period.year(), chunk.len(), frame.t("đợt", "rounds"));
        view! {
            <section class="sec">
                <div class="sec-h thin"><h2>{name}</h2></div>
                <div class="scroll-x" tabindex="0"><table class="t">
                    <thead><tr>
                        <th scope="col">{frame.t("Kỳ", "Period")}</th><th scope="col">{frame.t("Số liệu", "Data")}</th><th scope="col">{frame.t("Mở", "Opens")}</th>
                        <th scope="col">{frame.t("Hạn", "Due")}</th><th scope="col">{frame.t("Đóng", "Closes")}</th><th scope="col">{frame.t("Theo chế độ", "From the duty")}</th>
                    </tr></thead>
                    <tbody>{chunk.iter().map(row).collect_view()}</tbody>
                </table></div>
            </section>
        }
    });
    view! {
        <form class="btns after" method="post" action="/che-do-bao-cao/dot">
            <Csrf token=frame.csrf.clone()/>
            <input type="hidden" name="den" value=p.until.to_string()/>
            <input type="hidden" name="da-xem" value=p.mark.clone()/>
            <button class="btn go">{match frame.lang {
                Lang::Vi => format!("Lập {} đợt", p.planned.len()),
                Lang::En => format!("Make {} rounds", p.planned.len()),
            }}</button>
            <a class="btn" href="/che-do-bao-cao">{frame.t("Không lập", "Cancel")}</a>
        </form>
        {years.collect_view()}
    }
    .into_any()
}
