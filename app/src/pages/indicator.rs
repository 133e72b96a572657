//! Indicators, and one indicator with its trend, units, definition and figures.

mod drawn;

use crate::pages::{editing::edit_link, rules::set_for};
use crate::{
    board::{Board, STATES, Standing, pillar_name},
    frame::{self, Frame},
    pages::overview::row,
    ui::{self, Glyph, LensSwitch, StatusChip, figure, headline_value, lens_note, lens_query, point_value, status_label, twin},
};
use charts::{Chart, RankingRow};
use chrono::NaiveDate;
use domain::{
    Quantity, Status,
    indicator::{Accumulation, Basis, Part},
    status::Tone,
    text::{self, Lang},
};
use leptos::prelude::*;
use store::catalogue::Document;

pub use drawn::trend;
use drawn::{axis_note, ranking, trend_title};

/// The sentence behind a target.
pub struct Source {
    pub document: Document,
    /// Its lines as loaded; empty when the installation has not loaded the text.
    pub lines: Vec<String>,
}

pub fn list(frame: &Frame, board: &Board, tone: Option<Tone>, words: &str) -> String {
    let mut frame = frame.clone();
    frame.illustrative = board.illustrative;
    let frame = &frame;
    let title = frame.t("Chỉ tiêu", "Indicators");
    let folded = text::fold(words);
    let named = |s: &&Standing| {
        let i = board.indicator(s);
        folded.is_empty() || i.is_some_and(|i| text::fold(&format!("{} {} {}", i.code, i.name, i.name_en)).contains(&folded))
    };
    let mut shown: Vec<&Standing> =
        board.standings.iter().filter(|s| tone.is_none_or(|t| s.progress.status.tone() == t)).filter(named).collect();
    shown.sort_by_key(|s| (s.progress.status, s.target.deadline));
    let count = shown.len();
    let words = words.to_owned();
    frame::page(frame, title, || {
        let links = Tone::ALL.into_iter().map(|t| {
            let n = board.count(|s| s.progress.status.tone() == t);
            view! { <a href=format!("/chi-tieu?trang-thai={}", t.class()) aria-current=(tone == Some(t)).then_some("true")>
            <Glyph tone=t/>" "{ui::tone_label(t, frame.lang)}" "{n}</a> }
        });
        let heading = if frame.lang == Lang::En { format!("{count} targets") } else { format!("{count} mục tiêu") };
        view! {
            <h1>{heading}</h1>
            <form class="filters sec-s" method="get" action="/chi-tieu" role="search">
                <label class="vh" for="tim">{frame.t("Tìm chỉ tiêu", "Find an indicator")}</label>
                <input class="in s search" id="tim" name="tim" type="search" value=words placeholder=frame.t("Tìm theo tên hoặc mã, không cần dấu", "Name or code")/>
                <button class="btn">{frame.t("Tìm", "Find")}</button>
            </form>
            <nav class="filters sec-s" aria-label=frame.t("Trạng thái", "Status")>
                <a href="/chi-tieu" aria-current=tone.is_none().then_some("true")>{frame.t("Tất cả", "All")}" "{board.standings.len()}</a>
                {links.collect_view()}
            </nav>
            {lens_note(frame, board, LensSwitch::None)}
            {ui::bullet_key(frame)}
            {(count == 0).then(|| view! { <p class="lead">{frame.t("Không có mục tiêu nào khớp. Bỏ bớt điều kiện lọc.", "Nothing matches. Remove a filter.")}</p> })}
            <table class="rows" role="table"><tbody role="rowgroup">{shown.iter().map(|s| row(frame, board, s).into_any()).collect_view()}</tbody></table>
        }
        .into_any()
    })
}

