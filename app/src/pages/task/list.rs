//! The province's tasks, those that need eyes first.

use super::{address, chip, finding, progress_text, standing_label, state_label, time_lines};
use crate::{
    frame::{self, Frame, lower_first, ui_encode},
    tasks::{self, TaskBoard, TaskRow},
    ui::Glyph,
};
use domain::{
    task::{Standing, TaskState},
    text::{fold, sort_key},
};
use leptos::prelude::*;
use serde::Deserialize;
use std::collections::BTreeSet;
use store::catalogue::{GROUPS, OrgUnit};

/// What the address asks for; what is empty does not count. A code that nothing has finds nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Unit or group of units that leads.
    #[serde(rename = "chu-tri")]
    pub lead: String,
    #[serde(rename = "van-ban")]
    pub document: String,
    #[serde(rename = "nhom")]
    pub group: String,
    /// Code of a [`TaskState`].
    #[serde(rename = "trang-thai")]
    pub state: String,
    /// Code of a [`Standing`].
    #[serde(rename = "han")]
    pub standing: String,
    #[serde(rename = "tim")]
    pub words: String,
}

impl Filter {
    fn address(&self, standing: &str) -> String {
        let pairs = [
            ("chu-tri", self.lead.as_str()),
            ("van-ban", &self.document),
            ("nhom", &self.group),
            ("trang-thai", &self.state),
            ("tim", &self.words),
            ("han", standing),
        ];
        let pairs: Vec<String> = pairs.iter().filter(|p| !p.1.is_empty()).map(|(k, v)| format!("{k}={}", ui_encode(v))).collect();
        if pairs.is_empty() { "/nhiem-vu".to_owned() } else { format!("/nhiem-vu?{}", pairs.join("&")) }
    }

    fn is_empty(&self) -> bool {
        [&self.lead, &self.document, &self.group, &self.state, &self.standing, &self.words].iter().all(|f| f.trim().is_empty())
    }

    /// All but the standing, which the counts are taken by.
    fn takes(&self, board: &TaskBoard, lead: Option<&OrgUnit>, words: &str, row: &TaskRow) -> bool {
        let t = &row.task;
        let leads = || {
            let group = t.leads.contains(&self.lead);
            group || lead.is_some_and(|unit| board.catalogue.expand(board.province_id, &t.leads).iter().any(|u| u.id == unit.id))
        };
        let said = || fold(&format!("{} {} {} {} {}", t.code, t.title, t.group, t.leads_other, t.time_written)).contains(words);
        (self.lead.is_empty() || leads())
            && (self.document.is_empty() || t.document == self.document)
            && (self.group.is_empty() || t.group == self.group)
            && (self.state.is_empty() || row.state().code() == self.state)
            && (words.is_empty() || said())
    }
}

pub fn list(frame: &Frame, board: &TaskBoard, filter: &Filter) -> String {
    let title = frame.t("Nhiệm vụ", "Tasks");
    let unit = board.catalogue.unit_by_code(&filter.lead).filter(|u| u.province_id == board.province_id);
    let words = fold(&filter.words);
    let base: Vec<&TaskRow> = board.rows.iter().filter(|r| filter.takes(board, unit, &words, r)).collect();
    let shown: Vec<&TaskRow> =
        base.iter().copied().filter(|r| filter.standing.is_empty() || r.standing.code() == filter.standing).collect();
    let heading = match (base.is_empty(), unit) {
        (true, _) if board.rows.is_empty() => {
            frame.t("Tỉnh chưa có nhiệm vụ nào trong hệ thống.", "The province has no task yet.").to_owned()
        }
        (true, _) => frame.t("Không có nhiệm vụ nào khớp điều kiện lọc.", "No task matches the filter.").to_owned(),
        (false, Some(u)) => format!("{}: {}", u.name, lower_first(&finding(frame, &base))),
        (false, None) => finding(frame, &base),
    };
    frame::page(frame, title, || {
        view! {
            <h1>{heading}</h1>
            <p class="btns after"><a class="btn" href="/nhiem-vu/lich">{frame.t("Xem theo thời gian", "By time")}</a>
                <a class="btn" href="/su-kien">{frame.t("Sự kiện làm mốc thời hạn", "Events that set dates")}</a></p>
            {choices(frame, board, filter)}
            {standings(frame, &base, filter)}
            {if shown.is_empty() { nothing(frame, board, filter) } else { tables(frame, board, &shown, filter) }}
        }
        .into_any()
    })
}

