//! Reporting rounds.

use crate::{
    both,
    house::{build, day, october},
};
use domain::duty::Calendar;
use store::{
    in_tx,
    round::{self, Round},
};
use uuid::Uuid;

both!(one_round_per_province_and_period, |db| async move {
    let house = build(&db).await;
    let late = Round { due: day(12, 31), state: "closed".into(), ..october(house.province) };
    let september = Round { period: "2026-09".into(), due: day(10, 15), ..october(house.province) };
    in_tx!(db, |tx| {
        round::put(tx, &late).await?;
        round::put(tx, &september).await
    })
    .unwrap();
    let mut tx = db.read().await.unwrap();
    let kept = round::of_period(&mut tx, house.province, "2026-10".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!((kept.id, kept.due, kept.state.as_str()), (house.round.id, day(11, 15), "open"));
    assert_eq!(kept.period().unwrap().to_string(), "2026-10");
    let list: Vec<_> = round::list(&mut tx, house.province).await.unwrap().into_iter().map(|r| r.period).collect();
    assert_eq!(list, ["2026-10", "2026-09"], "newest first");
    assert!(round::of_period(&mut tx, Uuid::now_v7(), "2026-10".parse().unwrap()).await.unwrap().is_none());
    assert!(round::of_period(&mut tx, house.province, "2026-08".parse().unwrap()).await.unwrap().is_none());
    assert!(round::list(&mut tx, Uuid::now_v7()).await.unwrap().is_empty());
});

both!(dates_and_state_of_a_round_can_move, |db| async move {
    let house = build(&db).await;
    in_tx!(db, |tx| round::change(tx, house.round.id, day(11, 20), day(11, 30), "closed").await).unwrap();
    let moved = round::get(&mut db.read().await.unwrap(), house.round.id).await.unwrap().unwrap();
    assert_eq!((moved.opens, moved.due, moved.closes, moved.state.as_str()), (day(11, 1), day(11, 20), day(11, 30), "closed"));
});

both!(a_round_keeps_its_calendar_and_may_open_sooner, |db| async move {
    let house = build(&db).await;
    let decree = Round {
        id: Uuid::now_v7(),
        period: "2026-11".into(),
        opens: day(11, 15),
        calendar: Calendar::Decree09,
        data_from: Some(day(10, 15)),
        data_to: Some(day(11, 14)),
        explain_until: None,
        ..october(house.province)
    };
    in_tx!(db, |tx| round::put(tx, &decree).await).unwrap();
    let kept = async || round::get(&mut db.read().await.unwrap(), decree.id).await.unwrap().unwrap();
    let found = kept().await;
    assert_eq!((found.calendar, found.data_from, found.data_end().unwrap()), (Calendar::Decree09, Some(day(10, 15)), day(11, 14)));
    let plain = round::get(&mut db.read().await.unwrap(), house.round.id).await.unwrap().unwrap();
    assert_eq!((plain.calendar, plain.data_from, plain.data_end().unwrap()), (Calendar::Calendar, None, day(10, 31)));
    for (opens, expected) in [(day(11, 20), day(11, 15)), (day(11, 10), day(11, 10))] {
        in_tx!(db, |tx| round::bring_forward(tx, decree.id, opens).await).unwrap();
        assert_eq!(kept().await.opens, expected);
    }
});

#[test]
fn a_round_is_open_from_its_first_to_its_last_day() {
    let round = october(Uuid::nil());
    let open = [(10, 31, false), (11, 1, true), (11, 25, true), (11, 26, false)];
    for (month, d, expected) in open {
        assert_eq!(round.is_open(day(month, d)), expected, "{d}/{month}");
    }
    let closed = Round { state: "closed".into(), ..round.clone() };
    let reversed = Round { opens: day(11, 25), closes: day(11, 1), ..round };
    assert!(!closed.is_open(day(11, 10)) && !reversed.is_open(day(11, 10)));
}
