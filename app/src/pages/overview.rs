//! The answer in five seconds: what is met, what will miss, who is behind, why.

use crate::{
    board::{Board, STATES, Standing, pillar_name},
    frame::{self, Frame, ui_encode},
    heat,
    pages::report::time_left,
    ui::{self, Drawing, Glyph, bullet, column_value, headline_value, spark, status_label},
};
use charts::{Chart, Strip, StripCell, StripGroup};
use chrono::NaiveDate;
use domain::{Period, Status, status::Tone, text};
use leptos::prelude::*;

/// What the page shows beyond the board.
pub struct Overview<'a> {
    pub board: &'a Board,
    /// Newest round: period, due date, units expected, submitted, in time, accepted; names of those who sent nothing.
    pub round: Option<RoundLine>,
    pub order: Order,
    /// Only targets of this tone.
    pub tone: Option<Tone>,
}

pub struct RoundLine {
    pub period: Period,
    pub due: NaiveDate,
    pub expected: usize,
    pub submitted: usize,
    pub in_time: usize,
    pub accepted: usize,
    pub missing: Vec<String>,
}

/// `?xep=`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Pillar,
    Deadline,
    Unit,
}

impl Order {
    pub const ALL: [Self; 3] = [Self::Pillar, Self::Deadline, Self::Unit];

    pub fn code(self) -> &'static str {
        match self {
            Self::Pillar => "tru-cot",
            Self::Deadline => "han",
            Self::Unit => "don-vi",
        }
    }
}

/// Open first: what needs a person.
fn needs_attention(s: &Standing) -> bool {
    !matches!(s.progress.status.tone(), Tone::Met | Tone::On)
}

fn is_fine(s: &&Standing) -> bool {
    matches!(s.progress.status.tone(), Tone::Met | Tone::On)
}

pub fn page(frame: &Frame, data: &Overview) -> String {
    let board = data.board;
    let mut frame = frame.clone();
    frame.illustrative = board.illustrative;
    let title = match data.round.as_ref() {
        Some(r) => format!("{} {}", frame.t("Tổng quan", "Overview"), r.period.label()),
        None => frame.t("Tổng quan", "Overview").to_owned(),
    };
    let frame = &frame;
    frame::page(frame, &title, || {
        if board.standings.is_empty() {
            return empty(frame).into_any();
        }
        view! {
            {dateline(frame, data).into_any()}
            <h1>{headline(frame, board)}</h1>
            {if board.latest.is_some() { lead(frame, board).into_any() } else { begin(frame, data.round.as_ref()).into_any() }}
            <div class="sec-strip"><Drawing svg=crate::islands::drawing(&strip(frame, data))/></div>
            <div class="cols c-8-4 sec">
                <div class="side side1">{gaps(frame, board).into_any()}{changes(frame, board).into_any()}</div>
                {targets(frame, data).into_any()}
                <div class="side side2">{deadlines(frame, board).into_any()}{data.round.as_ref().map(|r| completeness(frame, r).into_any())}</div>
            </div>
            {heat::view(frame, board).into_any()}
        }
        .into_any()
    })
}

fn empty(frame: &Frame) -> impl IntoView {
    view! {
        <h1>{frame.t("Chưa có mục tiêu nào được nạp.", "No targets yet.")}</h1>
        <div class="empty sec">
            <b>{frame.t("Bắt đầu từ danh mục", "Start with the catalogue")}</b>
            <p>{frame.t("Nạp danh mục mục tiêu của tỉnh, mở đợt báo cáo đầu tiên rồi giao quyền cho đầu mối các đơn vị.",
                "Load the province's targets, open the first round, then grant rights to the units' focal points.")}</p>
            <code>"tiendo catalogue load"</code>
        </div>
    }
}

