//! Random lives of a round from closed to superseded: whoever tries whatever in whatever order, what is frozen, published
//! and corrected is what the model says, and what was published stays as it is.

use super::{CODES, Database, Ground, actor, build_on, grounds, history::Dice, no_reasons, revisions, tally::Tally, typed};
use crate::{
    appraisal::{Given, RoundDesk},
    report::{Desk, ReportError},
};
use chrono::Days;
use domain::{
    Period, Quantity,
    access::{Actor, Role},
    exception::{ExceptionKind, Verdict},
    publication::Snapshot,
    workflow::{ROUND_TRANSITIONS, RoundAction as A, RoundState as R},
};
use store::{appeal, audit, publication, round, upload};
use uuid::Uuid;

const RUNS: usize = 60;
const STEPS: usize = 150;
const HERE: &str = "dong-nai";
/// Two units report three figures each.
const UNITS: usize = 2;

#[derive(Clone, Debug)]
enum Step {
    /// Leave to hand in late, for a unit.
    Grant(usize),
    /// Everything the unit may type now, handed in.
    HandIn(usize, i64),
    Accept(usize),
    Reopen(usize, usize),
    Appeal(usize, usize),
    /// The open explanation of a figure: upheld with a number, or dismissed.
    Answer(usize, usize, Option<i64>),
    /// So many days from today, with everything a step can ask for or with nothing of it.
    Move(A, u64, bool),
}

type Figures = [[Option<i64>; 3]; UNITS];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Report {
    #[default]
    None,
    Submitted,
    Accepted,
    Locked,
}

#[derive(Clone, Debug, Default)]
struct Unit {
    has_leave: bool,
    /// The newest revision that is no draft, and its figures.
    report: Report,
    figures: [Option<i64>; 3],
    /// The item that a draft of the next revision has open, and the one that what is handed in has.
    reopened: Option<usize>,
    handed_in: Option<usize>,
    in_force: [Option<i64>; 3],
    appeals: [bool; 3],
}

#[derive(Clone, Debug)]
struct Model {
    state: R,
    units: [Unit; UNITS],
    frozen: Vec<(Figures, bool)>,
}

impl Model {
    fn in_force(&self) -> Figures {
        self.units.each_ref().map(|u| u.in_force)
    }

    /// Is the step allowed, and done?
    fn take(&mut self, step: &Step) -> bool {
        let before = self.clone();
        let done = self.after(step).is_some();
        if !done {
            *self = before;
        }
        done
    }

    fn after(&mut self, step: &Step) -> Option<()> {
        match *step {
            Step::Grant(u) => {
                (self.state <= R::InAppraisal).then_some(())?;
                self.units[u].has_leave = true;
            }
            Step::HandIn(u, n) => {
                let unit = &mut self.units[u];
                unit.handed_in = unit.reopened.take();
                match (unit.report, unit.handed_in) {
                    (Report::None, _) if unit.has_leave => unit.figures = [n, n + 1, n + 2].map(Some),
                    (Report::Accepted | Report::Locked, Some(i)) => unit.figures[i] = Some(n),
                    _ => return None,
                }
                unit.report = Report::Submitted;
            }
            Step::Accept(u) => {
                let unit = &mut self.units[u];
                (unit.report == Report::Submitted).then_some(())?;
                (unit.report, unit.in_force) = (Report::Accepted, unit.figures);
            }
            Step::Reopen(u, i) => {
                let unit = &mut self.units[u];
                (matches!(unit.report, Report::Accepted | Report::Locked) && unit.reopened.is_none()).then_some(())?;
                unit.reopened = Some(i);
            }
            Step::Appeal(u, i) => {
                let unit = &mut self.units[u];
                (self.state == R::Notified && unit.in_force[i].is_some() && !unit.appeals[i]).then_some(())?;
                unit.appeals[i] = true;
            }
            Step::Answer(u, i, upheld) => {
                let unit = &mut self.units[u];
                (self.state == R::Notified && unit.appeals[i]).then_some(())?;
                unit.appeals[i] = false;
                if let Some(n) = upheld {
                    unit.in_force[i] = Some(n);
                    // A report that waits keeps what the unit put right itself, and takes over what it only carries.
                    if unit.report != Report::Submitted || unit.handed_in != Some(i) {
                        unit.figures[i] = Some(n);
                    }
                }
            }
            Step::Move(action, days, given) => self.advance(action, days, given)?,
        }
        Some(())
    }

