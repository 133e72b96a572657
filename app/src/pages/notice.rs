//! The inbox: what somebody was told about the reports they answer for.

use crate::{
    frame::{self, Frame},
    pages::report::period_name,
    ui::Csrf,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::{
    Period,
    notice::{NoticeKind, RULES},
    text::{self, Lang},
};
use leptos::prelude::*;
use uuid::Uuid;

/// One notice, with the names of what it is about.
#[derive(Clone, Debug)]
pub struct Line {
    pub id: Uuid,
    pub kind: NoticeKind,
    pub unit_code: String,
    pub unit_name: String,
    pub period: Period,
    /// About a report that was handed in before.
    pub again: bool,
    pub due: Option<NaiveDate>,
    /// Why it was returned or reopened.
    pub note: String,
    /// The day on which it was said.
    pub day: NaiveDate,
    pub at: DateTime<Utc>,
    pub is_read: bool,
}

impl Line {
    /// The report's page.
    pub fn href(&self) -> String {
        format!("/bao-cao/{}/{}", self.period, self.unit_code)
    }
}

/// The matter in a few words, for the subject of a mail: "Sắp đến hạn 15/11/2026: báo cáo tháng 10/2026".
pub fn topic(l: &Line) -> String {
    let report = format!("báo cáo {}", l.period.label());
    let due = l.due.map(text::vi_date).unwrap_or_default();
    match l.kind {
        NoticeKind::Opened => format!("Giao {report}, hạn nộp {due}"),
        NoticeKind::DueSoon => format!("Sắp đến hạn {due}: {report}"),
        NoticeKind::DueToday => format!("Đến hạn hôm nay {due}: {report}"),
        NoticeKind::Overdue => format!("Quá hạn {due}: {report}"),
        NoticeKind::Escalated => format!("Đề nghị đôn đốc, quá hạn {due}: {report}"),
        NoticeKind::Returned => format!("Bị trả lại, hạn nộp lại {due}: {report}"),
        NoticeKind::Accepted => format!("Đã được chấp nhận: {report}"),
        NoticeKind::Reopened => format!("Được mở lại: {report}"),
    }
}

/// So many notices that say the same of different units stand each for itself; more are told as one.
const FEW: usize = 3;

/// Notices by what they say: of a day, the same of several units is one matter. In the order in which each comes first.
pub fn matters<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Vec<Vec<&'a Line>> {
    let same = |a: &Line, b: &Line| {
        (a.day, a.kind, a.period, a.again, a.due, &a.note, a.is_read) == (b.day, b.kind, b.period, b.again, b.due, &b.note, b.is_read)
    };
    let mut all: Vec<Vec<&Line>> = vec![];
    for line in lines {
        match all.iter_mut().find(|matter| same(matter[0], line)) {
            Some(matter) => matter.push(line),
            None => all.push(vec![line]),
        }
    }
    let apart = |matter: Vec<&'a Line>| {
        if matter.len() > FEW { vec![matter] } else { matter.into_iter().map(|line| vec![line]).collect() }
    };
    all.into_iter().flat_map(apart).collect()
}

/// One of [`matters`] in a sentence or two.
pub fn told(matter: &[&Line], lang: Lang) -> String {
    let first = matter[0];
    match (matter.len(), lang) {
        (1, _) => sentence(first, lang),
        (n, Lang::Vi) => sentence(&Line { unit_name: format!("{n} đơn vị"), ..first.clone() }, lang),
        (n, Lang::En) => sentence(&Line { unit_name: format!("{n} units"), ..first.clone() }, lang),
    }
}

/// Where one of [`matters`] is taken up: the report, or the board of who has sent what.
pub fn place(matter: &[&Line]) -> String {
    match matter {
        [line] => line.href(),
        _ => "/dot".to_owned(),
    }
}

