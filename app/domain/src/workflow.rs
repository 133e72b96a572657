//! How a report moves from draft to accepted, each of its items, and a round from planned to published: three tables, and
//! nothing moves but along them.

mod item;
mod round;

use crate::{access::Role, coded::coded};
pub use item::{ITEM_TRANSITIONS, ItemAction, ItemRefused, ItemState, next_item};
pub use round::{ROUND_TRANSITIONS, RoundAction, RoundFacts, RoundGap, RoundRefused, RoundState, advance, next_round};

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

/// One row of a table: in `from`, `who` may do `action`, which leads to `to`, if `guard` holds.
pub struct Transition<State: 'static, Step: 'static> {
    pub from: State,
    pub action: Step,
    pub to: State,
    /// Any of these roles; none of them is the system itself.
    pub who: &'static [Role],
    pub guard: &'static str,
    pub guard_en: &'static str,
}

const fn row<State: Copy, Step: Copy>(
    from: State,
    action: Step,
    to: State,
    who: &'static [Role],
    guard: &'static str,
    guard_en: &'static str,
) -> Transition<State, Step> {
    Transition { from, action, to, who, guard, guard_en }
}

use Action as A;
use Role::{Approver, LineReviewer, Reviewer, UnitApprover};
use SubmissionState as S;

/// All that a report can do. States that are no `from` are final for their revision.
#[rustfmt::skip]
pub const TRANSITIONS: &[Transition<SubmissionState, Action>] = &[
    row(S::Draft, A::Submit, S::Submitted, &[UnitApprover],
        "hết phát hiện phải sửa, đã giải trình, có minh chứng nơi cần",
        "nothing left to fix, everything explained, evidence where it is asked"),
    row(S::Draft, A::Exempt, S::Exempt, &[Approver], "có văn bản cho miễn", "a document grants it"),
    row(S::Submitted, A::Withdraw, S::Withdrawn, &[UnitApprover], "chưa ai bắt đầu thẩm định", "nobody has begun to review it"),
    row(S::Submitted, A::Claim, S::InReview, &[Reviewer, LineReviewer, Approver], "không thuộc đơn vị nộp", "not of the unit that submitted"),
    row(S::InReview, A::Return, S::Returned, &[Reviewer, Approver],
        "ít nhất một mục có lý do, có hạn nộp lại", "at least one item with a reason, and a day to submit again"),
    row(S::InReview, A::Accept, S::Accepted, &[Approver],
        "không phải người nộp, mọi mục đã quyết định", "not the one who submitted, every item decided"),
    row(S::Accepted, A::Reopen, S::Accepted, &[Approver],
        "nêu lý do và mục; lập bản kế tiếp", "a reason and the items; makes the next revision"),
    row(S::Accepted, A::Lock, S::Locked, &[], "đợt đã chốt", "the round is finalised"),
    row(S::Exempt, A::Reopen, S::Exempt, &[Approver], "nêu lý do; đơn vị lập bản kế tiếp", "a reason; the unit makes the next revision"),
    row(S::Locked, A::Reopen, S::Locked, &[Approver],
        "nêu lý do và mục; đợt đã công bố thì kèm thông báo đính chính",
        "a reason and the items; with a correction notice once the round is published"),
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
    find(TRANSITIONS, from, action).ok_or(Refused { from, action })
}

fn find<State: Copy + PartialEq, Step: PartialEq>(table: &[Transition<State, Step>], from: State, action: Step) -> Option<State> {
    table.iter().find(|t| t.from == from && t.action == action).map(|t| t.to)
}
