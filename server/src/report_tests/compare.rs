//! What a form's figures are compared with: the unit's own past, and units of its kind.

use super::{Ground, actor, build, no_reasons, typed};
use crate::report::{Desk, Forms, Past, form};
use domain::{Period, Quantity, access::Role};
use std::sync::Arc;
use store::round;

const HERE: &str = "dong-nai";

/// What each unit reports: its number, and numerators out of a thousand.
type Month<'a> = &'a [(usize, [&'a str; 3])];

/// Reports of a month, accepted as they come in.
async fn month(ground: &Ground, period: Period, reports: Month<'_>) {
    let (me, judge) = (ground.person("focal").await, ground.person("approver").await);
    let mut tx = ground.site.db.read().await.unwrap();
    let province = ground.site.catalogue(&mut tx).await.unwrap().province(HERE).unwrap().id;
    drop(tx);
    ground.open_round(province, period, -50, 5).await;
    for (n, numbers) in reports {
        let unit = format!("U{n}");
        let seat = actor("focal", Some(&unit), &[(Role::UnitEditor, HERE, Some(&unit)), (Role::UnitApprover, HERE, Some(&unit))]);
        let bench = actor("approver", Some("SKHCN"), &[(Role::Approver, HERE, None)]);
        let desk = Desk::open(&ground.site, &seat, me, &unit, period).await.unwrap();
        for (code, n) in super::CODES.iter().zip(numbers) {
            let mut understood = typed(&desk, code, n, "1000").await;
            understood.findings.clear();
            desk.save(&understood, &no_reasons()).await.unwrap();
        }
        desk.submit(None).await.unwrap();
        Desk::open(&ground.site, &bench, judge, &unit, period).await.unwrap().accept(true, None).await.unwrap();
    }
}

/// Numerators of what indicator A is compared with: the unit's own past, its peers and of when these are.
type Compared = (Vec<i64>, Option<(Period, Vec<i64>)>);

fn compared(asked: &intake::Asked) -> Compared {
    let whole = |q: Quantity| q.scaled() / Quantity::SCALE;
    let peers = asked.peers.as_ref().map(|p| {
        let mut figures: Vec<i64> = p.figures.iter().map(|(n, _)| whole(*n)).collect();
        figures.sort_unstable();
        (p.period, figures)
    });
    (asked.history.iter().map(|(n, _)| whole(*n)).collect(), peers)
}

/// As one form is made, and as many are.
async fn of(ground: &Ground, unit: &str, period: Period) -> Compared {
    let site = &ground.site;
    let mut tx = site.db.read().await.unwrap();
    let known = site.catalogue(&mut tx).await.unwrap();
    let unit = known.unit_by_code(unit).unwrap();
    let round = round::of_period(&mut tx, unit.province_id, period).await.unwrap().unwrap();
    let one = form(site, &mut tx, &known, unit, &round, period, false).await.unwrap();
    let past = Past::of_province(&mut tx, &known, unit.province_id, period, period).await.unwrap();
    let peers = Arc::new(past.peers(&known, period));
    let many = Forms::new(&mut tx, &known, &past, peers, &round, period).await.unwrap().form(unit, false);
    let (one, many) = (compared(&one.asked[0]), compared(&many.asked[0]));
    assert_eq!(one, many, "a form is the same, however it is made");
    one
}

#[tokio::test]
async fn the_last_twelve_periods_and_the_newest_with_enough_peers() {
    let ground = build(9).await;
    let now = ground.period();
    assert_eq!(of(&ground, "U1", now).await, (vec![], None));
    for back in (1..=14).rev().filter(|back| *back != 5) {
        let a = format!("{}", 100 + back);
        month(&ground, now.shift(-back), &[(1, [&a, "2", "3"])]).await;
    }
    let past: Vec<i64> = (1..=12).rev().filter(|back| *back != 5).map(|back| 100 + back).collect();
    assert_eq!(of(&ground, "U1", now).await, (past, None), "a gap is passed over");
    // Without last month nothing can be said of a step.
    assert_eq!(of(&ground, "U1", now.shift(-4)).await.0, Vec::<i64>::new());
    assert_eq!(of(&ground, "U2", now).await, (vec![], None));

    let others: Vec<(usize, [&str; 3])> =
        ["201", "202", "203", "204", "205", "206", "207"].iter().enumerate().map(|(i, a)| (i + 2, [*a, "5", "6"])).collect();
    month(&ground, now.shift(-2), &others).await;
    // U2 to U8 are seven beside U1, and U9 sees eight.
    assert_eq!(of(&ground, "U1", now).await.1, None);
    assert_eq!(of(&ground, "U9", now).await.1, Some((now.shift(-2), vec![102, 201, 202, 203, 204, 205, 206, 207])));
    month(&ground, now.shift(-2), &[(9, ["300", "5", "6"])]).await;
    assert_eq!(of(&ground, "U1", now).await.1, Some((now.shift(-2), vec![201, 202, 203, 204, 205, 206, 207, 300])));
    // What comes later is not looked at.
    assert_eq!(of(&ground, "U1", now.shift(-3)).await.1, None);
}
