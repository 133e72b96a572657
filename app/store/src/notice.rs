//! Notices in people's inboxes, and the outbox of mails. What is told once stays told: a notice or a mail whose key is there
//! already is not written again.

use crate::{Result, Tx, db::on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::notice::NoticeKind;
use sqlx::FromRow;
use uuid::Uuid;

#[derive(Clone, Debug, FromRow)]
pub struct Notice {
    pub id: Uuid,
    pub dedupe: String,
    pub person_id: Uuid,
    #[sqlx(try_from = "String")]
    pub kind: NoticeKind,
    pub round_id: Uuid,
    pub unit_id: Uuid,
    pub revision: i32,
    pub due: Option<NaiveDate>,
    pub note: String,
    pub day: NaiveDate,
    pub created_at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
    pub mail_id: Option<Uuid>,
}

/// Puts a notice into its person's inbox; false when it was there already.
pub async fn put(tx: &mut Tx, n: &Notice) -> Result<bool> {
    const SQL: &str = "insert into notice (id, dedupe, person_id, kind, round_id, unit_id, revision, due, note, day, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (dedupe) do nothing";
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(n.id)
        .bind(&n.dedupe)
        .bind(n.person_id)
        .bind(n.kind.code())
        .bind(n.round_id)
        .bind(n.unit_id)
        .bind(n.revision)
        .bind(n.due)
        .bind(&n.note)
        .bind(n.day)
        .bind(n.created_at)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    Ok(rows == 1)
}

/// Unread ones first, then the newest.
pub async fn of_person(tx: &mut Tx, person_id: Uuid, most: i64) -> Result<Vec<Notice>> {
    const SQL: &str = "select * from notice where person_id = $1 \
         order by case when read_at is null then 0 else 1 end, day desc, created_at desc, id desc limit $2";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(person_id).bind(most).fetch_all(c).await)?)
}

pub async fn unread(tx: &mut Tx, person_id: Uuid) -> Result<i64> {
    const SQL: &str = "select count(*) from notice where person_id = $1 and read_at is null";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).bind(person_id).fetch_one(c).await)?)
}

/// Marks one of the person's notices as read, or all of them; gives how many that were.
pub async fn read(tx: &mut Tx, person_id: Uuid, id: Option<Uuid>, now: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "update notice set read_at = $1 where person_id = $2 and read_at is null and (id = $3 or $4)";
    Ok(on!(tx, |c| sqlx::query(SQL)
        .bind(now)
        .bind(person_id)
        .bind(id.unwrap_or_default())
        .bind(id.is_none())
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?)
}

/// The report was handed in: what asked for it is settled for everybody.
pub async fn settle(tx: &mut Tx, round_id: Uuid, unit_id: Uuid, now: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "update notice set read_at = $1 where round_id = $2 and unit_id = $3 and read_at is null and kind = $4";
    for kind in NoticeKind::ALL.iter().filter(|k| k.asks()) {
        on!(tx, |c| sqlx::query(SQL).bind(now).bind(round_id).bind(unit_id).bind(kind.code()).execute(c).await.map(drop))?;
    }
    Ok(())
}

/// Notices about duties from `since` on that are unread and that no mail has told, of people with an address; by person.
pub async fn unmailed(tx: &mut Tx, since: NaiveDate) -> Result<Vec<Notice>> {
    const SQL: &str = "select n.* from notice n join person p on p.id = n.person_id \
         where n.mail_id is null and n.read_at is null and n.day >= $1 and p.active and p.email <> '' \
         order by n.person_id, n.due, n.created_at, n.id";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(since).fetch_all(c).await)?)
}

#[derive(Clone, Debug, FromRow)]
pub struct Mail {
    pub id: Uuid,
    pub dedupe: String,
    pub person_id: Uuid,
    pub recipient: String,
    pub subject: String,
    pub body: String,
    pub created_at: DateTime<Utc>,
    pub attempts: i32,
    pub next_attempt_at: Option<DateTime<Utc>>,
    pub sent_at: Option<DateTime<Utc>>,
    pub last_error: String,
}

impl Mail {
    /// Neither sent nor tried again.
    pub fn is_given_up(&self) -> bool {
        self.sent_at.is_none() && self.next_attempt_at.is_none()
    }
}