/// The finding of an indicator: where it is, and where it will land.
fn headline(frame: &Frame, board: &Board, s: &Standing) -> String {
    let p = &s.progress;
    let unit = board.unit_of(s);
    let name = ui::indicator_name(board, s, frame.lang);
    let target = board.target_text(s);
    let due = text::date(s.target.deadline, frame.lang);
    let en = frame.lang == Lang::En;
    let Some(_) = p.value else {
        return if en {
            format!("{name}: no accepted figure yet.")
        } else {
            format!("{name}: chưa có số liệu được chấp nhận.")
        };
    };
    let now = headline_value(p.value, unit, frame.lang);
    let reach = p.reach.map(|d| d.format("%-m/%Y").to_string());
    match (p.status, reach, en) {
        (Status::Met, _, false) => format!("{now}: đạt mục tiêu {target} trước hạn {due}."),
        (Status::Met, _, true) => format!("{now}: the target {target} is met before {due}."),
        (Status::MetLate, _, false) => format!("{now}: đạt mục tiêu {target}, muộn so với hạn {due}."),
        (Status::MetLate, _, true) => format!("{now}: the target {target} was met after {due}."),
        (Status::Kept, _, false) => format!("{now}: đang duy trì mức {target}."),
        (Status::Kept, _, true) => format!("{now}: the level {target} is kept."),
        (Status::Missed, Some(r), false) => format!("{now}: không đạt {target} vào {due}; với nhịp hiện nay sẽ đạt vào tháng {r}."),
        (Status::Missed, _, false) => format!("{now}: không đạt {target} vào {due}."),
        (Status::Missed, _, true) => format!("{now}: {target} was missed on {due}."),
        (_, Some(r), false) if p.reach.is_some_and(|d| d > s.target.deadline) => {
            format!("{now}; với nhịp hiện nay sẽ chạm {target} vào tháng {r}, muộn so với hạn {due}.")
        }
        (_, Some(r), false) if r == s.target.deadline.format("%-m/%Y").to_string() => {
            format!("{now}; với nhịp hiện nay sẽ chạm {target} vào tháng {r}, vừa kịp hạn {due}.")
        }
        (_, Some(r), false) => format!("{now}; với nhịp hiện nay sẽ chạm {target} vào tháng {r}, trước hạn {due}."),
        (_, Some(r), true) => format!("{now}; at the present pace {target} is reached in {r} (due {due})."),
        (_, None, false) => format!("{now}; mục tiêu {target} vào {due}."),
        (_, None, true) => format!("{now}; the target is {target} by {due}."),
    }
}

/// `communes`: rank the communes instead of the departments.
pub fn show(frame: &Frame, board: &Board, s: &Standing, siblings: &[&Standing], source: Option<Source>, communes: bool) -> String {
    let mut frame = frame.clone();
    frame.illustrative = s.illustrative;
    let frame = &frame;
    let name = ui::indicator_name(board, s, frame.lang);
    frame::page(frame, &name, || {
        let p = &s.progress;
        let data_day = p.period.map(|d| text::date(d.end(), frame.lang));
        let others = siblings.iter().map(|x| view! {
            <a href=format!("/chi-tieu/{}?nam={}{}", board.code_of(x), x.target.year, lens_query(board, '&')) aria-current=(x.target.year == s.target.year).then_some("true")>
                {board.target_text(x)}", "{x.target.year}</a>
        });
        let chart = trend(board, s, frame.lang);
        view! {
            <nav class="crumb" aria-label=frame.t("Vị trí", "Place")><a href="/">{frame.t("Tổng quan", "Overview")}</a>" / "<a href="/chi-tieu">{frame.t("Chỉ tiêu", "Indicators")}</a>
                " / "{pillar_name(board.pillar_of(s), frame.lang)}" / "{board.code_of(s).to_owned()}</nav>
            <div class="dateline"><StatusChip status=p.status lang=frame.lang/><span><b>{name.clone()}</b></span>
                {data_day.map(|d| view! { <span>{frame.t("số liệu đến ", "data to ")}{d}</span> })}
                <span>{frame.t("tạm thời", "provisional")}</span>
                {p.stale.then(|| view! { <span class="tag">{frame.t("có số liệu mang sang từ kỳ trước", "carried forward in part")}</span> })}</div>
            <h1>{headline(frame, board, s)}</h1>
            {edit_link(frame, "chi-tieu", board.code_of(s))}
            {(siblings.len() > 1).then(|| view! { <nav class="filters sec-s" aria-label=frame.t("Mục tiêu", "Targets")>{others.collect_view()}</nav> })}
            {lens_note(frame, board, LensSwitch::Offered)}
            <div class="cols c-8-4 sec">
                <section class="mainc">
                    {(board.unit_of(s) == STATES).then(|| states(frame, board, s))}
                    {(board.unit_of(s) != STATES).then(|| view! { <figure>
                        <figcaption class="sec-h"><h2>{trend_title(frame, s)}</h2>
                            <p>{format!("{name}, {}", board.unit_of(s))}{axis_note(frame, board, s, &chart)}</p></figcaption>
                        {figure(frame, &chart)}
                        <p class="src">{frame.t("Nguồn: báo cáo đã được chấp nhận, ", "Source: accepted reports, ")}
                            {format!("{}/{}", p.coverage.reported, p.coverage.expected)}{frame.t(" đơn vị.", " units.")}{p.forecast.map(|_| frame.t(" Dự báo: độ dốc trung vị sáu kỳ gần nhất (Theil–Sen).", " Forecast: median slope of the last six periods (Theil–Sen)."))}</p>
                        {twin(frame, chart.clone())}
                    </figure> })}
                    {units(frame, board, s, communes).into_any()}
                </section>
                <div class="side side1">{key_figures(frame, board, s).into_any()}{needed(frame, board, s).into_any()}</div>
            </div>
            <div class="cols c-6-6 sec">{definition(frame, board, s, source).into_any()}{figures(frame, board, s).into_any()}</div>
        }
        .into_any()
    })
}

