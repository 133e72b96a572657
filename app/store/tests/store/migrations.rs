//! An installation that was filled before the newest migration.

use crate::{
    both,
    ground::{MIGRATIONS, execute, number},
    house::{at, build, read, refusal},
};
use sqlx::migrate::Migrator;
use store::{
    Db,
    audit::{self, outside::Heads},
    upload,
};
use uuid::Uuid;

/// What an installation held before the migration after next ran: one text for each migration. `{n}` is an id.
const FILLED: [&str; 18] = [
    "insert into province values ({1}, 'dong-nai', 'Tỉnh Đồng Nai');
     insert into org_unit (id, province_id, code, name, short_name, kind, illustrative) values
        ({2}, {1}, 'DN', 'Tỉnh Đồng Nai', 'Đồng Nai', 'province', false), ({3}, {1}, 'SYT', 'Sở Y tế', 'Sở Y tế', 'department', false);
     insert into document values ({4}, {1}, '001', '12/QĐ-UBND', 'Quyết định', 'UBND tỉnh', null, '', '001.txt');
     insert into document_line values ({4}, 1, 'Dòng một');
     insert into indicator values ({5}, {1}, 'A-1', 'chinh-quyen-so', 'Tỷ lệ', 'Share', 'ratio', 'stock', '%', 'tử', 'mẫu', 'monthly', false, 'split', '');
     insert into target values ({6}, {5}, {2}, 2026, 'at_least', 800000, '2026-12-31', '', false, {3}, 'document', {4}, '1', '80%', '',
        '2026-01-05 00:00:00+00:00', null);
     insert into assignment values ({7}, {5}, {3}, 'reports', 'inferred', true, '', null, null);
     insert into framework values ({8}, {1}, 'f', '1', '{}');
     update counter set value = 41 where name = 'catalogue';",
    "insert into person values ({10}, 'lan', 'Lan', {3}, null, false, true, 0, null, '2026-01-05 00:00:00+00:00');
     insert into role_grant values ({11}, {10}, 'unit_editor', {1}, {3}, null, null, '');
     insert into audit (id, at, person_id, action, object_kind, object_id, detail) values
        ({12}, '2026-01-05 00:00:00+00:00', {10}, 'x', 'y', '1', '{}');",
    "insert into round values ({20}, {1}, '2026-01', '2026-01-31', '2026-02-15', '2026-02-25', 'open');
     insert into upload values ({23}, {20}, {3}, 'a.xlsx', 'h', 3, 'abc', '{}', {10}, '2026-02-01 00:00:00+00:00', '2026-02-01 00:00:00+00:00',
        false), ({24}, {20}, {2}, 'b.xlsx', 'h', 3, 'abc', '{}', {10}, '2026-02-01 00:00:00+00:00', null, false);
     insert into submission values ({21}, {20}, {3}, 1, 'accepted', 3, {23}, '2026-02-01 00:00:00+00:00', {10}, '2026-02-02 00:00:00+00:00', 'h',
        {10}, '2026-02-03 00:00:00+00:00', null, '');
     insert into observation values ({22}, {21}, {5}, {3}, '2026-01', 'reported', 30000, 40000, {23}, '', '', '', '', '', '', '', '', 'accepted',
        null, null, '', {10}, '2026-02-03 00:00:00+00:00', true, false);",
    "insert into record values ({30}, {1}, 'event', 'e', '', null, '', '', null, '2026-01-05 00:00:00+00:00');
     insert into task_update values ({31}, 't', '2026-01-05 00:00:00+00:00', '2026-01-05', {10}, {3}, 'in_progress', 10, 'x', '');
     insert into system_update values ({32}, 's', '2026-01-05 00:00:00+00:00', '2026-01-05', {10}, 'built', true, false, 3, 0, 'x', '');",
    "insert into round (id, province_id, period, opens, due, closes, state, calendar, data_from, data_to) values
        ({40}, {1}, '2026-02', '2026-02-15', '2026-02-15', '2026-02-25', 'open', 'decree09', '2026-01-15', '2026-02-14');",
    "update indicator set same_as = 'QN-1', register = 'built';",
    "insert into file values ('i', 2, 'xy');
     insert into upload (id, round_id, unit_id, name, uploaded_by, uploaded_at, kept_at, illustrative, sha256) values
        ({50}, {20}, {3}, 'c.xlsx', {10}, '2026-02-01 00:00:00+00:00', null, false, 'i');",
    "update indicator set checks = 'big-change off';
     update observation set corrected_by = {10}, corrected_at = '2026-02-02 00:00:00+00:00';",
    "insert into audit (id, at, person_id, action, object_kind, object_id, detail) values
        ({60}, '2026-01-06 00:00:00.123456+00:00', null, 'x', 'y', '2', '{}');",
    "insert into reading values ({3}, 'unit:sở y tế', '\"SYT\"', {10}, '2026-02-01 00:00:00+00:00');",
    "insert into evidence values ({70}, {21}, {5}, 'i', 'a.pdf', 'pdf', 2, {10}, '2026-02-01 00:00:00+00:00');
     update indicator set evidence_required = true;",
    "update person set email = 'lan@syt.example';
     insert into mail values ({96}, 'k', {10}, 'lan@syt.example', 's', 'b', '2026-02-01 00:00:00+00:00', 1, '2026-02-01 00:01:00+00:00', null, 'e');
     insert into notice values ({95}, 'k', {10}, 'overdue', {20}, {3}, 0, '2026-02-15', '', '2026-02-16', '2026-02-16 00:00:00+00:00', null, {96});",
    "insert into form_key values ({90}, {10}, '/bao-cao/2026-01/SYT/nop', 'h', '2026-02-01 00:00:00+00:00', '/bao-cao/2026-01/SYT', '1x');",
    "update round set explain_until = '2026-03-20';
     insert into exception values ({80}, {20}, {3}, 'late_entry', '', 'lý do', '12/SKHCN', '2026-03-01', {10}, '2026-02-26 00:00:00+00:00', null);
     insert into appeal values ({81}, {20}, {3}, {22}, 'giải trình', 30000, 40000, 20000, 40000, {10}, '2026-03-11 00:00:00+00:00', 'open', '',
        null, null, null, null);
     insert into publication values ({82}, {20}, 1, 'xy', 'h', {10}, '2026-03-21 00:00:00+00:00', null, null, '', '');",
    "insert into batch values ({85}, {10}, {1}, 'a.xlsx', 'i', '2026-03-22 00:00:00+00:00');",
    "update batch set choices = '{\"percent\":{}}';
     insert into sender_reading values ({10}, 'unit:sở y tế', '\"SYT\"', '2026-03-22 00:00:00+00:00');",
    "insert into steward values ({88}, {3}, {5}, {10}, null, '2026-03-23 00:00:00+00:00', null);",
    "insert into upload (id, round_id, unit_id, name, uploaded_by, uploaded_at, kept_at, illustrative, sha256) values
        ({51}, {20}, {3}, 'a.xlsx', {10}, '2026-02-02 00:00:00+00:00', '2026-02-02 00:00:00+00:00', false, 'h');",
];

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x7000 << 64 | n)
}

