//! One update of one system: read, checked, written beside those before it.

use super::render;
use crate::{
    report::plain,
    web::{Answer, Failure, Site, Visit, target::done},
};
use app::{
    frame::FlashTone,
    pages::system::{Edit, address},
};
use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse},
};
use chrono::NaiveDate;
use domain::{
    system::{InfoSystem, Stage},
    text::vi_date,
};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use store::{
    audit,
    system::{self, Update},
};
use uuid::Uuid;

/// Characters.
const LONGEST_BODY: usize = 2000;
const LONGEST_EVIDENCE: usize = 1000;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct UpdateForm {
    #[serde(rename = "giai-doan")]
    stage: String,
    #[serde(rename = "tinh")]
    provincial: String,
    #[serde(rename = "quoc-gia")]
    national: String,
    #[serde(rename = "cap-do")]
    level: String,
    #[serde(rename = "buoc")]
    steps: String,
    #[serde(rename = "ngay")]
    as_of: String,
    #[serde(rename = "noi-dung")]
    body: String,
    #[serde(rename = "minh-chung")]
    evidence: String,
    #[serde(rename = "truoc")]
    seen: String,
}

fn flag(text: &str, what: &str) -> Result<bool, String> {
    match text {
        "1" => Ok(true),
        "0" => Ok(false),
        _ => Err(format!("Chọn “Đã kết nối” hoặc “Chưa kết nối” ở ô {what}.")),
    }
}

fn day(text: &str, today: NaiveDate) -> Result<NaiveDate, String> {
    let day: NaiveDate = text.trim().parse().map_err(|_| "Ô Tính đến ngày không phải một ngày. Chọn lại ngày.".to_owned())?;
    // Nothing here is older than the century, and the database sorts years of four digits.
    let first = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default();
    match day {
        day if day > today => {
            Err(format!("Ngày {} ở tương lai. Ghi tình trạng tính đến một ngày không sau {}.", vi_date(day), vi_date(today)))
        }
        day if day < first => Err(format!("Ngày {} quá xa. Chọn một ngày từ {}.", vi_date(day), vi_date(first))),
        day => Ok(day),
    }
}

fn text(text: &str, most: usize, what: &str) -> Result<String, String> {
    let text = plain(&text.replace("\r\n", "\n")).trim().to_owned();
    if text.chars().count() > most {
        return Err(format!("Ô {what} dài hơn {most} ký tự. Rút ngắn lại."));
    }
    Ok(text)
}

impl UpdateForm {
    /// The update as it was typed; `system_code`, `person_id` and `at` are the caller's.
    fn read(&self, system: &InfoSystem, today: NaiveDate) -> Result<Update, String> {
        let stage: Stage = self.stage.parse().map_err(|_| "Chưa chọn giai đoạn của hệ thống. Chọn một giai đoạn.".to_owned())?;
        let provincial = flag(&self.provincial, "Trung tâm dữ liệu tỉnh")?;
        let nat = flag(&self.national, "Trung tâm hoặc nền tảng quốc gia")?;
        if stage == Stage::ToBuild && (provincial || nat) {
            return Err("Hệ thống cần xây dựng thì chưa thể đã kết nối. Sửa giai đoạn hoặc sửa kết nối.".into());
        }
        let security_level = match self.level.as_str() {
            "" => None,
            level => {
                Some(level.parse().ok().filter(|n| (1..=5).contains(n)).ok_or("Chọn cấp độ an toàn từ 1 đến 5, hoặc “Chưa phê duyệt”.")?)
            }
        };
        let most = system.step.len();
        let steps = if most == 0 { Some(0) } else { self.steps.parse::<usize>().ok().filter(|n| *n <= most) };
        let steps_done = steps.and_then(|n| i32::try_from(n).ok()).ok_or_else(|| format!("Chọn số bước đã xong từ 0 đến {most}."))?;
        Ok(Update {
            id: Uuid::now_v7(),
            system_code: system.code.clone(),
            at: Default::default(),
            as_of: day(&self.as_of, today)?,
            person_id: Uuid::nil(),
            stage,
            provincial,
            nat,
            security_level,
            steps_done,
            body: text(&self.body, LONGEST_BODY, "Nội dung")?,
            evidence: text(&self.evidence, LONGEST_EVIDENCE, "Minh chứng")?,
        })
    }

    fn edit(self, problem: String) -> Edit {
        Edit {
            stage: self.stage,
            provincial: self.provincial,
            national: self.national,
            level: self.level,
            steps: self.steps,
            as_of: self.as_of,
            body: self.body,
            evidence: self.evidence,
            seen: String::new(),
            problem: Some(problem),
        }
    }

    /// The update that was the last to come in when the page was made; an id that is none matches nothing.
    fn seen(&self) -> Option<Uuid> {
        (!self.seen.is_empty()).then(|| self.seen.parse().unwrap_or_default())
    }
}

/// Going back needs a reason, measured against what stood on the same day.
fn check(system: &InfoSystem, new: &Update, before: &[Update]) -> Result<(), String> {
    let then = before.iter().rfind(|u| u.as_of <= new.as_of);
    let loss = system::condition(system, Some(new)).loss_since(&system::condition(system, then));
    match loss.filter(|_| new.body.is_empty()) {
        Some(loss) => Err(format!("So với trước, {loss}. Ghi lý do vào ô Nội dung.")),
        None => Ok(()),
    }
}

pub async fn update(State(site): State<Arc<Site>>, visit: Visit, Path(code): Path<String>, Form(form): Form<UpdateForm>) -> Answer {
    let mut tx = site.db.read().await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let found = catalogue.records.systems.find(&code, site.today()).ok_or_else(Failure::not_found)?;
    let before = system::updates_of(&mut tx, &code).await?;
    drop(tx);
    let read = form.read(found, site.today()).and_then(|new| check(found, &new, &before).map(|()| new));
    let (now, by, last) = (site.now(), visit.person()?, form.seen());
    let outcome = match read {
        Err(sentence) => Err(sentence),
        Ok(new) => {
            let new = Update { at: now, person_id: by, ..new };
            let stored = store::in_tx!(site.db, |tx| {
                system::add(tx, &new, last).await?;
                let detail = json!({
                    "as_of": new.as_of, "stage": new.stage.code(), "provincial": new.provincial, "national": new.nat,
                    "security_level": new.security_level, "steps_done": new.steps_done,
                });
                audit::write(tx, now, Some(by), "system.update", "system", &new.system_code, detail).await
            });
            match stored {
                Ok(()) => Ok(new.as_of),
                Err(store::Error::Refused(sentence)) => Err(sentence),
                Err(error) => return Err(error.into()),
            }
        }
    };
    match outcome {
        Ok(day) => {
            let text = format!("Đã ghi tình trạng của {code} tính đến ngày {}.", vi_date(day));
            Ok(done(&visit, FlashTone::Done, &text, &address(&code)))
        }
        Err(sentence) => {
            let html = render(&site, &visit, &code, Some(form.edit(sentence))).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response())
        }
    }
}
