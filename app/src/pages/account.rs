//! Signing in, the first password, one's own account.

use crate::{
    frame::{self, Frame},
    ui::Csrf,
};
use domain::text::Lang;
use leptos::prelude::*;

fn password_field(id: &'static str, label: &'static str, autocomplete: &'static str, hint: Option<&'static str>) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input class="in" id=id name=id type="password" autocomplete=autocomplete required maxlength="200"/>
            {hint.map(|h| view! { <span class="hint">{h}</span> })}
        </div>
    }
}

fn refusal(sentence: Option<String>) -> impl IntoView {
    sentence.map(|s| view! { <div class="banner bad" role="alert"><b>{s}</b></div> })
}

fn hidden(fields: &[(String, String)]) -> AnyView {
    let field = |(name, value): &(String, String)| view! { <input type="hidden" name=name.clone() value=value.clone()/> };
    fields.iter().map(field).collect_view().into_any()
}

/// After signing in again: the form that was filled before, to be sent to `to` or left; `from` is the page it was on.
pub fn resume(frame: &Frame, to: &str, from: &str, fields: &[(String, String)], files: bool) -> String {
    let (to, from) = (to.to_owned(), from.to_owned());
    let title = frame.t("Gửi tiếp biểu mẫu", "Send the form");
    let filled = fields.iter().filter(|(_, value)| !value.trim().is_empty()).count();
    frame::page(frame, title, || {
        view! {
            <div class="login stack">
                <h1>{frame.t("Đã đăng nhập lại; biểu mẫu chưa được gửi", "Signed in again; the form is not sent yet")}</h1>
                <p class="lead">{frame.t("Những gì bạn gõ trước khi hết phiên còn nguyên. Gửi tiếp để hệ thống nhận.", "What you typed before the session ended is still there.")}</p>
                {files.then(|| view! { <p>{frame.t(
                    "Tệp đã chọn thì không giữ được: chọn lại tệp sau khi gửi.", "Files that were chosen are not kept: choose them again afterwards.",
                )}</p> })}
                <form class="btns" method="post" action=to>
                    <Csrf token=frame.csrf.clone()/>
                    {hidden(fields)}
                    <button class="btn go big">{frame.t("Gửi tiếp biểu mẫu", "Send the form")}</button>
                    <a class="btn" href=from>{frame.t("Bỏ, mở lại trang", "Leave it, open the page")}</a>
                </form>
                <p class="small muted">{if frame.lang == Lang::En { format!("{filled} fields are filled.") } else { format!("Biểu mẫu có {filled} ô đã điền.") }}</p>
            </div>
        }
        .into_any()
    })
}

const NEW: &str = "Ít nhất 10 ký tự, không chứa tên đăng nhập.";

/// `back`: where to go afterwards; `error`: why the last try failed; `kept`: a form that was filled before the session ended.
pub fn sign_in(frame: &Frame, back: &str, username: &str, error: Option<String>, kept: &[(String, String)]) -> String {
    let (back, username) = (back.to_owned(), username.to_owned());
    let title = frame.t("Đăng nhập", "Sign in");
    frame::page(frame, title, || {
        view! {
            <div class="login stack">
                <h1>{title}</h1>
                {(!kept.is_empty()).then(|| view! {
                    <div class="banner warn" role="status"><b>{frame.t("Phiên làm việc đã hết. Những gì bạn vừa gõ còn nguyên.", "The session has ended. What you typed is still there.")}</b>
                        " " {frame.t("Đăng nhập lại để gửi tiếp biểu mẫu.", "Sign in again to send the form.")}</div>
                })}
                {refusal(error)}
                <form class="stack" method="post" action="/dang-nhap">
                    <Csrf token=frame.csrf.clone()/>
                    {hidden(kept)}
                    <input type="hidden" name="ve" value=back/>
                    <div class="field">
                        <label for="username">{frame.t("Tên đăng nhập", "User name")}</label>
                        <input class="in" id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false"
                            required maxlength="100" value=username/>
                    </div>
                    {password_field("password", frame.t("Mật khẩu", "Password"), "current-password", None)}
                    <button class="btn go big">{frame.t("Đăng nhập", "Sign in")}</button>
                </form>
                <p class="small muted">
                    {frame.t("Lần đầu dùng hệ thống: ", "First time here: ")}
                    <a href="/kich-hoat">{frame.t("kích hoạt bằng mã một lần", "activate with a one-time code")}</a>
                    {frame.t(". Quên mật khẩu: xin mã mới từ quản trị viên của Sở Khoa học và Công nghệ.", ". Forgotten: ask the administrator for a new code.")}
                </p>
            </div>
        }
        .into_any()
    })
}

