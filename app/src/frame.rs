//! The page around every page: head, navigation, messages, footer; and rendering to a complete HTML text.

use crate::{
    islands::FindBox,
    ui::{Glyph, Sprite},
};
use domain::{
    Period,
    access::{Action, Actor, Place, may},
    status::Tone,
    text::Lang,
};
use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use std::sync::Arc;

/// File names of the browser's half, hashed so that they can be kept for a year.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub struct Assets {
    pub js: String,
    pub wasm: String,
    pub css: String,
}

/// Who looks at the page.
#[derive(Clone, Debug)]
pub struct Viewer {
    pub full_name: String,
    /// "Sở Y tế", or the role where there is no unit.
    pub place: String,
    pub actor: Actor,
    /// Notices not read yet.
    pub unread: i64,
}

/// A result shown once on the page that follows an action.
#[derive(Clone, Debug)]
pub struct Flash {
    pub tone: FlashTone,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlashTone {
    Done,
    Refused,
}

/// What every page needs besides its own data.
#[derive(Clone, Debug)]
pub struct Frame {
    pub lang: Lang,
    /// Path of the page with its query, for the language switch and the current item of the navigation.
    pub path: String,
    pub nonce: String,
    pub csrf: String,
    pub assets: Assets,
    pub viewer: Option<Viewer>,
    /// Code and name of the province the page speaks of.
    pub province: Option<(String, String)>,
    pub today: chrono::NaiveDate,
    pub flash: Option<Flash>,
    /// Some figure on the page is made up for show.
    pub illustrative: bool,
    /// On pages computed from figures: published ones, or provisional.
    pub basis: Option<Basis>,
}

/// Which figures a page shows: those in force, or, where nothing came since, the published ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Basis {
    /// Period and number of the newest publication.
    pub published: Option<(Period, i32)>,
    /// The page shows just that.
    pub is_published: bool,
}

impl Frame {
    /// The Vietnamese or the English wording.
    pub fn t(&self, vi: &'static str, en: &'static str) -> &'static str {
        if self.lang == Lang::En { en } else { vi }
    }

    pub fn may(&self, action: Action) -> bool {
        let place = Place { province: self.province.as_ref().map(|p| p.0.clone()), ..Place::default() };
        self.viewer.as_ref().is_some_and(|v| may(&v.actor, action, &place, self.today).is_ok())
    }

    fn nav(&self) -> Vec<(&'static str, &'static str)> {
        let mut items = vec![];
        if self.viewer.is_none() {
            return items;
        }
        items.push(("/", self.t("Tổng quan", "Overview")));
        items.push(("/chi-tieu", self.t("Chỉ tiêu", "Indicators")));
        items.push(("/don-vi", self.t("Đơn vị", "Units")));
        items.push(("/nhiem-vu", self.t("Nhiệm vụ", "Tasks")));
        items.push((CATALOGUE, self.t("Danh mục", "Catalogue")));
        if self.viewer.as_ref().is_some_and(|v| v.actor.edits_somewhere(self.today)) {
            items.push(("/bao-cao", self.t("Báo cáo của tôi", "My reports")));
        }
        if self.may(Action::DecideItem) {
            items.push(("/tham-dinh", self.t("Thẩm định", "Review")));
            items.push(("/dot", self.t("Đợt báo cáo", "Rounds")));
        }
        if self.may(Action::ManageTargets) {
            items.push(("/muc-tieu", self.t("Mục tiêu", "Targets")));
        }
        if self.may(Action::ManagePeople) {
            items.push(("/nguoi-dung", self.t("Người dùng", "People")));
        }
        if self.may(Action::ViewAudit) {
            items.push(("/nhat-ky", self.t("Nhật ký", "Audit")));
        }
        items.push((INBOX, self.t("Thông báo", "Notices")));
        items
    }

    /// How many notices wait, where some do.
    fn unread(&self) -> Option<AnyView> {
        let count = self.viewer.as_ref().map_or(0, |v| v.unread);
        let words = self.t("chưa đọc", "unread");
        (count > 0).then(|| view! { <b class="unread">{count}<span class="vh">{format!(" {words}")}</span></b> }.into_any())
    }

    fn nav_items(&self, with_account: bool) -> Vec<AnyView> {
        let path = self.path.split('?').next().unwrap_or("/").to_owned();
        let link = |(href, name): (&'static str, &'static str)| {
            let under = |href: &str| path == href || path.starts_with(&format!("{href}/"));
            let here = if href == "/" { path == "/" } else { under(href) || (href == CATALOGUE && CATALOGUE_PARTS.into_iter().any(under)) };
            let unread = (href == INBOX).then(|| self.unread());
            view! { <a href=href aria-current=here.then_some("page")>{name}{unread}</a> }.into_any()
        };
        let mut items: Vec<AnyView> = self.nav().into_iter().map(link).collect();
        if with_account && self.viewer.is_some() {
            items.push(view! { <a href="/tai-khoan">{self.t("Tài khoản, đăng xuất", "Account, sign out")}</a> }.into_any());
        }
        items
    }
}

