//! Who is told what on a report's way.

use super::{CODES, Ground, actor, build, grounds, no_reasons, typed};
use crate::{notice::remind, report::Desk};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    access::{Actor, Role},
    steward::Stewardship,
    workflow::ItemState,
};
use store::{
    notice, person, steward,
    submission::{self, Decision},
};
use uuid::Uuid;

const HERE: &str = "dong-nai";

struct People {
    editor: Uuid,
    head: Uuid,
    judge: Uuid,
}

/// Somebody who can sign in, with a unit's role.
async fn with_role(ground: &Ground, name: &str, role: Role, unit: &str) -> Uuid {
    let id = ground.person(name).await;
    let site = &ground.site;
    let catalogue = site.catalogue(&mut site.db.read().await.unwrap()).await.unwrap();
    let unit = catalogue.unit_by_code(unit).unwrap();
    let grant = person::RoleGrant {
        id: Uuid::now_v7(),
        person_id: id,
        role,
        province_id: unit.province_id,
        unit_id: Some(unit.id),
        valid_from: None,
        valid_to: None,
        document: String::new(),
    };
    store::in_tx!(site.db, |tx| {
        person::set_password(tx, id, "never used", false).await?;
        person::add_grant(tx, &grant).await
    })
    .unwrap();
    id
}

/// U1 with an editor and a head, and nobody in U2; due and closed twenty days from now.
async fn people(ground: &Ground) -> People {
    let editor = with_role(ground, "editor", Role::UnitEditor, "U1").await;
    let head = with_role(ground, "head", Role::UnitApprover, "U1").await;
    People { editor, head, judge: ground.person("judge").await }
}

async fn remind_on(ground: &Ground, day: NaiveDate) -> usize {
    let at: DateTime<Utc> = day.and_hms_opt(1, 0, 0).unwrap().and_utc();
    remind(&ground.site, at).await.unwrap().notices
}

/// Kinds in somebody's inbox, the oldest first; those still unread with a star.
async fn told(ground: &Ground, person: Uuid) -> String {
    let mut list = notice::of_person(&mut ground.site.db.read().await.unwrap(), person, 100).await.unwrap();
    list.sort_by_key(|n| n.id);
    let words = list.iter().map(|n| format!("{}{}", n.kind.code(), if n.read_at.is_none() { "*" } else { "" }));
    words.collect::<Vec<_>>().join(" ")
}

fn unit(role: Role) -> Actor {
    actor("unit", Some("U1"), &[(role, HERE, Some("U1"))])
}

async fn hand_in(ground: &Ground, people: &People, numbers: &[(&str, &str)]) {
    let (editor, head) = (unit(Role::UnitEditor), unit(Role::UnitApprover));
    let desk = Desk::open(&ground.site, &editor, people.editor, "U1", ground.period()).await.unwrap();
    for (code, n) in numbers {
        desk.save(&typed(&desk, code, n, "1000").await, &no_reasons()).await.unwrap();
    }
    Desk::open(&ground.site, &head, people.head, "U1", ground.period()).await.unwrap().submit(None).await.unwrap();
}

#[tokio::test]
async fn a_report_on_its_way_is_told_to_whom_it_concerns() {
    let ground = build(2).await;
    let people = people(&ground).await;
    let (today, seat) = (ground.site.today(), actor("judge", Some("SKHCN"), &[(Role::Approver, HERE, None)]));
    let due = today + Days::new(20);
    assert_eq!((remind_on(&ground, today).await, remind_on(&ground, today).await), (1, 0), "nobody is there to be told of U2");
    assert_eq!((remind_on(&ground, due - Days::new(3)).await, remind_on(&ground, due - Days::new(2)).await), (1, 0));
    assert_eq!(told(&ground, people.editor).await, "opened* due_soon*");
    assert_eq!(told(&ground, people.head).await, "", "while the editor has time");

    hand_in(&ground, &people, &CODES.map(|c| (c, "10"))).await;
    assert_eq!(told(&ground, people.editor).await, "opened due_soon", "settled");
    assert_eq!(remind_on(&ground, due).await, 0, "handed in meanwhile");

    let judge = Desk::open(&ground.site, &seat, people.judge, "U1", ground.period()).await.unwrap();
    let s = submission::latest(&mut ground.site.db.read().await.unwrap(), judge.round.id, judge.unit.id).await.unwrap().unwrap();
    let items = submission::observations(&mut ground.site.db.read().await.unwrap(), s.id).await.unwrap();
    let no = Decision { state: ItemState::Rejected, reason: "Chưa khớp".into(), adjusted: None };
    judge.decide(items[0].id, &no).await.unwrap();
    let again = due + Days::new(10);
    judge.give_back(again, None).await.unwrap();
    assert_eq!(told(&ground, people.head).await, "returned*", "whoever handed it in is told too");
    let back = notice::of_person(&mut ground.site.db.read().await.unwrap(), people.editor, 1).await.unwrap().remove(0);
    assert_eq!((back.kind.code(), back.due, back.revision, back.note.as_str()), ("returned", Some(again), 1, "Tỷ lệ A: Chưa khớp"));

    assert_eq!(remind_on(&ground, due).await, 0, "its own date counts, though the round is due");
    assert_eq!(remind_on(&ground, again).await, 1);
    assert_eq!(remind_on(&ground, again + Days::new(5)).await, 2, "overdue, and to the head");
    assert_eq!(told(&ground, people.head).await, "returned* escalated*");

    hand_in(&ground, &people, &[("A", "11")]).await;
    assert_eq!(told(&ground, people.editor).await, "opened due_soon returned due_today overdue");
    judge.accept(true, None).await.unwrap();
    let s = submission::latest(&mut ground.site.db.read().await.unwrap(), judge.round.id, judge.unit.id).await.unwrap().unwrap();
    let items = submission::observations(&mut ground.site.db.read().await.unwrap(), s.id).await.unwrap();
    judge.reopen(&[items[1].id], &grounds(&judge, "Sai mẫu số")).await.unwrap();
    assert_eq!(told(&ground, people.editor).await, "opened due_soon returned due_today overdue accepted* reopened*");
    assert_eq!(remind_on(&ground, again + Days::new(30)).await, 0, "a reopened report has no date");
    assert_eq!(told(&ground, people.judge).await, "", "who decides knows");
}

