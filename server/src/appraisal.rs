//! A round after it has closed: appraised, notified, frozen, published, corrected.

use crate::{
    report::{ReportError, refuse, stop},
    site::Site,
};
use app::board::Board;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Period, Quantity,
    access::{Action, Actor, Place, may},
    exception::Verdict,
    indicator::Kind,
    publication::{FrozenFigure, FrozenScore, FrozenStanding, Named, Snapshot},
    score::{Framework, rank},
    workflow::{Action as Step, RoundAction, RoundFacts, RoundState, SubmissionState as S, advance},
};
use serde_json::json;
use std::{collections::HashSet, sync::Arc};
use store::{
    Tx, appeal,
    catalogue::{self, Catalogue, OrgUnit, Province},
    figure,
    publication::{self, Publication},
    round::{self, Move, Round},
    submission,
};
use uuid::Uuid;

/// What comes with a step.
#[derive(Clone, Debug, Default)]
pub struct Given {
    pub explain_until: Option<NaiveDate>,
    /// Units that sent nothing are noted as missing.
    pub silence_noted: bool,
    pub document: String,
    pub notice: String,
}

/// Who moves which round on.
pub struct RoundDesk<'a> {
    pub site: &'a Site,
    pub actor: &'a Actor,
    pub person: Uuid,
    pub catalogue: Arc<Catalogue>,
    pub province: Province,
    pub round: Round,
    pub period: Period,
    /// The day and moment of what is done here.
    pub today: NaiveDate,
    pub at: DateTime<Utc>,
}

/// How the units of a round stand: what its guards, its board and its snapshot ask.
pub struct Progress<'a> {
    /// Owes a report and never sent one.
    pub silent: Vec<&'a OrgUnit>,
    pub exempt: Vec<&'a OrgUnit>,
    /// Sent one that waits for its conclusion.
    pub undecided: Vec<&'a OrgUnit>,
}

impl<'a> RoundDesk<'a> {
    pub async fn open(site: &'a Site, actor: &'a Actor, person: Uuid, province: &str, period: Period) -> Result<Self, ReportError> {
        let mut tx = site.db.read().await?;
        let catalogue = site.catalogue(&mut tx).await?;
        let Some(province) = catalogue.province(province).cloned() else { return refuse("Không có tỉnh này.") };
        let Some(round) = round::of_period(&mut tx, province.id, period).await? else {
            return refuse(format!("Chưa có đợt báo cáo {}.", period.label()));
        };
        Ok(Self { site, actor, person, catalogue, province, round, period, today: site.today(), at: site.now() })
    }

    /// Moves the round a step on.
    pub async fn take(&self, action: RoundAction, given: &Given) -> Result<RoundState, ReportError> {
        let place = Place { province: Some(self.province.code.clone()), ..Place::default() };
        may(self.actor, Action::ManageRound, &place, self.today)?;
        Ok(store::in_tx!(self.site.db, |tx| self.step(tx, action, given).await)?)
    }

    async fn step(&self, tx: &mut Tx, action: RoundAction, given: &Given) -> store::Result<RoundState> {
        let Some(round) = round::get(tx, self.round.id).await? else { return stop("Không tìm thấy đợt báo cáo.") };
        let from = round.standing(self.today)?;
        let progress = self.progress(tx).await?;
        let facts = self.facts(tx, &round, from, &progress, given).await?;
        let to = advance(from, action, &facts).map_err(|gap| store::Error::Refused(gap.to_string()))?;
        let silent: Vec<&str> = progress.silent.iter().map(|u| u.code.as_str()).collect();
        let mut detail = json!({ "province": self.province.code });
        match action {
            RoundAction::Appraise => detail["silent"] = json!(silent),
            RoundAction::Notify => detail["until"] = json!(given.explain_until),
            RoundAction::Finalise => {
                let frozen = self.freeze(tx, &round, &progress).await?;
                detail["number"] = json!(frozen.number);
                detail["hash"] = json!(frozen.content_hash);
            }
            RoundAction::Publish | RoundAction::Supersede => {
                let frozen = match action {
                    RoundAction::Publish => publication::of_round(tx, round.id).await?.into_iter().next(),
                    _ => Some(self.freeze(tx, &round, &progress).await?),
                };
                let Some(frozen) = frozen else { return stop("Đợt này chưa có bản chốt nào.") };
                let notice = if action == RoundAction::Publish { "" } else { given.notice.trim() };
                publication::publish(tx, &frozen, given.document.trim(), notice, self.person, self.at).await?;
                detail["number"] = json!(frozen.number);
                detail["hash"] = json!(frozen.content_hash);
                detail["document"] = json!(given.document.trim());
                detail["reason"] = json!(notice);
            }
            RoundAction::Open | RoundAction::Close => return stop("Đợt mở và đóng theo ngày của đợt."),
        }
        let explain_until = given.explain_until.filter(|_| action == RoundAction::Notify);
        round::step(tx, &round, &Move { action, to, explain_until }, self.person, self.at, detail).await?;
        Ok(to)
    }

