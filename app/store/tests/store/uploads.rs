//! Files as they came in.

use crate::{
    both,
    ground::number,
    house::{House, at, build},
};
use store::{
    Db,
    batch::{self, Batch},
    in_tx, submission,
    upload::{self, Upload},
};
use uuid::Uuid;

fn file(house: &House, unit_id: Uuid, content: &[u8]) -> Upload {
    Upload {
        id: Uuid::now_v7(),
        round_id: house.round.id,
        unit_id,
        name: "báo cáo \"10\".xlsx".into(),
        sha256: upload::sha256(content),
        size: content.len() as i64,
        uploaded_by: house.reporter,
        uploaded_at: at(0),
        kept_at: None,
        illustrative: true,
    }
}

async fn add(db: &Db, u: &Upload, content: &[u8]) {
    in_tx!(db, |tx| upload::add(tx, u, content).await).unwrap();
}

async fn keep(db: &Db, u: &Upload) -> store::Result<()> {
    in_tx!(db, |tx| upload::keep(tx, u.id, at(1)).await)
}

/// The first two are the published digests of no bytes and of "abc" (FIPS 180-4).
#[test]
fn the_hash_is_sha_256_in_lower_case() {
    assert_eq!(upload::sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_eq!(upload::sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

both!(a_file_comes_out_byte_for_byte, |db| async move {
    let house = build(&db).await;
    let content: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    let u = file(&house, house.unit, &content);
    add(&db, &u, &content).await;
    let mut tx = db.read().await.unwrap();
    let got = upload::get(&mut tx, u.id).await.unwrap().unwrap();
    assert_eq!((got.name, got.size, got.sha256, got.illustrative, got.kept_at), (u.name, 70_000, u.sha256, true, None));
    assert_eq!(upload::content(&mut tx, u.id).await.unwrap().unwrap(), content);
    let nobody = Uuid::now_v7();
    assert!(upload::get(&mut tx, nobody).await.unwrap().is_none() && upload::content(&mut tx, nobody).await.unwrap().is_none());
});

both!(a_file_of_many_units_is_one_persons_and_its_bytes_go_with_the_last_who_needs_them, |db| async move {
    let house = build(&db).await;
    let put = |person_id: Uuid, content: &'static [u8]| {
        let b = Batch {
            id: Uuid::now_v7(),
            person_id,
            province_id: house.round.province_id,
            name: "nhiều xã.xlsx".into(),
            sha256: upload::sha256(content),
            uploaded_at: at(0),
            choices: "{}".into(),
        };
        let db = &db;
        async move {
            in_tx!(db, |tx| batch::put(tx, &b, content).await).unwrap();
            b.id
        }
    };
    let files = || number(&db, "select count(*) from file");
    let before = files().await;
    let mine = put(house.reporter, b"1").await;
    let theirs = put(house.reviewer, b"1").await;
    assert_eq!(files().await, before + 1, "the same bytes are one file");
    let mut tx = db.read().await.unwrap();
    assert!(batch::get(&mut tx, mine, house.reviewer).await.unwrap().is_none(), "somebody else's");
    assert_eq!(batch::get(&mut tx, mine, house.reporter).await.unwrap().unwrap().sha256, upload::sha256(b"1"));
    drop(tx);
    // A next file takes the place of the one before; the bytes stay as long as the other has them.
    put(house.reporter, b"2").await;
    assert_eq!(files().await, before + 2);
    let mut tx = db.read().await.unwrap();
    assert!(batch::get(&mut tx, mine, house.reporter).await.unwrap().is_none());
    assert!(batch::get(&mut tx, theirs, house.reviewer).await.unwrap().is_some());
    drop(tx);
    add(&db, &file(&house, house.unit, b"1"), b"1").await;
    in_tx!(db, |tx| batch::drop_of(tx, house.reviewer).await).unwrap();
    assert_eq!(files().await, before + 2, "an upload has the same bytes");
    in_tx!(db, |tx| batch::drop_of(tx, house.reporter).await).unwrap();
    assert_eq!(files().await, before + 1);
});

both!(what_was_not_kept_makes_room, |db| async move {
    let house = build(&db).await;
    let (first, second) = (file(&house, house.unit, b"1"), file(&house, house.unit, b"2"));
    let (theirs, third) = (file(&house, house.other, b"1"), file(&house, house.unit, b"3"));
    add(&db, &first, b"1").await;
    keep(&db, &first).await.unwrap();
    add(&db, &second, b"2").await;
    add(&db, &theirs, b"1").await;
    add(&db, &third, b"3").await;
    let mut tx = db.read().await.unwrap();
    let mut there = vec![];
    for u in [&first, &second, &theirs, &third] {
        there.push(upload::get(&mut tx, u.id).await.unwrap().is_some());
    }
    assert_eq!(there, [true, false, true, true], "only the unit's own file that was not kept is gone");
});

async fn files(db: &Db) -> i64 {
    number(db, "select count(*) from file").await
}

both!(bytes_are_stored_once_and_go_with_the_last_who_needs_them, |db| async move {
    let house = build(&db).await;
    let (ours, theirs) = (file(&house, house.unit, b"same"), file(&house, house.other, b"same"));
    add(&db, &ours, b"same").await;
    add(&db, &theirs, b"same").await;
    assert_eq!(files(&db).await, 1);
    // Ours makes room for another; theirs still needs the bytes.
    let next = file(&house, house.unit, b"next");
    add(&db, &next, b"next").await;
    assert_eq!(upload::content(&mut db.read().await.unwrap(), theirs.id).await.unwrap().unwrap(), b"same");
    assert_eq!(files(&db).await, 2);
    let again = file(&house, house.unit, b"next");
    add(&db, &again, b"next").await;
    assert_eq!(upload::content(&mut db.read().await.unwrap(), again.id).await.unwrap().unwrap(), b"next", "replaced by itself");
    keep(&db, &again).await.unwrap();
    let last = file(&house, house.other, b"last");
    add(&db, &last, b"last").await;
    let hashes = [b"same", b"next", b"last"].map(|bytes| upload::sha256(bytes));
    let mut there = vec![];
    for hash in &hashes {
        there.push(store::file::get(&mut db.read().await.unwrap(), hash).await.unwrap().is_some());
    }
    assert_eq!(there, [false, true, true], "nobody needs the first any more");
});

both!(a_file_of_20_mb_is_put_twice_and_stored_once, |db| async move {
    let content: Vec<u8> = (0..20 << 20_u32).map(|n: u32| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let put = async || in_tx!(db, |tx| store::file::put(tx, &content).await).unwrap();
    let (one, two) = (put().await, put().await);
    assert_eq!((one == two, files(&db).await), (true, 1));
    assert_eq!(number(&db, "select size from file").await, 20 << 20);
    assert!(store::file::get(&mut db.read().await.unwrap(), &one).await.unwrap().unwrap() == content);
    assert!(store::file::get(&mut db.read().await.unwrap(), "nothing").await.unwrap().is_none());
});

both!(the_same_bytes_are_known_within_a_unit_only, |db| async move {
    let house = build(&db).await;
    let (ours, theirs, other) = (file(&house, house.unit, b"x"), file(&house, house.other, b"x"), file(&house, house.unit, b"y"));
    let same =
        async |unit, hash: &str| upload::same(&mut db.read().await.unwrap(), house.round.id, unit, hash).await.unwrap().map(|u| u.id);
    let take = async |u: &Upload, content: &[u8]| {
        add(&db, u, content).await;
        keep(&db, u).await.unwrap();
        in_tx!(db, |tx| {
            let draft = submission::editable(tx, house.round.id, u.unit_id, at(1)).await?;
            submission::save(tx, &draft, &[], &[], Some(u.id), house.reporter, at(1)).await
        })
        .unwrap();
    };
    assert_eq!(same(house.unit, &ours.sha256).await, None, "not taken yet");
    take(&ours, b"x").await;
    assert_eq!(same(house.unit, &ours.sha256).await, Some(ours.id));
    assert_eq!(same(house.other, &ours.sha256).await, None, "another unit's file is not told");
    take(&theirs, b"x").await;
    // After another file the first is a change again.
    take(&other, b"y").await;
    assert_eq!((same(house.unit, &ours.sha256).await, same(house.unit, &other.sha256).await), (None, Some(other.id)));
    let again = file(&house, house.unit, b"x");
    take(&again, b"x").await;
    assert_eq!(same(house.unit, &ours.sha256).await, Some(again.id));
    assert_eq!(same(house.other, &ours.sha256).await, Some(theirs.id));
});
