//! The register of information systems: how far each is, and one system with its history.

mod edit;
mod show;

pub use edit::Edit;
pub use show::{Fed, Past, SystemPage, show};

use crate::{
    frame::{self, Frame, ui_encode},
    ui::Glyph,
};
use chrono::NaiveDate;
use domain::{
    status::Tone,
    system::{Condition, Counted, Stage, SystemKind},
    text::{self, Lang},
};
use leptos::prelude::*;

/// Address of one system.
pub fn address(code: &str) -> String {
    format!("/he-thong/{}", ui_encode(code).replace('/', "%2F"))
}

/// One system of the register.
pub struct Line {
    pub code: String,
    pub name: String,
    pub kind: SystemKind,
    /// Code and short name.
    pub owner: (String, String),
    pub owner_inferred: bool,
    pub condition: Condition,
    /// The day its newest update speaks of; none: it stands as its document says.
    pub updated: Option<NaiveDate>,
}

/// What the page was asked to show.
#[derive(Clone, Default)]
pub struct Filter {
    /// Unit code.
    pub owner: String,
    pub kind: Option<SystemKind>,
    pub stage: Option<Stage>,
    /// Document code.
    pub document: String,
    pub words: String,
}

impl Filter {
    fn is_empty(&self) -> bool {
        let texts = [&self.owner, &self.document, &self.words];
        self.kind.is_none() && self.stage.is_none() && texts.iter().all(|t| t.is_empty())
    }

    /// The same choice with another stage.
    fn address(&self, stage: Option<Stage>) -> String {
        let pairs = [
            ("chu-quan", self.owner.as_str()),
            ("loai", self.kind.map_or("", SystemKind::code)),
            ("giai-doan", stage.map_or("", Stage::code)),
            ("van-ban", &self.document),
            ("tim", &self.words),
        ];
        let chosen: Vec<String> = pairs.iter().filter(|p| !p.1.is_empty()).map(|(k, v)| format!("{k}={}", ui_encode(v))).collect();
        if chosen.is_empty() { "/he-thong".to_owned() } else { format!("/he-thong?{}", chosen.join("&")) }
    }
}

pub struct Register {
    /// Those that the choice leaves, whatever their stage.
    pub lines: Vec<Line>,
    /// Systems of the province.
    pub all: usize,
    pub filter: Filter,
    /// Code and name of everybody who owns a system.
    pub owners: Vec<(String, String)>,
    /// Code and title of the documents that name one.
    pub documents: Vec<(String, String)>,
}

fn headline(frame: &Frame, r: &Register, shown: &[&Line]) -> String {
    let (all, connected) = (shown.len(), shown.iter().filter(|l| l.condition.provincial).count());
    match (frame.lang, r.all, all) {
        (Lang::Vi, 0, _) => "Sổ của tỉnh chưa có hệ thống nào".to_owned(),
        (Lang::En, 0, _) => "The province's register holds no system yet".to_owned(),
        (Lang::Vi, _, 0) => "Không có hệ thống nào khớp với bộ lọc".to_owned(),
        (Lang::En, _, 0) => "No system fits the choice".to_owned(),
        (Lang::Vi, ..) if shown.iter().all(|l| l.updated.is_none()) => format!("{all} hệ thống, chưa có cập nhật nào về kết nối"),
        (Lang::En, ..) if shown.iter().all(|l| l.updated.is_none()) => format!("{all} systems, nothing said of their connections yet"),
        (Lang::Vi, ..) => format!("{connected}/{all} hệ thống đã kết nối Trung tâm dữ liệu tỉnh"),
        (Lang::En, ..) => format!("{connected} of {all} systems are connected to the provincial data centre"),
    }
}

pub fn list(frame: &Frame, r: &Register) -> String {
    frame::page(frame, frame.t("Hệ thống, cơ sở dữ liệu", "Systems and databases"), || {
        let shown: Vec<&Line> = r.lines.iter().filter(|l| r.filter.stage.is_none_or(|s| s == l.condition.stage)).collect();
        view! {
            <nav class="crumb" aria-label=frame.t("Vị trí", "Place")><a href="/danh-muc">{frame.t("Danh mục", "Catalogue")}</a>" / "{frame.t("Hệ thống", "Systems")}</nav>
            <h1>{headline(frame, r, &shown)}</h1>
            {lead(frame, r, &shown)}
            {choice(frame, r)}
            <section class="sec">
                <div class="sec-h"><h2>{frame.t("Từng hệ thống", "Each system")}</h2></div>
                {stages(frame, r)}
                {if shown.is_empty() { nothing(frame, r.all == 0) } else { table(frame, &shown) }}
            </section>
        }
        .into_any()
    })
}

