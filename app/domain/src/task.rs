//! What has to be done by when, and where it stands.

mod saying;

pub use saying::{BODY_LIMIT, EVIDENCE_LIMIT, Saying};

use crate::{Period, coded::coded, indicator::Basis, is_default, status::Tone};
use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A task as its document gives it: a row of tasks.toml. `*_written` stand in the document's lines word for word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// Document and place in it, e.g. `001-PL-I-a-1`; never changes.
    pub code: String,
    pub document: String,
    /// Short heading of its group.
    pub group: String,
    pub title: String,
    /// Unit codes or groups of units (`all_departments`, `all_communes`, `all_units`).
    pub leads: Vec<String>,
    /// Somebody outside the province's units.
    #[serde(default, skip_serializing_if = "is_default")]
    pub leads_other: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub lead_written: String,
    pub lead_basis: Basis,
    /// Where the lead is named, when not in `source_lines`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub lead_lines: String,
    #[serde(default)]
    pub coordinators: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub coordinators_other: String,
    pub time: TimeRule,
    #[serde(default, skip_serializing_if = "is_default")]
    pub time_written: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub time_lines: String,
    /// The deadline of the group's heading: a second fact beside the task's own time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_time: Option<TimeRule>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub group_time_written: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub group_time_lines: String,
    /// Every line of the document that this row stands for.
    pub source_lines: String,
    /// Code of a task or indicator that says the same.
    #[serde(default, skip_serializing_if = "is_default")]
    pub restates: String,
    /// Our interpretation; where the text is ambiguous, both readings.
    #[serde(default, skip_serializing_if = "is_default")]
    pub reading: String,
}

/// Something that sets dates once it happens: a row of events.toml.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    pub code: String,
    pub province: String,
    pub name: String,
    pub document: String,
    pub source_lines: String,
    /// Entered when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened_on: Option<NaiveDate>,
}

coded! {
    pub enum TaskState {
        NotStarted = "not_started", "chưa bắt đầu", "not started";
        InProgress = "in_progress", "đang thực hiện", "in progress";
        UnderReview = "under_review", "đang trình, thẩm định", "under review";
        Done = "done", "hoàn thành", "done";
        /// Taken back by a document, which the update names.
        Dropped = "dropped", "dừng thực hiện", "dropped";
    }
}

coded! {
    /// Where a task stands on a day. Ordered from the one that needs eyes most.
    pub enum Standing {
        Overdue = "overdue", "quá hạn", "overdue";
        DueSoon = "due_soon", "sắp đến hạn", "due soon";
        OnTime = "on_time", "còn trong hạn", "in time";
        /// The event that sets the date has not happened, or nobody has entered its date.
        Waiting = "waiting", "chờ sự kiện", "waiting for an event";
        /// Goes on without an end.
        Continuous = "continuous", "thường xuyên", "continuous";
        /// No document gives a time.
        NoDate = "no_date", "chưa có thời hạn", "no date";
        DoneLate = "done_late", "hoàn thành muộn", "done late";
        Done = "done", "hoàn thành", "done";
        Dropped = "dropped", "dừng thực hiện", "dropped";
    }
}

impl Standing {
    /// What it looks like. What has no date is hollow: there is nothing to judge it by.
    pub fn tone(self) -> Tone {
        match self {
            Self::Overdue => Tone::Late,
            Self::DueSoon => Tone::Risk,
            Self::OnTime => Tone::On,
            Self::DoneLate | Self::Done => Tone::Met,
            Self::Waiting | Self::Continuous | Self::NoDate | Self::Dropped => Tone::None,
        }
    }

    /// Nothing more has to be done.
    pub fn is_over(self) -> bool {
        matches!(self, Self::DoneLate | Self::Done | Self::Dropped)
    }

    /// Somebody has to act now.
    pub fn needs_eyes(self) -> bool {
        matches!(self, Self::Overdue | Self::DueSoon)
    }
}

/// From which day a task exists: its document's date, else the first day of the year that the document names, else the first day
/// of the year in which the row was `entered`.
pub fn given(issued_on: Option<NaiveDate>, issued_written: &str, entered: NaiveDate) -> NaiveDate {
    let mut years = issued_written.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 4).filter_map(|run| run.parse().ok());
    let named = years.rfind(|year| (1945..=2100).contains(year));
    issued_on.unwrap_or_else(|| named.and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1)).unwrap_or(Period::year_of(entered).start()))
}

