//! One figure of a report: what a reviewer decides of it, and what makes it open again.

use super::{Transition, find, row};
use crate::{
    access::Role::{self, Approver, LineReviewer, Reviewer, UnitEditor},
    coded::coded,
};

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
    pub enum ItemAction {
        Accept = "accept", "chấp nhận mục", "accept the item";
        Adjust = "adjust", "dùng số thẩm định", "adjust";
        Ask = "ask", "hỏi lại", "ask for clarification";
        Reject = "reject", "trả lại mục", "reject the item";
        /// The unit goes on in the next revision.
        Correct = "correct", "sửa trong bản kế tiếp", "correct in the next revision";
        /// As part of reopening an accepted report.
        Reopen = "reopen", "mở lại mục", "reopen the item";
        /// An explanation is upheld: its final figure stands as the appraised one.
        Settle = "settle", "ghi số theo giải trình", "settle an explanation";
    }
}

impl ItemAction {
    /// The decision that ends in `state`; none ends in "not decided".
    pub fn deciding(state: ItemState) -> Option<Self> {
        match state {
            ItemState::Pending => None,
            ItemState::Accepted => Some(Self::Accept),
            ItemState::Adjusted => Some(Self::Adjust),
            ItemState::Clarification => Some(Self::Ask),
            ItemState::Rejected => Some(Self::Reject),
        }
    }
}

use ItemAction as A;
use ItemState as S;

type Row = Transition<ItemState, ItemAction>;

/// Each of those items that are theirs: [`crate::access::say`].
const JUDGES: &[Role] = &[Reviewer, LineReviewer, Approver];

const fn accept(from: ItemState) -> Row {
    row(
        from,
        A::Accept,
        S::Accepted,
        JUDGES,
        "báo cáo đang thẩm định, mục do mình thẩm định",
        "the report is under review, the item is one's own to decide",
    )
}

const fn adjust(from: ItemState) -> Row {
    let (vi, en) = ("báo cáo đang thẩm định; ghi số thẩm định và lý do", "the report is under review; with a value and a reason");
    row(from, A::Adjust, S::Adjusted, JUDGES, vi, en)
}

const fn ask(from: ItemState) -> Row {
    row(from, A::Ask, S::Clarification, JUDGES, "báo cáo đang thẩm định; nêu điều cần hỏi", "the report is under review; with the question")
}

const fn reject(from: ItemState) -> Row {
    row(from, A::Reject, S::Rejected, JUDGES, "báo cáo đang thẩm định; nêu lý do", "the report is under review; with a reason")
}

const fn correct(from: ItemState) -> Row {
    row(from, A::Correct, S::Pending, &[UnitEditor], "báo cáo đã bị trả lại", "the report was returned")
}

const fn reopen(from: ItemState) -> Row {
    row(from, A::Reopen, S::Pending, &[Approver], "mục được nêu tên khi mở lại báo cáo", "named when the report is reopened")
}

const fn settle(from: ItemState) -> Row {
    row(
        from,
        A::Settle,
        S::Adjusted,
        &[Approver],
        "kết quả đã thông báo, giải trình được chấp nhận",
        "results are notified, the explanation is upheld",
    )
}

/// All that an item can do. As long as its report is under review a decision can be replaced by another one.
#[rustfmt::skip]
pub const ITEM_TRANSITIONS: &[Row] = &[
    accept(S::Pending), accept(S::Accepted), accept(S::Adjusted), accept(S::Clarification), accept(S::Rejected),
    adjust(S::Pending), adjust(S::Accepted), adjust(S::Adjusted), adjust(S::Clarification), adjust(S::Rejected),
    ask(S::Pending), ask(S::Accepted), ask(S::Adjusted), ask(S::Clarification), ask(S::Rejected),
    reject(S::Pending), reject(S::Accepted), reject(S::Adjusted), reject(S::Clarification), reject(S::Rejected),
    correct(S::Clarification), correct(S::Rejected),
    reopen(S::Accepted), reopen(S::Adjusted),
    settle(S::Accepted), settle(S::Adjusted),
];

/// The table has no such row.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[error("Mục này {}, không {} được. Tải lại trang để xem bước tiếp theo.", .from.label(), .action.label())]
pub struct ItemRefused {
    pub from: ItemState,
    pub action: ItemAction,
}

/// Where `action` leads from `from`.
pub fn next_item(from: ItemState, action: ItemAction) -> Result<ItemState, ItemRefused> {
    find(ITEM_TRANSITIONS, from, action).ok_or(ItemRefused { from, action })
}
