//! Where a target stands: the rules of "Status, the first that applies", and what goes with them.

use crate::{
    Period, Quantity, Status,
    aggregate::Point,
    forecast::Line,
    fraction::Fraction,
    indicator::{Accumulation, Kind, Operator},
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

pub use crate::forecast::Forecast;

/// What was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    pub kind: Kind,
    pub accumulation: Accumulation,
    pub operator: Operator,
    /// Percent for a ratio and a yes/no (100 is yes), the unit of measure for a count.
    pub value: Quantity,
    pub deadline: NaiveDate,
    /// The document says to keep the level up.
    pub maintain: bool,
    /// "=" means exactly; otherwise it is judged as ≥.
    pub exact: bool,
}

/// A figure as numerator and denominator; none for counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    pub numerator: Quantity,
    pub denominator: Option<Quantity>,
}

impl Figure {
    /// A ratio known only as a percentage.
    pub fn percent(percent: Quantity) -> Self {
        Self { numerator: percent, denominator: Quantity::whole(100) }
    }

    /// Percent for a ratio and a yes/no, the number itself for a count. A ratio without denominator, or over zero, has
    /// no value: that is no data, never zero.
    fn value(self, kind: Kind, expected: u32) -> Option<Fraction> {
        let percent_of = |n: Quantity, d: i64| Fraction::new(i128::from(n.scaled()) * 100, d.into());
        match (kind, self.denominator) {
            (Kind::Count, _) => Some(Fraction::of(self.numerator)),
            (Kind::Ratio, None) => None,
            (_, Some(d)) => percent_of(self.numerator, d.scaled()),
            // Steps taken of all those asked; one that has not answered has not taken any.
            (Kind::YesNo | Kind::Qualitative, None) => {
                let asked = Quantity::whole(kind.top()?.checked_mul(expected.max(1).into())?)?;
                percent_of(self.numerator.clamp(Quantity::ZERO, asked), asked.scaled())
            }
        }
    }
}

/// From where progress is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Baseline {
    pub value: Figure,
    pub on: NaiveDate,
}

/// Units that reported of units that should have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    pub reported: u32,
    pub expected: u32,
}

/// The growth-rate method of the trackers of the sustainable development goals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SecondOpinion {
    /// Growth per year so far ÷ growth per year needed from baseline to target.
    pub ratio: f64,
    /// By the same thresholds as pace.
    pub status: Status,
}

/// Values are percent for a ratio and a yes/no, the unit of measure for a count. None of the floats decided anything.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    pub status: Status,
    /// The last figure that was reported, and its period.
    pub value: Option<f64>,
    pub period: Option<Period>,
    pub numerator: Option<Quantity>,
    pub denominator: Option<Quantity>,
    /// What pace and path start from.
    pub baseline: Option<f64>,
    pub baseline_on: Option<NaiveDate>,
    /// value ÷ target, only for ≥ and a target above zero.
    pub attainment: Option<f64>,
    pub pace: Option<f64>,
    /// What should be had at the end of the data's period.
    pub path: Option<f64>,
    /// Distance from the path; negative is behind, whatever the operator.
    pub gap: Option<f64>,
    /// Where the line of the last periods ends at the deadline.
    pub forecast: Option<Forecast>,
    /// Change needed in each remaining period to meet the target.
    pub needed_per_period: Option<f64>,
    /// When the forecast line meets the target; none when it never does, or already has.
    pub reach: Option<NaiveDate>,
    /// Only where it disagrees with the pace.
    pub second_opinion: Option<SecondOpinion>,
    /// A figure that the status rests on has less than full coverage.
    pub provisional: bool,
    pub coverage: Coverage,
    /// The last figure contains carried ones, or later periods have only those.
    pub stale: bool,
}

/// A point with its value, and whether it satisfies the target.
#[derive(Clone, Copy)]
struct Reading<'a> {
    point: &'a Point,
    value: Fraction,
    holds: bool,
}

/// Value and day that progress is counted from.
#[derive(Clone, Copy)]
struct Start {
    value: Fraction,
    on: NaiveDate,
}

impl Target {
    fn start(&self, readings: &[Reading], baseline: Option<Baseline>) -> Option<Start> {
        if let Some(given) = baseline {
            return given.value.value(self.kind, 1).map(|value| Start { value, on: given.on });
        }
        let first = readings.iter().find(|r| r.point.is_covered()).or(readings.first())?;
        let sound = first.point.is_covered() || !first.holds;
        sound.then(|| Start { value: first.value, on: first.point.period.end() })
    }

    /// Does the operator hold? Exact: 57/100 meets 57 %.
    fn holds(&self, value: Fraction) -> bool {
        let target = Fraction::of(self.value);
        match self.operator {
            Operator::AtMost => value <= target,
            Operator::Equal if self.exact => value == target,
            Operator::AtLeast | Operator::Equal => value >= target,
        }
    }