/// The whole notice in a sentence or two.
pub fn sentence(l: &Line, lang: Lang) -> String {
    if lang == Lang::En {
        return sentence_en(l);
    }
    let report = format!("Báo cáo {} của {}", l.period.label(), l.unit_name);
    let due = l.due.map(text::vi_date).unwrap_or_default();
    let left = l.due.map_or(0, |due| (due - l.day).num_days());
    let (late, hand, missing) = (-left, if l.again { "hạn nộp lại" } else { "hạn nộp" }, if l.again { "chưa nộp lại" } else { "chưa nộp" });
    let why = if l.note.trim().is_empty() { String::new() } else { format!(" Lý do: {}", stop(&l.note)) };
    // Of a reminder the codes of what its reader looks after.
    let own = if l.note.is_empty() { String::new() } else { format!(" Bạn phụ trách, chưa có số liệu: {}.", l.note) };
    match l.kind {
        NoticeKind::Opened => format!("Đợt báo cáo {} đã mở; {} được giao báo cáo, hạn nộp {due}.{own}", l.period.label(), l.unit_name),
        NoticeKind::DueSoon => format!("{report} {missing}, còn {left} ngày: {hand} {due}.{own}"),
        NoticeKind::DueToday => format!("{report} {missing}; hôm nay {due} là {hand}.{own}"),
        NoticeKind::Overdue => format!("{report} {missing}, quá hạn {late} ngày ({hand} {due}).{own}"),
        NoticeKind::Escalated => format!("{report} {missing}, quá hạn {late} ngày ({hand} {due}). Đề nghị người duyệt của đơn vị đôn đốc."),
        NoticeKind::Returned => format!("{report} bị trả lại, hạn nộp lại {due}.{why}"),
        NoticeKind::Accepted => format!("{report} đã được chấp nhận."),
        NoticeKind::Reopened => format!("{report} được mở lại để sửa.{why}"),
    }
}

fn sentence_en(l: &Line) -> String {
    let report = format!("The report of {} of {}", l.period.label_en(), l.unit_name);
    let due = l.due.map(|d| text::date(d, Lang::En)).unwrap_or_default();
    let left = l.due.map_or(0, |due| (due - l.day).num_days());
    let days = |n: i64| if n == 1 { "1 day".to_owned() } else { format!("{n} days") };
    let missing = if l.again { "has not been submitted again" } else { "has not been submitted" };
    let why = if l.note.trim().is_empty() { String::new() } else { format!(" Reason: {}", stop(&l.note)) };
    let own = if l.note.is_empty() { String::new() } else { format!(" Yours, without a figure yet: {}.", l.note) };
    match l.kind {
        NoticeKind::Opened => format!("The round of {} is open; {} has to report, due {due}.{own}", l.period.label_en(), l.unit_name),
        NoticeKind::DueSoon => format!("{report} {missing}, {} left: due {due}.{own}", days(left)),
        NoticeKind::DueToday => format!("{report} {missing}; it is due today, {due}.{own}"),
        NoticeKind::Overdue => format!("{report} {missing}, {} overdue (due {due}).{own}", days(-left)),
        NoticeKind::Escalated => format!("{report} {missing}, {} overdue (due {due}). Please see to it.", days(-left)),
        NoticeKind::Returned => format!("{report} was returned, due again {due}.{why}"),
        NoticeKind::Accepted => format!("{report} was accepted."),
        NoticeKind::Reopened => format!("{report} was reopened to be corrected.{why}"),
    }
}

/// A text as it was written, with its full stop.
fn stop(note: &str) -> String {
    let note = note.trim();
    if note.ends_with(['.', '!', '?', '…']) { note.to_owned() } else { format!("{note}.") }
}

/// Where mails to the viewer go.
#[derive(Clone, Debug, Default)]
pub struct Post {
    /// Empty: none.
    pub email: String,
    /// Does the installation send mails at all?
    pub sends: bool,
    /// The day of the last mail, when it was given up.
    pub lost: Option<NaiveDate>,
    /// What was wrong with an address that was typed, and the address.
    pub refused: Option<(String, String)>,
}

pub struct Inbox {
    /// Unread ones first, then the newest.
    pub lines: Vec<Line>,
    /// Of all, not only of those listed.
    pub unread: i64,
    pub post: Post,
}

