//! What was published: the list, one snapshot with its hash, and the notice of what it corrects.

use crate::{
    frame::{self, Frame},
    pages::{
        report::{first_upper, period_name},
        round::PublicationLine,
    },
};
use domain::{
    Period, Quantity, Status,
    publication::{Change, FrozenFigure, FrozenScore, ScoreChange, Snapshot},
    text::{self, Lang},
};
use leptos::prelude::*;

pub fn address(period: Period, number: i32) -> String {
    format!("/cong-bo/{period}/{number}")
}

/// One snapshot as it is shown.
pub struct Shown {
    pub line: PublicationLine,
    pub snapshot: Snapshot,
    /// What it corrects: number of the one before, figures and scores that differ.
    pub corrects: Option<(i32, Vec<Change>, Vec<ScoreChange>)>,
    /// Number of the newest one published; another than this one: this one no longer counts.
    pub newest: i32,
}

pub fn list(frame: &Frame, lines: &[PublicationLine]) -> String {
    let title = frame.t("Số liệu đã công bố", "Published figures");
    frame::page(frame, title, || {
        let headline = match (lines.first(), frame.lang) {
            (None, Lang::Vi) => "Chưa có số liệu nào được công bố.".to_owned(),
            (None, Lang::En) => "Nothing is published yet.".to_owned(),
            (Some(l), Lang::Vi) => format!("Công bố gần nhất: {}, bản số {}.", period_name(l.period, frame.lang), l.number),
            (Some(l), Lang::En) => format!("Published last: {}, number {}.", period_name(l.period, frame.lang), l.number),
        };
        view! {
            <h1>{headline}</h1>
            <p class="lead">{frame.t(
                "Mỗi bản là số liệu và điểm được chụp lại khi chốt đợt, kèm mã băm SHA-256; bản đã công bố không bao giờ bị sửa.",
                "Each is a snapshot of figures and scores with its SHA-256; what was published is never changed.",
            )}</p>
            {if lines.is_empty() {
                view! { <div class="empty after"><h3>{frame.t("Chưa có bản nào", "None yet")}</h3>
                    <p>{frame.t("Sở Khoa học và Công nghệ chốt và công bố ở trang của từng đợt; đến khi đó mọi số liệu là tạm tính.", "Rounds are finalised and published on their pages; until then every figure is provisional.")}</p></div> }.into_any()
            } else {
                table(frame, lines, true)
            }}
        }
        .into_any()
    })
}

pub fn table(frame: &Frame, lines: &[PublicationLine], with_period: bool) -> AnyView {
    let row = |l: &PublicationLine| {
        let name = match frame.lang {
            Lang::Vi => format!("Bản số {}", l.number),
            Lang::En => format!("Number {}", l.number),
        };
        let name = if with_period { format!("{}, {}", first_upper(&period_name(l.period, frame.lang)), name.to_lowercase()) } else { name };
        view! {
            <tr>
                <th scope="row"><a href=address(l.period, l.number)>{name}</a>
                    {(!l.notice.is_empty()).then(|| view! { <span class="sub">{frame.t("đính chính: ", "corrects: ")}{l.notice.clone()}</span> })}</th>
                <td>{l.document.clone()}<span class="sub">{l.published.clone().unwrap_or_else(|| frame.t("chưa công bố", "not published").to_owned())}</span></td>
                <td class="small">{l.frozen.clone()}</td>
                <td class="mono small">{l.hash.get(..12).unwrap_or_default().to_owned()}"…"</td>
            </tr>
        }
    };
    let heads = [("Bản", "Number"), ("Công bố", "Published"), ("Chốt", "Frozen"), ("Mã băm", "Hash")];
    view! {
        <div class="scroll-x" tabindex="0"><table class="t">
            <thead><tr>{heads.map(|(vi, en)| view! { <th scope="col">{frame.t(vi, en)}</th> }).collect_view()}</tr></thead>
            <tbody>{lines.iter().map(row).collect_view()}</tbody>
        </table></div>
    }
    .into_any()
}

/// The figure, and under it what a ratio is made of.
fn figure(n: Option<Quantity>, d: Option<Quantity>, measure: &str, lang: Lang) -> AnyView {
    let number = |q: Quantity| text::number(q, lang);
    let (big, small) = match (n, d) {
        (None, _) => ("–".to_owned(), None),
        (Some(n), Some(d)) if d != Quantity::ZERO => {
            (text::percent(100.0 * n.as_f64() / d.as_f64(), 1, lang), Some(format!("{}/{}", number(n), number(d))))
        }
        (Some(n), Some(d)) => (format!("{}/{}", number(n), number(d)), None),
        (Some(n), None) => (number(n), Some(measure.to_owned()).filter(|m| !m.is_empty())),
    };
    view! { {big}{small.map(|s| view! { <span class="sub wrap">{s}</span> })} }.into_any()
}

