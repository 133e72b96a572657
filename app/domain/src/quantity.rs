//! Exact counts.

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Visitor},
};
use std::fmt;

/// An exact count, kept as an integer number of ten-thousandths so that nothing is ever rounded by a float.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(i64);

impl Quantity {
    /// Ten-thousandths in one.
    pub const SCALE: i64 = 10_000;
    pub const ZERO: Self = Self(0);

    /// `n` whole things; `None` when out of range.
    pub fn whole(n: i64) -> Option<Self> {
        n.checked_mul(Self::SCALE).map(Self)
    }

    /// From ten-thousandths.
    pub const fn from_scaled(scaled: i64) -> Self {
        Self(scaled)
    }

    /// In ten-thousandths.
    pub const fn scaled(self) -> i64 {
        self.0
    }

    pub const fn is_whole(self) -> bool {
        self.0 % Self::SCALE == 0
    }

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// For drawing and for JSON only; never decide anything on it.
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / Self::SCALE as f64
    }

    /// From a plain decimal text with `.` as separator ("12", "-0.5"); `None` for anything else or for more than four decimals.
    pub fn from_plain(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || (digits.contains('.') && fraction.is_empty()) {
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > 4 {
            return None;
        }
        let fraction: i64 = format!("{fraction:0<4}").parse().ok()?;
        let scaled = whole.parse::<i64>().ok()?.checked_mul(Self::SCALE)?.checked_add(fraction)?;
        Some(Self(if negative { -scaled } else { scaled }))
    }

    /// Plain decimal text with `.` as separator and no trailing zeros; the reverse of [`Quantity::from_plain`].
    pub fn to_plain(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        let (whole, fraction) = (magnitude / Self::SCALE as u64, magnitude % Self::SCALE as u64);
        if fraction == 0 {
            return format!("{sign}{whole}");
        }
        format!("{sign}{whole}.{}", format!("{fraction:04}").trim_end_matches('0'))
    }
}

/// As a JSON number: an integer when whole.
impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if self.is_whole() { s.serialize_i64(self.0 / Self::SCALE) } else { s.serialize_f64(self.as_f64()) }
    }
}

/// From a JSON number; whole numbers exactly, others as far as a double goes (15 digits), rounded to four decimals.
impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_f64(Number)
    }
}

struct Number;

impl Visitor<'_> for Number {
    type Value = Quantity;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_i64<E: Error>(self, n: i64) -> Result<Quantity, E> {
        Quantity::whole(n).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_u64<E: Error>(self, n: u64) -> Result<Quantity, E> {
        i64::try_from(n).ok().and_then(Quantity::whole).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_f64<E: Error>(self, x: f64) -> Result<Quantity, E> {
        let scaled = (x * Quantity::SCALE as f64).round();
        // Casting saturates, so anything out of range would pass for the largest number.
        if scaled.abs() < 9e18 { Ok(Quantity(scaled as i64)) } else { Err(E::custom("number out of range")) }
    }
}