pub fn show(frame: &Frame, inbox: &Inbox) -> String {
    let title = frame.t("Thông báo", "Notices");
    let headline = match (inbox.unread, frame.lang) {
        (0, Lang::Vi) => "Không có thông báo chưa đọc".to_owned(),
        (0, Lang::En) => "No unread notices".to_owned(),
        (n, Lang::Vi) => format!("{n} thông báo chưa đọc"),
        (1, Lang::En) => "1 unread notice".to_owned(),
        (n, Lang::En) => format!("{n} unread notices"),
    };
    let (unread, read): (Vec<&Line>, Vec<&Line>) = inbox.lines.iter().partition(|l| !l.is_read);
    frame::page(frame, title, || {
        view! {
            <h1>{headline}</h1>
            <p class="lead">{rules(frame)}</p>
            <div class="cols c-8-4 sec">
                <section class="sec">
                    <div class="sec-h">
                        <h2>{frame.t("Chưa đọc", "Unread")}</h2>
                        {(unread.len() > 1).then(|| view! {
                            <form method="post" action="/thong-bao/da-doc">
                                <Csrf token=frame.csrf.clone()/>
                                <button class="btn" name="tat-ca" value="1">{frame.t("Đánh dấu tất cả đã đọc", "Mark all as read")}</button>
                            </form>
                        })}
                    </div>
                    {if unread.is_empty() { nothing(frame, inbox) } else { days(frame, &unread) }}
                    {(!read.is_empty()).then(|| view! {
                        <div class="sec-h sec"><h2>{frame.t("Đã đọc", "Read")}</h2></div>
                        {days(frame, &read)}
                    })}
                </section>
                {post(frame, &inbox.post)}
            </div>
        }
        .into_any()
    })
}

/// When is who told.
fn rules(frame: &Frame) -> String {
    let r = RULES;
    match frame.lang {
        Lang::Vi => format!(
            "Hệ thống báo khi đợt mở, trước hạn {} ngày, đúng ngày đến hạn và {} ngày một lần khi quá hạn; \
             quá hạn {} ngày thì báo người duyệt của đơn vị. Nộp báo cáo thì các nhắc việc của báo cáo đó tự hết.",
            r.soon, r.again, r.escalate
        ),
        Lang::En => format!(
            "Told when a round opens, {} days before it is due, on the day, and every {} days while overdue; \
             after {} days overdue the unit's approvers are told. Submitting the report settles its reminders.",
            r.soon, r.again, r.escalate
        ),
    }
}

fn nothing(frame: &Frame, inbox: &Inbox) -> AnyView {
    let (title, next) = if inbox.lines.is_empty() {
        (
            frame.t("Chưa có thông báo nào", "Nothing yet"),
            frame.t(
                "Khi đơn vị của bạn có việc phải báo cáo, hoặc báo cáo được quyết định, thông báo hiện ở đây.",
                "Duties of your unit and decisions about its reports appear here.",
            ),
        )
    } else {
        (frame.t("Đã đọc hết", "All read"), frame.t("Thông báo mới hiện ở đây.", "New notices appear here."))
    };
    view! { <div class="empty"><h3>{title}</h3><p>{next}</p></div> }.into_any()
}

fn days(frame: &Frame, lines: &[&Line]) -> AnyView {
    let groups = lines.chunk_by(|a, b| a.day == b.day).map(|group| {
        let rows = matters(group.iter().copied()).iter().map(|matter| row(frame, matter)).collect_view();
        view! { <h3 class="day">{day_name(frame, group[0].day)}</h3><ul class="inbox">{rows}</ul> }
    });
    groups.collect_view().into_any()
}

fn day_name(frame: &Frame, day: NaiveDate) -> String {
    let date = text::date(day, frame.lang);
    match (frame.today - day).num_days() {
        0 => format!("{}, {date}", frame.t("Hôm nay", "Today")),
        1 => format!("{}, {date}", frame.t("Hôm qua", "Yesterday")),
        _ => date,
    }
}

