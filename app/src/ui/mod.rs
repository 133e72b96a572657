//! Parts that pages share.

use crate::{
    board::{Board, STATES, Standing, state_word},
    frame::Frame,
    islands::ChartFigure,
};
use charts::{Bullet, Chart, Size, Spark, draw};
use domain::{
    Quantity, Status,
    aggregate::Point,
    status::Tone,
    succession::Lens,
    text::{self, Lang},
};
use leptos::prelude::*;

/// The six status shapes, drawn once a page and used by reference.
#[component]
pub fn Sprite() -> impl IntoView {
    view! {
        <svg class="sprite" aria-hidden="true">
            <symbol id="g-met" viewBox="0 0 14 14">
                <circle class="g-met" cx="7" cy="7" r="6.4"></circle><path class="g-tick" d="M4 7.3 6.2 9.5 10.1 4.9"></path>
            </symbol>
            <symbol id="g-on" viewBox="0 0 14 14"><circle class="g-on" cx="7" cy="7" r="6.4"></circle></symbol>
            <symbol id="g-risk" viewBox="0 0 14 14"><path class="g-risk" d="M7 1 13.4 12.8H.6Z"></path></symbol>
            <symbol id="g-late" viewBox="0 0 14 14"><path class="g-late" d="M7 .3 13.7 7 7 13.7 .3 7Z"></path></symbol>
            <symbol id="g-back" viewBox="0 0 14 14"><path class="g-back" d="M4.7.8h4.6v6h3.5L7 13.4 1.2 6.8h3.5Z"></path></symbol>
            <symbol id="g-none" viewBox="0 0 14 14"><circle class="g-none" cx="7" cy="7" r="5.6"></circle></symbol>
        </svg>
    }
}

/// A status shape. Always beside its word.
#[component]
pub fn Glyph(tone: Tone) -> impl IntoView {
    view! { <svg class="g" aria-hidden="true"><use href=format!("#g-{}", tone.class())></use></svg> }
}

/// Shape and word on a pale ground.
#[component]
pub fn StatusChip(status: Status, lang: Lang) -> impl IntoView {
    let tone = status.tone();
    view! { <span class=format!("chip st-{}", tone.class())><Glyph tone/>{status_label(status, lang)}</span> }
}

pub fn status_label(status: Status, lang: Lang) -> &'static str {
    if lang == Lang::En { status.label_en() } else { status.label() }
}

/// Name of the field with a form's key.
pub const FORM_KEY: &str = "khoa";

/// The hidden fields every form carries: the session's token, and a key of the form's own by which it is known when it is
/// sent twice.
#[component]
pub fn Csrf(token: String) -> impl IntoView {
    let key = uuid::Uuid::now_v7().to_string();
    view! {
        <input type="hidden" name="csrf" value=token/>
        <input type="hidden" name=FORM_KEY value=key/>
    }
}

/// A chart drawn on the server and nothing more, for table cells.
#[component]
pub fn Drawing(svg: String) -> impl IntoView {
    view! { <span class="drawing" inner_html=svg></span> }
}

pub fn tone_label(tone: Tone, lang: Lang) -> &'static str {
    match (tone, lang) {
        (Tone::Met, Lang::Vi) => "đạt",
        (Tone::On, Lang::Vi) => "đúng tiến độ",
        (Tone::Risk, Lang::Vi) => "chậm",
        (Tone::Late, Lang::Vi) => "rất chậm, không đạt",
        (Tone::Back, Lang::Vi) => "thụt lùi",
        (Tone::None, Lang::Vi) => "chưa có số liệu",
        (Tone::Met, Lang::En) => "met",
        (Tone::On, Lang::En) => "on track",
        (Tone::Risk, Lang::En) => "at risk",
        (Tone::Late, Lang::En) => "far behind, missed",
        (Tone::Back, Lang::En) => "going backwards",
        (Tone::None, Lang::En) => "no data",
    }
}

/// Every shape with its words, under a table that uses them.
pub fn tone_key(lang: Lang) -> impl IntoView {
    let chip = |tone: Tone| view! { <span class=format!("chip st-{}", tone.class())><Glyph tone/>{tone_label(tone, lang)}</span> };
    Tone::ALL.into_iter().map(chip).collect_view()
}

/// What the marks of a bullet mean; the one key of the page.
pub fn bullet_key(frame: &Frame) -> impl IntoView {
    view! {
        <p class="key">
            <span><svg width="40" height="14" viewBox="0 0 40 14" aria-hidden="true"><rect class="f-track" width="40" height="8" y="3"></rect>
                <rect class="f-bar" width="22" height="8" y="3"></rect></svg>{frame.t("kết quả", "result")}</span>
            <span><svg width="10" height="16" viewBox="0 0 10 16" aria-hidden="true"><path class="l-target" d="M5 0v16"></path></svg>{frame.t("mục tiêu", "target")}</span>
            <span><svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true"><path class="f-ink" d="M1 1h8l-4 7z"></path></svg>{frame.t("mốc phải có", "path")}</span>
            <span><svg width="30" height="12" viewBox="0 0 30 12" aria-hidden="true"><path class="l-key" d="M0 6h28M28 2v8"></path></svg>{frame.t("dự báo đến hạn", "forecast at the deadline")}</span>
        </p>
    }
}

/// A value as a headline says it: "71,8 %", "9.812 học viên", "chưa có số liệu".
pub fn headline_value(value: Option<f64>, unit: &str, lang: Lang) -> String {
    match value {
        None if lang == Lang::En => "no data".to_owned(),
        None => "chưa có số liệu".to_owned(),
        Some(v) if unit == "%" => text::percent(v, 1, lang),
        Some(v) if unit == STATES => state_word(v, lang).to_owned(),
        Some(v) => format!("{}\u{a0}{unit}", text::decimal(v, if v.fract() == 0.0 { 0 } else { 1 }, lang)),
    }
}

