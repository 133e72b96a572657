//! A change of target: checked, then put in force with its document, on record.

use super::{Failure, Site, target_text, written};
use crate::web::document::{self, number_of};
use chrono::{Datelike, NaiveDate};
use domain::{
    Quantity,
    indicator::{Basis, Kind, Operator},
    text::{Lang, vi_number},
};
use serde_json::json;
use store::{
    audit,
    catalogue::{self, Catalogue, Document, Indicator, OrgUnit, Target},
};
use uuid::Uuid;

/// What somebody asks for, by code.
#[derive(Clone, Debug)]
pub struct Change {
    /// Empty for the province itself.
    pub unit: String,
    pub indicator: String,
    pub year: i32,
    pub operator: Operator,
    pub value: Quantity,
    /// None keeps the one in force, else the end of the year.
    pub deadline: Option<NaiveDate>,
    /// Code or number of a document; one that is not known yet is added.
    pub document: String,
}

/// A change that can be made.
pub struct Plan<'a> {
    pub unit: &'a OrgUnit,
    pub indicator: &'a Indicator,
    /// In force now.
    pub before: Option<&'a Target>,
    document: Option<&'a Document>,
    deadline: NaiveDate,
}

impl Plan<'_> {
    pub fn is_new(&self, change: &Change) -> bool {
        let old = self.before.map(|t| (t.operator, t.quantity(), t.deadline, t.document_id));
        old != Some((change.operator, change.value, self.deadline, self.document.map(|d| d.id))) || self.document.is_none()
    }
}

/// The object id of a target's audit lines: a target is replaced, so its row's id does not last.
pub fn key(indicator: &str, unit: &str, year: i32) -> String {
    format!("{indicator}/{unit}/{year}")
}

/// Checks a change against the catalogue. The error is a sentence for the user.
pub fn plan<'a>(catalogue: &'a Catalogue, province_id: Uuid, change: &Change) -> Result<Plan<'a>, String> {
    let code = change.unit.trim();
    let unit = if code.is_empty() { catalogue.root(province_id) } else { catalogue.unit_by_code(code) };
    let unit = unit.filter(|u| u.province_id == province_id).ok_or_else(|| format!("Không có đơn vị mã “{code}” trong tỉnh."))?;
    let code = change.indicator.trim();
    let indicator =
        super::indicator_of(catalogue, province_id, code).ok_or_else(|| format!("Không có chỉ tiêu mã “{code}” trong tỉnh."))?;
    let year = change.year;
    if !(2000..=2100).contains(&year) {
        return Err(format!("Năm {year} không hợp lệ. Ghi một năm từ 2000 đến 2100."));
    }
    if let Some(last) = unit.valid_to.filter(|last| last.year() < year) {
        return Err(format!("{} ngừng hoạt động sau ngày {}, không giao mục tiêu năm {year}.", unit.name, domain::text::vi_date(last)));
    }
    let value = vi_number(change.value);
    if change.value < Quantity::ZERO {
        return Err(format!("Mục tiêu {value} là số âm. Ghi một số từ 0 trở lên."));
    }
    let hundred = Quantity::from_scaled(100 * Quantity::SCALE);
    if indicator.kind == Kind::Ratio && !indicator.may_exceed && change.value > hundred {
        return Err(format!("Mục tiêu {value} % vượt quá 100 %. Ghi theo phần trăm, từ 0 đến 100."));
    }
    if let Some(top) = indicator.kind.top()
        && (!change.value.is_whole() || change.value > Quantity::from_scaled(top * Quantity::SCALE))
    {
        let words = indicator.kind.words(Lang::Vi).iter().enumerate().map(|(n, w)| format!("{n} là {}", w.to_lowercase()));
        return Err(format!("Mục tiêu của {} ghi bằng số: {}.", indicator.code, words.collect::<Vec<_>>().join(", ")));
    }
    let before = catalogue.targets_of(indicator.id, unit.id).find(|t| t.year == year);
    let kept = before.map(|t| t.deadline).or_else(|| NaiveDate::from_ymd_opt(year, 12, 31)).unwrap_or_default();
    let deadline = change.deadline.unwrap_or(kept);
    if !(year..=year + 1).contains(&deadline.year()) {
        return Err(format!("Hạn {} không thuộc năm {year} của mục tiêu. Chọn lại ngày hoặc năm.", domain::text::vi_date(deadline)));
    }
    let name = document::named(&change.document, "mục tiêu")?;
    Ok(Plan { unit, indicator, before, document: document::find(catalogue, province_id, name), deadline })
}