    fn is_exact(&self) -> bool {
        self.operator == Operator::Equal && self.exact
    }

    /// Share of the way from `base` to the target that `value` has come; beyond the target counts as distance again
    /// where the target is exact. None when base and target coincide.
    fn share_of_way(&self, base: Fraction, value: Fraction) -> Option<Fraction> {
        let target = Fraction::of(self.value);
        let exact = || value.minus(base)?.over(target.minus(base)?);
        let near = || Fraction::near((value.to_f64() - base.to_f64()) / (target.to_f64() - base.to_f64()));
        let share = exact().or_else(near)?;
        if self.is_exact() && share > Fraction::ONE { Fraction::new(2, 1)?.minus(share) } else { Some(share) }
    }
}

fn by_pace(pace: Fraction) -> Status {
    let at_least = |n, d| Fraction::new(n, d).is_some_and(|limit| pace >= limit);
    match () {
        () if at_least(95, 100) => Status::OnTrack,
        () if at_least(60, 100) => Status::AtRisk,
        () if at_least(0, 1) => Status::FarBehind,
        () => Status::Backwards,
    }
}

fn days(from: NaiveDate, to: NaiveDate) -> i128 {
    (to - from).num_days().into()
}

/// Assesses `target` with `points` (as [`crate::aggregate::series`] gives them, in any order; of two of one period the
/// later counts), as seen on `today`.
///
/// What counts as the data is the last point for which somebody reported; a point made of carried figures alone adds no
/// knowledge. Without `baseline` it is the first accepted figure, the first with full coverage if there is one.
///
/// The status, the first that applies:
/// 1. *no data*: no point has a value.
/// 2. `today` is after the deadline and the operator was false on the last period ending by it, or no period ended by
///    it: *met late* if the last figure satisfies it with full coverage, else *missed*.
/// 3. The target says maintain, or the baseline already satisfied the operator: *kept* or *broken*, and neither pace nor
///    path. With less than full coverage this is what the figures that came say, and provisional. A first figure of less
///    than full coverage proves no level to keep; then there is no baseline.
/// 4. *met*: the operator holds with full coverage.
/// 5. *too early*: no baseline, fewer than two periods, or under 5 % of the time between baseline and deadline gone.
/// 6. By pace. An operator that holds with less than full coverage is *on track*, and provisional: never met.
pub fn assess(target: &Target, points: &[Point], baseline: Option<Baseline>, today: NaiveDate) -> Progress {
    let points: BTreeMap<Period, &Point> = points.iter().map(|p| (p.period, p)).collect();
    let read = |point: &&'_ Point| {
        let figure = Figure { numerator: point.numerator, denominator: point.denominator };
        figure.value(target.kind, point.expected).map(|value| (value, target.holds(value)))
    };
    let all: Vec<Reading> = points.values().filter_map(|p| read(p).map(|(value, holds)| Reading { point: p, value, holds })).collect();
    let fresh: Vec<Reading> = all.iter().copied().filter(|r| r.point.reported > 0 || !r.point.stale).collect();
    let readings = if fresh.is_empty() { &all } else { &fresh };
    let Some(last) = readings.last() else { return Progress::none(&points) };
    let (data_end, covered) = (last.point.period.end(), last.point.is_covered());

    // A counted flow begins again with its window: the years before are no start to measure it from.
    let restarts = target.accumulation == Accumulation::Flow && target.kind == Kind::Count;
    let since = readings.iter().position(|r| !restarts || r.point.period.year() == last.point.period.year()).unwrap_or(0);
    let start = target.start(&readings[since..], baseline);
    let keeps = target.maintain || start.is_some_and(|s| target.holds(s.value));
    let way = start.filter(|_| !keeps);

    let time = way.and_then(|s| Fraction::new(days(s.on, data_end), days(s.on, target.deadline).max(0)));
    let enough = readings.len() - since >= 2 && time >= Fraction::new(5, 100);
    let pace = way.zip(time).filter(|_| enough).and_then(|(s, time)| {
        let share = target.share_of_way(s.value, last.value)?;
        share.over(time).or_else(|| Fraction::near(share.to_f64() / time.to_f64()))
    });
    let by_deadline = readings.iter().rfind(|r| r.point.period.end() <= target.deadline);
    let late = today > target.deadline && !by_deadline.is_some_and(|r| r.holds);
    let status = match pace {
        _ if late && last.holds && covered => Status::MetLate,
        _ if late => Status::Missed,
        _ if keeps && last.holds => Status::Kept,
        _ if keeps => Status::Broken,
        _ if last.holds && covered => Status::Met,
        None => Status::TooEarly,
        Some(_) if last.holds => Status::OnTrack,
        Some(pace) => by_pace(pace),
    };

    let goal = target.value.as_f64();
    let value = last.value.to_f64();
    let path = way.and_then(|s| {
        Path::new((s.on, s.value.to_f64()), &[Milestone { on: target.deadline, value: goal, accepted: None }]).path_at(data_end)
    });
    let behind = if target.operator == Operator::AtMost { -1.0 } else { 1.0 };
    let upward = goal > 0.0 && target.operator != Operator::AtMost && !target.is_exact();
    let growth = |s: Start| growth_rate(s.value.to_f64(), value, goal, (s.on, data_end, target.deadline));
    let line = Line::of(target, &readings.iter().map(|r| (r.point, r.value.to_f64())).collect::<Vec<_>>());
    let ahead = line.as_ref().filter(|_| !last.holds);
    Progress {
        status,
        value: Some(value),
        period: Some(last.point.period),
        numerator: Some(last.point.numerator),
        denominator: last.point.denominator,
        baseline: start.map(|s| s.value.to_f64()),
        baseline_on: start.map(|s| s.on),
        attainment: upward.then(|| value / goal),
        pace: pace.map(Fraction::to_f64),
        path,
        gap: path.map(|path| behind * (value - path)),
        forecast: line.as_ref().and_then(|l| l.at(target.deadline)),
        needed_per_period: ahead.and_then(|l| l.needed(target)),
        reach: ahead.and_then(|l| l.reach(target)),
        second_opinion: way.and_then(growth).zip(pace).and_then(|(s, pace)| (s.status != by_pace(pace)).then_some(s)),
        provisional: !covered || by_deadline.is_some_and(|r| late && !r.point.is_covered()),
        coverage: Coverage { reported: last.point.reported, expected: last.point.expected },
        stale: last.point.stale || all.last().is_some_and(|r| r.point.period > last.point.period),
    }
}