pub fn activate(frame: &Frame, error: Option<String>) -> String {
    let title = frame.t("Kích hoạt tài khoản", "Activate the account");
    frame::page(frame, title, || {
        view! {
            <div class="login stack">
                <h1>{title}</h1>
                {refusal(error)}
                <form class="stack" method="post" action="/kich-hoat">
                    <Csrf token=frame.csrf.clone()/>
                    <div class="field">
                        <label for="code">{frame.t("Mã một lần", "One-time code")}</label>
                        <input class="in mono" id="code" name="code" autocomplete="one-time-code" autocapitalize="characters" required maxlength="40"/>
                        <span class="hint">{frame.t("Ba nhóm bốn ký tự, in trên phiếu của đơn vị. Mã chỉ dùng được một lần.", "Three groups of four, as printed for your unit.")}</span>
                    </div>
                    {password_field("password", frame.t("Mật khẩu mới", "New password"), "new-password", Some(NEW))}
                    {password_field("again", frame.t("Nhập lại mật khẩu mới", "New password again"), "new-password", None)}
                    <button class="btn go big">{frame.t("Đặt mật khẩu và đăng nhập", "Set password and sign in")}</button>
                </form>
            </div>
        }
        .into_any()
    })
}

/// A grant in words: role, place, until when.
pub struct GrantLine {
    pub role: String,
    pub place: String,
    pub until: String,
}

pub fn show(frame: &Frame, username: &str, grants: Vec<GrantLine>, must_change: bool, error: Option<String>) -> String {
    let title = frame.t("Tài khoản", "Account");
    let username = username.to_owned();
    let name = frame.viewer.as_ref().map(|v| v.full_name.clone()).unwrap_or_default();
    frame::page(frame, title, || {
        let rows = grants.into_iter().map(|g| view! { <tr><td>{g.role}</td><td>{g.place}</td><td>{g.until}</td></tr> }).collect_view();
        view! {
            <h1>{name}</h1>
            <p class="lead">{frame.t("Tên đăng nhập: ", "User name: ")}<b>{username.clone()}</b></p>
            {must_change.then(|| view! {
                <div class="banner warn" role="status"><b>{frame.t("Cần đặt mật khẩu mới trước khi làm việc.", "Set a new password first.")}</b></div>
            })}
            <div class="cols c-6-6 sec">
                <section class="sec">
                    <div class="sec-h"><h2>{frame.t("Đổi mật khẩu", "Change password")}</h2></div>
                    {refusal(error)}
                    <form class="stack" method="post" action="/tai-khoan/mat-khau">
                        <Csrf token=frame.csrf.clone()/>
                        <input class="vh" type="text" name="username" autocomplete="username" value=username.clone() readonly tabindex="-1" aria-hidden="true"/>
                        {password_field("current", frame.t("Mật khẩu hiện nay", "Current password"), "current-password", None)}
                        {password_field("password", frame.t("Mật khẩu mới", "New password"), "new-password", Some(NEW))}
                        {password_field("again", frame.t("Nhập lại mật khẩu mới", "New password again"), "new-password", None)}
                        <div><button class="btn go">{frame.t("Đổi mật khẩu", "Change password")}</button></div>
                    </form>
                </section>
                <section class="sec">
                    <div class="sec-h"><h2>{frame.t("Quyền được giao", "Rights")}</h2></div>
                    <table class="t">
                        <thead><tr><th>{frame.t("Vai trò", "Role")}</th><th>{frame.t("Phạm vi", "Scope")}</th><th>{frame.t("Đến ngày", "Until")}</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                    <form class="after" method="post" action="/dang-xuat">
                        <Csrf token=frame.csrf.clone()/>
                        <button class="btn">{frame.t("Đăng xuất", "Sign out")}</button>
                    </form>
                </section>
            </div>
        }
        .into_any()
    })
}
