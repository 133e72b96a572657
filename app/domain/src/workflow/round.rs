//! A round from planned to published: one way, a step at a time.

use super::{Transition, find, row};
use crate::{access::Role::Approver, coded::coded};

coded! {
    /// Where a round stands; it only ever moves to the next of these.
    pub enum RoundState {
        Planned = "planned", "chưa mở", "planned";
        Open = "open", "đang mở", "open";
        Closed = "closed", "đã đóng", "closed";
        InAppraisal = "in_appraisal", "đang thẩm định", "in appraisal";
        /// Explanations and appeals come in.
        Notified = "notified", "đã thông báo kết quả", "results notified";
        Finalised = "finalised", "đã chốt", "finalised";
        Published = "published", "đã công bố", "published";
        Superseded = "superseded", "đã được thay thế", "superseded";
    }
}

impl RoundState {
    /// The state that follows; none after the last.
    pub fn next(self) -> Option<Self> {
        Self::ALL.iter().copied().find(|s| *s > self)
    }
}

coded! {
    pub enum RoundAction {
        Open = "open", "mở đợt", "open";
        Close = "close", "đóng đợt", "close";
        Appraise = "appraise", "bắt đầu thẩm định", "begin the appraisal";
        Notify = "notify", "thông báo kết quả", "notify results";
        Finalise = "finalise", "chốt", "finalise";
        Publish = "publish", "công bố", "publish";
        Supersede = "supersede", "thay bằng bản mới", "supersede";
    }
}

use RoundAction as A;
use RoundState as S;

/// All that a round can do.
#[rustfmt::skip]
pub const ROUND_TRANSITIONS: &[Transition<RoundState, RoundAction>] = &[
    row(S::Planned, A::Open, S::Open, &[], "đến ngày mở", "the opening day has come"),
    row(S::Open, A::Close, S::Closed, &[], "qua ngày đóng", "the closing day has passed"),
    row(S::Closed, A::Appraise, S::InAppraisal, &[Approver],
        "mỗi đơn vị đã nộp, được miễn hoặc được ghi là không nộp", "every unit has submitted, is exempt or is noted as missing"),
    row(S::InAppraisal, A::Notify, S::Notified, &[Approver],
        "mọi báo cáo đã nộp đều đã quyết định; có hạn giải trình", "every submitted report is decided; with a last day for explanations"),
    row(S::Notified, A::Finalise, S::Finalised, &[Approver],
        "hết hạn giải trình, mọi ý kiến đã được trả lời; lưu lần tính điểm",
        "the time for explanations is over and each is answered; the scores are stored"),
    row(S::Finalised, A::Publish, S::Published, &[Approver],
        "có bản chụp số liệu kèm mã băm", "there is a snapshot of the figures with its hash"),
    row(S::Published, A::Supersede, S::Superseded, &[Approver],
        "có bản công bố mới và thông báo đính chính", "there is a new publication and a correction notice"),
];

/// The table has no such row.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[error("Đợt báo cáo {}, không {} được. Tải lại trang để xem bước tiếp theo.", .from.label(), .action.label())]
pub struct RoundRefused {
    pub from: RoundState,
    pub action: RoundAction,
}

/// Where `action` leads from `from`.
pub fn next_round(from: RoundState, action: RoundAction) -> Result<RoundState, RoundRefused> {
    find(ROUND_TRANSITIONS, from, action).ok_or(RoundRefused { from, action })
}