fn lead(frame: &Frame, r: &Register, shown: &[&Line]) -> Option<AnyView> {
    let silent = shown.iter().filter(|l| l.updated.is_none()).count();
    let count = |holds: Counted| shown.iter().filter(|l| holds.holds(&l.condition)).count();
    let (national, secured) = (count(Counted::National), count(Counted::Secured));
    let sentence = match frame.lang {
        Lang::Vi => format!(
            "{national} đã kết nối quốc gia, {secured} đã phê duyệt cấp độ an toàn. {silent} hệ thống chưa được cập nhật lần nào: giai đoạn lấy theo văn bản."
        ),
        Lang::En => format!(
            "{national} connected nationally, {secured} with an approved security level. {silent} were never updated and stand as their document says."
        ),
    };
    let part = match frame.lang {
        Lang::Vi => format!("Đang xem {} trong {} hệ thống. ", shown.len(), r.all),
        Lang::En => format!("Showing {} of {} systems. ", shown.len(), r.all),
    };
    (!shown.is_empty()).then(|| {
        view! {
            <p class="lead">{(!r.filter.is_empty()).then_some(part)}{sentence}</p>
        }
        .into_any()
    })
}

fn choice(frame: &Frame, r: &Register) -> AnyView {
    let f = &r.filter;
    let listed = |list: &[(String, String)], chosen: &str| {
        let option = |(code, name): &(String, String)| view! { <option value=code.clone() selected=code == chosen>{name.clone()}</option> };
        list.iter().map(option).collect_view()
    };
    let kinds = SystemKind::ALL.iter().map(|k| {
        let name = if frame.lang == Lang::En { k.label_en() } else { k.label() };
        view! { <option value=k.code() selected=f.kind == Some(*k)>{name}</option> }
    });
    let any = frame.t("Tất cả", "All");
    view! {
        <form class="narrow sec-s" method="get" action="/he-thong" role="search">
            {f.stage.map(|s| view! { <input type="hidden" name="giai-doan" value=s.code()/> })}
            <div class="field">
                <label for="chu-quan">{frame.t("Chủ quản", "Owner")}</label>
                <select class="in s" id="chu-quan" name="chu-quan"><option value="">{any}</option>{listed(&r.owners, &f.owner)}</select>
            </div>
            <div class="field">
                <label for="loai">{frame.t("Loại", "Kind")}</label>
                <select class="in s" id="loai" name="loai"><option value="">{any}</option>{kinds.collect_view()}</select>
            </div>
            <div class="field">
                <label for="van-ban">{frame.t("Văn bản", "Document")}</label>
                <select class="in s" id="van-ban" name="van-ban"><option value="">{any}</option>{listed(&r.documents, &f.document)}</select>
            </div>
            <div class="field">
                <label for="tim">{frame.t("Tìm", "Find")}</label>
                <input class="in s" id="tim" name="tim" type="search" maxlength="100" value=f.words.clone() placeholder=frame.t("Tên hoặc mã, không cần dấu", "Name or code")/>
            </div>
            <button class="btn">{frame.t("Lọc", "Filter")}</button>
            {(!f.is_empty()).then(|| view! { <a class="btn quiet" href="/he-thong">{frame.t("Bỏ lọc", "Clear")}</a> })}
        </form>
    }
    .into_any()
}

fn stages(frame: &Frame, r: &Register) -> AnyView {
    let link = |stage: Option<Stage>, name: &'static str, count: usize| {
        let here = (r.filter.stage == stage).then_some("true");
        view! { <a href=r.filter.address(stage) aria-current=here>{format!("{name} {count}")}</a> }
    };
    let one = |s: &Stage| link(Some(*s), stage_name(*s, frame.lang), r.lines.iter().filter(|l| l.condition.stage == *s).count());
    view! {
        <nav class="filters after" aria-label=frame.t("Giai đoạn", "Stage")>
            {link(None, frame.t("mọi giai đoạn", "every stage"), r.lines.len())}
            {Stage::ALL.iter().map(one).collect_view()}
        </nav>
    }
    .into_any()
}

pub(super) fn stage_name(stage: Stage, lang: Lang) -> &'static str {
    if lang == Lang::En { stage.label_en() } else { stage.label() }
}

