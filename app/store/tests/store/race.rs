//! Several at once: exactly one wins, the others are told; nothing is lost.

use crate::{
    both,
    ground::number,
    house::{House, at, build},
};
use domain::workflow::{ItemState, SubmissionState as S};
use std::sync::Arc;
use store::{
    Db, Error, Result, in_tx, person,
    submission::{self, Decision},
    upload::{self, Upload},
};
use tokio::task::JoinSet;
use uuid::Uuid;

/// Runs `n` of the same at once; how many went well. A refusal is no failure, anything else is.
async fn at_once<F: Future<Output = Result<bool>> + Send + 'static>(n: usize, task: impl Fn(usize) -> F) -> usize {
    let mut set = JoinSet::new();
    for i in 0..n {
        set.spawn(task(i));
    }
    let outcomes = set.join_all().await;
    let went_well = |outcome: Result<bool>| match outcome {
        Ok(done) => done,
        Err(Error::Refused(_)) => false,
        Err(error) => panic!("{error}"),
    };
    outcomes.into_iter().filter_map(|o| went_well(o).then_some(())).count()
}

async fn house(db: &Db) -> Arc<House> {
    Arc::new(build(db).await)
}

both!(no_bump_of_a_counter_is_lost, |db| async move {
    build(&db).await;
    let all = at_once(20, |_| {
        let db = db.clone();
        async move {
            for _ in 0..5 {
                in_tx!(db, |tx| tx.bump("figures").await)?;
            }
            Ok(true)
        }
    });
    assert_eq!(all.await, 20);
    assert_eq!(db.read().await.unwrap().counter("figures").await.unwrap(), 101);
});

both!(one_of_two_acceptances_wins, |db| async move {
    let house = house(&db).await;
    house.save(&db, &[house.value(0, 7, 10)]).await;
    house.in_review(&db).await;
    let wins = at_once(4, |_| {
        let (db, house) = (db.clone(), house.clone());
        async move {
            in_tx!(db, |tx| {
                let s = submission::latest(tx, house.round.id, house.unit).await?.unwrap();
                submission::accept(tx, &s, house.reviewer, at(5)).await
            })?;
            Ok(true)
        }
    });
    assert_eq!(wins.await, 1);
    assert_eq!(number(&db, "select count(*) from audit where action = 'report.accept'").await, 1);
    assert_eq!(db.read().await.unwrap().counter("figures").await.unwrap(), 2);
    assert_eq!(house.in_force(&db).await, [7]);
});

both!(one_of_two_submissions_wins, |db| async move {
    let house = house(&db).await;
    let seen = house.save(&db, &[house.value(0, 7, 10)]).await;
    let wins = at_once(4, |i| {
        let (db, house, seen) = (db.clone(), house.clone(), seen.clone());
        async move {
            in_tx!(db, |tx| submission::submit(tx, &seen, &format!("hash {i}"), house.reporter, at(2)).await)?;
            Ok(true)
        }
    });
    assert_eq!(wins.await, 1);
    assert_eq!(number(&db, "select count(*) from audit where action = 'report.submit'").await, 1);
    assert_eq!(house.latest(&db).await.state, S::Submitted);
});

both!(two_first_drafts_are_one, |db| async move {
    let house = house(&db).await;
    let all = at_once(4, |_| {
        let (db, house) = (db.clone(), house.clone());
        async move { Ok(in_tx!(db, |tx| submission::editable(tx, house.round.id, house.unit, at(1)).await)?.revision == 1) }
    });
    assert_eq!(all.await, 4);
    assert_eq!(number(&db, "select count(*) from submission").await, 1);
});

both!(a_report_is_reopened_once, |db| async move {
    let house = house(&db).await;
    let s = house.accepted(&db).await;
    let wins = at_once(4, |_| {
        let (db, house, s) = (db.clone(), house.clone(), s.clone());
        async move {
            let open = [house.indicators[0]];
            in_tx!(db, |tx| submission::reopen(tx, &s, &open, "sai", house.reviewer, at(8)).await)?;
            Ok(true)
        }
    });
    assert_eq!(wins.await, 1);
    assert_eq!(number(&db, "select count(*) from submission").await, 2);
});

both!(nothing_rejected_comes_into_force, |db| async move {
    let house = house(&db).await;
    house.save(&db, &[house.value(0, 7, 10), house.value(1, 8, 10)]).await;
    let s = house.in_review(&db).await;
    for o in house.items(&db, &s).await {
        house.decide(&db, &o, ItemState::Accepted, "").await;
    }
    // Each looks at what the other writes: one accepts if nothing is rejected, the other rejects while it is in review.
    let wins = at_once(2, |i| {
        let (db, house) = (db.clone(), house.clone());
        async move {
            in_tx!(db, |tx| {
                let s = submission::latest(tx, house.round.id, house.unit).await?.unwrap();
                let items = submission::observations(tx, s.id).await?;
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                if i == 0 && items.iter().all(|o| o.item_state == ItemState::Accepted) {
                    submission::accept(tx, &s, house.reviewer, at(5)).await?;
                } else if i == 1 && s.state == S::InReview {
                    let no = Decision { state: ItemState::Rejected, reason: "sai".into(), adjusted: None };
                    submission::decide(tx, &items[0], &no, house.reviewer, at(5)).await?;
                } else {
                    return Ok(false);
                }
                Ok(true)
            })
        }
    });
    assert_eq!(wins.await, 1);
    assert_eq!(number(&db, "select count(*) from observation where in_force and item_state = 'rejected'").await, 0);
});

both!(bytes_that_others_put_and_drop_at_the_same_time_are_there, |db| async move {
    let house = house(&db).await;
    let person = house.reporter;
    let all = at_once(2, |i| {
        let (db, round_id, unit_id) = (db.clone(), house.round.id, if i == 0 { house.unit } else { house.other });
        async move {
            // Each unit puts the bytes the other one drops.
            for n in 0..10 {
                let content: &[u8] = if (n + i) % 2 == 0 { b"even" } else { b"odd" };
                let u = Upload {
                    id: Uuid::now_v7(),
                    round_id,
                    unit_id,
                    name: "a.csv".into(),
                    sha256: upload::sha256(content),
                    size: content.len() as i64,
                    uploaded_by: person,
                    uploaded_at: at(1),
                    kept_at: None,
                    illustrative: false,
                };
                in_tx!(db, |tx| upload::add(tx, &u, content).await)?;
                assert_eq!(upload::content(&mut db.read().await?, u.id).await?.as_deref(), Some(content));
            }
            Ok(true)
        }
    });
    assert_eq!(all.await, 2);
});

both!(a_code_is_spent_by_one, |db| async move {
    let house = house(&db).await;
    in_tx!(db, |tx| person::add_activation(tx, b"code", house.reporter, at(9)).await).unwrap();
    let wins = at_once(4, |_| {
        let db = db.clone();
        async move { Ok(in_tx!(db, |tx| person::use_activation(tx, b"code", at(1)).await)?.is_some()) }
    });
    assert_eq!(wins.await, 1);
});
