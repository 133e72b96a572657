//! The forms, one for each kind of change. Units are found by typing; a list helps.

use super::{Page, Typed, job};
use crate::{frame::Frame, ui::Csrf};
use domain::{
    indicator::UnitKind,
    succession::ChangeKind,
    text::{Lang, sort_key},
};
use leptos::prelude::*;

/// Units one merger can take; a larger one is entered in two steps with the same successor.
pub const MERGED: usize = 8;
/// Units one split can make.
pub const PARTS: usize = 5;

pub fn view(frame: &Frame, page: &Page, typed: &Typed) -> AnyView {
    let own = match typed.kind {
        ChangeKind::Merge => merge(frame, typed),
        ChangeKind::Split => split(frame, typed),
        ChangeKind::Rename => rename(frame, typed),
        ChangeKind::Transfer => transfer(frame, typed),
        ChangeKind::Abolish => abolish(frame, typed),
    };
    view! {
        <form class="edit-form" method="post" action="/to-chuc/xem-truoc">
            <Csrf token=frame.csrf.clone()/>
            <input type="hidden" name="viec" value=job(typed.kind)/>
            {choices(frame, page)}
            {typed.problem.clone().map(|s| view! {
                <div class="banner bad full" role="alert"><b>{s}</b><p>{frame.t("Chưa có gì được lưu.", "Nothing was stored.")}</p></div>
            })}
            {own}
            {decision(frame, page, typed)}
            <p class="small muted full">{frame.t(
                "Bước sau cho xem trước mọi thay đổi. Chưa có gì được lưu cho đến khi xác nhận.",
                "The next step shows everything that would change. Nothing is stored until it is confirmed.",
            )}</p>
            <div class="btns full">
                <button class="btn go">{frame.t("Xem trước thay đổi", "Preview")}</button>
                <a class="btn" href="/to-chuc">{frame.t("Không thay đổi", "Cancel")}</a>
            </div>
        </form>
    }
    .into_any()
}

/// The units to choose from, offered under every field that names one.
fn choices(frame: &Frame, page: &Page) -> AnyView {
    let mut units: Vec<_> = page.catalogue.members_on(page.province_id, frame.today).filter(|u| u.valid_to.is_none()).collect();
    units.sort_by_cached_key(|u| sort_key(&u.name));
    let options = units.into_iter().map(|u| view! { <option value=u.code.clone()>{u.name.clone()}</option> });
    view! { <datalist id="don-vi-co">{options.collect_view()}</datalist> }.into_any()
}

/// A field that names a unit in force.
fn unit(id: String, name: &'static str, label: String, value: &str, required: bool) -> AnyView {
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input class="in" id=id name=name list="don-vi-co" autocomplete="off" maxlength="200" required=required value=value.to_owned()/>
        </div>
    }
    .into_any()
}

fn input(id: String, name: &'static str, label: String, value: &str, max: &'static str) -> AnyView {
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input class="in" id=id name=name autocomplete="off" maxlength=max value=value.to_owned()/>
        </div>
    }
    .into_any()
}

/// The fields of the n-th new unit; with `number` its name says which it is.
fn new_unit(frame: &Frame, typed: &Typed, n: usize, number: Option<usize>) -> AnyView {
    let f = &typed.fields;
    let mark = number.map(|n| format!(" {n}")).unwrap_or_default();
    let label = |vi: &'static str, en: &'static str| format!("{}{mark}", frame.t(vi, en));
    let chosen = f.nth("loai", n).to_owned();
    let kinds = UnitKind::ALL.iter().filter(|k| **k != UnitKind::Province).map(|k| {
        let words = if frame.lang == Lang::En { k.label_en() } else { k.label() };
        view! { <option value=k.code() selected=k.code() == chosen>{words}</option> }
    });
    view! {
        {input(format!("ten-{n}"), "ten", label("Tên đơn vị mới", "Name of the new unit"), f.nth("ten", n), "200")}
        {input(format!("ten-ngan-{n}"), "ten-ngan", label("Tên ngắn", "Short name"), f.nth("ten-ngan", n), "60")}
        {input(format!("ma-{n}"), "ma", label("Mã mới, chưa từng dùng", "New code, never used"), f.nth("ma", n), "40")}
        <div class="field">
            <label for=format!("loai-{n}")>{label("Loại đơn vị", "Kind of unit")}</label>
            <select class="in" id=format!("loai-{n}") name="loai">
                <option value="">{frame.t("Như đơn vị cũ", "As the former unit")}</option>{kinds.collect_view()}
            </select>
        </div>
    }
    .into_any()
}

fn share(frame: &Frame, n: usize, value: &str, number: Option<usize>) -> AnyView {
    let mark = number.map(|n| format!(" {n}")).unwrap_or_default();
    let label = format!("{}{mark}", frame.t("Phần số liệu (%)", "Part of the figures (%)"));
    view! {
        <div class="field">
            <label for=format!("ty-le-{n}")>{label}</label>
            <input class="in n" id=format!("ty-le-{n}") name="ty-le" inputmode="decimal" maxlength="10" value=value.to_owned()/>
        </div>
    }
    .into_any()
}

fn heading(text: impl Into<String>) -> AnyView {
    let text: String = text.into();
    view! { <h3 class="full">{text}</h3> }.into_any()
}

fn hint(text: &'static str) -> AnyView {
    view! { <p class="small muted full">{text}</p> }.into_any()
}