/// The number of a count alone, for a column; a ratio with its sign.
pub fn column_value(value: Option<f64>, unit: &str, lang: Lang) -> String {
    let unit = if ["%", STATES].contains(&unit) { unit } else { "" };
    headline_value(value, unit, lang).trim_end().to_owned()
}

pub fn indicator_name(board: &Board, s: &Standing, lang: Lang) -> String {
    let indicator = board.indicator(s);
    indicator.map(|i| if lang == Lang::En { i.name_en.clone() } else { i.name.clone() }).unwrap_or_default()
}

/// The bullet of one standing.
pub fn bullet(board: &Board, s: &Standing) -> String {
    let p = &s.progress;
    let unit = board.unit_of(s);
    let unit = if unit == STATES { "%" } else { unit };
    let most = if unit == "%" { 100.0 } else { board.goal(s).value.max(p.value.unwrap_or_default()).max(1.0) };
    let chart = Chart::Bullet(Bullet {
        value: p.value,
        goal: board.goal(s),
        unit: unit.to_owned(),
        tone: p.status.tone(),
        path_today: p.path,
        forecast: p.forecast.map(|f| f.mid),
        max: most,
    });
    draw(&chart, Size::Wide)
}

/// The last twelve values of one standing.
pub fn spark(board: &Board, s: &Standing) -> String {
    let skip = s.series.len().saturating_sub(12);
    let values = s.series.iter().skip(skip).map(|p| point_value(board, s, p)).collect();
    draw(&Chart::Spark(Spark { values, tone: s.progress.status.tone() }), Size::Wide)
}

/// A point in percent, or as a count; none for a zero denominator. Words are percent of the way of all those asked.
pub fn point_value(board: &Board, s: &Standing, p: &Point) -> Option<f64> {
    let top = board.indicator(s).and_then(|i| i.kind.top());
    match (p.denominator, top) {
        (Some(d), _) if d == Quantity::ZERO => None,
        (Some(d), _) => Some(p.numerator.as_f64() * 100.0 / d.as_f64()),
        (None, Some(top)) => Some(p.numerator.as_f64() * 100.0 / (top as f64 * f64::from(p.expected.max(1)))),
        (None, None) => Some(p.numerator.as_f64()),
    }
}

/// Name of the query field that chooses by which units a series is added up.
pub const LENS: &str = "don-vi-tinh";

/// The lens for a link within the same reading, after `?` or `&`; nothing for the usual one.
pub fn lens_query(board: &Board, mark: char) -> String {
    if board.lens == Lens::AsWas { format!("{mark}{LENS}={}", board.lens.code()) } else { String::new() }
}

/// Can the reader of a page choose the other lens?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LensSwitch {
    Offered,
    None,
}

/// By which units the series of a page are added up, and the way to the other reading. Nothing where no unit ever changed.
pub fn lens_note(frame: &Frame, board: &Board, switch: LensSwitch) -> Option<AnyView> {
    let (text, other, words) = match board.lens {
        Lens::AsNow => (
            frame.t(
                "Chuỗi số liệu tính theo đơn vị hiện nay: số liệu của đơn vị cũ được tính vào đơn vị kế thừa.",
                "Series by today's units: figures of former units count for their successors.",
            ),
            Lens::AsWas,
            frame.t("Xem theo đơn vị lúc báo cáo", "By the units of the time"),
        ),
        Lens::AsWas => (
            frame.t(
                "Chuỗi số liệu tính theo đơn vị lúc báo cáo: mỗi đơn vị chỉ có số liệu do chính đơn vị báo cáo.",
                "Series by the units of the time: each has only what it reported itself.",
            ),
            Lens::AsNow,
            frame.t("Xem theo đơn vị hiện nay", "By today's units"),
        ),
    };
    let href = with_query(&frame.path, LENS, other.code());
    board.reorganised.then(|| {
        view! {
            <p class="small muted sec-s">{text}{(switch == LensSwitch::Offered).then(|| view! { " "<a href=href>{words}</a> })}</p>
        }
        .into_any()
    })
}

/// The address with one field of its query set.
fn with_query(path: &str, field: &str, value: &str) -> String {
    let (page, query) = path.split_once('?').unwrap_or((path, ""));
    let rest = query.split('&').filter(|pair| !pair.is_empty() && pair.split('=').next() != Some(field));
    let pairs: Vec<String> = rest.map(str::to_owned).chain([format!("{field}={value}")]).collect();
    format!("{page}?{}", pairs.join("&"))
}

/// A whole chart that can be redrawn in the browser.
pub fn figure(frame: &Frame, chart: &Chart) -> AnyView {
    view! { <ChartFigure chart=chart.clone() english=frame.lang == Lang::En/> }.into_any()
}

/// The table that says what a chart says.
pub fn twin(frame: &Frame, chart: Chart) -> AnyView {
    let table = charts::table(&chart);
    let head = table.head.into_iter().map(|h| view! { <th scope="col">{h}</th> }).collect_view();
    let rows =
        table.rows.into_iter().map(|r| view! { <tr>{r.into_iter().map(|c| view! { <td>{c}</td> }).collect_view()}</tr> }).collect_view();
    view! {
        <details class="twin"><summary>{frame.t("Xem dạng bảng", "As a table")}</summary>
            <div class="scroll-x"><table class="t"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>
        </details>
    }
    .into_any()
}