const INBOX: &str = "/thong-bao";

/// The index of the catalogue, and its parts that are no items of the navigation of their own.
const CATALOGUE: &str = "/danh-muc";
const CATALOGUE_PARTS: [&str; 5] = ["/van-ban", "/he-thong", "/che-do-bao-cao", "/su-kien", "/to-chuc"];

/// Starts the browser's half once the page is drawn and idle, so that nothing waits for it; after a second at the latest, since a
/// browser that draws nothing more may never call itself idle.
const BOOT: &str = "addEventListener('load',()=>(window.requestIdleCallback||setTimeout)(async()=>{\
const m=await import('/pkg/JS');await m.default({module_or_path:'/pkg/WASM'});m.hydrate();\
for(const e of document.querySelectorAll('leptos-island'))m[e.dataset.component]?.(e);\
document.documentElement.dataset.ready='1'},{timeout:1000}))";

/// Renders a whole page. `title` is the page's own, `main` its content.
pub fn page(frame: &Frame, title: &str, main: impl FnOnce() -> AnyView) -> String {
    format!("<!doctype html>{}", fragment(|| document(frame, title, main())))
}

/// Renders a part of a page on its own.
pub fn fragment(view: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    owner.with(|| {
        if let Some(context) = Owner::current_shared_context() {
            context.set_is_hydrating(false);
        }
        view().to_html()
    })
}

fn document(frame: &Frame, title: &str, main: AnyView) -> AnyView {
    let has_assets = !frame.assets.js.is_empty();
    let boot = has_assets.then(|| BOOT.replace("JS", &frame.assets.js).replace("WASM", &frame.assets.wasm));
    let lang = frame.t("vi", "en");
    let title = format!("{title} · Tiến Độ");
    view! {
        <html lang=lang>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{title}</title>
                <link rel="icon" href="data:,"/>
                <link rel="stylesheet" href=format!("/pkg/{}", frame.assets.css)/>
                {boot.map(|code| view! { <script type="module" nonce=frame.nonce.clone() inner_html=code></script> })}
            </head>
            <body>
                <Sprite/>
                <a class="skip" href="#noi-dung">{frame.t("Đến nội dung chính", "Skip to content")}</a>
                {frame.illustrative.then(|| view! {
                    <div class="notice"><div class="wrap">
                        <b>{frame.t("Số liệu minh hoạ", "Illustrative figures")}</b>
                        {frame.t(" – không dùng để báo cáo.", " – not for reporting.")}
                    </div></div>
                })}
                {header(frame)}
                <main id="noi-dung" class="wrap">
                    {frame.flash.as_ref().map(flash)}
                    {frame.basis.map(|b| basis(frame, b))}
                    {main}
                </main>
                {footer(frame)}
            </body>
        </html>
    }
    .into_any()
}

