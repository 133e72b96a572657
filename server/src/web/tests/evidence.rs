//! Evidence: what can be attached, by whom, and how it is given out.

use super::{House, Reply, Visitor, request};
use axum::{
    body::Body,
    http::{HeaderName, Method, Request, StatusCode, header},
};
use store::{
    catalogue,
    evidence::{self, Evidence},
    submission::{self, Submission},
};
use tower::ServiceExt;

pub const PDF: &[u8] = include_bytes!("../../../../app/intake/tests/fixtures/evidence/letter.pdf");
const PNG: &[u8] = include_bytes!("../../../../app/intake/tests/fixtures/evidence/photo.png");
const ODT: &[u8] = include_bytes!("../../../../app/intake/tests/fixtures/evidence/letter.odt");

/// SNV's draft.
async fn draft(house: &House) -> Submission {
    let mut tx = house.ground.site.db.read().await.unwrap();
    let known = house.ground.site.catalogue(&mut tx).await.unwrap();
    let unit = known.unit_by_code("SNV").unwrap();
    let round = store::round::of_period(&mut tx, unit.province_id, house.period).await.unwrap().unwrap();
    submission::latest(&mut tx, round.id, unit.id).await.unwrap().unwrap()
}

/// The code of its first figure, behind which the house put a file.
async fn code(house: &House) -> String {
    let now = draft(house).await;
    let mut tx = house.ground.site.db.read().await.unwrap();
    let first = submission::observations(&mut tx, now.id).await.unwrap().remove(0);
    house.ground.site.catalogue(&mut tx).await.unwrap().indicator(first.indicator_id).unwrap().code.clone()
}

async fn attached(house: &House) -> Vec<Evidence> {
    let draft = draft(house).await;
    evidence::of_submission(&mut house.ground.site.db.read().await.unwrap(), draft.id).await.unwrap()
}

fn home(house: &House) -> String {
    format!("/bao-cao/{}/SNV", house.period)
}

