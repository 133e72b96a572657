//! What the page of one report shows, gathered from the database.

use super::{correction, is_own, moment, quantity, stale, thread, typed::prefilled};
use crate::{
    report::{Desk, by_now},
    steward::in_words,
    web::Failure,
};
use app::pages::report::{FileLine, Report, Revision, Row, figure_text};
use domain::{Finding, Period, access::Action, indicator::Kind, text::Lang, workflow::SubmissionState as S};
use intake::{Asked, Form};
use std::collections::HashMap;
use store::{
    Tx,
    evidence::{self, Evidence},
    person,
    submission::{self, Observation, Submission},
    upload,
};
use uuid::Uuid;

/// Handed in at some time: others than the unit may see it.
pub fn is_public(state: S) -> bool {
    !matches!(state, S::Draft | S::Withdrawn)
}

pub async fn name_of(tx: &mut Tx, names: &mut HashMap<Uuid, String>, id: Option<Uuid>) -> Result<String, Failure> {
    let Some(id) = id else { return Ok(String::new()) };
    if let Some(name) = names.get(&id) {
        return Ok(name.clone());
    }
    let name = person::get(tx, id).await?.map(|p| p.full_name).unwrap_or_default();
    names.insert(id, name.clone());
    Ok(name)
}

async fn revision(tx: &mut Tx, s: &Submission, names: &mut HashMap<Uuid, String>) -> Result<Revision, Failure> {
    let submitted = match s.submitted_at {
        Some(at) => Some((moment(at), name_of(tx, names, s.submitted_by).await?)),
        None => None,
    };
    let decided = match s.decided_at {
        Some(at) => Some((moment(at), name_of(tx, names, s.decided_by).await?)),
        None => None,
    };
    Ok(Revision {
        number: s.revision,
        state: s.state,
        version: s.version,
        submitted,
        decided,
        due_again: s.due_again,
        reason: s.reason.clone(),
    })
}

/// A figure that the form shows for comparison is made up for show.
pub fn compares_with_illustrative(form: &Form) -> bool {
    form.asked.iter().any(|asked| asked.previous.is_some_and(|last| last.illustrative))
}

/// The report with the revision `ban`, else the newest; and whether a figure in it is made up for show.
pub async fn report(tx: &mut Tx, desk: &Desk<'_>, ban: Option<i32>, lang: Lang) -> Result<(Report, bool), Failure> {
    let form = desk.form(tx).await?;
    let own = is_own(desk.site, desk.actor, &desk.catalogue, desk.unit.id);
    let mut all = submission::revisions(tx, desk.round.id, desk.unit.id).await?;
    all.retain(|s| own || is_public(s.state));
    let shown = match ban {
        Some(number) => Some(all.iter().position(|s| s.revision == number).ok_or_else(Failure::not_found)?),
        None => all.len().checked_sub(1),
    };
    let submission = shown.map(|i| &all[i]);
    let (observations, mut findings) = match submission {
        Some(s) => (submission::observations(tx, s.id).await?, submission::findings(tx, s.id).await?),
        None => (vec![], vec![]),
    };
    let mut names = HashMap::new();
    let mut revisions = vec![];
    for s in &all {
        revisions.push(revision(tx, s, &mut names).await?);
    }
    let newest = shown.is_none_or(|i| i + 1 == all.len());
    let state = submission.map(|s| s.state);
    let working = matches!(state, None | Some(S::Draft | S::Returned | S::Withdrawn)) && newest;
    if working {
        findings = by_now(&form, findings, &observations, &desk.catalogue);
    }
    let closed = if own && working { desk.closed(tx).await? } else { None };
    let may = |action| desk.site.may(desk.actor, action, &desk.catalogue, desk.unit.id).is_ok();
    let editable = working && closed.is_none() && !form.asked.is_empty() && may(Action::EditReport);
    let codes: Vec<&str> = form.asked.iter().map(|a| a.code.as_str()).collect();
    let is_general = |f: &Finding| f.indicator.as_deref().is_none_or(|code| !codes.contains(&code));
    let file = match submission.and_then(|s| s.upload_id) {
        Some(id) => upload::get(tx, id).await?,
        None => None,
    };
    let mut rows = rows(desk, &form, &observations, &findings, editable, lang);
    for o in observations.iter().filter(|o| o.corrected_at.is_some()) {
        let Some(i) = desk.catalogue.indicator(o.indicator_id) else { continue };
        let by = name_of(tx, &mut names, o.corrected_by).await?;
        if let Some(row) = rows.iter_mut().find(|r| r.code == i.code) {
            row.correction = correction(i.kind, o, &by, lang);
        }
    }
    if own {
        let mut stewards = in_words(tx, &desk.catalogue, &desk.unit).await?;
        for row in &mut rows {
            (row.steward, row.deputy) = stewards.remove(&row.code).unwrap_or_default();
        }
    }
    let mut said = vec![];
    for s in all.iter().take(shown.map_or(0, |i| i + 1)).filter(|s| is_public(s.state)) {
        said.push((s, submission::observations(tx, s.id).await?));
    }
    for (indicator, thread) in thread::threads(tx, &said, &mut names).await? {
        let code = desk.catalogue.indicator(indicator).map(|i| &i.code);
        if let Some(row) = rows.iter_mut().find(|r| Some(&r.code) == code) {
            row.thread = thread;
        }
    }
    if let Some(s) = submission {
        attach(desk, &mut rows, &evidence::of_submission(tx, s.id).await?);
    }
    for row in rows.iter_mut().filter(|row| editable && !row.is_settled()) {
        row.attach_at = super::home(desk);
    }
    let illustrative = observations.iter().any(|o| o.illustrative) || compares_with_illustrative(&form);
    let report = Report {
        unit_code: desk.unit.code.clone(),
        unit_name: desk.unit.name.clone(),
        period: desk.period,
        due: desk.round.due,
        window: desk.round.data_from.zip(desk.round.data_to),
        revisions,
        shown,
        rows,
        general: findings.iter().filter(|f| is_general(f)).cloned().collect(),
        file: file.map(|u| FileLine { id: u.id, name: u.name, uploaded: moment(u.uploaded_at), sha256: u.sha256 }),
        editable,
        can_submit: may(Action::SubmitReport) && closed.is_none() && (editable || (state == Some(S::Draft) && newest)),
        can_withdraw: may(Action::SubmitReport) && newest && state == Some(S::Submitted),
        closed,
        explain: super::super::round::explain(tx, desk, lang).await?,
        unsaved: vec![],
    };
    Ok((report, illustrative))
}

