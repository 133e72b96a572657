//! The register of systems, rounds from duties, documents line by line.

use super::{Desk, House, Reply, Visitor};
use crate::rounds;
use axum::http::{StatusCode, header};
use chrono::{Days, NaiveDate};
use domain::system::{Counted, Tally};
use store::{audit, catalogue, person, round, system};

const SYSTEM: &str = "/he-thong/CSDL-YTE";

/// The form of a system as somebody fills it in.
struct Typed {
    stage: &'static str,
    connected: &'static str,
    level: &'static str,
    day: NaiveDate,
    text: &'static str,
    seen: String,
}

impl House {
    async fn tell(&self, who: &Visitor, t: &Typed) -> Reply {
        let day = t.day.to_string();
        let fields = [
            ("giai-doan", t.stage),
            ("tinh", t.connected),
            ("quoc-gia", t.connected),
            ("cap-do", t.level),
            ("ngay", &day),
            ("noi-dung", t.text),
            ("minh-chung", "Báo cáo 12/BC-SYT"),
            ("truoc", &t.seen),
        ];
        self.send(who, SYSTEM, &fields).await
    }

    async fn last_update(&self) -> String {
        let mut tx = self.ground.site.db.read().await.unwrap();
        system::last_in(&system::updates_of(&mut tx, "CSDL-YTE").await.unwrap()).unwrap().to_string()
    }
}

