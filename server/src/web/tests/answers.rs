//! What every answer carries, and what an error tells.

use super::{Ground, House, Reply, Visitor, auth, form, matrix::insider, request, router, routes, visit};
use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use store::catalogue;
use uuid::Uuid;

/// The headers of an answer; gives its nonce.
fn check(reply: &Reply, told: &str) -> String {
    let csp = reply.header(header::CONTENT_SECURITY_POLICY);
    let nonce = csp.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or_default().to_owned();
    assert!(csp.starts_with("default-src 'none'; ") && nonce.len() == 43, "{told}: {csp:?}");
    for rule in ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
        assert!(csp.contains(rule), "{told}: {csp:?}");
    }
    assert!(!csp.contains("'unsafe-inline'") && !csp.contains("'unsafe-eval'") && !csp.contains("http"), "{told}: {csp:?}");
    assert_eq!(reply.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{told}");
    assert_eq!(reply.header(header::REFERRER_POLICY), "same-origin", "{told}");
    assert_eq!(reply.header(header::CACHE_CONTROL), "no-store", "{told}");
    for cookie in reply.headers.get_all(header::SET_COOKIE) {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax") && cookie.contains("; Path=/"), "{told}: {cookie}");
    }
    let is_page = reply.header(header::CONTENT_TYPE).starts_with("text/html");
    for script in reply.body.split("<script").skip(1).filter(|_| is_page) {
        let tag = script.split('>').next().unwrap();
        assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{told}: <script{tag}>");
    }
    let inline =
        ["style=\"", " onclick=", " onsubmit=", " onchange=", "javascript:"].iter().find(|word| is_page && reply.body.contains(**word));
    assert!(inline.is_none(), "{told}: the page has {inline:?}, which its own policy blocks");
    let words = is_page || reply.header(header::CONTENT_TYPE).starts_with("application/json");
    assert!(!reply.status.is_client_error() || words, "{told}: {} says {:?}", reply.status, reply.body);
    nonce
}

#[tokio::test]
async fn every_answer_carries_the_headers_and_reading_changes_nothing() {
    let house = House::new().await;
    let mut nonces = vec![];
    for route in routes() {
        let path = house.path(route.path, "SYT");
        let seats = [
            house.session(insider(route.method, route.path)).await,
            house.session("stranger").await,
            House::passer_by(),
            Visitor::default(),
        ];
        let before = house.copy().await;
        for (i, who) in seats.iter().enumerate() {
            let told = format!("{} {path} by visitor {i}", route.method);
            let reply = house.knock(&route, &path, who).await;
            // A file that is shown by itself has a stricter policy, which evidence.rs looks at.
            if route.path != "/minh-chung/{id}" || reply.status != StatusCode::OK {
                nonces.push(check(&reply, &told));
            }
        }
        assert!(route.method != "GET" || house.copy().await == before, "reading {path} changed something");
        let odd = house.ask(request(Method::DELETE, &path, &seats[0]).body(Body::empty()).unwrap()).await;
        assert!(odd.status.is_client_error() || odd.asks_to_sign_in(), "DELETE {path}: {}", odd.status);
        check(&odd, &format!("DELETE {path}"));
    }
    let who = house.session("focal").await;
    let period = house.period;
    for path in [
        "/khong-co".to_owned(),
        "/api/v1/khong-co".into(),
        format!("/bao-cao/{period}/SYT?ban=x"),
        "/bao-cao/2026-13/SYT".into(),
        "/chi-tieu?nam=x".into(),
        "/api/v1/targets?year=x".into(),
        "/api/v1/observations?from=x".into(),
        "/?xep=%FF".into(),
        "/%FF".into(),
    ] {
        let reply = house.get(&path, &who).await;
        assert!(!reply.status.is_server_error(), "{path}: {}", reply.status);
        nonces.push(check(&reply, &path));
    }
    let count = nonces.len();
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), count, "a nonce is used once");
}

