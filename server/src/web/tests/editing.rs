//! The catalogue changed in the browser: told first, stored as a version, nothing reported rewritten.

use super::{House, Reply, Visitor, form, request};
use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use domain::task::TimeRule;
use store::record;

/// The fields of a form as the page shows them.
fn fields(html: &str) -> Vec<(String, String)> {
    let mut all = vec![];
    let attribute = |tag: &str, name: &str| {
        let at = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        Some(unescaped(&tag[at..at + tag[at..].find('"')?]))
    };
    let main = &html[html.find("<main").unwrap()..];
    for piece in main.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        let name = attribute(tag, "name");
        match (tag.split(' ').next().unwrap_or_default(), name) {
            ("input", Some(name)) if !tag.contains("type=\"checkbox\"") || tag.contains(" checked") => {
                all.push((name, attribute(tag, "value").unwrap_or_default()));
            }
            ("textarea", Some(name)) => all.push((name, unescaped(text))),
            ("select", Some(name)) => all.push((name, String::new())),
            ("option", _) if tag.contains(" selected") => all.last_mut().unwrap().1 = attribute(tag, "value").unwrap_or_default(),
            _ => {}
        }
    }
    all
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#x27;", "'").replace("&amp;", "&")
}

/// The form of `path` sent on to `to` with some fields changed.
async fn send(house: &House, who: &Visitor, path: &str, to: &str, changes: &[(&str, &str)]) -> Reply {
    let page = house.get(path, who).await;
    assert_eq!(page.status, StatusCode::OK, "{path}");
    let mut all = fields(&page.body);
    for (name, value) in changes {
        match all.iter_mut().find(|f| f.0 == *name) {
            Some(field) => field.1 = (*value).to_owned(),
            None => all.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    let all: Vec<(&str, &str)> = all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    house.ask(form(to, who, &all, false)).await
}

async fn confirm(house: &House, who: &Visitor, preview: &Reply) -> Reply {
    let all = fields(&preview.body);
    let all: Vec<(&str, &str)> = all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    house.ask(form("/danh-muc/luu", who, &all, false)).await
}

const TASK: &str = "/danh-muc/sua/nhiem-vu/001-PL-I-a-4";
const DECIDED: [(&str, &str); 2] = [("van-ban-qd", "99/QĐ-UBND"), ("ly-do", "Giao lại")];

#[tokio::test]
async fn a_task_is_given_to_another_agency_from_a_day_on() {
    let house = House::new().await;
    let admin = house.session("admin").await;
    let before = house.copy().await;
    let changes = [&DECIDED[..], &[("leads", "STTTT")]].concat();
    let refused = send(&house, &admin, TASK, "/danh-muc/xem-truoc", &changes).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("không có cơ quan, đơn vị mã “STTTT”"));
    let same = send(&house, &admin, TASK, "/danh-muc/xem-truoc", &DECIDED).await;
    assert!(same.body.contains("Không có giá trị nào thay đổi."));
    let nobody = send(&house, &admin, TASK, "/danh-muc/xem-truoc", &[("leads", "SNV"), ("ly-do", "x")]).await;
    assert!(nobody.body.contains("Chưa ghi số, ký hiệu văn bản"));
    let changes = [&DECIDED[..], &[("leads", "SNV"), ("time", "date 2027-06-30"), ("tu-ngay", "2027-01-01")]].concat();
    let preview = send(&house, &admin, TASK, "/danh-muc/xem-truoc", &changes).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert!(preview.body.contains("chủ trì SKHCN → SNV") && preview.body.contains("→ 30/06/2027"), "{}", preview.body);
    assert!(house.copy().await == before, "a preview stores nothing");

    assert_eq!(confirm(&house, &admin, &preview).await.status, StatusCode::SEE_OTHER);
    let site = &house.ground.site;
    let known = site.catalogue(&mut site.db.read().await.unwrap()).await.unwrap();
    let task = |day: &str| known.records.tasks.find("001-PL-I-a-4", day.parse().unwrap()).unwrap();
    assert_eq!(
        (task("2026-12-31").leads.as_slice(), task("2027-01-01").leads.as_slice()),
        (&["SKHCN".to_owned()][..], &["SNV".to_owned()][..])
    );
    assert_eq!(task("2027-01-01").time, TimeRule::Date("2027-06-30".parse().unwrap()));
    assert_eq!(task("2026-12-31").source_lines, task("2027-01-01").source_lines, "what no form shows stays");
    let versions = record::versions(&mut site.db.read().await.unwrap(), "task", "001-PL-I-a-4").await.unwrap();
    assert_eq!(versions.iter().map(|v| v.document.as_str()).collect::<Vec<_>>(), ["", "99/QĐ-UBND"]);
    // Once more, as a double click would: the same version, not another.
    assert_eq!(confirm(&house, &admin, &preview).await.status, StatusCode::SEE_OTHER);
    assert_eq!(record::versions(&mut site.db.read().await.unwrap(), "task", "001-PL-I-a-4").await.unwrap().len(), 2);
}

#[tokio::test]
async fn an_indicator_with_figures_keeps_its_meaning() {
    let house = House::new().await;
    let admin = house.session("admin").await;
    let path = "/danh-muc/sua/chi-tieu/CQS-06";
    let kind = send(&house, &admin, path, "/danh-muc/xem-truoc", &[&DECIDED[..], &[("kind", "count"), ("denominator", "")]].concat()).await;
    assert_eq!(kind.status, StatusCode::UNPROCESSABLE_ENTITY);
    // SYT's report is the only accepted one of the house.
    assert!(kind.body.contains("đã có 1 số liệu, mới nhất của Sở Y tế"), "{}", kind.body);
    let later =
        send(&house, &admin, path, "/danh-muc/xem-truoc", &[&DECIDED[..], &[("name", "Tên mới"), ("tu-ngay", "2090-01-01")]].concat())
            .await;
    assert!(later.body.contains("không muộn hơn hôm nay"));
    let preview = send(&house, &admin, path, "/danh-muc/xem-truoc", &[&DECIDED[..], &[("name", "Tên mới <b>")]].concat()).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert!(preview.body.contains("1 số liệu đã chấp nhận giữ định nghĩa cũ") && !preview.body.contains("Tên mới <b>"));
    assert_eq!(confirm(&house, &admin, &preview).await.status, StatusCode::SEE_OTHER);
    let shown = house.get("/chi-tieu/CQS-06", &admin).await;
    assert!(shown.body.contains("Tên mới &lt;b"));
    let again = house.get(path, &admin).await;
    assert!(again.body.contains("ban đầu") && again.body.contains("99/QĐ-UBND"), "both versions are listed");
}

#[tokio::test]
async fn checks_are_set_for_one_indicator() {
    let house = House::new().await;
    let admin = house.session("admin").await;
    let path = "/danh-muc/sua/chi-tieu/CQS-06";
    for (checks, wrong) in [
        ("big-chance 50", "chỉ tiêu “CQS-06”: không có quy tắc kiểm tra mã “big-chance”"),
        ("text-not-number off", "quy tắc “text-not-number” áp dụng như nhau cho mọi chỉ tiêu, không chỉnh được"),
        ("unit-of-measure off", "quy tắc “unit-of-measure” giữ cho số liệu không bị sai mà không ai biết"),
        ("copy-of-last-period 5", "quy tắc “copy-of-last-period” không có ngưỡng"),
    ] {
        let reply = send(&house, &admin, path, "/danh-muc/xem-truoc", &[&DECIDED[..], &[("checks", checks)]].concat()).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.body.contains(wrong), "{}", reply.body);
    }
    let set = "denominator-changed 12,5; copy-of-last-period off";
    let preview = send(&house, &admin, path, "/danh-muc/xem-truoc", &[&DECIDED[..], &[("checks", set)]].concat()).await;
    assert!(preview.status == StatusCode::OK && preview.body.contains("Kiểm tra riêng cho chỉ tiêu này"), "{}", preview.body);
    assert_eq!(confirm(&house, &admin, &preview).await.status, StatusCode::SEE_OTHER);
    let shown = house.get("/chi-tieu/CQS-06", &admin).await.body;
    let lines = ["quy-tac#denominator-changed", ": ngưỡng 12,5", "quy-tac#copy-of-last-period", ": tắt"];
    assert!(lines.iter().all(|line| shown.contains(line)), "{}", shown.split("Định nghĩa").nth(1).unwrap_or_default());
    let (site, period) = (&house.ground.site, house.period);
    let mut tx = site.db.read().await.unwrap();
    let exported = crate::catalogue::export_files(&mut tx, site.today()).await.unwrap();
    let of = |code: &str| exported.indicators.iter().find(|i| i.row.code == code).unwrap().row.checks.clone();
    assert_eq!((of("CQS-06").as_str(), of("CQS-02").as_str()), (set, ""));
    let versions = record::versions(&mut tx, "indicator", "CQS-06").await.unwrap();
    assert_eq!(versions.len(), 2);
    // and a form carries it
    let known = site.catalogue(&mut tx).await.unwrap();
    let unit = known.unit_by_code("SNV").unwrap();
    let round = store::round::of_period(&mut tx, unit.province_id, period).await.unwrap().unwrap();
    let form = crate::report::form(site, &mut tx, &known, unit, &round, period, false).await.unwrap();
    let asked = form.asked.iter().find(|a| a.code == "CQS-06").unwrap();
    assert_eq!(asked.tuning.to_string(), "denominator-changed 12.5; copy-of-last-period off");
    // every rule has its line
    let rules = house.get("/cach-tinh/quy-tac", &Visitor::default()).await;
    for rule in intake::RULES {
        assert!(rules.body.contains(&format!("id=\"{}\"", rule.id)), "{}", rule.id);
    }
    assert!(rules.body.contains("30 điểm phần trăm; số đếm: 3 lần"));
}