fn row(frame: &Frame, matter: &[&Line]) -> AnyView {
    let l = matter[0];
    let local = l.at + Duration::hours(7);
    let kind = if frame.lang == Lang::En { l.kind.label_en() } else { l.kind.label() };
    let hot = matches!(l.kind, NoticeKind::Overdue | NoticeKind::Escalated | NoticeKind::Returned);
    let (open, of) = match matter.len() {
        1 => {
            let of = format!("{}, {}", period_name(l.period, frame.lang), l.unit_name);
            (frame.t("Mở báo cáo", "Open the report"), of)
        }
        _ => (frame.t("Xem tình hình nộp", "See who has sent what"), period_name(l.period, frame.lang)),
    };
    let unit = |l: &&Line| view! { <li><a href=l.href()>{l.unit_name.clone()}</a></li> };
    view! {
        <li class=l.is_read.then_some("read")>
            <p><span class=if hot { "tag hot" } else { "tag" }>{kind}</span>" "{told(matter, frame.lang)}</p>
            {(matter.len() > 1).then(|| view! {
                <details class="twin"><summary>{frame.t("Các đơn vị", "The units")}</summary><ul class="which">{matter.iter().map(unit).collect_view()}</ul></details>
            })}
            <div class="do">
                <time datetime=local.format("%Y-%m-%dT%H:%M+07:00").to_string()>{local.format("%H:%M").to_string()}</time>
                <a href=place(matter)>{open}<span class="vh">" "{of}</span></a>
                {(!l.is_read).then(|| view! {
                    <form method="post" action="/thong-bao/da-doc">
                        <Csrf token=frame.csrf.clone()/>
                        {matter.iter().map(|l| view! { <input type="hidden" name="id" value=l.id.to_string()/> }).collect_view()}
                        <button class="btn quiet">{frame.t("Đã đọc", "Mark as read")}</button>
                    </form>
                })}
            </div>
        </li>
    }
    .into_any()
}

