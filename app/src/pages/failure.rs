//! What a request that cannot be served gets to see.

use crate::frame::{self, Frame};
use leptos::prelude::*;

pub fn page(frame: &Frame, status: u16, sentence: &str) -> String {
    let title = match status {
        404 => frame.t("Không tìm thấy trang", "Page not found"),
        403 => frame.t("Không thực hiện được", "Not allowed"),
        500 => frame.t("Hệ thống gặp lỗi", "Something broke"),
        _ => frame.t("Chưa thực hiện được", "Not done"),
    };
    let sentence = sentence.to_owned();
    frame::page(frame, title, || {
        view! {
            <h1>{title}</h1>
            <p class="lead">{sentence}</p>
            <p class="btns after"><a class="btn" href="/">{frame.t("Về trang Tổng quan", "To the overview")}</a></p>
        }
        .into_any()
    })
}
