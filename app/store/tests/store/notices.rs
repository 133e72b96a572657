//! Inboxes and the outbox.

use crate::{
    both,
    ground::number,
    house::{House, at, build, day},
};
use chrono::{DateTime, Duration, Utc};
use domain::notice::{NoticeKind, key};
use store::{
    Db, in_tx,
    notice::{self, Mail, Notice},
    person,
};
use uuid::Uuid;

fn notice(house: &House, person_id: Uuid, kind: NoticeKind, of: (u32, u32)) -> Notice {
    let day = day(of.0, of.1);
    Notice {
        id: Uuid::now_v7(),
        dedupe: key(kind, person_id, house.round.id, house.unit, day),
        person_id,
        kind,
        round_id: house.round.id,
        unit_id: house.unit,
        revision: 0,
        due: Some(house.round.due),
        note: String::new(),
        day,
        created_at: at(0),
        read_at: None,
        mail_id: None,
    }
}

async fn put(db: &Db, n: &Notice) -> bool {
    in_tx!(db, |tx| notice::put(tx, n).await).unwrap()
}

async fn inbox(db: &Db, person: Uuid) -> Vec<(NoticeKind, bool)> {
    let list = notice::of_person(&mut db.read().await.unwrap(), person, 10).await.unwrap();
    list.into_iter().map(|n| (n.kind, n.read_at.is_some())).collect()
}

async fn unread(db: &Db, person: Uuid) -> i64 {
    notice::unread(&mut db.read().await.unwrap(), person).await.unwrap()
}

both!(a_notice_is_told_once, |db| async move {
    let house = build(&db).await;
    let first = notice(&house, house.reporter, NoticeKind::DueSoon, (11, 12));
    assert!(put(&db, &first).await);
    let again = Notice { id: Uuid::now_v7(), created_at: at(9), note: "x".into(), ..first.clone() };
    assert!(!put(&db, &again).await, "the same key");
    assert!(put(&db, &notice(&house, house.reviewer, NoticeKind::DueSoon, (11, 12))).await, "another person");
    assert!(put(&db, &notice(&house, house.reporter, NoticeKind::DueSoon, (11, 13))).await, "another day");
    let kept = notice::of_person(&mut db.read().await.unwrap(), house.reporter, 10).await.unwrap();
    assert_eq!((kept.len(), kept[1].id, kept[1].note.as_str(), kept[1].due), (2, first.id, "", Some(house.round.due)));
});

both!(unread_notices_come_first, |db| async move {
    use NoticeKind::{Accepted, DueSoon, DueToday, Opened};
    let house = build(&db).await;
    let all = [(Opened, (11, 1)), (DueSoon, (11, 12)), (DueToday, (11, 15)), (Accepted, (11, 18))];
    let all = all.map(|(kind, day)| notice(&house, house.reporter, kind, day));
    for n in &all {
        put(&db, n).await;
    }
    let mark = async |person, id| in_tx!(db, |tx| notice::read(tx, person, id, at(5)).await).unwrap();
    assert_eq!(mark(house.reviewer, Some(all[3].id)).await, 0, "nobody reads another's notices");
    assert_eq!(mark(house.reviewer, None).await, 0);
    assert_eq!((mark(house.reporter, Some(all[3].id)).await, mark(house.reporter, Some(all[3].id)).await), (1, 0));
    assert_eq!(inbox(&db, house.reporter).await, [(DueToday, false), (DueSoon, false), (Opened, false), (Accepted, true)]);
    assert_eq!(unread(&db, house.reporter).await, 3);
    let two = notice::of_person(&mut db.read().await.unwrap(), house.reporter, 2).await.unwrap();
    assert_eq!(two.iter().map(|n| n.kind).collect::<Vec<_>>(), [DueToday, DueSoon]);
    assert_eq!(mark(house.reporter, None).await, 3);
    assert_eq!(inbox(&db, house.reporter).await, [(Accepted, true), (DueToday, true), (DueSoon, true), (Opened, true)]);
    assert_eq!((unread(&db, house.reporter).await, unread(&db, Uuid::now_v7()).await), (0, 0));
});

