//! Units in force, how they changed and will change, and the form for one more change.

mod form;
mod preview;

pub use preview::{Preview, preview};

use crate::{
    frame::{self, Frame},
    organisation::{self, Change, deed_of},
};
use chrono::NaiveDate;
use domain::{
    indicator::UnitKind,
    succession::ChangeKind,
    text::{self, Lang, sort_key},
};
use leptos::prelude::*;
use store::catalogue::{Catalogue, OrgUnit};
use uuid::Uuid;

/// What somebody typed into the form, field by field, those of one name in their order.
#[derive(Clone, Debug, Default)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// Every value of a field, trimmed.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.trim())
    }

    pub fn one<'a>(&'a self, name: &'a str) -> &'a str {
        self.all(name).next().unwrap_or_default()
    }

    pub fn nth<'a>(&'a self, name: &'a str, n: usize) -> &'a str {
        self.all(name).nth(n).unwrap_or_default()
    }
}

/// The form of one kind of change, empty or as it was refused.
pub struct Typed {
    pub kind: ChangeKind,
    pub fields: Fields,
    pub problem: Option<String>,
}

pub struct Page<'a> {
    pub catalogue: &'a Catalogue,
    pub province_id: Uuid,
    /// Code and what is shown of it.
    pub documents: Vec<(String, String)>,
    pub form: Option<Typed>,
}

/// The word for a kind of change in addresses.
pub fn job(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Merge => "sap-nhap",
        ChangeKind::Split => "chia-tach",
        ChangeKind::Rename => "doi-ten",
        ChangeKind::Transfer => "chuyen",
        ChangeKind::Abolish => "giai-the",
    }
}

pub fn kind_of(job: &str) -> Option<ChangeKind> {
    ChangeKind::ALL.iter().copied().find(|kind| self::job(*kind) == job)
}

fn title(kind: ChangeKind, frame: &Frame) -> &'static str {
    match kind {
        ChangeKind::Merge => frame.t("Sáp nhập đơn vị", "Merge units"),
        ChangeKind::Split => frame.t("Chia tách một đơn vị", "Split a unit"),
        ChangeKind::Rename => frame.t("Đổi tên một đơn vị", "Rename a unit"),
        ChangeKind::Transfer => frame.t("Chuyển một phần", "Transfer a part"),
        ChangeKind::Abolish => frame.t("Giải thể một đơn vị", "Abolish a unit"),
    }
}

pub fn show(frame: &Frame, page: &Page) -> String {
    let title = frame.t("Tổ chức", "Organisation");
    let province = frame.province.as_ref().map(|p| p.0.clone()).unwrap_or_default();
    let changes = organisation::of_province(page.catalogue, &province);
    let (planned, past): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|c| c.on() > frame.today);
    let units: Vec<&OrgUnit> = page.catalogue.members_on(page.province_id, frame.today).collect();
    let heading = match frame.lang {
        Lang::En => format!("{} units exist; {} changes on record, {} to come.", units.len(), past.len(), planned.len()),
        Lang::Vi => format!("{} đơn vị đang hoạt động; {} lần thay đổi đã ghi, {} lần sắp tới.", units.len(), past.len(), planned.len()),
    };
    frame::page(frame, title, || {
        let here = page.form.as_ref().map(|f| f.kind);
        let jobs = ChangeKind::ALL.iter().map(|kind| {
            let href = format!("/to-chuc?viec={}#viec", job(*kind));
            view! { <a class="btn" href=href aria-current=(here == Some(*kind)).then_some("true")>{self::title(*kind, frame)}</a> }
        });
        view! {
            <h1>{heading}</h1>
            <p class="lead">{frame.t(
                "Mỗi lần thay đổi có ngày và văn bản. Số liệu đã báo cáo giữ dưới tên đơn vị lúc báo cáo và đọc được theo đơn vị hiện nay.",
                "Every change has its day and document. Figures stay under the units that reported them, and can be read by today's units.",
            )}</p>
            <p class="btns after">{jobs.collect_view()}</p>
            {page.form.as_ref().map(|typed| view! {
                <section class="sec" id="viec">
                    <div class="sec-h"><h2>{self::title(typed.kind, frame)}</h2></div>
                    {form::view(frame, page, typed)}
                </section>
            })}
            {list(frame, page.catalogue, &planned, frame.t("Thay đổi sắp tới", "Changes to come"))}
            {list(frame, page.catalogue, &past, frame.t("Thay đổi đã có hiệu lực", "Changes in force"))}
            {in_force(frame, &units)}
        }
        .into_any()
    })
}

