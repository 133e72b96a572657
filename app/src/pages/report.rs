//! Reporting in: a unit's list of reports, the page one works on, what was understood of a file.

mod confirm;
mod correction;
mod found;
mod list;
mod many;
mod preview;
mod rows;
mod sending;
mod sheet;
mod show;
mod submit;

pub use confirm::{ColumnQuestion, Guess, NameQuestion, PICK, Questions, ScaleQuestion, SheetQuestion};
pub use correction::{Correction, says};
pub(crate) use list::first_upper;
pub use list::{Line, list};
pub use many::{MANY, Many, Part, many};
pub use preview::{Piece, Preview, Reading, ValueLine, preview};
pub(crate) use rows::item_name;
pub use show::{FileLine, Report, Revision, Unsaved, show};

use crate::{frame::Frame, pages::remark::Said, ui::Glyph};
use chrono::NaiveDate;
use domain::{
    Finding, Period, Quantity, Severity,
    indicator::Kind,
    status::Tone,
    text::{self, Lang},
    workflow::{ItemState, SubmissionState},
};
use leptos::prelude::*;
use store::evidence::Evidence;
use uuid::Uuid;

/// One figure of a report, with all that is said about it.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub code: String,
    pub name: String,
    pub kind: Option<Kind>,
    pub measure: String,
    pub numerator_label: String,
    pub denominator_label: String,
    pub target: String,
    /// As shown: "1.204 / 1.930 = 62,4 %"; empty when there is none.
    pub previous: String,
    /// What the unit's register of systems gives for it, and where that stands; empty when it counts nothing.
    pub register: String,
    pub register_at: String,
    /// What stands in the inputs, the Vietnamese way.
    pub numerator: String,
    pub denominator: String,
    /// reported, no_data, not_arising
    pub answer: String,
    /// The figure as shown; empty while there is none.
    pub figure: String,
    pub note: String,
    pub evidence: String,
    /// Attached to it.
    pub files: Vec<Evidence>,
    /// Asked for, and there is none yet.
    pub needs_evidence: bool,
    /// Address of the report, where files can be attached and taken away; empty where they cannot.
    pub attach_at: String,
    pub justification: String,
    /// Who looks after it, and who in their place.
    pub steward: String,
    pub deputy: String,
    /// What unit and reviewers said of it, over all revisions handed in.
    pub thread: Vec<Said>,
    pub item: Option<ItemState>,
    /// What the reviewer said of it.
    pub reason: String,
    /// The reviewer's own figure, as shown.
    pub adjusted: String,
    pub locked_denominator: bool,
    pub observation: Option<Uuid>,
    /// "Biểu báo cáo!F18"; empty when typed.
    pub cell: String,
    /// What the cell says, where somebody put the figure right in the page: [`Correction::text`].
    pub correction: String,
    pub findings: Vec<Finding>,
    /// Code and two short hashes, of the inputs and of the explanation as shown: what somebody typed can be told from it.
    pub mark: String,
}

impl Row {
    /// Accepted before and carried over: nobody changes it.
    pub fn is_settled(&self) -> bool {
        matches!(self.item, Some(ItemState::Accepted | ItemState::Adjusted))
    }

    pub fn is_returned(&self) -> bool {
        matches!(self.item, Some(ItemState::Rejected | ItemState::Clarification)) || (!self.reason.is_empty() && !self.is_settled())
    }

    /// Nothing was said of it yet.
    fn is_missing(&self) -> bool {
        self.observation.is_none() || self.findings.iter().any(|f| f.rule == MISSING)
    }

    fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|f| f.severity).min()
    }

    fn has(&self, severity: Severity) -> bool {
        self.findings.iter().any(|f| f.severity == severity)
    }

    fn lacks_reason(&self) -> bool {
        let explained = |f: &Finding| f.rule == NO_DATA && !self.note.is_empty();
        let open = self.findings.iter().any(|f| f.severity == Severity::Justify && !explained(f));
        open && self.justification.trim().is_empty() && !self.is_settled()
    }
}

/// Rule of a figure that is simply not there.
pub(crate) const MISSING: &str = "missing-item";

/// Rule of a figure that the unit says it has not; its note gives the reason.
pub(crate) const NO_DATA: &str = "no-data";

