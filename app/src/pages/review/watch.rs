//! Beside the queue: units that do not report, and reports that say what the last one said.

use super::address;
use crate::{
    frame::Frame,
    pages::{report::period_name, steward},
};
use domain::{Period, text::Lang};
use leptos::prelude::*;

/// A unit whose reports have not come.
#[derive(Clone)]
pub struct Silent {
    pub unit_name: String,
    /// So many in a row, up to the newest that is due.
    pub rounds: usize,
    /// As far as was looked back.
    pub at_least: bool,
}

/// A unit whose figures are all those of the period before.
#[derive(Clone)]
pub struct Copied {
    pub unit_code: String,
    pub unit_name: String,
    pub figures: usize,
}

/// Somebody who looks after figures of a unit that reports, and reports none of them.
#[derive(Clone)]
pub struct Idle {
    pub unit_code: String,
    pub unit_name: String,
    pub person: String,
    pub indicators: usize,
    /// So many in a row, up to the newest that is due.
    pub rounds: usize,
}

#[derive(Clone)]
pub struct Watch {
    pub silent: Vec<Silent>,
    pub idle: Vec<Idle>,
    pub copied: Vec<Copied>,
    /// The period that the round's figures are compared with.
    pub before: Period,
}

/// Nothing where there is nothing to know.
pub(super) fn watch(frame: &Frame, period: Period, w: &Watch) -> Option<AnyView> {
    let copied = w.copied.iter().map(|c| {
        let said = match frame.lang {
            Lang::Vi => format!("{} số liệu giống hệt {}", c.figures, w.before.label()),
            Lang::En => format!("{} figures the same as {}", c.figures, w.before.label_en()),
        };
        view! { <li><div class="hd"><a href=address(period, &c.unit_code)>{c.unit_name.clone()}</a></div><p class="d">{said}</p></li> }
    });
    let silent = w.silent.iter().map(|s| {
        let said = match (frame.lang, s.at_least) {
            (Lang::Vi, false) => format!("không nộp {} đợt liền", s.rounds),
            (Lang::Vi, true) => format!("không nộp từ {} đợt trở lên", s.rounds),
            (Lang::En, false) => format!("{} rounds in a row without a report", s.rounds),
            (Lang::En, true) => format!("{} rounds or more without a report", s.rounds),
        };
        view! { <li><div class="hd">{s.unit_name.clone()}</div><p class="d">{said}</p></li> }
    });
    let idle = w.idle.iter().map(|i| {
        let said = match frame.lang {
            Lang::Vi => format!("{}: {} đợt liền không có số liệu nào của {} chỉ tiêu phụ trách", i.unit_name, i.rounds, i.indicators),
            Lang::En => format!("{}: no figure of {} indicators for {} rounds in a row", i.unit_name, i.indicators, i.rounds),
        };
        view! { <li><div class="hd"><a href=steward::address(&i.unit_code)>{i.person.clone()}</a></div><p class="d">{said}</p></li> }
    });
    let part = |title: String, open: bool, rows: Vec<AnyView>| {
        (!rows.is_empty())
            .then(|| view! { <details class="rest" open=open><summary>{title}</summary><ul class="list">{rows}</ul></details> }.into_any())
    };
    let count = |n: usize| format!("{n} {}", frame.t("đơn vị", "units"));
    let (copies, silences, idlers) = (w.copied.len(), w.silent.len(), w.idle.len());
    (copies + silences + idlers > 0).then(|| {
        view! {
            {part(
                format!("{} {}: {}", frame.t("Chép số liệu", "Copies of"), period_name(w.before, frame.lang), count(copies)),
                copies <= 12,
                copied.map(IntoAny::into_any).collect(),
            )}
            {part(
                format!("{}: {}", frame.t("Nhiều đợt không nộp", "No reports for several rounds"), count(silences)),
                silences <= 12,
                silent.map(IntoAny::into_any).collect(),
            )}
            {part(
                format!("{}: {idlers}", frame.t("Người phụ trách không cập nhật", "Stewards who report nothing")),
                idlers <= 12,
                idle.map(IntoAny::into_any).collect(),
            )}
        }
        .into_any()
    })
}
