//! Updates of systems, and what they give for indicators.

use crate::{
    both,
    house::{at, build, day, indicator, read, refusal},
};
use domain::{
    indicator::Basis,
    system::{Counted, InfoSystem, Stage, SystemKind},
};
use store::{
    catalogue, in_tx,
    record::{self, Decision},
    system::{self, Update},
};
use uuid::Uuid;

fn row(code: &str, owner: &str, feeds: &[&str]) -> InfoSystem {
    InfoSystem {
        code: code.into(),
        province: "dong-nai".into(),
        name: code.into(),
        kind: SystemKind::Database,
        owner: owner.into(),
        owner_basis: Basis::Document,
        stage: Stage::Building,
        stage_basis: Basis::Document,
        document: "001".into(),
        source_lines: "1".into(),
        claims: false,
        written: String::new(),
        feeds: feeds.iter().map(|f| (*f).to_owned()).collect(),
        reading: String::new(),
        step: vec![],
    }
}

fn update(code: &str, minute: u32, as_of: chrono::NaiveDate, level: Option<i32>, person: Uuid) -> Update {
    Update {
        id: Uuid::now_v7(),
        system_code: code.into(),
        at: at(minute),
        as_of,
        person_id: person,
        stage: Stage::Running,
        provincial: true,
        nat: false,
        security_level: level,
        steps_done: 0,
        body: "đã chạy".into(),
        evidence: String::new(),
    }
}

both!(whoever_did_not_see_the_last_update_writes_none, |db| async move {
    let house = build(&db).await;
    let first = update("S", 0, day(10, 1), None, house.reporter);
    in_tx!(db, |tx| system::add(tx, &first, None).await).unwrap();
    let again = update("S", 1, day(10, 2), None, house.reporter);
    let sentence = refusal(in_tx!(db, |tx| system::add(tx, &again, None).await));
    assert_eq!(sentence, "Hệ thống vừa được cập nhật ở nơi khác. Xem bản mới nhất ở dưới rồi ghi lại.");
    // It speaks of an earlier day, and yet it is the last to come in.
    let earlier = update("S", 2, day(9, 1), Some(3), house.reporter);
    in_tx!(db, |tx| system::add(tx, &earlier, Some(first.id)).await).unwrap();
    refusal(in_tx!(db, |tx| system::add(tx, &again, Some(first.id)).await));
    let mut tx = db.read().await.unwrap();
    let all = system::updates_of(&mut tx, "S").await.unwrap();
    assert_eq!(all.iter().map(|u| u.id).collect::<Vec<_>>(), [earlier.id, first.id], "by the day they speak of");
    assert_eq!(system::last_in(&all), Some(earlier.id));
    let level = async |tx: &mut store::Tx, on| system::newest(tx, on).await.unwrap().get("S").map(|u| u.security_level);
    assert_eq!(level(&mut tx, day(8, 31)).await, None);
    assert_eq!(level(&mut tx, day(9, 1)).await, Some(Some(3)));
    assert_eq!(level(&mut tx, day(10, 1)).await, Some(None));
});

both!(a_unit_s_own_systems_count, |db| async move {
    let house = build(&db).await;
    in_tx!(db, |tx| {
        let counting = catalogue::Indicator { register: "secured".into(), ..indicator(house.province, "A") };
        catalogue::put_indicator(tx, &counting).await?;
        let decision = Decision { province_id: Some(house.province), at: at(0), ..Decision::default() };
        for s in [row("S1", "SYT", &["A", "B"]), row("S2", "SYT", &["A"]), row("S3", "SNV", &["A"]), row("S4", "SYT", &["C"])] {
            record::put(tx, &s, &decision).await?;
        }
        system::put_update(tx, &update("S1", 0, day(10, 1), Some(2), house.reporter)).await
    })
    .unwrap();
    let known = read(&db).await;
    let newest = system::newest(&mut db.read().await.unwrap(), day(10, 31)).await.unwrap();
    let tallies = system::tallies(&known, house.unit, day(10, 31), &newest);
    // B is fed too, but does not say what is counted; C neither.
    assert_eq!(tallies.len(), 1);
    let tally = tallies[&house.indicators[0]];
    assert_eq!((tally.counted, tally.holds, tally.of, tally.kept), (Counted::Secured, 1, 2, 1));
    let earlier = system::newest(&mut db.read().await.unwrap(), day(9, 30)).await.unwrap();
    let tally = system::tallies(&known, house.unit, day(9, 30), &earlier)[&house.indicators[0]];
    assert_eq!((tally.holds, tally.of, tally.kept), (0, 2, 0));
});