fn list(frame: &Frame, catalogue: &Catalogue, changes: &[&Change], heading: &'static str) -> AnyView {
    if changes.is_empty() {
        return view! {
            <section class="sec"><div class="sec-h"><h2>{heading}</h2></div><p class="muted">{frame.t("Không có.", "None.")}</p></section>
        }
        .into_any();
    }
    let rows = changes.iter().map(|c| {
        let line = c.lines[0];
        let kind = if frame.lang == Lang::En { line.kind.label_en() } else { line.kind.label() };
        let reason = catalogue.records.successions.versions(&line.code()).last().map(|v| v.decision.reason.clone()).unwrap_or_default();
        let note = [line.note.clone(), reason].into_iter().find(|text| !text.is_empty());
        view! {
            <tr><td class="nb">{text::date(line.on, frame.lang)}</td><td>{kind}</td>
                <th scope="row">{deed_of(frame.lang, catalogue, c)}{note.map(|n| view! { <span class="sub">{n}</span> })}</th>
                <td>{organisation::document(catalogue, &line.document)}</td></tr>
        }
    });
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{heading}</h2></div>
            <div class="scroll-x"><table class="t">
                <thead><tr><th scope="col">{frame.t("Từ ngày", "From")}</th><th scope="col">{frame.t("Loại", "Kind")}</th>
                    <th scope="col">{frame.t("Nội dung", "What")}</th><th scope="col">{frame.t("Văn bản", "Document")}</th></tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table></div>
        </section>
    }
    .into_any()
}

/// Every unit that exists today, folded by kind.
fn in_force(frame: &Frame, units: &[&OrgUnit]) -> AnyView {
    let day = |d: Option<NaiveDate>| d.map(|d| text::date(d, frame.lang)).unwrap_or_else(|| "–".to_owned());
    let groups = UnitKind::ALL.iter().filter_map(|kind| {
        let mut of_kind: Vec<&&OrgUnit> = units.iter().filter(|u| u.kind == *kind).collect();
        of_kind.sort_by_cached_key(|u| sort_key(&u.name));
        let rows = of_kind.iter().map(|u| {
            view! {
                <tr><th scope="row"><a class="plain" href=format!("/don-vi/{}", u.code)>{u.name.clone()}</a></th><td class="mono">{u.code.clone()}</td>
                    <td>{day(u.valid_from)}</td><td>{day(u.valid_to)}</td></tr>
            }
        });
        let label = if frame.lang == Lang::En { kind.label_en() } else { kind.label() };
        (!of_kind.is_empty()).then(|| view! {
            <details class="rest"><summary>{format!("{} {label}", of_kind.len())}</summary>
                <div class="scroll-x"><table class="t">
                    <thead><tr><th scope="col">{frame.t("Đơn vị", "Unit")}</th><th scope="col">{frame.t("Mã", "Code")}</th>
                        <th scope="col">{frame.t("Từ ngày", "From")}</th><th scope="col">{frame.t("Ngày hoạt động cuối", "Last day")}</th></tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table></div>
            </details>
        })
    });
    let groups: Vec<_> = groups.collect();
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{frame.t("Đơn vị đang hoạt động", "Units that exist")}</h2>
                <p><a href="/don-vi?nhom=cu">{frame.t("Xem đơn vị cũ", "Former units")}</a></p></div>
            {groups}
        </section>
    }
    .into_any()
}
