//! Files attached to figures: changed in a draft, fixed once it was handed in, carried on to the next revision.

use crate::{
    both,
    ground::{execute, number},
    house::{House, at, build, day, refusal},
};
use domain::{evidence::EvidenceKind, workflow::ItemState};
use store::{
    Db, Result,
    evidence::{self, Evidence},
    in_tx,
    submission::{self, Submission},
    upload,
};
use uuid::Uuid;

fn sheet(house: &House, indicator: usize, page: Option<i32>) -> Evidence {
    Evidence {
        id: Uuid::now_v7(),
        submission_id: Uuid::nil(),
        indicator_id: house.indicators[indicator],
        sha256: String::new(),
        name: "Biên bản.pdf".into(),
        kind: EvidenceKind::Pdf,
        page,
        added_by: house.reporter,
        added_at: at(0),
    }
}

async fn add(house: &House, db: &Db, indicator: usize, content: &[u8], page: Option<i32>) -> Result<Uuid> {
    let draft = house.latest(db).await;
    let e = sheet(house, indicator, page);
    in_tx!(db, |tx| evidence::add(tx, &draft, &e, content, house.reporter, at(1)).await)?;
    Ok(e.id)
}

async fn of(db: &Db, s: &Submission) -> Vec<Evidence> {
    evidence::of_submission(&mut db.read().await.unwrap(), s.id).await.unwrap()
}

async fn files(db: &Db) -> i64 {
    number(db, "select count(*) from file").await
}

both!(what_is_attached_comes_back_and_can_be_taken_away, |db| async move {
    let house = build(&db).await;
    let draft = house.save(&db, &[house.value(0, 7, 10)]).await;
    let id = add(&house, &db, 0, b"%PDF-1", Some(3)).await.unwrap();
    // A figure need not be there yet.
    add(&house, &db, 1, b"%PDF-1", None).await.unwrap();
    let e = of(&db, &draft).await.remove(0);
    assert_eq!((e.id, e.name.as_str(), e.kind, e.page), (id, "Biên bản.pdf", EvidenceKind::Pdf, Some(3)));
    assert_eq!((e.added_by, e.added_at, e.sha256.as_str()), (house.reporter, at(1), upload::sha256(b"%PDF-1").as_str()));
    let mut tx = db.read().await.unwrap();
    assert_eq!(store::file::get(&mut tx, &e.sha256).await.unwrap().unwrap(), b"%PDF-1");
    assert_eq!(evidence::report_of(&mut tx, id).await.unwrap().unwrap().id, draft.id);
    let figure = house.items(&db, &draft).await[0].id;
    assert_eq!(evidence::of_observation(&mut tx, figure).await.unwrap().len(), 1);
    drop(tx);
    let now = house.latest(&db).await;
    assert_eq!((now.version, files(&db).await), (draft.version + 2, 1), "the same bytes behind two figures");
    in_tx!(db, |tx| evidence::remove(tx, &now, &e, house.reporter, at(2)).await).unwrap();
    assert_eq!((of(&db, &draft).await.len(), files(&db).await), (1, 1), "the other figure still needs the bytes");
    let (now, last) = (house.latest(&db).await, of(&db, &draft).await.remove(0));
    in_tx!(db, |tx| evidence::remove(tx, &now, &last, house.reporter, at(2)).await).unwrap();
    assert_eq!(files(&db).await, 0);
    assert_eq!(house.audit(&db, &draft).await, ["report.save", "evidence.add", "evidence.add", "evidence.remove", "evidence.remove"]);
    let now = house.latest(&db).await;
    let again = in_tx!(db, |tx| evidence::remove(tx, &now, &last, house.reporter, at(2)).await);
    assert!(refusal(again).contains("không còn ở bản nháp"));
});

both!(the_same_file_twice_and_an_eleventh_are_refused, |db| async move {
    let house = build(&db).await;
    house.save(&db, &[house.value(0, 7, 10)]).await;
    add(&house, &db, 0, b"a", None).await.unwrap();
    assert!(refusal(add(&house, &db, 0, b"a", None).await).contains("đã được đính kèm cho mục này dưới tên “Biên bản.pdf”"));
    for page in 1..=9 {
        add(&house, &db, 0, b"a", Some(page)).await.unwrap();
    }
    assert!(refusal(add(&house, &db, 0, b"b", None).await).contains("nhiều nhất 10 tệp"));
    add(&house, &db, 1, b"b", None).await.unwrap();
    assert_eq!(files(&db).await, 2, "what was refused was not stored");
});

