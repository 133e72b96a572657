//! The path of a figure: form out, file in, draft, submission, decision. Pages and command line both come through here,
//! and every step asks the access function first.

mod appeal;
pub mod batch;
mod correction;
mod evidence;
mod exception;
mod file_name;
mod form;
mod handing_in;
mod line;
mod past;
pub mod reading;
mod review;
pub mod seen;

pub use exception::Grounds;
pub use file_name::file_name;
pub use form::{Forms, by_now, form, known, usual_due};
pub use line::Lines;
pub use past::{Past, PeerFigures};

use crate::{parse, site::Site};
use chrono::{DateTime, Utc};
use domain::{
    Finding, Period, Quantity, Severity,
    access::{Action, Actor, Refusal},
    workflow::{Action as Step, ItemState, SubmissionState},
};
use handing_in::{first_gap, snapshot};
use intake::{Choices, Context, Form, State, Understanding, Value};
use std::{collections::HashMap, sync::Arc};
use store::{
    Tx,
    catalogue::{Catalogue, OrgUnit},
    round,
    round::Round,
    submission::{self, Observation},
    upload::{self, Upload},
};
use uuid::Uuid;

/// Why a step was not taken. `Refused` and `Access` speak to the user.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("{0}")]
    Refused(String),
    #[error(transparent)]
    Access(#[from] Refusal),
    #[error(transparent)]
    Store(#[from] store::Error),
}

pub type Result<T> = std::result::Result<T, ReportError>;

pub fn refuse<T>(sentence: impl Into<String>) -> Result<T> {
    Err(ReportError::Refused(sentence.into()))
}

/// Inside a transaction every refusal travels as the store's, so that it rolls back.
pub fn stop<T>(sentence: impl Into<String>) -> store::Result<T> {
    Err(store::Error::Refused(sentence.into()))
}

/// Who acts, and on which report.
pub struct Desk<'a> {
    pub site: &'a Site,
    pub actor: &'a Actor,
    pub person: Uuid,
    pub catalogue: Arc<Catalogue>,
    pub unit: OrgUnit,
    pub round: Round,
    pub period: Period,
    /// Everything that comes in through this desk is made up for show.
    pub illustrative: bool,
    /// When what is done here is done.
    pub at: DateTime<Utc>,
    /// What the page showed by which the step was chosen: [`seen::mark`], or [`seen::item_mark`] of the item that is decided.
    /// None: whoever acts looked at nothing.
    pub seen: Option<String>,
}

impl<'a> Desk<'a> {
    pub async fn open(site: &'a Site, actor: &'a Actor, person: Uuid, unit: &str, period: Period) -> Result<Self> {
        let mut tx = site.db.read().await?;
        let catalogue = site.catalogue(&mut tx).await?;
        let Some(unit) = catalogue.unit_by_code(unit).cloned() else { return refuse(format!("Không có đơn vị mã “{unit}”.")) };
        let round = round::of_period(&mut tx, unit.province_id, period).await?;
        Self::of(site, actor, person, catalogue, unit, round, period)
    }

    /// The same with everything at hand; `round` is the one that the unit's province has for the period.
    pub fn of(
        site: &'a Site,
        actor: &'a Actor,
        person: Uuid,
        catalogue: Arc<Catalogue>,
        unit: OrgUnit,
        round: Option<Round>,
        period: Period,
    ) -> Result<Self> {
        let Some(round) = round else { return refuse(format!("Chưa có đợt báo cáo {}.", period.label())) };
        if !unit.exists_in(period) {
            return refuse(format!("{} không hoạt động vào cuối {}, nên không có báo cáo.", unit.name, period.label()));
        }
        Ok(Self { site, actor, person, catalogue, unit, round, period, illustrative: false, at: site.now(), seen: None })
    }

    fn may(&self, action: Action) -> Result<()> {
        Ok(self.site.may(self.actor, action, &self.catalogue, self.unit.id)?)
    }

    fn now(&self) -> DateTime<Utc> {
        self.at
    }

    async fn check_open(&self, tx: &mut Tx) -> Result<()> {
        self.closed(tx).await?.map_or(Ok(()), refuse)
    }

    /// This unit's form for the period.
    pub async fn form(&self, tx: &mut Tx) -> Result<Form> {
        self.may(Action::ViewReport)?;
        form(self.site, tx, &self.catalogue, &self.unit, &self.round, self.period, self.illustrative).await
    }

