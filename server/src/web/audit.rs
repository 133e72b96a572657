//! The record of who did what: the page, its lines as .csv, and a check of the chain on request.

mod object;

use super::{Answer, Failure, Site, Visit, report::attachment, target::done};
use crate::{chain, cli::audit::midnight};
use app::{
    frame::{FlashTone, Frame},
    pages::audit::{self as page, AuditPage, Deed, Filter, Line},
};
use axum::{
    extract::{Query, State},
    response::{Html, IntoResponse},
};
use chrono::NaiveDate;
use domain::text::{Lang, sort_key};
use object::Names;
use std::sync::Arc;
use store::{
    Tx,
    audit::{self, Found, Way},
};
use uuid::Uuid;

/// Lines on one page.
const PAGE: usize = 50;
/// Lines in one .csv; longer ones are for `tiendo audit export`.
const MOST_ROWS: usize = 20_000;
/// Lines read at once, and how many of them at the most for one page: those of another province are passed over.
const BATCH: i64 = 250;
const MOST_READ: usize = 100_000;

pub async fn show(State(site): State<Arc<Site>>, visit: Visit, Query(filter): Query<Filter>) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, &visit).await?;
    let mut names = Names::read(&site, &mut tx, &frame, province_id).await?;
    let (lines, older) = collect(&mut tx, &mut names, &frame, &filter, PAGE).await?;
    let lines = lines.into_iter().map(|(line, _)| line).collect();
    let mut people: Vec<(String, String)> = names.people().map(|p| (p.username.clone(), p.full_name.clone())).collect();
    people.sort_by_cached_key(|(_, name)| sort_key(name));
    let verdict =
        chain::last_verdict(&site).map(|v| page::Verdict { at: v.at, lines: v.lines, outside: v.outside, faults: v.faults(frame.lang) });
    Ok(Html(page::show(&frame, &AuditPage { lines, older, filter, people, verdict })).into_response())
}

/// The filtered lines as a table, the newest first.
pub async fn download(State(site): State<Arc<Site>>, visit: Visit, Query(filter): Query<Filter>) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, &visit).await?;
    let mut names = Names::read(&site, &mut tx, &frame, province_id).await?;
    let (lines, _) = collect(&mut tx, &mut names, &frame, &filter, MOST_ROWS).await?;
    drop(tx);
    let mut rows = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let vi = [
        "Dòng",
        "Thời điểm (giờ Việt Nam)",
        "Người",
        "Diễn giải",
        "Việc",
        "Loại đối tượng",
        "Đối tượng",
        "Chi tiết",
        "Mã băm dòng trước",
        "Mã băm",
    ];
    let en =
        ["Line", "Time in Vietnam", "Person", "Sentence", "Action", "Object kind", "Object", "Detail", "Hash of the line before", "Hash"];
    rows.write_record(if frame.lang == Lang::En { en } else { vi }).map_err(Failure::internal)?;
    for (line, found) in lines {
        let at = (line.at + chrono::Duration::hours(7)).format("%Y-%m-%d %H:%M:%S").to_string();
        let object = if line.said.object { format!(" {}", line.object.0) } else { String::new() };
        let sentence = format!("{}{object}{}", line.said.verb, line.said.tail);
        let texts = [&line.who, &sentence, &found.action, &found.object_kind, &found.object_id, &found.detail].map(|t| chain::cell(t));
        let cells = [line.seq.to_string(), at].into_iter().chain(texts).chain([found.prev, found.hash]);
        rows.write_record(cells).map_err(Failure::internal)?;
    }
    let bytes = rows.into_inner().map_err(|e| Failure::internal(e.error()))?;
    Ok(attachment("nhat-ky.csv", "text/csv; charset=utf-8", bytes))
}

/// Checks the chain now; the page then says what was found.
pub async fn check(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    let verdict = chain::verify(&site, &[]).await.map_err(Failure::internal)?;
    let (tone, text) = if verdict.sound {
        (FlashTone::Done, "Đã kiểm tra: nhật ký nguyên vẹn.")
    } else {
        (FlashTone::Refused, "Đã kiểm tra: nhật ký không còn nguyên vẹn.")
    };
    Ok(done(&visit, tone, text, "/nhat-ky"))
}

/// A day of the filter; an empty one does not count.
fn day(text: &str) -> Result<Option<NaiveDate>, Failure> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Failure::refused(format!("“{text}” không phải là ngày. Chọn ngày rồi lọc lại."))),
    }
}

/// At most `most` lines that the province's viewer may see, and where older ones go on.
async fn collect(
    tx: &mut Tx,
    names: &mut Names<'_>,
    frame: &Frame,
    filter: &Filter,
    most: usize,
) -> Result<(Vec<(Line, Found)>, Option<i64>), Failure> {
    let text = |t: &str| Some(t.trim().to_owned()).filter(|t| !t.is_empty());
    let kind = text(&filter.kind);
    let objects = match (&kind, text(&filter.object)) {
        (Some(kind), Some(code)) => Some(names.objects(tx, kind, &code).await?),
        // A code alone is looked for in every kind, as it stands.
        (None, Some(code)) => Some(vec![code]),
        _ => None,
    };
    let wanted = audit::Filter {
        kinds: kind.as_deref().map(object::kinds),
        objects,
        // Somebody unknown has done nothing.
        person: text(&filter.person).map(|user| names.people().find(|p| p.username == user).map_or(Uuid::nil(), |p| p.id)),
        group: text(&filter.group).and_then(|g| g.parse().ok()),
        from: day(&filter.from)?.map(midnight),
        until: day(&filter.until)?.and_then(|d| d.succ_opt()).map(midnight),
    };
    let mut before = filter.before.trim().parse().unwrap_or(i64::MAX);
    let (mut lines, mut read) = (vec![], 0);
    loop {
        let batch = audit::list(tx, &wanted, Way::Before(before), BATCH).await?;
        let Some(last) = batch.last().map(|l| l.seq) else { return Ok((lines, None)) };
        read += batch.len();
        for found in batch {
            let Some(named) = names.of(tx, &found).await? else { continue };
            if lines.len() == most {
                return Ok((lines, Some(found.seq + 1)));
            }
            lines.push((line(frame, &found, named), found));
        }
        before = last;
        if read >= MOST_READ {
            return Ok((lines, Some(before)));
        }
    }
}

fn line(frame: &Frame, found: &Found, named: object::Named) -> Line {
    let detail: serde_json::Value = serde_json::from_str(&found.detail).unwrap_or_default();
    let own = found.person_id.is_some_and(|id| found.object_kind == "person" && found.object_id == id.to_string());
    let said = page::say(&Deed { action: &found.action, detail: &detail, own, about: named.about.as_deref() }, frame.lang);
    let written = |v: &serde_json::Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    let who = found.full_name.clone().unwrap_or_else(|| frame.t("Máy chủ (dòng lệnh)", "The server (command line)").to_owned());
    Line {
        seq: found.seq,
        at: found.at,
        who,
        said,
        object: (named.name, named.href),
        same: named.same,
        detail: detail.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), written(value))).collect(),
        action: found.action.clone(),
        hash: found.hash.clone(),
    }
}
