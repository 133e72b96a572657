//! Trend: words beside their marks.

use crate::ink::Kind;
use crate::labels::{Label, Labels, Rect, Spot};
use crate::number::{plain, with_unit};
use crate::outlook::Outlook;
use crate::pen::{Anchor::*, Point};
use crate::trend::{Trend, date, month_label, months};
use crate::trend_draw::Plot;
use crate::{NO_DATA, Size};

pub fn draw(trend: &Trend, plot: &Plot<'_, '_>) {
    let wide = plot.size.pick(936.0, 358.0);
    let mut labels = Labels::new(Rect { left: plot.left, top: 2.0, right: wide - 2.0, bottom: plot.bottom - 1.0 });
    avoid_lines(trend, plot, &mut labels);
    if !trend.unit.is_empty() && trend.unit != "%" {
        let spot = (Start, (plot.left - 4.0, plot.top + 4.0));
        let unit = Label::one(Kind::Axis.halo(), &*trend.unit);
        plot.pen.text(Kind::Axis.halo(), spot.0, spot.1, &trend.unit);
        labels.block(unit.rect(spot.0, spot.1));
    }
    let mut place = |label: Label, spots: &[Spot], needed: bool| labels.place(plot.pen, &label, spots, needed);

    let known = trend.known();
    let stale: Vec<_> = trend.series().into_iter().filter_map(|(t, value, stale)| Some((t, value.filter(|_| stale)?))).collect();
    if let Some(&(t, value)) = known.last() {
        let mut label = Label::one(Kind::Figure.halo(), with_unit(value, &trend.unit));
        if stale.last().is_some_and(|last| last.0 == t) {
            label.lines.push((Kind::Axis.halo(), "số liệu cũ".into()));
        }
        let spots = beside(plot.at(t, value), 24.0);
        if !place(label, &spots, true) {
            // A sum of money with its unit may be longer than a phone's chart; the unit stands on the axis too.
            place(Label::one(Kind::Figure.halo(), plain(value)), &spots, true);
        }
    } else {
        let middle = ((plot.left + plot.right) / 2.0, (plot.top + plot.bottom) / 2.0 + 4.0);
        place(Label::one(Kind::Label.halo(), NO_DATA), &[(Middle, middle)], true);
    }
    target(trend, plot, &mut place);
    if let Some(outlook) = Outlook::of(trend) {
        forecast(trend, plot, &outlook, &mut place);
    }
    if let Some((t, value, path)) = trend.shortfall() {
        let words = if trend.falls() { format!("hơn mốc {}", plain(value - path)) } else { format!("thiếu {}", plain(path - value)) };
        let ((x, y), (_, path)) = (plot.at(t, value), plot.at(t, path));
        let middle = (y + path) / 2.0 + 4.0;
        let spots = [(End, (x - 7.0, y - 7.0)), (End, (x - 7.0, middle)), (Start, (x + 7.0, middle)), (End, (x - 7.0, y + 18.0))];
        place(Label::one(Kind::Axis.halo(), words), &spots, false);
    }
    if let [(t, value), _, ..] = known[..] {
        let (x, y) = plot.at(t, value);
        place(
            Label::one(Kind::LabelBold.halo(), plain(value)),
            &[(Start, (x, y + 20.0)), (Start, (x, y - 10.0)), (Start, (x + 6.0, y + 30.0))],
            false,
        );
        let spots = along(&plot.points(&known), &[18.0, -9.0, 28.0, -18.0]);
        place(Label::one(Kind::Toned.halo(), "thực hiện"), &spots, false);
    }
    let path = trend.path();
    if path.len() > 1 {
        let note = trend.path_note.as_ref().filter(|_| plot.size == Size::Wide);
        let words = note.map_or("mốc phải có".to_owned(), |note| format!("mốc phải có ({note})"));
        let line = plot.points(&path);
        let spots = along(&line, &[-9.0, 18.0, -18.0, 28.0]);
        if !place(Label::one(Kind::Axis.halo(), words), &spots, false) {
            place(Label::one(Kind::Axis.halo(), "mốc phải có"), &spots, false);
        }
    }
    let last = known.last().map(|point| point.0);
    if let Some(&(t, value)) = stale.last().filter(|point| Some(point.0) != last) {
        place(Label::one(Kind::Axis.halo(), "số liệu cũ"), &beside(plot.at(t, value), 18.0), false);
    }
}

fn target(trend: &Trend, plot: &Plot<'_, '_>, place: &mut impl FnMut(Label, &[Spot], bool) -> bool) {
    let deadline = trend.deadline.map(months);
    if let (Some(target), Some(goal)) = (trend.target(), &trend.goal) {
        let (x, y) = plot.at(deadline.unwrap_or(plot.span.0), target);
        let right = plot.right + plot.size.pick(34.0, 14.0);
        let spots: Vec<Spot> =
            [-9.0, 18.0].iter().flat_map(|dy| [(Start, (x + 7.0, y + dy)), (End, (right, y + dy)), (End, (x - 7.0, y + dy))]).collect();
        place(Label::one(Kind::LabelBold.halo(), format!("mục tiêu {}", goal.label(&trend.unit))), &spots, true);
    }
    if let (Some(t), Some(day)) = (deadline, trend.deadline) {
        let (x, y) = plot.at(t, trend.target().unwrap_or(plot.axis.high));
        let top = (y - 26.0).max(12.0) + 10.0;
        let low = plot.bottom - 8.0;
        let spots =
            [(End, (x - 6.0, top)), (Start, (x + 6.0, top)), (End, (x - 6.0, low)), (Start, (x + 6.0, low)), (End, (x - 6.0, low - 40.0))];
        place(Label::one(Kind::Axis.halo(), format!("hạn {}", date(day))), &spots, true);
    }
}

