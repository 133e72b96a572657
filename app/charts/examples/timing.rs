//! Prints the median time of drawing one trend chart of sixty periods.

use charts::{Chart, Goal, Size, Trend, TrendPoint, draw};
use domain::{Period, status::Tone};
use std::time::Instant;

fn main() {
    let first = Period::month(2021, 11).unwrap_or_else(|| unreachable!("November exists"));
    let points = (0..60).map(|n| TrendPoint { period: first.shift(n), value: Some(40.0 + f64::from(n) * 0.6), stale: false });
    let chart = Chart::Trend(Trend {
        name: "Hồ sơ xử lý trực tuyến".into(),
        unit: "%".into(),
        tone: Tone::On,
        points: points.collect(),
        goal: Some(Goal { operator: "≥".into(), value: 80.0 }),
        deadline: chrono::NaiveDate::from_ymd_opt(2026, 12, 31),
        path: vec![],
        path_note: None,
        forecast: None,
        from_zero: false,
    });
    let mut times: Vec<_> = (0..1000)
        .map(|_| {
            let from = Instant::now();
            std::hint::black_box(draw(std::hint::black_box(&chart), Size::Wide));
            from.elapsed()
        })
        .collect();
    times.sort();
    println!("{:?}", times[times.len() / 2]);
}
