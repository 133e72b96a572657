//! The charts of one indicator: its trend, and its units side by side.

use crate::{
    board::{Board, STATES, Standing},
    frame::Frame,
    ui::{self, headline_value, lens_query, point_value},
};
use charts::{Chart, Forecast, Ranking, RankingRow, Trend, TrendPoint};
use domain::{
    Status,
    indicator::Mode,
    text::{self, Lang},
};

/// The trend of one standing, as the page and the redraw in the browser draw it.
pub fn trend(board: &Board, s: &Standing, lang: Lang) -> Chart {
    let p = &s.progress;
    let points = s.series.iter().map(|x| TrendPoint { period: x.period, value: point_value(board, s, x), stale: x.stale }).collect();
    let path = match (p.baseline, p.baseline_on) {
        (Some(value), Some(on)) if on < s.target.deadline && !s.target.maintain => {
            vec![(on, value), (s.target.deadline, board.goal(s).value)]
        }
        _ => vec![],
    };
    let years = s.target.year - p.baseline_on.map_or(s.target.year, |d| d.format("%Y").to_string().parse().unwrap_or(s.target.year));
    Chart::Trend(Trend {
        name: ui::indicator_name(board, s, lang),
        unit: if board.unit_of(s) == STATES { "%" } else { board.unit_of(s) }.to_owned(),
        tone: p.status.tone(),
        points,
        goal: Some(board.goal(s)),
        deadline: Some(s.target.deadline),
        path_note: (!path.is_empty() && years > 1).then(|| "nội suy, chưa ban hành".to_owned()),
        path,
        forecast: p.forecast.map(|f| Forecast { low: f.low, mid: f.mid, high: f.high, inner: None }),
        from_zero: false,
    })
}

pub(super) fn ranking(board: &Board, s: &Standing, communes: bool, lang: Lang) -> Option<Chart> {
    let indicator = board.indicator(s)?;
    if indicator.mode == Mode::Single {
        return None;
    }
    let reporters = board.reporters_today(indicator);
    let (below, above): (Vec<_>, Vec<_>) = reporters.into_iter().partition(|u| u.kind.is_commune());
    // A hundred bars are no picture: communes stand as one bar beside the departments, and apart on request.
    let together = !communes && !above.is_empty() && below.len() > 1;
    let named = if together {
        &above
    } else if communes || above.is_empty() {
        &below
    } else {
        &above
    };
    let mut rows: Vec<RankingRow> = named
        .iter()
        .map(|unit| {
            let own = board.units.get(&unit.id).and_then(|list| list.iter().find(|x| x.indicator_id == indicator.id));
            RankingRow {
                name: unit.short_name.clone(),
                value: own.and_then(|x| x.progress.value),
                status: own.map(|x| x.progress.status),
                highlight: false,
                href: Some(format!("/don-vi/{}{}", unit.code, lens_query(board, '?'))),
            }
        })
        .collect();
    if together {
        let ids: Vec<_> = below.iter().map(|u| u.id).collect();
        let together = board.stand(indicator, &s.target, &board.series(indicator, &ids), &ids);
        rows.push(RankingRow {
            name: if lang == Lang::En { format!("{} communes", below.len()) } else { format!("{} xã, phường", below.len()) },
            value: together.progress.value,
            status: Some(together.progress.status),
            highlight: false,
            href: Some(format!("/chi-tieu/{}?nam={}&nhom=xa{}", indicator.code, s.target.year, lens_query(board, '&'))),
        });
    }
    rows.sort_by(|a, b| {
        b.value.unwrap_or(-1.0).total_cmp(&a.value.unwrap_or(-1.0)).then_with(|| text::sort_key(&a.name).cmp(&text::sort_key(&b.name)))
    });
    let most = rows.iter().filter_map(|r| r.value).fold(board.goal(s).value, f64::max).max(1.0);
    let unit = board.unit_of(s).to_owned();
    let max = if unit == "%" { 100.0 } else { most };
    Some(Chart::Ranking(Ranking { of: ui::indicator_name(board, s, lang), rows, goal: Some(board.goal(s)), max, unit }))
}

/// Says so when the value axis does not begin at zero.
pub(super) fn axis_note(frame: &Frame, board: &Board, s: &Standing, chart: &Chart) -> Option<String> {
    let Chart::Trend(trend) = chart else { return None };
    let start = headline_value(trend.axis_start(), board.unit_of(s), frame.lang);
    trend.axis_start().map(|_| format!("{}{start}", frame.t("; trục đứng bắt đầu từ ", "; the axis starts at ")))
}

pub(super) fn trend_title(frame: &Frame, s: &Standing) -> &'static str {
    match s.progress.status {
        Status::Met | Status::MetLate => frame.t("Đã đạt mục tiêu", "The target is met"),
        Status::Kept => frame.t("Giữ được mức đã đạt", "The level is kept"),
        Status::Broken => frame.t("Không giữ được mức đã đạt", "The level is no longer kept"),
        Status::OnTrack => frame.t("Theo sát lộ trình", "Close to the path"),
        Status::AtRisk => frame.t("Có tăng nhưng thấp hơn lộ trình", "Rising, but below the path"),
        Status::FarBehind => frame.t("Thấp hơn nhiều so với lộ trình", "Far below the path"),
        Status::Backwards => frame.t("Thấp hơn lúc bắt đầu", "Below the starting point"),
        Status::Missed => frame.t("Hết hạn mà chưa đạt", "Past its deadline, not met"),
        Status::TooEarly => frame.t("Chưa đủ kỳ để đánh giá", "Too early to tell"),
        Status::NoData => frame.t("Chưa có số liệu", "No data yet"),
    }
}
