//! What becomes alive in the browser: a chart with its filter, drawn again by the function that drew it on the server, and the
//! search box.

mod find;

use charts::{Chart, Ranking, Size, draw};
pub use find::FindBox;
use leptos::prelude::*;

/// What the reader chose to see of a chart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Choice {
    /// Trend: the last twelve points only.
    recent: bool,
    /// Trend: without the forecast; radar: without the median; ranking: only units short of the target.
    plain: bool,
}

/// The part of a chart that a choice leaves.
fn chosen(chart: &Chart, choice: Choice) -> Chart {
    let mut chart = chart.clone();
    match &mut chart {
        Chart::Trend(trend) => {
            if choice.recent {
                trend.points.sort_by_key(|p| p.period);
                let skip = trend.points.len().saturating_sub(12);
                trend.points.drain(..skip);
            }
            if choice.plain {
                trend.forecast = None;
            }
        }
        Chart::Ranking(ranking) if choice.plain => {
            if let Some(goal) = &ranking.goal {
                let value = goal.value;
                ranking.rows.retain(|r| r.value.is_none_or(|v| v < value));
            }
        }
        Chart::Radar(radar) if choice.plain => radar.axes.iter_mut().for_each(|a| a.median = None),
        _ => {}
    }
    chart
}

/// Both sizes of a chart; the style shows one.
pub fn drawing(chart: &Chart) -> String {
    draw(chart, Size::Wide) + &draw(chart, Size::Narrow)
}

/// The words of the two switches a kind of chart has, Vietnamese or English; empty for none.
fn switches(chart: &Chart, english: bool) -> (&'static str, &'static str) {
    match (chart, english) {
        (Chart::Trend(t), false) => {
            (if t.points.len() > 12 { "12 kỳ gần nhất" } else { "" }, if t.forecast.is_some() { "Ẩn dự báo" } else { "" })
        }
        (Chart::Trend(t), true) => {
            (if t.points.len() > 12 { "Last 12 periods" } else { "" }, if t.forecast.is_some() { "Hide forecast" } else { "" })
        }
        (Chart::Ranking(r), false) if some_met(r) => ("", "Chỉ đơn vị chưa đạt"),
        (Chart::Ranking(r), true) if some_met(r) => ("", "Only units short of the target"),
        (Chart::Radar(r), false) if r.axes.iter().any(|a| a.median.is_some()) => ("", "Ẩn trung vị"),
        (Chart::Radar(r), true) if r.axes.iter().any(|a| a.median.is_some()) => ("", "Hide median"),
        _ => ("", ""),
    }
}

/// Is there anything for the filter to leave out?
fn some_met(ranking: &Ranking) -> bool {
    ranking.goal.as_ref().is_some_and(|g| ranking.rows.iter().any(|r| r.value.is_some_and(|v| v >= g.value)))
}

/// A whole chart. Complete in the first HTML; in the browser its switches redraw it without asking the server.
#[island]
pub fn ChartFigure(chart: Chart, english: bool) -> impl IntoView {
    let choice = RwSignal::new(Choice::default());
    let (recent, plain) = switches(&chart, english);
    let switch = move |label: &'static str, get: fn(&Choice) -> bool, set: fn(&mut Choice)| {
        view! {
            <button type="button" class="btn s" hidden=label.is_empty() aria-pressed=move || get(&choice.get()).to_string()
                on:click=move |_| choice.update(set)>{label}</button>
        }
    };
    view! {
        <div class="chart">
            <div class="switches js-only">
                {switch(recent, |c| c.recent, |c| c.recent = !c.recent)}
                {switch(plain, |c| c.plain, |c| c.plain = !c.plain)}
            </div>
            <div class="drawing" inner_html=move || drawing(&chosen(&chart, choice.get()))></div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use charts::{Goal, RankingRow};

    #[test]
    fn the_ranking_filter_keeps_who_is_short_and_who_has_no_data() {
        let row = |name: &str, value| RankingRow { name: name.into(), value, status: None, highlight: false, href: None };
        let goal = Some(Goal { operator: "≥".into(), value: 80.0 });
        let rows = vec![row("A", Some(80.0)), row("B", Some(79.9)), row("C", None)];
        let chart = Chart::Ranking(Ranking { of: "x".into(), rows, goal, max: 100.0, unit: "%".into() });
        let Chart::Ranking(left) = chosen(&chart, Choice { plain: true, ..Choice::default() }) else { panic!("kind changed") };
        assert_eq!(left.rows.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(), ["B", "C"]);
    }
}
