//! Accepted figures of earlier periods, as forms are compared with them; figures that were put right in the page.

use crate::{
    both,
    house::{House, at, build, day},
};
use domain::workflow::{Action, ItemState};
use serde_json::json;
use store::{
    Db,
    figure::{self, Which},
    in_tx, round, submission,
};
use uuid::Uuid;

/// A report of the unit for a month, with the first two figures accepted.
async fn month(db: &Db, house: &House, period: &str, numerators: [i64; 2]) {
    let round = round::Round { id: Uuid::now_v7(), period: period.into(), ..house.round.clone() };
    in_tx!(db, |tx| round::put(tx, &round).await).unwrap();
    let values: Vec<_> = (0..2).map(|n| submission::Observation { period: period.into(), ..house.value(n, numerators[n], 100) }).collect();
    in_tx!(db, |tx| {
        let draft = submission::editable(tx, round.id, house.unit, at(1)).await?;
        submission::save(tx, &draft, &values, &[], None, house.reporter, at(1)).await?;
        let draft = submission::get(tx, draft.id).await?.unwrap();
        submission::submit(tx, &draft, "hash", house.reporter, at(2)).await?;
        let sent = submission::get(tx, draft.id).await?.unwrap();
        submission::step(tx, &sent, Action::Claim, house.reviewer, at(3), json!({})).await?;
        let claimed = submission::get(tx, draft.id).await?.unwrap();
        submission::accept(tx, &claimed, house.reviewer, at(5)).await
    })
    .unwrap();
}

both!(only_accepted_figures_of_the_years_asked_for, |db| async move {
    let house = build(&db).await;
    for (period, numerators) in [("2024-12", [1, 2]), ("2025-01", [3, 4]), ("2026-09", [5, 6])] {
        month(&db, &house, period, numerators).await;
    }
    // October is a draft.
    house.save(&db, &[house.value(0, 7, 100)]).await;
    let mut tx = db.read().await.unwrap();
    let shown = |all: Vec<figure::Past>| {
        let mut all: Vec<_> = all.iter().map(|p| (p.period.to_string(), p.numerator / 10_000, p.denominator.unwrap() / 10_000)).collect();
        all.sort();
        all.into_iter().map(|(p, n, d)| format!("{p} {n}/{d}")).collect::<Vec<_>>()
    };
    let own = figure::past_of_unit(&mut tx, house.unit, (2025, 2026)).await.unwrap();
    assert!(own.iter().all(|p| p.unit_id == house.unit && house.indicators.contains(&p.indicator_id)));
    assert_eq!(shown(own), ["2025-01 3/100", "2025-01 4/100", "2026-09 5/100", "2026-09 6/100"]);
    assert_eq!(shown(figure::past_of_unit(&mut tx, house.unit, (2024, 2024)).await.unwrap()), ["2024-12 1/100", "2024-12 2/100"]);
    assert_eq!(shown(figure::past_of_unit(&mut tx, house.other, (2024, 2026)).await.unwrap()), [""; 0]);
    for which in [Which::All, Which::OwnRatios] {
        assert_eq!(
            shown(figure::past_of_province(&mut tx, house.province, (2026, 2026), which).await.unwrap()),
            ["2026-09 5/100", "2026-09 6/100"]
        );
    }
    assert_eq!(shown(figure::past_of_province(&mut tx, Uuid::now_v7(), (2024, 2026), Which::All).await.unwrap()), [""; 0]);
});

both!(ratios_of_each_unit_alone_can_be_compared, |db| async move {
    let house = build(&db).await;
    let catalogue = crate::house::read(&db).await;
    let mut single = catalogue.indicator(house.indicators[0]).unwrap().clone();
    single.mode = domain::indicator::Mode::Single;
    let mut count = catalogue.indicator(house.indicators[1]).unwrap().clone();
    count.kind = domain::indicator::Kind::Count;
    in_tx!(db, |tx| {
        store::catalogue::put_indicator(tx, &single).await?;
        store::catalogue::put_indicator(tx, &count).await
    })
    .unwrap();
    month(&db, &house, "2026-09", [5, 6]).await;
    let mut tx = db.read().await.unwrap();
    assert_eq!(figure::past_of_province(&mut tx, house.province, (2026, 2026), Which::OwnRatios).await.unwrap(), []);
    assert_eq!(figure::past_of_province(&mut tx, house.province, (2026, 2026), Which::All).await.unwrap().len(), 2);
});

