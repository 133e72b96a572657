//! People, grants, sessions, tokens, one-time codes.

use crate::{
    both,
    ground::number,
    house::{at, build, day},
};
use chrono::Duration;
use domain::access::Role;
use store::{
    in_tx,
    person::{self, RoleGrant},
};
use uuid::Uuid;

both!(a_person_is_added_once, |db| async move {
    let house = build(&db).await;
    let again = in_tx!(db, |tx| person::put(tx, "loc", "Trần Văn Lộc (B)", None, at(9)).await).unwrap();
    assert_eq!(again, house.reporter);
    let mut tx = db.read().await.unwrap();
    let p = person::by_username(&mut tx, "loc").await.unwrap().unwrap();
    assert_eq!((p.full_name.as_str(), p.unit_id, p.created_at), ("Trần Văn Lộc (B)", Some(house.unit), at(0)), "a unit not named stays");
    assert_eq!((p.password_hash, p.must_change, p.active, p.failures, p.blocked_until), (None, true, true, 0, None));
    assert!(person::by_username(&mut tx, "LOC").await.unwrap().is_none(), "names are kept in lower case");
    assert!(person::get(&mut tx, Uuid::now_v7()).await.unwrap().is_none());
    let names: Vec<_> = person::list(&mut tx).await.unwrap().into_iter().map(|p| p.username).collect();
    assert_eq!((names, person::count(&mut tx).await.unwrap()), (vec!["loc".to_owned(), "mai".to_owned()], 2));
});

both!(a_password_clears_what_stood_in_the_way, |db| async move {
    let house = build(&db).await;
    in_tx!(db, |tx| {
        person::failed(tx, Some(house.reporter), None, "10.0.0.1", at(0)).await?;
        person::failed(tx, Some(house.reporter), Some(at(30)), "10.0.0.1", at(1)).await
    })
    .unwrap();
    let p = person::get(&mut db.read().await.unwrap(), house.reporter).await.unwrap().unwrap();
    assert_eq!((p.failures, p.blocked_until), (2, Some(at(30))));
    in_tx!(db, |tx| person::set_password(tx, house.reporter, "hash", false).await).unwrap();
    let p = person::get(&mut db.read().await.unwrap(), house.reporter).await.unwrap().unwrap();
    assert_eq!((p.password_hash.as_deref(), p.must_change, p.failures, p.blocked_until), (Some("hash"), false, 0, None));
});

both!(an_address_is_counted_for_ten_minutes, |db| async move {
    build(&db).await;
    for (address, minute) in [("10.0.0.1", 0), ("10.0.0.1", 5), ("10.0.0.2", 5)] {
        in_tx!(db, |tx| person::failed(tx, None, None, address, at(minute)).await).unwrap();
    }
    let count = async |address, minute| person::failures_from(&mut db.read().await.unwrap(), address, at(minute)).await.unwrap();
    assert_eq!((count("10.0.0.1", 5).await, count("10.0.0.2", 5).await, count("10.0.0.3", 5).await), (2, 1, 0));
    assert_eq!((count("10.0.0.1", 10).await, count("10.0.0.1", 11).await, count("10.0.0.1", 16).await), (2, 1, 0));
    in_tx!(db, |tx| person::failed(tx, None, None, "10.0.0.9", at(30)).await).unwrap();
    assert_eq!(number(&db, "select count(*) from sign_in_failure").await, 1, "older ones are removed on the way");
});

both!(a_grant_is_ended_not_deleted, |db| async move {
    let house = build(&db).await;
    let grant = |role, unit_id| RoleGrant {
        id: Uuid::now_v7(),
        person_id: house.reporter,
        role,
        province_id: house.province,
        unit_id,
        valid_from: Some(day(1, 1)),
        valid_to: None,
        document: "QĐ 5".into(),
    };
    let (editor, leader) = (grant(Role::UnitEditor, Some(house.unit)), grant(Role::Leader, None));
    in_tx!(db, |tx| {
        person::add_grant(tx, &editor).await?;
        person::add_grant(tx, &leader).await?;
        person::end_grant(tx, editor.id, day(6, 30)).await
    })
    .unwrap();
    let mut tx = db.read().await.unwrap();
    let kept = person::grants(&mut tx, house.reporter).await.unwrap();
    assert_eq!(
        (kept[0].role, kept[0].unit_id, kept[0].valid_from, kept[0].valid_to),
        (Role::UnitEditor, Some(house.unit), Some(day(1, 1)), Some(day(6, 30)))
    );
    assert_eq!((kept[1].role, kept[1].unit_id, kept[1].valid_to, kept[1].document.as_str()), (Role::Leader, None, None, "QĐ 5"));
    assert!(person::grants(&mut tx, house.reviewer).await.unwrap().is_empty());
    assert_eq!(person::all_grants(&mut tx).await.unwrap().len(), 2);
});