fn merge(frame: &Frame, typed: &Typed) -> AnyView {
    let from = (0..MERGED).map(|n| {
        let label = format!("{} {}", frame.t("Đơn vị", "Unit"), n + 1);
        unit(format!("tu-{n}"), "tu", label, typed.fields.nth("tu", n), n == 0)
    });
    view! {
        {heading(frame.t("Các đơn vị được sáp nhập", "The units that merge"))}
        {from.collect_view()}
        {heading(frame.t("Đơn vị tiếp nhận", "What they become"))}
        {hint(frame.t(
            "Ghi một đơn vị đang có nếu đơn vị đó giữ nguyên tên và mã; nếu không, để trống và ghi đơn vị mới.",
            "Name a unit that exists if it goes on under its name and code; else leave this empty and name the new unit.",
        ))}
        {unit("tiep-nhan".into(), "tiep-nhan", frame.t("Đơn vị đang có", "A unit that exists").into(), typed.fields.one("tiep-nhan"), false)}
        {new_unit(frame, typed, 0, None)}
    }
    .into_any()
}

fn split(frame: &Frame, typed: &Typed) -> AnyView {
    let parts = (0..PARTS).map(|n| {
        let title = format!("{} {}", frame.t("Đơn vị mới", "New unit"), n + 1);
        view! { {heading(title)}{new_unit(frame, typed, n, Some(n + 1))}{share(frame, n, typed.fields.nth("ty-le", n), Some(n + 1))} }
    });
    view! {
        {unit("tu-0".into(), "tu", frame.t("Đơn vị được chia tách", "The unit that is split").into(), typed.fields.one("tu"), true)}
        {heading(frame.t("Các đơn vị mới", "The new units"))}
        {hint(frame.t(
            "Ít nhất hai đơn vị; các phần cộng lại là 100 %, mỗi phần tối đa hai chữ số thập phân. Phần số liệu dùng để đọc các kỳ trước theo đơn vị mới. Dòng để trống được bỏ qua.",
            "Two at least; the parts add up to 100 %, with at most two decimals. They say how earlier periods are read by the new units. Empty rows are passed over.",
        ))}
        {parts.collect_view()}
    }
    .into_any()
}

fn rename(frame: &Frame, typed: &Typed) -> AnyView {
    view! {
        {unit("tu-0".into(), "tu", frame.t("Đơn vị được đổi tên", "The unit that is renamed").into(), typed.fields.one("tu"), true)}
        {heading(frame.t("Tên và mã mới", "New name and code"))}
        {new_unit(frame, typed, 0, None)}
    }
    .into_any()
}

fn transfer(frame: &Frame, typed: &Typed) -> AnyView {
    view! {
        {unit("tu-0".into(), "tu", frame.t("Đơn vị chuyển đi, vẫn hoạt động", "The giving unit, which goes on").into(), typed.fields.one("tu"), true)}
        {unit("tiep-nhan".into(), "tiep-nhan", frame.t("Đơn vị tiếp nhận", "The receiving unit").into(), typed.fields.one("tiep-nhan"), true)}
        {share(frame, 0, typed.fields.one("ty-le"), None)}
        {hint(frame.t(
            "Phần số liệu của các kỳ trước ngày thay đổi được đọc ở đơn vị tiếp nhận; các kỳ sau do hai đơn vị tự báo cáo.",
            "That part of the figures of earlier periods is read at the receiving unit; later periods are reported by each.",
        ))}
    }
    .into_any()
}

fn abolish(frame: &Frame, typed: &Typed) -> AnyView {
    view! {
        {unit("tu-0".into(), "tu", frame.t("Đơn vị được giải thể", "The unit that is abolished").into(), typed.fields.one("tu"), true)}
        {hint(frame.t("Không có đơn vị kế thừa; số liệu giữ dưới tên đơn vị này.", "Nothing comes after it; its figures stay under its name."))}
    }
    .into_any()
}

/// Day, document, note.
fn decision(frame: &Frame, page: &Page, typed: &Typed) -> AnyView {
    let f = &typed.fields;
    let chosen = f.one("van-ban").to_owned();
    let documents = page.documents.iter().map(|(code, name)| {
        view! { <option value=code.clone() selected=*code == chosen>{name.clone()}</option> }
    });
    view! {
        {heading(frame.t("Hiệu lực và căn cứ", "Day and document"))}
        <div class="field">
            <label for="ngay">{frame.t("Ngày đầu tiên của tổ chức mới", "First day of the new arrangement")}</label>
            <input class="in" id="ngay" name="ngay" type="date" required value=f.one("ngay").to_owned()/>
            <span class="hint">{frame.t("Kỳ báo cáo có ngày này do đơn vị mới báo cáo.", "The period of this day is reported by the new units.")}</span>
        </div>
        <div class="field">
            <label for="van-ban">{frame.t("Văn bản", "Document")}</label>
            <select class="in" id="van-ban" name="van-ban">
                <option value="">{frame.t("Văn bản khác, ghi số bên cạnh", "Another one, number beside")}</option>{documents.collect_view()}
            </select>
        </div>
        {input("so".into(), "so", frame.t("Số, ký hiệu văn bản khác", "Number of another document").into(), f.one("so"), "100")}
        {input("ghi-chu".into(), "ghi-chu", frame.t("Ghi chú, lý do", "Note, reason").into(), f.one("ghi-chu"), "500")}
    }
    .into_any()
}
