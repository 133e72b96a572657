//! A form counts only when it comes from our own page, in the session it was made for.

use super::{House, Visitor, auth, form, is_multipart, matrix::insider, request, routes, visit};
use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use store::person;

#[tokio::test]
async fn no_form_from_elsewhere_changes_anything() {
    let house = House::new().await;
    let other = house.session("leader").await;
    for route in routes().iter().filter(|r| r.method == "POST") {
        let path = house.path(route.path, "SYT");
        let who = match route.path {
            "/dang-nhap" | "/kich-hoat" => House::passer_by(),
            _ => house.session(insider(route.method, route.path)).await,
        };
        let (own, multipart) = (who.csrf.clone(), is_multipart(route.path));
        let before = house.copy().await;
        let short = &own[1..];
        let tokens: [(&str, &[(&str, &str)]); 5] = [
            ("no token", &[]),
            ("an empty token", &[("csrf", "")]),
            ("a wrong token", &[("csrf", &other.csrf)]),
            ("part of the token", &[("csrf", short)]),
            ("the token under another name", &[("token", &own)]),
        ];
        for (what, fields) in tokens {
            let reply = house.ask(form(&path, &who, fields, multipart)).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path} with {what}");
            assert!(reply.body.contains("chưa có gì được lưu"), "{path} with {what}");
        }
        for origin in ["https://evil.example", "null", "http://tiendo.test.evil.example", "http://tiendo.test:81"] {
            let mut foreign = form(&path, &who, &[("csrf", &own)], multipart);
            foreign.headers_mut().insert(header::ORIGIN, origin.parse().unwrap());
            assert_eq!(house.ask(foreign).await.status, StatusCode::FORBIDDEN, "{path} from {origin}");
        }
        // The token where the reader does not look for it: after the first part, or in a form of the other kind.
        let reply = if multipart {
            house.ask(form(&path, &who, &[("file", "x"), ("csrf", &own)], true)).await
        } else {
            house.ask(form(&path, &who, &[("csrf", &own)], true)).await
        };
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path} with the token out of place");
        let plain = request(Method::POST, &path, &who).header(header::CONTENT_TYPE, "text/plain").body(Body::from(format!("csrf={own}")));
        assert_eq!(house.ask(plain.unwrap()).await.status, StatusCode::FORBIDDEN, "{path} as text");
        let large = "x".repeat(2 << 20);
        let reply = house.ask(form(&path, &who, &[("a", &large), ("csrf", &own)], multipart)).await;
        assert!(reply.status.is_client_error(), "{path} with two megabytes before the token: {}", reply.status);
        assert!(house.copy().await == before, "{path} changed something");
    }
}

