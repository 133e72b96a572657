//! Units, and one unit's scorecard.

use crate::{
    board::{Board, is_trouble},
    frame::{self, Frame},
    organisation,
    pages::{overview::row, steward, task},
    tasks::TaskBoard,
    ui::{self, LensSwitch, figure, lens_note, twin},
};
use charts::{Chart, Radar, RadarAxis, Ranking, RankingRow};
use domain::{
    Quantity,
    score::{self, Framework, Rule, Scorecard},
    status::Tone,
    text::{self, Lang},
};
use leptos::prelude::*;
use store::catalogue::OrgUnit;
use uuid::Uuid;

/// One unit's card beside its peers'.
struct Ranked<'a> {
    unit: &'a OrgUnit,
    card: Scorecard,
    rank: Option<u32>,
}

/// Departments and communes are ranked apart.
fn ranked<'a>(board: &'a Board, framework: &Framework, communes: bool) -> Vec<Ranked<'a>> {
    let mut list: Vec<Ranked> = board
        .reporting_units(communes)
        .into_iter()
        .map(|unit| Ranked { unit, card: board.score(framework, unit.id), rank: None })
        .collect();
    let totals: Vec<(Uuid, Option<Quantity>, bool)> = list.iter().map(|r| (r.unit.id, r.card.total, false)).collect();
    for (id, rank) in score::rank(&totals) {
        if let Some(r) = list.iter_mut().find(|r| r.unit.id == id) {
            r.rank = rank;
        }
    }
    list.sort_by_key(|r| (r.rank.unwrap_or(u32::MAX), text::sort_key(&r.unit.name)));
    list
}

fn points(q: Option<Quantity>, lang: Lang) -> String {
    match q {
        Some(q) => text::decimal(q.as_f64(), 1, lang),
        None => if lang == Lang::En { "no data" } else { "chưa có số liệu" }.to_owned(),
    }
}