/// The report's form as the browser sends it when "Đính kèm" is pressed.
fn sent(house: &House, who: &Visitor, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Request<Body> {
    let mut body = vec![];
    for (name, value) in fields {
        body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    for (name, file, content) in files {
        body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\r\n").bytes());
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--x--\r\n");
    let to = format!("{}/minh-chung/tai-len", home(house));
    let builder = request(Method::POST, &to, who).header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    builder.header(header::CONTENT_LENGTH, body.len()).body(Body::from(body)).unwrap()
}

/// Attaches as the form of the newest draft would; gives what the next page says.
async fn attach(house: &House, who: &Visitor, page: &str, name: &str, content: &[u8]) -> String {
    let (now, code) = (draft(house).await, code(house).await);
    let version = format!("{}.{}", now.revision, now.version);
    let (file, at) = (format!("tep.{code}"), format!("trang.{code}"));
    let fields: [(&str, &str); 3] = [("csrf", &who.csrf), ("version", &version), (&at, page)];
    let reply = house.ask(sent(house, who, &fields, &[(&file, name, content)])).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    assert_eq!(reply.header(header::LOCATION), format!("{}#r-{code}", home(house)));
    said(&reply)
}

/// What the next page will say, out of its cookie.
pub fn said(reply: &Reply) -> String {
    let raw = reply.header(header::SET_COOKIE).split_once('=').map_or("", |c| c.1).split(';').next().unwrap_or_default();
    let (mut bytes, mut rest) = (vec![], raw.as_bytes());
    while let [first, after @ ..] = rest {
        let hex = (*first == b'%').then(|| std::str::from_utf8(&after[..2]).unwrap());
        bytes.push(hex.map_or(*first, |hex| u8::from_str_radix(hex, 16).unwrap()));
        rest = if hex.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap()
}

async fn open(house: &House, who: &Visitor, e: &Evidence) -> Reply {
    house.get(&format!("/minh-chung/{}", e.id), who).await
}

#[tokio::test]
async fn each_kind_is_given_out_so_that_it_can_do_nothing() {
    let house = House::new().await;
    let clerk = house.session("clerk").await;
    assert_eq!(attach(&house, &clerk, "2", "Ảnh chụp.jpg", PNG).await, "1Đã đính kèm “Ảnh chụp.jpg.png”.");
    assert_eq!(attach(&house, &clerk, "", "../../thư.odt", ODT).await, "1Đã đính kèm “thư.odt”.");
    let files = attached(&house).await;
    assert_eq!(files.iter().map(|e| e.page).collect::<Vec<_>>(), [Some(2), Some(2), None], "the house attached the first");
    let expected = [
        ("application/pdf", "inline; filename=\"Bi_n_b_n.pdf\"; filename*=UTF-8''Bi%C3%AAn%20b%E1%BA%A3n.pdf", false),
        ("image/png", "inline; filename=\"_nh_ch_p.jpg.png\"; filename*=UTF-8''", true),
        ("application/vnd.oasis.opendocument.text", "attachment; filename=\"th_.odt\"; filename*=UTF-8''th%C6%B0.odt", true),
    ];
    for (e, (kind, disposition, sandboxed)) in files.iter().zip(expected) {
        let reply = open(&house, &clerk, e).await;
        assert_eq!((reply.status, reply.header(header::CONTENT_TYPE)), (StatusCode::OK, kind));
        assert!(reply.header(header::CONTENT_DISPOSITION).starts_with(disposition), "{}", reply.header(header::CONTENT_DISPOSITION));
        let policy = reply.header(header::CONTENT_SECURITY_POLICY);
        assert_eq!(policy.starts_with("sandbox; "), sandboxed, "{policy}");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'") && !policy.contains("script"),
            "{policy}"
        );
        assert_eq!(reply.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(reply.header(HeaderName::from_static("cross-origin-resource-policy")), "same-origin");
        assert_eq!(reply.header(header::CACHE_CONTROL), "private, no-store");
    }
    let ask = request(Method::GET, &format!("/minh-chung/{}", files[0].id), &clerk).body(Body::empty()).unwrap();
    let reply = house.app.clone().oneshot(ask).await.unwrap();
    let bytes = axum::body::to_bytes(reply.into_body(), 1 << 20).await.unwrap();
    assert!(bytes == PDF, "byte for byte");
}

#[tokio::test]
async fn what_is_no_evidence_is_refused_whatever_it_is_called() {
    let house = House::new().await;
    let clerk = house.session("clerk").await;
    let before = draft(&house).await.version;
    let large = [PDF, &vec![b' '; (20 << 20) + 1 - PDF.len()][..]].concat();
    let cases: [(&str, &str, &[u8], &str); 8] = [
        ("", "quyet-dinh.pdf", b"<!DOCTYPE html><script>alert(1)</script>", "“quyet-dinh.pdf”: Tệp là trang web hoặc ảnh vẽ SVG"),
        ("", "anh.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "“anh.png”: Tệp là trang web hoặc ảnh vẽ SVG"),
        ("", "bieu.docx", b"MZ\x90\0", "“bieu.docx”: Tệp là chương trình"),
        ("", "bieu.docx", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "“bieu.docx”: Tệp là tệp nén"),
        ("", "rong.pdf", b"", "“rong.pdf”: Tệp không có nội dung"),
        ("", "lon.pdf", &large, "“lon.pdf”: Tệp lớn hơn 20 MB"),
        ("3-5", "a.pdf", PDF, "“a.pdf”: Trang là một số từ 1 đến 9.999"),
        ("0", "a.pdf", PDF, "“a.pdf”: Trang là một số từ 1 đến 9.999"),
    ];
    for (page, name, content, reason) in cases {
        let said = attach(&house, &clerk, page, name, content).await;
        assert!(said.starts_with('0') && said[1..].starts_with(reason), "{name}: {said}");
    }
    assert_eq!(attached(&house).await.len(), 1, "only the one of the house");
    assert_eq!(draft(&house).await.version, before);
    let same = attach(&house, &clerk, "2", "khac-ten.pdf", PDF).await;
    assert!(same.contains("đã được đính kèm cho mục này dưới tên “Biên bản.pdf”"), "{same}");
    let limit = super::super::report::evidence::EVIDENCE_LIMIT;
    let huge = house.ask(sent(&house, &clerk, &[("csrf", &clerk.csrf)], &[("tep.X", "a.pdf", &vec![b' '; limit + 1])])).await;
    assert!(said(&huge).contains("lớn hơn 40 MB"), "{}", said(&huge));
}

#[tokio::test]
async fn a_form_without_the_token_attaches_nothing() {
    let house = House::new().await;
    let clerk = house.session("clerk").await;
    let file: (&str, &str, &[u8]) = ("tep.A", "a.pdf", PDF);
    let forms: [&[(&str, &str)]; 4] = [&[], &[("version", "1.1")], &[("csrf", "x")], &[("version", "1.1"), ("csrf", &clerk.csrf)]];
    for fields in forms {
        let reply = house.ask(sent(&house, &clerk, fields, &[file])).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{fields:?}");
    }
    assert_eq!(attached(&house).await.len(), 1);
}

#[tokio::test]
async fn what_was_typed_is_kept_beside_the_file() {
    let house = House::new().await;
    let clerk = house.session("clerk").await;
    let (now, code) = (draft(&house).await, code(&house).await);
    let version = format!("{}.{}", now.revision, now.version);
    let names = ["tt", "ghi", "tep"].map(|name| format!("{name}.{code}"));
    let fields: [(&str, &str); 4] = [("csrf", &clerk.csrf), ("version", &version), (&names[0], "reported"), (&names[1], "theo biên bản")];
    let reply = house.ask(sent(&house, &clerk, &fields, &[(&names[2], "anh.png", PNG)])).await;
    assert_eq!(said(&reply), "1Đã đính kèm “anh.png”. Những gì vừa gõ đã được lưu nháp.");
    let note = async || {
        let now = draft(&house).await;
        let mut tx = house.ground.site.db.read().await.unwrap();
        let items = submission::observations(&mut tx, now.id).await.unwrap();
        items.into_iter().find(|o| !o.note.is_empty()).map(|o| o.note)
    };
    assert_eq!(note().await.as_deref(), Some("theo biên bản"));
    // The same page sent again is an old one: nothing of it is taken.
    let late = house.ask(sent(&house, &clerk, &fields, &[(&names[2], "khac.odt", ODT)])).await;
    assert!(late.status == StatusCode::CONFLICT && late.body.contains("clerk đính kèm minh chứng vào báo cáo: “anh.png”"), "{}", late.body);
    assert_eq!(attached(&house).await.len(), 2);

    // A file that was chosen, and another button pressed: saved, and told.
    let now = draft(&house).await;
    let version = format!("{}.{}", now.revision, now.version);
    let fields: [(&str, &str); 4] = [("version", &version), (&names[0], "reported"), (&names[1], "lần hai"), (&names[2], "con-lai.pdf")];
    let reply = house.send(&clerk, &format!("{}/luu", home(&house)), &fields).await;
    assert!(said(&reply).contains("tệp “con-lai.pdf” chưa được đính kèm"), "{}", said(&reply));
    assert_eq!(note().await.as_deref(), Some("lần hai"));
    let reply = house.send(&clerk, &format!("{}/nop", home(&house)), &[("version", &next(&house).await), (&names[2], "con-lai.pdf")]).await;
    assert!(said(&reply).contains("tệp “con-lai.pdf” chưa được đính kèm"), "{}", said(&reply));
    assert_eq!(draft(&house).await.state, domain::workflow::SubmissionState::Draft);
}

async fn next(house: &House) -> String {
    let now = draft(house).await;
    format!("{}.{}", now.revision, now.version)
}

#[tokio::test]
async fn an_indicator_that_needs_evidence_is_content_with_a_file() {
    let house = House::new().await;
    let (clerk, site, code) = (house.session("clerk").await, &house.ground.site, code(&house).await);
    let known = site.catalogue(&mut site.db.read().await.unwrap()).await.unwrap();
    let strict = catalogue::Indicator { evidence_required: true, ..known.indicator_by_code(&code).unwrap().clone() };
    store::in_tx!(site.db, |tx| {
        catalogue::put_indicator(tx, &strict).await?;
        tx.bump("catalogue").await
    })
    .unwrap();
    let asks = async || {
        let now = draft(&house).await;
        let findings = submission::findings(&mut site.db.read().await.unwrap(), now.id).await.unwrap();
        findings.iter().filter(|f| f.rule == "missing-evidence" && f.indicator.as_deref() == Some(&code)).count()
    };
    let save = async |note: &str| {
        let (version, state, remark) = (next(&house).await, format!("tt.{code}"), format!("ghi.{code}"));
        let fields: [(&str, &str); 3] = [("version", &version), (&state, "reported"), (&remark, note)];
        house.send(&clerk, &format!("{}/luu", home(&house)), &fields).await;
    };
    // The house attached one.
    save("một").await;
    assert_eq!(asks().await, 0);
    let first = attached(&house).await.remove(0);
    let version = next(&house).await;
    let away = format!("{}/minh-chung/bo", home(&house));
    let reply = house.send(&clerk, &away, &[("version", &version), ("bo", &first.id.to_string())]).await;
    assert_eq!(said(&reply), "1Đã bỏ “Biên bản.pdf” khỏi minh chứng.");
    assert_eq!((asks().await, attached(&house).await.len()), (1, 0));
    assert!(house.get(&home(&house), &clerk).await.body.contains("cần minh chứng"));
    save("hai").await;
    assert_eq!(asks().await, 1, "typed again, it still has none");
    attach(&house, &clerk, "", "anh.png", PNG).await;
    assert_eq!(asks().await, 0);
    assert!(!house.get(&home(&house), &clerk).await.body.contains("cần minh chứng"));
    assert_eq!(open(&house, &clerk, &first).await.status, StatusCode::NOT_FOUND, "what was taken away is gone");

    // A written reference is evidence too: without a file it asks for nothing more.
    let id = attached(&house).await[0].id.to_string();
    let (version, field) = (next(&house).await, format!("mc.{code}"));
    let state = format!("tt.{code}");
    let reply = house.send(&clerk, &away, &[("version", &version), (&state, "reported"), (&field, "QĐ 12"), ("bo", &id)]).await;
    assert_eq!((said(&reply).as_str(), asks().await), ("1Đã bỏ “anh.png” khỏi minh chứng.", 0));
}

#[tokio::test]
async fn somebody_elses_evidence_cannot_be_taken_away() {
    let house = House::new().await;
    let clerk = house.session("clerk").await;
    let away = format!("{}/minh-chung/bo", home(&house));
    for id in [house.proofs["SYT"].to_string(), house.people["clerk"].to_string(), "x".into(), String::new()] {
        let version = next(&house).await;
        let reply = house.send(&clerk, &away, &[("version", &version), ("bo", &id)]).await;
        assert!(said(&reply).starts_with("0Minh chứng này không còn ở bản nháp."), "{id}: {}", said(&reply));
    }
    // An accepted report keeps what it has.
    let focal = house.session("focal").await;
    let reply =
        house.send(&focal, &format!("/bao-cao/{}/SYT/minh-chung/bo", house.period), &[("bo", &house.proofs["SYT"].to_string())]).await;
    assert!(said(&reply).starts_with('0'), "{}", said(&reply));
    let kept = evidence::get(&mut house.ground.site.db.read().await.unwrap(), house.proofs["SYT"]).await.unwrap();
    assert!(kept.is_some());
}

#[tokio::test]
async fn evidence_is_listed_where_the_figure_is() {
    let house = House::new().await;
    let (reviewer, leader) = (house.session("reviewer").await, house.session("leader").await);
    let link = format!("/minh-chung/{}#page=2", house.proofs["SYT"]);
    for path in [
        format!("/bao-cao/{}/SYT", house.period),
        format!("/tham-dinh/{}/SYT?xem=tat-ca", house.period),
        house.path("/so-lieu/{id}", "SYT"),
    ] {
        let page = house.get(&path, &reviewer).await.body;
        assert!(page.contains(&link), "{path}");
    }
    let trace = house.get(&house.path("/so-lieu/{id}", "SYT"), &leader).await.body;
    assert!(trace.contains("Biên bản.pdf") && trace.contains("SHA-256") && !trace.contains("/minh-chung/"), "named, not opened");
    let rows: serde_json::Value = serde_json::from_str(&house.get("/api/v1/observations?unit=SYT", &leader).await.body).unwrap();
    let listed: Vec<_> = rows.as_array().unwrap().iter().filter(|r| !r["evidence"].as_array().unwrap().is_empty()).collect();
    let expected = serde_json::json!([{ "name": "Biên bản.pdf", "sha256": store::file::sha256(PDF), "page": 2 }]);
    assert_eq!((listed.len(), &listed[0]["evidence"]), (1, &expected));
    assert_eq!(listed[0]["id"], house.traces["SYT"].1.to_string());
}
