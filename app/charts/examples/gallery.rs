//! Every chart with figures made up for looking at, in light and dark: `cargo run -p charts --example gallery -- OUT.html`.

use charts::*;
use chrono::NaiveDate;
use domain::status::Tone;
use domain::{Period, Status};

const STYLE: [&str; 2] = [include_str!("../../../style/tokens.css"), include_str!("../../../style/charts.css")];

fn main() -> std::io::Result<()> {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: gallery OUT.html");
        std::process::exit(2);
    };
    let sections = format!("{}{}{}{}{}", trends(), rankings(), radars(), strips(), bullets());
    let panel = |theme: &str| {
        format!(r#"<section data-theme="{theme}" style="background:var(--paper);color:var(--ink);padding:24px">{sections}</section>"#)
    };
    // The dark values are those of :root[data-theme=dark]; here they serve a part of the page.
    let style = STYLE.join("\n").replace(":root[data-theme=\"dark\"]", "[data-theme=\"dark\"]");
    let page = format!(
        "<!doctype html><html lang=vi><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>Charts</title>\
         <style>{style} body{{margin:0;font:14px var(--font)}} h2{{font-size:18px;margin:32px 0 12px}} table{{border-collapse:collapse;font-size:13px}} \
         td,th{{padding:2px 12px 2px 0;text-align:left}}</style>{}{}</html>",
        panel("light"),
        panel("dark"),
    );
    std::fs::write(path, page)
}