/// Address of a unit's report.
pub fn address(period: Period, unit: &str) -> String {
    format!("/bao-cao/{period}/{unit}")
}

pub fn period_name(period: Period, lang: Lang) -> String {
    if lang == Lang::En { period.label_en() } else { period.label() }
}

/// "còn 5 ngày", "còn 1.495 ngày", "hạn là hôm nay", "quá hạn 3 ngày".
pub fn time_left(due: NaiveDate, today: NaiveDate, lang: Lang) -> String {
    let days = (due - today).num_days();
    let n = text::number(Quantity::whole(days.abs()).unwrap_or_default(), lang);
    match (days.signum(), lang) {
        (0, Lang::Vi) => "hạn là hôm nay".to_owned(),
        (0, Lang::En) => "due today".to_owned(),
        (1, Lang::Vi) => format!("còn {n} ngày"),
        (1, Lang::En) => format!("{n} days left"),
        (_, Lang::Vi) => format!("quá hạn {n} ngày"),
        (_, Lang::En) => format!("{n} days overdue"),
    }
}

/// A figure in one line: "1.204 / 1.930 = 62,4 %", "1.234", "Có"; what could not be read is empty.
pub fn figure_text(kind: Kind, numerator: Option<Quantity>, denominator: Option<Quantity>, lang: Lang) -> String {
    let number = |q: Quantity| text::number(q, lang);
    match (kind, numerator, denominator) {
        (Kind::Ratio, Some(n), Some(d)) if d != Quantity::ZERO => {
            format!("{} / {} = {}", number(n), number(d), text::percent(100.0 * n.as_f64() / d.as_f64(), 1, lang))
        }
        (Kind::Ratio, Some(n), Some(d)) => format!("{} / {}", number(n), number(d)),
        (_, Some(n), _) => word(kind, n, lang).map_or_else(|| number(n), str::to_owned),
        _ => String::new(),
    }
}

/// The word for a value of a kind of words.
pub fn word(kind: Kind, value: Quantity, lang: Lang) -> Option<&'static str> {
    kind.words(lang).get(usize::try_from(value.scaled() / Quantity::SCALE).ok()?).copied()
}

/// The three answers with the words of the form.
pub const ANSWERS: [(&str, &str, &str); 3] = [
    ("reported", "Có số liệu", "Reported"),
    ("no_data", "Chưa có số liệu", "No data"),
    ("not_arising", "Không phát sinh", "Did not arise"),
];

pub(crate) fn answer_name(code: &str, lang: Lang) -> &'static str {
    ANSWERS.iter().find(|a| a.0 == code).map_or("", |a| if lang == Lang::En { a.2 } else { a.1 })
}

/// Shape and word of a severity.
pub(crate) fn severity(frame: &Frame, severity: Severity) -> AnyView {
    match severity {
        Severity::Blocking => view! {
            <span class="st st-late">
                <svg class="g" viewBox="0 0 14 14" aria-hidden="true">
                    <path class="g-stop" d="M4.2.8h5.6l3.4 3.4v5.6l-3.4 3.4H4.2L.8 9.8V4.2Z"></path>
                    <path class="g-bang" d="M7 3.4v4.4M7 9.4v1.6"></path>
                </svg>
                {frame.t("Phải sửa", "Must fix")}
            </span>
        }
        .into_any(),
        Severity::Justify => {
            view! { <span class="st st-risk"><Glyph tone=Tone::Risk/>{frame.t("Cần giải trình", "Explain")}</span> }.into_any()
        }
        Severity::Notice => view! {
            <span class="st">
                <svg class="g" viewBox="0 0 14 14" aria-hidden="true">
                    <circle class="g-note" cx="7" cy="7" r="6"></circle><path class="g-note" d="M7 6v4.4M7 3.4v1.4"></path>
                </svg>
                {frame.t("Lưu ý", "Note")}
            </span>
        }
        .into_any(),
    }
}

/// The first sentence as a heading, what to do below it.
pub(crate) fn sentence(message: &str) -> AnyView {
    let (what, rest) = divided(message);
    let (what, rest) = (what.to_owned(), rest.map(str::to_owned));
    view! { <h3>{what}</h3>{rest.map(|r| view! { <p class="say">{r}</p> })} }.into_any()
}

