//! People, their grants, sessions, tokens and one-time codes. Secrets come in as hashes.

use crate::{Result, Tx, db::on};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::access::Role;
use sqlx::FromRow;
use uuid::Uuid;

#[derive(Clone, Debug, FromRow)]
pub struct Person {
    pub id: Uuid,
    pub username: String,
    pub full_name: String,
    pub unit_id: Option<Uuid>,
    pub password_hash: Option<String>,
    pub must_change: bool,
    pub active: bool,
    pub failures: i32,
    pub blocked_until: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    /// Where reminders go; empty: the inbox alone.
    pub email: String,
}

/// A right as stored: role × province or unit × dates.
#[derive(Clone, Debug, FromRow)]
pub struct RoleGrant {
    pub id: Uuid,
    pub person_id: Uuid,
    #[sqlx(try_from = "String")]
    pub role: Role,
    pub province_id: Uuid,
    pub unit_id: Option<Uuid>,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub document: String,
}

impl RoleGrant {
    /// In force on `today`?
    pub fn holds(&self, today: NaiveDate) -> bool {
        self.valid_from.is_none_or(|d| d <= today) && self.valid_to.is_none_or(|d| today <= d)
    }
}

pub async fn by_username(tx: &mut Tx, username: &str) -> Result<Option<Person>> {
    Ok(on!(tx, |c| sqlx::query_as("select * from person where username = $1").bind(username).fetch_optional(c).await)?)
}

pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Person>> {
    Ok(on!(tx, |c| sqlx::query_as("select * from person where id = $1").bind(id).fetch_optional(c).await)?)
}

pub async fn list(tx: &mut Tx) -> Result<Vec<Person>> {
    Ok(on!(tx, |c| sqlx::query_as("select * from person order by username").fetch_all(c).await)?)
}

pub async fn count(tx: &mut Tx) -> Result<i64> {
    Ok(on!(tx, |c| sqlx::query_scalar("select count(*) from person").fetch_one(c).await)?)
}

/// Adds a person without password, or brings name and unit of the existing one up to date. Gives the id in force.
pub async fn put(tx: &mut Tx, username: &str, full_name: &str, unit_id: Option<Uuid>, now: DateTime<Utc>) -> Result<Uuid> {
    const SQL: &str = "insert into person (id, username, full_name, unit_id, must_change, active, failures, created_at) \
         values ($1, $2, $3, $4, true, true, 0, $5) \
         on conflict (username) do update set full_name = excluded.full_name, unit_id = coalesce(excluded.unit_id, person.unit_id) returning id";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(Uuid::now_v7()).bind(username).bind(full_name).bind(unit_id).bind(now).fetch_one(c).await)?)
}

