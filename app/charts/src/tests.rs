//! Properties of every chart: whatever the figures and names, the drawing is well formed, finite, whole and legible.

use crate::ink::Kind;
use crate::labels::{Label, Rect};
use crate::pen::Anchor;
use crate::*;
use chrono::{Days, NaiveDate};
use domain::status::Tone;
use domain::{Period, Status};
use proptest::prelude::*;

const SIZES: [Size; 2] = [Size::Wide, Size::Narrow];

/// A text of a drawing and the room it may take.
#[derive(Debug)]
struct Word {
    text: String,
    class: String,
    room: Rect,
}

/// Checks tags, attributes and entities; gives back the texts. Panics with the place of the first fault.
fn read(svg: &str) -> Vec<Word> {
    let (mut open, mut words, mut rest) = (Vec::<String>::new(), Vec::new(), svg);
    let mut text_of: Option<(String, f64, f64, Anchor)> = None;
    while let Some(start) = rest.find('<') {
        let content = &rest[..start];
        assert!(entities_are_whole(content), "entity in {content}");
        if let Some((class, x, y, anchor)) = text_of.take() {
            let text = content.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
            let kinds = [Kind::Figure, Kind::RowBold, Kind::LabelBold, Kind::TonedBold, Kind::Row, Kind::Count];
            let face = |kind: &&Kind| class.starts_with(&crate::ink::Ink::from(**kind).classes());
            let kind = kinds.iter().find(face).copied().unwrap_or(Kind::Axis);
            let room = Label::one(kind, text.clone()).rect(anchor, (x, y));
            words.push(Word { text, class, room });
        }
        let end = rest[start..].find('>').map(|end| start + end).expect("tag ends");
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "closing in {svg}");
            continue;
        }
        let (name, attributes) = tag.trim_end_matches('/').split_once(' ').unwrap_or((tag, ""));
        let attributes = attributes_of(attributes);
        let get = |name: &str| attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        if name == "text" {
            let number = |name| get(name).and_then(|value| value.parse::<f64>().ok()).expect("a number");
            let anchor = match get("text-anchor") {
                Some("middle") => Anchor::Middle,
                Some("end") => Anchor::End,
                _ => Anchor::Start,
            };
            text_of = Some((get("class").unwrap_or_default().to_owned(), number("x"), number("y"), anchor));
        }
        if !tag.ends_with('/') {
            open.push(name.to_owned());
        }
    }
    assert!(open.is_empty() && rest.is_empty(), "left open {open:?}, left over {rest}");
    words
}

fn attributes_of(mut rest: &str) -> Vec<(String, String)> {
    let mut attributes = Vec::new();
    while !rest.trim().is_empty() {
        let (name, after) = rest.split_once("=\"").expect("quoted attribute");
        let (value, after) = after.split_once('"').expect("closing quote");
        assert!(name.trim().bytes().all(|b| b.is_ascii_alphabetic() || b == b'-'), "attribute name {name}");
        assert!(!value.contains('<') && entities_are_whole(value), "attribute value {value}");
        attributes.push((name.trim().to_owned(), value.to_owned()));
        rest = after;
    }
    attributes
}

fn entities_are_whole(text: &str) -> bool {
    text.match_indices('&').all(|(at, _)| ["&amp;", "&lt;", "&gt;", "&quot;"].iter().any(|entity| text[at..].starts_with(entity)))
}

/// Well formed, finite, nothing outside; the texts for further questions.
fn sound(chart: &Chart, size: Size) -> Vec<Word> {
    let svg = draw(chart, size);
    assert_eq!(svg, draw(chart, size), "two drawings differ");
    assert!(!svg.contains("NaN") && !svg.contains("inf") && !svg.contains("\"-0\""), "{svg}");
    let words = read(&svg);
    let number = |name: &str| svg.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split('"').next()?.parse::<f64>().ok());
    let (width, height) = (number("width").expect("width"), number("height").expect("height"));
    for Word { text, room, .. } in &words {
        let inside = room.left >= -0.1 && room.top >= -2.0 && room.right <= width + 0.1 && room.bottom <= height + 2.0;
        assert!(inside, "{text} at {room:?} is cut by {width} × {height}");
    }
    words
}

