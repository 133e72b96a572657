//! Rows of the catalogue that are kept whole, with their versions; what is said of tasks and systems.

use crate::{
    both,
    house::{at, build, day, read},
};
use chrono::NaiveDate;
use domain::{
    indicator::Basis,
    system::{InfoSystem, Stage, SystemKind},
    task::{Event, TaskState},
};
use store::{
    in_tx,
    record::{self, Decision},
    system, task,
};
use uuid::Uuid;

fn event(name: &str, happened_on: Option<NaiveDate>) -> Event {
    Event {
        code: "E-1".into(),
        province: "dong-nai".into(),
        name: name.into(),
        document: "QD-12".into(),
        source_lines: "3".into(),
        happened_on,
    }
}

both!(a_row_counts_from_its_day_on_and_nothing_is_rewritten, |db| async move {
    let house = build(&db).await;
    let decide = |valid_from: Option<NaiveDate>, minute: u32| Decision {
        province_id: Some(house.province),
        valid_from,
        document: "5/QĐ".into(),
        reason: "vì".into(),
        person_id: None,
        at: at(minute),
    };
    let put = async |e: Event, d: Decision| in_tx!(db, |tx| record::put(tx, &e, &d).await).unwrap();
    assert!(put(event("một", None), decide(None, 1)).await);
    assert!(!put(event("một", None), decide(None, 2)).await, "the same again");
    assert!(put(event("ba", None), decide(Some(day(3, 1)), 3)).await);
    assert!(put(event("hai", None), decide(Some(day(2, 1)), 4)).await, "decided later, counts from an earlier day");
    assert!(!put(event("hai", None), decide(Some(day(2, 15)), 5)).await, "what counts then already");
    let events = read(&db).await.records.events;
    let name = |d: NaiveDate| events.find("E-1", d).map(|e| e.name.clone());
    let expected = [(day(1, 31), "một"), (day(2, 1), "hai"), (day(2, 28), "hai"), (day(3, 1), "ba"), (day(12, 31), "ba")];
    for (d, wanted) in expected {
        assert_eq!(name(d).as_deref(), Some(wanted), "{d}");
    }
    assert_eq!(events.versions("E-1").len(), 3);
    assert_eq!(events.province_of("E-1"), Some(house.province));
    assert!(in_tx!(db, |tx| record::end::<Event>(tx, "E-1", &decide(Some(day(6, 1)), 6)).await).unwrap());
    let events = read(&db).await.records.events;
    assert_eq!((events.on(day(5, 31)).count(), events.on(day(6, 1)).count(), events.find("E-2", day(5, 1)).is_some()), (1, 0, false));
});

both!(a_data_file_loaded_again_leaves_what_somebody_changed, |db| async move {
    let house = build(&db).await;
    let file = Decision { province_id: Some(house.province), at: at(1), ..Decision::default() };
    let load = async |e: Event| in_tx!(db, |tx| record::put_loaded(tx, &e, &file).await).unwrap();
    assert!(load(event("một", None)).await);
    let person = Decision { person_id: Some(house.reporter), valid_from: Some(day(1, 2)), at: at(2), ..file.clone() };
    assert!(in_tx!(db, |tx| record::put(tx, &event("một", Some(day(1, 1))), &person).await).unwrap());
    assert!(!load(event("một", None)).await);
    let events = read(&db).await.records.events;
    assert_eq!(events.find("E-1", day(2, 1)).unwrap().happened_on, Some(day(1, 1)));
});

both!(updates_and_difficulties_are_kept_in_order, |db| async move {
    let house = build(&db).await;
    let update = |n: u32, percent: i32| task::Update {
        id: Uuid::now_v7(),
        task_code: "T-1".into(),
        at: at(n),
        done_on: day(1, n),
        person_id: house.reporter,
        unit_id: house.unit,
        state: TaskState::InProgress,
        percent,
        body: "đã họp".into(),
        evidence: "12/BC".into(),
    };
    let difficulty = task::Difficulty {
        id: Uuid::now_v7(),
        task_code: "T-1".into(),
        raised_at: at(3),
        raised_by: house.reporter,
        unit_id: house.unit,
        resolver_id: house.other,
        body: "thiếu kinh phí".into(),
        resolved_at: None,
        resolved_by: None,
        answer: String::new(),
    };
    in_tx!(db, |tx| {
        task::put_update(tx, &update(2, 40)).await?;
        task::put_update(tx, &update(1, 20)).await?;
        task::raise(tx, &difficulty).await
    })
    .unwrap();
    let over = in_tx!(db, |tx| task::put_update(tx, &update(4, 101)).await);
    assert!(matches!(over, Err(store::Error::Sql(_))), "the database keeps percentages to 100: {over:?}");
    let mut tx = db.read().await.unwrap();
    let percents: Vec<i32> = task::updates_of(&mut tx, "T-1").await.unwrap().iter().map(|u| u.percent).collect();
    assert_eq!((percents, task::updates_of(&mut tx, "T-2").await.unwrap().len()), (vec![20, 40], 0));
    drop(tx);
    let resolve = async || in_tx!(db, |tx| task::resolve(tx, difficulty.id, at(9), house.reporter, "đã cấp").await).unwrap();
    assert!(resolve().await);
    assert!(!resolve().await, "once");
    let found = task::difficulty(&mut db.read().await.unwrap(), difficulty.id).await.unwrap().unwrap();
    assert_eq!((found.answer.as_str(), found.resolved_at), ("đã cấp", Some(at(9))));
});

both!(a_system_stands_where_its_newest_update_says, |db| async move {
    let house = build(&db).await;
    let row = InfoSystem {
        code: "HT-1".into(),
        province: "dong-nai".into(),
        name: "Hệ thống".into(),
        kind: SystemKind::System,
        owner: "SYT".into(),
        owner_basis: Basis::Document,
        stage: Stage::Building,
        stage_basis: Basis::Inferred,
        document: "QD-12".into(),
        source_lines: "3".into(),
        claims: false,
        written: "hệ thống".into(),
        feeds: vec![],
        reading: String::new(),
        step: vec![],
    };
    let update = |n: u32, stage: Stage, level: Option<i32>| system::Update {
        id: Uuid::now_v7(),
        system_code: "HT-1".into(),
        at: at(10 - n),
        as_of: day(1, n),
        person_id: house.reporter,
        stage,
        provincial: true,
        nat: false,
        security_level: level,
        steps_done: 2,
        body: String::new(),
        evidence: String::new(),
    };
    in_tx!(db, |tx| {
        system::put_update(tx, &update(5, Stage::Running, Some(3))).await?;
        system::put_update(tx, &update(4, Stage::Built, None)).await
    })
    .unwrap();
    let all = system::updates(&mut db.read().await.unwrap()).await.unwrap();
    let now = system::condition(&row, all.last());
    assert_eq!((now.stage, now.provincial, now.national, now.security_level, now.steps_done), (Stage::Running, true, false, Some(3), 2));
    assert_eq!(system::condition(&row, None).stage, Stage::Building);
});
