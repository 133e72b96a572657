//! Figures of units summed upwards: ratio of sums, with coverage.

use crate::{Period, Quantity, indicator::Accumulation, period::Frequency};
use std::collections::{BTreeMap, BTreeSet};

/// For how many periods the last figure of a unit stands in for one that has not come.
pub const CARRIED_AT_MOST: usize = 3;

/// One accepted figure. `unit` is whatever index the caller uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub unit: u32,
    pub period: Period,
    pub numerator: Quantity,
    /// None for counts.
    pub denominator: Option<Quantity>,
}

/// What stood at the end of a period: for a flow, what had come together in its window by then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    pub period: Period,
    pub numerator: Quantity,
    pub denominator: Option<Quantity>,
    /// Units that reported themselves; a carried figure is in the sum but not in here.
    pub reported: u32,
    pub expected: u32,
    /// Some figure was carried forward from an earlier period.
    pub stale: bool,
}

impl Point {
    pub fn is_covered(&self) -> bool {
        self.reported >= self.expected
    }
}

/// What a flow is summed over. Stocks and cumulative figures are never summed over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// The calendar year so far: what targets are judged by.
    CalendarYear,
    /// Each period alone, to show how the year came together.
    OnePeriod,
}

impl Window {
    fn holds(self, period: Period, at: Period) -> bool {
        match self {
            Self::CalendarYear => period.year() == at.year(),
            Self::OnePeriod => period == at,
        }
    }
}

/// The months, from `first` to `last`, in which a figure of this frequency is due.
pub fn due_periods(frequency: Frequency, first: Period, last: Period) -> Vec<Period> {
    std::iter::successors(Some(first), |p| Some(p.next())).take_while(|p| *p <= last).filter(|p| frequency.due_in(*p)).collect()
}

/// One point for each of `periods` for which there is a figure, in their order.
///
/// `periods` are the reporting periods that count, ascending and of one length of time; rows of other periods are passed
/// over. `expected` names the units that owe a figure for a period: exempt units and those that do not exist then are
/// not among them, nor a parent beside its children, and rows of units not named are passed over too. Of two rows of
/// one unit and period the later in `rows` counts.
///
/// - *Stock*: a unit's last figure stands, for at most [`CARRIED_AT_MOST`] further periods, and makes the point stale.
/// - *Cumulative*: the same. A figure to date is never added to an earlier one, and until the next comes the last is the
///   best that is known; it is carried as briefly as a stock.
/// - *Flow*: Σ over the listed periods of the window so far, nothing carried: a period in which nobody reports has no
///   point. A unit has reported when no period in which it was expected is missing; one month left out makes the year's
///   sum provisional.
///
/// If any row has a denominator, those without count as not reported: they would enlarge the ratio. A sum that a
/// [`Quantity`] cannot hold (beyond 9·10¹⁴) gives no point rather than a wrong one.
pub fn series(
    accumulation: Accumulation,
    rows: &[Row],
    expected: impl Fn(Period) -> Vec<u32>,
    periods: &[Period],
    window: Window,
) -> Vec<Point> {
    let quotients = rows.iter().any(|r| r.denominator.is_some());
    let usable = rows.iter().filter(|r| r.denominator.is_some() == quotients);
    let table = Table {
        figures: usable.map(|r| ((r.unit, r.period), r)).collect(),
        expected: periods.iter().map(|p| expected(*p).into_iter().collect()).collect(),
        periods,
    };
    let point = |at| match accumulation {
        Accumulation::Flow => table.summed(at, window),
        Accumulation::Stock | Accumulation::Cumulative => table.standing(at),
    };
    (0..periods.len()).filter_map(point).collect()
}

/// Figures by unit and period; units expected in each period.
struct Table<'a> {
    figures: BTreeMap<(u32, Period), &'a Row>,
    expected: Vec<BTreeSet<u32>>,
    periods: &'a [Period],
}

impl Table<'_> {
    fn figure(&self, unit: u32, at: usize) -> Option<&Row> {
        self.figures.get(&(unit, self.periods[at])).copied()
    }

    fn standing(&self, at: usize) -> Option<Point> {
        let (mut sum, mut reported, mut stale) = (Sum::default(), 0, false);
        for &unit in &self.expected[at] {
            let mut back = (at.saturating_sub(CARRIED_AT_MOST)..=at).rev();
            if let Some((i, row)) = back.find_map(|i| Some((i, self.figure(unit, i)?))) {
                sum.add(row);
                reported += usize::from(i == at);
                stale |= i < at;
            }
        }
        sum.point(self.periods[at], reported, self.expected[at].len(), stale)
    }

    fn summed(&self, at: usize, window: Window) -> Option<Point> {
        let (mut sum, mut complete) = (Sum::default(), BTreeMap::new());
        for i in (0..=at).filter(|i| window.holds(self.periods[*i], self.periods[at])) {
            for &unit in &self.expected[i] {
                let row = self.figure(unit, i);
                *complete.entry(unit).or_insert(true) &= row.is_some();
                row.into_iter().for_each(|row| sum.add(row));
            }
        }
        // A period in which nobody reported has no sum of its own: the one before it is not carried.
        self.expected[at].iter().find_map(|unit| self.figure(*unit, at))?;
        sum.point(self.periods[at], complete.values().filter(|c| **c).count(), complete.len(), false)
    }
}

/// In 128 bits, which no number of rows overflows.
#[derive(Default)]
struct Sum {
    figures: usize,
    numerator: i128,
    denominator: Option<i128>,
}

impl Sum {
    fn add(&mut self, row: &Row) {
        self.figures += 1;
        self.numerator += i128::from(row.numerator.scaled());
        if let Some(denominator) = row.denominator {
            *self.denominator.get_or_insert(0) += i128::from(denominator.scaled());
        }
    }

    fn point(&self, period: Period, reported: usize, expected: usize, stale: bool) -> Option<Point> {
        let quantity = |scaled: i128| i64::try_from(scaled).ok().map(Quantity::from_scaled);
        let numerator = quantity(self.numerator).filter(|_| self.figures > 0)?;
        let denominator = match self.denominator {
            Some(sum) => Some(quantity(sum)?),
            None => None,
        };
        Some(Point { period, numerator, denominator, reported: reported as u32, expected: expected as u32, stale })
    }
}
