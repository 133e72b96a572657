//! What intake noticed.

use crate::coded::coded;
use serde::{Deserialize, Serialize};

coded! {
    /// Ordered from worst; the order findings are shown in.
    pub enum Severity {
        /// The report cannot be submitted.
        Blocking = "blocking", "phải sửa", "must be fixed";
        /// Can be submitted with a reason.
        Justify = "justify", "cần giải trình", "needs a reason";
        /// For information.
        Notice = "notice", "lưu ý", "note";
    }
}

/// Something intake noticed in one cell, or in the file as a whole (`sheet` and `cell` empty).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub severity: Severity,
    /// Stable rule id, e.g. `numerator-above-denominator`.
    pub rule: String,
    /// Sheet name as in the file; empty when typed in the page or when about the whole file.
    pub sheet: String,
    /// A1 address, e.g. `F18`.
    pub cell: String,
    /// The indicator's code, when the row was understood.
    pub indicator: Option<String>,
    /// One Vietnamese sentence or two: what is wrong, where, what to do.
    pub message: String,
}
