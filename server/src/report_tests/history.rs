//! Random histories: whatever people try in whatever order, the desk does what the model does.

use super::{
    Database, actor, build_on, file, grounds, invariants,
    model::{Model, Step, Who},
    no_reasons, revisions,
    tally::Tally,
    typed,
};
use crate::{
    report::{Desk, ReportError},
    site::Site,
};
use chrono::Days;
use domain::{
    Period, Quantity,
    access::{Actor, Role},
    workflow::{Action, ITEM_TRANSITIONS, ItemAction, ItemState, SubmissionState as S, TRANSITIONS, Transition},
};
use std::sync::Arc;
use store::{figure, submission::Decision};
use uuid::Uuid;

/// How many histories; `TIENDO_MODEL_RUNS` asks for more, `TIENDO_MODEL_SEED` for others.
const RUNS: usize = 300;
const STEPS: usize = 40;

/// Splitmix64: the same history for the same seed on every machine.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    /// Whoever is likely to be let in, and one time in six anybody.
    fn who(&mut self, those: &[Who]) -> Who {
        if self.below(6) == 0 { Who::ALL[self.below(Who::ALL.len())] } else { those[self.below(those.len())] }
    }

    /// Twice in three times something that may be done now. `number` is new each time, so that no two files are the same.
    fn step(&mut self, model: &Model, number: i64) -> (Who, Step) {
        const UNIT: &[Who] = &[Who::Focal, Who::Focal, Who::Editor];
        const REVIEW: &[Who] = &[Who::Reviewer, Who::Approver, Who::Moved];
        let now = match model.revisions.last().map(|r| r.state) {
            Some(S::Submitted | S::InReview) => 10..19,
            Some(S::Accepted) => 19..20,
            _ => 0..10,
        };
        match if self.below(3) == 0 { self.below(20) } else { now.start + self.below(now.len()) } {
            0..=3 => {
                let mut numbers = [Some(number), Some(number + 1), Some(number + 2)];
                if self.below(4) == 0 {
                    numbers[self.below(3)] = None;
                }
                (self.who(UNIT), Step::Upload(numbers))
            }
            4..=5 => (self.who(UNIT), Step::Type(self.below(3), number)),
            6..=9 => (self.who(&[Who::Focal]), Step::Submit),
            10 => (self.who(&[Who::Focal]), Step::Withdraw),
            11..=14 => {
                let states = [ItemState::Accepted, ItemState::Accepted, ItemState::Adjusted, ItemState::Rejected, ItemState::Clarification];
                (self.who(REVIEW), Step::Decide(self.below(3), states[self.below(5)], number))
            }
            15..=16 => (self.who(REVIEW), Step::GiveBack),
            17..=18 => (self.who(&[Who::Approver, Who::Moved]), Step::Accept(self.below(3) > 0)),
            _ => (self.who(&[Who::Approver]), Step::Reopen(self.below(3))),
        }
    }
}

fn seat(who: Who, unit: &str) -> Actor {
    const HERE: &str = "dong-nai";
    match who {
        Who::Focal => actor("focal", Some(unit), &[(Role::UnitEditor, HERE, Some(unit)), (Role::UnitApprover, HERE, Some(unit))]),
        Who::Editor => actor("editor", Some(unit), &[(Role::UnitEditor, HERE, Some(unit))]),
        Who::Reviewer => actor("reviewer", Some("SKHCN"), &[(Role::Reviewer, HERE, None)]),
        Who::Approver => actor("approver", Some("SKHCN"), &[(Role::Approver, HERE, None)]),
        Who::OwnApprover => actor("own", Some(unit), &[(Role::Approver, HERE, None), (Role::Reviewer, HERE, None)]),
        Who::Moved => actor("focal", Some("SKHCN"), &[(Role::Approver, HERE, None)]),
        Who::Stranger => actor(
            "stranger",
            Some("QN-1"),
            &[(Role::UnitEditor, "quang-ngai", Some("QN-1")), (Role::UnitApprover, "quang-ngai", Some("QN-1"))],
        ),
    }
}

