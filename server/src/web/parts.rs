//! Text fields of a form that brings files, read no further than they may be long.

use axum::{extract::multipart::Field, http::StatusCode};

/// A token and a little more.
pub const TOKEN: usize = 200;
/// What is typed beside files, all of it together.
pub const TYPED: usize = 1 << 20;

/// The text of a field.
///
/// # Errors
/// With 413 when it is longer than `most` bytes, with 400 when it breaks off or is no text.
pub async fn text(mut field: Field<'_>, most: usize) -> Result<String, StatusCode> {
    let mut bytes = vec![];
    while let Some(chunk) = field.chunk().await.map_err(|e| e.status())? {
        if bytes.len() + chunk.len() > most {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| StatusCode::BAD_REQUEST)
}
