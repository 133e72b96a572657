//! Files that show where a figure comes from: attached to a draft, and taken away again.

use super::{Desk, Result, answer, refuse, stop};
use axum::body::Bytes;
use domain::{Finding, access::Action, evidence::EvidenceKind};
use intake::{
    Asked, Form, State, Value,
    evidence::{Unfit, examine},
};
use std::collections::HashSet;
use store::{
    Tx, evidence,
    evidence::Evidence,
    submission::{self, Observation, Submission},
};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// Rule of a figure without evidence.
const MISSING: &str = "missing-evidence";

const GONE: &str = "Minh chứng này không còn ở bản nháp. Tải lại trang để xem bản mới nhất.";

/// Looking through a packed file takes a second of a processor at worst: two at a time.
static TURNS: Semaphore = Semaphore::const_new(2);

/// What the file is, found out away from the threads that answer others.
async fn kind_of(content: &Bytes) -> Result<EvidenceKind> {
    let turn = TURNS.acquire().await;
    let bytes = content.clone();
    // The turn ends with the work, also when whoever sent the file has gone.
    let work = move || {
        let kind = examine(&bytes);
        drop(turn);
        kind
    };
    match tokio::task::spawn_blocking(work).await.unwrap_or(Err(Unfit::Damaged)) {
        Ok(kind) => Ok(kind),
        Err(unfit) => refuse(unfit.to_string()),
    }
}

/// Indicators of the report that have a file attached: of these no evidence is asked any more.
pub(super) async fn attached(tx: &mut Tx, round_id: Uuid, unit_id: Uuid) -> Result<HashSet<Uuid>> {
    let Some(latest) = submission::latest(tx, round_id, unit_id).await? else { return Ok(HashSet::new()) };
    Ok(evidence::of_submission(tx, latest.id).await?.into_iter().map(|e| e.indicator_id).collect())
}

impl Desk<'_> {
    /// Attaches a file to a figure of the draft, which is begun when there is none.
    pub async fn attach(&self, code: &str, name: &str, content: &Bytes, page: Option<i32>) -> Result<Evidence> {
        self.may(Action::EditReport)?;
        let form = self.editable_form().await?;
        let Some(indicator) = self.catalogue.indicator_by_code(code).filter(|_| form.asked.iter().any(|a| a.code == code)) else {
            return refuse("Chỉ tiêu này không thuộc phạm vi báo cáo của đơn vị trong kỳ này. Tệp chưa được đính kèm.");
        };
        let kind = kind_of(content).await?;
        let (person, now) = (self.person, self.now());
        let e = Evidence {
            id: Uuid::now_v7(),
            submission_id: Uuid::nil(),
            indicator_id: indicator.id,
            sha256: String::new(),
            name: kind.file_name(name),
            kind,
            page,
            added_by: person,
            added_at: now,
        };
        store::in_tx!(self.site.db, |tx| {
            let draft = self.begun(tx).await?;
            evidence::add(tx, &draft, &e, content, person, now).await?;
            let mut findings = submission::findings(tx, draft.id).await?;
            findings.retain(|f| f.rule != MISSING || f.indicator.as_deref() != Some(code));
            submission::put_findings(tx, draft.id, &findings).await
        })?;
        Ok(e)
    }

    /// Takes away from the draft a file seen in this or an earlier revision of it.
    pub async fn detach(&self, e: &Evidence) -> Result<Evidence> {
        self.may(Action::EditReport)?;
        let form = self.editable_form().await?;
        let (person, now) = (self.person, self.now());
        let gone = store::in_tx!(self.site.db, |tx| {
            if !submission::revisions(tx, self.round.id, self.unit.id).await?.iter().any(|s| s.id == e.submission_id) {
                return stop(GONE);
            }
            let draft = self.begun(tx).await?;
            // In a revision that was begun just now the same file has an id of its own.
            let all = evidence::of_submission(tx, draft.id).await?;
            let is_it = |o: &&Evidence| (o.indicator_id, &o.sha256, o.page) == (e.indicator_id, &e.sha256, e.page);
            let Some(own) = all.iter().find(is_it) else { return stop(GONE) };
            evidence::remove(tx, &draft, own, person, now).await?;
            if !all.iter().any(|o| o.indicator_id == e.indicator_id && o.id != own.id) {
                let observations = submission::observations(tx, draft.id).await?;
                let mut findings = submission::findings(tx, draft.id).await?;
                findings.extend(self.unproven(&form, observations.iter().find(|o| o.indicator_id == e.indicator_id)));
                submission::put_findings(tx, draft.id, &findings).await?;
            }
            Ok(own.clone())
        })?;
        Ok(gone)
    }

    async fn editable_form(&self) -> Result<Form> {
        let mut tx = self.site.db.read().await?;
        self.check_open(&mut tx).await?;
        self.form(&mut tx).await
    }

    /// The draft, begun when there is none; a revision that begins starts with what was found on the values it carries over.
    async fn begun(&self, tx: &mut Tx) -> store::Result<Submission> {
        let latest = submission::latest(tx, self.round.id, self.unit.id).await?;
        self.check_seen(tx, latest.as_ref()).await?;
        let draft = submission::editable(tx, self.round.id, self.unit.id, self.now()).await?;
        if let Some(before) = latest.filter(|s| s.id != draft.id) {
            let findings = submission::findings(tx, before.id).await?;
            submission::put_findings(tx, draft.id, &findings).await?;
        }
        Ok(draft)
    }

    /// What is noticed of a figure that has no evidence left.
    fn unproven(&self, form: &Form, o: Option<&Observation>) -> Vec<Finding> {
        let Some((o, i)) = o.and_then(|o| Some((o, self.catalogue.indicator(o.indicator_id)?))) else { return vec![] };
        let Some(asked) = form.asked.iter().find(|a| a.code == i.code) else { return vec![] };
        let asked = Asked { evidence_required: i.evidence_required, ..asked.clone() };
        let state = State::ALL.into_iter().find(|s| answer(*s) == o.answer).unwrap_or_default();
        let value = Value {
            indicator: i.code.as_str().into(),
            state,
            sheet: o.sheet.as_str().into(),
            cell: o.numerator_cell.as_str().into(),
            evidence: o.evidence.clone(),
            ..Value::default()
        };
        let mut found = intake::check_values(&[value], &Form { asked: vec![asked], ..form.clone() });
        found.retain(|f| f.rule == MISSING);
        found
    }
}