fn overlapping(words: &[Word]) -> Option<(&Word, &Word)> {
    let pairs = words.iter().enumerate().flat_map(|(i, a)| words[i + 1..].iter().map(move |b| (a, b)));
    // Rounding to a tenth may bring two labels that stand side by side a hair closer.
    let shrunk = |r: &Rect| Rect { left: r.left + 0.2, top: r.top + 0.2, right: r.right - 0.2, bottom: r.bottom - 0.2 };
    pairs.into_iter().find(|(a, b)| shrunk(&a.room).touches(&shrunk(&b.room)))
}

fn value() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => 0.0..100.0_f64,
        2 => -50.0..2_000_000.0_f64,
        1 => any::<f64>(),
        1 => prop_oneof![Just(0.0), Just(-0.0), Just(80.0), Just(f64::NAN), Just(f64::INFINITY), Just(1e300), Just(1e-300)],
    ]
}

fn maybe() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![1 => Just(None), 4 => value().prop_map(Some)]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("Sở Khoa học & Công nghệ".to_owned()),
        Just("<b>\"A\" & 'B'</b> &amp; ]]>".to_owned()),
        Just("Ban Quản lý các khu công nghiệp, khu kinh tế tỉnh Đồng Nai và vùng phụ cận".to_owned()),
        Just("Nghiêngngảkhôngcódấucáchnàotrongtêndàinày".to_owned()),
        Just(String::new()),
        "\\PC{0,40}",
    ]
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (0..3650u64).prop_map(|days| NaiveDate::from_ymd_opt(2022, 1, 1).unwrap_or_default() + Days::new(days))
}

fn tone() -> impl Strategy<Value = Tone> {
    prop::sample::select(Tone::ALL.to_vec())
}

fn goal() -> impl Strategy<Value = Goal> {
    (prop::sample::select(vec!["≥", "≤", "="]), value()).prop_map(|(operator, value)| Goal { operator: operator.into(), value })
}