/// Puts a mail into the outbox, to be sent at once, and notes it on the notices that it tells; nothing of that when it was
/// there already.
pub async fn post(tx: &mut Tx, m: &Mail, tells: &[Uuid]) -> Result<bool> {
    const SQL: &str = "insert into mail (id, dedupe, person_id, recipient, subject, body, created_at, attempts, next_attempt_at, last_error) \
         values ($1, $2, $3, $4, $5, $6, $7, 0, $7, '') on conflict (dedupe) do nothing";
    let rows = on!(tx, |c| sqlx::query(SQL)
        .bind(m.id)
        .bind(&m.dedupe)
        .bind(m.person_id)
        .bind(&m.recipient)
        .bind(&m.subject)
        .bind(&m.body)
        .bind(m.created_at)
        .execute(c)
        .await
        .map(|r| r.rows_affected()))?;
    if rows == 0 {
        return Ok(false);
    }
    const TOLD: &str = "update notice set mail_id = $1 where id = $2";
    for id in tells {
        on!(tx, |c| sqlx::query(TOLD).bind(m.id).bind(id).execute(c).await.map(drop))?;
    }
    Ok(true)
}

/// The mail that has waited longest of those to be tried by `now`.
pub async fn next_mail(tx: &mut Tx, now: DateTime<Utc>) -> Result<Option<Mail>> {
    const SQL: &str = "select * from mail where next_attempt_at <= $1 order by next_attempt_at, id limit 1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(now).fetch_optional(c).await)?)
}

/// Takes a mail for one try; false when another process took it first. `next` is when it is tried again unless it is said
/// to be sent before, which is also what happens when the program ends in the middle of it.
pub async fn claim(tx: &mut Tx, m: &Mail, next: Option<DateTime<Utc>>) -> Result<bool> {
    const SQL: &str = "update mail set attempts = attempts + 1, next_attempt_at = $1 where id = $2 and attempts = $3 and sent_at is null";
    let rows = on!(tx, |c| sqlx::query(SQL).bind(next).bind(m.id).bind(m.attempts).execute(c).await.map(|r| r.rows_affected()))?;
    Ok(rows == 1)
}

/// How the try ended: sent when there is no `error`.
pub async fn tried(tx: &mut Tx, id: Uuid, error: Option<&str>, now: DateTime<Utc>) -> Result<()> {
    match error {
        Some(error) => {
            const SQL: &str = "update mail set last_error = $1 where id = $2";
            on!(tx, |c| sqlx::query(SQL).bind(error).bind(id).execute(c).await.map(drop))?;
        }
        None => {
            const SQL: &str = "update mail set sent_at = $1, next_attempt_at = null, last_error = '' where id = $2";
            on!(tx, |c| sqlx::query(SQL).bind(now).bind(id).execute(c).await.map(drop))?;
        }
    }
    Ok(())
}

/// How many mails wait to be sent, and how many were given up.
pub async fn outbox(tx: &mut Tx) -> Result<(i64, i64)> {
    const WAITING: &str = "select count(*) from mail where next_attempt_at is not null";
    const LOST: &str = "select count(*) from mail where next_attempt_at is null and sent_at is null";
    let waiting = on!(tx, |c| sqlx::query_scalar(WAITING).fetch_one(c).await)?;
    Ok((waiting, on!(tx, |c| sqlx::query_scalar(LOST).fetch_one(c).await)?))
}

/// The newest mail to a person, whatever became of it.
pub async fn last_mail(tx: &mut Tx, person_id: Uuid) -> Result<Option<Mail>> {
    const SQL: &str = "select * from mail where person_id = $1 order by created_at desc, id desc limit 1";
    Ok(on!(tx, |c| sqlx::query_as(SQL).bind(person_id).fetch_optional(c).await)?)
}

/// Addresses whose newest mail was given up.
pub async fn lost_addresses(tx: &mut Tx) -> Result<Vec<String>> {
    const SQL: &str = "select m.recipient from mail m where m.sent_at is null and m.next_attempt_at is null and not exists \
         (select 1 from mail l where l.recipient = m.recipient and l.created_at > m.created_at)";
    Ok(on!(tx, |c| sqlx::query_scalar(SQL).fetch_all(c).await)?)
}
