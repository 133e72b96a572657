//! A mail as an official would write it: the subject says what and when it is due, the text says it again with the address
//! of the page.

use app::pages::notice::{Line, matters, place, told, topic};
use chrono::{DateTime, NaiveDate, Utc};
use domain::text::{Lang, vi_date};
use store::{notice::Mail, person::Person};
use uuid::Uuid;

/// The mail that tells `lines` to a person. `url`: where people reach the program.
pub fn mail(url: &str, dedupe: String, to: &Person, lines: &[Line], day: NaiveDate, now: DateTime<Utc>) -> Mail {
    Mail {
        id: Uuid::now_v7(),
        dedupe,
        person_id: to.id,
        recipient: to.email.clone(),
        subject: subject(lines, day),
        body: body(url, &to.full_name, lines),
        created_at: now,
        attempts: 0,
        next_attempt_at: Some(now),
        sent_at: None,
        last_error: String::new(),
    }
}

fn subject(lines: &[Line], day: NaiveDate) -> String {
    if let [line] = lines {
        return format!("{} – {}", topic(line), line.unit_name);
    }
    // What is overdue comes first in the text; the date named is the next one that can still be met.
    let next = lines.iter().filter_map(|l| l.due).filter(|due| *due >= day).min();
    let next = next.map(|due| format!(", hạn gần nhất {}", vi_date(due))).unwrap_or_default();
    format!("Nhắc việc báo cáo ngày {}: {} việc{next}", vi_date(day), lines.len())
}

fn body(url: &str, name: &str, lines: &[Line]) -> String {
    let matters = matters(lines);
    let item = |(n, matter): (usize, &Vec<&Line>)| {
        let number = if matters.len() > 1 { format!("{}. ", n + 1) } else { String::new() };
        format!("{number}{}\n   {url}{}\n", told(matter, Lang::Vi), place(matter))
    };
    let items: Vec<String> = matters.iter().enumerate().map(item).collect();
    format!(
        "Kính gửi {name},\n\n{}\nMọi thông báo: {url}/thong-bao\n\n\
         Thư này do hệ thống Tiến Độ tự động gửi, xin không trả lời. Đổi địa chỉ nhận thư hoặc ngừng nhận tại trang Thông báo.\n",
        items.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::{body, subject};
    use app::pages::notice::Line;
    use chrono::NaiveDate;
    use domain::notice::NoticeKind;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        format!("2026-{text}").parse().unwrap()
    }

    fn line(kind: NoticeKind, unit: &str, due: Option<&str>, today: &str) -> Line {
        Line {
            id: Uuid::nil(),
            kind,
            unit_code: unit.into(),
            unit_name: format!("Sở {unit}"),
            period: "2026-10".parse().unwrap(),
            again: false,
            due: due.map(day),
            note: String::new(),
            day: day(today),
            at: chrono::DateTime::UNIX_EPOCH,
            is_read: false,
        }
    }

    #[test]
    fn the_subject_says_what_and_when() {
        let soon = line(NoticeKind::DueSoon, "Y tế", Some("11-15"), "11-12");
        let late = line(NoticeKind::Overdue, "Nội vụ", Some("11-05"), "11-12");
        let today = day("11-12");
        assert_eq!(subject(std::slice::from_ref(&soon), today), "Sắp đến hạn 15/11/2026: báo cáo tháng 10/2026 – Sở Y tế");
        assert_eq!(subject(std::slice::from_ref(&late), today), "Quá hạn 05/11/2026: báo cáo tháng 10/2026 – Sở Nội vụ");
        let both = "Nhắc việc báo cáo ngày 12/11/2026: 2 việc, hạn gần nhất 15/11/2026";
        assert_eq!(subject(&[late.clone(), soon], today), both);
        assert_eq!(subject(&[late.clone(), late], today), "Nhắc việc báo cáo ngày 12/11/2026: 2 việc");
    }

    #[test]
    fn the_text_leads_to_the_page() {
        let soon = line(NoticeKind::DueSoon, "Y tế", Some("11-15"), "11-12");
        let text = body("https://tiendo.test", "Trần Văn Lộc", &[soon]);
        let expected = "Kính gửi Trần Văn Lộc,\n\n\
            Báo cáo tháng 10/2026 của Sở Y tế chưa nộp, còn 3 ngày: hạn nộp 15/11/2026.\n   https://tiendo.test/bao-cao/2026-10/Y tế\n\n\
            Mọi thông báo: https://tiendo.test/thong-bao\n\n";
        assert!(text.starts_with(expected), "{text}");
    }
}