/// Shape and word of a stage.
pub(super) fn stage_chip(stage: Stage, lang: Lang) -> AnyView {
    let tone = match stage {
        Stage::ToBuild => Tone::None,
        Stage::Building => Tone::On,
        Stage::Built | Stage::Running => Tone::Met,
    };
    view! { <span class=format!("st st-{}", tone.class())><Glyph tone/>{stage_name(stage, lang)}</span> }.into_any()
}

/// None: nobody has said so far.
pub(super) fn yes_no(frame: &Frame, yes: Option<bool>) -> AnyView {
    let (tone, word) = match yes {
        Some(true) => (Tone::Met, frame.t("có", "yes")),
        Some(false) => (Tone::None, frame.t("chưa", "not yet")),
        None => return view! { <span class="muted">{frame.t("chưa rõ", "not known")}</span> }.into_any(),
    };
    view! { <span class=format!("st st-{}", tone.class())><Glyph tone/>{word}</span> }.into_any()
}

pub(super) fn level(frame: &Frame, level: Option<i32>) -> String {
    match level {
        Some(n) => format!("{} {n}", frame.t("cấp độ", "level")),
        None => frame.t("chưa", "not yet").to_owned(),
    }
}

/// "2/4 bước"; nothing for a system that is not to be moved.
pub(super) fn steps(frame: &Frame, c: &Condition) -> Option<String> {
    (c.steps > 0).then(|| format!("{}/{} {}", c.steps_done, c.steps, frame.t("bước", "steps")))
}

/// When it was last updated, or that it never was.
pub(super) fn updated(frame: &Frame, day: Option<NaiveDate>) -> String {
    match day {
        Some(day) => text::date(day, frame.lang),
        None => frame.t("chưa cập nhật: theo văn bản", "not updated: as its document says").to_owned(),
    }
}

fn table(frame: &Frame, lines: &[&Line]) -> AnyView {
    let row = |l: &&Line| {
        let kind = if frame.lang == Lang::En { l.kind.label_en() } else { l.kind.label() };
        let c = &l.condition;
        view! {
            <tr>
                <th scope="row"><a href=address(&l.code)>{l.name.clone()}</a><span class="sub">{format!("{} · {kind}", l.code)}</span></th>
                <td><a class="plain" href=format!("/don-vi/{}", l.owner.0)>{l.owner.1.clone()}</a>
                    {l.owner_inferred.then(|| view! { " "<span class="tag">{frame.t("suy ra", "inferred")}</span> })}</td>
                <td>{stage_chip(c.stage, frame.lang)}{steps(frame, c).map(|s| view! { <span class="sub">{s}</span> })}</td>
                <td>{yes_no(frame, l.updated.map(|_| c.provincial))}</td>
                <td>{yes_no(frame, l.updated.map(|_| c.national))}</td>
                <td>{if l.updated.is_some() { level(frame, c.security_level) } else { frame.t("chưa rõ", "not known").to_owned() }}</td>
                <td class=l.updated.is_none().then_some("muted")>{updated(frame, l.updated)}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll-x after"><table class="t register">
            <thead><tr>
                <th scope="col">{frame.t("Hệ thống", "System")}</th>
                <th scope="col">{frame.t("Chủ quản", "Owner")}</th>
                <th scope="col">{frame.t("Giai đoạn", "Stage")}</th>
                <th scope="col">{frame.t("Kết nối TTDL tỉnh", "Provincial centre")}</th>
                <th scope="col">{frame.t("Kết nối quốc gia", "National")}</th>
                <th scope="col">{frame.t("Cấp độ an toàn", "Security level")}</th>
                <th scope="col">{frame.t("Cập nhật đến ngày", "Updated to")}</th>
            </tr></thead>
            <tbody>{lines.iter().map(row).collect_view()}</tbody>
        </table></div>
        <p class="src">{frame.t(
            "Nguồn: cập nhật của đơn vị chủ quản; chưa có cập nhật thì theo văn bản.",
            "Source: updates by the owner units; without one, the document.",
        )}</p>
    }
    .into_any()
}

fn nothing(frame: &Frame, is_empty: bool) -> AnyView {
    let (what, to, name) = if is_empty {
        (
            frame.t("Danh mục của tỉnh chưa nêu hệ thống nào.", "The catalogue names no system."),
            "/danh-muc",
            frame.t("Về danh mục", "To the catalogue"),
        )
    } else {
        (
            frame.t("Không có hệ thống nào khớp. Bỏ bớt điều kiện lọc.", "No system fits. Widen the choice."),
            "/he-thong",
            frame.t("Bỏ lọc", "Clear"),
        )
    };
    view! { <div class="empty after"><p>{what}</p><a class="btn" href=to>{name}</a></div> }.into_any()
}
