//! The heat table: which units are behind on what.

use crate::{
    board::{Board, Standing, is_trouble},
    frame::Frame,
    ui::{self, Glyph, status_label},
};
use domain::{
    Status,
    indicator::{Kind, Mode},
    status::Tone,
    text::{self, Lang},
};
use leptos::prelude::*;

pub struct Heat {
    pub columns: Vec<Column>,
    /// The province first, then the units with most trouble.
    pub rows: Vec<HeatRow>,
    /// Those with most trouble, in how many of the columns.
    worst: (Vec<String>, usize),
}

pub struct Column {
    pub code: String,
    pub name: String,
    pub target: String,
}

pub struct HeatRow {
    pub name: String,
    pub href: Option<String>,
    pub total: bool,
    /// None where the unit does not report the indicator; else its status and value in percent.
    pub cells: Vec<Option<(Status, Option<f64>)>>,
}

fn cell(s: &Standing) -> (Status, Option<f64>) {
    (s.progress.status, s.progress.value)
}

impl Heat {
    /// At most `units` departments against at most `indicators` ratios that several of them report.
    pub fn new(board: &Board, units: usize, indicators: usize) -> Self {
        let departments = board.reporting_units(false);
        let split = |s: &&Standing| board.indicator(s).is_some_and(|i| i.mode == Mode::Split && i.kind == Kind::Ratio);
        let reporters =
            |s: &Standing| board.indicator(s).map_or(0, |i| board.reporters_today(i).iter().filter(|u| !u.kind.is_commune()).count());
        let mut chosen: Vec<&Standing> = vec![];
        for s in board.standings.iter().filter(split) {
            // One column an indicator: the target that is due next.
            match chosen.iter_mut().find(|c| c.indicator_id == s.indicator_id) {
                Some(c) if s.target.deadline >= board.stamp.2 && c.target.deadline < board.stamp.2 => *c = s,
                Some(_) => {}
                None => chosen.push(s),
            }
        }
        chosen.sort_by_key(|s| std::cmp::Reverse(reporters(s)));
        chosen.truncate(indicators);
        chosen.sort_by(|a, b| board.code_of(a).cmp(board.code_of(b)));
        let columns = chosen.iter().map(|s| Column {
            code: board.code_of(s).to_owned(),
            name: board.indicator(s).map(|i| i.name.clone()).unwrap_or_default(),
            target: format!("{} · {}", board.target_text(s), s.target.year),
        });
        let columns: Vec<Column> = columns.collect();
        let mut rows: Vec<(usize, HeatRow)> = departments
            .iter()
            .map(|u| {
                let own = board.units.get(&u.id).map_or(&[][..], Vec::as_slice);
                let cells: Vec<_> = chosen.iter().map(|c| own.iter().find(|s| s.indicator_id == c.indicator_id).map(cell)).collect();
                let trouble = cells.iter().flatten().filter(|(status, _)| is_trouble(*status)).count();
                (trouble, HeatRow { name: u.short_name.clone(), href: Some(format!("/don-vi/{}", u.code)), total: false, cells })
            })
            .filter(|(_, row)| row.cells.iter().any(Option::is_some))
            .collect();
        rows.sort_by_key(|(trouble, _)| std::cmp::Reverse(*trouble));
        let most = rows.first().map_or(0, |(trouble, _)| *trouble);
        let worst = rows.iter().take_while(|(trouble, _)| *trouble == most && most > 0).map(|(_, r)| r.name.clone()).collect();
        rows.truncate(units);
        let mut rows: Vec<HeatRow> = rows.into_iter().map(|(_, row)| row).collect();
        if !rows.is_empty() {
            let total = chosen.iter().map(|s| Some(cell(s))).collect();
            rows.insert(0, HeatRow { name: "Toàn tỉnh".into(), href: None, total: true, cells: total });
        }
        Self { columns, rows, worst: (worst, most) }
    }

    pub fn title(&self, lang: Lang) -> String {
        let (worst, most) = &self.worst;
        let of = self.columns.len();
        match (worst.len(), lang) {
            (0, Lang::Vi) => "Không sở, ban, ngành nào chậm ở các chỉ tiêu có số liệu".into(),
            (0, Lang::En) => "No department is behind on what has figures".into(),
            (1..=3, Lang::Vi) => format!("{} chậm nhiều nhất: {most} trong {of} chỉ tiêu", join(worst, "và")),
            (1..=3, Lang::En) => format!("Furthest behind: {}, on {most} of {of} indicators", join(worst, "and")),
            (many, Lang::Vi) => format!("{many} đơn vị cùng chậm ở {most} trong {of} chỉ tiêu, nhiều nhất trong bảng"),
            (many, Lang::En) => format!("{many} units are behind on {most} of {of} indicators, the most here"),
        }
    }
}

/// "A, B và C".
fn join(names: &[String], and: &str) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

/// Departments against the indicators most of them report, washed by status.
pub fn view(frame: &Frame, board: &Board) -> impl IntoView {
    let heat = Heat::new(board, 10, 9);
    let has_figures = heat.rows.iter().flat_map(|row| &row.cells).flatten().any(|(_, value)| value.is_some());
    has_figures.then(|| {
        let head = heat.columns.iter().map(|c| view! { <th scope="col"><a class="plain" href=format!("/chi-tieu/{}", c.code)>{c.name.clone()}</a><small>{c.target.clone()}</small></th> });
        let rows = heat.rows.iter().map(|r| {
            let cells = r.cells.iter().map(|cell| match cell {
                None => view! { <td class="na">{frame.t("không", "n/a")}</td> }.into_any(),
                Some((_, None)) => view! { <td class="none">"–"<span class="vh">{frame.t("chưa có số liệu", "no data")}</span></td> }.into_any(),
                Some((status, Some(value))) => {
                    let warm = !matches!(status.tone(), Tone::Met | Tone::On | Tone::None);
                    view! {
                        <td class=status.tone().class()>{warm.then(|| view! { <Glyph tone=status.tone()/> })}
                            <span class="vh">{status_label(*status, frame.lang)}": "</span>{text::decimal(*value, 1, frame.lang)}</td>
                    }
                    .into_any()
                }
            });
            view! { <tr class=r.total.then_some("tot")><th scope="row">{r.href.clone().map(|h| view! { <a class="plain" href=h>{r.name.clone()}</a> })}{r.href.is_none().then(|| r.name.clone())}</th>{cells.collect_view()}</tr> }
        });
        view! {
            <section class="sec">
                <div class="sec-h"><h2>{heat.title(frame.lang)}</h2>
                    <p>{frame.t("Kết quả tính bằng %, nền theo trạng thái. ", "Results in %, ground by status. ")}<a href="/don-vi">{frame.t("Xem mọi đơn vị", "All units")}</a></p></div>
                <div class="scroll-x"><table class="heat"><thead><tr><th>{frame.t("Đơn vị", "Unit")}</th>{head.collect_view()}</tr></thead><tbody>{rows.collect_view()}</tbody></table></div>
                <p class="key">{ui::tone_key(frame.lang)}</p>
            </section>
        }
    })
}
