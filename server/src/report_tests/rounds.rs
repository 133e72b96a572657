//! A round to its end: exceptions, results, explanations, what is frozen and published, and its correction.

use super::{CODES, Ground, actor, build, grounds, no_reasons, revisions, typed};
use crate::{
    appraisal::{Given, RoundDesk},
    report::{Desk, ReportError},
};
use chrono::Days;
use domain::{
    Quantity,
    access::{Actor, Role},
    exception::{ExceptionKind, Verdict},
    publication::Snapshot,
    workflow::{ItemState, RoundAction as A, RoundState, SubmissionState as S},
};
use store::{appeal, audit, exception, publication, round, submission, upload};
use uuid::Uuid;

const HERE: &str = "dong-nai";

/// A unit's focal point and an approver, with a round that has closed five days ago.
struct Stage {
    ground: Ground,
    focal: (Actor, Uuid),
    judge: (Actor, Uuid),
    period: domain::Period,
}

impl Stage {
    async fn new(units: usize) -> Self {
        let ground = build(units).await;
        let period = ground.period().previous();
        let focal = actor("focal", Some("U1"), &[(Role::UnitEditor, HERE, Some("U1")), (Role::UnitApprover, HERE, Some("U1"))]);
        let judge = actor("judge", Some("SKHCN"), &[(Role::Approver, HERE, None)]);
        let (f, j) = (ground.person("focal").await, ground.person("judge").await);
        let stage = Self { ground, focal: (focal, f), judge: (judge, j), period };
        let province = stage.ground.site.catalogue(&mut stage.ground.site.db.read().await.unwrap()).await.unwrap().provinces[0].id;
        stage.ground.open_round(province, period, -50, -5).await;
        stage
    }

    async fn unit(&self, code: &str) -> Desk<'_> {
        Desk::open(&self.ground.site, &self.focal.0, self.focal.1, code, self.period).await.unwrap()
    }

    async fn bench(&self, code: &str) -> Desk<'_> {
        Desk::open(&self.ground.site, &self.judge.0, self.judge.1, code, self.period).await.unwrap()
    }

    async fn round(&self) -> RoundDesk<'_> {
        RoundDesk::open(&self.ground.site, &self.judge.0, self.judge.1, HERE, self.period).await.unwrap()
    }

    async fn fill(&self, numbers: [&str; 3]) {
        let unit = self.unit("U1").await;
        for (code, n) in CODES.iter().zip(numbers) {
            unit.save(&typed(&unit, code, n, "1000").await, &no_reasons()).await.unwrap();
        }
    }

    /// U1 hands in late with leave, and is accepted.
    async fn accepted(&self, numbers: [&str; 3]) {
        let bench = self.bench("U1").await;
        bench.grant(ExceptionKind::LateEntry, &[], &grounds(&bench, "Mất điện.")).await.unwrap();
        self.fill(numbers).await;
        self.unit("U1").await.submit(None).await.unwrap();
        bench.accept(true, None).await.unwrap();
    }

    async fn published(&self) -> Vec<publication::Publication> {
        publication::of_round(&mut self.ground.site.db.read().await.unwrap(), self.round().await.round.id).await.unwrap()
    }

    async fn snapshot(&self, p: &publication::Publication) -> (Vec<u8>, Snapshot) {
        let content = publication::content(&mut self.ground.site.db.read().await.unwrap(), p.id).await.unwrap().unwrap();
        let read = Snapshot::read(&content).unwrap();
        (content, read)
    }
}

