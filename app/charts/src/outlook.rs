//! A forecast as lines to draw: from the last value through the deadline, on until the target is met.

use crate::number::drawable;
use crate::trend::{Forecast, Trend, months};

/// Months to look beyond the deadline for the meeting with the target.
const BEYOND: f64 = 12.0;

/// Straight lines from the last value, held within the indicator's bounds.
pub struct Outlook {
    from: (f64, f64),
    deadline: f64,
    forecast: Forecast,
    bounds: (f64, f64),
    /// When the middle line meets the target, if it does so in time to be drawn.
    pub reached: Option<f64>,
    /// Where the lines end.
    pub end: f64,
}

impl Outlook {
    /// `None` without a value, a deadline after it, or a finite forecast.
    pub fn of(trend: &Trend) -> Option<Self> {
        let given = trend.forecast?;
        let inner = given.inner.and_then(|(low, high)| Some((drawable(low)?, drawable(high)?)));
        let forecast = Forecast { low: drawable(given.low)?, mid: drawable(given.mid)?, high: drawable(given.high)?, inner };
        let known = trend.known();
        let from = *known.last()?;
        let deadline = trend.deadline.map(months).filter(|deadline| *deadline > from.0)?;
        let slope = (forecast.mid - from.1) / (deadline - from.0);
        let crossing = trend.target().map(|target| (target - from.1) / slope).filter(|ahead| ahead.is_finite() && *ahead > 0.0);
        let reach = (deadline - known[0].0).max(2.0 * BEYOND) / 2.0;
        let reached = crossing.map(|ahead| from.0 + ahead).filter(|t| *t <= deadline + reach);
        let end = reached.map_or(deadline, |t| t.max(deadline));
        let values = known.iter().map(|(_, value)| *value).chain(trend.target()).chain([forecast.mid]);
        let (least, most) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), v| (least.min(v), most.max(v)));
        let floor = if least >= 0.0 { 0.0 } else { f64::NEG_INFINITY };
        let ceiling = if trend.unit == "%" && most <= 100.0 { 100.0 } else { f64::INFINITY };
        Some(Self { from, deadline, forecast, bounds: (floor, ceiling), reached, end })
    }

    pub fn mid(&self) -> f64 {
        self.forecast.mid
    }

    /// The narrower range, which is the one a label names: 50 % when given, else 80 %.
    pub fn range(&self) -> (f64, f64) {
        self.forecast.inner.unwrap_or((self.forecast.low, self.forecast.high))
    }

    /// The value at `t` on the line that is at `value` on the deadline.
    fn at(&self, t: f64, value: f64) -> f64 {
        let share = (t - self.from.0) / (self.deadline - self.from.0);
        (self.from.1 + (value - self.from.1) * share).clamp(self.bounds.0, self.bounds.1)
    }

    /// The line through `value` at the deadline, in 16 steps so that it may bend at a bound.
    fn line(&self, value: f64) -> Vec<(f64, f64)> {
        let t = |i: u32| self.from.0 + (self.end - self.from.0) * f64::from(i) / 16.0;
        (0..=16).map(|i| (t(i), self.at(t(i), value))).collect()
    }

    pub fn middle(&self) -> Vec<(f64, f64)> {
        self.line(self.forecast.mid)
    }

    /// The outline of the 80 % band, or of the 50 % band.
    pub fn band(&self, low: f64, high: f64) -> Vec<(f64, f64)> {
        self.line(high).into_iter().chain(self.line(low).into_iter().rev()).collect()
    }

    pub fn outer(&self) -> Vec<(f64, f64)> {
        self.band(self.forecast.low, self.forecast.high)
    }

    pub fn inner(&self) -> Option<Vec<(f64, f64)>> {
        self.forecast.inner.map(|(low, high)| self.band(low, high))
    }

    /// Values the axis must hold.
    pub fn extent(&self) -> Vec<f64> {
        let inner = self.forecast.inner.into_iter().flat_map(|(low, high)| [low, high]);
        let lines = [self.forecast.low, self.forecast.mid, self.forecast.high].into_iter().chain(inner);
        lines.map(|value| self.at(self.end, value)).chain([self.forecast.mid]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trend::tests::trend;

    /// 60 in October, forecast 70 ± 4 at the end of December, target 80.
    fn outlook(change: impl FnOnce(&mut Trend)) -> Option<Outlook> {
        let values: Vec<_> = (1..=10).map(|month| Some(50.0 + f64::from(month))).collect();
        let mut trend = trend(&values);
        trend.forecast = Some(Forecast { low: 66.0, mid: 70.0, high: 74.0, inner: None });
        trend.goal.as_mut().expect("a goal").value = 80.0;
        change(&mut trend);
        Outlook::of(&trend)
    }

    #[test]
    fn the_line_runs_on_until_it_meets_the_target() {
        // Five points a month: 80 after four months, two beyond the deadline.
        let october = 2026.0 * 12.0 + 10.0;
        let found = outlook(|_| {}).expect("an outlook");
        assert_eq!((found.reached, found.end), (Some(october + 4.0), october + 4.0));
        assert_eq!(found.middle()[16], (october + 4.0, 80.0));
        // The edges: 60 + 4 · 3 and 60 + 4 · 7.
        assert_eq!(found.extent(), [72.0, 80.0, 88.0, 70.0]);
        assert_eq!((found.outer()[16].1, found.outer()[17].1), (88.0, 72.0));
    }

    #[test]
    fn a_line_that_never_meets_it_ends_at_the_deadline() {
        let december = 2026.0 * 12.0 + 12.0;
        for mid in [60.0, 55.0, 60.1] {
            let found = outlook(|trend| trend.forecast = Some(Forecast { low: mid, mid, high: mid, inner: None })).expect("an outlook");
            assert_eq!((found.reached, found.end), (None, december), "{mid}");
        }
    }

    #[test]
    fn ratios_stay_within_their_bounds() {
        let wide = |trend: &mut Trend| trend.forecast = Some(Forecast { low: -90.0, mid: 70.0, high: 190.0, inner: None });
        let found = outlook(wide).expect("an outlook");
        assert!(found.outer().iter().all(|(_, value)| (0.0..=100.0).contains(value)));
    }

    #[test]
    fn without_a_value_or_a_deadline_ahead_there_is_none() {
        assert!(outlook(|trend| trend.deadline = None).is_none());
        assert!(outlook(|trend| trend.deadline = chrono::NaiveDate::from_ymd_opt(2026, 10, 31)).is_none());
        assert!(outlook(|trend| trend.points.clear()).is_none());
        assert!(outlook(|trend| trend.forecast = Some(Forecast { low: f64::NAN, mid: 1.0, high: 1.0, inner: None })).is_none());
    }
}