pub fn list(frame: &Frame, board: &Board, framework: Option<&Framework>, communes: bool, words: &str) -> String {
    let mut frame = frame.clone();
    frame.illustrative = board.illustrative;
    let frame = &frame;
    let title = frame.t("Đơn vị", "Units");
    let folded = text::fold(words);
    let rows = framework.map(|f| ranked(board, f, communes)).unwrap_or_default();
    let troubled = |unit: &OrgUnit| board.units.get(&unit.id).map_or(0, |l| l.iter().filter(|s| is_trouble(s.progress.status)).count());
    let behind = rows.iter().filter(|r| troubled(r.unit) > 0).count();
    let group = if communes { frame.t("xã, phường, đặc khu", "communes") } else { frame.t("sở, ban, ngành", "departments") };
    let heading = if frame.lang == Lang::En {
        format!("{behind} of {} {group} are behind on some target.", rows.len())
    } else {
        format!("{behind}/{} {group} có mục tiêu chậm hoặc không đạt.", rows.len())
    };
    let ranking = framework.map(|f| {
        let best = rows.iter().filter(|r| r.rank.is_some()).take(10);
        let bars = best.map(|r| RankingRow {
            name: r.unit.short_name.clone(),
            value: r.card.total.map(Quantity::as_f64),
            status: None,
            highlight: false,
            href: Some(format!("/don-vi/{}", r.unit.code)),
        });
        let maximum = f.mains.iter().map(|m| m.maximum()).sum::<u32>();
        Chart::Ranking(Ranking {
            of: frame.t("Điểm tự chấm", "Self score").to_owned(),
            rows: bars.collect(),
            goal: None,
            max: f64::from(maximum),
            unit: String::new(),
        })
    });
    let words = words.to_owned();
    frame::page(frame, title, || {
        let shown = rows.iter().filter(|r| {
            folded.is_empty() || text::fold(&format!("{} {} {}", r.unit.code, r.unit.name, r.unit.short_name)).contains(&folded)
        });
        let lines = shown.map(|r| {
            let own = board.units.get(&r.unit.id).map_or(&[][..], Vec::as_slice);
            let fine = own.iter().filter(|s| matches!(s.progress.status.tone(), Tone::Met | Tone::On)).count();
            view! {
                <tr>
                    <td class="n">{r.rank}</td>
                    <th scope="row"><a href=format!("/don-vi/{}", r.unit.code)>{r.unit.name.clone()}</a>
                        {r.unit.illustrative.then(|| view! { " "<span class="tag">{frame.t("tên minh hoạ", "stand-in name")}</span> })}</th>
                    <td class="n">{points(r.card.total, frame.lang)}</td>
                    <td class="n">{format!("{}/{}", r.card.scored, r.card.maximum)}</td>
                    <td class="n">{format!("{fine}/{}", own.len())}</td>
                    <td><span class="mini" aria-hidden="true">{own.iter().map(|s| view! { <i class=s.progress.status.tone().class()></i> }).collect_view()}</span></td>
                </tr>
            }
        });
        view! {
            <h1>{heading}</h1>
            {groups(frame, board, if communes { "xa" } else { "" })}
            <form class="filters sec-s" method="get" action="/don-vi" role="search">
                {communes.then(|| view! { <input type="hidden" name="nhom" value="xa"/> })}
                <label class="vh" for="tim">{frame.t("Tìm đơn vị", "Find a unit")}</label>
                <input class="in s search" id="tim" name="tim" type="search" value=words placeholder=frame.t("Tên đơn vị, không cần dấu", "Name of the unit")/>
                <button class="btn">{frame.t("Tìm", "Find")}</button>
            </form>
            {ranking.map(|chart| view! {
                <figure class="sec">
                    <figcaption class="sec-h"><h2>{frame.t("Mười đơn vị có điểm tự chấm cao nhất", "Ten highest self scores")}</h2>
                        <p>{framework.map(|f| f.title.clone())}" · "{frame.t("bản đề xuất, chưa ban hành", "a proposal, not issued")}</p></figcaption>
                    {figure(frame, &chart)}
                    <p class="src">{frame.t("Điểm tính trên các thành phần đã có số liệu; thành phần chưa có số liệu không tính là 0.", "Scored on components with figures; missing ones are not zero.")}</p>
                    {twin(frame, chart)}
                </figure>
            })}
            <section class="sec">
                <div class="sec-h"><h2>{frame.t("Mọi đơn vị", "All units")}</h2></div>
                <div class="scroll-x"><table class="t">
                    <thead><tr><th class="n">{frame.t("Hạng", "Rank")}</th><th>{frame.t("Đơn vị", "Unit")}</th><th class="n">{frame.t("Điểm", "Points")}</th>
                        <th class="n">{frame.t("Điểm có số liệu", "Points with figures")}</th><th class="n">{frame.t("Đạt, đúng tiến độ", "Met, on track")}</th><th>{frame.t("Chỉ tiêu", "Indicators")}</th></tr></thead>
                    <tbody>{lines.collect_view()}</tbody>
                </table></div>
            </section>
        }
        .into_any()
    })
}

/// Departments, communes, and the units that have ended where there are any.
fn groups(frame: &Frame, board: &Board, here: &str) -> impl IntoView {
    let former = board.catalogue.members(board.province_id).any(|u| u.has_ended(frame.today));
    let link = |code: &'static str, name: &'static str| {
        let href = if code.is_empty() { "/don-vi".to_owned() } else { format!("/don-vi?nhom={code}") };
        view! { <a href=href aria-current=(here == code).then_some("true")>{name}</a> }
    };
    view! {
        <nav class="filters sec-s" aria-label=frame.t("Nhóm đơn vị", "Group")>
            {link("", frame.t("Sở, ban, ngành", "Departments"))}
            {link("xa", frame.t("Xã, phường, đặc khu", "Communes"))}
            {former.then(|| link("cu", frame.t("Đơn vị cũ", "Former units")))}
        </nav>
    }
}

