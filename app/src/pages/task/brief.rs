//! A unit's tasks in short, for its own page and for the start page of those who report.

use super::{line, standing_label};
use crate::{
    frame::{Frame, ui_encode},
    tasks::{TaskBoard, TaskRow},
    ui::Glyph,
};
use domain::{indicator::UnitKind, task::Standing, text::Lang};
use leptos::prelude::*;
use store::catalogue::OrgUnit;

/// Lines shown before one has to ask for more.
const SHOWN: usize = 5;

fn address(unit: &OrgUnit, standing: Option<Standing>) -> String {
    let standing = standing.map(|s| format!("&han={}", s.code())).unwrap_or_default();
    format!("/nhiem-vu?chu-tri={}{standing}", ui_encode(&unit.code))
}

/// How many of each standing, each a way into the list.
fn counts(frame: &Frame, rows: &[&TaskRow], unit: &OrgUnit) -> AnyView {
    let links = Standing::ALL.iter().filter_map(|s| {
        let n = rows.iter().filter(|r| r.standing == *s).count();
        (n > 0).then(|| view! { <a href=address(unit, Some(*s))><Glyph tone=s.tone()/>" "{standing_label(*s, frame.lang)}" "{n}</a> })
    });
    view! { <nav class="filters" aria-label=frame.t("Nhiệm vụ theo tình trạng thời hạn", "Tasks by standing")>{links.collect_view()}</nav> }
        .into_any()
}

fn lines(frame: &Frame, board: &TaskBoard, rows: &[&TaskRow]) -> AnyView {
    let (first, rest) = rows.split_at(rows.len().min(SHOWN));
    let list = |rows: &[&TaskRow]| {
        view! { <ul class="dated">{rows.iter().map(|r| line(frame, &board.catalogue, r)).collect_view()}</ul> }
    };
    view! {
        {list(first)}
        {(!rest.is_empty()).then(|| view! {
            <details class="rest"><summary>{rest.len()}{frame.t(" nhiệm vụ khác cần chú ý", " more that need attention")}</summary>{list(rest)}</details>
        })}
    }
    .into_any()
}

/// "Nhiệm vụ" on a unit's page. The province as a whole has its own list.
pub fn of_unit(frame: &Frame, board: &TaskBoard, unit: &OrgUnit) -> Option<AnyView> {
    let led = board.led_by(unit);
    if led.is_empty() && unit.kind == UnitKind::Province {
        return None;
    }
    let eyes: Vec<&TaskRow> = led.iter().copied().filter(|r| r.standing.needs_eyes()).collect();
    let all = match (led.len(), frame.lang) {
        (0, _) => frame.t("Đơn vị không chủ trì nhiệm vụ nào.", "The unit leads no task.").to_owned(),
        (n, Lang::Vi) => format!("Chủ trì {n} nhiệm vụ, riêng hoặc cùng nhóm đơn vị; {} cần chú ý.", eyes.len()),
        (n, Lang::En) => format!("Leads {n} tasks, alone or within a group; {} need attention.", eyes.len()),
    };
    Some(
        view! {
            <section class="sec" id="nhiem-vu">
                <div class="sec-h"><h2>{frame.t("Nhiệm vụ", "Tasks")}</h2><p>{all}</p></div>
                {(!led.is_empty()).then(|| view! {
                    {counts(frame, &led, unit)}
                    {lines(frame, board, &eyes)}
                    <p class="more after"><a href=address(unit, None)>{frame.t("Xem mọi nhiệm vụ của đơn vị", "All tasks of the unit")}</a></p>
                })}
            </section>
        }
        .into_any(),
    )
}

/// "Nhiệm vụ của đơn vị" for those who report for `units`: what is overdue or due soon.
pub fn of_units(frame: &Frame, board: &TaskBoard, units: &[&OrgUnit]) -> Option<AnyView> {
    let led: Vec<Vec<&TaskRow>> = units.iter().map(|u| board.led_by(u)).collect();
    let mine = |r: &&TaskRow| led.iter().flatten().any(|own| own.task.code == r.task.code);
    let all: Vec<&TaskRow> = board.rows.iter().filter(mine).collect();
    if all.is_empty() {
        return None;
    }
    let eyes: Vec<&TaskRow> = all.iter().copied().filter(|r| r.standing.needs_eyes()).collect();
    let sentence = match (eyes.is_empty(), frame.lang) {
        (true, _) => frame.t("Không có nhiệm vụ nào quá hạn hoặc sắp đến hạn.", "No task is overdue or due soon.").to_owned(),
        (false, Lang::Vi) => format!("{}/{} nhiệm vụ quá hạn hoặc sắp đến hạn. Mở nhiệm vụ để cập nhật tiến độ.", eyes.len(), all.len()),
        (false, Lang::En) => format!("{} of {} tasks are overdue or due soon. Open one to say how far it is.", eyes.len(), all.len()),
    };
    let links = units.iter().map(|u| {
        let name = if units.len() == 1 {
            frame.t("Xem mọi nhiệm vụ của đơn vị", "All tasks of the unit").to_owned()
        } else {
            u.name.clone()
        };
        view! { <li><a href=address(u, None)>{name}</a></li> }
    });
    Some(
        view! {
            <section class="sec" id="nhiem-vu">
                <div class="sec-h"><h2>{frame.t("Nhiệm vụ của đơn vị", "Tasks of the unit")}</h2><p>{sentence}</p></div>
                {lines(frame, board, &eyes)}
                <ul class="more after">{links.collect_view()}</ul>
            </section>
        }
        .into_any(),
    )
}
