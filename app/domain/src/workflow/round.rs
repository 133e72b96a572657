//! A round from planned to published: one way, a step at a time.

use super::{Transition, find, row};
use crate::{access::Role::Approver, coded::coded, text::vi_date};
use chrono::NaiveDate;

coded! {
    /// Where a round stands; it only ever moves to the next of these, or is frozen or corrected once more where it stands.
    pub enum RoundState {
        Planned = "planned", "chưa mở", "planned";
        Open = "open", "đang mở", "open";
        Closed = "closed", "đã đóng", "closed";
        InAppraisal = "in_appraisal", "đang thẩm định", "in appraisal";
        /// Explanations and appeals come in.
        Notified = "notified", "đã thông báo kết quả", "results notified";
        Finalised = "finalised", "đã chốt", "finalised";
        Published = "published", "đã công bố", "published";
        /// What is in force is a later publication than the first, with its correction notice.
        Superseded = "superseded", "đã đính chính", "superseded";
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
        Supersede = "supersede", "công bố đính chính", "supersede";
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
    row(S::Finalised, A::Finalise, S::Finalised, &[Approver],
        "số liệu đã sửa sau khi chốt; lập bản chụp mới", "figures changed since; makes a new snapshot"),
    row(S::Finalised, A::Publish, S::Published, &[Approver],
        "có bản chụp số liệu kèm mã băm, có văn bản công bố", "there is a snapshot of the figures with its hash, and a document"),
    row(S::Published, A::Supersede, S::Superseded, &[Approver],
        "có bản công bố mới và thông báo đính chính", "there is a new publication and a correction notice"),
    row(S::Superseded, A::Supersede, S::Superseded, &[Approver],
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

/// What the guards of a round look at.
#[derive(Clone, Debug, Default)]
pub struct RoundFacts {
    pub today: NaiveDate,
    /// Units that owe a report, and never handed one in.
    pub silent: usize,
    /// Whoever moves the round on has noted them as missing.
    pub silence_noted: bool,
    /// Reports that were handed in and wait for their conclusion.
    pub undecided: usize,
    /// Last day for explanations.
    pub explain_until: Option<NaiveDate>,
    /// Explanations without an answer.
    pub unanswered: usize,
    /// Figures, or the scores they give, that differ from the newest snapshot.
    pub changed: usize,
    /// The document that publishes.
    pub document: String,
    /// Why a correction is made.
    pub notice: String,
}

/// Why a step of a round has to wait: what is missing and what to do.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum RoundGap {
    #[error(transparent)]
    Refused(#[from] RoundRefused),
    #[error("Còn {0} đơn vị chưa nộp báo cáo. Cho nộp muộn, cho miễn, hoặc đánh dấu ghi nhận các đơn vị này không nộp.")]
    Silent(usize),
    #[error("Còn {0} báo cáo đã nộp mà chưa kết luận. Thẩm định xong các báo cáo này trước.")]
    Undecided(usize),
    #[error("Chọn ngày cuối nhận giải trình, từ ngày mai trở đi.")]
    NoLastDay,
    #[error("Còn nhận giải trình đến hết ngày {}. Chốt đợt sau ngày đó.", vi_date(*.0))]
    StillExplaining(NaiveDate),
    #[error("Còn {0} giải trình chưa được trả lời. Trả lời từng giải trình trước.")]
    Unanswered(usize),
    #[error("Số liệu không khác bản đã chốt, không cần bản mới.")]
    Unchanged,
    #[error("{0} số liệu đã khác bản đã chốt. Chốt lại trước khi công bố.")]
    Changed(usize),
    #[error("Ghi số, ký hiệu văn bản công bố.")]
    NoDocument,
    #[error("Nêu lý do đính chính; thông báo đính chính ghi lý do này.")]
    NoNotice,
}

/// The state that `action` leads to, if the table has the row and its guard holds.
pub fn advance(from: RoundState, action: RoundAction, f: &RoundFacts) -> Result<RoundState, RoundGap> {
    let to = next_round(from, action)?;
    let last_day = f.explain_until.filter(|day| *day > f.today);
    let gap = match action {
        A::Appraise if f.silent > 0 && !f.silence_noted => Some(RoundGap::Silent(f.silent)),
        A::Notify | A::Finalise | A::Supersede if f.undecided > 0 => Some(RoundGap::Undecided(f.undecided)),
        A::Notify if last_day.is_none() => Some(RoundGap::NoLastDay),
        A::Finalise if from == S::Notified => match f.explain_until {
            Some(day) if f.today <= day => Some(RoundGap::StillExplaining(day)),
            _ if f.unanswered > 0 => Some(RoundGap::Unanswered(f.unanswered)),
            _ => None,
        },
        A::Finalise | A::Supersede if f.changed == 0 => Some(RoundGap::Unchanged),
        A::Publish if f.changed > 0 => Some(RoundGap::Changed(f.changed)),
        A::Supersede if f.notice.trim().is_empty() => Some(RoundGap::NoNotice),
        A::Publish | A::Supersede if f.document.trim().is_empty() => Some(RoundGap::NoDocument),
        _ => None,
    };
    gap.map_or(Ok(to), Err)
}
