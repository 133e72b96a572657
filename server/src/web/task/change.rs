//! What units say about a task: checked, then stored with its line on record.

use super::{
    Answer, Failure, Site, Visit, clean,
    load::{self, Case, case, may_resolve},
};
use crate::web::target::done;
use app::{
    frame::FlashTone,
    pages::task::{RaiseForm, ResolveForm, TEXT_LIMIT, UpdateForm, address},
};
use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse},
};
use domain::task::{Saying, TaskState};
use serde_json::json;
use std::sync::Arc;
use store::{
    audit,
    catalogue::OrgUnit,
    task::{self, Difficulty, Update},
};
use uuid::Uuid;

/// What became of an update.
enum Taken {
    Stored,
    /// The same person sent the same form twice.
    Before,
    /// Somebody said something since the page was shown.
    Overtaken,
}

pub async fn update(State(site): State<Arc<Site>>, visit: Visit, Path(code): Path<String>, Form(form): Form<UpdateForm>) -> Answer {
    let mut tx = site.db.read().await?;
    let case = case(&site, &mut tx, &visit, &code).await?;
    drop(tx);
    let update = match checked(&site, &case, &form, visit.person()?) {
        Ok(update) => update,
        Err(sentence) => return Ok(refused_update(case, form, sentence, StatusCode::UNPROCESSABLE_ENTITY)),
    };
    match put(&site, &update, form.seen.parse().ok()).await? {
        Taken::Stored | Taken::Before => {
            let to = format!("{}#cap-nhat", address(&code));
            Ok(done(&visit, FlashTone::Done, "Đã lưu cập nhật của nhiệm vụ.", &to))
        }
        Taken::Overtaken => {
            let mut tx = site.db.read().await?;
            let fresh = load::case(&site, &mut tx, &visit, &code).await?;
            let newest = fresh.page.updates.first().map(|u| format!("{} ({}) lúc {}", u.person, u.unit, u.at)).unwrap_or_default();
            let sentence = format!("Nhiệm vụ vừa được cập nhật bởi {newest}. Xem cập nhật đó ở dưới, rồi gửi lại nếu vẫn cần.");
            Ok(refused_update(fresh, form, sentence, StatusCode::CONFLICT))
        }
    }
}

/// The page again, with what was typed and why it was not taken.
fn refused_update(mut case: Case, form: UpdateForm, sentence: String, status: StatusCode) -> axum::response::Response {
    case.page.desk.update = UpdateForm { problem: Some(sentence), ..form };
    (status, Html(case.html())).into_response()
}

/// The unit somebody speaks for: the one chosen, or the only one there is.
fn speaks_for<'a>(case: &'a Case, chosen: &str) -> Result<&'a OrgUnit, String> {
    let units = &case.page.desk.units;
    let chosen = match (chosen, units.as_slice()) {
        ("", [(only, _)]) => only,
        _ => chosen,
    };
    let is_own = units.iter().any(|(code, _)| code == chosen);
    let unit = case.catalogue.unit_by_code(chosen).filter(|_| is_own);
    unit.ok_or_else(|| "Chưa chọn đơn vị, hoặc tài khoản không làm việc cho đơn vị đã chọn. Chọn lại đơn vị.".to_owned())
}

fn in_force(case: &Case) -> Result<(), String> {
    if case.page.row.in_force {
        Ok(())
    } else {
        Err("Nhiệm vụ không có hiệu lực hôm nay nên không ghi thêm được.".to_owned())
    }
}

fn checked(site: &Site, case: &Case, form: &UpdateForm, by: Uuid) -> Result<Update, String> {
    in_force(case)?;
    let unit = speaks_for(case, &form.unit)?;
    let state: TaskState = form.state.parse().map_err(|_| "Chưa chọn trạng thái. Chọn một trạng thái trong danh sách.")?;
    let typed = form.percent.trim().trim_end_matches('%').trim_end();
    let percent =
        typed.parse().map_err(|_| format!("Tỷ lệ “{}” không phải số nguyên từ 0 đến 100. Ghi như 40.", shortened(&form.percent)))?;
    let day = form.day.parse().map_err(|_| format!("Ngày “{}” không phải một ngày. Chọn lại ngày.", shortened(&form.day)))?;
    let (body, evidence) = (clean(&form.body), clean(&form.evidence).replace('\n', " "));
    Saying { state, percent, day, body: &body, evidence: &evidence }.check(case.page.row.given, site.today())?;
    Ok(Update {
        id: Uuid::now_v7(),
        task_code: case.page.row.task.code.clone(),
        at: site.now(),
        done_on: day,
        person_id: by,
        unit_id: unit.id,
        state,
        percent,
        body,
        evidence,
    })
}

/// What was typed, for a sentence.
fn shortened(text: &str) -> String {
    text.trim().chars().take(20).collect()
}

fn says_the_same(a: &Update, b: &Update) -> bool {
    (a.person_id, a.unit_id, a.done_on, a.state, a.percent) == (b.person_id, b.unit_id, b.done_on, b.state, b.percent)
        && (&a.body, &a.evidence) == (&b.body, &b.evidence)
}