pub fn show(frame: &Frame, s: &Shown) -> String {
    let name = period_name(s.line.period, frame.lang);
    let title = match frame.lang {
        Lang::Vi => format!("Số liệu {name}, bản số {}", s.line.number),
        Lang::En => format!("Figures of {name}, number {}", s.line.number),
    };
    frame::page(frame, &title, || {
        let l = &s.line;
        view! {
            <p class="crumb"><a href="/cong-bo">{frame.t("Số liệu đã công bố", "Published figures")}</a></p>
            <h1>{headline(frame, s)}</h1>
            {(s.newest != l.number && l.published.is_some()).then(|| view! {
                <div class="banner warn after"><b>{frame.t("Bản này đã được đính chính.", "This was corrected.")}</b>" "
                    <a href=address(l.period, s.newest)>{frame.t("Xem bản đang có giá trị", "See what counts")}{format!(" ({})", s.newest)}</a></div>
            })}
            {l.published.is_none().then(|| view! {
                <div class="banner warn after"><b>{frame.t("Bản chốt, chưa công bố.", "Frozen, not published yet.")}</b></div>
            })}
            <p class="lead">{frame.t("Chốt ", "Frozen ")}{l.frozen.clone()}{l.published.clone().map(|p| format!(" · {} {p}", frame.t("công bố", "published")))}
                {(!l.document.is_empty()).then(|| format!(" · {}", l.document))}</p>
            <p class="small muted">"SHA-256 "<span class="mono hash">{l.hash.clone()}</span>" · "
                <a href=format!("{}/so-lieu.json", address(l.period, l.number))>{frame.t("Tải bản gốc (.json)", "Original (.json)")}</a></p>
            {s.corrects.as_ref().map(|(before, changes, scores)| notice(frame, s, *before, changes, scores))}
            {targets(frame, &s.snapshot)}
            {scores(frame, &s.snapshot)}
            {figures(frame, &s.snapshot)}
        }
        .into_any()
    })
}

fn headline(frame: &Frame, s: &Shown) -> String {
    let met = s.snapshot.standings.iter().filter(|t| matches!(t.status, Status::Met | Status::MetLate | Status::Kept)).count();
    let (all, figures, name) = (s.snapshot.standings.len(), s.snapshot.figures.len(), period_name(s.line.period, frame.lang));
    match frame.lang {
        Lang::Vi => format!("Cuối {name}: {met}/{all} mục tiêu của tỉnh đã đạt, tính từ {figures} số liệu."),
        Lang::En => format!("At the end of {name}: {met} of {all} targets met, from {figures} figures."),
    }
}

/// The notice of a correction: old and new.
fn notice(frame: &Frame, s: &Shown, before: i32, changes: &[Change], scores: &[ScoreChange]) -> AnyView {
    let name = |code: &str| s.snapshot.indicators.get(code).map_or_else(|| code.to_owned(), |n| n.name.clone());
    let unit = |code: &str| s.snapshot.units.get(code).cloned().unwrap_or_else(|| code.to_owned());
    let measure = |code: &str| s.snapshot.indicators.get(code).map(|n| n.measure.clone()).unwrap_or_default();
    let told = |f: &Option<FrozenFigure>, code: &str| {
        figure(f.as_ref().map(|f| f.numerator), f.as_ref().and_then(|f| f.denominator), &measure(code), frame.lang)
    };
    let row = |c: &Change| {
        view! { <tr><th scope="row">{name(&c.indicator)}<span class="sub">{unit(&c.unit)}</span></th>
        <td class="n">{told(&c.before, &c.indicator)}</td><td class="n"><b>{told(&c.after, &c.indicator)}</b></td></tr> }
    };
    let points =
        |f: &Option<FrozenScore>| f.as_ref().and_then(|f| f.points).map_or_else(|| "–".to_owned(), |p| text::number(p, frame.lang));
    let rank = |f: &Option<FrozenScore>| {
        f.as_ref().and_then(|f| f.rank).map_or_else(String::new, |r| format!(" ({} {r})", frame.t("hạng", "rank")))
    };
    let score = |c: &ScoreChange| {
        view! { <tr><th scope="row">{unit(&c.unit)}</th><td class="n">{points(&c.before)}{rank(&c.before)}</td><td class="n"><b>{points(&c.after)}{rank(&c.after)}</b></td></tr> }
    };
    let heading = match frame.lang {
        Lang::Vi => format!("Thông báo đính chính bản số {before}"),
        Lang::En => format!("Correction of number {before}"),
    };
    let head = |first: &'static str| {
        view! { <thead><tr><th scope="col">{first}</th><th scope="col" class="n">{frame.t("Đã công bố", "Before")}</th><th scope="col" class="n">{frame.t("Đính chính", "Now")}</th></tr></thead> }
    };
    view! {
        <section class="sec" id="dinh-chinh">
            <div class="sec-h"><h2>{heading}</h2><a class="small" href=address(s.line.period, before)>{frame.t("Xem bản trước", "See it")}</a></div>
            <p class="say">{s.line.notice.clone()}</p>
            {(!changes.is_empty()).then(|| view! { <table class="t after">{head(frame.t("Số liệu", "Figure"))}<tbody>{changes.iter().map(row).collect_view()}</tbody></table> })}
            {(!scores.is_empty()).then(|| view! { <table class="t after">{head(frame.t("Điểm của đơn vị", "Points of a unit"))}<tbody>{scores.iter().map(score).collect_view()}</tbody></table> })}
        </section>
    }
    .into_any()
}