both!(handing_in_settles_what_asked_for_it, |db| async move {
    let house = build(&db).await;
    for &kind in NoticeKind::ALL {
        put(&db, &notice(&house, house.reporter, kind, (11, 12))).await;
    }
    let elsewhere =
        Notice { unit_id: house.other, dedupe: "other".into(), ..notice(&house, house.reporter, NoticeKind::Overdue, (11, 12)) };
    put(&db, &elsewhere).await;
    in_tx!(db, |tx| notice::settle(tx, house.round.id, house.unit, at(9)).await).unwrap();
    let mut left = inbox(&db, house.reporter).await;
    left.retain(|(_, read)| !read);
    left.sort();
    assert_eq!(left, [(NoticeKind::Overdue, false), (NoticeKind::Accepted, false)], "another unit's, and what asks for nothing");
});

both!(a_mail_tells_what_no_mail_told, |db| async move {
    let house = build(&db).await;
    let n = notice(&house, house.reporter, NoticeKind::DueSoon, (11, 12));
    put(&db, &n).await;
    put(&db, &notice(&house, house.reviewer, NoticeKind::DueSoon, (11, 12))).await;
    let waiting = async |since| {
        let list = notice::unmailed(&mut db.read().await.unwrap(), since).await.unwrap();
        list.into_iter().map(|n| n.id).collect::<Vec<_>>()
    };
    assert!(waiting(day(11, 1)).await.is_empty(), "nobody has an address");
    in_tx!(db, |tx| person::set_email(tx, house.reporter, "loc@syt.example").await).unwrap();
    assert_eq!((waiting(day(11, 12)).await, waiting(day(11, 13)).await), (vec![n.id], vec![]), "from a day on");
    in_tx!(db, |tx| person::set_active(tx, house.reporter, false).await).unwrap();
    assert!(waiting(day(11, 1)).await.is_empty(), "who has left gets no mail");
    in_tx!(db, |tx| person::set_active(tx, house.reporter, true).await).unwrap();
    let letter = mail(&house, "digest/1");
    assert!(in_tx!(db, |tx| notice::post(tx, &letter, &[n.id]).await).unwrap());
    assert!(waiting(day(11, 1)).await.is_empty());
    let twin = Mail { id: Uuid::now_v7(), ..letter.clone() };
    assert!(!in_tx!(db, |tx| notice::post(tx, &twin, &[n.id]).await).unwrap());
    let told = notice::of_person(&mut db.read().await.unwrap(), house.reporter, 1).await.unwrap().remove(0);
    assert_eq!(told.mail_id, Some(letter.id), "the mail that is there, not its twin");
    assert_eq!(number(&db, "select count(*) from mail").await, 1);
    in_tx!(db, |tx| notice::read(tx, house.reviewer, None, at(9)).await).unwrap();
    in_tx!(db, |tx| person::set_email(tx, house.reviewer, "mai@skhcn.example").await).unwrap();
    assert!(waiting(day(11, 1)).await.is_empty(), "what was read needs no mail");
});

fn mail(house: &House, dedupe: &str) -> Mail {
    Mail {
        id: Uuid::now_v7(),
        dedupe: dedupe.into(),
        person_id: house.reporter,
        recipient: "loc@syt.example".into(),
        subject: "Sắp đến hạn".into(),
        body: "Kính gửi".into(),
        created_at: at(0),
        attempts: 0,
        next_attempt_at: None,
        sent_at: None,
        last_error: String::new(),
    }
}

async fn due(db: &Db, now: DateTime<Utc>) -> Option<Mail> {
    notice::next_mail(&mut db.read().await.unwrap(), now).await.unwrap()
}

async fn outbox(db: &Db) -> (i64, i64) {
    notice::outbox(&mut db.read().await.unwrap()).await.unwrap()
}

