//! The two databases under every test: SQLite in a folder of its own, and a PostgreSQL database of its own.

use sqlx::{AssertSqlSafe, Connection, PgConnection, migrate::Migrator};
use std::{
    env, fs,
    path::{Path, PathBuf},
};
use store::Db;
use uuid::Uuid;

pub static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// Expands a test into two. The body gets a migrated database, or with `empty` one without tables.
#[macro_export]
macro_rules! both {
    ($name:ident, $test:expr) => {
        $crate::both!($name, true, $test);
    };
    ($name:ident, empty, $test:expr) => {
        $crate::both!($name, false, $test);
    };
    ($name:ident, $migrated:literal, $test:expr) => {
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $crate::ground::lite($migrated, $test).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                $crate::ground::postgres($migrated, $test).await;
            }
        }
    };
}

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub async fn lite<T: Future<Output = ()> + Send + 'static>(migrated: bool, test: impl FnOnce(Db) -> T) {
    let folder = Folder(env::temp_dir().join(format!("tiendo-{}", Uuid::now_v7().simple())));
    fs::create_dir_all(&folder.0).unwrap();
    let db = Db::open(None, &folder.0).await.unwrap();
    if migrated {
        db.migrate().await.unwrap();
    }
    test(db).await;
}

/// Clones a database for the test and drops it, however the test ends.
pub async fn postgres<T: Future<Output = ()> + Send + 'static>(migrated: bool, test: impl FnOnce(Db) -> T) {
    let url = env::var("TIENDO_TEST_PG").ok().filter(|url| !url.is_empty());
    let url = url.expect("TIENDO_TEST_PG is not set, so PostgreSQL was not tested; run `make test`, which starts one for the tests");
    let mut admin = PgConnection::connect(&url).await.unwrap();
    let name = format!("t_{}", Uuid::now_v7().simple());
    let template = if migrated { template(&mut admin, &url).await } else { "template0".to_owned() };
    run(&mut admin, format!("create database {name} template {template}")).await;
    let db = Db::open(Some(&database(&url, &name)), Path::new("")).await.unwrap();
    let outcome = tokio::spawn(test(db)).await;
    run(&mut admin, format!("drop database {name} with (force)")).await;
    if let Err(error) = outcome {
        std::panic::resume_unwind(error.into_panic());
    }
}

/// One migrated database for all test processes, named by what the migrations say.
async fn template(admin: &mut PgConnection, url: &str) -> String {
    let texts: Vec<u8> = MIGRATIONS.iter().flat_map(|m| m.checksum.to_vec()).collect();
    let name = format!("tiendo_{}", &store::upload::sha256(&texts)[..16]);
    const LOCK: i64 = 7_390_246;
    sqlx::query("select pg_advisory_lock($1)").bind(LOCK).execute(&mut *admin).await.unwrap();
    let known: Option<i32> =
        sqlx::query_scalar("select 1 from pg_database where datname = $1").bind(&name).fetch_optional(&mut *admin).await.unwrap();
    if known.is_none() {
        // Renamed only when it is whole, so that a run that was stopped here leaves nothing half-made.
        let new = format!("new_{}", Uuid::now_v7().simple());
        run(admin, format!("create database {new} template template0")).await;
        let db = Db::open(Some(&database(url, &new)), Path::new("")).await.unwrap();
        db.migrate().await.unwrap();
        let Db::Pg(pool) = db else { unreachable!("opened by a postgres:// address") };
        pool.close().await;
        run(admin, format!("alter database {new} rename to {name}")).await;
    }
    sqlx::query("select pg_advisory_unlock($1)").bind(LOCK).execute(admin).await.unwrap();
    name
}

async fn run(admin: &mut PgConnection, sql: String) {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(admin).await.unwrap();
}

/// The address of another database of the same server.
fn database(url: &str, name: &str) -> String {
    let (server, options) = url.split_once('?').map_or((url, String::new()), |(server, options)| (server, format!("?{options}")));
    let (server, _) = server.rsplit_once('/').expect("an address ends in the database's name");
    format!("{server}/{name}{options}")
}

/// What a statement of the test's own counts.
pub async fn number(db: &Db, sql: &'static str) -> i64 {
    match db {
        Db::Lite { write, .. } => sqlx::query_scalar(sql).fetch_one(write).await.unwrap(),
        Db::Pg(pool) => sqlx::query_scalar(sql).fetch_one(pool).await.unwrap(),
    }
}

/// Statements of the test's own.
pub async fn execute(db: &Db, sql: &'static str) {
    match db {
        Db::Lite { write, .. } => sqlx::raw_sql(sql).execute(write).await.map(drop).unwrap(),
        Db::Pg(pool) => sqlx::raw_sql(sql).execute(pool).await.map(drop).unwrap(),
    }
}