fn forecast(trend: &Trend, plot: &Plot<'_, '_>, outlook: &Outlook, place: &mut impl FnMut(Label, &[Spot], bool) -> bool) {
    let Some(t) = trend.deadline.map(months) else { return };
    let (x, y) = plot.at(t, outlook.mid());
    let (low, high) = outlook.range();
    let lines = [
        (Kind::TonedBold.halo(), format!("Dự báo {}", with_unit(outlook.mid(), &trend.unit))),
        (Kind::Axis.halo(), format!("khoảng {}–{} đến hạn", plain(low), plain(high))),
    ];
    let count = plot.size.pick(2, 1);
    let label = Label { lines: lines.into_iter().take(count).collect() };
    let spots = [
        (Start, (x + 10.0, y + 30.0)),
        (Start, (x + 10.0, y + 44.0)),
        (End, (x - 10.0, y + 30.0)),
        (End, (x - 10.0, y + 44.0)),
        (End, (x - 10.0, y - 34.0)),
        (Start, (x + 10.0, y - 30.0)),
        (End, (x - 10.0, y + 64.0)),
        (End, (x - 10.0, y + 90.0)),
    ];
    place(label, &spots, true);
    if let (Some(reached), Some(goal), Some(target)) = (outlook.reached, &trend.goal, trend.target()) {
        let (x, y) = plot.at(reached, target);
        let right = plot.right + plot.size.pick(34.0, 14.0);
        let words = format!("chạm {} khoảng {}", with_unit(goal.value, &trend.unit), month_label(reached));
        let spots = [
            (End, (right, y - 34.0)),
            (End, (right, y - 50.0)),
            (End, (x + 8.0, y - 30.0)),
            (End, (right, y + 44.0)),
            (Middle, (x, y + 24.0)),
        ];
        place(Label::one(Kind::TonedBold.halo(), words), &spots, false);
    }
}

/// Spots around a dot; below first.
fn beside((x, y): Point, below: f64) -> Vec<Spot> {
    vec![
        (Middle, (x, y + below)),
        (Middle, (x, y - 12.0)),
        (Start, (x + 10.0, y + 5.0)),
        (End, (x - 10.0, y + 5.0)),
        (Start, (x + 8.0, y + below)),
        (End, (x - 8.0, y + below)),
        (End, (x - 8.0, y - 12.0)),
    ]
}

/// Spots along a line, at the first of the distances down from it, then at the others.
fn along(line: &[Point], down: &[f64]) -> Vec<Spot> {
    let (Some(first), Some(last)) = (line.first(), line.last()) else { return Vec::new() };
    let at = |share: f64| {
        let x = first.0 + (last.0 - first.0) * share;
        let pair = line.windows(2).find(|pair| pair[1].0 >= x && pair[1].0 > pair[0].0);
        pair.map_or(*last, |pair| (x, pair[0].1 + (pair[1].1 - pair[0].1) * (x - pair[0].0) / (pair[1].0 - pair[0].0)))
    };
    let spots = |dy: f64| [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8].map(|share| (at(share).0, at(share).1 + dy));
    // A slanted line leaves the label on its lower or upper side, where there is room.
    let around = |(x, y): Point| [(Middle, (x, y)), (End, (x - 4.0, y)), (Start, (x + 4.0, y))];
    down.iter().flat_map(|dy| spots(*dy)).flat_map(around).collect()
}

fn avoid_lines(trend: &Trend, plot: &Plot<'_, '_>, labels: &mut Labels) {
    for run in trend.series().split(|point| point.1.is_none()) {
        let run: Vec<_> = run.iter().filter_map(|(t, value, _)| Some((*t, (*value)?))).collect();
        labels.avoid(&plot.points(&run));
    }
    labels.avoid(&plot.points(&trend.path()));
    labels.avoid(&plot.gap(trend).unwrap_or_default());
    if let Some(&(t, value)) = trend.known().last() {
        labels.block(Rect::around(plot.at(t, value), 5.0));
    }
    let deadline = trend.deadline.map(months);
    if let Some(target) = trend.target() {
        labels.avoid(&plot.points(&[(deadline.unwrap_or(plot.span.0), target), (plot.span.1, target)]));
    }
    if let Some(t) = deadline {
        labels.avoid(&plot.points(&[(t, plot.axis.low), (t, trend.target().unwrap_or(plot.axis.high))]));
    }
    if let Some(outlook) = Outlook::of(trend) {
        labels.avoid(&plot.points(&outlook.middle()));
        if let Some(t) = deadline {
            labels.block(Rect::around(plot.at(t, outlook.mid()), 4.0));
        }
        if let (Some(t), Some(target)) = (outlook.reached, trend.target()) {
            labels.block(Rect::around(plot.at(t, target), 4.0));
        }
    }
}
