//! One revision of a report: values, findings, steps, audit.

use crate::{
    both,
    ground::number,
    house::{at, build, day, refusal},
};
use domain::{
    Finding, Severity,
    workflow::{Action, ItemState, SubmissionState as S},
};
use serde_json::json;
use store::{Error, audit, figure, in_tx, submission};
use uuid::Uuid;

both!(a_figure_goes_all_the_way, |db| async move {
    let house = build(&db).await;
    assert!(submission::latest(&mut db.read().await.unwrap(), house.round.id, house.unit).await.unwrap().is_none());
    let draft = house.save(&db, &[house.value(0, 7, 10)]).await;
    assert_eq!((draft.revision, draft.state, draft.version), (1, S::Draft, 2));
    assert!(house.in_force(&db).await.is_empty());
    let s = house.in_review(&db).await;
    assert_eq!(
        (s.state, s.submitted_by, s.submitted_at, s.snapshot_hash.as_str()),
        (S::InReview, Some(house.reporter), Some(at(2)), "hash")
    );
    let item = &house.items(&db, &s).await[0];
    house.decide(&db, item, ItemState::Accepted, "").await;
    let s = house.accept(&db).await;
    assert_eq!((s.state, s.decided_by, s.decided_at, s.version), (S::Accepted, Some(house.reviewer), Some(at(5)), 5));
    assert_eq!(house.in_force(&db).await, [7]);
    let mut tx = db.read().await.unwrap();
    assert_eq!(tx.counter("figures").await.unwrap(), 2, "whoever computed from the figures must know they changed");
    let t = figure::trace(&mut tx, item.id).await.unwrap().unwrap();
    assert_eq!((t.indicator.as_str(), t.unit.as_str(), t.period.as_str(), t.revision), ("A", "SYT", "2026-10", 1));
    assert_eq!((t.sheet.as_str(), t.numerator_cell.as_str(), t.raw_numerator.as_str()), ("Biểu", "E8", "7"));
    assert_eq!((t.submitted_by.as_deref(), t.decided_by.as_deref()), (Some("Trần Văn Lộc"), Some("Hoàng Thanh Mai")));
    assert!(figure::trace(&mut tx, Uuid::now_v7()).await.unwrap().is_none());
    let own = figure::of_unit(&mut tx, house.unit, "2026-10".parse().unwrap()).await.unwrap();
    assert_eq!(own, [(house.indicators[0], 70_000, Some(100_000))]);
    assert!(figure::of_unit(&mut tx, house.other, "2026-10".parse().unwrap()).await.unwrap().is_empty());
    drop(tx);
    assert_eq!(house.audit(&db, &s).await, ["report.save", "report.submit", "report.claim", "report.decide", "report.accept"]);
});

both!(every_field_of_a_value_comes_back, |db| async move {
    let house = build(&db).await;
    let mut v = house.value(0, 1, 2);
    (v.numerator, v.denominator) = (Some(i64::MAX), Some(0));
    (v.raw_numerator, v.note, v.evidence, v.justification) = ("1.234,5 ".into(), "a\n'b'".into(), "CV 5".into(), "đúng".into());
    v.illustrative = true;
    let mut gap = house.value(1, 0, 0);
    (gap.answer, gap.numerator, gap.denominator) = ("no_data".into(), None, None);
    let draft = house.save(&db, &[gap.clone(), v.clone()]).await;
    let items = house.items(&db, &draft).await;
    let plain = |o: &submission::Observation| format!("{:?}", submission::Observation { submission_id: Uuid::nil(), ..o.clone() });
    assert_eq!(items.iter().map(plain).collect::<Vec<_>>(), [plain(&v), plain(&gap)], "in order of the indicators' codes");
    assert_eq!(submission::observation(&mut db.read().await.unwrap(), v.id).await.unwrap().unwrap().numerator, Some(i64::MAX));
});

both!(saving_again_replaces_values_and_findings, |db| async move {
    let house = build(&db).await;
    let finding = |severity, rule: &str, indicator: Option<&str>| Finding {
        severity,
        rule: rule.into(),
        sheet: "Biểu".into(),
        cell: "E8".into(),
        indicator: indicator.map(str::to_owned),
        message: "Ô E8: sửa lại.".into(),
    };
    let save = async |values: Vec<submission::Observation>, findings: Vec<Finding>| {
        in_tx!(db, |tx| {
            let draft = submission::editable(tx, house.round.id, house.unit, at(1)).await?;
            submission::save(tx, &draft, &values, &findings, None, house.reporter, at(1)).await
        })
        .unwrap();
        house.latest(&db).await
    };
    let found =
        vec![finding(Severity::Notice, "n", None), finding(Severity::Blocking, "b", Some("A")), finding(Severity::Justify, "j", Some("B"))];
    let first = save(vec![house.value(0, 1, 10), house.value(1, 2, 10)], found).await;
    let stored = submission::findings(&mut db.read().await.unwrap(), first.id).await.unwrap();
    let rules: Vec<_> = stored.iter().map(|f| (f.rule.as_str(), f.indicator.as_deref())).collect();
    assert_eq!(rules, [("b", Some("A")), ("j", Some("B")), ("n", None)], "the worst first");
    for i in [0, 1] {
        in_tx!(db, |tx| submission::justify(tx, first.id, house.indicators[i], "mở thêm dịch vụ").await).unwrap();
    }
    let mut noted = house.value(0, 1, 10);
    noted.note = "đã đối chiếu".into();
    save(vec![noted, house.value(1, 5, 10)], vec![]).await;
    let second = save(vec![house.value(2, 6, 10)], vec![]).await;
    assert_eq!((second.id, second.version), (first.id, 4));
    let items = house.items(&db, &second).await;
    let kept: Vec<_> = items.iter().map(|o| (o.numerator, o.note.as_str(), o.justification.as_str())).collect();
    let expected = [(Some(10_000), "đã đối chiếu", "mở thêm dịch vụ"), (Some(50_000), "", ""), (Some(60_000), "", "")];
    assert_eq!(kept, expected, "values not sent again stay; a reason given for one number does not explain another");
    assert!(submission::findings(&mut db.read().await.unwrap(), second.id).await.unwrap().is_empty());
});

