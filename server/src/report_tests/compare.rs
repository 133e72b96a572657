//! What a form's figures are compared with: the unit's own past, and units of its kind.

use super::{Ground, actor, build, no_reasons, typed};
use crate::report::{Desk, Forms, Past, by_now, form};
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
    if let Some(last) = history.last() {
        assert_eq!(asked.previous.map(|p| whole(p.figure.0)), Some(*last), "the last of the past");
    }
    (history, peers)
}

async fn of(ground: &Ground, unit: &str, period: Period) -> Compared {
    compared(&asked(ground, unit, period).await)
}

/// As one form is made, and as many are.
async fn asked(ground: &Ground, unit: &str, period: Period) -> intake::Asked {
    let one = form_of(ground, unit, period, None).await;
    let many = form_of(ground, unit, period, Some(true)).await;
    assert_eq!(compared(&one), compared(&many), "a form is the same, however it is made");
    assert_eq!(one.previous, many.previous);
    one
}

/// Indicator A of a form that is made by itself, or of many for somebody who sees what is not accepted yet or does not.
async fn form_of(ground: &Ground, unit: &str, period: Period, many: Option<bool>) -> intake::Asked {
    whole_form(ground, unit, period, many).await.asked.remove(0)
}

async fn whole_form(ground: &Ground, unit: &str, period: Period, many: Option<bool>) -> intake::Form {
    let site = &ground.site;
    let mut tx = site.db.read().await.unwrap();
    let known = site.catalogue(&mut tx).await.unwrap();
    let unit = known.unit_by_code(unit).unwrap();
    let round = round::of_period(&mut tx, unit.province_id, period).await.unwrap().unwrap();
    let Some(sees) = many else {
        return form(site, &mut tx, &known, unit, &round, period, false).await.unwrap();
    };
    let past = Past::of_province(&mut tx, &known, unit.province_id, (period, period), |_| sees).await.unwrap();
    let peers = Arc::new(past.peers(&known, period));
    Forms::new(&mut tx, &known, &past, peers, &round, period).await.unwrap().form(unit, false)
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
    let hidden = form_of(&ground, "U1", now, Some(false)).await;
    assert_eq!(compared(&hidden).0, Vec::<i64>::new());
    assert_eq!(last(hidden), Some((now.shift(-3), 103, true)), "of others only what is accepted");
    assert_eq!(last(asked(&ground, "U2", now).await), Some((now.shift(-2), 202, true)), "a draft is nothing yet");
    assert_eq!(last(asked(&ground, "U3", now).await), None, "four months are too long ago");
    assert_eq!(last(asked(&ground, "U4", now).await), Some((now.shift(-3), 403, true)));

    // An accepted report that is opened again: what was put right counts, and the rest stays accepted.
    let judge = ground.person("approver").await;
    let bench = actor("approver", Some("SKHCN"), &[(Role::Approver, HERE, None)]);
    let review = Desk::open(&ground.site, &bench, judge, "U3", now.shift(-4)).await.unwrap();
    let known = ground.site.catalogue(&mut ground.site.db.read().await.unwrap()).await.unwrap();
    let a = known.indicator_by_code("A").unwrap().id;
    review.reopen(&[a], &super::grounds(&review, "Sai mẫu số")).await.unwrap();
    reported(&ground, now.shift(-4), &one(3, "311"), Until::HandedIn).await;
    let later = now.shift(-3);
    ground.open_round(known.province(HERE).unwrap().id, later, -5, 5).await;
    assert_eq!(last(asked(&ground, "U3", later).await), Some((now.shift(-4), 311, false)));
    let mut whole = whole_form(&ground, "U3", later, None).await;
    assert_eq!(last(whole.asked.remove(1)), Some((now.shift(-4), 2, true)));

    // Figures that nobody has accepted are shown to nobody else.
    let others: Vec<_> = (2..=9).map(|unit| (unit, ["500", "5", "6"])).collect();
    reported(&ground, now.shift(-2), &others[1..], Until::HandedIn).await;
    assert_eq!(asked(&ground, "U1", now).await.peers, None);
}

#[tokio::test]
async fn what_is_said_of_the_last_figure_goes_with_it() {
    let ground = build(2).await;
    let now = ground.period();
    let (me, judge) = (ground.person("focal").await, ground.person("approver").await);
    let bench = actor("approver", Some("SKHCN"), &[(Role::Approver, HERE, None)]);
    for unit in ["U1", "U2"] {
        let seat = actor("focal", Some(unit), &[(Role::UnitEditor, HERE, Some(unit)), (Role::UnitApprover, HERE, Some(unit))]);
        let n = usize::from(unit == "U2") + 1;
        reported(&ground, now.shift(-1), &[(n, ["500", "2", "3"])], Until::HandedIn).await;
        let desk = Desk::open(&ground.site, &seat, me, unit, now).await.unwrap();
        for (code, n) in super::CODES.iter().zip(["50", "2", "3"]) {
            let mut understood = typed(&desk, code, n, "1000").await;
            understood.findings.retain(|f| f.rule == "unit-of-measure-down");
            desk.save(&understood, &no_reasons()).await.unwrap();
        }
        let said = async || {
            let mut tx = ground.site.db.read().await.unwrap();
            let s = store::submission::latest(&mut tx, desk.round.id, desk.unit.id).await.unwrap().unwrap();
            let (findings, items) =
                (store::submission::findings(&mut tx, s.id).await.unwrap(), store::submission::observations(&mut tx, s.id).await.unwrap());
            let form = form(&ground.site, &mut tx, &desk.catalogue, &desk.unit, &desk.round, now, false).await.unwrap();
            let now = by_now(&form, findings, &items, &desk.catalogue);
            now.into_iter().map(|f| f.message).collect::<Vec<_>>()
        };
        let when = now.previous().label();
        let sentence = |when: &str| {
            format!(
                "Chỉ tiêu “Tỷ lệ A” là 50, chỉ bằng khoảng 1/10 kỳ gần nhất ({when}: 500). Xem có thừa, thiếu chữ số 0 hoặc sai đơn vị \
                 tính không; nếu đúng, nêu lý do."
            )
        };
        assert_eq!(said().await, [sentence(&format!("{when}, chưa thẩm định"))]);
        assert!(desk.submit(None).await.is_err(), "a reason is asked for");
        if unit == "U1" {
            Desk::open(&ground.site, &bench, judge, unit, now.previous()).await.unwrap().accept(true, None).await.unwrap();
            assert_eq!(said().await, [sentence(&when)]);
            assert!(desk.submit(None).await.is_err());
        } else {
            Desk::open(&ground.site, &seat, me, unit, now.previous()).await.unwrap().withdraw().await.unwrap();
            assert_eq!(said().await, Vec::<String>::new());
            desk.submit(None).await.unwrap();
        }
    }
}
