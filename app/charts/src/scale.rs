//! Round numbers for axes.

/// A value axis: from `low` to `high` in at most four steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    pub low: f64,
    pub high: f64,
    pub step: f64,
}

impl Axis {
    /// Holds every one of `values`, and zero when `from_zero`; 0 to 1 when there is nothing to hold.
    pub fn around(values: impl IntoIterator<Item = f64>, from_zero: bool) -> Self {
        let zero = from_zero.then_some(0.0);
        let fold = |range: Option<(f64, f64)>, v: f64| range.map_or(Some((v, v)), |(low, high)| Some((low.min(v), high.max(v))));
        let (mut low, mut high) = values.into_iter().chain(zero).fold(None, fold).unwrap_or((0.0, 1.0));
        if high - low <= high.abs().max(low.abs()) * 1e-9 {
            let room = if high == 0.0 { 1.0 } else { high.abs() / 20.0 };
            (low, high) = (low - room, high + room);
        }
        let step = Self::steps().find(|step| (high / step).ceil() - (low / step).floor() <= 4.0).unwrap_or(high - low);
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, step }
    }

    /// 0,001; 0,002; 0,0025; 0,005; 0,01 and so on: each is one exact multiplication or division, the same on every machine.
    fn steps() -> impl Iterator<Item = f64> {
        let powers = std::iter::successors(Some(1.0_f64), |power| Some(power * 10.0)).take(20);
        powers.flat_map(|power| [1.0, 2.0, 2.5, 5.0].map(|lead| lead * power / 1000.0))
    }

    pub fn ticks(self) -> impl Iterator<Item = f64> {
        let count = ((self.high - self.low) / self.step).round() as usize;
        (0..=count.min(4)).map(move |i| self.low + i as f64 * self.step)
    }

    /// Decimals that tell two ticks apart.
    pub fn decimals(self) -> usize {
        (0..3).find(|&d| (self.step * [1.0, 10.0, 100.0][d]).fract() == 0.0).unwrap_or(3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(values: &[f64], from_zero: bool) -> Vec<f64> {
        Axis::around(values.iter().copied(), from_zero).ticks().collect()
    }

    #[test]
    fn at_most_five_round_lines_hold_everything() {
        assert_eq!(axis(&[58.4, 86.2], false), [50.0, 60.0, 70.0, 80.0, 90.0]);
        assert_eq!(axis(&[58.4, 100.0], true), [0.0, 25.0, 50.0, 75.0, 100.0]);
        assert_eq!(axis(&[0.0, 1_234_567.0], true), [0.0, 500_000.0, 1_000_000.0, 1_500_000.0]);
        assert_eq!(axis(&[-3.0, 5.0], false), [-5.0, -2.5, 0.0, 2.5, 5.0]);
    }

    #[test]
    fn nothing_and_equal_values_still_make_an_axis() {
        assert_eq!(axis(&[], false), [0.0, 0.25, 0.5, 0.75, 1.0]);
        assert_eq!(axis(&[0.0], false), [-1.0, -0.5, 0.0, 0.5, 1.0]);
        // 80 ± 4 in steps of 2.
        assert_eq!(axis(&[80.0, 80.0], false), [76.0, 78.0, 80.0, 82.0, 84.0]);
        assert_eq!(axis(&[100.0], true), [0.0, 25.0, 50.0, 75.0, 100.0]);
    }

    #[test]
    fn decimals_follow_the_step() {
        assert_eq!([20.0, 2.5, 0.25, 0.005].map(|step| Axis { low: 0.0, high: 1.0, step }.decimals()), [0, 1, 2, 3]);
    }
}