fn targets(frame: &Frame, s: &Snapshot) -> AnyView {
    let row = |t: &domain::publication::FrozenStanding| {
        let named = s.indicators.get(&t.indicator);
        let status = crate::ui::status_label(t.status, frame.lang);
        view! {
            <tr><th scope="row">{named.map_or_else(|| t.indicator.clone(), |n| n.name.clone())}<span class="sub">{format!("{} {}", t.target, t.year)}</span></th>
                <td class="n">{figure(t.numerator, t.denominator, named.map_or("", |n| n.measure.as_str()), frame.lang)}</td>
                <td>{status}<span class="sub">{format!("{}/{} {}", t.reported, t.expected, frame.t("đơn vị", "units"))}</span></td></tr>
        }
    };
    let told: Vec<_> = s.standings.iter().filter(|t| t.numerator.is_some()).collect();
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Mục tiêu của tỉnh", "The province's targets")}</h2>
                <span class="small muted">{format!("{}/{} {}", told.len(), s.standings.len(), frame.t("mục tiêu có số liệu", "with a figure"))}</span></div>
            <table class="t"><thead><tr><th scope="col">{frame.t("Mục tiêu", "Target")}</th><th scope="col" class="n">{frame.t("Số liệu", "Figure")}</th><th scope="col">{frame.t("Trạng thái", "Status")}</th></tr></thead>
            <tbody>{told.into_iter().map(row).collect_view()}</tbody></table>
        </section>
    }
    .into_any()
}

fn scores(frame: &Frame, s: &Snapshot) -> Option<AnyView> {
    let mut ranked: Vec<&FrozenScore> = s.scores.iter().filter(|f| f.points.is_some()).collect();
    ranked.sort_by_key(|f| std::cmp::Reverse(f.points));
    (!ranked.is_empty()).then(|| {
        let row = |f: &&FrozenScore| {
            view! { <tr><th scope="row">{s.units.get(&f.unit).cloned().unwrap_or_else(|| f.unit.clone())}</th>
                <td class="n">{f.points.map(|p| text::number(p, frame.lang))}</td><td class="n">{f.rank}</td></tr> }
        };
        let title = format!("{}: {}", frame.t("Điểm của các đơn vị", "Points of the units"), ranked.len());
        view! {
            <details class="rest sec"><summary>{title}</summary>
                <table class="t"><thead><tr><th scope="col">{frame.t("Đơn vị", "Unit")}</th><th scope="col" class="n">{frame.t("Điểm", "Points")}</th><th scope="col" class="n">{frame.t("Hạng trong nhóm", "Rank in its group")}</th></tr></thead>
                <tbody>{ranked.iter().map(row).collect_view()}</tbody></table>
            </details>
        }
        .into_any()
    })
}

fn figures(frame: &Frame, s: &Snapshot) -> AnyView {
    let groups = s.indicators.iter().filter_map(|(code, named)| {
        let own: Vec<&FrozenFigure> = s.figures.iter().filter(|f| &f.indicator == code).collect();
        (!own.is_empty()).then(|| {
            let row = |f: &&FrozenFigure| {
                view! { <tr><th scope="row">{s.units.get(&f.unit).cloned().unwrap_or_else(|| f.unit.clone())}</th>
                    <td class="n"><a class="plain" href=format!("/so-lieu/{}", f.observation)>{figure(Some(f.numerator), f.denominator, &named.measure, frame.lang)}</a></td></tr> }
            };
            view! {
                <details class="rest"><summary>{format!("{}: {}", named.name, own.len())}</summary>
                    <table class="t"><tbody>{own.iter().map(row).collect_view()}</tbody></table></details>
            }
        })
    });
    view! {
        <section class="sec"><div class="sec-h"><h2>{frame.t("Từng số liệu", "Every figure")}</h2>
            <span class="small muted">{frame.t("mỗi số dẫn tới tệp, trang và ô", "each leads to file, sheet and cell")}</span></div>
        {groups.collect_view()}</section>
    }
    .into_any()
}