both!(a_mail_is_tried_until_it_is_sent, |db| async move {
    let house = build(&db).await;
    let letter = mail(&house, "digest/1");
    in_tx!(db, |tx| notice::post(tx, &letter, &[]).await).unwrap();
    assert!(due(&db, at(0) - Duration::seconds(1)).await.is_none());
    let first = due(&db, at(0)).await.unwrap();
    assert_eq!((first.id, first.attempts, first.subject.as_str()), (letter.id, 0, "Sắp đến hạn"));
    let claim = async |m: &Mail, next| in_tx!(db, |tx| notice::claim(tx, m, next).await).unwrap();
    assert!(claim(&first, Some(at(1))).await);
    assert!(!claim(&first, Some(at(1))).await, "another process has it");
    assert!(due(&db, at(0)).await.is_none(), "while it is being sent nobody else takes it");
    in_tx!(db, |tx| notice::tried(tx, first.id, Some("451 later"), at(0)).await).unwrap();
    let second = due(&db, at(1)).await.unwrap();
    assert_eq!((second.attempts, second.last_error.as_str(), outbox(&db).await), (1, "451 later", (1, 0)));
    assert!(claim(&second, Some(at(6))).await);
    in_tx!(db, |tx| notice::tried(tx, second.id, None, at(1)).await).unwrap();
    assert!(due(&db, at(60)).await.is_none() && outbox(&db).await == (0, 0));
    let sent = notice::last_mail(&mut db.read().await.unwrap(), house.reporter).await.unwrap().unwrap();
    assert_eq!((sent.sent_at, sent.last_error.as_str(), sent.is_given_up()), (Some(at(1)), "", false));
    assert!(!claim(&sent, Some(at(90))).await, "what was sent is not sent again");
});

both!(the_outbox_goes_on_with_what_waited_longest_and_gives_up, |db| async move {
    let house = build(&db).await;
    let letters = ["a", "b", "c"].map(|key| mail(&house, key));
    for (n, letter) in letters.iter().enumerate() {
        let made = Mail { created_at: at(3 - n as u32), ..letter.clone() };
        in_tx!(db, |tx| notice::post(tx, &made, &[]).await).unwrap();
    }
    let mut order = vec![];
    while let Some(m) = due(&db, at(3)).await {
        order.push(m.dedupe.clone());
        in_tx!(db, |tx| notice::claim(tx, &m, None).await).unwrap();
    }
    assert_eq!(order, ["c", "b", "a"]);
    assert_eq!(outbox(&db).await, (0, 3), "with no next time a mail is given up unless it is said to be sent");
    let mut tx = db.read().await.unwrap();
    let last = notice::last_mail(&mut tx, house.reporter).await.unwrap().unwrap();
    assert!(last.is_given_up() && last.dedupe == "a", "the newest");
    assert_eq!(notice::lost_addresses(&mut tx).await.unwrap(), ["loc@syt.example"]);
    assert!(notice::last_mail(&mut tx, house.reviewer).await.unwrap().is_none());
    drop(tx);
    in_tx!(db, |tx| notice::tried(tx, last.id, None, at(4)).await).unwrap();
    assert!(notice::lost_addresses(&mut db.read().await.unwrap()).await.unwrap().is_empty(), "the newest has arrived");
});

both!(only_who_can_be_reached_is_told, |db| async move {
    let house = build(&db).await;
    let grant = |person_id| person::RoleGrant {
        id: Uuid::now_v7(),
        person_id,
        role: domain::access::Role::UnitEditor,
        province_id: house.province,
        unit_id: Some(house.unit),
        valid_from: None,
        valid_to: None,
        document: String::new(),
    };
    for who in [house.reporter, house.reviewer] {
        in_tx!(db, |tx| person::add_grant(tx, &grant(who)).await).unwrap();
    }
    let reached = async || {
        let grants = person::reachable_grants(&mut db.read().await.unwrap()).await.unwrap();
        grants.into_iter().map(|g| g.person_id).collect::<Vec<_>>()
    };
    assert!(reached().await.is_empty(), "neither a password nor an address");
    in_tx!(db, |tx| person::set_email(tx, house.reviewer, "mai@skhcn.example").await).unwrap();
    in_tx!(db, |tx| person::set_password(tx, house.reporter, "hash", false).await).unwrap();
    assert_eq!(reached().await, [house.reporter, house.reviewer]);
    in_tx!(db, |tx| person::set_active(tx, house.reporter, false).await).unwrap();
    assert_eq!(reached().await, [house.reviewer]);
});
