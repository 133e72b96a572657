//! An installation that was filled before the newest migration.

use crate::{
    both,
    ground::{MIGRATIONS, execute, number},
    house::{at, build, read, refusal},
};
use sqlx::migrate::Migrator;
use store::Db;

async fn first_only(db: &Db) {
    let first = Migrator::with_migrations(MIGRATIONS.iter().take(1).cloned().collect());
    match db {
        Db::Lite { write, .. } => first.run(write).await.unwrap(),
        Db::Pg(pool) => first.run(pool).await.unwrap(),
    }
}

const FILLED: &str = "
    insert into province values ('00000000-0000-7000-8000-000000000001', 'dong-nai', 'Tỉnh Đồng Nai');
    insert into org_unit (id, province_id, code, name, short_name, kind, illustrative) values
        ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', 'DN', 'Tỉnh Đồng Nai', 'Đồng Nai', 'province', false);
    update counter set value = 41 where name = 'catalogue';";

/// SQLite keeps an id as its sixteen bytes.
const FILLED_LITE: &str = "
    insert into province values (x'00000000000070008000000000000001', 'dong-nai', 'Tỉnh Đồng Nai');
    insert into org_unit (id, province_id, code, name, short_name, kind, illustrative) values
        (x'00000000000070008000000000000002', x'00000000000070008000000000000001', 'DN', 'Tỉnh Đồng Nai', 'Đồng Nai', 'province', false);
    update counter set value = 41 where name = 'catalogue';";

both!(what_was_there_is_kept, empty, |db| async move {
    first_only(&db).await;
    execute(&db, if matches!(db, Db::Lite { .. }) { FILLED_LITE } else { FILLED }).await;
    db.migrate().await.unwrap();
    let known = read(&db).await;
    let root = known.root(known.provinces[0].id).unwrap();
    assert_eq!((known.version, root.code.as_str(), root.name.as_str()), (41, "DN", "Tỉnh Đồng Nai"));
    assert_eq!(number(&db, "select count(*) from observation").await, 0);
});

both!(migrating_again_changes_nothing, empty, |db| async move {
    db.migrate().await.unwrap();
    let applied = number(&db, "select count(*) from _sqlx_migrations").await;
    db.migrate().await.unwrap();
    assert_eq!(applied, MIGRATIONS.iter().count() as i64);
    assert_eq!(number(&db, "select count(*) from _sqlx_migrations").await, applied);
});

both!(references_are_enforced, |db| async move {
    let orphan =
        store::in_tx!(db, |tx| store::audit::write(tx, at(0), Some(uuid::Uuid::now_v7()), "x", "y", 1, serde_json::json!({})).await);
    assert!(matches!(orphan, Err(store::Error::Sql(_))), "{orphan:?}");
});

both!(a_copy_holds_what_the_database_holds, |db| async move {
    build(&db).await;
    let file = std::env::temp_dir().join(format!("tiendo-{}.db", uuid::Uuid::now_v7().simple()));
    let copied = db.backup(&file).await;
    if matches!(db, Db::Pg(_)) {
        assert_eq!(refusal(copied), "Cơ sở dữ liệu PostgreSQL được sao lưu bằng pg_dump.");
        return;
    }
    copied.unwrap();
    let copy = Db::open(Some(&format!("sqlite://{}", file.display())), std::path::Path::new("")).await.unwrap();
    let same = read(&copy).await.units.len();
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", file.display()));
    }
    assert_eq!(same, 3);
});
