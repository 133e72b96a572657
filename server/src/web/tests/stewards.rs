//! Who looks after what: said, refused, handed over, left behind.

use super::{House, Reply, Visitor, evidence::said};
use store::{Db, round, steward};
use uuid::Uuid;

const PAGE: &str = "/don-vi/SYT/phu-trach";

/// What the next page will say, without the mark of its tone.
fn told(reply: &Reply) -> String {
    said(reply).chars().skip(1).collect()
}

impl House {
    /// Changes the database behind the program's back.
    async fn force(&self, sql: &'static str) {
        let Db::Lite { write, .. } = &self.ground.site.db else { panic!("this house stands on SQLite") };
        sqlx::query(sql).execute(write).await.unwrap();
    }

    /// Code and who looks after it, of SYT: "DLH-08 editor/focal".
    async fn stewards(&self) -> Vec<String> {
        let site = &self.ground.site;
        let mut tx = site.db.read().await.unwrap();
        let catalogue = site.catalogue(&mut tx).await.unwrap();
        let unit = catalogue.unit_by_code("SYT").unwrap().id;
        let name = |id: Uuid| *self.people.iter().find(|(_, p)| **p == id).unwrap().0;
        let line = |s: steward::Steward| {
            let deputy = s.deputy_id.map(|d| format!("/{}", name(d))).unwrap_or_default();
            format!("{} {}{deputy}", catalogue.indicator(s.indicator_id).unwrap().code, name(s.person_id))
        };
        let mut all: Vec<String> = steward::of_unit(&mut tx, unit).await.unwrap().into_iter().map(line).collect();
        all.sort();
        all
    }

    /// SYT's first two indicators.
    async fn two(&self) -> [String; 2] {
        let site = &self.ground.site;
        let catalogue = site.catalogue(&mut site.db.read().await.unwrap()).await.unwrap();
        let all = catalogue.reported(catalogue.unit_by_code("SYT").unwrap().id, site.today());
        [all[0].code.clone(), all[1].code.clone()]
    }

    /// Sends one line of the page: as it was shown, then as it is wanted.
    async fn put(&self, who: &Visitor, code: &str, shown: [&str; 2], wanted: [&str; 2]) -> String {
        let id = |name: &str| self.people.get(name).map(Uuid::to_string).unwrap_or_default();
        let fields = [
            (format!("cu.{code}"), format!("{}/{}", id(shown[0]), id(shown[1]))),
            (format!("pt.{code}"), id(wanted[0])),
            (format!("th.{code}"), id(wanted[1])),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        told(&self.send(who, PAGE, &fields).await)
    }
}

#[tokio::test]
async fn a_steward_is_named_by_the_units_head_and_by_nobody_over_another() {
    let house = House::new().await;
    let [a, b] = house.two().await;
    let (focal, leader) = (house.session("focal").await, house.session("leader").await);
    let open = house.get(PAGE, &focal).await.body;
    assert!(open.contains("chỉ tiêu chưa có người phụ trách.") && open.contains(&format!("name=\"pt.{a}\"")), "{open}");
    assert!(!house.get(PAGE, &leader).await.body.contains("<select"), "to read only");

    // As shown, as wanted → what is said, who it is then.
    let editor = format!("{a} editor");
    let both = format!("{a} editor/focal");
    type Row<'a> = ([&'a str; 2], [&'a str; 2], &'a str, &'a [&'a str]);
    #[rustfmt::skip]
    let table: [Row; 8] = [
        (["", ""], ["", ""], "Không có gì thay đổi.", &[]),
        (["", ""], ["", "focal"], "chọn người phụ trách trước khi chọn người thay", &[]),
        (["", ""], ["editor", "editor"], "phải là hai người", &[]),
        (["", ""], ["clerk", ""], "không có quyền lập báo cáo của đơn vị", &[]),
        (["", ""], ["editor", ""], "Đã lưu người phụ trách của 1 chỉ tiêu.", &[&editor]),
        (["", ""], ["focal", ""], "vừa được người khác đổi", &[&editor]),
        (["editor", ""], ["editor", "focal"], "Đã lưu người phụ trách của 1 chỉ tiêu.", &[&both]),
        (["editor", "focal"], ["", ""], "Đã lưu người phụ trách của 1 chỉ tiêu.", &[]),
    ];
    for (shown, wanted, expected, then) in table {
        let answer = house.put(&focal, &a, shown, wanted).await;
        assert!(answer.contains(expected), "{wanted:?}: {answer}");
        assert_eq!(house.stewards().await, then, "{wanted:?}");
    }
    let answer = house.put(&focal, "CQS-99", ["", ""], ["editor", ""]).await;
    assert!(answer.contains("không báo cáo chỉ tiêu “CQS-99”"), "{answer}");
    let log = house.get("/nhat-ky", &house.session("approver").await).await.body;
    assert!(log.contains(&format!("{a}: editor, thay: focal")) && log.contains(&format!("{a}: không có người")), "{log}");
    assert!(!house.get(PAGE, &focal).await.body.contains(&format!("{b}: editor")));
}