/// Days before the due date from which a task is due soon.
pub const SOON_DAYS: u64 = 30;

/// How a document sets a time. As text: `date 2025-12-31`, `month 2026-03`, `quarter 2025-Q4`, `year 2025`, `range 2026 2030`,
/// `range 2026-Q1 2026-Q2`, `monthly`, `quarterly`, `half_yearly`, `yearly`, `yearly from 2026`, `continuous`, `after EVENT 15 days`,
/// `after EVENT 6 months`, `unstated`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum TimeRule {
    Date(NaiveDate),
    /// A month, quarter or year: due at its end.
    Within(Period),
    /// From the start of one to the end of the other.
    Range(Period, Period),
    /// Again in every such period, from the first one named or, where none is, from when the task was given.
    Every(Every, Option<Period>),
    Continuous,
    After {
        event: String,
        days: u32,
        months: u32,
    },
    Unstated,
}

coded! {
    pub enum Every {
        Month = "monthly", "hằng tháng", "monthly";
        Quarter = "quarterly", "hằng quý", "quarterly";
        Half = "half_yearly", "6 tháng một lần", "half-yearly";
        Year = "yearly", "hằng năm", "yearly";
    }
}

impl Every {
    pub fn period_of(self, day: NaiveDate) -> Period {
        match self {
            Self::Month => Period::month_of(day),
            Self::Quarter => Period::quarter_of(day),
            Self::Half => Period::half_of(day),
            Self::Year => Period::year_of(day),
        }
    }
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("“{0}” không phải một quy tắc thời gian")]
pub struct NotATimeRule(String);

impl TryFrom<String> for TimeRule {
    type Error = NotATimeRule;

    fn try_from(text: String) -> Result<Self, NotATimeRule> {
        text.parse()
    }
}

impl From<TimeRule> for String {
    fn from(rule: TimeRule) -> Self {
        rule.to_string()
    }
}

impl FromStr for TimeRule {
    type Err = NotATimeRule;

    fn from_str(text: &str) -> Result<Self, NotATimeRule> {
        let words: Vec<&str> = text.split(' ').collect();
        let period = |code: &str| code.parse::<Period>().ok();
        let named = |code: &str, kind: &str| {
            let tail = code.get(4..).unwrap_or_default();
            let is = match kind {
                "month" => tail.len() == 3 && !tail.contains(['Q', 'H']),
                "quarter" => tail.starts_with("-Q"),
                _ => tail.is_empty(),
            };
            period(code).filter(|_| is)
        };
        let rule = match words.as_slice() {
            ["date", day] => day.parse().ok().map(Self::Date),
            [kind @ ("month" | "quarter" | "year"), code] => named(code, kind).map(Self::Within),
            ["range", from, to] => period(from).zip(period(to)).filter(|(a, b)| a.start() <= b.end()).map(|(a, b)| Self::Range(a, b)),
            ["continuous"] => Some(Self::Continuous),
            ["unstated"] => Some(Self::Unstated),
            ["after", event, n, unit @ ("days" | "months")] if !event.is_empty() => n.parse().ok().map(|n| {
                let (days, months) = if *unit == "days" { (n, 0) } else { (0, n) };
                Self::After { event: (*event).to_owned(), days, months }
            }),
            [every] => every.parse().ok().map(|every| Self::Every(every, None)),
            [every, "from", first] => {
                let (every, first): (Option<Every>, _) = (every.parse().ok(), period(first));
                every
                    .zip(first)
                    .filter(|(every, first)| every.period_of(first.start()) == *first)
                    .map(|(every, first)| Self::Every(every, Some(first)))
            }
            _ => None,
        };
        rule.ok_or_else(|| NotATimeRule(text.to_owned()))
    }
}