/// Does to the real desk what `step` says.
async fn act(desk: &Desk<'_>, step: &Step) -> Result<(), ReportError> {
    let items = async || revisions(desk).await.pop().map(|(_, items)| items).unwrap_or_default();
    let id = |i: usize| desk.catalogue.indicators[i].id;
    match *step {
        Step::Upload(numbers) => {
            let (upload, _) = desk.upload("thang.xlsx", &file(desk, numbers).await).await?;
            desk.keep(upload.id).await
        }
        Step::Type(i, number) => desk.save(&typed(desk, super::CODES[i], &number.to_string(), "1000000").await, &no_reasons()).await,
        Step::Submit => desk.submit(None).await,
        Step::Withdraw => desk.withdraw().await,
        Step::Decide(i, state, number) => {
            let item = items().await.iter().find(|o| o.indicator_id == id(i)).map_or_else(Uuid::now_v7, |o| o.id);
            let adjusted = (state == ItemState::Adjusted).then(|| (Quantity::whole(number).unwrap(), Quantity::whole(1_000_000)));
            let reason = if state == ItemState::Accepted { String::new() } else { "Xem lại.".to_owned() };
            desk.decide(item, &Decision { state, reason, adjusted }).await
        }
        Step::GiveBack => desk.give_back(desk.site.today() + Days::new(3), None).await,
        Step::Accept(the_rest) => desk.accept(the_rest, None).await,
        Step::Reopen(i) => desk.reopen(&[id(i)], &grounds(desk, "Đơn vị đề nghị sửa.")).await,
    }
}

/// Everything the database says of the unit, against the model.
async fn compare(site: &Site, desk: &Desk<'_>, people: &[Uuid], model: &Model, told: &str) {
    let all = revisions(desk).await;
    assert_eq!(all.iter().map(|(s, _)| s.state).collect::<Vec<_>>(), model.revisions.iter().map(|r| r.state).collect::<Vec<_>>(), "{told}");
    let mut tx = site.db.read().await.unwrap();
    let lines = invariants::check(&mut tx, &all, told).await;
    for ((s, items), expected) in all.iter().zip(&model.revisions) {
        for (i, known) in desk.catalogue.indicators.iter().enumerate() {
            let stored = items.iter().find(|o| o.indicator_id == known.id);
            let stored = stored.map(|o| (o.numerator, o.item_state, o.adjusted_numerator));
            let wanted = expected.items[i].map(|o| (Some(o.number * 10_000), o.state, o.adjusted.map(|n| n * 10_000)));
            assert_eq!(stored, wanted, "revision {} item {i}: {told}", s.revision);
        }
        assert_eq!(s.submitted_by, expected.submitter.map(|i| people[i]), "{told}");
        if s.state == S::Accepted {
            let settled = |o: &store::submission::Observation| matches!(o.item_state, ItemState::Accepted | ItemState::Adjusted);
            assert!(items.iter().all(settled), "accepted with an item nobody accepted: {told}");
            assert_ne!(s.submitted_by, s.decided_by, "{told}");
        }
    }
    assert_eq!(lines, model.audit, "lines on record: {told}");
    let figures = figure::of_unit(&mut tx, desk.unit.id, desk.period).await.unwrap();
    let in_force = |i: usize| figures.iter().find(|f| f.0 == desk.catalogue.indicators[i].id).map(|f| f.1 / 10_000);
    assert_eq!([0, 1, 2].map(in_force), model.in_force, "figures in force: {told}");
}

