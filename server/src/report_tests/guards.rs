//! Each guard by hand: what is refused, in which words, and that nothing changed.

use super::{CODES, Ground, actor, build, file, grounds, no_reasons, revisions, typed};
use crate::report::{Desk, ReportError, usual_due};
use chrono::Days;
use domain::{
    Quantity,
    access::{Actor, Role},
    workflow::{ItemState, SubmissionState as S},
};
use std::collections::HashMap;
use store::{audit, submission::Decision};
use uuid::Uuid;

const HERE: &str = "dong-nai";

fn focal() -> Actor {
    actor("focal", Some("U1"), &[(Role::UnitEditor, HERE, Some("U1")), (Role::UnitApprover, HERE, Some("U1"))])
}

fn approver() -> Actor {
    actor("approver", Some("SKHCN"), &[(Role::Approver, HERE, None)])
}

async fn desk<'a>(ground: &'a Ground, seat: &'a Actor, person: Uuid) -> Desk<'a> {
    Desk::open(&ground.site, seat, person, "U1", ground.period()).await.unwrap()
}

/// The sentence of a refusal; anything else ends the test.
fn said<T: std::fmt::Debug>(outcome: Result<T, ReportError>) -> String {
    match outcome {
        Err(ReportError::Refused(sentence) | ReportError::Store(store::Error::Refused(sentence))) => sentence,
        Err(ReportError::Access(refusal)) => refusal.to_string(),
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn decision(state: ItemState, reason: &str) -> Decision {
    Decision { state, reason: reason.into(), adjusted: None }
}

async fn fill(desk: &Desk<'_>, numbers: [&str; 3]) {
    for (code, n) in CODES.iter().zip(numbers) {
        desk.save(&typed(desk, code, n, "1000").await, &no_reasons()).await.unwrap();
    }
}

/// Accepted figures of the month before.
async fn last_month(ground: &Ground, person: Uuid, numbers: [&str; 3]) {
    let (seat, bench, judge) = (focal(), approver(), ground.person("approver").await);
    let before = ground.period().previous();
    ground.open_round(desk(ground, &seat, person).await.unit.province_id, before, -50, 5).await;
    let unit = Desk::open(&ground.site, &seat, person, "U1", before).await.unwrap();
    fill(&unit, numbers).await;
    unit.submit(None).await.unwrap();
    Desk::open(&ground.site, &bench, judge, "U1", before).await.unwrap().accept(true, None).await.unwrap();
}

#[tokio::test]
async fn what_keeps_a_unit_from_handing_in() {
    let ground = build(1).await;
    let (me, seat) = (ground.person("focal").await, focal());
    last_month(&ground, me, ["690", "790", "30"]).await;
    let unit = desk(&ground, &seat, me).await;
    assert_eq!(said(unit.submit(None).await), "Chưa có số liệu nào để nộp. Tải tệp lên hoặc nhập số liệu trước.");
    assert_eq!(said(unit.withdraw().await), "Đơn vị chưa nộp báo cáo.");
    unit.save(&typed(&unit, "A", "700", "1000").await, &no_reasons()).await.unwrap();
    unit.save(&typed(&unit, "B", "800", "1000").await, &no_reasons()).await.unwrap();
    assert_eq!(said(unit.submit(None).await), "Chưa có số liệu của “Tỷ lệ C”. Điền số liệu hoặc ghi “chưa có số liệu” kèm lý do.");
    unit.save(&typed(&unit, "C", "1200", "1000").await, &no_reasons()).await.unwrap();
    let blocked = said(unit.submit(None).await);
    assert!(blocked.starts_with("Còn 1 ô phải sửa trước khi nộp. Chỉ tiêu “Tỷ lệ C”: tử số 1.200 lớn hơn mẫu số 1.000."), "{blocked}");
    // Thirty times what it was a month ago: the unit has to say why, and again when the number changes.
    unit.save(&typed(&unit, "C", "900", "1000").await, &no_reasons()).await.unwrap();
    let why = |text: &str| HashMap::from([("C".to_owned(), text.to_owned())]);
    for reason in ["", "  "] {
        unit.save(&intake::Understanding::default(), &why(reason)).await.unwrap();
        let asked = said(unit.submit(None).await);
        assert!(asked.starts_with("Cần giải trình trước khi nộp. Chỉ tiêu “Tỷ lệ C”"), "{asked}");
    }
    unit.save(&intake::Understanding::default(), &why("Mở thêm dịch vụ.")).await.unwrap();
    unit.save(&typed(&unit, "C", "910", "1000").await, &no_reasons()).await.unwrap();
    assert!(said(unit.submit(None).await).starts_with("Cần giải trình trước khi nộp."));
    unit.save(&intake::Understanding::default(), &why("Mở thêm dịch vụ.")).await.unwrap();
    let changed = "Báo cáo vừa được người khác thay đổi. Tải lại trang để xem bản mới nhất.";
    let version = revisions(&unit).await[0].0.version;
    assert_eq!(said(unit.submit(Some(version - 1)).await), changed);
    unit.submit(Some(version)).await.unwrap();
    assert_eq!(said(unit.submit(None).await), "Báo cáo đang ở trạng thái “đã nộp”, không nộp được. Tải lại trang để xem bước tiếp theo.");
    let late = said(unit.save(&typed(&unit, "A", "1", "1000").await, &no_reasons()).await);
    assert_eq!(late, "Báo cáo đang ở trạng thái “đã nộp”, không sửa được.");
    let (s, items) = revisions(&unit).await.pop().unwrap();
    assert_eq!((s.revision, s.state, s.submitted_by, s.snapshot_hash.len()), (1, S::Submitted, Some(me), 64));
    assert_eq!(items.iter().map(|o| o.numerator).collect::<Vec<_>>(), [7_000_000, 8_000_000, 9_100_000].map(Some));
}

#[tokio::test]
async fn what_keeps_a_file_out() {
    let ground = build(1).await;
    let (me, seat) = (ground.person("focal").await, focal());
    let mut unit = desk(&ground, &seat, me).await;
    unit.illustrative = true;
    let good = file(&unit, [Some(1), Some(2), Some(3)]).await;
    for (name, bytes) in [("trong.xlsx", &b""[..]), ("van-ban.xlsx", b"PK\x03\x04 word"), ("anh.xlsx", b"\x89PNG")] {
        let sentence = said(unit.upload(name, bytes).await);
        assert!(sentence.ends_with('.') && !sentence.contains("Error"), "{name}: {sentence}");
    }
    assert!(revisions(&unit).await.is_empty());
    assert_eq!(said(unit.keep(Uuid::now_v7()).await), "Tệp xem trước không còn. Tải tệp lên lần nữa.");
    let (first, _) = unit.upload("C:\\thư mục\\t10.xlsx", &good).await.unwrap();
    assert_eq!(first.name, "t10.xlsx");
    unit.keep(first.id).await.unwrap();
    assert_eq!(said(unit.keep(first.id).await), "Tệp này đã được dùng rồi. Không có gì thay đổi.");
    assert_eq!(said(unit.upload("khac.xlsx", &good).await), "Tệp này đã được dùng cho đợt này dưới tên “t10.xlsx”. Không có gì thay đổi.");
    let (aside, _) = unit.upload("t10b.xlsx", &file(&unit, [Some(4), Some(5), Some(6)]).await).await.unwrap();
    assert_eq!(revisions(&unit).await[0].1[0].numerator, Some(10_000), "a file put aside is not in the report");
    // The round closes between looking at the file and taking it.
    let yesterday = ground.site.today() - Days::new(1);
    store::in_tx!(ground.site.db, |tx| store::round::change(tx, unit.round.id, yesterday, yesterday, "open").await).unwrap();
    let late = desk(&ground, &seat, me).await;
    let sentence = said(late.keep(aside.id).await);
    let day = domain::text::vi_date(yesterday);
    assert!(sentence.ends_with(&format!("đã đóng ngày {day}. Liên hệ Sở Khoa học và Công nghệ để được mở lại.")), "{sentence}");
    assert_eq!(said(late.upload("t10c.xlsx", &good).await), sentence);
    assert_eq!(said(late.save(&typed(&late, "A", "1", "1000").await, &no_reasons()).await), sentence);
    assert_eq!(said(late.submit(None).await), sentence);
    assert_eq!(revisions(&late).await[0].1[0].numerator, Some(10_000));
}

#[tokio::test]
async fn a_round_that_is_not_open_takes_nothing() {
    let ground = build(1).await;
    let (me, seat) = (ground.person("focal").await, focal());
    let now = desk(&ground, &seat, me).await;
    assert_eq!(said(Desk::open(&ground.site, &seat, me, "U9", ground.period()).await.map(drop)), "Không có đơn vị mã “U9”.");
    let next = ground.period().next();
    let none = said(Desk::open(&ground.site, &seat, me, "U1", next).await.map(drop));
    assert_eq!(none, format!("Chưa có đợt báo cáo {}.", next.label()));
    ground.open_round(now.unit.province_id, next, 1, 30).await;
    let early = Desk::open(&ground.site, &seat, me, "U1", next).await.unwrap();
    let tomorrow = domain::text::vi_date(ground.site.today() + Days::new(1));
    let sentence = format!("Đợt {} mở từ ngày {tomorrow}.", next.label());
    assert_eq!(said(early.save(&typed(&early, "A", "1", "1000").await, &no_reasons()).await), sentence);
    assert_eq!(said(early.upload("a.xlsx", b"x").await), sentence);
    assert_eq!(usual_due("2026-10".parse().unwrap()).to_string(), "2026-11-15");
}

#[tokio::test]
async fn a_withdrawn_report_does_not_outlive_its_round_but_a_returned_one_does() {
    let ground = build(1).await;
    let (me, judge) = (ground.person("focal").await, ground.person("approver").await);
    let (seat, bench) = (focal(), approver());
    let unit = desk(&ground, &seat, me).await;
    fill(&unit, ["1", "2", "3"]).await;
    unit.submit(None).await.unwrap();
    unit.withdraw().await.unwrap();
    fill(&unit, ["4", "5", "6"]).await;
    let close = async |days: u64| {
        let day = ground.site.today() - Days::new(days);
        store::in_tx!(ground.site.db, |tx| store::round::change(tx, unit.round.id, day, day, "open").await).unwrap();
    };
    close(1).await;
    let late = desk(&ground, &seat, me).await;
    assert!(said(late.submit(None).await).contains("đã đóng ngày"), "the second revision is no way around the closing date");
    assert!(said(late.save(&typed(&late, "A", "9", "1000").await, &no_reasons()).await).contains("đã đóng ngày"));
    close(0).await;
    desk(&ground, &seat, me).await.submit(None).await.unwrap();
    let review = desk(&ground, &bench, judge).await;
    let item = revisions(&review).await.pop().unwrap().1[0].id;
    review.decide(item, &decision(ItemState::Rejected, "Thiếu số của tháng.")).await.unwrap();
    review.give_back(ground.site.today(), None).await.unwrap();
    close(1).await;
    let again = desk(&ground, &seat, me).await;
    again.save(&typed(&again, "A", "7", "1000").await, &no_reasons()).await.unwrap();
    again.submit(None).await.unwrap();
    assert_eq!(revisions(&again).await.iter().map(|(s, _)| s.state).collect::<Vec<_>>(), [S::Withdrawn, S::Returned, S::Submitted]);
}

#[tokio::test]
async fn what_keeps_a_reviewer_from_deciding() {
    let ground = build(1).await;
    let (me, judge) = (ground.person("focal").await, ground.person("approver").await);
    let (seat, bench) = (focal(), approver());
    let (unit, review) = (desk(&ground, &seat, me).await, desk(&ground, &bench, judge).await);
    let today = ground.site.today();
    assert_eq!(said(review.accept(true, None).await), "Đơn vị chưa nộp báo cáo.");
    fill(&unit, ["1", "2", "3"]).await;
    assert_eq!(said(review.accept(true, None).await), "Báo cáo đang soạn, không thẩm định được.");
    unit.submit(None).await.unwrap();
    let items = revisions(&review).await.pop().unwrap().1;
    let no_reason = "Nêu lý do để đơn vị biết cần sửa gì.";
    for state in [ItemState::Rejected, ItemState::Clarification, ItemState::Adjusted] {
        assert_eq!(said(review.decide(items[0].id, &decision(state, " ")).await), no_reason);
    }
    let other = said(review.decide(Uuid::now_v7(), &decision(ItemState::Accepted, "")).await);
    assert_eq!(other, "Mục này không thuộc bản báo cáo đang thẩm định. Tải lại trang.");
    assert_eq!(revisions(&review).await[0].0.state, S::Submitted, "what was refused did not claim the report");
    assert_eq!(said(review.give_back(today - Days::new(1), None).await), "Hạn nộp lại phải từ hôm nay trở đi.");
    let nothing = "Chưa có mục nào bị trả lại. Chọn mục cần sửa và nêu lý do trước.";
    assert_eq!(said(review.give_back(today, None).await), nothing);
    let undecided = "Còn mục chưa quyết định hoặc bị trả lại. Quyết định từng mục trước khi chấp nhận.";
    assert_eq!(said(review.accept(false, None).await), undecided);
    review.decide(items[0].id, &decision(ItemState::Rejected, "Sai.")).await.unwrap();
    assert_eq!(said(review.accept(true, None).await), undecided);
    let withdrawn = said(unit.withdraw().await);
    assert_eq!(withdrawn, "Báo cáo đang ở trạng thái “đang thẩm định”, không rút được. Tải lại trang để xem bước tiếp theo.");
    review.decide(items[0].id, &decision(ItemState::Accepted, "")).await.unwrap();
    // The same person, now at Sở KH&CN, meets the report they handed in.
    let moved = Desk { person: me, ..desk(&ground, &bench, judge).await };
    assert_eq!(said(moved.accept(true, None).await), said(moved.decide(items[0].id, &decision(ItemState::Accepted, "")).await));
    assert_eq!(said(moved.accept(true, None).await), "Người nộp không được thẩm định báo cáo của mình. Cần người thứ hai.");
    let newer = "Đơn vị đã có báo cáo lần 1. Tải lại trang để xem bản mới trước khi quyết định.";
    assert_eq!(said(review.accept(true, Some(2)).await), newer);
    assert_eq!(said(review.give_back(today, Some(2)).await), newer);
    review.accept(true, Some(1)).await.unwrap();
    for (wanted, reason) in [(vec![], "Sai."), (vec![items[0].indicator_id], " ")] {
        assert_eq!(said(review.reopen(&wanted, &grounds(&review, reason)).await), "Chọn ít nhất một mục và nêu lý do mở lại.");
    }
    assert_eq!(said(review.accept(true, None).await), "Báo cáo đã chấp nhận, không thẩm định được.");
    let lines = audit::of(&mut ground.site.db.read().await.unwrap(), "submission", items[0].submission_id).await.unwrap();
    let lines: Vec<_> = lines.iter().map(|l| l.action.trim_start_matches("report.").to_owned()).collect();
    assert_eq!(lines.join(" "), "save save save submit claim decide decide decide decide accept");
}

#[tokio::test]
async fn who_is_not_let_to_the_desk() {
    let ground = build(1).await;
    let me = ground.person("someone").await;
    let own = actor("own", Some("U1"), &[(Role::Approver, HERE, None), (Role::Reviewer, HERE, None)]);
    let answers = actor("both", None, &[(Role::Approver, HERE, None), (Role::UnitEditor, HERE, Some("U1"))]);
    let own_unit = "Không thẩm định số liệu của chính đơn vị mình. Cần người ở đơn vị khác.";
    for seat in [&own, &answers] {
        let at = desk(&ground, seat, me).await;
        assert_eq!(said(at.accept(true, None).await), own_unit);
        assert_eq!(said(at.decide(Uuid::now_v7(), &decision(ItemState::Accepted, "")).await), own_unit);
        assert_eq!(said(at.give_back(ground.site.today(), None).await), own_unit);
    }
    let stranger = actor("stranger", None, &[(Role::UnitEditor, "quang-ngai", Some("QN-1"))]);
    let nobody = Actor::default();
    let leader = actor("leader", None, &[(Role::Leader, HERE, None)]);
    let sentences = [
        (&stranger, "Không có trang này, hoặc tài khoản không được xem."),
        (&nobody, "Cần đăng nhập để xem trang này."),
        (&leader, "Tài khoản chưa được giao quyền này. Liên hệ quản trị viên nếu cần."),
    ];
    for (seat, sentence) in sentences {
        let at = desk(&ground, seat, me).await;
        assert_eq!(said(at.submit(None).await), sentence);
        assert_eq!(said(at.withdraw().await), sentence);
        assert_eq!(said(at.upload("a.xlsx", b"x").await.map(drop)), sentence);
        assert_eq!(said(at.keep(Uuid::now_v7()).await), sentence);
        assert_eq!(said(at.save(&intake::Understanding::default(), &no_reasons()).await), sentence);
        assert_eq!(said(at.accept(true, None).await), sentence);
        assert_eq!(said(at.reopen(&[Uuid::now_v7()], &grounds(&at, "Sai.")).await), sentence);
        let mut tx = ground.site.db.read().await.unwrap();
        assert_eq!(said(at.form(&mut tx).await.map(drop)), sentence);
    }
    assert!(revisions(&desk(&ground, &nobody, me).await).await.is_empty());
}

#[tokio::test]
async fn a_returned_file_needs_only_what_was_returned() {
    let ground = build(1).await;
    let (me, judge) = (ground.person("focal").await, ground.person("approver").await);
    let (seat, bench) = (focal(), approver());
    let mut unit = desk(&ground, &seat, me).await;
    unit.illustrative = true;
    let (upload, _) = unit.upload("t10.xlsx", &file(&unit, [Some(1), Some(2), Some(3)]).await).await.unwrap();
    unit.keep(upload.id).await.unwrap();
    unit.submit(None).await.unwrap();
    let review = desk(&ground, &bench, judge).await;
    let items = revisions(&review).await.pop().unwrap().1;
    review.decide(items[1].id, &decision(ItemState::Rejected, "Thiếu hai xã.")).await.unwrap();
    review.give_back(ground.site.today(), None).await.unwrap();
    // A and C were accepted and are left empty.
    let (upload, _) = unit.upload("t10-sua.xlsx", &file(&unit, [None, Some(8), None]).await).await.unwrap();
    unit.keep(upload.id).await.unwrap();
    unit.submit(None).await.unwrap();
    review.accept(true, None).await.unwrap();
    let figures = store::figure::of_unit(&mut ground.site.db.read().await.unwrap(), unit.unit.id, unit.period).await.unwrap();
    let mut numerators: Vec<_> = figures.iter().map(|f| f.1 / 10_000).collect();
    numerators.sort_unstable();
    assert_eq!((numerators, Quantity::whole(8).unwrap().scaled()), (vec![1, 3, 8], 80_000));
}