both!(a_session_lives_until_it_expires_or_ends, |db| async move {
    let house = build(&db).await;
    let start = async |hash: &'static [u8], minute| {
        in_tx!(db, |tx| person::start_session(tx, hash, house.reporter, "csrf", at(minute), at(minute + 10)).await).unwrap();
    };
    let who = async |hash: &'static [u8], minute| {
        let found = person::by_session(&mut db.read().await.unwrap(), hash, at(minute)).await.unwrap();
        found.map(|(p, csrf)| (p.id, csrf))
    };
    start(b"one", 0).await;
    start(b"two", 5).await;
    assert_eq!(who(b"one", 9).await, Some((house.reporter, "csrf".to_owned())));
    assert_eq!(who(b"one", 10).await, None, "at its last instant it is over");
    assert_eq!(who(b"three", 0).await, None);
    start(b"four", 12).await;
    assert_eq!(number(&db, "select count(*) from session").await, 2, "the expired one was removed on the way");
    in_tx!(db, |tx| person::end_session(tx, b"two").await).unwrap();
    assert_eq!((who(b"two", 6).await, who(b"four", 13).await.is_some()), (None, true));
    in_tx!(db, |tx| person::set_active(tx, house.reporter, false).await).unwrap();
    assert_eq!(number(&db, "select count(*) from session").await, 0, "deactivating ends every session");
    start(b"five", 12).await;
    assert_eq!(who(b"five", 13).await, None, "nobody comes in on a deactivated account");
    in_tx!(db, |tx| person::set_active(tx, house.reporter, true).await).unwrap();
    assert!(who(b"five", 13).await.is_some());
});

both!(a_token_lives_until_it_expires, |db| async move {
    let house = build(&db).await;
    in_tx!(db, |tx| person::add_token(tx, b"t", house.reporter, "báo cáo", at(0), at(0) + Duration::days(1)).await).unwrap();
    let who = async |hash: &'static [u8], at| person::by_token(&mut db.read().await.unwrap(), hash, at).await.unwrap().map(|p| p.id);
    assert_eq!(who(b"t", at(1)).await, Some(house.reporter));
    assert_eq!(who(b"t", at(0) + Duration::days(1)).await, None);
    assert_eq!(who(b"u", at(1)).await, None);
    in_tx!(db, |tx| person::set_active(tx, house.reporter, false).await).unwrap();
    assert_eq!(who(b"t", at(1)).await, None);
});

both!(a_one_time_code_works_once, |db| async move {
    let house = build(&db).await;
    let add = async |hash: &'static [u8], person| {
        in_tx!(db, |tx| person::add_activation(tx, hash, person, at(10)).await).unwrap();
    };
    let spend = async |hash: &'static [u8], minute| in_tx!(db, |tx| person::use_activation(tx, hash, at(minute)).await).unwrap();
    add(b"first", house.reporter).await;
    add(b"second", house.reporter).await;
    add(b"hers", house.reviewer).await;
    assert_eq!(spend(b"first", 1).await, None, "a newer code took its place");
    assert_eq!(spend(b"unknown", 1).await, None);
    assert_eq!(spend(b"second", 1).await, Some(house.reporter));
    assert_eq!(spend(b"second", 2).await, None);
    assert_eq!(spend(b"hers", 10).await, None, "expired");
    in_tx!(db, |tx| person::set_active(tx, house.reviewer, false).await).unwrap();
    assert_eq!(spend(b"hers", 9).await, None, "deactivated");
    in_tx!(db, |tx| person::set_active(tx, house.reviewer, true).await).unwrap();
    assert_eq!(spend(b"hers", 9).await, Some(house.reviewer));
});