    /// The table of DESIGN once more, with its guards.
    fn advance(&mut self, action: A, days: u64, given: bool) -> Option<()> {
        let changed = self.frozen.last().is_some_and(|(figures, _)| *figures != self.in_force());
        let undecided = self.units.iter().any(|u| u.report == Report::Submitted);
        let silent = self.units.iter().any(|u| u.report == Report::None);
        let (to, holds) = match (self.state, action) {
            (R::Closed, A::Appraise) => (R::InAppraisal, !silent || given),
            (R::InAppraisal, A::Notify) => (R::Notified, !undecided && given && days == 0),
            // Explained until tomorrow.
            (R::Notified, A::Finalise) => (R::Finalised, !undecided && days > 1 && !self.units.iter().any(|u| u.appeals.contains(&true))),
            (R::Finalised, A::Finalise) => (R::Finalised, !undecided && changed),
            (R::Finalised, A::Publish) => (R::Published, given && !changed),
            (R::Published | R::Superseded, A::Supersede) => (R::Superseded, !undecided && given && changed),
            _ => return None,
        };
        holds.then_some(())?;
        self.state = to;
        if matches!(action, A::Finalise | A::Supersede) {
            self.frozen.push((self.in_force(), false));
            for unit in self.units.iter_mut().filter(|u| u.report == Report::Accepted) {
                unit.report = Report::Locked;
            }
        }
        if matches!(action, A::Publish | A::Supersede) {
            self.frozen.last_mut()?.1 = true;
        }
        Some(())
    }
}

/// Twice in three times something that leads on.
fn step(dice: &mut Dice, model: &Model, number: i64) -> Step {
    let (u, i) = (dice.below(UNITS), dice.below(3));
    let days = dice.below(3) as u64;
    let next = match model.state {
        R::Closed => A::Appraise,
        R::InAppraisal => A::Notify,
        R::Notified => A::Finalise,
        R::Finalised => [A::Publish, A::Finalise][dice.below(2)],
        _ => A::Supersede,
    };
    let days = if next == A::Notify && dice.below(3) > 0 { 0 } else { days };
    match dice.below(16) {
        0 => Step::Grant(u),
        1..=3 => Step::HandIn(u, number),
        4..=6 => Step::Accept(u),
        7 => Step::Reopen(u, i),
        8..=9 => Step::Appeal(u, i),
        10..=12 => Step::Answer(u, i, (dice.below(2) == 0).then_some(number)),
        13 => Step::Move([A::Appraise, A::Notify, A::Finalise, A::Publish, A::Supersede][dice.below(5)], days, dice.below(2) == 0),
        _ => Step::Move(next, days, dice.below(4) > 0),
    }
}

struct Seats {
    unit: [Actor; UNITS],
    judge: Actor,
    people: [Uuid; 2],
}

