//! People of the province: list, add, import, one-time codes, deactivation.

use super::{Answer, Failure, Site, Visit, target};
use crate::{
    cli::people::{CODE_DAYS, NewPerson, add_person, problem},
    site::local_date,
};
use app::{
    frame::ui_encode,
    pages::people::{self as page, Filter, PersonLine, Right, Slip, Standing, Typed},
};
use axum::{
    Form,
    extract::{Multipart, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse},
};
use chrono::{Duration, NaiveDate};
use domain::text::{date, fold, nfc, sort_key};
use serde::Deserialize;
use std::{collections::HashMap, sync::Arc};
use store::{
    Tx,
    catalogue::Catalogue,
    notice,
    person::{self, Person, RoleGrant},
};
use uuid::Uuid;

mod deed;
mod list;

pub use deed::{deactivate, end_right, issue_code};

/// Does an account belong to the province of the administrator who asks?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Nothing to do with the province: reads like somebody who does not exist.
    None,
    /// Somebody of the province who works or holds a right in another one too: seen, not touched, since whoever resets
    /// the account takes those rights over.
    Partly,
    Wholly,
}

fn reach(catalogue: &Catalogue, province_id: Uuid, today: NaiveDate, person: &Person, grants: &[RoleGrant]) -> Reach {
    let home = person.unit_id.and_then(|id| catalogue.unit(id)).map(|u| u.province_id);
    let here = home == Some(province_id) || grants.iter().any(|g| g.province_id == province_id);
    let lives = |g: &RoleGrant| g.valid_to.is_none_or(|last| today <= last);
    let elsewhere = home.is_some_and(|id| id != province_id) || grants.iter().any(|g| g.province_id != province_id && lives(g));
    match (here, elsewhere) {
        (false, _) => Reach::None,
        (true, true) => Reach::Partly,
        (true, false) => Reach::Wholly,
    }
}

/// The person, if the administrator of the province may act on the account.
async fn within_reach(site: &Site, tx: &mut Tx, province_id: Uuid, id: Uuid) -> store::Result<Person> {
    let refuse = |sentence: &str| Err(store::Error::Refused(sentence.into()));
    let catalogue = site.catalogue(tx).await?;
    let Some(found) = person::get(tx, id).await? else { return refuse(UNKNOWN) };
    let grants = person::grants(tx, id).await?;
    match reach(&catalogue, province_id, site.today(), &found, &grants) {
        Reach::Wholly => Ok(found),
        Reach::Partly => {
            refuse("Người này còn quyền ở tỉnh khác nên quản trị viên của tỉnh không đổi được tài khoản. Chưa có gì được lưu.")
        }
        Reach::None => refuse(UNKNOWN),
    }
}

/// What stands against a right in a unit that has ended.
fn gone(catalogue: &Catalogue, today: NaiveDate, new: &NewPerson) -> Option<String> {
    let unit = catalogue.unit_by_code(&new.unit).filter(|u| u.has_ended(today))?;
    let last = unit.valid_to.map(domain::text::vi_date).unwrap_or_default();
    Some(format!("{} đã ngừng hoạt động sau ngày {last}. Chọn đơn vị kế thừa.", unit.name))
}

const UNKNOWN: &str = "Không có người này trong tỉnh. Tải lại danh sách rồi chọn lại. Chưa có gì được lưu.";

/// Everyone with their grants, as one picture.
struct Everyone {
    people: Vec<Person>,
    grants: HashMap<Uuid, Vec<RoleGrant>>,
}

impl Everyone {
    async fn read(tx: &mut Tx) -> store::Result<Self> {
        let people = person::list(tx).await?;
        let mut grants: HashMap<Uuid, Vec<RoleGrant>> = HashMap::new();
        for grant in person::all_grants(tx).await? {
            grants.entry(grant.person_id).or_default().push(grant);
        }
        Ok(Self { people, grants })
    }

    fn grants(&self, id: Uuid) -> &[RoleGrant] {
        self.grants.get(&id).map_or(&[], Vec::as_slice)
    }

    /// What stands against adding `new` beside the accounts that exist.
    fn clash(&self, catalogue: &Catalogue, province_id: Uuid, today: NaiveDate, new: &NewPerson) -> Option<String> {
        let old = self.people.iter().find(|p| p.username == new.username)?;
        let name = &new.username;
        if reach(catalogue, province_id, today, old, self.grants(old.id)) != Reach::Wholly {
            return Some(format!("Tên đăng nhập “{name}” đã có người ở nơi khác dùng. Chọn tên khác."));
        }
        if fold(&old.full_name) != fold(&new.name) {
            return Some(format!(
                "Tên đăng nhập “{name}” là của {}. Chọn tên khác, hoặc ghi đúng họ tên để giao thêm vai trò.",
                old.full_name
            ));
        }
        (!old.active).then(|| format!("Tài khoản “{name}” đã ngừng. Mở lại tài khoản trước khi giao vai trò."))
    }
}