pub fn asked(variable: &str, usual: usize) -> usize {
    std::env::var(variable).ok().map_or(usual, |n| n.parse().expect("a number"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_histories_go_as_the_model_says_on_sqlite() {
    histories(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_histories_go_as_the_model_says_on_postgres() {
    let database = Database::new().await;
    histories(Some(database.url.clone())).await;
    database.remove().await;
}

/// Histories that run at once: of different units, and each waits for the disk most of its time.
const LANES: usize = 4;

async fn histories(database: Option<String>) {
    let (runs, seed) = (asked("TIENDO_MODEL_RUNS", RUNS), asked("TIENDO_MODEL_SEED", 0));
    let ground = build_on(database, runs).await;
    let mut people = vec![];
    for who in Who::ALL {
        people.push(ground.person(&format!("{who:?}").to_lowercase()).await);
    }
    let (people, period) = (Arc::new(people), ground.period());
    let mut lanes = tokio::task::JoinSet::new();
    for lane in 0..LANES {
        let (site, people) = (ground.site.clone(), people.clone());
        lanes.spawn(async move {
            let (mut models, mut tally) = (vec![], Tally::default());
            for run in (1..=runs).filter(|run| run % LANES == lane) {
                models.push(history(&site, &people, period, run, seed, &mut tally).await);
            }
            (models, tally)
        });
    }
    let (mut models, mut tally): (Vec<Model>, _) = (vec![], Tally::default());
    for (some, counted) in lanes.join_all().await {
        models.extend(some);
        tally.join(counted);
    }
    let sum = |of: fn(&Model) -> usize| models.iter().map(of).sum::<usize>();
    let (accepted, refused, revisions) = (sum(|m| m.accepted), sum(|m| m.refused), sum(|m| m.revisions.len()));
    assert_eq!(models.len(), runs);
    // Histories in which nothing happens would prove nothing.
    assert!(
        accepted >= runs / 2 && refused >= runs * 10 && revisions >= runs * 2,
        "{accepted} accepted, {refused} refused, {revisions} revisions"
    );
    // Exempting and locking are the round's: its own model walks them.
    let walked =
        |t: &&Transition<S, Action>| t.from != S::Exempt && t.from != S::Locked && !matches!(t.action, Action::Exempt | Action::Lock);
    let steps = ["Upload", "Type", "Submit", "Withdraw", "Decide", "GiveBack", "Accept", "Reopen"];
    tally.assert_each(TRANSITIONS.iter().filter(walked).map(|t| (t.from, t.action)), &steps, runs / 30);
    let of_reports = ITEM_TRANSITIONS.iter().filter(|t| t.action != ItemAction::Settle);
    tally.assert_each(of_reports.map(|t| (t.from, t.action)), &[], runs / 30);
}

/// Notes which rows of the tables a step took from where the model stood.
fn count(tally: &mut Tally, before: &Model, step: &Step) {
    let Some(newest) = before.revisions.last() else { return };
    let judges = matches!(step, Step::Decide(..) | Step::GiveBack | Step::Accept(_));
    if judges && newest.state == S::Submitted {
        tally.took(S::Submitted, Action::Claim);
    }
    match *step {
        Step::Submit => tally.took(newest.state, Action::Submit),
        Step::Withdraw => tally.took(newest.state, Action::Withdraw),
        Step::GiveBack => tally.took(S::InReview, Action::Return),
        Step::Accept(_) => tally.took(S::InReview, Action::Accept),
        Step::Reopen(i) => {
            tally.took(newest.state, Action::Reopen);
            tally.took(newest.items[i].map_or(ItemState::Pending, |o| o.state), ItemAction::Reopen);
        }
        Step::Decide(i, state, _) => {
            let from = newest.items[i].map(|o| o.state);
            if let (Some(from), Some(action)) = (from, ItemAction::deciding(state)) {
                tally.took(from, action);
            }
        }
        Step::Upload(_) | Step::Type(..) if newest.state == S::Returned => {
            let back = newest.items.iter().flatten().filter(|o| matches!(o.state, ItemState::Rejected | ItemState::Clarification));
            back.for_each(|o| tally.took(o.state, ItemAction::Correct));
        }
        Step::Upload(_) | Step::Type(..) => {}
    }
}

/// One unit's history; gives the model that went with it.
async fn history(site: &Arc<Site>, people: &[Uuid], period: Period, run: usize, seed: usize, tally: &mut Tally) -> Model {
    let (unit, mut model, mut told) = (format!("U{run}"), Model::default(), format!("run {run} of seed {seed}"));
    let mut dice = Dice((seed * 1_000_003 + run) as u64);
    for n in 0..STEPS {
        // Above a hundred: beside a million less would be taken for percentages.
        let (who, step) = dice.step(&model, n as i64 * 3 + 101);
        let seat = seat(who, &unit);
        let mut desk = Desk::open(site, &seat, people[who.person()], &unit, period).await.unwrap();
        // Reads files in this process: a test is not the program and has no reader to start.
        desk.illustrative = true;
        told.push_str(&format!("\n{who:?} {step:?}"));
        let done = act(&desk, &step).await;
        assert!(!matches!(done, Err(ReportError::Store(ref e)) if !matches!(e, store::Error::Refused(_))), "{done:?}: {told}");
        let before = model.clone();
        assert_eq!(done.is_ok(), model.take(who, &step), "{done:?}: {told}");
        if done.is_ok() {
            count(tally, &before, &step)
        } else {
            tally.refused(&step)
        }
        compare(site, &desk, people, &model, &told).await;
    }
    model
}