/// The units that have ended, with what became of them.
pub fn former(frame: &Frame, board: &Board, words: &str) -> String {
    let title = frame.t("Đơn vị cũ", "Former units");
    let folded = text::fold(words);
    let ended = board.catalogue.members(board.province_id).filter(|u| u.has_ended(frame.today));
    let mut units: Vec<&OrgUnit> =
        ended.filter(|u| folded.is_empty() || text::fold(&format!("{} {} {}", u.code, u.name, u.short_name)).contains(&folded)).collect();
    units.sort_by_cached_key(|u| (std::cmp::Reverse(u.valid_to), text::sort_key(&u.name)));
    let words = words.to_owned();
    frame::page(frame, title, || {
        let lines = units.iter().map(|u| {
            let told = organisation::became(frame, &board.catalogue, u);
            let told = told.into_iter().map(|s| view! { <div>{organisation::view(s)}</div> }).collect_view();
            view! {
                <tr><th scope="row"><a href=format!("/don-vi/{}", u.code)>{u.name.clone()}</a><span class="sub">{u.code.clone()}" · "{u.kind.label()}</span></th>
                    <td>{u.valid_to.map(|d| text::date(d, frame.lang))}</td><td>{told}</td></tr>
            }
        });
        let lines: Vec<_> = lines.collect();
        let count = lines.len();
        let heading = match frame.lang {
            Lang::En => format!("{count} units no longer exist; their figures stay under their own names."),
            Lang::Vi => format!("{count} đơn vị đã ngừng hoạt động; số liệu vẫn giữ dưới tên cũ."),
        };
        view! {
            <h1>{heading}</h1>
            {groups(frame, board, "cu")}
            <form class="filters sec-s" method="get" action="/don-vi" role="search">
                <input type="hidden" name="nhom" value="cu"/>
                <label class="vh" for="tim">{frame.t("Tìm đơn vị", "Find a unit")}</label>
                <input class="in s search" id="tim" name="tim" type="search" value=words placeholder=frame.t("Tên đơn vị, không cần dấu", "Name of the unit")/>
                <button class="btn">{frame.t("Tìm", "Find")}</button>
            </form>
            {if count == 0 {
                view! { <p class="lead">{frame.t("Không có đơn vị cũ nào khớp.", "No former unit matches.")}</p> }.into_any()
            } else {
                view! {
                    <div class="scroll-x sec-s"><table class="t">
                        <thead><tr><th>{frame.t("Đơn vị", "Unit")}</th><th>{frame.t("Ngày hoạt động cuối", "Last day")}</th><th>{frame.t("Đã thành", "What became of it")}</th></tr></thead>
                        <tbody>{lines.into_iter().collect_view()}</tbody>
                    </table></div>
                }
                .into_any()
            }}
        }
        .into_any()
    })
}

/// What became of the unit and what it came from.
fn changes(frame: &Frame, board: &Board, unit: &OrgUnit) -> impl IntoView {
    let came = organisation::came_from(frame, &board.catalogue, unit);
    let told: Vec<_> = organisation::became(frame, &board.catalogue, unit).into_iter().chain(came).collect();
    (!told.is_empty()).then(|| {
        let lines = told.into_iter().map(|s| view! { <p>{organisation::view(s)}</p> }).collect_view();
        view! { <div class="lead">{lines}</div> }
    })
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    match n {
        0 => None,
        n if n % 2 == 1 => Some(values[n / 2]),
        n => Some((values[n / 2 - 1] + values[n / 2]) / 2.0),
    }
}

