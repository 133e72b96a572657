//! The table twin of a whole chart: the same facts in words, for reading aloud and for copying.

use crate::number::{drawable, fixed, plain, signed, with_unit};
use crate::outlook::Outlook;
use crate::trend::{Trend, date, months};
use crate::{Chart, NO_DATA, Radar, Ranking, Strip};
use domain::Status;
use serde::{Deserialize, Serialize};

/// Rectangular: every row is as long as the head. The first column names the row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// Empty for a bullet and a spark, which are cells of a table themselves.
pub fn table(chart: &Chart) -> Table {
    match chart {
        Chart::Bullet(_) | Chart::Spark(_) => Table::default(),
        Chart::Trend(trend) => of_trend(trend),
        Chart::Ranking(ranking) => of_ranking(ranking),
        Chart::Radar(radar) => of_radar(radar),
        Chart::Strip(strip) => of_strip(strip),
    }
}

/// `Tỷ lệ, %`: a column's unit stands in its head.
fn head(name: &str, unit: &str) -> String {
    if unit.is_empty() { name.to_owned() } else { format!("{name}, {unit}") }
}

fn of_trend(trend: &Trend) -> Table {
    let mut points = trend.points.clone();
    points.sort_by_key(|point| point.period);
    let path = |t| trend.path_at(t).map(plain).unwrap_or_default();
    let row = |point: &crate::TrendPoint| {
        let value = point.value.and_then(drawable).map_or(NO_DATA.to_owned(), plain);
        let note = if point.stale { "số liệu cũ" } else { "" };
        vec![point.period.label(), value, path(months(point.period.end())), note.to_owned()]
    };
    let mut rows: Vec<_> = points.iter().map(row).collect();
    if trend.goal.is_some() || trend.deadline.is_some() {
        let goal = trend.goal.as_ref().map(|goal| format!("mục tiêu {}", goal.label(&trend.unit)));
        let outlook = Outlook::of(trend).map(|outlook| {
            let (low, high) = outlook.range();
            format!("dự báo {}, khoảng {}–{}", with_unit(outlook.mid(), &trend.unit), plain(low), plain(high))
        });
        let notes: Vec<_> = goal.into_iter().chain(outlook).chain(trend.path_note.clone()).collect();
        let name = trend.deadline.map_or("mục tiêu".to_owned(), |day| format!("hạn {}", date(day)));
        rows.push(vec![name, String::new(), trend.deadline.map(|day| path(months(day))).unwrap_or_default(), notes.join("; ")]);
    }
    Table { head: vec!["Kỳ".into(), head("Thực hiện", &trend.unit), head("Mốc phải có", &trend.unit), "Ghi chú".into()], rows }
}

fn of_ranking(ranking: &Ranking) -> Table {
    let row = |row: &crate::RankingRow| {
        let value = row.known().map_or(NO_DATA.to_owned(), |value| ranking.written(value));
        vec![row.name.clone(), value, row.status.map(Status::label).unwrap_or_default().to_owned()]
    };
    Table {
        head: vec![ranking.of.clone(), head("Kết quả", &ranking.unit), "Trạng thái".into()],
        rows: ranking.rows.iter().map(row).collect(),
    }
}

fn of_radar(radar: &Radar) -> Table {
    let row = |axis: &crate::RadarAxis| {
        let number = |value: Option<f64>| value.and_then(drawable).map_or(NO_DATA.to_owned(), |value| fixed(value, 1));
        vec![axis.name.clone(), number(axis.value), number(axis.median), axis.difference().map(signed).unwrap_or_default()]
    };
    let head = ["Chỉ số chính", "Đạt, %", "Trung vị, %", "So trung vị, điểm %"].map(str::to_owned).to_vec();
    Table { head, rows: radar.axes.iter().map(row).collect() }
}

fn of_strip(strip: &Strip) -> Table {
    let rows = strip.groups.iter().flat_map(|group| group.cells.iter().map(|cell| vec![cell.label.clone(), group.words.clone()]));
    Table { head: vec!["Mục tiêu".into(), "Trạng thái".into()], rows: rows.collect() }
}
