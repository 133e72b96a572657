//! Reporting duties, and the rounds that follow from them.

use super::{Answer, Failure, Site, Visit, target::done};
use crate::rounds;
use app::{
    frame::FlashTone,
    pages::duty::{self as page, Duties, Group, Line, Preview, RoundLine, reporters},
};
use axum::{
    Form,
    extract::{Query, State},
    response::{Html, IntoResponse},
};
use chrono::{Datelike, NaiveDate};
use domain::{
    access::Action,
    duty::{Duty, DutyFrequency},
    text::Lang,
};
use serde::Deserialize;
use std::sync::Arc;
use store::{
    Tx,
    catalogue::{self, Catalogue, Province},
    round,
};
use uuid::Uuid;

const HOME: &str = "/che-do-bao-cao";
/// How many of the next reports of a duty are shown.
const NEXT: usize = 3;

/// The duties of a province that count on `day`.
pub fn of_province(catalogue: &Catalogue, province_id: Uuid, day: NaiveDate) -> impl Iterator<Item = &Duty> {
    let duties = &catalogue.records.duties;
    duties.of_province(province_id, day)
}

/// The end of the strategy, or of the next year once that is over.
fn usual_until(today: NaiveDate) -> NaiveDate {
    let year = (today.year() + 1).max(2030);
    NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(today)
}

pub async fn list(State(site): State<Arc<Site>>, visit: Visit) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, &visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let today = site.today();
    let groups = groups(&mut tx, &catalogue, province_id, today, frame.lang).await?;
    let mut lines = vec![];
    for r in round::list(&mut tx, province_id).await? {
        lines.push(RoundLine {
            period: r.period()?,
            opens: r.opens,
            due: r.due,
            closes: r.closes,
            calendar: r.calendar,
            window: r.data_from.zip(r.data_to),
            open: r.is_open(today),
        });
    }
    lines.sort_by_key(|r| r.period);
    let until = frame.may(Action::ManageTargets).then(|| usual_until(today));
    Ok(Html(page::list(&frame, &Duties { groups, rounds: lines, until })).into_response())
}

async fn groups(tx: &mut Tx, catalogue: &Catalogue, province_id: Uuid, today: NaiveDate, lang: Lang) -> Result<Vec<Group>, Failure> {
    let mut groups = vec![];
    for document in catalogue.documents.iter().filter(|d| d.province_id == province_id) {
        let mut lines = vec![];
        for duty in of_province(catalogue, province_id, today).filter(|d| d.document == document.code) {
            lines.push(Line {
                reporters: reporters(catalogue, &duty.reporters, lang),
                next: duty.next(today, NEXT),
                source: catalogue::lines_at(tx, document.id, &duty.source_lines).await?,
                duty: duty.clone(),
            });
        }
        // What is due on demand comes last.
        lines.sort_by_key(|l| l.next.first().map_or(NaiveDate::MAX, |o| o.due));
        if !lines.is_empty() {
            groups.push(Group { document: document.clone(), lines });
        }
    }
    groups.sort_by_key(|g| g.lines.first().and_then(|l| l.next.first()).map_or(NaiveDate::MAX, |o| o.due));
    Ok(groups)
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct UntilForm {
    den: String,
    /// The list of rounds that was confirmed.
    #[serde(rename = "da-xem")]
    seen: String,
}

impl UntilForm {
    fn until(&self, today: NaiveDate) -> Result<NaiveDate, String> {
        let wrong =
            || format!("“{}” không phải một ngày. Chọn lại ngày; chưa có gì được lưu.", self.den.chars().take(40).collect::<String>());
        let until = if self.den.is_empty() { usual_until(today) } else { self.den.trim().parse().map_err(|_| wrong())? };
        rounds::refusal(today, until).map_or(Ok(until), Err)
    }
}

fn province<'a>(catalogue: &'a Catalogue, visit: &Visit) -> Result<&'a Province, Failure> {
    visit.province.as_deref().and_then(|code| catalogue.province(code)).ok_or_else(Failure::not_found)
}

pub async fn preview(State(site): State<Arc<Site>>, visit: Visit, Query(form): Query<UntilForm>) -> Answer {
    let until = match form.until(site.today()) {
        Ok(until) => until,
        Err(sentence) => return Ok(done(&visit, FlashTone::Refused, &sentence, HOME)),
    };
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, &visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let planned = rounds::missing(&mut tx, &catalogue, province(&catalogue, &visit)?, site.today(), until).await?;
    let recurs = of_province(&catalogue, province_id, site.today()).any(|d| d.frequency != DutyFrequency::OnDemand);
    let mark = rounds::mark(&planned);
    Ok(Html(page::preview(&frame, &Preview { until, planned, mark, recurs })).into_response())
}

pub async fn generate(State(site): State<Arc<Site>>, visit: Visit, Form(form): Form<UntilForm>) -> Answer {
    // Nobody confirms a list that was not shown.
    let until = form.until(site.today()).and_then(|until| match form.seen.as_str() {
        "" => Err("Chưa xem danh sách các đợt, chưa có gì được lưu. Chọn ngày và xem trước.".to_owned()),
        _ => Ok(until),
    });
    let until = match until {
        Ok(until) => until,
        Err(sentence) => return Ok(done(&visit, FlashTone::Refused, &sentence, HOME)),
    };
    let catalogue = site.catalogue(&mut site.db.read().await?).await?;
    let made = rounds::make(&site, &catalogue, province(&catalogue, &visit)?, until, Some(visit.person()?), Some(&form.seen)).await;
    match made {
        Ok(made) if made.is_empty() => Ok(done(&visit, FlashTone::Done, "Không có đợt nào phải lập thêm.", HOME)),
        Ok(made) => Ok(done(&visit, FlashTone::Done, &format!("Đã lập {} đợt báo cáo.", made.len()), &format!("{HOME}#dot"))),
        Err(store::Error::Refused(sentence)) => Ok(done(&visit, FlashTone::Refused, &sentence, &format!("{HOME}/dot?den={until}"))),
        Err(error) => Err(error.into()),
    }
}