#[derive(Default, Deserialize)]
pub struct FilterQuery {
    #[serde(default)]
    tim: String,
    #[serde(default, rename = "don-vi")]
    unit: String,
}

impl FilterQuery {
    fn path(&self) -> String {
        format!("/nguoi-dung?tim={}&don-vi={}", ui_encode(&self.tim), ui_encode(&self.unit))
    }

    fn takes(&self, catalogue: &Catalogue, person: &Person, grants: &[RoleGrant]) -> bool {
        let text = fold(&self.tim);
        let unit = catalogue.unit_by_code(&self.unit).map(|u| u.id);
        let at_unit = || person.unit_id == unit || grants.iter().any(|g| g.unit_id == unit);
        (text.is_empty() || fold(&person.full_name).contains(&text) || person.username.contains(&self.tim.trim().to_lowercase()))
            && (self.unit.is_empty() || (unit.is_some() && at_unit()))
    }
}

async fn show(site: &Site, visit: &Visit, filter: FilterQuery, typed: Typed) -> Result<String, Failure> {
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let everyone = Everyone::read(&mut tx).await?;
    let (now, today) = (site.now(), site.today());
    let lost = notice::lost_addresses(&mut tx).await?;
    let mut page = page::ListPage {
        people: vec![],
        total: 0,
        waiting: 0,
        units: target::unit_choices(&catalogue, province_id, today),
        filter: Filter { text: filter.tim.clone(), unit: filter.unit.clone() },
        typed,
    };
    let own = visit.person().ok();
    for p in &everyone.people {
        let grants = everyone.grants(p.id);
        let reach = reach(&catalogue, province_id, today, p, grants);
        if reach == Reach::None {
            continue;
        }
        let standing = match p {
            p if !p.active => Standing::Ended,
            p if p.password_hash.is_none() => Standing::Waiting,
            p if p.blocked_until.is_some_and(|until| until > now) => Standing::Blocked,
            _ => Standing::InUse,
        };
        page.total += 1;
        page.waiting += usize::from(standing == Standing::Waiting);
        if !filter.takes(&catalogue, p, grants) {
            continue;
        }
        let role = |g: &RoleGrant| {
            let place = match g.unit_id.and_then(|id| catalogue.unit(id)) {
                Some(unit) => unit.short_name.clone(),
                None => catalogue.provinces.iter().find(|x| x.id == g.province_id).map(|x| x.name.clone()).unwrap_or_default(),
            };
            let day = |word: &str, day: Option<NaiveDate>| day.map(|d| format!("{word} {}", date(d, frame.lang)));
            let dates = [day(frame.t("từ", "from"), g.valid_from), day(frame.t("đến", "until"), g.valid_to)];
            let dates = dates.into_iter().flatten().collect::<Vec<_>>().join(" ");
            let ends = reach == Reach::Wholly && Some(p.id) != own && g.valid_to.is_none_or(|until| until >= today);
            Right { role: g.role, place, dates, id: ends.then(|| g.id.to_string()) }
        };
        page.people.push(PersonLine {
            id: p.id.to_string(),
            name: p.full_name.clone(),
            username: p.username.clone(),
            email: p.email.clone(),
            is_lost: lost.contains(&p.email),
            unit: p.unit_id.and_then(|id| catalogue.unit(id)).map(|u| u.name.clone()).unwrap_or_default(),
            // A right in another province is that province's business.
            roles: grants.iter().filter(|g| g.province_id == province_id).map(role).collect(),
            standing,
            out_of_reach: (reach == Reach::Partly).then(|| frame.t("còn quyền ở tỉnh khác", "has rights elsewhere")),
        });
    }
    page.people.sort_by_cached_key(|p| (sort_key(&p.unit), sort_key(&p.name)));
    Ok(page::list(&frame, page))
}

pub async fn list(State(site): State<Arc<Site>>, visit: Visit, Query(filter): Query<FilterQuery>) -> Answer {
    Ok(Html(show(&site, &visit, filter, Typed::default()).await?).into_response())
}

#[derive(Deserialize)]
pub struct AddForm {
    username: String,
    name: String,
    role: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    email: String,
}

