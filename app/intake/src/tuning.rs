//! Rules set otherwise for one indicator: "denominator-changed 30; copy-of-last-period off".

use crate::form::Shape;
use crate::rules::{self, RULES, Rule};
use domain::text::Lang;
use domain::{Quantity, Severity};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A rule that one indicator may have otherwise. The others protect figures from being misread, or ask for what no report can go
/// without: they are the same everywhere.
#[derive(Clone, Copy, Debug)]
pub struct Tunable {
    pub rule: Rule,
    pub freedom: Freedom,
    pub threshold: Option<Threshold>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freedom {
    /// Off, milder or stricter.
    Any,
    /// It finds what would corrupt figures in silence: never off, never milder.
    Stricter,
}

/// From where on a rule speaks, of a ratio and of a count; none where it is not about it.
#[derive(Clone, Copy, Debug)]
pub struct Threshold {
    pub ratio: Option<Limit>,
    pub count: Option<Limit>,
}

/// The usual number, and what it is a number of.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    pub usual: i64,
    pub of: &'static str,
    pub of_en: &'static str,
}

const fn free(rule: Rule) -> Tunable {
    Tunable { rule, freedom: Freedom::Any, threshold: None }
}

const fn firm(rule: Rule) -> Tunable {
    Tunable { rule, freedom: Freedom::Stricter, threshold: None }
}

const fn limited(rule: Rule, ratio: Limit, count: Option<Limit>) -> Tunable {
    Tunable { threshold: Some(Threshold { ratio: Some(ratio), count }), ..free(rule) }
}

const SHARE: Limit = Limit { usual: 50, of: "% so với mẫu số kỳ trước", of_en: "% of the last denominator" };
const POINTS: Limit = Limit { usual: 30, of: "điểm phần trăm", of_en: "percent points" };
const TIMES: Limit = Limit { usual: 3, of: "lần", of_en: "times" };
const SPREADS: Limit = Limit {
    usual: 6,
    of: "lần mức lệch thường thấy (dưới 2 điểm tính là 2 điểm)",
    of_en: "times the usual spread (taken as 2 points at least)",
};
const SPREADS_OF_COUNT: Limit = Limit {
    of: "lần mức lệch thường thấy (dưới 5 % của kỳ trước tính là 5 %)",
    of_en: "times the usual spread (taken as 5% of the last figure at least)",
    ..SPREADS
};
const SPREADS_OF_PEERS: Limit = Limit {
    usual: 8,
    of: "lần mức lệch thường thấy (dưới 3 điểm tính là 3 điểm)",
    of_en: "times the usual spread (taken as 3 points at least)",
};

/// All of them, in the order of [`RULES`].
pub const TUNABLE: &[Tunable] = &[
    firm(rules::NO_DATA),
    free(rules::ABOVE),
    firm(rules::DISAGREES),
    firm(rules::SCALE),
    firm(rules::SCALE_DOWN),
    free(rules::FALLS),
    limited(rules::BIG_CHANGE, POINTS, Some(TIMES)),
    limited(rules::DENOMINATOR_CHANGED, SHARE, None),
    limited(rules::OUTLIER_HISTORY, SPREADS, Some(SPREADS_OF_COUNT)),
    limited(rules::OUTLIER_PEERS, SPREADS_OF_PEERS, None),
    free(rules::FRACTION),
    free(rules::PERCENT_AS_COUNT),
    free(rules::ALL_ROUND),
    free(rules::COPY),
    free(rules::NO_EVIDENCE),
    free(rules::REGISTER),
];

/// The threshold of a rule where nothing else is set.
pub(crate) fn usual(rule: Rule, shape: Shape) -> Quantity {
    let threshold = TUNABLE.iter().find(|t| t.rule.id == rule.id).and_then(|t| t.threshold);
    let limit = threshold.and_then(|t| if shape == Shape::Ratio { t.ratio } else { t.count });
    limit.and_then(|l| Quantity::whole(l.usual)).unwrap_or_default()
}

/// A threshold above this one would switch the rule off without saying so.
const MOST: i64 = 1_000;

/// What is set otherwise for one indicator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tuning {
    set: Vec<Tuned>,
}

/// One rule of a [`Tuning`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tuned {
    /// Id of the rule.
    pub rule: &'static str,
    pub setting: Setting,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    Off,
    /// Whichever is set; the other is as usual.
    On(Option<Severity>, Option<Quantity>),
}

