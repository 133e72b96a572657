//! The data files as a whole: out as a .zip, in with every change shown first.

use super::{Answer, Failure, Site, Visit, decide, planned, refused, show_preview, told};
use crate::{
    catalogue::{export_files, text},
    web::{report::attachment, target::parts},
};
use app::pages::editing::{self as page, Decided};
use axum::{
    extract::{Multipart, State},
    response::{Html, IntoResponse},
};
use std::{
    io::{Cursor, Read, Write},
    sync::Arc,
};
use store::Tx;

/// Bytes of all data files together: a hundred times what a province needs.
const MOST: u64 = 40 << 20;

async fn page_of(site: &Site, tx: &mut Tx, visit: &Visit, problems: &[String]) -> Result<String, Failure> {
    let (_, frame) = site.province_frame(tx, visit).await?;
    let f = export_files(tx, site.today()).await?.of_province(visit.province.as_deref().unwrap_or_default());
    let counts = [
        (text::UNITS, f.units.len()),
        (text::DOCUMENTS, f.documents.len()),
        (text::INDICATORS, f.indicators.len()),
        (text::TARGETS, f.targets.len()),
        (text::ASSIGNMENTS, f.assignments.len()),
        (text::TASKS, f.tasks.len()),
        (text::EVENTS, f.events.len()),
        (text::SYSTEMS, f.systems.len()),
        (text::DUTIES, f.duties.len()),
        (text::SUCCESSIONS, f.successions.len()),
        (text::COVERAGE, f.sections.len() + f.claims.len()),
        (text::FRAMEWORKS, f.frameworks.len()),
    ];
    Ok(page::files(&frame, problems, &counts))
}

pub async fn files(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    let mut tx = site.db.read().await?;
    Ok(Html(page_of(&site, &mut tx, &visit, &[]).await?).into_response())
}

pub async fn download(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    let mut tx = site.db.read().await?;
    let province = visit.province.as_deref().unwrap_or_default();
    let files = export_files(&mut tx, site.today()).await?.of_province(province);
    drop(tx);
    let mut zip = zip::ZipWriter::new(Cursor::new(vec![]));
    for (name, text) in text::write(&files).map_err(Failure::internal)? {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).map_err(Failure::internal)?;
        zip.write_all(text.as_bytes()).map_err(Failure::internal)?;
    }
    let bytes = zip.finish().map_err(Failure::internal)?.into_inner();
    Ok(attachment(&format!("danh-muc_{province}_{}.zip", site.today()), "application/zip", bytes))
}

/// The texts of an upload by the names of the data files; anything else in it is refused by name.
fn texts(name: &str, bytes: &[u8]) -> Result<Vec<text::Text>, String> {
    let known = |name: &str| text::names().find(|n| *n == name).ok_or_else(|| format!("“{name}” không phải một tệp dữ liệu của danh mục."));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).map(|t| domain::text::nfc(t.trim_start_matches('\u{feff}')));
    if !bytes.starts_with(b"PK") {
        return Ok(vec![(known(name)?, text(bytes.to_vec()).map_err(|_| format!("“{name}” không phải tệp văn bản UTF-8."))?)]);
    }
    let broken = |_| "Tệp .zip hỏng hoặc không đọc được. Tải lại tệp từ hệ thống rồi thử lại.".to_owned();
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let (mut texts, mut left) = (vec![], MOST);
    for n in 0..zip.len().min(100) {
        let file = zip.by_index(n).map_err(broken)?;
        if file.is_dir() {
            continue;
        }
        let path = file.name().map_err(broken)?.into_owned();
        let name = known(path.rsplit('/').next().unwrap_or(&path))?;
        let mut body = vec![];
        let read = file.take(left + 1).read_to_end(&mut body).map_err(|_| "Tệp .zip hỏng hoặc không đọc được.".to_owned())? as u64;
        left = left.checked_sub(read).ok_or("Các tệp trong .zip quá lớn khi giải nén.")?;
        texts.push((name, text(body).map_err(|_| format!("“{name}” không phải tệp văn bản UTF-8."))?));
    }
    Ok(texts)
}

pub async fn upload(State(site): State<Arc<Site>>, visit: Visit, form: Multipart) -> Answer {
    let sent = parts(&visit, form).await?;
    let decided =
        Decided { from: sent.field("tu-ngay").into(), document: sent.field("van-ban-qd").into(), reason: sent.field("ly-do").into() };
    let mut tx = site.db.read().await?;
    let (province_id, _) = site.province_frame(&mut tx, &visit).await?;
    let province = visit.province.clone().unwrap_or_default();
    macro_rules! or_refuse {
        ($outcome:expr) => {
            match $outcome {
                Ok(good) => good,
                Err(problems) => return Ok(refused(page_of(&site, &mut tx, &visit, &problems).await?)),
            }
        };
    }
    let decision = or_refuse!(decide(&site, &visit, province_id, &decided).map_err(|p| vec![p]));
    let (name, bytes) = or_refuse!(sent.file.ok_or_else(|| vec!["Chưa chọn tệp nào.".to_owned()]));
    let texts = or_refuse!(texts(&name, &bytes).map_err(|p| vec![p]));
    let new = or_refuse!(text::parse(&texts).map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>()));
    let plan = or_refuse!(planned(&site, &mut tx, &province, &new).await?);
    if plan.changes.is_empty() {
        or_refuse!(Err::<(), _>(vec!["Tệp giống hệt danh mục đang có, không có gì thay đổi.".to_owned()]));
    }
    let catalogue = site.catalogue(&mut tx).await?;
    let effects = or_refuse!(told(&mut tx, &catalogue, province_id, &plan, &decision).await?.map_err(|p| vec![p]));
    drop(tx);
    show_preview(&site, &visit, &plan, effects, decided).await
}