#[tokio::test]
async fn an_owner_keeps_its_system_up_to_date() {
    let house = House::new().await;
    let today = house.ground.site.today();
    let (focal, clerk) = (house.session("focal").await, house.session("clerk").await);
    let before = house.get(SYSTEM, &focal).await;
    assert!(before.body.contains("đang xây dựng, chưa kết nối Trung tâm dữ liệu tỉnh") && before.body.contains("Chưa có cập nhật nào"));
    assert!(before.body.contains(r#"name="truoc""#) && !house.get(SYSTEM, &clerk).await.body.contains(r#"name="truoc""#));
    let good = Typed { stage: "running", connected: "1", level: "3", day: today, text: "", seen: String::new() };
    assert_eq!(house.tell(&clerk, &good).await.status, StatusCode::FORBIDDEN);

    let refusals = [
        (Typed { stage: "", ..copy(&good) }, "Chưa chọn giai đoạn"),
        (Typed { connected: "", ..copy(&good) }, "ô Trung tâm dữ liệu tỉnh"),
        (Typed { level: "6", ..copy(&good) }, "cấp độ an toàn từ 1 đến 5"),
        (Typed { stage: "to_build", ..copy(&good) }, "chưa thể đã kết nối"),
        (Typed { day: today + Days::new(1), ..copy(&good) }, "ở tương lai"),
        (Typed { day: NaiveDate::from_ymd_opt(1999, 12, 31).unwrap(), ..copy(&good) }, "quá xa"),
        (Typed { seen: "khong-phai-ma".into(), ..copy(&good) }, "vừa được cập nhật ở nơi khác"),
    ];
    for (typed, sentence) in &refusals {
        let reply = house.tell(&focal, typed).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{sentence}");
        assert!(reply.body.contains(sentence) && reply.body.contains("Chưa có gì được lưu."), "{sentence}");
    }
    let stored = house.tell(&focal, &good).await;
    assert_eq!((stored.status, stored.header(header::LOCATION)), (StatusCode::SEE_OTHER, SYSTEM));
    let after = house.get(SYSTEM, &focal).await;
    assert!(after.body.contains("đang vận hành, đã kết nối Trung tâm dữ liệu tỉnh") && after.body.contains("Báo cáo 12/BC-SYT"));

    // The same form once more.
    let twice = house.tell(&focal, &good).await;
    assert!(twice.status == StatusCode::UNPROCESSABLE_ENTITY && twice.body.contains("vừa được cập nhật ở nơi khác"));
    let back = Typed { stage: "building", seen: house.last_update().await, ..copy(&good) };
    let refused = house.tell(&focal, &back).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("Ghi lý do vào ô Nội dung."));
    let explained = house.tell(&focal, &Typed { text: "Dừng để nâng cấp <b>lớn</b>.", ..back }).await;
    assert_eq!(explained.status, StatusCode::SEE_OTHER);
    assert!(house.get(SYSTEM, &focal).await.body.contains("Dừng để nâng cấp &lt;b"));
    let lines = audit::of(&mut house.ground.site.db.read().await.unwrap(), "system", "CSDL-YTE").await.unwrap();
    assert_eq!(lines.iter().map(|l| l.action.as_str()).collect::<Vec<_>>(), ["system.update", "system.update"]);
    assert_eq!(lines[0].person.as_deref(), Some("focal"));

    let api = house.get("/api/v1/systems", &focal).await;
    let rows: serde_json::Value = serde_json::from_str(&api.body).unwrap();
    let row = rows.as_array().unwrap().iter().find(|r| r["code"] == "CSDL-YTE").unwrap();
    assert_eq!((&row["stage"], &row["provincial"], &row["security_level"]), (&"building".into(), &true.into(), &3.into()));
    assert_eq!(row["as_of"], today.to_string());
}

fn copy(t: &Typed) -> Typed {
    Typed { seen: t.seen.clone(), ..*t }
}

#[tokio::test]
async fn the_register_is_filtered() {
    let house = House::new().await;
    let leader = house.session("leader").await;
    let shown = async |query: &str| house.get(&format!("/he-thong{query}"), &leader).await.body.matches("<th scope=\"row\">").count();
    // 66 systems of the province; its health department owns two, five were to be moved.
    assert_eq!(shown("").await, 66);
    assert_eq!(shown("?chu-quan=SYT").await, 2);
    assert_eq!(shown("?van-ban=000").await, 5);
    assert_eq!(shown("?tim=thu%20dien%20tu").await, 1);
    assert_eq!(shown("?chu-quan=QN-CAT").await, 0);
    assert_eq!(shown("?loai=khong-co&giai-doan=khong-co").await, 66, "what does not exist chooses nothing");
    let moved = house.get("/he-thong?van-ban=000", &leader).await;
    assert!(moved.body.contains("5 hệ thống, chưa có cập nhật nào về kết nối") && moved.body.contains("0/4 bước"));
    let none = house.get("/he-thong?tim=khong-co-gi-het", &leader).await;
    assert!(none.body.contains("Không có hệ thống nào khớp với bộ lọc"));
}

#[tokio::test]
async fn a_form_brings_what_the_register_gives() {
    let house = House::new().await;
    let site = &house.ground.site;
    let asked = async |who: &str, unit: &str, code: &str| {
        let mut tx = site.db.read().await.unwrap();
        let found = person::by_username(&mut tx, who).await.unwrap().unwrap();
        let viewer = site.viewer(&mut tx, &found).await.unwrap();
        let desk = Desk::open(site, &viewer.actor, found.id, unit, house.period).await.unwrap();
        desk.form(&mut tx).await.unwrap().asked.into_iter().find(|a| a.code == code).unwrap().register
    };
    let silent = Tally { counted: Counted::Connected, holds: 0, of: 1, kept: 0 };
    assert_eq!(asked("focal", "SYT", "DLH-05").await, Some(silent));
    assert_eq!(asked("focal", "SYT", "CQS-02").await, None);
    assert_eq!(asked("clerk", "SNV", "DLH-08").await, None, "owns no such system");
    let focal = house.session("focal").await;
    let (end, seen) = (house.period.end(), String::new());
    let late = Typed { stage: "running", connected: "1", level: "2", day: end + Days::new(1), text: "", seen };
    assert_eq!(house.tell(&focal, &late).await.status, StatusCode::SEE_OTHER);
    assert_eq!(asked("focal", "SYT", "DLH-05").await, Some(silent), "the period's last day was before it");
    let seen = house.last_update().await;
    assert_eq!(house.tell(&focal, &Typed { day: end, seen, ..late }).await.status, StatusCode::SEE_OTHER);
    assert_eq!(asked("focal", "SYT", "DLH-05").await, Some(Tally { holds: 1, kept: 1, ..silent }));
    assert_eq!(asked("focal", "SYT", "DLH-08").await, Some(Tally { counted: Counted::Secured, holds: 1, of: 1, kept: 1 }));
}

#[tokio::test]
async fn rounds_are_made_once_and_never_changed() {
    let house = House::new().await;
    let (site, admin) = (&house.ground.site, house.session("admin").await);
    let known = site.catalogue(&mut site.db.read().await.unwrap()).await.unwrap();
    let home = known.province("dong-nai").unwrap();
    let rounds = async || round::list(&mut site.db.read().await.unwrap(), home.id).await.unwrap();
    let (old, until) = (rounds().await, site.today() + Days::new(100));
    let wanted = rounds::missing(&mut site.db.read().await.unwrap(), &known, home, site.today(), until).await.unwrap();
    let page = format!("/che-do-bao-cao/dot?den={until}");
    let preview = house.get(&page, &admin).await;
    assert!(preview.body.contains(&format!("Lập {} đợt", wanted.len())), "{}", wanted.len());
    let mark = preview.body.split(r#"name="da-xem" value=""#).nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let day = until.to_string();
    for seen in ["", "khac"] {
        house.send(&admin, "/che-do-bao-cao/dot", &[("den", &day), ("da-xem", seen)]).await;
        assert_eq!(rounds().await.len(), old.len(), "nobody saw what would be made");
    }
    for _ in 0..2 {
        let reply = house.send(&admin, "/che-do-bao-cao/dot", &[("den", &day), ("da-xem", &mark)]).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        assert_eq!(rounds().await.len(), old.len() + wanted.len());
    }
    let now = rounds().await;
    let kept = now.iter().find(|r| r.id == old[0].id).unwrap();
    assert_eq!((kept.opens, kept.due, kept.closes), (old[0].opens, old[0].due, old[0].closes));
    let future = now.iter().filter(|r| r.opens > site.today());
    assert!(future.clone().count() > 0 && future.clone().all(|r| r.state == "open" && !r.is_open(site.today()) && r.data_to.is_some()));
    let page = house.get("/che-do-bao-cao", &admin).await;
    assert!(page.body.contains(&format!("{} đợt báo cáo", now.len())) && page.body.contains("chưa mở"));
    for (wrong, sentence) in [("hom-qua", "không phải một ngày"), ("2001-01-01", "đã qua"), ("9999-12-31", "Chỉ lập đợt đến ngày")]
    {
        let reply = house.get(&format!("/che-do-bao-cao/dot?den={wrong}"), &admin).await;
        assert!(reply.status == StatusCode::SEE_OTHER && flash(&reply).contains(sentence), "{wrong}: {}", flash(&reply));
    }
}

/// What the next page will say.
fn flash(reply: &Reply) -> String {
    let cookie = reply.header(header::SET_COOKIE).split(';').next().unwrap_or_default().to_owned();
    let mut bytes = vec![];
    let mut rest = cookie.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| u8::from_str_radix(h, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn a_document_shows_what_stands_on_each_line() {
    let house = House::new().await;
    let (site, leader) = (&house.ground.site, house.session("leader").await);
    let bare = house.get("/van-ban/001", &leader).await;
    assert!(bare.body.contains("nguyên văn chưa được nạp") && bare.body.contains(r##"id="d116""##));
    let known = site.catalogue(&mut site.db.read().await.unwrap()).await.unwrap();
    let document = known.documents.iter().find(|d| d.code == "001").unwrap().id;
    let lines: Vec<String> = (1..=400).map(|n| if n == 7 { "  ".to_owned() } else { format!("dòng số {n} <i>") }).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    store::in_tx!(site.db, |tx| catalogue::put_lines(tx, document, &lines).await).unwrap();
    let page = house.get("/van-ban/001", &leader).await;
    let line =
        |n: u32| page.body.split(&format!(r#"id="d{n}""#)).nth(1).and_then(|rest| rest.split("</li><li id=").next()).unwrap_or_default();
    assert!(line(116).contains("dòng số 116 &lt;i") && line(116).contains("/chi-tieu/DLH-05?nam="));
    assert!(line(7).is_empty(), "a blank line is not shown");
    assert!(line(190).contains("/che-do-bao-cao#001-BC-1"));
    assert_eq!(house.get("/van-ban/003", &leader).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get("/van-ban/khong-co", &leader).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get("/van-ban/003", &house.session("stranger").await).await.status, StatusCode::OK);
    let list = house.get("/van-ban", &leader).await;
    assert!(list.body.contains("/van-ban/004") && !list.body.contains("/van-ban/003"));
    let duties = house.get("/che-do-bao-cao", &leader).await;
    assert!(duties.body.contains("Báo cáo kế tiếp phải gửi ngày") && !duties.body.contains("Lập các đợt đến ngày"));
}