/// Nothing was reported yet: what comes next instead of changes and gaps of nothing.
fn begin(frame: &Frame, round: Option<&RoundLine>) -> impl IntoView {
    let next = match (round, frame.lang) {
        (Some(r), text::Lang::Vi) => format!("{}/{} đơn vị đã nộp báo cáo {}; ", r.submitted, r.expected, r.period.label()),
        (Some(r), text::Lang::En) => format!("{} of {} units have reported for {}; ", r.submitted, r.expected, r.period.label_en()),
        (None, text::Lang::Vi) => "Bước tiếp theo là mở đợt báo cáo đầu tiên để các đơn vị nộp số liệu; ".to_owned(),
        (None, text::Lang::En) => "Next, the first round is opened and units report; ".to_owned(),
    };
    let then = frame.t("kết quả hiện ở đây khi số liệu được chấp nhận. ", "results appear here once figures are accepted. ");
    view! {
        <p class="lead">{next}{then}<a href="/dot">{frame.t("Xem các đợt báo cáo", "See the rounds")}</a></p>
    }
}

fn dateline(frame: &Frame, data: &Overview) -> impl IntoView {
    let latest = data.board.latest.map(|p| text::date(p.end(), frame.lang));
    view! {
        <div class="dateline">
            {data.round.as_ref().map(|r| view! { <span><b>{frame.t("Đợt ", "Round ")}{r.period.label()}</b></span> })}
            {latest.map(|d| view! { <span>{frame.t("Số liệu đến ", "Data to ")}{d}</span> })}
            {data.round.as_ref().map(|r| view! {
                <span>{frame.t("Tạm thời: ", "Provisional: ")}{format!("{}/{} ", r.accepted, r.expected)}{frame.t("đơn vị đã được chấp nhận", "units accepted")}</span>
            })}
        </div>
    }
}

/// The finding: date, count, what will miss, where.
pub fn headline(frame: &Frame, board: &Board) -> String {
    let all = board.standings.len();
    let fine = board.standings.iter().filter(is_fine).count();
    let Some(latest) = board.latest else {
        return frame.t("Chưa có số liệu nào được chấp nhận.", "No figure has been accepted yet.").to_owned();
    };
    let day = text::date(latest.end(), frame.lang);
    let missed = board.count(|s| s.progress.status == Status::Missed);
    let at_risk = board.count(|s| matches!(s.progress.status, Status::AtRisk | Status::FarBehind | Status::Backwards));
    let worst = board.worst_pillar().map(|p| pillar_name(p, frame.lang));
    if frame.lang == text::Lang::En {
        let place = worst.map(|w| format!(", most of them in {w}")).unwrap_or_default();
        return format!("By {day}: {fine}\u{a0}of\u{a0}{all} targets met or on track; {missed} missed, {at_risk} at risk{place}.");
    }
    let rest = match (missed, at_risk) {
        (0, 0) => "không mục tiêu nào có nguy cơ".to_owned(),
        (0, r) => format!("{r}\u{a0}mục tiêu có nguy cơ"),
        (m, 0) => format!("{m}\u{a0}mục tiêu đã quá hạn chưa đạt"),
        (m, r) => format!("{m}\u{a0}quá hạn chưa đạt, {r}\u{a0}có nguy cơ"),
    };
    let place = worst.map(|w| format!(", nhiều nhất ở {w}")).unwrap_or_default();
    format!("Đến {day}: {fine}/{all} mục tiêu đạt hoặc đúng tiến độ; {rest}{place}.")
}

fn lead(frame: &Frame, board: &Board) -> impl IntoView {
    let (better, worse) = board.moves();
    let gap = board.largest_gaps(1).into_iter().next();
    let first = if frame.lang == text::Lang::En {
        format!("Against last month {better} targets moved up, {worse} down. ")
    } else {
        format!("So với tháng trước, {better}\u{a0}mục tiêu tốt lên, {worse}\u{a0}mục tiêu xấu đi. ")
    };
    let gap = gap.map(|s| {
        let name = ui::indicator_name(board, s, frame.lang);
        let now = headline_value(s.progress.value, board.unit_of(s), frame.lang);
        let path = headline_value(s.progress.path, board.unit_of(s), frame.lang);
        view! {
            {frame.t("Khoảng cách lớn nhất là ", "The largest gap: ")}<b>{name}</b>": "
            <span class="nb">{now}</span>{frame.t(" trong khi mốc phải có là ", " where the path asks for ")}<span class="nb">{path}</span>"."
        }
    });
    view! { <p class="lead">{first}{gap}</p> }
}

