//! A file in: read, shown, and only then taken into the report.

use super::{back, collect::compares_with_illustrative, desk, frame, home, moment};
use crate::{
    report::{Desk, ReportError},
    web::{Answer, Failure, Site, Visit, visit},
};
use app::pages::report::{self as page, Piece, Preview, ValueLine, figure_text};
use axum::{
    body::{Body, HttpBody},
    extract::{FromRequest, Multipart, Path, Query, Request, State, multipart::Field},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Redirect},
};
use domain::{
    Finding, Quantity, Severity,
    text::{Lang, vi_number},
};
use intake::{
    Form, State as Said, Understanding, Value, Workbook, a1, column,
    number::{PercentScale, Separators},
    read::{Cell, CellValue},
    understand::Layout,
};
use serde::Deserialize;
use std::{
    collections::{BTreeSet, HashMap},
    pin::Pin,
    sync::Arc,
};
use store::upload::{self, Upload};
use uuid::Uuid;

/// Largest body of an upload in bytes: 20 MB of file and the form around it.
pub const UPLOAD_LIMIT: usize = 21 << 20;
/// How much of a body over the limit is read and thrown away, so that the browser gets to see the answer.
const PATIENCE: usize = 256 << 20;

const TOO_LARGE: &str = "Tệp lớn hơn 20 MB. Xoá ảnh và trang tính không dùng đến rồi tải lên lại. Chưa có gì được lưu.";
const NOTHING: &str = "Chưa chọn tệp nào. Chọn tệp .xlsx, .xls, .ods hoặc .csv đã điền rồi tải lên. Chưa có gì được lưu.";
const BROKEN_OFF: &str = "Tệp tải lên chưa trọn vẹn, có thể do đường truyền. Tải lên lại. Chưa có gì được lưu.";

pub async fn upload(State(site): State<Arc<Site>>, visit: Visit, Path((period, unit)): Path<(String, String)>, request: Request) -> Answer {
    let desk = desk(&site, &visit, &period, &unit).await?;
    let refuse = |sentence: &str| back(&visit, &home(&desk), Err(ReportError::Refused(sentence.to_owned())));
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<usize>().ok());
    if length.is_some_and(|bytes| bytes > UPLOAD_LIMIT) {
        drain(request.into_body()).await;
        return refuse(TOO_LARGE);
    }
    let Ok(mut parts) = Multipart::from_request(request, &site).await else { return Err(Failure::forged()) };
    let token = match parts.next_field().await {
        Ok(Some(field)) if field.name() == Some("csrf") => field.text().await.unwrap_or_default(),
        _ => return Err(Failure::forged()),
    };
    if !visit::same(&token, &visit.csrf) {
        return Err(Failure::forged());
    }
    let field: Field = match parts.next_field().await {
        Ok(Some(field)) => field,
        Ok(None) => return refuse(NOTHING),
        Err(error) => return refuse(broken(error.status())),
    };
    let Some(name) = field.file_name().map(str::to_owned).filter(|name| !name.is_empty()) else { return refuse(NOTHING) };
    let content = match field.bytes().await {
        Ok(content) => content,
        Err(error) => return refuse(broken(error.status())),
    };
    match desk.upload(&name, &content).await {
        Ok((upload, _)) => Ok(Redirect::to(&format!("{}/xem-truoc?tep={}", home(&desk), upload.id)).into_response()),
        Err(error) => back(&visit, &home(&desk), Err(error)),
    }
}

fn broken(status: StatusCode) -> &'static str {
    if status == StatusCode::PAYLOAD_TOO_LARGE { TOO_LARGE } else { BROKEN_OFF }
}

async fn drain(mut body: Body) {
    let mut seen = 0;
    while seen < PATIENCE {
        match std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
            Some(Ok(frame)) => seen += frame.data_ref().map_or(0, |bytes| bytes.len()),
            _ => return,
        }
    }
}

#[derive(Deserialize)]
pub struct Which {
    tep: Uuid,
}

const GONE: &str = "Tệp xem trước không còn. Tải tệp lên lần nữa.";

