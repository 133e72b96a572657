//! Where the last periods lead: a Theil–Sen line, which one odd figure does not bend.

use crate::{
    Period,
    aggregate::Point,
    indicator::{Accumulation, Kind},
    progress::Target,
};
use chrono::{Datelike, Days, NaiveDate};

/// Value expected on a day, with the range from the 10th to the 90th percentile of pairwise slopes. Same unit as the target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    pub low: f64,
    pub mid: f64,
    pub high: f64,
    pub at: NaiveDate,
}

/// Accepted periods that count.
const LAST: usize = 6;
/// Fewer give no line.
const FEWEST: usize = 3;
/// Periods to come that are looked at: a hundred years of months.
const FURTHEST: i32 = 1200;
/// A meeting point further away says nothing.
const HORIZON: f64 = 50.0 * 365.25;

/// The line of the last accepted periods.
///
/// A stock or cumulative value goes on from the last one by the slope per day. A flow's value is the sum of its window,
/// which a straight line through sums does not continue; so the periods' own figures (differences of the sums) are
/// carried on by their own line, and the window is summed with them up to the day: Σ ÷ Σ with the mean of the own
/// denominators for the periods to come.
pub(crate) struct Line {
    kind: Kind,
    value: f64,
    period: Period,
    /// From one reported period to the next, in lengths of the period: 3 where months are reported each quarter.
    step: i32,
    slopes: Option<Slopes>,
    flow: Option<Flow>,
    /// Bounds of the indicator, widened to what has been seen.
    bounds: (f64, f64),
}

/// Change per day: 10th percentile, median, 90th percentile.
#[derive(Clone, Copy)]
struct Slopes([f64; 3]);

/// What a flow's window needs to be carried on.
struct Flow {
    numerator: f64,
    denominator: f64,
    /// The line of own figures at the last period's end; a ratio in percent, or a count for each period.
    level: f64,
    own_denominator: f64,
}

fn day(period: Period) -> f64 {
    period.end().num_days_from_ce().into()
}

/// Linear between the two nearest ranks; `sorted` is not empty.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let rank = share * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[rank.floor() as usize], sorted[rank.ceil() as usize]);
    below + (above - below) * rank.fract()
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

impl Slopes {
    /// Of all pairs of the last points `(day, value)`.
    fn of(series: &[(f64, f64)]) -> Option<Self> {
        let series = &series[series.len().saturating_sub(LAST)..];
        let pairs = series.iter().enumerate().flat_map(|(i, a)| series[i + 1..].iter().map(move |b| (b.1 - a.1) / (b.0 - a.0)));
        let slopes = sorted(pairs.collect());
        (series.len() >= FEWEST).then(|| Self([0.1, 0.5, 0.9].map(|share| percentile(&slopes, share))))
    }
}

impl Line {
    /// From points in order of period with their values; none without points, nor for words.
    pub fn of(target: &Target, points: &[(&Point, f64)]) -> Option<Self> {
        let (last, value) = *points.last()?;
        if target.kind.top().is_some() {
            return None;
        }
        let steps = points.windows(2).map(|pair| months_between(pair[0].0.period, pair[1].0.period));
        let length = months_between(last.period, last.period.next());
        let (floor, ceiling) = match target.kind {
            Kind::Count => (0.0, f64::INFINITY),
            Kind::Ratio | Kind::YesNo | Kind::Qualitative => (0.0, 100.0),
        };
        let values = || points.iter().map(|(_, v)| *v);
        let mut line = Self {
            kind: target.kind,
            value,
            period: last.period,
            step: steps.min().unwrap_or(length).max(length) / length,
            slopes: None,
            flow: None,
            bounds: (values().fold(floor, f64::min), values().fold(ceiling, f64::max)),
        };
        let flow = target.accumulation == Accumulation::Flow;
        let own = if flow { own_figures(target.kind, points) } else { vec![] };
        let series: Vec<(f64, f64)> =
            if flow { own.iter().map(|o| (o.day, o.value)).collect() } else { points.iter().map(|(p, v)| (day(p.period), *v)).collect() };
        line.slopes = Slopes::of(&series);
        if let (true, Some(Slopes([_, median, _]))) = (flow, line.slopes) {
            let recent = &own[own.len().saturating_sub(LAST)..];
            let levels = recent.iter().map(|o| o.value + median * (day(last.period) - o.day)).collect();
            line.flow = Some(Flow {
                numerator: last.numerator.as_f64(),
                denominator: last.denominator.map_or(0.0, |d| d.as_f64()),
                level: percentile(&sorted(levels), 0.5),
                own_denominator: recent.iter().map(|o| o.denominator).sum::<f64>() / recent.len() as f64,
            });
        }
        Some(line)
    }

