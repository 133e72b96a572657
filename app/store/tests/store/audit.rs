//! The chain: whatever is done to a line is found, and nothing is found where nothing was done.

mod tamper;

use crate::{
    both,
    ground::{execute, number},
    house::{at, build},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::audit::{Fault, Group};
use serde_json::json;
use store::{
    Db,
    audit::{self, Check, Entry, Filter, Finding, Head, Report, Way, Witness, outside::Heads},
    in_tx,
};
use tamper::Bench;
use tokio::task::JoinSet;
use uuid::Uuid;

/// A number after the other, the same in every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, n: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as i64
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as i64) as usize]
    }
}

const WORDS: [&str; 8] = ["", "Sở Y tế", "\"a\",\"b\"", "\u{1}\u{7f}\n\t\\", "A\u{301}", "1", "[]", "😀 – nghìn"];

async fn report(db: &Db, heads: &Heads) -> Report {
    audit::verify(&mut db.read().await.unwrap(), heads).await.unwrap()
}

async fn head(db: &Db) -> Head {
    audit::head(&mut db.read().await.unwrap()).await.unwrap().unwrap()
}

/// `n` more lines about anything, some of them together in one transaction; gives the head after each transaction.
async fn fill(db: &Db, dice: &mut Dice, people: &[Option<Uuid>], n: i64) -> Heads {
    let mut heads = Heads::new();
    let mut left = n;
    while left > 0 {
        let many = (1 + dice.below(4)).min(left);
        left -= many;
        let lines: Vec<_> = (0..many)
            .map(|_| {
                let micros = TimeDelta::microseconds(dice.below(1_000_000_000));
                let detail = json!({ "words": dice.of(&WORDS), "n": dice.below(1000) });
                (at(0) + micros, dice.of(people), dice.of(&["a.b", "report.save", ""]), dice.of(&WORDS), dice.of(&WORDS), detail)
            })
            .collect();
        in_tx!(db, |tx| {
            for (at, who, action, kind, id, detail) in &lines {
                audit::write(tx, *at, *who, action, kind, id, detail.clone()).await?;
            }
            Ok(())
        })
        .unwrap();
        let Head { seq, hash } = head(db).await;
        heads.insert(seq, vec![hash]);
    }
    heads
}

both!(an_untouched_chain_is_sound, |db| async move {
    let house = build(&db).await;
    let people = [None, Some(house.reporter), Some(house.reviewer)];
    let mut dice = Dice(11);
    assert_eq!(report(&db, &Heads::new()).await.lines, 0);
    let mut heads = Heads::new();
    for n in 1..=25 {
        heads.append(&mut fill(&db, &mut dice, &people, n).await);
        let r = report(&db, &heads).await;
        assert!(r.is_sound(), "{r:?}");
        assert_eq!((r.lines, r.outside), (n * (n + 1) / 2, heads.len()));
    }
    // What was refused leaves no hole.
    let refused: store::Result<()> = in_tx!(db, |tx| {
        audit::write(tx, at(1), None, "a", "b", "c", json!({})).await?;
        Err(store::Error::Refused("không".into()))
    });
    assert!(refused.is_err());
    heads.append(&mut fill(&db, &mut dice, &people, 1).await);
    assert!(report(&db, &heads).await.is_sound());
    assert_eq!(number(&db, "select max(seq) from audit").await, 326);
});

