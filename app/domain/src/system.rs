//! Named information systems, platforms and databases, and how far they are.

use crate::{
    Quantity,
    coded::coded,
    indicator::{Basis, Kind},
    is_default,
    task::TimeRule,
};
use serde::{Deserialize, Serialize};

coded! {
    pub enum SystemKind {
        System = "system", "hệ thống", "system";
        Platform = "platform", "nền tảng", "platform";
        Database = "database", "cơ sở dữ liệu", "database";
    }
}

coded! {
    pub enum Stage {
        ToBuild = "to_build", "cần xây dựng", "to be built";
        Building = "building", "đang xây dựng", "being built";
        Built = "built", "đã xây dựng", "built";
        Running = "running", "đang vận hành", "running";
    }
}

/// A row of systems.toml: the system as its document names it. What became of it since stands in its updates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InfoSystem {
    pub code: String,
    pub province: String,
    pub name: String,
    pub kind: SystemKind,
    /// Unit code.
    pub owner: String,
    pub owner_basis: Basis,
    pub stage: Stage,
    pub stage_basis: Basis,
    pub document: String,
    pub source_lines: String,
    /// Do its lines belong to this row alone, or is it only named there?
    #[serde(default, skip_serializing_if = "is_default")]
    pub claims: bool,
    /// The phrase that names it.
    pub written: String,
    /// Indicators that count such systems.
    #[serde(default)]
    pub feeds: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub reading: String,
    /// Steps of its move, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub step: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub name: String,
    pub time: TimeRule,
    #[serde(default, skip_serializing_if = "is_default")]
    pub time_written: String,
    pub source_lines: String,
}

/// How far a system is: what its newest update says, or its document until there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition {
    pub stage: Stage,
    /// Connected to the provincial data centre.
    pub provincial: bool,
    /// Connected to the national data centre or its national platform.
    pub national: bool,
    /// Approved security level, 1 to 5.
    pub security_level: Option<i32>,
    /// Steps of the move that are done, of `steps`.
    pub steps_done: usize,
    pub steps: usize,
}

impl Condition {
    /// The first thing that is less than it was, which needs a reason: "giai đoạn từ “đã xây dựng” về “đang xây dựng”".
    pub fn loss_since(&self, before: &Self) -> Option<String> {
        let level = |c: &Self| c.security_level.map_or_else(|| "chưa có".to_owned(), |n| format!("cấp độ {n}"));
        let yes = |connected: bool| if connected { "đã kết nối" } else { "chưa kết nối" };
        let fell = |what: &str, from: &str, to: &str| Some(format!("{what} từ “{from}” về “{to}”"));
        if self.stage < before.stage {
            return fell("giai đoạn", before.stage.label(), self.stage.label());
        }
        if before.provincial && !self.provincial {
            return fell("kết nối Trung tâm dữ liệu tỉnh", yes(before.provincial), yes(self.provincial));
        }
        if before.national && !self.national {
            return fell("kết nối quốc gia", yes(before.national), yes(self.national));
        }
        if self.security_level < before.security_level {
            return fell("cấp độ an toàn", &level(before), &level(self));
        }
        if self.steps_done < before.steps_done {
            return fell("số bước đã xong", &before.steps_done.to_string(), &self.steps_done.to_string());
        }
        None
    }
}

coded! {
    /// What an indicator counts of the systems that feed it.
    pub enum Counted {
        Built = "built", "đã xây dựng", "built";
        Provincial = "provincial", "đã kết nối Trung tâm dữ liệu tỉnh", "connected to the provincial data centre";
        National = "national", "đã kết nối quốc gia", "connected nationally";
        /// Both at once: one place alone does not count.
        Connected = "connected", "đã kết nối cả Trung tâm dữ liệu tỉnh và quốc gia", "connected to the provincial centre and nationally";
        Secured = "secured", "đã phê duyệt cấp độ an toàn", "security level approved";
        /// Every step of its move is done.
        Moved = "moved", "đã chuyển xong lên Trung tâm Dữ liệu quốc gia", "moved to the national data centre";
    }
}

impl Counted {
    pub fn holds(self, c: &Condition) -> bool {
        match self {
            Self::Built => c.stage >= Stage::Built,
            Self::Provincial => c.provincial,
            Self::National => c.national,
            Self::Connected => c.provincial && c.national,
            Self::Secured => c.security_level.is_some(),
            Self::Moved => c.steps > 0 && c.steps_done >= c.steps,
        }
    }
}

/// Numerator and denominator that a register gives: systems for which it holds, of all.
pub fn count(counted: Counted, systems: &[Condition]) -> (usize, usize) {
    (systems.iter().filter(|c| counted.holds(c)).count(), systems.len())
}

/// What the register of one unit gives for an indicator that its systems feed, beside what the unit reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub counted: Counted,
    pub holds: usize,
    pub of: usize,
    /// Systems that somebody has updated. Of the others the register knows no more than their document says.
    pub kept: usize,
}

impl Tally {
    /// None without systems. The second of a pair says whether it was ever updated.
    pub fn new(counted: Counted, systems: &[(Condition, bool)]) -> Option<Self> {
        let conditions: Vec<Condition> = systems.iter().map(|s| s.0).collect();
        let (holds, of) = count(counted, &conditions);
        let kept = systems.iter().filter(|s| s.1).count();
        (of > 0).then_some(Self { counted, holds, of, kept })
    }

    /// Does a reported figure say the same? A register that nobody keeps contradicts nothing.
    pub fn agrees(&self, kind: Kind, numerator: Quantity, denominator: Option<Quantity>) -> bool {
        let whole = |n: usize| i64::try_from(n).ok().and_then(Quantity::whole);
        match kind {
            _ if self.kept == 0 => true,
            Kind::Ratio => (Some(numerator), denominator) == (whole(self.holds), whole(self.of)),
            Kind::Count => Some(numerator) == whole(self.holds),
            Kind::YesNo | Kind::Qualitative => (kind.top().and_then(Quantity::whole) == Some(numerator)) == (self.holds == self.of),
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.holds, self.of)
    }
}
