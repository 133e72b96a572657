//! A file on its way in.

use crate::{frame::Frame, ui::Csrf};
use leptos::prelude::*;

/// Sends the file with a bar that tells how much has gone out and that it is being read then; without it the form works as it is.
const SENDING: &str = "document.querySelector('form.drop')?.addEventListener('submit',e=>{const f=e.target,p=f.querySelector('progress'),s=f.querySelector('output');\
if(!p||!window.FormData)return;e.preventDefault();const x=new XMLHttpRequest();p.hidden=false;f.querySelector('button').disabled=true;\
x.upload.onprogress=v=>{if(v.lengthComputable){p.max=v.total;p.value=v.loaded;s.textContent=s.dataset.sent.replace('N',Math.round(100*v.loaded/v.total))}};\
x.upload.onload=()=>{p.removeAttribute('value');s.textContent=s.dataset.read};\
const fail=()=>{p.hidden=true;f.querySelector('button').disabled=false;s.textContent=s.dataset.failed};x.onerror=fail;\
x.onload=()=>{const to=x.getResponseHeader('x-location');if(to){location.assign(to)}else if(x.status<300){fail()}else{f.submit()}};\
x.open('POST',f.action);x.setRequestHeader('x-tien-do','1');x.send(new FormData(f))})";

/// The form that brings one file to `action`; `main`: the thing to do on its page.
pub(super) fn file_form(frame: &Frame, action: String, main: bool, label: &'static str) -> AnyView {
    view! {
        <form class="drop" method="post" enctype="multipart/form-data" action=action>
            <Csrf token=frame.csrf.clone()/>
            <label class="lbl" for="tep-tin">{label}</label>
            <input id="tep-tin" type="file" name="tep" accept=".xlsx,.xls,.ods,.csv" required/>
            <button class=if main { "btn go" } else { "btn" }>{frame.t("Tải tệp lên", "Upload")}</button>
            <span class="small muted">{frame.t("Xem kết quả đọc trước, chưa lưu gì vào báo cáo. Tối đa 20 MB.", "You see what was read before anything is saved. 20 MB at most.")}</span>
            <progress hidden=true aria-label=frame.t("Tiến độ tải lên", "Upload")></progress>
            <output class="small" data-sent=frame.t("Đã gửi N %", "N % sent") data-read=frame.t("Đã gửi xong, đang đọc tệp…", "Sent; reading the file…")
                data-failed=frame.t("Kết nối bị ngắt, tệp chưa được gửi. Bấm tải lên lần nữa.", "The connection broke, the file was not sent. Upload again.")></output>
        </form>
        <script nonce=frame.nonce.clone() inner_html=SENDING></script>
    }
    .into_any()
}