pub fn show(frame: &Frame, board: &Board, framework: Option<&Framework>, unit: &OrgUnit, tasks: &TaskBoard) -> String {
    let own = board.units.get(&unit.id).map_or(&[][..], Vec::as_slice);
    let mut frame = frame.clone();
    frame.illustrative = own.iter().any(|s| s.illustrative);
    let frame = &frame;
    let fine = own.iter().filter(|s| matches!(s.progress.status.tone(), Tone::Met | Tone::On)).count();
    let peers = framework.map(|f| ranked(board, f, unit.kind.is_commune())).unwrap_or_default();
    let mine = peers.iter().find(|r| r.unit.id == unit.id);
    let heading = match mine.map(|r| (r.card.total, r.rank)) {
        Some((Some(total), Some(rank))) if frame.lang == Lang::Vi => {
            format!(
                "{} tự chấm {} điểm, hạng {rank}/{}; {fine}/{} chỉ tiêu đạt hoặc đúng tiến độ.",
                unit.name,
                points(Some(total), Lang::Vi),
                peers.len(),
                own.len()
            )
        }
        Some((Some(total), Some(rank))) => {
            format!(
                "{}: self score {}, rank {rank} of {}; {fine} of {} indicators met or on track.",
                unit.name,
                points(Some(total), Lang::En),
                peers.len(),
                own.len()
            )
        }
        _ if unit.has_ended(frame.today) => {
            let last = unit.valid_to.map(|d| text::date(d, frame.lang)).unwrap_or_default();
            format!("{}: {} {last}.", unit.name, frame.t("đơn vị cũ, ngày hoạt động cuối", "a former unit, until"))
        }
        _ if own.is_empty() => format!("{}: {}", unit.name, frame.t("chưa được giao báo cáo chỉ tiêu nào.", "reports no indicator.")),
        _ => format!("{}: {fine}/{} {}", unit.name, own.len(), frame.t("chỉ tiêu đạt hoặc đúng tiến độ.", "indicators met or on track.")),
    };
    frame::page(frame, &unit.name, || {
        let mut rows: Vec<_> = own.iter().collect();
        rows.sort_by_key(|s| (s.progress.status, s.target.deadline));
        view! {
            <nav class="crumb"><a href="/don-vi">{frame.t("Đơn vị", "Units")}</a>" / "{unit.kind.label()}</nav>
            <h1>{heading}</h1>
            {changes(frame, board, unit)}
            {lens_note(frame, board, if unit.has_ended(frame.today) { LensSwitch::None } else { LensSwitch::Offered })}
            {framework.zip(mine).map(|(f, r)| scorecard(frame, f, r, &peers).into_any())}
            <section class="sec">
                <div class="sec-h"><h2>{frame.t("Các chỉ tiêu đơn vị báo cáo", "Indicators the unit reports")}</h2>
                    <a href=steward::address(&unit.code)>{frame.t("Người phụ trách", "Stewards")}</a></div>
                {ui::bullet_key(frame)}
                <table class="rows" role="table"><tbody role="rowgroup">{rows.into_iter().map(|s| row(frame, board, s).into_any()).collect_view()}</tbody></table>
            </section>
            {task::of_unit(frame, tasks, unit)}
        }
        .into_any()
    })
}