/// Why a text is no tuning; a sentence to go after the name of the indicator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTuned {
    #[error("không có quy tắc kiểm tra mã “{0}”")]
    Unknown(String),
    #[error("quy tắc “{0}” áp dụng như nhau cho mọi chỉ tiêu, không chỉnh được")]
    Fixed(&'static str),
    #[error("quy tắc “{0}” giữ cho số liệu không bị sai mà không ai biết, nên không được tắt hay hạ mức")]
    Weakened(&'static str),
    #[error("quy tắc “{0}” không có ngưỡng; ghi off, blocking, justify hoặc notice")]
    NoThreshold(&'static str),
    #[error("ngưỡng “{1}” của quy tắc “{0}” phải lớn hơn 0 và không quá 1.000; muốn bỏ quy tắc thì ghi off")]
    OutOfRange(&'static str, String),
    #[error("sau quy tắc “{0}” ghi “{1}”; ghi off, blocking, justify, notice hoặc một số")]
    Word(&'static str, String),
    #[error("quy tắc “{0}” chưa ghi mức áp dụng: off, blocking, justify, notice hoặc một số")]
    Nothing(&'static str),
    #[error("quy tắc “{0}” được ghi hai lần hoặc có hai mức khác nhau")]
    Twice(&'static str),
}

impl Tuning {
    /// The rule as it is here; none where it is off.
    pub(crate) fn of(&self, rule: Rule) -> Option<Rule> {
        match self.setting(rule) {
            Some(Setting::Off) => None,
            Some(Setting::On(Some(severity), _)) => Some(Rule { severity, ..rule }),
            _ => Some(rule),
        }
    }

    pub(crate) fn threshold(&self, rule: Rule) -> Option<Quantity> {
        match self.setting(rule)? {
            Setting::On(_, threshold) => threshold,
            Setting::Off => None,
        }
    }

    fn setting(&self, rule: Rule) -> Option<Setting> {
        self.set.iter().find(|t| t.rule == rule.id).map(|t| t.setting)
    }
}

impl Tuned {
    fn read(text: &str) -> Result<Self, NotTuned> {
        let mut words = text.split_whitespace();
        let id = words.next().unwrap_or_default();
        let rule = RULES.iter().find(|r| r.id == id).ok_or_else(|| NotTuned::Unknown(id.to_owned()))?;
        let tunable = TUNABLE.iter().find(|t| t.rule.id == id).ok_or(NotTuned::Fixed(rule.id))?;
        let mut setting = None;
        for word in words {
            let next = tunable.setting(word)?;
            setting = Some(match (setting, next) {
                (None, next) => next,
                (Some(Setting::On(Some(s), None)), Setting::On(None, Some(t)))
                | (Some(Setting::On(None, Some(t))), Setting::On(Some(s), None)) => Setting::On(Some(s), Some(t)),
                _ => return Err(NotTuned::Twice(rule.id)),
            });
        }
        Ok(Self { rule: rule.id, setting: setting.ok_or(NotTuned::Nothing(rule.id))? })
    }
}

impl Tunable {
    fn setting(&self, word: &str) -> Result<Setting, NotTuned> {
        let (id, firm) = (self.rule.id, self.freedom == Freedom::Stricter);
        if word == "off" {
            return if firm { Err(NotTuned::Weakened(id)) } else { Ok(Setting::Off) };
        }
        if let Ok(severity) = word.parse::<Severity>() {
            // Severities are ordered from the worst.
            let milder = firm && severity > self.rule.severity;
            return if milder { Err(NotTuned::Weakened(id)) } else { Ok(Setting::On(Some(severity), None)) };
        }
        let Some(number) = Quantity::from_plain(&word.replace(',', ".")) else { return Err(NotTuned::Word(id, word.to_owned())) };
        if self.threshold.is_none() {
            return Err(NotTuned::NoThreshold(id));
        }
        let sound = number > Quantity::ZERO && Quantity::whole(MOST).is_some_and(|most| number <= most);
        if sound { Ok(Setting::On(None, Some(number))) } else { Err(NotTuned::OutOfRange(id, word.to_owned())) }
    }
}

impl FromStr for Tuning {
    type Err = NotTuned;

    fn from_str(text: &str) -> Result<Self, NotTuned> {
        let mut set: Vec<Tuned> = vec![];
        for part in text.split(';').map(str::trim).filter(|p| !p.is_empty()) {
            let tuned = Tuned::read(part)?;
            if set.iter().any(|t| t.rule == tuned.rule) {
                return Err(NotTuned::Twice(tuned.rule));
            }
            set.push(tuned);
        }
        Ok(Self { set })
    }
}

impl fmt::Display for Tuning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, Tuned { rule, setting }) in self.set.iter().enumerate() {
            write!(f, "{}{rule}", if n > 0 { "; " } else { "" })?;
            match setting {
                Setting::Off => f.write_str(" off")?,
                Setting::On(severity, threshold) => {
                    threshold.map_or(Ok(()), |t| write!(f, " {}", t.to_plain()))?;
                    severity.map_or(Ok(()), |s| write!(f, " {}", s.code()))?;
                }
            }
        }
        Ok(())
    }
}

impl From<Tuning> for String {
    fn from(tuning: Tuning) -> Self {
        tuning.to_string()
    }
}

impl TryFrom<String> for Tuning {
    type Error = NotTuned;

    fn try_from(text: String) -> Result<Self, NotTuned> {
        text.parse()
    }
}

impl Threshold {
    /// "30 điểm phần trăm; số đếm: 3 lần"
    pub fn shown(&self, lang: Lang) -> String {
        let (is_english, count) = (lang == Lang::En, if lang == Lang::En { "counts: " } else { "số đếm: " });
        let part = |l: Limit| format!("{} {}", l.usual, if is_english { l.of_en } else { l.of }).replace(" %", "\u{a0}%");
        match (self.ratio.map(part), self.count.map(part)) {
            (Some(ratio), Some(other)) if ratio != other => format!("{ratio}; {count}{other}"),
            (ratio, other) => ratio.or(other).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests;
