//! One information system: what its document says, where it stands, what became of it.

use super::{Edit, edit::edit_form, level, stage_chip, stage_name, steps, updated, yes_no};
use crate::pages::editing::edit_link;
use crate::{
    frame::{self, Frame},
    pages::document,
};
use chrono::NaiveDate;
use domain::{
    indicator::Basis,
    system::{Condition, Counted, InfoSystem},
    text::{self, Lang},
};
use leptos::prelude::*;
use store::catalogue::Document;

/// An indicator that counts the system.
pub struct Fed {
    pub code: String,
    pub name: String,
    /// None: the register cannot count what it asks.
    pub counted: Option<Counted>,
}

/// One update.
pub struct Past {
    pub as_of: NaiveDate,
    pub condition: Condition,
    pub body: String,
    pub evidence: String,
    pub person: String,
    /// "16:02 ngày 13/11/2026".
    pub at: String,
}

pub struct SystemPage<'a> {
    pub system: &'a InfoSystem,
    /// Code and name.
    pub owner: (String, String),
    /// Last day of an owner that is no more.
    pub owner_ended: Option<NaiveDate>,
    pub condition: Condition,
    pub document: Option<Document>,
    /// Its lines of the document; empty when the text is not loaded.
    pub lines: Vec<String>,
    /// When each step of its move is to be done, as our rule says it.
    pub times: Vec<String>,
    pub feeds: Vec<Fed>,
    /// By the day they speak of, newest first.
    pub past: Vec<Past>,
    /// For those who may write the next update.
    pub edit: Option<Edit>,
}

pub fn show(frame: &Frame, p: &SystemPage<'_>) -> String {
    let c = &p.condition;
    let connected = if c.provincial {
        frame.t("đã kết nối Trung tâm dữ liệu tỉnh", "connected to the provincial data centre")
    } else {
        frame.t("chưa kết nối Trung tâm dữ liệu tỉnh", "not connected to the provincial data centre")
    };
    frame::page(frame, &p.system.name, || {
        view! {
            <nav class="crumb" aria-label=frame.t("Vị trí", "Place")><a href="/danh-muc">{frame.t("Danh mục", "Catalogue")}</a>" / "
                <a href="/he-thong">{frame.t("Hệ thống", "Systems")}</a>" / "{p.system.code.clone()}</nav>
            <h1>{format!("{}: {}, {connected}", p.system.name, stage_name(c.stage, frame.lang))}</h1>
            {edit_link(frame, "he-thong", &p.system.code)}
            {p.edit.as_ref().and_then(|e| e.problem.clone()).map(|sentence| view! {
                <div class="banner bad after" role="alert"><b>{sentence}</b><p>{frame.t("Chưa có gì được lưu.", "Nothing was stored.")}</p></div>
            })}
            <div class="cols c-6-6 sec">
                <section class="sec">{facts(frame, p)}{moves(frame, p)}</section>
                <section class="sec">{source(frame, p)}{feeds(frame, p)}</section>
            </div>
            {p.edit.as_ref().map(|e| edit_form(frame, p.system, e))}
            {history(frame, p)}
        }
        .into_any()
    })
}

fn facts(frame: &Frame, p: &SystemPage<'_>) -> AnyView {
    let c = &p.condition;
    let kind = if frame.lang == Lang::En { p.system.kind.label_en() } else { p.system.kind.label() };
    let inferred = |basis: Basis| {
        (basis == Basis::Inferred).then(|| view! { " "<span class="tag">{frame.t("văn bản không nêu, suy ra", "inferred")}</span> })
    };
    let ended = p.owner_ended.map(|day| {
        let text = format!("{} {}", frame.t("ngừng hoạt động từ sau ngày", "ended after"), text::date(day, frame.lang));
        view! { " "<span class="tag hot">{text}</span> }
    });
    let row = |term: &'static str, value: AnyView| view! { <tr><th scope="row">{term}</th><td>{value}</td></tr> };
    let day = p.past.first().map(|u| u.as_of);
    // A stage that somebody reported is no longer our inference.
    let stage = view! { {stage_chip(c.stage, frame.lang)}{day.is_none().then(|| inferred(p.system.stage_basis)).flatten()} }.into_any();
    let owner = view! {
        <a href=format!("/don-vi/{}", p.owner.0)>{p.owner.1.clone()}</a>{inferred(p.system.owner_basis)}{ended}
    }
    .into_any();
    view! {
        <div class="sec-h"><h2>{frame.t("Tình trạng", "Where it stands")}</h2></div>
        <table class="t defs"><tbody>
            {row(frame.t("Mã, loại", "Code, kind"), format!("{} · {kind}", p.system.code).into_any())}
            {row(frame.t("Chủ quản", "Owner"), owner)}
            {row(frame.t("Giai đoạn", "Stage"), stage)}
            {row(frame.t("Kết nối Trung tâm dữ liệu tỉnh", "Provincial data centre"), yes_no(frame, day.map(|_| c.provincial)))}
            {row(frame.t("Kết nối quốc gia", "National connection"), yes_no(frame, day.map(|_| c.national)))}
            {row(frame.t("Cấp độ an toàn đã phê duyệt", "Approved security level"), level(frame, c.security_level).into_any())}
            {row(frame.t("Cập nhật đến ngày", "Updated to"), updated(frame, day).into_any())}
        </tbody></table>
    }
    .into_any()
}

