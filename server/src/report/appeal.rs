//! What a unit answers to the results of a round, and what becomes of it.

use super::{Desk, Result, plain, refuse, stop};
use domain::{Quantity, access::Action, text::vi_date, workflow::RoundState};
use store::{
    Tx, appeal, round,
    submission::{self, Observation},
};
use uuid::Uuid;

type Claim = Option<(Quantity, Option<Quantity>)>;

impl Desk<'_> {
    /// Files an explanation of one figure; `claim` is what the unit says is right, where it is a number.
    pub async fn appeal(&self, observation: Uuid, reason: &str, claim: Claim) -> Result<()> {
        self.may(Action::SubmitReport)?;
        if reason.trim().is_empty() {
            return refuse("Nêu nội dung giải trình.");
        }
        let (person, now, today) = (self.person, self.now(), self.site.today());
        store::in_tx!(self.site.db, |tx| {
            self.notified(tx).await?;
            let last = round::get(tx, self.round.id).await?.and_then(|r| r.explain_until);
            if let Some(day) = last.filter(|day| *day < today) {
                return stop(format!("Đã hết hạn giải trình ngày {}.", vi_date(day)));
            }
            let Some(o) = self.in_force(tx, observation).await? else {
                return stop("Mục này không có trong kết quả của đơn vị. Tải lại trang.");
            };
            appeal::file(tx, self.round.id, &o, &plain(reason.trim()), claim, person, now).await.map(drop)
        })?;
        Ok(())
    }

    /// Answers an explanation: upheld with the figure that stands from now on, or dismissed.
    pub async fn answer(&self, id: Uuid, upheld: Claim, answer: &str) -> Result<()> {
        self.may(Action::AcceptReport)?;
        if answer.trim().is_empty() {
            return refuse("Ghi câu trả lời để đơn vị biết vì sao.");
        }
        let (person, now) = (self.person, self.now());
        store::in_tx!(self.site.db, |tx| {
            self.notified(tx).await?;
            let found = appeal::get(tx, id).await?.filter(|a| a.round_id == self.round.id && a.unit_id == self.unit.id);
            let Some(a) = found else { return stop("Không tìm thấy giải trình này. Tải lại trang.") };
            if a.filed_by == person {
                return stop("Người gửi giải trình không được tự trả lời. Cần người thứ hai.");
            }
            // Where a newer report has put another figure in its place, the answer is about that one.
            let Some(o) = submission::in_force(tx, a.observation_id).await? else {
                return stop("Đơn vị không còn số liệu này trong đợt. Tải lại trang.");
            };
            appeal::answer(tx, &a, &o, upheld, &plain(answer.trim()), person, now).await
        })?;
        Ok(())
    }

    async fn notified(&self, tx: &mut Tx) -> store::Result<()> {
        let standing = match round::get(tx, self.round.id).await? {
            Some(r) => r.standing(self.site.today())?,
            None => return stop("Không tìm thấy đợt báo cáo."),
        };
        match standing {
            RoundState::Notified => Ok(()),
            s if s < RoundState::Notified => stop("Kết quả của đợt chưa được thông báo, chưa nhận giải trình."),
            s => stop(format!("Đợt {}, không nhận giải trình nữa.", s.label())),
        }
    }

    /// A figure of the unit in this round that counts.
    async fn in_force(&self, tx: &mut Tx, id: Uuid) -> store::Result<Option<Observation>> {
        let Some(o) = submission::observation(tx, id).await?.filter(|o| o.in_force && o.unit_id == self.unit.id) else { return Ok(None) };
        let s = submission::get(tx, o.submission_id).await?;
        Ok(s.filter(|s| s.round_id == self.round.id).map(|_| o))
    }
}
