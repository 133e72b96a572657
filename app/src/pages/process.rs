//! The workflow as the program enforces it: every table here is made from the one that is asked before a step.

use crate::{
    frame::{self, Frame},
    pages::people::role_name,
};
use domain::workflow::{Action, SubmissionState, TRANSITIONS, Transition};
use domain::workflow::{ITEM_TRANSITIONS, ItemAction, ItemState, ROUND_TRANSITIONS, RoundAction, RoundState};
use leptos::prelude::*;

/// What a state or a step is called.
trait Named: Copy + PartialEq + 'static {
    fn name(self, frame: &Frame) -> &'static str;
}

macro_rules! named {
    ($($type:ty)+) => { $( impl Named for $type {
        fn name(self, frame: &Frame) -> &'static str {
            frame.t(self.label(), self.label_en())
        }
    } )+ };
}
named!(SubmissionState Action ItemState ItemAction RoundState RoundAction);

pub fn page(frame: &Frame) -> String {
    let title = frame.t("Quy trình", "Workflow");
    frame::page(frame, title, || {
        view! {
            <h1>{frame.t(
                "Báo cáo, từng mục và đợt báo cáo chỉ chuyển trạng thái theo các bảng này",
                "Reports, their items and rounds move along these tables only",
            )}</h1>
            <p class="lead">{frame.t(
                "Hệ thống hỏi chính các bảng này trước mỗi thao tác; thao tác không có trong bảng bị từ chối.",
                "The program asks these very tables before every step; a step that is not in them is refused.",
            )}</p>
            {section(frame, frame.t("Báo cáo của một đơn vị", "A unit's report"), frame.t(
                "Bản đã nộp không bị sửa: trả lại hoặc mở lại tạo ra bản kế tiếp, bản trước vẫn xem được.",
                "What was submitted is never changed: a return or a reopening makes the next revision.",
            ), TRANSITIONS)}
            {section(frame, frame.t("Từng mục của báo cáo", "An item of a report"), frame.t(
                "Số thẩm định đứng cạnh số của đơn vị, không thay số của đơn vị.",
                "The reviewer's value stands beside the unit's, never over it.",
            ), ITEM_TRANSITIONS)}
            {section(frame, frame.t("Đợt báo cáo", "A round"), frame.t(
                "Đợt đi một chiều. Số đã công bố không bị sửa: bản mới đi kèm thông báo đính chính.",
                "A round goes one way. What was published is never changed: a new one comes with a correction notice.",
            ), ROUND_TRANSITIONS)}
        }
        .into_any()
    })
}

/// Rows that differ only in where they start are one.
fn merged<S: Named, A: Named>(table: &'static [Transition<S, A>]) -> Vec<(Vec<S>, &'static Transition<S, A>)> {
    let mut rows: Vec<(Vec<S>, &Transition<S, A>)> = vec![];
    for t in table {
        let same = |r: &Transition<S, A>| (r.action, r.to, r.who, r.guard) == (t.action, t.to, t.who, t.guard);
        match rows.iter_mut().find(|(_, row)| same(row)) {
            Some((from, _)) => from.push(t.from),
            None => rows.push((vec![t.from], t)),
        }
    }
    rows
}

fn section<S: Named, A: Named>(frame: &Frame, heading: &'static str, note: &'static str, table: &'static [Transition<S, A>]) -> AnyView {
    let [from, step, to, who, guard] =
        [("Từ", "From"), ("Thao tác", "Step"), ("Đến", "To"), ("Ai", "Who"), ("Điều kiện", "If")].map(|(vi, en)| frame.t(vi, en));
    let rows = merged(table).into_iter().map(|(states, t)| {
        let states = states.iter().map(|s| s.name(frame)).collect::<Vec<_>>().join(", ");
        let roles = match t.who {
            [] => frame.t("hệ thống", "the program").to_owned(),
            roles => roles.iter().map(|r| role_name(*r, frame.lang)).collect::<Vec<_>>().join(", "),
        };
        view! {
            <tr>
                <td data-of=from>{states}</td>
                <td data-of=step><b>{t.action.name(frame)}</b></td>
                <td data-of=to>{t.to.name(frame)}</td>
                <td data-of=who>{roles}</td>
                <td data-of=guard>{frame.t(t.guard, t.guard_en)}</td>
            </tr>
        }
    });
    view! {
        <section class="sec">
            <div class="sec-h"><h2>{heading}</h2></div>
            <p class="small muted">{note}</p>
            <table class="t moves listed">
                <thead><tr><th scope="col">{from}</th><th scope="col">{step}</th><th scope="col">{to}</th><th scope="col">{who}</th><th scope="col">{guard}</th></tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </section>
    }
    .into_any()
}