/// Where reminders to a person go; an empty address ends them.
pub async fn set_email(tx: &mut Tx, id: Uuid, email: &str) -> Result<()> {
    on!(tx, |c| sqlx::query("update person set email = $1 where id = $2").bind(email).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// The rights of people who can be told something: active, and with a password or an address.
pub async fn reachable_grants(tx: &mut Tx) -> Result<Vec<RoleGrant>> {
    const SQL: &str = "select g.* from role_grant g join person p on p.id = g.person_id \
         where p.active and (p.password_hash is not null or p.email <> '') order by g.id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).fetch_all(c).await)?)
}

/// Sets a password and clears what stood in the way of signing in. `must_change` asks for another at the next sign-in.
pub async fn set_password(tx: &mut Tx, id: Uuid, hash: &str, must_change: bool) -> Result<()> {
    const SQL: &str = "update person set password_hash = $1, must_change = $2, failures = 0, blocked_until = null where id = $3";
    on!(tx, |c| sqlx::query(SQL).bind(hash).bind(must_change).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

pub async fn set_active(tx: &mut Tx, id: Uuid, active: bool) -> Result<()> {
    on!(tx, |c| sqlx::query("update person set active = $1 where id = $2").bind(active).bind(id).execute(c).await.map(drop))?;
    if active { Ok(()) } else { end_sessions(tx, id).await }
}

/// A wrong password: counted for the account and for the address.
pub async fn failed(tx: &mut Tx, id: Option<Uuid>, blocked_until: Option<DateTime<Utc>>, address: &str, now: DateTime<Utc>) -> Result<()> {
    if let Some(id) = id {
        const SQL: &str = "update person set failures = failures + 1, blocked_until = $1 where id = $2";
        on!(tx, |c| sqlx::query(SQL).bind(blocked_until).bind(id).execute(c).await.map(drop))?;
    }
    let window = now - Duration::minutes(10);
    on!(tx, |c| sqlx::query("delete from sign_in_failure where failed_at < $1").bind(window).execute(c).await.map(drop))?;
    const SQL: &str = "insert into sign_in_failure (address, failed_at) values ($1, $2)";
    on!(tx, |c| sqlx::query(SQL).bind(address).bind(now).execute(c).await.map(drop))?;
    Ok(())
}

pub async fn succeeded(tx: &mut Tx, id: Uuid) -> Result<()> {
    const SQL: &str = "update person set failures = 0, blocked_until = null where id = $1";
    on!(tx, |c| sqlx::query(SQL).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// Wrong passwords from one address in the last ten minutes.
pub async fn failures_from(tx: &mut Tx, address: &str, now: DateTime<Utc>) -> Result<i64> {
    const SQL: &str = "select count(*) from sign_in_failure where address = $1 and failed_at >= $2";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(address).bind(now - Duration::minutes(10)).fetch_one(c).await)?)
}

pub async fn grants(tx: &mut Tx, person_id: Uuid) -> Result<Vec<RoleGrant>> {
    const SQL: &str = "select * from role_grant where person_id = $1 order by id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(person_id).fetch_all(c).await)?)
}

pub async fn all_grants(tx: &mut Tx) -> Result<Vec<RoleGrant>> {
    Ok(on!(tx, |c| sqlx::query_as("select * from role_grant order by id").fetch_all(c).await)?)
}

pub async fn add_grant(tx: &mut Tx, g: &RoleGrant) -> Result<()> {
    const SQL: &str = "insert into role_grant (id, person_id, role, province_id, unit_id, valid_from, valid_to, document) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(tx, |c| sqlx::query(SQL)
        .bind(g.id)
        .bind(g.person_id)
        .bind(g.role.code())
        .bind(g.province_id)
        .bind(g.unit_id)
        .bind(g.valid_from)
        .bind(g.valid_to)
        .bind(&g.document)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Ends a grant after `last`; it stays on record.
pub async fn end_grant(tx: &mut Tx, id: Uuid, last: NaiveDate) -> Result<()> {
    on!(tx, |c| sqlx::query("update role_grant set valid_to = $1 where id = $2").bind(last).bind(id).execute(c).await.map(drop))?;
    Ok(())
}

pub async fn start_session(
    tx: &mut Tx,
    token_hash: &[u8],
    person_id: Uuid,
    csrf: &str,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    on!(tx, |c| sqlx::query("delete from session where expires_at < $1").bind(now).execute(c).await.map(drop))?;
    const SQL: &str = "insert into session (token_hash, person_id, csrf, created_at, expires_at) values ($1, $2, $3, $4, $5)";
    on!(tx, |c| sqlx::query(SQL).bind(token_hash).bind(person_id).bind(csrf).bind(now).bind(expires_at).execute(c).await.map(drop))?;
    Ok(())
}

/// The active person behind a live session, and the session's CSRF token.
pub async fn by_session(tx: &mut Tx, token_hash: &[u8], now: DateTime<Utc>) -> Result<Option<(Person, String)>> {
    const SQL: &str = "select person_id, csrf from session where token_hash = $1 and expires_at > $2";
    let found: Option<(Uuid, String)> = on!(tx, |c| sqlx::query_as(SQL).bind(token_hash).bind(now).fetch_optional(c).await)?;
    let Some((id, csrf)) = found else { return Ok(None) };
    Ok(get(tx, id).await?.filter(|p| p.active).map(|p| (p, csrf)))
}

pub async fn end_session(tx: &mut Tx, token_hash: &[u8]) -> Result<()> {
    on!(tx, |c| sqlx::query("delete from session where token_hash = $1").bind(token_hash).execute(c).await.map(drop))?;
    Ok(())
}

pub async fn end_sessions(tx: &mut Tx, person_id: Uuid) -> Result<()> {
    on!(tx, |c| sqlx::query("delete from session where person_id = $1").bind(person_id).execute(c).await.map(drop))?;
    Ok(())
}

pub async fn add_token(
    tx: &mut Tx,
    token_hash: &[u8],
    person_id: Uuid,
    name: &str,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "insert into api_token (token_hash, person_id, name, created_at, expires_at) values ($1, $2, $3, $4, $5)";
    on!(tx, |c| sqlx::query(SQL).bind(token_hash).bind(person_id).bind(name).bind(now).bind(expires_at).execute(c).await.map(drop))?;
    Ok(())
}

pub async fn by_token(tx: &mut Tx, token_hash: &[u8], now: DateTime<Utc>) -> Result<Option<Person>> {
    const SQL: &str = "select person_id from api_token where token_hash = $1 and expires_at > $2";
    let id: Option<Uuid> = on!(tx, |c| sqlx::query_scalar(SQL).bind(token_hash).bind(now).fetch_optional(c).await)?;
    match id {
        Some(id) => Ok(get(tx, id).await?.filter(|p| p.active)),
        None => Ok(None),
    }
}

/// A one-time code for a first password; earlier unused codes of the person stop working.
pub async fn add_activation(tx: &mut Tx, code_hash: &[u8], person_id: Uuid, expires_at: DateTime<Utc>) -> Result<()> {
    const DROP: &str = "delete from activation where person_id = $1 and used_at is null";
    on!(tx, |c| sqlx::query(DROP).bind(person_id).execute(c).await.map(drop))?;
    const SQL: &str = "insert into activation (code_hash, person_id, expires_at) values ($1, $2, $3)";
    on!(tx, |c| sqlx::query(SQL).bind(code_hash).bind(person_id).bind(expires_at).execute(c).await.map(drop))?;
    Ok(())
}

/// Uses a code up and gives its person; none when unknown, used or expired.
pub async fn use_activation(tx: &mut Tx, code_hash: &[u8], now: DateTime<Utc>) -> Result<Option<Uuid>> {
    const SQL: &str = "update activation set used_at = $1 where code_hash = $2 and used_at is null and expires_at > $1 \
         and person_id in (select id from person where active) returning person_id";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(now).bind(code_hash).fetch_optional(c).await)?)
}
