//! The record on the page: sentences, whose they are, filters, the table, the state of the chain.

use super::{House, Visitor};
use axum::http::{StatusCode, header};
use serde_json::json;
use store::{audit, in_tx};

/// The page's text without tags and with single spaces.
fn words(body: &str) -> String {
    let mut text = String::new();
    let mut rest = body.split_once("<main").map_or(body, |(_, main)| main);
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(" :", ":").replace(" ,", ",")
}

async fn said(house: &House, who: &Visitor, path: &str) -> String {
    let reply = house.get(path, who).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.body);
    words(&reply.body)
}

#[tokio::test]
async fn deeds_are_told_in_sentences_with_their_object() {
    let house = House::new().await;
    let (approver, admin) = (house.session("approver").await, house.session("admin").await);
    let period = house.period;
    let month = period.label();
    let text = said(&house, &approver, "/nhat-ky?nhom=review").await;
    assert!(text.contains(&format!("approver chấp nhận báo cáo {month} của Sở Y tế")), "{text}");
    assert!(text.contains("approver chấp nhận mục “"), "{text}");
    assert!(!text.contains("lưu bản nháp") && !text.contains("đăng nhập"), "another group");
    // One report, by its period and unit; the approver may open it, the administrator only reads of it.
    let path = format!("/nhat-ky?loai=submission&ma={period}/SYT");
    let (by_approver, by_admin) = (house.get(&path, &approver).await.body, house.get(&path, &admin).await.body);
    let link = format!("href=\"/bao-cao/{period}/SYT?ban=1\"");
    assert!(by_approver.contains(&link) && !by_admin.contains(&link));
    for verb in ["lưu bản nháp", "nộp", "nhận thẩm định", "chấp nhận"] {
        assert!(words(&by_admin).contains(&format!("{verb} báo cáo {month} của Sở Y tế")), "{verb}");
    }
    assert!(!by_admin.contains("Sở Nội vụ"), "that is another report");
    // Who did it, and English.
    let text = said(&house, &admin, "/nhat-ky?nguoi=clerk").await;
    assert!(text.contains("clerk lưu bản nháp") && !text.contains("focal lưu"));
    let mut english = admin.clone();
    english.cookie += "; tiendo-ngon-ngu=en";
    assert!(said(&house, &english, "/nhat-ky?nguoi=clerk").await.contains("clerk saved a draft of the report of Sở Nội vụ for"));
    // What nobody has thought of yet is told by its code.
    let site = &house.ground.site;
    let by = house.people["admin"];
    in_tx!(site.db, |tx| audit::write(tx, site.now(), Some(by), "moon.land", "moon", "7", json!({ "<b>": "<i>x" })).await).unwrap();
    let reply = house.get("/nhat-ky", &admin).await;
    assert!(words(&reply.body).contains("admin thực hiện “moon.land” với moon 7"));
    assert!(reply.body.contains("&lt;i&gt;x") && !reply.body.contains("<i>x"));
}

#[tokio::test]
async fn another_provinces_deeds_are_not_told() {
    let house = House::new().await;
    let admin = house.session("admin").await;
    let stranger = house.session("stranger").await;
    drop(stranger);
    let all = said(&house, &admin, "/nhat-ky").await + &said(&house, &admin, "/nhat-ky.csv").await;
    for foreign in ["stranger", "QN-", "Quảng Ngãi"] {
        assert!(!all.contains(foreign), "{foreign} in {all}");
    }
    assert!(all.contains("clerk đăng nhập") || all.contains("admin đăng nhập"));
    for path in ["/nhat-ky?nguoi=stranger", "/nhat-ky?loai=unit&ma=QN-SYT", &format!("/nhat-ky?loai=submission&ma={}/QN-SYT", house.period)]
    {
        assert!(said(&house, &admin, path).await.contains("Không có dòng nào"), "{path}");
    }
}

