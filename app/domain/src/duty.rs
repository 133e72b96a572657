//! Who has to report, to whom, how often; and the rounds that follow from it.

use crate::{Period, coded::coded, indicator::Basis, is_default, task::Every};
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};

coded! {
    pub enum DutyFrequency {
        Monthly = "monthly", "hằng tháng", "monthly";
        Quarterly = "quarterly", "hằng quý", "quarterly";
        HalfYearly = "half_yearly", "6 tháng một lần", "half-yearly";
        Yearly = "yearly", "hằng năm", "yearly";
        OnDemand = "on_demand", "khi có yêu cầu", "on demand";
    }
}

coded! {
    /// From when to when the data of a period run.
    pub enum Calendar {
        Calendar = "calendar", "theo lịch", "calendar";
        /// Decree 09/2019/NĐ-CP: from the 15th of the month before to the 14th.
        Decree09 = "decree09", "từ ngày 15 tháng trước đến ngày 14 (Nghị định 09/2019/NĐ-CP)", "15th to 14th (Decree 09/2019)";
    }
}

impl Calendar {
    /// First and last day of the data of `period`.
    pub fn window(self, period: Period) -> (NaiveDate, NaiveDate) {
        let (from, to) = (period.start(), period.end());
        match self {
            Self::Calendar => (from, to),
            // The 15th of the month before the first; the 14th of the last month.
            Self::Decree09 => (from - Months::new(1) + Days::new(14), to.with_day0(13).unwrap_or(to)),
        }
    }
}

/// When a report is due: `before_day 15` (the 14th is the last day), `end_of_period`, `unstated`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Due {
    BeforeDay(u32),
    EndOfPeriod,
    Unstated,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("“{0}” không phải một hạn báo cáo")]
pub struct NotADue(String);

impl FromStr for Due {
    type Err = NotADue;

    fn from_str(text: &str) -> Result<Self, NotADue> {
        match text.split_once(' ') {
            Some(("before_day", day)) => day.parse().ok().filter(|d| (2..=28).contains(d)).map(Self::BeforeDay),
            None if text == "end_of_period" => Some(Self::EndOfPeriod),
            None if text == "unstated" => Some(Self::Unstated),
            _ => None,
        }
        .ok_or_else(|| NotADue(text.to_owned()))
    }
}

impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BeforeDay(day) => write!(f, "before_day {day}"),
            Self::EndOfPeriod => f.write_str("end_of_period"),
            Self::Unstated => f.write_str("unstated"),
        }
    }
}

impl TryFrom<String> for Due {
    type Error = NotADue;

    fn try_from(text: String) -> Result<Self, NotADue> {
        text.parse()
    }
}

impl From<Due> for String {
    fn from(due: Due) -> Self {
        due.to_string()
    }
}

impl Due {
    /// As an official writes it.
    pub fn label(self) -> String {
        match self {
            Self::BeforeDay(day) => format!("trước ngày {day}"),
            Self::EndOfPeriod => "ngày cuối của kỳ số liệu".to_owned(),
            Self::Unstated => format!("văn bản không nêu; đang tính {USUAL_DAYS} ngày sau kỳ số liệu"),
        }
    }

    pub fn label_en(self) -> String {
        match self {
            Self::BeforeDay(day) => format!("before day {day}"),
            Self::EndOfPeriod => "last day of the data".to_owned(),
            Self::Unstated => format!("not stated; taken as {USUAL_DAYS} days after the data end"),
        }
    }
}

/// A row of duties.toml.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    pub code: String,
    pub province: String,
    pub document: String,
    pub name: String,
    /// Unit codes or groups.
    pub reporters: Vec<String>,
    /// Who receives it.
    pub to: String,
    pub frequency: DutyFrequency,
    pub due: Due,
    pub calendar: Calendar,
    #[serde(default, skip_serializing_if = "is_default")]
    pub time_written: String,
    pub source_lines: String,
    pub basis: Basis,
    #[serde(default, skip_serializing_if = "is_default")]
    pub reading: String,
}

