//! Exact quotients, so that nothing is decided on a rounded one.

use crate::Quantity;
use std::cmp::Ordering;

/// A quotient in lowest terms with a positive denominator. Arithmetic gives `None` when 128 bits do not hold the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fraction {
    num: i128,
    den: i128,
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl Fraction {
    pub const ZERO: Self = Self { num: 0, den: 1 };
    pub const ONE: Self = Self { num: 1, den: 1 };
    pub const HUNDRED: Self = Self { num: 100, den: 1 };

    /// `None` when `den` is zero.
    pub fn new(num: i128, den: i128) -> Option<Self> {
        let common = i128::try_from(gcd(num.unsigned_abs(), den.unsigned_abs())).ok().filter(|_| den != 0)?;
        let common = if den < 0 { -common } else { common };
        Some(Self { num: num.checked_div(common)?, den: den.checked_div(common)? })
    }

    pub fn of(q: Quantity) -> Self {
        // The scale is not zero and no quantity reaches the limits of 128 bits.
        Self::new(q.scaled().into(), Quantity::SCALE.into()).unwrap_or(Self::ZERO)
    }

    /// To nine decimals, for where 128 bits do not hold the exact quotient.
    pub fn near(x: f64) -> Option<Self> {
        Self::new((x * 1e9).round() as i128, 1_000_000_000).filter(|_| x.is_finite())
    }

    pub fn minus(self, other: Self) -> Option<Self> {
        let (a, b) = (self.num.checked_mul(other.den)?, other.num.checked_mul(self.den)?);
        Self::new(a.checked_sub(b)?, self.den.checked_mul(other.den)?)
    }

    pub fn times(self, other: Self) -> Option<Self> {
        // Reduced crosswise first, which keeps the products small.
        let (a, b) = (Self::new(self.num, other.den)?, Self::new(other.num, self.den)?);
        Self::new(a.num.checked_mul(b.num)?, a.den.checked_mul(b.den)?)
    }

    /// `None` when `other` is zero.
    pub fn over(self, other: Self) -> Option<Self> {
        self.times(Self::new(other.den, other.num)?)
    }

    pub fn to_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }

    /// `self` × 10^`decimals`, rounded down; `None` when out of range.
    pub fn scaled(self, decimals: u32) -> Option<i128> {
        let (mut whole, mut rest) = (self.num.div_euclid(self.den), self.num.rem_euclid(self.den));
        for _ in 0..decimals {
            rest = rest.checked_mul(10)?;
            whole = whole.checked_mul(10)?.checked_add(rest / self.den)?;
            rest %= self.den;
        }
        Some(whole)
    }
}

/// By continued fractions, which cannot overflow where cross-multiplication could.
impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut a, mut b) = (*self, *other);
        loop {
            let wholes = a.num.div_euclid(a.den).cmp(&b.num.div_euclid(b.den));
            let (rest_a, rest_b) = (a.num.rem_euclid(a.den), b.num.rem_euclid(b.den));
            match (wholes, rest_a, rest_b) {
                (Ordering::Equal, 0, 0) => return Ordering::Equal,
                (Ordering::Equal, 0, _) => return Ordering::Less,
                (Ordering::Equal, _, 0) => return Ordering::Greater,
                // Equal wholes: the remainders' inverses compare the other way round.
                (Ordering::Equal, _, _) => (a, b) = (Self { num: b.den, den: rest_b }, Self { num: a.den, den: rest_a }),
                (order, _, _) => return order,
            }
        }
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn f(num: i128, den: i128) -> Fraction {
        Fraction::new(num, den).unwrap()
    }

    #[test]
    fn edges() {
        assert_eq!(Fraction::new(1, 0), None);
        assert_eq!(f(3, -6), f(-1, 2));
        assert_eq!(f(1, 3).minus(f(1, 2)), Some(f(-1, 6)));
        assert_eq!(f(1, 3).over(Fraction::ZERO), None);
        assert_eq!(f(2, 3).over(f(4, 3)), Some(f(1, 2)));
        assert_eq!(f(2, 3).scaled(4), Some(6666));
        assert_eq!(f(-1, 3).scaled(2), Some(-34));
        assert_eq!(f(i128::MAX, 1).minus(f(-1, 1)), None);
        assert!(f(i128::MAX, i128::MAX - 1) > Fraction::ONE);
        assert!(f(i128::MAX - 1, i128::MAX) > f(i128::MAX - 2, i128::MAX - 1));
    }

    proptest! {
        #[test]
        fn order_is_that_of_cross_products(a in -999i128..999, b in 1i128..999, c in -999i128..999, d in 1i128..999) {
            prop_assert_eq!(f(a, b).cmp(&f(c, d)), (a * d).cmp(&(c * b)));
        }
    }
}