both!(whoever_saw_an_older_version_is_refused, |db| async move {
    let house = build(&db).await;
    let seen = house.save(&db, &[house.value(0, 7, 10)]).await;
    house.save(&db, &[house.value(0, 8, 10)]).await;
    let late = [house.value(0, 9, 10)];
    let changed = "Báo cáo vừa được người khác thay đổi. Tải lại trang để xem bản mới nhất.";
    assert_eq!(refusal(in_tx!(db, |tx| submission::save(tx, &seen, &late, &[], None, house.reporter, at(2)).await)), changed);
    assert_eq!(refusal(in_tx!(db, |tx| submission::submit(tx, &seen, "h", house.reporter, at(2)).await)), changed);
    let now = house.latest(&db).await;
    assert_eq!((now.state, now.submitted_by, house.items(&db, &now).await[0].numerator), (S::Draft, None, Some(80_000)));
    let sent = house.in_review(&db).await;
    in_tx!(db, |tx| submission::give_back(tx, &sent, "thiếu", day(11, 20), house.reviewer, at(4)).await).unwrap();
    assert_eq!(refusal(in_tx!(db, |tx| submission::accept(tx, &sent, house.reviewer, at(5)).await)), changed);
    assert!(house.in_force(&db).await.is_empty());
    let audit = house.audit(&db, &now).await;
    assert_eq!(audit, ["report.save", "report.save", "report.submit", "report.claim", "report.return"], "what was refused left no line");
});

both!(a_step_that_is_not_in_the_table_is_refused, |db| async move {
    let house = build(&db).await;
    let draft = house.save(&db, &[house.value(0, 7, 10)]).await;
    for action in [Action::Withdraw, Action::Claim, Action::Return, Action::Accept, Action::Lock] {
        let said = refusal(in_tx!(db, |tx| submission::step(tx, &draft, action, house.reviewer, at(2), json!({})).await));
        assert!(said.starts_with("Báo cáo đang ở trạng thái “đang soạn”, không "), "{said}");
    }
    let said = refusal(in_tx!(db, |tx| submission::reopen(tx, &draft, &[house.indicators[0]], "sai", house.reviewer, at(2)).await));
    assert!(said.contains("không mở lại được"), "{said}");
    let s = house.in_review(&db).await;
    let said = refusal(in_tx!(db, |tx| submission::editable(tx, house.round.id, house.unit, at(2)).await));
    assert_eq!(said, "Báo cáo đang ở trạng thái “đang thẩm định”, không sửa được.");
    assert_eq!(house.audit(&db, &s).await, ["report.save", "report.submit", "report.claim"]);
});

both!(what_fails_leaves_no_audit_line, |db| async move {
    let house = build(&db).await;
    let before = number(&db, "select count(*) from audit").await;
    let stopped: store::Result<()> = in_tx!(db, |tx| {
        audit::write(tx, at(1), Some(house.reporter), "x", "thing", 7, json!({ "a": "b" })).await?;
        tx.bump("figures").await?;
        Err(Error::Refused("Dừng.".into()))
    });
    assert_eq!(refusal(stopped), "Dừng.");
    let twice = [house.value(0, 7, 10), house.value(0, 8, 10)];
    let broken = in_tx!(db, |tx| {
        let draft = submission::editable(tx, house.round.id, house.unit, at(1)).await?;
        audit::write(tx, at(1), None, "x", "thing", 7, json!({})).await?;
        submission::save(tx, &draft, &twice, &[], None, house.reporter, at(1)).await
    });
    assert!(matches!(broken, Err(Error::Sql(_))), "{broken:?}");
    assert_eq!(number(&db, "select count(*) from audit").await, before);
    assert_eq!(number(&db, "select count(*) from submission").await, 0);
    assert_eq!(db.read().await.unwrap().counter("figures").await.unwrap(), 1);
    // The connection goes back whole.
    in_tx!(db, |tx| audit::write(tx, at(1), Some(house.reporter), "x", "thing", 7, json!({ "a": "b" })).await).unwrap();
    let lines = audit::of(&mut db.read().await.unwrap(), "thing", 7).await.unwrap();
    assert_eq!(
        lines.iter().map(|l| (l.at, l.person.as_deref(), l.action.as_str(), l.detail.as_str())).collect::<Vec<_>>(),
        [(at(1), Some("Trần Văn Lộc"), "x", r#"{"a":"b"}"#)]
    );
});

both!(a_code_the_domain_does_not_know_is_named, |db| async move {
    let house = build(&db).await;
    house.accepted(&db).await;
    crate::ground::execute(&db, "update observation set period = '2026-13'").await;
    let broken = figure::of_province(&mut db.read().await.unwrap(), house.province).await;
    assert_eq!(broken.unwrap_err().to_string(), "stored value not understood: observation.period = \"2026-13\"");
});