both!(a_reviewers_figure_is_what_later_ones_are_compared_with, |db| async move {
    let house = build(&db).await;
    house.save(&db, &[house.value(0, 7, 10)]).await;
    let s = house.in_review(&db).await;
    house.decide(&db, &house.items(&db, &s).await[0], ItemState::Adjusted, "Theo sổ").await;
    house.accept(&db).await;
    let own = figure::past_of_unit(&mut db.read().await.unwrap(), house.unit, (2026, 2026)).await.unwrap();
    assert_eq!((own[0].numerator, own[0].denominator), (77_0000, Some(80_0000)));
});

/// What a unit's later figures are compared with while a report is on its way, as whole numbers in the order they are found in.
async fn awaiting(db: &Db, of: Uuid, years: (i32, i32)) -> Vec<i64> {
    let mut tx = db.read().await.unwrap();
    figure::awaiting(&mut tx, of, years).await.unwrap().iter().map(|f| f.numerator / 10_000).collect()
}

/// The same, by indicator; a later one in the place of an earlier one.
async fn last_awaiting(db: &Db, house: &House) -> [i64; 3] {
    let mut tx = db.read().await.unwrap();
    let mut last = [0; 3];
    for f in figure::awaiting(&mut tx, house.unit, (2026, 2026)).await.unwrap() {
        last[house.indicators.iter().position(|id| *id == f.indicator_id).unwrap()] = f.numerator / 10_000;
    }
    last
}

both!(handed_in_figures_count_until_they_are_accepted_or_sent_back, |db| async move {
    let house = build(&db).await;
    house.save(&db, &[house.value(0, 7, 10), house.value(1, 8, 10), house.value(2, 9, 10)]).await;
    assert_eq!(awaiting(&db, house.unit, (2026, 2026)).await, [0; 0], "a draft is the unit's own");
    let draft = house.latest(&db).await;
    in_tx!(&db, |tx| submission::submit(tx, &draft, "hash", house.reporter, at(2)).await).unwrap();
    assert_eq!(last_awaiting(&db, &house).await, [7, 8, 9]);
    assert_eq!(awaiting(&db, house.province, (2026, 2026)).await.len(), 3);
    for nowhere in [house.other, Uuid::now_v7()] {
        assert_eq!(awaiting(&db, nowhere, (2026, 2026)).await, [0; 0]);
    }
    assert_eq!(awaiting(&db, house.unit, (2024, 2025)).await, [0; 0]);

    let sent = house.latest(&db).await;
    in_tx!(&db, |tx| submission::step(tx, &sent, Action::Claim, house.reviewer, at(3), json!({})).await).unwrap();
    let of = |indicator: usize, items: &[submission::Observation]| {
        items.iter().find(|o| o.indicator_id == house.indicators[indicator]).cloned().expect("the figure")
    };
    let items = house.items(&db, &house.latest(&db).await).await;
    house.decide(&db, &of(0, &items), ItemState::Accepted, "").await;
    house.decide(&db, &of(1, &items), ItemState::Rejected, "Sai nguồn").await;
    assert_eq!(last_awaiting(&db, &house).await, [7, 0, 9], "what was rejected is nothing to compare with");
    let claimed = house.latest(&db).await;
    in_tx!(&db, |tx| submission::give_back(tx, &claimed, "Sửa mục 2", day(11, 20), house.reviewer, at(5)).await).unwrap();
    assert_eq!(last_awaiting(&db, &house).await, [7, 0, 0], "nor is what went back with it undecided");

    house.save(&db, &[house.value(1, 5, 10)]).await;
    assert_eq!(last_awaiting(&db, &house).await, [7, 0, 0], "the next revision is a draft");
    let s = house.in_review(&db).await;
    assert_eq!(last_awaiting(&db, &house).await, [7, 5, 9]);
    let items = house.items(&db, &s).await;
    house.decide(&db, &of(1, &items), ItemState::Adjusted, "Theo sổ").await;
    house.decide(&db, &of(2, &items), ItemState::Accepted, "").await;
    assert_eq!(last_awaiting(&db, &house).await, [7, 77, 9], "the reviewer's figure");
    let accepted = house.accept(&db).await;
    assert_eq!(last_awaiting(&db, &house).await, [0; 3], "what came back at first has been accepted in another revision");
    assert_eq!(figure::past_of_unit(&mut db.read().await.unwrap(), house.unit, (2026, 2026)).await.unwrap().len(), 3);

    let open = [house.indicators[1]];
    in_tx!(&db, |tx| submission::reopen(tx, &accepted, &open, "Sai mẫu số", house.reviewer, at(6)).await).unwrap();
    assert_eq!(last_awaiting(&db, &house).await, [0; 3]);
    house.save(&db, &[house.value(1, 6, 10)]).await;
    house.in_review(&db).await;
    assert_eq!(last_awaiting(&db, &house).await, [7, 6, 9]);
});

