//! The guards of a round, by hand: what it takes to move on.

use chrono::NaiveDate;
use domain::workflow::{RoundAction as A, RoundFacts, RoundGap as G, RoundRefused, RoundState as S, advance};

fn day(d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, d).unwrap()
}

fn facts() -> RoundFacts {
    RoundFacts { today: day(10), ..RoundFacts::default() }
}

#[test]
fn guards() {
    let written = |document: &str, notice: &str| RoundFacts { document: document.into(), notice: notice.into(), ..facts() };
    let table: Vec<(S, A, RoundFacts, Result<S, G>)> = vec![
        // Silence has to be noted; nobody silent needs no note.
        (S::Closed, A::Appraise, facts(), Ok(S::InAppraisal)),
        (S::Closed, A::Appraise, RoundFacts { silent: 3, ..facts() }, Err(G::Silent(3))),
        (S::Closed, A::Appraise, RoundFacts { silent: 3, silence_noted: true, ..facts() }, Ok(S::InAppraisal)),
        // What is undecided does not keep the appraisal from beginning: it is what it is for.
        (S::Closed, A::Appraise, RoundFacts { undecided: 5, ..facts() }, Ok(S::InAppraisal)),
        (S::InAppraisal, A::Notify, RoundFacts { explain_until: Some(day(11)), ..facts() }, Ok(S::Notified)),
        (S::InAppraisal, A::Notify, RoundFacts { explain_until: Some(day(11)), undecided: 1, ..facts() }, Err(G::Undecided(1))),
        (S::InAppraisal, A::Notify, facts(), Err(G::NoLastDay)),
        (S::InAppraisal, A::Notify, RoundFacts { explain_until: Some(day(10)), ..facts() }, Err(G::NoLastDay)),
        (S::InAppraisal, A::Notify, RoundFacts { explain_until: Some(day(9)), ..facts() }, Err(G::NoLastDay)),
        // The last day for explanations is the units' own, to its end.
        (S::Notified, A::Finalise, RoundFacts { explain_until: Some(day(10)), ..facts() }, Err(G::StillExplaining(day(10)))),
        (S::Notified, A::Finalise, RoundFacts { explain_until: Some(day(9)), ..facts() }, Ok(S::Finalised)),
        (S::Notified, A::Finalise, RoundFacts { explain_until: Some(day(9)), unanswered: 2, ..facts() }, Err(G::Unanswered(2))),
        (S::Notified, A::Finalise, RoundFacts { explain_until: Some(day(9)), undecided: 2, ..facts() }, Err(G::Undecided(2))),
        // Frozen again only when something changed, and published only when nothing has.
        (S::Finalised, A::Finalise, facts(), Err(G::Unchanged)),
        (S::Finalised, A::Finalise, RoundFacts { changed: 1, ..facts() }, Ok(S::Finalised)),
        (S::Finalised, A::Publish, written("12/QĐ", ""), Ok(S::Published)),
        (S::Finalised, A::Publish, written("  ", ""), Err(G::NoDocument)),
        (S::Finalised, A::Publish, RoundFacts { changed: 4, ..written("12/QĐ", "") }, Err(G::Changed(4))),
        // A correction says why, by which document, and differs.
        (S::Published, A::Supersede, RoundFacts { changed: 1, ..written("13/QĐ", "gõ nhầm") }, Ok(S::Superseded)),
        (S::Superseded, A::Supersede, RoundFacts { changed: 1, ..written("14/QĐ", "gõ nhầm") }, Ok(S::Superseded)),
        (S::Published, A::Supersede, RoundFacts { changed: 1, undecided: 1, ..written("13/QĐ", "gõ nhầm") }, Err(G::Undecided(1))),
        (S::Published, A::Supersede, written("13/QĐ", "gõ nhầm"), Err(G::Unchanged)),
        (S::Published, A::Supersede, RoundFacts { changed: 1, ..written("13/QĐ", "") }, Err(G::NoNotice)),
        (S::Published, A::Supersede, RoundFacts { changed: 1, ..written("", "gõ nhầm") }, Err(G::NoDocument)),
        // What the table does not have no facts can buy.
        (S::Open, A::Appraise, facts(), Err(G::Refused(RoundRefused { from: S::Open, action: A::Appraise }))),
        (S::Published, A::Publish, written("12/QĐ", ""), Err(G::Refused(RoundRefused { from: S::Published, action: A::Publish }))),
    ];
    for (from, action, facts, expected) in table {
        assert_eq!(advance(from, action, &facts), expected, "{from:?} {action:?} {facts:?}");
    }
}