impl Progress {
    fn none(points: &BTreeMap<Period, &Point>) -> Self {
        let last = points.values().next_back();
        Self {
            status: Status::NoData,
            value: None,
            period: None,
            numerator: None,
            denominator: None,
            baseline: None,
            baseline_on: None,
            attainment: None,
            pace: None,
            path: None,
            gap: None,
            forecast: None,
            needed_per_period: None,
            reach: None,
            second_opinion: None,
            provisional: false,
            coverage: last.map(|p| Coverage { reported: p.reported, expected: p.expected }).unwrap_or_default(),
            stale: false,
        }
    }
}

/// The ratio of yearly growth so far to the growth needed, as Eurostat's monitoring of the goals defines it; only where
/// all three values are above zero.
fn growth_rate(base: f64, value: f64, target: f64, (from, now, until): (NaiveDate, NaiveDate, NaiveDate)) -> Option<SecondOpinion> {
    if base <= 0.0 || value <= 0.0 || target <= 0.0 || now <= from {
        return None;
    }
    let yearly = |end: f64, day: NaiveDate| (end / base).powf(365.25 / days(from, day) as f64) - 1.0;
    let ratio = yearly(value, now) / yearly(target, until);
    Some(SecondOpinion { ratio, status: by_pace(Fraction::near(ratio)?) })
}

/// A step of a path: what should stand on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Milestone {
    pub on: NaiveDate,
    pub value: f64,
    /// What was accepted for that day, once it is known: from there the path goes on, not from what was aimed at.
    pub accepted: Option<f64>,
}

/// The interpolated path from a baseline over milestones to the last target. Where the documents issue no target for
/// a year it is shown as "nội suy, chưa ban hành".
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    start: (NaiveDate, f64),
    milestones: Vec<Milestone>,
}

impl Path {
    /// Milestones that are not after `start` are left out.
    pub fn new(start: (NaiveDate, f64), milestones: &[Milestone]) -> Self {
        let mut milestones: Vec<_> = milestones.iter().copied().filter(|m| m.on > start.0).collect();
        milestones.sort_by_key(|m| m.on);
        Self { start, milestones }
    }

    /// The value on `day`: none before the start or without milestones, the last milestone's after the end. On a
    /// milestone's own day it is what was aimed at.
    pub fn path_at(&self, day: NaiveDate) -> Option<f64> {
        let (mut from, mut value) = self.start;
        for m in &self.milestones {
            if day < from {
                return None;
            }
            if day <= m.on {
                let share = days(from, day) as f64 / days(from, m.on) as f64;
                return Some(value + (m.value - value) * share);
            }
            (from, value) = (m.on, m.accepted.unwrap_or(m.value));
        }
        self.milestones.last().map(|m| m.value)
    }
}