fn said<T: std::fmt::Debug>(outcome: Result<T, ReportError>) -> String {
    match outcome {
        Err(ReportError::Refused(sentence) | ReportError::Store(store::Error::Refused(sentence))) => sentence,
        Err(ReportError::Access(refusal)) => refusal.to_string(),
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn noted() -> Given {
    Given { silence_noted: true, ..Given::default() }
}

#[tokio::test]
async fn late_entry_opens_a_closed_round_for_one_unit_until_it_lapses() {
    let stage = Stage::new(2).await;
    let (unit, bench) = (stage.unit("U1").await, stage.bench("U1").await);
    let typing = async || unit.save(&typed(&unit, "A", "10", "1000").await, &no_reasons()).await;
    assert!(said(typing().await).contains("đã đóng ngày"));
    // No paper, no reason, a day that has passed: nothing.
    let good = grounds(&bench, "Mất điện.");
    for wrong in [
        crate::report::Grounds { reason: " ".into(), ..good.clone() },
        crate::report::Grounds { document: String::new(), ..good.clone() },
        crate::report::Grounds { until: stage.ground.site.today() - Days::new(1), ..good.clone() },
    ] {
        said(bench.grant(ExceptionKind::LateEntry, &[], &wrong).await);
    }
    assert!(said(typing().await).contains("đã đóng ngày"));
    assert!(
        matches!(unit.grant(ExceptionKind::LateEntry, &[], &good).await, Err(ReportError::Access(_))),
        "no unit grants itself anything"
    );
    bench.grant(ExceptionKind::LateEntry, &[], &good).await.unwrap();
    typing().await.unwrap();
    let other = stage.unit("U2").await;
    assert!(other.closed(&mut stage.ground.site.db.read().await.unwrap()).await.unwrap().is_some(), "another unit's leave is not mine");
    // Taken back.
    let mut tx = stage.ground.site.db.read().await.unwrap();
    let granted = exception::of_report(&mut tx, unit.round.id, unit.unit.id).await.unwrap();
    drop(tx);
    bench.end_exception(granted[0].id).await.unwrap();
    assert!(said(typing().await).contains("Phép cho nộp muộn đã hết hiệu lực"));
    assert!(said(bench.end_exception(granted[0].id).await).contains("đã được kết thúc"));
    // Lapsed by itself.
    let mut old = granted[0].clone();
    (old.id, old.until) = (Uuid::now_v7(), stage.ground.site.today() - Days::new(1));
    store::in_tx!(stage.ground.site.db, |tx| exception::grant(tx, &old).await).unwrap();
    assert!(said(typing().await).contains("đã hết hiệu lực"));
}

#[tokio::test]
async fn who_is_exempt_owes_nothing_until_that_is_ended() {
    let stage = Stage::new(2).await;
    let bench = stage.bench("U2").await;
    assert!(said(bench.grant(ExceptionKind::Exemption, &["X".into()], &grounds(&bench, "Không có.")).await).contains("“X”"));
    bench.grant(ExceptionKind::Exemption, &["B".into()], &grounds(&bench, "Không có bộ phận.")).await.unwrap();
    let form = bench.form(&mut stage.ground.site.db.read().await.unwrap()).await.unwrap();
    assert_eq!(form.asked.iter().map(|a| a.code.as_str()).collect::<Vec<_>>(), ["A", "C"]);
    let u1 = stage.bench("U1").await.form(&mut stage.ground.site.db.read().await.unwrap()).await.unwrap();
    assert_eq!(u1.asked.len(), 3, "of another unit nothing changes");
    let silent = async || stage.round().await.progress(&mut stage.ground.site.db.read().await.unwrap()).await.unwrap().silent.len();
    assert_eq!(silent().await, 2);
    bench.grant(ExceptionKind::Exemption, &[], &grounds(&bench, "Chia tách.")).await.unwrap();
    assert_eq!(silent().await, 1);
    assert_eq!(revisions(&bench).await.last().unwrap().0.state, S::Exempt);
    let whole = exception::of_report(&mut stage.ground.site.db.read().await.unwrap(), bench.round.id, bench.unit.id).await.unwrap();
    let whole = whole.iter().find(|e| e.indicators.is_empty()).unwrap();
    bench.end_exception(whole.id).await.unwrap();
    assert_eq!((silent().await, revisions(&bench).await.last().unwrap().0.state), (2, S::Draft));
}

#[tokio::test]
async fn a_round_is_appraised_explained_frozen_published_and_corrected() {
    let stage = Stage::new(2).await;
    let (site, round) = (&stage.ground.site, stage.round().await);
    // A 10/1000, B 20/1000, C 30/1000; U2 sends nothing.
    let bench = stage.bench("U1").await;
    bench.grant(ExceptionKind::LateEntry, &[], &grounds(&bench, "Mất điện.")).await.unwrap();
    stage.fill(["10", "20", "30"]).await;
    stage.unit("U1").await.submit(None).await.unwrap();
    assert!(said(round.take(A::Appraise, &Given::default()).await).starts_with("Còn 1 đơn vị chưa nộp"));
    assert_eq!(round.take(A::Appraise, &noted()).await.unwrap(), RoundState::InAppraisal);
    assert!(said(round.take(A::Appraise, &noted()).await).contains("đang thẩm định"));
    let tomorrow = site.today() + Days::new(1);
    let notify = Given { explain_until: Some(tomorrow), ..Given::default() };
    assert!(said(round.take(A::Notify, &notify).await).starts_with("Còn 1 báo cáo"));
    bench.accept(true, None).await.unwrap();
    let items = revisions(&bench).await.pop().unwrap().1;
    let (a, b) = (items[0].id, items[1].id);
    // Nothing can be explained before results are notified, and nothing afterwards is new.
    let unit = stage.unit("U1").await;
    let whole = |n| Quantity::whole(n).unwrap();
    let claim = Some((whole(15), Some(whole(1000))));
    assert!(said(unit.appeal(a, "Thiếu 5 hồ sơ.", claim).await).contains("chưa được thông báo"));
    round.take(A::Notify, &notify).await.unwrap();
    assert!(said(bench.grant(ExceptionKind::LateEntry, &[], &grounds(&bench, "x")).await).contains("không nhận báo cáo mới"));
    let unit = stage.unit("U1").await;
    unit.appeal(a, "Thiếu 5 hồ sơ.", claim).await.unwrap();
    assert!(said(unit.appeal(a, "Thiếu 5 hồ sơ.", claim).await).contains("đang có giải trình"), "twice is once");
    unit.appeal(b, "Cách đếm khác.", None).await.unwrap();
    let mut late = stage.round().await;
    late.today = tomorrow;
    assert!(said(late.take(A::Finalise, &Given::default()).await).starts_with("Còn nhận giải trình"));
    late.today = tomorrow + Days::new(1);
    assert!(said(late.take(A::Finalise, &Given::default()).await).starts_with("Còn 2 giải trình"));
    let open = appeal::in_round(&mut site.db.read().await.unwrap(), round.round.id).await.unwrap();
    let of = |id: Uuid| open.iter().find(|x| x.observation_id == id).unwrap().id;
    assert!(matches!(unit.answer(of(a), claim, "Đúng.").await, Err(ReportError::Access(_))));
    bench.answer(of(a), Some((whole(12), Some(whole(1000)))), "Chấp nhận 2 hồ sơ.").await.unwrap();
    bench.answer(of(b), None, "Đếm theo hướng dẫn.").await.unwrap();
    assert!(said(bench.answer(of(b), None, "Đếm lại.").await).contains("vừa được người khác trả lời"));
    // Self, appraised, claimed and final stand side by side; what was reported is never written over.
    let mut tx = site.db.read().await.unwrap();
    let it = appeal::get(&mut tx, of(a)).await.unwrap().unwrap();
    let o = submission::observation(&mut tx, a).await.unwrap().unwrap();
    drop(tx);
    let n = |n: i64| Some(n * 10_000);
    assert_eq!((o.numerator, it.appraised_numerator, it.numerator, it.final_numerator), (n(10), n(10), n(15), n(12)));
    assert_eq!((it.verdict, o.item_state, o.figure().0), (Verdict::Upheld, ItemState::Adjusted, Some(whole(12))));

    assert_eq!(late.take(A::Finalise, &Given::default()).await.unwrap(), RoundState::Finalised);
    assert_eq!(revisions(&bench).await.pop().unwrap().0.state, S::Locked);
    assert!(said(late.take(A::Finalise, &Given::default()).await).contains("không khác"));
    assert!(said(late.take(A::Publish, &Given::default()).await).contains("văn bản"));
    let paper = |document: &str, notice: &str| Given { document: document.into(), notice: notice.into(), ..Given::default() };
    assert_eq!(late.take(A::Publish, &paper("99/TB-SKHCN", "")).await.unwrap(), RoundState::Published);
    let one = stage.published().await.pop().unwrap();
    let (content, snapshot) = stage.snapshot(&one).await;
    assert_eq!((one.number, &one.content_hash, one.document.as_str()), (1, &upload::sha256(&content), "99/TB-SKHCN"));
    let told = |s: &Snapshot| s.figures.iter().map(|f| (f.indicator.clone(), f.unit.clone(), f.numerator)).collect::<Vec<_>>();
    let figure = |code: &str, n| (code.to_owned(), "U1".to_owned(), whole(n));
    assert_eq!(told(&snapshot), [figure("A", 12), figure("B", 20), figure("C", 30)]);
    assert_eq!((snapshot.silent.clone(), snapshot.exempt.clone()), (vec!["U2".to_owned()], vec![]));

    // A correction: reopened with leave, put right, accepted, published beside the first one.
    assert!(said(late.take(A::Supersede, &paper("100/TB", "Gõ nhầm.")).await).contains("không khác"));
    let id_of = |code: &str| bench.catalogue.indicator_by_code(code).unwrap().id;
    bench.reopen(&[id_of("B")], &grounds(&bench, "Gõ nhầm.")).await.unwrap();
    let unit = stage.unit("U1").await;
    unit.save(&typed(&unit, "B", "25", "1000").await, &no_reasons()).await.unwrap();
    unit.submit(None).await.unwrap();
    assert!(said(late.take(A::Supersede, &paper("100/TB", "Gõ nhầm.")).await).starts_with("Còn 1 báo cáo"));
    bench.accept(true, None).await.unwrap();
    assert!(said(late.take(A::Supersede, &paper("100/TB", " ")).await).contains("lý do"));
    assert_eq!(late.take(A::Supersede, &paper("100/TB", "Gõ nhầm.")).await.unwrap(), RoundState::Superseded);
    let all = stage.published().await;
    assert_eq!(all.iter().map(|p| (p.number, p.notice.as_str())).collect::<Vec<_>>(), [(2, "Gõ nhầm."), (1, "")]);
    let (_, two) = stage.snapshot(&all[0]).await;
    assert_eq!(stage.snapshot(&all[1]).await.0, content, "what was published stays, byte for byte");
    let changes: Vec<_> =
        snapshot.changes(&two).into_iter().map(|c| (c.indicator, c.before.unwrap().numerator, c.after.unwrap().numerator)).collect();
    assert_eq!(changes, [("B".to_owned(), whole(20), whole(25))]);
    let last = revisions(&bench).await.pop().unwrap().0;
    assert_eq!((last.revision, last.state), (2, S::Locked));

    let mut tx = site.db.read().await.unwrap();
    let lines = audit::list(&mut tx, &audit::Filter::default(), audit::Way::Before(i64::MAX), 200).await.unwrap();
    let done: Vec<_> = lines.iter().rev().filter(|l| l.object_kind == "round").map(|l| l.action.as_str()).collect();
    assert_eq!(done, ["round.appraise", "round.notify", "round.finalise", "round.publish", "round.supersede"]);
    assert_eq!(round::get(&mut tx, round.round.id).await.unwrap().unwrap().explain_until, Some(tomorrow));
}

#[tokio::test]
async fn an_explanation_outlives_the_report_it_was_about() {
    let stage = Stage::new(1).await;
    stage.accepted(["10", "20", "30"]).await;
    let (site, round, bench) = (&stage.ground.site, stage.round().await, stage.bench("U1").await);
    let until = site.today() + Days::new(1);
    round.take(A::Appraise, &Given::default()).await.unwrap();
    round.take(A::Notify, &Given { explain_until: Some(until), ..Given::default() }).await.unwrap();
    let whole = |n| Quantity::whole(n).unwrap();
    let standing = async || {
        let items = revisions(&bench).await.into_iter().flat_map(|(_, items)| items).filter(|o| o.in_force);
        items.map(|o| (o.id, o.figure().0.unwrap())).collect::<Vec<_>>()
    };
    let open = async || {
        let all = appeal::in_round(&mut site.db.read().await.unwrap(), round.round.id).await.unwrap();
        all.into_iter().find(|a| a.verdict == Verdict::Open).unwrap().id
    };
    let again = async |code: &str, n: &str| {
        let unit = stage.unit("U1").await;
        unit.save(&typed(&unit, code, n, "1000").await, &no_reasons()).await.unwrap();
        unit.submit(None).await.unwrap();
        bench.accept(true, None).await.unwrap();
    };
    let reopen = async |code: &str| {
        let id = bench.catalogue.indicator_by_code(code).unwrap().id;
        bench.reopen(&[id], &grounds(&bench, "Gõ nhầm.")).await.unwrap();
    };

    // A is explained, and put right by a report of its own: one question still, and it can be answered.
    let unit = stage.unit("U1").await;
    unit.appeal(standing().await[0].0, "Thiếu 2 hồ sơ.", None).await.unwrap();
    reopen("A").await;
    again("A", "12").await;
    assert!(said(unit.appeal(standing().await[0].0, "Thiếu 2 hồ sơ.", None).await).contains("đang có giải trình"));
    bench.answer(open().await, None, "Đã sửa trong báo cáo mới.").await.unwrap();

    // B is upheld while a report is under way that was begun with the figure before: accepting it takes nothing back.
    unit.appeal(standing().await[1].0, "Thiếu 5 hồ sơ.", None).await.unwrap();
    reopen("C").await;
    bench.answer(open().await, Some((whole(25), Some(whole(1000)))), "Đúng.").await.unwrap();
    again("C", "33").await;
    assert_eq!(standing().await.into_iter().map(|(_, n)| n).collect::<Vec<_>>(), [whole(12), whole(25), whole(33)]);
    let mut late = stage.round().await;
    late.today = until + Days::new(1);
    assert_eq!(late.take(A::Finalise, &Given::default()).await.unwrap(), RoundState::Finalised);
}

#[tokio::test]
async fn only_an_approver_moves_a_round() {
    let stage = Stage::new(1).await;
    stage.accepted(["10", "20", "30"]).await;
    for role in [Role::Reviewer, Role::Leader, Role::Administrator] {
        let seat = actor("other", Some("SKHCN"), &[(role, HERE, None)]);
        let desk = RoundDesk::open(&stage.ground.site, &seat, stage.judge.1, HERE, stage.period).await.unwrap();
        assert!(matches!(desk.take(A::Appraise, &noted()).await, Err(ReportError::Access(_))), "{role:?}");
    }
    let seat = actor("far", None, &[(Role::Approver, "quang-ngai", None)]);
    let desk = RoundDesk::open(&stage.ground.site, &seat, stage.judge.1, HERE, stage.period).await.unwrap();
    assert!(matches!(desk.take(A::Appraise, &noted()).await, Err(ReportError::Access(_))));
    assert_eq!(stage.round().await.take(A::Appraise, &Given::default()).await.unwrap(), RoundState::InAppraisal);
}