fn scorecard(frame: &Frame, framework: &Framework, mine: &Ranked, peers: &[Ranked]) -> impl IntoView {
    let card = &mine.card;
    let share = |points: Option<Quantity>, scored: u32| points.filter(|_| scored > 0).map(|p| p.as_f64() * 100.0 / f64::from(scored));
    let axes: Vec<RadarAxis> = card
        .mains
        .iter()
        .enumerate()
        .map(|(n, m)| RadarAxis {
            name: m.name.clone(),
            value: share(m.points, m.scored),
            median: median(peers.iter().filter_map(|p| share(p.card.mains[n].points, p.card.mains[n].scored)).collect()),
        })
        .collect();
    let lines = card.mains.iter().map(|m| {
        let parts = m.components.iter().map(|c| {
            let inputs = c.inputs.iter().map(|(code, input)| match input {
                Some(i) => format!("{code}: {}{}", text::number(i.numerator, frame.lang), i.denominator.map(|d| format!(" / {}", text::number(d, frame.lang))).unwrap_or_default()),
                None => format!("{code}: {}", frame.t("chưa có số liệu", "no data")),
            });
            let inputs: Vec<_> = inputs.collect();
            let inputs = if inputs.is_empty() { frame.t("chưa có chỉ tiêu nào cấp số liệu", "no indicator feeds it").to_owned() } else { inputs.join("; ") };
            view! {
                <tr><td>{c.component.code.clone()}</td><td>{c.component.name.clone()}<div class="small muted">{rule_words(frame, &c.component.rule)}". "{inputs}</div></td>
                    <td class="n">{c.points.map_or_else(|| frame.t("chưa có số liệu", "no data").to_owned(), |p| text::decimal(p, 4, frame.lang))}</td><td class="n">{c.maximum}</td></tr>
            }
        });
        view! {
            <details class="rest"><summary>{m.name.clone()}": "{points(m.points, frame.lang)}" / "{m.maximum}</summary>
                <div class="scroll-x"><table class="t"><thead><tr><th>{frame.t("Mã", "Code")}</th><th>{frame.t("Thành phần, cách tính, đầu vào", "Component, rule, inputs")}</th>
                    <th class="n">{frame.t("Điểm", "Points")}</th><th class="n">{frame.t("Tối đa", "Maximum")}</th></tr></thead><tbody>{parts.collect_view()}</tbody></table></div>
            </details>
        }
    });
    let next = score::next_points(card).into_iter().filter(|n| !n.missing).take(3).map(|n| {
        view! { <tr><td>{n.name}<div class="small muted">{n.feeds.join(", ")}</div></td><td class="n"><b>{text::signed(n.gain, 1, frame.lang)}</b></td></tr> }
    });
    let next: Vec<_> = next.collect();
    let radar = Chart::Radar(Radar { name: mine.unit.name.clone(), axes });
    let total = card.total.map(|t| text::decimal(t.as_f64(), 4, frame.lang)).unwrap_or_else(|| "–".into());
    view! {
        <div class="cols c-7-5 sec">
            <section class="sec">
                <div class="sec-h"><h2>{frame.t("Điểm đến từ đâu", "Where the points come from")}</h2>
                    <p>{framework.title.clone()}{framework.proposal.then_some(frame.t(" · bản đề xuất, chưa ban hành", " · a proposal, not issued"))}</p></div>
                {lines.collect_view()}
                <p class="src">{frame.t("Tổng: ", "Total: ")}<b>{total}</b>{format!(" / {} ", card.scored)}{frame.t("điểm đã có số liệu, trên ", "points with figures, of ")}{card.maximum}
                    {frame.t(" điểm. Cộng từ giá trị chưa làm tròn.", ". Summed unrounded.")}</p>
            </section>
            <figure class="sec">
                <figcaption class="sec-h"><h2>{frame.t("So với trung vị các đơn vị cùng nhóm", "Against the median of its group")}</h2>
                    <p>{frame.t("Phần trăm điểm của các thành phần đã có số liệu", "Percent of the points with figures")}</p></figcaption>
                {figure(frame, &radar)}
                {twin(frame, radar)}
            </figure>
        </div>
        {(!next.is_empty()).then(|| view! {
            <section class="sec">
                <div class="sec-h"><h2>{frame.t("Việc thêm được nhiều điểm nhất", "Most points to gain")}</h2></div>
                <table class="t"><thead><tr><th>{frame.t("Thành phần", "Component")}</th><th class="n">{frame.t("Thêm điểm", "Gain")}</th></tr></thead><tbody>{next}</tbody></table>
            </section>
        })}
    }
}

fn rule_words(frame: &Frame, rule: &Rule) -> &'static str {
    match rule {
        Rule::Ratio => frame.t("Tử số / mẫu số × điểm tối đa", "Numerator / denominator × maximum"),
        Rule::Tiers { .. } => frame.t("Đủ điểm, nửa điểm hoặc 0 theo ngưỡng", "All, half or nothing by threshold"),
        Rule::YesNo => frame.t("Có: đủ điểm; không: 0", "Yes: all; no: nothing"),
        Rule::Banded { .. } => frame.t("Theo khoảng giá trị", "By band"),
        Rule::MinMax { .. } => frame.t("Theo tỷ lệ giữa mức thấp nhất và cao nhất", "Linear between low and high"),
    }
}