    pub async fn progress(&self, tx: &mut Tx) -> store::Result<Progress<'_>> {
        let units = crate::rounds::owing(&self.catalogue, &self.round, self.period);
        let all = submission::in_round(tx, self.round.id).await?;
        let mut progress = Progress { silent: vec![], exempt: vec![], undecided: vec![] };
        for unit in units {
            let own = || all.iter().filter(|s| s.unit_id == unit.id);
            match own().max_by_key(|s| s.revision).map(|s| s.state) {
                Some(S::Exempt) => progress.exempt.push(unit),
                Some(S::Submitted | S::InReview) => progress.undecided.push(unit),
                _ if own().all(|s| s.submitted_at.is_none()) => progress.silent.push(unit),
                _ => {}
            }
        }
        Ok(progress)
    }

    /// What the guards look at.
    pub async fn facts(
        &self,
        tx: &mut Tx,
        round: &Round,
        standing: RoundState,
        progress: &Progress<'_>,
        given: &Given,
    ) -> store::Result<RoundFacts> {
        let unanswered = appeal::in_round(tx, round.id).await?.iter().filter(|a| a.verdict == Verdict::Open).count();
        let changed = if standing >= RoundState::Finalised { self.changed(tx, round, progress).await? } else { 0 };
        Ok(RoundFacts {
            today: self.today,
            silent: progress.silent.len(),
            silence_noted: given.silence_noted,
            undecided: progress.undecided.len(),
            explain_until: if standing == RoundState::InAppraisal { given.explain_until } else { round.explain_until },
            unanswered,
            changed,
            document: given.document.clone(),
            notice: given.notice.clone(),
        })
    }

    /// How many figures, or else scores, differ from the newest snapshot.
    async fn changed(&self, tx: &mut Tx, round: &Round, progress: &Progress<'_>) -> store::Result<usize> {
        let Some(newest) = publication::of_round(tx, round.id).await?.into_iter().next() else { return Ok(0) };
        let Some(before) = publication::content(tx, newest.id).await?.and_then(|c| Snapshot::read(&c)) else { return Ok(0) };
        let now = self.snapshot(tx, progress).await?;
        Ok(match before.changes(&now).len() {
            0 => before.score_changes(&now).len(),
            figures => figures,
        })
    }

    /// Locks what is accepted and keeps the figures as they are.
    async fn freeze(&self, tx: &mut Tx, round: &Round, progress: &Progress<'_>) -> store::Result<Publication> {
        let mut done = HashSet::new();
        let mut all = submission::in_round(tx, round.id).await?;
        all.sort_by_key(|s| std::cmp::Reverse(s.revision));
        for s in all.iter().filter(|s| matches!(s.state, S::Accepted | S::Locked)) {
            if done.insert(s.unit_id) && s.state == S::Accepted {
                submission::step(tx, s, Step::Lock, self.person, self.at, json!({})).await?;
            }
        }
        let content = self.snapshot(tx, progress).await?.content();
        publication::freeze(tx, round.id, &content, self.person, self.at).await
    }

    /// The round's figures now, with what was known at the end of its period.
    async fn snapshot(&self, tx: &mut Tx, progress: &Progress<'_>) -> store::Result<Snapshot> {
        let c = &self.catalogue;
        let mut figures = figure::of_province(tx, self.province.id).await?;
        figures.retain(|f| f.period.end() <= self.period.end());
        let frozen = figures.iter().filter(|f| f.period == self.period).filter_map(|f| {
            Some(FrozenFigure {
                indicator: c.indicator(f.indicator_id)?.code.clone(),
                unit: c.unit(f.unit_id)?.code.clone(),
                numerator: Quantity::from_scaled(f.numerator),
                denominator: f.denominator.map(Quantity::from_scaled),
                observation: f.observation_id.to_string(),
                illustrative: f.illustrative,
            })
        });
        let mut frozen: Vec<FrozenFigure> = frozen.collect();
        frozen.sort_by(|a, b| (&a.indicator, &a.unit).cmp(&(&b.indicator, &b.unit)));
        let board = Board::new(c.clone(), self.province.id, figures, (c.version, 0, self.period.end()));
        let body = catalogue::framework(tx, self.province.id).await?;
        let framework: Option<Framework> = body.and_then(|json| serde_json::from_str(&json).ok());
        let scores = framework.map_or_else(Vec::new, |f| scores(&board, &f, progress));
        let mut indicators: HashSet<&str> = frozen.iter().map(|f| f.indicator.as_str()).collect();
        let standings = standings(&board);
        indicators.extend(standings.iter().map(|s| s.indicator.as_str()));
        let named = indicators.iter().filter_map(|code| {
            let i = c.indicator_by_code(code)?;
            let measure = if i.kind == Kind::Ratio { "%".to_owned() } else { i.unit_of_measure.clone() };
            Some((i.code.clone(), Named { name: i.name.clone(), measure }))
        });
        let codes = |units: &[&OrgUnit]| units.iter().map(|u| u.code.clone()).collect::<std::collections::BTreeSet<_>>();
        let (silent, exempt) = (codes(&progress.silent), codes(&progress.exempt));
        let told: HashSet<&str> = frozen
            .iter()
            .map(|f| f.unit.as_str())
            .chain(scores.iter().map(|s| s.unit.as_str()))
            .chain(silent.iter().chain(&exempt).map(String::as_str))
            .collect();
        Ok(Snapshot {
            province: self.province.code.clone(),
            province_name: self.province.name.clone(),
            period: self.period,
            indicators: named.collect(),
            units: told.iter().filter_map(|code| Some(((*code).to_owned(), c.unit_by_code(code)?.name.clone()))).collect(),
            standings,
            scores,
            silent: silent.iter().cloned().collect(),
            exempt: exempt.iter().cloned().collect(),
            figures: frozen,
        })
    }
}

