//! What is found where, by whom.

use super::House;
use axum::http::{StatusCode, header};
use serde_json::Value;

async fn found(house: &House, who: &str, query: &str) -> Vec<Value> {
    let who = house.session(who).await;
    let reply = house.get(&format!("/api/v1/search?{query}"), &who).await;
    assert_eq!(reply.status, StatusCode::OK, "{query}: {}", reply.body);
    serde_json::from_str(&reply.body).unwrap()
}

fn first(rows: &[Value]) -> (&str, &str, &str) {
    let text = |name: &str| rows.first().and_then(|r| r[name].as_str()).unwrap_or_default();
    (text("kind"), text("code"), text("href"))
}

#[tokio::test]
async fn everything_of_the_catalogue_is_found() {
    let house = House::new().await;
    for (query, expected) in [
        ("q=CQS-02", ("indicator", "CQS-02", "/chi-tieu/CQS-02")),
        ("q=cqs%2002", ("indicator", "CQS-02", "/chi-tieu/CQS-02")),
        ("q=so+khoa+h", ("unit", "SKHCN", "/don-vi/SKHCN")),
        ("q=S%E1%BB%9F%20KH%26CN", ("unit", "SKHCN", "/don-vi/SKHCN")),
        ("q=SYT", ("unit", "SYT", "/don-vi/SYT")),
        ("q=1766", ("document", "001", "/van-ban/001")),
        ("q=000-II-2-a-1", ("task", "000-II-2-a-1", "/nhiem-vu/000-II-2-a-1")),
        ("q=HT-IOC", ("system", "HT-IOC", "/he-thong/HT-IOC")),
        ("q=001-BC-1", ("duty", "001-BC-1", "/che-do-bao-cao#001-BC-1")),
        ("q=tinh+dong+nai", ("unit", "DN", "/")),
    ] {
        let rows = found(&house, "leader", query).await;
        assert_eq!(first(&rows), expected, "{query}");
        assert!(rows.len() <= 20 && rows.iter().all(|r| !r["title"].as_str().unwrap().is_empty()));
    }
    assert_eq!(found(&house, "leader", "q=dong&limit=3").await.len(), 3);
    assert_eq!(found(&house, "leader", "q=dong&limit=0").await.len(), 1);
    assert_eq!(found(&house, "leader", "q=d&limit=1000").await.len(), 100);
    for nothing in ["", "q=", "q=%20%20", "q=%3F%21", "q=khongcogica"] {
        assert!(found(&house, "leader", nothing).await.is_empty(), "{nothing}");
    }
}

#[tokio::test]
async fn another_province_is_never_found() {
    let house = House::new().await;
    // Alone, whatever the order of the two.
    for (who, own, foreign) in [("leader", "SYT", "QN-SYT"), ("stranger", "QN-SYT", "SYT"), ("leader", "CQS-02", "QN-DLH-01")] {
        assert_eq!(first(&found(&house, who, &format!("q={own}")).await).1, own);
        let codes: Vec<_> = found(&house, who, &format!("q={foreign}&limit=100")).await;
        assert!(codes.iter().all(|r| r["code"] != foreign), "{who} finds {foreign}");
    }
    for query in ["q=quang+ngai&limit=100", "q=so&limit=100", "q=du+lieu&limit=100"] {
        let rows = found(&house, "leader", query).await;
        assert!(rows.iter().all(|r| !r["code"].as_str().unwrap().starts_with("QN")), "{query}");
    }
}

#[tokio::test]
async fn the_page_says_what_was_found_and_what_to_do_when_nothing_was() {
    let house = House::new().await;
    let who = house.session("leader").await;
    let get = async |path: &str| {
        let reply = house.get(path, &who).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        reply.body
    };
    let some = get("/tim?q=thu+tuc").await;
    assert!(some.contains("kết quả cho “thu tuc”.") && some.contains("<mark>Thủ</mark>") && some.contains("href=\"/chi-tieu/CQS-01\""));
    let one_kind = get("/tim?q=thu+tuc&loai=indicator").await;
    assert!(one_kind.contains("href=\"/chi-tieu/CQS-01\"") && !one_kind.contains("href=\"/nhiem-vu/"));
    assert!(get("/tim?q=thu+tuc&loai=x").await.contains("href=\"/chi-tieu/CQS-01\""), "an unknown kind is all kinds");
    assert!(get("/tim?q=syt&loai=document").await.contains("Không có văn bản nào khớp."));
    let none = get("/tim?q=thu+tuc+khongcogica").await;
    assert!(none.contains("Không có gì khớp với “thu tuc khongcogica”.") && none.contains("/tim?q=thu%20tuc\""));
    let empty = get("/tim").await;
    assert!(empty.contains("href=\"/tim?q=cqs%2002\"") && !empty.contains("214/NQ-CP"), "examples that find something");
    assert!(get("/tim?q=%3F%3F").await.contains("“??” không có chữ hay số nào để tìm."));
    let sharp = get("/tim?q=%3Cscript%3Ex%22%27").await;
    assert!(!sharp.contains("<script>x") && sharp.contains("&lt;script&gt;x"));
    let long = get(&format!("/tim?q={}", "a+".repeat(2000))).await;
    assert!(long.contains("Chỉ tìm theo 100 ký tự đầu."));
    assert!(get("/tim?q=%FF%FE").await.contains("<h1>"));
}

#[tokio::test]
async fn the_box_is_on_every_page_and_suggests() {
    let house = House::new().await;
    let who = house.session("focal").await;
    let page = house.get("/don-vi", &who).await.body;
    assert_eq!(page.matches("action=\"/tim\"").count(), 2, "in the header and in the menu");
    assert!(!house.get("/dang-nhap", &House::passer_by()).await.body.contains("action=\"/tim\""));
    let reply = house.get("/tim/goi-y?q=so", &who).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert!(reply.header(header::CONTENT_TYPE).starts_with("text/html") && !reply.body.contains("<html"));
    // Eight, and the way to all.
    assert_eq!(reply.body.matches("role=\"option\"").count(), 9);
    assert!(!house.get("/tim/goi-y?q=", &who).await.body.contains("<a"));
    assert!(house.get("/tim/goi-y?q=so", &House::passer_by()).await.asks_to_sign_in());
}