#[tokio::test]
async fn old_lines_are_on_the_next_page_each_once() {
    let house = House::new().await;
    let (site, by) = (&house.ground.site, house.people["admin"]);
    let admin = house.session("admin").await;
    in_tx!(site.db, |tx| {
        for n in 0..130 {
            audit::write(tx, site.now(), Some(by), "page.turn", "page", n, json!({})).await?;
        }
        Ok(())
    })
    .unwrap();
    let (mut path, mut seen) = ("/nhat-ky?loai=page".to_owned(), vec![]);
    loop {
        let body = house.get(&path, &admin).await.body;
        let numbers = body.split("id=\"d-").skip(1).map(|rest| rest.split('"').next().unwrap().parse::<i64>().unwrap());
        seen.push(numbers.collect::<Vec<_>>());
        let Some(next) = body.split("rel=\"next\" href=\"").nth(1) else { break };
        path = next.split('"').next().unwrap().replace("&amp;", "&");
    }
    assert_eq!(seen.iter().map(Vec::len).collect::<Vec<_>>(), [50, 50, 30]);
    let all = seen.concat();
    assert!(all.windows(2).all(|w| w[1] == w[0] - 1), "newest first, none twice, none left out");
    // Days are Vietnam's.
    let today = site.today();
    let of = async |q: String| house.get(&format!("/nhat-ky?loai=page&{q}"), &admin).await;
    assert!(of(format!("tu={today}&den={today}")).await.body.contains("id=\"d-"));
    assert!(!of(format!("tu={}", today + chrono::Days::new(1))).await.body.contains("id=\"d-"));
    assert!(!of(format!("den={}", today - chrono::Days::new(1))).await.body.contains("id=\"d-"));
    assert_eq!(of("tu=hôm-qua".replace('ô', "o")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_table_holds_the_filtered_lines_and_no_formula() {
    let house = House::new().await;
    let (site, by) = (&house.ground.site, house.people["admin"]);
    let admin = house.session("admin").await;
    in_tx!(site.db, |tx| audit::write(tx, site.now(), Some(by), "=1+1", "page", "@x", json!({ "a": 1 })).await).unwrap();
    let reply = house.get("/nhat-ky.csv?loai=page", &admin).await;
    assert_eq!(reply.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    assert!(reply.header(header::CONTENT_DISPOSITION).starts_with("attachment; filename=\"nhat-ky.csv\""));
    let text = reply.body.strip_prefix('\u{feff}').expect("Excel reads it as UTF-8");
    let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1);
    assert_eq!(
        rows[0].iter().skip(2).take(6).collect::<Vec<_>>(),
        ["admin", "thực hiện “=1+1” với page @x", "'=1+1", "page", "'@x", "{\"a\":1}"]
    );
    assert_eq!(rows[0][9].len(), 64);
}

#[tokio::test]
async fn the_page_says_what_the_last_check_said() {
    let house = House::new().await;
    let admin = house.session("admin").await;
    assert!(said(&house, &admin, "/nhat-ky").await.contains("Chuỗi nhật ký chưa được kiểm tra lần nào."));
    let checked = house.send(&admin, "/nhat-ky/kiem-tra", &[]).await;
    assert_eq!((checked.status, checked.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/nhat-ky"));
    assert!(said(&house, &admin, "/nhat-ky").await.contains("Nhật ký nguyên vẹn."));
    // What a check leaves when it has found something; end2end has one find it.
    let file = house.ground.site.config.data.join("audit.verified");
    let mut said_by: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    said_by["sound"] = false.into();
    said_by["findings"] = json!([{ "kind": "altered", "first": 3, "last": 3, "seen_by": "chain" }]);
    std::fs::write(&file, said_by.to_string()).unwrap();
    let text = said(&house, &admin, "/nhat-ky").await;
    assert!(text.contains("Nhật ký không còn nguyên vẹn: dòng 3 bị sửa."), "{text}");
}