both!(what_was_withdrawn_is_nothing_to_compare_with, |db| async move {
    let house = build(&db).await;
    house.save(&db, &[house.value(0, 7, 10)]).await;
    let draft = house.latest(&db).await;
    in_tx!(&db, |tx| submission::submit(tx, &draft, "hash", house.reporter, at(2)).await).unwrap();
    let sent = house.latest(&db).await;
    in_tx!(&db, |tx| submission::step(tx, &sent, Action::Withdraw, house.reporter, at(3), json!({})).await).unwrap();
    assert_eq!(last_awaiting(&db, &house).await, [0; 3]);
});

both!(who_put_a_figure_right_stands_beside_the_cell, |db| async move {
    let house = build(&db).await;
    let corrected = submission::Observation {
        raw_numerator: "khoảng 120".into(),
        corrected_by: Some(house.reporter),
        corrected_at: Some(at(1)),
        ..house.value(0, 120, 200)
    };
    house.save(&db, &[corrected, house.value(1, 8, 10)]).await;
    let s = house.in_review(&db).await;
    let items = house.items(&db, &s).await;
    assert_eq!((items[0].corrected_by, items[0].corrected_at, items[1].corrected_by), (Some(house.reporter), Some(at(1)), None));
    let mut tx = db.read().await.unwrap();
    let t = figure::trace(&mut tx, items[0].id).await.unwrap().unwrap();
    assert_eq!((t.corrected_by.as_deref(), t.corrected_at), (Some("Trần Văn Lộc"), Some(at(1))));
    assert_eq!((t.raw_numerator.as_str(), t.answer.as_str(), t.kind.as_str()), ("khoảng 120", "reported", "ratio"));
    assert_eq!(figure::trace(&mut tx, items[1].id).await.unwrap().unwrap().corrected_by, None);
    drop(tx);
    // It goes into the next revision, and into the figures in force.
    house.decide(&db, &items[0], ItemState::Accepted, "").await;
    house.decide(&db, &items[1], ItemState::Rejected, "Xem lại.").await;
    let s = house.latest(&db).await;
    in_tx!(db, |tx| submission::give_back(tx, &s, "", crate::house::day(11, 20), house.reviewer, at(6)).await).unwrap();
    let next = house.save(&db, &[]).await;
    assert_eq!(house.items(&db, &next).await[0].corrected_by, Some(house.reporter));
    house.in_review(&db).await;
    house.accept(&db).await;
    let mut figures = figure::of_province(&mut db.read().await.unwrap(), house.province).await.unwrap();
    figures.sort_by_key(|f| f.numerator);
    assert_eq!(figures.iter().map(|f| f.corrected).collect::<Vec<_>>(), [false, true]);
});
