//! The form typed in the page: what was changed goes through the same reading and the same checks as a file.

use super::{back, desk, home, quantity, stale::stale};
use crate::{
    report::{Desk, ReportError, answer, seen::mark},
    web::{Answer, Site, Visit},
};
use axum::{
    Form,
    extract::{Path, State},
};
use domain::{
    Finding,
    text::{Lang, vi_number},
    workflow::SubmissionState,
};
use intake::{
    Asked, Shape, State as Said, Value,
    typed::{TypedRow, understand_typed},
};
use std::{collections::HashMap, sync::Arc};
use store::submission::{self, Observation, Submission};

/// The answer behind a code.
pub fn said(code: &str) -> Said {
    Said::ALL.into_iter().find(|s| answer(*s) == code).unwrap_or_default()
}

pub(super) type Field = (String, String);

/// What the inputs of a row hold when the page is sent: only a difference from it is a change.
pub fn prefilled(asked: &Asked, o: Option<&Observation>) -> TypedRow {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some(o) = o else {
        let denominator = asked.locked_denominator.map(vi_number).unwrap_or_default();
        return TypedRow { indicator: asked.code.clone(), denominator, ..TypedRow::default() };
    };
    let state = said(&o.answer);
    let shown = |part: Option<i64>, raw: &str| match (state, quantity(part), asked.shape) {
        (Said::Reported, Some(q), shape) => app::pages::report::word(shape.kind(), q, Lang::Vi).map_or_else(|| vi_number(q), str::to_owned),
        // What the cell says was taken out, or something that is no number was typed over it.
        (Said::Reported, None, Shape::Ratio | Shape::Count) if o.corrected_at.is_none() => one_line(raw),
        _ => String::new(),
    };
    TypedRow {
        indicator: asked.code.clone(),
        numerator: shown(o.numerator, &o.raw_numerator),
        denominator: shown(o.denominator, &o.raw_denominator),
        state,
        note: one_line(&o.note),
        evidence: one_line(&o.evidence),
    }
}

pub(super) fn sent<'a>(fields: &'a [Field], name: &str, code: &str) -> Option<&'a str> {
    let key = format!("{name}.{code}");
    fields.iter().find(|(k, _)| *k == key).map(|(_, v)| v.trim())
}

/// The row as it came in; `None` when the page had no inputs for it. An input that is not there is as it was.
pub(super) fn typed(fields: &[Field], before: &TypedRow) -> Option<TypedRow> {
    let code = &before.indicator;
    let state = said(sent(fields, "tt", code)?);
    let text = |name: &str, was: &String| sent(fields, name, code).map_or_else(|| was.clone(), str::to_owned);
    Some(TypedRow {
        indicator: code.clone(),
        numerator: text("tu", &before.numerator),
        denominator: text("mau", &before.denominator),
        state,
        note: text("ghi", &before.note),
        evidence: text("mc", &before.evidence),
    })
}

/// What the page was made from, so that nobody writes over what somebody else changed meanwhile.
pub(super) fn is_current(fields: &[Field], latest: Option<&Submission>) -> bool {
    fields.iter().any(|(k, v)| k == "version" && *v == mark(latest))
}

/// What came of a form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    Nothing,
    All,
    /// Kept as typed, but some figures could not be read: how many.
    Unread(usize),
}

/// Saves what differs from the draft.
pub(super) async fn take(desk: &mut Desk<'_>, fields: &[Field]) -> Result<Taken, ReportError> {
    desk.seen = fields.iter().find(|(k, _)| k == "version").map(|(_, v)| v.clone());
    let mut tx = desk.site.db.read().await?;
    let form = desk.form(&mut tx).await?;
    let latest = submission::latest(&mut tx, desk.round.id, desk.unit.id).await?;
    if !is_current(fields, latest.as_ref()) {
        return Err(ReportError::Refused(
            "Báo cáo vừa được thay đổi ở nơi khác, những gì vừa gõ chưa được lưu. Xem bản mới nhất rồi sửa lại.".into(),
        ));
    }
    let observations = match &latest {
        Some(s) => submission::observations(&mut tx, s.id).await?,
        None => vec![],
    };
    drop(tx);
    let (mut rows, mut reasons) = (vec![], HashMap::new());
    for asked in &form.asked {
        let old = observations.iter().find(|o| desk.catalogue.indicator(o.indicator_id).is_some_and(|i| i.code == asked.code));
        if old.is_some_and(Observation::is_settled) {
            continue;
        }
        let before = prefilled(asked, old);
        rows.extend(typed(fields, &before).filter(|row| *row != before));
        if let Some(reason) = sent(fields, "gt", &asked.code) {
            let reason = reason.replace("\r\n", "\n");
            if old.is_none_or(|o| o.justification.trim() != reason) {
                reasons.insert(asked.code.clone(), reason);
            }
        }
    }
    let withdrawn = latest.as_ref().is_some_and(|s| s.state == SubmissionState::Withdrawn);
    if rows.is_empty() && reasons.is_empty() && !withdrawn {
        return Ok(Taken::Nothing);
    }
    let mut understood = understand_typed(&rows, &form);
    // Only what was changed is read again; of the others nothing is said, except that some have no figure yet.
    let changed = |f: &Finding| rows.iter().any(|r| Some(&r.indicator) == f.indicator.as_ref());
    let known = |f: &Finding| {
        observations.iter().any(|o| desk.catalogue.indicator(o.indicator_id).is_some_and(|i| Some(&i.code) == f.indicator.as_ref()))
    };
    understood.findings.retain(|f| changed(f) || !known(f));
    desk.save(&understood, &reasons).await?;
    // What was just saved is not what the page showed; further steps go on from it.
    desk.seen = None;
    let unread = |v: &&Value| {
        let parts = [(v.numerator, &v.raw_numerator), (v.denominator, &v.raw_denominator)];
        v.state == Said::Reported && parts.iter().any(|(number, raw)| number.is_none() && !raw.is_empty())
    };
    Ok(match understood.values.iter().filter(unread).count() {
        0 => Taken::All,
        n => Taken::Unread(n),
    })
}