#[tokio::test]
async fn nothing_of_another_province_is_shown_or_changed() {
    let house = House::new().await;
    let admin = house.session("admin").await;
    for path in [
        "/danh-muc/sua/chi-tieu/QN-DLH-01",
        "/danh-muc/sua/nhiem-vu/003-II-1-a-1",
        "/danh-muc/sua/chi-tieu/KHONG-CO",
        "/danh-muc/sua/x/CQS-06",
    ] {
        assert_eq!(house.get(path, &admin).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let foreign = [&DECIDED[..], &[("leads", "QN-SYT")]].concat();
    let reply = send(&house, &admin, TASK, "/danh-muc/xem-truoc", &foreign).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    // The confirming form made by hand.
    let before = house.copy().await;
    let task = crate::catalogue::text::built_in().unwrap().tasks.into_iter().find(|t| t.row.code == "003-II-1-a-1").unwrap();
    let files = crate::catalogue::rows::Files {
        tasks: vec![crate::catalogue::rows::At { line: 0, row: domain::task::Task { title: "Khác".into(), ..task.row } }],
        ..Default::default()
    };
    let texts: std::collections::BTreeMap<_, _> = crate::catalogue::text::write(&files).unwrap().into_iter().collect();
    let rows = serde_json::json!({ "texts": texts }).to_string();
    let sent = [("csrf", admin.csrf.as_str()), ("dong", &rows), ("da-xem", ""), ("tu-ngay", "2026-01-01"), DECIDED[0], DECIDED[1]];
    let reply = house.ask(form("/danh-muc/luu", &admin, &sent, false)).await;
    assert_eq!(reply.status, StatusCode::CONFLICT, "{}", reply.body);
    assert!(reply.body.contains("thuộc tỉnh khác"));
    assert!(house.copy().await == before);
}

#[tokio::test]
async fn the_files_go_out_and_come_back() {
    let house = House::new().await;
    let admin = house.session("admin").await;
    let out = house.app.clone();
    let response =
        tower::ServiceExt::oneshot(out, request(Method::GET, "/danh-muc/tep.zip", &admin).body(Body::empty()).unwrap()).await.unwrap();
    let zip = axum::body::to_bytes(response.into_body(), 64 << 20).await.unwrap().to_vec();
    assert!(zip.starts_with(b"PK") && !String::from_utf8_lossy(&zip).contains("QN-SYT"));
    let upload = async |name: &str, body: &[u8]| {
        let mut text = vec![];
        for (field, value) in [("csrf", admin.csrf.as_str()), ("tu-ngay", "2026-01-01"), DECIDED[0], DECIDED[1]] {
            text.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").into_bytes());
        }
        text.extend(format!("--x\r\nContent-Disposition: form-data; name=\"tep\"; filename=\"{name}\"\r\n\r\n").into_bytes());
        text.extend(body);
        text.extend(b"\r\n--x--\r\n");
        let builder =
            request(Method::POST, "/danh-muc/tep/tai-len", &admin).header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        house.ask(builder.header(header::CONTENT_LENGTH, text.len()).body(Body::from(text)).unwrap()).await
    };
    let before = house.copy().await;
    assert!(upload("danh-muc.zip", &zip).await.body.contains("không có gì thay đổi"));
    assert!(upload("ke-toan.toml", b"x = 1").await.body.contains("“ke-toan.toml” không phải một tệp dữ liệu"));
    assert!(upload("tasks.toml", b"[[task]]\ncode = \"1\"").await.body.contains("tasks.toml:1"));
    assert!(upload("tasks.toml", &[0xff, 0xfe, 0x00]).await.body.contains("UTF-8"));
    assert!(upload("danh-muc.zip", &zip[..zip.len() / 2]).await.body.contains(".zip hỏng"));
    let event = "[[event]]\ncode = \"moi\"\nprovince = \"dong-nai\"\nname = \"Sự kiện mới\"\ndocument = \"001\"\nsource_lines = \"3\"\n";
    let preview = upload("events.toml", event.as_bytes()).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.body);
    assert!(preview.body.contains("0 dòng thay đổi, 1 dòng mới"));
    assert!(house.copy().await == before);
    assert_eq!(confirm(&house, &admin, &preview).await.status, StatusCode::SEE_OTHER);
    assert!(upload("events.toml", event.as_bytes()).await.body.contains("không có gì thay đổi"));
}

#[tokio::test]
async fn what_was_shown_is_what_is_stored() {
    let house = House::new().await;
    let admin = house.session("admin").await;
    let first = send(&house, &admin, TASK, "/danh-muc/xem-truoc", &[&DECIDED[..], &[("leads", "SNV")]].concat()).await;
    let second = send(&house, &admin, TASK, "/danh-muc/xem-truoc", &[&DECIDED[..], &[("group", "Nhóm khác")]].concat()).await;
    assert_eq!(confirm(&house, &admin, &first).await.status, StatusCode::SEE_OTHER);
    let before = house.copy().await;
    let late = confirm(&house, &admin, &second).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("vừa được người khác thay đổi"));
    assert!(house.copy().await == before, "the other one's lead stays");
}