impl TimeRule {
    /// As an official writes it. `event` gives the name of an event's code.
    pub fn label(&self, event: impl Fn(&str) -> Option<String>) -> String {
        let when = |event_code: &str| event(event_code).unwrap_or_else(|| event_code.to_owned());
        match self {
            Self::Date(day) => crate::text::vi_date(*day),
            Self::Within(period) => period.label(),
            Self::Range(from, to) => format!("{} – {}", from.label(), to.label()),
            Self::Every(every, None) => every.label().to_owned(),
            Self::Every(every, Some(first)) => format!("{}, từ {}", every.label(), first.label()),
            Self::Continuous => "thường xuyên".to_owned(),
            Self::After { event: code, days: 0, months: 0 } => format!("khi {}", when(code)),
            Self::After { event: code, months: 0, days } => format!("{days} ngày sau khi {}", when(code)),
            Self::After { event: code, months, .. } => format!("{months} tháng sau khi {}", when(code)),
            Self::Unstated => "văn bản không nêu".to_owned(),
        }
    }

    /// The event it waits for.
    pub fn event(&self) -> Option<&str> {
        if let Self::After { event, .. } = self { Some(event) } else { None }
    }

    /// The last day of an `after` rule whose event happened on `event`.
    pub fn last_day_after(&self, event: NaiveDate) -> Option<NaiveDate> {
        let Self::After { days, months, .. } = self else { return None };
        event.checked_add_months(Months::new(*months))?.checked_add_days(Days::new((*days).into()))
    }

    /// The last day that the rule alone gives.
    pub fn last_day(&self) -> Option<NaiveDate> {
        match self {
            Self::Date(day) => Some(*day),
            Self::Within(period) | Self::Range(_, period) => Some(period.end()),
            _ => None,
        }
    }
}

impl fmt::Display for TimeRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(day) => write!(f, "date {day}"),
            Self::Within(period) => {
                let code = period.to_string();
                let kind = if code.contains('Q') {
                    "quarter"
                } else if code.len() == 4 {
                    "year"
                } else {
                    "month"
                };
                write!(f, "{kind} {code}")
            }
            Self::Range(from, to) => write!(f, "range {from} {to}"),
            Self::Every(every, None) => f.write_str(every.code()),
            Self::Every(every, Some(first)) => write!(f, "{} from {first}", every.code()),
            Self::Continuous => f.write_str("continuous"),
            Self::After { event, months: 0, days } => write!(f, "after {event} {days} days"),
            Self::After { event, months, .. } => write!(f, "after {event} {months} months"),
            Self::Unstated => f.write_str("unstated"),
        }
    }
}

/// What the standing of a task is decided from.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    pub rule: &'a TimeRule,
    /// The deadline of the group's heading: holds only where the task itself has no time.
    pub group: Option<NaiveDate>,
    /// When the event of an `after` rule happened.
    pub event: Option<NaiveDate>,
    /// When the task was given: the document's date.
    pub given: NaiveDate,
    pub state: TaskState,
    pub done_on: Option<NaiveDate>,
    /// Of a recurring task: an update does for the period it falls in.
    pub last_update: Option<NaiveDate>,
}

impl Facts<'_> {
    /// The last day, where there is one. A recurring task is due at the end of the first period without an update.
    pub fn due(&self) -> Option<NaiveDate> {
        match self.rule {
            TimeRule::Date(_) | TimeRule::Within(_) | TimeRule::Range(..) => self.rule.last_day(),
            TimeRule::Every(every, start) => {
                let first = start.unwrap_or_else(|| every.period_of(self.given));
                let next = self.last_update.map_or(first, |day| every.period_of(day).next());
                Some(next.max(first).end())
            }
            TimeRule::After { .. } => self.rule.last_day_after(self.event?),
            TimeRule::Unstated => self.group,
            TimeRule::Continuous => None,
        }
    }

    pub fn standing(&self, today: NaiveDate) -> Standing {
        let due = self.due();
        match (self.state, due) {
            (TaskState::Dropped, _) => Standing::Dropped,
            (TaskState::Done, Some(due)) if self.done_on.is_some_and(|day| day > due) => Standing::DoneLate,
            (TaskState::Done, _) => Standing::Done,
            (_, Some(due)) if due < today => Standing::Overdue,
            (_, Some(due)) if due <= today + Days::new(SOON_DAYS) => Standing::DueSoon,
            (_, Some(_)) => Standing::OnTime,
            (_, None) => match self.rule {
                TimeRule::After { .. } => Standing::Waiting,
                TimeRule::Continuous => Standing::Continuous,
                _ => Standing::NoDate,
            },
        }
    }
}
