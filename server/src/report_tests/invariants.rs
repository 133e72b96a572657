//! What must hold of a report after any history, whatever the model says of it.

use domain::workflow::{ItemState, SubmissionState as S};
use store::{
    Tx,
    audit::{self, Line},
    submission::{Observation, Submission},
};

/// Checks every revision of a report; gives the number of lines on record about them.
pub async fn check(tx: &mut Tx, all: &[(Submission, Vec<Observation>)], told: &str) -> usize {
    let (mut count, mut decisions) = (0, vec![]);
    for (s, items) in all {
        let lines = audit::of(tx, "submission", s.id).await.unwrap();
        let end = lines.iter().try_fold(S::Draft, follows);
        assert_eq!(end, Some(s.state), "the record does not lead to the state of revision {}: {told}", s.revision);
        decisions.extend(lines.iter().filter(|l| l.action == "report.decide").map(|l| (l.at, l.detail.clone())));
        for o in items {
            assert!(
                !o.in_force || s.state == S::Accepted,
                "revision {} is not accepted, and a figure of it is in force: {told}",
                s.revision
            );
            if o.is_settled() {
                has_decision(o, &decisions, told);
            }
        }
        count += lines.len();
    }
    let accepted = all.iter().rposition(|(s, _)| s.state == S::Accepted);
    let in_force = all.iter().rposition(|(_, items)| items.iter().any(|o| o.in_force));
    assert_eq!(in_force, accepted, "other figures are in force than those accepted last: {told}");
    count
}

/// The transitions of DESIGN's table, written down here once more.
fn follows(state: S, line: &Line) -> Option<S> {
    match (state, line.action.as_str()) {
        (S::Draft, "report.reopen" | "report.save") => Some(S::Draft),
        (S::Draft, "report.submit") => Some(S::Submitted),
        (S::Submitted, "report.withdraw") => Some(S::Withdrawn),
        (S::Submitted, "report.claim") => Some(S::InReview),
        (S::InReview, "report.decide") => Some(S::InReview),
        (S::InReview, "report.return") => Some(S::Returned),
        (S::InReview, "report.accept") => Some(S::Accepted),
        _ => None,
    }
}

/// Somebody decided it, and the record of this or an earlier revision has the line of that moment with that decision.
fn has_decision(o: &Observation, decisions: &[(chrono::DateTime<chrono::Utc>, String)], told: &str) {
    let (Some(_), Some(at)) = (o.decided_by, o.decided_at) else { panic!("accepted by nobody: {told}") };
    let state = format!("\"state\":\"{}\"", if o.item_state == ItemState::Adjusted { "adjusted" } else { "accepted" });
    let known = decisions.iter().any(|(when, detail)| when.timestamp_micros() == at.timestamp_micros() && detail.contains(&state));
    assert!(known, "accepted without a line on record: {told}");
}
