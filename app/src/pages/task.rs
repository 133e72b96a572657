//! Tasks: the list, the timeline, one task; and the sections about them on a unit's pages.

mod brief;
mod forms;
mod list;
mod show;
mod timeline;

pub use brief::{of_unit, of_units};
pub use forms::{Desk, RaiseForm, ResolveForm, TEXT_LIMIT, UpdateForm};
pub use list::{Filter, list};
pub use show::{DifficultyLine, Quote, TaskPage, UpdateLine, VersionLine, show};
pub use timeline::timeline;

use crate::{
    frame::{Frame, ui_encode},
    pages::report::time_left,
    tasks::{TaskRow, rule_label},
    ui::Glyph,
};
use domain::{
    task::{Standing, TaskState, TimeRule},
    text::{self, Lang},
};
use leptos::prelude::*;
use store::catalogue::Catalogue;

/// Address of a task.
pub fn address(code: &str) -> String {
    format!("/nhiem-vu/{}", ui_encode(code))
}

pub(super) fn standing_label(standing: Standing, lang: Lang) -> &'static str {
    if lang == Lang::En { standing.label_en() } else { standing.label() }
}

pub(super) fn state_label(state: TaskState, lang: Lang) -> &'static str {
    if lang == Lang::En { state.label_en() } else { state.label() }
}

/// Shape and word of a standing.
pub(super) fn chip(frame: &Frame, standing: Standing) -> AnyView {
    let tone = standing.tone();
    view! { <span class=format!("chip st-{}", tone.class())><Glyph tone/>{standing_label(standing, frame.lang)}</span> }.into_any()
}

/// "đang thực hiện, 40 %", "chưa có cập nhật".
pub(super) fn progress_text(frame: &Frame, row: &TaskRow) -> String {
    match &row.newest {
        None => frame.t("chưa có cập nhật", "no update yet").to_owned(),
        Some(u) if matches!(u.state, TaskState::Done | TaskState::NotStarted) => state_label(u.state, frame.lang).to_owned(),
        Some(u) => format!("{}, {}\u{a0}%", state_label(u.state, frame.lang), u.percent),
    }
}

/// The time as its document sets it, and below it what that means today: "năm 2025", "31/12/2025, quá hạn 325 ngày".
pub(super) fn time_lines(frame: &Frame, catalogue: &Catalogue, row: &TaskRow) -> (String, String) {
    let rule = rule_label(catalogue, &row.task.time, frame.today);
    let Some(due) = row.due else {
        let waits = row.standing == Standing::Waiting;
        return (rule, if waits { frame.t("chưa có ngày của sự kiện", "date of the event not known") } else { "" }.to_owned());
    };
    let day = text::date(due, frame.lang);
    let day = match row.task.time {
        TimeRule::Unstated => format!("{} {day}", frame.t("hạn của nhóm việc", "its group is due")),
        TimeRule::Date(_) => String::new(),
        _ => day,
    };
    let left = if row.standing.is_over() { String::new() } else { time_left(due, frame.today, frame.lang) };
    let parts: Vec<String> = [day, left].into_iter().filter(|p| !p.is_empty()).collect();
    (rule, parts.join(", "))
}

/// "12 nhiệm vụ quá hạn, 5 sắp đến hạn trong 168 nhiệm vụ."
pub(super) fn finding(frame: &Frame, rows: &[&TaskRow]) -> String {
    let count = |standing: Standing| rows.iter().filter(|r| r.standing == standing).count();
    let (late, soon, all) = (count(Standing::Overdue), count(Standing::DueSoon), rows.len());
    match (late, soon, frame.lang) {
        (0, 0, Lang::Vi) => format!("Không có nhiệm vụ nào quá hạn hoặc sắp đến hạn trong {all}\u{a0}nhiệm vụ."),
        (0, _, Lang::Vi) => format!("Không có nhiệm vụ nào quá hạn, {soon} sắp đến hạn trong {all}\u{a0}nhiệm vụ."),
        (_, 0, Lang::Vi) => format!("{late}\u{a0}nhiệm vụ quá hạn trong {all}\u{a0}nhiệm vụ."),
        (_, _, Lang::Vi) => format!("{late}\u{a0}nhiệm vụ quá hạn, {soon} sắp đến hạn trong {all}\u{a0}nhiệm vụ."),
        (_, _, Lang::En) => format!("{late} of {all} tasks are overdue, {soon} due soon."),
    }
}

/// A task in one line: when, what, who.
pub(super) fn line(frame: &Frame, catalogue: &Catalogue, row: &TaskRow) -> AnyView {
    let when = match row.due {
        Some(due) => text::date(due, frame.lang),
        None => rule_label(catalogue, &row.task.time, frame.today),
    };
    let left = row.due.filter(|_| !row.standing.is_over()).map(|due| time_left(due, frame.today, frame.lang));
    let who = crate::tasks::names(catalogue, &row.task.leads, &row.task.leads_other, frame.lang);
    view! {
        <li>
            <span class="when">{when}{left.map(|l| view! { <small>{l}</small> })}</span>
            <span class="what"><Glyph tone=row.standing.tone()/><span class="vh">{standing_label(row.standing, frame.lang)}": "</span>
                <span><a class="plain" href=address(&row.task.code)>{row.task.title.clone()}</a></span></span>
            <span class="by">{who}</span>
        </li>
    }
    .into_any()
}
