//! What a form's figures are compared with: the unit's own past, and units of its kind.

use super::{Ground, actor, build, no_reasons, typed};
use crate::report::{Desk, Forms, Past, form};
use domain::{Period, Quantity, access::Role};
use std::sync::Arc;
use store::round;

const HERE: &str = "dong-nai";

/// What each unit reports: its number, and numerators out of a thousand.
type Month<'a> = &'a [(usize, [&'a str; 3])];

/// How far the reports of a month get.
#[derive(Clone, Copy, PartialEq)]
enum Until {
    Draft,
    HandedIn,
    Accepted,
}

/// Reports of a month, accepted as they come in.
async fn month(ground: &Ground, period: Period, reports: Month<'_>) {
    reported(ground, period, reports, Until::Accepted).await;
}

async fn reported(ground: &Ground, period: Period, reports: Month<'_>, until: Until) {
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
        if until != Until::Draft {
            desk.submit(None).await.unwrap();
        }
        if until == Until::Accepted {
            Desk::open(&ground.site, &bench, judge, &unit, period).await.unwrap().accept(true, None).await.unwrap();
        }
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
    let history: Vec<i64> = asked.history.iter().map(|(n, _)| whole(*n)).collect();
    assert_eq!(asked.previous.map(|p| whole(p.figure.0)).as_ref(), history.last(), "the last of the past");
    (history, peers)
}

/// As one form is made, and as many are.
async fn of(ground: &Ground, unit: &str, period: Period) -> Compared {
    compared(&asked(ground, unit, period).await)
}

async fn asked(ground: &Ground, unit: &str, period: Period) -> intake::Asked {
    let site = &ground.site;
    let mut tx = site.db.read().await.unwrap();
    let known = site.catalogue(&mut tx).await.unwrap();
    let unit = known.unit_by_code(unit).unwrap();
    let round = round::of_period(&mut tx, unit.province_id, period).await.unwrap().unwrap();
    let one = form(site, &mut tx, &known, unit, &round, period, false).await.unwrap();
    let past = Past::of_province(&mut tx, &known, unit.province_id, period, period).await.unwrap();
    let peers = Arc::new(past.peers(&known, period));
    let many = Forms::new(&mut tx, &known, &past, peers, &round, period).await.unwrap().form(unit, false);
    assert_eq!(compared(&one.asked[0]), compared(&many.asked[0]), "a form is the same, however it is made");
    assert_eq!(one.asked[0].previous, many.asked[0].previous);
    one.asked[0].clone()
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
    // Where last month has none, the one before is the last.
    assert_eq!(of(&ground, "U1", now.shift(-4)).await.0, (6..=14).rev().map(|back| 100 + back).collect::<Vec<_>>());
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

#[tokio::test]
async fn the_last_figure_may_be_on_its_way_or_some_months_old() {
    let ground = build(9).await;
    let now = ground.period();
    let last = |asked: intake::Asked| asked.previous.map(|p| (p.period, p.figure.0.scaled() / Quantity::SCALE, p.accepted));
    let one = |unit: usize, a: &'static str| [(unit, [a, "2", "3"])];
    for (back, reports, until) in [
        (4, one(3, "304"), Until::Accepted),
        (3, one(1, "103"), Until::Accepted),
        (3, one(4, "403"), Until::Accepted),
        (2, one(2, "202"), Until::Accepted),
        (1, one(1, "101"), Until::HandedIn),
        (1, one(2, "201"), Until::Draft),
    ] {
        reported(&ground, now.shift(-back), &reports, until).await;
    }
    let on_its_way = asked(&ground, "U1", now).await;
    assert_eq!(compared(&on_its_way).0, [103, 101]);
    assert_eq!(last(on_its_way), Some((now.shift(-1), 101, false)));
    assert_eq!(last(asked(&ground, "U2", now).await), Some((now.shift(-2), 202, true)), "a draft is nothing yet");
    assert_eq!(last(asked(&ground, "U3", now).await), None, "four months are too long ago");
    assert_eq!(last(asked(&ground, "U4", now).await), Some((now.shift(-3), 403, true)));

    // Figures that nobody has accepted are shown to nobody else.
    let others: Vec<_> = (2..=9).map(|unit| (unit, ["500", "5", "6"])).collect();
    reported(&ground, now.shift(-2), &others[1..], Until::HandedIn).await;
    assert_eq!(asked(&ground, "U1", now).await.peers, None);
}