    /// Reads and checks a file and puts it aside; nothing enters the report. Gives the upload's id.
    pub async fn upload(&self, name: &str, content: &[u8]) -> Result<(Upload, Understanding)> {
        self.may(Action::EditReport)?;
        let mut tx = self.site.db.read().await?;
        self.check_open(&mut tx).await?;
        let sha256 = upload::sha256(content);
        if let Some(same) = upload::same(&mut tx, self.round.id, self.unit.id, &sha256).await? {
            return refuse(format!("Tệp này đã được dùng cho đợt này dưới tên “{}”. Không có gì thay đổi.", same.name));
        }
        let form = self.form(&mut tx).await?;
        let choices = reading::confirmed(&mut tx, self.unit.id).await?;
        drop(tx);
        let understanding = self.read(content, name, &form, &choices).await?;
        let upload = Upload {
            id: Uuid::now_v7(),
            round_id: self.round.id,
            unit_id: self.unit.id,
            name: file_name(name, content),
            sha256,
            size: content.len() as i64,
            uploaded_by: self.person,
            uploaded_at: self.now(),
            kept_at: None,
            illustrative: self.illustrative || understanding.illustrative,
        };
        store::in_tx!(self.site.db, |tx| upload::add(tx, &upload, content).await)?;
        Ok((upload, understanding))
    }

    /// Understands a file that may be hostile; the program's own files need no child process.
    async fn read(&self, content: &[u8], name: &str, form: &Form, choices: &Choices) -> Result<Understanding> {
        let known = self.site.known(&self.catalogue, self.unit.province_id);
        let context = Context::new(form, &known, choices);
        if self.illustrative {
            let book = intake::read(content, name).map_err(|e| ReportError::Refused(e.to_string()))?;
            return Ok(intake::understand(&book, &context));
        }
        parse::understand(content, name, &context).await.map_err(ReportError::Refused)
    }

    /// What a file put aside says, read again from the original. Opens no transaction while it reads: that can take its time.
    pub async fn understand(&self, upload: &Upload) -> Result<Understanding> {
        let mut tx = self.site.db.read().await?;
        let form = self.form(&mut tx).await?;
        let choices = self.chosen(&mut tx, upload.id).await?;
        let content = upload::content(&mut tx, upload.id).await?;
        drop(tx);
        let Some(content) = content else { return refuse("Tệp xem trước không còn. Tải tệp lên lần nữa.") };
        self.read(&content, &upload.name, &form, &choices).await
    }

    /// The file that came in with the cells marked in which something was found, and a name for it.
    pub async fn marked(&self, upload: &Upload) -> Result<(String, Vec<u8>)> {
        let findings = self.understand(upload).await?.findings;
        let mut tx = self.site.db.read().await?;
        let content = upload::content(&mut tx, upload.id).await?;
        drop(tx);
        let Some(content) = content else { return refuse("Tệp xem trước không còn. Tải tệp lên lần nữa.") };
        parse::marked(&content, &upload.name, &findings).await.map_err(ReportError::Refused)
    }

    /// Takes a file that was put aside into the draft, values and findings together.
    pub async fn keep(&self, upload_id: Uuid) -> Result<()> {
        self.may(Action::EditReport)?;
        let mut tx = self.site.db.read().await?;
        let upload = upload::get(&mut tx, upload_id).await?.filter(|u| u.unit_id == self.unit.id && u.round_id == self.round.id);
        let Some(upload) = upload else { return refuse("Tệp xem trước không còn. Tải tệp lên lần nữa.") };
        if upload.kept_at.is_some() {
            return refuse("Tệp này đã được dùng rồi. Không có gì thay đổi.");
        }
        self.check_open(&mut tx).await?;
        let form = self.form(&mut tx).await?;
        drop(tx);
        let understanding = self.understand(&upload).await?;
        // What is wrong with the file as a whole can only be put right in the file.
        let asked = |f: &Finding| form.asked.iter().any(|a| Some(&a.code) == f.indicator.as_ref());
        if let Some(fault) = understanding.findings.iter().find(|f| f.severity == Severity::Blocking && !asked(f)) {
            return refuse(format!("{} Sửa trong tệp rồi tải lên lại; chưa có gì được lưu vào báo cáo.", fault.message));
        }
        store::in_tx!(self.site.db, |tx| self.take_in(tx, &upload, &understanding.values, &understanding.findings).await)?;
        Ok(())
    }