/// What was said of a target without a figure, newest first: a chart of steps would say less.
fn states(frame: &Frame, board: &Board, s: &Standing) -> AnyView {
    let line = |p: &domain::aggregate::Point| {
        let said = headline_value(point_value(board, s, p), STATES, frame.lang);
        let period = if frame.lang == Lang::En { p.period.label_en() } else { p.period.label() };
        let carried = p.stale.then(|| view! { " "<span class="tag">{frame.t("mang sang", "carried forward")}</span> });
        view! { <tr><th scope="row">{period}</th><td><b>{said}</b>{carried}</td></tr> }
    };
    view! {
        <div class="sec-h"><h2>{trend_title(frame, s)}</h2><p>{frame.t("Kết quả từng kỳ đã được chấp nhận", "Accepted states by period")}</p></div>
        <table class="t narrow"><tbody>{s.series.iter().rev().take(12).map(line).collect_view()}</tbody></table>
    }
    .into_any()
}

/// "Kết quả 31/10/2026"; what happens in a period is added up over the year ([`domain::aggregate::Window`]).
fn result_of(frame: &Frame, board: &Board, s: &Standing) -> String {
    let result = frame.t("Kết quả", "Result");
    let Some(period) = s.progress.period else { return result.to_owned() };
    let until = text::date(period.end(), frame.lang);
    let january = NaiveDate::from_ymd_opt(period.year(), 1, 1).filter(|first| *first < period.start() && is_summed(board, s));
    match january {
        Some(first) => format!("{} {} {} {until}", frame.t("Cộng dồn từ", "Sum from"), text::date(first, frame.lang), frame.t("đến", "to")),
        None => format!("{result} {until}"),
    }
}

fn is_summed(board: &Board, s: &Standing) -> bool {
    board.indicator(s).is_some_and(|i| i.accumulation == Accumulation::Flow)
}

fn key_figures(frame: &Frame, board: &Board, s: &Standing) -> impl IntoView {
    let p = &s.progress;
    let unit = board.unit_of(s);
    let parts = match (p.numerator, p.denominator) {
        (Some(n), Some(d)) => format!("{} / {}", text::number(n, frame.lang), text::number(d, frame.lang)),
        _ => String::new(),
    };
    let fact = |term: &'static str, value: String, note: String| view! { <div><dt>{term}</dt><dd>{value}<small>{note}</small></dd></div> };
    let forecast = p.forecast.map(|f| {
        let range = format!("{}–{}", text::decimal(f.low, 1, frame.lang), text::decimal(f.high, 1, frame.lang));
        fact(frame.t("Dự báo đến hạn", "Forecast at the deadline"), headline_value(Some(f.mid), unit, frame.lang), range)
    });
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Số chính", "Key figures")}</h2></div>
            <p class="small muted">{result_of(frame, board, s)}</p>
            <p class="key-figure">{headline_value(p.value, unit, frame.lang)}</p>
            <p class="small muted">{parts}</p>
            <dl class="facts two">
                {fact(frame.t("Mục tiêu", "Target"), board.target_text(s), text::date(s.target.deadline, frame.lang))}
                {p.path.map(|v| fact(frame.t("Mốc phải có", "Path"), headline_value(Some(v), unit, frame.lang),
                    p.gap.map(|g| format!("{} {}", text::signed(g, 1, frame.lang), if unit == "%" { "điểm %" } else { "" })).unwrap_or_default()))}
                {p.pace.map(|v| fact(frame.t("Nhịp", "Pace"), text::decimal(v, 2, frame.lang), frame.t("1,00 là đúng lộ trình", "1.00 is on the path").to_owned()))}
                {forecast}
            </dl>
            {p.second_opinion.map(|o| view! {
                <p class="small muted">{frame.t("Tính theo tốc độ tăng trưởng: ", "By growth rate: ")}{text::decimal(o.ratio, 2, frame.lang)}" ("{status_label(o.status, frame.lang)}")"
                    {frame.t("; cách này nhẹ với điểm xuất phát thấp.", "; which favours low starts.")}</p>
            })}
            <p class="small">{frame.t("Chủ trì: ", "Owner: ")}<b>{board.owner_name(s)}</b>
                {(s.target.owner_basis == Basis::Inferred).then(|| view! { " "<span class="tag">{frame.t("văn bản không nêu, suy ra", "inferred")}</span> })}</p>
        </section>
    }
}