fn strip(frame: &Frame, data: &Overview) -> Chart {
    let group = |tone: Tone| {
        let of_tone: Vec<&Standing> = data.board.standings.iter().filter(|s| s.progress.status.tone() == tone).collect();
        let cells = of_tone.iter().map(|s| StripCell {
            label: ui::indicator_name(data.board, s, frame.lang),
            href: Some(format!("/chi-tieu/{}", data.board.code_of(s))),
        });
        StripGroup {
            tone,
            words: ui::tone_label(tone, frame.lang).to_owned(),
            href: Some(format!("/?trang-thai={}", tone.class())),
            cells: cells.collect(),
        }
    };
    Chart::Strip(Strip { groups: Tone::ALL.into_iter().map(group).filter(|g| !g.cells.is_empty()).collect() })
}

fn gaps(frame: &Frame, board: &Board) -> impl IntoView {
    let rows = board.largest_gaps(5).into_iter().map(|s| {
        let p = &s.progress;
        let unit = board.unit_of(s);
        view! {
            <li>
                <div class="hd">
                    <Glyph tone=p.status.tone()/><span class="vh">{status_label(p.status, frame.lang)}": "</span>
                    <a class="plain" href=format!("/chi-tieu/{}", board.code_of(s))>{ui::indicator_name(board, s, frame.lang)}</a>
                    <span class="fig">{p.gap.map(|g| text::signed(g, 1, frame.lang))}</span>
                </div>
                <div class="d">
                    {headline_value(p.value, unit, frame.lang)}{frame.t(" / mốc ", " / path ")}{headline_value(p.path, unit, frame.lang)}
                    " · "{frame.t("hạn ", "due ")}{text::date(s.target.deadline, frame.lang)}<br/>{board.owner_name(s)}
                </div>
            </li>
        }
    });
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="sec">
                <div class="sec-h"><h2>{frame.t("Khoảng cách lớn nhất", "Largest gaps")}</h2>
                    <p>{frame.t("Điểm % còn thiếu so với mốc phải có", "Percent points short of the path")}</p></div>
                <ul class="list">{rows}</ul>
            </section>
        }
    })
}

fn changes(frame: &Frame, board: &Board) -> impl IntoView {
    let changed: Vec<_> = board.changed().collect();
    let more = changed.len().saturating_sub(6);
    let rows = changed.into_iter().take(6).map(|(s, before)| {
        let now = s.progress.status;
        view! {
            <li>
                <span class="change">
                    <Glyph tone=before.tone()/><span class="vh">{status_label(before, frame.lang)}</span>" → "
                    <Glyph tone=now.tone()/>" "{status_label(now, frame.lang)}
                </span>
                <div><a class="plain" href=format!("/chi-tieu/{}", board.code_of(s))>{ui::indicator_name(board, s, frame.lang)}</a></div>
            </li>
        }
    });
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| view! {
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Thay đổi trong tháng", "Changed this month")}</h2></div>
            <ul class="list">{rows}</ul>
            {(more > 0).then(|| view! { <p class="small muted">{format!("{} {more}", frame.t("Còn", "More:"))}{frame.t(" thay đổi khác trong bảng bên.", "")}</p> })}
        </section>
    })
}

fn deadlines(frame: &Frame, board: &Board) -> impl IntoView {
    let rows = board.next_deadlines(frame.today).into_iter().take(4).map(|(day, count, short)| {
        let left = time_left(day, frame.today, frame.lang);
        let risk = if frame.lang == text::Lang::En { format!("{short} not yet met") } else { format!("{short} mục tiêu chưa đạt") };
        let title = if frame.lang == text::Lang::En { format!("{count} targets due") } else { format!("Hạn của {count} mục tiêu") };
        view! { <li><time>{text::date(day, frame.lang)}<small>{left}</small></time><div>{title}<div class="d">{risk}</div></div></li> }
    });
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="sec">
                <div class="sec-h"><h2>{frame.t("Hạn sắp tới", "Coming deadlines")}</h2></div>
                <ul class="list dates">{rows}</ul>
            </section>
        }
    })
}

