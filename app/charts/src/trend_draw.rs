//! Trend: lines and areas in a plotters coordinate system.

use crate::Size;
use crate::ink::{Ink, Kind};
use crate::number::{NBSP, fixed};
use crate::outlook::Outlook;
use crate::pen::{Anchor, Pen, Point, Role, canvas, tenths};
use crate::scale::Axis;
use crate::svg::Svg;
use crate::trend::{Trend, month_of, months};
use crate::trend_labels;
use crate::width::width;
use plotters::coord::types::RangedCoordf64;
use plotters::element::Polygon;
use plotters::prelude::{Cartesian2d, ChartBuilder, ChartContext, LineSeries};
use plotters::style::ShapeStyle;

/// The plotting area in px and the system of months and values on it.
pub struct Plot<'a, 'b> {
    pub pen: &'b Pen<'a>,
    chart: ChartContext<'b, Svg<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
    pub span: (f64, f64),
    pub axis: Axis,
    pub size: Size,
}

impl<'a, 'b> Plot<'a, 'b> {
    /// px of a month and a value.
    pub fn at(&self, t: f64, value: f64) -> Point {
        let (x, y) = self.chart.backend_coord(&(t, value));
        (f64::from(x) / 10.0, f64::from(y) / 10.0)
    }

    pub fn points(&self, line: &[(f64, f64)]) -> Vec<Point> {
        line.iter().map(|&(t, value)| self.at(t, value)).collect()
    }

    /// The upright from the path to the last value that falls short of it, when there is room for one.
    pub fn gap(&self, trend: &Trend) -> Option<[Point; 2]> {
        let (t, value, path) = trend.shortfall()?;
        let ((x, y), (_, goal)) = (self.at(t, value), self.at(t, path));
        let end = if goal < y { y - 7.0 } else { y + 7.0 };
        ((goal - y).abs() > 12.0).then_some([(x, goal), (x, end)])
    }

    fn line(&mut self, kind: Kind, line: &[(f64, f64)]) {
        let style = ShapeStyle::from(Ink::from(kind));
        self.chart.draw_series(LineSeries::new(line.iter().copied(), style)).expect("drawing into memory");
    }

    fn area(&mut self, kind: Kind, outline: Vec<(f64, f64)>) {
        let style = ShapeStyle::from(Ink::from(kind));
        self.chart.draw_series(std::iter::once(Polygon::new(outline, style))).expect("drawing into memory");
    }
}

/// First and last month shown.
fn span(trend: &Trend) -> (f64, f64) {
    let deadline = trend.deadline.map(months);
    let own: Vec<_> = trend.series().iter().map(|point| point.0).chain(trend.path().iter().map(|point| point.0)).collect();
    let first = own.iter().copied().chain(deadline).fold(f64::INFINITY, f64::min);
    let last = own.iter().copied().chain(deadline).fold(f64::NEG_INFINITY, f64::max);
    if !first.is_finite() {
        return (0.0, 12.0);
    }
    let first = if own.is_empty() {
        last - 12.0
    } else if own.len() == 1 {
        first - 2.0
    } else {
        first
    };
    // Room for the target behind its deadline, which is solid only from there on.
    let room = ((last - first) * 0.14).ceil().max(1.0);
    let outlook = Outlook::of(trend).filter(|outlook| outlook.end > last).map_or(last, |outlook| (outlook.end + 1.0).ceil());
    let end = if deadline == Some(last) { outlook.max(last + room) } else { outlook };
    (first, end.max(first + 2.0))
}

pub fn draw(trend: &Trend, size: Size) -> String {
    let (wide, high) = size.pick((936.0, 380.0), (358.0, 320.0));
    let classes = format!("{} {}", trend.tone.class(), size.class());
    canvas(wide, high, &classes, Role::Image, &trend.sentence(), |pen| {
        let axis = trend.value_axis();
        let face = Kind::Axis.face();
        let widest = axis.ticks().map(|tick| width(&tick_label(trend, axis, tick), face)).fold(0.0, f64::max);
        let (left, right) = ((widest + 10.0).ceil().max(size.pick(40.0, 30.0)), wide - size.pick(36.0, 16.0));
        let (top, bottom) = (34.0, high - 34.0);
        let span = span(trend);
        let chart = ChartBuilder::on(&pen.area)
            .margin_left(tenths(left))
            .margin_top(tenths(top))
            // plotters leaves out the last unit of an area.
            .margin_right(tenths(wide - right) - 1)
            .margin_bottom(tenths(high - bottom) - 1)
            .build_cartesian_2d(span.0..span.1, axis.low..axis.high)
            .expect("drawing into memory");
        let mut plot = Plot { pen, chart, left, top, right, bottom, span, axis, size };
        axes(trend, &mut plot);
        lines(trend, &mut plot);
        trend_labels::draw(trend, &plot);
    })
}

/// The unit stands once, on the top label; a per cent sign beside the number, a noun behind it over the plot.
fn tick_label(trend: &Trend, axis: Axis, tick: f64) -> String {
    let number = fixed(tick, axis.decimals());
    let top = tick + axis.step / 2.0 > axis.high;
    if top && trend.unit == "%" { format!("{number}{NBSP}%") } else { number }
}