fn rows(desk: &Desk<'_>, form: &Form, observations: &[Observation], findings: &[Finding], editable: bool, lang: Lang) -> Vec<Row> {
    let of = |code: &str| observations.iter().find(|o| desk.catalogue.indicator(o.indicator_id).is_some_and(|i| i.code == code));
    let mut rows: Vec<Row> = form.asked.iter().map(|asked| row(asked, form.period, of(&asked.code), findings, lang)).collect();
    for row in rows.iter_mut().filter(|r| !r.register.is_empty()) {
        row.register_at = format!("/he-thong?chu-quan={}", app::frame::ui_encode(&desk.unit.code));
    }
    // A figure reported then is shown even if it is no longer asked.
    for o in observations.iter().filter(|_| !editable) {
        let Some(i) = desk.catalogue.indicator(o.indicator_id).filter(|i| !form.asked.iter().any(|a| a.code == i.code)) else { continue };
        let mut gone = Row { code: i.code.clone(), name: i.name.clone(), kind: Some(i.kind), ..Row::default() };
        tell(&mut gone, i.kind, o, lang);
        rows.push(gone);
    }
    rows
}

/// Puts the files to the figures they are attached to.
fn attach(desk: &Desk<'_>, rows: &mut [Row], files: &[Evidence]) {
    for e in files {
        let code = desk.catalogue.indicator(e.indicator_id).map(|i| &i.code);
        if let Some(row) = rows.iter_mut().find(|r| Some(&r.code) == code) {
            row.files.push(e.clone());
        }
    }
}

fn row(asked: &Asked, period: Period, o: Option<&Observation>, findings: &[Finding], lang: Lang) -> Row {
    let kind = asked.shape.kind();
    let inputs = prefilled(asked, o);
    let justification = o.map(|o| o.justification.as_str()).unwrap_or_default();
    let mark = stale::row_mark(&inputs, justification);
    let mut row = Row {
        mark,
        code: asked.code.clone(),
        name: asked.name.clone(),
        kind: Some(kind),
        measure: asked.unit_of_measure.clone(),
        numerator_label: asked.numerator_label.clone(),
        denominator_label: asked.denominator_label.clone(),
        target: asked.target_text.clone(),
        previous: last_text(asked, period, lang),
        register: asked.register_text().filter(|_| lang == Lang::Vi).or_else(|| register_en(asked)).unwrap_or_default(),
        numerator: inputs.numerator,
        denominator: inputs.denominator,
        needs_evidence: asked.evidence_required,
        locked_denominator: asked.locked_denominator.is_some(),
        findings: findings.iter().filter(|f| f.indicator.as_ref() == Some(&asked.code)).cloned().collect(),
        ..Row::default()
    };
    if let Some(o) = o {
        tell(&mut row, kind, o, lang);
    }
    row
}

/// "1.204 / 1.930 = 62,4 %", and when that was where it is not the period before `period`.
pub fn last_text(asked: &Asked, period: Period, lang: Lang) -> String {
    let Some(last) = asked.previous else { return String::new() };
    figure_text(asked.shape.kind(), Some(last.figure.0), last.figure.1, lang) + &last.aside(period, lang)
}

fn register_en(asked: &Asked) -> Option<String> {
    let tally = asked.register?;
    let silent = if tally.kept == 0 { " (the register was never updated)" } else { "" };
    Some(format!("By the register of systems: {tally} {}{silent}", tally.counted.label_en()))
}

fn tell(row: &mut Row, kind: Kind, o: &Observation, lang: Lang) {
    row.answer = o.answer.clone();
    row.figure = figure_text(kind, quantity(o.numerator), quantity(o.denominator), lang);
    row.note = o.note.split_whitespace().collect::<Vec<_>>().join(" ");
    row.evidence = o.evidence.split_whitespace().collect::<Vec<_>>().join(" ");
    row.justification = o.justification.clone();
    row.item = Some(o.item_state);
    row.reason = o.reason.clone();
    if o.adjusted_numerator.is_some() {
        row.adjusted = figure_text(kind, quantity(o.adjusted_numerator), quantity(o.adjusted_denominator), lang);
    }
    row.observation = Some(o.id);
    row.cell = if o.numerator_cell.is_empty() { String::new() } else { format!("{}!{}", o.sheet, o.numerator_cell) };
}
