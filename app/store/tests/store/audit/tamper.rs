//! Everything that somebody with the database in hand can do to the record, and what must be said of it.

use super::{Dice, fill, head, report};
use crate::ground::execute;
use chrono::{DateTime, Utc};
use domain::audit::Fault::{self, Altered, Inserted, Removed, Swapped, Truncated};
use store::{
    Db,
    audit::{Entry, Finding, Head, Report, Witness, outside::Heads},
};
use uuid::Uuid;

pub async fn unguard(db: &Db) {
    let sql = match db {
        Db::Lite { .. } => "drop trigger if exists audit_kept; drop trigger if exists audit_kept_whole",
        Db::Pg(_) => "drop trigger if exists audit_kept on audit; drop trigger if exists audit_kept_whole on audit",
    };
    execute(db, sql).await;
}

async fn run(db: &Db, sql: String) {
    execute(db, sql.leak()).await;
}

/// A chain to tamper with, put back after each try.
pub struct Bench {
    db: Db,
    n: i64,
    lines: Vec<Entry>,
    /// The head after each transaction, kept outside.
    pub heads: Heads,
}

impl Bench {
    pub async fn new(db: &Db, dice: &mut Dice, people: &[Option<Uuid>], n: i64) -> Self {
        unguard(db).await;
        run(db, "drop table if exists keep; delete from audit; update audit_head set seq = 0, hash = ''".into()).await;
        let heads = fill(db, dice, people, n).await;
        run(db, "create table keep as select * from audit".into()).await;
        const SQL: &str = "select * from audit order by seq";
        let lines: Vec<Entry> = match db {
            Db::Lite { write, .. } => sqlx::query_as(SQL).fetch_all(write).await.unwrap(),
            Db::Pg(pool) => sqlx::query_as(SQL).fetch_all(pool).await.unwrap(),
        };
        assert_eq!(lines.len() as i64, n);
        Self { db: db.clone(), n, lines, heads }
    }

    fn line(&self, seq: i64) -> &Entry {
        &self.lines[seq as usize - 1]
    }

    async fn put_back(&self) {
        let Head { seq, hash } = Head { seq: self.n, hash: self.line(self.n).hash.clone() };
        run(
            &self.db,
            format!(
                "delete from audit; insert into audit select * from keep; delete from audit_head; \
                 insert into audit_head values (1, {seq}, '{hash}')"
            ),
        )
        .await;
    }

    /// Does it, asks, and puts everything back.
    async fn after(&self, sql: &str, heads: &Heads) -> Report {
        run(&self.db, sql.to_owned()).await;
        let r = report(&self.db, heads).await;
        self.put_back().await;
        r
    }

    async fn says(&self, sql: &str, expected: &[Finding]) {
        let r = self.after(sql, &Heads::new()).await;
        assert_eq!(r.findings, expected, "of {} lines: {sql}", self.n);
        // The heads kept outside never hide what the lines say.
        let r = self.after(sql, &self.heads).await;
        assert!(expected.iter().all(|e| r.findings.iter().any(|f| covers(f, e))), "of {} lines: {sql}: {r:?}", self.n);
    }

    fn id(&self, n: u128) -> String {
        match self.db {
            Db::Lite { .. } => format!("x'{n:032x}'"),
            Db::Pg(_) => format!("'{}'", Uuid::from_u128(n)),
        }
    }

    /// A line that nobody wrote, at place `seq` after `prev`, with the hash it should have.
    fn forged(&self, seq: i64, prev: &str) -> (Entry, String) {
        let at: DateTime<Utc> = "2026-11-01T00:00:00Z".parse().unwrap();
        let (kind, object) = ("thing".to_owned(), "7".to_owned());
        let mut e = Entry {
            seq,
            id: Uuid::from_u128(99),
            at,
            person_id: None,
            action: "forged".into(),
            object_kind: kind,
            object_id: object,
            detail: "{}".into(),
            prev: prev.into(),
            hash: String::new(),
        };
        e.hash = e.digest();
        let sql = format!(
            "insert into audit (id, at, person_id, action, object_kind, object_id, detail, seq, prev, hash) values \
             ({}, '2026-11-01 00:00:00+00:00', null, 'forged', 'thing', '7', '{{}}', {seq}, '{prev}', '{}');",
            self.id(99),
            e.hash
        );
        (e, sql)
    }