#[tokio::test]
async fn what_somebody_looked_after_is_handed_over() {
    let house = House::new().await;
    let [a, b] = house.two().await;
    let (focal, admin) = (house.session("focal").await, house.session("admin").await);
    house.put(&focal, &a, ["", ""], ["editor", "focal"]).await;
    let id = |name: &str| house.people[name].to_string();
    let hand = async |from: &str, to: &str| told(&house.send(&focal, &format!("{PAGE}/ban-giao"), &[("tu", from), ("cho", to)]).await);
    assert!(hand(&id("focal"), "").await.contains("Chưa chọn người nhận"));
    assert!(hand(&id("editor"), &id("clerk")).await.contains("Người nhận không có quyền"));
    assert!(hand(&id("clerk"), &id("focal")).await.contains("Không có chỉ tiêu nào để bàn giao"));
    // What nobody looks after, all at once; the first keeps whom it has.
    let answer = hand("", &id("editor")).await;
    assert!(answer.starts_with("Đã bàn giao"), "{answer}");
    let all = house.stewards().await;
    assert!(all.contains(&format!("{a} editor/focal")) && all.contains(&format!("{b} editor")), "{all:?}");

    // The account ends: the page says so, the administrator is told, and the deputy steps in until it is handed over.
    let answer = told(&house.send(&admin, "/nguoi-dung/khoa", &[("ngung", &id("editor"))]).await);
    assert!(answer.contains(&format!("còn phụ trách hoặc thay {} chỉ tiêu", all.len())), "{answer}");
    assert!(house.get(PAGE, &focal).await.body.contains("1 người phụ trách không còn quyền lập báo cáo; cần bàn giao."));
    assert_eq!(hand(&id("editor"), &id("focal")).await, format!("Đã bàn giao {} chỉ tiêu.", all.len()));
    assert!(house.stewards().await.iter().all(|s| s.ends_with(" focal")), "nobody is their own deputy");
}

#[tokio::test]
async fn the_queue_names_stewards_who_report_nothing() {
    let mut house = House::new().await;
    let [a, b] = house.two().await;
    let focal = house.session("focal").await;
    house.put(&focal, &a, ["", ""], ["editor", ""]).await;
    house.put(&focal, &b, ["", ""], ["focal", ""]).await;
    let site = house.ground.site.clone();
    let catalogue = site.catalogue(&mut site.db.read().await.unwrap()).await.unwrap();
    let province = catalogue.province("dong-nai").unwrap().id;
    // Two rounds due yesterday in which SYT reported everything but that it has nothing of the first indicator.
    let due = site.today() - chrono::Days::new(1);
    for _ in 0..2 {
        house.period = house.period.shift(12);
        house.ground.open_round(province, house.period, -30, 5).await;
        house.report("focal", "SYT", true).await;
        let r = round::of_period(&mut site.db.read().await.unwrap(), province, house.period).await.unwrap().unwrap();
        store::in_tx!(site.db, |tx| round::change(tx, r.id, due, r.closes, "open").await).unwrap();
    }
    let first = format!(
        "update observation set answer = 'no_data', numerator = null where indicator_id = (select id from indicator where code = '{a}')"
    );
    house.force(first.leak()).await;
    let reviewer = house.session("reviewer").await;
    let page = format!("/tham-dinh?dot={}", house.period);
    assert!(!house.get(&page, &reviewer).await.body.contains("Người phụ trách không cập nhật"), "named only today");
    house.force("update steward set since = '2020-01-01 00:00:00+00:00'").await;
    let body = house.get(&page, &reviewer).await.body;
    let idle = body.split_once("Người phụ trách không cập nhật").map_or("", |(_, rest)| rest.split("</details>").next().unwrap());
    assert!(idle.contains("editor") && idle.contains("2 đợt liền không có số liệu nào của 1 chỉ tiêu phụ trách"), "{idle}");
    assert!(!idle.contains("focal"));
}