/// Stores the update unless there is a newer one than `seen`.
async fn put(site: &Site, update: &Update, seen: Option<Uuid>) -> Result<Taken, store::Error> {
    store::in_tx!(site.db, |tx| {
        let newest = task::updates_of(tx, &update.task_code).await?.pop();
        Ok(if newest.as_ref().map(|u| u.id) == seen {
            task::put_update(tx, update).await?;
            let detail = json!({
                "update": update.id,
                "unit": update.unit_id,
                "state": update.state.code(),
                "percent": update.percent,
                "as_of": update.done_on,
            });
            audit::write(tx, update.at, Some(update.person_id), "task.update", "task", &update.task_code, detail).await?;
            Taken::Stored
        } else if newest.is_some_and(|n| says_the_same(&n, update)) {
            Taken::Before
        } else {
            Taken::Overtaken
        })
    })
}

pub async fn raise(State(site): State<Arc<Site>>, visit: Visit, Path(code): Path<String>, Form(form): Form<RaiseForm>) -> Answer {
    let mut tx = site.db.read().await?;
    let mut case = case(&site, &mut tx, &visit, &code).await?;
    drop(tx);
    let d = match difficulty(&site, &case, &form, visit.person()?) {
        Ok(difficulty) => difficulty,
        Err(sentence) => {
            case.page.desk.raise = RaiseForm { problem: Some(sentence), ..form };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(case.html())).into_response());
        }
    };
    store::in_tx!(site.db, |tx| {
        let same = |old: &Difficulty| {
            let open = old.resolved_at.is_none();
            open && (old.raised_by, old.unit_id, old.resolver_id) == (d.raised_by, d.unit_id, d.resolver_id) && old.body == d.body
        };
        // The same form sent twice is one difficulty.
        if !task::difficulties_of(tx, &d.task_code).await?.iter().any(same) {
            task::raise(tx, &d).await?;
            let detail = json!({ "difficulty": d.id, "unit": d.unit_id, "resolver": d.resolver_id });
            audit::write(tx, d.raised_at, Some(d.raised_by), "difficulty.raise", "task", &d.task_code, detail).await?;
        }
        Ok(())
    })?;
    let to = format!("{}#kho-khan", address(&code));
    Ok(done(&visit, FlashTone::Done, "Đã ghi khó khăn của nhiệm vụ.", &to))
}

fn difficulty(site: &Site, case: &Case, form: &RaiseForm, by: Uuid) -> Result<Difficulty, String> {
    in_force(case)?;
    let unit = speaks_for(case, &form.unit)?;
    let is_choice = case.page.desk.resolvers.iter().any(|(code, _)| *code == form.resolver);
    let resolver = case.catalogue.unit_by_code(&form.resolver).filter(|_| is_choice);
    let resolver = resolver.ok_or("Chưa chọn đơn vị cần tháo gỡ. Chọn một đơn vị trong danh sách.")?;
    let body = clean(&form.body);
    worded(&body, "Chưa ghi khó khăn. Ghi điều đang cản trở và điều cần được tháo gỡ.")?;
    Ok(Difficulty {
        id: Uuid::now_v7(),
        task_code: case.page.row.task.code.clone(),
        raised_at: site.now(),
        raised_by: by,
        unit_id: unit.id,
        resolver_id: resolver.id,
        body,
        resolved_at: None,
        resolved_by: None,
        answer: String::new(),
    })
}

fn worded(text: &str, empty: &str) -> Result<(), String> {
    match text.chars().count() {
        0 => Err(empty.to_owned()),
        n if n > TEXT_LIMIT => Err(format!("Nội dung dài {n} ký tự, quá {TEXT_LIMIT}. Rút gọn.")),
        _ => Ok(()),
    }
}

pub async fn resolve(State(site): State<Arc<Site>>, visit: Visit, Path(code): Path<String>, Form(form): Form<ResolveForm>) -> Answer {
    let mut tx = site.db.read().await?;
    let mut case = case(&site, &mut tx, &visit, &code).await?;
    let found = match form.id.parse().ok() {
        Some(id) => task::difficulty(&mut tx, id).await?.filter(|d| d.task_code == code),
        None => None,
    };
    drop(tx);
    let gone = || Failure::refused("Không có khó khăn này ở nhiệm vụ. Chưa có gì được lưu. Tải lại trang rồi thử lại.");
    let d = found.ok_or_else(gone)?;
    if !may_resolve(&site, &visit, &case.frame, &case.catalogue, d.resolver_id) {
        let sentence = "Chỉ đơn vị cần tháo gỡ hoặc người quản lý mục tiêu ghi được kết quả. Chưa có gì được lưu.";
        return Err(Failure { status: StatusCode::FORBIDDEN, sentence: sentence.into() });
    }
    let answer = clean(&form.answer);
    if let Err(sentence) = worded(&answer, "Chưa ghi khó khăn được tháo gỡ thế nào. Ghi kết quả hoặc số, ký hiệu văn bản.")
    {
        case.page.desk.resolve = ResolveForm { problem: Some(sentence), ..form };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(case.html())).into_response());
    }
    let (now, by) = (site.now(), visit.person()?);
    let stored = store::in_tx!(site.db, |tx| {
        let stored = task::resolve(tx, d.id, now, by, &answer).await?;
        if stored {
            audit::write(tx, now, Some(by), "difficulty.resolve", "task", &code, json!({ "difficulty": d.id })).await?;
        }
        Ok(stored)
    })?;
    let (tone, text) = if stored {
        (FlashTone::Done, "Đã ghi kết quả tháo gỡ khó khăn.")
    } else {
        (FlashTone::Refused, "Khó khăn này đã được ghi là tháo gỡ trước đó. Xem kết quả ở dưới. Chưa có gì được lưu.")
    };
    Ok(done(&visit, tone, text, &format!("{}#kho-khan", address(&code))))
}