both!(whoever_saw_an_older_draft_attaches_nothing, |db| async move {
    let house = build(&db).await;
    let seen = house.save(&db, &[house.value(0, 7, 10)]).await;
    add(&house, &db, 0, b"a", None).await.unwrap();
    let late = in_tx!(db, |tx| evidence::add(tx, &seen, &sheet(&house, 1, None), b"b", house.reporter, at(2)).await);
    assert!(refusal(late).contains("vừa được người khác thay đổi"));
    assert_eq!((of(&db, &seen).await.len(), files(&db).await), (1, 1));
});

both!(a_handed_in_revision_keeps_its_files_and_the_next_begins_with_them, |db| async move {
    let house = build(&db).await;
    house.save(&db, &[house.value(0, 7, 10), house.value(1, 8, 10)]).await;
    add(&house, &db, 0, b"one", Some(2)).await.unwrap();
    add(&house, &db, 1, b"two", None).await.unwrap();
    let sent = house.in_review(&db).await;
    assert!(refusal(add(&house, &db, 0, b"late", None).await).contains("“đang thẩm định”"));
    let old = of(&db, &sent).await;
    let taken = in_tx!(db, |tx| evidence::remove(tx, &sent, &old[0], house.reporter, at(3)).await);
    assert!(refusal(taken).contains("“đang thẩm định”"));
    let items = house.items(&db, &sent).await;
    house.decide(&db, &items[0], ItemState::Accepted, "").await;
    house.decide(&db, &items[1], ItemState::Rejected, "mờ").await;
    in_tx!(db, |tx| submission::give_back(tx, &sent, "mờ", day(11, 20), house.reviewer, at(5)).await).unwrap();

    let next = house.save(&db, &[house.value(1, 9, 10)]).await;
    let carried = of(&db, &next).await;
    let told = |list: &[Evidence]| list.iter().map(|e| (e.indicator_id, e.sha256.clone(), e.page, e.added_at)).collect::<Vec<_>>();
    assert_eq!(told(&carried), told(&old));
    assert!(carried.iter().all(|e| old.iter().all(|o| o.id != e.id)), "rows of their own");
    // The accepted item is closed, the returned one open.
    assert!(refusal(add(&house, &db, 0, b"x", None).await).contains("đã được chấp nhận"));
    let closed = in_tx!(db, |tx| evidence::remove(tx, &next, &carried[0], house.reporter, at(6)).await);
    assert!(refusal(closed).contains("đã được chấp nhận"));
    in_tx!(db, |tx| evidence::remove(tx, &next, &carried[1], house.reporter, at(6)).await).unwrap();
    add(&house, &db, 1, b"sharper", None).await.unwrap();
    assert_eq!(told(&of(&db, &sent).await), told(&old), "the returned revision is as it was");
    assert_eq!(files(&db).await, 3, "the blurred file is still that revision's");

    let s = house.in_review(&db).await;
    house.decide(&db, &house.items(&db, &s).await[1], ItemState::Accepted, "").await;
    house.accept(&db).await;
    let mut behind = evidence::in_force(&mut db.read().await.unwrap(), house.province).await.unwrap();
    behind.sort_by_key(|e| e.page);
    let hashes: Vec<_> = behind.iter().map(|e| e.sha256.clone()).collect();
    assert_eq!(hashes, [upload::sha256(b"sharper"), upload::sha256(b"one")]);
    // Bytes in use cannot go, whatever else is dropped.
    execute(&db, "delete from upload").await;
    assert_eq!(files(&db).await, 3);
});

both!(bytes_of_an_upload_and_of_evidence_are_the_same, |db| async move {
    let house = build(&db).await;
    house.save(&db, &[house.value(0, 7, 10)]).await;
    let put = async |content: &'static [u8]| {
        let u = upload::Upload {
            id: Uuid::now_v7(),
            round_id: house.round.id,
            unit_id: house.unit,
            name: "a.xlsx".into(),
            sha256: upload::sha256(content),
            size: content.len() as i64,
            uploaded_by: house.reporter,
            uploaded_at: at(0),
            kept_at: None,
            illustrative: false,
        };
        in_tx!(db, |tx| upload::add(tx, &u, content).await).unwrap();
    };
    put(b"PK").await;
    add(&house, &db, 0, b"PK", None).await.unwrap();
    assert_eq!(files(&db).await, 1);
    put(b"next").await;
    assert_eq!(files(&db).await, 2, "the upload that was put aside is gone, its bytes are evidence");
});
