//! What reviewers do with a report: decide, return, accept, reopen.

use super::{Desk, Grounds, Result, refuse, stop};
use crate::notice;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Severity,
    access::{Action, Say},
    exception::ExceptionKind,
    notice::NoticeKind,
    workflow::{Action as Step, ItemState, SubmissionState},
};
use store::{
    Tx, exception,
    submission::{self, Decision, Observation, Submission},
};
use uuid::Uuid;

impl Desk<'_> {
    /// Decides one item; the first decision claims the report. An item of a line agency is decided by the agency, or in its place,
    /// with a reason, by whoever accepts reports.
    pub async fn decide(&self, observation_id: Uuid, decision: &Decision) -> Result<()> {
        self.may(Action::DecideItem)?;
        if decision.state != ItemState::Accepted && decision.reason.trim().is_empty() {
            return refuse("Nêu lý do để đơn vị biết cần sửa gì.");
        }
        if (decision.state == ItemState::Adjusted) != decision.adjusted.is_some() {
            return refuse("Số thẩm định đi cùng quyết định “dùng số thẩm định”: ghi số, hoặc chọn quyết định khác.");
        }
        let (person, now) = (self.person, self.now());
        store::in_tx!(self.site.db, |tx| {
            let s = self.in_review(tx, None, person, now).await?;
            let Some(o) = submission::observation(tx, observation_id).await?.filter(|o| o.submission_id == s.id) else {
                return stop("Mục này không thuộc bản báo cáo đang thẩm định. Tải lại trang.");
            };
            self.check_item(tx, &o).await?;
            let line = self.lines(tx).await?.of(o.indicator_id, self.unit.id);
            let mut decision = decision.clone();
            match (self.say(line), line) {
                // What was written while accepting is no reason held against the unit.
                (Say::Own, _) if decision.state == ItemState::Accepted => decision.reason.clear(),
                (Say::Own, _) => {}
                (Say::InPlace, _) if !decision.reason.trim().is_empty() => {}
                (Say::InPlace, Some(agency)) => {
                    return stop(format!("Mục này do {} thẩm định. Quyết định thay thì nêu lý do.", agency.name));
                }
                (_, Some(agency)) => return stop(format!("Mục này do {} thẩm định.", agency.name)),
                (_, None) => return stop("Mục này do Sở Khoa học và Công nghệ thẩm định."),
            }
            // Whoever concludes on the whole report by a page from before this decision is told of it.
            submission::touch(tx, &s).await?;
            submission::decide(tx, &o, &decision, person, now).await
        })?;
        Ok(())
    }

    /// Accepts what is still to be decided by whoever acts; the report goes on waiting for the others.
    pub async fn accept_own(&self, seen: Option<i32>) -> Result<()> {
        self.may(Action::DecideItem)?;
        let (person, now) = (self.person, self.now());
        store::in_tx!(self.site.db, |tx| {
            let s = self.in_review_as_seen(tx, seen, person, now).await?;
            let lines = self.lines(tx).await?;
            let mut open = submission::observations(tx, s.id).await?;
            open.retain(|o| self.waits(&lines, o));
            if open.is_empty() {
                return stop("Không còn mục nào chờ cơ quan bạn quyết định. Không có gì thay đổi.");
            }
            submission::touch(tx, &s).await?;
            for o in &open {
                submission::decide(tx, o, &yes(), person, now).await?;
            }
            Ok(())
        })?;
        Ok(())
    }

    /// The newest revision, claimed for review if it was waiting.
    /// `seen`: the revision the reviewer looked at; whoever submitted it cannot judge it.
    async fn in_review(&self, tx: &mut Tx, seen: Option<i32>, person: Uuid, now: DateTime<Utc>) -> store::Result<Submission> {
        let Some(s) = submission::latest(tx, self.round.id, self.unit.id).await? else { return stop("Đơn vị chưa nộp báo cáo.") };
        if seen.is_some_and(|seen| seen != s.revision) {
            return stop(format!("Đơn vị đã có báo cáo lần {}. Tải lại trang để xem bản mới trước khi quyết định.", s.revision));
        }
        if s.submitted_by == Some(person) {
            return stop("Người nộp không được thẩm định báo cáo của mình. Cần người thứ hai.");
        }
        match s.state {
            SubmissionState::InReview => return Ok(s),
            SubmissionState::Submitted => {}
            other => return stop(format!("Báo cáo {}, không thẩm định được.", other.label())),
        }
        submission::step(tx, &s, Step::Claim, person, now, serde_json::json!({})).await?;
        match submission::get(tx, s.id).await? {
            Some(s) => Ok(s),
            None => stop("Không tìm thấy báo cáo."),
        }
    }

    /// The same for a step that concludes by a page: nothing has changed since it was shown.
    async fn in_review_as_seen(&self, tx: &mut Tx, seen: Option<i32>, person: Uuid, now: DateTime<Utc>) -> store::Result<Submission> {
        let latest = submission::latest(tx, self.round.id, self.unit.id).await?;
        self.check_seen(tx, latest.as_ref()).await?;
        self.in_review(tx, seen, person, now).await
    }

    /// Returns the report with the items that were rejected or questioned; they alone unlock, with those that a line agency has not
    /// decided yet and decides in the next revision.
    pub async fn give_back(&self, due_again: NaiveDate, seen: Option<i32>) -> Result<()> {
        self.may(Action::ReviewReport)?;
        if due_again < self.site.today() {
            return refuse("Hạn nộp lại phải từ hôm nay trở đi.");
        }
        let (person, now) = (self.person, self.now());
        store::in_tx!(self.site.db, |tx| {
            let s = self.in_review_as_seen(tx, seen, person, now).await?;
            let observations = submission::observations(tx, s.id).await?;
            let returned: Vec<_> =
                observations.iter().filter(|o| matches!(o.item_state, ItemState::Rejected | ItemState::Clarification)).collect();
            if returned.is_empty() {
                return stop("Chưa có mục nào bị trả lại. Chọn mục cần sửa và nêu lý do trước.");
            }
            let lines = self.lines(tx).await?;
            let pending = |o: &&Observation| self.waits(&lines, o);
            // What is unusual needs a decision of its own; the rest is not held against the unit: only named items unlock.
            let unusual = submission::findings(tx, s.id).await?.into_iter().filter(|f| f.severity == Severity::Justify);
            let unusual: Vec<String> = unusual.filter_map(|f| f.indicator).collect();
            let open = |o: &&Observation| {
                let code = self.catalogue.indicator(o.indicator_id).map(|i| &i.code);
                code.is_some_and(|c| unusual.contains(c))
            };
            if let Some(o) = observations.iter().filter(pending).find(open) {
                let name = self.catalogue.indicator(o.indicator_id).map(|i| i.name.clone()).unwrap_or_default();
                return stop(format!("Mục “{name}” khác thường mà chưa được quyết định. Quyết định mục này trước khi trả lại."));
            }
            for o in observations.iter().filter(pending) {
                submission::decide(tx, o, &yes(), person, now).await?;
            }
            let name = |o: &&Observation| self.catalogue.indicator(o.indicator_id).map(|i| format!("{}: {}", i.name, o.reason));
            let reason = returned.iter().filter_map(name).collect::<Vec<_>>().join("; ");
            submission::give_back(tx, &s, &reason, due_again, person, now).await?;
            notice::decided(tx, self, NoticeKind::Returned, &s, Some(due_again), &reason).await
        })?;
        Ok(())
    }

    /// Accepts the report. Whoever submitted it cannot; items nobody decided are accepted with it only when `the_rest`.
    pub async fn accept(&self, the_rest: bool, seen: Option<i32>) -> Result<()> {
        self.may(Action::AcceptReport)?;
        let (person, now) = (self.person, self.now());
        store::in_tx!(self.site.db, |tx| {
            let s = self.in_review_as_seen(tx, seen, person, now).await?;
            let lines = self.lines(tx).await?;
            for o in submission::observations(tx, s.id).await? {
                let line = lines.of(o.indicator_id, self.unit.id);
                match (o.item_state, line) {
                    (ItemState::Accepted | ItemState::Adjusted, _) => {}
                    (ItemState::Pending, Some(agency)) if self.say(line) != Say::Own => {
                        let name = self.catalogue.indicator(o.indicator_id).map(|i| i.name.as_str()).unwrap_or_default();
                        return stop(format!(
                            "Mục “{name}” còn chờ {} thẩm định. Chấp nhận báo cáo sau đó, hoặc quyết định thay và nêu lý do.",
                            agency.name
                        ));
                    }
                    (ItemState::Pending, _) if the_rest => submission::decide(tx, &o, &yes(), person, now).await?,
                    _ => return stop("Còn mục chưa quyết định hoặc bị trả lại. Quyết định từng mục trước khi chấp nhận."),
                }
            }
            submission::accept(tx, &s, person, now).await?;
            notice::decided(tx, self, NoticeKind::Accepted, &s, None, "").await
        })?;
        Ok(())
    }

    /// Opens named items of an accepted report again, as its next revision, for as long as `grounds` say.
    pub async fn reopen(&self, items: &[Uuid], grounds: &Grounds) -> Result<()> {
        self.may(Action::ReopenReport)?;
        if items.is_empty() || grounds.reason.trim().is_empty() {
            return refuse("Chọn ít nhất một mục và nêu lý do mở lại.");
        }
        self.check_grounds(grounds)?;
        let (person, now) = (self.person, self.now());
        let codes: Vec<&str> = items.iter().filter_map(|id| self.catalogue.indicator(*id)).map(|i| i.code.as_str()).collect();
        let granted = self.exception(ExceptionKind::Reopening, codes.join(" "), grounds);
        store::in_tx!(self.site.db, |tx| {
            let Some(s) = submission::latest(tx, self.round.id, self.unit.id).await? else {
                return stop("Đơn vị chưa nộp báo cáo.");
            };
            self.check_seen(tx, Some(&s)).await?;
            submission::reopen(tx, &s, items, &granted.reason, person, now).await?;
            exception::grant(tx, &granted).await?;
            notice::decided(tx, self, NoticeKind::Reopened, &s, Some(grounds.until), &granted.reason).await
        })?;
        Ok(())
    }
}

/// Nothing against it.
fn yes() -> Decision {
    Decision { state: ItemState::Accepted, reason: String::new(), adjusted: None }
}