/// SQLite keeps an id as its sixteen bytes.
fn with_ids(db: &Db, text: &str) -> &'static str {
    let mut text = text.to_owned();
    for n in 1..100 {
        let id = match db {
            Db::Lite { .. } => format!("x'{:032x}'", id(n).as_u128()),
            Db::Pg(_) => format!("'{}'", id(n)),
        };
        text = text.replace(&format!("{{{n}}}"), &id);
    }
    text.leak()
}

async fn up_to(db: &Db, migrations: usize) {
    let some = Migrator::with_migrations(MIGRATIONS.iter().take(migrations).cloned().collect());
    match db {
        Db::Lite { write, .. } => some.run(write).await.unwrap(),
        Db::Pg(pool) => some.run(pool).await.unwrap(),
    }
}

both!(every_migration_runs_on_a_filled_database, empty, |db| async move {
    assert_eq!(MIGRATIONS.iter().count(), FILLED.len(), "a new migration needs data that the one after it will meet");
    for (n, text) in FILLED.iter().enumerate() {
        up_to(&db, n + 1).await;
        execute(&db, with_ids(&db, text)).await;
    }
    db.migrate().await.unwrap();
    let known = read(&db).await;
    let root = known.root(known.provinces[0].id).unwrap();
    assert_eq!((known.version, root.code.as_str(), root.name.as_str()), (41, "DN", "Tỉnh Đồng Nai"));
    let t = &known.targets[0];
    assert_eq!((t.value, t.occurrence, t.words.as_str(), t.owner_lines.as_str()), (800_000, 0, "", ""));
    for table in [
        "target",
        "assignment",
        "document_line",
        "person",
        "role_grant",
        "submission",
        "record",
        "task_update",
        "system_update",
        "audit_head",
    ] {
        assert_eq!(number(&db, format!("select count(*) from {table}").leak()).await, 1, "{table}");
    }
    assert_eq!(number(&db, "select count(*) from observation where in_force and numerator = 30000").await, 1);
    assert_eq!(known.indicators[0].checks, "big-change off");
    let corrected = store::submission::observation(&mut db.read().await.unwrap(), id(22)).await.unwrap().unwrap();
    assert_eq!((corrected.corrected_by, corrected.corrected_at.is_some()), (Some(id(10)), true));
    assert_eq!(number(&db, "select count(*) from file").await, 2, "the same bytes of two units are one file");
    let mut tx = db.read().await.unwrap();
    for (n, name, bytes) in [(23, "a.xlsx", &b"abc"[..]), (24, "b.xlsx", b"abc"), (50, "c.xlsx", b"xy")] {
        let known = upload::get(&mut tx, id(n)).await.unwrap().unwrap();
        assert_eq!((known.name.as_str(), known.size), (name, bytes.len() as i64));
        assert_eq!(upload::content(&mut tx, id(n)).await.unwrap().as_deref(), Some(bytes), "{name}");
    }
    let chained = audit::verify(&mut db.read().await.unwrap(), &Heads::new()).await.unwrap();
    assert!(chained.is_sound() && chained.lines == 2, "{chained:?}");
});