fn axes(trend: &Trend, plot: &mut Plot<'_, '_>) {
    let (axis, (start, end)) = (plot.axis, plot.span);
    for tick in axis.ticks() {
        let kind = if tick == axis.low { Kind::Zero } else { Kind::Grid };
        plot.line(kind, &[(start, tick), (end, tick)]);
        let (_, y) = plot.at(start, tick);
        plot.pen.text(Kind::Axis, Anchor::End, (plot.left - 8.0, y + 4.0), &tick_label(trend, axis, tick));
    }
    if trend.points.is_empty() && trend.path.is_empty() && trend.deadline.is_none() {
        return;
    }
    for tick in time_ticks(trend, plot) {
        plot.pen.line(Kind::Tick, &[(tick.x, plot.bottom), (tick.x, plot.bottom + 5.0)]);
        plot.pen.text(Kind::Axis, Anchor::Start, (tick.left, plot.bottom + 20.0), &tick.label);
    }
}

/// A labelled month.
struct Tick {
    x: f64,
    left: f64,
    label: String,
}

/// First month and deadline always, then months in equal steps where their labels have room.
fn time_ticks(trend: &Trend, plot: &Plot<'_, '_>) -> Vec<Tick> {
    let (start, end) = plot.span;
    let most = plot.size.pick(9.0, 4.0);
    let longer = std::iter::successors(Some(24.0_f64), |step| Some(step * 2.0)).take(20);
    let step = [1.0, 3.0, 6.0, 12.0].into_iter().chain(longer).find(|step| (end - start) / step <= most).unwrap_or(12.0);
    // Whole years are counted from December to December.
    let first = start.ceil();
    let origin = if step >= 12.0 { (first / 12.0).ceil() * 12.0 } else { first };
    let deadline = trend.deadline.map(months).filter(|t| (start..=end).contains(t));
    let regular = (0..=most as usize).map(|i| origin + i as f64 * step).filter(|t| *t <= end);
    let mut chosen: Vec<(f64, f64, f64)> = Vec::new();
    for t in [Some(first), deadline].into_iter().flatten().chain(regular) {
        let (x, _) = plot.at(t, plot.axis.low);
        // Measured with the year, though not every label keeps it.
        let wide = width(&label(t, true, plot.size), Kind::Axis.face());
        let left = (x - wide / 2.0).max(plot.left - 8.0).min(plot.right + plot.size.pick(34.0, 14.0) - wide);
        if chosen.iter().all(|(_, other, right)| left > right + 10.0 || left + wide + 10.0 < *other) {
            chosen.push((t, left, left + wide));
        }
    }
    chosen.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut year = None;
    let tick = |&(t, left, right): &(f64, f64, f64)| {
        let with_year = year.replace(month_of(t).0) != Some(month_of(t).0);
        let label = label(t, with_year, plot.size);
        let left = if with_year { left } else { (left + right - width(&label, Kind::Axis.face())) / 2.0 };
        Tick { x: plot.at(t, plot.axis.low).0, left, label }
    };
    chosen.iter().map(tick).collect()
}

/// `1/2026` where the year changes and else `4`; on a phone `1/26`, always with its year.
fn label(t: f64, with_year: bool, size: Size) -> String {
    let (year, month) = month_of(t);
    match size {
        Size::Wide if with_year => format!("{month}/{year}"),
        Size::Wide => month.to_string(),
        Size::Narrow => format!("{month}/{:02}", year.rem_euclid(100)),
    }
}

fn lines(trend: &Trend, plot: &mut Plot<'_, '_>) {
    let outlook = Outlook::of(trend);
    if let Some(outlook) = &outlook {
        plot.area(Kind::Fan, outlook.outer());
        if let Some(inner) = outlook.inner() {
            plot.area(Kind::InnerFan, inner);
        }
    }
    let deadline = trend.deadline.map(months);
    if let Some(t) = deadline {
        let (x, y) = plot.at(t, trend.target().unwrap_or(plot.axis.high));
        plot.pen.line(Kind::Tick, &[(x, (y - 26.0).max(12.0)), (x, plot.bottom)]);
    }
    plot.line(Kind::Path, &trend.path());
    if let Some(target) = trend.target() {
        let from = deadline.unwrap_or(plot.span.0);
        plot.line(Kind::Target, &[(from, target), (plot.span.1, target)]);
    }
    let series = trend.series();
    for run in series.split(|point| point.1.is_none()) {
        let run: Vec<_> = run.iter().filter_map(|(t, value, _)| Some((*t, (*value)?))).collect();
        match run[..] {
            [] => {}
            [(t, value)] => plot.pen.circle(Kind::Dot, plot.at(t, value), 3.5),
            _ => plot.line(Kind::Value, &run),
        }
    }
    if let Some(outlook) = &outlook {
        plot.line(Kind::Forecast, &outlook.middle());
    }
    for (t, value, stale) in &series {
        if let (Some(value), true) = (value, stale) {
            plot.pen.circle(Kind::Stale, plot.at(*t, *value), 3.0);
        }
    }
    if let Some(&(t, value)) = trend.known().last() {
        if let Some(line) = plot.gap(trend) {
            plot.pen.line(Kind::Tick, &line);
        }
        let stale = series.iter().any(|point| point.0 == t && point.2);
        plot.pen.circle(if stale { Kind::Hollow } else { Kind::Dot }, plot.at(t, value), 5.0);
    }
    if let (Some(outlook), Some(t)) = (&outlook, deadline) {
        plot.pen.circle(Kind::Hollow, plot.at(t, outlook.mid()), 4.0);
        if let (Some(reached), Some(target)) = (outlook.reached, trend.target()) {
            plot.pen.circle(Kind::Hollow, plot.at(reached, target), 4.0);
        }
    }
}
