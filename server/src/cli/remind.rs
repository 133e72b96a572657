//! `tiendo remind`: what the server does by the clock, once, for cron and for scripts.

use super::Fallible;
use crate::{
    mail, notice,
    site::{Site, VIETNAM_HOURS},
};
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};

/// In the morning, when mails are read.
const MORNING: i64 = 8;

/// Reminds of the duties of the day and sends the outbox, as if it were `at`, or the morning of `date`, or now.
pub async fn run(site: &Site, date: Option<NaiveDate>, at: Option<DateTime<Utc>>) -> Fallible<()> {
    let morning = |d: NaiveDate| d.and_time(NaiveTime::MIN).and_utc() + Duration::hours(MORNING - VIETNAM_HOURS);
    let at = at.or(date.map(morning)).unwrap_or_else(|| site.now());
    let made = notice::remind(site, at).await?;
    let sent = mail::deliver(site, at).await?;
    let (waiting, lost) = store::notice::outbox(&mut site.db.read().await?).await?;
    println!("thông báo mới: {}", made.notices);
    println!("thư mới: {}, đã gửi: {}, gửi chưa được: {}, còn chờ: {waiting}, đã bỏ: {lost}", made.mails, sent.sent, sent.failed);
    if site.config.mail.is_none() {
        println!("TIENDO_SMTP chưa đặt: không lập và không gửi thư");
    }
    Ok(())
}