/// A migration by the number of its file.
fn before(version: i64) -> usize {
    MIGRATIONS.iter().position(|m| m.version == version).unwrap()
}

both!(lines_from_before_the_chain_are_chained_in_order, empty, |db| async move {
    up_to(&db, before(9)).await;
    let id = match db {
        Db::Lite { .. } => "unhex(printf('%032x', n * 7919 % 2503))",
        Db::Pg(_) => "lpad(to_hex(n * 7919 % 2503), 32, '0')::uuid",
    };
    let old = format!(
        "with recursive t(n) as (select 1 union all select n + 1 from t where n < 2500) \
         insert into audit (id, at, person_id, action, object_kind, object_id, detail) \
         select {id}, '2026-01-06 00:00:00.123456+00:00', null, 'x', 'y', cast(n as text), '{{}}' from t"
    );
    execute(&db, old.leak()).await;
    db.migrate().await.unwrap();
    let verify = async || audit::verify(&mut db.read().await.unwrap(), &Heads::new()).await.unwrap();
    let first = verify().await;
    assert!(first.is_sound(), "{first:?}");
    assert_eq!((first.lines, first.head.clone().unwrap().seq), (2500, 2500));
    assert_eq!(number(&db, "select count(*) from audit a join audit b on b.seq = a.seq + 1 where b.id <= a.id").await, 0);
    // New lines go on with it; a line that turns up unchained later is nobody's.
    store::in_tx!(db, |tx| audit::write(tx, at(0), None, "x", "y", 1, serde_json::json!({})).await).unwrap();
    execute(
        &db,
        with_ids(
            &db,
            "insert into audit (id, at, action, object_kind, object_id, detail) values ({60}, '2026-01-06 00:00:00+00:00', '', '', '', '')",
        ),
    )
    .await;
    db.migrate().await.unwrap();
    let then = verify().await;
    assert_eq!((then.lines, then.unnumbered, then.findings.len()), (2501, 1, 0));
});

both!(migrating_again_changes_nothing, empty, |db| async move {
    db.migrate().await.unwrap();
    let applied = number(&db, "select count(*) from _sqlx_migrations").await;
    db.migrate().await.unwrap();
    assert_eq!(applied, MIGRATIONS.iter().count() as i64);
    assert_eq!(number(&db, "select count(*) from _sqlx_migrations").await, applied);
});

both!(references_are_enforced, |db| async move {
    let orphan = store::in_tx!(db, |tx| audit::write(tx, at(0), Some(Uuid::now_v7()), "x", "y", 1, serde_json::json!({})).await);
    assert!(matches!(orphan, Err(store::Error::Sql(_))), "{orphan:?}");
});

both!(a_copy_holds_what_the_database_holds, |db| async move {
    build(&db).await;
    let file = std::env::temp_dir().join(format!("tiendo-{}.db", Uuid::now_v7().simple()));
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
