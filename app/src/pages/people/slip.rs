//! The printed sheets with one-time codes.

use crate::frame::{self, Frame};
use chrono::NaiveDate;
use domain::text::date;
use leptos::prelude::*;

/// The codes of one unit, on a sheet of its own.
pub struct Slip {
    pub unit: String,
    /// Name, user name, code.
    pub people: Vec<(String, String, String)>,
}

/// The one time the codes are seen: only their hashes are stored. `until`: last whole day they work.
pub fn codes(frame: &Frame, slips: Vec<Slip>, address: &str, until: NaiveDate) -> String {
    let title = frame.t("Phiếu mã một lần", "One-time codes");
    let (address, until) = (address.to_owned(), date(until, frame.lang));
    let sheets = slips.into_iter().map(|slip| {
        let rows = slip.people.into_iter().map(|(name, username, code)| {
            view! { <tr><th scope="row">{name}</th><td class="mono">{username}</td><td class="code mono">{code}</td></tr> }
        });
        view! {
            <section class="slip">
                <h2>{slip.unit}</h2>
                <p>{frame.t("Phiếu cấp mã đăng nhập lần đầu, hệ thống Tiến Độ", "Codes for the first sign-in to Tiến Độ")}</p>
                <table class="t">
                    <thead><tr>
                        <th scope="col">{frame.t("Họ tên", "Name")}</th>
                        <th scope="col">{frame.t("Tên đăng nhập", "User name")}</th>
                        <th scope="col">{frame.t("Mã một lần", "One-time code")}</th>
                    </tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
                <ol>
                    <li>{frame.t("Mở địa chỉ ", "Open ")}<b class="mono">{address.clone()}</b></li>
                    <li>{frame.t("Nhập mã, rồi đặt mật khẩu riêng có ít nhất 10 ký tự.", "Enter the code, then set a password of at least 10 characters.")}</li>
                    <li>{frame.t("Mã chỉ dùng một lần, đến hết ngày ", "The code works once, until the end of ")}<b class="nb">{until.clone()}</b>"."</li>
                </ol>
            </section>
        }
    });
    let sheets = sheets.collect_view();
    frame::page(frame, title, || {
        view! {
            <div class="no-print">
                <h1>{title}</h1>
                <div class="banner warn after" role="status">
                    <b>{frame.t("Mã chỉ hiện một lần: in trang này trước khi rời đi (Ctrl+P).", "Shown once only: print this page before leaving (Ctrl+P).")}</b>
                    <p>{frame.t(
                        "Mỗi đơn vị một tờ, giao tận tay người nhận. Mã cấp trước đó mà chưa dùng thì không còn hiệu lực.",
                        "One sheet a unit, handed over in person. Earlier unused codes no longer work.",
                    )}</p>
                </div>
                <p class="btns after"><a class="btn" href="/nguoi-dung">{frame.t("Về danh sách người dùng", "Back to the list")}</a></p>
            </div>
            {sheets}
        }
        .into_any()
    })
}