/// Counts of each standing, which filter.
fn standings(frame: &Frame, base: &[&TaskRow], filter: &Filter) -> AnyView {
    let here = |code: &str| (filter.standing == code).then_some("true");
    let links = Standing::ALL.iter().filter_map(|s| {
        let n = base.iter().filter(|r| r.standing == *s).count();
        (n > 0 || filter.standing == s.code()).then(|| {
            view! { <a href=filter.address(s.code()) aria-current=here(s.code())><Glyph tone=s.tone()/>" "{standing_label(*s, frame.lang)}" "{n}</a> }
        })
    });
    view! {
        <nav class="filters sec-s" aria-label=frame.t("Thời hạn", "Standing")>
            <a href=filter.address("") aria-current=here("")>{frame.t("Tất cả", "All")}" "{base.len()}</a>
            {links.collect_view()}
        </nav>
    }
    .into_any()
}

fn option(value: &str, name: String, chosen: &str) -> AnyView {
    view! { <option value=value.to_owned() selected=value == chosen>{name}</option> }.into_any()
}

fn unit_options(frame: &Frame, board: &TaskBoard, communes: bool, chosen: &str) -> AnyView {
    let mut units: Vec<&OrgUnit> = board.catalogue.members(board.province_id).filter(|u| u.kind.is_commune() == communes).collect();
    units.sort_by_cached_key(|u| sort_key(&u.name));
    let label = if communes { frame.t("Xã, phường, đặc khu", "Communes") } else { frame.t("Sở, ban, ngành", "Departments") };
    let options = units.into_iter().map(|u| option(&u.code, u.name.clone(), chosen)).collect_view();
    view! { <optgroup label=label>{options}</optgroup> }.into_any()
}

fn choices(frame: &Frame, board: &TaskBoard, filter: &Filter) -> AnyView {
    let groups: Vec<&str> = board.rows.iter().map(|r| r.task.group.as_str()).collect::<BTreeSet<_>>().into_iter().collect();
    let used: BTreeSet<&str> = board.rows.iter().map(|r| r.task.document.as_str()).collect();
    let documents = board.catalogue.documents.iter().filter(|d| used.contains(d.code.as_str()));
    let documents =
        documents.map(|d| option(&d.code, format!("{} · {}", d.code, tasks::document_name(d)), &filter.document)).collect_view();
    let groups = groups.into_iter().map(|g| option(g, g.to_owned(), &filter.group)).collect_view();
    let states = TaskState::ALL.iter().map(|s| option(s.code(), state_label(*s, frame.lang).to_owned(), &filter.state)).collect_view();
    let named = GROUPS.iter().filter_map(|g| tasks::group_name(g, frame.lang).map(|name| option(g, name.to_owned(), &filter.lead)));
    let all = || frame.t("Tất cả", "All");
    view! {
        <form class="narrow sec-s picks" method="get" action="/nhiem-vu" role="search">
            <div class="field wide"><label for="tim">{frame.t("Tìm", "Find")}</label>
                <input class="in s" id="tim" name="tim" type="search" maxlength="200" value=filter.words.clone() placeholder=frame.t("Tên hoặc mã, không cần dấu", "Title or code")/></div>
            <div class="field"><label for="chu-tri">{frame.t("Chủ trì", "Lead")}</label>
                <select class="in s" id="chu-tri" name="chu-tri"><option value="">{all()}</option>
                    <optgroup label=frame.t("Giao chung", "Given to a group")>{named.collect_view()}</optgroup>
                    {unit_options(frame, board, false, &filter.lead)}{unit_options(frame, board, true, &filter.lead)}</select></div>
            <div class="field"><label for="van-ban">{frame.t("Văn bản", "Document")}</label>
                <select class="in s" id="van-ban" name="van-ban"><option value="">{all()}</option>{documents}</select></div>
            <div class="field"><label for="nhom">{frame.t("Nhóm việc", "Group")}</label>
                <select class="in s" id="nhom" name="nhom"><option value="">{all()}</option>{groups}</select></div>
            <div class="field"><label for="trang-thai">{frame.t("Trạng thái", "State")}</label>
                <select class="in s" id="trang-thai" name="trang-thai"><option value="">{all()}</option>{states}</select></div>
            {(!filter.standing.is_empty()).then(|| view! { <input type="hidden" name="han" value=filter.standing.clone()/> })}
            <div class="btns"><button class="btn">{frame.t("Lọc", "Filter")}</button>
                {(!filter.is_empty()).then(|| view! { <a class="btn quiet" href="/nhiem-vu">{frame.t("Bỏ lọc", "Clear")}</a> })}</div>
        </form>
    }
    .into_any()
}