/// Puts the changes in force, all or none, and gives how many were no repetition.
pub async fn apply(site: &Site, by: Uuid, province_id: Uuid, changes: &[Change], reason: &str) -> Result<usize, Failure> {
    let now = site.now();
    let count = store::in_tx!(site.db, |tx| {
        let mut count = 0;
        let mut catalogue = Catalogue::read(tx).await?;
        for change in changes {
            // Somebody may have changed the catalogue since the page was shown.
            let mut made = plan(&catalogue, province_id, change).map_err(store::Error::Refused)?;
            if made.document.is_none() {
                catalogue::put_document(tx, &document::new(&catalogue, province_id, change.document.trim())).await?;
                catalogue = Catalogue::read(tx).await?;
                made = plan(&catalogue, province_id, change).map_err(store::Error::Refused)?;
            }
            let target = target(&made, change, &catalogue, now);
            if !(made.is_new(change) && catalogue::put_target(tx, &target).await?) {
                continue;
            }
            count += 1;
            let text = |t: &Target| target_text(t.operator, t.quantity(), made.indicator, Lang::Vi);
            let detail = json!({
                "before": made.before.map(text),
                "after": text(&target),
                "deadline": target.deadline,
                "document": made.document.map(number_of),
                "reason": reason,
            });
            let object = key(&made.indicator.code, &made.unit.code, change.year);
            audit::write(tx, now, Some(by), "target.change", "target", object, detail).await?;
        }
        if count > 0 {
            tx.bump("catalogue").await?;
        }
        Ok(count)
    })?;
    Ok(count)
}

fn target(plan: &Plan<'_>, change: &Change, catalogue: &Catalogue, now: chrono::DateTime<chrono::Utc>) -> Target {
    // A new target is owned by whoever owns the indicator's nearest one.
    let near = plan.before.or_else(|| catalogue.target_for(plan.indicator.id, plan.unit.id, change.year));
    let same_day = plan.before.filter(|t| t.deadline == plan.deadline);
    // What stands in the document's lines goes along only while it is that document.
    let same_document = plan.before.filter(|t| t.document_id.is_some() && t.document_id == plan.document.map(|d| d.id));
    Target {
        id: Uuid::now_v7(),
        indicator_id: plan.indicator.id,
        unit_id: plan.unit.id,
        year: change.year,
        operator: change.operator,
        value: change.value.scaled(),
        deadline: plan.deadline,
        deadline_written: same_day.map_or_else(|| written(plan.deadline), |t| t.deadline_written.clone()),
        deadline_lines: same_day.and(same_document).map(|t| t.deadline_lines.clone()).unwrap_or_default(),
        maintain: plan.before.is_some_and(|t| t.maintain),
        owner_id: near.and_then(|t| t.owner_id),
        owner_basis: near.map_or(Basis::Inferred, |t| t.owner_basis),
        owner_lines: same_document.map(|t| t.owner_lines.clone()).unwrap_or_default(),
        document_id: plan.document.map(|d| d.id),
        source_lines: same_document.map(|t| t.source_lines.clone()).unwrap_or_default(),
        number_written: String::new(),
        occurrence: 0,
        words: same_document.map(|t| t.words.clone()).unwrap_or_default(),
        restated_in: String::new(),
        decided_at: now,
    }
}