pub async fn preview(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path((period, unit)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Answer {
    let desk = desk(&site, &visit, &period, &unit).await?;
    let mut tx = site.db.read().await?;
    let found = upload::get(&mut tx, which.tep).await?.filter(|u| u.unit_id == desk.unit.id && u.round_id == desk.round.id);
    let Some(upload) = found else { return back(&visit, &home(&desk), Err(ReportError::Refused(GONE.into()))) };
    if upload.kept_at.is_some() {
        return Ok(Redirect::to(&home(&desk)).into_response());
    }
    let form = desk.form(&mut tx).await?;
    let (book, understood) = desk.understand(&mut tx, &upload).await?;
    let data = collect(&desk, &form, &upload, &book, &understood, visit.lang);
    let illustrative = upload.illustrative || compares_with_illustrative(&mut tx, &desk).await?;
    Ok(Html(page::preview(&frame(&site, &visit, &desk, illustrative), &data)).into_response())
}

/// What can only be put right in the file, or a file without a figure.
fn unusable(u: &Understanding, form: &Form) -> Option<String> {
    let asked = |f: &Finding| form.asked.iter().any(|a| Some(&a.code) == f.indicator.as_ref());
    let whole = u.findings.iter().find(|f| f.severity == Severity::Blocking && !asked(f));
    let whole = whole.map(|f| format!("{} Sửa trong tệp rồi tải lên lại.", f.message));
    whole.or_else(|| u.values.is_empty().then(|| "Tệp chưa có số liệu nào. Điền số liệu vào biểu mẫu rồi tải lên lại.".to_owned()))
}

#[derive(Deserialize)]
pub struct Keep {
    tep: Uuid,
}

pub async fn keep(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path((period, unit)): Path<(String, String)>,
    axum::Form(form): axum::Form<Keep>,
) -> Answer {
    let desk = desk(&site, &visit, &period, &unit).await?;
    back(&visit, &home(&desk), take(&desk, form.tep).await)
}

async fn take(desk: &Desk<'_>, id: Uuid) -> Result<String, ReportError> {
    let mut tx = desk.site.db.read().await?;
    let found = upload::get(&mut tx, id).await?.filter(|u| u.unit_id == desk.unit.id && u.round_id == desk.round.id);
    let Some(upload) = found else { return Err(ReportError::Refused(GONE.into())) };
    let form = desk.form(&mut tx).await?;
    let (_, understood) = desk.understand(&mut tx, &upload).await?;
    drop(tx);
    if let Some(sentence) = unusable(&understood, &form) {
        return Err(ReportError::Refused(format!("{sentence} Chưa có gì được lưu.")));
    }
    desk.keep(id).await?;
    Ok(format!("Đã lưu {} số liệu của tệp “{}” vào bản nháp. Chưa có gì được nộp.", understood.values.len(), upload.name))
}

fn collect(desk: &Desk<'_>, form: &Form, upload: &Upload, book: &Workbook, u: &Understanding, lang: Lang) -> Preview {
    Preview {
        unit_code: desk.unit.code.clone(),
        unit_name: desk.unit.name.clone(),
        period: desk.period,
        due: desk.round.due,
        upload: upload.id,
        file: upload.name.clone(),
        bytes: upload.size,
        uploaded: moment(upload.uploaded_at),
        sha256: upload.sha256.clone(),
        asked: form.asked.len(),
        sheet: u.layout.sheet.clone(),
        header_row: u.layout.header_row,
        reading: reading(&u.layout, lang),
        values: u.values.iter().map(|v| value(form, v, &u.findings, lang)).collect(),
        findings: u.findings.clone(),
        piece: piece(book, u),
        unusable: unusable(u, form),
    }
}

fn value(form: &Form, v: &Value, findings: &[Finding], lang: Lang) -> ValueLine {
    let asked = form.asked.iter().find(|a| a.code == v.indicator);
    let kind = asked.map(|a| a.shape.kind());
    let shown = |n, d| kind.map(|k| figure_text(k, n, d, lang)).unwrap_or_default();
    let read = match v.state {
        Said::Reported => shown(v.numerator, v.denominator),
        state => state.label().to_owned(),
    };
    ValueLine {
        code: v.indicator.clone(),
        name: asked.map(|a| a.name.clone()).unwrap_or_default(),
        cell: v.cell.clone(),
        raw: [v.raw_numerator.as_str(), v.raw_denominator.as_str()]
            .iter()
            .filter(|r| !r.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" / "),
        read,
        previous: asked.and_then(|a| a.previous).map(|(n, d)| shown(Some(n), d)).unwrap_or_default(),
        worst: findings.iter().filter(|f| f.indicator.as_ref() == Some(&v.indicator)).map(|f| f.severity).min(),
    }
}

/// Separators, percentages and rows passed over, in sentences.
fn reading(layout: &Layout, lang: Lang) -> Vec<(&'static str, Vec<String>)> {
    let say = |vi: &'static str, en: &'static str| if lang == Lang::En { en } else { vi };
    let mut lines = vec![];
    let numbers: Vec<String> = layout
        .numbers
        .iter()
        .map(|c| {
            let how = match c.separators {
                Separators::DecimalComma => say("dấu phẩy thập phân", "decimal comma"),
                Separators::DecimalPoint => say("dấu chấm thập phân", "decimal point"),
                Separators::Unknown => say("chưa rõ dấu thập phân", "undecided"),
            };
            let examples =
                c.examples.iter().filter(|e| !e.read.is_empty()).map(|e| format!("{} “{}” {} {}", e.cell, e.raw, say("là", "is"), e.read));
            let examples: Vec<String> = examples.collect();
            let colon = if examples.is_empty() { "" } else { ": " };
            format!("{} {}, {how}{colon}{}", say("Cột", "Column"), c.column, examples.join("; "))
        })
        .collect();
    let plain = say("Các ô là số, không phải đoán dấu ngăn cách.", "The cells are numbers; nothing to guess.");
    lines.push((say("Dấu thập phân", "Separators"), if numbers.is_empty() { vec![plain.to_owned()] } else { numbers }));
    if let Some(percent) = &layout.percent {
        let scale = match percent.scale {
            PercentScale::Points => say("Từ 0 đến 100", "From 0 to 100"),
            PercentScale::Fraction => say("Từ 0 đến 1", "From 0 to 1"),
        };
        let examples: Vec<String> = percent.examples.iter().map(|e| format!("{} {} {}", e.raw, say("là", "is"), e.read)).collect();
        let checked = say("Chỉ để đối chiếu; tỷ lệ do hệ thống tính từ tử số và mẫu số.", "Compared only; the ratio is computed.");
        lines.push((say("Tỷ lệ", "Percentages"), vec![format!("{scale}: {}", examples.join("; ")), checked.to_owned()]));
    }
    const NAMED: usize = 6;
    let mut ignored: Vec<String> =
        layout.ignored.iter().take(NAMED).map(|r| format!("{} {} “{}”: {}", say("Dòng", "Row"), r.row, short(&r.text), r.why)).collect();
    if layout.ignored.len() > NAMED {
        ignored.push(format!("{} {} {}", say("và", "and"), layout.ignored.len() - NAMED, say("dòng khác", "more rows")));
    }
    if !ignored.is_empty() {
        lines.push((say("Bỏ qua", "Passed over"), ignored));
    }
    lines
}

fn short(text: &str) -> String {
    const LONG: usize = 60;
    if text.chars().count() <= LONG { text.to_owned() } else { text.chars().take(LONG).chain(std::iter::once('…')).collect() }
}

/// The header and the rows something was found in, else the first ones; the columns that were read.
fn piece(book: &Workbook, u: &Understanding) -> Piece {
    const ROWS: usize = 12;
    let none = Piece { columns: vec![], rows: vec![] };
    let Some(sheet) = book.sheets.iter().find(|s| s.name == u.layout.sheet) else { return none };
    let letters: BTreeSet<&str> = u.layout.columns.values().map(String::as_str).collect();
    let used: BTreeSet<u32> = sheet.cells.iter().map(|c| c.col).collect();
    let columns: Vec<u32> = used.into_iter().filter(|c| letters.contains(column(*c).as_str())).collect();
    let on_sheet = || u.findings.iter().filter(|f| f.sheet == u.layout.sheet && f.severity != Severity::Notice);
    let row_of = |cell: &str| cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse::<u32>().ok();
    let mut rows: BTreeSet<u32> = on_sheet().filter_map(|f| row_of(&f.cell)).take(ROWS).collect();
    if rows.is_empty() {
        rows = u.values.iter().map(|v| v.row).take(ROWS / 2).collect();
    }
    rows.insert(u.layout.header_row);
    let near: HashMap<(u32, u32), &Cell> =
        sheet.cells.iter().filter(|c| rows.contains(&(c.row + 1))).map(|c| ((c.row, c.col), c)).collect();
    let rows = rows.into_iter().filter(|r| *r > 0).map(|row| {
        let cells = columns.iter().map(|col| {
            let address = a1(row - 1, *col);
            let worst = on_sheet().filter(|f| f.cell == address).map(|f| f.severity).min();
            let cell = near.get(&(row - 1, *col));
            (cell.map(|c| short(&shown(&c.value, c.raw()))).unwrap_or_default(), worst)
        });
        (row, cells.collect())
    });
    Piece { columns: columns.iter().map(|c| column(*c)).collect(), rows: rows.collect() }
}

/// A number as Excel would show it here.
fn shown(value: &CellValue, raw: String) -> String {
    match value {
        CellValue::Number { text, percent: false } => Quantity::from_plain(text).map_or(raw, vi_number),
        _ => raw,
    }
}
