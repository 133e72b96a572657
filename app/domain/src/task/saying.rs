//! What somebody says about a task, before it is taken.

use super::TaskState;
use crate::text::vi_date;
use chrono::NaiveDate;

/// Characters of what was done, at most.
pub const BODY_LIMIT: usize = 4000;

/// Characters of the evidence, at most: a number, a name or an address.
pub const EVIDENCE_LIMIT: usize = 500;

#[derive(Clone, Copy, Debug)]
pub struct Saying<'a> {
    pub state: TaskState,
    pub percent: i32,
    /// The day it speaks of.
    pub day: NaiveDate,
    pub body: &'a str,
    pub evidence: &'a str,
}

impl Saying<'_> {
    /// `given`: the day from which the task exists. The error is a sentence for the user.
    pub fn check(&self, given: NaiveDate, today: NaiveDate) -> Result<(), String> {
        let (percent, day) = (self.percent, vi_date(self.day));
        if !(0..=100).contains(&percent) {
            return Err(format!("Tỷ lệ {percent} % nằm ngoài khoảng 0 đến 100. Ghi lại tỷ lệ hoàn thành."));
        }
        if self.day > today {
            return Err(format!("Ngày {day} chưa đến. Ghi ngày mà cập nhật nói đến, muộn nhất là hôm nay {}.", vi_date(today)));
        }
        if self.day < given {
            return Err(format!("Ngày {day} trước ngày giao nhiệm vụ {}. Ghi một ngày từ đó trở đi.", vi_date(given)));
        }
        self.check_state()?;
        self.check_words()
    }

    fn check_state(&self) -> Result<(), String> {
        let percent = self.percent;
        match self.state {
            TaskState::NotStarted if percent != 0 => {
                Err(format!("Trạng thái là chưa bắt đầu nhưng tỷ lệ là {percent} %. Ghi tỷ lệ 0, hoặc chọn trạng thái khác."))
            }
            TaskState::InProgress if percent == 100 => {
                Err("Tỷ lệ là 100 % nhưng trạng thái là đang thực hiện. Chọn “hoàn thành” nếu đã xong, hoặc ghi tỷ lệ dưới 100.".to_owned())
            }
            TaskState::Done if percent != 100 => {
                Err(format!("Trạng thái là hoàn thành nhưng tỷ lệ là {percent} %. Ghi tỷ lệ 100, hoặc chọn trạng thái khác."))
            }
            _ => Ok(()),
        }
    }

    fn check_words(&self) -> Result<(), String> {
        let (body, evidence) = (self.body.chars().count(), self.evidence.chars().count());
        if self.body.trim().is_empty() {
            return Err("Chưa ghi nội dung cập nhật. Ghi việc đã làm, kết quả, hoặc lý do chậm.".to_owned());
        }
        if body > BODY_LIMIT {
            return Err(format!("Nội dung cập nhật dài {body} ký tự, quá {BODY_LIMIT}. Rút gọn, phần chi tiết để trong minh chứng."));
        }
        if evidence > EVIDENCE_LIMIT {
            return Err(format!(
                "Minh chứng dài {evidence} ký tự, quá {EVIDENCE_LIMIT}. Chỉ ghi số, ký hiệu văn bản hoặc địa chỉ tài liệu."
            ));
        }
        match self.state {
            TaskState::Done if self.evidence.trim().is_empty() => {
                Err("Chưa có minh chứng cho việc hoàn thành. Ghi số, ký hiệu văn bản hoặc địa chỉ tài liệu.".to_owned())
            }
            TaskState::Dropped if self.evidence.trim().is_empty() => {
                Err("Chưa ghi văn bản cho dừng nhiệm vụ. Ghi số, ký hiệu văn bản ở ô minh chứng.".to_owned())
            }
            _ => Ok(()),
        }
    }
}