/// One report that a duty asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occasion {
    pub period: Period,
    /// First and last day of its data.
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Last day on which it is in time.
    pub due: NaiveDate,
}

/// Days after the end of the data when the document states no day: ours.
const USUAL_DAYS: u64 = 15;

impl Duty {
    /// The report of one period. Where the data end before the day of the month that is named, the report is due in that same
    /// month, else in the next.
    pub fn occasion(&self, period: Period) -> Occasion {
        let (from, to) = self.calendar.window(period);
        let due = match self.due {
            Due::EndOfPeriod => to,
            Due::Unstated => to + Days::new(USUAL_DAYS),
            Due::BeforeDay(day) => {
                let last = |d: NaiveDate| d.with_day0(day - 2).unwrap_or(d);
                if last(to) >= to { last(to) } else { last(to.with_day0(0).unwrap_or(to) + Months::new(1)) }
            }
        };
        Occasion { period, from, to, due }
    }

    /// The reports whose data end from `from` to `until`, in order; none for a duty on demand.
    pub fn occasions(&self, from: NaiveDate, until: NaiveDate) -> Vec<Occasion> {
        let every = match self.frequency {
            DutyFrequency::Monthly => Every::Month,
            DutyFrequency::Quarterly => Every::Quarter,
            DutyFrequency::HalfYearly => Every::Half,
            DutyFrequency::Yearly => Every::Year,
            DutyFrequency::OnDemand => return vec![],
        };
        let mut period = every.period_of(from);
        let mut occasions = vec![];
        while period.start() <= until {
            let occasion = self.occasion(period);
            if (from..=until).contains(&occasion.to) {
                occasions.push(occasion);
            }
            period = period.next();
        }
        occasions
    }

    /// The next `n` reports that are not overdue on `today`.
    pub fn next(&self, today: NaiveDate, n: usize) -> Vec<Occasion> {
        // Every frequency has at least one report a year.
        let until = today + Months::new(12 * (n as u32 + 1));
        let coming = self.occasions(today - Days::new(LONGEST_WAIT), until).into_iter().filter(|o| o.due >= today);
        coming.take(n).collect()
    }
}

/// Days from the end of the data within which every report is due and every round closed.
const LONGEST_WAIT: u64 = 75;

/// Days after the due date on which a round still takes reports: ours.
pub const CLOSING_DAYS: u64 = 10;

/// A reporting round that follows from a duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The month whose form it asks for; of a longer period, its last month.
    pub period: Period,
    pub opens: NaiveDate,
    pub due: NaiveDate,
    pub closes: NaiveDate,
    pub calendar: Calendar,
    /// First and last day of the data.
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Code of the duty.
    pub duty: String,
}

/// The rounds that a province's duties ask for, in order, from those still open on `today` to those whose data end by `until`.
///
/// Every month where some report is due monthly; otherwise only the last months of the longer periods. Where several duties
/// meet in a month, the one that is due first sets the dates.
pub fn plan(duties: &[&Duty], today: NaiveDate, until: NaiveDate) -> Vec<Planned> {
    let monthly = duties.iter().any(|d| d.frequency == DutyFrequency::Monthly);
    let mut rounds: BTreeMap<Period, Planned> = BTreeMap::new();
    for duty in duties.iter().filter(|d| !monthly || d.frequency == DutyFrequency::Monthly) {
        for o in duty.occasions(today - Days::new(LONGEST_WAIT), until) {
            let new = Planned {
                period: Period::month_of(o.period.end()),
                // A report due on the last day of its data could otherwise never be in time.
                opens: (o.to + Days::new(1)).min(o.due),
                due: o.due,
                closes: o.due + Days::new(CLOSING_DAYS),
                calendar: duty.calendar,
                from: o.from,
                to: o.to,
                duty: duty.code.clone(),
            };
            let old = rounds.get(&new.period);
            if new.closes >= today && old.is_none_or(|old| (new.due, &new.duty) < (old.due, &old.duty)) {
                rounds.insert(new.period, new);
            }
        }
    }
    rounds.into_values().collect()
}
