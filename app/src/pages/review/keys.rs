//! Review by keyboard: which keys there are, and the few lines that let a key work the control that bears it.

use crate::frame::Frame;
use leptos::prelude::*;

/// A key presses the control whose `data-key` it is; without this every control still works. Returning and asking need a reason:
/// their keys lead to its field first, and Ctrl+Enter there sends it. A summary that is open already lets its key press the button inside.
pub const SCRIPT: &str = "{let asked;addEventListener('keydown',e=>{const t=e.target,r=document.getElementById('ly-do');\
if((e.ctrlKey||e.metaKey)&&e.key==='Enter'&&t===r&&r.value.trim()){e.preventDefault();(asked||document.querySelector('[data-key=t]')).click();return}\
if(e.ctrlKey||e.metaKey||e.altKey||t.matches('textarea,select,input:not([type=checkbox],[type=radio])'))return;\
const k=document.querySelector(`[data-key=\"${CSS.escape(e.key.toLowerCase())}\"]`);if(!k)return;e.preventDefault();\
if(r&&!r.value.trim()&&/^[th]$/i.test(e.key)){asked=k;r.focus();return}\
const d=k.matches('summary')&&k.parentElement,b=d&&d.open&&d.querySelector('button[data-then]');if(b){b.click();return}\
k.click();if(d&&d.open)d.querySelector('input:not([type=hidden]),button')?.focus()})}";

type Key = (&'static str, &'static str, &'static str);

const NEXT: Key = ("N", "báo cáo sau", "next report");
const LIST: Key = ("?", "ẩn, hiện danh sách phím", "hide or show these keys");

/// On a page with an item to be decided.
pub const ITEM: &[Key] = &[
    ("J", "mục sau", "next item"),
    ("K", "mục trước", "previous item"),
    ("A", "chấp nhận mục", "accept the item"),
    ("T", "trả lại, viết lý do", "return, write why"),
    ("H", "hỏi lại, viết lý do", "ask, write why"),
    ("Ctrl+Enter", "gửi lý do", "send the reason"),
    ("S", "số thẩm định", "appraised figure"),
    ("M", "mở minh chứng", "open the evidence"),
    ("O", "tệp gốc", "original file"),
    ("C", "kết luận cả báo cáo", "conclude the report"),
    NEXT,
    LIST,
];

/// Where nothing can be decided.
pub const READING: &[Key] = &[
    ("J", "mục sau", "next item"),
    ("K", "mục trước", "previous item"),
    ("M", "mở minh chứng", "open the evidence"),
    ("O", "tệp gốc", "original file"),
    ("C", "kết luận cả báo cáo", "conclude the report"),
    NEXT,
    LIST,
];

pub const QUEUE: &[Key] = &[NEXT, ("C", "chấp nhận các báo cáo không có gì phải xem", "accept the reports with nothing to look at"), LIST];

pub fn list(frame: &Frame, keys: &[Key]) -> AnyView {
    let key = |(key, vi, en): &Key| view! { <li><kbd>{*key}</kbd>" "{frame.t(vi, en)}</li> };
    view! {
        <details class="keys" open>
            <summary data-key="?">{frame.t("Phím tắt", "Keys")}</summary>
            <ul>{keys.iter().map(key).collect_view()}</ul>
        </details>
    }
    .into_any()
}
