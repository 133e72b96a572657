//! Reporting periods as text codes: `2026-10`, `2026-Q3`, `2026-H1`, `2026`.

use crate::coded::coded;
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    year: i32,
    part: Part,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Part {
    Month(u32),
    Quarter(u32),
    Half(u32),
    Year,
}

coded! {
    /// How often an indicator is reported.
    pub enum Frequency {
        Monthly = "monthly", "hằng tháng", "monthly";
        Quarterly = "quarterly", "hằng quý", "quarterly";
        HalfYearly = "half_yearly", "6 tháng", "half-yearly";
        Yearly = "yearly", "hằng năm", "yearly";
    }
}

impl Frequency {
    /// Length of what one figure speaks of, in months.
    pub fn months(self) -> u32 {
        match self {
            Self::Monthly => 1,
            Self::Quarterly => 3,
            Self::HalfYearly => 6,
            Self::Yearly => 12,
        }
    }

    /// Is a figure of this frequency due at the end of `period`? A yearly one is due in December's form.
    pub fn due_in(self, period: Period) -> bool {
        period.end().month().is_multiple_of(self.months())
    }
}

impl Period {
    pub fn month(year: i32, month: u32) -> Option<Self> {
        ((1..=12).contains(&month) && (1900..=9999).contains(&year)).then_some(Self { year, part: Part::Month(month) })
    }

    pub fn month_of(day: NaiveDate) -> Self {
        Self { year: day.year(), part: Part::Month(day.month()) }
    }

    pub fn quarter_of(day: NaiveDate) -> Self {
        Self { year: day.year(), part: Part::Quarter(day.month().div_ceil(3)) }
    }

    pub fn half_of(day: NaiveDate) -> Self {
        Self { year: day.year(), part: Part::Half(day.month().div_ceil(6)) }
    }

    pub fn year_of(day: NaiveDate) -> Self {
        Self { year: day.year(), part: Part::Year }
    }

    pub fn year(self) -> i32 {
        self.year
    }

    /// First month (1–12) and length in months.
    fn span(self) -> (u32, u32) {
        match self.part {
            Part::Month(m) => (m, 1),
            Part::Quarter(q) => (q * 3 - 2, 3),
            Part::Half(h) => (h * 6 - 5, 6),
            Part::Year => (1, 12),
        }
    }

    /// Its length in months.
    pub fn months(self) -> u32 {
        self.span().1
    }

    /// First day.
    pub fn start(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.span().0, 1).unwrap_or_default()
    }

    /// Last day.
    pub fn end(self) -> NaiveDate {
        let (first, length) = self.span();
        let months = self.year * 12 + (first + length) as i32 - 1;
        NaiveDate::from_ymd_opt(months.div_euclid(12), months.rem_euclid(12) as u32 + 1, 1).unwrap_or_default() - Days::new(1)
    }

    /// Have the two a day in common?
    pub fn overlaps(self, other: Self) -> bool {
        self.start() <= other.end() && other.start() <= self.end()
    }

    /// The period of the same length that follows.
    pub fn next(self) -> Self {
        self.shift(1)
    }

    /// The period of the same length before.
    pub fn previous(self) -> Self {
        self.shift(-1)
    }

    /// `n` periods of the same length later (earlier when negative).
    pub fn shift(self, n: i32) -> Self {
        let (first, length) = self.span();
        let months = self.year * 12 + first as i32 - 1 + n * length as i32;
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) as u32 + 1);
        let part = match self.part {
            Part::Month(_) => Part::Month(month),
            Part::Quarter(_) => Part::Quarter(month.div_ceil(3)),
            Part::Half(_) => Part::Half(month.div_ceil(6)),
            Part::Year => Part::Year,
        };
        Self { year, part }
    }

    /// As an official writes it: "tháng 10/2026", "quý III/2026", "6 tháng đầu năm 2026", "năm 2026".
    pub fn label(self) -> String {
        let year = self.year;
        match self.part {
            Part::Month(m) => format!("tháng {m}/{year}"),
            Part::Quarter(q) => format!("quý {}/{year}", ["I", "II", "III", "IV"][q as usize - 1]),
            Part::Half(1) => format!("6 tháng đầu năm {year}"),
            Part::Half(_) => format!("6 tháng cuối năm {year}"),
            Part::Year => format!("năm {year}"),
        }
    }

    pub fn label_en(self) -> String {
        let year = self.year;
        match self.part {
            Part::Month(m) => {
                let names = [
                    "January",
                    "February",
                    "March",
                    "April",
                    "May",
                    "June",
                    "July",
                    "August",
                    "September",
                    "October",
                    "November",
                    "December",
                ];
                format!("{} {year}", names[m as usize - 1])
            }
            Part::Quarter(q) => format!("Q{q} {year}"),
            Part::Half(h) => format!("H{h} {year}"),
            Part::Year => format!("{year}"),
        }
    }
}

/// By last day, then by length.
impl Ord for Period {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.end(), self.span().1).cmp(&(other.end(), other.span().1))
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            Part::Month(m) => write!(f, "{:04}-{m:02}", self.year),
            Part::Quarter(q) => write!(f, "{:04}-Q{q}", self.year),
            Part::Half(h) => write!(f, "{:04}-H{h}", self.year),
            Part::Year => write!(f, "{:04}", self.year),
        }
    }
}

/// The text is not one of the four period codes.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("kỳ \"{0}\" không đúng dạng 2026-10, 2026-Q3, 2026-H1 hoặc 2026")]
pub struct NotAPeriod(String);

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let refuse = || NotAPeriod(text.to_owned());
        let (year, part) = match text.split_once('-') {
            None => (text, Part::Year),
            Some((year, part)) => {
                let number =
                    |s: &str, max: u32| s.parse::<u32>().ok().filter(|n| (1..=max).contains(n) && s.bytes().all(|b| b.is_ascii_digit()));
                let part = match part.split_at_checked(1) {
                    Some(("Q", q)) if q.len() == 1 => number(q, 4).map(Part::Quarter),
                    Some(("H", h)) if h.len() == 1 => number(h, 2).map(Part::Half),
                    _ if part.len() == 2 => number(part, 12).map(Part::Month),
                    _ => None,
                };
                (year, part.ok_or_else(refuse)?)
            }
        };
        let digits = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        let year = year.parse().ok().filter(|y| digits && (1900..=9999).contains(y)).ok_or_else(refuse)?;
        Ok(Self { year, part })
    }
}

impl TryFrom<String> for Period {
    type Error = NotAPeriod;

    fn try_from(text: String) -> Result<Self, NotAPeriod> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}
