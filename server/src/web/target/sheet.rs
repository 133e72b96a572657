//! The targets as a spreadsheet, out and in.

use super::{
    Answer, Failure, Site, Visit,
    change::{self, Change, Plan},
    document, done, parts, target_text,
};
use crate::{parse, web::report::spreadsheet};
use app::{frame::FlashTone, pages::target as page};
use axum::{
    extract::{Multipart, Query, State},
    http::StatusCode,
    response::{Html, IntoResponse},
};
use domain::{Finding, Severity, indicator::Operator};
use intake::targets::{TargetRow, read_targets, write_targets};
use serde::Deserialize;
use std::sync::Arc;

/// Changed rows of one upload: more would not fit the form that confirms them.
const MOST: usize = 5000;

#[derive(Deserialize)]
pub struct Which {
    #[serde(default, rename = "don-vi")]
    unit: String,
}

/// The targets in force of one unit, or of all when none is named.
pub async fn download(State(site): State<Arc<Site>>, visit: Visit, Query(which): Query<Which>) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, _) = site.province_frame(&mut tx, &visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    drop(tx);
    let only = match which.unit.as_str() {
        "" => None,
        code => Some(super::unit_or_root(&catalogue, province_id, code)?.id),
    };
    let mut rows: Vec<TargetRow> = catalogue
        .targets
        .iter()
        .filter(|t| only.is_none_or(|id| t.unit_id == id))
        .filter_map(|t| {
            let unit = catalogue.unit(t.unit_id).filter(|u| u.province_id == province_id)?;
            Some(TargetRow {
                unit: unit.code.clone(),
                indicator: catalogue.indicator(t.indicator_id)?.code.clone(),
                year: t.year,
                operator: t.operator.symbol().to_owned(),
                value: t.quantity(),
                document: t.document_id.and_then(|id| catalogue.document(id)).map(document::number_of).unwrap_or_default().to_owned(),
                sheet: String::new(),
                cell: String::new(),
            })
        })
        .collect();
    rows.sort_by(|a, b| (&a.unit, &a.indicator, a.year).cmp(&(&b.unit, &b.indicator, b.year)));
    let name = if which.unit.is_empty() { "muc-tieu.xlsx".to_owned() } else { format!("muc-tieu_{}.xlsx", which.unit) };
    Ok(spreadsheet(&name, write_targets("Mục tiêu", &rows).map_err(Failure::internal)?))
}

/// What a row asks for; a deadline is not in the table.
fn asked(row: &TargetRow) -> Result<Change, String> {
    Ok(Change {
        unit: row.unit.clone(),
        indicator: row.indicator.clone(),
        year: row.year,
        operator: Operator::from_symbol(&row.operator).ok_or("Ghi một trong ba dấu ≥, ≤, =.")?,
        value: row.value,
        deadline: None,
        document: row.document.clone(),
    })
}

fn finding(row: Option<&TargetRow>, message: String) -> Finding {
    let (sheet, cell) = row.map_or_else(Default::default, |r| (r.sheet.clone(), r.cell.clone()));
    Finding { severity: Severity::Blocking, rule: "target-row".into(), sheet, cell, indicator: None, message }
}

pub async fn upload(State(site): State<Arc<Site>>, visit: Visit, form: Multipart) -> Answer {
    let sent = parts(&visit, form).await?;
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, &visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    drop(tx);
    let refuse = |name: &str, findings: Vec<Finding>| {
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page::refused(&frame, name, &findings))).into_response())
    };
    let Some((name, bytes)) = sent.file else {
        return refuse(
            frame.t("tệp", "the file"),
            vec![finding(None, "Chưa chọn tệp nào. Chọn tệp .xlsx, .xls, .ods hoặc .csv rồi tải lên.".into())],
        );
    };
    let book = match parse::read(&bytes, &name).await {
        Ok(book) => book,
        Err(sentence) => return refuse(&name, vec![finding(None, sentence)]),
    };
    let (rows, mut findings) = read_targets(&book);
    let mut planned: Vec<(&TargetRow, Change, Plan<'_>)> = vec![];
    for row in &rows {
        match asked(row).and_then(|change| Ok((change::plan(&catalogue, province_id, &change)?, change))) {
            Ok((plan, change)) => planned.push((row, change, plan)),
            Err(sentence) => findings.push(finding(Some(row), sentence)),
        }
    }
    if rows.is_empty() && findings.is_empty() {
        findings.push(finding(None, "Bảng không có dòng mục tiêu nào. Điền từ dòng dưới tiêu đề rồi tải lên lại.".into()));
    }
    planned.retain(|(_, change, plan)| plan.is_new(change));
    if planned.len() > MOST {
        let sentence = format!("Tệp thay đổi {} mục tiêu, nhiều hơn {MOST} trong một lần. Chia thành nhiều tệp.", planned.len());
        findings.push(finding(None, sentence));
    }
    if !findings.is_empty() {
        return refuse(&name, findings);
    }
    if planned.is_empty() {
        let text = format!("Tệp {name} không thay đổi mục tiêu nào: cả {} dòng đều đang có hiệu lực.", rows.len());
        return Ok(done(&visit, FlashTone::Done, &text, "/muc-tieu"));
    }
    let shown = |(row, change, plan): &(&TargetRow, Change, Plan<'_>)| {
        let i = plan.indicator;
        page::Change {
            cell: row.cell.clone(),
            unit: plan.unit.short_name.clone(),
            indicator: (i.code.clone(), i.name.clone()),
            year: change.year,
            before: plan.before.map(|t| target_text(t.operator, t.quantity(), i, frame.lang)).unwrap_or_default(),
            after: target_text(change.operator, change.value, i, frame.lang),
            document: change.document.clone(),
        }
    };
    let changes: Vec<page::Change> = planned.iter().map(shown).collect();
    let changed: Vec<&TargetRow> = planned.iter().map(|(row, ..)| *row).collect();
    let json = serde_json::to_string(&changed).map_err(Failure::internal)?;
    Ok(Html(page::preview(&frame, &name, &changes, rows.len() - changes.len(), json)).into_response())
}

/// The second half of an upload: `rows` as [`upload`] gave them to the form.
pub(super) async fn confirm(site: &Site, visit: &Visit, rows: &str, reason: &str) -> Answer {
    let rows: Vec<TargetRow> = serde_json::from_str(rows).map_err(|_| Failure::forged())?;
    if reason.trim().is_empty() {
        return Err(Failure::refused("Chưa ghi lý do thay đổi, chưa có gì được lưu. Quay lại trang trước và ghi lý do."));
    }
    let mut tx = site.db.read().await?;
    let (province_id, _) = site.province_frame(&mut tx, visit).await?;
    drop(tx);
    let changes: Vec<Change> = rows.iter().map(asked).collect::<Result<_, _>>().map_err(Failure::refused)?;
    let count = change::apply(site, visit.person()?, province_id, &changes, reason.trim()).await?;
    Ok(done(visit, FlashTone::Done, &format!("Đã ban hành {count} mục tiêu."), "/muc-tieu"))
}