fn standings(board: &Board) -> Vec<FrozenStanding> {
    let standing = |s: &app::board::Standing| FrozenStanding {
        indicator: board.code_of(s).to_owned(),
        year: s.target.year,
        target: board.target_text(s),
        numerator: s.progress.numerator,
        denominator: s.progress.denominator,
        status: s.progress.status,
        reported: s.progress.coverage.reported,
        expected: s.progress.coverage.expected,
    };
    board.standings.iter().map(standing).collect()
}

/// Points of every unit, ranked among those of its kind; who is exempt has no rank.
fn scores(board: &Board, framework: &Framework, progress: &Progress<'_>) -> Vec<FrozenScore> {
    let mut scores = vec![];
    for communes in [false, true] {
        let exempt = |u: &OrgUnit| progress.exempt.iter().any(|e| e.id == u.id);
        let cards: Vec<_> = board.reporting_units(communes).into_iter().map(|u| (u, board.score(framework, u.id))).collect();
        let totals: Vec<_> = cards.iter().map(|(u, card)| (u.code.clone(), card.total, exempt(u))).collect();
        let ranks = rank(&totals);
        scores.extend(cards.iter().map(|(u, card)| FrozenScore {
            unit: u.code.clone(),
            points: card.total,
            maximum: Quantity::whole(i64::from(card.maximum)).unwrap_or_default(),
            rank: ranks.iter().find(|(code, _)| code == &u.code).and_then(|(_, rank)| *rank),
        }));
    }
    scores.sort_by(|a, b| a.unit.cmp(&b.unit));
    scores
}
