//! A form that brings files: its size and the session's token come before anything of it is read.

use crate::web::{Failure, Site, Visit, visit};
use axum::{
    body::{Body, HttpBody},
    extract::{FromRequest, Multipart, Request},
    http::header,
};
use std::{pin::Pin, sync::Arc};

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
        Ok(Some(field)) if field.name() == Some("csrf") => field.text().await.unwrap_or_default(),
        _ => return Err(Failure::forged()),
    };
    if visit::same(&token, &visit.csrf) { Ok(Some(parts)) } else { Err(Failure::forged()) }
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
