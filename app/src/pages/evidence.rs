//! Files that show where a figure comes from, as lists: to open, to attach, to take away.

use crate::frame::Frame;
use domain::evidence::EvidenceKind;
use leptos::prelude::*;
use store::evidence::Evidence;

/// Address of a file, at the page it speaks of where a browser can go there.
pub fn address(e: &Evidence) -> String {
    match e.page.filter(|_| e.kind.has_pages()) {
        Some(page) => format!("/minh-chung/{}#page={page}", e.id),
        None => format!("/minh-chung/{}", e.id),
    }
}

/// "PDF, trang 3"
fn about(frame: &Frame, e: &Evidence) -> String {
    let kind = if frame.lang == domain::text::Lang::En { e.kind.label_en() } else { e.kind.label() };
    e.page.map_or_else(|| kind.to_owned(), |page| format!("{kind}, {} {page}", frame.t("trang", "page")))
}

/// The name as a link. What a browser shows by itself opens beside the page one works on.
fn name(e: &Evidence, key: Option<&'static str>) -> AnyView {
    let beside = e.kind == EvidenceKind::Pdf || e.kind.is_picture();
    view! { <a href=address(e) target=beside.then_some("_blank") rel=beside.then_some("noopener") data-key=key>{e.name.clone()}</a> }
        .into_any()
}

/// Links to the files; the first one is worked by `key`.
pub fn links(frame: &Frame, files: &[Evidence], key: Option<&'static str>) -> Option<AnyView> {
    let item = |(i, e): (usize, &Evidence)| {
        let key = key.filter(|_| i == 0);
        view! { <li>{name(e, key)}" "<span class="muted">{about(frame, e)}</span>{key.map(|k| view! { <kbd>{k.to_uppercase()}</kbd> })}</li> }
    };
    (!files.is_empty()).then(|| view! { <ul class="files">{files.iter().enumerate().map(item).collect_view()}</ul> }.into_any())
}

/// What stands behind a figure: links for whoever may open the files, names for others, and always the hashes.
pub fn proof(frame: &Frame, files: &[Evidence], may_open: bool) -> Option<AnyView> {
    let item = |e: &Evidence| {
        let name = if may_open { name(e, None) } else { e.name.clone().into_any() };
        let hash = format!("SHA-256 {}…{}", e.sha256.get(..8).unwrap_or_default(), e.sha256.get(56..).unwrap_or_default());
        view! { <li>{name}" "<span class="muted">{about(frame, e)}</span>" "<span class="mono muted small">{hash}</span></li> }
    };
    (!files.is_empty()).then(|| view! { <ul class="files">{files.iter().map(item).collect_view()}</ul> }.into_any())
}

/// The files of one row of the form, each with the button that takes it away, and the way to attach another. The buttons send
/// the whole form, so that nothing typed is lost; `home` is the report's address.
pub fn attach(frame: &Frame, code: &str, files: &[Evidence], home: &str) -> AnyView {
    let item = |e: &Evidence| {
        view! {
            <li>
                {name(e, None)}" "<span class="muted">{about(frame, e)}</span>" "
                <button class="btn quiet s" name="bo" value=e.id.to_string() formaction=format!("{home}/minh-chung/bo") formnovalidate=true
                    aria-label=format!("{} {}", frame.t("Bỏ", "Remove"), e.name)>{frame.t("Bỏ", "Remove")}</button>
            </li>
        }
    };
    let (file, page) = (format!("tep-{code}"), format!("trang-{code}"));
    view! {
        <div class="field full proof">
            {(!files.is_empty()).then(|| view! { <ul class="files" aria-label=frame.t("Tệp minh chứng", "Files of evidence")>{files.iter().map(item).collect_view()}</ul> })}
            <details>
                <summary>{frame.t("Đính kèm tệp", "Attach a file")}</summary>
                <div class="fills">
                    <div class="field wide"><label for=file.clone()>{frame.t("PDF, ảnh hoặc tệp Office, không quá 20 MB", "PDF, picture or Office file, 20 MB at most")}</label>
                        <input class="in s" id=file name=format!("tep.{code}") type="file" accept=ACCEPT/></div>
                    <div class="field page"><label for=page.clone()>{frame.t("Trang", "Page")}</label>
                        <input class="in n s" id=page name=format!("trang.{code}") inputmode="numeric" maxlength="4" autocomplete="off"/></div>
                    <button class="btn" formaction=format!("{home}/minh-chung/tai-len") formenctype="multipart/form-data" formnovalidate=true>{frame.t("Đính kèm", "Attach")}</button>
                </div>
            </details>
        </div>
    }
    .into_any()
}

/// Only a hint to the browser's file dialog: the content decides.
const ACCEPT: &str = ".pdf,.png,.jpg,.jpeg,.webp,.tif,.tiff,.docx,.xlsx,.pptx,.odt,.ods,.odp";
