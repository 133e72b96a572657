//! Units that change: two communes become one, and what is refused. Every expected value was worked out by hand.

use super::{House, Reply, Visitor, form};
use axum::http::{StatusCode, header};
use domain::access::Role;
use serde_json::Value;
use store::person;

const OLD: [&str; 2] = ["P-an-loc", "P-bao-vinh"];
const NEW: &str = "P-an-bao";

/// The house with two communes whose December reports are accepted: every ratio is 7 of 10.
async fn house() -> House {
    let mut house = House::new().await;
    for (who, unit) in [("loc", OLD[0]), ("vinh", OLD[1])] {
        house.add(who, &[Role::UnitEditor, Role::UnitApprover], "dong-nai", unit).await;
        house.report(who, unit, true).await;
    }
    house
}

/// The first day after the house's period.
fn after(house: &House) -> String {
    house.period.next().start().to_string()
}

fn merge(day: &str) -> Vec<(&str, &str)> {
    vec![
        ("viec", "sap-nhap"),
        ("tu", OLD[0]),
        ("tu", "phường bảo vinh"),
        ("tu", ""),
        ("tiep-nhan", ""),
        ("ten", "Phường An Bảo"),
        ("ten-ngan", "An Bảo"),
        ("ma", NEW),
        ("loai", ""),
        ("ngay", day),
        ("van-ban", ""),
        ("so", "99/NQ-HĐND"),
        ("ghi-chu", ""),
    ]
}

fn with<'a>(fields: &[(&'a str, &'a str)], name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(n, v)| (*n, if *n == name { value } else { *v })).collect()
}

async fn send(house: &House, who: &Visitor, path: &str, fields: &[(&str, &str)]) -> Reply {
    let fields: Vec<_> = [("csrf", who.csrf.as_str())].into_iter().chain(fields.iter().copied()).collect();
    house.ask(form(path, who, &fields, false)).await
}

/// Numerator and denominator of the only row.
async fn total(house: &House, who: &Visitor, query: &str) -> (f64, f64) {
    let reply = house.get(&format!("/api/v1/progress?indicator=CQS-02&{query}"), who).await;
    let rows: Value = serde_json::from_str(&reply.body).unwrap();
    assert_eq!(rows.as_array().map(Vec::len), Some(1), "{query}: {rows}");
    let asked = if query.contains("as_was") { "as_was" } else { "as_now" };
    assert_eq!(rows[0]["lens"], asked);
    (rows[0]["numerator"].as_f64().unwrap(), rows[0]["denominator"].as_f64().unwrap())
}