async fn act(ground: &Ground, seats: &Seats, period: Period, step: &Step) -> Result<(), ReportError> {
    let site = &ground.site;
    let unit = async |u: usize| Desk::open(site, &seats.unit[u], seats.people[0], &format!("U{}", u + 1), period).await.unwrap();
    let bench = async |u: usize| Desk::open(site, &seats.judge, seats.people[1], &format!("U{}", u + 1), period).await.unwrap();
    let figure = |n: i64| Some((Quantity::whole(n).unwrap(), Quantity::whole(1_000_000)));
    match *step {
        Step::Grant(u) => {
            let bench = bench(u).await;
            bench.grant(ExceptionKind::LateEntry, &[], &grounds(&bench, "Mất điện.")).await
        }
        Step::HandIn(u, n) => {
            let desk = unit(u).await;
            let settled = |code: &str, items: &[store::submission::Observation]| {
                let id = desk.catalogue.indicator_by_code(code).unwrap().id;
                items.iter().any(|o| o.indicator_id == id && o.is_settled())
            };
            let items = revisions(&desk).await.pop().map(|(_, items)| items).unwrap_or_default();
            let open: Vec<_> = CODES.iter().filter(|code| !settled(code, &items)).collect();
            for (code, n) in open.iter().zip(n..) {
                desk.save(&typed(&desk, code, &n.to_string(), "1000000").await, &no_reasons()).await?;
            }
            desk.submit(None).await
        }
        Step::Accept(u) => bench(u).await.accept(true, None).await,
        Step::Reopen(u, i) => {
            let bench = bench(u).await;
            let id = bench.catalogue.indicator_by_code(CODES[i]).unwrap().id;
            bench.reopen(&[id], &grounds(&bench, "Gõ nhầm.")).await
        }
        Step::Appeal(u, i) => {
            let desk = unit(u).await;
            let id = desk.catalogue.indicator_by_code(CODES[i]).unwrap().id;
            let items = revisions(&desk).await.into_iter().flat_map(|(_, items)| items);
            let of = items.filter(|o| o.in_force && o.indicator_id == id).map(|o| o.id).next();
            desk.appeal(of.unwrap_or_else(Uuid::now_v7), "Thiếu hồ sơ.", None).await
        }
        Step::Answer(u, i, upheld) => {
            let bench = bench(u).await;
            let id = bench.catalogue.indicator_by_code(CODES[i]).unwrap().id;
            let about = revisions(&bench).await.into_iter().flat_map(|(_, items)| items);
            let about: Vec<Uuid> = about.filter(|o| o.indicator_id == id).map(|o| o.id).collect();
            let all = appeal::in_round(&mut site.db.read().await.unwrap(), bench.round.id).await.unwrap();
            let open = all.iter().find(|a| a.verdict == Verdict::Open && about.contains(&a.observation_id)).map(|a| a.id);
            bench.answer(open.unwrap_or_else(Uuid::now_v7), upheld.and_then(figure), "Đã xem lại.").await
        }
        Step::Move(action, days, given) => {
            let mut desk = RoundDesk::open(site, &seats.judge, seats.people[1], HERE, period).await.unwrap();
            desk.today = site.today() + Days::new(days);
            let until = Some(site.today() + Days::new(1));
            let all = Given { explain_until: until, silence_noted: true, document: "9/TB".into(), notice: "Gõ nhầm.".into() };
            desk.take(action, &if given { all } else { Given::default() }).await.map(drop)
        }
    }
}

/// What is kept of the round, against the model; `kept` are the snapshots seen so far, byte for byte.
async fn compare(ground: &Ground, period: Period, model: &Model, kept: &mut Vec<Vec<u8>>, told: &str) {
    let mut tx = ground.site.db.read().await.unwrap();
    let catalogue = ground.site.catalogue(&mut tx).await.unwrap();
    let round = round::of_period(&mut tx, catalogue.provinces[0].id, period).await.unwrap().unwrap();
    assert_eq!(round.standing(ground.site.today()).unwrap(), model.state, "{told}");
    let mut all = publication::of_round(&mut tx, round.id).await.unwrap();
    all.reverse();
    assert_eq!(all.len(), model.frozen.len(), "snapshots: {told}");
    for (n, (p, (figures, published))) in all.iter().zip(&model.frozen).enumerate() {
        let content = publication::content(&mut tx, p.id).await.unwrap().unwrap();
        assert_eq!(p.content_hash, upload::sha256(&content), "{told}");
        assert_eq!((p.number, p.published_at.is_some()), (n as i32 + 1, *published), "{told}");
        match kept.get(n) {
            Some(before) => assert!(*before == content, "snapshot {} changed: {told}", n + 1),
            None => kept.push(content.clone()),
        }
        let snapshot = Snapshot::read(&content).unwrap();
        let told_of = |u: usize, i: usize| {
            let is = |f: &&domain::publication::FrozenFigure| f.unit == format!("U{}", u + 1) && f.indicator == CODES[i];
            snapshot.figures.iter().find(is).map(|f| f.numerator.scaled() / 10_000)
        };
        let frozen: Figures = std::array::from_fn(|u| std::array::from_fn(|i| told_of(u, i)));
        assert_eq!(frozen, *figures, "figures of snapshot {}: {told}", n + 1);
    }
    let lines = audit::of(&mut tx, "round", &round.period).await.unwrap();
    let end = lines.iter().try_fold(R::Closed, |state, line| match (state, line.action.as_str()) {
        (R::Closed, "round.appraise") => Some(R::InAppraisal),
        (R::InAppraisal, "round.notify") => Some(R::Notified),
        (R::Notified | R::Finalised, "round.finalise") => Some(R::Finalised),
        (R::Finalised, "round.publish") => Some(R::Published),
        (R::Published | R::Superseded, "round.supersede") => Some(R::Superseded),
        _ => None,
    });
    assert_eq!(end, Some(model.state), "the record does not lead to where the round stands: {told}");
}