    fn prev(&self, seq: i64) -> String {
        if seq == 1 { String::new() } else { self.line(seq - 1).hash.clone() }
    }

    pub async fn run(&self, dice: &mut Dice) {
        let n = self.n;
        for _ in 0..3 {
            let k = 1 + dice.below(n);
            self.alter(k).await;
            self.remove(dice, k).await;
            self.swap(dice, k).await;
            self.insert(k).await;
            self.forge(k).await;
        }
        for k in [1, n] {
            self.alter(k).await;
            self.remove(dice, k).await;
            self.insert(k).await;
            self.forge(k).await;
        }
        let gone = self.after("delete from audit_head", &Heads::new()).await;
        assert_eq!(gone.findings, [finding(0, 0, Fault::Head, Witness::Head)]);
        self.says("delete from audit", &[finding(1, n, Truncated, Witness::Head)]).await;
    }

    async fn alter(&self, k: i64) {
        let other = self.id(98);
        let person = match self.line(k).person_id {
            Some(_) => "null".to_owned(),
            None => "(select max(id) from (select person_id as id from keep union select id from person) x)".replace(
                "max(id)",
                match self.db {
                    Db::Lite { .. } => "max(id)",
                    Db::Pg(_) => "max(id::text)::uuid",
                },
            ),
        };
        let changes = [
            ("id", other.as_str()),
            ("at", "'2031-01-01 00:00:00+00:00'"),
            ("person_id", &person),
            ("action", "'x'"),
            ("object_kind", "'y'"),
            ("object_id", "object_id || ' '"),
            ("detail", "detail || ' '"),
            ("prev", "'z'"),
            ("hash", "'z'"),
        ];
        for (column, value) in changes {
            self.says(&format!("update audit set {column} = {value} where seq = {k}"), &[line(k, Altered)]).await;
        }
        if matches!(self.db, Db::Lite { .. }) {
            // What SQLite lets stand in a column of another type.
            for (column, value) in [("at", "'hôm qua'"), ("detail", "x'ff'"), ("id", "'x'")] {
                self.says(&format!("update audit set {column} = {value} where seq = {k}"), &[line(k, Altered)]).await;
            }
        }
    }

    async fn remove(&self, dice: &mut Dice, k: i64) {
        let n = self.n;
        let last = k + dice.below(n - k + 1);
        let gone = if last == n { finding(k, n, Truncated, Witness::Head) } else { finding(k, last, Removed, Witness::Chain) };
        self.says(&format!("delete from audit where seq between {k} and {last}"), &[gone]).await;
        // And the others moved up, so that no number is missing.
        let count = last - k + 1;
        let close = format!(
            "delete from audit where seq between {k} and {last}; update audit set seq = -seq where seq > {last}; \
             update audit set seq = -seq - {count} where seq < 0"
        );
        self.says(&close, &[gone]).await;
        // The head taken back too: only who wrote a head down knows.
        if k > 1 {
            let back =
                format!("delete from audit where seq >= {k}; update audit_head set seq = {}, hash = '{}'", k - 1, self.line(k - 1).hash);
            assert!(self.after(&back, &Heads::new()).await.is_sound(), "nothing inside tells of it");
            let r = self.after(&back, &self.heads).await;
            assert_eq!(r.findings, [finding(k, n, Truncated, Witness::Outside)]);
            let paper = Heads::from([(n, vec![self.line(n).hash[..12].to_owned()])]);
            assert_eq!(self.after(&back, &paper).await.findings, [finding(k, n, Truncated, Witness::Outside)]);
        }
    }

