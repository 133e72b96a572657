//! A form that brings files: its size and the session's token come before anything of it is read.

use crate::web::{
    Failure, Site, Visit,
    parts::{TOKEN, text},
    visit,
};
use app::ui::FORM_KEY;
use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{FromRequest, Multipart, Request},
    http::{StatusCode, header},
};
use std::{pin::Pin, sync::Arc};

pub const TOO_LARGE: &str = "Tệp lớn hơn 20 MB. Xoá ảnh và trang tính không dùng đến rồi tải lên lại. Chưa có gì được lưu.";
const NOTHING: &str = "Chưa chọn tệp nào. Chọn tệp .xlsx, .xls, .ods hoặc .csv đã điền rồi tải lên. Chưa có gì được lưu.";
const BROKEN_OFF: &str = "Tệp tải lên chưa trọn vẹn, có thể do đường truyền. Tải lên lại. Chưa có gì được lưu.";

/// How much of a body over the limit is read and thrown away, so that the browser gets to see the answer.
const PATIENCE: usize = 256 << 20;

/// The parts after the token; none when the body says that it is larger than `limit` bytes.
pub async fn parts(site: &Arc<Site>, visit: &Visit, request: Request, limit: usize) -> Result<Option<Multipart>, Failure> {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<usize>().ok());
    if length.is_some_and(|bytes| bytes > limit) {
        drain(request.into_body()).await;
        return Ok(None);
    }
    let mut parts = Multipart::from_request(request, site).await.map_err(|_| Failure::forged())?;
    let token = match parts.next_field().await {
        Ok(Some(field)) if field.name() == Some("csrf") => text(field, TOKEN).await.unwrap_or_default(),
        _ => return Err(Failure::forged()),
    };
    if visit::same(&token, &visit.csrf) { Ok(Some(parts)) } else { Err(Failure::forged()) }
}

/// The name and the bytes of the one file of a form, or the sentence for what came instead.
pub async fn file(parts: &mut Multipart) -> Result<(String, Bytes), &'static str> {
    let mut field = parts.next_field().await;
    if field.as_ref().is_ok_and(|f| f.as_ref().is_some_and(|f| f.name() == Some(FORM_KEY))) {
        drop(field);
        field = parts.next_field().await;
    }
    let field = field.map_err(|e| broken(e.status()))?.ok_or(NOTHING)?;
    let name = field.file_name().filter(|name| !name.is_empty()).ok_or(NOTHING)?.to_owned();
    let content = field.bytes().await.map_err(|e| broken(e.status()))?;
    Ok((name, content))
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