/// The first sentence and the others; a full stop inside a quotation ends none: “I. Kế hoạch”.
fn divided(message: &str) -> (&str, Option<&str>) {
    let quoted = |at: usize| message[..at].matches('“').count() > message[..at].matches('”').count();
    let end = message.match_indices(". ").map(|(at, _)| at).find(|at| !quoted(*at));
    end.map_or((message, None), |at| (&message[..=at], Some(&message[at + 2..])))
}

/// Where a report stands, in a chip.
pub(crate) fn state_chip(frame: &Frame, state: SubmissionState) -> AnyView {
    use SubmissionState as S;
    let (tone, english) = match state {
        S::Draft => (Tone::None, "draft"),
        S::Submitted => (Tone::On, "submitted"),
        S::InReview => (Tone::On, "in review"),
        S::Returned => (Tone::Late, "returned"),
        S::Accepted => (Tone::Met, "accepted"),
        S::Locked => (Tone::Met, "locked"),
        S::Withdrawn => (Tone::None, "withdrawn"),
        S::Exempt => (Tone::None, "exempt"),
    };
    let word = if frame.lang == Lang::En { english } else { state.label() };
    view! { <span class=format!("chip st-{}", tone.class())><Glyph tone/>{word}</span> }.into_any()
}

/// Text for the inside of a textarea, which the view does not escape by itself.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A bar of counts in proportion, one colour each.
pub(crate) fn meter(parts: &[(usize, &'static str)], label: String) -> AnyView {
    let total = parts.iter().map(|p| p.0).sum::<usize>().max(1) as f64;
    let mut from = 0.0;
    let bars = parts.iter().map(|(count, class)| {
        let (x, width) = (from, 1000.0 * *count as f64 / total);
        from += width;
        view! { <rect class=*class x=format!("{x:.1}") y="0" width=format!("{width:.1}") height="8"></rect> }
    });
    let bars = bars.collect_view();
    view! { <svg class="parts" viewBox="0 0 1000 8" preserveAspectRatio="none" role="img" aria-label=label>{bars}</svg> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).unwrap()
    }

    #[test]
    fn a_quotation_holds_its_full_stops() {
        for (message, what, rest) in [
            ("Ô D6 ghi “I. Kế hoạch”. Sửa lại.", "Ô D6 ghi “I. Kế hoạch”.", Some("Sửa lại.")),
            ("Ô D6 ghi “1. A. B”.", "Ô D6 ghi “1. A. B”.", None),
            ("Thiếu số. Nhập số. Gửi lại.", "Thiếu số.", Some("Nhập số. Gửi lại.")),
            ("", "", None),
        ] {
            assert_eq!(divided(message), (what, rest));
        }
    }

    #[test]
    fn time_is_counted_in_days() {
        for (due, today, expected) in
            [(15, 10, "còn 5 ngày"), (15, 14, "còn 1 ngày"), (15, 15, "hạn là hôm nay"), (15, 18, "quá hạn 3 ngày")]
        {
            assert_eq!(time_left(day(due), day(today), Lang::Vi), expected);
        }
    }

    #[test]
    fn figures_read_as_an_official_writes_them() {
        let q = |n| Quantity::whole(n);
        assert_eq!(figure_text(Kind::Ratio, q(1204), q(1930), Lang::Vi), "1.204 / 1.930 = 62,4\u{a0}%");
        assert_eq!(figure_text(Kind::Ratio, q(3), q(0), Lang::Vi), "3 / 0");
        assert_eq!(figure_text(Kind::Ratio, q(3), None, Lang::Vi), "3");
        assert_eq!(figure_text(Kind::Count, q(18500), None, Lang::Vi), "18.500");
        assert_eq!(figure_text(Kind::YesNo, q(0), None, Lang::Vi), "Không");
        assert_eq!(figure_text(Kind::Count, None, None, Lang::Vi), "");
    }

    #[test]
    fn text_cannot_leave_its_field() {
        assert_eq!(escaped("</textarea><b>&"), "&lt;/textarea&gt;&lt;b&gt;&amp;");
    }
}