fn completeness(frame: &Frame, r: &RoundLine) -> impl IntoView {
    let missing = match r.missing.len() {
        0 => frame.t("Mọi đơn vị đã nộp.", "Every unit has submitted.").to_owned(),
        n if n <= 6 => format!("{}{}.", frame.t("Chưa nộp: ", "Not submitted: "), r.missing.join(", ")),
        n => format!("{}{}, … ({n}).", frame.t("Chưa nộp: ", "Not submitted: "), r.missing[..5].join(", ")),
    };
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Độ đầy đủ của số liệu", "Completeness")}</h2></div>
            <dl class="facts two">
                <div><dt>{frame.t("Đã nộp", "Submitted")}</dt><dd>{format!("{}/{}", r.submitted, r.expected)}
                    <small>{format!("{} {}", r.in_time, frame.t("đúng hạn", "in time"))}</small></dd></div>
                <div><dt>{frame.t("Đã chấp nhận", "Accepted")}</dt><dd>{format!("{}/{}", r.accepted, r.expected)}
                    <small>{format!("{} {}", r.submitted.saturating_sub(r.accepted), frame.t("đang thẩm định", "in review"))}</small></dd></div>
            </dl>
            <p class="small muted">{missing}</p>
        </section>
    }
}

fn targets(frame: &Frame, data: &Overview) -> impl IntoView {
    let board = data.board;
    let filters = Order::ALL.into_iter().map(|order| {
        let name = match order {
            Order::Pillar => frame.t("Theo trụ cột", "By pillar"),
            Order::Deadline => frame.t("Theo hạn", "By deadline"),
            Order::Unit => frame.t("Theo đơn vị", "By unit"),
        };
        let tone = data.tone.map(|t| format!("&trang-thai={}", t.class())).unwrap_or_default();
        view! { <a href=format!("/?xep={}{tone}", order.code()) aria-current=(data.order == order).then_some("true")>{name}</a> }
    });
    let shown = board.standings.iter().filter(|s| data.tone.is_none_or(|t| s.progress.status.tone() == t));
    let mut groups: Vec<(String, Vec<&Standing>)> = vec![];
    for s in shown {
        let key = match data.order {
            Order::Pillar => pillar_name(board.pillar_of(s), frame.lang).to_owned(),
            Order::Deadline => text::date(s.target.deadline, frame.lang),
            Order::Unit => board.owner_name(s),
        };
        match groups.iter_mut().find(|g| g.0 == key) {
            Some(group) => group.1.push(s),
            None => groups.push((key, vec![s])),
        }
    }
    match data.order {
        Order::Pillar => {}
        Order::Deadline => groups.sort_by_key(|g| g.1[0].target.deadline),
        Order::Unit => groups.sort_by_key(|g| text::sort_key(&g.0)),
    }
    let head = |first: bool| {
        first.then(|| {
            view! {
                <thead role="rowgroup"><tr role="row">
                    <th role="columnheader">{frame.t("Mục tiêu", "Target")}</th>
                    <th role="columnheader">{frame.t("Kết quả so với mục tiêu và mốc phải có", "Result against target and path")}</th>
                    <th role="columnheader" class="n">{frame.t("Kết quả", "Result")}</th>
                    <th role="columnheader" class="n">{frame.t("Mục tiêu", "Target")}</th>
                    <th role="columnheader">{frame.t("12 kỳ", "12 periods")}</th>
                    <th role="columnheader">{frame.t("Hạn, chủ trì", "Due, owner")}</th>
                </tr></thead>
            }
        })
    };
    let groups = groups.into_iter().enumerate().map(|(n, (name, mut of_group))| {
        of_group.sort_by_key(|s| (s.progress.status, s.target.deadline));
        let fine = of_group.iter().filter(|s| is_fine(s)).count();
        let all = of_group.len();
        let mini = of_group.iter().rev().map(|s| view! { <i class=s.progress.status.tone().class()></i> }).collect_view();
        let fold = data.tone.is_none();
        let (open, folded): (Vec<&Standing>, Vec<&Standing>) = of_group.into_iter().partition(|s| !fold || needs_attention(s));
        let count = if frame.lang == text::Lang::En {
            format!("{fine} of {all} met or on track")
        } else {
            format!("{fine}/{all} mục tiêu đạt hoặc đúng tiến độ")
        };
        let more = if frame.lang == text::Lang::En {
            format!("{} met or on track", folded.len())
        } else {
            format!("{} mục tiêu đạt hoặc đúng tiến độ", folded.len())
        };
        view! {
            <div class="pil"><h3>{name}</h3><span class="mini" aria-hidden="true">{mini}</span><span class="cnt">{count}</span></div>
            {(!open.is_empty()).then(|| view! {
                <table class="rows" role="table">{head(n == 0)}<tbody role="rowgroup">{open.iter().map(|s| row(frame, board, s).into_any()).collect_view()}</tbody></table>
            })}
            {(!folded.is_empty()).then(|| view! {
                <details class="rest"><summary>{more}</summary>
                    <table class="rows" role="table"><tbody role="rowgroup">{folded.iter().map(|s| row(frame, board, s).into_any()).collect_view()}</tbody></table>
                </details>
            })}
        }
    });
    let clear = data.tone.map(|t| view! {
        <p class="small">{frame.t("Chỉ mục tiêu: ", "Only: ")}<b>{ui::tone_label(t, frame.lang)}</b>" · "<a href="/">{frame.t("Xem tất cả", "Show all")}</a></p>
    });
    view! {
        <section class="mainc">
            <div class="sec-h"><h2>{frame.t("Các mục tiêu", "Targets")}</h2>
                <nav class="filters" aria-label=frame.t("Sắp xếp", "Order")>{filters.collect_view()}</nav></div>
            {clear}
            {ui::lens_note(frame, board, ui::LensSwitch::None)}
            {ui::bullet_key(frame)}
            {groups.collect_view()}
            <p class="src">{frame.t("Nguồn: báo cáo đã được chấp nhận. Kết quả cấp tỉnh = tổng tử số / tổng mẫu số. ",
                "Source: accepted reports. Province = sum of numerators / sum of denominators. ")}
                <a href="/cach-tinh">{frame.t("Cách tính", "How it is computed")}</a></p>
        </section>
    }
}