fn nothing(frame: &Frame, board: &TaskBoard, filter: &Filter) -> AnyView {
    let (sentence, link) = if board.rows.is_empty() {
        let sentence = frame.t(
            "Nhiệm vụ được nạp cùng danh mục văn bản của tỉnh. Liên hệ quản trị viên để nạp danh mục.",
            "Tasks come with the catalogue of the province's documents. Ask the administrator to load it.",
        );
        (sentence, ("/".to_owned(), frame.t("Về Tổng quan", "To the overview")))
    } else if filter.standing.is_empty() {
        let sentence = frame.t(
            "Bỏ bớt điều kiện lọc, hoặc tìm bằng ít chữ hơn; tìm không cần dấu.",
            "Remove a condition, or search for fewer words; diacritics do not matter.",
        );
        (sentence, ("/nhiem-vu".to_owned(), frame.t("Bỏ lọc", "Clear the filter")))
    } else {
        let sentence = frame.t("Không có nhiệm vụ nào ở tình trạng thời hạn này.", "No task has this standing.");
        (sentence, (filter.address(""), frame.t("Xem mọi tình trạng", "Every standing")))
    };
    view! { <div class="empty after"><p>{sentence}</p><a class="btn" href=link.0>{link.1}</a></div> }.into_any()
}

/// What is over is one line that opens, unless it was asked for.
fn tables(frame: &Frame, board: &TaskBoard, shown: &[&TaskRow], filter: &Filter) -> AnyView {
    let asked = !filter.standing.is_empty() || !filter.state.is_empty();
    let (over, open): (Vec<&TaskRow>, Vec<&TaskRow>) = shown.iter().copied().partition(|r| r.standing.is_over() && !asked);
    view! {
        {(!open.is_empty()).then(|| table(frame, board, &open))}
        {(!over.is_empty()).then(|| view! {
            <details class="rest" open=open.is_empty()>
                <summary>{over.len()}{frame.t(" nhiệm vụ đã hoàn thành hoặc dừng thực hiện", " tasks done or dropped")}</summary>
                {table(frame, board, &over)}
            </details>
        })}
    }
    .into_any()
}

fn table(frame: &Frame, board: &TaskBoard, rows: &[&TaskRow]) -> AnyView {
    let head = [
        frame.t("Nhiệm vụ", "Task"),
        frame.t("Chủ trì", "Lead"),
        frame.t("Thời gian theo văn bản, hạn", "Time as written, due"),
        frame.t("Tiến độ", "State"),
        frame.t("Tình trạng", "Standing"),
    ];
    let head = head.into_iter().map(|h| view! { <th role="columnheader" scope="col">{h}</th> }).collect_view();
    view! {
        <table class="tasks" role="table">
            <thead role="rowgroup"><tr role="row">{head}</tr></thead>
            <tbody role="rowgroup">{rows.iter().map(|r| table_row(frame, board, r)).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn table_row(frame: &Frame, board: &TaskBoard, row: &TaskRow) -> AnyView {
    let t = &row.task;
    let number = tasks::document(&board.catalogue, &t.document).map(|d| d.number.clone()).filter(|n| !n.is_empty());
    let source = number.unwrap_or_else(|| format!("{} {}", frame.t("văn bản", "document"), t.document));
    let (time, left) = time_lines(frame, &board.catalogue, row);
    let held = (row.open > 0).then(|| view! { " "<span class="tag hot">{row.open}{frame.t(" khó khăn", " difficulties")}</span> });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row"><a class="plain" href=address(&t.code)>{t.title.clone()}</a>
                <span class="sub">{format!("{} · {source}", t.code)}{held}</span></th>
            <td role="cell" class="by">{tasks::names(&board.catalogue, &t.leads, &t.leads_other, frame.lang)}</td>
            <td role="cell" class="when">{time}{(!left.is_empty()).then(|| view! { <span class="sub">{left.clone()}</span> })}</td>
            <td role="cell" class="how">{progress_text(frame, row)}</td>
            <td role="cell" class="as">{chip(frame, row.standing)}</td>
        </tr>
    }
    .into_any()
}