#[tokio::test]
async fn files_of_the_browsers_half_are_kept_for_a_year() {
    let house = House::new().await;
    let (there, missing) = (house.get("/pkg/a.js", &Visitor::default()).await, house.get("/pkg/b.js", &Visitor::default()).await);
    assert_eq!((there.status, there.header(header::CACHE_CONTROL)), (StatusCode::OK, "public, max-age=31536000, immutable"));
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert!(missing.header(header::CACHE_CONTROL).is_empty());
    for reply in [
        there,
        missing,
        house.get("/pkg/../tiendo.db", &Visitor::default()).await,
        house.get("/pkg/%2e%2e/tiendo.db", &Visitor::default()).await,
    ] {
        assert_eq!(reply.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert!(!reply.body.contains("SQLite"));
    }
}

#[tokio::test]
async fn over_tls_cookies_are_bound_to_the_host() {
    let house = House::new().await;
    let mut who = house.session("focal").await;
    let tls = async |who: &Visitor, path: &str| {
        house.ask(request(Method::GET, path, who).header("x-forwarded-proto", "https").body(Body::empty()).unwrap()).await
    };
    assert!(tls(&who, "/").await.asks_to_sign_in(), "a cookie from an open line is not taken over TLS");
    who.cookie = who.cookie.replace("tiendo=", "__Host-tiendo=");
    assert_eq!(tls(&who, "/").await.status, StatusCode::OK);
    let mut out = form("/dang-xuat", &who, &[("csrf", &who.csrf)], false);
    out.headers_mut().insert("x-forwarded-proto", "https".parse().unwrap());
    let reply = house.ask(out).await;
    assert!(
        reply.header(header::SET_COOKIE).starts_with("__Host-tiendo=; Path=/; HttpOnly; SameSite=Lax"),
        "{}",
        reply.header(header::SET_COOKIE)
    );
    assert!(reply.header(header::SET_COOKIE).ends_with("; Secure"));
}

/// The sentence with an id, and nothing of the inside.
fn is_discreet(reply: &Reply, told: &str) {
    assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR, "{told}");
    let id = reply.body.split("mã lỗi ").nth(1).and_then(|rest| rest.get(..36)).unwrap_or_default();
    assert!(id.parse::<Uuid>().is_ok() && reply.body.contains("Hệ thống gặp lỗi, chưa có gì được lưu."), "{told}: {}", reply.body);
    let said = reply.body.to_lowercase();
    for word in ["no such table", "sqlite", "select ", "session", "sign_in_failure", "expected value", "counter", "panicked", "error:"] {
        assert!(!said.contains(word), "{told} tells {word:?}");
    }
    check(reply, told);
}

#[tokio::test]
async fn an_internal_error_shows_its_id_and_never_sql() {
    // A database without tables: whatever is asked of it fails.
    let ground = Ground::new(false).await;
    let app = router(ground.site.clone());
    let bare = House {
        ground,
        app,
        period: "2026-12".parse().unwrap(),
        people: Default::default(),
        traces: Default::default(),
        proofs: Default::default(),
    };
    let who = Visitor { cookie: format!("{}={}", visit::session_cookie(false), auth::random_token()), csrf: auth::random_token() };
    is_discreet(&bare.get("/", &who).await, "a page");
    is_discreet(&bare.get("/dang-nhap", &who).await, "the sign-in page");
    let api = bare.get("/api/v1/units", &who).await;
    is_discreet(&api, "the API");
    assert!(serde_json::from_str::<serde_json::Value>(&api.body).unwrap()["error"].is_string());
    is_discreet(&bare.ask(form("/bao-cao/2026-12/SYT/nop", &who, &[("csrf", &who.csrf)], false)).await, "a form");
    let passer = House::passer_by();
    let fields = [("csrf", passer.csrf.as_str()), ("code", "ABCD"), ("password", "mùa xuân trên sông"), ("again", "mùa xuân trên sông")];
    is_discreet(&bare.ask(form("/kich-hoat", &passer, &fields, false)).await, "the activation");
    assert_eq!(bare.get("/healthz", &passer).await.body, "ok");

    // A stored value that cannot be read.
    let house = House::new().await;
    let site = &house.ground.site;
    let home = site.catalogue(&mut site.db.read().await.unwrap()).await.unwrap().provinces[0].id;
    store::in_tx!(site.db, |tx| catalogue::put_framework(tx, Uuid::now_v7(), home, "DTI", "9999", "{not json").await).unwrap();
    is_discreet(&house.get("/don-vi", &house.session("leader").await).await, "the list of units");
    assert_eq!(house.get("/chi-tieu", &house.session("leader").await).await.status, StatusCode::OK);
}
