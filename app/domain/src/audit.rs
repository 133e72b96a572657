//! Words of the record of who did what.

use crate::{
    Quantity,
    coded::coded,
    text::{self, Lang},
};

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

impl Fault {
    /// The fault of lines `first` to `last` as a sentence without its full stop.
    pub fn tell(self, first: i64, last: i64, lang: Lang) -> String {
        let number = |n: i64| text::number(Quantity::from_scaled(n.saturating_mul(10_000)), lang);
        let (a, b) = (number(first), number(last));
        match (self, lang) {
            (Self::Head, Lang::Vi) => "số đầu chuỗi trong cơ sở dữ liệu bị mất hoặc bị sửa".into(),
            (Self::Head, Lang::En) => "the database's note of the newest line is gone or was altered".into(),
            (Self::Swapped, Lang::Vi) => format!("dòng {a} và dòng {b} {}", self.label()),
            (Self::Swapped, Lang::En) => format!("lines {a} and {b} were {}", self.label_en()),
            (_, Lang::Vi) if first == last => format!("dòng {a} {}", self.label()),
            (_, Lang::En) if first == last => format!("line {a} was {}", self.label_en()),
            (_, Lang::Vi) => format!("dòng {a}–{b} {}", self.label()),
            (_, Lang::En) => format!("lines {a}–{b} were {}", self.label_en()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_told_with_their_lines() {
        let vi = |f: Fault, a, b| f.tell(a, b, Lang::Vi);
        assert_eq!(vi(Fault::Altered, 1234, 1234), "dòng 1.234 bị sửa");
        assert_eq!(vi(Fault::Removed, 20, 25), "dòng 20–25 bị xoá");
        assert_eq!(vi(Fault::Swapped, 3, 9), "dòng 3 và dòng 9 bị đổi chỗ cho nhau");
        assert_eq!(vi(Fault::Truncated, 30, 34), "dòng 30–34 ở cuối bị cắt mất");
        assert_eq!(Fault::Inserted.tell(1234, 1234, Lang::En), "line 1,234 was inserted");
    }

    #[test]
    fn no_action_is_in_two_groups() {
        let all: Vec<&str> = Group::ALL.iter().flat_map(|g| g.actions()).copied().collect();
        for (i, a) in all.iter().enumerate() {
            for b in &all[i + 1..] {
                let within = |x: &str, y: &str| x == y || (y.ends_with('.') && x.starts_with(y));
                assert!(!within(a, b) && !within(b, a), "{a} {b}");
            }
        }
    }
}
