//! What was said about each figure of a report, over its revisions.

use super::{collect::name_of, moment};
use crate::web::Failure;
use app::pages::remark::Said;
use chrono::{DateTime, Utc};
use domain::remark::{Words, thread};
use std::collections::HashMap;
use store::{
    Tx,
    submission::{Observation, Submission},
};
use uuid::Uuid;

type By = (Option<Uuid>, DateTime<Utc>);

/// The threads of `revisions`, by indicator; the revisions, with their items, are those the viewer may see, oldest first.
pub async fn threads(
    tx: &mut Tx,
    revisions: &[(&Submission, Vec<Observation>)],
    names: &mut HashMap<Uuid, String>,
) -> Result<HashMap<Uuid, Vec<Said>>, Failure> {
    let mut words: HashMap<Uuid, Vec<Words<'_, By>>> = HashMap::new();
    for (s, o) in revisions.iter().flat_map(|(s, items)| items.iter().map(move |o| (s, o))) {
        words.entry(o.indicator_id).or_default().push(Words {
            revision: s.revision,
            justification: &o.justification,
            handed_in: s.submitted_at.map(|at| (s.submitted_by, at)),
            state: o.item_state,
            reason: &o.reason,
            decided: o.decided_at.map(|at| (o.decided_by, at)),
        });
    }
    let mut threads = HashMap::new();
    for (indicator, words) in words {
        let mut said = vec![];
        for r in thread(&words) {
            let (by, at) = (name_of(tx, names, r.by.0).await?, moment(r.by.1));
            said.push(Said { revision: r.revision, voice: r.voice, by, at, text: r.text.to_owned() });
        }
        threads.insert(indicator, said);
    }
    Ok(threads)
}
