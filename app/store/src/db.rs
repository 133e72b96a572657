//! Which database, chosen at run time; transactions; migrations.

use crate::{
    Error, Result,
    audit::{self, Head},
    form_key,
};
use sqlx::{
    ConnectOptions, PgPool, Postgres, Sqlite, SqlitePool, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{path::Path, str::FromStr, time::Duration};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations");

/// The same function on both databases: bulk statements read their rows from one JSON array. And the guard of the audit's
/// chained lines. One start at a time, because PostgreSQL does not let two replace a function at once.
const PG_PRELUDE: &str = "select pg_advisory_xact_lock(7390247);
    create or replace function json_each(text) returns table(value jsonb)
        language sql immutable as 'select * from jsonb_array_elements($1::jsonb)';
    do $do$ begin
        if not exists (select from pg_trigger where tgrelid = 'audit'::regclass and tgname = 'audit_kept') then
            create or replace function audit_kept() returns trigger language plpgsql as
                'begin raise exception ''a line of the audit is never changed''; end';
            create trigger audit_kept before update or delete on audit
                for each row when (old.hash is not null) execute function audit_kept();
            create trigger audit_kept_whole before truncate on audit execute function audit_kept();
        end if;
    end $do$;";

/// The same guard on SQLite.
const LITE_PRELUDE: &str = "create trigger if not exists audit_kept before update on audit when old.hash is not null
        begin select raise(abort, 'a line of the audit is never changed'); end;
    create trigger if not exists audit_kept_whole before delete on audit when old.hash is not null
        begin select raise(abort, 'a line of the audit is never changed'); end;";

/// One writer at a time, as on SQLite: all of them go on with the audit's one chain, and waiting here costs less than
/// being refused by PostgreSQL at the end and doing everything again. The lock comes before the transaction's snapshot.
const PG_BEGIN: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE; LOCK TABLE audit_head IN EXCLUSIVE MODE";

/// An open database. Cheap to clone.
#[derive(Clone)]
pub enum Db {
    /// One writer, several readers: more writers give "database is locked".
    Lite {
        read: SqlitePool,
        write: SqlitePool,
    },
    Pg(PgPool),
}

/// A transaction on either database; see [`on!`].
pub struct Tx {
    pub(crate) open: Open,
    /// The audit's newest line, once this transaction has written one.
    pub(crate) head: Option<Head>,
}

pub(crate) enum Open {
    Lite(Transaction<'static, Sqlite>),
    Pg(Transaction<'static, Postgres>),
}

impl From<Open> for Tx {
    fn from(open: Open) -> Self {
        Self { open, head: None }
    }
}

/// Runs one body on whichever connection the transaction holds.
///
/// `on!(tx, |c| sqlx::query_as(SQL).bind(id).fetch_one(c).await)`
macro_rules! on {
    ($tx:expr, |$c:ident| $body:expr) => {
        match &mut $tx.open {
            $crate::db::Open::Lite(t) => {
                let $c = &mut **t;
                $body
            }
            $crate::db::Open::Pg(t) => {
                let $c = &mut **t;
                $body
            }
        }
    };
}
pub(crate) use on;

impl Db {
    /// Opens `url` (`postgres://…`), or else the SQLite file `tiendo.db` in `data`, which is made when missing.
    pub async fn open(url: Option<&str>, data: &Path) -> Result<Self> {
        match url {
            Some(url) if url.starts_with("postgres") => {
                let options = PgConnectOptions::from_str(url)?.disable_statement_logging();
                Ok(Self::Pg(PgPoolOptions::new().max_connections(16).connect_with(options).await?))
            }
            Some(url) => Self::lite(SqliteConnectOptions::from_str(url)?).await,
            None => Self::lite(SqliteConnectOptions::new().filename(data.join("tiendo.db"))).await,
        }
    }

    async fn lite(options: SqliteConnectOptions) -> Result<Self> {
        let options = options
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(15))
            .disable_statement_logging();
        // A province's file touches some twenty megabytes of pages: those that find no room are written again and again, and what a
        // statement would take back goes through a file.
        let roomy = options.clone().pragma("cache_size", "-16384").pragma("temp_store", "memory");
        let write = SqlitePoolOptions::new().max_connections(1).connect_with(roomy).await?;
        let read = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        Ok(Self::Lite { read, write })
    }

    /// Brings the schema up to date. Safe to call at every start.
    pub async fn migrate(&self) -> Result<()> {
        match self {
            Self::Lite { write, .. } => {
                MIGRATIONS.run(write).await?;
                sqlx::raw_sql(LITE_PRELUDE).execute(write).await?;
            }
            Self::Pg(pool) => {
                MIGRATIONS.run(pool).await?;
                sqlx::raw_sql(PG_PRELUDE).execute(pool).await?;
            }
        }
        audit::adopt(self).await
    }

    /// A transaction for reading: one consistent picture.
    pub async fn read(&self) -> Result<Tx> {
        Ok(match self {
            Self::Lite { read, .. } => Open::Lite(read.begin().await?).into(),
            Self::Pg(pool) => Open::Pg(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?).into(),
        })
    }

    /// A read-write transaction; use [`in_tx!`].
    #[doc(hidden)]
    pub async fn begin(&self) -> Result<Tx> {
        Ok(match self {
            Self::Lite { write, .. } => Open::Lite(write.begin_with("BEGIN IMMEDIATE").await?).into(),
            Self::Pg(pool) => Open::Pg(pool.begin_with(PG_BEGIN).await?).into(),
        })
    }

    /// Writes a consistent copy into `file` (SQLite only; PostgreSQL has pg_dump).
    pub async fn backup(&self, file: &Path) -> Result<()> {
        match self {
            Self::Lite { write, .. } => {
                sqlx::query("vacuum into $1").bind(file.to_string_lossy().as_ref()).execute(write).await?;
                Ok(())
            }
            Self::Pg(_) => crate::refuse("Cơ sở dữ liệu PostgreSQL được sao lưu bằng pg_dump."),
        }
    }
}

/// Runs the body in one read-write transaction and commits it; on PostgreSQL again when the database could not order it
/// beside another one, so the body must have no other effects. An error rolls back.
///
/// `in_tx!(db, |tx| { person::put(tx, …).await })?`
///
/// A macro, because a closure that lends `tx` to a future cannot be shown to be `Send` by today's compiler.
#[macro_export]
macro_rules! in_tx {
    ($db:expr, |$tx:ident| $body:expr) => {{
        let mut tries = 0;
        loop {
            tries += 1;
            let outcome: $crate::Result<_> = match $db.begin().await {
                Ok(mut open) => {
                    let outcome: $crate::Result<_> = async {
                        let $tx = &mut open;
                        $body
                    }
                    .await;
                    open.finish(outcome).await
                }
                Err(error) => Err(error),
            };
            match outcome {
                Err(error) if error.is_retryable() && tries < 8 => $crate::pause(tries).await,
                outcome => break outcome,
            }
        }
    }};
}

/// Lets the other transaction finish first.
#[doc(hidden)]
pub async fn pause(tries: u64) {
    tokio::time::sleep(Duration::from_millis(tries * 7)).await;
}

impl Tx {
    pub(crate) fn is_lite(&self) -> bool {
        matches!(self.open, Open::Lite(_))
    }

    /// Commits what went well.
    #[doc(hidden)]
    pub async fn finish<T>(mut self, outcome: Result<T>) -> Result<T> {
        let value = outcome?;
        audit::put_head(&mut self).await?;
        let form = form_key::note(&mut self).await?;
        match self.open {
            Open::Lite(t) => t.commit().await?,
            Open::Pg(t) => t.commit().await?,
        }
        if let Some(form) = form {
            form.set_done();
        }
        Ok(value)
    }

    /// Marks what `name` counts ("catalogue", "figures") as changed.
    pub async fn bump(&mut self, name: &str) -> Result<()> {
        on!(self, |c| sqlx::query("update counter set value = value + 1 where name = $1").bind(name).execute(c).await.map(drop))?;
        Ok(())
    }

    /// How often what `name` counts has changed.
    pub async fn counter(&mut self, name: &str) -> Result<i64> {
        Ok(on!(self, |c| sqlx::query_scalar("select value from counter where name = $1").bind(name).fetch_one(c).await)?)
    }
}

impl Error {
    /// PostgreSQL's serialization failure and deadlock.
    #[doc(hidden)]
    pub fn is_retryable(&self) -> bool {
        let Self::Sql(error) = self else { return false };
        error.as_database_error().and_then(|e| e.code()).is_some_and(|code| code == "40001" || code == "40P01")
    }
}

/// Rows in one statement; with the columns of an observation well below what both databases bind (32,766 values).
pub(crate) const ROWS: usize = 500;

/// "($1, $2), ($3, $4)"; for SQLite without numbers, since it looks up each of them in a list of all: with the 1,620 of a report
/// that took most of the time of taking one in.
pub(crate) fn places(tx: &Tx, rows: usize, columns: usize) -> String {
    match tx.open {
        Open::Lite(_) => unnumbered(rows, columns),
        Open::Pg(_) => numbered(rows, columns),
    }
}

/// Rows to insert that begin with the same `shared` values, bound once before all others.
pub(crate) fn rows_beside(is_lite: bool, rows: usize, shared: usize, columns: usize) -> String {
    if is_lite {
        return format!("select * from (values {}), (values {})", unnumbered(1, shared), unnumbered(rows, columns));
    }
    let first = (1..=shared).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
    let own = |r: usize| (1..=columns).map(|c| format!("${}", shared + r * columns + c)).collect::<Vec<_>>().join(", ");
    let rows: Vec<String> = (0..rows).map(|r| format!("({first}, {})", own(r))).collect();
    format!("values {}", rows.join(", "))
}

fn unnumbered(rows: usize, columns: usize) -> String {
    vec![format!("({})", vec!["?"; columns].join(", ")); rows].join(", ")
}

fn numbered(rows: usize, columns: usize) -> String {
    let row = |r: usize| (1..=columns).map(|c| format!("${}", r * columns + c)).collect::<Vec<_>>().join(", ");
    (0..rows).map(|r| format!("({})", row(r))).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn places_are_counted_row_by_row() {
        assert_eq!(numbered(1, 1), "($1)");
        assert_eq!(numbered(1, 3), "($1, $2, $3)");
        assert_eq!(numbered(2, 2), "($1, $2), ($3, $4)");
    }
}
