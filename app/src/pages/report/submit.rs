//! What stands between a draft and its submission, and the box that says so.

use super::{Report, Row, period_name};
use crate::frame::Frame;
use domain::{Severity, text::Lang, workflow::SubmissionState as S};
use leptos::prelude::*;

/// What stands between the draft and its submission.
pub(super) struct Gaps<'a> {
    pub file: usize,
    pub broken: Vec<&'a Row>,
    pub missing: Vec<&'a Row>,
    pub unexplained: Vec<&'a Row>,
    pub returned: Vec<&'a Row>,
}

impl<'a> Gaps<'a> {
    pub fn of(r: &'a Report) -> Self {
        let missing = |r: &&Row| r.is_missing();
        let broken = |r: &&Row| !r.is_missing() && r.has(Severity::Blocking);
        Self {
            file: r.general.iter().filter(|f| f.severity == Severity::Blocking).count(),
            broken: r.rows.iter().filter(broken).collect(),
            missing: r.rows.iter().filter(missing).collect(),
            unexplained: r.rows.iter().filter(|r| r.lacks_reason()).collect(),
            returned: if r.state() == Some(S::Returned) { r.rows.iter().filter(|r| r.is_returned()).collect() } else { vec![] },
        }
    }

    pub fn is_empty(&self) -> bool {
        self.file == 0 && [&self.broken, &self.missing, &self.unexplained, &self.returned].iter().all(|list| list.is_empty())
    }
}

fn gap_line(words: String, rows: &[&Row]) -> Option<AnyView> {
    const SHOWN: usize = 8;
    let link = |(i, row): (usize, &&Row)| {
        let name = row.cell.rsplit('!').next().filter(|c| !c.is_empty()).unwrap_or(&row.code).to_owned();
        view! { {(i > 0).then_some(", ")}<a href=format!("#r-{}", row.code)>{name}</a> }
    };
    (!rows.is_empty()).then(|| {
        let more = rows.len().saturating_sub(SHOWN);
        let links = rows.iter().take(SHOWN).enumerate().map(link).collect_view();
        view! { <li>{words} " " {links}{(more > 0).then(|| format!(" … +{more}"))}</li> }.into_any()
    })
}

/// Says what is missing and links to it; the server checks again.
pub(super) fn submit_box(frame: &Frame, r: &Report, gaps: &Gaps) -> AnyView {
    let say =
        |count: usize, vi: &str, en: &str| if frame.lang == Lang::En { format!("{count} {en}:") } else { format!("Còn {count} {vi}:") };
    let lines: Vec<AnyView> = [
        (gaps.file > 0).then(|| {
            view! { <li><a href="#tep">{frame.t("Tệp có chỗ phải sửa: sửa trong tệp rồi tải lên lại.", "The file needs fixing: upload it again.")}</a></li> }
                .into_any()
        }),
        gap_line(say(gaps.broken.len(), "mục phải sửa", "to fix"), &gaps.broken),
        gap_line(say(gaps.missing.len(), "chỉ tiêu chưa có số liệu", "without a figure"), &gaps.missing),
        gap_line(say(gaps.unexplained.len(), "mục cần giải trình", "to explain"), &gaps.unexplained),
        gap_line(say(gaps.returned.len(), "mục bị trả lại cần sửa hoặc trả lời", "returned items to fix or answer"), &gaps.returned),
    ]
    .into_iter()
    .flatten()
    .collect();
    let ready = lines.is_empty();
    let title = format!("{} {}", frame.t("Nộp báo cáo", "Submit the report for"), period_name(r.period, frame.lang));
    let who = frame.viewer.as_ref().map(|v| v.full_name.clone()).unwrap_or_default();
    view! {
        <section class="sec submit" id="nop"><div class="cols c-7-5">
            <div>
                <h2>{title}</h2>
                <ul class="gaps">{lines}</ul>
                {ready.then(|| view! { <p class="say">{frame.t("Đã đủ điều kiện để nộp.", "Nothing is missing.")}</p> })}
                <p class="say">{frame.t(
                    "Khi nộp, những gì vừa gõ được lưu trước. Đơn vị rút lại được cho đến khi có người bắt đầu thẩm định.",
                    "What you typed is saved first. You can withdraw until review starts.",
                )}</p>
            </div>
            <div class="stack-s">
                {if r.can_submit {
                    view! {
                        <button class="btn go big" formaction=format!("{}/nop", r.address())>{frame.t("Nộp báo cáo", "Submit")}</button>
                        <p class="small muted">{frame.t("Người nộp: ", "Submitted by: ")}{who}</p>
                    }.into_any()
                } else {
                    view! { <p class="say">{frame.t("Người duyệt của đơn vị mở trang này để nộp báo cáo.", "The unit's approver opens this page to submit.")}</p> }.into_any()
                }}
                {r.editable.then(|| view! { <button class="btn">{frame.t("Lưu nháp", "Save draft")}</button> })}
            </div>
        </div></section>
    }
    .into_any()
}
