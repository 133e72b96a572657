//! Puts a change of units in force: all of it or nothing, in one transaction.

use super::{
    change::{self, Plan},
    effects::Effects,
};
use crate::{catalogue as files, site::Site};
use app::{
    organisation::{Change, deed},
    pages::organisation::{Fields, job},
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::text::Lang;
use serde_json::json;
use store::{
    Error, Result, Tx, audit,
    catalogue::{self as put, Catalogue, OrgUnit, Province},
    person::{self, RoleGrant},
    record::{self, Decision},
};
use uuid::Uuid;

/// Who makes the change, when.
pub struct Hand {
    pub by: Uuid,
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
}

/// Stores the change the fields ask for, worked out again against what is stored now. Gives its sentence.
pub async fn apply(site: &Site, province_id: Uuid, fields: &Fields, hand: &Hand) -> Result<String> {
    store::in_tx!(site.db, |tx| {
        let catalogue = Catalogue::read(tx).await?;
        let province = catalogue.provinces.iter().find(|p| p.id == province_id);
        let province = province.ok_or_else(|| Error::Corrupt("province of the visit".into()))?;
        let plan = change::plan(&catalogue, province, fields).map_err(Error::Refused)?;
        let effects = Effects::of(tx, &catalogue, &plan, hand.today).await?;
        if let Some(sentence) = effects.refusal(&plan) {
            return Err(Error::Refused(sentence));
        }
        let told = sentence(&plan);
        if plan.is_new_document {
            put::put_document(tx, &plan.document).await?;
        }
        let decision = Decision {
            province_id: Some(province.id),
            valid_from: Some(plan.on),
            document: plan.document.number.clone(),
            reason: plan.note.clone(),
            person_id: Some(hand.by),
            at: hand.now,
        };
        put_units(tx, &catalogue, province, &plan, &decision).await?;
        let carried = plan.carried(&catalogue);
        for assignment in carried.ended.iter().chain(&carried.begun) {
            put::put_assignment(tx, assignment).await?;
        }
        // The row names its own day; kept from the start, so that what is planned is known and exported too.
        let from_start = Decision { valid_from: None, ..decision };
        for line in &plan.lines {
            record::put(tx, line, &from_start).await?;
        }
        let moved = if plan.moves_rights { move_rights(tx, &plan, &effects, hand).await? } else { 0 };
        let detail = json!({
            "deed": told, "on": plan.on, "document": plan.document.number, "reason": plan.note,
            "assignments": [carried.ended.len(), carried.begun.len()], "rights_moved": moved,
        });
        let action = format!("organisation.{}", plan.kind.code());
        for unit in plan.from.iter().chain(&plan.begins).chain(&plan.takers) {
            audit::write(tx, hand.now, Some(hand.by), &action, "unit", &unit.code, detail.clone()).await?;
        }
        tx.bump("catalogue").await?;
        Ok(told)
    })
}

/// What the plan does, by the names of its units.
pub fn sentence(plan: &Plan) -> String {
    let change = Change { lines: plan.lines.iter().collect() };
    deed(Lang::Vi, &change, |code| plan.unit(code).map_or_else(|| code.to_owned(), |u| u.name.clone()))
}

/// The rows of new and ended units, each with a version in its history.
async fn put_units(tx: &mut Tx, catalogue: &Catalogue, province: &Province, plan: &Plan, decision: &Decision) -> Result<()> {
    for unit in plan.begins.iter().chain(&plan.ends) {
        put::put_unit(tx, unit).await?;
        let parent = unit.parent_id.and_then(|id| catalogue.unit(id)).map(|u| u.code.clone());
        let row = files::unit_row(unit, province.code.clone(), parent);
        let body = serde_json::to_string(&row).map_err(|e| Error::Corrupt(e.to_string()))?;
        record::put_body(tx, files::UNIT, &unit.code, &body, decision).await?;
    }
    Ok(())
}

/// Rights in the ending units end with them and go on in their one successor; gives the number of people.
async fn move_rights(tx: &mut Tx, plan: &Plan, effects: &Effects, hand: &Hand) -> Result<usize> {
    let Some(heir) = plan.heir() else {
        return Err(Error::Refused("Có nhiều đơn vị kế thừa hoặc không có đơn vị nào: cấp lại quyền ở trang Người dùng.".into()));
    };
    let mut people = std::collections::BTreeSet::new();
    for (holder, grant) in &effects.rights {
        person::end_grant(tx, grant.id, plan.on - Days::new(1)).await?;
        let held = person::grants(tx, holder.id).await?;
        let same = |g: &RoleGrant| (g.role, g.unit_id) == (grant.role, Some(heir.id)) && g.valid_to.is_none_or(|last| plan.on <= last);
        if !held.iter().any(same) {
            person::add_grant(tx, &successor_of(grant, heir, plan)).await?;
        }
        if hand.today >= plan.on && holder.unit_id == grant.unit_id {
            person::put(tx, &holder.username, &holder.full_name, Some(heir.id), hand.now).await?;
        }
        if people.insert(holder.id) {
            let detail = json!({ "username": holder.username, "to": heir.code, "on": plan.on, "document": plan.document.number });
            audit::write(tx, hand.now, Some(hand.by), "person.grant.move", "person", holder.id, detail).await?;
        }
    }
    Ok(people.len())
}

fn successor_of(grant: &RoleGrant, heir: &OrgUnit, plan: &Plan) -> RoleGrant {
    RoleGrant {
        id: Uuid::now_v7(),
        unit_id: Some(heir.id),
        valid_from: Some(grant.valid_from.filter(|from| plan.on <= *from).unwrap_or(plan.on)),
        document: plan.document.number.clone(),
        ..grant.clone()
    }
}

/// Back to the form of the same kind.
pub fn form_path(fields: &Fields) -> String {
    let kind = app::pages::organisation::kind_of(fields.one("viec"));
    kind.map_or_else(|| "/to-chuc".to_owned(), |kind| format!("/to-chuc?viec={}#viec", job(kind)))
}
