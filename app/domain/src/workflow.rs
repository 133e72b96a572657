//! How a report moves from draft to accepted, and a round from planned to published.

use crate::{access::Role, coded::coded};

coded! {
    /// Where one revision of a unit's report stands. A returned or withdrawn revision stays as it is; the unit goes on
    /// in the next one, which begins as a draft.
    pub enum SubmissionState {
        Draft = "draft", "đang soạn", "draft";
        Submitted = "submitted", "đã nộp", "submitted";
        InReview = "in_review", "đang thẩm định", "in review";
        Returned = "returned", "bị trả lại", "returned";
        Accepted = "accepted", "đã chấp nhận", "accepted";
        Locked = "locked", "đã khoá", "locked";
        Withdrawn = "withdrawn", "đã rút", "withdrawn";
        Exempt = "exempt", "được miễn", "exempt";
    }
}

coded! {
    /// Where one figure of a report stands.
    pub enum ItemState {
        Pending = "pending", "chưa quyết định", "pending";
        Accepted = "accepted", "chấp nhận", "accepted";
        /// The reviewer's value stands beside the reporter's, never over it.
        Adjusted = "adjusted", "dùng số thẩm định", "adjusted";
        Clarification = "clarification", "hỏi lại", "clarification requested";
        Rejected = "rejected", "trả lại", "rejected";
    }
}

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
    pub enum Action {
        Submit = "submit", "nộp", "submit";
        Withdraw = "withdraw", "rút", "withdraw";
        Claim = "claim", "nhận thẩm định", "claim";
        Return = "return", "trả lại", "return";
        Accept = "accept", "chấp nhận", "accept";
        Lock = "lock", "khoá", "lock";
        /// Makes revision n+1; n itself does not move and stays in force until n+1 is accepted.
        Reopen = "reopen", "mở lại", "reopen";
        Exempt = "exempt", "cho miễn", "exempt";
    }
}

/// One row of the table: in `from`, `who` may do `action`, which leads to `to`, if `guard` holds.
pub struct Transition {
    pub from: SubmissionState,
    pub action: Action,
    pub to: SubmissionState,
    /// Any of these roles; none of them is the system itself.
    pub who: &'static [Role],
    pub guard: &'static str,
}

const fn row(from: SubmissionState, action: Action, to: SubmissionState, who: &'static [Role], guard: &'static str) -> Transition {
    Transition { from, action, to, who, guard }
}

use Action as A;
use Role::{Approver, Reviewer, UnitApprover};
use SubmissionState as S;

/// All there is. States that are no `from` are final for their revision.
pub const TRANSITIONS: &[Transition] = &[
    row(S::Draft, A::Submit, S::Submitted, &[UnitApprover], "hết phát hiện phải sửa, đã giải trình, có minh chứng nơi cần"),
    row(S::Draft, A::Exempt, S::Exempt, &[Approver], "có văn bản cho miễn"),
    row(S::Submitted, A::Withdraw, S::Withdrawn, &[UnitApprover], "chưa ai bắt đầu thẩm định"),
    row(S::Submitted, A::Claim, S::InReview, &[Reviewer, Approver], "không thuộc đơn vị nộp"),
    row(S::InReview, A::Return, S::Returned, &[Reviewer, Approver], "ít nhất một mục có lý do, có hạn nộp lại"),
    row(S::InReview, A::Accept, S::Accepted, &[Approver], "không phải người nộp, mọi mục đã quyết định"),
    row(S::Accepted, A::Reopen, S::Accepted, &[Approver], "nêu lý do và mục; lập bản kế tiếp"),
    row(S::Accepted, A::Lock, S::Locked, &[], "đợt đã chốt"),
    row(S::Locked, A::Reopen, S::Locked, &[Approver], "nêu lý do và mục; đợt đã công bố thì kèm thông báo đính chính"),
];

/// The table has no such row.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[error("Báo cáo đang ở trạng thái “{}”, không {} được. Tải lại trang để xem bước tiếp theo.", .from.label(), .action.label())]
pub struct Refused {
    pub from: SubmissionState,
    pub action: Action,
}

/// Where `action` leads from `from`.
pub fn next(from: SubmissionState, action: Action) -> Result<SubmissionState, Refused> {
    TRANSITIONS.iter().find(|t| t.from == from && t.action == action).map(|t| t.to).ok_or(Refused { from, action })
}
