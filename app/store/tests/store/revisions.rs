//! From one revision to the next: returned, withdrawn, reopened.

use crate::{
    both,
    ground::number,
    house::{House, at, build, day, refusal},
};
use domain::workflow::{Action, ItemState, SubmissionState as S};
use serde_json::json;
use store::{
    Db, in_tx,
    submission::{self, Submission},
};

/// A and C accepted, B returned with a reason.
async fn returned(house: &House, db: &Db) -> Submission {
    house.save(db, &[house.value(0, 7, 10), house.value(1, 8, 10), house.value(2, 9, 10)]).await;
    let s = house.in_review(db).await;
    let items = house.items(db, &s).await;
    house.decide(db, &items[0], ItemState::Accepted, "").await;
    house.decide(db, &items[1], ItemState::Rejected, "thiếu xã An Lộc").await;
    house.decide(db, &items[2], ItemState::Adjusted, "theo số của cục").await;
    in_tx!(db, |tx| submission::give_back(tx, &s, "B: thiếu xã An Lộc", day(11, 20), house.reviewer, at(5)).await).unwrap();
    house.latest(db).await
}

async fn states(house: &House, db: &Db, s: &Submission) -> Vec<(ItemState, Option<i64>)> {
    house.items(db, s).await.iter().map(|o| (o.item_state, o.numerator.map(|n| n / 10_000))).collect()
}

both!(a_return_unlocks_only_the_named_items, |db| async move {
    let house = build(&db).await;
    let first = returned(&house, &db).await;
    assert_eq!((first.state, first.due_again, first.reason.as_str()), (S::Returned, Some(day(11, 20)), "B: thiếu xã An Lộc"));
    let next = house.save(&db, &[house.value(0, 99, 100), house.value(1, 88, 100), house.value(2, 99, 100)]).await;
    assert_eq!((next.revision, next.state, next.submitted_by, next.snapshot_hash.as_str()), (2, S::Draft, None, ""));
    assert_eq!(next.reason, "B: thiếu xã An Lộc", "the unit still sees why");
    assert_eq!(
        states(&house, &db, &next).await,
        [(ItemState::Accepted, Some(7)), (ItemState::Pending, Some(88)), (ItemState::Adjusted, Some(9))]
    );
    let items = house.items(&db, &next).await;
    assert_eq!((items[1].reason.as_str(), items[1].decided_by), ("thiếu xã An Lộc", None));
    assert_eq!(
        (items[2].adjusted_numerator, items[2].decided_by),
        (Some(770_000), Some(house.reviewer)),
        "the reviewer's number goes along"
    );
    assert_eq!(states(&house, &db, &first).await[1], (ItemState::Rejected, Some(8)), "the returned revision stays as it was");
    let s = house.in_review(&db).await;
    house.decide(&db, &items[1], ItemState::Accepted, "").await;
    house.accept(&db).await;
    assert_eq!(house.in_force(&db).await, [7, 88, 77]);
    assert_eq!(number(&db, "select count(*) from observation where in_force").await, 3);
    assert_eq!(submission::revisions(&mut db.read().await.unwrap(), house.round.id, house.unit).await.unwrap().len(), 2);
    assert_eq!(house.audit(&db, &s).await, ["report.save", "report.submit", "report.claim", "report.decide", "report.accept"]);
});

both!(a_withdrawn_report_goes_on_where_it_was, |db| async move {
    let house = build(&db).await;
    let draft = house.save(&db, &[house.value(0, 7, 10), house.value(1, 8, 10)]).await;
    in_tx!(db, |tx| submission::submit(tx, &draft, "h", house.reporter, at(2)).await).unwrap();
    let sent = house.latest(&db).await;
    in_tx!(db, |tx| submission::step(tx, &sent, Action::Withdraw, house.reporter, at(3), json!({})).await).unwrap();
    let next = house.save(&db, &[house.value(0, 6, 10)]).await;
    assert_eq!((next.revision, next.state), (2, S::Draft));
    assert_eq!(states(&house, &db, &next).await, [(ItemState::Pending, Some(6)), (ItemState::Pending, Some(8))]);
});

