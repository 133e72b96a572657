//! How a request that cannot be served is answered: one sentence, never the inside of an error.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::access::{Refusal, RefusalKind};
use uuid::Uuid;

/// Becomes a page, or JSON under /api, once the session layer knows who asked.
#[derive(Clone, Debug)]
pub struct Failure {
    pub status: StatusCode,
    pub sentence: String,
}

impl Failure {
    /// Logged once with an id; only the id is shown.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        let id = Uuid::now_v7();
        tracing::error!(%id, %error, "request failed");
        let sentence = format!("Hệ thống gặp lỗi, chưa có gì được lưu. Báo quản trị viên mã lỗi {id}.");
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, sentence }
    }

    pub fn refused(sentence: impl Into<String>) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, sentence: sentence.into() }
    }

    pub fn not_found() -> Self {
        let sentence = "Không có trang này, hoặc tài khoản không được xem. Kiểm tra lại địa chỉ, hoặc về trang Tổng quan.";
        Self { status: StatusCode::NOT_FOUND, sentence: sentence.into() }
    }

    /// What the framework refused before a handler saw it, in its own English: a missing field, a wrong method.
    pub fn unread(response: &Response) -> Option<Self> {
        let kind = response.headers().get(header::CONTENT_TYPE).map_or(&b""[..], |v| v.as_bytes());
        let ours = kind.starts_with(b"text/html") || kind.starts_with(b"application/json");
        let sentence = "Không đọc được yêu cầu: thiếu hoặc sai một phần, chưa có gì được lưu. Tải lại trang rồi thử lại.";
        (response.status().is_client_error() && !ours).then(|| Self { status: response.status(), sentence: sentence.into() })
    }

    pub fn not_signed_in() -> Self {
        Self { status: StatusCode::UNAUTHORIZED, sentence: "Cần đăng nhập để xem trang này.".into() }
    }

    /// The form did not come from our page, or the session it came from has ended.
    pub fn forged() -> Self {
        let sentence = "Phiên làm việc đã hết hoặc biểu mẫu đã cũ, chưa có gì được lưu. Tải lại trang rồi gửi lại.";
        Self { status: StatusCode::FORBIDDEN, sentence: sentence.into() }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal.kind {
            RefusalKind::NotSignedIn => Self::not_signed_in(),
            RefusalKind::NotFound => Self::not_found(),
            RefusalKind::Forbidden => Self { status: StatusCode::FORBIDDEN, sentence: refusal.to_string() },
        }
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Refused(sentence) => Self { status: StatusCode::CONFLICT, sentence },
            error => Self::internal(error),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.sentence.clone()).into_response();
        response.extensions_mut().insert(self);
        response
    }
}