fn needed(frame: &Frame, board: &Board, s: &Standing) -> impl IntoView {
    let unit = board.unit_of(s);
    let each = s.progress.needed_per_period.filter(|n| *n > 0.0)?;
    let each = if unit == "%" {
        format!("{} điểm %", text::decimal(each, 2, frame.lang))
    } else {
        format!("{} {unit}", text::decimal(each, 0, frame.lang))
    };
    Some(view! {
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Muốn kịp hạn", "To make the deadline")}</h2></div>
            <p>{frame.t("Từ nay mỗi kỳ phải tăng ", "From now on, each period must add ")}<b class="nb">{each}</b>"."</p>
        </section>
    })
}

fn units(frame: &Frame, board: &Board, s: &Standing, communes: bool) -> impl IntoView {
    let chart = ranking(board, s, communes, frame.lang)?;
    let Chart::Ranking(r) = &chart else { return None };
    let target = board.goal(s).value;
    let single = |x: &&RankingRow| x.href.as_deref().is_some_and(|h| h.starts_with("/don-vi/"));
    let (met, all) =
        (r.rows.iter().filter(single).filter(|x| x.value.is_some_and(|v| v >= target)).count(), r.rows.iter().filter(single).count());
    let low = r.rows.iter().rev().filter(single).find(|x| x.value.is_some());
    let low = low.map(|x| format!("{}, {}", x.name, headline_value(x.value, board.unit_of(s), frame.lang)));
    let title = if frame.lang == Lang::En {
        format!("{met} of {all} units reach the target{}", low.map(|l| format!("; lowest {l}")).unwrap_or_default())
    } else {
        format!("{met}/{all} đơn vị đạt mức mục tiêu{}", low.map(|l| format!("; thấp nhất {l}")).unwrap_or_default())
    };
    Some(view! {
        <figure class="sec">
            <figcaption class="sec-h"><h2>{title}</h2>
                <p>{frame.t("Kết quả của từng đơn vị; vạch đứng là mục tiêu. ", "Each unit's result; the upright line is the target. ")}
                    {communes.then(|| view! { <a href=format!("/chi-tieu/{}?nam={}{}", board.code_of(s), s.target.year, lens_query(board, '&'))>{frame.t("Xem sở, ban, ngành", "Departments")}</a> })}</p></figcaption>
            {figure(frame, &chart)}
            <p class="src">{frame.t("Toàn tỉnh = tổng tử số / tổng mẫu số, không phải trung bình các tỷ lệ.", "Province = sum of numerators / sum of denominators, not a mean of ratios.")}</p>
            {twin(frame, chart)}
        </figure>
    })
}