both!(withdrawing_does_not_unlock_what_was_accepted, |db| async move {
    let house = build(&db).await;
    returned(&house, &db).await;
    let second = house.save(&db, &[house.value(1, 88, 100)]).await;
    in_tx!(db, |tx| submission::submit(tx, &second, "h", house.reporter, at(6)).await).unwrap();
    let sent = house.latest(&db).await;
    in_tx!(db, |tx| submission::step(tx, &sent, Action::Withdraw, house.reporter, at(7), json!({})).await).unwrap();
    let third = house.save(&db, &[house.value(0, 99, 100), house.value(1, 66, 100)]).await;
    assert_eq!(third.revision, 3);
    assert_eq!(
        states(&house, &db, &third).await,
        [(ItemState::Accepted, Some(7)), (ItemState::Pending, Some(66)), (ItemState::Adjusted, Some(9))]
    );
});

both!(a_reopened_report_stays_in_force_until_the_next_is_accepted, |db| async move {
    let house = build(&db).await;
    let first = house.accepted(&db).await;
    assert_eq!(house.in_force(&db).await, [7, 8, 9]);
    let open = [house.indicators[1]];
    let next = in_tx!(db, |tx| submission::reopen(tx, &first, &open, "sai mẫu số", house.reviewer, at(8)).await).unwrap();
    assert_eq!((next.revision, next.state, next.reason.as_str()), (2, S::Draft, "sai mẫu số"));
    assert_eq!(
        states(&house, &db, &next).await.iter().map(|s| s.0).collect::<Vec<_>>(),
        [ItemState::Accepted, ItemState::Pending, ItemState::Accepted]
    );
    house.save(&db, &[house.value(0, 99, 100), house.value(1, 50, 100)]).await;
    assert_eq!(house.in_force(&db).await, [7, 8, 9]);
    let s = house.in_review(&db).await;
    house.decide(&db, &house.items(&db, &s).await[1], ItemState::Accepted, "").await;
    assert_eq!(house.in_force(&db).await, [7, 8, 9]);
    house.accept(&db).await;
    assert_eq!(house.in_force(&db).await, [7, 50, 9]);
    let revisions = submission::revisions(&mut db.read().await.unwrap(), house.round.id, house.unit).await.unwrap();
    assert_eq!(revisions.iter().map(|s| (s.revision, s.state)).collect::<Vec<_>>(), [(1, S::Accepted), (2, S::Accepted)]);
    assert_eq!(states(&house, &db, &first).await[1], (ItemState::Accepted, Some(8)), "the old one can still be read");
    let said = refusal(in_tx!(db, |tx| submission::reopen(tx, &first, &open, "nữa", house.reviewer, at(9)).await));
    assert_eq!(said, "Báo cáo đã có bản mới hơn. Mở bản mới nhất để xem.");
    assert_eq!(house.audit(&db, &s).await[0], "report.reopen");
});

both!(reports_of_units_do_not_touch_each_other, |db| async move {
    let house = build(&db).await;
    house.accepted(&db).await;
    let mut theirs = house.value(0, 3, 10);
    theirs.unit_id = house.other;
    in_tx!(db, |tx| {
        let draft = submission::editable(tx, house.round.id, house.other, at(6)).await?;
        submission::save(tx, &draft, &[theirs.clone()], &[], None, house.reviewer, at(6)).await?;
        let draft = submission::editable(tx, house.round.id, house.other, at(6)).await?;
        submission::submit(tx, &draft, "h", house.reviewer, at(6)).await?;
        let s = submission::get(tx, draft.id).await?.unwrap();
        submission::step(tx, &s, Action::Claim, house.reporter, at(7), json!({})).await?;
        let s = submission::get(tx, draft.id).await?.unwrap();
        submission::accept(tx, &s, house.reporter, at(7)).await
    })
    .unwrap();
    assert_eq!(house.in_force(&db).await, [7, 3, 8, 9]);
    let mut tx = db.read().await.unwrap();
    assert_eq!(submission::in_round(&mut tx, house.round.id).await.unwrap().len(), 2);
    assert_eq!(submission::of_unit(&mut tx, house.other).await.unwrap().len(), 1);
    let known = store::catalogue::Catalogue::read(&mut tx).await.unwrap();
    let all = submission::in_round(&mut tx, house.round.id).await.unwrap();
    let units: Vec<_> = known.members(house.province).collect();
    let rows: Vec<_> =
        submission::newest(&units, &all).into_iter().map(|(u, s, first)| (u.code.as_str(), s.map(|s| s.state), first)).collect();
    assert_eq!(rows, [("SNV", Some(S::Accepted), Some(at(6))), ("SYT", Some(S::Accepted), Some(at(2)))]);
});