async fn lives(database: Option<String>) {
    let runs = super::history::asked("TIENDO_MODEL_RUNS", RUNS * 5) / 5;
    let seed = super::history::asked("TIENDO_MODEL_SEED", 0);
    let ground = build_on(database, UNITS).await;
    let province = ground.site.catalogue(&mut ground.site.db.read().await.unwrap()).await.unwrap().provinces[0].id;
    let of =
        |code: &'static str| actor("focal", Some(code), &[(Role::UnitEditor, HERE, Some(code)), (Role::UnitApprover, HERE, Some(code))]);
    let judge = actor("judge", Some("SKHCN"), &[(Role::Approver, HERE, None)]);
    let seats = Seats { unit: [of("U1"), of("U2")], judge, people: [ground.person("focal").await, ground.person("judge").await] };
    let (mut published, mut corrected, mut answered, mut tally) = (0, 0, 0, Tally::default());
    for run in 1..=runs {
        // Each life in a month of its own.
        let period = ground.period().shift(-(run as i32));
        ground.open_round(province, period, -50, -5).await;
        let mut model = Model { state: R::Closed, units: Default::default(), frozen: vec![] };
        let (mut dice, mut kept) = (Dice((seed * 1_000_003 + run) as u64), vec![]);
        let mut told = format!("run {run} of seed {seed}");
        for n in 0..STEPS {
            let step = step(&mut dice, &model, n as i64 * 3 + 1);
            told.push_str(&format!("\n{step:?}"));
            let (done, from) = (act(&ground, &seats, period, &step).await, model.state);
            assert!(!matches!(done, Err(ReportError::Store(ref e)) if !matches!(e, store::Error::Refused(_))), "{done:?}: {told}");
            assert_eq!(done.is_ok(), model.take(&step), "{done:?}: {told}");
            match (&step, done.is_ok()) {
                (Step::Move(action, ..), true) => tally.took(from, action),
                (Step::Move(action, ..), false) => tally.refused(action),
                (_, true) => {}
                (_, false) => tally.refused(&step),
            }
            answered += usize::from(done.is_ok() && matches!(step, Step::Answer(..)));
            compare(&ground, period, &model, &mut kept, &told).await;
        }
        published += usize::from(model.state >= R::Published);
        corrected += usize::from(model.state == R::Superseded);
    }
    // Lives in which nothing happens would prove nothing.
    let enough = published >= runs / 3 && corrected >= runs / 10 && answered >= runs / 4;
    assert!(enough, "of {runs}: {published} published, {corrected} corrected, {answered} explanations answered");
    let steps = ["Grant", "HandIn", "Accept", "Reopen", "Appeal", "Answer", "Appraise", "Notify", "Finalise", "Publish", "Supersede"];
    let by_hand = ROUND_TRANSITIONS.iter().filter(|t| t.from >= R::Closed);
    tally.assert_each(by_hand.map(|t| (t.from, t.action)), &steps, runs / 20);
}

#[tokio::test]
async fn random_histories_of_rounds_end_as_the_model_says_on_sqlite() {
    lives(None).await;
}

#[tokio::test]
async fn random_histories_of_rounds_end_as_the_model_says_on_postgres() {
    let database = Database::new().await;
    lives(Some(database.url.clone())).await;
    database.remove().await;
}