    /// The forecast for `deadline`; none when the data reach it already or there are too few.
    pub fn at(&self, deadline: NaiveDate) -> Option<Forecast> {
        let Slopes(slopes) = self.slopes.filter(|_| self.period.end() < deadline)?;
        let [low, mid, high] = slopes.map(|slope| match &self.flow {
            None => self.bounded(self.value + slope * (deadline - self.period.end()).num_days() as f64),
            Some(flow) => self.window_sum(flow, slope, deadline),
        });
        Some(Forecast { low, mid, high, at: deadline })
    }

    fn bounded(&self, value: f64) -> f64 {
        value.clamp(self.bounds.0, self.bounds.1)
    }

    /// Ends of the periods to come, up to `deadline`.
    fn coming(&self, deadline: NaiveDate) -> impl Iterator<Item = Period> {
        let (step, last) = (self.step, self.period);
        (1..=FURTHEST).map(move |n| last.shift(n * step)).take_while(move |p| p.end() <= deadline)
    }

    /// The window of the deadline's year, summed with the periods to come.
    fn window_sum(&self, flow: &Flow, slope: f64, deadline: NaiveDate) -> f64 {
        let same = self.period.year() == deadline.year();
        let (mut numerator, mut denominator) = if same { (flow.numerator, flow.denominator) } else { (0.0, 0.0) };
        for period in self.coming(deadline).filter(|p| p.year() == deadline.year()) {
            let own = flow.level + slope * (day(period) - day(self.period));
            match self.kind {
                Kind::Count => numerator += own.max(0.0),
                Kind::Ratio | Kind::YesNo | Kind::Qualitative => {
                    numerator += self.bounded(own) / 100.0 * flow.own_denominator;
                    denominator += flow.own_denominator;
                }
            }
        }
        match self.kind {
            Kind::Count => numerator,
            // No period of the window to come and none gone: what stands goes on.
            _ if denominator == 0.0 => self.value,
            Kind::Ratio | Kind::YesNo | Kind::Qualitative => self.bounded(100.0 * numerator / denominator),
        }
    }

    /// Change needed in each period from now to the deadline; none when no period is left.
    pub fn needed(&self, target: &Target) -> Option<f64> {
        let left = self.coming(target.deadline).count();
        (left > 0).then(|| (target.value.as_f64() - self.value) / left as f64)
    }

    /// The day on which the line meets the target. A flow's line is the straight one to its forecast.
    pub fn reach(&self, target: &Target) -> Option<NaiveDate> {
        let goal = target.value.as_f64();
        let slope = match &self.flow {
            None => self.slopes?.0[1],
            Some(_) => (self.at(target.deadline)?.mid - self.value) / (target.deadline - self.period.end()).num_days() as f64,
        };
        let ahead = (goal - self.value) / slope;
        if goal != self.bounded(goal) || ahead <= 0.0 || ahead > HORIZON || ahead.is_nan() {
            return None;
        }
        self.period.end().checked_add_days(Days::new(ahead.ceil() as u64))
    }
}

fn months_between(a: Period, b: Period) -> i32 {
    (b.end().year() - a.end().year()) * 12 + b.end().month() as i32 - a.end().month() as i32
}

struct Own {
    day: f64,
    value: f64,
    denominator: f64,
}

/// What each period added to its year's sum. A period without own denominator is left out.
fn own_figures(kind: Kind, points: &[(&Point, f64)]) -> Vec<Own> {
    let own = |i: usize| {
        let (point, _) = points[i];
        let before = i.checked_sub(1).map(|j| points[j].0).filter(|b| b.period.year() == point.period.year());
        let of = |p: &Point| (p.numerator.as_f64(), p.denominator.map_or(0.0, |d| d.as_f64()));
        let (n0, d0) = before.map_or((0.0, 0.0), of);
        let (n, d) = of(point);
        let (n, d) = (n - n0, d - d0);
        let value = match kind {
            Kind::Count => n,
            Kind::Ratio | Kind::YesNo | Kind::Qualitative if d > 0.0 => 100.0 * n / d,
            Kind::Ratio | Kind::YesNo | Kind::Qualitative => return None,
        };
        Some(Own { day: day(point.period), value, denominator: d })
    };
    (0..points.len()).filter_map(own).collect()
}
