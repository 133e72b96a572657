//! Units by rounds: who sent what when.

use crate::{
    rounds::owing,
    site::local_date,
    web::{Answer, Site, Visit},
};
use app::pages::round::{self as page, Board, Cell, Column, Row};
use axum::{
    extract::{Query, State},
    response::{Html, IntoResponse},
};
use domain::{access::Action, text::sort_key, workflow::SubmissionState as S};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};
use store::{round, submission};
use uuid::Uuid;

/// Rounds side by side.
const COLUMNS: usize = 12;

#[derive(Deserialize)]
pub struct Which {
    nhom: Option<String>,
}

pub async fn board(State(site): State<Arc<Site>>, visit: Visit, Query(which): Query<Which>) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, &visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let (today, communes) = (site.today(), which.nhom.as_deref() == Some("xa"));
    let mut rounds = round::list(&mut tx, province_id).await?;
    rounds.retain(|r| r.opens <= today);
    rounds.truncate(COLUMNS);
    let actor = visit.viewer.as_ref().map(|v| &v.actor);
    let mine = |id: Uuid| actor.is_some_and(|a| site.may(a, Action::EditReport, &catalogue, id).is_ok());
    let (mut columns, mut rows) = (vec![], BTreeMap::<_, (Uuid, Row)>::new());
    for (at, r) in rounds.iter().enumerate() {
        let period = r.period()?;
        let all = submission::in_round(&mut tx, r.id).await?;
        let mut sent: HashMap<Uuid, chrono::NaiveDate> = HashMap::new();
        for s in &all {
            if let Some(day) = s.submitted_at.map(local_date) {
                sent.entry(s.unit_id).and_modify(|first| *first = day.min(*first)).or_insert(day);
            }
        }
        for unit in owing(&catalogue, r, period).into_iter().filter(|u| u.kind.is_commune() == communes) {
            let newest = all.iter().filter(|s| s.unit_id == unit.id).max_by_key(|s| s.revision);
            let cell = match newest {
                Some(s) if s.state == S::Exempt => Cell::Exempt,
                _ => Cell::of(sent.get(&unit.id).copied(), r.due, today),
            };
            let empty = || {
                let cells = vec![Cell::Nothing; rounds.len()];
                (unit.id, Row { code: unit.code.clone(), name: unit.name.clone(), mine: mine(unit.id), cells })
            };
            rows.entry((sort_key(&unit.name), unit.code.clone())).or_insert_with(empty).1.cells[at] = cell;
        }
        columns.push(Column { period, due: r.due });
    }
    let rows = rows.into_values().map(|(_, row)| row).collect();
    Ok(Html(page::board(&frame, &Board { columns, rows, communes })).into_response())
}