fn trend() -> impl Strategy<Value = Trend> {
    let points = prop::collection::vec((maybe(), any::<bool>()), 0..60);
    let path = prop::collection::vec((day(), value()), 0..5);
    let forecast = prop::option::of((value(), value(), value(), prop::option::of((value(), value()))));
    let what = (name(), prop::sample::select(vec!["%", "hồ sơ", "cơ sở dữ liệu", ""]), tone(), any::<bool>());
    (what, points, prop::option::of(goal()), prop::option::of(day()), path, forecast).prop_map(
        |(what, points, goal, deadline, path, forecast)| {
            let first = Period::month(2024, 1).unwrap_or_else(|| Period::month_of(NaiveDate::default()));
            let point = |(i, (value, stale))| TrendPoint { period: first.shift(i), value, stale };
            Trend {
                name: what.0,
                unit: what.1.into(),
                tone: what.2,
                points: (0..).zip(points).map(point).collect(),
                goal,
                deadline,
                path,
                path_note: what.3.then(|| "nội suy, chưa ban hành".into()),
                forecast: forecast.map(|(low, mid, high, inner)| Forecast { low, mid, high, inner }),
                from_zero: what.3,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_trend_is_sound_and_no_two_labels_overlap(trend in trend()) {
        let known = !trend.known().is_empty();
        let chart = Chart::Trend(trend);
        for size in SIZES {
            let words = sound(&chart, size);
            prop_assert!(overlapping(&words).is_none(), "{:?}", overlapping(&words));
            let figure = words.iter().any(|word| word.class.contains("t-big"));
            let absent = words.iter().any(|word| word.text == NO_DATA);
            prop_assert!(figure == known && absent != known, "{words:?}");
        }
        let table = table(&chart);
        prop_assert!(table.rows.iter().all(|row| row.len() == table.head.len()));
    }

    #[test]
    fn any_bullet_and_spark_are_sound(value in maybe(), goal in goal(), tone in tone(), path_today in maybe(), forecast in maybe(),
                                      max in value(), values in prop::collection::vec(maybe(), 0..14)) {
        sound(&Chart::Bullet(Bullet { value, goal, unit: "%".into(), tone, path_today, forecast, max }), Size::Wide);
        sound(&Chart::Spark(Spark { values, tone }), Size::Wide);
    }

    #[test]
    fn any_ranking_is_sound_and_keeps_names_apart(rows in prop::collection::vec((name(), maybe(), 0..12usize, any::<bool>()), 0..12),
                                                  goal in prop::option::of(goal()), max in value()) {
        let row = |(name, value, status, highlight): (String, Option<f64>, usize, bool)| RankingRow {
            name, value, highlight, status: Status::ALL.get(status).copied(), href: highlight.then(|| "/a?b=1&c=\"2\"".into()),
        };
        let ranking = Ranking { of: "Đơn vị".into(), rows: rows.into_iter().map(row).collect(), goal, max, unit: "%".into() };
        for size in SIZES {
            let words = sound(&Chart::Ranking(ranking.clone()), size);
            prop_assert!(overlapping(&words).is_none(), "{:?}", overlapping(&words));
        }
        prop_assert_eq!(table(&Chart::Ranking(ranking.clone())).rows.len(), ranking.rows.len());
    }

    #[test]
    fn any_radar_is_sound_and_keeps_labels_apart(axes in prop::collection::vec((name(), maybe(), maybe()), 0..11)) {
        let axes = axes.into_iter().map(|(name, value, median)| RadarAxis { name, value, median }).collect();
        let radar = Radar { name: "A & B".into(), axes };
        for size in SIZES {
            let words = sound(&Chart::Radar(radar.clone()), size);
            let labels: Vec<_> = words.into_iter().filter(|word| !word.class.contains("halo")).collect();
            prop_assert!(overlapping(&labels).is_none(), "{:?}", overlapping(&labels));
        }
    }

    #[test]
    fn any_strip_is_sound(groups in prop::collection::vec((tone(), name(), 0..90usize), 0..9)) {
        let group = |(tone, words, count): (Tone, String, usize)| StripGroup {
            tone, href: None, cells: vec![StripCell { label: words.clone(), href: Some("/x".into()) }; count],
            words,
        };
        let strip = Strip { groups: groups.into_iter().map(group).collect() };
        let total: usize = strip.groups.iter().map(|group| group.cells.len()).sum();
        for size in SIZES {
            sound(&Chart::Strip(strip.clone()), size);
        }
        prop_assert_eq!(table(&Chart::Strip(strip)).rows.len(), total);
    }
}

#[test]
fn the_reader_sees_faults() {
    for fault in ["<svg><g></svg>", "<svg>&x</svg>", "<svg a=\"&\"></svg>", "<svg>", "<svg a=b></svg>"] {
        assert!(std::panic::catch_unwind(|| read(fault)).is_err(), "{fault} went through");
    }
    assert!(read("<svg a=\"b\"><p/>&amp;</svg>").is_empty());
}

#[test]
fn a_chart_survives_json() {
    let goal = Goal { operator: "≥".into(), value: 80.0 };
    let bullet = Bullet { value: None, goal, unit: "%".into(), tone: Tone::None, path_today: None, forecast: Some(1.5), max: 100.0 };
    let chart = Chart::Bullet(bullet);
    let text = serde_json::to_string(&chart).expect("JSON");
    assert_eq!(serde_json::from_str::<Chart>(&text).expect("a chart"), chart);
}