    /// Puts the values of a file, and what was found on them, into the draft.
    async fn take_in(&self, tx: &mut Tx, upload: &Upload, values: &[Value], found: &[Finding]) -> store::Result<()> {
        let (person, now) = (self.person, self.now());
        let latest = submission::latest(tx, self.round.id, self.unit.id).await?;
        self.check_seen(tx, latest.as_ref()).await?;
        let observations: Vec<_> = values.iter().filter_map(|v| self.observation(v, Some(upload))).collect();
        let draft = submission::editable(tx, self.round.id, self.unit.id, now).await?;
        if upload.kept_at.is_none() {
            upload::keep(tx, upload.id, now).await?;
        }
        // A file may bring only some rows: what the draft has and the file leaves out stays, and is no gap.
        let before = submission::observations(tx, draft.id).await?;
        let code = |o: &Observation| self.catalogue.indicator(o.indicator_id).map(|i| i.code.clone());
        let read = |c: &Option<String>| values.iter().any(|v| Some(v.indicator.as_str()) == c.as_deref());
        let settled: Vec<_> = before.iter().filter(|o| o.is_settled()).map(code).collect();
        let left: Vec<_> = before.iter().map(code).filter(|c| !read(c)).collect();
        let mut findings = found.to_vec();
        findings.retain(|f| f.indicator.is_none() || !(settled.contains(&f.indicator) || left.contains(&f.indicator)));
        let old = submission::findings(tx, draft.id).await?.into_iter();
        findings.extend(old.filter(|f| f.indicator.is_some() && left.contains(&f.indicator) && !settled.contains(&f.indicator)));
        submission::save(tx, &draft, &observations, &findings, Some(upload.id), person, now).await
    }

    fn observation(&self, v: &Value, upload: Option<&Upload>) -> Option<Observation> {
        let indicator = self.catalogue.indicator_by_code(&v.indicator)?;
        Some(Observation {
            id: Uuid::now_v7(),
            submission_id: Uuid::nil(),
            indicator_id: indicator.id,
            unit_id: self.unit.id,
            period: self.period.to_string(),
            answer: answer(v.state).to_owned(),
            numerator: v.numerator.map(Quantity::scaled),
            denominator: v.denominator.map(Quantity::scaled),
            upload_id: upload.map(|u| u.id),
            sheet: v.sheet.to_string(),
            numerator_cell: v.cell.to_string(),
            denominator_cell: v.denominator_cell.to_string(),
            raw_numerator: plain(&v.raw_numerator),
            raw_denominator: plain(&v.raw_denominator),
            note: plain(&v.note),
            evidence: plain(&v.evidence),
            justification: String::new(),
            item_state: ItemState::Pending,
            adjusted_numerator: None,
            adjusted_denominator: None,
            reason: String::new(),
            decided_by: None,
            decided_at: None,
            in_force: false,
            illustrative: self.illustrative || upload.is_some_and(|u| u.illustrative),
            corrected_by: None,
            corrected_at: None,
        })
    }