#[tokio::test]
async fn an_administrator_merges_two_communes() {
    let house = house().await;
    let (admin, leader) = (house.session("admin").await, house.session("leader").await);
    let day = after(&house);
    let fields = merge(&day);
    let before = house.copy().await;
    let preview = send(&house, &admin, "/to-chuc/xem-truoc", &fields).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.body);
    for word in [
        "Phường An Lộc, Phường Bảo Vinh sáp nhập vào Phường An Bảo",
        "99/NQ-HĐND",
        "Chuyển quyền của 2 người sang Phường An Bảo",
        "name=\"tu\"",
    ] {
        assert!(preview.body.contains(word), "the preview lacks {word}");
    }
    assert!(house.copy().await == before, "a preview stores nothing");

    let confirmed: Vec<_> = fields.iter().copied().chain([("quyen", "1")]).collect();
    let done = send(&house, &admin, "/to-chuc", &confirmed).await;
    assert_eq!((done.status, done.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/to-chuc"));
    let stored = house.copy().await;
    let again = send(&house, &admin, "/to-chuc", &confirmed).await;
    assert_eq!((again.status, again.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/to-chuc?viec=sap-nhap#viec"));
    assert!(house.copy().await == stored, "sent twice it is done once");

    // SYT 7/10 and the two communes 7/10 each, by whichever units they are added up.
    for query in ["lens=as_now", "lens=as_was", "year=2025"] {
        assert_eq!(total(&house, &leader, query).await, (21.0, 30.0), "{query}");
    }
    assert_eq!(total(&house, &leader, &format!("unit={NEW}")).await, (14.0, 20.0));
    for unit in OLD {
        assert_eq!(total(&house, &leader, &format!("lens=as_was&unit={unit}")).await, (7.0, 10.0));
        assert_eq!(house.get(&format!("/api/v1/progress?unit={unit}"), &leader).await.body, "[]", "{unit} has no figures of today");
    }
    let observed = house.get(&format!("/api/v1/observations?indicator=CQS-02&unit={}", OLD[0]), &leader).await;
    let observed: Value = serde_json::from_str(&observed.body).unwrap();
    assert_eq!((&observed[0]["unit"], &observed[0]["lens"]), (&OLD[0].into(), &"as_was".into()), "figures stay as reported");
    assert_eq!(house.get("/api/v1/observations?lens=as_now", &leader).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(house.get("/api/v1/progress?lens=x", &leader).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn pages_tell_what_became_of_a_unit() {
    let house = house().await;
    let (admin, leader) = (house.session("admin").await, house.session("leader").await);
    let day = after(&house);
    assert!(!house.get("/chi-tieu/CQS-02", &leader).await.body.contains("don-vi-tinh="), "nothing to choose while no unit has changed");
    send(&house, &admin, "/to-chuc", &merge(&day)).await;
    let says = async |path: &str, words: &[&str]| {
        let reply = house.get(path, &leader).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        for word in words {
            assert!(reply.body.contains(word), "{path} lacks {word}");
        }
        reply.body
    };
    says(&format!("/don-vi/{}", OLD[0]), &["Đã sáp nhập vào", "Phường An Bảo", "theo 99/NQ-HĐND", "theo đơn vị lúc báo cáo"]).await;
    says(&format!("/don-vi/{NEW}"), &["Hợp nhất, sáp nhập:", "Phường An Lộc", "Phường Bảo Vinh", "don-vi-tinh=luc-do"]).await;
    says("/don-vi?nhom=cu", &["Phường An Lộc", "2 đơn vị đã ngừng hoạt động"]).await;
    let list = says("/don-vi?nhom=xa", &["Phường An Bảo", "/don-vi?nhom=cu"]).await;
    assert!(!list.contains("Phường An Lộc"), "lists show units that exist");
    says("/chi-tieu/CQS-02", &["theo đơn vị hiện nay", "?don-vi-tinh=luc-do"]).await;
    says("/chi-tieu/CQS-02?nam=2025&don-vi-tinh=luc-do", &["theo đơn vị lúc báo cáo", "nam=2025&amp;don-vi-tinh=hien-nay"]).await;
    says("/", &["theo đơn vị hiện nay"]).await;
    let people = house.get("/nguoi-dung", &admin).await.body;
    assert!(
        people.contains(&format!("value=\"{NEW}\"")) && !people.contains(&format!("value=\"{}\"", OLD[0])),
        "choices are units that exist"
    );
    let page = house.get("/to-chuc", &admin).await.body;
    assert!(page.contains("Phường An Lộc, Phường Bảo Vinh sáp nhập vào Phường An Bảo"));
}

#[tokio::test]
async fn rights_move_only_when_asked() {
    let house = house().await;
    let (admin, site) = (house.session("admin").await, &house.ground.site);
    let day = after(&house);
    let units = async |name: &str| -> Vec<(String, bool)> {
        let mut tx = site.db.read().await.unwrap();
        let known = site.catalogue(&mut tx).await.unwrap();
        let grants = person::grants(&mut tx, house.people[name]).await.unwrap();
        let code = |g: &person::RoleGrant| g.unit_id.and_then(|id| known.unit(id)).map(|u| u.code.clone()).unwrap_or_default();
        grants.iter().map(|g| (code(g), g.valid_to.is_none())).collect()
    };
    send(&house, &admin, "/to-chuc", &merge(&day)).await;
    assert_eq!(units("loc").await, [(OLD[0].to_owned(), true), (OLD[0].to_owned(), true)]);
    let (second, code) = (with(&with(&merge(&day), "tu", "SNV"), "viec", "doi-ten"), "SNV-2");
    let second: Vec<_> = with(&with(&second, "ma", code), "ten", "Sở Nội vụ mới").into_iter().filter(|(n, _)| *n != "tu").collect();
    let second: Vec<_> = second.into_iter().chain([("tu", "SNV"), ("quyen", "1")]).collect();
    // The draft of December is of before the change and stays the former unit's.
    assert_eq!(send(&house, &admin, "/to-chuc", &second).await.header(header::LOCATION), "/to-chuc");
    let moved = |last: bool| [("SNV".to_owned(), false), ("SNV".to_owned(), false), (code.to_owned(), last), (code.to_owned(), last)];
    assert_eq!(units("clerk").await, moved(true));
    let clerk = house.session("clerk").await;
    let reports = house.get("/bao-cao", &clerk).await;
    assert!(reports.body.contains(&format!("/bao-cao/{}/SNV", house.period)), "the successor finishes the last report");
    assert_eq!(house.get(&format!("/bao-cao/{}/SNV", house.period), &clerk).await.status, StatusCode::OK);
    assert_eq!(
        house.get(&format!("/bao-cao/{}/{code}", house.period), &clerk).await.status,
        StatusCode::NOT_FOUND,
        "it did not exist then"
    );
}

#[tokio::test]
async fn loading_the_data_files_again_undoes_nothing() {
    let house = house().await;
    let (admin, leader, site) = (house.session("admin").await, house.session("leader").await, &house.ground.site);
    let day = after(&house);
    send(&house, &admin, "/to-chuc", &merge(&day)).await;
    let picture = async || {
        let known = site.catalogue(&mut site.db.read().await.unwrap()).await.unwrap();
        let units: Vec<_> = [OLD[0], OLD[1], NEW].map(|code| known.unit_by_code(code).unwrap().clone()).to_vec();
        let own = |a: &&store::catalogue::Assignment| units.iter().any(|u| u.id == a.unit_id);
        let mut assigned: Vec<String> = known.assignments.iter().filter(own).map(|a| format!("{a:?}")).collect();
        assigned.sort();
        (format!("{units:?}"), assigned)
    };
    let before = picture().await;
    assert!(before.1.iter().any(|a| a.contains("valid_to: Some")), "the former units' assignments have ended");
    crate::catalogue::load(&site.db, site.now()).await.unwrap();
    assert!(picture().await == before);
    assert_eq!(total(&house, &leader, &format!("unit={NEW}")).await, (14.0, 20.0));
    // What goes out as data files holds together and comes in again.
    let files = crate::catalogue::export_files(&mut site.db.read().await.unwrap(), site.today()).await.unwrap();
    let problems = crate::catalogue::check::check(&files);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(files.successions.len(), 2);
}

#[tokio::test]
async fn what_cannot_be_done_is_refused_and_stores_nothing() {
    let house = house().await;
    let admin = house.session("admin").await;
    let day = after(&house);
    let (early, first) = (house.period.end().to_string(), house.period.start().to_string());
    let merge = merge(&day);
    let two = |viec: &'static str, shares: [&'static str; 2], codes: [&'static str; 2]| {
        let parts = shares
            .into_iter()
            .zip(codes)
            .flat_map(|(share, code)| [("ten", "Phường mới"), ("ten-ngan", ""), ("ma", code), ("loai", "ward"), ("ty-le", share)]);
        let head = [("viec", viec), ("tu", OLD[0]), ("ngay", day.as_str()), ("so", "99/NQ-HĐND")];
        head.into_iter().chain(parts).collect::<Vec<_>>()
    };
    let cases: Vec<(Vec<(&str, &str)>, &str)> = vec![
        (with(&merge, "tu", "KHONG-CO"), "Không có đơn vị “KHONG-CO” trong tỉnh."),
        (with(&merge, "tu", "QN-SYT"), "Không có đơn vị “QN-SYT” trong tỉnh."),
        (with(&merge, "tu", OLD[0]), "được chọn hai lần"),
        (with(&merge, "tu", ""), "cần ít nhất hai đơn vị"),
        (with(&merge, "ma", "SYT"), "Mã “SYT” đã được dùng."),
        (with(&merge, "ma", "qn-syt"), "Mã “qn-syt” đã được dùng."),
        (with(&merge, "ma", "P an"), "không hợp lệ"),
        (with(&merge, "ten", ""), "Tên đơn vị mới"),
        (with(&merge, "ngay", "x"), "Ngày “x” không hợp lệ."),
        (with(&merge, "ngay", "2025-06-30"), "bắt đầu hoạt động sau ngày thay đổi"),
        (with(&merge, "so", ""), "Chưa có văn bản"),
        (with(&merge, "tiep-nhan", "SYT"), "Chỉ giữ một."),
        // December was reported by the two: from its last day on it would be nobody's.
        (with(&merge, "ngay", &early), "Đã có báo cáo của đơn vị cũ"),
        (with(&merge, "ngay", &first), "Phường An Lộc (tháng 12/"),
        (two("chia-tach", ["60", "39,99"], ["P-x1", "P-x2"]), "cộng lại là 99,99 %"),
        (two("chia-tach", ["60", "40"], ["P-x1", "p-X1"]), "ghi hai lần"),
        (two("chia-tach", ["100", ""], ["P-x1", "P-x2"]), "Phần số liệu “” không hợp lệ."),
        (two("chia-tach", ["60", "40"], ["P-x1", ""]), "Mã “” của Phường mới không hợp lệ."),
        (two("chia-tach", ["33,333", "66,667"], ["P-x1", "P-x2"]), "Phần số liệu “33,333” không hợp lệ."),
        (vec![("viec", "giai-the"), ("ngay", &day), ("so", "1")], "Chọn đúng một đơn vị"),
        (
            vec![("viec", "chuyen"), ("tu", "SYT"), ("tiep-nhan", "SNV"), ("ty-le", "100"), ("ngay", &day), ("so", "1")],
            "Chuyển 100 % là sáp nhập.",
        ),
        (vec![("viec", "chuyen"), ("tu", "SYT"), ("tiep-nhan", "SYT"), ("ty-le", "10"), ("ngay", &day), ("so", "1")], "chính mình"),
    ];
    let before = house.copy().await;
    for (fields, sentence) in &cases {
        let reply = send(&house, &admin, "/to-chuc/xem-truoc", fields).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{sentence}");
        assert!(reply.body.contains(sentence), "{sentence} is not what was said");
        assert!(reply.body.contains("Chưa có gì được lưu."), "{sentence}");
        let reply = send(&house, &admin, "/to-chuc", fields).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{sentence}");
        assert!(house.copy().await == before, "{sentence}: something was stored");
    }
    let odd = send(&house, &admin, "/to-chuc/xem-truoc", &[("viec", "x")]).await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn both_provinces_beside_each_other_for_who_sees_both() {
    let house = House::new().await;
    let both = house.session("both").await;
    let page = house.get("/hai-tinh", &both).await;
    assert_eq!(page.status, StatusCode::OK);
    for word in
        ["/chi-tieu/QN-DLH-01?tinh=quang-ngai", "/chi-tieu/DLH-05?tinh=dong-nai", "/chi-tieu/DLH-59?", "2 chỉ tiêu có ở cả hai tỉnh"]
    {
        assert!(page.body.contains(word), "{word}");
    }
    assert!(house.get("/", &both).await.body.contains("href=\"/hai-tinh\""));
    assert!(!house.get("/", &house.session("leader").await).await.body.contains("/hai-tinh"));
}
