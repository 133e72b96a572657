//! Named information systems, platforms and databases, and how far they are.

use crate::{coded::coded, indicator::Basis, is_default, task::TimeRule};
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
    /// Steps of the move that are done.
    pub steps_done: usize,
}

coded! {
    /// What an indicator counts of the systems that feed it.
    pub enum Counted {
        Built = "built", "đã xây dựng", "built";
        Provincial = "provincial", "đã kết nối Trung tâm dữ liệu tỉnh", "connected to the provincial data centre";
        National = "national", "đã kết nối quốc gia", "connected nationally";
        Secured = "secured", "đã phê duyệt cấp độ an toàn", "security level approved";
    }
}

impl Counted {
    pub fn holds(self, c: &Condition) -> bool {
        match self {
            Self::Built => c.stage >= Stage::Built,
            Self::Provincial => c.provincial,
            Self::National => c.national,
            Self::Secured => c.security_level.is_some(),
        }
    }
}

/// Numerator and denominator that a register gives: systems for which it holds, of all.
pub fn count(counted: Counted, systems: &[Condition]) -> (usize, usize) {
    (systems.iter().filter(|c| counted.holds(c)).count(), systems.len())
}