fn header(frame: &Frame) -> AnyView {
    let several = frame.viewer.as_ref().is_some_and(|v| v.actor.provinces(Action::ViewProgress, frame.today).len() > 1);
    let province = frame.province.as_ref().filter(|_| !several).map(|p| view! { <span>{p.1.clone()}</span> });
    // Whoever sees two provinces chooses between them there.
    let choice = several.then(|| {
        let name = frame.province.as_ref().map_or_else(|| frame.t("Hai tỉnh", "Two provinces").to_owned(), |p| p.1.clone());
        view! { <a class="plain small muted" href="/hai-tinh">{name}</a> }
    });
    let who = frame.viewer.as_ref().map(|v| format!("{} · {}", v.full_name, v.place));
    let items = frame.nav_items(false).into_iter().map(|a| view! { <li>{a}</li> }).collect_view();
    let english = frame.lang == Lang::En;
    view! {
        <header class="top"><div class="wrap">
            <a class="brand" href="/">
                <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
                    <rect class="f-br" x="1" y="8" width="13" height="6" rx="1"></rect>
                    <rect class="f-rule" x="17" y="2" width="2.5" height="18"></rect>
                </svg>
                "Tiến Độ" {province}
            </a>
            {choice}
            {frame.viewer.is_some().then(|| view! {
                <div class="seek-top"><FindBox id={"tim-nhanh".to_owned()} english/></div>
                <div class="who"><a class="plain" href="/tai-khoan">{who}</a></div>
                <nav class="nav" aria-label=frame.t("Chính", "Main")><ul>{items}</ul></nav>
                <details class="menu">
                    <summary>{frame.t("Mục lục", "Menu")}{frame.unread()}</summary>
                    <div class="menu-in">
                        <FindBox id={"tim-muc-luc".to_owned()} english/>
                        <nav aria-label=frame.t("Mục lục", "Menu")>{frame.nav_items(true)}</nav>
                    </div>
                </details>
            })}
        </div></header>
    }
    .into_any()
}

fn basis(frame: &Frame, b: Basis) -> AnyView {
    let named = |(period, number): (Period, i32)| match frame.lang {
        Lang::Vi => format!("{}, bản số {number}", period.label()),
        Lang::En => format!("{}, number {number}", period.label_en()),
    };
    let link = b.published.map(|p| view! { <a href=format!("/cong-bo/{}/{}", p.0, p.1)>{named(p)}</a> });
    let says = match (b.is_published, b.published.is_some()) {
        (true, _) => frame.t("Số liệu đã công bố: ", "Published figures: "),
        (false, true) => frame.t("Số liệu tạm tính; công bố gần nhất: ", "Provisional figures; published last: "),
        (false, false) => frame.t("Số liệu tạm tính, chưa đợt nào được công bố", "Provisional figures; nothing is published yet"),
    };
    view! { <p class="basis small muted">{says}{link}</p> }.into_any()
}

fn flash(f: &Flash) -> AnyView {
    let (class, role, tone) = match f.tone {
        FlashTone::Done => ("banner ok", "status", Tone::Met),
        FlashTone::Refused => ("banner bad", "alert", Tone::Late),
    };
    view! { <div class=class role=role><b><Glyph tone/>" "{f.text.clone()}</b></div> }.into_any()
}

fn footer(frame: &Frame) -> AnyView {
    let (code, name) = if frame.lang == Lang::En { ("vi", "Tiếng Việt") } else { ("en", "English") };
    let back = ui_encode(&frame.path);
    view! {
        <footer class="foot"><div class="wrap">
            {frame.province.as_ref().map(|p| view! {
                <span>{format!("Uỷ ban nhân dân {} · Sở Khoa học và Công nghệ vận hành", lower_first(&p.1))}</span>
            })}
            {frame.viewer.is_some().then(|| view! { <a class="plain" href="/cong-bo">{frame.t("Số liệu đã công bố", "Published figures")}</a> })}
            <a class="plain" href="/cach-tinh">{frame.t("Cách tính", "How it is computed")}</a>
            <a class="plain" href="/quy-trinh">{frame.t("Quy trình", "Workflow")}</a>
            <a class="plain" href="/api/v1/openapi.json">{frame.t("Dữ liệu mở cho máy (API)", "API")}</a>
            <a class="plain" href=format!("/ngon-ngu/{code}?ve={back}") lang=code>{name}</a>
        </div></footer>
    }
    .into_any()
}

/// "Tỉnh Đồng Nai" inside a sentence.
pub(crate) fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// Percent-encodes a path for use as a query value.
pub fn ui_encode(text: &str) -> String {
    let keep = |b: u8| b.is_ascii_alphanumeric() || b"-_./~".contains(&b);
    text.bytes().map(|b| if keep(b) { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
}
