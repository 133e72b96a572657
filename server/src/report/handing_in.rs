//! What a draft lacks before it can be handed in, and the seal of what was handed in.

use domain::{Finding, Severity};
use intake::Form;
use store::{catalogue::Catalogue, evidence::Evidence, submission::Observation, upload};
use uuid::Uuid;

/// The first thing that keeps a draft from being handed in, as a sentence.
pub(super) fn first_gap(form: &Form, observations: &[Observation], findings: &[Finding], catalogue: &Catalogue) -> Option<String> {
    let blocking = findings.iter().filter(|f| f.severity == Severity::Blocking).count();
    if blocking > 0 {
        let first = findings.iter().find(|f| f.severity == Severity::Blocking)?;
        return Some(format!("Còn {blocking} ô phải sửa trước khi nộp. {}", first.message));
    }
    let of = |code: &str| observations.iter().find(|o| catalogue.indicator(o.indicator_id).is_some_and(|i| i.code == code));
    if let Some(missing) = form.asked.iter().find(|a| of(&a.code).is_none()) {
        return Some(format!("Chưa có số liệu của “{}”. Điền số liệu hoặc ghi “chưa có số liệu” kèm lý do.", missing.name));
    }
    let open = findings.iter().filter(|f| f.severity == Severity::Justify).find(|f| {
        // Of a figure that is not there the note says why.
        let explained = |o: &Observation| f.rule == "no-data" && !o.note.trim().is_empty();
        f.indicator.as_deref().and_then(of).is_none_or(|o| o.justification.trim().is_empty() && !o.is_settled() && !explained(o))
    })?;
    Some(format!("Cần giải trình trước khi nộp. {}", open.message))
}

/// Hash of the values and files as handed in, so that what was reviewed can be shown to be what was sent.
pub(super) fn snapshot(observations: &[Observation], evidence: &[Evidence], catalogue: &Catalogue) -> String {
    let code = |id: Uuid| catalogue.indicator(id).map(|i| i.code.as_str()).unwrap_or_default();
    let value =
        |o: &Observation| format!("{}|{}|{:?}|{:?}|{}\n", code(o.indicator_id), o.answer, o.numerator, o.denominator, o.justification);
    let file = |e: &Evidence| format!("{}|evidence|{}|{:?}\n", code(e.indicator_id), e.sha256, e.page);
    let lines = observations.iter().map(value).chain(evidence.iter().map(file));
    upload::sha256(lines.collect::<String>().as_bytes())
}