fn post(frame: &Frame, post: &Post) -> AnyView {
    let value = post.refused.as_ref().map_or(&post.email, |(_, typed)| typed).clone();
    let state = match (post.sends, post.email.is_empty()) {
        (false, _) => frame
            .t("Hệ thống hiện chưa gửi thư; thông báo chỉ có ở trang này.", "No mail is sent at present; notices are on this page only."),
        (true, true) => frame.t("Chưa có địa chỉ: thông báo chỉ có ở trang này.", "No address: notices are on this page only."),
        (true, false) => frame.t(
            "Mỗi ngày nhiều nhất một thư nhắc việc; quyết định về báo cáo được gửi ngay.",
            "At most one reminder a day; decisions about reports are sent at once.",
        ),
    };
    view! {
        <section class="sec" id="thu">
            <div class="sec-h"><h2>{frame.t("Nhận qua thư điện tử", "By mail")}</h2></div>
            {post.lost.map(|day| view! {
                <div class="banner warn" role="status"><b>{match frame.lang {
                    Lang::Vi => format!("Thư ngày {} không đến được {}. Kiểm tra lại địa chỉ.", text::vi_date(day), post.email),
                    Lang::En => format!("The mail of {} did not reach {}. Check the address.", text::date(day, Lang::En), post.email),
                }}</b></div>
            })}
            {post.refused.as_ref().map(|(sentence, _)| view! { <div class="banner bad" role="alert"><b>{sentence.clone()}</b></div> })}
            <form class="stack" method="post" action="/thong-bao/dia-chi">
                <Csrf token=frame.csrf.clone()/>
                <div class="field">
                    <label for="email">{frame.t("Địa chỉ thư", "Address")}</label>
                    <input class="in" id="email" name="email" type="email" maxlength="254" autocomplete="email" value=value/>
                    <span class="hint">{frame.t("Để trống nếu không muốn nhận thư.", "Leave empty for no mail.")}</span>
                </div>
                <div><button class="btn">{frame.t("Lưu địa chỉ", "Save the address")}</button></div>
                <p class="small muted">{state}</p>
            </form>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{FEW, Line, matters, place, sentence, told, topic};
    use domain::{notice::NoticeKind, text::Lang};

    #[test]
    fn every_kind_has_its_sentence_and_its_subject() {
        let day = |text: &str| text.parse().unwrap();
        let line = |kind| Line {
            id: uuid::Uuid::nil(),
            kind,
            unit_code: "SYT".into(),
            unit_name: "Sở Y tế".into(),
            period: "2026-10".parse().unwrap(),
            again: false,
            due: Some(day("2026-11-15")),
            note: "Số liệu chưa khớp".into(),
            day: day("2026-11-20"),
            at: chrono::DateTime::UNIX_EPOCH,
            is_read: false,
        };
        let overdue = line(NoticeKind::Escalated);
        let vi = "Báo cáo tháng 10/2026 của Sở Y tế chưa nộp, quá hạn 5 ngày (hạn nộp 15/11/2026). Đề nghị người duyệt của đơn vị đôn đốc.";
        assert_eq!(sentence(&overdue, Lang::Vi), vi);
        let returned = Line { again: true, ..line(NoticeKind::Returned) };
        let vi = "Báo cáo tháng 10/2026 của Sở Y tế bị trả lại, hạn nộp lại 15/11/2026. Lý do: Số liệu chưa khớp.";
        assert_eq!(sentence(&returned, Lang::Vi), vi);
        assert_eq!(topic(&returned), "Bị trả lại, hạn nộp lại 15/11/2026: báo cáo tháng 10/2026");
        let one = Line { day: day("2026-11-14"), ..line(NoticeKind::DueSoon) };
        assert!(sentence(&one, Lang::En).contains("has not been submitted, 1 day left: due "), "{}", sentence(&one, Lang::En));
        for &kind in NoticeKind::ALL {
            for text in [sentence(&line(kind), Lang::Vi), sentence(&line(kind), Lang::En)] {
                assert!(text.contains("Sở Y tế") && text.contains("2026") && text.ends_with('.'), "{text}");
            }
            assert!(topic(&line(kind)).contains("tháng 10/2026"));
        }
    }

    #[test]
    fn the_same_of_many_units_is_told_once() {
        let day = |text: &str| text.parse().unwrap();
        let line = |unit: usize, kind, due: &str| Line {
            id: uuid::Uuid::nil(),
            kind,
            unit_code: format!("X{unit}"),
            unit_name: format!("Xã {unit}"),
            period: "2026-10".parse().unwrap(),
            again: false,
            due: Some(day(due)),
            note: String::new(),
            day: day("2026-11-12"),
            at: chrono::DateTime::UNIX_EPOCH,
            is_read: false,
        };
        let soon = |n: usize| (1..=n).map(|i| line(i, NoticeKind::DueSoon, "2026-11-15")).collect::<Vec<_>>();
        assert!(matters(&[]).is_empty());
        assert_eq!(matters(&soon(FEW)).len(), FEW);
        let mut all = soon(114);
        // Another date, another kind, one that was read, another day: none of them says the same.
        all.push(line(200, NoticeKind::DueSoon, "2026-11-14"));
        all.push(line(201, NoticeKind::Overdue, "2026-11-15"));
        all.push(Line { is_read: true, ..line(202, NoticeKind::DueSoon, "2026-11-15") });
        all.push(Line { day: day("2026-11-13"), ..line(203, NoticeKind::DueSoon, "2026-11-15") });
        let matters = matters(&all);
        assert_eq!(matters.iter().map(Vec::len).collect::<Vec<_>>(), [114, 1, 1, 1, 1]);
        let vi = "Báo cáo tháng 10/2026 của 114 đơn vị chưa nộp, còn 3 ngày: hạn nộp 15/11/2026.";
        assert_eq!((told(&matters[0], Lang::Vi).as_str(), place(&matters[0]).as_str()), (vi, "/dot"));
        assert_eq!(told(&matters[1], Lang::Vi), sentence(&all[114], Lang::Vi));
        assert_eq!(place(&matters[1]), "/bao-cao/2026-10/X200");
    }
}