#[tokio::test]
async fn a_form_of_our_own_is_taken() {
    let house = House::new().await;
    let who = house.session("focal").await;
    let mut own = form("/dang-xuat", &who, &[("csrf", &who.csrf)], false);
    own.headers_mut().insert(header::ORIGIN, "http://tiendo.test".parse().unwrap());
    let reply = house.ask(own).await;
    assert_eq!((reply.status, reply.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/dang-nhap"));
    assert!(reply.header(header::SET_COOKIE).starts_with("tiendo=; ") && reply.header(header::SET_COOKIE).contains("Max-Age=0"));
    assert!(house.get("/", &who).await.asks_to_sign_in(), "the session has ended on the server too");
}

#[tokio::test]
async fn a_right_ends_from_today_on() {
    let house = House::new().await;
    let (admin, editor) = (house.session("admin").await, house.session("editor").await);
    let site = &house.ground.site;
    let grant = async |who: &str| person::grants(&mut site.db.read().await.unwrap(), house.people[who]).await.unwrap()[0].id.to_string();
    let report = format!("/bao-cao/{}/SYT/bieu-mau.xlsx", house.period);
    assert_eq!(house.get(&report, &editor).await.status, StatusCode::OK);
    let before = house.copy().await;
    for (who, sentence) in [("stranger", "Không có quyền này trong tỉnh."), ("admin", "Không tự kết thúc được quyền của chính mình.")]
    {
        let reply = house.send(&admin, "/nguoi-dung/quyen", &[("quyen", &grant(who).await)]).await;
        assert_eq!(reply.status, StatusCode::CONFLICT, "{who}");
        assert!(reply.body.contains(sentence), "{who}");
    }
    assert!(house.copy().await == before);
    let id = grant("editor").await;
    assert!(house.get("/nguoi-dung", &admin).await.body.contains(&id), "the list offers it");
    assert_eq!(house.send(&admin, "/nguoi-dung/quyen", &[("quyen", &id)]).await.status, StatusCode::SEE_OTHER);
    assert_ne!(house.get(&report, &editor).await.status, StatusCode::OK, "in the session that goes on too");
    assert!(!house.get("/nguoi-dung", &admin).await.body.contains(&id), "ended rights are not ended again");
}

#[tokio::test]
async fn a_bearer_token_reads_and_does_nothing_else() {
    let house = House::new().await;
    let site = &house.ground.site;
    let (token, focal) = (auth::random_token(), house.people["focal"]);
    let (now, hash) = (site.now(), auth::token_hash(&token));
    store::in_tx!(site.db, |tx| person::add_token(tx, &hash, focal, "t", now, now + chrono::Duration::hours(1)).await).unwrap();
    let before = house.copy().await;
    let bearing = |method, path: &str, token: &str| {
        let kind = "application/x-www-form-urlencoded";
        let builder = request(method, path, &Visitor::default()).header(header::AUTHORIZATION, format!("Bearer {token}"));
        builder.header(header::CONTENT_TYPE, kind).body(Body::from("csrf=")).unwrap()
    };
    for path in ["indicators", "units", "targets", "observations", "progress", "tasks", "search?q=so", "systems", "duties"] {
        let path = format!("/api/v1/{path}");
        assert_eq!(house.ask(bearing(Method::GET, &path, &token)).await.status, StatusCode::OK, "{path}");
        for wrong in ["", "x", &token[1..]] {
            assert!(house.ask(bearing(Method::GET, &path, wrong)).await.asks_to_sign_in(), "{path} with {wrong:?}");
        }
    }
    for route in routes().iter().filter(|r| r.method == "POST") {
        let path = house.path(route.path, "SYT");
        let reply = house.ask(bearing(Method::POST, &path, &token)).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(reply.body.contains("Mã truy cập API chỉ dùng để đọc."), "{path}");
        let reply = house.ask(bearing(Method::POST, &path, "unknown")).await;
        assert!(reply.status.is_client_error(), "{path} with an unknown token: {}", reply.status);
    }
    assert!(house.copy().await == before);
}

#[tokio::test]
async fn signing_in_starts_a_fresh_session_and_leads_home() {
    let house = House::new().await;
    let (site, focal) = (&house.ground.site, house.people["focal"]);
    let hash = auth::hash("mùa xuân trên sông".into()).await.unwrap();
    store::in_tx!(site.db, |tx| person::set_password(tx, focal, &hash, false).await).unwrap();
    let come = async |who: &Visitor, user: &str, password: &str, to: &str| {
        house.ask(form("/dang-nhap", who, &[("csrf", &who.csrf), ("username", user), ("password", password), ("ve", to)], false)).await
    };
    let sign_in = async |user: &str, password: &str, to: &str| come(&House::passer_by(), user, password, to).await;
    let good = sign_in("FOCAL ", "mùa xuân trên sông", "/don-vi").await;
    assert_eq!((good.status, good.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/don-vi"));
    let cookie = good.header(header::SET_COOKIE).split(';').next().unwrap().to_owned();
    let who = Visitor { cookie, csrf: String::new() };
    assert_eq!(house.get("/", &who).await.status, StatusCode::OK);
    for away in ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\r\nx: y"] {
        assert_eq!(sign_in("focal", "mùa xuân trên sông", away).await.header(header::LOCATION), "/", "{away:?}");
    }
    let planted = house.session("clerk").await;
    let reply = come(&planted, "focal", "mùa xuân trên sông", "/").await;
    assert!(reply.status == StatusCode::SEE_OTHER && !reply.header(header::SET_COOKIE).contains(&planted.cookie));
    assert!(house.get("/", &planted).await.asks_to_sign_in(), "the session that was there before has ended");
    let (unknown, wrong) = (sign_in("nobody", "mùa xuân", "/").await, sign_in("focal", "mùa xuân", "/").await);
    assert_eq!((unknown.status, wrong.status), (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED));
    let sentence = "Tên đăng nhập hoặc mật khẩu không đúng.";
    assert!(unknown.body.contains(sentence) && wrong.body.contains(sentence));
    // The fifth failure in a row slows the account down, even for the right password.
    for _ in 0..4 {
        sign_in("focal", "mùa xuân", "/").await;
    }
    let slowed = sign_in("focal", "mùa xuân trên sông", "/").await;
    assert_eq!(slowed.status, StatusCode::UNAUTHORIZED);
    assert!(slowed.body.contains("Tài khoản đã nhập sai nhiều lần. Thử lại sau"));
    assert_eq!(visit::session_cookie(true), "__Host-tiendo");
}