/// Whose indicators are missing is told, and which; a deputy from the day they are due, or when the steward cannot.
#[tokio::test]
async fn stewards_are_reminded_of_what_is_theirs() {
    let ground = build(1).await;
    let people = people(&ground).await;
    let (an, binh) = (with_role(&ground, "an", Role::UnitEditor, "U1").await, with_role(&ground, "binh", Role::UnitEditor, "U1").await);
    let site = &ground.site;
    let catalogue = site.catalogue(&mut site.db.read().await.unwrap()).await.unwrap();
    let u1 = catalogue.unit_by_code("U1").unwrap().id;
    let name = async |code: &str, steward: Uuid, deputy: Option<Uuid>| {
        let i = catalogue.indicator_by_code(code).unwrap().id;
        let who = Some(Stewardship { steward, deputy });
        let known = steward::of_unit(&mut site.db.read().await.unwrap(), u1).await.unwrap();
        let before = known.iter().find(|s| s.indicator_id == i);
        store::in_tx!(site.db, |tx| steward::set(tx, (u1, i), before, who, "", people.head, site.now()).await).unwrap();
    };
    let notes = async |person: Uuid| {
        let mut list = notice::of_person(&mut site.db.read().await.unwrap(), person, 100).await.unwrap();
        list.sort_by_key(|n| n.id);
        list.iter().map(|n| format!("{} {}", n.kind.code(), n.note)).collect::<Vec<_>>().join("; ")
    };
    name("A", an, Some(binh)).await;
    name("B", an, None).await;
    let (today, due) = (site.today(), site.today() + Days::new(20));
    // Of C nobody in particular looks after: all editors are told, with what is theirs.
    assert_eq!(remind_on(&ground, today).await, 3);
    assert_eq!((notes(an).await, notes(binh).await.as_str()), ("opened A, B".into(), "opened "));
    name("C", people.editor, None).await;
    let editor = unit(Role::UnitEditor);
    let desk = Desk::open(site, &editor, people.editor, "U1", ground.period()).await.unwrap();
    desk.save(&typed(&desk, "B", "1", "2").await, &no_reasons()).await.unwrap();
    assert_eq!(remind_on(&ground, due - Days::new(3)).await, 2, "the deputy has time");
    assert_eq!(notes(an).await, "opened A, B; due_soon A");
    assert_eq!(notes(people.editor).await, "opened ; due_soon C");
    // The steward's account ends: what was theirs is the deputy's.
    store::in_tx!(site.db, |tx| person::set_active(tx, an, false).await).unwrap();
    assert_eq!(remind_on(&ground, due - Days::new(2)).await, 1);
    assert_eq!(notes(binh).await, "opened ; due_soon A");
    name("A", people.editor, Some(binh)).await;
    desk.save(&typed(&desk, "C", "1", "2").await, &no_reasons()).await.unwrap();
    assert_eq!(remind_on(&ground, due).await, 2, "on the day it is due the deputy too");
    assert_eq!(
        (notes(binh).await.as_str(), notes(people.editor).await.as_str()),
        ("opened ; due_soon A; due_today A", "opened ; due_soon C; due_today A",)
    );
    // Everything is there and it is not handed in: who has not heard of this day is told.
    let cuc = with_role(&ground, "cuc", Role::UnitEditor, "U1").await;
    desk.save(&typed(&desk, "A", "1", "2").await, &no_reasons()).await.unwrap();
    assert_eq!(remind_on(&ground, due).await, 1);
    assert_eq!(notes(cuc).await, "due_today ");
}

#[tokio::test]
async fn what_is_refused_or_made_up_tells_nobody() {
    let ground = build(1).await;
    let people = people(&ground).await;
    let seat = actor("judge", Some("SKHCN"), &[(Role::Approver, HERE, None)]);
    hand_in(&ground, &people, &CODES.map(|c| (c, "10"))).await;
    let mut judge = Desk::open(&ground.site, &seat, people.judge, "U1", ground.period()).await.unwrap();
    assert!(judge.give_back(ground.site.today(), None).await.is_err(), "no item named");
    assert!(judge.accept(true, Some(7)).await.is_err(), "another revision");
    assert_eq!(told(&ground, people.editor).await, "");
    judge.illustrative = true;
    judge.accept(true, None).await.unwrap();
    assert_eq!(told(&ground, people.editor).await, "");
}

#[tokio::test]
async fn a_closed_round_reminds_nobody() {
    let ground = build(1).await;
    let people = people(&ground).await;
    let due = ground.site.today() + Days::new(20);
    assert_eq!(remind_on(&ground, due + Days::new(1)).await, 0, "it takes no first report any more");
    let seat = unit(Role::UnitEditor);
    let round = Desk::open(&ground.site, &seat, people.editor, "U1", ground.period()).await.unwrap().round;
    store::in_tx!(ground.site.db, |tx| store::round::change(tx, round.id, round.due, round.closes, "closed").await).unwrap();
    assert_eq!(remind_on(&ground, due).await, 0);
}
