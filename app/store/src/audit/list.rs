//! Lines as somebody looks for them.

use crate::{Result, Tx, db::on};
use chrono::{DateTime, Utc};
use domain::audit::Group;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

/// What is looked for; what is none does not count.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub kind: Option<String>,
    /// Ids of objects of that kind: a report is all its revisions.
    pub objects: Option<Vec<String>>,
    pub person: Option<Uuid>,
    pub group: Option<Group>,
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
}

/// One line with the name of who did it.
#[derive(Clone, Debug, FromRow)]
pub struct Found {
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub person_id: Option<Uuid>,
    pub username: Option<String>,
    pub full_name: Option<String>,
    pub action: String,
    pub object_kind: String,
    pub object_id: String,
    pub detail: String,
    pub prev: String,
    pub hash: String,
}

/// The condition for what is given; what is not still names its value, so that every text takes the same seven.
fn conditions(f: &Filter) -> String {
    let either = |given: bool, yes: &str, no: &str| if given { yes.to_owned() } else { no.to_owned() };
    let action = |pattern: &&str| {
        if pattern.ends_with('.') { format!("a.action like '{pattern}%'") } else { format!("a.action = '{pattern}'") }
    };
    let group = f.group.map(|g| g.actions().iter().map(action).collect::<Vec<_>>().join(" or "));
    [
        either(f.kind.is_some(), "a.object_kind = $1", "$1 is null"),
        either(f.objects.is_some(), "a.object_id in (select value->>0 from json_each($2))", "$2 is null"),
        either(f.person.is_some(), "a.person_id = $3", "$3 is null"),
        either(f.from.is_some(), "a.at >= $4", "$4 is null"),
        either(f.until.is_some(), "a.at < $5", "$5 is null"),
        group.map_or_else(|| "true".to_owned(), |g| format!("({g})")),
    ]
    .join(" and ")
}

/// At most `most` lines below number `before`, the newest first.
pub async fn list(tx: &mut Tx, f: &Filter, before: i64, most: i64) -> Result<Vec<Found>> {
    // Put together from the texts above alone.
    let sql = format!(
        "select a.seq, a.at, a.person_id, p.username, p.full_name, a.action, a.object_kind, a.object_id, a.detail, a.prev, a.hash \
         from audit a left join person p on p.id = a.person_id where {} and a.seq < $6 order by a.seq desc limit $7",
        conditions(f)
    );
    let objects = f.objects.as_ref().map(|ids| serde_json::json!(ids.iter().map(|id| [id]).collect::<Vec<_>>()).to_string());
    Ok(on!(tx, |c| sqlx::query_as(AssertSqlSafe(sql))
        .bind(&f.kind)
        .bind(&objects)
        .bind(f.person)
        .bind(f.from)
        .bind(f.until)
        .bind(before)
        .bind(most)
        .fetch_all(c)
        .await)?)
}
