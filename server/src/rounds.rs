//! Rounds for years ahead, from what the documents ask to be reported.

use crate::site::Site;
use chrono::{Months, NaiveDate};
use domain::{
    Period,
    duty::{Duty, Planned, plan},
    text::{sort_key, vi_date},
};
use serde_json::json;
use std::collections::HashSet;
use store::{
    Tx, audit,
    catalogue::{Catalogue, OrgUnit, Province},
    exception,
    round::{self, Round},
};
use uuid::Uuid;

/// Rounds further ahead than this are somebody's slip.
const MOST_MONTHS: u32 = 240;

/// The sentence for a last day that no rounds can be made to.
pub fn refusal(today: NaiveDate, until: NaiveDate) -> Option<String> {
    let most = today + Months::new(MOST_MONTHS);
    match until {
        day if day < today => Some(format!("Ngày {} đã qua. Chọn một ngày sau hôm nay; chưa có gì được lưu.", vi_date(day))),
        day if day > most => Some(format!("Chỉ lập đợt đến ngày {}. Chọn ngày gần hơn; chưa có gì được lưu.", vi_date(most))),
        _ => None,
    }
}

/// What the province's duties ask for and is not there yet, in order. A round that is there is never changed.
pub async fn missing(
    tx: &mut Tx,
    catalogue: &Catalogue,
    province: &Province,
    today: NaiveDate,
    until: NaiveDate,
) -> store::Result<Vec<Planned>> {
    let there: HashSet<String> = round::list(tx, province.id).await?.into_iter().map(|r| r.period).collect();
    let duties: Vec<&Duty> = catalogue.records.duties.on(today).filter(|d| d.province == province.code).collect();
    Ok(plan(&duties, today, until).into_iter().filter(|p| !there.contains(&p.period.to_string())).collect())
}

/// Makes the missing rounds and gives them. `seen` is what somebody agreed to: with another list nothing is made.
pub async fn make(
    site: &Site,
    catalogue: &Catalogue,
    province: &Province,
    until: NaiveDate,
    by: Option<Uuid>,
    seen: Option<&str>,
) -> store::Result<Vec<Planned>> {
    let (now, today) = (site.now(), site.today());
    store::in_tx!(site.db, |tx| {
        let planned = missing(tx, catalogue, province, today, until).await?;
        if !planned.is_empty() && seen.is_some_and(|seen| seen != mark(&planned)) {
            return Err(store::Error::Refused(
                "Các đợt phải lập vừa thay đổi, chưa có gì được lưu. Xem lại danh sách rồi xác nhận.".into(),
            ));
        }
        for p in &planned {
            let new = Round {
                id: Uuid::now_v7(),
                province_id: province.id,
                period: p.period.to_string(),
                opens: p.opens,
                due: p.due,
                closes: p.closes,
                // The day it opens is in its dates: before it no report comes in.
                state: "open".into(),
                calendar: p.calendar,
                data_from: Some(p.from),
                data_to: Some(p.to),
                explain_until: None,
            };
            round::put(tx, &new).await?;
            exception::excuse_all(tx, &new, now).await?;
            let detail = json!({ "province": province.code, "duty": p.duty, "opens": p.opens, "due": p.due, "closes": p.closes });
            audit::write(tx, now, by, "round.plan", "round", &new.period, detail).await?;
        }
        Ok(planned)
    })
}

/// Tells one list of rounds from another.
pub fn mark(planned: &[Planned]) -> String {
    let line = |p: &Planned| format!("{} {} {} {}\n", p.period, p.opens, p.due, p.closes);
    store::upload::sha256(planned.iter().map(line).collect::<String>().as_bytes())
}

/// The units that owe a report in a round, in the order of their names.
pub fn owing<'a>(catalogue: &'a Catalogue, round: &Round, period: Period) -> Vec<&'a OrgUnit> {
    let owes = |u: &&OrgUnit| u.exists_in(period) && !catalogue.asked(u.id, period).is_empty();
    let mut units: Vec<&OrgUnit> = catalogue.members(round.province_id).filter(owes).collect();
    units.sort_by_cached_key(|u| sort_key(&u.name));
    units
}
