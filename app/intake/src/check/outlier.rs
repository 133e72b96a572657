//! A figure that stands out from the unit's own past, or from units of its kind. Medians throughout: figures of offices are not
//! spread normally, and one odd period must not hide the next.

use super::{Check, MILLIONTHS, points, shown, wide};
use crate::form::{PEERS, Shape};
use crate::rules::{self, Rule};
use crate::whole_things::is_divisible;
use domain::Quantity;
use domain::text::{Lang, vi_number, vi_percent, vi_ratio};

/// Steps from period to period that show what is usual.
const STEPS: usize = 5;
/// Moves below these are noise, however quiet the past was: in percent points, in percent of the last count, in things.
const FLOOR_POINTS: i128 = 2 * MILLIONTHS;
const FLOOR_SHARE: i128 = 5;
const FLOOR_THINGS: i128 = MILLIONTHS;
const FLOOR_PEERS: i128 = 3 * MILLIONTHS;

impl Check<'_> {
    /// The step from the last figure, since a series that grows has a new maximum every time.
    pub(super) fn against_history(&mut self) -> bool {
        let asked = self.asked;
        let past: Vec<i128> = asked.history.iter().filter_map(|(n, of)| self.level(*n, *of)).collect();
        let (Some(&last), Some(now)) = (past.last(), self.value.numerator) else { return false };
        let ends = asked.history.last().and_then(|(n, of)| self.level(*n, *of));
        let Some(level) = self.level(now, self.value.denominator).filter(|_| ends.is_some()) else { return false };
        // Of five things one more is twenty points, and no slip.
        let by_one = |a: Quantity, b: Quantity| (wide(a) - wide(b)).abs() <= i128::from(Quantity::SCALE);
        let is_step = |(n, of): &(Quantity, Option<Quantity>)| {
            by_one(*n, now) && of.zip(self.value.denominator).is_some_and(|(of, now_of)| by_one(of, now_of))
        };
        if asked.history.last().is_some_and(is_step) {
            return false;
        }
        let steps: Vec<i128> = past.windows(2).map(|w| w[1] - w[0]).collect();
        if steps.len() < STEPS {
            return false;
        }
        let floor = match asked.shape {
            Shape::Ratio => FLOOR_POINTS,
            _ if is_divisible(&asked.unit_of_measure) => last.abs() * FLOOR_SHARE / 100,
            _ => (last.abs() * FLOOR_SHARE / 100).max(FLOOR_THINGS),
        };
        let (usual, step) = (Usual::of(steps), level - last);
        // From nothing at all every amount is a leap.
        if floor == 0 || !usual.is_far(step, floor, self.threshold(rules::OUTLIER_HISTORY)) {
            return false;
        }
        let moved = |by: i128| match by {
            0 => "không đổi".to_owned(),
            1.. => format!("tăng {}", self.amount(by, Rounding::Nearest)),
            _ => format!("giảm {}", self.amount(-by, Rounding::Nearest)),
        };
        let particulars = [
            shown(now, self.value.denominator),
            moved(step),
            usual.count.to_string(),
            moved(usual.median),
            self.spread(&usual, "lần"),
            asked.previous.map(|p| format!(" ({})", p.when(Lang::Vi))).unwrap_or_default(),
        ];
        self.say(rules::OUTLIER_HISTORY, &particulars)
    }

    pub(super) fn against_peers(&mut self) -> bool {
        let (Some(peers), Some(now), Some(of)) = (&self.asked.peers, self.value.numerator, self.value.denominator) else { return false };
        let levels: Vec<i128> = peers.figures.iter().filter_map(|(n, of)| points(*n, *of)).collect();
        let Some(level) = points(now, of).filter(|_| self.asked.shape == Shape::Ratio && levels.len() >= PEERS) else { return false };
        let usual = Usual::of(levels);
        if !usual.is_far(level, FLOOR_PEERS, self.threshold(rules::OUTLIER_PEERS)) {
            return false;
        }
        let median = vi_percent(usual.median as f64 / MILLIONTHS as f64, 1);
        let particulars = [shown(now, Some(of)), usual.count.to_string(), peers.period.label(), median, self.spread(&usual, "đơn vị")];
        self.say(rules::OUTLIER_PEERS, &particulars)
    }

    fn say(&mut self, rule: Rule, particulars: &[String]) -> bool {
        let particulars: Vec<&str> = particulars.iter().map(String::as_str).collect();
        let cell = &self.value.cell;
        self.find(rule, cell, &particulars)
    }

    /// What moves: a ratio's percent points, a count itself; in millionths. Nothing where the values are words.
    fn level(&self, n: Quantity, of: Option<Quantity>) -> Option<i128> {
        match self.asked.shape {
            Shape::Ratio => points(n, of?),
            Shape::Count => Some(wide(n) * MILLIONTHS / i128::from(Quantity::SCALE)),
            Shape::YesNo | Shape::Qualitative => None,
        }
    }

    /// "22,0 điểm", "120 học viên"
    fn amount(&self, millionths: i128, rounding: Rounding) -> String {
        if self.asked.shape == Shape::Ratio {
            let tenth = MILLIONTHS / 10;
            let tenths = millionths + if rounding == Rounding::Up { tenth - 1 } else { tenth / 2 };
            return format!("{} điểm", vi_ratio((tenths / tenth) as f64 / 10.0, 1));
        }
        let scaled = i64::try_from(millionths * i128::from(Quantity::SCALE) / MILLIONTHS).unwrap_or(i64::MAX);
        format!("{} {}", vi_number(Quantity::from_scaled(scaled)), self.asked.unit_of_measure).trim_end().to_owned()
    }

    fn spread(&self, usual: &Usual, each: &str) -> String {
        match usual.spread {
            0 => format!("quá nửa số {each} đúng mức này"),
            spread => format!("một nửa số {each} lệch không quá {} so với mức này", self.amount(spread, Rounding::Up)),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Rounding {
    Nearest,
    /// A bound stays one.
    Up,
}

/// The middle of some values, and how far half of them are from it.
struct Usual {
    count: usize,
    median: i128,
    spread: i128,
}

impl Usual {
    fn of(values: Vec<i128>) -> Self {
        let median = median(values.clone());
        Self { count: values.len(), median, spread: median_of_distances(&values, median) }
    }

    /// 1.4826 × the median distance is the standard deviation where values do happen to be spread normally.
    fn is_far(&self, value: i128, floor: i128, times: Quantity) -> bool {
        let bound = (self.spread * 14_826 / 10_000).max(floor);
        (value - self.median).abs() * i128::from(Quantity::SCALE) > wide(times) * bound
    }
}

fn median_of_distances(values: &[i128], from: i128) -> i128 {
    median(values.iter().map(|v| (v - from).abs()).collect())
}

/// Zero of nothing.
fn median(mut values: Vec<i128>) -> i128 {
    values.sort_unstable();
    let middle = values.len() / 2;
    match values.len() {
        0 => 0,
        odd if odd % 2 == 1 => values[middle],
        _ => (values[middle - 1] + values[middle]) / 2,
    }
}
