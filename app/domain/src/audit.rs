//! Words of the record of who did what.

use crate::coded::coded;

coded! {
    /// What can be wrong with lines of the record.
    pub enum Fault {
        Altered = "altered", "bị sửa", "altered";
        Removed = "removed", "bị xoá", "removed";
        Inserted = "inserted", "bị chèn vào", "inserted";
        Swapped = "swapped", "bị đổi chỗ cho nhau", "swapped";
        /// The newest lines are gone, or the whole record is shorter than it was.
        Truncated = "truncated", "ở cuối bị cắt mất", "cut off the end";
        /// The database's own note of the newest line is gone or says something else.
        Head = "head", "không khớp với số đầu chuỗi trong cơ sở dữ liệu", "not what the database's head says";
    }
}

coded! {
    /// What an action belongs to, as somebody looks for it.
    pub enum Group {
        Report = "report", "Lập và nộp báo cáo", "Reporting";
        Review = "review", "Thẩm định", "Review";
        Round = "round", "Đợt báo cáo", "Rounds";
        Catalogue = "catalogue", "Danh mục, mục tiêu, đơn vị", "Catalogue, targets, units";
        Task = "task", "Nhiệm vụ, hệ thống", "Tasks, systems";
        People = "people", "Tài khoản và quyền", "Accounts and rights";
        Session = "session", "Đăng nhập", "Sign-in";
    }
}

impl Group {
    /// Its actions: whole codes, or beginnings that end in a full stop.
    pub fn actions(self) -> &'static [&'static str] {
        match self {
            Self::Report => &["report.save", "report.submit", "report.withdraw", "evidence.", "import."],
            Self::Review => {
                &["report.claim", "report.decide", "report.return", "report.accept", "report.reopen", "report.lock", "report.exempt"]
            }
            Self::Round => &["round."],
            Self::Catalogue => &["catalogue.", "target.", "assignment.", "organisation.", "event.", "document.", "indicator."],
            Self::Task => &["task.", "difficulty.", "system."],
            Self::People => &["person.", "grant.", "token."],
            Self::Session => &["session."],
        }
    }
}