pub async fn add(State(site): State<Arc<Site>>, visit: Visit, headers: HeaderMap, Form(form): Form<AddForm>) -> Answer {
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, &visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let everyone = Everyone::read(&mut tx).await?;
    drop(tx);
    let checked = form.role.parse().map_err(|_| "Chọn một vai trò trong danh sách.".to_owned()).and_then(|role| {
        let new = NewPerson {
            username: form.username.trim().to_lowercase(),
            name: nfc(form.name.trim()),
            role,
            province: visit.province.clone().unwrap_or_default(),
            unit: form.unit.clone(),
            email: form.email.trim().to_owned(),
        };
        let wrong = list::nameless(&new).or_else(|| problem(&catalogue, &new)).or_else(|| gone(&catalogue, site.today(), &new));
        wrong.or_else(|| everyone.clash(&catalogue, province_id, site.today(), &new)).map_or(Ok(new), Err)
    });
    match checked {
        Ok(new) => {
            let (_, code) = add_person(&site, &new, Some(visit.person()?)).await?;
            let unit = catalogue.unit_by_code(&new.unit).map(|u| u.name.clone()).unwrap_or_default();
            Ok(Html(print(&site, &visit, &frame, &headers, vec![(unit, new.name, new.username, code)])).into_response())
        }
        Err(sentence) => {
            let typed = Typed {
                username: form.username,
                name: form.name,
                role: form.role,
                unit: form.unit,
                email: form.email,
                problem: Some(sentence),
            };
            let html = show(&site, &visit, FilterQuery::default(), typed).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response())
        }
    }
}

/// The sheets of codes, one a unit. Lines are unit, name, user name, code; those without unit go under the province.
fn print(
    site: &Site,
    visit: &Visit,
    frame: &app::frame::Frame,
    headers: &HeaderMap,
    mut lines: Vec<(String, String, String, String)>,
) -> String {
    let province = frame.province.as_ref().map(|p| p.1.clone()).unwrap_or_default();
    for line in lines.iter_mut().filter(|l| l.0.is_empty()) {
        line.0.clone_from(&province);
    }
    lines.sort_by_cached_key(|l| (sort_key(&l.0), sort_key(&l.1)));
    let mut slips: Vec<Slip> = vec![];
    for (unit, name, username, code) in lines {
        match slips.last_mut().filter(|s| s.unit == unit) {
            Some(slip) => slip.people.push((name, username, code)),
            None => slips.push(Slip { unit, people: vec![(name, username, code)] }),
        }
    }
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let address = format!("{}://{host}/kich-hoat", if visit.tls { "https" } else { "http" });
    // The day before the code ends is the last one on which it works all day.
    page::codes(frame, slips, &address, local_date(site.now()) + Duration::days(CODE_DAYS - 1))
}

pub async fn import(State(site): State<Arc<Site>>, visit: Visit, headers: HeaderMap, form: Multipart) -> Answer {
    let form = target::parts(&visit, form).await?;
    let mut tx = site.db.read().await?;
    let (province_id, frame) = site.province_frame(&mut tx, &visit).await?;
    let catalogue = site.catalogue(&mut tx).await?;
    let everyone = Everyone::read(&mut tx).await?;
    drop(tx);
    let book = match &form.file {
        Some((name, bytes)) => crate::parse::read(bytes, name).await,
        None if form.field("text").trim().is_empty() => Err("Chưa có danh sách. Dán danh sách hoặc chọn tệp rồi gửi lại.".into()),
        None => crate::parse::read(form.field("text").as_bytes(), "danh-sach.csv").await,
    };
    let province = visit.province.clone().unwrap_or_default();
    let text = book.and_then(|book| list::canonical(&book, &catalogue, &province)).map_err(Failure::refused)?;
    let today = site.today();
    let clash = |new: &NewPerson| gone(&catalogue, today, new).or_else(|| everyone.clash(&catalogue, province_id, today, new));
    let known = |new: &NewPerson| everyone.people.iter().any(|p| p.username == new.username);
    let rows = list::check(&catalogue, &province, &text, clash, known);
    let sound: Vec<&NewPerson> = rows.iter().filter_map(|(_, new)| new.as_ref()).collect();
    if form.field("xac-nhan") != "1" || sound.len() < rows.len() {
        let rows: Vec<_> = rows.into_iter().map(|(row, _)| row).collect();
        return Ok(Html(page::preview(&frame, &rows, &text)).into_response());
    }
    let by = visit.person()?;
    // A person may stand in several rows; only the code given last works.
    let mut lines: HashMap<String, (String, String, String, String)> = HashMap::new();
    for new in sound {
        let (_, code) = add_person(&site, new, Some(by)).await?;
        let unit = catalogue.unit_by_code(&new.unit).map(|u| u.name.clone()).unwrap_or_default();
        lines.insert(new.username.clone(), (unit, new.name.clone(), new.username.clone(), code));
    }
    Ok(Html(print(&site, &visit, &frame, &headers, lines.into_values().collect())).into_response())
}