/// The steps of its move; the first `steps_done` are done.
fn moves(frame: &Frame, p: &SystemPage<'_>) -> Option<AnyView> {
    let done = steps(frame, &p.condition)?;
    let row = |(n, step): (usize, &domain::system::Step)| {
        let time = p.times.get(n).cloned().unwrap_or_default();
        let written = (!step.time_written.is_empty()).then(|| view! { <span class="sub">{format!("“{}”", step.time_written)}</span> });
        view! {
            <tr>
                <td class="n">{(n + 1).to_string()}</td>
                <th scope="row">{step.name.clone()}
                    {document::lines_link(frame, &p.system.document, &step.source_lines).map(|link| view! { <span class="sub">{link}</span> })}</th>
                <td>{time}{written}</td>
                <td>{yes_no(frame, Some(n < p.condition.steps_done))}</td>
            </tr>
        }
    };
    Some(
        view! {
            <div class="sec-h thin sec"><h2>{frame.t("Các bước dịch chuyển: ", "Steps of its move: ")}{done}</h2></div>
            <div class="scroll-x"><table class="t">
                <thead><tr><th class="n">{frame.t("Bước", "Step")}</th><th>{frame.t("Việc", "What")}</th><th>{frame.t("Thời hạn", "By when")}</th>
                    <th>{frame.t("Đã xong", "Done")}</th></tr></thead>
                <tbody>{p.system.step.iter().enumerate().map(row).collect_view()}</tbody>
            </table></div>
        }
        .into_any(),
    )
}

fn source(frame: &Frame, p: &SystemPage<'_>) -> AnyView {
    let reading = &p.system.reading;
    view! {
        <div class="sec-h"><h2>{frame.t("Căn cứ", "Source")}</h2></div>
        {document::quote(frame, p.document.as_ref(), &p.lines, &p.system.source_lines, &p.system.written)}
        {(!reading.is_empty()).then(|| view! {
            <p class="small after"><span class="tag">{frame.t("cách hiểu của cơ quan tổng hợp", "our reading")}</span>" "{reading.clone()}</p>
        })}
    }
    .into_any()
}

fn feeds(frame: &Frame, p: &SystemPage<'_>) -> AnyView {
    if p.feeds.is_empty() {
        return view! { <p class="small muted after">{frame.t("Không chỉ tiêu nào đếm hệ thống này.", "No indicator counts this system.")}</p> }.into_any();
    }
    let line = |f: &Fed| {
        let counted = match (f.counted, frame.lang) {
            (Some(c), Lang::Vi) => format!("sổ đếm: {}", c.label()),
            (Some(c), Lang::En) => format!("the register counts: {}", c.label_en()),
            (None, Lang::Vi) => "sổ chưa đếm được điều chỉ tiêu này hỏi".to_owned(),
            (None, Lang::En) => "the register cannot count what it asks".to_owned(),
        };
        view! { <li><a href=format!("/chi-tieu/{}", f.code)>{format!("{} · {}", f.code, f.name)}</a><span class="sub">{counted}</span></li> }
    };
    view! {
        <div class="sec-h thin sec"><h2>{frame.t("Tính vào chỉ tiêu", "Counted by")}</h2></div>
        <ul class="links">{p.feeds.iter().map(line).collect_view()}</ul>
    }
    .into_any()
}

fn history(frame: &Frame, p: &SystemPage<'_>) -> AnyView {
    if p.past.is_empty() {
        return view! {
            <section class="sec"><div class="sec-h"><h2>{frame.t("Chưa có cập nhật nào", "No update yet")}</h2></div>
            <p class="muted">{frame.t("Tình trạng ở trên lấy theo văn bản.", "What stands above is what the document says.")}</p></section>
        }
        .into_any();
    }
    let row = |u: &Past| {
        let c = &u.condition;
        view! {
            <tr>
                <th scope="row">{text::date(u.as_of, frame.lang)}</th>
                <td>{stage_chip(c.stage, frame.lang)}{steps(frame, c).map(|s| view! { <span class="sub">{s}</span> })}</td>
                <td>{yes_no(frame, Some(c.provincial))}</td>
                <td>{yes_no(frame, Some(c.national))}</td>
                <td>{level(frame, c.security_level)}</td>
                <td class="said-of">{u.body.clone()}{(!u.evidence.is_empty()).then(|| view! { <span class="sub">{frame.t("Minh chứng: ", "Evidence: ")}{u.evidence.clone()}</span> })}</td>
                <td>{u.person.clone()}<span class="sub">{u.at.clone()}</span></td>
            </tr>
        }
    };
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{format!("{} {}", p.past.len(), frame.t("lần cập nhật", "updates"))}</h2></div>
            <div class="scroll-x"><table class="t register">
                <thead><tr>
                    <th scope="col">{frame.t("Tính đến ngày", "As of")}</th>
                    <th scope="col">{frame.t("Giai đoạn", "Stage")}</th>
                    <th scope="col">{frame.t("Kết nối TTDL tỉnh", "Provincial centre")}</th>
                    <th scope="col">{frame.t("Kết nối quốc gia", "National")}</th>
                    <th scope="col">{frame.t("Cấp độ an toàn", "Security level")}</th>
                    <th scope="col">{frame.t("Nội dung, minh chứng", "Text, evidence")}</th>
                    <th scope="col">{frame.t("Người ghi", "By")}</th>
                </tr></thead>
                <tbody>{p.past.iter().map(row).collect_view()}</tbody>
            </table></div>
        </section>
    }
    .into_any()
}