pub async fn save(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path((period, unit)): Path<(String, String)>,
    Form(fields): Form<Vec<Field>>,
) -> Answer {
    let mut desk = desk(&site, &visit, &period, &unit).await?;
    let taken = take(&mut desk, &fields).await;
    if taken.is_err()
        && let Some(page) = stale(&site, &visit, &desk, &fields).await?
    {
        return Ok(page);
    }
    let done = taken.and_then(|taken| match (left_behind(&fields), taken) {
        (Some(sentence), _) => Err(ReportError::Refused(sentence)),
        (None, Taken::All) => Ok("Đã lưu nháp. Chưa có gì được nộp.".to_owned()),
        (None, Taken::Unread(n)) => {
            Err(ReportError::Refused(format!("Đã lưu nháp, nhưng số của {n} chỉ tiêu chưa đọc được; lý do ghi ở từng mục bên dưới.")))
        }
        (None, Taken::Nothing) => Ok("Không có gì thay đổi so với bản đã lưu.".to_owned()),
    });
    back(&visit, &home(&desk), done)
}

/// A file that was chosen, but its own button was not pressed: the browser sent no more than its name.
fn left_behind(fields: &[Field]) -> Option<String> {
    let (_, name) = fields.iter().find(|(key, name)| key.starts_with("tep.") && !name.is_empty())?;
    Some(format!("Số liệu đã được lưu nháp, nhưng tệp “{name}” chưa được đính kèm. Chọn lại tệp rồi bấm “Đính kèm”."))
}

/// Saves what was typed, then hands the report in.
pub async fn submit(
    State(site): State<Arc<Site>>,
    visit: Visit,
    Path((period, unit)): Path<(String, String)>,
    Form(fields): Form<Vec<Field>>,
) -> Answer {
    let mut desk = desk(&site, &visit, &period, &unit).await?;
    let taken = take(&mut desk, &fields).await;
    if taken.is_err()
        && let Some(page) = stale(&site, &visit, &desk, &fields).await?
    {
        return Ok(page);
    }
    let done = match taken {
        Ok(_) => hand_in(&desk, &fields).await,
        Err(error) => Err(error),
    };
    back(&visit, &home(&desk), done)
}

async fn hand_in(desk: &Desk<'_>, fields: &[Field]) -> Result<String, ReportError> {
    if let Some(sentence) = left_behind(fields) {
        return Err(ReportError::Refused(sentence));
    }
    let latest = submission::latest(&mut desk.site.db.read().await?, desk.round.id, desk.unit.id).await?;
    if latest.as_ref().is_some_and(|s| s.state == SubmissionState::Returned) {
        return Err(ReportError::Refused("Chưa mục nào bị trả lại được sửa hoặc trả lời. Sửa các mục đó rồi nộp lại.".into()));
    }
    desk.submit(latest.map(|s| s.version)).await?;
    Ok(format!("Đã nộp báo cáo {}. Có thể rút lại cho đến khi có người bắt đầu thẩm định.", desk.period.label()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(shape: Shape) -> Asked {
        Asked {
            code: "A".into(),
            name: "Chỉ tiêu".into(),
            unit_of_measure: "%".into(),
            shape,
            numerator_label: String::new(),
            denominator_label: String::new(),
            target_text: String::new(),
            previous: None,
            locked_denominator: None,
            may_exceed: false,
            cumulative: false,
            evidence_required: false,
            register: None,
            history: vec![],
            peers: None,
            tuning: intake::Tuning::default(),
        }
    }

    fn fields(pairs: &[(&str, &str)]) -> Vec<Field> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn a_page_sent_back_as_it_was_changes_nothing() {
        let before = prefilled(&asked(Shape::Ratio), None);
        let same = fields(&[("tu.A", ""), ("mau.A", ""), ("tt.A", "reported"), ("ghi.A", " "), ("mc.A", "")]);
        assert_eq!(typed(&same, &before), Some(before.clone()));
        let new = fields(&[("tu.A", "1.234,5"), ("mau.A", "2.000"), ("tt.A", "reported"), ("ghi.A", ""), ("mc.A", "")]);
        let row = typed(&new, &before).unwrap();
        assert_eq!((row.numerator.as_str(), row.denominator.as_str()), ("1.234,5", "2.000"));
    }

    #[test]
    fn a_row_without_inputs_is_left_alone() {
        let before = prefilled(&asked(Shape::Count), None);
        assert_eq!(typed(&fields(&[("tu.A", "5")]), &before), None);
        assert_eq!(typed(&fields(&[("tu.B", "5"), ("tt.B", "reported")]), &before), None);
    }

    #[test]
    fn a_locked_denominator_is_there_before_anything_is_typed() {
        let mut asked = asked(Shape::Ratio);
        asked.locked_denominator = domain::Quantity::whole(40_000);
        assert_eq!(prefilled(&asked, None).denominator, "40.000");
    }
}