both!(the_hash_is_as_it_is_described, |db| async move {
    build(&db).await;
    let noon = DateTime::parse_from_rfc3339("2026-11-01T12:00:00.1234567Z").unwrap().with_timezone(&Utc);
    in_tx!(db, |tx| audit::write(tx, noon, None, "report.save", "thing", "7 \"é\"\n", json!({ "b": 1, "a": "Đ" })).await).unwrap();
    let mut tx = db.read().await.unwrap();
    let line = audit::list(&mut tx, &Filter::default(), Way::Before(i64::MAX), 9).await.unwrap().remove(0);
    // Written out by hand; the hash of it by `sha256sum`.
    let id = match &db {
        Db::Lite { read, .. } => sqlx::query_scalar::<_, Uuid>("select id from audit").fetch_one(read).await.unwrap(),
        Db::Pg(pool) => sqlx::query_scalar::<_, Uuid>("select id from audit").fetch_one(pool).await.unwrap(),
    };
    let text = format!(r#"[1,"{id}","2026-11-01T12:00:00.123456Z",null,"report.save","thing","7 \"é\"\n","{{\"a\":\"Đ\",\"b\":1}}",""]"#);
    assert_eq!(line.hash, store::upload::sha256(text.as_bytes()));
    let known = Entry {
        seq: 1,
        id: Uuid::from_u128(7),
        at: noon,
        person_id: Some(Uuid::from_u128(8)),
        action: "a".into(),
        object_kind: "k".into(),
        object_id: "i".into(),
        detail: "{}".into(),
        prev: String::new(),
        hash: String::new(),
    };
    // printf '[1,"00000000-0000-0000-0000-000000000007","2026-11-01T12:00:00.123456700Z",
    // "00000000-0000-0000-0000-000000000008","a","k","i","{}",""]' on one line | sha256sum
    assert_eq!(known.digest(), "92ba1f40206dac6f0186bd9062271244c0c5071efadb112ffc33f77a952cf174");
});

both!(the_database_refuses_to_change_a_line, |db| async move {
    let house = build(&db).await;
    fill(&db, &mut Dice(5), &[None, Some(house.reporter)], 3).await;
    for sql in ["update audit set detail = '{}' where seq = 2", "delete from audit where seq = 3", "delete from audit"] {
        let refused = match &db {
            Db::Lite { write, .. } => sqlx::raw_sql(sql).execute(write).await.map(drop),
            Db::Pg(pool) => sqlx::raw_sql(sql).execute(pool).await.map(drop),
        };
        assert!(refused.unwrap_err().to_string().contains("a line of the audit is never changed"), "{sql}");
    }
    if let Db::Pg(pool) = &db {
        assert!(sqlx::raw_sql("truncate audit").execute(pool).await.is_err());
    }
    // Somebody takes the guard away; the next start puts it back.
    tamper::unguard(&db).await;
    execute(&db, "update audit set detail = '{}' where seq = 2").await;
    db.migrate().await.unwrap();
    let again = match &db {
        Db::Lite { write, .. } => sqlx::raw_sql("delete from audit where seq = 2").execute(write).await.map(drop),
        Db::Pg(pool) => sqlx::raw_sql("delete from audit where seq = 2").execute(pool).await.map(drop),
    };
    assert!(again.is_err());
    let r = report(&db, &Heads::new()).await;
    assert_eq!(r.findings, [Finding { first: 2, last: 2, fault: Fault::Altered, witness: Witness::Chain }]);
});

both!(eight_writers_make_one_chain, |db| async move {
    let house = build(&db).await;
    let mut set = JoinSet::new();
    for writer in 0..8 {
        let (db, who) = (db.clone(), house.reporter);
        set.spawn(async move {
            for n in 0..50 {
                in_tx!(db, |tx| audit::write(tx, at(1), Some(who), "a", "writer", writer, json!({ "n": n })).await).unwrap();
            }
        });
    }
    set.join_all().await;
    let r = report(&db, &Heads::new()).await;
    assert!(r.is_sound(), "{r:?}");
    assert_eq!((r.lines, r.head.unwrap().seq), (400, 400));
    assert_eq!(number(&db, "select max(seq) - min(seq) + 1 from audit").await, 400);
    // Each writer's lines are in the order in which it wrote them.
    for writer in 0..8 {
        let lines = audit::of(&mut db.read().await.unwrap(), "writer", writer).await.unwrap();
        let order: Vec<String> = lines.into_iter().map(|l| l.detail).collect();
        assert_eq!(order, (0..50).map(|n| format!("{{\"n\":{n}}}")).collect::<Vec<_>>());
    }
});

both!(every_kind_of_tampering_is_found, |db| async move {
    let house = build(&db).await;
    let mut dice = Dice(20_261_101);
    for round in 0..6 {
        let n = 4 + dice.below(24);
        let bench = Bench::new(&db, &mut dice, &[None, Some(house.reporter), Some(house.reviewer)], n).await;
        bench.run(&mut dice).await;
        assert!(report(&db, &bench.heads).await.is_sound(), "restored after round {round}");
    }
});

both!(lines_are_found_by_object_person_group_and_time, |db| async move {
    let house = build(&db).await;
    let (lan, mai) = (Some(house.reporter), Some(house.reviewer));
    let lines = [
        (lan, "report.save", "submission", "s1"),
        (lan, "report.submit", "submission", "s1"),
        (mai, "report.claim", "submission", "s1"),
        (mai, "report.decide", "submission", "s1"),
        (None, "round.open", "round", "2026-10"),
        (lan, "report.save", "submission", "s2"),
        (mai, "round_open", "round", "2026-11"),
        (mai, "person.add", "person", "s1"),
    ];
    in_tx!(db, |tx| {
        for (i, (who, action, kind, id)) in lines.iter().enumerate() {
            audit::write(tx, at(i as u32), *who, action, kind, id, json!({})).await?;
        }
        Ok(())
    })
    .unwrap();
    let one = |s: &str| Some(vec![s.to_owned()]);
    let revisions = Some(vec!["s1".to_owned(), "s2".to_owned()]);
    let table = [
        (Filter::default(), vec![8, 7, 6, 5, 4, 3, 2, 1]),
        (Filter { kinds: one("submission"), ..Filter::default() }, vec![6, 4, 3, 2, 1]),
        (Filter { kinds: one("submission"), objects: Some(vec!["s1".into()]), ..Filter::default() }, vec![4, 3, 2, 1]),
        (Filter { kinds: one("submission"), objects: revisions, ..Filter::default() }, vec![6, 4, 3, 2, 1]),
        (Filter { kinds: one("submission"), objects: Some(vec![]), ..Filter::default() }, vec![]),
        (Filter { person: lan, ..Filter::default() }, vec![6, 2, 1]),
        (Filter { group: Some(Group::Report), ..Filter::default() }, vec![6, 2, 1]),
        (Filter { group: Some(Group::Review), ..Filter::default() }, vec![4, 3]),
        (Filter { group: Some(Group::Round), ..Filter::default() }, vec![5]),
        (Filter { from: Some(at(2)), until: Some(at(5)), ..Filter::default() }, vec![5, 4, 3]),
        (Filter { group: Some(Group::Review), person: mai, from: Some(at(3)), ..Filter::default() }, vec![4]),
    ];
    let mut tx = db.read().await.unwrap();
    for (filter, expected) in table {
        let found = audit::list(&mut tx, &filter, Way::Before(i64::MAX), 100).await.unwrap();
        assert_eq!(found.iter().map(|l| l.seq).collect::<Vec<_>>(), expected, "{filter:?}");
    }
    let second = audit::list(&mut tx, &Filter::default(), Way::Before(7), 2).await.unwrap();
    assert_eq!(second.iter().map(|l| l.seq).collect::<Vec<_>>(), [6, 5]);
    let first = audit::list(&mut tx, &Filter::default(), Way::After(0), 2).await.unwrap();
    assert_eq!(first.iter().map(|l| l.seq).collect::<Vec<_>>(), [1, 2]);
    assert_eq!((second[0].username.as_deref(), second[1].username.as_deref()), (Some("loc"), None));
});

/// Ten thousand lines pass through the memory of a few.
#[test]
fn a_check_keeps_no_lines() {
    let heads = Heads::new();
    let mut check = Check::new(&heads);
    let mut prev = String::new();
    for seq in 1..=10_000 {
        let mut e = Entry {
            seq,
            id: Uuid::from_u128(seq as u128),
            at: at(0),
            person_id: None,
            action: "a".into(),
            object_kind: "b".into(),
            object_id: "c".into(),
            detail: "{}".into(),
            prev,
            hash: String::new(),
        };
        e.hash = e.digest();
        prev = e.hash.clone();
        // Every line after the first thousand was altered.
        if seq > 1000 {
            e.action = "x".into();
        }
        check.feed(Ok(e));
    }
    let r = check.finish(Some(Head { seq: 10_000, hash: prev }));
    assert_eq!(r.findings, [Finding { first: 1001, last: 10_000, fault: Fault::Altered, witness: Witness::Chain }]);
}
