//! What a unit may beyond the dates of a round: late entry, reopening, exemption.

use super::{Desk, Result, plain, refuse, stop};
use chrono::NaiveDate;
use domain::{
    access::Action,
    exception::ExceptionKind,
    text::vi_date,
    workflow::{RoundState, SubmissionState},
};
use store::{
    Tx,
    exception::{self, Exception},
    round, submission,
};
use uuid::Uuid;

/// Why an exception is granted, by which paper, and its last day.
#[derive(Clone, Debug)]
pub struct Grounds {
    pub reason: String,
    pub document: String,
    pub until: NaiveDate,
}

impl Desk<'_> {
    /// Grants the desk's unit an exception; `codes` narrow an exemption to some indicators.
    pub async fn grant(&self, kind: ExceptionKind, codes: &[String], grounds: &Grounds) -> Result<()> {
        self.may(Action::ManageRound)?;
        self.check_grounds(grounds)?;
        if kind == ExceptionKind::Reopening {
            return refuse("Chọn các mục cần mở lại trong báo cáo đã chấp nhận của đơn vị.");
        }
        let asked = self.catalogue.asked(self.unit.id, self.period);
        if let Some(strange) = codes.iter().find(|code| !asked.iter().any(|i| &i.code == *code)) {
            return refuse(format!("{} không phải báo cáo “{strange}” trong kỳ này.", self.unit.name));
        }
        let granted = self.exception(kind, codes.join(" "), grounds);
        store::in_tx!(self.site.db, |tx| {
            let standing = round::get(tx, self.round.id).await?.map_or(Ok(RoundState::Planned), |r| r.standing(self.site.today()))?;
            match kind {
                ExceptionKind::LateEntry if standing < RoundState::Closed => {
                    stop(format!("Đợt {} chưa đóng, đơn vị vẫn nộp được; không cần cho nộp muộn.", self.period.label()))
                }
                ExceptionKind::LateEntry if standing > RoundState::InAppraisal => {
                    stop("Kết quả của đợt đã thông báo, không nhận báo cáo mới. Dùng giải trình, hoặc mở lại báo cáo đã chấp nhận.")
                }
                _ => exception::grant(tx, &granted).await,
            }
        })?;
        Ok(())
    }

    pub(super) fn check_grounds(&self, g: &Grounds) -> Result<()> {
        if g.reason.trim().is_empty() || g.document.trim().is_empty() {
            return refuse("Nêu lý do và số, ký hiệu văn bản cho phép.");
        }
        if g.until < self.site.today() {
            return refuse(format!("Ngày {} đã qua. Chọn ngày hết hiệu lực từ hôm nay trở đi.", vi_date(g.until)));
        }
        Ok(())
    }

    pub(super) fn exception(&self, kind: ExceptionKind, indicators: String, g: &Grounds) -> Exception {
        Exception {
            id: Uuid::now_v7(),
            round_id: self.round.id,
            unit_id: self.unit.id,
            kind,
            indicators,
            reason: plain(g.reason.trim()),
            document: plain(g.document.trim()),
            until: g.until,
            granted_by: self.person,
            granted_at: self.now(),
            ended_at: None,
        }
    }

    /// Takes an exception of the desk's unit back. A report that was exempt is owed again.
    pub async fn end_exception(&self, id: Uuid) -> Result<()> {
        self.may(Action::ManageRound)?;
        let (person, now) = (self.person, self.now());
        store::in_tx!(self.site.db, |tx| {
            let found = exception::get(tx, id).await?.filter(|e| e.unit_id == self.unit.id && e.round_id == self.round.id);
            let Some(e) = found else {
                return stop("Không tìm thấy ngoại lệ này của đơn vị trong đợt. Tải lại trang.");
            };
            exception::end(tx, &e, person, now).await?;
            match submission::latest(tx, self.round.id, self.unit.id).await? {
                Some(s) if s.state == SubmissionState::Exempt && e.codes().next().is_none() => {
                    submission::reopen(tx, &s, &[], "Thôi miễn báo cáo", person, now).await.map(drop)
                }
                _ => Ok(()),
            }
        })?;
        Ok(())
    }

    /// Why nothing can come in now; none when it can. A returned report has its own date, and so has a unit with an exception.
    pub async fn closed(&self, tx: &mut Tx) -> Result<Option<String>> {
        let today = self.site.today();
        if self.illustrative || self.round.is_open(today) {
            return Ok(None);
        }
        if today < self.round.opens {
            return Ok(Some(format!("Đợt {} mở từ ngày {}.", self.period.label(), vi_date(self.round.opens))));
        }
        let revisions = submission::revisions(tx, self.round.id, self.unit.id).await?;
        let granted = exception::of_report(tx, self.round.id, self.unit.id).await?;
        let returned = match revisions.as_slice() {
            [.., last] if last.state == SubmissionState::Returned => true,
            [.., before, last] => (before.state, last.state) == (SubmissionState::Returned, SubmissionState::Draft),
            _ => false,
        };
        let reopened = revisions.last().is_some_and(|s| s.revision > 1 && s.state == SubmissionState::Draft);
        let of_use = |e: &&Exception| e.kind == ExceptionKind::LateEntry || (e.kind == ExceptionKind::Reopening && reopened);
        if returned || granted.iter().filter(of_use).any(|e| e.term().holds(today)) {
            return Ok(None);
        }
        let lapsed = granted.iter().find(of_use).map(|e| format!(" Phép {} đã hết hiệu lực ngày {}.", e.kind.label(), vi_date(e.until)));
        Ok(Some(format!(
            "Đợt {} đã đóng ngày {}.{} Liên hệ Sở Khoa học và Công nghệ để được mở lại.",
            self.period.label(),
            vi_date(self.round.closes),
            lapsed.unwrap_or_default()
        )))
    }
}