fn both(title: &str, chart: Chart) -> String {
    let table = table(&chart);
    let cells = |tag: &str, row: &[String]| row.iter().map(|cell| format!("<{tag}>{cell}</{tag}>")).collect::<String>();
    let rows: String = table.rows.iter().map(|row| format!("<tr>{}</tr>", cells("td", row))).collect();
    let twin = format!("<details><summary>Xem dạng bảng</summary><table><tr>{}</tr>{rows}</table></details>", cells("th", &table.head));
    format!("<h2>{title}</h2>{}{}{twin}", draw(&chart, Size::Wide), draw(&chart, Size::Narrow))
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn goal(operator: &str, value: f64) -> Option<Goal> {
    Some(Goal { operator: operator.into(), value })
}

fn points(from: &str, values: &[f64]) -> Vec<TrendPoint> {
    let first: Period = from.parse().unwrap_or_else(|_| Period::month_of(NaiveDate::default()));
    let point = |(i, value): (usize, &f64)| TrendPoint {
        period: first.shift(i as i32),
        value: Some(*value).filter(|v| v.is_finite()),
        stale: false,
    };
    values.iter().enumerate().map(point).collect()
}

fn trends() -> String {
    let values = [58.4, 59.6, 60.9, 61.3, 60.8, 62.7, 64.9, 66.0, 67.6, 68.5, 69.9, 70.9, 71.8];
    let base = Trend {
        name: "Hồ sơ thủ tục hành chính được xử lý trực tuyến".into(),
        unit: "%".into(),
        tone: Tone::Risk,
        points: points("2025-10", &values),
        goal: goal("≥", 80.0),
        deadline: Some(day(2026, 12, 31)),
        path: vec![(day(2025, 10, 31), 58.4), (day(2026, 12, 31), 80.0)],
        path_note: None,
        forecast: Some(Forecast { low: 71.5, mid: 74.1, high: 76.7, inner: Some((72.8, 75.4)) }),
        from_zero: false,
    };
    let mut gaps = base.clone();
    gaps.points[4].value = None;
    gaps.points[5].value = None;
    gaps.points[12].stale = true;
    gaps.path_note = Some("nội suy, chưa ban hành".into());
    let gaps = Trend { forecast: None, tone: Tone::On, from_zero: true, ..gaps };
    let rising: Vec<f64> = (0..60).map(|i| 120_000.0 + 9_000.0 * f64::from(i) + f64::from(i * 37 % 11) * 2_400.0).collect();
    let count = Trend {
        name: "Hồ sơ được số hoá".into(),
        unit: "hồ sơ".into(),
        tone: Tone::Met,
        points: points("2021-11", &rising),
        goal: goal("≥", 600_000.0),
        deadline: Some(day(2026, 6, 30)),
        path: vec![(day(2021, 11, 30), 120_000.0), (day(2024, 12, 31), 400_000.0), (day(2026, 6, 30), 600_000.0)],
        forecast: None,
        from_zero: true,
        ..base.clone()
    };
    let falling = Trend {
        name: "Hồ sơ quá hạn".into(),
        tone: Tone::Back,
        points: points("2026-03", &[6.1, 6.4, 6.0, 6.9, 7.4, 7.2, 7.9, 8.3]),
        goal: goal("≤", 5.0),
        path: vec![(day(2026, 3, 31), 6.1), (day(2026, 12, 31), 5.0)],
        forecast: Some(Forecast { low: 8.2, mid: 8.9, high: 9.8, inner: None }),
        ..base.clone()
    };
    let far = Trend {
        points: points("2026-05", &[9.1, 10.4, 12.2, 13.0, 14.9, 18.2]),
        tone: Tone::Late,
        goal: goal("≥", 100.0),
        deadline: Some(day(2030, 12, 31)),
        path: vec![(day(2026, 5, 31), 9.1), (day(2030, 12, 31), 100.0)],
        path_note: Some("nội suy, chưa ban hành".into()),
        forecast: Some(Forecast { low: 60.0, mid: 88.0, high: 100.0, inner: Some((74.0, 97.0)) }),
        from_zero: true,
        ..base.clone()
    };
    let one = Trend { points: points("2026-10", &[42.0]), path: vec![], forecast: None, tone: Tone::None, ..base.clone() };
    let none = Trend { points: vec![], path: vec![], forecast: None, tone: Tone::None, ..base.clone() };
    [
        ("Tăng đều nhưng thấp hơn lộ trình từ đầu năm 2026", base),
        ("Hai tháng không có số liệu, tháng cuối dùng số cũ", gaps),
        ("Sáu mươi kỳ, số đếm, hạn đã qua", count),
        ("Càng thấp càng tốt: quá hạn tăng", falling),
        ("Hạn xa", far),
        ("Một kỳ", one),
        ("Chưa có kỳ nào", none),
    ]
    .map(|(title, trend)| both(title, Chart::Trend(trend)))
    .concat()
}

fn rankings() -> String {
    let row =
        |name: &str, value: Option<f64>, status| RankingRow { name: name.into(), value, status, highlight: false, href: Some("#".into()) };
    let mut rows = vec![
        row("Sở Tư pháp", Some(91.6), Some(Status::Met)),
        row("Sở Tài chính", Some(88.6), Some(Status::Met)),
        row("Sở Nông nghiệp và Môi trường", Some(77.6), Some(Status::OnTrack)),
        row("Sở Y tế", Some(70.6), Some(Status::AtRisk)),
        row("Ban Quản lý các khu công nghiệp, khu kinh tế tỉnh Đồng Nai", Some(59.2), Some(Status::FarBehind)),
        row("Sở VHTT&DL", Some(54.0), Some(Status::Backwards)),
        row("Xã Phú Lý", Some(0.0), Some(Status::FarBehind)),
        row("Phường Tam Phước", None, Some(Status::NoData)),
    ];
    rows[3].highlight = true;
    let ratio = Ranking { of: "Đơn vị".into(), rows, goal: goal("≥", 80.0), max: 100.0, unit: "%".into() };
    let score =
        |name: &str, value| RankingRow {
            name: name.into(), value: Some(value), status: None, highlight: name == "Sở Y tế", href: None
        };
    let scores = vec![score("Sở Tài chính", 812.4), score("Sở Y tế", 720.4), score("Sở Nội vụ", 655.0)];
    let points = Ranking { of: "Đơn vị".into(), rows: scores, goal: None, max: 1000.0, unit: "điểm".into() };
    both("Hai sở đã vượt 80 %", Chart::Ranking(ratio)) + &both("Sở Tài chính đứng đầu", Chart::Ranking(points))
}

fn radars() -> String {
    let axis = |(name, value, median): (&str, f64, f64)| RadarAxis { name: name.into(), value: Some(value), median: Some(median) };
    let mut axes: Vec<_> = [
        ("Nhận thức số", 78.5, 78.0),
        ("Thể chế số", 92.0, 82.0),
        ("Hạ tầng số", 81.2, 79.5),
        ("Nhân lực số", 58.4, 68.0),
        ("An toàn thông tin mạng", 62.0, 72.5),
        ("Hoạt động chính quyền số", 69.3, 68.0),
        ("Hoạt động kinh tế số", 64.6, 60.7),
        ("Hoạt động xã hội số", 75.2, 66.0),
    ]
    .map(axis)
    .to_vec();
    let full = Radar { name: "Sở Y tế".into(), axes: axes.clone() };
    axes.truncate(6);
    axes[2].value = None;
    let partial = Radar { name: "xã Phú Lý".into(), axes };
    both("Thể chế mạnh, nhân lực và an toàn yếu", Chart::Radar(full)) + &both("Một chỉ số chưa có số liệu", Chart::Radar(partial))
}

fn strips() -> String {
    let group = |(tone, words, count): (Tone, &str, usize)| StripGroup {
        tone,
        words: words.into(),
        href: Some("#".into()),
        cells: (1..=count).map(|i| StripCell { label: format!("Mục tiêu {i}"), href: Some("#".into()) }).collect(),
    };
    let strip = |counts: [usize; 6]| {
        let words = ["đạt", "đúng tiến độ", "chậm", "rất chậm", "thụt lùi", "chưa có số liệu"];
        let groups = Tone::ALL.into_iter().zip(words).zip(counts).map(|((tone, words), count)| group((tone, words, count))).collect();
        Chart::Strip(Strip { groups })
    };
    both("41 mục tiêu", strip([8, 19, 7, 3, 1, 3])) + &both("120 mục tiêu", strip([31, 40, 22, 12, 5, 10]))
}

fn bullets() -> String {
    let cases = [
        (Some(71.8), 80.0, Tone::Risk, Some(76.9), Some(74.1)),
        (Some(9.8), 70.0, Tone::Back, Some(23.3), Some(4.0)),
        (Some(0.0), 100.0, Tone::Late, Some(84.0), None),
        (Some(95.5), 100.0, Tone::On, Some(95.9), Some(100.0)),
        (Some(100.0), 100.0, Tone::Met, None, None),
        (Some(20.0), 60.0, Tone::None, None, None),
        (None, 100.0, Tone::None, None, None),
    ];
    let rows = cases.map(|(value, target, tone, path_today, forecast)| {
        let goal = Goal { operator: "≥".into(), value: target };
        let bullet = Bullet { value, goal, unit: "%".into(), tone, path_today, forecast, max: 100.0 };
        let values = (0..12).map(|i| value.filter(|_| i != 4).map(|v| v * f64::from(i + 4) / 15.0)).collect();
        let cells =
            [Chart::Bullet(bullet), Chart::Spark(Spark { values, tone })].map(|chart| format!("<td>{}</td>", draw(&chart, Size::Wide)));
        format!("<tr>{}</tr>", cells.concat())
    });
    format!("<h2>Trong bảng</h2><table>{}</table>", rows.concat())
}
