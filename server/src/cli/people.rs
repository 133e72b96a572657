//! People from the command line.

use super::{Fallible, report::as_user};
use crate::{auth, mail, site::Site};
use chrono::Duration;
use domain::access::Role;
use serde::Deserialize;
use std::{io::Read, path::Path};
use store::{audit, person, person::RoleGrant};
use uuid::Uuid;

/// How long a printed code can wait to be used.
pub const CODE_DAYS: i64 = 14;

/// One person with one role, as a row of a file or as command-line arguments give them.
#[derive(Clone, Debug, Deserialize)]
pub struct NewPerson {
    pub username: String,
    pub name: String,
    pub role: Role,
    pub province: String,
    #[serde(default)]
    pub unit: String,
    /// Where reminders go; empty: the inbox alone, or what it was.
    #[serde(default)]
    pub email: String,
}

/// What is wrong with a row, as a sentence; none when it can be added.
pub fn problem(catalogue: &store::catalogue::Catalogue, p: &NewPerson) -> Option<String> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'_' || b == b'-';
    if p.username.len() < 3 || !p.username.bytes().all(plain) {
        return Some(format!("Tên đăng nhập “{}” cần ít nhất 3 ký tự: chữ thường không dấu, số, dấu chấm.", p.username));
    }
    if !p.email.is_empty() && mail::address(&p.email).is_none() {
        return Some(mail::no_address(&p.email));
    }
    let Some(province) = catalogue.province(&p.province) else { return Some(format!("Không có tỉnh mã “{}”.", p.province)) };
    if p.role.needs_unit() && p.unit.is_empty() {
        return Some(format!("Vai trò “{}” cần mã đơn vị.", p.role.label()));
    }
    let unit_known = p.unit.is_empty() || catalogue.unit_by_code(&p.unit).is_some_and(|u| u.province_id == province.id);
    (!unit_known).then(|| format!("{} không có đơn vị mã “{}”.", province.name, p.unit))
}

/// Adds or updates a person, makes sure of the grant, and gives a fresh one-time code.
pub async fn add_person(site: &Site, p: &NewPerson, by: Option<Uuid>) -> Result<(Uuid, String), store::Error> {
    let catalogue = site.catalogue(&mut site.db.read().await?).await?;
    if let Some(sentence) = problem(&catalogue, p) {
        return Err(store::Error::Refused(sentence));
    }
    let province_id = catalogue.province(&p.province).map(|x| x.id).unwrap_or_default();
    let unit_id = catalogue.unit_by_code(&p.unit).map(|u| u.id);
    let (code, now) = (auth::random_code(), site.now());
    let hash = auth::token_hash(&code);
    let id = store::in_tx!(site.db, |tx| {
        let id = person::put(tx, &p.username, &p.name, unit_id, now).await?;
        if let Some(email) = mail::address(&p.email) {
            person::set_email(tx, id, &email).await?;
        }
        let scope = unit_id.filter(|_| p.role.needs_unit());
        let held = person::grants(tx, id)
            .await?
            .into_iter()
            .any(|g| (g.role, g.province_id, g.unit_id) == (p.role, province_id, scope) && g.valid_to.is_none_or(|d| site.today() <= d));
        if !held {
            let grant = RoleGrant {
                id: Uuid::now_v7(),
                person_id: id,
                role: p.role,
                province_id,
                unit_id: scope,
                valid_from: None,
                valid_to: None,
                document: String::new(),
            };
            person::add_grant(tx, &grant).await?;
        }
        person::add_activation(tx, &hash, id, now + Duration::days(CODE_DAYS)).await?;
        let detail = serde_json::json!({ "username": p.username, "role": p.role.code(), "unit": p.unit, "province": p.province });
        audit::write(tx, now, by, "person.add", "person", id, detail).await?;
        Ok(id)
    })?;
    Ok((id, code))
}

pub async fn add(site: &Site, new: &NewPerson, password_stdin: bool) -> Fallible<()> {
    if !password_stdin {
        let (_, code) = add_person(site, new, None).await?;
        println!("{}\t{code}\t(dùng một lần tại /kich-hoat, hạn {CODE_DAYS} ngày)", new.username);
        return Ok(());
    }
    let mut password = String::new();
    std::io::stdin().lock().take(1000).read_to_string(&mut password)?;
    let password = password.trim_end_matches(['\r', '\n']).to_owned();
    auth::check_password(&password, &new.username)?;
    let hash = auth::hash(password).await?;
    let (id, _) = add_person(site, new, None).await?;
    store::in_tx!(site.db, |tx| person::set_password(tx, id, &hash, false).await)?;
    println!("{} đã có mật khẩu", new.username);
    Ok(())
}

/// Rows of a `username,name,role,province,unit,email` file, each with what is wrong with it.
pub fn read_csv(catalogue: &store::catalogue::Catalogue, text: &str) -> Vec<(usize, Result<NewPerson, String>)> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let rows = reader.deserialize::<NewPerson>().enumerate();
    rows.map(|(i, row)| {
        let row = row.map_err(|e| format!("Không đọc được dòng: {e}")).and_then(|mut p| {
            p.username = p.username.to_lowercase();
            problem(catalogue, &p).map_or(Ok(p), Err)
        });
        (i + 2, row)
    })
    .collect()
}

pub async fn import(site: &Site, file: &Path, dry_run: bool) -> Fallible<()> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("cannot read {}: {e}", file.display()))?;
    let catalogue = site.catalogue(&mut site.db.read().await?).await?;
    let rows = read_csv(&catalogue, &text);
    let mut wrong = rows.iter().filter_map(|(line, row)| row.as_ref().err().map(|e| format!("dòng {line}: {e}"))).peekable();
    if wrong.peek().is_some() {
        return Err(wrong.collect::<Vec<_>>().join("\n").into());
    }
    for (_, row) in rows {
        let Ok(new) = row else { continue };
        if dry_run {
            println!("{}\t{}\t{}\t{}", new.username, new.name, new.role.label(), new.unit);
        } else {
            let (_, code) = add_person(site, &new, None).await?;
            println!("{}\t{}\t{}\t{code}", new.unit, new.name, new.username);
        }
    }
    Ok(())
}

pub async fn add_token(site: &Site, user: &str, name: &str, days: i64) -> Fallible<()> {
    let (id, _) = as_user(site, user).await?;
    let (token, now) = (auth::random_token(), site.now());
    let hash = auth::token_hash(&token);
    store::in_tx!(site.db, |tx| {
        person::add_token(tx, &hash, id, name, now, now + Duration::days(days)).await?;
        audit::write(tx, now, None, "token.add", "person", id, serde_json::json!({ "name": name, "days": days })).await
    })?;
    println!("{token}");
    Ok(())
}