fn definition(frame: &Frame, board: &Board, s: &Standing, source: Option<Source>) -> impl IntoView {
    let i = board.indicator(s)?.clone();
    let line =
        |term: &'static str, value: String| (!value.is_empty()).then(|| view! { <tr><th scope="row">{term}</th><td>{value}</td></tr> });
    let names = |part: Part| {
        let list: Vec<_> = board.catalogue.assigned_on(i.id, part, board.stamp.2).map(|(u, _)| u.short_name.clone()).collect();
        if list.len() > 6 { format!("{} đơn vị", list.len()) } else { list.join(", ") }
    };
    let mut now = Part::ALL.iter().flat_map(|part| board.catalogue.assigned_on(i.id, *part, board.stamp.2));
    let unconfirmed = now.any(|(_, a)| !a.confirmed);
    let number = s.target.number_written.clone();
    let quote = source.map(|src| {
        let lines = src.lines.iter().map(|l| l.replace("**", "")).filter(|l| !l.trim().is_empty()).collect::<Vec<_>>().join(" ");
        let marked = match (number.is_empty(), lines.split_once(&number)) {
            (false, Some((a, b))) => view! { {a.to_owned()}<mark>{number.clone()}</mark>{b.to_owned()} }.into_any(),
            _ => lines.clone().into_any(),
        };
        let d = &src.document;
        let title = if d.number.is_empty() { d.title.clone() } else { format!("{} ({})", d.number, d.title) };
        view! {
            {(!lines.is_empty()).then(|| view! { <blockquote>{marked}</blockquote> })}
            <p class="src">{title}", "{frame.t("dòng ", "line ")}{s.target.source_lines.clone()}". "
                {if lines.is_empty() { frame.t("Nguyên văn chưa được nạp vào hệ thống.", "The text itself is not loaded.") } else { frame.t("Nguyên văn bản quét.", "As scanned.") }}
                {(!s.target.restated_in.is_empty()).then(|| format!(" Nhắc lại ở dòng {}.", s.target.restated_in))}</p>
        }
    });
    Some(view! {
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Định nghĩa và căn cứ", "Definition and source")}</h2></div>
            {quote}
            <table class="t defs"><tbody>
                {line(frame.t("Tử số", "Numerator"), i.numerator.clone())}
                {line(frame.t("Mẫu số", "Denominator"), i.denominator.clone())}
                {line(frame.t("Cách cộng", "Accumulation"), match i.accumulation {
                    Accumulation::Flow => frame.t("trong kỳ, cộng dồn từ đầu năm", "of the period, summed over the year").to_owned(),
                    other => other.label().to_owned(),
                })}
                {line(frame.t("Kỳ báo cáo", "Frequency"), i.frequency.label().to_owned())}
                {line(frame.t("Hạn theo văn bản", "Deadline as written"), s.target.deadline_written.clone())}
                {line(frame.t("Báo cáo", "Reported by"), names(Part::Reports))}
                {line(frame.t("Chủ trì", "Owned by"), names(Part::Owns))}
                {line(frame.t("Thẩm định", "Appraised by"), names(Part::Appraises))}
            </tbody></table>
            {unconfirmed.then(|| view! { <p><span class="tag">{frame.t("phân công chờ xác nhận", "assignment to be confirmed")}</span></p> })}
            {(!i.reading.is_empty()).then(|| view! { <p class="small"><span class="tag">{frame.t("cách hiểu của cơ quan tổng hợp", "our reading")}</span>" "{i.reading.clone()}</p> })}
            {set_for(frame, &i.checks)}
        </section>
    })
}

/// The newest figures behind the value, each leading to its cell.
fn figures(frame: &Frame, board: &Board, s: &Standing) -> impl IntoView {
    let mut own: Vec<_> = board.figures_of(s.indicator_id).iter().filter(|f| Some(f.period) == s.progress.period).collect();
    own.sort_by_key(|f| board.catalogue.unit(f.unit_id).map(|u| text::sort_key(&u.name)));
    let all = own.len();
    let rows = own.into_iter().map(|f| {
        let unit = board.catalogue.unit(f.unit_id).map(|u| u.name.clone()).unwrap_or_default();
        let number = |n: i64| text::number(Quantity::from_scaled(n), frame.lang);
        view! {
            <tr><th scope="row"><a href=format!("/so-lieu/{}", f.observation_id)>{unit}</a></th><td class="n">{number(f.numerator)}</td>
                <td class="n">{f.denominator.map(number)}</td>
                <td>{f.illustrative.then(|| view! { <span class="tag">{frame.t("Số liệu minh hoạ", "Illustrative")}</span> })}</td></tr>
        }
    });
    let (first, rest): (Vec<_>, Vec<_>) = rows.enumerate().partition(|(n, _)| *n < 12);
    let head = move || view! { <thead><tr><th>{frame.t("Đơn vị", "Unit")}</th><th class="n">{frame.t("Tử số", "Numerator")}</th><th class="n">{frame.t("Mẫu số", "Denominator")}</th><th></th></tr></thead> };
    let table =
        |rows: Vec<(usize, _)>| view! { <table class="t">{head()}<tbody>{rows.into_iter().map(|r| r.1).collect_view()}</tbody></table> };
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Từ con số đến ô", "From the number to the cell")}</h2>
                <p>{frame.t("Chọn một đơn vị để xem tệp, trang tính, ô và người chịu trách nhiệm", "Choose a unit to see file, sheet, cell and person")}</p></div>
            {if all == 0 { view! { <p class="muted">{frame.t("Chưa có số liệu được chấp nhận.", "No accepted figure.")}</p> }.into_any() } else { table(first).into_any() }}
            {(!rest.is_empty()).then(|| view! { <details class="rest"><summary>{format!("{} {}", rest.len(), frame.t("đơn vị khác", "more units"))}</summary>{table(rest)}</details> })}
        </section>
    }
}