    async fn swap(&self, dice: &mut Dice, a: i64) {
        let b = 1 + dice.below(self.n);
        if a == b {
            return;
        }
        let expected = [finding(a.min(b), a.max(b), Swapped, Witness::Chain)];
        let numbers = format!(
            "update audit set seq = -1 where seq = {a}; update audit set seq = {a} where seq = {b}; \
             update audit set seq = {b} where seq = -1"
        );
        self.says(&numbers, &expected).await;
        let said = |e: &Entry| (e.at, e.person_id, e.action.clone(), e.object_kind.clone(), e.object_id.clone(), e.detail.clone());
        if said(self.line(a)) == said(self.line(b)) {
            return;
        }
        let take = |to: i64, from: i64| {
            let columns = ["at", "person_id", "action", "object_kind", "object_id", "detail"];
            let set = columns.map(|c| format!("{c} = (select {c} from keep where seq = {from})"));
            format!("update audit set {} where seq = {to};", set.join(", "))
        };
        self.says(&format!("{} {}", take(a, b), take(b, a)), &expected).await;
    }

    /// A line put in at `k`, its own hash in order; the others move down.
    async fn insert(&self, k: i64) {
        let n = self.n;
        let (_, sql) = self.forged(k, &self.prev(k));
        let room = format!("update audit set seq = -seq where seq >= {k}; update audit set seq = -seq + 1 where seq < 0;");
        self.says(&format!("{room} {sql}"), &[line(k, Inserted)]).await;
        // With the head moved on as well.
        let head = format!("update audit_head set seq = {}", n + 1);
        assert!(self.finds(&format!("{room} {sql} {head}"), Inserted, k).await);
        // A bare line, with nothing to go with it.
        let bare = sql.replace(&self.forged(k, &self.prev(k)).0.hash, "00");
        self.says(&format!("{room} {bare}"), &[line(k, Inserted)]).await;
        // At the end, where it fits, but not to the head.
        let (_, more) = self.forged(n + 1, &self.line(n).hash);
        self.says(&more, &[finding(n + 1, n + 1, Inserted, Witness::Head)]).await;
        // Without a number.
        let r = self.after(&sql.replace(&format!("'{{}}', {k},"), "'{}', null,"), &Heads::new()).await;
        assert_eq!((r.unnumbered, r.is_sound()), (1, false));
        // Beside the one that has the number.
        let twice = format!("drop index audit_seq; {sql}");
        assert!(self.finds(&twice, Inserted, k).await || self.finds(&twice, Altered, k).await);
        run(&self.db, "drop index if exists audit_seq; create unique index audit_seq on audit (seq)".into()).await;
    }

    async fn finds(&self, sql: &str, fault: Fault, k: i64) -> bool {
        let r = self.after(sql, &Heads::new()).await;
        r.findings.iter().any(|f| f.fault == fault && f.first <= k && k <= f.last)
    }

    /// Line `k` replaced by another with its own hash in order; and everything from there on made anew.
    async fn forge(&self, k: i64) {
        let n = self.n;
        let (mut newest, sql) = self.forged(k, &self.prev(k));
        let by = if k == n { Witness::Head } else { Witness::Chain };
        let replace = format!("delete from audit where seq = {k}; {sql}");
        self.says(&replace, &[finding(k, k, Altered, by)]).await;
        let mut all = replace;
        for seq in k + 1..=n {
            let mut e = Entry { prev: newest.hash.clone(), ..self.line(seq).clone() };
            e.hash = e.digest();
            all += &format!("update audit set prev = '{}', hash = '{}' where seq = {seq};", e.prev, e.hash);
            newest = e;
        }
        all += &format!("update audit_head set hash = '{}'", newest.hash);
        assert!(self.after(&all, &Heads::new()).await.is_sound(), "a chain made anew is a sound chain");
        let r = self.after(&all, &self.heads).await;
        let one = matches!(&r.findings[..], [f] if (f.fault, f.witness) == (Altered, Witness::Outside) && f.first <= k && k <= f.last);
        assert!(one, "from {k} of {n}: {r:?}");
        let paper = Heads::from([(n, vec![head(&self.db).await.hash])]);
        assert_eq!(self.after(&all, &paper).await.findings, [finding(1, n, Altered, Witness::Outside)]);
    }
}

fn finding(first: i64, last: i64, fault: Fault, witness: Witness) -> Finding {
    Finding { first, last, fault, witness }
}

fn line(k: i64, fault: Fault) -> Finding {
    finding(k, k, fault, Witness::Chain)
}

fn covers(f: &Finding, e: &Finding) -> bool {
    f.fault == e.fault && f.first <= e.first && e.last <= f.last
}
