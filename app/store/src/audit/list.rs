//! Lines as somebody looks for them.

use crate::{Result, Tx, db::on};
use chrono::{DateTime, Utc};
use domain::audit::Group;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

/// What is looked for; what is none does not count.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of these kinds of objects.
    pub kinds: Option<Vec<String>>,
    /// Ids of objects: a report is all its revisions.
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
    pub id: Uuid,
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
        either(f.kinds.is_some(), "a.object_kind in (select value->>0 from json_each($1))", "$1 is null"),
        either(f.objects.is_some(), "a.object_id in (select value->>0 from json_each($2))", "$2 is null"),
        either(f.person.is_some(), "a.person_id = $3", "$3 is null"),
        either(f.from.is_some(), "a.at >= $4", "$4 is null"),
        either(f.until.is_some(), "a.at < $5", "$5 is null"),
        group.map_or_else(|| "true".to_owned(), |g| format!("({g})")),
    ]
    .join(" and ")
}

/// Which way to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The newest first, below a number.
    Before(i64),
    /// The oldest first, above a number.
    After(i64),
}

/// At most `most` lines.
pub async fn list(tx: &mut Tx, f: &Filter, way: Way, most: i64) -> Result<Vec<Found>> {
    let (seq, order) = match way {
        Way::Before(seq) => (seq, "a.seq < $6 order by a.seq desc"),
        Way::After(seq) => (seq, "a.seq > $6 order by a.seq"),
    };
    // Put together from the texts above alone.
    let sql = format!(
        "select a.seq, a.id, a.at, a.person_id, p.username, p.full_name, a.action, a.object_kind, a.object_id, a.detail, a.prev, a.hash \
         from audit a left join person p on p.id = a.person_id where {} and {order} limit $7",
        conditions(f)
    );
    let array = |texts: &Vec<String>| serde_json::json!(texts.iter().map(|t| [t]).collect::<Vec<_>>()).to_string();
    let (kinds, objects) = (f.kinds.as_ref().map(array), f.objects.as_ref().map(array));
    Ok(on!(tx, |c| sqlx::query_as(AssertSqlSafe(sql))
        .bind(&kinds)
        .bind(&objects)
        .bind(f.person)
        .bind(f.from)
        .bind(f.until)
        .bind(seq)
        .bind(most)
        .fetch_all(c)
        .await)?)
}