    /// Saves what was typed in the page over the draft's values, with the reasons given for findings. A figure left as it was
    /// keeps its cell and what was found on it; a row that was emptied becomes a gap.
    pub async fn save(&self, typed: &Understanding, reasons: &HashMap<String, String>) -> Result<()> {
        self.may(Action::EditReport)?;
        let mut tx = self.site.db.read().await?;
        let latest = submission::latest(&mut tx, self.round.id, self.unit.id).await?;
        self.check_open(&mut tx).await?;
        drop(tx);
        let gap = |f: &&Finding| f.rule == "missing-item" && f.indicator.is_some();
        let emptied = typed.findings.iter().filter(gap).filter_map(|f| f.indicator.clone());
        let emptied = emptied.filter(|code| !typed.values.iter().any(|v| v.indicator == code.as_str()));
        let emptied = emptied.map(|indicator| Value { indicator: indicator.into(), ..Value::default() });
        let values: Vec<_> = typed.values.iter().cloned().chain(emptied).filter_map(|v| self.observation(&v, None)).collect();
        let code = |id: Uuid| self.catalogue.indicator(id).map(|i| i.code.as_str());
        let (person, now) = (self.person, self.now());
        store::in_tx!(self.site.db, |tx| {
            let now_latest = submission::latest(tx, self.round.id, self.unit.id).await?;
            self.check_seen(tx, now_latest.as_ref()).await?;
            let draft = submission::editable(tx, self.round.id, self.unit.id, now).await?;
            let before = submission::observations(tx, draft.id).await?;
            let is_new = |v: &&Observation| match before.iter().find(|o| o.indicator_id == v.indicator_id) {
                Some(o) => !o.is_settled() && !same_figure(o, v),
                None => says_something(v),
            };
            let mut changed: Vec<_> = values.iter().filter(is_new).cloned().collect();
            for v in &mut changed {
                if let Some(o) = before.iter().find(|o| o.indicator_id == v.indicator_id) {
                    correction::keep_origin(v, o, person, now);
                }
            }
            let touched = |f: &Finding| changed.iter().any(|v| code(v.indicator_id) == f.indicator.as_deref());
            let known = |f: &Finding| before.iter().any(|o| code(o.indicator_id) == f.indicator.as_deref());
            // A next revision starts with what was found on the values it carries over.
            let found_in = latest.as_ref().filter(|s| s.state != SubmissionState::Draft).map_or(draft.id, |s| s.id);
            let mut findings = submission::findings(tx, found_in).await?;
            findings.retain(|f| !touched(f) && (known(f) || f.indicator.is_none()));
            findings.extend(typed.findings.iter().filter(|f| touched(f) || !known(f)).cloned());
            submission::save(tx, &draft, &changed, &findings, None, person, now).await?;
            for (code, reason) in reasons {
                if let Some(indicator) = self.catalogue.indicator_by_code(code) {
                    submission::justify(tx, draft.id, indicator.id, &plain(reason)).await?;
                }
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Hands the draft in.
    pub async fn submit(&self, version: Option<i32>) -> Result<()> {
        self.may(Action::SubmitReport)?;
        let mut tx = self.site.db.read().await?;
        let form = self.form(&mut tx).await?;
        let Some(draft) = submission::latest(&mut tx, self.round.id, self.unit.id).await? else {
            return refuse("Chưa có số liệu nào để nộp. Tải tệp lên hoặc nhập số liệu trước.");
        };
        self.check_open(&mut tx).await?;
        drop(tx);
        let (person, now) = (self.person, self.now());
        store::in_tx!(self.site.db, |tx| {
            let Some(draft) = submission::get(tx, draft.id).await? else { return stop("Không tìm thấy bản nháp.") };
            self.check_seen(tx, Some(&draft)).await?;
            if version.is_some_and(|v| v != draft.version) {
                return stop("Báo cáo vừa được người khác thay đổi. Tải lại trang để xem bản mới nhất.");
            }
            let observations = submission::observations(tx, draft.id).await?;
            let evidence = store::evidence::of_submission(tx, draft.id).await?;
            let findings = submission::findings(tx, draft.id).await?;
            let findings = by_now(&form, findings, &observations, &self.catalogue);
            if let Some(gap) = first_gap(&form, &observations, &findings, &self.catalogue) {
                return stop(gap);
            }
            submission::submit(tx, &draft, &snapshot(&observations, &evidence, &self.catalogue), person, now).await?;
            store::notice::settle(tx, self.round.id, self.unit.id, now).await
        })?;
        Ok(())
    }

    /// Takes a submitted report back, as long as nobody has begun to review it.
    pub async fn withdraw(&self) -> Result<()> {
        self.may(Action::SubmitReport)?;
        // After the round has closed it could not be handed in again.
        self.check_open(&mut self.site.db.read().await?).await?;
        self.step(Step::Withdraw).await
    }

    async fn step(&self, action: Step) -> Result<()> {
        let (person, now) = (self.person, self.now());
        store::in_tx!(self.site.db, |tx| {
            let Some(s) = submission::latest(tx, self.round.id, self.unit.id).await? else {
                return stop("Đơn vị chưa nộp báo cáo.");
            };
            self.check_seen(tx, Some(&s)).await?;
            submission::step(tx, &s, action, person, now, serde_json::json!({})).await
        })?;
        Ok(())
    }
}

/// Without control characters, which PostgreSQL's text cannot hold.
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// The code an answer is stored under.
pub fn answer(state: State) -> &'static str {
    match state {
        State::Reported => "reported",
        State::NoData => "no_data",
        State::NotArising => "not_arising",
    }
}

/// Is there anything in it that would be lost?
fn says_something(v: &Observation) -> bool {
    let texts = [&v.raw_numerator, &v.raw_denominator, &v.note, &v.evidence];
    v.numerator.is_some() || v.denominator.is_some() || v.answer != answer(State::Reported) || texts.iter().any(|t| !t.is_empty())
}

fn same_figure(o: &Observation, v: &Observation) -> bool {
    o.indicator_id == v.indicator_id
        && (o.numerator, o.denominator, &o.answer, &o.note, &o.evidence) == (v.numerator, v.denominator, &v.answer, &v.note, &v.evidence)
        && (o.numerator.is_some() || o.answer != answer(State::Reported) || o.raw_numerator == v.raw_numerator)
        && (o.denominator.is_some() || o.answer != answer(State::Reported) || o.raw_denominator == v.raw_denominator)
}