#[tokio::test]
async fn who_stopped_reporting_stays_stopped() {
    let house = House::new().await;
    let admin = house.session("admin").await;
    let path = "/danh-muc/sua/chi-tieu/CQS-06";
    let site = &house.ground.site;
    // CQS-06 is reported by all units; the home affairs department stops on 1/1/2026.
    let known = site.catalogue(&mut site.db.read().await.unwrap()).await.unwrap();
    let i = known.indicator_by_code("CQS-06").unwrap().id;
    let reports = |c: &store::catalogue::Catalogue| {
        c.assigned(i, domain::indicator::Part::Reports).map(|(u, a)| (u.code.clone(), a.valid_to)).collect::<Vec<_>>()
    };
    let rest: Vec<String> = reports(&known).into_iter().map(|(u, _)| u).filter(|u| u != "SNV").collect();
    let rest = rest.join(", ");
    let changes = [&DECIDED[..], &[("reports", rest.as_str()), ("tu-ngay", "2026-01-01")]].concat();
    let preview = send(&house, &admin, path, "/danh-muc/xem-truoc", &changes).await;
    assert!(preview.body.contains("0 đơn vị bắt đầu báo cáo, 1 đơn vị thôi báo cáo"), "{}", preview.body);
    assert_eq!(confirm(&house, &admin, &preview).await.status, StatusCode::SEE_OTHER);
    let until = async || {
        let c = site.catalogue(&mut site.db.read().await.unwrap()).await.unwrap();
        reports(&c).into_iter().find(|(u, _)| u == "SNV").unwrap().1.map(|day| day.to_string())
    };
    assert_eq!(until().await.as_deref(), Some("2025-12-31"));
    // A later change of something else leaves that day alone.
    let preview = send(&house, &admin, path, "/danh-muc/xem-truoc", &[&DECIDED[..], &[("name", "Tên khác")]].concat()).await;
    assert!(!preview.body.contains("thôi báo cáo"), "{}", preview.body);
    assert_eq!(confirm(&house, &admin, &preview).await.status, StatusCode::SEE_OTHER);
    assert_eq!(until().await.as_deref(), Some("2025-12-31"));
    // Named again, it goes on.
    let preview = send(&house, &admin, path, "/danh-muc/xem-truoc", &[&DECIDED[..], &[("reports", "all_units")]].concat()).await;
    assert!(preview.body.contains("1 đơn vị bắt đầu báo cáo, 0 đơn vị thôi báo cáo"), "{}", preview.body);
    assert_eq!(confirm(&house, &admin, &preview).await.status, StatusCode::SEE_OTHER);
    assert_eq!(until().await, None);
}
