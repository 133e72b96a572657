//! What a page showed against what is there now. A step that was decided on by an older picture is not taken; the answer says
//! who did what meanwhile, and when.

use super::{Desk, stop};
use app::pages::audit::{Deed, say};
use chrono::{DateTime, Utc};
use domain::text::Lang;
use serde_json::Value;
use store::{
    Tx, audit,
    submission::{self, Observation, Submission},
};

/// The report as a page shows it; empty before there is one.
pub fn mark(s: Option<&Submission>) -> String {
    s.map(|s| format!("{}.{}", s.revision, s.version)).unwrap_or_default()
}

/// One item as a page shows it to who decides it.
pub fn item_mark(o: &Observation) -> String {
    let decided = o.decided_at.map(|at| format!(".{}", at.timestamp_micros())).unwrap_or_default();
    format!("{}{decided}", o.item_state.code())
}

/// "16:02 ngày 13/11/2026", in Vietnam's time.
fn moment(at: DateTime<Utc>) -> String {
    (at + chrono::Duration::hours(crate::site::VIETNAM_HOURS)).format("%H:%M ngày %d/%m/%Y").to_string()
}

impl Desk<'_> {
    /// Refuses when the report `s` is not the one the page showed.
    pub(super) async fn check_seen(&self, tx: &mut Tx, s: Option<&Submission>) -> store::Result<()> {
        match &self.seen {
            Some(seen) if *seen != mark(s) => stop(self.since(tx, seen).await?),
            _ => Ok(()),
        }
    }

    /// Refuses when the item is not as the page showed it.
    pub(super) async fn check_item(&self, tx: &mut Tx, o: &Observation) -> store::Result<()> {
        match &self.seen {
            Some(seen) if *seen != item_mark(o) => stop(self.decided_meanwhile(tx, o).await?),
            _ => Ok(()),
        }
    }

    /// Who did what to the report since a page showed it as `seen`.
    pub async fn since(&self, tx: &mut Tx, seen: &str) -> store::Result<String> {
        const MOST: i32 = 3;
        let latest = submission::latest(tx, self.round.id, self.unit.id).await?;
        let lines = match &latest {
            Some(s) => audit::of(tx, "submission", s.id).await?,
            None => vec![],
        };
        // Each change counts the version on; a page of an earlier revision saw none of this one.
        let then = latest.as_ref().and_then(|s| seen.strip_prefix(&format!("{}.", s.revision))?.parse::<i32>().ok());
        let count = latest.as_ref().map_or(0, |s| s.version - then.unwrap_or(0)).clamp(1, MOST);
        let mut told = vec![];
        for line in lines.iter().rev().filter(|l| l.action != "report.claim").take(count as usize) {
            told.push(self.told(tx, line).await?);
        }
        Ok(changed("Báo cáo", &told))
    }

    /// Who decided the item, and how.
    pub async fn decided_meanwhile(&self, tx: &mut Tx, o: &Observation) -> store::Result<String> {
        let id = o.id.to_string();
        let of_item = |l: &&audit::Line| {
            l.action == "report.decide" && serde_json::from_str::<Value>(&l.detail).is_ok_and(|d| d["observation"] == *id)
        };
        let lines = audit::of(tx, "submission", o.submission_id).await?;
        let told = match lines.iter().rfind(of_item) {
            Some(line) => vec![self.told(tx, line).await?],
            None => vec![],
        };
        Ok(changed("Mục này", &told))
    }

    /// "Nguyễn Thị Mai chấp nhận mục “Hồ sơ” trong báo cáo (16:02 ngày 13/11/2026)".
    async fn told(&self, tx: &mut Tx, line: &audit::Line) -> store::Result<String> {
        let detail: Value = serde_json::from_str(&line.detail).unwrap_or_default();
        let item = match detail["observation"].as_str().and_then(|id| id.parse().ok()) {
            Some(id) => submission::observation(tx, id).await?,
            None => None,
        };
        let about = item.and_then(|o| self.catalogue.indicator(o.indicator_id)).map(|i| i.name.as_str());
        let said = say(&Deed { action: &line.action, detail: &detail, own: false, about }, Lang::Vi);
        let who = line.person.as_deref().unwrap_or("Hệ thống");
        Ok(format!("{who} {} báo cáo{} ({})", said.verb, said.tail, moment(line.at)))
    }
}

fn changed(what: &str, told: &[String]) -> String {
    let told = if told.is_empty() { String::new() } else { format!(": {}", told.join("; ")) };
    format!("{what} đã thay đổi sau khi bạn mở trang này{told}. Chưa có gì được lưu; xem bản mới nhất rồi quyết định lại.")
}