/// One target: name, bullet, value, target, spark, deadline and owner.
pub fn row(frame: &Frame, board: &Board, s: &Standing) -> impl IntoView {
    let p = &s.progress;
    let unit = board.unit_of(s);
    let has_value = p.value.is_some();
    let value = if has_value {
        view! { <td role="cell" class=if unit == STATES { "val word" } else { "val" }>{column_value(p.value, unit, frame.lang)}{(!["%", STATES].contains(&unit)).then(|| view! { <span class="unit">{unit.to_owned()}</span> })}</td> }.into_any()
    } else {
        view! { <td role="cell" class="val nd muted">{frame.t("chưa có số liệu", "no data")}</td> }.into_any()
    };
    let target = board.target_text(s);
    view! {
        <tr role="row" class=(!has_value).then_some("nod")>
            <th role="rowheader" scope="row">
                <Glyph tone=p.status.tone()/><span class="vh">{status_label(p.status, frame.lang)}": "</span>
                <span><a class="plain" href=format!("/chi-tieu/{}?nam={}{}", ui_encode(board.code_of(s)), s.target.year, ui::lens_query(board, '&'))>{ui::indicator_name(board, s, frame.lang)}</a>
                {(p.status == Status::Missed).then(|| view! { " "<span class="tag hot">{frame.t("quá hạn", "overdue")}</span> })}</span>
            </th>
            <td role="cell"><Drawing svg=bullet(board, s)/></td>
            {value}
            {has_value.then(|| view! { <td role="cell" class="tcol">{board.target_number(s)}</td> })}
            <td role="cell" class="spark"><Drawing svg=spark(board, s)/></td>
            <td role="cell" class="meta">
                <span class="tgt">{target.clone()}</span><span>{text::date(s.target.deadline, frame.lang)}</span><span>{board.owner_name(s)}</span>
            </td>
        </tr>
    }
}
