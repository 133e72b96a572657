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

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{
        body::Body,
        extract::{FromRequest, Multipart, Request},
        http::header::CONTENT_TYPE,
    };

    async fn read(value: &[u8]) -> Result<String, StatusCode> {
        let head: &[u8] = b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";
        let body = Body::from([head, value, b"\r\n--x--\r\n"].concat());
        let request = Request::post("/").header(CONTENT_TYPE, "multipart/form-data; boundary=x").body(body).unwrap();
        let mut parts = Multipart::from_request(request, &()).await.unwrap();
        text(parts.next_field().await.unwrap().unwrap(), 6).await
    }

    #[tokio::test]
    async fn a_field_is_text_of_at_most_so_many_bytes() {
        for (value, expected) in [("", ""), ("số", "số"), ("123456", "123456")] {
            assert_eq!(read(value.as_bytes()).await.as_deref(), Ok(expected));
        }
        assert_eq!(read("sốsố".as_bytes()).await, Err(StatusCode::PAYLOAD_TOO_LARGE));
        assert_eq!(read(&[b'x'; 100_000]).await, Err(StatusCode::PAYLOAD_TOO_LARGE));
        assert_eq!(read(b"\xff").await, Err(StatusCode::BAD_REQUEST));
    }
}
